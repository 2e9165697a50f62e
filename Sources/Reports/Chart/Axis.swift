import Model

/// The time axis of a chart: seconds from T onto the width of the plot.
struct Axis {
  /// Seconds from T at the left and at the right edge.
  let low: Double
  let high: Double
  /// Between two ticks, in seconds.
  let step: Double
  /// The horizontal place of both edges.
  let left: Double
  let right: Double

  init(low: Double, high: Double, left: Double, right: Double) {
    let length = max(high - low, 1)
    self.low = low
    self.high = low + length * 1.04
    self.left = left
    self.right = right
    step = Self.step(for: length)
  }

  /// Steps that people count in, from a tenth of a second to ten days.
  private static let steps: [Double] = [
    0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400,
    172_800, 432_000, 864_000,
  ]

  /// The finest step that gives at most eight ticks.
  private static func step(for length: Double) -> Double {
    steps.first { length / $0 <= 8 } ?? (length / 8 / 864_000).rounded(.up) * 864_000
  }

  func x(_ seconds: Double) -> Double {
    left + (min(max(seconds, low), high) - low) / (high - low) * (right - left)
  }

  func contains(_ seconds: Double) -> Bool { seconds >= low && seconds <= high }

  var ticks: [Double] {
    let first = Int((low / step).rounded(.up))
    let last = Int((high / step).rounded(.down))
    return first > last ? [] : (first...last).map { Double($0) * step }
  }

  /// `0:00:30`; with tenths where the ticks are finer than a second.
  func label(_ tick: Double) -> String {
    let duration = Duration.milliseconds(Int64((tick * 1000).rounded()))
    if step >= 1 { return duration.clockFace }
    return (tick < 0 ? "−" : "") + String(duration.stopwatch.dropFirst())
  }
}
