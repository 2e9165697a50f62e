public import Catalogue
public import Model

/// The report of one run: 訓練実施報告書.
///
/// A fold over the run's events and nothing else: the same run and evidence give the same bytes, on any machine and at
/// any time. Everything that comes from playbooks, hosts and people is escaped for the format it is written in.
public struct Report: Sendable {
  let run: Run
  let events: [Event]
  let evidence: Evidence

  /// - Parameters:
  ///   - run: the fold of `events`, whether or not it is closed.
  ///   - events: the whole history, for the timeline.
  public init(run: Run, events: [Event], evidence: Evidence) {
    self.run = run
    self.events = events
    self.evidence = evidence
  }

  public enum Format: String, Sendable, CaseIterable {
    case html, markdown, json
    /// One row an attempt of a step.
    case csv
    /// One row a level of a system.
    case systemsCSV = "csv-systems"

    /// Without the dot.
    public var fileExtension: String {
      switch self {
      case .html: "html"
      case .markdown: "md"
      case .json: "json"
      case .csv: "csv"
      case .systemsCSV: "systems.csv"
      }
    }
  }

  /// The whole file in UTF-8. JSON carries both languages where they exist and doesn't depend on `language`.
  public func rendered(as format: Format, in language: Language) -> String {
    switch format {
    case .html: HTMLRenderer(document(language)).page
    case .markdown: MarkdownRenderer(document(language)).text
    case .json: RunJSON(run, evidence: evidence).value.pretty + "\n"
    case .csv: CSV.steps(ReportContext(self, language))
    case .systemsCSV: CSV.systems(ReportContext(self, language))
    }
  }

  func document(_ language: Language) -> Document {
    let context = ReportContext(self, language)
    return Document(
      language: language, organization: context.organization, title: context.t(context.title),
      subject: context.subject, facts: context.titleFacts,
      sections: [
        context.summarySection, context.objectivesSection, context.scopeSection, context.peopleSection,
        context.targetsSection, context.splitSection, context.timelineSection, context.chartSection,
        context.checksSection, context.undoSection, context.notCoveredSection, context.evidenceSection,
        context.signOffSection,
      ])
  }
}

/// What the keeper of the records says about a run's journal.
public struct Evidence: Sendable, Hashable {
  /// The journal's path, as people should write it.
  public var journal: String
  /// The digest of the journal's last line.
  public var head: Digest
  public var verification: Verification
  /// The run's process lives, as the lock on its journal tells.
  public var isGoingOn: Bool

  public init(
    journal: String, head: Digest, verification: Verification = .notVerified, isGoingOn: Bool = false
  ) {
    self.isGoingOn = isGoingOn
    self.journal = journal
    self.head = head
    self.verification = verification
  }

  public enum Verification: Sendable, Hashable {
    /// Nobody has checked the journal while this report was made.
    case notVerified
    case verified
    /// Whole up to an event, then torn, as when the machine stops in the middle of a write.
    case torn(afterEvent: Int)
    case broken(Reason)
  }
}
