/// What an account says that doesn't run the wrapper, fit to be quoted: it may be a piece of what it was sent, and so of
/// a secret in the command's text, broken up as it likes (its last line, a word, so many bytes).
enum Echo {
  /// A piece of fewer bytes tells nothing of a secret that can be told from ordinary text.
  private static let length = 4
  private static let ellipsis = Array("…".utf8)

  /// - Parameter sent: as it went out. It is compared before anything is cut or made printable.
  /// - Returns: what was said without all pieces that it has in common with what was sent; `SSHError.echo` where nothing is left.
  static func quotable(_ said: [UInt8], sent: [UInt8]) -> String {
    let spoken = Set(pieces(of: said))
    let common = Set(pieces(of: sent).lazy.filter { spoken.contains($0) })
    var isHidden = [Bool](repeating: false, count: said.count)
    for (start, piece) in pieces(of: said).enumerated() where common.contains(piece) {
      for index in start..<start + length { isHidden[index] = true }
    }
    var shown: [UInt8] = []
    for index in said.indices {
      if !isHidden[index] { shown.append(said[index]) } else if index == 0 || !isHidden[index - 1] { shown += ellipsis }
    }
    let text = printable(shown, limit: 300)
    return text.contains("…") && text.allSatisfy { $0 == "…" || $0 == " " } ? SSHError.echo : text
  }

  /// One for each byte that has enough behind it.
  private static func pieces(of bytes: [UInt8]) -> some Sequence<UInt32> {
    bytes.indices.dropLast(length - 1).lazy.map { start in
      bytes[start..<start + length].reduce(0) { $0 << 8 | UInt32($1) }
    }
  }
}
