/// What `sonae verify` says.
extension Phrase {
  public static func verified(lines: Int) -> Phrase {
    Phrase(
      ja: "検証済み：\(lines) 行すべてが書かれたときのままです。末尾が切り取られていないことは、印刷した報告書の head の値と照合して確かめてください",
      en:
        "verified: all \(lines) lines are as they were written; to be sure that no end was cut off, compare the head with the printed report"
    )
  }

  public static func verifiedUntilTorn(lines: Int) -> Phrase {
    Phrase(
      ja: "\(lines) 行目まで検証済み。その後に書きかけの行があります（書き込み中に強制終了されたもので、記録としては数えません）",
      en:
        "verified up to line \(lines), after which an unfinished line stands (the process was killed while it wrote; it counts for nothing)"
    )
  }

  public static func brokenAt(line: Int) -> Phrase {
    Phrase(
      ja: "\(line) 行目から記録が壊れています。この記録を証跡に使わず、バックアップと照合してください",
      en: "broken at line \(line): don't use this record as evidence; compare it with a backup")
  }

  /// A finding by its word; `detail` is the file, the number of bytes or what exactly is wrong.
  public static func finding(_ kind: String, line: Int?, detail: String) -> Phrase {
    let phrase = lineFinding(kind, detail: detail) ?? fileFinding(kind, detail: detail) ?? remark(kind, detail: detail)
    guard let line else { return phrase }
    return Phrase(ja: "\(line) 行目：\(phrase.ja)", en: "line \(line): \(phrase.en)")
  }

  private static func lineFinding(_ kind: String, detail: String) -> Phrase? {
    switch kind {
    case "not-json": Phrase(ja: "JSON のオブジェクトとして読めません", en: "is not a JSON object")
    case "not-canonical": Phrase(ja: "正規形の JSON ではなく、書き直された疑いがあります", en: "is not in canonical form: it was rewritten")
    case "chain":
      Phrase(
        ja: "直前の行のハッシュと合いません。直前の行が変えられたか、間の行が足されたか消されています",
        en: "doesn't follow from the line before: that one was changed, or a line between was added or removed")
    case "sequence": Phrase(ja: "通し番号が行の番号と合いません", en: "has a number that isn't its line's")
    case "elapsed":
      Phrase(ja: "経過時間が前の行より戻っています", en: "has a time of the monotonic clock before that of the line before")
    case "shape": Phrase(ja: "出来事の項目が正しくありません（\(detail)）", en: "is no event that Sonae writes (\(detail))")
    case "newer-schema":
      Phrase(
        ja: "新しい版の Sonae の形式 \(detail) です。Sonae を更新してください", en: "has schema \(detail) of a newer Sonae; update Sonae")
    case "not-opened": Phrase(ja: "実施の開始から始まっていません", en: "doesn't open a run, as a first line must")
    case "history": Phrase(ja: "それまでの出来事に続き得ません（\(detail)）", en: "can't follow what came before (\(detail))")
    default: nil
    }
  }

  private static func fileFinding(_ kind: String, detail: String) -> Phrase? {
    switch kind {
    case "journal-missing", "plan-missing", "output-missing": Phrase(ja: "\(detail) がありません", en: "\(detail) is missing")
    case "plan-changed", "output-changed":
      Phrase(ja: "\(detail) が記録されたハッシュと合いません", en: "\(detail) isn't what its recorded digest says")
    case "plan-unreadable":
      Phrase(
        ja: "\(detail) をこの版の Sonae では読めません。更新して確認してください",
        en: "\(detail) can't be read by this Sonae; update it and verify again")
    case "head":
      Phrase(
        ja: "head の値が最後の行のハッシュと合いません。最後の行が変えられたか、末尾の行が消されています",
        en: "isn't the last line that head names: it was changed, or lines after it were removed")
    default: nil
    }
  }

  private static func remark(_ kind: String, detail: String) -> Phrase {
    switch kind {
    case "torn": Phrase(ja: "書きかけの行です（\(detail) バイト）", en: "was never finished (\(detail) bytes)")
    case "not-closed":
      Phrase(
        ja: "実施が完了していないか、末尾が切り取られています。完了した訓練なら、印刷した報告書の head の値と照合してください",
        en: "the run isn't closed, or its end was cut off; if its report was printed, compare the head with it")
    case "head-missing":
      Phrase(
        ja: "head がありません。最後の行は印刷した報告書の head の値と照合してください",
        en: "head is missing: compare the last line's digest with the head on the printed report")
    case "clock":
      Phrase(
        ja: "時計が戻っていますが、その記録がありません。時刻合わせ（NTP）の設定を確認してください",
        en: "has a wall time before that of the line before, and no event says so; check the machine's time service")
    default: Phrase(ja: "どの行からも参照されていないファイルです：\(detail)", en: "no line names the file \(detail)")
    }
  }
}
