import Catalogue

/// What reading the files has brought to light so far: findings, names and where they are used.
///
/// ## Concurrency
/// Not shared: one reading owns it from its first file to its last rule.
final class Ledger {
  var diagnostics: [Diagnostic] = []
  /// Each name that is known in the whole workspace, with the first place that declares it.
  private(set) var declared: [Shape.Subject: [String: Mark]] = [:]
  var references: [PendingReference] = []
  private var regexes: [String: Regex.Problem?] = [:]
  private var suggestionsLeft = (few: 2_000, many: 100)
  /// Findings beyond these are counted only: nobody reads more, and each costs more memory than what it is about.
  static let mostFindings = 10_000
  private(set) var leftOut = 0
  private var reported: Set<Finding> = []

  /// A name that must be declared somewhere, in this file or another.
  struct PendingReference {
    var subject: Shape.Subject
    var id: String
    var tree: Tree
    var node: Int
  }

  func report(
    _ code: Diagnostic.Code, at mark: Mark, path: String = "", _ phrase: @autoclosure () -> Phrase,
    suggestion: @autoclosure () -> String? = nil, severity: Diagnostic.Severity = .error
  ) {
    guard diagnostics.count < Self.mostFindings else {
      leftOut += 1
      return
    }
    diagnostics.append(Diagnostic(severity, code, at: mark, path: path, phrase(), suggestion: suggestion()))
  }

  /// The same, unless something of this kind has been said about this place: one step may be wrong for many systems.
  func reportOnce(
    _ code: Diagnostic.Code, at mark: Mark, _ phrase: @autoclosure () -> Phrase,
    suggestion: @autoclosure () -> String? = nil,
    severity: Diagnostic.Severity = .error
  ) {
    guard reported.insert(Finding(code: code, mark: mark)).inserted else { return }
    report(code, at: mark, phrase(), suggestion: suggestion(), severity: severity)
  }

  private struct Finding: Hashable {
    var code: Diagnostic.Code
    var mark: Mark
  }

  func warn(_ code: Diagnostic.Code, at mark: Mark, _ phrase: Phrase, suggestion: String? = nil) {
    report(code, at: mark, phrase, suggestion: suggestion, severity: .warning)
  }

  /// Notes that `id` is declared here, or says where it was declared before.
  func declare(_ subject: Shape.Subject, _ id: String, _ tree: Tree, _ node: Int) {
    if let first = declared[subject]?[id] {
      report(.duplicateID, at: tree.mark(node), path: tree.path(node), .duplicateID(id, first: first.place))
    } else {
      declared[subject, default: [:]][id] = tree.mark(node)
    }
  }

  func isDeclared(_ subject: Shape.Subject, _ id: String) -> Bool { declared[subject]?[id] != nil }

  func problem(ofRegex pattern: String, groups: Int?) -> Regex.Problem? {
    let key = "\(groups ?? -1) \(pattern)"
    if let known = regexes[key] { return known }
    let problem = Regex.problem(pattern, groups: groups)
    regexes[key] = .some(problem)
    return problem
  }

  /// The nearest of some names. Looked for only for the first wrong ones, since each costs a walk over all names.
  func nearest(to wrong: String, among candidates: some Collection<String>) -> String? {
    if candidates.count > 200 {
      guard suggestionsLeft.many > 0 else { return nil }
      suggestionsLeft.many -= 1
    } else {
      guard suggestionsLeft.few > 0 else { return nil }
      suggestionsLeft.few -= 1
    }
    return Nearest.word(to: wrong, among: candidates)
  }

  /// Says which references have nothing to refer to, among the kinds of things that were read.
  func resolveReferences(_ wasRead: (Shape.Subject) -> Bool) {
    for reference in references where wasRead(reference.subject) && !isDeclared(reference.subject, reference.id) {
      let names = declared[reference.subject] ?? [:]
      report(
        .unknownID, at: reference.tree.mark(reference.node), path: reference.tree.path(reference.node),
        .unknownID(reference.subject.phrase, reference.id),
        suggestion: nearest(to: reference.id, among: names.keys))
    }
  }

  /// Names that differ only by case are told apart here, but hardly by people, and not by every file system.
  func reportSimilarNames() {
    for subject in Shape.Subject.allCases {
      var seen: [String: (id: String, mark: Mark)] = [:]
      for (id, mark) in (declared[subject] ?? [:]).sorted(by: { $0.value < $1.value }) {
        if let first = seen[id.lowercased()] {
          report(.similarID, at: mark, .similarID(id, other: first.id, place: first.mark.place))
        } else {
          seen[id.lowercased()] = (id, mark)
        }
      }
    }
  }
}

extension Mark {
  /// `file:line:column`
  var place: String { "\(file):\(line):\(column)" }
}
