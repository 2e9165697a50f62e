extension Run {
  /// Where the run's clock stood at zero on the kernel's own, if its last process ran in this boot.
  public func clockZero(in boot: String?) -> Duration? {
    guard let boot, let header else { return nil }
    let last = takeovers.last?.takeover
    return (last.map { $0.boot } ?? header.boot) == boot ? (last.map { $0.clockZero } ?? header.clockZero) : nil
  }

  /// The wall time of an instant of the run's monotonic clock, as the clock stood then: after it was set, or the run was resumed elsewhere,
  /// what the journal's lines say from there on.
  public func wallTime(at elapsed: Duration) -> WallTime {
    guard let anchor = wallAnchors.last(where: { $0.elapsed <= elapsed }) ?? wallAnchors.first else {
      return openedAt + elapsed
    }
    return anchor.at + (elapsed - anchor.elapsed)
  }

  /// Why nobody knows whether what lies between two instants kept within its target: a process went in between, and no clock tells for how
  /// long, or the one that told it was set afterwards by more than the target bears.
  func doubt(whether target: Duration, heldFrom begin: Duration, to end: Duration) -> Reason? {
    let gaps = takeovers.filter { $0.elapsed >= begin && $0.elapsed <= end }
    if gaps.contains(where: { $0.takeover.gapClock == .none }) { return .gapUnknown }
    let (longer, shorter) = gaps.reduce((.zero, .zero)) { ($0.0 + $1.longer, $0.1 + $1.shorter) }
    if end - begin <= target { return longer > .zero ? .gapCorrected(longer, forward: true) : nil }
    return end - begin - shorter <= target ? .gapCorrected(shorter, forward: false) : nil
  }

  /// The clock that has measured the last gap shows by this how wrong it was. The kernel's own is never set.
  mutating func correctGap(by step: Duration) {
    guard let last = takeovers.lastIndex(where: { $0.takeover.gapClock != .boot }) else { return }
    takeovers[last].correct(by: step)
  }
}
