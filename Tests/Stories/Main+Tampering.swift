import Glibc
import Simulation

extension Main {
  static func tamper() async {
    let numbers = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
    guard let values = numbers.first, (1...255).contains(values) else { exit(64) }
    let workers = max(1, numbers.count > 1 ? numbers[1] : 1)
    let clock = ContinuousClock()
    let began = clock.now
    do {
      let record = try LongRecord(seed: 1)
      print("lines \(try record.lines), bytes \(try record.files.map { try record.read($0).count }.reduce(0, +))")
      let tally = try await withThrowingTaskGroup(of: Tampering.Tally.self) { group in
        for worker in 0..<workers {
          group.addTask {
            // Each has a record of its own, since the files are changed in place.
            var tampering = try Tampering(
              LongRecord(seed: 1), seed: UInt64(worker), .init(oneIn: 1, values: values))
            try tampering.sweep(part: worker, of: workers)
            return tampering.tally
          }
        }
        var all = Tampering.Tally()
        for try await tally in group { all.add(tally) }
        return all
      }
      for change in tally.unfound { print("not found: \(change)") }
      print("bytes \(tally.bytes), changes \(tally.changes), not found \(tally.unfound.count), \(clock.now - began)")
      if !tally.unfound.isEmpty { exit(1) }
    } catch {
      print("\(error)")
      exit(1)
    }
  }
}
