import Glibc
import Model
import TestKit
import Testing

/// Runs whose process was killed: carried on, or only undone.
@Suite(.fewAtATime, needsServer)
struct ResumeTests {
  private let stage: Story
  private var server: SSHServer { stage.server }
  private var story: String { stage.path }
  private var gate: String { stage.gate }

  init() throws { stage = try Story() }

  private func told() -> [String] { stage.told() }

  /// - Parameter more: members of the step that is under way when the process is killed.
  private func city(_ more: String = "", hosts: [String: String] = [:]) throws -> City {
    return try City(
      [server],
      steps: """
          - {id: first, run: echo first >> \(story), undo: {run: "echo undo-first >> \(story)"}}
          - {id: told, run: "printf %s word", register: word}
          - {id: work, run: "echo work >> \(story); \(stage.wait); echo worked >> \(story); echo the end", timeout: 12s, undo: {run: "echo undo-work >> \(story)"}\(more)}
          - {id: later, run: "echo later {{word}} >> \(story)", undo: {run: "echo undo-later >> \(story)"}}
        """, hosts: hosts)
  }

  /// Starts the drill and kills it while `work` is under way.
  private func killed(_ city: City) async throws {
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the work has begun") { told().contains("work") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
  }

  /// As if the host had been set up anew: it can't tell anything of the commands that it was sent.
  private func forgetOnHost() throws {
    // Moved, since what still runs may write there while it is being removed.
    try ChildProcess.check([
      "mv", "-T", server.home + "/.sonae", "\(server.home)/forgotten-\(UInt64.random(in: 0...(.max)))",
    ])
  }

  private func resume(_ city: City, _ more: String..., command: String = "resume", input: Program.Input = .nothing)
    async throws -> Drill
  {
    let words = [command, "last", "--yes", "--json", "--as", "tanaka"] + more
    return try Drill(
      await Sonae.start(words, in: city.folder.path, home: city.home.path, environment: [:], input: input).ended())
  }

  private func expectSound(_ city: City) async throws {
    #expect(try await city.sonae("verify").code == 0)
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test(arguments: ["", "transport: openssh"]) func theHostTellsWhatBecameOfTheCommandUnderWay(_ transport: String)
    async throws
  {
    let city = try city(", register: end, expect: {stdout: {contains: the end}}", hosts: ["a": transport])
    try await killed(city)
    try server.folder.write("", to: "gate")
    for _ in 0..<500 where !told().contains("worked") { try await Task.sleep(for: .milliseconds(10)) }
    let drill = try await resume(city)
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(drill.result("desk.work") == "passed" && drill.reason("desk.work") == "found-on-host")
    #expect(told() == ["first", "work", "worked", "later word", "undo-later", "undo-work", "undo-first"])
    #expect(server.kept.isEmpty, "swept when the run is closed")
    #expect(access(try await city.lastRun() + "/secret", F_OK) != 0)
    try await expectSound(city)
  }

  /// Nothing is decided on a host that can't be asked, and nothing is undone beside a command that may still run there.
  @Test(.timeLimit(.minutes(8))) func aHostThatCanNotBeAskedLeavesTheRunAsItIs() async throws {
    let city = try city()
    try await killed(city)
    server.stop()
    for command in ["undo", "resume"] {
      let drill = try await resume(city, command: command)
      #expect(drill.code == 3 && drill.result == "unfinished" && drill.result("desk.work") == "unknown", "\(drill)")
      #expect(
        drill.ending.errorText.contains("desk.work was under way and its host a can't be reached now ("), "\(drill)")
      #expect(drill.ending.errorText.contains(server.address), "\(drill)")
    }
    #expect(told() == ["first", "work"])
    try server.start()
    try server.folder.write("", to: "gate")
    let drill = try await resume(city, command: "undo")
    #expect(drill.json["undo"]?["owed"] == 0, "\(drill)")
    #expect(told() == ["first", "work", "worked", "undo-work", "undo-first"])
    try await expectSound(city)
  }

  @Test func aCommandThatStillRunsIsWaitedForAndItsTimeGoesOnCounting() async throws {
    let city = try city(", expect: {stdout: {contains: the end}}")
    try await killed(city)
    let program = try city.start("resume", "last", "--yes", "--json", "--as", "tanaka")
    try await Task.sleep(for: .seconds(1))
    try server.folder.write("", to: "gate")
    let drill = try Drill(try await program.ended())
    #expect(drill.code == 0 && drill.result("desk.work") == "passed", "\(drill)")
    #expect(told().count { $0 == "work" } == 1 && told().count { $0 == "worked" } == 1)

    try ChildProcess.check(["rm", "-f", gate, story])
    try await killed(city)
    let late = try await resume(city)
    #expect(late.code == 1 && late.result("desk.work") == "timed_out", "\(late)")
    #expect(told() == ["first", "work", "undo-work", "undo-first"])
    try await expectSound(city)
  }

  /// Nobody was there to end it.
  @Test func aCommandThatEndedAfterItsTimeWhileNobodyWasInChargeHasTimedOut() async throws {
    let city = try city()
    try await killed(city)
    try await Task.sleep(for: .seconds(13))
    try server.folder.write("", to: "gate")
    for _ in 0..<3000 where !told().contains("worked") { try await Task.sleep(for: .milliseconds(10)) }
    let drill = try await resume(city)
    #expect(drill.code == 1 && drill.result("desk.work") == "timed_out", "\(drill)")
    #expect(drill.reason("desk.work") == "ended-late")
    #expect(told() == ["first", "work", "worked", "undo-work", "undo-first"])
    let log = try await city.sonae("runs", "log", "last", "--language", "en")
    #expect(log.text.contains("unattended") && log.text.contains("ended with code 0"), "\(log.text)")
    try await expectSound(city)
  }

  @Test func aPersonSaysWhatBecameOfTheCommandUnderWay() async throws {
    let city = try city()
    try await killed(city)
    try forgetOnHost()
    try server.folder.write("", to: "gate")
    let drill = try await resume(city, input: .text("done looked at it\n"))
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(drill.result("desk.work") == "by_hand")
    #expect(told().filter { $0 == "work" || $0 == "first" } == ["first", "work"])
    #expect(told().suffix(4) == ["later word", "undo-later", "undo-work", "undo-first"])
    #expect(drill.json["resumed"]?.array?.first?["by"] == "tanaka")
    try await expectSound(city)
    let report = try await city.sonae("report", "last", "--format", "markdown", "--language", "en")
    #expect(report.text.contains("Resumed by tanaka"), "\(report.text)")
  }

  /// A copy without the file by which the hosts' word is known: that is said, and people are asked instead.
  @Test func aCopyWithoutItsSecretSaysSoAndPeopleAreToldWhereToLook() async throws {
    let city = try city()
    try await killed(city)
    try server.folder.write("", to: "gate")
    let run = try await city.lastRun()
    #expect(unlink(run + "/secret") == 0)
    let outside = try await Sonae.run("undo", run, "--yes")
    #expect(outside.code == 2 && outside.errorText.contains("sonae.yaml"), "\(outside.errorText)")
    let drill = try await resume(city, input: .text("done looked at it\n"))
    #expect(drill.ending.errorText.contains("careful: secret is missing in \(run)"), "\(drill)")
    for fact in ["host: a\n", "command: echo work >> \(story);", "started: 20"] {
      #expect(drill.ending.errorText.contains(fact), "\(drill)")
    }
    #expect(drill.result("desk.work") == "by_hand", "\(drill)")
    #expect(server.kept.isEmpty, "swept by the run's name")
  }

  @Test func itIsRunAgainOnlyWhenAPersonSaysSo() async throws {
    let city = try city()
    try await killed(city)
    try forgetOnHost()
    try server.folder.write("", to: "gate")
    let drill = try await resume(city, input: .text("retry\n"))
    #expect(drill.code == 0 && drill.result("desk.work") == "passed", "\(drill)")
    #expect(told().count { $0 == "work" } == 2)
    // At once, not after the pause of a retry.
    #expect(drill.ending.errorText.contains("doing it again"), "\(drill)")
    try await expectSound(city)
  }

  @Test func whatNobodyCanTellStaysUnknownAndIsUndone() async throws {
    let city = try city()
    try await killed(city)
    try forgetOnHost()
    let drill = try await resume(city)
    #expect(drill.code == 3 && drill.result("desk.work") == "unknown", "\(drill)")
    #expect(drill.reason("desk.work") == "in-doubt")
    #expect(told() == ["first", "work", "undo-work", "undo-first"])
    try await expectSound(city)
  }

  @Test func aPostconditionThatHoldsIsProof() async throws {
    let city = try city(", check: {run: test -e \(gate)}")
    try await killed(city)
    try forgetOnHost()
    try server.folder.write("", to: "gate")
    let drill = try await resume(city)
    #expect(drill.code == 0 && drill.result("desk.work") == "passed", "\(drill)")
    #expect(drill.reason("desk.work") == "found-done")
    #expect(told().count { $0 == "work" } == 1)
  }

  /// The command outlives the killed process: nothing is undone before it has ended.
  @Test(arguments: ["", "transport: openssh"]) func nothingIsUndoneWhileTheCommandStillRuns(_ transport: String)
    async throws
  {
    let city = try City(
      [server],
      steps: """
          - {id: work, run: "echo work >> \(story); sleep 2; echo worked >> \(story)", undo: {run: "echo undo-work >> \(story)"}}
        """, hosts: ["a": transport])
    try await killed(city)
    #expect(try await resume(city, command: "undo").result == "aborted")
    #expect(told() == ["work", "worked", "undo-work"])
  }

  @Test func undoPaysWhatIsOwedAndClosesTheRun() async throws {
    let city = try city()
    try await killed(city)
    let drill = try await resume(city, command: "undo")
    #expect(drill.result == "aborted" && drill.json["undo"]?["owed"] == 0, "\(drill)")
    #expect(told() == ["first", "work", "undo-work", "undo-first"])
    try await expectSound(city)
    let again = try await resume(city, command: "undo")
    #expect(again.code == 4 && again.ending.errorText.contains("closed"), "\(again)")
  }

  /// The run is over; what that host keeps is removed when it is back.
  @Test func aHostThatIsAwayAtTheEndIsSweptLater() async throws {
    let other = try SSHServer()
    let city = try City(
      [server, other],
      steps: """
          - {id: there, run: "true", on: b}
          - {id: work, run: "echo work >> \(story); \(stage.wait)"}
        """)
    let program = try city.start("drill", "loss", "--yes", "--json")
    try await program.until("the work has begun") { told().contains("work") }
    other.kill()
    try server.folder.write("", to: "gate")
    let ending = try await program.ended()
    #expect(ending.errorText.contains("sonae resume") && !other.kept.isEmpty, "\(ending.errorText)")
    let away = try await resume(city)
    #expect(away.code == 3 && !other.kept.isEmpty, "\(away)")
    try other.start()
    let swept = try await resume(city)
    #expect(swept.ending.errorText.contains("removed") && other.kept.isEmpty, "\(swept)")
    #expect(swept.code == ending.code, "\(swept)")
    #expect(try await resume(city).code == 4)
    try await expectSound(city)
  }

  @Test func onlyAnotherPersonWaivesAnUndoAndWithAReason() async throws {
    let city = try city()
    try await killed(city)
    #expect(try await resume(city, "--waive", "desk.first", command: "undo").code == 64)
    for name in ["suzuki", " suzuki", "Suzuki\t"] {
      let own = try await city.sonae(
        "undo", "last", "--yes", "--as", name, "--waive", "desk.first", "--reason", "stays")
      #expect(own.code == 4 && own.errorText.lowercased().contains("suzuki"), "\(own.errorText)")
    }
    let unknown = try await resume(city, "--waive", "desk.later", "--reason", "stays", command: "undo")
    #expect(unknown.code == 64, "\(unknown)")
    let drill = try await resume(city, "--waive", "desk.first", "--reason", "it stays", command: "undo")
    #expect(drill.result == "aborted", "\(drill)")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 1]))
    #expect(drill.ending.errorText.contains("careful: the inventory names no people"), "\(drill)")
    #expect(told() == ["first", "work", "undo-work"])
    try await expectSound(city)
    let report = try await city.sonae("report", "last", "--format", "markdown", "--language", "en")
    #expect(report.text.contains("it stays") && report.text.contains("tanaka"))
  }

  @Test func aRunThatLivesIsLeftAlone() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the work has begun") { told().contains("work") }
    let refused = try await resume(city)
    #expect(refused.code == 4 && refused.ending.errorText.contains("going on"), "\(refused)")
    for signal in ["INT", "TERM", "KILL"] {
      #expect(refused.ending.errorText.contains("kill -\(signal) \(program.pid)"), "\(refused)")
    }
    try server.folder.write("", to: "gate")
    #expect(try await program.ended().code == 0)
  }

  /// The records folder as another machine sees it, whose kernel knows nothing of the first one's processes.
  @Test func whatAnotherMachineHoldsIsTakenOverByAPersonOnly() async throws {
    let city = try city()
    try await killed(city)
    try server.folder.write("", to: "gate")
    try ChildProcess.check([
      "sed", "-i", "-E", #"s/"machine":"[^"]*"/"machine":"pc-b"/; s/"boot":"[^"]*"/"boot":"another"/"#,
      "\(city.folder.path)/records/locks/host-a", "\(city.folder.path)/records/locks/system-desk",
    ])
    let refused = try await city.sonae("drill", "loss", "--yes")
    #expect(refused.code == 4 && refused.errorText.contains("pc-b"), "\(refused.errorText)")
    #expect(refused.errorText.contains("suzuki") && refused.errorText.contains("sonae undo"))
    #expect(try await resume(city, command: "undo").result == "aborted")
    #expect(try await city.drill().code == 0)
  }

  @Test func aTornLineIsCutOffAndAChangedRecordIsRefused() async throws {
    let city = try city()
    try await killed(city)
    let journal = try await city.lastRun() + "/journal.jsonl"
    let whole = try TemporaryFolder.read(journal)
    let file = try #require(fopen(journal, "a"))
    fputs("{\"at\":\"2026", file)
    fclose(file)
    #expect(try await resume(city, command: "undo").result == "aborted")
    try await expectSound(city)
    #expect(try TemporaryFolder.read(journal).starts(with: whole))
    let changed = try await city.lastRun() + "-copy"
    try ChildProcess.check(["cp", "-r", String(changed.dropLast(5)), changed])
    try ChildProcess.check(["sh", "-c", "rm \(changed)/head; sed -i 's/suzuki/saitou/' \(changed)/journal.jsonl"])
    let refused = try await Sonae.start(["undo", changed, "--yes"], in: city.folder.path, home: city.home.path).ended()
    #expect(refused.code == 4 && refused.errorText.contains("nothing can be carried on from it"), "\(refused)")
  }

  /// Killed, resumed, killed again while undoing, and undone in the end.
  @Test func itCanBeTakenUpAgainAndAgain() async throws {
    let city = try City(
      [server],
      steps: """
          - {id: one, run: echo one >> \(story), undo: {run: "echo undoing >> \(story); \(stage.wait); echo undone >> \(story)", timeout: 6s}}
        """)
    for round in 1...2 {
      let program =
        round == 1
        ? try city.start("drill", "loss", "--yes")
        : try city.start("undo", "last", "--yes", input: .text("retry\n"))
      try await program.until("the undo has begun") { told().count { $0 == "undoing" } == round }
      kill(program.pid, SIGKILL)
      _ = try await program.ended()
      try forgetOnHost()
    }
    try server.folder.write("", to: "gate")
    let nobody = try await resume(city, command: "undo")
    #expect(nobody.code == 3 && nobody.json["undo"]?["owed"] == 1, "\(nobody)")
    let drill = try await resume(city, command: "undo", input: .text("done\n"))
    #expect(drill.json["undo"]?["owed"] == 0, "\(drill)")
    #expect(drill.json["resumed"]?.array?.count == 3)
    try await expectSound(city)
  }

  /// Two processes that carry on one run do everything twice, and of another machine's nobody here knows.
  @Test(needsMounts) func whatAnotherMachineHadTakesMoreThanAYes() async throws {
    let city = try City(
      [server], steps: "  - {id: one, run: echo one >> \(story), undo: {run: \"echo undo >> \(story)\"}}\n")
    let folder = try TemporaryFolder("sonae-other")
    let boot = try folder.write("00000000-0000-4000-8000-000000000000\n", to: "boot")
    let death = DeathAtWrite(moment: .synced, number: 3)
    let other = """
      hostname other-pc && mount --bind \(boot) /proc/sys/kernel/random/boot_id && cd \(city.folder.path) && exec \(Sonae.path) \
      drill loss --yes --as suzuki
      """
    var environment = death.environment(try DeathAtWrite.library(in: folder))
    environment.merge([
      "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": city.home.path, "SONAE_SSH_CONFIG": "/dev/null",
    ]) { $1 }
    #expect(
      try await Program(
        ["/usr/bin/unshare", "-u", "-m", "sh", "-c", other], environment: environment, in: city.folder.path
      ).ended().isKilled)
    let refused = try await resume(city)
    #expect(refused.code == 4 && refused.ending.errorText.contains("--other-machine-is-down"), "\(refused)")
    #expect(refused.ending.errorText.contains("other-pc"))
    let drill = try await resume(city, "--other-machine-is-down")
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(drill.json["resumed"]?.array?.first?["said_down"] == "other-pc")
    #expect(drill.json["resumed"]?.array?.first?["gap_clock"] == "wall")
    #expect(told() == ["one", "undo"])
    try await expectSound(city)
  }

  /// Clones share their names, and containers of one kernel don't see each other's processes.
  @Test(
    needsMounts,
    arguments: [
      "mount --bind boot /proc/sys/kernel/random/boot_id && mount --bind id /etc/machine-id",
      "mount -t proc proc /proc",
    ]) func aNamesakeThatCantBeSeenIsAnotherMachine(_ disguise: String) async throws
  {
    let city = try City(
      [server], steps: "  - {id: one, run: echo one >> \(story), undo: {run: \"echo undo >> \(story)\"}}\n")
    let folder = try TemporaryFolder("sonae-namesake")
    try folder.write("00000000-0000-4000-8000-000000000000\n", to: "boot")
    try folder.write("00112233445566778899aabbccddeeff\n", to: "id")
    var environment = DeathAtWrite(moment: .synced, number: 3).environment(try DeathAtWrite.library(in: folder))
    environment.merge([
      "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "HOME": city.home.path, "SONAE_SSH_CONFIG": "/dev/null",
    ]) { $1 }
    // Not in place of the shell: the first process of a namespace isn't killed by itself.
    let other = "\(disguise) && cd \(city.folder.path) && \(Sonae.path) drill loss --yes --as suzuki; true"
    let unshare = ["/usr/bin/unshare", "-m"] + (disguise.contains("proc /proc") ? ["-p", "-f"] : [])
    _ = try await Program(unshare + ["sh", "-c", other], environment: environment, in: folder.path).ended()
    let refused = try await resume(city)
    #expect(refused.code == 4 && refused.ending.errorText.contains("--other-machine-is-down"), "\(refused)")
    let drill = try await resume(city, "--other-machine-is-down")
    #expect(drill.code == 0 && drill.result == "met" && told() == ["one", "undo"], "\(drill)")
    try await expectSound(city)
  }

  /// A copy of a run is locked by nobody, but the process that has the run is seen.
  @Test func aCopyOfARunThatLivesIsLeftAlone() async throws {
    let city = try city()
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the work has begun") { told().contains("work") }
    let copy = try TemporaryFolder("sonae-copy")
    try ChildProcess.check(["cp", "-a", city.folder.path + "/.", copy.path])
    let refused = try await Sonae.start(
      ["resume", "last", "--yes"], in: copy.path, home: city.home.path
    ).ended()
    #expect(refused.code == 4 && refused.errorText.contains("process \(program.pid)"), "\(refused.errorText)")
    try server.folder.write("", to: "gate")
    #expect(try await program.ended().code == 0)
  }

  /// Of several that are owed only the others are carried out.
  @Test func anUndoByHandIsNotCarriedOutToo() async throws {
    let undo = "undo: {run: \"echo undo-$0 >> \(story); test -e \(gate)\", retry: {attempts: 1}}"
    let steps = ["one", "two"].map { "  - {id: \($0), run: \"true\", \(undo.replacing("$0", with: $0))}\n" }
    let city = try City([server], steps: steps.joined())
    #expect(try await city.drill().code == 3)
    #expect(told() == ["undo-two", "undo-one"] || told() == ["undo-two"], "\(told())")
    let before = told()
    try server.folder.write("", to: "gate")
    let drill = try await resume(city, "--by-hand", "desk.two", "--note", "seen", command: "undo")
    #expect(drill.code == 0 && told() == before + ["undo-one"], "\(drill) \(told())")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 2, "waived": 0]))
    try await expectSound(city)
  }

  @Test func whatMayStillBeAtWorkWasNotUndoneByHand() async throws {
    let city = try city()
    try await killed(city)
    let refused = try await resume(city, "--by-hand", "desk.work", "--note", "seen", command: "undo")
    #expect(refused.code == 4 && refused.ending.errorText.contains("without --by-hand"), "\(refused)")
    #expect(told() == ["first", "work"])
  }

  /// Its machine is gone for good: nobody can ask it what became of the undo.
  @Test(arguments: ["--waive", "--by-hand"]) func anUndoThatWasUnderWayOnALostHostCanBeSettled(_ word: String)
    async throws
  {
    let other = try SSHServer()
    let city = try City(
      [server, other],
      steps: """
          - {id: there, run: "true", on: b, undo: {run: "echo undoing >> \(story); \(stage.wait)", on: b, timeout: 60s}}
        """)
    let program = try city.start("drill", "loss", "--yes", "--as", "suzuki")
    try await program.until("the undo has begun") { told().contains("undoing") }
    kill(program.pid, SIGKILL)
    _ = try await program.ended()
    other.kill()
    let more = word == "--waive" ? ["--reason", "the machine burnt"] : ["--note", "the machine burnt"]
    let drill = try Drill(
      await Sonae.start(
        ["undo", "last", "--yes", "--json", "--as", "tanaka", word, "desk.there"] + more, in: city.folder.path,
        home: city.home.path, environment: [:], input: .nothing
      ).ended())
    #expect(drill.json["undo"]?["owed"] == 0 && told() == ["undoing"], "\(drill)")
    #expect(try await city.journal().last?["event"] == "run.closed")
    let independent = try ChildProcess.run(["tools/verify-journal", try await city.lastRun()])
    #expect(independent.code == 0, "\(independent.text)")
  }

  @Test func anUndoThatSomebodyDidByHandIsPaid() async throws {
    let city = try City(
      [server], steps: "  - {id: one, run: \"true\", undo: {run: \"false\", retry: {attempts: 1}}}\n")
    #expect(try await city.drill().code == 3)
    let without = try await resume(city, "--by-hand", "desk.one", command: "undo")
    #expect(without.code == 64 && without.ending.errorText.contains("--note"))
    let drill = try await resume(city, "--by-hand", "desk.one", "--note", "電源を戻した", command: "undo")
    // All its steps were over, so that it ends as it would have ended.
    #expect(drill.code == 0 && drill.result == "met", "\(drill)")
    #expect(drill.json["undo"] == .members(["owed": 0, "paid": 1, "waived": 0]))
    #expect(try TemporaryFolder.text(drill.journal).contains(#""by":"tanaka","duration_us":0,"elapsed"#))
    try await expectSound(city)
  }
}
