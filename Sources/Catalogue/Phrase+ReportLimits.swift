/// What a verdict doesn't say by itself.
extension Phrase {
  public static let reportLimitsTitle = Phrase(ja: "この判定の限界", en: "Limits of this verdict")
  public static let reportLimitsIntroduction = Phrase(
    ja: "判定は、次の条件のもとで記録から機械的に求めたものです。",
    en: "The verdict was worked out from the record by fixed rules, under these conditions:")

  public static let reportRealRecovery = Phrase(
    ja: "訓練ではなく、実際の復旧の記録です。", en: "This is the record of a real recovery, not of a drill.")

  public static func reportEnvironmentLimit(_ name: String?) -> Phrase {
    switch name {
    case "production": Phrase(ja: "本番環境で実施しました。", en: "It was carried out on production.")
    case "isolated":
      Phrase(
        ja: "本番から切り離した環境で実施しました。本番での復旧時間とは異なる場合があります。",
        en:
          "It was carried out in an environment cut off from production; recovery of production may take another time.")
    case "standby":
      Phrase(
        ja: "予備環境で実施しました。本番での復旧時間とは異なる場合があります。",
        en: "It was carried out in a standby environment; recovery of production may take another time.")
    case "lab":
      Phrase(
        ja: "検証環境で実施しました。本番のシステム・データ・機器の復旧を示すものではありません。",
        en: "It was carried out in a laboratory; it does not show that production systems, data or machines recover.")
    case "none":
      Phrase(
        ja: "実機を使っていません。システムの復旧を示すものではありません。", en: "No machines were used; it does not show that any system recovers.")
    default:
      Phrase(
        ja: "実施環境が計画に記載されていません。シナリオの environment に書いてください。",
        en: "The plan does not state the environment; write it under environment in the scenario.")
    }
  }

  public static func reportNotice(_ name: String?) -> Phrase {
    switch name {
    case "announced":
      Phrase(
        ja: "参加者に事前に予告した訓練です。予告なしの発災時より初動が早い可能性があります。",
        en: "The drill was announced to its participants; without notice the response may be slower.")
    case "unannounced": Phrase(ja: "予告なしの訓練です。", en: "The drill was unannounced.")
    default:
      Phrase(
        ja: "事前予告の有無が計画に記載されていません。シナリオの notice に書いてください。",
        en: "The plan does not state whether the drill was announced; write it under notice in the scenario.")
    }
  }

  public static let reportNothingReal = Phrase(
    ja: "この種別の訓練は、システムが実際に復旧することを示しません。", en: "A drill of this type does not show that any system recovers.")

  public static func reportClockNeverStarted(_ rule: Phrase) -> Phrase {
    Phrase(
      ja: "計画で定めた起点は「\(rule.ja)」ですが、その時刻が記録されていないため、復旧時間は測定できません。",
      en: "The plan's clock starts at \(rule.en), but that instant was not recorded, so no recovery time is measured.")
  }

  public static func reportClockMarked(_ rule: Phrase, at: String, by: String) -> Phrase {
    Phrase(
      ja: "復旧時間の起点は、計画で定めた「\(rule.ja)」\(at)です（記録：\(by)）。",
      en: "Recovery time is measured from \(rule.en) at \(at), as the plan had fixed (recorded by \(by)).")
  }

  public static func reportClockDerived(_ rule: Phrase, at: String) -> Phrase {
    Phrase(
      ja: "復旧時間の起点は、計画で定めた「\(rule.ja)」\(at)です（実施記録から自動で決定）。",
      en: "Recovery time is measured from \(rule.en) at \(at), as the plan had fixed (taken from the run's own record)."
    )
  }

  public static func reportClockStepsSeen(_ count: Int, largest: String) -> Phrase {
    Phrase(
      ja: "実施中に時計のずれが\(count)回ありました（最大\(largest)）。所要時間は時計の変更に影響されない単調時計で測定しています。",
      en:
        "The wall clock was stepped \(count) \(count == 1 ? "time" : "times") during the run (by at most \(largest)); durations are measured on a monotonic clock that this does not touch."
    )
  }

  public static let reportHostClocksNotMeasured = Phrase(
    ja: "実測復旧時点（RPO）はホストの時計が示すデータ時刻から求めています。ホストの時計のずれは測定していません。",
    en: "Measured recovery points rest on data times by the hosts' own clocks, whose offset was not measured.")

  public static func reportSampleTargets(_ count: Int, of all: Int) -> Phrase {
    Phrase(
      ja: "目標値\(all)件のうち\(count)件は見本（source: sample）で、承認されたものではありません。",
      en:
        "\(count) of \(all) target values \(count == 1 ? "is a sample" : "are samples") (source: sample) that nobody has approved."
    )
  }

  public static func reportUnapprovedTargets(_ count: Int, of all: Int) -> Phrase {
    Phrase(
      ja: "目標値\(all)件のうち\(count)件に承認日がありません。inventory の objectives に approved_on を書いてください。",
      en:
        "\(count) of \(all) target values \(count == 1 ? "has" : "have") no date of approval; write approved_on under objectives in the inventory."
    )
  }

  public static func reportRPONotReached(_ systems: String) -> Phrase {
    Phrase(
      ja: "データ時刻の確認に至らず、復旧時点（RPO）を測定していないシステム：\(systems)。",
      en: "The recovery point was not measured, because its check was not reached, for: \(systems).")
  }

  public static func reportRPONotPlanned(_ systems: String) -> Phrase {
    Phrase(
      ja: "復旧時点（RPO）を測定する確認項目がないシステム：\(systems)。確認項目に data_as_of を加えてください。",
      en: "No health check measures the recovery point of: \(systems). Add a data_as_of check to them.")
  }

  public static func reportSystemsWithoutTarget(_ systems: String) -> Phrase {
    Phrase(
      ja: "目標復旧時間（RTO）が定められていないシステム：\(systems)。",
      en: "No recovery time objective (RTO) is set for: \(systems).")
  }

  public static let reportPresenceNotRecorded = Phrase(
    ja: "参加者の欄は計画上の予定です。出席は実施記録に含まれないため、評価者が確認して記入してください。",
    en: "Participants are listed as planned. Attendance is not part of the run's record; the evaluator fills it in.")

  public static func reportAbsentPeople(_ people: String) -> Phrase {
    Phrase(ja: "連絡が取れないと想定した人：\(people)。", en: "People taken as out of reach: \(people).")
  }

  public static func reportAnswersNotAtTerminal(_ count: Int, of all: Int) -> Phrase {
    Phrase(
      ja: "人による回答\(all)件のうち\(count)件は端末からの入力ではありません。人が実際に作業したことを示しません。",
      en:
        "\(count) of \(all) answers by people did not come from a terminal; they do not show that a person did the work."
    )
  }

  public static func reportRetriedSteps(_ count: Int) -> Phrase {
    Phrase(
      ja: "再試行した手順が\(count)件あります。復旧時間には失敗した試行も含みます。",
      en:
        "\(count) \(count == 1 ? "step was" : "steps were") tried more than once; failed attempts are part of the recovery times."
    )
  }

  public static func reportSkippedSteps(_ count: Int) -> Phrase {
    Phrase(
      ja: "省略した手順が\(count)件あります。成功には数えていません。",
      en:
        "\(count) \(count == 1 ? "step was" : "steps were") skipped and \(count == 1 ? "is" : "are") not counted as passed."
    )
  }

  /// - Parameter gap: nil where no clock tells it.
  public static func reportWasResumed(_ times: Int, gap: String?) -> Phrase {
    guard let gap else {
      return Phrase(
        ja: "実施は\(times)回中断し、再開しました。時計が合わず、担当者不在の長さは分かりません。それをまたぐ復旧時間は測れていません。",
        en:
          "The run broke off and was resumed \(times) time(s). How long nobody was in charge is unknown, since the clocks disagree; recovery times across that aren't measured."
      )
    }
    return Phrase(
      ja: "実施は\(times)回中断し、再開しました。担当者不在は最長で計 \(gap)（最後の記録から数えた時間）です。復旧時間に含みます。",
      en:
        "The run broke off and was resumed \(times) time(s). For at most \(gap) in all, counted from the last line of the record, nobody was in charge; that counts in the recovery times."
    )
  }

  /// - Parameter machines: those that resumed it.
  public static func reportGapByWallClock(_ machines: String) -> Phrase {
    Phrase(
      ja: "中断していた時間は、別の端末、または再起動した端末（\(machines)）の時計と最後の記録の時刻との差です。両方の時計が合っていたことは、この記録からは確かめられません。中断をまたぐ所要時間はこれに依存します。",
      en:
        "How long the run stood still is the difference between the wall clock of another or a restarted machine (\(machines)) and the time of the last line before. The record can't show that both clocks were right, and times across the break hang on it."
    )
  }

  public static func reportRecordsShared(_ system: String) -> Phrase {
    Phrase(
      ja: "記録は他の端末と共有されうるファイルシステム（\(system)）にありました。別の端末が同時に同じホストで訓練を行わなかったことは、この記録からは確かめられません。",
      en:
        "The record lay on a file system that other machines may share (\(system)): it can't show that no other machine ran a drill on "
        + "the same hosts at the same time.")
  }

  public static func reportWaivedUndos(_ count: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業 \(count) 件は、免除しました。", en: "\(count) undo action(s) were waived and not carried out.")
  }

  public static let reportEndedEarly = Phrase(
    ja: "計画の最後まで実施していません。", en: "The plan was not carried out to its end.")

  public static let reportOpenRecord = Phrase(
    ja: "記録が閉じられていません。この報告書は暫定です。", en: "The record is not closed; this report is provisional.")
}
