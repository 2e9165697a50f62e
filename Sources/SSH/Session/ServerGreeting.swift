/// What a server says in clear before the keys are agreed on: lines, its banner, and the lists of what it offers
/// (RFC 4253, sections 4.2 and 7.1). libssh2 keeps none of it when it fails.
struct ServerGreeting {
  /// What came before the `SSH-` line, as one line for a message.
  let said: String
  /// The `SSH-2.0-…` line; nil when none came.
  let banner: String?
  private let offers: [[String]]

  init(_ bytes: [UInt8]) {
    var rest = bytes[...]
    var before: [UInt8] = []
    var banner: String?
    while banner == nil, !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      let isWhole = line.endIndex < rest.endIndex
      if line.starts(with: "SSH-".utf8), isWhole {
        banner = printable(Array(line), limit: 255)
      } else {
        before += line + [UInt8(ascii: " ")]
      }
      rest = isWhole ? rest[(line.endIndex + 1)...] : []
    }
    said = printable(before, limit: 200)
    self.banner = banner
    offers = banner == nil ? [] : Self.nameLists(Array(rest))
  }

  /// The first list in which server and client have nothing in common.
  func mismatch(with ours: Algorithms) -> SSHError.Reason? {
    let wanted: [(Int, String, [String])] = [
      (0, "key exchange", ours.keyExchange), (1, "host key type", ours.hostKey),
      (2, "cipher", ours.cipher), (3, "cipher", ours.cipher),
      (4, "MAC", ours.mac), (5, "MAC", ours.mac),
    ]
    for (index, subject, client) in wanted where index < offers.count {
      if Set(offers[index]).isDisjoint(with: client) {
        return .negotiationFailed(subject: subject, server: offers[index], client: client)
      }
    }
    return nil
  }

  private static func nameLists(_ bytes: [UInt8]) -> [[String]] {
    var packet = WireReader(bytes)
    // packet length, padding length, SSH_MSG_KEXINIT, cookie
    guard packet.uint32() != nil, packet.take(1) != nil, packet.take(1) == [20], packet.take(16) != nil else {
      return []
    }
    var lists: [[String]] = []
    while lists.count < 10, let list = packet.string() {
      lists.append(
        String(decoding: list, as: UTF8.self).split(separator: ",").map { printable(Array($0.utf8), limit: 80) })
    }
    return lists
  }
}
