import Catalogue
import Engine
import Glibc
import Model

extension JournalFailure {
  /// What a failed call means for the record, and what to do about it.
  init(_ error: FileError) {
    let facts = (path: error.path, why: error.explanation)
    self =
      switch error.code {
      case ENOSPC, EDQUOT: JournalFailure("record-full", .recordFull(path: facts.path))
      case EROFS: JournalFailure("record-read-only", .recordReadOnly(path: facts.path))
      case EACCES, EPERM: JournalFailure("record-denied", .recordDenied(path: facts.path))
      case EIO: JournalFailure("record-io", .recordDiskFault(path: facts.path))
      case 0: JournalFailure("record-short", .recordFull(path: facts.path))
      default: JournalFailure("record-unwritable", .recordUnwritable(path: facts.path, why: facts.why))
      }
  }

  init(_ code: String, _ phrase: Phrase) { self.init(reason: Reason(code, phrase)) }
}
