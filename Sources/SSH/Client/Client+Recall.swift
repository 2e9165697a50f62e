import Synchronization

/// What a host tells of a command that an earlier client of the family was to run.
public enum Recollection: Sendable, Hashable {
  /// It was not started, and won't be: all that the client that sent it has left there since the machine was started is still there,
  /// this command is not in it, and nothing of that client lives any more. Without a trace, or where a part of it was removed, nothing is
  /// said: the command may have been in another account, or in that part.
  case neverStarted
  /// - Parameters:
  ///   - wholeOutput: all that it printed was kept, and has been handed on.
  ///   - took: from its start to its end, by the host's clock; nil: the host has none for that, or nobody saw the end there.
  ///   - cut: of these the host has kept a part only, or nothing.
  case ended(CommandEnd, wholeOutput: Bool, took: Duration? = nil, cut: Set<Stream> = [])
  /// Nothing that could be believed.
  case untold
  /// It had begun there, and the line broke before its end was told: to be asked again.
  case lineBroke(SSHError)
}

extension Client {
  /// Finds out what became of a command, and waits for its end if it still runs. To be asked by one client at a time, when the
  /// one that sent the command is gone for sure.
  ///
  /// - Parameters:
  ///   - sender: the tag of the client that sent it. Nil: this one did, and its connection is lost; then nothing is said of a
  ///     command that can't be seen to have started.
  ///   - timeout: how much time the command has left. Then it is ended with all that it has started.
  ///   - output: takes what it has printed, from its beginning.
  /// - Throws: `SSHError` when the host can't be asked.
  public func recall(
    _ key: String, sentBy sender: String?, on target: Target, timeout: Duration,
    output: @escaping OutputSink = { _, _ in }
  ) async throws(SSHError) -> Recollection {
    guard let family, target.hasShell, Command.Kept.isKey(key) else { return .untold }
    var answer = try await ask(key, sender, family, target)
    if answer?.start == nil {
      // A wrapper that was to run it may be about to. It is left alone: if its index was removed, it may be running it.
      guard let sender, try await leftovers(of: sender, on: target, within: .seconds(2))?.isEmpty == true else {
        return .untold
      }
      answer = try await ask(key, sender, family, target)
    }
    guard let answer else { return .untold }
    guard let start = answer.start else { return answer.isWhole ? .neverStarted : .untold }
    if answer.end == nil, answer.isAlive == false { return try await remains(key, family, target) }
    return try await follow(start, isItself: answer.isAlive == true, key, family, target, timeout, output)
  }

  /// Removes what a host has kept of a family's commands; whoever may log in there can do it, with or without the family's secret.
  ///
  /// - Parameter family: its name.
  /// - Throws: `SSHError` when the host can't be told.
  public func forget(_ family: String, on target: Target) async throws(SSHError) {
    guard Command.Kept.isKey(family), target.hasShell else { return }
    // A wrapper that was started ahead has made all its files when it has run something.
    for text in [":", Recall.forget(family)] {
      var command = Command(text, timeout: .seconds(20))
      command.isLast = true
      if case .lost(let error) = try await run(command, on: target) { throw error }
    }
  }

  private func ask(
    _ key: String, _ sender: String?, _ family: Family, _ target: Target
  ) async throws(SSHError) -> Recall.Answer? {
    let question = Recall.question(key, family, tag: sender ?? tag, host: target.label)
    return try await answer(to: question, on: target, within: .seconds(30)).flatMap(Recall.answer)
  }

  /// It was started, its wrapper is gone without a word of its end.
  private func remains(
    _ key: String, _ family: Family, _ target: Target
  ) async throws(SSHError) -> Recollection {
    let script = Recall.endRemains(mark: Nonces(key, of: family).mark)
    guard try await self.answer(to: script, on: target, within: .seconds(30)).map(TreeKill.nothingIsLeft) == true else {
      return .untold
    }
    return .ended(.lost(SSHError(.endNotSeen(signal: nil), host: target.label)), wholeOutput: false)
  }

  /// - Parameter isItself: the process that has the wrapper's number is the wrapper; else it may be anybody's, and is left alone.
  private func follow(
    _ start: Recall.Answer.Start, isItself: Bool, _ key: String, _ family: Family, _ target: Target,
    _ timeout: Duration, _ output: @escaping OutputSink
  ) async throws(SSHError) -> Recollection {
    let nonces = Nonces(key, of: family)
    let frames = RecalledFrames(nonces, output)
    let nonce = String(decoding: nonces.end.bytes, as: UTF8.self)
    let following = Command(Recall.follow(start, key, nonce: nonce), timeout: max(timeout, .seconds(1)))
    switch try await run(following, on: target, output: { frames.take($0, $1) }) {
    case .exited: break
    case .timedOut:
      let killed = isItself ? await kill(start, nonces, target) : false
      return .ended(.timedOut(treeKilled: killed), wholeOutput: false)
    case .cancelled:
      let killed = isItself ? await kill(start, nonces, target) : false
      return .ended(.cancelled(treeKilled: killed), wholeOutput: false)
    case .lost(let error): return .lineBroke(error)
    }
    guard let answer = try await ask(key, nil, family, target) else { return .untold }
    guard let end = answer.end else {
      return answer.isAlive == false ? try await remains(key, family, target) : .untold
    }
    // Only who has the family's secret, or saw the end, could know it.
    guard end.nonce == nonce, frames.code.map({ $0 == end.code }) ?? true else { return .untold }
    return .ended(.exited(code: end.code), wholeOutput: frames.code != nil, took: end.took, cut: frames.cut)
  }

  private func kill(_ start: Recall.Answer.Start, _ nonces: Nonces, _ target: Target) async -> Bool {
    let script = TreeKill.script(wrapper: String(start.pid), mark: nonces.mark)
    // A task of its own: this one may be cancelled, and the killing must go on all the same.
    let work = Task { try? await answer(to: script, on: target, within: .seconds(15)) }
    return await work.value.map(TreeKill.nothingIsLeft) == true
  }
}

/// Both logs of a wrapper, of which one command's part is handed on.
private final class RecalledFrames: Sendable {
  private let state: Mutex<(output: FrameReader, errors: FrameReader)>
  private let sink: OutputSink

  init(_ nonces: Nonces, _ sink: @escaping OutputSink) {
    state = Mutex((FrameReader(nonces), FrameReader(nonces)))
    self.sink = sink
  }

  func take(_ stream: Stream, _ bytes: [UInt8]) {
    let output = state.withLock { state in
      bytes.withUnsafeBytes { stream == .standardOutput ? state.output.read($0) : state.errors.read($0) }
    }
    if !output.isEmpty { sink(stream, output) }
  }

  /// The streams whose end isn't there.
  var cut: Set<Stream> {
    state.withLock { state in
      var cut: Set<Stream> = []
      if state.output.code == nil { cut.insert(.standardOutput) }
      if state.errors.code == nil { cut.insert(.standardError) }
      return cut
    }
  }

  /// The code in the end marks of both streams.
  var code: Int32? {
    state.withLock { state in
      guard let code = state.output.code, state.errors.code == code else { return nil }
      return code
    }
  }
}
