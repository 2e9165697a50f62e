import Catalogue
import Engine
import Model
import Testing

@testable import Records

/// A drill doesn't begin where another has left something to be undone.
@Suite struct DebtTests {
  private let scratch = Scratch()
  private var records: RecordsFolder { scratch.records }
  private static let intent = Event.Body.stepStarted(step: "ad.step-0", attempt: 1, owesUndo: true)

  /// A run whose process has gone; its first step, on host `a` and for the system `ad`, has an undo.
  private func left(_ bodies: [Event.Body] = [intent], _ plan: Plan? = nil) async throws -> RunFolder {
    let recording = try records.beginSample(plan)
    _ = try await recording.journal.append([.opened(recording.header)] + bodies, at: instant(0))
    return recording.folder
  }

  private func refusal(systems: [String], hosts: [String]) throws -> LockRefusal? {
    try refusal(samplePlan(systems: systems, hosts: hosts))
  }

  private func refusal(_ plan: Plan) -> LockRefusal? {
    do throws(BeginFailure) {
      _ = try records.begin(plan, as: "sato", tool: "test", at: morning + .seconds(60))
      return nil
    } catch {
      guard case .refused(let refusal) = error else { return nil }
      return refusal
    }
  }

  @Test func whereAnUndoIsOwedNoOtherRunBegins() async throws {
    let run = try await left()
    let host = try #require(try refusal(systems: ["x"], hosts: ["z", "a"]))
    #expect(host.reason.code == "undo-owed-there" && host.what == .host("a") && host.holder == nil)
    let english = host.reason.text.en ?? ""
    #expect(english.hasPrefix("a still carries 1 change of run \(run.id)") && english.contains("sonae undo \(run.id)"))
    #expect(host.reason.text.ja?.contains("先に sonae undo \(run.id)") == true)
    #expect(try refusal(systems: ["ad"], hosts: ["z"])?.what == .system("ad"))
    // The dead run used these too, but changed nothing there.
    #expect(try refusal(systems: ["files"], hosts: ["b"]) == nil)
    #expect(try records.runs().count == 2)
  }

  @Test func anAddressIsTheSameHostUnderAnyId() async throws {
    var plan = try samplePlan()
    plan.hosts[0].address = "192.0.2.7"
    _ = try await left([Self.intent], plan)
    var other = try samplePlan(systems: ["x"], hosts: ["z"])
    for spelling in ["192.0.2.7", "192.0.519", "0xc0.0.2.07"] {
      other.hosts[0].address = spelling
      #expect(refusal(other)?.what == .host("a"))
    }
  }

  @Test func whatOwesNothingIsInNobodysWay() async throws {
    _ = try await left([])
    _ = try await left([.stepStarted(step: "files.step-1", attempt: 1, owesUndo: false)])
    _ = try await left([
      Self.intent, .stepEnded(step: "ad.step-0", attempt: 1, passed()), .undoStarted(step: "ad.step-0", attempt: 1),
      .undoEnded(step: "ad.step-0", attempt: 1, passed()),
    ])
    let garbage = try await left([])
    try overwrite(garbage.planPath, Array("garbage".utf8))
    #expect(refusal(try samplePlan()) == nil)
  }

  /// What a damaged record owes nobody knows; where its plan is lost too, the reminder speaks of it.
  @Test func whereADamagedRecordMayOweAnythingNoOtherRunBegins() async throws {
    let run = try await left()
    var bytes = try run.disk.read(run.journalPath)
    let place = try #require(bytes.indices.last { bytes[$0] == UInt8(ascii: "0") })
    bytes[place] = UInt8(ascii: "1")
    try overwrite(run.journalPath, bytes)
    let refusal = try #require(try refusal(systems: ["x"], hosts: ["z", "b"]))
    #expect(refusal.reason.code == "record-damaged-there" && refusal.what == .host("b"))
    let english = refusal.reason.text.en ?? ""
    #expect(english.contains("sonae verify \(run.id)") && english.contains(run.path))
    #expect(records.openRuns().map(\.isDamaged) == [true])
    #expect(try self.refusal(systems: ["x"], hosts: ["z"]) == nil)
    run.disk.remove(run.planPath)
    #expect(try self.refusal(systems: ["x"], hosts: ["b"]) == nil)
    #expect(records.openRuns().first?.isDamaged == true)
  }

  /// Its undo is paid once, in the run that it was made of.
  @Test func aCopyBesideItsRunIsNoRun() async throws {
    let run = try await left()
    Tool.run("cp", "-r", run.path, run.path + ".bak")
    let copy = try records.find(run.id + ".bak")
    #expect(records.openRuns().map(\.folder) == [run])
    #expect(
      throws: ResumeFailure.refused(
        Reason("run-copy", .copyOfRun(copy.id, of: run.id, path: copy.path, isThere: true)))
    ) {
      try records.claim(copy)
    }
    _ = try records.claim(run)
    Tool.run("rm", "-r", run.path)
    #expect(records.openRuns().map(\.folder) == [copy])
    #expect(
      throws: ResumeFailure.refused(
        Reason("run-copy", .copyOfRun(copy.id, of: run.id, path: copy.path, isThere: false)))
    ) {
      try records.claim(copy)
    }
    #expect(refusal(try samplePlan())?.reason.code == "undo-owed-there")
  }

  /// Somebody is asked whether to undo it: it can't be overlooked meanwhile.
  @Test func aRunThatIsJustTakenUpStillOwes() async throws {
    let run = try await left()
    let claimed = try records.claim(run)
    #expect(refusal(try samplePlan())?.reason.code == "undo-owed-there")
    #expect(try records.resume(claimed, as: "sato", tool: "test", at: morning).recording.folder == run)
  }
}
