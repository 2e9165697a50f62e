/// Wrappers that are ready before their command is there.
///
/// A command needs three round trips: the channel, the request (sshd takes no input before it), the header. A wrapper
/// that stayed after a command needs one, and no process of sshd. Where it can't stay, the next one is started while a
/// command runs: one round trip too, and the server's fork and login shell are out of the way. A wrapper has the
/// account's login environment of the moment in which it was started, and ends by itself when the connection goes.
extension Connection {
  /// A waiting wrapper of the kind, or of any, unless the server has ended it meanwhile.
  func takeReady(_ keeping: Keeping?) -> Wrapper? {
    while let index = ready.lastIndex(where: { keeping == nil || $0.keeping == keeping }) {
      let wrapper = ready.remove(at: index)
      if !wrapper.isGone { return wrapper }
      wrapper.channel.release()
    }
    return nil
  }

  /// A wrapper for the last command: the one that was started ahead, if there is one, so that nothing of it begins after that command.
  func takeLast() async -> Wrapper? {
    maySpare = false
    let patience = Deadline(after: destination.connectTimeout, waking: session.changed)
    defer { patience.cancel() }
    await session.changed.wait(until: { !isPreparingSpare || !session.isUsable }, or: patience)
    if let fresh = ready.firstIndex(where: { $0.served == 0 }) { ready.append(ready.remove(at: fresh)) }
    return takeReady(nil)
  }

  /// Keeps a wrapper that stays; gives the channel of any other back.
  func putBack(_ wrapper: Wrapper, mayStay: Bool) {
    stays = mayStay && wrapper.isReadyAgain()
    if stays { ready.append(wrapper) } else { wrapper.channel.release() }
  }

  /// Starts a wrapper for the command after this one, if it won't find one that has stayed.
  func prepareSpare(_ keeping: Keeping) {
    guard maySpare, !stays, ready.isEmpty, !isPreparingSpare, takesMore else { return }
    isPreparingSpare = true
    SSHLoop.task {
      defer {
        self.isPreparingSpare = false
        self.session.changed.wakeAll()
      }
      let deadline = Deadline(after: self.destination.connectTimeout, waking: self.session.changed)
      defer { deadline.cancel() }
      do throws(SSHError) {
        self.ready.append(try await self.pool.wrapper(keeping, on: self.session, before: deadline))
      } catch {
        // The server is at its limit (MaxSessions): the places are for commands.
        self.maySpare = false
      }
    }
  }
}
