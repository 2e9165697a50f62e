import Glibc
import Model

/// Completes the commands that texts tell people to type next, `sonae resume 20261122-…`, with what this process was told of the
/// run's workspace, its ssh_config and its folder: without that they would find another workspace, or none.
struct NextCommand {
  /// Of this process.
  static let advice = NextCommand(CommandLine.arguments, absolute: { WorkspaceFolder.absolute($0) ?? $0 })

  private var workspace: String?
  private var sshConfig: String?
  /// Of a run that was named by its place.
  private var folder: String?

  /// - Parameters:
  ///   - arguments: the whole command line.
  ///   - absolute: so that the command is right in any folder.
  init(_ arguments: [String], absolute: (String) -> String) {
    for (index, argument) in arguments.enumerated().dropFirst() {
      if argument == "--" { break }
      let next = index + 1 < arguments.count ? arguments[index + 1] : nil
      func value(_ option: String) -> String? {
        if argument == option { return next.map(absolute) }
        return argument.hasPrefix(option + "=") ? absolute(String(argument.dropFirst(option.count + 1))) : nil
      }
      workspace = value("--workspace") ?? workspace
      sshConfig = value("--ssh-config") ?? sshConfig
      if !argument.hasPrefix("-"), !arguments[index - 1].hasPrefix("-"), argument.contains("/") {
        folder = absolute(Self.trimmed(argument))
      }
    }
  }

  /// As `RunFolder` takes it.
  private static func trimmed(_ path: String) -> String {
    var path = path
    if path.hasSuffix("/journal.jsonl") { path.removeLast("/journal.jsonl".count) }
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// Commands by the words before the run, and whether they connect to hosts.
  private static let commands = [
    ("resume ", true), ("undo ", true), ("report ", false), ("verify ", false), ("runs follow ", false),
    ("runs show ", false), ("runs log ", false),
  ]

  func completing(_ text: String) -> String {
    guard workspace != nil || sshConfig != nil || folder != nil else { return text }
    var (done, rest) = ("", text[...])
    while let place = rest.firstRange(of: "sonae ") {
      done += rest[..<place.upperBound]
      rest = rest[place.upperBound...]
      guard let (words, connects) = Self.commands.first(where: { rest.hasPrefix($0.0) }) else { continue }
      let run = rest.dropFirst(words.count).prefix(while: Self.isOfID)
      guard Self.isID(run) else { continue }
      done += words + name(String(run)) + options(connects)
      rest = rest[run.endIndex...]
    }
    return done + rest
  }

  private func name(_ run: String) -> String {
    guard let folder, folder.split(separator: "/").last.map(String.init) == run else { return run }
    return shellQuoted(folder)
  }

  private func options(_ connects: Bool) -> String {
    (workspace.map { " --workspace " + shellQuoted($0) } ?? "")
      + (connects ? sshConfig.map { " --ssh-config " + shellQuoted($0) } ?? "" : "")
  }

  private static func isOfID(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }

  /// `20261122-101500-vhost-loss-7f3a`
  private static func isID(_ text: Substring) -> Bool {
    let parts = text.split(separator: "-", maxSplits: 2)
    return parts.count == 3 && zip(parts, [8, 6]).allSatisfy { $0.utf8.count == $1 && $0.allSatisfy(\.isNumber) }
  }
}
