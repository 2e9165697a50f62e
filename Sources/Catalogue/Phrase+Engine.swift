extension Phrase {
  public static func dependencyNotRecovered(_ system: String) -> Phrase {
    Phrase(
      ja: "依存先のシステム「\(system)」が復旧していないため実施していません",
      en: "not run, because \(system), which it depends on, has not recovered")
  }

  public static func stepBeforeFailed(_ step: String) -> Phrase {
    Phrase(
      ja: "前の手順 \(step) が成功していないため実施していません",
      en: "not run, because step \(step) before it did not succeed")
  }

  public static let needsNeverMet = Phrase(
    ja: "needs の手順が実施されなかったため、実施していません", en: "not run, because a step that it needs was never run")

  public static func conditionDoesNotHold(_ name: String, value: String) -> Phrase {
    Phrase(
      ja: "条件に当てはまらないため対象外です（\(name) = \(value)）",
      en: "not applicable: its condition does not hold (\(name) = \(value))")
  }

  public static func undoStillOwed(_ count: Int) -> Phrase {
    Phrase(
      ja: "元に戻す作業が \(count) 件残っています", en: "\(count) undo action(s) are still owed")
  }

  public static let stuck = Phrase(
    ja: "進められる手順がなくなりました。計画の needs と depends_on を見直してください",
    en: "nothing can go on; look at the plan's needs and depends_on")

  public static let stoppedAtOnce = Phrase(
    ja: "即時停止しました。実行中だった手順の結果は不明です",
    en: "stopped at once; what was under way is in doubt")

  public static let pausedForTermination = Phrase(
    ja: "終了を求められたため（SIGTERM：端末のシャットダウンや kill など）、実施を止めました。新しい手順は始めていません",
    en: "asked to end (SIGTERM: a shutdown, a service manager, kill); nothing more was started")

  public static let pausedForHangUp = Phrase(
    ja: "端末が閉じられたため（SIGHUP）、実施を止めました。新しい手順は始めていません",
    en: "the terminal was closed (SIGHUP); nothing more was started")

  public static let stopAsked = Phrase(ja: "中止の指示がありました", en: "asked to stop")

  public static func exitCodeWrong(_ code: Int, wanted: String) -> Phrase {
    Phrase(
      ja: "終了コードが \(code) でした（期待値：\(wanted)）。出力を確かめてください",
      en: "exit code \(code), expected \(wanted); look at its output")
  }

  public static func outputWrong(_ stream: String, wanted: Phrase) -> Phrase {
    Phrase(
      ja: "\(stream) の内容が期待と違います（\(wanted.ja)）",
      en: "\(stream) is not as expected (\(wanted.en))")
  }

  public static func mustContain(_ text: String) -> Phrase {
    Phrase(ja: "「\(text)」を含むこと", en: "must contain \"\(text)\"")
  }
  public static func mustNotContain(_ text: String) -> Phrase {
    Phrase(ja: "「\(text)」を含まないこと", en: "must not contain \"\(text)\"")
  }
  public static func mustEqual(_ text: String) -> Phrase { Phrase(ja: "「\(text)」であること", en: "must be \"\(text)\"") }
  public static func mustBeOneOf(_ texts: [String]) -> Phrase {
    Phrase(
      ja: "\(texts.map { "「\($0)」" }.joined(separator: "、")) のどれかであること",
      en: "must be one of \(texts.map { "\"\($0)\"" }.joined(separator: ", "))")
  }
  public static func mustMatch(_ expression: String) -> Phrase {
    Phrase(ja: "正規表現 \(expression) に合うこと", en: "must match \(expression)")
  }
  public static let mustHaveNumber = Phrase(ja: "数値を含むこと", en: "must contain a number")
  public static func mustLieWithin(_ range: String) -> Phrase {
    Phrase(ja: "数値が \(range) の範囲にあること", en: "its number must lie within \(range)")
  }

  public static func commandTimedOut(_ seconds: String) -> Phrase {
    Phrase(
      ja: "制限時間 \(seconds) を超えたため、ホスト上のプロセスをすべて終了させました",
      en: "ran longer than \(seconds); its whole process tree on the host was ended")
  }

  public static func mayStillRun(_ seconds: String) -> Phrase {
    Phrase(
      ja: "制限時間 \(seconds) を超えましたが、ホスト上で終了したことを確認できません。ホストを確かめてください",
      en: "ran longer than \(seconds), and nothing proves that it has ended on the host; look at the host")
  }

  public static func doneAgainByWord(_ person: String) -> Phrase {
    Phrase(
      ja: "実行が途切れ、どこまで進んだか分からないため、\(person) の判断でもう一度実行します",
      en: "the run broke off and nothing tells how far this came; \(person) has it done again")
  }

  public static func impossibleHistory(_ detail: String) -> Phrase {
    Phrase(
      ja: "記録の整合が取れないため停止しました（\(detail)）。sonae verify で記録を確かめ、開発元に知らせてください",
      en: "stopped, because the record contradicts itself (\(detail)); check it with `sonae verify` and report this")
  }

  public static let interrupted = Phrase(ja: "中止しました", en: "interrupted")

  public static func didNotHold(_ checks: String, seen: Phrase) -> Phrase {
    Phrase(
      ja: "確認項目が満たされませんでした：\(checks)（\(seen.ja)）",
      en: "did not hold: \(checks) (\(seen.en))")
  }

  public static func dataTimeAhead(_ time: String) -> Phrase {
    Phrase(
      ja: "最新データの時刻 \(time) が現在より先です。data_as_of のコマンドとホストの時計を確かめてください",
      en: "the newest data's time \(time) lies ahead of now; check the command of data_as_of and the host's clock")
  }

  public static func outputCutUnjudged(_ stream: String) -> Phrase {
    Phrase(
      ja: "\(stream) が長すぎて中ほどが残っておらず、判定できません。出力を絞る（grep など）か、limits の output を大きくしてください",
      en:
        "\(stream) is too long: its middle wasn't kept, so it can't be judged; print less (grep) or raise `output` in limits"
    )
  }

  public static let noTimeInOutput = Phrase(
    ja: "出力に ISO 8601 の時刻がありません。最新データの時刻を 2026-11-22T10:15:00+09:00 の形で出力してください",
    en: "the output has no ISO 8601 time; print the newest data's time like 2026-11-22T10:15:00+09:00")

  public static func registerDidNotMatch(_ expression: String) -> Phrase {
    Phrase(
      ja: "register の正規表現 \(expression) に合う出力がありません",
      en: "no output matches the register's expression \(expression)")
  }

  public static func valueNeverRegistered(_ name: String) -> Phrase {
    Phrase(
      ja: "値「\(name)」がまだ登録されていません。登録する手順が成功しているか確かめてください",
      en: "the value \(name) was never registered; check that the step that registers it succeeded")
  }

  public static func valueLost(_ name: String) -> Phrase {
    Phrase(
      ja: "値「\(name)」は、登録したプロセスとともに失われました（sensitive の手順の値は記録に残りません）。この値を使う作業は、担当者が手作業で行ってください",
      en:
        "the value \(name) was lost with the process that had read it (values of sensitive steps aren't recorded); what needs it has to be done by hand"
    )
  }

  public static func undoValueLost(_ name: String, step: String, run: String) -> Phrase {
    Phrase(
      ja: "値「\(name)」は、登録したプロセスとともに失われました（sensitive の手順の値は記録に残りません）。ホスト上で手作業で元に戻し、"
        + "sonae undo \(run) --by-hand \(step) --note 作業内容 で記録してください",
      en:
        "the value \(name) was lost with the process that had read it (values of sensitive steps aren't recorded); undo it by hand, then "
        + "sonae undo \(run) --by-hand \(step) --note TEXT")
  }

  public static func secretTooShort(_ name: String, bytes: Int) -> Phrase {
    Phrase(
      ja: "秘密の値「\(name)」が短すぎます（\(bytes) バイト未満）。ふつうの文字と見分けて出力から消すことができないので、もっと長い値にしてください",
      en:
        "the secret \(name) is shorter than \(bytes) bytes: it can't be told from ordinary text and kept out of outputs; "
        + "use a longer one")
  }

  /// - Parameter names: of secrets whose values aren't for sure those that the run had before.
  public static func secretsChanged(_ names: [String]) -> Phrase {
    Phrase(
      ja: "注意：秘密の値（\(names.joined(separator: "、"))）が実施中のものと同じだと確かめられません。古い値を消すことができないので、"
        + "途切れたときに実行中だったコマンドの出力は、判定に使うだけで記録にも画面にも残しません",
      en:
        "careful: it can't be seen that these secrets have the values that the run had before: \(names.joined(separator: ", ")). "
        + "An old value couldn't be taken out, so the output of commands that were under way is judged, but neither kept nor shown"
    )
  }

  public static func secretMissing(_ name: String) -> Phrase {
    Phrase(
      ja: "秘密の値「\(name)」を読めません。sonae.yaml の secrets を確かめてください",
      en: "the secret \(name) can't be read; check `secrets` in sonae.yaml")
  }

  public static let undoAsked = Phrase(
    ja: "元に戻す処理だけを行うよう指示されました", en: "only the undo was asked for")
  public static let cutOff = Phrase(
    ja: "実施の中断で途切れました。変更を伴わないのでやり直します", en: "cut off when the run was interrupted; it is done again")
  public static func hostNotAsked(_ step: String, host: String, why: Phrase) -> Phrase {
    Phrase(
      ja: "\(step) は中断時に実行中でしたが、いま \(host) に接続できず（\(why.ja)）、その後どうなったか分かりません。接続できるようになってから再開するか、再開して担当者が答えてください",
      en:
        "\(step) was under way and its host \(host) can't be reached now (\(why.en)), so nothing tells what became of it; resume "
        + "when the host can be reached, or resume and say it yourself")
  }

  public static func earlierMayStillRun(host: String, why: Phrase) -> Phrase {
    Phrase(
      ja: "前に実行したコマンドが \(host) でまだ動いている可能性があり、いま接続できないため確かめられません（\(why.ja)）。接続を回復してから、もう一度実行してください",
      en:
        "an earlier command of this step may still be running, and its host \(host) can't be reached to see (\(why.en)); restore the "
        + "connection, then try again")
  }

  public static let neverReachedHost = Phrase(
    ja: "実施が中断したとき、コマンドはまだホストに届いていませんでした", en: "the command had not reached its host when the run was interrupted")
  public static let foundOnHost = Phrase(
    ja: "中断中もホストで続き、終了コードと出力はホストに残っていた記録から取得しました",
    en: "it went on on its host meanwhile; its exit code and output were found there")
  public static let foundInPartOnHost = Phrase(
    ja: "中断中もホストで続き、終了コードはホストに残っていた記録から取得しました。出力はホストに残っていた分だけで、全部ではありません",
    en: "it went on on its host meanwhile; its exit code was found there, but not all of its output")
  public static func endedLate(_ code: Int, after time: String, timeout: String) -> Phrase {
    Phrase(
      ja: "中断中もホストで続き、制限時間 \(timeout) を過ぎて \(time) 後に終了コード \(code) で終わりました。止める者がいませんでした",
      en: "it ran \(time) unattended, longer than its timeout of \(timeout), and ended with code \(code)")
  }

  public static let inDoubt = Phrase(
    ja: "実施が中断したときに実行中で、どこまで進んだか分かりません。ホストの状態を確かめてください",
    en: "it was under way when the run was interrupted, and nothing tells how far it came; look at the host")
  public static let foundDone = Phrase(
    ja: "実施の中断時に実行中でしたが、事後条件が成り立っているので完了とみなしました",
    en: "it was under way when the run was interrupted; its postcondition holds, so it is done")

  public static let personSaidFailed = Phrase(ja: "担当者が失敗と報告しました", en: "the person reported a failure")
  public static let personSkipped = Phrase(ja: "担当者が省略しました", en: "skipped by the person")
  public static let nobodyDecided = Phrase(
    ja: "失敗後の判断を求められる人がいませんでした", en: "there was nobody to ask what to do after the failure")
  public static let nobodyAnswered = Phrase(
    ja: "時間内に回答がありませんでした", en: "nobody answered in time")
}
