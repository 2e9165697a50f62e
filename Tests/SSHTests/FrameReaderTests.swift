import Glibc
import TestKit
import Testing

@testable import SSH

@Suite
struct FrameReaderTests {
  /// One for both, so that every test meets marks of the wrong kind too.
  private let nonce = Nonce(hexadecimal: "00112233445566778899aabbccddeeff")
  private var nonces: Nonces { Nonces(begin: nonce, end: nonce) }

  private func read(_ chunks: [[UInt8]]) -> (reader: FrameReader, output: [UInt8]) {
    var reader = FrameReader(nonces)
    var output: [UInt8] = []
    for chunk in chunks { output += chunk.withUnsafeBytes { reader.read($0) } }
    return (reader, output)
  }

  private func mark(_ text: String) -> [UInt8] { nonce.bytes + Array(text.utf8) }

  @Test func anyTwoCutsGiveTheSame() {
    // With a piece of a mark, a whole nonce that is none, and bytes that are no text.
    let output =
      Array("out~0011".utf8) + [0, 255, 254] + nonce.bytes.dropLast(3) + mark("x1\n") + mark("e\n") + [10, 126]
    let stream = Array("noise ~00".utf8) + mark("b4711\n") + output + mark("e37\n") + Array("late".utf8) + mark("e0\n")
    for first in 0...stream.count {
      for second in first...stream.count where second - first < 3 || first % 7 == 0 {
        let (reader, read) = read([Array(stream[..<first]), Array(stream[first..<second]), Array(stream[second...])])
        #expect(read == output)
        #expect(reader.code == 37)
        #expect(reader.processID == 4711)
        #expect(reader.noise == Array("noise ~00".utf8))
      }
    }
  }

  @Test func byteByByteGivesTheSame() {
    let stream = mark("b1\n") + Array("~~~~0~00112".utf8) + mark("e255\n")
    let (reader, output) = read(stream.map { [$0] })
    #expect(output == Array("~~~~0~00112".utf8))
    #expect(reader.code == 255)
  }

  @Test func withoutAnEndMarkThereIsNoCode() {
    for tail in ["e1", "e", "", "e12345678901\n", "e-1\n", "E1\n"] {
      let (reader, _) = read([mark("b1\n") + Array("x".utf8) + mark(tail)])
      #expect(reader.code == nil, "\(tail)")
    }
  }

  @Test func anEndMarkBeforeTheBeginMarkIsNone() {
    let (reader, output) = read([mark("e0\n")])
    #expect(reader.state == .before)
    #expect(output.isEmpty)
  }

  @Test func whatABeginMarkIsMadeOfMakesNoEnd() {
    let end = Nonce(hexadecimal: String(repeating: "e", count: 32))
    var reader = FrameReader(Nonces(begin: nonce, end: end))
    let stream =
      end.bytes + Array("e0\n".utf8) + mark("b1\n") + mark("e0\n") + mark("b2\n") + end.bytes + Array("e7\n".utf8)
    #expect(stream.withUnsafeBytes { reader.read($0) } == mark("e0\n") + mark("b2\n"))
    #expect(reader.code == 7 && reader.processID == 1)
  }

  @Test func askingForInputIsNotTheBeginning() {
    let (reader, output) = read([mark("w12\n") + Array("late noise".utf8)])
    #expect(reader.processID == 12 && reader.state == .before)
    #expect(output.isEmpty && reader.noise == Array("late noise".utf8))
  }

  @Test func whatLookedLikeAMarkIsOutputWhenTheStreamEnds() {
    var (reader, output) = read([mark("b1\n") + Array("half ~0011".utf8)])
    output += reader.finish()
    #expect(output == Array("half ~0011".utf8))
  }

  @Test func memoryDoesNotGrowWithNoise() {
    var reader = FrameReader(nonces)
    let chunk = [UInt8](repeating: 126, count: 1 << 16)
    for _ in 0..<64 { _ = chunk.withUnsafeBytes { reader.read($0) } }
    #expect(reader.noise.count <= 512)
  }
}

@Suite
struct BootstrapTests {
  /// Any login shell, csh and fish too, must take it for one quoted word.
  @Test func theWrapperIsOneWordForEveryLoginShell() throws {
    #expect(Bootstrap.exec(tag: "test") == "exec /bin/sh -c '\(Bootstrap.script)' test")
    for character in "'\n!\\" { #expect(!Bootstrap.script.contains(character), "\(character)") }
    #expect(Bootstrap.exec(tag: "test").utf8.count < 4096)
    let family = Family("run-1", secret: [1])
    let (place, sequence) = (WrapperPlace(host: "h", number: 3), family.sequence("h"))
    #expect(
      Bootstrap.exec(tag: "t", keeping: .state(family, output: true), place).hasSuffix("' t run-1 output \(sequence) 3")
    )
    #expect(
      Bootstrap.exec(tag: "t", keeping: .state(family, output: false), place).hasSuffix("' t run-1 none \(sequence) 3"))
    #expect(sequence != family.sequence("i"))
  }

  @Test func theHeaderIsThreeCommentLines() throws {
    let nonces = Nonces(begin: Nonce(hexadecimal: "b"), end: Nonce(hexadecimal: "e"), mark: "m")
    let header = try #require(Bootstrap.header("a\nb\u{1F}c", nonces, stays: true))
    #expect(header == Array("#~b~e\n#r\u{1E}m\n#a\u{1E}b\u{1F}c\n".utf8))
    let kept = try #require(Bootstrap.header("x", nonces, stays: false, kept: (key: "0.s.1", input: 12)))
    #expect(kept == Array("#~b~e\n#e\u{1F}m 0.s.1 12\n#x\n".utf8))
  }

  @Test func aFamilyTellsItsNoncesAgainAndNobodyElseDoes() {
    let family = Family("f", secret: [UInt8](repeating: 7, count: 32))
    let (first, again) = (Nonces("1", of: family), Nonces("1", of: family))
    #expect(first.begin.bytes == again.begin.bytes && first.end.bytes == again.end.bytes && first.mark == again.mark)
    let others = [Nonces("2", of: family), Nonces("1", of: Family("f", secret: [UInt8](repeating: 8, count: 32)))]
    let all = ([first] + others).flatMap { [$0.begin.bytes, $0.end.bytes, Nonce(hexadecimal: $0.mark).bytes] }
    #expect(Set(all).count == 9 && all.allSatisfy { $0.count == 33 })
  }

  @Test func noncesDiffer() {
    #expect(Set((0..<100).map { _ in Nonce().bytes }).count == 100)
    #expect(Nonce().bytes.count == 33)
  }
}

@Suite
struct DerivationTests {
  /// Blowfish's first words as its paper prints them.
  @Test func piBeginsAsItShould() {
    #expect(Pi.blowfishSchedule.prefix(4) == [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344])
    #expect(Pi.blowfishSchedule[17] == 0x8979_FB1B)
    #expect(Pi.blowfishSchedule.last == 0x3AC3_72E6)
  }

  @Test func base64KnowsBothWays() {
    #expect(Base64.encode([]) == "")
    #expect(Base64.encode([0, 255, 16]) == "AP8Q")
    #expect(Base64.decode("AP8QAQ==".utf8) == [0, 255, 16, 1])
    #expect(Base64.decode("AP8Q\r\n AQ= =\n".utf8) == [0, 255, 16, 1])
    for text in ["A", "AP8*", "AP8QAQ", "AP8QAQ=", "AP8QAQ===", "AP8Q====", "AP8QAR==", "AP8=AP8=", "=", "===="] {
      #expect(Base64.decode(text.utf8) == nil, "\(text)")
    }
  }
}

@Suite
struct TreeKillTests {
  /// Every shell that may be /bin/sh, on a tree of its own.
  @Test(arguments: ["dash", "bash", "busybox", "mksh", "ksh", "yash"])
  func theScriptEndsATreeInAnyShell(_ shell: String) throws {
    try #require(ChildProcess.isInstalled(shell), "tools/setup test installs it")
    let folder = try TemporaryFolder()
    let text = "sleep 200 & (trap '' TERM; setsid sleep 201 & sleep 202 & echo >\(folder.file("up")); wait; wait); :"
    let tree = try ChildProcess(["setsid", "-w", "sh", "-c", "echo $$ >\(folder.file("pid")); \(text)"])
    for _ in 0..<1000 where access(folder.file("up"), F_OK) != 0 { usleep(10_000) }
    let pid = try #require(pid_t(TemporaryFolder.text(folder.file("pid")).dropLast()))
    let members = [pid] + Processes.descendants(of: pid)
    #expect(members.count >= 5)
    let script = try folder.write(TreeKill.script(wrapper: String(pid), mark: "none"), to: "kill.sh")
    let answer = try ChildProcess.run((shell == "busybox" ? ["busybox", "sh"] : [shell]) + [script])
    #expect(answer.text == "gone\n")
    for member in members { #expect(!Processes.isAlive(member)) }
    tree.wait()
  }

  @Test func whatIsNotSeenToBeGoneIsNotGone() {
    #expect(TreeKill.nothingIsLeft(Array("gone\n".utf8)))
    for text in ["", "unseen\n", "left 12 13\n", "gone\nleft 12\n"] {
      #expect(!TreeKill.nothingIsLeft(Array(text.utf8)))
    }
  }
}
