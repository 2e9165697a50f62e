import Catalogue

@testable import Model

/// Builds plans as the planner would, with short words.
struct PlanFixture {
  var systems: [PlannedSystem] = []
  var steps: [PlannedStep] = []
  var hosts: [PlannedHost] = [host("vhost-a"), host("vhost-b")]
  var mode = Mode.drill
  var type = DrillType.live
  var clock = ClockRule.injected
  var notice: Scenario.Notice? = .announced
  var environment: Scenario.Environment? = .lab
  var absent: [String] = ["tanaka"]
  var title = LocalizedText(ja: "仮想化ホスト1台の喪失", en: "Loss of one virtualization host")
  var organization = LocalizedText(ja: "見本市", en: "City of Mihon")
  var timeZone = "Asia/Tokyo"

  static func host(_ id: String) -> PlannedHost {
    PlannedHost(
      id: id, name: LocalizedText(ja: "仮想化ホスト \(id)", en: "Virtualization host \(id)"), address: "10.0.0.1", port: 22,
      user: "drill", identities: [], knownHosts: [], jump: nil, transport: .libssh2, shell: .posix,
      platform: "resident",
      segment: "resident-net",
      drills: .allowed, parallel: nil)
  }

  var plan: Plan {
    Plan(
      scenario: Plan.ScenarioFacts(
        id: "vhost-loss", title: title,
        purpose: LocalizedText(ja: "予備機での復旧時間を確かめる", en: "To measure recovery on the standby host"), type: type,
        clock: clock, assumptions: [LocalizedText(ja: "庁舎は停電していない", en: "The building has power")], notice: notice,
        environment: environment,
        objectives: [
          Plan.Objective(
            id: "o1", text: LocalizedText(ja: "窓口業務を目標時間内に再開できること", en: "Counter service resumes in time"),
            criterion: LocalizedText(ja: "目標復旧時間以内", en: "Within the recovery time objective"))
        ], participants: participants, absent: absent),
      mode: mode,
      workspace: Plan.WorkspaceFacts(
        name: "city", title: nil, organization: organization, timeZone: timeZone,
        files: [
          Workspace.SourceFile(path: "inventory/systems.yaml", digest: Digest(of: "systems")),
          Workspace.SourceFile(path: "playbooks/vhost-loss.yaml", digest: Digest(of: "scenario")),
        ]), limits: Limits(), hosts: hosts, systems: systems, steps: steps, secrets: [:])
  }

  private var participants: [Plan.Participant] {
    [
      Plan.Participant(
        person: "sato", name: LocalizedText(ja: "佐藤 花子", en: "Hanako Sato"),
        department: LocalizedText(ja: "情報管理課", en: "Information Management Section"), company: nil, role: .director),
      Plan.Participant(
        person: "suzuki", name: LocalizedText(ja: "鈴木 一郎", en: "Ichiro Suzuki"), department: nil,
        company: LocalizedText(ja: "受託会社", en: "Contractor"), role: .operator),
    ]
  }

  /// Adds a system with one required level and returns its index.
  @discardableResult
  mutating func system(
    _ id: String, _ name: LocalizedText, rto: Duration = .seconds(10_800), rpo: Duration? = .seconds(86_400),
    dependsOn: [Int] = [], source: String? = "sample"
  ) -> Int {
    let level = PlannedObjective(
      level: "window-service", name: LocalizedText(ja: "窓口業務の再開", en: "Counter service"), rto: rto, rpo: rpo,
      rlo: LocalizedText(ja: "証明書を発行できる", en: "Certificates can be issued"), required: true, source: source,
      approvedOn: source == "sample" ? nil : "2026-04-01")
    systems.append(
      PlannedSystem(
        id: id, number: systems.count + 1, name: name,
        department: LocalizedText(ja: "情報管理課", en: "Information Management Section"), tier: 1 + systems.count / 10,
        platform: "resident", dependsOn: dependsOn, objectives: [level], maximumTolerableDowntime: .seconds(86_400),
        procedure: id, procedureTitle: LocalizedText(ja: "\(name.ja ?? id)の復旧", en: "Recovery of \(name.en ?? id)"),
        author: "suzuki"))
    return systems.count - 1
  }

  /// Adds a step after the one before it in the same system and returns its index.
  @discardableResult
  mutating func step(
    _ id: String, _ title: LocalizedText?, _ action: PlannedStep.Action, system: Int? = nil,
    phase: PlannedStep.Phase = .recover, needs: [Int]? = nil, host: Int? = 1, undo: String? = nil, attempts: Int = 1,
    mandatory: Bool = true
  ) -> Int {
    let before = steps.lastIndex { $0.system == system && $0.phase == phase }
    let gate = system.map { systems[$0].dependsOn } ?? []
    let others = gate.compactMap { other in steps.lastIndex { $0.system == other } }
    let undoing = undo.map {
      PlannedUndo(
        action: .run(PlannedText($0, isShell: true), Expectation()), host: host, timeout: .seconds(60), retry: Retry())
    }
    steps.append(
      PlannedStep(
        id: id, title: title, phase: phase, system: system, action: action, host: host,
        needs: needs ?? before.map { [$0] } ?? others, when: [], timeout: .seconds(180),
        retry: Retry(attempts: attempts, every: .seconds(2)), onFailure: .stop, undo: undoing, postcondition: nil,
        mandatory: mandatory, destructive: false, sensitive: false, register: nil,
        source: "playbooks/procedures/x.yaml:3"))
    return steps.count - 1
  }

  /// Adds the usual six steps of a system: start, replay, application, check, manual, verification.
  mutating func recovery(of system: Int, attempts: Int = 3, isManual: Bool = true) {
    let id = systems[system].id
    let name = systems[system].displayName
    func title(_ ja: String, _ en: String) -> LocalizedText { LocalizedText(ja: ja, en: en) }
    step(
      "\(id).database", title("データベース仮想マシンを予備機で起動", "Start the database machine on the standby host"),
      .command("svc start \(id)-db"), system: system, undo: "svc stop \(id)-db", attempts: attempts)
    step(
      "\(id).replay", title("更新記録を最新まで再適用", "Replay the journal up to the latest record"),
      .command("svc replay \(id)-db"),
      system: system)
    step(
      "\(id).application", title("業務アプリケーションを起動", "Start the application"), .command("svc start \(id)-app"),
      system: system, undo: "svc stop \(id)-app", attempts: attempts)
    step("\(id).health", title("応答の確認", "Check the answer"), .check(.tcp("answers")), system: system)
    if isManual {
      step(
        "\(id).counter", title("窓口端末で住民票を1通発行する", "Issue one certificate at a counter terminal"),
        .manual(
          ManualTask(
            instruction: title(
              "\(name.ja ?? id)の窓口端末で1通発行する", "Issue one certificate at a counter terminal of \(name.en ?? id)"),
            items: [title("印影を確かめる", "Look at the seal")], role: .operator, expected: .seconds(300))), system: system,
        host: nil)
    }
    step(
      "\(id).window-service", nil,
      .verify(level: "window-service", checks: [.tcp("answers"), .dataAsOf("data")], within: .seconds(60)),
      system: system)
  }

  mutating func injection() {
    step(
      "inject.stop", LocalizedText(ja: "仮想化ホストAの全業務を停止", en: "Stop everything on virtualization host A"),
      .command("svc kill --all"), phase: .inject, host: 0, undo: "svc start --all")
  }

  mutating func finalCheck() {
    step(
      "after.normal", LocalizedText(ja: "平常運転に戻ったことを確認", en: "Confirm normal operation"), .check(.tcp("normal")),
      phase: .after)
  }
}

extension PlannedStep.Action {
  static func command(_ text: String) -> Self { .run(PlannedText(text, isShell: true), stdin: nil, Expectation()) }
}

extension PlannedCheck {
  static func tcp(_ id: String) -> Self {
    PlannedCheck(
      id: id, title: LocalizedText(ja: "サービスの応答", en: "The service answers"), probe: .tcp("127.0.0.1:80"), host: nil,
      within: nil, every: .seconds(1), consecutive: 1, timeout: .seconds(5), mandatory: true)
  }

  static func dataAsOf(_ id: String) -> Self {
    PlannedCheck(
      id: id, title: LocalizedText(ja: "データの時刻", en: "Time of the data"),
      probe: .dataAsOf(PlannedText("svc data", isShell: true)), host: 1, within: nil, every: .seconds(1),
      consecutive: 1,
      timeout: .seconds(5), mandatory: true)
  }
}
