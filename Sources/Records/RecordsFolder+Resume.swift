import Catalogue
public import Engine
import Glibc
public import Model

/// A run whose process has gone, verified, with its lock: while this is there nobody else takes it up.
public struct ClaimedRun: Sendable {
  public let recorded: RecordedRun
  let header: RunHeader
  let lock: any DiskFile
}

/// A run that is taken up again: its history, and the record to go on with.
public struct Resumed: Sendable {
  public let recording: Recording
  public let recorded: RecordedRun
  /// For the next event, less how long nobody was in charge.
  public let takeover: Takeover
}

/// Why a run can't be taken up.
public enum ResumeFailure: Error, Sendable, Hashable {
  /// It is closed, its process lives, or another run has one of its hosts or systems.
  case refused(Reason)
  /// Its record is damaged or can't be read.
  case unreadable(Reason)
  case unwritable(JournalFailure)
}

extension RecordsFolder {
  /// Takes the lock of a run whose process has gone, and verifies its record.
  ///
  /// - Throws: `ResumeFailure`; no lock is held then.
  public func claim(_ run: RunFolder) throws(ResumeFailure) -> ClaimedRun {
    let lock: any DiskFile
    do throws(FileError) {
      lock = try JournalFile.claim(run)
    } catch {
      if error.code == EAGAIN { throw .refused(lives(run)) }
      throw .unwritable(JournalFailure(error))
    }
    let (seen, header) = try whole(run)
    // Two folders of one run would pay its undo twice.
    guard header.run == run.id else {
      let isThere = (try? find(header.run))?.id == header.run
      throw .refused(
        Reason("run-copy", .copyOfRun(run.id, of: header.run, path: run.path, isThere: isThere)))
    }
    return ClaimedRun(recorded: seen, header: header, lock: lock)
  }

  /// Takes a run up: the locks of its hosts and systems, and its journal to append to. What was written of a line and never
  /// finished was told to nobody, and is cut off.
  ///
  /// - Parameter movedHosts: see `Takeover.movedHosts`.
  /// - Throws: `ResumeFailure`; nothing is changed then.
  public func resume(
    _ claimed: ClaimedRun, as person: String, tool: String, at now: WallTime, movedHosts: [String: String] = [:]
  ) throws(ResumeFailure) -> Resumed {
    let seen = claimed.recorded
    let holder = LockHolder(run: seen.folder, as: person, since: now)
    let places = seen.run.places.merging(movedHosts) { $1 }
    let locks = try lock(seen.run.plan.lockables(at: places), holder)
    let journal: JournalFile
    do throws(FileError) {
      journal = try JournalFile(resuming: seen, claimed.lock, holding: locks)
    } catch { throw .unwritable(JournalFailure(error)) }
    var takeover = Takeover(
      by: person, tool: tool, machine: holder.machine, process: holder.process, boot: holder.boot,
      unattended: max(.zero, now - seen.run.lastEvent.at), movedHosts: movedHosts)
    (takeover.machineID, takeover.pidNamespace) = (holder.machineID, ThisProcess.pidNamespace)
    return Resumed(
      recording: Recording(folder: seen.folder, header: claimed.header, journal: journal), recorded: seen,
      takeover: takeover)
  }

  private func lives(_ run: RunFolder) -> Reason {
    let holder = (try? run.plan()).flatMap { RunLocks.holder(of: $0.lockables(), by: run, in: locksPath, on: disk) }
    return Reason("run-lives", .runLives(run.id, holder: holder.map { ($0.process, $0.machine) }))
  }

  /// The run as its record tells it, if that is as it was written and not at its end.
  private func whole(_ run: RunFolder) throws(ResumeFailure) -> (RecordedRun, RunHeader) {
    let (verification, found): (Verification, RecordedRun?)
    do throws(RecordsError) {
      (verification, found) = try run.verifiedRun()
    } catch { throw .unreadable(error.reason) }
    guard verification.isBroken || verification.lines > 0 else {
      throw .refused(Reason("run-not-opened", .runNotOpened(run.id)))
    }
    guard !verification.isBroken, let seen = found else {
      throw .unreadable(Reason("record-changed", .recordNotTakenUp(run.id)))
    }
    guard let header = seen.run.header else { throw .refused(Reason("run-not-opened", .runNotOpened(run.id))) }
    guard seen.run.closed == nil else { throw .refused(Reason("run-closed", .runAlreadyClosed(run.id))) }
    return (seen, header)
  }

  /// Two seconds.
  private static let mostTries = 40

  /// A drill that begins has the locks for a moment before it sees that it must leave them to the run that is taken up here.
  private func isBeginning(_ holder: LockHolder?) -> Bool {
    guard let holder else { return true }
    return (try? find(holder.run)).map { disk.status($0.journalPath) == nil } ?? true
  }

  private func lock(_ wanted: [Lockable], _ holder: LockHolder) throws(ResumeFailure) -> RunLocks {
    do throws(FileError) {
      _ = try disk.makeFolder(locksPath)
    } catch { throw .unwritable(JournalFailure(error)) }
    var tries = 0
    while true {
      tries += 1
      do throws(BeginFailure) {
        return try RunLocks(wanted, in: locksPath, on: disk, for: holder, offset: offset, isOver: isClosed)
      } catch {
        switch error {
        case .refused(let refusal) where tries < Self.mostTries && isBeginning(refusal.holder): usleep(50_000)
        case .refused(let refusal): throw .refused(refusal.reason)
        case .unwritable(let failure): throw .unwritable(failure)
        }
      }
    }
  }
}

extension RunFolder {
  /// The run, if it is closed and its process has gone. That may have been killed before it had put the head beside the
  /// journal, so that is done now.
  public func closedRun() -> RecordedRun? {
    guard let lock = try? JournalFile.claim(self), let (verification, recorded) = try? verifiedRun(),
      !verification.isBroken, let recorded, recorded.run.closed != nil
    else { return nil }
    if !hasHead, let head = recorded.head { try? JournalFile.placeHead(head, of: self) }
    _ = lock
    return recorded
  }
}
