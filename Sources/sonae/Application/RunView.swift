import Catalogue
import Engine
import Glibc
import Model
import Reports
import Terminal

/// What the person at the terminal sees of a run, and how they are asked.
struct RunView {
  let observer: any RunObserver
  let people: TerminalPeople
  private let live: LiveView?
  private let plain: PlainView?
  private let screen: Screen

  init(plan: Plan, history: [Event], options: RunCourse.Options, clock: SystemClock) {
    // With --json standard output belongs to the document.
    screen = Screen(2, allowsColour: !options.global.noColor)
    let look = Look(
      language: Words.language, style: screen.style, utcOffset: plan.workspace.offset,
      command: NextCommand.advice.completing)
    let outlives = StopSignals.ignoresHangUp
    if screen.canRedraw, !options.isPlain {
      let view = LiveView(plan: plan, history: history, screen: screen, look: look, clock: clock)
      (live, plain, observer) = (view, nil, view)
      people = TerminalPeople(desk: view, operatorName: options.actor, outlivesTerminal: outlives)
    } else {
      let view = PlainView(plan: plan, history: history, screen: screen, look: look)
      (live, plain, observer) = (nil, view, view)
      let desk = PlainDesk(screen: screen, look: look, prompts: isatty(0) == 1)
      people = TerminalPeople(desk: desk, operatorName: options.actor, outlivesTerminal: outlives)
    }
  }

  /// Somebody asks the run to stop, which may have to wait for an answer.
  func stopWasAsked() { people.insist() }

  func close() async {
    await live?.close()
    await plain?.close()
  }
}

extension Plan.WorkspaceFacts {
  /// What the city's clocks are ahead of UTC.
  var offset: Duration { LocalZone.offset(of: timeZone) }
}
