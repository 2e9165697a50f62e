import Catalogue
import Engine
import Glibc

@testable import Model
@testable import Terminal

/// A plan in a few words.
struct PlanBuilder {
  var plan = Plan(
    scenario: .init(
      id: "vhost-loss", title: LocalizedText(ja: "仮想化ホスト1台の喪失", en: "Loss of one host"), purpose: nil, type: .live,
      clock: .injected, assumptions: [], notice: nil, environment: .lab, objectives: [], participants: [], absent: []),
    mode: .drill, workspace: .init(name: "test", title: nil, organization: nil, timeZone: "Asia/Tokyo", files: []),
    limits: Limits(),
    hosts: [
      PlannedHost(
        id: "vhost-b", name: nil, address: nil, port: nil, user: nil, identities: [], knownHosts: [], jump: nil,
        transport: .libssh2, shell: .posix,
        platform: nil, segment: nil, drills: .allowed, parallel: nil)
    ],
    systems: [], steps: [], secrets: [:])

  @discardableResult
  mutating func system(_ id: String, _ name: String, tier: Int = 1, rto: Duration? = .seconds(3600)) -> Int {
    let objective = rto.map {
      PlannedObjective(
        level: "service", name: nil, rto: $0, rpo: nil, rlo: nil, required: true, source: nil, approvedOn: nil)
    }
    plan.systems.append(
      PlannedSystem(
        id: id, number: nil, name: LocalizedText(name), department: nil, tier: tier, platform: nil, dependsOn: [],
        objectives: objective.map { [$0] } ?? [], maximumTolerableDowntime: nil, procedure: id, procedureTitle: nil,
        author: nil))
    return plan.systems.count - 1
  }

  mutating func step(
    _ name: String, _ title: String, in system: Int? = nil, phase: PlannedStep.Phase = .recover,
    _ action: PlannedStep.Action = .command, onFailure: OnFailure = .stop, attempts: Int = 1, undo: Bool = false,
    sensitive: Bool = false
  ) {
    let previous = plan.steps.lastIndex { $0.system == system && $0.phase == phase }
    plan.steps.append(
      PlannedStep(
        id: "\(system.map { plan.systems[$0].id } ?? phase.rawValue).\(name)", title: LocalizedText(title),
        phase: phase, system: system, action: action, host: 0, needs: previous.map { [$0] } ?? [], when: [],
        timeout: .seconds(60), retry: Retry(attempts: attempts, every: .seconds(2)), onFailure: onFailure,
        undo: undo
          ? PlannedUndo(
            action: .run(PlannedText("undo it", isShell: true), Expectation()), host: 0, timeout: .seconds(10),
            retry: Retry()) : nil,
        postcondition: nil, mandatory: true, destructive: false, sensitive: sensitive, register: nil,
        source: "test.yaml:1"))
  }

  /// Three systems with a database, a service and its proof each, after an injection that owes its undo.
  static var small: Plan {
    var builder = PlanBuilder()
    builder.step("stop", "仮想マシンを停止", phase: .inject, undo: true)
    for (id, name, tier, rto) in [
      ("resident", "住民情報システム", 1, Duration.seconds(10800)), ("groupware", "グループウェア", 2, .seconds(600)),
      ("library", "図書館", 3, .seconds(86400)),
    ] {
      let system = builder.system(id, name, tier: tier, rto: rto)
      builder.step("database", "データベースを起動", in: system, attempts: 2)
      builder.step("service", "サービスを起動", in: system, onFailure: .ask)
      builder.step("verify", "窓口サービスの確認", in: system, .verify)
    }
    return builder.plan
  }
}

extension PlannedStep.Action {
  static var command: Self { .run(PlannedText("true", isShell: true), stdin: nil, Expectation()) }
  static var verify: Self { .verify(level: "service", checks: [], within: .seconds(30)) }
  static func manual(_ instruction: String, items: [String] = []) -> Self {
    .manual(
      ManualTask(
        instruction: LocalizedText(instruction), items: items.map { LocalizedText($0) }, role: .operator,
        expected: .seconds(300)))
  }
}

/// Feeds a picture with events at given seconds.
struct Tape {
  var picture: RunPicture
  var events: [Event] = []
  private static let opening = WallTime(milliseconds: 1_795_310_100_000)

  init(_ plan: Plan) {
    picture = RunPicture(plan: plan)
    at(0, .opened(.test), .phaseBegan(.inject))
  }

  mutating func at(_ seconds: Double, _ bodies: Event.Body...) {
    for body in bodies {
      let elapsed = Duration.milliseconds(Int64(seconds * 1000))
      let event = Event(
        sequence: events.count + 1, at: Self.opening + elapsed, elapsed: max(elapsed, events.last?.elapsed ?? .zero),
        body: body)
      events.append(event)
      _ = picture.apply(event)
    }
  }

  mutating func start(_ step: String, at seconds: Double, owesUndo: Bool = false) {
    let attempts = picture.run.index(of: step).map { picture.run.steps[$0].attempts.count } ?? 0
    at(seconds, .stepStarted(step: step, attempt: attempts + 1, owesUndo: owesUndo))
  }

  mutating func end(_ step: String, at seconds: Double, _ outcome: Outcome = Outcome(.passed)) {
    let attempts = picture.run.index(of: step).map { picture.run.steps[$0].attempts.count } ?? 0
    at(seconds, .stepEnded(step: step, attempt: attempts, outcome))
  }

  mutating func pass(_ step: String, from start: Double, to end: Double) {
    self.start(step, at: start)
    self.end(step, at: end)
  }

  /// The frame as plain text.
  func frame(at seconds: Double, _ columns: Int, _ rows: Int, _ language: Language = .ja) -> [String] {
    Frame(
      picture: picture, now: .milliseconds(Int64(seconds * 1000)), size: WindowSize(columns: columns, rows: rows),
      look: .test(language)
    ).lines().map { $0.rendered(.plain) }
  }
}

extension Outcome {
  static func failed(_ words: String, stderr: String? = nil) -> Outcome {
    var outcome = Outcome(.failed)
    outcome.reason = Reason(code: "test", text: LocalizedText(words))
    outcome.stderr = stderr.map { .inline($0, digest: .zero) }
    outcome.duration = .milliseconds(1500)
    return outcome
  }
}

extension RunHeader {
  static let test = RunHeader(
    run: "run-1", scenario: "vhost-loss", mode: .drill, clock: .injected, plan: .zero, operatorName: "田中",
    tool: "test", machine: "here", process: 1, boot: nil)
}

extension Look {
  static func test(_ language: Language = .ja) -> Look {
    Look(language: language, style: .plain, utcOffset: .seconds(9 * 3600))
  }
}
