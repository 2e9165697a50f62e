import Glibc

/// An ssh_config file as a tree: settings, `Host` blocks around settings, and what `Include` brings in.
indirect enum ConfigNode: Sendable {
  case setting(ConfigLine)
  case host([HostPattern], [ConfigNode])
  case included([ConfigNode])
}

/// Reads files into nodes.
struct ConfigReader {
  /// Where relative names of `Include` start.
  let base: String
  private static let deepest = 16

  func read(_ path: String, depth: Int = 0) throws(ConfigProblem) -> [ConfigNode] {
    let text: [UInt8]
    do throws(FileFailure) {
      text = try readFile(path, limit: 16 << 20)
    } catch {
      if error.number == ENOENT || error.number == ENOTDIR { return [] }
      throw ConfigProblem(file: path, line: 0, text: "it can't be read (\(error.problem))")
    }
    return try parse(text, file: path, depth: depth)
  }

  func parse(_ text: [UInt8], file: String, depth: Int = 0) throws(ConfigProblem) -> [ConfigNode] {
    var nodes: [ConfigNode] = []
    var block: (patterns: [HostPattern], nodes: [ConfigNode])?
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, text) in lines.enumerated() {
      guard let line = try ConfigLine(text, file: file, number: index + 1) else { continue }
      if line.keyword == "host" || line.keyword == "match" {
        if let done = block { nodes.append(.host(done.patterns, done.nodes)) }
        block = line.keyword == "host" ? (try hostPatterns(line), []) : nil
        // A Match line ends the block before it, and is refused when it is come to.
        if line.keyword == "match" { nodes.append(.setting(line)) }
        continue
      }
      let node: ConfigNode = line.keyword == "include" ? .included(try include(line, depth)) : .setting(line)
      if block == nil { nodes.append(node) } else { block?.nodes.append(node) }
    }
    if let block { nodes.append(.host(block.patterns, block.nodes)) }
    return nodes
  }

  private func hostPatterns(_ line: ConfigLine) throws(ConfigProblem) -> [HostPattern] {
    guard !line.arguments.isEmpty, !line.arguments.contains("") else { throw line.problem("Host has no pattern") }
    return line.arguments.map { HostPattern($0) }
  }

  private func include(_ line: ConfigLine, _ depth: Int) throws(ConfigProblem) -> [ConfigNode] {
    guard depth < Self.deepest else { throw line.problem("Include goes deeper than \(Self.deepest) files") }
    guard !line.arguments.isEmpty, !line.arguments.contains("") else { throw line.problem("Include has no file") }
    var nodes: [ConfigNode] = []
    for name in line.arguments {
      let expanded = ConfigTokens.home(name)
      let path = expanded.hasPrefix("/") ? expanded : base + "/" + expanded
      for file in Self.files(matching: path) { nodes += try read(file, depth: depth + 1) }
    }
    return nodes
  }

  private static func files(matching pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, 0, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }
}
