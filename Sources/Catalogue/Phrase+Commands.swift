/// What the commands say of themselves in `--help`.
extension Phrase {
  public static let aboutSonae = Phrase(
    ja: "備え：ICT-BCP の訓練と復旧を、計画どおりに実行し、時間を測り、記録する",
    en: "Sonae: run ICT-BCP drills and recoveries by their plan, time them, and keep the record.")
  public static let aboutExitCodes = Phrase(
    ja: """
      終了コード：0 すべて成功し目標を達成　1 失敗または目標未達あり　2 ワークスペースの誤り　3 結果不明または元に戻す作業が残る
      4 実行を拒否（ロック・安全規則）　5 記録を書けない　64 使い方の誤り
      74 他はすべて成功したが、標準出力に書けないか、読み手（| head など）がいなくなった
      check だけは監視プラグインの規約（0 正常・1 警告・2 異常・3 不明）に従います。
      """,
    en: """
      Exit codes: 0 all passed, objectives met; 1 something failed or an objective was missed; 2 the workspace is not valid;
      3 something is unknown or an undo is owed; 4 refused (lock, safety rule); 5 the record could not be written; 64 wrong usage;
      74 all else went well, but standard output could not be written, or its reader (such as | head) went away.
      `check` alone follows the monitoring plugins: 0 ok, 1 warning, 2 critical, 3 unknown.
      """)

  public static let aboutInit = Phrase(
    ja: "説明付きの見本ワークスペースを作る", en: "Make a commented sample workspace.")
  public static let exampleInit = Phrase(
    ja: "例：sonae init my-city（既にあるファイルは上書きしません）",
    en: "Example: sonae init my-city (existing files are never overwritten)")
  public static let aboutValidate = Phrase(
    ja: "ワークスペースの誤りを、場所とともにすべて示す", en: "Show every error of the workspace with its place.")
  public static let exampleValidate = Phrase(
    ja: "例：sonae validate　sonae validate playbooks/vhost-loss.yaml",
    en: "Examples: sonae validate; sonae validate playbooks/vhost-loss.yaml")
  public static let aboutPlan = Phrase(
    ja: "シナリオの実行計画（順序・対象・警告）を示す", en: "Show a scenario's plan: order, hosts and warnings.")
  public static let examplePlan = Phrase(
    ja: "例：sonae plan vhost-loss　sonae plan vhost-loss --format mermaid　sonae plan vhost-loss --json",
    en: "Examples: sonae plan vhost-loss; sonae plan vhost-loss --format mermaid; sonae plan vhost-loss --json")
  public static let aboutCheck = Phrase(
    ja: "システムの確認項目を調べる（何も変更しません）", en: "Ask the systems' health checks; changes nothing.")
  public static let exampleCheck = Phrase(
    ja: "例：sonae check　sonae check --systems file-server,lgwan　sonae check --watch 30s",
    en: "Examples: sonae check; sonae check --systems file-server,lgwan; sonae check --watch 30s")
  public static let aboutExec = Phrase(
    ja: "1つのコマンドを複数のホストで同時に実行する", en: "Run one command on many hosts, side by side.")
  public static let aboutHosts = Phrase(
    ja: "ホストの鍵を登録し、ホストにある仮想マシンを台帳と見比べる", en: "Make hosts known, and compare their machines with the inventory.")
  public static let exampleHosts = Phrase(
    ja: "例：sonae hosts trust vhost-a　sonae hosts discover",
    en: "Examples: sonae hosts trust vhost-a; sonae hosts discover")
  public static let aboutHostsDiscover = Phrase(
    ja: "ホストにある仮想マシンを調べ、台帳（inventory）と見比べる", en: "List hosts' virtual machines and compare them with the inventory.")
  public static let exampleHostsDiscover = Phrase(
    ja: "例：sonae hosts discover　sonae hosts discover vhost-a,vhost-b --json　ホストごとにコマンドを1回実行するだけで、何も変えません。\n"
      + "終了コード：0 台帳のとおり　1 台帳と違う　2 ワークスペースの誤り、仮想化基盤が書かれていない　3 調べられないホストがあり、ほかは台帳のとおり　64 使い方の誤り",
    en:
      "Examples: sonae hosts discover; sonae hosts discover vhost-a,vhost-b --json. One command for each host, which changes nothing.\n"
      + "Exit codes: 0 as the inventory says; 1 it differs; 2 a mistake in the workspace, or no platform is written there; 3 a host could "
      + "not be asked, and the others agree; 64 wrong usage.")
  public static let argumentHostsToDiscover = Phrase(
    ja: "ホスト（省略すると、台帳で platform のあるすべて）", en: "Hosts; without any, all that have a platform in the inventory.")
  public static let aboutHostsTrust = Phrase(
    ja: "ホスト鍵の指紋を示し、確認のうえ known_hosts に加える",
    en: "Show a host's key and add it to known_hosts after a yes.")
  public static let exampleHostsTrust = Phrase(
    ja: "例：sonae hosts trust vhost-a　sonae hosts trust vhost-a --fingerprint SHA256:…　指紋は接続先のコンソールで "
      + "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub を実行して見比べます。登録と違う鍵は決して上書きしません。\n"
      + "終了コード：0 登録済みか、加えた　1 鍵を確かめられないか、書けない　2 ワークスペースか ssh_config の誤り　4 加えなかった　64 使い方の誤り",
    en: "Examples: sonae hosts trust vhost-a; sonae hosts trust vhost-a --fingerprint SHA256:… Compare the fingerprint "
      + "with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints on the server's console. A key that differs "
      + "from the known one is never replaced.\n"
      + "Exit codes: 0 known already, or added; 1 a key could not be asked for or written; 2 the workspace or ssh_config is not "
      + "valid; 4 not added; 64 wrong usage.")
  public static let optionFingerprint = Phrase(
    ja: "この指紋の鍵なら尋ねずに加える", en: "Add a key with this fingerprint without asking.")
  public static func hostIsKnown(_ host: String) -> Phrase {
    Phrase(ja: "\(host)：登録済みで、鍵も一致しています", en: "\(host): known already, and the key is the same")
  }
  public static func hostShowsKey(_ host: String, name: String, type: String, fingerprint: String, file: String)
    -> Phrase
  {
    Phrase(
      ja: "\(host)（\(name)）のホスト鍵：\(type) \(fingerprint)\n加える先：\(file)",
      en: "\(host) (\(name)) shows the host key \(type) \(fingerprint)\nit would be added to \(file)")
  }
  public static func jumpHost(_ jump: String, for host: String) -> Phrase {
    Phrase(ja: "\(host) への中継ホスト \(jump)", en: "the jump host \(jump) of \(host)")
  }
  public static func hostHasOtherKeys(_ keys: [String]) -> Phrase {
    Phrase(
      ja: "登録済みの鍵（残ります）：" + keys.joined(separator: "、") + "。種類が違うため、示された鍵の確かめにはなりません",
      en: "known already, and kept: " + keys.joined(separator: ", ")
        + "; of another type, so they don't vouch for this one")
  }
  public static let trustQuestion = Phrase(
    ja: "接続先のコンソールで見た指紋と一致しますか？ [y/N] ",
    en: "Is it the fingerprint that the server's console shows? [y/N] ")
  public static let trustDeclined = Phrase(ja: "加えませんでした", en: "not added")
  public static func notAFingerprint(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は指紋ではありません。ssh-keygen -lf が示すとおり、SHA256: に続く43文字まで指定してください",
      en: "\(text) is not a fingerprint; give it as ssh-keygen -lf prints it, SHA256: and 43 characters")
  }
  public static let trustNeedsPerson = Phrase(
    ja: "加えませんでした。端末から実行して確かめるか、--fingerprint で確認済みの指紋を指定してください",
    en: "not added; run it in a terminal to confirm, or name the fingerprint that you have checked with --fingerprint")
  public static func fingerprintDiffers(_ shown: String) -> Phrase {
    Phrase(
      ja: "加えませんでした。接続先の指紋 \(shown) は --fingerprint の値と違います。接続先を確かめてください",
      en: "not added: the server's \(shown) is not what --fingerprint says; make sure which machine answers")
  }
  public static func hostAdded(_ host: String, file: String) -> Phrase {
    Phrase(ja: "\(host)：\(file) に加えました", en: "\(host): added to \(file)")
  }
  public static let aboutDrill = Phrase(
    ja: "訓練を実行し、復旧時間を測り、元に戻し、記録する",
    en: "Run a drill: time every recovery, undo what was done, keep the record.")
  public static let exampleDrill = Phrase(
    ja: "例：sonae drill vhost-loss　sonae drill vhost-loss --yes --as tanaka　Ctrl-C は1回で中止して元に戻し、2回で即時停止します。\n"
      + answering.ja + "\n" + exitCodesOfRun.ja,
    en: "Examples: sonae drill vhost-loss; sonae drill vhost-loss --yes --as tanaka. Ctrl-C once stops and "
      + "undoes, twice stops at once.\n" + answering.en + "\n" + exitCodesOfRun.en)

  /// Of everything that carries a run through.
  private static let exitCodesOfRun = Phrase(
    ja: "終了コード：0 すべて成功し目標を達成（--detach では「始まった」）　1 失敗・目標未達・中止　2 ワークスペースの誤り　"
      + "3 結果不明または元に戻す作業が残る　4 実行を拒否（実行中の実施や、まだ元に戻していない実施があるなど）　5 記録を書けない　64 使い方の誤り",
    en:
      "Exit codes: 0 all passed, objectives met (with --detach: it has begun); 1 something failed, was missed or was stopped; 2 the "
      + "workspace is not valid; 3 something is unknown or an undo is owed; 4 refused (another run goes on there or has not been undone, "
      + "a changed record, a safety rule); 5 the record could not be written; 64 wrong usage.")

  /// All letters and words that the questions of a run are answered with.
  private static let answering = Phrase(
    ja: "質問への回答（端末から、または標準入力に1行ずつ。答えられるものは質問ごとに示します）：d・完了・done [メモ]　f・失敗・failed [メモ]　"
      + "s・省略・skip 理由　r・再試行・retry　h・手作業・hand [メモ]",
    en: "Answers to its questions, on the terminal or one a line on standard input (each question lists its own): "
      + "d or done [note]; f or failed [note]; s or skip REASON; r or retry; h or hand [note]; the Japanese words too")

  public static let aboutResume = Phrase(
    ja: "中断した実施を、記録された計画のまま続ける",
    en: "Carry on a run that broke off, by the plan in its record.")
  public static let exampleResume = Phrase(
    ja: """
      例：sonae resume last　sonae resume 20261122-101500-vhost-loss-7f3a --yes --as tanaka
      途切れたときに実行中だったコマンドの結果は、まずホストに残っている控えに尋ね、なければ事後条件、それもなければ担当者に尋ねます。
      始める前に、終わった手順と残りを示して確かめます。--yes はそれに「はい」と答えるだけで、結果の質問には答えません。
      \(elsewhere.ja)
      \(answering.ja)
      \(exitCodesOfRun.ja)
      """,
    en: """
      Examples: sonae resume last; sonae resume 20261122-101500-vhost-loss-7f3a --yes --as tanaka
      What became of a command that was under way is asked of its host first, which keeps that, then of its step's postcondition, then
      of a person. Before it starts it shows what is over and what is left, and asks: --yes answers that and no other question.
      \(elsewhere.en)
      \(answering.en)
      \(exitCodesOfRun.en)
      """)

  private static let elsewhere = Phrase(
    ja: "別の端末でも続けられます。ワークスペースと記録のフォルダ（実施のフォルダの secret も）をコピーし、元の端末で動いていないことを必ず確かめてください。"
      + "secret がないとホストの控えを照合できません。",
    en:
      "Another machine will do: copy the workspace and the records folder, with the file secret in the run's folder, and make sure that "
      + "nothing goes on on the first one. Without secret the hosts' word can't be used.")
  public static let aboutUndo = Phrase(
    ja: "中断した実施の、元に戻す作業だけを行って閉じる", en: "Undo what a run that broke off did, and close it.")
  public static let exampleUndo = Phrase(
    ja: """
      例：sonae undo last　sonae undo 20261122-101500-vhost-loss-7f3a --yes
      sonae undo last --waive file-server.stop --reason "機器を交換したため" --as suzuki
      --waive は、そのステップを元に戻さないことの承認です。残りはすべて元に戻し、実施を閉じます。
      \(elsewhere.ja)
      \(exitCodesOfRun.ja)
      """,
    en: """
      Examples: sonae undo last; sonae undo 20261122-101500-vhost-loss-7f3a --yes
      sonae undo last --waive file-server.stop --reason "the machine was replaced" --as suzuki
      --waive says that the undo of this one step isn't needed; all the rest is undone, and the run closed.
      \(elsewhere.en)
      \(exitCodesOfRun.en)
      """)
  public static let optionWaive = Phrase(
    ja: "このステップを元に戻す作業を免除する（実施者とは別の人が --as と --reason を付けて）",
    en: "This step's undo needn't be paid: said by another person than the operator, with --as and --reason.")
  public static let optionWaiveReason = Phrase(ja: "元に戻さない理由", en: "Why it needn't be undone.")
  public static let optionHostsMoved = Phrase(
    ja: "接続先が変わったホストが、同じ機器であることを確かめた（記録に残る）",
    en: "Hosts whose addresses changed are the same machines: you have made sure of it (it stands in the record).")
  public static let aboutRuns = Phrase(ja: "実施の記録を見る", en: "Look at the runs on record.")
  public static let exampleRuns = Phrase(
    ja: "例：sonae runs　sonae runs show last　sonae runs log last　sonae runs follow last\n" + exitCodesOfRecords.ja,
    en: "Examples: sonae runs; sonae runs show last; sonae runs log last; sonae runs follow last\n"
      + exitCodesOfRecords.en)

  /// Of everything that only reads records.
  private static let exitCodesOfRecords = Phrase(
    ja: "終了コード：0 示した（実施の結果にはよらない）　2 ワークスペースがない　5 一覧や続きを読めない　64 その実施がないか読めない、使い方の誤り",
    en:
      "Exit codes: 0 shown, whatever the run's result; 2 no workspace; 5 the list or what follows could not be read; 64 no such run, or "
      + "it can't be read, or wrong usage.")
  public static let aboutRunsList = Phrase(ja: "実施の一覧", en: "List the runs.")
  public static let exampleRunsList = Phrase(
    ja: "例：sonae runs list --scenario vhost-loss --limit 10\n" + exitCodesOfRecords.ja,
    en: "Example: sonae runs list --scenario vhost-loss --limit 10\n" + exitCodesOfRecords.en)
  public static let aboutRunsShow = Phrase(ja: "1つの実施の結果を示す", en: "Show one run's result.")
  public static let exampleRunsShow = Phrase(
    ja: "例：sonae runs show last　sonae runs show 20261122-1015 --json\n" + exitCodesOfRecords.ja,
    en: "Examples: sonae runs show last; sonae runs show 20261122-1015 --json\n" + exitCodesOfRecords.en)
  public static let aboutRunsLog = Phrase(
    ja: "1つの実施の出来事を順に示す", en: "Show one run's events in their order.")
  public static let exampleRunsLog = Phrase(
    ja: "例：sonae runs log last\n" + exitCodesOfRecords.ja, en: "Example: sonae runs log last\n" + exitCodesOfRecords.en)
  public static let aboutRunsFollow = Phrase(
    ja: "進行中の実施を終わりまで見守る", en: "Watch a run until it ends.")
  public static let exampleRunsFollow = Phrase(
    ja: "例：sonae runs follow last　Ctrl-C は見守るのをやめるだけで、実施は続きます。--json では出来事を1行に1つの JSON で出します。\n"
      + exitCodesOfRecords.ja,
    en:
      "Example: sonae runs follow last. Ctrl-C only leaves; the run goes on. With --json every event is one JSON document in a line "
      + "of its own.\n" + exitCodesOfRecords.en)
  public static let aboutReport = Phrase(ja: "訓練実施報告書を作る", en: "Write the drill report.")
  public static let exampleReport = Phrase(
    ja: "例：sonae report last --output report.html　sonae report last --format csv --language en\n"
      + "終了コード：0 作った（実施の結果にはよらない）　2 ワークスペースがない　5 ファイルに書けない　64 その実施がないか読めない、使い方の誤り",
    en: "Examples: sonae report last --output report.html; sonae report last --format csv --language ja\n"
      + "Exit codes: 0 written, whatever the run's result; 2 no workspace; 5 the file could not be written; 64 no such run, or it can't "
      + "be read, or wrong usage.")
  public static let aboutVerify = Phrase(
    ja: "記録が改ざんされていないことを確かめる", en: "Prove that records have not been changed.")
  public static let exampleVerify = Phrase(
    ja: "例：sonae verify（すべて）　sonae verify last\n"
      + "終了コード：0 どの記録も書かれたときのまま　1 変わった記録か、読めない記録がある　2 ワークスペースがない　64 その実施がない、使い方の誤り",
    en: "Examples: sonae verify (all of them); sonae verify last\n"
      + "Exit codes: 0 every record is as it was written; 1 one was changed or can't be read; 2 no workspace; 64 no such run, or wrong "
      + "usage.")

  public static let optionWorkspace = Phrase(
    ja: "ワークスペース（既定：SONAE_WORKSPACE、なければ上位の最も近いもの）",
    en: "The workspace (default: SONAE_WORKSPACE, else the nearest one upwards).")
  public static let optionLanguage = Phrase(ja: "言語（既定：ロケール）", en: "The language (default: by the locale).")
  public static let optionNoColor = Phrase(ja: "色を使わない（NO_COLOR も同じ）", en: "No colour (as NO_COLOR does).")
  public static let optionJSON = Phrase(
    ja: "結果を JSON で標準出力に出す（他はすべて標準エラー出力。runs follow では1行に1つ）",
    en: "One JSON document on standard output (runs follow: one a line), everything else on standard error.")
  public static let optionSSHConfig = Phrase(
    ja: "ssh_config のファイル（既定：SONAE_SSH_CONFIG、sonae.yaml の ssh.config、~/.ssh/config）",
    en: "The ssh_config file (default: SONAE_SSH_CONFIG, ssh.config of sonae.yaml, ~/.ssh/config).")
  public static let optionAs = Phrase(
    ja: "実施者として記録する名前（既定：SONAE_OPERATOR、なければログイン名）",
    en: "Who acts, for the record (default: SONAE_OPERATOR, else the login name).")
  public static let optionStdin = Phrase(
    ja: "コマンドを標準入力から1行に1つ読み、順に実行する", en: "Read commands from standard input, one a line, and run them in order.")
  public static let optionInput = Phrase(
    ja: "各コマンドの標準入力に渡すファイル（- は標準入力、16 MiB まで）",
    en: "What every command reads on its standard input; - is this one's own. 16 MiB at most.")
  public static let optionTimeout = Phrase(
    ja: "1コマンドの制限時間（30s、5m など）", en: "Time limit of one command, such as 30s or 5m.")
  public static let optionParallel = Phrase(ja: "同時に実行するホストの数", en: "Hosts at once.")
  public static let optionSystems = Phrase(
    ja: "調べるシステムの id（コンマ区切り。既定：すべて）", en: "Ids of the systems, with commas (default: all).")
  public static let optionWatch = Phrase(
    ja: "この間隔で繰り返し調べる（30s など。Ctrl-C で終了）", en: "Ask again at this interval, such as 30s; Ctrl-C ends it.")
  public static let optionYes = Phrase(
    ja: "開始の確認に「はい」と答える（端末がないときは必須）",
    en: "Answer yes before the start; needed without a terminal.")
  public static let optionOnset = Phrase(
    ja: "発災の時刻（2026-11-22T10:15:00+09:00）", en: "When the disruption began, such as 2026-11-22T10:15:00+09:00.")
  public static let optionDetected = Phrase(ja: "検知の時刻", en: "When it was detected.")
  public static let optionPlain = Phrase(
    ja: "画面を書き換えず、1行ずつ表示する", en: "Plain lines instead of the live view.")
  public static let optionDetach = Phrase(
    ja: "端末から切り離して続け、実施の id を出力してすぐに終わる（人に尋ねる手順があれば始めない）",
    en: "Go on in the background: print the run's id and return. Refused where a step needs a person.")
  public static let optionMode = Phrase(ja: "訓練（drill）か復旧（recovery）か", en: "For a drill or for a recovery.")
  public static let optionPlanFormat = Phrase(ja: "表示の形（table、mermaid）", en: "table or mermaid.")
  public static let optionFormat = Phrase(
    ja: "形式（html、markdown、csv、csv-systems、json）", en: "html, markdown, csv, csv-systems or json.")
  public static let optionOutput = Phrase(
    ja: "書き込むファイル（既定：標準出力）", en: "The file to write (default: standard output).")
  public static let optionScenario = Phrase(ja: "このシナリオだけ", en: "Only this scenario.")
  public static let optionSystem = Phrase(ja: "このシステムを含むものだけ", en: "Only runs with this system.")
  public static let optionResult = Phrase(
    ja: "この結果だけ（met、missed、failed、aborted、unfinished）",
    en: "Only this result: met, missed, failed, aborted or "
      + "unfinished.")
  public static let optionFiscalYear = Phrase(ja: "この年度だけ（西暦）", en: "Only this fiscal year.")
  public static let optionLimit = Phrase(ja: "最大の件数", en: "At most this many.")
  public static let argumentHosts = Phrase(
    ja: "ホストの id、ワイルドカード、@区画、@基盤", en: "Ids, globs, @segment or @platform.")
  public static let argumentFiles = Phrase(
    ja: "調べるファイル（既定：ワークスペース全体）", en: "The files (default: the whole workspace).")
  public static let argumentScenario = Phrase(ja: "シナリオの id", en: "The scenario's id.")
  public static let argumentRun = Phrase(
    ja: "実施の id、その先頭の一部、last、または記録のフォルダのパス",
    en: "A run's id, the beginning of one, `last`, or the path of its folder.")
  public static let argumentFolder = Phrase(ja: "作る場所（既定：現在のフォルダ）", en: "Where (default: here).")

  public static let helpOverview = Phrase(ja: "概要：", en: "OVERVIEW: ")
  public static let helpUsage = Phrase(ja: "使い方：", en: "USAGE: ")
  public static let helpArguments = Phrase(ja: "引数：", en: "ARGUMENTS:")
  public static let helpOptions = Phrase(ja: "オプション：", en: "OPTIONS:")
  public static let helpSubcommands = Phrase(ja: "コマンド：", en: "SUBCOMMANDS:")
  public static let helpError = Phrase(ja: "エラー：", en: "Error: ")
  public static let helpHelp = Phrase(ja: "説明：", en: "Help: ")
  public static let helpShowHelp = Phrase(ja: "この説明を表示する", en: "Show help information.")
  public static let helpShowVersion = Phrase(ja: "版を表示する", en: "Show the version.")
  public static func helpSee(_ command: String) -> Phrase {
    Phrase(ja: "詳しくは '\(command)' をご覧ください。", en: "See '\(command)' for detailed help.")
  }

  public static let helpValues = Phrase(ja: "(値:", en: "(values:")
  public static let helpDefault = Phrase(ja: "(既定:", en: "(default:")
  public static let helpDefaultAfterValues = Phrase(ja: "既定:", en: "default:")

  // MARK: What the parser of the command line says

  public static func optionTakesNoValue(_ option: String, _ value: String) -> Phrase {
    Phrase(
      ja: "\(option) は値をとりません。「=\(value)」を外してください",
      en: "The option '\(option)' does not take any value, but '\(value)' was specified.")
  }

  public static func argumentMissing(_ name: String) -> Phrase {
    Phrase(ja: "\(name) を指定してください", en: "Missing expected argument '\(name)'")
  }

  public static func argumentUnexpected(_ word: String) -> Phrase {
    Phrase(ja: "「\(word)」は余分か、つづりの誤りです", en: "Unexpected argument '\(word)'")
  }

  public static func optionUnknown(_ option: String, near: String?) -> Phrase {
    Phrase(
      ja: "オプション \(option) はありません。" + (near.map { "\($0) のことでしょうか" } ?? "--help で確かめてください"),
      en: "Unknown option '\(option)'" + (near.map { ". Did you mean '\($0)'?" } ?? ""))
  }

  public static func optionValueMissing(_ option: String) -> Phrase {
    Phrase(ja: "\(option) の値を指定してください", en: "Missing value for '\(option)'")
  }

  public static func optionValueInvalid(_ value: String, option: String) -> Phrase {
    Phrase(
      ja: "「\(value)」は \(option) の値として使えません。--help で確かめてください",
      en: "The value '\(value)' is invalid for '\(option)'")
  }
}
