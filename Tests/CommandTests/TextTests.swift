import Glibc
import Model
import TestKit
import Testing

/// Texts reach the host as they are, whatever stands in them.
@Suite(.fewAtATime, needsServer)
struct TextTests {
  private let server: SSHServer

  init() throws { server = try SSHServer() }

  private static let nasty = [
    "'; touch pwned; '", "$(touch pwned)", "`touch pwned`", "\"; touch pwned; \"", "a\nb\n\nc", "住民票　交付", "-n",
    "--help",
    "*", "~", "\\", "\\n", "!!", "& touch pwned", "| tee pwned", "$HOME ${PATH}", "a\tb", " lead and trail ",
    "# comment",
    "'", "''", "\"'\"'", "%s%d", "a=b", "🏯", "é", "(", "{a,b}", "$'x'", "",
  ]

  /// Every byte as an escape that YAML reads.
  private func yaml(_ text: String) -> String { JSON.string(text).pretty }

  /// The values, with where each ends.
  private var expected: String { Self.nasty.map { "<\($0)>\n" }.joined() }

  private var variables: String {
    "vars:\n" + Self.nasty.enumerated().map { "  v\($0): \(yaml($1))\n" }.joined()
  }

  private func isHarmless() -> Bool {
    !((try? ChildProcess.run(["find", server.folder.path, "/root/pwned", "-name", "pwned"]).text) ?? "").contains(
      "pwned\n")
  }

  @Test func valuesOfTemplatesStayOneWord() async throws {
    let words = Self.nasty.indices.map { "{{v\($0)}}" }.joined(separator: " ")
    let city = try City(
      [server], steps: "  - id: say\n    run: cd \(server.home) && printf '<%s>\\n' \(words)\n", settings: variables)
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try drill.output("desk.say") == expected)
    #expect(isHarmless())
  }

  @Test func registeredValuesStayOneWord() async throws {
    let value = "'; touch pwned; ' $(touch pwned) \\ \" 住民"
    let city = try City(
      [server],
      steps: """
          - {id: ask, run: "cat", stdin: \(yaml(value)), register: answer}
          - {id: say, run: "cd \(server.home) && printf '<%s>' {{answer}}"}
        """)
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try drill.output("desk.say") == "<\(value)>")
    #expect(isHarmless())
  }

  @Test func aScriptWhoseTimeIsOverLeavesNoFileBehind() async throws {
    let place = server.folder.file("place")
    let city = try City(
      [server],
      steps: """
          - {id: go, script: {file: scripts/go.sh}, timeout: 2s}
        """, files: ["playbooks/scripts/go.sh": "printf %s \"$0\" >\(place)\nsleep 300\n"])
    let drill = try await city.drill()
    #expect(drill.code == 1, "\(drill)")
    let file = try TemporaryFolder.text(place)
    #expect(file.hasPrefix("/") && access(file, F_OK) != 0, "\(file)")
  }

  @Test func scriptsTakeAnyTextAndAnyArgument() async throws {
    let script = """
      #!/bin/sh
      # 住民情報システム 'quoted' "doubly" $(touch pwned) `touch pwned` \\ %s %% !
      cat <<'EOF'
      it's $HOME and $(date) — 備え
      EOF
      for word in "$@"; do printf '<%s>\\n' "$word"; done
      cat
      exit 4
      """
    let arguments = Self.nasty.indices.map { "\"{{v\($0)}}\"" }.joined(separator: ", ")
    let city = try City(
      [server],
      steps: """
          - id: go
            script: {file: scripts/go.sh, args: [\(arguments)]}
            stdin: "from stdin\\n"
            expect: {exit: 4}
          - id: other
            script: {file: scripts/go.py, interpreter: perl, args: [--flag, "", "a b"]}
          - id: clean
            run: find /tmp -maxdepth 1 -name 'tmp.*' -newer \(server.userKey) -user "$(id -un)" | wc -l
        """, settings: variables,
      files: [
        "playbooks/scripts/go.sh": script, "playbooks/scripts/go.py": "print join('|', @ARGV), \"\\n\";",
      ])
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try drill.output("desk.go") == "it's $HOME and $(date) — 備え\n\(expected)from stdin\n")
    #expect(try drill.output("desk.other") == "--flag||a b\n")
    #expect(isHarmless())
  }

  @Test func standardInputArrivesWhole() async throws {
    let text = String(repeating: "窓口 'quoted' $(date)\n", count: 20_000)
    let city = try City([server], steps: "  - {id: take, run: sha256sum, stdin: \(yaml(text))}")
    let drill = try await city.drill()
    let file = try server.folder.write(text, to: "sent")
    #expect(
      try drill.output("desk.take")?.prefix(64) == ChildProcess.check(["sha256sum", file]).prefix(64), "\(drill)")
  }

  @Test func commandsOfManyLinesAndShellConstructsRunAsWritten() async throws {
    let city = try City(
      [server],
      steps: """
          - id: lines
            run: |
              set -eu
              count=0
              for word in a b 'c d'; do count=$((count + 1)); done
              case $count in 3) echo "three $0" ;; *) exit 1 ;; esac
              cat <<END
              here $count
              END
              (exit 0) && { echo done; }
        """)
    let drill = try await city.drill()
    #expect(drill.code == 0, "\(drill)")
    #expect(try drill.output("desk.lines")?.hasSuffix("here 3\ndone\n") == true)
  }

  @Test func aValueInsideQuotesIsRefused() async throws {
    for text in ["echo \"<{{evil}}>\"", "echo '<{{evil}}>'", "cat <<E\n        {{evil}}\n        E"] {
      let city = try City(
        [server], steps: "  - id: say\n    run: |\n        cd \(server.home)\n        \(text)\n",
        settings: "vars: {evil: \(yaml("x\"; touch pwned; ' ; touch pwned; $(touch pwned)"))}\n")
      let drill = try await city.drill()
      #expect(drill.code == 2, "\(drill)")
      #expect(isHarmless())
    }
  }
}
