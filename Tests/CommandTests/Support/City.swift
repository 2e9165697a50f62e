import Glibc
import Model
import TestKit
import Testing

/// A workspace of a test's own, over real servers.
///
/// What a test doesn't say is a small city: one system `desk` on host `a`, whose level `service` has an RTO of an hour
/// and holds at once, and a scenario `loss` that takes it down.
final class City: Sendable {
  let folder: TemporaryFolder
  let home: TemporaryFolder
  /// They run as long as the city is there.
  private let servers: [SSHServer]

  /// - Parameters:
  ///   - servers: the hosts `a`, `b`, … in this order.
  ///   - steps: the procedure of `desk`, before its level is verified.
  ///   - scenario: more of the scenario, from its `inject` on.
  ///   - system: more of the system.
  ///   - files: more files, or others in place of those that stand here.
  init(
    _ servers: [SSHServer], steps: String = "", scenario: String = "", system: String = "",
    settings: String = "", hosts: [String: String] = [:], rto: String = "1h", health: String? = nil,
    verify: String = "  - verify: service\n", files: [String: String] = [:]
  ) throws {
    self.servers = servers
    folder = try TemporaryFolder("sonae-city")
    home = try TemporaryFolder("sonae-home")
    var all = [
      "sonae.yaml": Self.settings + settings,
      "inventory/hosts.yaml": Self.hosts(servers, hosts),
      "inventory/systems.yaml": """
      systems:
        - id: desk
          name: {ja: 窓口, en: Desk}
          objectives: [{level: service, rto: \(rto), source: sample\(health?.contains("data_as_of") == true ? ", rpo: 1h" : "")}]
          health:
      \(health ?? "      - {id: up, run: \"true\", on: a}")
      \(system)

      """,
      "playbooks/loss.yaml": """
      scenario: loss
      title: {ja: 窓口の喪失, en: Loss of the desk}
      type: live
      clock: injected
      environment: lab
      systems: [desk]
      \(scenario)

      """,
      "playbooks/desk.yaml": "procedure: desk\non: a\nsteps:\n\(steps)\n\(verify)",
    ]
    all.merge(files) { $1 }
    mkdir(folder.file("inventory"), 0o700)
    mkdir(folder.file("playbooks"), 0o700)
    mkdir(folder.file("playbooks/scripts"), 0o700)
    for (name, text) in all { try folder.write(text, to: name) }
  }

  static let settings = """
    workspace: test
    time_zone: Asia/Tokyo
    defaults: {timeout: 30s, within: 2s, every: 100ms}

    """

  static func hosts(_ servers: [SSHServer], _ more: [String: String] = [:]) -> String {
    "hosts:\n"
      + zip("abcdefgh", servers).map { name, server in
        """
          - id: \(name)
            address: \(server.address)
            port: \(server.port)
            user: \(server.user)
            identity: \(server.userKey)
            known_hosts: \(server.knownHosts)
            drills: allowed
        \(more[String(name)].map { "    \($0)\n" } ?? "")
        """
      }.joined()
  }

  /// Another system, `till` on the host `twin`, and the scenario `till-loss` that takes it down.
  ///
  /// - Parameter steps: of its procedure, before its level is verified.
  static func till(steps: String) -> [String: String] {
    [
      "inventory/more.yaml": """
      systems:
        - id: till
          name: {ja: 会計, en: Till}
          objectives: [{level: service, rto: 1h, source: sample}]
          health: [{id: up, run: "true", on: twin}]

      """,
      "playbooks/till-loss.yaml":
        "scenario: till-loss\ntitle: Loss of the till\ntype: live\nclock: injected\nenvironment: lab\nsystems: [till]\n",
      "playbooks/till.yaml": "procedure: till\non: twin\nsteps:\n\(steps)  - verify: service\n",
    ]
  }

  func start(
    _ arguments: String..., environment: [String: String] = [:], input: Program.Input = .nothing
  ) throws -> Program {
    try Sonae.start(arguments, in: folder.path, home: home.path, environment: environment, input: input)
  }

  func sonae(
    _ arguments: String..., environment: [String: String] = [:], input: Program.Input = .nothing
  ) async throws -> Program.Ending {
    try await Sonae.start(arguments, in: folder.path, home: home.path, environment: environment, input: input).ended()
  }

  /// A line of shell in which `sonae` is the program under test.
  func shell(_ line: String) async throws -> Program.Ending {
    let folder = Sonae.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    let environment = [
      "HOME": home.path, "PATH": "\(folder):/usr/sbin:/usr/bin:/sbin:/bin", "SONAE_SSH_CONFIG": "/dev/null",
    ]
    return try await Program(["sh", "-c", line], environment: environment, in: self.folder.path).ended()
  }

  /// Runs the scenario with `--yes --json`.
  func drill(
    _ more: String..., scenario: String = "loss", environment: [String: String] = [:],
    input: Program.Input = .nothing
  ) async throws -> Drill {
    let words = ["drill", scenario, "--yes", "--json", "--as", "suzuki"] + more
    return try Drill(
      await Sonae.start(words, in: folder.path, home: home.path, environment: environment, input: input).ended())
  }

  /// The last run's folder.
  func lastRun() async throws -> String {
    let list = try JSON(reading: await sonae("runs", "list", "--json").output)
    let journal = try #require(list.array?.first?["journal"]?.string)
    return journal.split(separator: "/").dropLast().map { "/" + $0 }.joined()
  }

  /// The journal's events.
  func journal() async throws -> [JSON] {
    try TemporaryFolder.text(await lastRun() + "/journal.jsonl").split(separator: "\n").map {
      try JSON(reading: $0.utf8)
    }
  }

  /// Every file under the workspace and its bytes.
  func everyFile() throws -> [String: [UInt8]] {
    let names = try ChildProcess.check(["find", folder.path, "-type", "f"]).split(separator: "\n").map(String.init)
    return try Dictionary(uniqueKeysWithValues: names.map { ($0, try TemporaryFolder.read($0)) })
  }
}

/// What `sonae drill --json` said.
struct Drill: CustomStringConvertible {
  let ending: Program.Ending
  let json: JSON

  init(_ ending: Program.Ending) throws {
    self.ending = ending
    json = ending.output.isEmpty ? .null : try JSON(reading: ending.output)
  }

  var code: Int32 { ending.code }
  var description: String { "exit \(code)\n\(ending.text)\n\(ending.errorText)" }
  var result: String? { json["result"]?.string }
  var run: String { json["run"]?.string ?? "" }
  var journal: String { json["journal"]?.string ?? "" }

  func step(_ id: String) -> JSON { json["steps"]?.array?.first { $0["id"]?.string == id } ?? .null }
  func result(_ step: String) -> String? { self.step(step)["result"]?.string }
  func reason(_ step: String) -> String? { self.step(step)["reason"]?["code"]?.string }
  func system(_ id: String = "desk") -> JSON { json["systems"]?.array?.first { $0["id"]?.string == id } ?? .null }

  /// Output of a step as the journal keeps it.
  func output(_ step: String, _ stream: String = "stdout") throws -> String? {
    for line in try TemporaryFolder.text(journal).split(separator: "\n") {
      let event = try JSON(reading: line.utf8)
      guard event["step"]?.string == step, event["event"]?.string == "step.ended" else { continue }
      return event[stream]?["text"]?.string
    }
    return nil
  }
}

/// A small file system of a test's own.
final class SmallDisk: Sendable {
  let path: String
  private let folder: TemporaryFolder

  init(_ options: String...) throws {
    folder = try TemporaryFolder("sonae-disk")
    path = folder.file("disk")
    mkdir(path, 0o700)
    try ChildProcess.check(["mount"] + options + [path])
  }

  deinit { _ = try? ChildProcess.run(["umount", "-l", path]) }

  static let isPossible: Bool = {
    guard geteuid() == 0 else { return false }
    return (try? SmallDisk("-t", "tmpfs", "tmpfs")) != nil
  }()
}

extension JSON {
  /// Whole or not.
  var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }

  var isNull: Bool { self == .null }
  var names: [String] { if case .object(let members) = self { members.map(\.name) } else { [] } }
}
