import Glibc
import Model
import TestKit
import Testing

@Suite(.fewAtATime, needsServer)
struct ExecTests {
  private let servers: [SSHServer]
  private let city: City

  init() throws {
    servers = try [SSHServer(), SSHServer(), SSHServer()]
    city = try City(
      servers, hosts: ["a": "segment: inner", "b": "segment: inner\n    platform: big"],
      files: ["inventory/groups.yaml": "segments: [{id: inner}]\nplatforms: [{id: big}]\n"])
  }

  @Test func everyHostThatIsMeantRunsTheCommandAndIsNamed() async throws {
    for (words, hosts) in [
      (["a", "c"], "ac"), (["a,c"], "ac"), (["*"], "abc"), (["[ab]"], "ab"), (["@inner"], "ab"), (["@big", "c"], "bc"),
      (["a", "?"], "abc"),
    ] {
      let program = try Sonae.start(
        ["exec"] + words + ["--", "echo", "here"], in: city.folder.path, home: city.home.path)
      let ending = try await program.ended()
      #expect(ending.code == 0, "\(ending.errorText)")
      #expect(
        ending.text.split(separator: "\n").sorted().joined(separator: ";")
          == hosts.map { "\($0): here" }.joined(separator: ";"), "\(words)")
    }
  }

  @Test func aPlaybookWithMistakesKeepsNobodyFromTheHosts() async throws {
    try city.folder.write("procedure: broken\nstepz: []\n", to: "playbooks/broken.yaml")
    try city.folder.write(
      "risks: [{id: fire, title: {ja: 火災, en: Fire}, likelihood: 2, impact: 4, scenarios: [only-in-a-playbook]}]\n",
      to: "inventory/risks.yaml")
    #expect(try await city.sonae("exec", "a", "--", "true").code == 0)
    #expect(try await city.sonae("validate").code == 2)
    try city.folder.write("hosts: [{id: d, adress: x}]\n", to: "inventory/more.yaml")
    let refused = try await city.sonae("exec", "a", "--", "true")
    #expect(refused.code == 2 && refused.errorText.contains("inventory/more.yaml:1:"), "\(refused.errorText)")
  }

  @Test func onOneHostTheOutputIsUntouched() async throws {
    let bytes = (0...255).map { UInt8($0) } + [10, 10, 13]
    try servers[0].folder.write(bytes, to: "home/bytes")
    let ending = try await city.sonae("exec", "a", "--", "cd; cat bytes; cat bytes >&2")
    #expect(ending.code == 0 && ending.output == bytes && ending.errors == bytes)
  }

  @Test func wordsAreJoinedAsSSHDoes() async throws {
    let ending = try await city.sonae("exec", "a", "--", "printf '<%s>'", "a  b", "'c  d'", "$((1+1))", "--json", "--")
    #expect(ending.text == "<a><b><c  d><2><--json><-->", "\(ending.errorText)")
  }

  @Test func aCommandThatFailsIsSaidWithItsHostAndExitOne() async throws {
    let ending = try await city.sonae("exec", "*", "--", "test $(basename $HOME) = nothing || exit 5")
    #expect(ending.code == 1 && ending.text.isEmpty)
    for host in ["a", "b", "c"] { #expect(ending.errorText.contains("\(host): ended with exit code 5")) }
  }

  @Test func linesOfStandardInputRunInOrderUntilOneFails() async throws {
    let ending = try await city.sonae(
      "exec", "a", "b", "--stdin", input: .text("echo one\n\necho two; exit 3\necho three\n"))
    #expect(ending.code == 1)
    for host in ["a", "b"] {
      let lines = ending.text.split(separator: "\n").filter { $0.hasPrefix(host) }
      #expect(lines == ["\(host): one", "\(host): two"])
      #expect(
        ending.errorText.contains("\(host): stopped after: echo two; exit 3 (1 more not run)"), "\(ending.errorText)")
    }
  }

  @Test func oneDeadHostAmongGoodOnesIsNamedAndTheOthersAnswer() async throws {
    servers[1].stop()
    let ending = try await city.sonae("exec", "*", "--", "echo here")
    #expect(ending.code == 1)
    #expect(ending.text.split(separator: "\n").sorted() == ["a: here", "c: here"])
    #expect(ending.errorText.contains("b: ") && ending.errorText.contains("\(servers[1].port)"), "\(ending.errorText)")
  }

  /// What may still run is a question for a person, whatever became of the others.
  @Test(arguments: [0, 5])
  func anEndThatWasNotSeenIsExitThree(_ others: Int) async throws {
    let wait = "while test -e ../begun && ! test -e ../gate; do sleep 0.05; done"
    let program = try city.start("exec", "*", "--json", "--", "cd; touch ../begun; \(wait); exit \(others)")
    let begun = servers.map { $0.folder.file("begun") }
    try await program.until("all commands run") { begun.allSatisfy { access($0, F_OK) == 0 } }
    servers[1].kill()
    for server in servers { try server.folder.write("", to: "gate") }
    let ending = try await program.ended()
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 3 && json["result"] == "unknown", "\(ending.text)\(ending.errorText)")
    let results = json["hosts"]?.array?.compactMap { $0["result"]?.string }
    let other = others == 0 ? "passed" : "failed"
    #expect(results == [other, "unknown", other])
  }

  @Test func aTimeOutAfterWhichNobodySawTheTreeEndIsExitThree() async throws {
    let server = try SSHServer(["MaxSessions 1"])
    let city = try City([server])
    let place = server.folder.file("begun")
    let program = try city.start("exec", "a", "--timeout", "3s", "--", "touch \(place); sleep 40")
    try await program.until("it runs") { access(place, F_OK) == 0 }
    // The connection stays, and there is no other to be had to look after the command.
    server.stop()
    let ending = try await program.ended(within: .seconds(60))
    #expect(ending.code == 3 && ending.errorText.contains("nothing proves"), "\(ending.errorText)")
  }

  @Test func anAccountWithoutAShellIsToldWithWhatItSaid() async throws {
    let server = try SSHServer(["ForceCommand echo 'no shell here'; exit 3"])
    let city = try City([server])
    let ending = try await city.sonae("exec", "a", "--stdin", input: .text("uptime\ndate\n"))
    #expect(ending.code == 1, "\(ending.errorText)")
    for words in [
      "the command was not run", "forced command", "exit code 3", "it said: no shell here", "chsh",
      "not run: uptime (and 1 more)",
    ] {
      #expect(ending.errorText.contains(words), "\(words): \(ending.errorText)")
    }
    let mute = try City([SSHServer(["ForceCommand exit 127"])])
    let silent = try await mute.sonae("exec", "a", "--", "uptime")
    #expect(silent.code == 1 && silent.errorText.contains("it said nothing"), "\(silent.errorText)")
  }

  @Test func theDocumentHasEveryHostInTheInventorysOrder() async throws {
    servers[2].stop()
    let ending = try await city.sonae("exec", "c", "b", "a", "--json", "--", "echo out; echo err >&2; exit 2")
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 1 && json["result"] == "failed")
    let hosts = try #require(json["hosts"]?.array)
    #expect(hosts.compactMap { $0["host"]?.string } == ["a", "b", "c"])
    #expect(hosts[0]["exit"] == 2 && hosts[0]["stdout"] == "out\n" && hosts[0]["stderr"] == "err\n")
    #expect(hosts[0]["result"] == "failed" && hosts[2]["result"] == "not_run" && hosts[2]["exit"] == .null)
    let good = try JSON(reading: await city.sonae("exec", "a", "--json", "--", "true").output)
    #expect(good["result"] == "ok" && good["hosts"]?.array?.first?["result"] == "passed")
  }

  /// Who reads the document can tell whether the text is what the command printed.
  @Test func theDocumentSaysWhatATextIsNot() async throws {
    for (command, bytes, isCut, isUTF8, text) in [
      ("printf 復旧", 6, false, true, "復旧"), ("printf 'a\\377b'", 3, false, false, "a\u{FFFD}b"),
      ("head -c 3000000 /dev/zero | tr '\\0' x", 3_000_000, true, true, String(repeating: "x", count: 1 << 20)),
      ("yes 復旧 | tr -d '\\n' | head -c 3000000", 3_000_000, true, true, String(repeating: "復旧", count: 174_762) + "復"),
    ] {
      let json = try JSON(reading: await city.sonae("exec", "a", "--json", "--", command + "; printf x >&2").output)
      let host = try #require(json["hosts"]?.array?.first)
      #expect(host["stdout_bytes"]?.number == Double(bytes) && host["stderr_bytes"] == 1, "\(command)")
      #expect(host["stdout_cut"]?.bool == isCut && host["stdout_utf8"]?.bool == isUTF8, "\(command)")
      #expect(host["stdout"]?.string == text, "\(command)")
    }
  }

  @Test func aTimeOutEndsTheWholeTreeOnTheHost() async throws {
    let ending = try await city.sonae(
      "exec", "a", "--timeout", "1s", "--json", "--", "echo $$; sleep 300 & echo $!; setsid sleep 300 & sleep 300; :")
    let json = try JSON(reading: ending.output)
    let host = try #require(json["hosts"]?.array?.first)
    #expect(ending.code == 1 && host["result"] == "timed_out", "\(host)")
    let pids = (host["stdout"]?.string ?? "").split(separator: "\n").compactMap { pid_t($0) }
    #expect(pids.count == 2)
    for pid in pids { #expect(!Processes.isAlive(pid)) }
  }

  @Test func withoutAWorkspaceNamesAreThoseOfSSHConfig() async throws {
    let config = try city.home.write(
      """
      Host office
        HostName \(servers[0].address)
        Port \(servers[0].port)
        User \(servers[0].user)
        IdentityFile \(servers[0].userKey)
        UserKnownHostsFile \(servers[0].knownHosts)

      """, to: "config")
    let elsewhere = try TemporaryFolder()
    let ending = try await Sonae.start(
      ["exec", "--ssh-config", config, "office", "--", "echo $HOME"], in: elsewhere.path, home: city.home.path
    ).ended()
    #expect(ending.code == 0 && ending.text == servers[0].home + "\n", "\(ending.errorText)")
    let byVariable = try await Sonae.start(
      ["exec", "office", "--", "true"], in: elsewhere.path, environment: ["SONAE_SSH_CONFIG": config]
    ).ended()
    #expect(byVariable.code == 0, "\(byVariable.errorText)")
    let several = try await Sonae.start(
      ["exec", "office,office", "office", "--ssh-config", config, "--", "echo here"], in: elsewhere.path
    ).ended()
    #expect(several.code == 0 && several.text == "here\n", "\(several.errorText)")
  }

  /// A pattern is never taken for a name, whose look-up might lead anywhere.
  @Test func whatOnlyAWorkspaceKnowsIsRefusedOutsideOfOne() async throws {
    let elsewhere = try TemporaryFolder()
    for word in ["*", "host-?", "[ab]", "@inner"] {
      for words in [["exec", word, "--", "true"], ["hosts", "trust", "office,\(word)"]] {
        let ending = try await Sonae.start(words, in: elsewhere.path).ended()
        #expect(ending.code == 64 && ending.errorText.contains("--workspace"), "\(ending.errorText)")
      }
    }
    for folder in [elsewhere.path, city.folder.path] {
      let ending = try await Sonae.start(["exec", "root@a", "--", "true"], in: folder).ended()
      #expect(ending.code == 64 && ending.errorText.contains("ssh_config (User)"), "\(ending.errorText)")
    }
    let group = try await city.sonae("exec", "@zz", "--", "true")
    #expect(group.code == 64 && group.errorText.contains("@big, @inner"), "\(group.errorText)")
  }

  private func startSleeping(_ words: String..., first: String = "") async throws -> Program {
    let pids = servers.map { $0.folder.file("pid") }
    let program = try Sonae.start(
      ["exec", "*"] + words + ["--", "\(first) cd; echo $$ > ../pid; sleep 300; :"], in: city.folder.path,
      home: city.home.path)
    try await program.until("all commands run") {
      pids.allSatisfy { (try? TemporaryFolder.text($0))?.hasSuffix("\n") == true }
    }
    return program
  }

  @Test func ctrlCSaysWhatBecameOfTheCommands() async throws {
    let once = try await startSleeping()
    once.signal(SIGINT)
    let ended = try await once.ended(within: .seconds(20))
    #expect(ended.code == 1, "\(ended.errorText)")
    for host in ["a", "b", "c"] {
      #expect(ended.errorText.contains("\(host): interrupted; nothing of it runs on the host"), "\(ended.errorText)")
    }
    for server in servers { unlink(server.folder.file("pid")) }
    let twice = try await startSleeping(first: "trap '' TERM;")
    twice.signal(SIGINT)
    try await Task.sleep(for: .milliseconds(50))
    twice.signal(SIGINT)
    let left = try await twice.ended(within: .seconds(5))
    #expect(left.code == 3 && left.errorText.contains("look at these hosts: a, b, c"), "\(left.errorText)")
  }

  @Test func ctrlCEndsTheCommandsOnTheHosts() async throws {
    let pids = servers.map { $0.folder.file("pid") }
    let program = try await startSleeping("--json")
    program.signal(SIGINT)
    let ending = try await program.ended(within: .seconds(20))
    let json = try JSON(reading: ending.output)
    #expect(ending.code == 1 && json["hosts"]?.array?.count == 3, "\(ending.text)\(ending.errorText)")
    for file in pids { #expect(!Processes.isAlive(try #require(pid_t(try TemporaryFolder.text(file).trimmed)))) }
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() async throws {
    let ending = try await city.shell("sonae exec a -- 'yes | head -c 20000000' | head -n 1")
    #expect(ending.text == "y\n" && ending.errorText.isEmpty)
  }
}
