import ArgumentParser
import CLibCrypto
import Catalogue
import Glibc

/// Runs the command line and turns every ending into a message and an exit code.
enum Entry {
  static func run(_ root: SonaeCommand.Type) async {
    signal(SIGPIPE, SIG_IGN)
    fillStandardStreams()
    // The SSH thread may still be at work in libcrypto when the process ends, and would then run into what libcrypto's
    // own clean-up at exit has freed. The kernel takes the memory back anyway.
    OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_ATEXIT), nil)
    do {
      try CommandWords.check()
      var command = try root.parseAsRoot(CommandWords.forParser)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      Glibc.exit(Output.code(0))
    } catch let stop as Stop {
      Output.complain(Words.text(.stopMessage(stop.phrase)))
      Glibc.exit(stop.exit.rawValue)
    } catch let exit as Exit {
      Glibc.exit(Output.code(exit.rawValue))
    } catch {
      end(root, error)
    }
  }

  /// What is opened later must not come to stand where the caller has closed a standard stream.
  private static func fillStandardStreams() {
    for stream: Int32 in 0...2 where fcntl(stream, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
  }

  /// Help, version, and wrong words on the command line.
  private static func end(_ root: SonaeCommand.Type, _ error: any Error) -> Never {
    let code = root.exitCode(for: error)
    let message = HelpTranslation.translate(root.fullMessage(for: error), Words.language)
    if code.isSuccess {
      Output.line(message)
      Glibc.exit(Output.code(0))
    }
    Output.complain(message)
    Glibc.exit(code.rawValue)
  }
}

/// The words of the command line, with those of `exec` apart that are meant for the hosts.
enum CommandWords {
  private static let all = Array(CommandLine.arguments.dropFirst())
  private static let isExec = all.first { !$0.hasPrefix("-") } == "exec"
  private static let terminator = isExec ? all.firstIndex(of: "--") : nil

  /// Words in another encoding than UTF-8 would be repaired silently, and name another file or be another command.
  static func check() throws(Stop) {
    for number in 1..<max(1, Int(CommandLine.argc)) {
      guard let word = CommandLine.unsafeArgv[number], String(validatingCString: word) == nil else { continue }
      throw Stop(.usage, .wordIsNoText(number))
    }
  }

  static var forParser: [String] { Array(all[..<(terminator ?? all.count)]) }
  static var afterTerminator: [String] { terminator.map { Array(all[($0 + 1)...]) } ?? [] }
}
