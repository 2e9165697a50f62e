public import Engine

/// Asks the person at the terminal, or takes the answers from standard input, one line a question.
///
/// Questions wait for their turn; one is open at a time. The terminal stays in its usual mode, so that editing, input
/// methods and Ctrl-C work as everywhere. What was typed before a question was there to be read never answers it.
///
/// ## Concurrency
/// Shared freely. A thread of its own reads, from the beginning until `close`; nothing else may read from the same
/// descriptor meanwhile.
public final class TerminalPeople: People {
  private let book = QuestionBook()

  /// - Parameters:
  ///   - input: a terminal, or what gives one answer a line; `Choice` has the letters and words.
  ///   - operatorName: who answers.
  ///   - outlivesTerminal: the run goes on when its terminal is closed, and nobody is there to be asked any more; else
  ///     its questions stay open, and it is put down.
  public init(input: Int32 = 0, desk: any QuestionDesk, operatorName: String, outlivesTerminal: Bool = true) {
    startThread { [book] in
      var reader = AnswerReader(
        book: book, input: LineInput(input), desk: desk, operatorName: operatorName, outlivesTerminal: outlivesTerminal)
      reader.work()
    }
  }

  public func ask(_ question: PeopleQuestion) async -> PeopleAnswer {
    let id = book.nextID()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { book.add(.init(id: id, question: question, continuation: $0)) }
    } onCancel: {
      book.withdraw(id)
    }
  }

  /// Says of a question that nothing but an answer settles that it has to be answered: the run was asked to stop.
  public func insist() { book.insist() }

  /// Stops reading; questions that are open stay unanswered.
  public func close() { book.close() }
}
