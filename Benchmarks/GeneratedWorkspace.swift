/// A workspace of as many steps as asked for, written the way people write one: 100 steps a system, systems that
/// depend on one another in chains of ten, 200 hosts.
struct GeneratedWorkspace {
  static let scenario = "everything-lost"
  private static let stepsPerSystem = 100
  private static let chain = 10
  private static let hosts = 200
  private static let systemsPerFile = 50

  /// Absolute path; a folder of its own.
  let root: String
  private let systems: Int

  /// Writes the workspace into a new temporary folder.
  ///
  /// - Parameter steps: rounded up to whole systems.
  init(steps: Int) throws(BenchmarkFailure) {
    systems = max(1, (steps + Self.stepsPerSystem - 1) / Self.stepsPerSystem)
    root = try Scratch.makeFolder()
    for folder in ["inventory", "playbooks", "playbooks/procedures"] { try Scratch.makeFolder("\(root)/\(folder)") }
    try Scratch.write("workspace: generated\nlimits: {hosts: 50, per_host: 8}\n", to: "\(root)/sonae.yaml")
    try Scratch.write(hostsFile, to: "\(root)/inventory/hosts.yaml")
    try Scratch.write(scenarioFile, to: "\(root)/playbooks/\(Self.scenario).yaml")
    for first in stride(from: 0, to: systems, by: Self.systemsPerFile) {
      let text = (first..<min(first + Self.systemsPerFile, systems)).map(system).joined()
      try Scratch.write("systems:\n" + text, to: "\(root)/inventory/systems-\(first).yaml")
    }
    for number in 0..<systems {
      try Scratch.write(procedure(number), to: "\(root)/playbooks/procedures/system-\(number).yaml")
    }
  }

  func remove() throws(BenchmarkFailure) { try Scratch.remove(root) }

  private var hostsFile: String {
    "hosts:\n"
      + (0..<Self.hosts).map { "  - {id: vhost-\($0), drills: allowed, vars: {data_dir: /srv/data-\($0)}}\n" }.joined()
  }

  private var scenarioFile: String {
    """
    scenario: \(Self.scenario)
    title: {ja: 全システムの喪失, en: Everything is lost}
    type: live
    clock: injected
    systems: {priority: all}
    inject:
      - id: power
        title: {ja: 電源の停止, en: Power off}
        run: systemctl stop everything
        on: vhost-0
        undo: {run: systemctl start everything}

    """
  }

  private func system(_ number: Int) -> String {
    let needs = number % Self.chain == 0 ? "" : "    depends_on: [system-\(number - 1)]\n"
    return """
        - id: system-\(number)
          number: \(number + 1)
          name: {ja: 業務システム\(number), en: System \(number)}
          department: {ja: 情報管理課, en: Information Management Section}
          tier: \(number % 3 + 1)
      \(needs)    machines: [{id: vm-\(number), on: vhost-\(number % Self.hosts)}]
          objectives:
            - {level: service, rto: 1000d, rpo: 1d, checks: [active], source: sample}
          health:
            - {id: active, run: "systemctl is-active unit-\(number)", on: vm-\(number), within: 1m}
          vars: {recovery_host: vhost-\((number + 1) % Self.hosts), unit: unit-\(number)}

      """
  }

  private func procedure(_ number: Int) -> String {
    """
    procedure: system-\(number)
    title: {ja: 業務システム\(number)の復旧, en: Recovery of system \(number)}
    author: tester
    on: "{{recovery_host}}"
    steps:

    """ + (1..<Self.stepsPerSystem).map(step).joined() + "  - verify: service\n"
  }

  /// Mostly commands, and every tenth of each other kind: a check, an undo, a value that later steps use, a postcondition.
  private func step(_ number: Int) -> String {
    let head =
      "  - id: step-\(number)\n    title: {ja: 構成要素\(number)の起動と確認, en: Start and look at component \(number)}\n"
    let run = "    run: \"systemctl start {{unit}}-\(number) --root {{host.data_dir}}\"\n"
    return switch number % 10 {
    case 1: head + "    check: {run: \"systemctl is-active {{unit}}-\(number)\", within: 30s}\n"
    case 3: head + run + "    undo: {run: \"systemctl stop {{unit}}-\(number)\", timeout: 1m}\n"
    case 5: head + run + "    register: newest\n"
    case 6: head + "    run: \"replay --until {{newest}} {{unit}}\"\n    timeout: 3m\n"
    case 8: head + run + "    needs: [step-\(number - 1), step-\(number - 3)]\n"
    case 9: head + run + "    check: {run: \"systemctl is-active {{unit}}\", within: 30s}\n"
    default: head + run + "    timeout: 2m\n    retry: {attempts: 2, every: 10s}\n"
    }
  }
}
