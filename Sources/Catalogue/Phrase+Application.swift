/// What the commands say while they work.
extension Phrase {
  /// A message that ends a command.
  public static func stateLeftOnHost(_ host: String, _ why: Phrase, run: String) -> Phrase {
    .words(
      ja:
        "\(host) に残した実施の控え（~/.sonae）を消せませんでした。\(why.text(.ja))。\(host) につながるようになったら sonae resume \(run) で消してください（実施は完了しています）",
      en:
        "what \(host) kept of the run's commands (in ~/.sonae) could not be removed: \(why.text(.en)). "
        + "When \(host) can be reached, sonae resume \(run) removes it (the run itself is closed)")
  }

  public static func stopMessage(_ phrase: Phrase) -> Phrase {
    Phrase(ja: "エラー：\(phrase.ja)", en: "error: \(phrase.en)")
  }

  // MARK: Workspace

  public static func notAWorkspace(_ path: String) -> Phrase {
    Phrase(
      ja: "\(path) に sonae.yaml がありません。場所を確かめるか、sonae init \(path) で作ってください",
      en: "there is no sonae.yaml in \(path); check the path, or make a workspace with `sonae init \(path)`")
  }

  public static let noWorkspaceFound = Phrase(
    ja: "ワークスペースが見つかりません。--workspace で指定するか、sonae init で作ってください",
    en: "no workspace found; name one with --workspace, or make one with `sonae init`")

  public static let runNeedsWorkspace = Phrase(
    ja: "ワークスペースが見つかりません。再開や元に戻す作業には、実施のフォルダのほかに、接続の設定などを書いた sonae.yaml が要ります。"
      + "元のワークスペースの sonae.yaml もコピーし、そのフォルダを --workspace で指定してください",
    en:
      "no workspace found: to resume or undo a run, its folder isn't enough; how to reach its hosts stands in sonae.yaml. Copy the "
      + "sonae.yaml of its workspace too, and name that folder with --workspace")

  /// - Parameter path: of the run's folder.
  public static func secretOfRunMissing(_ path: String) -> Phrase {
    Phrase(
      ja: "注意：\(path) に secret がありません。ホストに残っている実行結果を照合できないため、途切れたときに実行中だったコマンドの結果は"
        + "事後条件と担当者の答えで決めます。元の端末にあれば、secret をこのフォルダにコピーしてからやり直してください",
      en:
        "careful: secret is missing in \(path), so what the hosts know of its commands can't be used: what became of those that were "
        + "under way is for postconditions and people to say. If the machine that it was copied from still has the file, copy it there first"
    )
  }

  public static func workspaceInvalid(_ errors: Int) -> Phrase {
    Phrase(
      ja: "ワークスペースに \(errors) 件の誤りがあるため、何も実行していません。上の箇所を直してください",
      en: "nothing was run, because the workspace has \(errors) error(s); mend the places above")
  }

  public static func validationFailed(errors: Int, warnings: Int) -> Phrase {
    Phrase(
      ja: "誤り \(errors) 件、警告 \(warnings) 件。上の箇所を直してください",
      en: "\(errors) error(s), \(warnings) warning(s); mend the places above")
  }

  public static func validationPassed(systems: Int, procedures: Int, scenarios: Int, warnings: Int) -> Phrase {
    Phrase(
      ja: "誤りはありません（システム \(systems)、手順書 \(procedures)、シナリオ \(scenarios)、警告 \(warnings)）",
      en: "no errors (\(systems) systems, \(procedures) procedures, \(scenarios) scenarios, \(warnings) warnings)")
  }

  public static func unknownScenario(_ id: String, known: [String]) -> Phrase {
    Phrase(
      ja: "シナリオ「\(id)」はありません。あるもの：\(known.isEmpty ? "なし" : known.joined(separator: "、"))",
      en: "there is no scenario \(id); there are: \(known.isEmpty ? "none" : known.joined(separator: ", "))")
  }

  public static func unknownSystem(_ id: String) -> Phrase {
    Phrase(
      ja: "システム「\(id)」はありません。inventory の id を確かめてください",
      en: "there is no system \(id); check the ids in the inventory")
  }

  public static func noHostMatches(_ word: String, known: [String]) -> Phrase {
    Phrase(
      ja: "「\(word)」に当てはまるホストはありません。あるもの：\(known.joined(separator: "、"))",
      en: "no host matches \(word); there are: \(known.joined(separator: ", "))")
  }

  public static func noGroupMatches(_ word: String, known: [String]) -> Phrase {
    let (ja, en) = known.isEmpty ? ("なし", "none") : (known.joined(separator: "、"), known.joined(separator: ", "))
    return Phrase(
      ja: "「\(word)」に当てはまる区画や基盤はありません。ホストのある区画と基盤：\(ja)",
      en: "no segment or platform with hosts is named \(word); there are: \(en)")
  }

  public static let noHostNamed = Phrase(ja: "ホストを指定してください", en: "name a host")

  public static func userInHostName(_ word: String) -> Phrase {
    Phrase(
      ja: "「\(word)」はホストの名前ではありません。利用者名は付けず、ssh_config の User か台帳の user に書いてください",
      en:
        "\(word) isn't a host's name; leave the user out and put it into ssh_config (User) or into the inventory (`user`)"
    )
  }

  public static func needsWorkspace(_ word: String) -> Phrase {
    Phrase(
      ja: "「\(word)」を探す台帳がありません。ワークスペースの中で実行するか --workspace を付けてください。外では ssh_config にある名前だけを使えます",
      en:
        "there is no inventory to look \(word) up in; run it in a workspace or with --workspace. Outside of one, only names as ssh_config knows them can be given"
    )
  }

  public static func initialized(_ path: String, files: Int) -> Phrase {
    Phrase(
      ja: "\(path) に見本ワークスペース（\(files) ファイル）を作りました。次は sonae validate --workspace \(path) で確かめてください",
      en: "made a sample workspace of \(files) files in \(path); next: sonae validate --workspace \(path)")
  }

  public static func fileExists(_ path: String) -> Phrase {
    Phrase(
      ja: "\(path) が既にあります。何も書いていません。別の場所を指定してください",
      en: "\(path) exists already; nothing was written. Name another folder")
  }

  public static func outputUnwritable(why: String) -> Phrase {
    Phrase(
      ja: "標準出力に書けません（\(detail(why).ja)）。ここから先の出力は失われました。出力先の空きと権限を確かめてください",
      en:
        "standard output can't be written (\(why)); what comes from here on is lost. Check the room and the permissions where it goes"
    )
  }

  public static func fileUnwritable(_ path: String, why: String) -> Phrase {
    Phrase(
      ja: "\(path) に書けません（\(detail(why).ja)）。場所と権限を確かめてください",
      en: "can't write \(path) (\(why)); check the place and its permissions")
  }

  // MARK: Secrets

  public static func secretVariableMissing(_ name: String) -> Phrase {
    Phrase(
      ja: "秘密の値を渡す環境変数 \(name) が設定されていません。設定してからやり直してください",
      en: "the environment variable \(name), which holds a secret, is not set; set it and try again")
  }

  public static func secretFileUnreadable(_ path: String) -> Phrase {
    Phrase(
      ja: "秘密の値のファイル \(path) を読めません。場所と権限を確かめてください",
      en: "the secret's file \(path) can't be read; check the place and its permissions")
  }

  public static func secretCommandFailed(_ program: String) -> Phrase {
    Phrase(
      ja: "秘密の値を得るコマンド \(program) が失敗しました。単独で動かして確かめてください",
      en: "the command \(program), which gives a secret, failed; try it by itself")
  }

  // MARK: exec

  public static let execNeedsOneCommand = Phrase(
    ja: "「-- コマンド」か --stdin の、どちらか一方を指定してください（空のコマンドは実行しません）",
    en: "give either `-- COMMAND`, which mustn't be empty, or --stdin")
  public static let stdinNeededTwice = Phrase(
    ja: "--stdin と --input - は同時に使えません。標準入力は1つです。--input にはファイルを指定してください",
    en: "--stdin and --input - both want standard input; name a file for --input")
  public static func wordIsNoText(_ number: Int) -> Phrase {
    Phrase(
      ja: "コマンドラインの \(number) 番目の語が UTF-8 ではありません。端末の文字コード（LANG）を UTF-8 にして、もう一度入力してください",
      en: "word \(number) of the command line isn't UTF-8; set the terminal and LANG to UTF-8 and type it again")
  }
  public static let commandsAreNoText = Phrase(
    ja: "標準入力のコマンドが UTF-8 ではありません。UTF-8 に変換してください（例：iconv -f SHIFT_JIS -t UTF-8）",
    en: "the commands on standard input aren't UTF-8; convert them first (for example: iconv -f SHIFT_JIS -t UTF-8)")
  public static let noCommandOnStdin = Phrase(
    ja: "標準入力にコマンドがありません。1行に1つずつ書いてください",
    en: "there is no command on standard input; write one a line")
  public static func inputUnreadable(_ file: String, why: String) -> Phrase {
    Phrase(
      ja: "--input のファイル \(file) を読めません（\(detail(why).ja)）。場所と権限を確かめてください",
      en: "the file \(file) of --input can't be read (\(why)); check its place and its permissions")
  }
  public static func inputTooLong(_ file: String) -> Phrase {
    Phrase(
      ja: "--input のファイル \(file) を読めないか、16 MiB を超えています。大きなファイルは scp などで送ってください",
      en: "the file \(file) of --input can't be read, or is longer than 16 MiB; send a large file by scp or the like")
  }
  public static let inputIgnored = Phrase(
    ja: "標準入力にデータがありますが、コマンドには渡りません。渡すには --input -、使わないなら </dev/null を付けてください（何も実行していません）",
    en:
      "nothing was run: there is data on standard input, which the commands don't get. Add --input - to hand it to them, or </dev/null if it isn't meant for them"
  )
  public static let inputCameTooLate = Phrase(
    ja: "コマンドの実行中に標準入力へデータが届きましたが、コマンドには渡していません（入力は空でした）。渡すには --input - を付けてください",
    en:
      "data came on standard input while the commands ran; they didn't get it, their input was empty. Add --input - to hand it to them"
  )
  public static let limitTooSmall = Phrase(ja: "--limit は 1 以上にしてください", en: "--limit must be at least 1")
  public static func stoppedAfter(_ command: String, left: Int) -> Phrase {
    Phrase(
      ja: "ここで止めました：\(command)" + (left > 0 ? "（残り \(left) 件は実行していません）" : ""),
      en: "stopped after: \(command)" + (left > 0 ? " (\(left) more not run)" : ""))
  }
  public static func stoppedBefore(_ command: String, left: Int) -> Phrase {
    Phrase(
      ja: "実行していません：\(command)" + (left > 0 ? "（ほか \(left) 件も）" : ""),
      en: "not run: \(command)" + (left > 0 ? " (and \(left) more)" : ""))
  }
  public static let parallelTooSmall = Phrase(ja: "--parallel は 1 以上にしてください", en: "--parallel must be at least 1")
  public static let stdinUnreadable = Phrase(
    ja: "標準入力を読めません（16 MiB まで）", en: "standard input can't be read (16 MiB at most)")
  public static func commandExited(_ code: Int) -> Phrase {
    Phrase(ja: "終了コード \(code) で終わりました", en: "ended with exit code \(code)")
  }
  public static let commandTreeEnded = Phrase(
    ja: "制限時間を超えたため、ホスト上のプロセスをすべて終了させました。--timeout を延ばすか、コマンドを確かめてください",
    en: "ran out of time; its process tree on the host was ended. Give more --timeout, or look at the command")
  public static let commandMayStillRun = Phrase(
    ja: "制限時間を超えましたが、ホスト上で終了したことを確認できません。ホストを確かめてください",
    en: "ran out of time, and nothing proves that it has ended on the host; look at the host")
  public static let interruptedAndEnded = Phrase(
    ja: "中止しました。コマンドはホスト上に残っていません", en: "interrupted; nothing of it runs on the host any more")
  public static func abandoned(_ hosts: [String]) -> Phrase {
    Phrase(
      ja: "即時停止しました。次のホストではコマンドがどうなったか分かりません。確かめてください：\(hosts.joined(separator: "、"))",
      en:
        "stopped at once; what became of the commands is not known, look at these hosts: \(hosts.joined(separator: ", "))"
    )
  }
  public static let notRunAfterAnother = Phrase(
    ja: "前のコマンドが 0 で終わらなかったため、実行していません", en: "not run, because a command before it did not end with 0")
  public static let interruptedAndMayStillRun = Phrase(
    ja: "中止しましたが、ホスト上で終了したことを確認できません。ホストを確かめてください",
    en: "interrupted, and nothing proves that it has ended on the host; look at the host")

  // MARK: drill

  public static func drillsForbidden(_ hosts: [String]) -> Phrase {
    Phrase(
      ja: "訓練を許していないホスト（\(hosts.joined(separator: "、"))）を変更する手順があるため、拒否しました。inventory の drills を確かめるか、シナリオから外してください",
      en: "refused, because steps would change hosts that don't allow drills "
        + "(\(hosts.joined(separator: ", "))); check `drills` in the inventory, or leave them out of the scenario")
  }

  public static func drillWillTouch(systems: Int, steps: Int, hosts: [String], destructive: Int) -> Phrase {
    Phrase(
      ja: "\(systems) システム・\(steps) 手順を実行します（うち破壊的な手順 \(destructive)）。変更するホスト："
        + "\(hosts.isEmpty ? "なし" : hosts.joined(separator: "、"))",
      en: "This runs \(steps) steps for \(systems) systems (\(destructive) of them destructive) and changes "
        + "these hosts: \(hosts.isEmpty ? "none" : hosts.joined(separator: ", "))")
  }

  public static func stopsThings(_ step: String, host: String, title: Phrase) -> Phrase {
    Phrase(ja: "・\(host)：\(title.ja)（\(step)）", en: "- \(host): \(title.en) (\(step))")
  }

  public static let startQuestion = Phrase(ja: "開始しますか？ [はい=y / いいえ=N] ", en: "Start? [y/N] ")
  public static let notStarted = Phrase(
    ja: "開始しませんでした。何も実行していません", en: "not started; nothing was run")
  public static let needsYes = Phrase(
    ja: "端末がないので開始の確認ができません。--yes を付けて実行してください",
    en: "there is no terminal to ask before the start; add --yes")
  public static func badTime(_ text: String) -> Phrase {
    Phrase(
      ja: "時刻「\(text)」を読めません。2026-11-22T10:15:00+09:00 の形で書いてください",
      en: "can't read the time \(text); write it like 2026-11-22T10:15:00+09:00")
  }
  public static func markInFuture(_ text: String) -> Phrase {
    Phrase(ja: "時刻「\(text)」は未来です", en: "the time \(text) lies in the future")
  }
  public static func runRecorded(_ run: String, path: String) -> Phrase {
    Phrase(ja: "記録：\(path)（実施 \(run)）", en: "record: \(path) (run \(run))")
  }
  public static func nextReport(_ run: String) -> Phrase {
    Phrase(
      ja: "報告書：sonae report \(run) --output report.html\n検証：sonae verify \(run)",
      en: "report: sonae report \(run) --output report.html\nverify: sonae verify \(run)")
  }

  // MARK: check

  public static func checkSummary(ok: Int, all: Int) -> Phrase {
    Phrase(ja: "確認項目 \(all) 件のうち \(ok) 件が正常です", en: "\(ok) of \(all) checks hold")
  }
  public static let noChecks = Phrase(
    ja: "調べる確認項目がありません。inventory のシステムに health を書いてください",
    en: "there are no checks to ask; write `health` for the systems in the inventory")

  // MARK: runs, report

  public static let noRuns = Phrase(
    ja: "実施の記録はまだありません。sonae drill で訓練を実行してください",
    en: "there are no runs on record yet; run one with `sonae drill`")
  public static func reportWritten(_ path: String) -> Phrase {
    Phrase(ja: "\(path) に書きました", en: "wrote \(path)")
  }

  public static func planSummary(systems: Int, steps: Int, digest: String) -> Phrase {
    Phrase(
      ja: "\(systems) システム、\(steps) 手順。計画の指紋：\n\(digest)",
      en: "\(systems) systems, \(steps) steps; the plan's digest:\n\(digest)")
  }

  public static func planWarning(_ warning: Phrase) -> Phrase {
    Phrase(ja: "警告：\(warning.ja)", en: "warning: \(warning.en)")
  }

  public static func headNotPlaced(_ why: Phrase, run: String) -> Phrase {
    Phrase(
      ja: "注意：\(why.ja)。この実施は完了し、最後の行まで記録されていますが、末尾のハッシュ（head）を置けませんでした。"
        + "やり直すことはありません。記録できるようになったら sonae resume \(run) が head だけを置きます",
      en:
        "careful: \(why.en). The run is closed and recorded to its last line; only the digest of that line (head) couldn't be placed beside it. "
        + "Nothing has to be done again: once it can be written, sonae resume \(run) places the head and does nothing else"
    )
  }

  public static func headPlaced(_ run: String) -> Phrase {
    Phrase(
      ja: "\(run) は完了しています。欠けていた head を置きました。結果は sonae report \(run) で見られます",
      en:
        "the run \(run) is closed; the head that was missing has been placed. sonae report \(run) shows what came of it"
    )
  }

  public static func recordFailed(_ why: Phrase, run: String) -> Phrase {
    Phrase(
      ja: "\(why.ja)。以後、ホストでは何も実行していません。記録できるようになったら、続けるには sonae resume \(run)、"
        + "元に戻すだけなら sonae undo \(run) を実行してください（残りは sonae runs show \(run) で確かめられます）",
      en: "\(why.en). Nothing more was run on any host. Once it can be written again: sonae resume \(run) goes on, "
        + "sonae undo \(run) only undoes; sonae runs show \(run) tells what is left")
  }
}
