public import ArgumentParser
import Catalogue
import Model
import Terminal

/// `sonae plan SCENARIO`
struct PlanCommand: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(commandName: "plan", abstract: Words.text(.aboutPlan), discussion: Words.text(.examplePlan))
  }

  enum Form: String, ExpressibleByArgument, CaseIterable { case table, mermaid }

  @OptionGroup var global: GlobalOptions

  @Option(help: .init(Words.text(.optionMode)))
  var mode: Mode = .drill

  @Option(help: .init(Words.text(.optionPlanFormat)))
  var format: Form = .table

  @Argument(help: .init(Words.text(.argumentScenario), valueName: "SCENARIO"))
  var scenario: String

  func run() throws {
    let workspace = try WorkspaceFolder.find(global).read(global)
    let plan = try workspace.plan(try workspace.scenario(scenario), mode: mode)
    let warnings = plan.warnings()
    if global.json {
      Output.json(document(plan, warnings))
    } else if format == .mermaid {
      Output.write(plan.mermaid(Words.language), to: 1)
    } else {
      show(plan, warnings)
    }
  }

  private func show(_ plan: Plan, _ warnings: [PlanWarning]) {
    let screen = Screen(1, allowsColour: !global.noColor)
    let look = Look(language: Words.language, style: screen.style, utcOffset: plan.workspace.offset)
    for line in Table.plan(plan, look).lines(width: screen.tableWidth, look.style) {
      Output.line(line.rendered(look.style))
    }
    Output.line()
    Output.line(
      Words.text(.planSummary(systems: plan.systems.count, steps: plan.steps.count, digest: plan.digest.description)))
    if plan.steps.contains(where: { $0.knownWorstCase == nil }) { Output.complain(Words.text(.manualWithoutTime)) }
    for warning in warnings { Output.complain(Words.text(.planWarning(warning.phrase))) }
  }

  private func document(_ plan: Plan, _ warnings: [PlanWarning]) -> JSON {
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
    ])
  }
}

extension Mode: ExpressibleByArgument {}

extension Plan {
  /// What a run of it will carry as its plan's digest.
  var digest: Digest { Digest(of: canonical) }
}
