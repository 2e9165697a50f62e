import CLibSSH2

/// Cuts one stream of a wrapped command: what stands before the begin mark, the output, what comes after the end mark.
///
/// Works on chunks cut anywhere, on any bytes, and keeps no more than a mark's length between them.
struct FrameReader {
  enum State: Equatable {
    case before, inside
    /// `stays`: the wrapper waits for another command.
    case ended(code: Int32, stays: Bool)
  }

  private(set) var state = State.before
  /// The wrapper's process id, from the begin mark or from the one before it that asks for input.
  private(set) var processID: Int32?
  /// The beginning of what came before the begin mark, for messages.
  private(set) var noise: [UInt8] = []
  private let nonces: Nonces
  /// The end of the last chunk, while it may be the beginning of a mark.
  private var pending: [UInt8] = []

  private static let wantsInput = UInt8(ascii: "w")
  private static let begin = UInt8(ascii: "b")
  private static let end = UInt8(ascii: "e")
  private static let endAndStay = UInt8(ascii: "r")
  private static let noiseLimit = 512
  /// Digits after the nonce: a process id or an exit code.
  private static let digitsLimit = 10

  init(_ nonces: Nonces) {
    self.nonces = nonces
  }

  var code: Int32? {
    if case .ended(let code, _) = state { code } else { nil }
  }

  var stays: Bool {
    if case .ended(_, let stays) = state { stays } else { false }
  }

  /// - Returns: the output in this chunk; nothing before the begin mark and after the end mark.
  mutating func read(_ chunk: UnsafeRawBufferPointer) -> [UInt8] {
    if pending.isEmpty { return scan(chunk) }
    pending.append(contentsOf: chunk)
    let joined = pending
    pending = []
    return joined.withUnsafeBytes { scan($0) }
  }

  /// The stream's end: what looked like the beginning of a mark was output (or noise) after all.
  mutating func finish() -> [UInt8] {
    var output: [UInt8] = []
    let rest = pending
    pending = []
    rest.withUnsafeBytes { emit($0[...], to: &output) }
    return output
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var output: [UInt8] = []
    var start = 0
    while start < bytes.count, code == nil {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
      let candidate = nextCandidate(rest)
      emit(rest[..<candidate], to: &output)
      start += candidate
      let mark = UnsafeRawBufferPointer(rebasing: bytes[start...])
      if mark.isEmpty { break }
      switch parse(mark) {
      case .whole(let kind, let number, let length):
        take(kind, number)
        start += length
      case .incomplete:
        pending = Array(mark)
        return output
      case .none:
        emit(mark[..<1], to: &output)
        start += 1
      }
    }
    return output
  }

  /// What the next mark begins with.
  private var nonce: [UInt8] { (state == .before ? nonces.begin : nonces.end).bytes }

  /// Where a mark may begin: at the whole nonce, or at the chunk's end with the nonce's beginning.
  private func nextCandidate(_ bytes: UnsafeRawBufferPointer) -> Int {
    let nonce = nonce
    guard let base = bytes.baseAddress else { return bytes.count }
    if let found = ssh_shim_find(base, bytes.count, nonce, nonce.count) { return base.distance(to: found) }
    let tail = max(0, bytes.count - nonce.count + 1)
    for index in tail..<bytes.count where nonce.starts(with: bytes[index...]) { return index }
    return bytes.count
  }

  private enum Mark {
    case whole(kind: UInt8, number: Int32, length: Int)
    case incomplete
    case none
  }

  private func parse(_ bytes: UnsafeRawBufferPointer) -> Mark {
    let nonce = nonce
    let head = bytes.prefix(nonce.count)
    guard nonce.starts(with: head) else { return .none }
    guard bytes.count > nonce.count else { return .incomplete }
    let kind = bytes[nonce.count]
    let kinds = state == .before ? [Self.wantsInput, Self.begin] : [Self.end, Self.endAndStay]
    guard kinds.contains(kind) else { return .none }
    let digits = bytes[(nonce.count + 1)...].prefix { (48...57).contains($0) }
    guard digits.count <= Self.digitsLimit else { return .none }
    guard digits.endIndex < bytes.count else { return .incomplete }
    guard bytes[digits.endIndex] == UInt8(ascii: "\n"), let number = Int32(String(decoding: digits, as: UTF8.self))
    else {
      return .none
    }
    return .whole(kind: kind, number: number, length: digits.endIndex + 1)
  }

  private mutating func take(_ kind: UInt8, _ number: Int32) {
    switch (state, kind) {
    case (.before, Self.wantsInput): processID = number
    case (.before, Self.begin):
      state = .inside
      processID = number
    case (.inside, Self.end), (.inside, Self.endAndStay): state = .ended(code: number, stays: kind == Self.endAndStay)
    default: break
    }
  }

  private mutating func emit(_ bytes: Slice<UnsafeRawBufferPointer>, to output: inout [UInt8]) {
    switch state {
    case .before: noise.append(contentsOf: bytes.prefix(Self.noiseLimit - noise.count))
    // Rebased, because a slice would be copied byte by byte.
    case .inside: output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes))
    case .ended: break
    }
  }
}
