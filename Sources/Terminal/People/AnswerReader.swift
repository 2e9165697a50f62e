import Catalogue
import Engine
import Model

/// The thread behind `TerminalPeople`: lays the questions before people one after the other and reads their answers.
struct AnswerReader {
  private let book: QuestionBook
  private let desk: any QuestionDesk
  private let operatorName: String
  /// The run is put down when its terminal is closed: then that is nobody's answer.
  private let outlivesTerminal: Bool
  private var input: LineInput
  /// The question that is open.
  private var open: QuestionBook.Front?
  private var isShown = false

  init(
    book: QuestionBook, input: LineInput, desk: any QuestionDesk, operatorName: String, outlivesTerminal: Bool
  ) {
    self.outlivesTerminal = outlivesTerminal
    self.book = book
    self.input = input
    self.desk = desk
    self.operatorName = operatorName
  }

  mutating func work() {
    while !book.isOver {
      turnToFront()
      insist()
      if let open, let line = input.next() {
        take(line, open)
      } else if let open, input.hasEnded, !input.isTerminal || outlivesTerminal {
        leaveUnasked(open)
      } else {
        waitForInput()
      }
    }
    if isShown { close() }
  }

  /// Shows the question whose turn it is, and puts away one that was taken back.
  private mutating func turnToFront() {
    let front = book.front
    guard front?.id != open?.id else { return }
    if isShown { close() }
    open = front
    guard front != nil else { return }
    input.discardTypeAhead()
    // A pipe or file may have come to its end: then it is nobody's turn.
    if !input.isTerminal, !input.hasLine, input.descriptor.isReadable { _ = input.fill() }
    if input.hasLine || !input.hasEnded { show() }
  }

  private mutating func insist() {
    guard book.takeInsistence(), isShown, let open, open.question.kind.outlastsStop else { return }
    show(objection: .askStopNeedsAnswer)
  }

  private mutating func leaveUnasked(_ question: QuestionBook.Front) {
    if isShown { close() }
    desk.take(.unasked(question.question))
    book.answer(question.id, .unanswered(.nobodyThere))
    open = nil
  }

  private mutating func close() {
    isShown = false
    desk.take(.closed)
  }

  private mutating func show(objection: Phrase? = nil) {
    guard let open else { return }
    isShown = true
    desk.take(
      .shown(
        QuestionCard(question: open.question, number: open.number, waiting: open.waiting, objection: objection)))
  }

  private mutating func waitForInput() {
    // A terminal is read between questions too: what is typed there isn't meant for the next one.
    let watches = (open != nil || input.isTerminal) && !input.hasEnded
    let mayRead = watches && input.descriptor.isOurs
    let patience: Duration? = watches && !mayRead ? .milliseconds(200) : nil
    guard book.pipe.wait(alsoFor: mayRead ? input.descriptor.number : nil, within: patience) else { return }
    // Somebody else may have begun to ask meanwhile, and have taken the line.
    guard input.descriptor.isOurs, input.descriptor.isReadable else { return }
    let hasMore = input.fill()
    if open == nil {
      dropStrayLines()
    } else if !hasMore, !input.hasEnded {
      show(objection: .askEndIsNoAnswer)
    }
  }

  private mutating func dropStrayLines() {
    guard input.isTerminal else { return }
    var lines = 0
    while input.next() != nil { lines += 1 }
    if lines > 0 { desk.take(.stray(lines: lines)) }
  }

  private mutating func take(_ line: String, _ question: QuestionBook.Front) {
    if input.isTerminal { desk.take(.typed(columns: Columns.of(visible(line)))) }
    let reading = ReadAnswer(line, to: question.question.kind)
    if let answer = reading.answer(by: operatorName, via: input.isTerminal ? "terminal" : "stdin") {
      book.answer(question.id, answer)
      close()
      open = nil
      return
    }
    switch reading {
    case .unclear(let objection): show(objection: objection)
    case .nothing where !input.isTerminal: show(objection: .askNotAnAnswer(""))
    default: show()
    }
  }
}
