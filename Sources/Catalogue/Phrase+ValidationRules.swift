/// What can be wrong between the parts of a workspace.
extension Phrase {
  // MARK: Names

  public static func duplicateID(_ id: String, first: String) -> Phrase {
    Phrase(
      ja: "「\(id)」は \(first) ですでに使われています。どちらかの名前を変えてください。",
      en: "`\(id)` is already used at \(first). Rename one of them.")
  }

  public static func similarID(_ id: String, other: String, place: String) -> Phrase {
    Phrase(
      ja: "「\(id)」は \(place) の「\(other)」と大文字・小文字だけが違います。取り違えないよう、どちらかの名前を変えてください。",
      en: "`\(id)` differs from `\(other)` at \(place) only by case. Rename one of them, so that nobody mixes them up.")
  }

  public static func unknownID(_ kind: Phrase, _ id: String) -> Phrase {
    Phrase(
      ja: "\(kind.ja)「\(id)」はどこにも定義されていません。綴りを直すか、定義を書き加えてください。",
      en: "There is no \(kind.en) `\(id)`. Correct the name or declare it.")
  }

  public static func unknownIn(_ kind: Phrase, _ id: String, of owner: Phrase, _ ownerID: String) -> Phrase {
    Phrase(
      ja: "\(owner.ja)「\(ownerID)」に\(kind.ja)「\(id)」はありません。綴りを直すか、定義を書き加えてください。",
      en: "The \(owner.en) `\(ownerID)` has no \(kind.en) `\(id)`. Correct the name or declare it.")
  }

  public static func cycle(_ path: [String]) -> Phrase {
    let shown = shorten(path).joined(separator: " → ")
    return Phrase(
      ja: "輪になっているので、どこからも始められません: \(shown)。どれか1つの参照を取り除いてください。",
      en: "These wait for one another, so none can begin: \(shown). Remove one of the references.")
  }

  private static func shorten(_ path: [String]) -> [String] {
    path.count <= 20 ? path : path.prefix(10) + ["…"] + path.suffix(9)
  }

  public static func undefinedName(_ name: String) -> Phrase {
    Phrase(
      ja: "変数「\(name)」はどこにも定義されていません。vars: に書き加えるか、綴りを直してください。",
      en: "Nothing defines `\(name)`. Add it under `vars:` or correct the name.")
  }

  public static func undefinedNameFor(_ name: String, system: String) -> Phrase {
    Phrase(
      ja: "システム「\(system)」では変数「\(name)」が定義されていません。システムか復旧手順書の vars: に書き加えるか、綴りを直してください。",
      en:
        "Nothing defines `\(name)` for the system `\(system)`. Add it to the vars of the system or the procedure, or correct the name."
    )
  }

  public static func undefinedNameIn(_ name: String, system: String, scenario: String) -> Phrase {
    Phrase(
      ja: "シナリオ「\(scenario)」のシステム「\(system)」では変数「\(name)」が定義されていません。シナリオかシステムの vars: に書き加えてください。",
      en:
        "Nothing defines `\(name)` for the system `\(system)` in the scenario `\(scenario)`. Add it to the vars of either."
    )
  }

  public static func undefinedHostName(_ name: String, host: String) -> Phrase {
    Phrase(
      ja: "ホスト「\(host)」に変数「\(name)」はありません。ホストの vars: に書き加えるか、綴りを直してください。",
      en: "The host `\(host)` has no value `\(name)`. Add it to the host's vars or correct the name.")
  }

  public static func registeredTooLate(_ name: String) -> Phrase {
    Phrase(
      ja: "「\(name)」を登録するステップが、このステップより確実に前にはありません。順序を変えるか、needs: にそのステップを書いてください。",
      en:
        "No step that is sure to come before this one registers `\(name)`. Change the order, or name that step under `needs:`."
    )
  }

  public static func knownOnlyInRun(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} は実行して初めて決まる値なので、ここでは使えません。コマンドの中だけで使ってください。",
      en: "{{\(name)}} is known only while the run goes on and can't stand here. Use it in commands only.")
  }

  public static func secretShown(_ name: String) -> Phrase {
    Phrase(
      ja: "秘密の値 {{\(name)}} が画面や報告書に出てしまいます。コマンドか stdin の中だけで使ってください。",
      en: "The secret {{\(name)}} would be shown here. Use it in commands and stdin only.")
  }

  public static func notInScenarioSteps(_ name: String) -> Phrase {
    Phrase(
      ja: "シナリオのステップはどのシステムのものでもないので、{{\(name)}} は使えません。値を直接書いてください。",
      en: "A scenario's own steps belong to no system, so {{\(name)}} has no value. Write the value itself.")
  }

  public static func notInHealthChecks(_ name: String) -> Phrase {
    Phrase(
      ja: "確認項目は訓練の外でも使うので、{{\(name)}} は使えません。値を直接書くか、システムの vars: に書いてください。",
      en:
        "A health check is asked outside runs too, where {{\(name)}} has no value. Write the value itself or put it into the system's vars."
    )
  }

  public static func unknownHost(_ host: String, system: String?) -> Phrase {
    guard let system else {
      return Phrase(
        ja: "ホスト「\(host)」はありません。inventory/ のホストの ID を書いてください。",
        en: "There is no host `\(host)`. Write the id of a host in inventory/.")
    }
    return Phrase(
      ja: "「\(host)」というホストも、システム「\(system)」の仮想マシンもありません。どちらかの ID を書いてください。",
      en: "`\(host)` is neither a host nor a machine of the system `\(system)`. Write the id of one.")
  }

  public static func noHost(system: String?) -> Phrase {
    guard let system else {
      return Phrase(
        ja: "どのホストで実行するかが書かれていません。on: にホストを書いてください。",
        en: "It doesn't say on which host it runs. Write the host under `on:`.")
    }
    return Phrase(
      ja: "どのホストで実行するかが決まりません。on: を書くか、システム「\(system)」の machines: に仮想マシンを書いてください。",
      en: "It doesn't say on which host it runs. Write `on:`, or give the system `\(system)` a machine.")
  }

  // MARK: What a run couldn't do, or shouldn't

  public static let stepNeverRuns = Phrase(
    ja: "このステップが実行される場面がありません。空のリストに値を書くか、キーごと削除してください。",
    en: "Nothing ever runs this step. Fill the empty list, or delete its key.")

  public static func needNeverMet(_ need: String) -> Phrase {
    Phrase(
      ja: "「\(need)」とこのステップは同じモードで実行されることがありません。どちらかの modes: を直してください。",
      en: "`\(need)` never runs in the same mode as this step. Correct the modes of one of them.")
  }

  public static func systemWithoutProcedure(_ system: String, scenario: String) -> Phrase {
    Phrase(
      ja: "シナリオ「\(scenario)」のシステム「\(system)」に復旧手順書がありません。playbooks/ に procedure: \(system) を書くか、対象から外してください。",
      en:
        "The system `\(system)` in the scenario `\(scenario)` has no procedure. Write `procedure: \(system)` in playbooks/, or leave the system out."
    )
  }

  public static let emptySelection = Phrase(
    ja: "対象になるシステムが1つもありません。systems: を見直してください。",
    en: "This selects no system. Correct `systems:`.")

  public static func levelWithoutChecks(_ level: String, system: String) -> Phrase {
    Phrase(
      ja: "システム「\(system)」の復旧レベル「\(level)」を裏付ける必須の確認項目がありません。health: に書き加えてください。",
      en: "No mandatory health check proves the level `\(level)` of the system `\(system)`. Add one under `health:`.")
  }

  public static func levelNotVerified(_ level: String, procedure: String) -> Phrase {
    Phrase(
      ja: "復旧手順書「\(procedure)」は訓練で復旧レベル「\(level)」を確認しないので、RTO は「未測定」になります。verify: \(level) を書き加えてください。",
      en:
        "The procedure `\(procedure)` never verifies the level `\(level)` in a drill, so its RTO won't be measured. Add `verify: \(level)`."
    )
  }

  public static func rpoNotMeasured(_ level: String) -> Phrase {
    Phrase(
      ja: "水準「\(level)」に目標復旧時点（rpo）がありますが、データの時点を調べる確認項目がないので「未測定」になります。health に data_as_of の項目を書き加えてください。",
      en: "Level `\(level)` has an rpo, but nothing asks how old the data is, so it won't be measured. "
        + "Add a `data_as_of` check under the system's `health`.")
  }

  public static func procedureUnused(_ id: String) -> Phrase {
    Phrase(
      ja: "復旧手順書「\(id)」を使うシステムがありません。ID をシステムの ID に合わせるか、システムの procedure: に書いてください。",
      en:
        "No system uses the procedure `\(id)`. Give it the id of its system, or name it under the system's `procedure:`."
    )
  }

  public static func noUndo(scenario: String) -> Phrase {
    Phrase(
      ja: "シナリオ「\(scenario)」で壊したものを元に戻す手順がありません。undo: を書き加えてください。",
      en: "Nothing puts back what this changes in the scenario `\(scenario)`. Add `undo:`.")
  }

  public static func undoForgets(_ name: String) -> Phrase {
    Phrase(
      ja: "「{{\(name)}}」は sensitive のステップの値なので記録に残りません。実行が途中で途切れると、この undo は後から実行できなくなります。"
        + "undo の中で値を調べ直すか、値をホスト上のファイルに置いてください。",
      en:
        "`{{\(name)}}` comes from a sensitive step, so it isn't kept in the record: after an interruption this undo could no longer "
        + "be carried out. Look the value up inside the undo, or keep it in a file on the host.")
  }

  public static let rtoOverMTD = Phrase(
    ja: "目標復旧時間（rto）が最大許容停止時間（mtd）より長くなっています。どちらかを直してください。",
    en: "The recovery time objective (rto) is longer than the maximum tolerable downtime (mtd). Correct one of them.")

  public static func noObjective(_ system: String) -> Phrase {
    Phrase(
      ja: "優先システム「\(system)」に目標がないので、復旧を評価できません。objectives: に level と rto を書き加えてください。",
      en:
        "The priority system `\(system)` has no objective, so its recovery can't be judged. Add `objectives:` with a level and its rto."
    )
  }

  public static func drillsNever(_ host: String, scenario: String) -> Phrase {
    Phrase(
      ja: "ホスト「\(host)」は訓練での変更が禁止（drills: never）なので、シナリオ「\(scenario)」の訓練は拒否されます。ホストの drills: を見直すか、別のホストを使ってください。",
      en:
        "The host `\(host)` has `drills: never`, so a drill of the scenario `\(scenario)` will be refused. Change the host's `drills:` or use another host."
    )
  }

  public static func shellNeedsOpenSSH(_ host: String) -> Phrase {
    Phrase(
      ja:
        "ホスト「\(host)」は POSIX シェルがない（shell: none）ので、transport: openssh でなければコマンドの終了を確かめられません。transport: openssh を書いてください。",
      en:
        "The host `\(host)` has no POSIX shell (`shell: none`), so only `transport: openssh` can prove how a command ended. Write `transport: openssh`."
    )
  }

  public static func valueWithoutShell(_ name: String, host: String) -> Phrase {
    Phrase(
      ja: "ホスト「\(host)」は POSIX シェルがない（shell: none）ので、{{\(name)}} の値を正しく引用できません。値をそのままコマンドに書くか、stdin: で渡してください。",
      en:
        "The host `\(host)` has no POSIX shell (`shell: none`), so the value of {{\(name)}} can't be quoted for it. Write the value itself, or pass it by `stdin:`."
    )
  }

  public static func scriptWithoutShell(host: String) -> Phrase {
    Phrase(
      ja: "ホスト「\(host)」は POSIX シェルがない（shell: none）ので、スクリプトを実行できません。run: でコマンドを1つずつ書いてください。",
      en:
        "The host `\(host)` has no POSIX shell (`shell: none`), so it can't run a script. Write its commands one by one with `run:`."
    )
  }
}
