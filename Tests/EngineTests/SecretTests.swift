import Catalogue
import Engine
import Simulation
import Synchronization
import Testing

@testable import Model

@Suite struct SecretTests {
  @Test func secretsReachTheHostAndNoRecordAndNoScreen() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "login", in: system,
      .run(PlannedText(parts: [.text("login "), .secret("password")], isShell: true), stdin: nil, Expectation()))
    let observer = LiveOutput()
    var rehearsal = Rehearsal()
    rehearsal.secrets = ["password": Secret("hunter22 x")]
    rehearsal.observer = observer
    rehearsal.shell = SimulatedShell { _, command, _ in .init(stdout: "you said \(command)!\n", stderr: "hunter22 x") }
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands == ["a: login 'hunter22 x'"])
    let outcome = try #require(run.steps[0].attempts.first?.outcome)
    #expect(
      outcome.stdout == .inline("you said login '[REDACTED]'!\n", digest: Digest(of: "you said login '[REDACTED]'!\n")))
    #expect(!"\(rehearsal.journal.events)".contains("hunter22"))
    #expect(!observer.text.contains("hunter22"))
  }

  @Test func aSensitiveStepLeavesNothingBehindButItsValueCanBeUsed() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "key", in: system, .command("print key"),
      change: {
        $0.sensitive = true
        $0.register = PlannedRegister(key: "s.key", matches: nil)
      })
    builder.step(
      "use", in: system,
      .run(PlannedText(parts: [.text("use "), .registered("s.key")], isShell: true), stdin: nil, Expectation()))
    let observer = LiveOutput()
    var rehearsal = Rehearsal()
    rehearsal.observer = observer
    rehearsal.shell = SimulatedShell { _, command, _ in
      .init(stdout: command == "print key" ? "topsecretkey\n" : "used topsecretkey")
    }
    let run = try await rehearsal.run(builder.plan)
    #expect(rehearsal.shell.commands == ["a: print key", "a: use topsecretkey"])
    #expect(run.steps[0].attempts[0].outcome?.stdout == .withheld)
    #expect(!"\(rehearsal.journal.events)".contains("topsecretkey"))
    #expect(!observer.text.contains("topsecretkey"))
  }

  @Test(arguments: 1...12) func aSecretThatComesInPiecesIsFoundAtEverySplit(size: Int) async throws {
    let secret = "s3cret-value"
    let text = Array("a\(secret)b s3cret \(secret)\(secret)".utf8)
    let capture = PieceShell(
      pieces: stride(from: 0, to: text.count, by: size).map { Array(text[$0..<min($0 + size, text.count)]) })
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"))
    let runner = Runner(
      plan: builder.plan, header: .test(builder.plan),
      parts: .init(
        shell: capture, prober: SimulatedProber(), people: SimulatedPeople(), journal: SimulatedJournal(),
        clock: SimulatedClock(), secrets: ["x": Secret(secret)]),
      observer: NoObserver())
    let run = try await runner.run()
    let expected = "a[REDACTED]b s3cret [REDACTED][REDACTED]"
    #expect(run.steps[0].attempts[0].outcome?.stdout == .inline(expected, digest: Digest(of: expected)))
  }

  @Test func longOutputKeepsHeadAndTailAndTheHashOfAll() async throws {
    var builder = PlanBuilder()
    builder.plan.limits.output = 10_000
    let system = builder.system("s")
    builder.step("one", in: system, .command("one"))
    let whole = (0..<20_000).map { "line \($0)\n" }.joined()
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, _, _ in .init(stdout: whole) }
    let run = try await rehearsal.run(builder.plan)
    guard case .file(_, let kept, let bytes, let digest, isPartial: false) = run.steps[0].attempts[0].outcome?.stdout
    else {
      Issue.record("the output should lie in a file")
      return
    }
    #expect(kept < 10_100)
    #expect(bytes == whole.utf8.count)
    #expect(digest == Digest(of: whole))
  }
}

final class LiveOutput: RunObserver {
  private let bytes = Mutex<[UInt8]>([])
  var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }
  func recorded(_ events: [Event]) {}
  func output(step: String, _ stream: OutputStream, _ bytes: [UInt8]) { self.bytes.withLock { $0 += bytes } }
}

struct PieceShell: Shell, NoMemory {

  var pieces: [[UInt8]]

  func run(
    _ command: ShellCommand, on host: PlannedHost, output: @escaping @Sendable (OutputStream, [UInt8]) -> Void
  ) async -> ShellEnd {
    for piece in pieces { output(.stdout, piece) }
    return .exited(0)
  }
}

@Suite struct ShownValueTests {
  @Test func aPersonReadsRegisteredValuesButNoSensitiveOne() async throws {
    var builder = PlanBuilder()
    let system = builder.system("s")
    builder.step(
      "look", in: system, .command("look"), change: { $0.register = PlannedRegister(key: "s.slot", matches: nil) })
    builder.step(
      "key", in: system, .command("key"),
      change: {
        $0.sensitive = true
        $0.register = PlannedRegister(key: "s.key", matches: nil)
      })
    builder.step(
      "ask", in: system, on: nil,
      .manual(
        ManualTask(instruction: LocalizedText("put {{s.key}} into {{s.slot}}"), items: [], role: nil, expected: nil)))
    let seen = Mutex<[String]>([])
    var rehearsal = Rehearsal()
    rehearsal.shell = SimulatedShell { _, command, _ in .init(stdout: command == "key" ? "hidden99" : "slot 7\n") }
    rehearsal.people = SimulatedPeople { question in
      if case .task(let task) = question.kind { seen.withLock { $0.append(task.instruction.text(.en)) } }
      return .done(note: nil, by: "tester", via: "test")
    }
    _ = try await rehearsal.run(builder.plan)
    #expect(seen.withLock { $0 } == ["put {{s.key}} into slot 7"])
  }
}
