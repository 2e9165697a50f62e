import ArgumentParser
import Catalogue
import Model
import Records
import Reports

/// `sonae verify [RUN…]`
struct VerifyCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "verify", abstract: Words.text(.aboutVerify), discussion: Words.text(.exampleVerify))
  }

  @OptionGroup var global: GlobalOptions

  @Argument(help: .init(Words.text(.argumentRun), valueName: "RUN"))
  var runs: [String] = []

  func run() async throws {
    let records = try RecordedRuns(global, naming: runs).folder
    let folders: [RunFolder]
    do throws(RecordsError) {
      folders = try runs.isEmpty ? records.runs() : runs.map { name throws(RecordsError) in try records.find(name) }
    } catch {
      throw Stop(.usage, Phrase(error.reason))
    }
    var verifications: [Verification] = []
    var unreadable = false
    // One run that can't be read is no reason to leave the others unchecked.
    for folder in folders {
      do throws(RecordsError) {
        verifications.append(try folder.verify())
      } catch {
        Output.complain("\(folder.id): \(Words.text(Phrase(error.reason)))")
        unreadable = true
      }
    }
    if global.json {
      Output.json(.array(verifications.map(\.json)))
    } else {
      show(verifications)
    }
    if unreadable || verifications.contains(where: \.isBroken) { throw Exit.failed }
  }

  private func show(_ verifications: [Verification]) {
    if verifications.isEmpty { Output.line(Words.text(.noRuns)) }
    for verification in verifications {
      Output.line("\(verification.run.id): \(verification.text.text(Words.language))")
      if let head = verification.head { Output.line("  \(head)") }
      for finding in verification.findings { Output.line("  - \(finding.text.text(Words.language))") }
    }
  }
}

extension Verification {
  var json: JSON {
    .members([
      "run": .string(run.id), "path": .string(run.path), "verified": .bool(!isBroken), "closed": .bool(isClosed),
      "lines": .integer(Int64(lines)),
      "head": head.map { .string($0.description) } ?? .null, "result": .string(text.text(Words.language)),
      "findings": .array(
        findings.map { finding in
          .members([
            "kind": .string(finding.kind.rawValue), "line": finding.line.map { .integer(Int64($0)) } ?? .null,
            "message": .string(finding.text.text(Words.language)),
          ])
        }),
    ])
  }
}
