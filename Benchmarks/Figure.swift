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
      + [JSON.Member("peak_memory_mb", .number((Self.peakMemory * 10).rounded() / 10))]
    var bytes: [UInt8] = []
    JSON.object(members).write(to: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    _ = write(1, bytes, bytes.count)
  }

  /// The most memory that this process has had so far, in MB (getrusage(2) counts KiB).
  private static var peakMemory: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) / 1000 * 1.024
  }
}

/// Times parts of a benchmark, one after the other.
struct Stopwatch {
  private var last = ContinuousClock.now

  /// Seconds since the begin or the lap before.
  mutating func lap() -> Double {
    let now = ContinuousClock.now
    defer { last = now }
    return (now - last).inSeconds
  }
}
