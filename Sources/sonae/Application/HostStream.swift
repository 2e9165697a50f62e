import Terminal

/// One stream of a host's commands on its way to a person or a program.
struct HostStream: Sendable {
  /// Before each line; nil: the stream is passed on as it comes.
  private let label: [UInt8]?
  /// Nil: byte for byte.
  private var visible: VisibleStream?
  private var line: [UInt8] = []

  /// - Parameter isTerminal: what a host prints is shown there, not obeyed.
  init(label: String?, isTerminal: Bool) {
    self.label = label.map { Array("\($0): ".utf8) }
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
    whole.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      if byte != 10 { line.append(byte) }
      guard byte == 10 || line.count > Self.longestLine else { continue }
      whole += label
      whole += line
      whole.append(10)
      line.removeAll(keepingCapacity: true)
    }
    return whole
  }
}
