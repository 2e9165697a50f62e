import Glibc

/// What goes wrong in a story.
public enum Troubles: Sendable, Hashable {
  /// As the seed has it.
  case rolled
  case none
  /// Only this: at that call, from 1, by which the run's first process changes the disk, or that the run makes to a host.
  case one(Trouble, atCall: Int)
}

/// One call that fails.
public enum Trouble: Sendable, Hashable {
  case disk(DiskTrouble)
  case line(LineTrouble)

  /// Every way in which a call can fail.
  public static let all: [Trouble] =
    disk.map { .disk($0) } + LineTrouble.allCases.map { .line($0) }

  private static let disk: [DiskTrouble] =
    DiskTrouble.Moment.allCases.map { .death($0) } + DiskTrouble.Moment.allCases.map { .powerCut($0) }
    + [.short] + [ENOSPC, EDQUOT, EIO, EROFS].map { .fails($0) }

  /// By its name.
  public init?(_ name: String) {
    guard let trouble = Self.all.first(where: { $0.name == name }) else { return nil }
    self = trouble
  }

  /// Whoever takes the run up finds all that it needs on the disk and on the hosts, and the run goes on as if nothing had been.
  var costsNothing: Bool {
    switch self {
    case .disk(.death), .disk(.powerCut): true
    case .disk(.fails), .disk(.short), .line: false
    }
  }

  public var name: String {
    switch self {
    case .disk(.death(let moment)): "death-\(moment)"
    case .disk(.powerCut(let moment)): "power-cut-\(moment)"
    case .disk(.short): "short-write"
    case .disk(.fails(ENOSPC)): "enospc"
    case .disk(.fails(EDQUOT)): "edquot"
    case .disk(.fails(EIO)): "eio"
    case .disk(.fails(EROFS)): "erofs"
    case .disk(.fails(let code)): "errno-\(code)"
    case .line(let trouble): "line-\(trouble.rawValue)"
    }
  }
}

extension Troubles {
  var ofLines: LineTroubles {
    switch self {
    case .rolled: .rolled
    case .one(.line(let trouble), let call): .one(trouble, atCall: call)
    case .one, .none: .none
    }
  }
}
