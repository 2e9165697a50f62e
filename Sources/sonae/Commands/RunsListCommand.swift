public import ArgumentParser
import Catalogue
import Model
import Records
import Reports
import Terminal

/// `sonae runs list`
struct RunsListCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list", abstract: Words.text(.aboutRunsList), discussion: Words.text(.exampleRunsList))
  }

  @OptionGroup var global: GlobalOptions

  @Option(help: .init(Words.text(.optionScenario)))
  var scenario: String?

  @Option(help: .init(Words.text(.optionSystem)))
  var system: String?

  @Option(help: .init(Words.text(.optionResult)))
  var result: RunResult?

  @Option(name: .customLong("fiscal-year"), help: .init(Words.text(.optionFiscalYear), valueName: "YEAR"))
  var fiscalYear: Int?

  @Option(help: .init(Words.text(.optionLimit), valueName: "N"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError(Words.text(.limitTooSmall)) }
  }

  func run() async throws {
    let records = try RecordedRuns(global, naming: [])
    let filter = HistoryFilter(
      scenario: scenario, system: system, result: result, fiscalYear: fiscalYear, limit: limit)
    let entries: [RunEntry]
    do throws(RecordsError) {
      entries = try records.folder.history(filter)
    } catch {
      throw Stop(.noRecord, Phrase(error.reason))
    }
    if global.json { return Output.json(.array(entries.map(\.json))) }
    if entries.isEmpty { return Output.line(Words.text(.noRuns)) }
    let screen = Screen(1, allowsColour: !global.noColor)
    let look = Look(language: Words.language, style: screen.style, utcOffset: records.folder.offset)
    Output.table(.runs(entries.map(\.row), look), look)
  }
}

extension RunResult: ExpressibleByArgument {}

extension RunEntry {
  var row: RunRow {
    RunRow(
      id: run.id, scenario: scenario, mode: mode, startedAt: started, standing: standing, owed: owed,
      operatorName: operatorName)
  }

  private var standing: RunRow.Standing {
    switch state {
    case .running: .goingOn
    case .unreadable: .unreadable
    case .closed: .over(result)
    case .died: started == nil ? .neverBegan : .over(result)
    }
  }

  var json: JSON {
    .members([
      "run": .string(run.id), "scenario": .string(scenario), "mode": mode.map { .string($0.rawValue) } ?? .null,
      "started_at": started.map { .string($0.iso8601) } ?? .null,
      "ended_at": ended.map { .string($0.iso8601) } ?? .null,
      "result": .string(result.rawValue), "running": .bool(state == .running), "undo_owed": .integer(Int64(owed)),
      "operator": .string(operatorName), "journal": .string(run.journalPath),
      "systems": .array(
        systems.map { system in
          .members([
            "id": .string(system.id), "result": .string(system.result.rawValue),
            "rto_target_s": system.rto.map { .number($0.inSeconds) } ?? .null,
            "rto_measured_s": system.measuredRTO.map { .number($0.inSeconds) } ?? .null,
          ])
        }),
    ])
  }
}
