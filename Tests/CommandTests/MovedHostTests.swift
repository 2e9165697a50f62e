import Glibc
import Model
import TestKit
import Testing

/// Hosts that are names of ssh_config only: where they lead decides what is undone where, and what is locked.
@Suite(.fewAtATime, needsServer)
struct MovedHostTests {
  private let stage: Story
  private let other: SSHServer
  private let city: City

  init() throws {
    stage = try Story()
    other = try SSHServer()
    let server = stage.server
    city = try City(
      [],
      steps: """
          - {id: work, run: "echo work >> \(stage.path); \(stage.wait)", undo: {run: "echo undo-work >> \(stage.path)"}}
        """,
      files: [
        "inventory/hosts.yaml": """
        hosts:
          - {id: a, user: \(server.user), identity: \(server.userKey), drills: allowed}
          - {id: twin, user: \(server.user), identity: \(server.userKey), drills: allowed}

        """
      ].merging(City.till(steps: "  - {id: one, run: \"true\"}\n")) { $1 })
    try config("here", leadingTo: server)
    try config("moved", leadingTo: other)
  }

  @discardableResult
  private func config(_ name: String, leadingTo server: SSHServer) throws -> String {
    try city.folder.write(
      "Host a twin\n  HostName \(server.address)\n  Port \(server.port)\n  UserKnownHostsFile \(server.knownHosts)\n",
      to: name)
  }

  private func kill() async throws {
    let program = try city.start("drill", "loss", "--yes", "--ssh-config", city.folder.file("here"))
    try await program.until("the work has begun") { stage.told() == ["work"] }
    Glibc.kill(program.pid, SIGKILL)
    _ = try await program.ended()
    try stage.server.folder.write("", to: "gate")
  }

  private func undo(_ more: String..., by config: String) async throws -> Program.Ending {
    try await Sonae.start(
      ["undo", "last", "--yes", "--as", "tanaka", "--ssh-config", city.folder.file(config)] + more,
      in: city.folder.path, home: city.home.path, environment: [:], input: .nothing
    ).ended()
  }

  @Test func nothingIsUndoneOnAnotherMachineOfTheSameName() async throws {
    try await kill()
    let before = try await city.journal().count
    let refused = try await undo(by: "moved")
    #expect(refused.code == 4, "\(refused.errorText)")
    for word in ["a was \(stage.server.address):\(stage.server.port)", "\(other.port)", "--hosts-moved"] {
      #expect(refused.errorText.contains(word), "\(refused.errorText)")
    }
    #expect(other.connections.isEmpty && stage.told() == ["work"])
    #expect(try await city.journal().count == before)
    let undone = try await undo(by: "here")
    #expect(undone.code == 1 && stage.told() == ["work", "undo-work"], "\(undone.errorText)")
    #expect(try await city.journal().first?["hosts"]?["a"]?.string == "\(stage.server.address):\(stage.server.port)")
  }

  @Test func twoNamesOfOneMachineAreNotDrilledAtOnce() async throws {
    let program = try city.start("drill", "loss", "--yes", "--ssh-config", city.folder.file("here"))
    try await program.until("the work has begun") { stage.told() == ["work"] }
    let refused = try await city.sonae("drill", "till-loss", "--yes", "--ssh-config", city.folder.file("here"))
    #expect(refused.code == 4 && refused.errorText.contains("\(stage.server.port)"), "\(refused.errorText)")
    try stage.server.folder.write("", to: "gate")
    #expect(try await program.ended().code == 0)
    let free = try await city.sonae("drill", "till-loss", "--yes", "--ssh-config", city.folder.file("here"))
    #expect(free.code == 0, "\(free.errorText)")
  }

  /// `127.0.1` is `127.0.0.1`, for a lock and for who looks where the host is now.
  @Test func anotherSpellingOfAnAddressIsTheSameMachine() async throws {
    let parts = stage.server.address.split(separator: ".").compactMap { Int($0) }
    let spelled = "\(parts[0]).\(parts[1]).\(parts[2] * 256 + parts[3])"
    let name = "[\(stage.server.address)]:\(stage.server.port)"
    try city.folder.write(
      "Host a twin\n  HostName \(spelled)\n  HostKeyAlias \(name)\n  Port \(stage.server.port)\n  UserKnownHostsFile \(stage.server.knownHosts)\n",
      to: "spelled")
    let program = try city.start("drill", "loss", "--yes", "--ssh-config", city.folder.file("here"))
    try await program.until("the work has begun") { stage.told() == ["work"] }
    let refused = try await city.sonae("drill", "till-loss", "--yes", "--ssh-config", city.folder.file("spelled"))
    #expect(refused.code == 4 && refused.errorText.contains("\(stage.server.port)"), "\(refused.errorText)")
    Glibc.kill(program.pid, SIGKILL)
    _ = try await program.ended()
    try stage.server.folder.write("", to: "gate")
    let undone = try await undo(by: "spelled")
    #expect(undone.code == 1 && stage.told() == ["work", "undo-work"], "\(undone.errorText)")
  }

  /// The person's word stands in the record.
  @Test func aPersonSaysThatItIsTheSameMachineUnderANewAddress() async throws {
    try await kill()
    // The same account, reached by another server.
    try other.authorize(stage.server.userKey)
    let undone = try await undo("--hosts-moved", by: "moved")
    let resumed = try await city.journal().first { $0["event"]?.string == "run.resumed" }
    #expect(resumed?["moved_hosts"]?["a"]?.string == "\(other.address):\(other.port)", "\(undone.errorText)")
    #expect(resumed?["by"]?.string == "tanaka" && stage.told() == ["work", "undo-work"], "\(undone.errorText)")
    let verified = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(verified.code == 0, "\(verified.text)")
    #expect(try await city.sonae("verify").code == 0)
  }
}
