import Glibc

/// `Benchmarks [ROUNDS]` measures everything; `Benchmarks SUBJECT STEPS` one figure. Each figure is one line of JSON.
///
/// Every figure has a process of its own, so that its peak memory is its own, and the rounds go over all sizes in turn,
/// so that a slow stretch of the machine doesn't fall on one size alone.
@main
enum Entry {
  private static let sizes = [25_000, 50_000, 100_000]

  static func main() async {
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      if let subject = words.first.flatMap(Subject.init), words.count == 2, let steps = Int(words[1]), steps > 0 {
        return try await subject.measure(steps: steps)
      }
      guard words.count <= 1, let rounds = Int(words.first ?? "3"), rounds > 0 else {
        throw BenchmarkFailure(
          "usage: Benchmarks [ROUNDS] | Benchmarks plan|engine|journal|resume STEPS | Benchmarks append EVENTS")
      }
      for _ in 0..<rounds {
        for subject in Subject.allCases where subject != .append {
          for steps in sizes { try Child.run("/proc/self/exe", [subject.rawValue, "\(steps)"]) }
        }
      }
    } catch {
      let words = Array("Benchmarks: \(error)\n".utf8)
      _ = write(2, words, words.count)
      exit(1)
    }
  }
}
