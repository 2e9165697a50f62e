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
    #expect(ending.errorText.contains(disk.path) && ending.errorText.contains("make room"), "\(ending.errorText)")
    for word in ["resume", "undo", "runs show"] { #expect(ending.errorText.contains("sonae \(word) 20")) }
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

    // Still full: nothing is undone that couldn't be recorded. With room it goes on from where it stood.
    let full = try await city.sonae("undo", "last", "--yes")
    #expect(full.code == 5, "\(full.errorText)")
    for word in ["make room", "sonae resume 20", "sonae undo 20"] {
      #expect(full.errorText.contains(word), "\(full.errorText)")
    }
    #expect(try !TemporaryFolder.text(story).contains("undone"))
    try ChildProcess.check(["mount", "-o", "remount,size=8m", disk.path])
    let undone = try JSON(reading: await city.sonae("undo", "last", "--yes", "--json").output)
    #expect(undone["result"] == "aborted" && undone["undo"]?["paid"]?.integer == Int64(begun), "\(undone)")
    #expect(try await city.sonae("verify", "last").code == 0)
  }

  /// A real failed fsync: a disk in a file that has no room to grow into.
  @Test(failingDisk) func aDiskThatFailsInMidDrillEndsItAndACopyOfTheRecordGoesOn() async throws {
    let disk = try FailingDisk()
    let (story, gate) = (server.folder.file("story"), server.folder.file("gate"))
    let wait = "while test -e \(server.folder.path) && ! test -e \(gate); do sleep 0.05; done"
    let city = try City(
      [server],
      steps: """
          - {id: first, run: "echo first >> \(story); \(wait)", undo: {run: "echo undo-first >> \(story)"}}
          - {id: second, run: "echo second >> \(story)", undo: {run: "echo undo-second >> \(story)"}}
        """, settings: "records: \(disk.path)/records\n")
    let program = try city.start("drill", "loss", "--yes")
    try await program.until("the first step has begun") { access(story, F_OK) == 0 }
    try disk.fail()
    try server.folder.write("", to: "gate")
    let ending = try await program.ended()
    #expect(
      ending.code == 5 && (ending.errorText.contains("input/output error") || ending.errorText.contains("is full")),
      "\(ending.errorText)")
    #expect(try TemporaryFolder.text(story) == "first\n")

    let copy = try TemporaryFolder("sonae-copy")
    try ChildProcess.check(["cp", "-a", "\(disk.path)/records", copy.path])
    try city.folder.write(City.settings + "records: \(copy.path)/records\n", to: "sonae.yaml")
    let undone = try JSON(reading: await city.sonae("undo", "last", "--yes", "--json").output)
    #expect(undone["result"] == "aborted" && undone["undo"]?["owed"] == 0, "\(undone)")
    #expect(try TemporaryFolder.text(story).hasSuffix("undo-first\n"))
    #expect(try await city.sonae("verify", "last").code == 0)
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

private let failingDisk = ConditionTrait.enabled(
  if: (try? FailingDisk()) != nil, "it takes root, a loop device and mkfs.ext4 (e2fsprogs)")

/// A file system on a disk that can be made to fail: the disk is a sparse file, and there is no room for the rest of it.
private final class FailingDisk: Sendable {
  let path: String
  private let backing: SmallDisk
  private let device: String
  private let folder: TemporaryFolder

  init() throws {
    backing = try SmallDisk("-t", "tmpfs", "-o", "size=4m", "tmpfs")
    folder = try TemporaryFolder("sonae-failing")
    path = folder.file("disk")
    mkdir(path, 0o700)
    let image = backing.path + "/image"
    try ChildProcess.check(["truncate", "-s", "16M", image])
    try ChildProcess.check(["mkfs.ext4", "-q", "-F", image])
    device = try ChildProcess.check(["losetup", "-f", "--show", image]).trimmed
    do {
      try ChildProcess.check(["mount", device, path])
    } catch {
      _ = try? ChildProcess.run(["losetup", "-d", device])
      throw error
    }
  }

  func fail() throws {
    _ = try ChildProcess.run(["sh", "-c", "head -c 8000000 /dev/zero > \(backing.path)/filler"])
  }

  deinit {
    _ = try? ChildProcess.run(["umount", "-l", path])
    _ = try? ChildProcess.run(["losetup", "-d", device])
  }
}
