public import Model

/// Putting a run down in good order, for the few seconds that a machine which is shutting down leaves.
extension Runner {
  /// How long what changes something may take to its end. A machine that shuts down kills what is left after some seconds.
  static let pauseGrace = Duration.seconds(3)

  /// Starts nothing more and ends as `run.halted`, so that the run can be resumed: what changes something gets a moment for
  /// its end, and what hasn't ended by then is left alone and stands in the journal as under way.
  public func requestPause(_ reason: Reason) {
    mailbox.post(.pause(reason))
  }

  func takePause(_ reason: Reason, _ turn: inout Turn, _ tasks: inout TaskBook) {
    // One shutdown sends several signals: the kernel, the shell and the service manager one each.
    guard turn.pause == nil else { return }
    turn.pause = .init(reason: reason)
    // Whoever resumes the run looks, waits and asks again: how that ends here, cancelled as it is, isn't recorded.
    tasks.abandon { !self.changesSomething($0) }
    tasks.start(.grace) { [clock, mailbox] in
      if (try? await clock.sleep(until: clock.now.elapsed + Self.pauseGrace)) != nil { mailbox.post(.graceOver) }
    }
  }

  func endGrace(_ turn: inout Turn) { turn.pause?.isOver = true }

  /// The run's last event, once nothing is waited for any more.
  func pausing(_ pause: Turn.Pause, _ tasks: TaskBook) -> [Event.Body] {
    pause.isOver || !tasks.has(where: changesSomething) ? [.halted(pause.reason)] : []
  }

  func changesSomething(_ key: TaskBook.Key) -> Bool {
    switch key {
    case .step(let index): plan.steps[index].mutates
    case .undo(let index): plan.steps[index].undo?.mutates ?? false
    case .question, .timer, .grace: false
    }
  }
}
