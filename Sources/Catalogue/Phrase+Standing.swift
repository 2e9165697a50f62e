/// How a run that isn't closed stands, and what to do about it.
extension Phrase {
  public static let systemUnderWay = Phrase(ja: "復旧中", en: "under way")
  public static let stepUnderWay = Phrase(ja: "実行中", en: "under way")

  public static func standingSince(_ time: String, process: Int, machine: String, over: Int, of steps: Int) -> Phrase {
    Phrase(
      ja: "\(time) から、\(machine) のプロセス \(process) が実行中。手順 \(steps) 件のうち \(over) 件が終了",
      en: "since \(time), process \(process) on \(machine); \(over) of \(steps) steps are over")
  }

  /// - Parameter steps: what has begun and not ended; none between two steps.
  public static func standingNow(_ steps: [Phrase]) -> Phrase {
    Phrase(ja: "現在：\(steps.map(\.ja).joined(separator: "、"))", en: "now: \(steps.map(\.en).joined(separator: ", "))")
  }

  public static func standingStep(_ id: String, host: String?, isUndo: Bool) -> Phrase {
    Phrase(
      ja: (isUndo ? "元に戻す作業 " : "") + id + (host.map { "（\($0)）" } ?? ""),
      en: (isUndo ? "undo of " : "") + id + (host.map { " on \($0)" } ?? ""))
  }

  public static func standingFollow(_ run: String) -> Phrase {
    Phrase(ja: "様子を見る：sonae runs follow \(run)", en: "watch it: sonae runs follow \(run)")
  }

  public static func standingStop(_ process: Int, machine: String) -> Phrase {
    Phrase(
      ja: "中止して元に戻す（\(machine) で）：kill -INT \(process)",
      en: "stop it and undo (on \(machine)): kill -INT \(process)")
  }

  public static func standingOwed(_ count: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業が \(count) 件あり、最後に Sonae が行います",
      en: "\(count) undo action(s) are owed; Sonae carries them out at the end")
  }

  public static let reportUnfinishedTitle = Phrase(ja: "この実施は終わっていません", en: "This run isn't finished")
  public static let reportGoingOnTitle = Phrase(ja: "この実施は続いています", en: "This run is going on")

  public static let reportVerdictGoingOn = Phrase(
    ja: "この実施は続いています。ここまでの記録の内容であり、結果を示すものではありません。",
    en: "This run is going on. The report shows what the record holds so far, and proves no result.")

  public static func goOnWith(_ run: String) -> Phrase {
    Phrase(ja: "Sonae で続けられます：sonae resume \(run)", en: "Sonae can go on with it: sonae resume \(run)")
  }

  public static func onlyUndo(_ run: String) -> Phrase {
    Phrase(ja: "元に戻すだけ：sonae undo \(run)", en: "only undo: sonae undo \(run)")
  }

  public static func owedByHand(_ count: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業が \(count) 件残っています。Sonae が使えないときに限り、次の順に手作業で戻してください：",
      en: "\(count) undo action(s) are owed. Only where Sonae can't be used: by hand, in this order:")
  }
}
