/// What the system, the SSH client and key files give as a reason inside a message.
extension Phrase {
  /// A reason in both languages; one that isn't known here stays as it is.
  static func detail(_ english: String) -> Phrase {
    if let japanese = details[english] { return Phrase(ja: japanese, en: english) }
    for (start, end, japanese) in wrappers where english.hasPrefix(start) && english.hasSuffix(end) {
      let inner = detail(String(english.dropFirst(start.count).dropLast(end.count)))
      return Phrase(ja: japanese(inner.ja), en: english)
    }
    return Phrase(ja: english, en: english)
  }

  private static let wrappers: [(start: String, end: String, ja: @Sendable (String) -> String)] = [
    ("it can't be read (", ")", { "読めません：\($0)" }), ("the key type ", "", { "鍵の種類 \($0)" }),
    ("the cipher ", "", { "暗号方式 \($0)" }), ("the key derivation ", "", { "鍵導出方式 \($0)" }),
    ("no answer within ", "", { "\($0) 以内に応答なし" }), ("ssh's master: ", "", { "ssh のマスター：\($0)" }),
    ("others may write to it. Run: ", "", { "他の利用者も書き込めます。実行してください：\($0)" }),
  ]

  private static let details = errnoDetails.merging(keyDetails) { $1 }.merging(clientDetails) { $1 }

  /// `strerror`, glibc.
  private static let errnoDetails = [
    "No such file or directory": "ファイルがありません", "Permission denied": "権限がありません",
    "Operation not permitted": "許可されていません", "No space left on device": "空き容量がありません",
    "Disk quota exceeded": "容量の割り当てを超えました", "Read-only file system": "読み出し専用です",
    "File too large": "大きすぎます", "Is a directory": "ディレクトリです", "Not a directory": "ディレクトリではありません",
    "File exists": "既にあります", "Input/output error": "入出力エラー", "Bad file descriptor": "閉じられています",
    "Too many open files": "開いているファイルが多すぎます", "Cannot allocate memory": "メモリーが足りません",
    "Broken pipe": "読み手がいなくなりました", "Connection refused": "接続を拒否されました",
    "Connection reset by peer": "相手が接続を切りました", "Connection timed out": "応答がありません",
    "No route to host": "経路がありません", "Network is unreachable": "ネットワークに届きません",
    "Name or service not known": "名前が見つかりません", "Temporary failure in name resolution": "一時的に名前を調べられません",
  ]

  private static let keyDetails = [
    "no such file": "ファイルがありません", "it is not a private key": "秘密鍵ではありません",
    "it is cut off or damaged": "途中で切れているか、壊れています", "its key type": "対応していない種類の鍵です",
    "its two parts belong to different keys": "公開鍵と秘密鍵が対応していません", "its public part is broken": "公開鍵の部分が壊れています",
    "its ECDSA key is broken": "ECDSA 鍵が壊れています", "its Ed25519 key is broken": "Ed25519 鍵が壊れています",
    "it gives no signature": "署名できません", "out of memory": "メモリーが足りません",
    "a broken answer": "応答が壊れています", "no answer": "応答なし", "it refused": "拒否されました",
    "a signature of another type": "別の種類の署名が返されました",
  ]

  private static let clientDetails = [
    "no address": "アドレスがありません", "closed": "閉じられました", "the name service did not answer": "名前サービスが応答しません",
    "the server showed no host key": "ホスト鍵が示されませんでした", "the jump host can't reach it": "中継ホストから届きません",
    "the jump host's connection is gone": "中継ホストとの接続が切れました", "the jump host closed the way": "中継ホストが経路を閉じました",
    "another opening holds the connection up": "別のセッションの開始を待っています",
    "the server does not run commands for this account": "この利用者のコマンド実行を認めていません",
    "libssh2 could not be set up": "libssh2 を準備できません", "a quotation mark is not closed": "引用符が閉じていません",
    "Include has no file": "Include にファイルがありません", "Host has no pattern": "Host にパターンがありません",
    "a lone % stands at the end": "末尾に % だけがあります",
  ]
}
