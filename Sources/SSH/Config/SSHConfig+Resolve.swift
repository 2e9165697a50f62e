extension SSHConfig {
  static let defaultConnectTimeout = Duration.seconds(10)
  static let defaultAuthenticationTimeout = Duration.seconds(30)
  static let defaultKeepAlive = Endpoint.KeepAlive(interval: .seconds(15), count: 3)

  /// Decides everything that is open about a target: first the target's own word, then the first value in the files
  /// that applies to its label, then ssh's defaults.
  func resolve(_ target: Target) throws(SSHError) -> Endpoint {
    guard target.hasShell else { throw SSHError(.shellNeedsOpenSSH, host: target.label) }
    do throws(ConfigProblem) {
      return try resolve(target, through: [])
    } catch {
      throw SSHError(.configuration(file: error.file, line: error.line, problem: error.text), host: target.label)
    }
  }

  /// - Parameter chain: the labels of the hosts whose way leads through this one.
  private func resolve(_ target: Target, through chain: [String]) throws(ConfigProblem) -> Endpoint {
    let options = try ConfigOptions(nodes, host: target.label)
    let port = target.port ?? options.port ?? 22
    let user = target.user ?? options.user ?? Home.userName()
    let hostName = try hostName(target, options)
    let tokens = ConfigTokens(values: [
      "h": hostName, "n": target.label, "p": String(port), "r": user, "u": Home.userName(), "d": Home.directory(),
      "k": options.hostKeyAlias ?? target.label,
    ])
    let interval = target.keepAlive.map(Optional.some) ?? options.aliveInterval ?? Self.defaultKeepAlive.interval
    var endpoint = Endpoint(
      label: target.label, hostName: hostName, port: port, user: user,
      identities: try identities(target, options, tokens), knownHosts: try knownHosts(target, options, tokens),
      hostKeyAlias: options.hostKeyAlias?.lowercased(),
      connectTimeout: target.connectTimeout ?? options.connectTimeout.flatMap { $0 } ?? Self.defaultConnectTimeout,
      authenticationTimeout: Self.defaultAuthenticationTimeout,
      keepAlive: .init(interval: interval, count: options.aliveCount ?? Self.defaultKeepAlive.count),
      addressFamily: options.addressFamily ?? .any, bindAddress: try bindAddress(options),
      algorithms: try Algorithms(options.algorithms), ways: [])
    endpoint.way = try way(to: target, options, chain + [target.label], tokens)
    return endpoint
  }

  /// In lower case, as ssh puts it into `%h` too.
  private func hostName(_ target: Target, _ options: ConfigOptions) throws(ConfigProblem) -> String {
    if let address = target.address { return address.lowercased() }
    guard let line = options.hostName else { return target.label.lowercased() }
    let tokens = ConfigTokens(values: ["h": target.label])
    return try expand(line.onlyArgument(), tokens, line).lowercased()
  }

  private func bindAddress(_ options: ConfigOptions) throws(ConfigProblem) -> String? {
    guard let line = options.bindAddress else { return nil }
    let address = try line.onlyArgument()
    guard Resolver.numeric(address, port: 0, .any) != nil else {
      throw line.problem("BindAddress is supported for addresses only. Give the address of \(address).")
    }
    return address
  }

  private func expand(
    _ text: String, _ tokens: ConfigTokens, _ line: ConfigLine?
  ) throws(ConfigProblem) -> String {
    do throws(ConfigTokens.ExpansionFailure) {
      return try tokens.expand(text)
    } catch {
      throw ConfigProblem(file: line?.file ?? "inventory", line: line?.number ?? 0, text: error.text)
    }
  }

  /// A path: `~`, then `${NAME}`, then tokens.
  private func path(
    _ text: String, _ tokens: ConfigTokens, _ line: ConfigLine
  ) throws(ConfigProblem) -> String {
    do throws(ConfigTokens.ExpansionFailure) {
      return try tokens.expand(ConfigTokens.environment(ConfigTokens.home(text)))
    } catch {
      throw line.problem(error.text)
    }
  }

  // MARK: keys

  private func identities(
    _ target: Target, _ options: ConfigOptions, _ tokens: ConfigTokens
  ) throws(ConfigProblem) -> Endpoint.Identities {
    var files: [String] = []
    for line in options.identityFiles {
      let name = try line.onlyArgument()
      if name == "none" { continue }
      let file = try path(name, tokens, line)
      if !files.contains(file) { files.append(file) }
    }
    let isNamed = target.identityFiles != nil || !options.identityFiles.isEmpty
    let usual = ["rsa", "ecdsa", "ecdsa_sk", "ed25519", "ed25519_sk", "xmss", "dsa"]
    return .init(
      files: target.identityFiles?.map(ConfigTokens.home)
        ?? (isNamed ? files : usual.map { "\(Home.directory())/.ssh/id_\($0)" }),
      areNamed: isNamed, only: options.identitiesOnly ?? false, agent: try agent(target, options, tokens))
  }

  private func agent(
    _ target: Target, _ options: ConfigOptions, _ tokens: ConfigTokens
  ) throws(ConfigProblem) -> String? {
    switch target.agent {
    case .off: return nil
    case .socket(let path): return ConfigTokens.home(path)
    case nil: break
    }
    guard let line = options.identityAgent else { return Home.environment("SSH_AUTH_SOCK") }
    let value = try line.onlyArgument()
    if value == "none" { return nil }
    if value == "SSH_AUTH_SOCK" { return Home.environment("SSH_AUTH_SOCK") }
    if value.hasPrefix("$"), !value.hasPrefix("${") { return Home.environment(String(value.dropFirst())) }
    return try path(value, tokens, line)
  }

  private func knownHosts(
    _ target: Target, _ options: ConfigOptions, _ tokens: ConfigTokens
  ) throws(ConfigProblem) -> Endpoint.KnownHostsFiles {
    if let files = target.knownHostsFiles { return .init(user: files.map(ConfigTokens.home), global: []) }
    let home = Home.directory() + "/.ssh/known_hosts"
    let user = try paths(options.userKnownHosts, tokens)
    let global = try paths(options.globalKnownHosts, nil)
    return .init(
      user: user ?? [home, home + "2"], global: global ?? ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"])
  }

  /// - Parameter tokens: nil where ssh expands only `~`.
  private func paths(_ line: ConfigLine?, _ tokens: ConfigTokens?) throws(ConfigProblem) -> [String]? {
    guard let line else { return nil }
    if line.arguments.isEmpty || line.arguments.contains("") { throw line.problem("\(line.keyword) has no value") }
    if line.arguments.contains(where: { $0.lowercased() == "none" }) {
      guard line.arguments.count == 1 else { throw line.problem("none has to stand alone") }
      return []
    }
    var paths: [String] = []
    for name in line.arguments {
      if let tokens { paths.append(try path(name, tokens, line)) } else { paths.append(ConfigTokens.home(name)) }
    }
    return paths
  }

  // MARK: jump hosts

  private func way(
    to target: Target, _ options: ConfigOptions, _ chain: [String], _ tokens: ConfigTokens
  ) throws(ConfigProblem) -> Destination? {
    var hops = target.jump ?? []
    if target.jump == nil { hops = try self.hops(options.proxy, tokens) }
    var nearest: Destination?
    var passed = chain
    // The system's ssh goes through hosts of its own only, so all that lie before one of its hosts are its as well.
    let gate = hops.lastIndex { $0.transport == .openSSH }
    if let gate {
      var hop = hops[gate]
      if gate > 0 { hop.jump = Array(hops[..<gate]) }
      nearest = .openSSH(try openSSH(hop))
    }
    for (index, hop) in hops.enumerated() where index > gate ?? -1 {
      if passed.contains(hop.label) { throw loop(passed + [hop.label], options.proxy) }
      passed.append(hop.label)
      var hop = hop
      // Only the first of a chain may have a way of its own: the others' way is the chain.
      if index > 0 { hop.jump = [] }
      var endpoint = try resolve(hop, through: chain)
      if let nearest { endpoint.way = nearest }
      nearest = .libssh2(endpoint)
    }
    return nearest
  }

  private func openSSH(_ hop: Target) throws(ConfigProblem) -> OpenSSHTarget {
    do throws(SSHError) {
      return try OpenSSHTarget(hop, config: file)
    } catch {
      throw ConfigProblem(file: "inventory", line: 0, text: error.description)
    }
  }

  private func loop(_ chain: [String], _ line: ConfigLine?) -> ConfigProblem {
    ConfigProblem(
      file: line?.file ?? "inventory", line: line?.number ?? 0,
      text: "the jump hosts lead in a circle: \(chain.joined(separator: " → ")). Correct ProxyJump (none ends it).")
  }

  private func hops(_ line: ConfigLine?, _ tokens: ConfigTokens) throws(ConfigProblem) -> [Target] {
    guard let line else { return [] }
    if line.arguments.first?.lowercased() == "none" { return [] }
    guard line.keyword == "proxyjump" else {
      throw line.problem(
        "ProxyCommand is not supported. Use ProxyJump, or give the host transport: openssh in the inventory.")
    }
    let value = try line.onlyArgument()
    var hops: [Target] = []
    for part in value.split(separator: ",", omittingEmptySubsequences: false) {
      guard let hop = Target(jumpSpecification: try expand(String(part), tokens, line)) else {
        throw line.problem("\(part) is not a jump host")
      }
      hops.append(hop)
    }
    return hops
  }
}

extension Target {
  /// `[user@]host[:port]` or `ssh://[user@]host[:port]`; IPv6 addresses stand in brackets.
  init?(jumpSpecification text: some StringProtocol) {
    var rest = String(text)
    if rest.hasPrefix("ssh://") {
      rest.removeFirst(6)
      if rest.hasSuffix("/") { rest.removeLast() }
    }
    self.init("")
    if let at = rest.lastIndex(of: "@") {
      user = String(rest[..<at])
      rest = String(rest[rest.index(after: at)...])
    }
    if rest.first == "[", let close = rest.firstIndex(of: "]") {
      label = String(rest[rest.index(after: rest.startIndex)..<close])
      rest = String(rest[rest.index(after: close)...])
    } else if let colon = rest.firstIndex(of: ":") {
      label = String(rest[..<colon])
      rest = String(rest[colon...])
    } else {
      label = rest
      rest = ""
    }
    if !rest.isEmpty {
      guard rest.first == ":", let number = UInt16(rest.dropFirst()), number > 0 else { return nil }
      port = number
    }
    guard !label.isEmpty, !label.contains(where: { "[/# \t".contains($0) }), user?.isEmpty != true else { return nil }
  }
}
