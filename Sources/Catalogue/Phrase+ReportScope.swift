/// Objectives, scope and people.
extension Phrase {
  public static let reportNoObjectives = Phrase(
    ja: "目的と評価基準は計画に記載されていません。シナリオの objectives に書いてください。",
    en: "The plan states no objectives; write them under objectives in the scenario.")
  public static let reportRatingLeftOpen = Phrase(
    ja: "評定は評価者が記入します。実施記録から自動では決めません。",
    en: "Ratings are for the evaluator to fill in; the run's record does not decide them.")
  public static let reportObjectivesCaption = Phrase(ja: "目的ごとの評価", en: "Evaluation by objective")
  public static let reportObjective = Phrase(ja: "目的", en: "Objective")
  public static let reportCriterion = Phrase(ja: "評価基準", en: "Criterion")
  public static let reportRating = Phrase(ja: "評定", en: "Rating")
  public static let reportRatingBoxes = Phrase(ja: "□P □S □M □U", en: "□P □S □M □U")
  public static let reportEvaluatorRemarks = Phrase(ja: "評価者の所見", en: "Evaluator's remarks")
  public static let reportRatingLegend = Phrase(
    ja: "P：支障なく実施できた　S：一部に支障があったが実施できた　M：大きな支障があった　U：実施できなかった",
    en:
      "P: performed without challenges · S: performed with some challenges · M: performed with major challenges · U: unable to be performed"
  )

  public static let reportScenario = Phrase(ja: "想定（シナリオ）", en: "Scenario")
  public static let reportPurpose = Phrase(ja: "趣旨", en: "Purpose")
  public static let reportMode = Phrase(ja: "実施の区分", en: "Mode")
  public static let reportEnvironment = Phrase(ja: "実施環境", en: "Environment")
  public static let reportNoticeGiven = Phrase(ja: "事前予告", en: "Notice")
  public static let reportClock = Phrase(ja: "復旧時間の起点", en: "Start of the clock")
  public static let reportClockFixed = Phrase(
    ja: "実行前に計画で定めたもので、あとから選び直すことはできません", en: "Fixed in the plan before the run; it can't be chosen afterwards")
  public static let reportLimitsOfParallel = Phrase(ja: "同時実行の上限", en: "Side by side at most")

  public static func reportParallel(all: Int, perHost: Int) -> Phrase {
    Phrase(ja: "全体で\(all)手順、1ホストあたり\(perHost)手順", en: "\(all) steps in all, \(perHost) on one host")
  }

  public static let reportAssumptions = Phrase(ja: "前提", en: "Assumptions")
  public static let reportNoAssumptions = Phrase(
    ja: "前提は計画に記載されていません。", en: "The plan states no assumptions.")

  public static func reportSystemsInScope(_ count: Int) -> Phrase {
    Phrase(ja: "対象システム（\(count)件、復旧できる順）", en: "Systems in scope (\(count), in the order in which they may start)")
  }

  public static func reportAuthor(_ name: String) -> Phrase { Phrase(ja: "作成：\(name)", en: "written by \(name)") }

  // MARK: People

  public static let reportPeopleIntroduction = Phrase(
    ja: "計画で予定した体制と、記録に残った実際の実施者を分けて示します。",
    en: "The organization as planned, and apart from it whoever acted by the word of the record.")
  public static let reportNoParticipants = Phrase(
    ja: "参加者は計画に記載されていません。シナリオの roles に書いてください。",
    en: "The plan names no participants; write them under roles in the scenario.")
  public static let reportParticipantsCaption = Phrase(ja: "参加者（計画）", en: "Participants (as planned)")
  public static let reportRoleTitle = Phrase(ja: "役割", en: "Role")
  public static let reportName = Phrase(ja: "氏名", en: "Name")
  public static let reportDepartmentOrCompany = Phrase(ja: "所属（課・会社）", en: "Department or company")
  public static let reportPlanned = Phrase(ja: "予定", en: "planned")
  public static let reportPresence = Phrase(ja: "出欠（評価者が記入）", en: "Attendance (for the evaluator)")
  public static let reportPresenceBoxes = Phrase(ja: "□出席 □欠席 □代行", en: "□ present □ absent □ deputy")
  public static let reportActorsCaption = Phrase(ja: "記録に残った実施者", en: "Who acted, by the record")
  public static let reportActor = Phrase(ja: "操作・回答した人", en: "Who")
  public static let reportStartedTheRun = Phrase(ja: "開始した", en: "started it")
  public static func reportResumedIt(_ time: String, machine: String) -> Phrase {
    Phrase(ja: "再開した（\(time)、\(machine)）", en: "resumed (\(time), \(machine))")
  }
  public static func reportWaivedIt(_ step: String) -> Phrase {
    Phrase(ja: "元に戻す作業を免除した（\(step)）", en: "waived the undo of \(step)")
  }
  public static let reportAnswers = Phrase(ja: "回答", en: "Answers")
  public static let reportNotAtTerminal = Phrase(ja: "うち端末以外から", en: "of them not at a terminal")
  public static let reportDecisions = Phrase(ja: "時刻の記録・停止・省略の決定", en: "Marks, stops and skips decided")
  public static let reportNotes = Phrase(ja: "メモ", en: "Notes")
}
