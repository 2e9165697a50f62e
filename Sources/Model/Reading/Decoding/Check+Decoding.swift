extension Check {
  /// Nil when the mapping doesn't say what is asked.
  init?(_ value: Value) {
    guard let probe = Probe(value) else { return nil }
    self.init(id: value[.id]?.string, probe: probe, mark: value.mark)
    title = value[.title]?.localized
    on = value[.on]?.reference
    within = value[.within]?.duration
    every = value[.every]?.duration
    consecutive = value[.consecutive]?.integer ?? consecutive
    timeout = value[.timeout]?.duration ?? timeout
    mandatory = value[.mandatory]?.bool ?? mandatory
  }
}

extension Probe {
  init?(_ value: Value) {
    if let command = value[.run]?.string {
      self = .run(command, value[.expect].map { Expectation($0) } ?? Expectation())
    } else if let command = value[.plugin]?.string {
      self = .plugin(command, accept: value[.accept]?.choices(PluginState.self) ?? [.ok])
    } else if let address = value[.tcp]?.string {
      self = .tcp(address)
    } else if let url = value[.http]?.string {
      self = .http(HTTPProbe(value, url: url))
    } else if let address = value[.tls]?.string {
      let days = value[.expect]?[.daysLeft].map { NumberRange($0) }
      self = .tls(TLSProbe(address: address, name: value[.name]?.string, daysLeft: days ?? NumberRange(atLeast: 0)))
    } else if let command = value[.dataAsOf]?.string {
      self = .dataAsOf(command)
    } else if let machine = value[.machine]?.reference {
      self = .machine(machine, value[.state]?.choice(MachineState.self) ?? .running)
    } else {
      return nil
    }
  }
}

extension HTTPProbe {
  init(_ value: Value, url: String) {
    let expectation = value[.expect]
    self.init(
      url: url, statuses: expectation?[.status]?.integers ?? [200], body: expectation?[.body].map { TextMatch($0) },
      headers: value[.headers]?.variables.mapValues(\.value) ?? [:])
  }
}

extension Expectation {
  init(_ value: Value) {
    self.init(
      exit: value[.exit]?.integers ?? [0], stdout: value[.stdout].map { TextMatch($0) },
      stderr: value[.stderr].map { TextMatch($0) }, number: value[.number].map { NumberRange($0) })
  }
}

extension TextMatch {
  init(_ value: Value) {
    self.init()
    contains = value.string ?? value[.contains]?.string
    notContains = value[.notContains]?.string
    equals = value[.equals]?.string
    isOneOf = value[.in]?.strings
    matches = value[.matches]?.string
  }
}

extension NumberRange {
  init(_ value: Value) {
    self.init(atLeast: value[.atLeast]?.number, atMost: value[.atMost]?.number)
  }
}
