import ArgumentParser
import Catalogue
import Glibc
import Model

/// The options that every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: .init(Words.text(.optionWorkspace), valueName: "DIR"))
  var workspace: String?

  @Option(help: .init(Words.text(.optionLanguage), valueName: "ja|en"))
  var language: SpokenLanguage?

  @Flag(name: .customLong("no-color"), help: .init(Words.text(.optionNoColor)))
  var noColor = false

  @Flag(help: .init(Words.text(.optionJSON)))
  var json = false
}

/// `ja` or `en`.
enum SpokenLanguage: String, ExpressibleByArgument, CaseIterable {
  case ja, en
}

/// Options of the commands that connect to hosts.
struct ConnectionOptions: ParsableArguments {
  @Option(name: .customLong("ssh-config"), help: .init(Words.text(.optionSSHConfig), valueName: "FILE"))
  var sshConfig: String?
}

/// Who acts; stands in the journal.
struct ActorOptions: ParsableArguments {
  @Option(name: .customLong("as"), help: .init(Words.text(.optionAs), valueName: "PERSON"))
  var actor: String?

  /// A name that is only blanks is none, and blanks around it make no other person.
  private var given: String? {
    let words = (actor ?? environment("SONAE_OPERATOR"))?.split(whereSeparator: \.isWhitespace) ?? []
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// Somebody has said who it is.
  var isNamed: Bool { given != nil }

  /// `--as`, else `SONAE_OPERATOR`, else the login name.
  var name: String {
    if let given { return given }
    if let entry = getpwuid(getuid()) { return String(cString: entry.pointee.pw_name) }
    return "uid-\(getuid())"
  }
}

/// Options of the commands that carry a run through.
struct CourseOptions: ParsableArguments {
  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions
  @OptionGroup var actor: ActorOptions

  @Flag(help: .init(Words.text(.optionYes)))
  var yes = false

  @Flag(help: .init(Words.text(.optionPlain)))
  var plain = false

  @Flag(help: .init(Words.text(.optionDetach)))
  var detach = false

  /// Sonae itself gives it to the process that goes on in the background.
  @Option(name: .customLong("handover"), help: .hidden)
  var handover: String?

  /// - Parameter waives: an undo.
  /// - Throws: `Stop` with `.refused`.
  func checkActor(_ people: [Inventory.Person], waives: Bool = false) throws {
    // What goes on in the background was checked before.
    if handover == nil { try ActorRules(people: people).check(actor, waives: waives) }
  }

  var options: RunCourse.Options {
    .init(
      global: global, connection: connection, actor: actor.name, isPlain: plain, detaches: detach,
      handover: handover.map { Handover(subject: $0) })
  }
}
