import Catalogue
import Engine
import Glibc
import Model
import SSH
import Synchronization

/// Shows what commands on many hosts print and how they end.
///
/// ## Concurrency
/// Hosts report side by side; a mutex keeps their lines whole.
final class ExecReport: Sendable {
  private struct Place: Hashable {
    let host: String
    let descriptor: Int32
  }

  private struct State {
    var streams: [Place: HostStream] = [:]
    var captured: [Place: CapturedText] = [:]
    var ends: [Ended] = []
    /// Hosts on which nothing of this is to come any more.
    var done: Set<String> = []
    /// The terminal's cursor stands behind something that a host has printed.
    var isWithinLine = false
  }

  private struct Ended {
    let host: String
    let command: String
    /// Nil: it wasn't run because of how one before it ended.
    let end: ShellEnd?
    var stdout = CapturedText()
    var stderr = CapturedText()

    var json: JSON {
      let start: [JSON.Member] = [
        .init("host", .string(host)), .init("command", .string(command)),
        .init("result", .string((end?.result ?? .notRun).rawValue)),
        .init("exit", end?.exitCode.map { .integer(Int64($0)) } ?? .null),
      ]
      let complaint = end.map(\.complaint) ?? .notRunAfterAnother
      let reason = complaint.map { [JSON.Member("reason", .string(Words.text($0)))] } ?? []
      return .object(start + stdout.members("stdout") + stderr.members("stderr") + reason)
    }
  }

  private let state = Mutex(State())
  private let isJSON: Bool
  private let hosts: [String]
  private let terminals: Set<Int32>
  private let queue = OutputQueue()

  /// - Parameter hosts: all that are meant, in the document's order.
  init(isJSON: Bool, hosts: [String]) {
    self.isJSON = isJSON
    self.hosts = hosts
    terminals = Set([1, 2].filter { isatty($0) == 1 })
  }

  /// Closed while what hosts have printed waits to be written.
  var gate: OutputGate { queue.gate }

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
    let ends = state.withLock { $0.ends.compactMap(\.end) }
    if ends.contains(where: \.isUnknown) { return .unknown }
    return ends.allSatisfy { $0 == .exited(0) || isUnwanted($0) } ? .ok : .failed
  }

  /// Ended because nobody reads what it prints: no failure, and nothing to tell, as with `yes | head`.
  private func isUnwanted(_ end: ShellEnd) -> Bool { Output.isUnread && end == .cancelled(treeEnded: true) }

  func output(_ host: String, _ stream: OutputStream, _ bytes: [UInt8]) {
    let place = Place(host: host, descriptor: stream == .stdout ? 1 : 2)
    if place.descriptor == 1, Output.isCut { return }
    state.withLock { state in
      if isJSON {
        state.captured[place, default: CapturedText()].take(bytes)
      } else {
        let new = HostStream(label: hosts.count > 1 ? host : nil, isTerminal: terminals.contains(place.descriptor))
        write(state.streams[place, default: new].pass(bytes), to: place.descriptor, &state)
      }
    }
  }

  private func write(_ bytes: [UInt8], to descriptor: Int32, _ state: inout State) {
    guard let last = bytes.last else { return }
    queue.write(bytes, to: descriptor)
    if terminals.contains(descriptor) { state.isWithinLine = last != 10 }
  }

  func ended(_ host: String, _ command: String, _ end: ShellEnd) {
    state.withLock { state in
      var rest: [CapturedText] = []
      for descriptor: Int32 in [1, 2] {
        let place = Place(host: host, descriptor: descriptor)
        rest.append(state.captured.removeValue(forKey: place) ?? CapturedText())
        if var stream = state.streams.removeValue(forKey: place) { write(stream.finish(), to: descriptor, &state) }
      }
      state.ends.append(Ended(host: host, command: command, end: end, stdout: rest[0], stderr: rest[1]))
    }
    if !isJSON, !isUnwanted(end), let complaint = end.complaint {
      complain((end.namesHost ? "" : "\(host): ") + Words.text(complaint))
    }
  }

  /// A message of our own, on a line of its own.
  private func complain(_ text: String) {
    state.withLock { state in
      if state.isWithinLine, terminals.contains(2) { write([10], to: 2, &state) }
      write(Array("\(text)\n".utf8), to: 2, &state)
    }
  }

  /// The commands behind one that didn't end with 0 aren't run.
  func stopped(_ host: String, at command: String, _ end: ShellEnd, left: ArraySlice<String>) {
    state.withLock { state in state.ends += left.map { Ended(host: host, command: $0, end: nil) } }
    guard !isJSON, !isUnwanted(end) else { return }
    let phrase: Phrase =
      if case .notStarted = end { .stoppedBefore(command, left: left.count) } else {
        .stoppedAfter(command, left: left.count)
      }
    complain("\(host): " + Words.text(phrase))
  }

  /// Nothing is run on a host any more.
  func isDone(with host: String) {
    state.withLock { _ = $0.done.insert(host) }
  }

  /// Ends the program while commands may run.
  func abandon() -> Never {
    let done = state.withLock { $0.done }
    // Not behind what nobody may read.
    Output.complain(Words.text(.abandoned(hosts.filter { !done.contains($0) })))
    Glibc.exit(Exit.open.rawValue)
  }

  /// The rest, and the document.
  func finish() {
    queue.drain()
    guard isJSON else { return }
    let ends = state.withLock { $0.ends }
    let place = Dictionary(hosts.enumerated().map { ($1, $0) }) { first, _ in first }
    let sorted = ends.enumerated().sorted {
      (place[$0.element.host] ?? 0, $0.offset) < (place[$1.element.host] ?? 0, $1.offset)
    }
    Output.json(
      .members([
        "result": .string(verdict.rawValue),
        "hosts": .array(
          sorted.map { $0.element.json }),
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
    case .cancelled(true): .interruptedAndEnded
    case .cancelled(false): .interruptedAndMayStillRun
    case .notStarted(let reason), .lost(let reason): .words(ja: reason.text.text(.ja), en: reason.text.text(.en))
    }
  }
}
