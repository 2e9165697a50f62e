import Catalogue
public import Engine
import Glibc
public import Model

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
  /// Takes a run up whose process has gone: its locks, and its journal to append to. What was written of a line and never
  /// finished was told to nobody, and is cut off.
  ///
  /// - Throws: `ResumeFailure`; nothing is changed then, and no lock is held.
  public func resume(_ run: RunFolder, as person: String, tool: String, at now: WallTime) throws(ResumeFailure)
    -> Resumed
  {
    let claim: any DiskFile
    do throws(FileError) {
      claim = try JournalFile.claim(run)
    } catch {
      if error.code == EAGAIN { throw .refused(Reason("run-lives", .runLives(run.id))) }
      throw .unwritable(JournalFailure(error))
    }
    let (seen, header) = try whole(run)
    let holder = LockHolder(run: run, as: person, since: now)
    let locks = try lock(seen.run.plan, holder)
    let journal: JournalFile
    do throws(FileError) {
      journal = try JournalFile(resuming: run, after: seen, claim, holding: locks)
    } catch { throw .unwritable(JournalFailure(error)) }
    let takeover = Takeover(
      by: person, tool: tool, machine: holder.machine, process: holder.process, boot: holder.boot,
      unattended: max(.zero, now - seen.run.lastEvent.at))
    return Resumed(
      recording: Recording(folder: run, header: header, journal: journal), recorded: seen, takeover: takeover)
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
      throw .unreadable(Reason("record-changed", .recordChanged(run.id)))
    }
    guard let header = seen.run.header else { throw .refused(Reason("run-not-opened", .runNotOpened(run.id))) }
    guard seen.run.closed == nil else { throw .refused(Reason("run-closed", .runAlreadyClosed(run.id))) }
    return (seen, header)
  }

  private func lock(_ plan: Plan, _ holder: LockHolder) throws(ResumeFailure) -> RunLocks {
    do throws(FileError) {
      _ = try disk.makeFolder(locksPath)
    } catch { throw .unwritable(JournalFailure(error)) }
    do throws(BeginFailure) {
      return try RunLocks(plan.lockables, in: locksPath, on: disk, for: holder, isOver: isClosed)
    } catch {
      switch error {
      case .refused(let refusal): throw .refused(refusal.reason)
      case .unwritable(let failure): throw .unwritable(failure)
      }
    }
  }
}
