/// What `sonae exec --help` says.
extension Phrase {
  public static let exampleExec = Phrase(
    ja: execHelp.map(\.ja).joined(separator: "\n"), en: execHelp.map(\.en).joined(separator: "\n"))

  private static let execHelp = [execExamples, execOutput, execDocument, execExitCodes]

  private static let execExamples = Phrase(
    ja:
      "例：sonae exec vhost-a 'ivhost-*' -- uptime　sonae exec @resident -- df -h　echo uptime | sonae exec --stdin vhost-a",
    en:
      "Examples: sonae exec vhost-a 'ivhost-*' -- uptime; sonae exec @resident -- df -h; echo uptime | sonae exec --stdin vhost-a."
  )

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
    ja: "終了コード：0 すべて 0 で終わった　1 失敗したか実行されなかったコマンドがある　3 どう終わったか分からないコマンドがある　"
      + "74 標準出力に書けないか、読み手がいなくなった",
    en: "Exit codes: 0 every command ended with 0; 1 one failed or was not run; 3 how one ended is not known; "
      + "74 standard output could not be written, or its reader went away.")
}
