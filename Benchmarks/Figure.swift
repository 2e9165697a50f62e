import Glibc
import Model

/// One measurement, printed as one line of JSON.
struct Figure {
  /// `plan`, `engine` or `journal`.
  let name: String
  let steps: Int
  /// Further members, in order: seconds end in `_s`, sizes in `_mb`, rates in `_per_s`.
  var numbers: [(name: String, value: Double)] = []

  func print() {
    let members =
      [JSON.Member("name", .string(name)), JSON.Member("steps", .integer(Int64(steps)))]
      + numbers.map { JSON.Member($0.name, .number(($0.value * 1000).rounded() / 1000)) }
      + [JSON.Member("peak_memory_mb", .number((Self.usage.peakMemory * 10).rounded() / 10))]
    var bytes: [UInt8] = []
    JSON.object(members).write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    _ = write(1, bytes, bytes.count)
  }

  /// Of this process so far: seconds of CPU in all its threads, and the most memory in MB (getrusage(2) counts KiB).
  static var usage: (cpu: Double, peakMemory: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return (seconds(usage.ru_utime) + seconds(usage.ru_stime), Double(usage.ru_maxrss) * 1.024 / 1000)
  }
}

/// Times parts of a benchmark, one after the other.
struct Stopwatch {
  private var last = (time: ContinuousClock.now, cpu: Figure.usage.cpu)

  /// Seconds since the begin or the lap before: that passed, and of CPU in all threads.
  mutating func lap() -> (seconds: Double, cpu: Double) {
    let now = (time: ContinuousClock.now, cpu: Figure.usage.cpu)
    defer { last = now }
    return ((now.time - last.time).inSeconds, now.cpu - last.cpu)
  }
}
