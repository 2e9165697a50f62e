/// What `sonae exec --help` says.
extension Phrase {
  public static let exampleExec = Phrase(
    ja: execHelp.map(\.ja).joined(separator: "\n"), en: execHelp.map(\.en).joined(separator: "\n"))

  private static let execHelp = [
    execExamples, execHosts, execInput, execLines, execEnds, execOutput, execDocument, execExitCodes,
  ]

  private static let execExamples = Phrase(
    ja:
      "例：sonae exec vhost-a 'ivhost-*' -- uptime　sonae exec @resident -- df -h　sonae exec vhost-a --input notice.txt -- 'cat >/etc/motd'　echo uptime | sonae exec --stdin vhost-a",
    en:
      "Examples: sonae exec vhost-a 'ivhost-*' -- uptime; sonae exec @resident -- df -h; sonae exec vhost-a --input notice.txt -- 'cat >/etc/motd'; echo uptime | sonae exec --stdin vhost-a."
  )

  private static let execHosts = Phrase(
    ja: "HOSTS：空白かコンマで区切ります。ワークスペースの外では、ssh_config の名前で使えます（ワイルドカードと @ は使えません）。"
      + "利用者名は ssh_config の User か台帳の user に書きます。",
    en:
      "HOSTS are separated by blanks or commas. Outside of a workspace they are names as ssh_config knows them, without "
      + "globs and @names. Users stand in ssh_config (User) or in the inventory (`user`), not in front of an @.")

  private static let execInput = Phrase(
    ja: "入力：コマンドの標準入力は空です。--input FILE でファイルを、--input - で標準入力の内容を、すべてのホストに渡します。"
      + "どちらも付けずにデータをパイプで渡すと、何も実行せずに 64 で終わります。周りのループやスクリプトが読む標準入力には触れません。",
    en:
      "Input: commands read an empty standard input. --input FILE hands each of them a file, --input - what stands on standard "
      + "input. Data that is piped into exec without either is refused with 64, and nothing is run; the "
      + "standard input that a loop or a script around it reads from is never touched.")

  private static let execLines = Phrase(
    ja: "--stdin：1行が1つのコマンドで、ホストごとに上から順に実行し、0 以外で終わったところで止めます。変数や cd は次の行に引き継がれず、"
      + "1つのコマンドを複数の行に分けることはできません。空行は飛ばします。",
    en:
      "--stdin: each line is a command of its own; each host runs them in order up to the first that doesn't end with 0. "
      + "Variables and cd don't last to the next line, no line goes on in the next, and blank ones are passed over.")

  private static let execEnds = Phrase(
    ja: "コマンドの終わりまで待ちますが、コマンドが残したバックグラウンドのプロセスがその後に出す内容は待ちません。"
      + "Ctrl-C は1回でホスト上のコマンドを終了させ、2回でそれを待たずに 3 で終わります。",
    en:
      "What a background process prints after its command has ended isn't waited for. Ctrl-C once ends the commands on their "
      + "hosts, twice leaves with 3 without waiting for that.")

  private static let execOutput = Phrase(
    ja: "出力：端末には制御文字を ^[ のように見える形で出し、ファイルやパイプにはバイト列をそのまま出します。"
      + "標準出力の読み手（| head など）がいなくなると、ホスト上のコマンドを終了させます。",
    en:
      "Output: on a terminal control characters of the hosts are shown, such as ^[; files and pipes get every byte as it "
      + "was. When the reader of standard output goes away (such as | head), the commands are ended on their hosts.")

  private static let execDocument = Phrase(
    ja: "--json：stdout と stderr は先頭の 1 MiB です。stdout_bytes は全体のバイト数、stdout_cut が true なら途中まで、"
      + "stdout_utf8 が false なら UTF-8 でないバイトを U+FFFD に置き換えたという意味です（stderr_… も同じ）。",
    en:
      "With --json stdout and stderr are the first 1 MiB: stdout_bytes is how many there were, stdout_cut that the text is "
      + "not all of them, and stdout_utf8 is false where bytes that aren't UTF-8 stand as U+FFFD; stderr_… likewise.")

  private static let execExitCodes = Phrase(
    ja: "終了コード：0 すべて 0 で終わった　1 失敗したか実行されなかったコマンドがある　2 ワークスペースか ssh_config の誤り　3 どう終わったか分からないコマンドがある　64 使い方の誤り　"
      + "74 標準出力に書けないか、読み手がいなくなった",
    en:
      "Exit codes: 0 every command ended with 0; 1 one failed or was not run; 2 the workspace or ssh_config is not valid; 3 how one ended is not known; 64 wrong usage; "
      + "74 standard output could not be written, or its reader went away.")
}
