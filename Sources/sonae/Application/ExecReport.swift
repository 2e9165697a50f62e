import Catalogue
import Engine
import Model
import Synchronization

/// Shows what commands on many hosts print and how they end.
///
/// ## Concurrency
/// Hosts report side by side; a mutex keeps their lines whole.
final class ExecReport: Sendable {
  private struct State {
    var partial: [String: [UInt8]] = [:]
    var ends: [(host: String, command: String, end: ShellEnd, stdout: [UInt8], stderr: [UInt8])] = []
    var captured: [String: (stdout: [UInt8], stderr: [UInt8])] = [:]
  }

  /// Kept of each stream of a command for `--json`.
  private static let limit = 1 << 20

  private let state = Mutex(State())
  private let isJSON: Bool
  private let labels: Bool

  init(isJSON: Bool, labels: Bool) {
    self.isJSON = isJSON
    self.labels = labels
  }

  /// What all ends come to; the JSON's words.
  enum Verdict: String {
    case ok, failed
    /// A command may have run, or may run still.
    case unknown

    var exit: Exit {
      switch self {
      case .ok: .done
      case .failed: .failed
      case .unknown: .open
      }
    }
  }

  var verdict: Verdict {
    let ends = state.withLock { $0.ends.map(\.end) }
    if ends.contains(where: \.isUnknown) { return .unknown }
    return ends.allSatisfy { $0 == .exited(0) || isUnwanted($0) } ? .ok : .failed
  }

  /// Ended because nobody reads what it prints: no failure, and nothing to tell, as with `yes | head`.
  private func isUnwanted(_ end: ShellEnd) -> Bool { Output.isUnread && end == .cancelled(treeEnded: true) }

  func output(_ host: String, _ stream: OutputStream, _ bytes: [UInt8]) {
    let descriptor: Int32 = stream == .stdout ? 1 : 2
    state.withLock { state in
      if isJSON {
        var captured = state.captured[host] ?? ([], [])
        if stream == .stdout {
          captured.stdout += bytes.prefix(Self.limit - captured.stdout.count)
        } else {
          captured.stderr += bytes.prefix(Self.limit - captured.stderr.count)
        }
        state.captured[host] = captured
      } else if labels {
        writeWholeLines("\(host)\(descriptor)", host, bytes, to: descriptor, &state)
      } else {
        Output.write(bytes, to: descriptor)
      }
    }
  }

  private func writeWholeLines(
    _ key: String, _ host: String, _ bytes: [UInt8], to descriptor: Int32, _ state: inout State
  ) {
    var pending = (state.partial[key] ?? []) + bytes
    var out: [UInt8] = []
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      out += Array("\(host): ".utf8) + pending[...end]
      pending.removeSubrange(...end)
    }
    if pending.count > 64 << 10 {
      out += Array("\(host): ".utf8) + pending + [UInt8(ascii: "\n")]
      pending = []
    }
    state.partial[key] = pending
    Output.write(out, to: descriptor)
  }

  func ended(_ host: String, _ command: String, _ end: ShellEnd) {
    state.withLock { state in
      let captured = state.captured.removeValue(forKey: host) ?? ([], [])
      state.ends.append((host, command, end, captured.stdout, captured.stderr))
      for descriptor: Int32 in [1, 2] {
        guard let rest = state.partial.removeValue(forKey: "\(host)\(descriptor)"), !rest.isEmpty else { continue }
        Output.write(Array("\(host): ".utf8) + rest + [UInt8(ascii: "\n")], to: descriptor)
      }
    }
    if !isJSON, !isUnwanted(end), let complaint = end.complaint {
      Output.complain((end.namesHost ? "" : "\(host): ") + Words.text(complaint))
    }
  }

  func finish(order: [String]) {
    guard isJSON else { return }
    let ends = state.withLock { $0.ends }
    let place = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let sorted = ends.enumerated().sorted {
      (place[$0.element.host] ?? 0, $0.offset) < (place[$1.element.host] ?? 0, $1.offset)
    }
    Output.json(
      .members([
        "result": .string(verdict.rawValue),
        "hosts": .array(
          sorted.map { _, end in
            .members([
              "host": .string(end.host), "command": .string(end.command), "result": .string(end.end.result.rawValue),
              "exit": end.end.exitCode.map { .integer(Int64($0)) } ?? .null,
              "stdout": .string(String(decoding: end.stdout, as: UTF8.self)),
              "stderr": .string(String(decoding: end.stderr, as: UTF8.self)),
              "reason": end.end.complaint.map { .string(Words.text($0)) },
            ])
          }),
      ]))
  }
}

extension ShellEnd {
  var exitCode: Int? { if case .exited(let code) = self { code } else { nil } }

  /// The SSH client's own words say which host they are about.
  var namesHost: Bool {
    switch self {
    case .notStarted, .lost: true
    default: false
    }
  }

  /// Nothing proves how it ended, or that it has ended at all.
  var isUnknown: Bool { result == .unknown }

  /// As a step's result, by the same rule as the engine's.
  var result: StepResult {
    switch self {
    case .exited(0): .passed
    case .exited, .cancelled(true): .failed
    case .timedOut(true): .timedOut
    case .notStarted: .notRun
    case .timedOut(false), .cancelled(false), .lost: .unknown
    }
  }

  /// What to say of an end that isn't a clean exit code 0.
  var complaint: Phrase? {
    switch self {
    case .exited(0): nil
    case .exited(let code): .commandExited(code)
    case .timedOut(true): .commandTreeEnded
    case .timedOut(false): .commandMayStillRun
    case .cancelled(true): .interrupted
    case .cancelled(false): .interruptedAndMayStillRun
    case .notStarted(let reason), .lost(let reason): .words(ja: reason.text.text(.ja), en: reason.text.text(.en))
    }
  }
}
