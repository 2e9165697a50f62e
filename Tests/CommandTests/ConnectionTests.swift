import Glibc
import Model
import TestKit
import Testing

/// How hosts are reached: what the inventory, the workspace and ssh_config say.
@Suite(.fewAtATime, needsServer)
struct ConnectionTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private func hosts(_ lines: String...) -> String { "hosts:\n  - id: a\n" + lines.map { "    \($0)\n" }.joined() }

  private var config: String {
    """
    Host a
      HostName \(server.address)
      Port \(server.port)
      User \(server.user)
      IdentityFile \(server.userKey)
      UserKnownHostsFile \(server.knownHosts)

    """
  }

  private func city(_ hosts: String, settings: String = "", files: [String: String] = [:]) throws -> City {
    try City(
      [server], steps: "  - {id: work, run: echo here}", settings: settings,
      files: ["inventory/hosts.yaml": hosts].merging(files) { $1 })
  }

  @Test func whatTheInventoryDoesNotSayComesFromTheWorkspacesSSHConfig() async throws {
    let city = try city(
      hosts("drills: allowed"), settings: "ssh: {config: ssh_config}\n", files: ["ssh_config": config])
    let drill = try await city.drill(environment: ["SONAE_SSH_CONFIG": ""])
    #expect(drill.code == 0, "\(drill)")
  }

  @Test func theOptionAndTheVariableNameAnotherSSHConfig() async throws {
    let city = try city(hosts("drills: allowed"))
    let file = try city.home.write(config, to: "config")
    #expect(try await city.drill("--ssh-config", file).code == 0)
    #expect(try await city.drill(environment: ["SONAE_SSH_CONFIG": file]).code == 0)
    #expect(try await city.sonae("check", "--ssh-config", file).code == 0)
    #expect(try await city.sonae("check", "--ssh-config", city.home.file("none")).code == 3)
  }

  @Test func relativePathsStartFromTheWorkspace() async throws {
    let city = try city(
      hosts(
        "drills: allowed", "address: \(server.address)", "port: \(server.port)", "user: \(server.user)",
        "identity: keys/id"),
      settings: "ssh: {known_hosts: known}\n")
    mkdir(city.folder.file("keys"), 0o700)
    try city.folder.write(TemporaryFolder.read(server.userKey), to: "keys/id")
    try city.folder.write(TemporaryFolder.read(server.knownHosts), to: "known")
    for folder in [city.folder.path, city.folder.file("playbooks")] {
      let ending = try await Sonae.start(["drill", "loss", "--yes"], in: folder, home: city.home.path).ended()
      #expect(ending.code == 0, "\(ending.errorText)")
    }
  }

  @Test func aHostBehindAnotherIsReachedThroughIt() async throws {
    let behind = try SSHServer()
    let city = try City(
      [server, behind], steps: "  - {id: work, on: b, run: \"echo $SSH_CLIENT\"}", hosts: ["b": "jump: a"])
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try TemporaryFolder.text(server.log).contains("direct-tcpip"))
  }

  @Test func theSystemsSSHReachesWhatLibssh2CanNot() async throws {
    let first = try SSHServer(hostKeys: ["rsa"])
    let behind = try SSHServer(["Ciphers aes256-gcm@openssh.com"])
    let city = try City(
      [first, behind, SSHServer()],
      steps: """
          - {id: one, on: a, run: "printf %s told", register: word}
          - {id: two, on: b, run: "test {{word}} = told && sleep 0.1"}
          - {id: three, on: c, run: "test {{word}} = told"}
          - {id: late, on: b, run: sleep 60, timeout: 300ms, on_failure: continue}
        """, hosts: ["a": "transport: openssh", "b": "transport: openssh\n    jump: a", "c": "jump: a"])
    let drill = try await city.drill()
    #expect(drill.code == 1 && drill.reason("desk.late") == "timed-out", "\(drill)")
    #expect(drill.result("desk.two") == "passed" && drill.result("desk.three") == "passed")
    let check = try await city.sonae("verify", drill.run)
    #expect(check.code == 0, "\(check)")
  }

  @Test func withoutSSHOnThePATHItIsNamed() async throws {
    let city = try city(hosts("drills: allowed", "transport: openssh"))
    let ending = try await city.sonae("exec", "a", "--", "true", environment: ["PATH": city.home.path])
    #expect(ending.code == 1 && ending.errorText.contains("needs ssh"), "\(ending.errorText)")
    #expect(ending.errorText.contains("(\(city.home.path))") && ending.errorText.contains("install openssh-client"))
  }

  @Test func anSSHConfigThatDoesNotExistIsToldWithWhereItIsNamed() async throws {
    let city = try City([SSHServer(runs: false)], settings: "ssh: {config: nowhere}\n")
    let file = city.folder.file("nowhere")
    for (words, variables, file, place) in [
      ([], ["SONAE_SSH_CONFIG": ""], file, "sonae.yaml (ssh.config)"),
      ([], ["SONAE_SSH_CONFIG": "/nowhere"], "/nowhere", "SONAE_SSH_CONFIG"),
      (["--ssh-config", "/nowhere"], [:], "/nowhere", "--ssh-config"),
    ] as [([String], [String: String], String, String)] {
      for (command, code) in [(["exec", "a"], 2), (["check"], 3), (["hosts", "trust", "a"], 2)] as [([String], Int32)] {
        let ending = try await Sonae.start(
          command + words + (command[0] == "exec" ? ["--", "true"] : []), in: city.folder.path, home: city.home.path,
          environment: variables
        ).ended()
        #expect(ending.code == code && ending.errorText.contains("\(file), which "), "\(ending.errorText)")
        #expect(ending.errorText.contains("\(place) names, does not exist"), "\(ending.errorText)")
      }
    }
  }

  /// The options that name another ssh_config hold for the system's ssh as well; and it ends with the program, however
  /// that ends.
  @Test func theSystemsSSHEndsWithTheProgram() async throws {
    let city = try city(hosts("drills: allowed", "transport: openssh"))
    let file = try city.home.write(config, to: "config")
    let place = server.folder.file("begun")
    let program = try Sonae.start(
      ["exec", "a", "--ssh-config", file, "--", "touch \(place); sleep 60"], in: city.folder.path)
    while access(place, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
    let masters = Processes.descendants(of: program.pid).filter { Processes.name($0) == "ssh" }
    #expect(masters.count == 1)
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    for _ in 0..<500 where masters.contains(where: Processes.isAlive) { try await Task.sleep(for: .milliseconds(10)) }
    #expect(!masters.contains(where: Processes.isAlive))
  }

  @Test func anEncryptedKeyIsOpenedWithThePassphraseOfAVariableOrACommand() async throws {
    try SSHServer.makeKey("ed25519", server.folder.file("locked"), passphrase: "開けゴマ 123")
    try server.authorize(server.folder.file("locked"))
    let hosts = City.hosts([server]).replacing(server.userKey, with: server.folder.file("locked"))
    let byVariable = try city(hosts, settings: "ssh: {passphrase: {env: CITY_PASSPHRASE}}\n")
    #expect(try await byVariable.drill(environment: ["CITY_PASSPHRASE": "開けゴマ 123"]).code == 0)
    let without = try await byVariable.drill()
    #expect(without.code == 1 && without.reason("desk.work") == "ssh-passphrase-needed", "\(without)")
    let wrong = try await byVariable.drill(environment: ["CITY_PASSPHRASE": "no"])
    #expect(wrong.code == 1 && wrong.reason("desk.work")?.hasPrefix("ssh-passphrase") == true, "\(wrong)")
    let file = try server.folder.write("開けゴマ 123\n", to: "passphrase")
    let byCommand = try city(hosts, settings: "ssh: {passphrase: {command: [cat, \(file)]}}\n")
    #expect(try await byCommand.drill().code == 0)
    let byFile = try city(hosts, settings: "ssh: {passphrase: {file: \(file)}}\n")
    #expect(try await byFile.drill().code == 0)
  }

  @Test func aConnectionThatWasLostIsMadeAnewForTheNextStep() async throws {
    let gate = server.folder.file("gate")
    let city = try City(
      [server],
      steps: """
          - {id: one, run: echo one}
          - {id: pause, manual: Wait}
          - {id: two, run: touch \(gate)}
        """)
    let program = try city.start("drill", "loss", "--yes", "--json", input: .open)
    try await program.says("Wait")
    server.kill()
    try server.start()
    program.type("done\n")
    let drill = try Drill(await program.ended())
    #expect(drill.code == 0 && access(gate, F_OK) == 0, "\(drill)")
  }
}
