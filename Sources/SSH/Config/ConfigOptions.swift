/// What ssh_config says for one host: for each keyword the first value that applies.
struct ConfigOptions {
  var hostName: ConfigLine?
  var port: UInt16?
  var user: String?
  var identityFiles: [ConfigLine] = []
  var identitiesOnly: Bool?
  var identityAgent: ConfigLine?
  /// ProxyJump or ProxyCommand: the first of the two wins.
  var proxy: ConfigLine?
  var userKnownHosts: ConfigLine?
  var globalKnownHosts: ConfigLine?
  var hostKeyAlias: String?
  var connectTimeout: Duration??
  var aliveInterval: Duration??
  var aliveCount: Int?
  var addressFamily: Endpoint.AddressFamily?
  var bindAddress: ConfigLine?
  /// The lists of algorithms by keyword.
  var algorithms: [String: ConfigLine] = [:]
  /// Keywords whose first value was found to make no difference; see `refuse`.
  var passedOver: Set<String> = []
  private var ignored: [HostPattern]?

  init(_ nodes: [ConfigNode], host: String) throws(ConfigProblem) {
    try apply(nodes, host, isActive: true)
  }

  private mutating func apply(_ nodes: [ConfigNode], _ host: String, isActive: Bool) throws(ConfigProblem) {
    for node in nodes {
      switch node {
      case .setting(let line):
        if !line.isKnown { try ignore(line) } else if isActive { try set(line) }
      case .included(let nodes): try apply(nodes, host, isActive: isActive)
      case .host(let patterns, let nodes):
        try apply(nodes, host, isActive: isActive && HostPattern.matches(host, anyOf: patterns))
      }
    }
  }

  /// A word that ssh doesn't know is an error to it also in a block for other hosts.
  private func ignore(_ line: ConfigLine) throws(ConfigProblem) {
    guard let ignored, HostPattern.matches(line.keyword, anyOf: ignored) else {
      throw line.problem(
        "\(line.keyword) is not a keyword of ssh_config. Correct it, or name it before in an IgnoreUnknown line.")
    }
  }

  private mutating func set(_ line: ConfigLine) throws(ConfigProblem) {
    switch line.keyword {
    case "hostname": hostName = hostName ?? line
    case "port": if port == nil { port = try Self.port(line) }
    case "user": if user == nil { user = try line.onlyArgument() }
    case "identityfile": identityFiles.append(line)
    case "identitiesonly": if identitiesOnly == nil { identitiesOnly = try Self.flag(line) }
    case "identityagent": identityAgent = identityAgent ?? line
    case "proxyjump", "proxycommand": proxy = proxy ?? line
    case "userknownhostsfile": userKnownHosts = userKnownHosts ?? line
    case "globalknownhostsfile": globalKnownHosts = globalKnownHosts ?? line
    case "hostkeyalias": if hostKeyAlias == nil { hostKeyAlias = try line.onlyArgument() }
    case "connecttimeout": if connectTimeout == nil { connectTimeout = .some(try Self.time(line)) }
    case "serveraliveinterval": if aliveInterval == nil { aliveInterval = .some(try Self.time(line)) }
    case "serveralivecountmax": if aliveCount == nil { aliveCount = try Self.count(line) }
    case "addressfamily": if addressFamily == nil { addressFamily = try Self.family(line) }
    case "bindaddress": bindAddress = bindAddress ?? line
    case "hostkeyalgorithms", "kexalgorithms", "ciphers", "macs", "pubkeyacceptedalgorithms":
      if algorithms[line.keyword] == nil { algorithms[line.keyword] = line }
    case "ignoreunknown": if ignored == nil { ignored = HostPattern.list(try line.onlyArgument().utf8) }
    default: try refuse(line)
    }
  }

  private static func port(_ line: ConfigLine) throws(ConfigProblem) -> UInt16 {
    guard let port = UInt16(try line.onlyArgument()), port > 0 else {
      throw line.problem("the port \(line.arguments[0]) is not a number from 1 to 65535")
    }
    return port
  }

  private static func count(_ line: ConfigLine) throws(ConfigProblem) -> Int {
    guard let count = Int(try line.onlyArgument()), count >= 0 else {
      throw line.problem("\(line.arguments[0]) is not a number")
    }
    return count
  }

  private static func flag(_ line: ConfigLine) throws(ConfigProblem) -> Bool {
    switch try line.onlyArgument().lowercased() {
    case "yes", "true": return true
    case "no", "false": return false
    default: throw line.problem("\(line.arguments[0]) is neither yes nor no")
    }
  }

  private static func family(_ line: ConfigLine) throws(ConfigProblem) -> Endpoint.AddressFamily {
    switch try line.onlyArgument().lowercased() {
    case "any": return .any
    case "inet": return .ipv4
    case "inet6": return .ipv6
    default: throw line.problem("\(line.arguments[0]) is neither any nor inet nor inet6")
    }
  }

  /// Seconds, or sshd_config's time formats (`1h30m`). Nil for `none` and 0.
  private static func time(_ line: ConfigLine) throws(ConfigProblem) -> Duration? {
    let text = try line.onlyArgument().lowercased()
    if text == "none" { return nil }
    var total = 0
    var number: Int?
    for character in text {
      if let digit = character.wholeNumberValue, character.isASCII {
        number = min((number ?? 0) * 10 + digit, 1 << 31)
        continue
      }
      let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800]
      guard let unit = units[character], let count = number else { throw line.problem("\(text) is not a time") }
      total = min(total + count * unit, 1 << 31)
      number = nil
    }
    total += number ?? 0
    guard total <= Int32.max else { throw line.problem("\(text) is too long a time") }
    return total == 0 ? nil : .seconds(total)
  }
}
