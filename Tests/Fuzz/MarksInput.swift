/// The input: how many sizes of chunks there are, those sizes (taken again and again), and a stream in which bytes 1 and 2
/// stand for the nonces. Cut like that it must give what a plain reading of the whole stream gives.
@Sendable
func readMarks(_ input: [UInt8]) {
  guard let count = input.first.map({ Int($0 & 15) }), input.count > count else { return }
  let sizes = input.dropFirst().prefix(count).map(Int.init)
  let stream = input[(1 + count)...].flatMap { $0 == 1 ? nonces.begin.bytes : $0 == 2 ? nonces.end.bytes : [$0] }
  var reader = FrameReader(nonces)
  var output: [UInt8] = []
  var rest = stream[...]
  var turn = 0
  while !rest.isEmpty {
    let size = sizes.allSatisfy { $0 == 0 } ? rest.count : sizes[turn % sizes.count]
    output += rest.prefix(size).withUnsafeBytes { reader.read($0) }
    rest = rest.dropFirst(size)
    turn += 1
  }
  output += reader.finish()
  let plain = PlainReading(stream)
  expect(output == plain.output, "output \(output), not \(plain.output)")
  expect(reader.state == plain.state, "\(reader.state), not \(plain.state)")
  expect(reader.processID == plain.processID, "process \(reader.processID ?? -1), not \(plain.processID ?? -1)")
  expect(reader.noise == plain.noise, "noise \(reader.noise), not \(plain.noise)")
  expect(reader.finish().isEmpty, "the end of the stream gives output twice")
}

private let nonces = Nonces(
  begin: Nonce(hexadecimal: "00112233445566778899aabbccddeeff"),
  end: Nonce(hexadecimal: "0011223344556677ffeeddccbbaa9988"))

/// Byte for byte over the whole stream: is there a mark here?
private struct PlainReading {
  var state = FrameReader.State.before
  var processID: Int32?
  var noise: [UInt8] = []
  var output: [UInt8] = []

  init(_ stream: [UInt8]) {
    var place = 0
    while place < stream.count {
      if case .ended = state { return }
      if let (kind, number, length) = mark(stream[place...]) {
        switch (state, kind) {
        case (.before, "w"): processID = number
        case (.before, "b"): (state, processID) = (.inside, number)
        case (.inside, "e"), (.inside, "r"): state = .ended(code: number, stays: kind == "r")
        default: break
        }
        place += length
      } else {
        if state == .inside { output.append(stream[place]) } else if noise.count < 512 { noise.append(stream[place]) }
        place += 1
      }
    }
  }

  private func mark(_ bytes: ArraySlice<UInt8>) -> (kind: Character, number: Int32, length: Int)? {
    let (nonce, kinds) = state == .before ? (nonces.begin, "wb") : (nonces.end, "er")
    guard bytes.starts(with: nonce.bytes) else { return nil }
    let line = bytes.dropFirst(nonce.bytes.count).prefix { $0 != UInt8(ascii: "\n") }
    guard line.endIndex < bytes.endIndex, let kind = line.first, kinds.utf8.contains(kind),
      (1...10).contains(line.count - 1), line.dropFirst().allSatisfy({ (48...57).contains($0) }),
      let number = Int32(String(decoding: line.dropFirst(), as: UTF8.self))
    else { return nil }
    return (Character(UnicodeScalar(kind)), number, nonce.bytes.count + line.count + 1)
  }
}
