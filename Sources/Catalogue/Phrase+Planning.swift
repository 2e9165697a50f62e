extension Phrase {
  public static func scenarioSelectsNothing(_ scenario: String) -> Phrase {
    Phrase(
      ja: "シナリオ「\(scenario)」の systems に当てはまるシステムがありません。systems の条件を見直してください",
      en: "scenario \(scenario) selects no system; look at its `systems`")
  }

  public static func dependencyCycle(_ cycle: String) -> Phrase {
    Phrase(
      ja: "depends_on が循環しています（\(cycle)）。どれか一つを外してください",
      en: "depends_on goes round in a circle (\(cycle)); take one of them out")
  }

  public static func systemHasNoProcedure(_ system: String, procedure: String) -> Phrase {
    Phrase(
      ja: "システム「\(system)」の復旧手順書「\(procedure)」がありません。playbooks/procedures/\(procedure).yaml を作るか、シナリオから外してください",
      en:
        "system \(system) has no procedure \(procedure); write playbooks/procedures/\(procedure).yaml or leave "
        + "the system out"
    )
  }

  public static func needsUnknownStep(_ step: String) -> Phrase {
    Phrase(
      ja: "needs の「\(step)」という手順は、この手順より前にありません。id か順序を確かめてください",
      en: "`needs` names \(step), but no such step stands before this one; check the id or the order")
  }

  public static func usesUnknownProcedure(_ procedure: String) -> Phrase {
    Phrase(
      ja: "use の手順書「\(procedure)」がありません。procedure の名前を確かめてください",
      en: "`use` names the procedure \(procedure), which doesn't exist; check its name")
  }

  public static func useCycle(_ cycle: [String]) -> Phrase {
    let path = cycle.joined(separator: " → ")
    return Phrase(
      ja: "use が循環しています（\(path)）。どれか一つを外してください",
      en: "`use` goes round in a circle (\(path)); take one of them out")
  }

  public static let stepsWaitForEachOther = Phrase(
    ja: "needs と depends_on を合わせると、手順が互いを待ち続けます。他システムの手順を指す needs を見直してください",
    en:
      "`needs` and `depends_on` together make steps wait for each other; look at the needs that name another "
      + "system's steps"
  )

  public static func unknownName(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} を定義する変数も、前の手順の register もありません。vars に書くか、名前を確かめてください",
      en: "nothing defines {{\(name)}}: write it under `vars`, or check the name")
  }

  public static func stepHasNoHost(_ step: String) -> Phrase {
    Phrase(
      ja: "「\(step)」を実行するホストが決まりません。on: にホストの id を書いてください",
      en: "\(step) has no host to run on; write the host's id in `on`")
  }

  public static func unknownCheck(_ check: String) -> Phrase {
    Phrase(
      ja: "このシステムの health に「\(check)」がありません。id を確かめてください",
      en: "the system has no health check \(check); check the id")
  }

  public static func unknownLevel(_ level: String) -> Phrase {
    Phrase(
      ja: "このシステムの objectives に水準「\(level)」がありません。level を確かめてください",
      en: "the system has no objective for level \(level); check the level's name")
  }

  public static func levelHasNoChecks(_ level: String) -> Phrase {
    Phrase(
      ja: "水準「\(level)」を確かめる確認項目がありません。システムの health に書いてください",
      en: "no health check can prove level \(level); write one under the system's `health`")
  }

  public static func unknownHost(_ host: String) -> Phrase {
    Phrase(
      ja: "ホストにも、このシステムの machines にも「\(host)」がありません。id を確かめてください",
      en: "\(host) is neither a host nor one of the system's machines; check the id")
  }

  public static func valueKnownTooLate(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」の値は計画を作る時に決まっている必要があります。register や secret の値はここでは使えません",
      en: "the value of \(text) must be known when the plan is made; registered values and secrets can't stand here")
  }

  public static let manualWithoutTime = Phrase(
    ja: "所要時間の見込みがない手作業（最長の欄が –）は、目標に収まるかの計算に入っていません。expect に見込みを書いてください",
    en:
      "manual steps without an expected time (– in the column) are not counted against the objectives; give them `expect`"
  )

  /// Lint: the plan's own timeouts and retries can last longer than the objective.
  public static func planCannotPromise(system: String, level: String, worst: String, rto: String, path: String)
    -> Phrase
  {
    Phrase(
      ja:
        "\(system)：制限時間と再試行の合計（最長 \(worst)）が水準「\(level)」の目標復旧時間 \(rto) を超え得ます。経路：\(path)。timeout・retry を短くするか、"
        + "目標を見直してください",
      en:
        "\(system): timeouts and retries can last \(worst), longer than the \(rto) RTO of level \(level); the "
        + "path is \(path). Shorten timeouts or retries, or review the objective"
    )
  }
}
