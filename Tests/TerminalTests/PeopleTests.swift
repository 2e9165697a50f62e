import Catalogue
import Engine
import Glibc
import Synchronization
import Testing

@testable import Model
@testable import Terminal

/// Keeps what it is told.
final class RecordingDesk: QuestionDesk {
  private let taken = Mutex<[String]>([])

  var changes: [String] { taken.withLock { $0 } }

  func take(_ change: QuestionChange) {
    let word =
      switch change {
      case .shown(let card): "shown \(card.question.step)" + (card.objection.map { ": \($0.en)" } ?? "")
      case .typed(let columns): "typed \(columns)"
      case .closed: "closed"
      case .unasked(let question): "unasked \(question.step)"
      case .stray(let lines): "stray \(lines)"
      }
    taken.withLock { $0.append(word) }
  }

  func waits(for word: String) async throws {
    for _ in 0..<600 {
      if changes.contains(word) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("\(word) never came, only \(changes)")
  }
}

extension PeopleQuestion {
  static func task(_ step: String) -> PeopleQuestion {
    PeopleQuestion(
      step: step, title: LocalizedText("Issue one certificate"),
      kind: .task(ManualTask(instruction: LocalizedText("Issue it"), items: [], role: .operator, expected: nil)))
  }

  static let failure = PeopleQuestion(
    step: "s.failed", title: LocalizedText("Start"), kind: .failure(.failed("exit 1")))
  static func doubt(isUndo: Bool) -> PeopleQuestion {
    PeopleQuestion(step: "s.doubt", title: LocalizedText("Start"), kind: .doubt(isUndo: isUndo))
  }
  static let undo = PeopleQuestion(step: "s.undo", title: LocalizedText("Start"), kind: .undo(LocalizedText("Stop it")))
}

@Suite struct AnswerReadingTests {
  private func read(_ line: String, _ question: PeopleQuestion) -> ReadAnswer { ReadAnswer(line, to: question.kind) }

  @Test func lettersWordsAndJapaneseWordsAreAnswers() {
    for line in ["d", "D", "done", " done ", "ｄ", "ＤＯＮＥ", "完了"] {
      #expect(read(line, .task("s")) == .done(note: nil))
    }
    for line in ["f 印刷できない", "failed 印刷できない", "失敗　印刷できない", "ｆ　印刷できない"] {
      #expect(read(line, .task("s")) == .failed(note: "印刷できない"))
    }
    #expect(read("r", .failure) == .retry(note: nil))
    #expect(read("再試行 電源を確かめた", .failure) == .retry(note: "電源を確かめた"))
    #expect(read("h by console", .failure) == .done(note: "by console"))
    #expect(read("done", .undo) == .done(note: nil))
  }

  /// Whatever is read as an answer stands on the card.
  @Test func everyLetterAndWordOfAnAnswerIsListed() {
    for question in [PeopleQuestion.task("s"), .failure, .undo, .doubt(isUndo: false), .doubt(isUndo: true)] {
      let choices = question.kind.choices
      for (language, card) in [Language.ja, .en].map({ ($0, QuestionCard(question: question, waiting: 0)) }) {
        let shown = card.closing(400, .test(language)).map(\.text).joined()
        for choice in choices {
          #expect(shown.contains(choice.letter + " ") && shown.contains(choice.word.text(language)), "\(shown)")
          for spelling in choice.spellings {
            guard case .unclear(let phrase) = read(spelling, question) else { continue }
            #expect(choice.meaning == .skip && phrase == .askReasonMissing, "\(spelling)")
          }
        }
      }
    }
  }

  @Test func skippingNeedsAReason() {
    #expect(read("s 窓口が閉まっている", .task("s")) == .skip(reason: "窓口が閉まっている"))
    #expect(read("skip", .task("s")) == .unclear(.askReasonMissing))
    #expect(read("s　", .failure) == .unclear(.askReasonMissing))
  }

  @Test func enterAloneIsNothing() {
    #expect(read("", .task("s")) == .nothing)
    #expect(read("　 ", .failure) == .nothing)
  }

  @Test func whatDoesNotFitTheQuestionIsNoAnswer() {
    for (line, question) in [
      ("r", PeopleQuestion.task("s")), ("s later", .undo), ("yes", .task("s")), ("dd", .failure), ("x", .task("s")),
      ("stop", .failure), ("止める", .failure), ("h", .task("s")), ("done", .failure), ("手作業", .undo),
    ] {
      #expect(read(line, question) == .unclear(.askNotAnAnswer(line)))
    }
  }

  @Test func aNoteCarriesNoControlCharacters() {
    #expect(read("d a\u{1B}[Db", .task("s")) == .done(note: "a^[[Db"))
  }
}

@Suite struct StandardInputTests {
  /// People who answer through a pipe.
  private struct Piped {
    let people: TerminalPeople
    let desk = RecordingDesk()
    let writer: Int32
    let reader: Int32

    init() {
      var ends: [Int32] = [-1, -1]
      pipe(&ends)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reader, writer) = (ends[0], ends[1])
      people = TerminalPeople(input: ends[0], desk: desk, operatorName: "田中")
    }

    func give(_ text: String) {
      _ = Array(text.utf8).withUnsafeBytes { write(writer, $0.baseAddress, $0.count) }
    }
  }

  @Test func oneLineAnswersOneQuestionInOrder() async {
    let piped = Piped()
    piped.give("done 発行番号 12\nfailed\nskip closed\nretry\n")
    #expect(await piped.people.ask(.task("a")) == .done(note: "発行番号 12", by: "田中", via: "stdin"))
    #expect(await piped.people.ask(.task("b")) == .failed(note: nil, by: "田中", via: "stdin"))
    #expect(await piped.people.ask(.task("c")) == .skip(reason: "closed", by: "田中", via: "stdin"))
    #expect(await piped.people.ask(.failure) == .retry(by: "田中", via: "stdin"))
    piped.people.close()
  }

  @Test func aLineThatIsNoAnswerIsToldAndTheNextIsRead() async {
    let piped = Piped()
    piped.give("maybe\nskip\n\ndone\n")
    #expect(await piped.people.ask(.task("a")) == .done(note: nil, by: "田中", via: "stdin"))
    #expect(
      piped.desk.changes.prefix(4) == [
        "shown a", "shown a: \"maybe\" is not an answer; type one of these",
        "shown a: skipping needs a reason; type it after the s", "shown a: \"\" is not an answer; type one of these",
      ])
    piped.people.close()
  }

  @Test func anEndWithoutAnAnswerLeavesTheQuestionsUnanswered() async {
    let piped = Piped()
    piped.give("done")
    close(piped.writer)
    #expect(await piped.people.ask(.task("a")) == .done(note: nil, by: "田中", via: "stdin"))
    #expect(await piped.people.ask(.task("b")) == .unanswered(.nobodyThere))
    #expect(await piped.people.ask(.task("c")) == .unanswered(.nobodyThere))
    // No question is put to nobody; each is told in a line of its own.
    #expect(piped.desk.changes.filter { $0 != "closed" } == ["shown a", "unasked b", "unasked c"])
    piped.people.close()
  }

  @Test func aQuestionThatIsTakenBackEndsAtOnceAndTheNextIsAsked() async throws {
    let piped = Piped()
    let first = Task { await piped.people.ask(.task("a")) }
    try await piped.desk.waits(for: "shown a")
    let second = Task { await piped.people.ask(.task("b")) }
    first.cancel()
    #expect(await first.value == .unanswered(.takenBack))
    try await piped.desk.waits(for: "shown b")
    piped.give("done\n")
    #expect(await second.value == .done(note: nil, by: "田中", via: "stdin"))
    #expect(piped.desk.changes == ["shown a", "closed", "shown b", "closed"])
    piped.people.close()
  }

  @Test func aTaskCancelledBeforeItAsksIsNotAsked() async {
    let piped = Piped()
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await piped.people.ask(.task("a"))
    }
    #expect(await task.value == .unanswered(.takenBack))
    piped.people.close()
  }

  @Test func manyQuestionsSideBySideAreAskedOneAtATime() async {
    let piped = Piped()
    piped.give((0..<50).map { "done \($0)\n" }.joined())
    let answers = await withTaskGroup(of: PeopleAnswer.self) { group in
      for number in 0..<50 { group.addTask { await piped.people.ask(.task("s\(number)")) } }
      return await group.reduce(into: Set<String>()) { notes, answer in
        if case .done(let note?, _, _) = answer { notes.insert(note) }
      }
    }
    #expect(answers.count == 50)
    let order = piped.desk.changes.map { $0.hasPrefix("shown") }
    #expect(zip(order, order.dropFirst()).allSatisfy { $0 != $1 })
    piped.people.close()
  }

  /// Once Ctrl-C was pressed: what only an answer settles isn't taken back, and says so.
  @Test func aQuestionThatKeepsARunFromStoppingSaysThatItHasToBeAnswered() async throws {
    let piped = Piped()
    piped.people.insist()
    let question = Task { await piped.people.ask(.doubt(isUndo: false)) }
    try await piped.desk.waits(for: "shown s.doubt")
    piped.people.insist()
    try await piped.desk.waits(for: "shown s.doubt: \(Phrase.askStopNeedsAnswer.en)")
    piped.give("done\n")
    #expect(await question.value == .done(note: nil, by: "田中", via: "stdin"))
    let task = Task { await piped.people.ask(.task("a")) }
    try await piped.desk.waits(for: "shown a")
    piped.people.insist()
    piped.give("done\n")
    _ = await task.value
    #expect(!piped.desk.changes.contains { $0.hasPrefix("shown a:") })
    piped.people.close()
  }

  @Test func closingLeavesAnOpenQuestionUnanswered() async throws {
    let piped = Piped()
    let question = Task { await piped.people.ask(.task("a")) }
    try await piped.desk.waits(for: "shown a")
    piped.people.close()
    #expect(await question.value == .unanswered(.takenBack))
  }
}

@Suite struct TerminalInputTests {
  @Test func whatWasTypedBeforeTheQuestionDoesNotAnswerIt() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let desk = RecordingDesk()
    let people = TerminalPeople(input: terminal.program, desk: desk, operatorName: "田中")
    terminal.type("d too early\n")
    try await desk.waits(for: "stray 1")
    let question = Task { await people.ask(.task("a")) }
    try await desk.waits(for: "shown a")
    terminal.type("f 遅い\n")
    #expect(await question.value == .failed(note: "遅い", by: "田中", via: "terminal"))
    #expect(desk.changes.contains("typed 6"))
    people.close()
  }

  @Test func enterAloneAsksAgain() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let desk = RecordingDesk()
    let people = TerminalPeople(input: terminal.program, desk: desk, operatorName: "田中")
    let question = Task { await people.ask(.task("a")) }
    try await desk.waits(for: "shown a")
    terminal.type("\n")
    try await desk.waits(for: "typed 0")
    terminal.type("d\n")
    #expect(await question.value == .done(note: nil, by: "田中", via: "terminal"))
    people.close()
  }

  @Test func aPassphraseThatSomebodyElseAsksForIsLeftAlone() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let desk = RecordingDesk()
    let people = TerminalPeople(input: terminal.program, desk: desk, operatorName: "田中")
    let question = Task { await people.ask(.task("a")) }
    try await desk.waits(for: "shown a")
    terminal.echo(false)
    terminal.type("d\n")
    var line = [UInt8](repeating: 0, count: 16)
    #expect(read(terminal.program, &line, line.count) == 2)
    terminal.echo(true)
    terminal.type("f\n")
    #expect(await question.value == .failed(note: nil, by: "田中", via: "terminal"))
    people.close()
  }

  @Test func controlDIsNoAnswer() async throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    let desk = RecordingDesk()
    let people = TerminalPeople(input: terminal.program, desk: desk, operatorName: "田中")
    let question = Task { await people.ask(.task("a")) }
    try await desk.waits(for: "shown a")
    terminal.type("\u{4}")
    try await desk.waits(for: "shown a: \(Phrase.askEndIsNoAnswer.en)")
    terminal.type("d\n")
    #expect(await question.value == .done(note: nil, by: "田中", via: "terminal"))
    people.close()
  }
}

@Suite struct QuestionCardTests {
  @Test func aTaskIsLaidOutWhole() {
    let question = PeopleQuestion(
      step: "resident.counter", title: LocalizedText("窓口端末で住民票を1通発行する"),
      kind: .task(
        ManualTask(
          instruction: LocalizedText("印影を確かめてください。\n発行番号を控えます。"), items: [LocalizedText("連番である")],
          role: .operator, expected: .seconds(300))))
    let card = QuestionCard(question: question, waiting: 2)
    #expect(
      card.lines(width: 80, .test()).map(\.text) == [
        "⎯⎯ 確認（3 件中 1 件目） " + String(repeating: "⎯", count: 35), "窓口端末で住民票を1通発行する",
        "手順 resident.counter  担当：実施者  目安：0:05:00", "印影を確かめてください。", "発行番号を控えます。", "- 連番である",
        "d [メモ] 完了   f [メモ] 失敗   s 理由 省略", "（入力して Enter。完了・失敗・省略 とも書けます）",
      ])
  }

  @Test func answersAreNotBrokenInTheirMiddle() {
    let card = QuestionCard(question: .failure, waiting: 0, objection: .askReasonMissing)
    #expect(
      card.closing(40, .test()).map(\.text) == [
        "省略には理由が要ります。「s 理由」の形で", "入力してください", "r 再試行   s 理由 省略",
        "h [メモ] 手作業で実施済み", "f 失敗として止める",
        "（入力して Enter。再試行・省略・手作業・", "失敗 とも書けます）",
      ])
  }

  /// Somebody has to look at the host, perhaps in a narrow window.
  @Test(arguments: [80, 40]) func aDoubtSaysWhereToLookAndForWhat(width: Int) {
    let command = PeopleQuestion.Command(
      host: "vhost-a", text: "systemctl stop smbd", startedAt: WallTime(milliseconds: 1_795_310_100_000))
    var question = PeopleQuestion.doubt(isUndo: false)
    question.command = command
    for isShort in [false, true] {
      let card = QuestionCard(question: question, number: 2, waiting: 0)
      let lines = (isShort ? card.shortLines(width: width, .test(.en)) : card.lines(width: width, .test(.en))).map(
        \.text)
      #expect(lines[0].contains("Your turn (2 of 2)"))
      for fact in ["host: vhost-a", "started: 2026-11-22 10:15:00", "command: systemctl stop smbd"] {
        #expect(lines.contains(fact), "\(lines)")
      }
    }
    question.command?.text = nil
    #expect(
      QuestionCard(question: question, waiting: 0).lines(width: 80, .test(.en)).contains {
        $0.text.contains("not shown")
      })
  }
}
