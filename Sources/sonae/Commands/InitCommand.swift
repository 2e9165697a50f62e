import ArgumentParser
import Catalogue
import Model

/// `sonae init [DIR]`
struct InitCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "init", abstract: Words.text(.aboutInit), discussion: Words.text(.exampleInit))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentFolder), valueName: "DIR"))
  var folder = "."

  func run() throws {
    let files = Manual.files
    for file in files where LocalFile.exists("\(folder)/\(file.path)") {
      throw Stop(.refused, .fileExists("\(folder)/\(file.path)"))
    }
    for file in files {
      let path = "\(folder)/\(file.path)"
      let parent = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
      let mode: UInt32 = file.path.hasSuffix(".sh") ? 0o755 : 0o644
      guard LocalFile.makeFolder(parent), LocalFile.write(path, file.bytes, mode: mode) else {
        throw Stop(.noRecord, .fileUnwritable(path, why: LocalFile.lastError))
      }
    }
    Output.line(Words.text(.initialized(folder, files: files.count)))
  }
}
