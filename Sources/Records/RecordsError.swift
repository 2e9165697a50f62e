import Catalogue
import Glibc
public import Model

/// Something in the records can't be read as it is.
public struct RecordsError: Error, Sendable, Hashable {
  public var reason: Reason

  init(_ code: String, _ phrase: Phrase) { reason = Reason(code, phrase) }

  init(_ error: FileError) {
    switch error.code {
    case ENOENT, ENOTDIR: self.init("records-missing", .recordsFileMissing(path: error.path))
    default: self.init("records-unreadable", .recordsUnreadable(path: error.path, why: error.explanation))
    }
  }

  init(_ error: CodecError, path: String, line: Int? = nil) {
    if case .newerSchema(let schema) = error.problem {
      self.init("records-newer", .recordsNewer(path: path, schema: schema, known: Schema.current))
    } else {
      self.init("records-damaged", .recordsDamaged(path: path, line: line, what: error.description))
    }
  }
}
