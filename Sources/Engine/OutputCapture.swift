import Model
import Synchronization

/// Keeps a stream's head and tail within a bound, and counts and hashes all of it.
struct StreamCapture {
  private let limit: Int
  private var redactor: Redactor
  private var head: [UInt8] = []
  private var tail: [UInt8] = []
  private var total = 0
  private let hasher = Hasher256()

  init(limit: Int, hidden: [String]) {
    self.limit = limit
    redactor = Redactor(hidden)
  }

  mutating func take(_ bytes: [UInt8]) -> [UInt8] {
    let clean = redactor.pass(bytes)
    keep(clean)
    return clean
  }

  mutating func close() -> [UInt8] {
    let rest = redactor.finish()
    keep(rest)
    return rest
  }

  private mutating func keep(_ bytes: [UInt8]) {
    total += bytes.count
    hasher.update(bytes)
    let room = max(0, limit / 2 - head.count)
    head += bytes.prefix(room)
    tail += bytes.dropFirst(room)
    // Cut seldom, so that long outputs cost linear time.
    if tail.count > limit { tail.removeFirst(tail.count - limit / 2) }
  }

  /// All that is kept, with a line in the middle that says what was cut.
  func finish() -> CapturedStream {
    let tail = tail.suffix(limit / 2)
    let cut = total - head.count - tail.count
    let whole = hasher.finish()
    func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }
    guard cut > 0 else {
      let all = head + tail
      return CapturedStream(kept: all, bytes: total, whole: whole, seen: SeenText(text(all)))
    }
    let mark = Array("\n[… \(cut) bytes cut …]\n".utf8)
    return CapturedStream(
      kept: head + mark + tail, bytes: total, whole: whole, seen: SeenText(head: text(head), tail: text(tail)))
  }
}

struct CapturedStream: Sendable {
  var kept: [UInt8]
  var bytes: Int
  var whole: Digest
  /// What can be judged.
  var seen: SeenText

  /// Nil when the middle is missing.
  var wholeText: String? { seen.isWhole ? seen.parts[0] : nil }
}

/// Both streams of one command.
///
/// ## Concurrency
/// The shell's callback and the step's task share it; a mutex guards it.
final class OutputCapture: Sendable {
  private struct State: ~Copyable {
    var stdout: StreamCapture
    var stderr: StreamCapture
  }

  private let state: Mutex<State>
  private let observer: @Sendable (OutputStream, [UInt8]) -> Void

  init(limit: Int, hidden: [String], observer: @escaping @Sendable (OutputStream, [UInt8]) -> Void) {
    self.observer = observer
    state = Mutex(
      State(
        stdout: StreamCapture(limit: limit, hidden: hidden), stderr: StreamCapture(limit: limit, hidden: hidden)))
  }

  func take(_ stream: OutputStream, _ bytes: [UInt8]) {
    let clean = state.withLock { state in
      stream == .stdout ? state.stdout.take(bytes) : state.stderr.take(bytes)
    }
    if !clean.isEmpty { observer(stream, clean) }
  }

  func finish() -> (stdout: CapturedStream, stderr: CapturedStream) {
    let (rest, result) = state.withLock { state in
      let rest = [(OutputStream.stdout, state.stdout.close()), (.stderr, state.stderr.close())]
      return (rest, (state.stdout.finish(), state.stderr.finish()))
    }
    for (stream, bytes) in rest where !bytes.isEmpty { observer(stream, bytes) }
    return result
  }
}
