import Catalogue
import Glibc
import Model

/// HOSTS on the command line: ids, globs, `@segment`, `@platform`.
struct HostSelection {
  let hosts: [Host]

  /// - Returns: the hosts meant, each once, in the inventory's order.
  func matching(_ words: [String]) throws -> [Host] {
    var chosen: Set<String> = []
    for word in words {
      let found = hosts.filter { isMeant($0, by: word) }
      if found.isEmpty { throw Stop(.usage, .noHostMatches(word, known: hosts.map(\.id))) }
      chosen.formUnion(found.map(\.id))
    }
    return hosts.filter { chosen.contains($0.id) }
  }

  private func isMeant(_ host: Host, by word: String) -> Bool {
    if word.hasPrefix("@") {
      let group = String(word.dropFirst())
      return host.segment == group || host.platform == group
    }
    return fnmatch(word, host.id, 0) == 0
  }
}
