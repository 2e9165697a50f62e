public import Model

/// A drill in which one call fails, and nothing else goes wrong.
public struct Mishap: Sendable {
  public let plan: Plan
  public let trouble: Trouble
  public let call: Int

  private static let seed: UInt64 = 1

  public init(_ plan: Plan, _ trouble: Trouble, atCall call: Int) {
    (self.plan, self.trouble, self.call) = (plan, trouble, call)
  }

  /// What the commands of a campaign call it.
  public var name: String { "\(plan.scenario.id) \(trouble.name) \(call)" }

  public func play(tell: (@Sendable (String) -> Void)? = nil) -> Story.Ending {
    var ending = Story(seed: Self.seed, plan, troubles: .one(trouble, atCall: call), tell: tell).play()
    if trouble.costsNothing, ending.result != .met {
      ending.violations.append("the run ends as if more had gone wrong")
    }
    return ending
  }

  /// The drill without any.
  public static func none(in plan: Plan) -> Story.Ending { Story(seed: seed, plan, troubles: .none).play() }

  /// Every call of a drill, failing in every way.
  ///
  /// - Parameters:
  ///   - calls: those that it makes when nothing goes wrong.
  ///   - step: only every so many of them; with each trouble others.
  public static func all(in plan: Plan, _ calls: Story.Ending.Calls, every step: Int) -> [Mishap] {
    Trouble.all.enumerated().flatMap { number, trouble in
      let last =
        switch trouble {
        case .disk: calls.disk
        case .line: calls.hosts
        }
      let first = 1 + number * step / Trouble.all.count
      return stride(from: first, through: last, by: step).map { Mishap(plan, trouble, atCall: $0) }
    }
  }
}

extension Plan {
  /// The drills of a workspace's scenarios, read and planned as `sonae` does.
  ///
  /// - Throws: `Unplanned`.
  public static func drills(of directory: String) throws -> [Plan] {
    let reading = WorkspaceReader.read(directory: directory)
    if let wrong = reading.diagnostics.first(where: { $0.severity == .error }) { throw Unplanned(wrong) }
    return try reading.workspace.scenarios.map { scenario in
      let (plan, problems) = Planner.plan(scenario, in: reading.workspace, mode: .drill)
      guard let plan else { throw Unplanned(problems.first) }
      return plan
    }
  }

  public struct Unplanned: Error, CustomStringConvertible {
    public let description: String
    init(_ problem: Diagnostic?) {
      description = problem.map { "\($0.mark.file):\($0.mark.line): \($0.code.rawValue)" } ?? "no plan"
    }
  }
}
