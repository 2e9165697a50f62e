import Catalogue
import Glibc
import Model

/// HOSTS on the command line: ids, globs, `@segment`, `@platform`.
struct HostSelection {
  let hosts: [Host]

  /// Arguments may hold several, between commas.
  static func words(_ arguments: [String]) -> [String] {
    arguments.flatMap { $0.split(separator: ",").map(String.init) }
  }

  /// - Returns: the hosts meant, each once, in the inventory's order.
  func matching(_ words: [String]) throws -> [Host] {
    var chosen: Set<String> = []
    for word in words {
      let found = hosts.filter { isMeant($0, by: word) }
      if found.isEmpty { throw Stop(.usage, unmatched(word)) }
      chosen.formUnion(found.map(\.id))
    }
    return hosts.filter { chosen.contains($0.id) }
  }

  private func unmatched(_ word: String) -> Phrase {
    guard word.hasPrefix("@") else { return .noHostMatches(word, known: hosts.map(\.id)) }
    let groups = Set(hosts.flatMap { [$0.segment, $0.platform] }.compactMap { $0 })
    return .noGroupMatches(word, known: groups.sorted().map { "@" + $0 })
  }

  private func isMeant(_ host: Host, by word: String) -> Bool {
    if word.hasPrefix("@") {
      let group = String(word.dropFirst())
      return host.segment == group || host.platform == group
    }
    return fnmatch(word, host.id, 0) == 0
  }
}

/// The hosts that a command line means, with what is needed to reach them.
struct ChosenHosts {
  let meant: [PlannedHost]
  /// Jump hosts have to be known too.
  let all: [PlannedHost]
  let settings: Settings
  let root: String

  /// From the inventory; without a workspace the words are names as ssh_config knows them.
  init(_ arguments: [String], _ options: GlobalOptions) throws {
    let words = HostSelection.words(arguments)
    if words.isEmpty { throw Stop(.usage, .noHostNamed) }
    if let word = words.first(where: { $0.dropFirst().contains("@") }) { throw Stop(.usage, .userInHostName(word)) }
    guard options.workspace != nil || environment("SONAE_WORKSPACE") != nil || WorkspaceFolder.nearest() != nil else {
      if let word = words.first(where: { $0.hasPrefix("@") || $0.contains { "*?[".contains($0) } }) {
        throw Stop(.usage, .needsWorkspace(word))
      }
      var seen: Set<String> = []
      meant = words.filter { seen.insert($0).inserted }.map {
        PlannedHost(Host(id: $0, mark: Mark(file: "", line: 1, column: 1)))
      }
      all = meant
      settings = Settings()
      root = "/"
      return
    }
    let folder = try WorkspaceFolder.find(options)
    let workspace = try folder.read(options, .inventory)
    meant = try HostSelection(hosts: workspace.inventory.hosts).matching(words).map(PlannedHost.init)
    all = workspace.inventory.hosts.map(PlannedHost.init)
    settings = workspace.settings
    root = folder.root
  }
}
