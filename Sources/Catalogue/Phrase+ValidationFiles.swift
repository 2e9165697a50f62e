/// What can be wrong with a file of the workspace before its meaning is looked at.
extension Phrase {
  // MARK: Files

  public static func fileMissing(_ path: String) -> Phrase {
    Phrase(
      ja: "ファイル「\(path)」がありません。名前と場所を確かめてください。新しく始めるときは sonae init で見本を作れます。",
      en: "There is no file `\(path)`. Check its name and place; `sonae init` writes a sample workspace to begin with.")
  }

  public static func notRegular(_ kind: Phrase) -> Phrase {
    Phrase(
      ja: "ここにはファイルが必要ですが、\(kind.ja)があります。名前を変えるか、別の場所に移してください。",
      en: "A file should be here, but it is \(kind.en). Rename it or move it elsewhere.")
  }

  public static let aDirectory = Phrase(ja: "ディレクトリ", en: "a directory")
  public static let aPipe = Phrase(ja: "名前付きパイプ（FIFO）", en: "a named pipe (FIFO)")
  public static let aSpecialFile = Phrase(ja: "デバイスなどの特殊ファイル", en: "a device or other special file")

  public static func unreadable(_ reason: String) -> Phrase {
    Phrase(
      ja: "読めません（\(reason)）。sonae を動かす利用者が読めるように権限を直してください。",
      en: "It can't be read (\(reason)). Let the user who runs sonae read it.")
  }

  public static func fileTooLarge(megabytes: Int, limit: Int) -> Phrase {
    Phrase(
      ja: "\(megabytes) MiB あります。1ファイルは \(limit) MiB までです。inventory/ や playbooks/ の中で複数のファイルに分けてください。",
      en:
        "It has \(megabytes) MiB; a file may have \(limit) MiB. Split it into several files in inventory/ or playbooks/."
    )
  }

  public static func workspaceTooLarge(limit: Int) -> Phrase {
    Phrase(
      ja: "ワークスペースのファイルが合わせて \(limit) MiB を超えました。ここから先は読んでいません。関係のないファイルを外に移してください。",
      en:
        "The workspace's files have more than \(limit) MiB together; nothing from here on was read. Move out what doesn't belong."
    )
  }

  public static let fileEmpty = Phrase(
    ja: "中身がありません。内容を書くか、ファイルを削除してください。",
    en: "There is nothing in it. Write its content or delete the file.")

  public static let folderLoop = Phrase(
    ja: "シンボリックリンクが輪になっているか、ディレクトリが深すぎます。リンクを取り除いてください。",
    en: "Symbolic links form a loop here, or folders are too deep. Remove the link.")

  public static func wrongFolder(found: Phrase, folder: String) -> Phrase {
    Phrase(
      ja: "\(found.ja)の内容です。\(folder) に移してください。",
      en: "This is \(found.en). Move it to \(folder).")
  }

  public static func tooManyFindings(leftOut: Int) -> Phrase {
    Phrase(
      ja: "このほかに \(leftOut) 件あります。まずここまでの指摘を直してから、もう一度検査してください。",
      en: "There are \(leftOut) more findings. Correct these first, then validate again.")
  }

  public static let settingsFile = Phrase(ja: "ワークスペースの設定（workspace など）", en: "the workspace's settings (workspace, …)")
  public static let anInventory = Phrase(ja: "インベントリ（hosts、systems など）", en: "an inventory (hosts, systems, …)")
  public static let aPlaybook = Phrase(ja: "復旧手順書（procedure または scenario）", en: "a playbook (procedure or scenario)")

  public static let notFolder = Phrase(
    ja: "ここにはディレクトリが必要です。このファイルの名前を変え、中身をディレクトリの中のファイルに移してください。",
    en: "A folder should be here. Rename this file and move its content into a file in the folder.")

  public static func scriptOutside(_ path: String) -> Phrase {
    Phrase(
      ja: "スクリプト「\(path)」はワークスペースの外にあります。中に置き、復旧手順書からの相対パスで書いてください。",
      en: "The script `\(path)` lies outside the workspace. Put it inside and write its path relative to the playbook.")
  }

  public static let scriptNotText = Phrase(
    ja: "スクリプトが UTF-8 のテキストではありません。文字コード UTF-8 で保存し直してください。",
    en: "The script isn't UTF-8 text. Save it again with the encoding UTF-8.")

  public static let notUTF8 = Phrase(
    ja: "ここに UTF-8 でない文字があります。エディタで文字コード UTF-8 を選んで保存し直してください。",
    en: "The bytes here aren't UTF-8. Save the file again with the encoding UTF-8.")

  public static func encoding(_ name: String) -> Phrase {
    Phrase(
      ja: "文字コードが \(name) のようです。エディタで文字コード UTF-8 を選んで保存し直してください。",
      en: "This looks like \(name). Save the file again with the encoding UTF-8.")
  }

  public static func controlCharacter(_ code: Int) -> Phrase {
    let hexadecimal = String(code, radix: 16, uppercase: true)
    return Phrase(
      ja: "ここに制御文字（U+\(hexadecimal)）があります。削除してください。",
      en: "There is a control character (U+\(hexadecimal)) here. Delete it.")
  }

  public static let outOfMemory = Phrase(
    ja: "メモリが足りません。ほかのプログラムを終えてからやり直してください。",
    en: "Out of memory. End other programs and try again.")

  // MARK: YAML

  public static let yamlTab = Phrase(
    ja: "タブ文字は字下げに使えません。半角スペースに置き換えてください。",
    en: "A tab can't indent here. Replace it with spaces.")

  public static func yamlDepth(_ limit: Int) -> Phrase {
    Phrase(
      ja: "入れ子が \(limit) 段を超えています。かっこの閉じ忘れを確かめてください。",
      en: "Nested more than \(limit) deep. Look for a bracket that isn't closed.")
  }

  public static func aliasesExplode(_ limit: Int) -> Phrase {
    Phrase(
      ja: "別名（*…）を展開すると \(limit) 項目を超えます。別名の中で別名を重ねて使わないでください。",
      en: "Expanding the aliases (*…) gives more than \(limit) items. Don't use aliases of aliases.")
  }

  public static func unknownAlias(_ name: String) -> Phrase {
    Phrase(
      ja: "別名 *\(name) の元になる &\(name) が、これより前に終わっていません。先に &\(name) を書くか、* で始まる文字列なら引用符で囲んでください。",
      en: "No &\(name) ends before this *\(name). Write &\(name) first, or put quotes around a text that begins with *."
    )
  }

  public static let severalDocuments = Phrase(
    ja: "1つのファイルに文書が2つあります（---）。ファイルを分けてください。",
    en: "A second document begins here (---). Put each into a file of its own.")

  public static let yamlTag = Phrase(
    ja: "タグ（!…）は使えません。! で始まる文字列なら引用符で囲んでください。",
    en: "Tags (!…) aren't used here. Put quotes around a text that begins with !.")

  public static let yamlKeyNotText = Phrase(
    ja: "キーは文字列でなければなりません。「キー: 値」の形に直してください。",
    en: "A key must be a text. Write `key: value`.")

  public static let yamlMerge = Phrase(
    ja: "「<<」による差し込みは使えません。キーを書き並べるか、値全体を別名（*…）にしてください。",
    en: "Merging with `<<` isn't part of the format. Write the keys out, or use an alias (*…) for a whole value.")

  public static func duplicateKey(_ key: String, line: Int, column: Int) -> Phrase {
    Phrase(
      ja: "キー「\(key)」が2回あります（最初は \(line) 行 \(column) 桁）。どちらかを削除してください。",
      en: "The key `\(key)` stands here twice (first at line \(line), column \(column)). Delete one of them.")
  }

  public static let templateWantsQuotes = Phrase(
    ja: "{{…}} で始まる値、または { } や [ ] の中で {{…}} を含む値は、引用符で囲んでください（例: on: \"{{recovery_host}}\"）。",
    en:
      "Put quotes around a value that begins with {{…}}, or has it inside { } or [ ], as in on: \"{{recovery_host}}\".")

  public static let yamlColon = Phrase(
    ja: "ここに「: 」は置けません。前の行の字下げを確かめるか、「: 」を含む文字列を引用符で囲んでください。",
    en:
      "A `: ` can't stand here. Check the indentation of the line before, or put quotes around a text that holds `: `.")

  public static let yamlColonMissing = Phrase(
    ja: "キーの後に「:」がありません。「キー: 値」の形に直してください。",
    en: "There is no `:` after the key. Write `key: value`.")

  public static func yamlIndentation(_ line: Int) -> Phrase {
    Phrase(
      ja: "字下げが \(line) 行目から始まるまとまりと合いません。同じまとまりのキーや「-」は左端をそろえてください。",
      en:
        "This doesn't line up with the block that begins in line \(line). Keys and dashes of one block begin in the same column."
    )
  }

  public static let yamlCharacter = Phrase(
    ja: "値はこの文字で始められません。引用符で囲んでください。",
    en: "A value can't begin with this character. Put quotes around it.")

  public static func yamlQuoteOpen(_ line: Int) -> Phrase {
    Phrase(
      ja: "\(line) 行目で始まる引用符が閉じていません。閉じる引用符を書いてください。",
      en: "The quote that begins in line \(line) isn't closed. Write its end.")
  }

  public static func yamlBracketOpen(_ line: Int) -> Phrase {
    Phrase(
      ja: "\(line) 行目で始まるかっこの中に「,」か閉じかっこがありません。",
      en: "A comma or the closing bracket is missing in what begins in line \(line). Write it.")
  }

  public static let yamlEscape = Phrase(
    ja: "二重引用符の中のこの「\\」の使い方は YAML にありません。単一引用符で囲むか、\\\\ と書いてください。",
    en: "YAML doesn't know this `\\` sequence in double quotes. Use single quotes, or write \\\\.")

  public static let yamlDash = Phrase(
    ja: "ここに「- 」は置けません。リストはキーの次の行から始めてください。",
    en: "A `- ` can't stand here. Begin the list on the line after its key.")

  public static func yamlOther(_ problem: String) -> Phrase {
    Phrase(
      ja: "YAML として読めません（\(problem)）。この行とその前の行の書き方を確かめてください。",
      en: "This isn't valid YAML (\(problem)). Check how this line and the one before are written.")
  }
}
