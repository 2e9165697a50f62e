/// The words of plans and records, by their names in them.
extension Phrase {
  public static func reportDrillType(_ name: String) -> Phrase {
    switch name {
    case "tabletop": Phrase(ja: "机上訓練", en: "tabletop drill")
    case "notification": Phrase(ja: "連絡訓練", en: "notification drill")
    case "restore": Phrase(ja: "リストア訓練", en: "restore drill")
    case "full-scale": Phrase(ja: "総合訓練", en: "full-scale drill")
    default: Phrase(ja: "復旧訓練（実機）", en: "live recovery drill")
    }
  }

  public static func reportMode(_ name: String) -> Phrase {
    name == "drill" ? Phrase(ja: "訓練", en: "drill") : Phrase(ja: "実際の復旧", en: "real recovery")
  }

  /// What a clock may start at.
  public static func reportClockRule(_ name: String) -> Phrase {
    switch name {
    case "onset": Phrase(ja: "発災（事象発生）", en: "disruption onset")
    case "detected": Phrase(ja: "検知", en: "detection")
    case "activated": Phrase(ja: "発動", en: "activation")
    default: Phrase(ja: "障害注入", en: "fault injection")
    }
  }

  public static func reportPhase(_ name: String) -> Phrase {
    switch name {
    case "before": Phrase(ja: "準備", en: "preparation")
    case "inject": Phrase(ja: "障害注入", en: "fault injection")
    case "recover": Phrase(ja: "復旧", en: "recovery")
    case "undo": Phrase(ja: "元に戻す作業", en: "undo")
    default: Phrase(ja: "終了時の確認", en: "final confirmation")
    }
  }

  public static func reportStepKind(_ name: String) -> Phrase {
    switch name {
    case "run": Phrase(ja: "コマンド", en: "command")
    case "script": Phrase(ja: "スクリプト", en: "script")
    case "machine": Phrase(ja: "仮想マシンの操作", en: "machine")
    case "check": Phrase(ja: "確認", en: "check")
    case "verify": Phrase(ja: "復旧水準の確認", en: "verification of a level")
    case "manual": Phrase(ja: "手動ステップ", en: "manual step")
    case "wait": Phrase(ja: "待機", en: "wait")
    default: Phrase(ja: "ほかの手順の実行", en: "another procedure")
    }
  }

  public static func reportRole(_ name: String) -> Phrase {
    switch name {
    case "director": Phrase(ja: "訓練統括者", en: "drill director")
    case "controller": Phrase(ja: "コントローラー", en: "controller")
    case "operator": Phrase(ja: "実施者", en: "operator")
    case "approver": Phrase(ja: "承認者", en: "approver")
    case "evaluator": Phrase(ja: "評価者", en: "evaluator")
    case "recorder": Phrase(ja: "記録者", en: "recorder")
    default: Phrase(ja: "監査人", en: "auditor")
    }
  }

  public static func reportEnvironment(_ name: String?) -> Phrase {
    switch name {
    case "production": Phrase(ja: "本番環境", en: "production")
    case "isolated": Phrase(ja: "隔離環境", en: "isolated environment")
    case "standby": Phrase(ja: "予備環境", en: "standby environment")
    case "lab": Phrase(ja: "検証環境", en: "laboratory")
    case "none": Phrase(ja: "実機なし", en: "no machines")
    default: Phrase(ja: "計画に記載なし", en: "not stated in the plan")
    }
  }

  public static func reportNoticeWord(_ name: String?) -> Phrase {
    switch name {
    case "announced": Phrase(ja: "事前予告あり", en: "announced beforehand")
    case "unannounced": Phrase(ja: "抜き打ち（予告なし）", en: "unannounced")
    default: Phrase(ja: "計画に記載なし", en: "not stated in the plan")
    }
  }

  /// Whether drills may touch a host.
  public static func reportDrillPolicy(_ name: String) -> Phrase {
    switch name {
    case "allowed": Phrase(ja: "可", en: "allowed")
    case "isolated": Phrase(ja: "隔離時のみ可", en: "when isolated")
    default: Phrase(ja: "不可", en: "never")
    }
  }

  public static func reportIsMandatory(_ isMandatory: Bool) -> Phrase {
    isMandatory ? Phrase(ja: "必須", en: "mandatory") : Phrase(ja: "任意", en: "optional")
  }

  /// Left out by the playbook's own condition.
  public static let reportNotApplicableStep = Phrase(ja: "条件により対象外", en: "not applicable")

  /// How an answer came.
  public static func reportVia(_ via: String?) -> Phrase {
    switch via {
    case "terminal": Phrase(ja: "端末で回答", en: "at a terminal")
    case "stdin": Phrase(ja: "標準入力から（人が端末で答えたとは限りません）", en: "from standard input (not necessarily a person)")
    case let other?: Phrase(ja: "経路：\(other)", en: "by way of \(other)")
    case nil: Phrase(ja: "経路の記録なし", en: "way not recorded")
    }
  }
}
