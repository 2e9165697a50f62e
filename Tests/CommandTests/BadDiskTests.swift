import Glibc
import Model
import TestKit
import Testing

/// No journal, no action.
@Suite(.fewAtATime, needsServer, needsMounts)
struct BadDiskTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  @Test func aDiskThatFillsUpInMidDrillEndsItWithExitFiveAndNothingMoreIsRun() async throws {
    let disk = try SmallDisk("-t", "tmpfs", "-o", "size=256k", "tmpfs")
    let story = server.folder.file("story")
    let steps = (1...40).map {
      "  - {id: s\($0), run: echo \($0) >> \(story); yes \($0) | head -c 30000, undo: {run: echo undone >> \(story)}}"
    }
    let city = try City([server], steps: steps.joined(separator: "\n"), settings: "records: \(disk.path)/records\n")
    let ending = try await city.sonae("drill", "loss", "--yes", "--json")
    #expect(ending.code == 5 && ending.text.isEmpty, "\(ending.code) \(ending.text)")
    #expect(ending.errorText.contains(disk.path) && ending.errorText.contains("sonae runs show"), "\(ending.errorText)")
    let ran = try TemporaryFolder.text(story).split(separator: "\n")
    #expect(!ran.isEmpty && ran.count < 40 && !ran.contains("undone"))
    // Nothing was run whose intent isn't on disk.
    let run = try await city.lastRun()
    let begun = try TemporaryFolder.text(run + "/journal.jsonl").split(separator: "\n").count {
      $0.contains("step.started")
    }
    #expect(begun >= ran.count)
    #expect(try await city.sonae("verify", "last").code == 0)
    let shown = try JSON(reading: await city.sonae("runs", "show", "last", "--json").output)
    #expect(shown["result"] == "unfinished" && shown["undo"]?["owed"]?.integer == Int64(begun), "\(shown)")
  }

  @Test func aFullDiskRefusesBeforeAnythingRuns() async throws {
    let disk = try SmallDisk("-t", "tmpfs", "-o", "size=64k", "tmpfs")
    _ = try ChildProcess.run(["sh", "-c", "head -c 100000 /dev/zero > \(disk.path)/filler"])
    let city = try City([server], steps: "  - {id: s, run: 'true'}", settings: "records: \(disk.path)/records\n")
    let ending = try await city.sonae("drill", "loss", "--yes")
    #expect(ending.code == 5 && server.connections.isEmpty, "\(ending.errorText)")
  }

  @Test func aReadOnlyWorkspaceRefusesBeforeAnythingRuns() async throws {
    let city = try City([server], steps: "  - {id: s, run: 'true'}")
    let disk = try SmallDisk("--bind", "-o", "ro", city.folder.path)
    for language in ["en", "ja"] {
      let ending = try await city.sonae("drill", "loss", "--yes", "--workspace", disk.path, "--language", language)
      #expect(ending.code == 5, "\(ending.errorText)")
      #expect(
        ending.errorText.contains(language == "ja" ? "読み取り専用" : "read-only") && ending.errorText.contains("records"))
    }
    #expect(server.connections.isEmpty)
    for words in [["validate"], ["plan", "loss"], ["check"], ["exec", "a", "--", "true"]] {
      let ending = try await Sonae.start(words, in: disk.path, home: city.home.path).ended()
      #expect(ending.code == 0, "\(words): \(ending.errorText)")
    }
  }

  @Test func recordsOnAReadOnlyDiskCanStillBeRead() async throws {
    let city = try City([server], steps: "  - {id: s, run: 'true'}")
    #expect(try await city.drill().code == 0)
    let disk = try SmallDisk("--bind", "-o", "ro", city.folder.path)
    for words in [
      ["runs", "list"], ["runs", "show", "last"], ["runs", "log", "last"], ["verify"], ["report", "last"],
    ] {
      let ending = try await Sonae.start(words, in: disk.path, home: city.home.path).ended()
      #expect(ending.code == 0, "\(words): \(ending.errorText)")
    }
  }
}
