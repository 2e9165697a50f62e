import Catalogue
import Engine
import Glibc
import Model
import Records

/// `--detach`: the run goes on in a process of its own, in a session of its own, so that no terminal's end reaches it.
///
/// Swift's runtime doesn't survive fork(2), so the program starts itself anew, with `--handover`. What it says until the
/// run stands in the record comes back through a pipe; from then on it writes to a log in the run's folder, and its
/// standard input is empty.
struct Detachment {
  /// What the new process must be about: the plan that was agreed to, or the run.
  let subject: String
  let isJSON: Bool

  /// - Returns: `.done` once the run has been begun or taken up.
  /// - Throws: `Exit` of the new process if that came to nothing; what it said has been passed on.
  func start() throws -> Exit {
    let (process, said) = try spawn()
    guard let started = Handover.Message(said) else {
      Output.write(said, to: 2)
      throw Self.exit(of: process)
    }
    if isJSON {
      Output.json(started.json(process: process))
    } else {
      Output.complain(
        Words.text(.wentOnInBackground(started.run.id, process: Int(process), log: started.run.screenLogPath)))
      Output.line(started.run.id)
    }
    return .done
  }

  /// - Returns: all that the process wrote until it closed the pipe.
  private func spawn() throws -> (pid_t, said: [UInt8]) {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Stop(.noRecord, .cannotDetach(LocalFile.lastError)) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
    // What a script holds open, a lock of its own perhaps, isn't to be held by the run.
    for number in Int32(3)..<1024 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    var attributes = Self.ownSession()
    defer { posix_spawnattr_destroy(&attributes) }
    var words: [UnsafeMutablePointer<CChar>?] = Self.words(CommandLine.arguments, subject).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process = pid_t()
    let failure = posix_spawn(&process, "/proc/self/exe", &actions, &attributes, &words, environ)
    close(ends[1])
    guard failure == 0 else { throw Stop(.noRecord, .cannotDetach(String(cString: strerror(failure)))) }
    return (process, LocalFile.readAll(ends[0], limit: 1 << 20) ?? [])
  }

  /// With the usual signals, whatever this process ignores or blocks.
  private static func ownSession() -> posix_spawnattr_t {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var (none, usual) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    sigemptyset(&usual)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&usual, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    // POSIX_SPAWN_SETSID of glibc's spawn.h, which Swift doesn't import.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | 0x80))
    return attributes
  }

  /// The same command, agreed to, its document left out.
  static func words(_ arguments: [String], _ subject: String) -> [String] {
    let own = arguments.filter { $0 != "--detach" && $0 != "--json" }
    return own.prefix(2) + ["--yes", "--handover", subject] + own.dropFirst(2)
  }

  private static func exit(of process: pid_t) -> Exit {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? Exit(rawValue: status >> 8 & 0xFF) ?? .open : .open
  }
}

extension Detachment {
  /// Nobody can be asked there. What only a failure would ask is settled as without a terminal: as failed.
  ///
  /// - Throws: `Stop` with `.refused`.
  static func check(steps: some Sequence<PlannedStep>, undos: some Sequence<PlannedStep>) throws {
    let asking = steps.filter { if case .manual = $0.action { true } else { false } }.map(\.id)
    let undoing = undos.filter { if case .manual? = $0.undo?.action { true } else { false } }.map(\.id)
    guard asking.isEmpty, undoing.isEmpty else { throw Stop(.refused, .detachNeedsNobody(asking, undos: undoing)) }
  }
}

/// The other side of a `Detachment`: standard error is the pipe until the run stands in the record.
struct Handover {
  let subject: String

  /// - Throws: `Stop` with `.refused` when it is about something else than what was agreed to.
  func check(_ subject: String) throws {
    guard subject == self.subject else { throw Stop(.refused, .changedBeforeDetaching) }
  }

  /// Tells the process that waits, and goes on into the log. From here on closed terminals are of no concern.
  ///
  /// - Throws: `Stop` when the log can't be written, or nobody waits any more; nothing has been journaled yet.
  func complete(_ run: RunFolder) throws {
    let log = open(run.screenLogPath, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard log >= 0 else { throw Stop(.noRecord, .cannotDetach("\(run.screenLogPath): \(LocalFile.lastError)")) }
    signal(SIGHUP, SIG_IGN)
    let told = Message(run: run).bytes
    guard write(2, told, told.count) == told.count else { throw Exit.refused }
    dup2(log, 1)
    dup2(log, 2)
    close(log)
  }

  /// After a zero byte, which nothing else that is said has in it: the run's folder.
  struct Message {
    let run: RunFolder

    init(run: RunFolder) { self.run = run }

    init?(_ said: [UInt8]) {
      guard let zero = said.firstIndex(of: 0),
        let run = try? RunFolder(at: String(decoding: said[(zero + 1)...], as: UTF8.self))
      else { return nil }
      self.run = run
    }

    var bytes: [UInt8] { [0] + Array(run.path.utf8) }

    func json(process: pid_t) -> JSON {
      .members([
        "run": .string(run.id), "process": .integer(Int64(process)), "journal": .string(run.journalPath),
        "log": .string(run.screenLogPath),
      ])
    }
  }
}
