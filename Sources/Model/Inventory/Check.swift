/// A question about a system's health, asked again until it holds or its time is over.
public struct Check: Sendable, Hashable {
  public var id: String?
  public var title: LocalizedText?
  public var probe: Probe
  /// The host on which `run`, `plugin` and `data_as_of` are run; a template.
  public var on: Reference?
  /// How long the answer may take to become right.
  public var within: Duration?
  public var every: Duration?
  /// Right answers in a row that are wanted.
  public var consecutive = 1
  /// For one try.
  public var timeout: Duration = .seconds(10)
  public var mandatory = true
  public var mark: Mark

  public init(id: String?, probe: Probe, mark: Mark) {
    self.id = id
    self.probe = probe
    self.mark = mark
  }
}

/// What a check asks. The texts are templates until the planner has filled them in.
public enum Probe: Sendable, Hashable {
  case run(String, Expectation)
  /// A monitoring plugin: its exit code says ok, warning, critical or unknown.
  case plugin(String, accept: [PluginState])
  case tcp(String)
  case http(HTTPProbe)
  case tls(TLSProbe)
  /// Prints the time of the newest verified data: the measured RPO.
  case dataAsOf(String)
  /// A machine's state, as its platform tells it.
  case machine(Reference, MachineState)

  var measuresData: Bool { if case .dataAsOf = self { true } else { false } }
}

public enum PluginState: String, Sendable, Hashable, CaseIterable {
  case ok, warning, critical, unknown
}

public struct HTTPProbe: Sendable, Hashable {
  public var url: String
  public var statuses: [Int]
  public var body: TextMatch?
  public var headers: [String: String]

  public init(url: String, statuses: [Int] = [200], body: TextMatch? = nil, headers: [String: String] = [:]) {
    self.url = url
    self.statuses = statuses
    self.body = body
    self.headers = headers
  }
}

public struct TLSProbe: Sendable, Hashable {
  /// `host:port`
  public var address: String
  /// The name that the certificate must carry; nil: the address's host.
  public var name: String?
  public var daysLeft: NumberRange

  public init(address: String, name: String? = nil, daysLeft: NumberRange) {
    self.address = address
    self.name = name
    self.daysLeft = daysLeft
  }
}

/// What a command must give back.
public struct Expectation: Sendable, Hashable {
  public var exit: [Int]
  public var stdout: TextMatch?
  public var stderr: TextMatch?
  /// For the first number on standard output.
  public var number: NumberRange?

  public init(exit: [Int] = [0], stdout: TextMatch? = nil, stderr: TextMatch? = nil, number: NumberRange? = nil) {
    self.exit = exit
    self.stdout = stdout
    self.stderr = stderr
    self.number = number
  }
}

/// What a text must be like; all that is given must hold. `equals` and `in` look at the trimmed text.
public struct TextMatch: Sendable, Hashable {
  public var contains: String?
  public var notContains: String?
  public var equals: String?
  public var isOneOf: [String]?
  /// A POSIX extended regular expression.
  public var matches: String?

  public init() {}
}

public struct NumberRange: Sendable, Hashable {
  public var atLeast: Double?
  public var atMost: Double?

  public init(atLeast: Double? = nil, atMost: Double? = nil) {
    self.atLeast = atLeast
    self.atMost = atMost
  }
}
