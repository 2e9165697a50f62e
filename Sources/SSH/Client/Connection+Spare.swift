/// A wrapper started ahead of its command.
///
/// A command needs three round trips: the channel, the request (sshd takes no input before it), the header. With the next
/// wrapper started while a command runs, the next command needs one, and the server's fork and login shell are out of
/// its way. A connection that runs a single command gets none. The wrapper has the account's login environment of the
/// moment in which it was started, and ends by itself when the connection goes.
extension Connection {
  /// The waiting wrapper, unless the server has ended it meanwhile.
  func takeSpare() -> CommandRun? {
    guard let run = spare else { return nil }
    spare = nil
    guard run.isGone else { return run }
    session.release(run.channel)
    return nil
  }

  func prepareSpare() {
    guard maySpare, spare == nil, !isPreparingSpare, takesMore else { return }
    isPreparingSpare = true
    Task {
      defer { isPreparingSpare = false }
      let deadline = Deadline(after: endpoint.connectTimeout, waking: session.changed)
      defer { deadline.cancel() }
      do throws(SSHError) {
        spare = CommandRun(session, try await session.openChannel(before: deadline))
      } catch {
        // The server is at its limit (MaxSessions): the places are for commands.
        maySpare = false
      }
    }
  }
}
