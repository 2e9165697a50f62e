/// Whether hosts have room for the machines that a recovery would start on them.
extension Phrase {
  public static func roomTitle(home: String) -> Phrase {
    Phrase(ja: "\(home) の仮想マシンを引き受ける余裕", en: "room for the machines of \(home)")
  }

  public static let roomForPlan = Phrase(ja: "計画で起動する仮想マシンの余裕", en: "room for the machines that the plan starts")

  public static func roomSeen(needed: Int, free: Int) -> Phrase {
    Phrase(ja: "必要 \(needed) MiB・空き \(free) MiB", en: "\(needed) MiB needed, \(free) MiB free")
  }

  /// - Parameter machines: with what each needs, in MiB.
  public static func roomShort(
    host: String, byMiB: Int, needed: Int, free: Int, machines: [(name: String, mib: Int)]
  ) -> Phrase {
    let list = machines.map { "\($0.name) \($0.mib)" }
    return Phrase(
      ja: "\(host) のメモリが \(byMiB) MiB 足りません（必要 \(needed) MiB、空き \(free) MiB。内訳 MiB：\(list.joined(separator: "、"))）。"
        + "空きを作るか、別の待機ホストを使ってください",
      en:
        "\(host) is \(byMiB) MiB short of memory: \(needed) MiB are needed (\(list.joined(separator: ", "))), \(free) MiB are free. "
        + "Free some, or use another standby host")
  }

  public static func roomCPUs(host: String, has: Int, machine: String, wants: Int) -> Phrase {
    Phrase(
      ja: "\(machine) の仮想CPUは \(wants) 個ですが、\(host) のCPUは \(has) 個です。仮想CPUを減らすか、別の待機ホストを使ってください",
      en:
        "\(machine) has \(wants) processors and \(host) only \(has). Give the machine fewer, or use another standby host"
    )
  }

  public static func roomUnknown(host: String, machines: [String]) -> Phrase {
    Phrase(
      ja: "\(machines.joined(separator: "、")) に必要なメモリを、どのホストからも調べられませんでした。\(host) に余裕があるかは分かりません",
      en:
        "no host tells what memory \(machines.joined(separator: ", ")) needs, so it isn't known whether \(host) has room"
    )
  }

  public static func roomNotAsked(host: String, why: Phrase) -> Phrase {
    Phrase(
      ja: "\(host) の余裕を調べられませんでした。\(why.text(.ja))", en: "what \(host) has free isn't known: \(why.text(.en))")
  }

  public static func drillHasNoRoom(_ reasons: [Phrase]) -> Phrase {
    Phrase(
      ja: "訓練を始めませんでした。" + reasons.map(\.ja).joined(separator: "。"),
      en: "the drill was not begun: " + reasons.map(\.en).joined(separator: "; "))
  }

  public static let planStartsNothing = Phrase(
    ja: "この計画は仮想マシンを起動しないので、ホストに尋ねることはありません", en: "the plan starts no machine, so there is nothing to ask hosts")

  public static let optionAskHosts = Phrase(
    ja: "起動先のホストに、メモリとCPUの余裕と仮想マシンの所在を尋ねる（余裕がないか台帳と違えば終了コード 1、分からなければ 3）",
    en:
      "Ask the hosts that machines are started on whether they have the memory and the processors, and whether the machines are where the "
      + "inventory has them (exit code 1: no; 3: not known).")
}
