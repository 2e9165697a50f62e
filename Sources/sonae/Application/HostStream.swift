import Terminal

/// One stream of a host's commands on its way to a person or a program.
struct HostStream: Sendable {
  /// Before each line; nil: the stream is passed on as it comes.
  private let label: String?
  /// Nil: byte for byte.
  private var visible: VisibleStream?
  private var line: [UInt8] = []

  /// - Parameter isTerminal: what a host prints is shown there, not obeyed.
  init(label: String?, isTerminal: Bool) {
    self.label = label
    visible = isTerminal ? VisibleStream() : nil
  }

  /// A line that is longer is cut, so that no host fills the memory.
  private static let longestLine = 64 << 10

  /// - Returns: what can be written of it now.
  mutating func pass(_ bytes: [UInt8]) -> [UInt8] {
    lines(visible?.pass(bytes) ?? bytes)
  }

  /// - Returns: the rest.
  mutating func finish() -> [UInt8] {
    let rest = lines(visible?.finish() ?? [])
    return line.isEmpty ? rest : rest + lines([10])
  }

  private mutating func lines(_ bytes: [UInt8]) -> [UInt8] {
    guard let label else { return bytes }
    var whole: [UInt8] = []
    for piece in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      // The one before is at its end.
      if piece.startIndex > bytes.startIndex { whole += takeLine(label) }
      line += piece
      if line.count > Self.longestLine { whole += takeLine(label) }
    }
    return whole
  }

  private mutating func takeLine(_ label: String) -> [UInt8] {
    defer { line = [] }
    return Array("\(label): ".utf8) + line + [10]
  }
}
