import CLibSSH2
import Glibc

/// A program of this machine in a session of its own, so that a Ctrl-C on the terminal doesn't reach it.
@SSHLoop
final class HelperProgram {
  let pid: pid_t
  /// Set when it has ended: the exit code, or 128 and the signal.
  private(set) var status: Int32?
  private let handle: Int32
  private let onEnd: @SSHLoop () -> Void

  /// - Parameters:
  ///   - arguments: the program's path first.
  ///   - descriptors: what it gets as 0, 1, 2, …; everything else stays closed to it.
  ///   - onEnd: called when it has ended.
  init(
    _ arguments: [String], environment: [String], descriptors: [Int32], onEnd: @escaping @SSHLoop () -> Void
  ) throws(FileFailure) {
    self.onEnd = onEnd
    pid = try Self.spawn(arguments, environment, descriptors)
    handle = ssh_shim_pidfd(pid)
    guard handle >= 0 else {
      let number = errno
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
      throw FileFailure(number: number)
    }
    _ = fcntl(handle, F_SETFD, FD_CLOEXEC)
    Reactor.shared.watch(handle, for: .readable) { [weak self] _ in self?.ended() }
  }

  isolated deinit {
    guard status == nil else { return }
    kill(pid, SIGKILL)
    reap()
  }

  func terminate() {
    if status == nil { kill(pid, SIGTERM) }
  }

  private func ended() {
    guard status == nil else { return }
    reap()
    onEnd()
  }

  private func reap() {
    Reactor.shared.forget(handle)
    close(handle)
    var raw: Int32 = 0
    while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
    let signal = raw & 0x7F
    status = signal == 0 ? raw >> 8 & 0xFF : 128 + signal
  }

  private static func spawn(
    _ arguments: [String], _ environment: [String], _ descriptors: [Int32]
  ) throws(FileFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    ssh_shim_spawn_closefrom(&actions, Int32(descriptors.count))
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The loop's thread blocks signals; a program has to start with none blocked and none ignored.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags = Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(ssh_shim_spawn_setsid)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words = arguments.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer {
      for pointer in words + variables { free(pointer) }
    }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, arguments[0], &actions, &attributes, &words, &variables)
    guard failure == 0 else { throw FileFailure(number: failure) }
    return pid
  }
}
