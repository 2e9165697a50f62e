import Glibc
import TestKit
import Testing

@testable import SSH

@Suite
struct FrameReaderTests {
  private let nonce = Nonce(Array("~00112233445566778899aabbccddeeff".utf8))

  private func read(_ chunks: [[UInt8]]) -> (reader: FrameReader, output: [UInt8]) {
    var reader = FrameReader(nonce)
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

  @Test func whatLookedLikeAMarkIsOutputWhenTheStreamEnds() {
    var (reader, output) = read([mark("b1\n") + Array("half ~0011".utf8)])
    output += reader.finish()
    #expect(output == Array("half ~0011".utf8))
  }

  @Test func memoryDoesNotGrowWithNoise() {
    var reader = FrameReader(nonce)
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
    #expect(Bootstrap.exec(tag: "test").utf8.count < 2048)
  }

  @Test func theHeaderIsThreeCommentLines() throws {
    let header = try #require(Bootstrap.header("a\nb\u{1F}c", nonce: Nonce(Array("~n".utf8)), mark: "m", stays: true))
    #expect(header == Array("#~n\n#r\u{1E}m\n#a\u{1E}b\u{1F}c\n".utf8))
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
    let script = try folder.write(TreeKill.script(wrapper: pid, mark: "none"), to: "kill.sh")
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
