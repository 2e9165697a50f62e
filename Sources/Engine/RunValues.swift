import Catalogue
import Model
import Synchronization

/// The values that come in while a run goes on: what steps register, and the secrets.
///
/// ## Concurrency
/// Shared by the steps under way; a mutex guards it.
final class RunValues: Sendable {
  private struct State {
    var registered: [String: String]
    var sensitive: Set<String> = []
  }

  private let state: Mutex<State>
  private let secrets: [String: Secret]
  let runID: String
  /// What only an earlier process of the run knew.
  private let lost: Set<String>
  /// All that an earlier process of the run kept out of outputs is kept out of them by this one too. Else nothing may be kept of
  /// what was printed for that process: some of it can't be told from other text any more.
  let coversEarlier: Bool

  init(
    runID: String, registered: [String: String], secrets: [String: Secret], lost: Set<String> = [],
    coversEarlier: Bool = true
  ) {
    self.runID = runID
    self.lost = lost
    self.secrets = secrets
    self.coversEarlier = coversEarlier
    state = Mutex(State(registered: registered))
  }

  func register(_ key: String, _ value: String, sensitive: Bool) {
    state.withLock {
      $0.registered[key] = value
      if sensitive { $0.sensitive.insert(value) }
    }
  }

  /// What must not stand in any output.
  var hidden: [String] {
    secrets.values.map { $0.reveal() } + state.withLock { Array($0.sensitive) }
  }

  /// A reason that quotes somebody else's words, without what must not stand in any output.
  func redacted(_ reason: Reason) -> Reason {
    let hidden = hidden
    func clean(_ text: String) -> String {
      var redactor = Redactor(hidden)
      return String(decoding: redactor.pass(Array(text.utf8)) + redactor.finish(), as: UTF8.self)
    }
    return Reason(
      code: reason.code, text: LocalizedText(ja: reason.text.ja.map(clean), en: reason.text.en.map(clean)))
  }

  /// A text for people: values that are registered stand in for their `{{names}}`; sensitive ones never do.
  func shown(_ text: LocalizedText) -> LocalizedText {
    LocalizedText(ja: text.ja.map(shown), en: text.en.map(shown))
  }

  private func shown(_ text: String) -> String {
    guard text.contains("{{") else { return text }
    let known = state.withLock { state in state.registered.filter { !state.sensitive.contains($0.value) } }
    return known.reduce(text) { text, value in text.replacing("{{\(value.key)}}", with: value.value) }
  }

  /// The text with its values; shell texts get each value as one quoted word.
  func render(_ text: PlannedText) throws(MissingValue) -> String {
    var result = ""
    for part in text.parts {
      switch part {
      case .text(let plain): result += plain
      case .runID: result += runID
      case .registered(let key):
        guard let value = state.withLock({ $0.registered[key] }) else {
          throw MissingValue(
            reason: lost.contains(key)
              ? Reason(Reason.valueLostCode, .valueLost(key)) : Reason("value-missing", .valueNeverRegistered(key)),
            lost: lost.contains(key) ? key : nil)
        }
        result += text.isShell ? shellQuoted(value) : value
      case .secret(let name):
        guard let secret = secrets[name] else {
          throw MissingValue(reason: Reason("secret-missing", .secretMissing(name)))
        }
        result += text.isShell ? shellQuoted(secret.reveal()) : secret.reveal()
      }
    }
    return result
  }
}

/// A text couldn't be filled in; nothing was run.
struct MissingValue: Error {
  var reason: Reason
  /// The value that nothing brings back.
  var lost: String?
}
