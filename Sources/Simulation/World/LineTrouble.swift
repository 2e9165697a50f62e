/// In which way a call to a host fails. A question that only looks has fewer of them: it doesn't get there, or its answer doesn't come.
public enum LineTrouble: String, Sendable, Hashable, CaseIterable {
  /// The host takes no connection for it.
  case refused
  /// The host can't be reached for a while from now on, by anybody.
  case away
  /// The line breaks before the host has read it.
  case lostBefore = "lost-before"
  /// Its sender gives it up, and then the host begins it.
  case late
  /// The line breaks while it runs, and it goes on.
  case lostAmid = "lost-amid"
  /// It ends, and the line breaks before that is told.
  case untold
  /// The host goes down while it runs.
  case reboot
}

/// Which calls to hosts fail.
enum LineTroubles: Sendable {
  case none
  /// As the seed has it.
  case rolled
  /// Only that one of all calls to hosts, from 1.
  case one(LineTrouble, atCall: Int)
}

extension Hosts {
  /// Counts a call to a host.
  ///
  /// - Returns: what goes wrong with it.
  func nextTrouble() -> LineTrouble? {
    let (call, isCalm) = countCall()
    let trouble: LineTrouble? =
      switch troubles {
      case .none: nil
      case .one(let trouble, let number): call == number ? trouble : nil
      case .rolled: isCalm ? nil : world.roll { Self.roll(&$0) }
      }
    if trouble != nil { countTrouble() }
    return trouble
  }

  private static func roll(_ dice: inout SplitMix64) -> LineTrouble? {
    switch Int.random(in: 0..<100, using: &dice) {
    case 0: .refused
    case 1, 2: .away
    case 3: .lostBefore
    case 4, 5: .late
    case 6, 7, 8: .lostAmid
    case 9: .untold
    case 10: .reboot
    default: nil
    }
  }

  /// What becomes of a question to a host.
  enum Passage {
    case whole
    /// It doesn't get there.
    case neverArrives
    /// It gets there, and nobody waits for its answer any more.
    case breaksAmid
    case answerIsLost
  }

  /// Asks what changes nothing on a host, or only ends what runs there.
  func ask(_ host: String) -> Passage {
    let trouble = nextTrouble()
    switch trouble {
    case .away: goAway(host)
    case .reboot: reboot(host)
    default: break
    }
    if isAway(host) { return .neverArrives }
    return switch trouble {
    case nil: .whole
    case .lostAmid: .breaksAmid
    case .untold: .answerIsLost
    case .refused, .away, .lostBefore, .late, .reboot: .neverArrives
    }
  }
}
