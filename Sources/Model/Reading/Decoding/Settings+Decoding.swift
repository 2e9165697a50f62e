extension Settings {
  init(_ value: Value) {
    self.init()
    workspace = value[.workspace]?.string ?? ""
    title = value[.title]?.localized
    organization = value[.organization]?.localized
    language = value[.language]?.string
    timeZone = value[.timeZone]?.string ?? timeZone
    if let value = value[.ssh] { ssh = SSHSettings(value) }
    if let value = value[.limits] { limits = Limits(value, over: limits) }
    if let value = value[.defaults] { defaults = Defaults(value) }
    variables = value[.vars]?.variables ?? [:]
    for (key, source) in value[.secrets]?.entries ?? [] {
      if let name = key.string { secrets[name] = SecretSource(source) }
    }
    records = value[.records]?.string ?? records
  }
}

extension Settings.SSHSettings {
  init(_ value: Value) {
    self.init()
    config = value[.config]?.string
    knownHosts = value[.knownHosts]?.strings ?? []
    connectTimeout = value[.connectTimeout]?.duration
    keepalive = value[.keepalive]?.duration
    passphrase = value[.passphrase].flatMap { SecretSource($0) }
  }
}

extension Settings.Defaults {
  init(_ value: Value) {
    self.init()
    timeout = value[.timeout]?.duration ?? timeout
    every = value[.every]?.duration ?? every
    within = value[.within]?.duration ?? within
    retry = value[.retry].map { Retry($0) } ?? retry
  }
}

extension Limits {
  /// - Parameter base: what holds where the file says nothing.
  init(_ value: Value, over base: Limits) {
    self = base
    hosts = value[.hosts]?.integer ?? hosts
    perHost = value[.perHost]?.integer ?? perHost
    output = value[.output]?.size ?? output
  }
}

extension SecretSource {
  init?(_ value: Value) {
    if let name = value[.env]?.string {
      self = .environment(name)
    } else if let path = value[.file]?.string {
      self = .file(path)
    } else if let words = value[.command]?.strings {
      self = .command(words)
    } else {
      return nil
    }
  }
}

extension Retry {
  init(_ value: Value) {
    self.init()
    attempts = value[.attempts]?.integer ?? attempts
    every = value[.every]?.duration ?? every
  }
}
