import Catalogue
import Testing

@testable import Model
@testable import Reports

/// What a report says of runs that were carried on, stopped short, or undone late.
@Suite struct ResumedTests {
  private let gap = Duration.milliseconds(20_999)

  private func text(_ events: [Event], _ plan: Plan, _ language: Language = .ja) throws -> String {
    try report(events, plan).rendered(as: .markdown, in: language)
  }

  private func report(_ events: [Event], _ plan: Plan) throws -> Report {
    Report(
      run: try Run(plan: plan, events: events), events: events,
      evidence: Evidence(journal: "journal.jsonl", head: .zero, verification: .verified))
  }

  private func numbered(_ events: [Event]) -> [Event] {
    events.enumerated().map { place, event in
      var event = event
      event.sequence = place + 1
      return event
    }
  }

  private var takeover: Takeover {
    Takeover(by: "sato", tool: "sonae", machine: "spare-pc", process: 77, boot: nil, unattended: gap)
  }

  /// The process goes while a step runs on its host, and somebody else finds its end there.
  private func resumed() throws -> ([Event], Plan) {
    var history = HistoryFixture(Fixtures.small())
    history.acts["resident-information.application"] = [.pass(.seconds(21))]
    var events = try history.events()
    let place = try #require(
      events.firstIndex {
        if case .stepEnded("resident-information.application", _, _) = $0.body { true } else { false }
      })
    guard case .stepEnded(let step, let attempt, var outcome) = events[place].body else {
      return (events, history.plan)
    }
    outcome.reason = Reason("found-on-host", .foundOnHost)
    events[place].body = .stepEnded(step: step, attempt: attempt, outcome)
    var event = events[place]
    event.body = .resumed(takeover)
    events.insert(event, at: place)
    return (numbered(events), history.plan)
  }

  @Test func theTimeWithNobodyInChargeIsAnUpperBoundAndAPartOfItsOwn() throws {
    let (events, plan) = try resumed()
    let words = try text(events, plan, .en)
    #expect(words.contains("Nobody was in charge for at most 21") && words.contains("(last sign of life 10:15:"))
    #expect(try text(events, plan).contains("担当者不在：最長 21"))
    #expect(words.contains("Nobody in charge (at most)"))
    let context = ReportContext(try report(events, plan), .en)
    let system = try #require(context.summary.systems.first)
    let split = try #require(context.split(of: system))
    #expect(split[.unattended] == gap && split[.machine] < .seconds(5))
    #expect(split.total == system.headline?.measured)
    let html = try report(events, plan).rendered(as: .html, in: .en)
    #expect(html.contains("class=\"unattended\""))
    #expect(try !Fixtures.allMet().rendered(as: .html, in: .en).contains("class=\"unattended\""))
  }

  @Test func aStepThatWasFoundOnItsHostSaysSoBesideItsDuration() throws {
    let (events, plan) = try resumed()
    let words = try text(events, plan, .en)
    #expect(words.split(separator: Phrase.foundOnHost.en, omittingEmptySubsequences: false).count == 3)
    #expect(words.contains("of it with nobody in charge"))
  }

  @Test func whoResumedStandsAmongThePeopleOnTheCoverAndInTheEvidence() throws {
    let (events, plan) = try resumed()
    let words = try text(events, plan, .en)
    #expect(words.contains("resumed (10:15:") && words.contains("spare-pc)"))
    #expect(
      words.contains("Resumed by sato: 10:15:") && words.contains("resumed from spare-pc, process 77 (sato, 10:15:"))
  }

  /// Two undos have failed; then one is done at its second attempt and the other is waived.
  private func waived() throws -> ([Event], Plan) {
    var history = HistoryFixture(Fixtures.small())
    history.stop = (.seconds(2), "suzuki")
    history.undoFails = ["inject.stop", "resident-information.database"]
    var events = try history.events()
    let database = "resident-information.database"
    for (seconds, body) in [
      (60, Event.Body.undoStarted(step: database, attempt: 2)),
      (90, .undoEnded(step: database, attempt: 2, Outcome(.passed))),
      (95, .undoWaived(step: "inject.stop", by: "tanaka", reason: "vhost-a is scrapped")),
      (96, .closed(.aborted)),
    ] {
      events.append(
        Event(sequence: 0, at: history.start + .seconds(seconds), elapsed: .seconds(seconds), body: body))
    }
    return (numbered(events), history.plan)
  }

  @Test func anUndoStandsWithTheTimeAtWhichItWasDone() throws {
    let (events, plan) = try waived()
    let section = try #require(try text(events, plan, .en).split(separator: "What had to be undone").last)
    #expect(section.contains("| 2 | 10:16:30 |"))
  }

  @Test func aWaiverStandsAmongTheDeviationsAndThePeople() throws {
    let (events, plan) = try waived()
    let words = try text(events, plan, .en)
    let deviations = try #require(words.split(separator: "Deviations from the plan").last)
    #expect(deviations.prefix(3000).contains("vhost-a is scrapped") && words.contains("waived the undo of "))
  }

  @Test(arguments: [
    ("undo-owed", "Halted: undo still owed"), ("host-not-asked", "Halted: a host can't be reached"),
    ("stopped-at-once", "Stopped at once"),
  ]) func aHaltSaysWhatItWas(_ code: String, _ title: String) throws {
    var history = HistoryFixture(Fixtures.small())
    history.stop = (.seconds(2), "suzuki")
    history.undoFails = ["inject.stop"]
    var events = try history.events()
    let old = LocalizedText(ja: "残り", en: "See what is left with `sonae runs show`")
    let reason = Reason(code: code, text: code == "host-not-asked" ? LocalizedText("vhost-b") : old)
    events.append(
      Event(sequence: 0, at: history.start + .seconds(60), elapsed: .seconds(60), body: .halted(reason)))
    let words = try text(numbered(events), history.plan, .en)
    #expect(words.contains(title) && !words.contains("Given up at once") && !words.contains("sonae runs show"))
  }

  @Test func anAttemptBeyondThePlansIsNoFraction() throws {
    var history = HistoryFixture(Fixtures.small())
    history.acts["resident-information.database"] =
      (0..<3).map { _ in .fail(.seconds(1), .failed, nil) } + [.pass(.seconds(1))]
    let words = try text(try history.events(), history.plan, .en)
    #expect(words.contains("3 / 3") && !words.contains("4 / 3") && words.contains("the plan allows 3"))
  }
}
