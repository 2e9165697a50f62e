import Catalogue
import Model
import Records
import Reports
import Terminal

/// The records of a workspace, for the commands that only read them.
struct RecordedRuns {
  let folder: RecordsFolder

  /// A workspace with errors keeps its records readable: only the place of the records is needed. Runs that are named
  /// by their paths need no workspace at all.
  init(_ options: GlobalOptions, naming names: [String]) throws {
    do {
      let workspace = try WorkspaceFolder.find(options)
      folder = workspace.records(workspace.settings(options, about: names))
    } catch {
      guard !names.isEmpty, names.allSatisfy({ $0.contains("/") }) else { throw error }
      folder = RecordsFolder("records")
    }
  }

  func open(_ name: String) throws -> (recorded: RecordedRun, verification: Verification, isGoingOn: Bool) {
    do throws(RecordsError) {
      let found = try folder.find(name)
      // Asked first: a run that closes in between is then seen closed.
      let isAlive = try found.isAlive()
      let run = try found.read()
      let verification = try found.verify()
      // What is shown of a record that was changed must not pass for the truth.
      if verification.isBroken { Output.complain(Words.text(.recordChanged(found.id))) }
      return (run, verification, isAlive && run.run.closed == nil)
    } catch {
      throw Stop(.usage, Phrase(error.reason))
    }
  }
}

extension LocalZone {
  /// What a zone's clocks are ahead of UTC.
  static func offset(of name: String) -> Duration { LocalZone(name).offset }
}

extension Verification {
  /// What the report says of the journal it was made from.
  var evidence: Evidence.Verification {
    switch status {
    case .verified: .verified
    case .verifiedUntilTorn: .torn(afterEvent: lines)
    case .broken: .broken(Reason(code: "record-broken", text: findings.first { $0.kind.breaks }?.text ?? text))
    }
  }
}

extension RecordedRun {
  /// - Parameter isGoingOn: its process lives.
  func evidence(isGoingOn: Bool) -> Evidence {
    Evidence(journal: folder.journalPath, head: head ?? .zero, isGoingOn: isGoingOn)
  }

  func look(_ screen: Screen) -> Look {
    Look(
      language: Words.language, style: screen.style, utcOffset: run.plan.workspace.offset,
      command: NextCommand.advice.completing)
  }
}
