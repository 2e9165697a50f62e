import ArgumentParser
import Catalogue

/// The exit codes of the command line, as the README documents them.
enum Exit: Int32, Error {
  /// Done, all passed, objectives met.
  case done = 0
  /// Done, something failed or an objective was missed.
  case failed = 1
  /// The workspace is not valid.
  case invalid = 2
  /// Stopped with something unknown or owed: a person is needed.
  case open = 3
  /// Lock, safety rule, approval.
  case refused = 4
  /// The record could not be written.
  case noRecord = 5
  /// All went well, but standard output could not be written (EX_IOERR of sysexits.h), or nobody reads it any more.
  case outputCut = 74
  /// Wrong words on the command line (EX_USAGE of sysexits.h).
  case usage = 64
}

/// A failure that ends a command: what to tell the person, and the exit code.
struct Stop: Error {
  var exit: Exit
  var phrase: Phrase

  init(_ exit: Exit, _ phrase: Phrase) {
    self.exit = exit
    self.phrase = phrase
  }
}
