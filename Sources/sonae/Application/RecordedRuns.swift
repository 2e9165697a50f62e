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
      let settings = WorkspaceReader.read(directory: workspace.root).workspace.settings
      Words.adopt(settings)
      folder = RecordsFolder(workspace.path(settings.records), offset: LocalZone.offset(of: settings.timeZone))
    } catch {
      guard !names.isEmpty, names.allSatisfy({ $0.contains("/") }) else { throw error }
      folder = RecordsFolder("records")
    }
  }

  func open(_ name: String) throws -> RecordedRun {
    do throws(RecordsError) {
      let found = try folder.find(name)
      let run = try found.read()
      // What is shown of a record that was changed must not pass for the truth.
      if case .broken = try found.verify().status { Output.complain(Words.text(.recordChanged(found.id))) }
      return run
    } catch {
      throw Stop(.usage, Phrase(error.reason))
    }
  }
}

extension LocalZone {
  /// What a zone's clocks are ahead of UTC.
  static func offset(of name: String) -> Duration { LocalZone(name).offset }
}

extension RunFolder {
  /// What the report says of the journal it was made from.
  func reportVerification() throws -> Evidence.Verification {
    do throws(RecordsError) {
      let verification = try verify()
      switch verification.status {
      case .verified: return .verified
      case .verifiedUntilTorn: return .torn(afterEvent: verification.lines)
      case .broken:
        let text = verification.findings.first { $0.kind.breaks }?.text ?? verification.text
        return .broken(Reason(code: "record-broken", text: text))
      }
    } catch {
      throw Stop(.noRecord, Phrase(error.reason))
    }
  }
}

extension RecordedRun {
  var evidence: Evidence { Evidence(journal: folder.journalPath, head: head ?? .zero) }

  func look(_ screen: Screen) -> Look {
    Look(language: Words.language, style: screen.style, utcOffset: run.plan.workspace.offset)
  }
}
