import Catalogue
import Foundation
import Testing

@testable import Model

@Suite struct PlannerTests {
  /// The sample workspace at the project's root.
  static let sample = WorkspaceReader.read(
    directory: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized.path)

  static func plan(_ scenario: String, mode: Mode = .drill) throws -> Plan {
    let scenario = try #require(sample.workspace.scenarios.first { $0.id == scenario })
    let (plan, problems) = Planner.plan(scenario, in: sample.workspace, mode: mode)
    for problem in problems { Issue.record("\(problem.line(.en))") }
    return try #require(plan)
  }

  @Test func theSampleWorkspaceIsValid() {
    let errors = Self.sample.diagnostics.filter { $0.severity == .error }.map { $0.line(.en) }
    #expect(errors == [])
  }

  @Test(arguments: ["vhost-loss", "power-loss", "file-server-loss"], Mode.allCases)
  func everySampleScenarioCanBePlanned(scenario: String, mode: Mode) throws {
    let plan = try Self.plan(scenario, mode: mode)
    #expect(!plan.systems.isEmpty)
    #expect(plan.warnings() == [])
  }

  @Test func all26PrioritySystemsArePlannedInOrderOfDependencyAndTier() throws {
    let plan = try Self.plan("vhost-loss")
    #expect(plan.systems.count == 26)
    for (index, system) in plan.systems.enumerated() {
      #expect(system.dependsOn.allSatisfy { $0 < index }, "\(system.id) comes before what it depends on")
    }
    #expect(plan.steps.allSatisfy { step in step.needs.allSatisfy { plan.steps[$0].phase == step.phase } })
  }

  @Test func injectionsAndCleanUpsAreNoPartOfARealRecovery() throws {
    let plan = try Self.plan("vhost-loss", mode: .recovery)
    #expect(plan.steps.allSatisfy { $0.phase == .recover })
    #expect(plan.steps.contains { $0.kind == .manual })
  }

  @Test func theGraphNamesEveryStepOnce() throws {
    let plan = try Self.plan("file-server-loss")
    let graph = plan.mermaid(.ja)
    #expect(graph.hasPrefix("flowchart TD\n"))
    for index in plan.steps.indices {
      #expect(
        graph.split(separator: "\n").count {
          $0.trimmingPrefix(while: \.isWhitespace).hasPrefix("n\(index)[")
            || $0.trimmingPrefix(while: \.isWhitespace).hasPrefix("n\(index){")
        } == 1)
    }
  }
}
