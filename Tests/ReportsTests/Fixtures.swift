import Catalogue
import Reports

@testable import Model

/// The runs that reports are tested on.
enum Fixtures {
  static let names: [(String, String, String)] = [
    ("resident-information", "住民情報システム", "Resident information system"),
    ("family-register", "戸籍情報システム", "Family register system"),
    ("financial-accounting", "財務会計システム", "Financial accounting system"),
  ]

  /// Three systems, of which the second and third wait for the first.
  static func small(
    rto: Duration = .seconds(10_800), source: String? = "sample", isManual: Bool = true,
    change: (inout PlanFixture) -> Void = { _ in }
  ) -> Plan {
    var fixture = PlanFixture()
    fixture.injection()
    for (index, name) in names.enumerated() {
      let system = fixture.system(
        name.0, LocalizedText(ja: name.1, en: name.2), rto: rto, dependsOn: index == 0 ? [] : [0], source: source)
      fixture.recovery(of: system, isManual: isManual && index == 0)
    }
    fixture.finalCheck()
    change(&fixture)
    return fixture.plan
  }

  static func report(_ history: HistoryFixture, _ verification: Evidence.Verification = .verified) throws -> Report {
    let events = try history.events()
    return Report(
      run: try Run(plan: history.plan, events: events), events: events,
      evidence: Evidence(
        journal: "records/2026/20261122-101500-vhost-loss-7f3a/journal.jsonl", head: Digest(of: "head"),
        verification: verification))
  }

  static func allMet() throws -> Report {
    var history = HistoryFixture(small())
    history.acts["resident-information.counter"] = [.pass(.seconds(21))]
    history.note = "訓練開始を庁内に周知 / announced in the office"
    return try report(history)
  }

  static func missed() throws -> Report { try report(HistoryFixture(small(rto: .seconds(2), isManual: false))) }

  static func retried() throws -> Report {
    let timeout = HistoryFixture.reason("timeout", "3分以内に終わりませんでした", "it did not end within 3 minutes")
    let active = HistoryFixture.reason("exit", "終了コードが1でした", "the exit code was 1")
    var history = HistoryFixture(small(rto: .seconds(12)))
    history.acts["resident-information.counter"] = [.pass(.seconds(5))]
    history.acts["resident-information.database"] = [
      .fail(.seconds(1), .timedOut, timeout), .fail(.milliseconds(300), .failed, active), .pass(.milliseconds(700)),
    ]
    history.acts["family-register.application"] = [
      .fail(.seconds(1), .failed, active), .fail(.seconds(1), .failed, active), .fail(.seconds(1), .failed, active),
    ]
    history.acts["financial-accounting.health"] = [.byHand(.milliseconds(900))]
    history.via = "stdin"
    history.clockStep = .milliseconds(-1500)
    return try report(history)
  }

  static func unknown() throws -> Report {
    let lost = HistoryFixture.reason(
      "connection-lost", "接続が切れ、結果が分かりません", "the connection was lost, so its end is unknown")
    var history = HistoryFixture(small())
    history.acts["family-register.replay"] = [.fail(.seconds(4), .unknown, lost)]
    return try report(history)
  }

  static func skipped() throws -> Report {
    var history = HistoryFixture(small())
    history.acts["family-register.window-service"] = [.skip("担当者不在のため / nobody there")]
    return try report(history)
  }

  static func owed() throws -> Report {
    var history = HistoryFixture(small())
    history.stop = (.seconds(2), "suzuki")
    history.undoFails = ["inject.stop", "resident-information.database"]
    return try report(history, .notVerified)
  }

  static func unfinished() throws -> Report {
    var history = HistoryFixture(small())
    history.cut = .milliseconds(1100)
    return try report(history, .torn(afterEvent: 12))
  }

  /// The process lives.
  static func goingOn() throws -> Report {
    var history = HistoryFixture(small())
    history.cut = .milliseconds(310)
    let events = try history.events()
    return Report(
      run: try Run(plan: history.plan, events: events), events: events,
      evidence: Evidence(
        journal: "records/2026/20261122-101500-vhost-loss-7f3a/journal.jsonl", head: Digest(of: "head"),
        verification: .verified, isGoingOn: true))
  }

  /// Nothing in scope: every denominator is zero.
  static func empty() throws -> Report {
    var fixture = PlanFixture()
    fixture.type = .tabletop
    fixture.environment = Scenario.Environment.none
    return try report(HistoryFixture(fixture.plan))
  }

  static func longNames() throws -> Report {
    let name = "後期高齢者医療保険料収納および滞納整理ならびに還付充当処理に係る統合情報管理システム（第二次更改・暫定運用版）"
    return try report(
      HistoryFixture(
        small { fixture in
          fixture.systems[0].name = LocalizedText(
            ja: name,
            en:
              "Integrated information management system for the collection, arrears and refunds of late-stage medical care insurance premiums for the elderly (second renewal, interim operation)"
          )
          fixture.steps[1].title = LocalizedText(
            ja: name + "のデータベース仮想マシンを予備機で起動する",
            en:
              "Start the database machine of the integrated information management system on the standby host, then wait for it"
          )
        }))
  }

  /// The 26 priority systems, six steps each, over some hours, with trouble.
  static func city(_ change: (inout HistoryFixture) -> Void = { _ in }) throws -> Report {
    var fixture = PlanFixture()
    fixture.injection()
    for (index, name) in cityNames.enumerated() {
      let system = fixture.system(
        "system-\(index + 1)", name, rto: .seconds(index % 3 == 0 ? 3600 : 10_800),
        dependsOn: index == 0 ? [] : [(index - 1) / 3])
      fixture.recovery(of: system, isManual: index % 8 == 0)
    }
    fixture.finalCheck()
    let plan = fixture.plan
    var history = HistoryFixture(plan)
    for (index, step) in plan.steps.enumerated() where step.phase == .recover {
      history.acts[step.id] = [.pass(.seconds(40 + index * 97 % 420))]
    }
    let reason = HistoryFixture.reason("exit", "終了コードが1でした", "the exit code was 1")
    history.acts["system-3.database"] = [.fail(.seconds(180), .timedOut, reason), .pass(.seconds(200))]
    history.acts["system-20.application"] = [
      .fail(.seconds(90), .failed, reason), .fail(.seconds(90), .failed, reason), .fail(.seconds(90), .failed, reason),
    ]
    history.acts["system-22.window-service"] = [.skip("担当者不在のため / nobody there")]
    change(&history)
    return try report(history)
  }

  private static let cityNames: [LocalizedText] = [
    ("AD・セキュリティ管理システム", "Directory and security management"), ("統合ネットワーク機器", "Integrated network equipment"),
    ("内部統合情報システム仮想化基盤", "Internal-integration virtualization platform"), ("ファイルサーバ", "File server"),
    ("資産管理・持出管理システム", "Asset and carry-out management"), ("総合行政ネットワークシステム", "LGWAN"),
    ("住民情報システム", "Resident information system"), ("住民基本台帳ネットワークシステム", "Resident register network"),
    ("戸籍情報システム", "Family register system"), ("自動交付機システム", "Certificate kiosks"),
    ("防災情報システム", "Disaster information system"),
    ("生活保護システム", "Public assistance system"), ("後期高齢者医療システム", "Elderly medical care system"),
    ("健康情報システム", "Health information system"), ("水道台帳システム", "Water ledger system"),
    ("図書館システム", "Library system"), ("選挙投票管理システム", "Election voting management"),
    ("学校情報システム", "School information system"), ("学校図書館システム", "School library system"),
    ("営繕積算システム", "Building estimation system"), ("小規模企業融資斡旋事業システム", "Small business loan system"),
    ("コンテンツマネジメントシステム（CMS）", "Content management system"), ("グループウェアシステム", "Groupware"),
    ("人事給与・庶務事務システム", "Personnel and payroll system"), ("文書管理システム", "Document management system"),
    ("財務会計システム", "Financial accounting system"),
  ].map { LocalizedText(ja: $0.0, en: $0.1) }
}
