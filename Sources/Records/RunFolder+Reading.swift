import Catalogue
public import Model

/// Everything that a run's folder says.
public struct RecordedRun: Sendable {
  public let folder: RunFolder
  public let events: [Event]
  /// The fold of the events over the plan.
  public let run: Run
  /// The digest of the journal's last whole line; nil when there is none.
  public let head: Digest?
  /// Bytes of a last line that was never finished: the process was killed while it wrote. They count for nothing.
  public let tornBytes: Int
}

extension RunFolder {
  /// - Throws: `RecordsError` for a plan that is missing, damaged or of a newer schema.
  public func plan() throws(RecordsError) -> Plan {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try disk.read(planPath) } catch { throw RecordsError(error) }
    let json: JSON
    do throws(JSON.ReadingError) {
      json = try JSON(reading: bytes)
    } catch {
      throw RecordsError("records-damaged", .recordsDamaged(path: planPath, line: nil, what: error.description))
    }
    do throws(CodecError) { return try Plan(json: json) } catch { throw RecordsError(error, path: planPath) }
  }

  /// Reads the plan and all whole lines of the journal, and folds them.
  ///
  /// - Throws: `RecordsError`, also for a history that can't have happened.
  public func read() throws(RecordsError) -> RecordedRun {
    var reader = JournalReader(self)
    let events = try reader.more()
    let plan = try plan()
    let run: Run
    do throws(HistoryError) {
      run = try Run(plan: plan, events: events)
    } catch {
      throw RecordsError(
        "records-damaged", .recordsDamaged(path: journalPath, line: error.sequence, what: error.message))
    }
    return RecordedRun(folder: self, events: events, run: run, head: reader.head, tornBytes: reader.tornBytes)
  }

  /// The bytes of an output that the journal names.
  ///
  /// - Throws: `RecordsError`, also when they aren't what the journal says.
  public func output(_ digest: Digest) throws(RecordsError) -> [UInt8] {
    let path = outputPath(digest)
    let bytes: [UInt8]
    do throws(FileError) { bytes = try disk.read(path) } catch { throw RecordsError(error) }
    guard Digest(of: bytes) == digest else {
      throw RecordsError("records-damaged", .recordsDamaged(path: path, line: nil, what: "sha256"))
    }
    return bytes
  }
}
