import Engine
import Glibc
import Model
import Testing

@testable import Records

/// A small file system of its own, unmounted with the test.
private final class Mounted {
  let path: String
  private let scratch: Scratch

  init?(_ scratch: Scratch, _ options: String...) {
    self.scratch = scratch
    path = scratch.path + "/mounted"
    mkdir(path, 0o700)
    guard Tool.run(["mount"] + options + [path]).exit == 0 else { return nil }
  }

  deinit { Tool.run("umount", "-l", path) }
}

private let mayMount: Bool = {
  guard geteuid() == 0, Tool.exists("mount") else { return false }
  return Mounted(Scratch(), "-t", "tmpfs", "tmpfs") != nil
}()

@Suite(.enabled(if: mayMount, "mounting needs root"))
struct BadDiskTests {
  private let scratch = Scratch()

  @Test func aFullDiskEndsTheJournalAndLosesNothingThatWasSaidToBeThere() async throws {
    let disk = try #require(Mounted(scratch, "-t", "tmpfs", "-o", "size=128k", "tmpfs"))
    let recording = try RecordsFolder(disk.path + "/records").beginSample()
    var events = try await recording.journal.append([.opened(recording.header)], at: instant(0))
    let text = String(repeating: "満", count: 1000)
    var failure: JournalFailure?
    while failure == nil {
      try #require(events.count < 1000)
      do throws(JournalFailure) {
        events += try await recording.journal.append([.noted(text, by: "x"), .noted(text, by: "y")], at: instant(1))
      } catch { failure = error }
    }
    #expect(["record-full", "record-short"].contains(failure?.reason.code))
    #expect(failure?.reason.text.ja?.contains("空きを作って") == true)
    let read = try recording.folder.read()
    #expect(Array(read.events.prefix(events.count)) == events)
    #expect(try recording.folder.verify().findings.allSatisfy { !$0.kind.breaks })
    let size = SystemDisk.shared.status(recording.folder.journalPath)?.size
    await #expect(throws: try #require(failure)) {
      try await recording.journal.append([.noted("z", by: "z")], at: instant(2))
    }
    await #expect(throws: try #require(failure)) { try await recording.journal.keep([1, 2, 3]) }
    #expect(SystemDisk.shared.status(recording.folder.journalPath)?.size == size)
  }

  @Test func anOutputThatFindsNoRoomEndsTheJournal() async throws {
    let disk = try #require(Mounted(scratch, "-t", "tmpfs", "-o", "size=128k", "tmpfs"))
    let recording = try RecordsFolder(disk.path + "/records").beginSample()
    let failure = await #expect(throws: JournalFailure.self) {
      try await recording.journal.keep([UInt8](repeating: 7, count: 1 << 20))
    }
    #expect(["record-full", "record-short"].contains(failure?.reason.code))
    #expect(try SystemDisk.shared.list(recording.folder.outputsPath).isEmpty)
    await #expect(throws: try #require(failure)) {
      try await recording.journal.append([.noted("z", by: "z")], at: instant(2))
    }
  }

  @Test func aFullDiskBeginsNoRun() throws {
    let disk = try #require(Mounted(scratch, "-t", "tmpfs", "-o", "size=64k", "tmpfs"))
    Tool.run("sh", "-c", "head -c 1000000 /dev/zero > \(disk.path)/filler 2>&1")
    expectUnwritable("record-full", "record-short") { try RecordsFolder(disk.path + "/records").beginSample() }
  }

  @Test func aReadOnlyDiskBeginsNoRun() throws {
    let disk = try #require(Mounted(scratch, "-t", "tmpfs", "-o", "ro", "tmpfs"))
    expectUnwritable("record-read-only") { try RecordsFolder(disk.path + "/records").beginSample() }
  }

  @Test func aReadOnlyFolderCanStillBeReadAndVerified() async throws {
    let recording = try scratch.records.beginSample()
    let events = try await recording.playWhole()
    let disk = try #require(Mounted(scratch, "--bind", "-o", "ro", scratch.records.path))
    let records = RecordsFolder(disk.path)
    #expect(try records.find("last").read().events == events)
    #expect(try records.find("last").verify().status == .verified)
    expectUnwritable("record-read-only") { try records.beginSample() }
  }
}

/// Needs no root.
@Suite struct UnwritablePlaceTests {
  private let scratch = Scratch()

  @Test func aFileInPlaceOfTheRecordsBeginsNoRun() {
    Tool.run("touch", scratch.records.path)
    expectUnwritable("record-unwritable") { try scratch.records.beginSample() }
  }

  @Test(arguments: [
    (ENOSPC, "record-full"), (EDQUOT, "record-full"), (EROFS, "record-read-only"), (EACCES, "record-denied"),
    (EIO, "record-io"),
    (0, "record-short"), (ENOENT, "record-unwritable"), (EMFILE, "record-unwritable"),
  ]) func everyFailureSaysWhatToDo(code: Int32, word: String) throws {
    let failure = JournalFailure(FileError(operation: "write", path: "/x", code: code))
    #expect(failure.reason.code == word)
    #expect(try #require(failure.reason.text.ja).contains("てください"))
    #expect(try #require(failure.reason.text.en).contains("/x"))
  }
}

private func expectUnwritable(_ codes: String..., begin: () throws -> Recording) {
  let failure = #expect(throws: BeginFailure.self) { _ = try begin() }
  guard case .unwritable(let failure) = failure else {
    Issue.record("\(String(describing: failure))")
    return
  }
  #expect(codes.contains(failure.reason.code))
}
