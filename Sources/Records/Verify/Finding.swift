import Catalogue
public import Model

/// One thing that verifying a run has found.
public struct Finding: Sendable, Hashable {
  public let kind: Kind
  /// Counts from 1; nil for what stands at no line.
  public let line: Int?
  /// The file or the event that it is about, for people who look closer.
  public let detail: String

  /// What was found. The words are those of `tools/verify-journal` too.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case journalMissing = "journal-missing"
    /// Not a JSON object in UTF-8.
    case notJSON = "not-json"
    /// JSON, but not the one text that stands for its value.
    case notCanonical = "not-canonical"
    /// `prev` is not the digest of the line before.
    case chain
    /// `seq` is not the number of the line.
    case sequence
    /// The monotonic clock goes back.
    case elapsed
    /// A member of the event is missing or is something else.
    case shape
    case newerSchema = "newer-schema"
    /// The first event isn't the opening of a run.
    case notOpened = "not-opened"
    case planMissing = "plan-missing"
    /// The plan isn't the one that the first line names.
    case planChanged = "plan-changed"
    /// The plan is the right one, but can't be read.
    case planUnreadable = "plan-unreadable"
    /// The event can't follow what came before it.
    case history
    case outputMissing = "output-missing"
    case outputChanged = "output-changed"
    /// The last line isn't the one whose digest stands in `head`.
    case head
    /// The line was never finished. Remark: the process was killed while it wrote.
    case torn
    /// Remark: the run is not closed, or its end is missing.
    case notClosed = "not-closed"
    /// Remark: closed, but without its `head`.
    case headMissing = "head-missing"
    /// Remark: the wall clock goes back and no event says so.
    case clock
    /// Remark: a file that no line names.
    case unreferenced

    /// The record isn't what was written; the others are remarks on a record that is.
    public var breaks: Bool {
      switch self {
      case .torn, .notClosed, .headMissing, .clock, .unreferenced: false
      default: true
      }
    }
  }

  /// What it means and at which line, for people.
  public var text: LocalizedText {
    let phrase = Phrase.finding(kind.rawValue, line: line, detail: detail)
    return LocalizedText(ja: phrase.ja, en: phrase.en)
  }
}

/// What verifying a run has come to.
public struct Verification: Sendable, Hashable {
  public let run: RunFolder
  /// Whole lines.
  public let lines: Int
  /// The run was closed.
  public let isClosed: Bool
  /// The digest of the last whole line. Only the same digest on a printed report proves that nothing was cut off and
  /// written anew: whoever can write the files can write all of them.
  public let head: Digest?
  /// By line, those without a line last.
  public let findings: [Finding]

  public enum Status: Sendable, Hashable {
    case verified
    /// Verified up to the last whole line, after which an unfinished one stands.
    case verifiedUntilTorn
    /// At the first line that isn't what was written.
    case broken(line: Int)
  }

  /// Not as it was written.
  public var isBroken: Bool { findings.contains { $0.kind.breaks } }

  public var status: Status {
    let breaks = findings.filter(\.kind.breaks)
    if !breaks.isEmpty { return .broken(line: breaks.compactMap(\.line).min() ?? 1) }
    return findings.contains { $0.kind == .torn } ? .verifiedUntilTorn : .verified
  }

  /// The status in one sentence.
  public var text: LocalizedText {
    let phrase: Phrase =
      switch status {
      case .verified: .verified(lines: lines)
      case .verifiedUntilTorn: .verifiedUntilTorn(lines: lines)
      case .broken(let line): .brokenAt(line: line)
      }
    return LocalizedText(ja: phrase.ja, en: phrase.en)
  }
}
