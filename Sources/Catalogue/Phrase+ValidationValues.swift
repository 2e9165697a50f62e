/// What can be wrong with a key or a value.
extension Phrase {
  // MARK: Keys and shapes

  /// - Parameter known: empty when a suggestion says what is right.
  public static func unknownKey(_ key: String, known: [String]) -> Phrase {
    guard !known.isEmpty else {
      return Phrase(ja: "キー「\(key)」はここでは使えません。綴りを直してください。", en: "There is no key `\(key)` here. Correct it.")
    }
    return Phrase(
      ja: "キー「\(key)」はここでは使えません。使えるキー: \(known.joined(separator: "、"))。",
      en: "There is no key `\(key)` here. Keys that may stand here: \(known.joined(separator: ", ")).")
  }

  public static func misplacedKey(_ key: String, with kind: String, homes: [String]) -> Phrase {
    Phrase(
      ja: "「\(key)」は「\(kind)」とは一緒に使えません。\(homes.joined(separator: "、")) と使うキーです。削除してください。",
      en: "`\(key)` doesn't go with `\(kind)`; it belongs to \(homes.joined(separator: ", ")). Delete it.")
  }

  public static func missingKey(_ key: String) -> Phrase {
    Phrase(ja: "必須のキー「\(key)」がありません。書き加えてください。", en: "The key `\(key)` is required. Add it.")
  }

  public static func noKind(_ kinds: [String]) -> Phrase {
    Phrase(
      ja: "何をするものかが書かれていません。次のうち1つを書いてください: \(kinds.joined(separator: "、"))。",
      en: "It doesn't say what it is. Write exactly one of: \(kinds.joined(separator: ", ")).")
  }

  public static func severalKinds(_ kinds: [String]) -> Phrase {
    Phrase(
      ja: "\(kinds.joined(separator: "、")) は同時に使えません。1つだけ残し、残りは別に分けてください。",
      en: "\(kinds.joined(separator: ", ")) can't stand together. Keep one and make the others entries of their own.")
  }

  public static func wrongShape(wanted: Phrase, found: Phrase) -> Phrase {
    Phrase(
      ja: "\(wanted.ja)が必要ですが、\(found.ja)があります。書き直してください。",
      en: "This should be \(wanted.en), but it is \(found.en). Write it so.")
  }

  public static func emptyValue(_ wanted: Phrase) -> Phrase {
    Phrase(
      ja: "値がありません。\(wanted.ja)を書くか、キーごと削除してください。",
      en: "There is no value. Write \(wanted.en), or delete the key.")
  }

  // MARK: Single values

  public static func badBoolean(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」ではなく、引用符を付けずに true か false と書いてください。",
      en: "Write true or false without quotes, not `\(text)`.")
  }

  public static func badInteger(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は整数ではありません。引用符や先頭の 0 を付けず、半角数字だけで書いてください。",
      en: "`\(text)` isn't a whole number. Write digits only, without quotes and leading zeros.")
  }

  public static func badNumber(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は数値ではありません。引用符を付けず、12 や 0.5 のように書いてください。",
      en: "`\(text)` isn't a number. Write it like 12 or 0.5, without quotes.")
  }

  public static func outOfRange(_ text: String, from: Int, to: Int) -> Phrase {
    Phrase(ja: "\(text) は範囲外です。\(from) から \(to) の間で書いてください。", en: "\(text) is out of range. Write \(from) to \(to).")
  }

  public static func unknownValue(_ text: String, known: [String]) -> Phrase {
    Phrase(
      ja: "「\(text)」は使えません。次から選んでください: \(known.joined(separator: "、"))。",
      en: "`\(text)` can't stand here. Choose one of: \(known.joined(separator: ", ")).")
  }

  public static func badDuration(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は時間として読めません。500ms、30s、3m、2h、1d や 1h30m のように単位を付けて書いてください。",
      en: "`\(text)` isn't a duration. Write it with its unit: 500ms, 30s, 3m, 2h, 1d, or a sum such as 1h30m.")
  }

  public static let zeroDuration = Phrase(
    ja: "ここでは 0 は意味を持ちません。0 より長い時間を書いてください。",
    en: "Zero makes no sense here. Write a longer duration.")

  public static func badSize(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は大きさとして読めません。64KiB、1MiB のように書いてください。",
      en: "`\(text)` isn't a size. Write it like 64KiB or 1MiB.")
  }

  public static func unknownTimeZone(_ text: String) -> Phrase {
    Phrase(
      ja: "時刻帯「\(text)」は使えません。Asia/Tokyo、UTC、または +09:00 の形で書いてください（夏時間のある時刻帯には対応していません）",
      en: "\(text) is no time zone that can be used here; write Asia/Tokyo, UTC or an offset like +09:00 "
        + "(zones with summer time are not supported)")
  }

  public static func badDate(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」という日付はありません。2027-03-31 のように書いてください。",
      en: "There is no date `\(text)`. Write it like 2027-03-31.")
  }

  public static func badMonth(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」という年月はありません。2018-12 のように書いてください。",
      en: "There is no month `\(text)`. Write it like 2018-12.")
  }

  public static func badID(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は ID に使えません。半角の英数字で始め、英数字・「-」・「_」だけで 64 文字以内にしてください（「.」は不可）。",
      en:
        "`\(text)` can't be an id. Begin with a letter or digit, use letters, digits, `-` and `_` only (no dots), at most 64."
    )
  }

  public static func badIDWithDots(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は ID に使えません。半角の英数字で始め、英数字・「-」・「_」・「.」だけで 64 文字以内にしてください。",
      en:
        "`\(text)` can't be an id. Begin with a letter or digit, use letters, digits, `-`, `_` and `.` only, at most 64."
    )
  }

  public static func badName(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は変数名に使えません。英字か「_」で始め、英数字・「-」・「_」だけで 64 文字以内にしてください。",
      en:
        "`\(text)` can't be the name of a value. Begin with a letter or `_`, use letters, digits, `-` and `_` only, at most 64."
    )
  }

  public static func badAddress(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は接続先として読めません。ホスト:ポート（例: db.example.jp:5432）の形で書いてください。ポートは 1 から 65535 です。",
      en: "`\(text)` isn't an address. Write host:port, such as db.example.jp:5432; a port is 1 to 65535.")
  }

  public static func badURL(_ text: String) -> Phrase {
    Phrase(
      ja: "「\(text)」は URL として読めません。http:// か https:// で始まる形で書いてください。",
      en: "`\(text)` isn't a URL. Write it with http:// or https:// at the beginning.")
  }

  public static func badRegex(_ problem: String) -> Phrase {
    Phrase(
      ja: "正規表現（POSIX 拡張）として読めません（\(problem)）。かっこや「*」の前後を確かめてください。",
      en: "This isn't a POSIX extended regular expression (\(problem)). Check its brackets and what stands before `*`.")
  }

  public static let regexTooLarge = Phrase(
    ja: "正規表現が大きすぎます。繰り返し {n,m} を小さくするか、短くしてください。",
    en: "The regular expression is too large. Make its {n,m} smaller or shorten it.")

  public static func regexGroups(_ count: Int) -> Phrase {
    Phrase(
      ja: "値にする部分を示すかっこ ( ) がちょうど1つ必要ですが、\(count) 個あります。",
      en: "It needs exactly one group ( ) to say which part is the value; it has \(count). Write one.")
  }

  public static let rangeUpsideDown = Phrase(
    ja: "at_least が at_most より大きいので、どの数値も合格しません。入れ替えてください。",
    en: "at_least is above at_most, so no number passes. Swap them.")

  public static let rangeEmpty = Phrase(
    ja: "範囲がありません。at_least か at_most を書いてください。",
    en: "The range says nothing. Write at_least or at_most.")

  // MARK: Templates

  public static let badTemplate = Phrase(
    ja: "{{…}} の中が変数名ではありません。{{name}} のように書いてください。「{{」をそのまま渡すコマンドでは単一引用符で囲んでください。",
    en:
      "There is no name between these braces. Write {{name}}; where a command needs a literal {{, put it in single quotes."
  )

  public static let variableHoldsTemplate = Phrase(
    ja: "変数の値の中では {{…}} は置き換えられません。値を直接書き、使う側で組み合わせてください。",
    en: "A variable's value can't hold {{…}}. Write the value itself and put the parts together where it is used.")

  public static func templateInQuotes(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} が引用符の中にあります。値は sonae が引用符で囲むので、引用符の外に出してください（例: \"接続先=\"{{\(name)}}）。",
      en:
        "{{\(name)}} stands inside quotes. Sonae quotes the value itself: write it outside them, as in \"target=\"{{\(name)}}."
    )
  }

  public static func templateInBackticks(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} が `…` の中にあります。`…` の代わりに $(…) を使ってください。",
      en: "{{\(name)}} stands inside backticks. Use $(…) instead of `…`.")
  }

  public static func templateInHeredoc(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} がヒアドキュメント（<<）の中にあります。stdin: に書くか、printf '%s\\n' {{\(name)}} | … の形にしてください。",
      en: "{{\(name)}} stands in a heredoc (<<). Write the text under `stdin:`, or use printf '%s\\n' {{\(name)}} | ….")
  }

  public static func templateInComment(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} がシェルのコメント（#）の中にあります。コメントから取り除いてください。",
      en: "{{\(name)}} stands in a shell comment (#). Take it out of the comment.")
  }

  public static func templateInExpansion(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} が ${…} か $((…)) の中にあります。先に v={{\(name)}} と代入し、$v を使ってください。",
      en: "{{\(name)}} stands inside ${…} or $((…)). Write v={{\(name)}} first and use $v there.")
  }

  public static func templateAfterEscape(_ name: String) -> Phrase {
    Phrase(
      ja: "{{\(name)}} の直前に \\ か $ があり、値を安全に渡せません。その文字を取り除くか、単一引用符で囲んでください。",
      en:
        "A \\ or $ stands right before {{\(name)}}, so the value can't be passed safely. Remove it or put it in single quotes."
    )
  }

  public static func templateUnclear(_ name: String) -> Phrase {
    Phrase(
      ja:
        "シェルによって読み方が変わる書き方（$'…' や $(… case …)）の後なので、{{\(name)}} を安全に渡せるか判断できません。コマンドの先頭で v={{\(name)}} と代入し、\"$v\" を使ってください。",
      en:
        "Shells read what stands before {{\(name)}} in different ways ($'…', or case inside $(…)). Write v={{\(name)}} at the beginning and use \"$v\" here."
    )
  }

  public static func unclosed(_ opening: String) -> Phrase {
    Phrase(
      ja: "シェルのコマンドの中で \(opening) が閉じていません。閉じてください。",
      en: "The command's \(opening) isn't closed. Write its end.")
  }
}
