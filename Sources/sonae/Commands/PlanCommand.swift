public import ArgumentParser
import Catalogue
import Model
import Terminal

/// `sonae plan SCENARIO`
struct PlanCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "plan", abstract: Words.text(.aboutPlan), discussion: Words.text(.examplePlan))
  }

  enum Form: String, ExpressibleByArgument, CaseIterable { case table, mermaid }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Option(help: .init(Words.text(.optionMode)))
  var mode: Mode = .drill

  @Option(help: .init(Words.text(.optionPlanFormat)))
  var format: Form = .table

  @Flag(help: .init(Words.text(.optionAskHosts)))
  var askHosts = false

  @Argument(help: .init(Words.text(.argumentScenario), valueName: "SCENARIO"))
  var scenario: String

  func run() async throws {
    let folder = try WorkspaceFolder.find(global)
    let workspace = try folder.read(global)
    let plan = try workspace.plan(try workspace.scenario(scenario), mode: mode)
    let warnings = plan.warnings()
    let rooms = askHosts ? try await PlanRooms.ask(plan, workspace, connection, root: folder.root) : nil
    if global.json {
      Output.json(document(plan, warnings, rooms))
    } else if format == .mermaid {
      Output.write(plan.mermaid(Words.language), to: 1)
    } else {
      show(plan, warnings)
      rooms?.show(look(plan))
    }
    if let exit = rooms?.exit, exit != .done { throw exit }
  }

  private func look(_ plan: Plan) -> Look {
    let screen = Screen(1, allowsColour: !global.noColor)
    return Look(language: Words.language, style: screen.style, utcOffset: plan.workspace.offset)
  }

  private func show(_ plan: Plan, _ warnings: [PlanWarning]) {
    Output.table(.plan(plan, look(plan)), look(plan))
    Output.line()
    Output.line(
      Words.text(.planSummary(systems: plan.systems.count, steps: plan.steps.count, digest: plan.digest.description)))
    if plan.steps.contains(where: { $0.knownWorstCase == nil }) { Output.complain(Words.text(.manualWithoutTime)) }
    for warning in warnings { Output.complain(Words.text(.planWarning(warning.phrase))) }
  }

  private func document(_ plan: Plan, _ warnings: [PlanWarning], _ rooms: PlanRooms?) -> JSON {
    .members([
      "digest": .string(plan.digest.description), "plan": plan.json,
      "warnings": .array(
        warnings.map { warning in
          .members([
            "system": .string(warning.system), "level": .string(warning.level),
            "worst_case_s": .integer(warning.worstCase.components.seconds),
            "rto_s": .integer(warning.rto.components.seconds), "path": .array(warning.path.map { .string($0) }),
            "message": .string(Words.text(warning.phrase)),
          ])
        }),
      "room": rooms?.json,
    ])
  }
}

extension Mode: ExpressibleByArgument {}

extension Plan {
  /// What a run of it will carry as its plan's digest.
  var digest: Digest { Digest(of: canonical) }
}
