import Catalogue
import Model

extension ReportContext {
  var evidenceSection: Section {
    let header = run.header
    let facts = [
      Fact(t(.reportRunID), Cell("", code: runID)),
      Fact(t(.reportJournal), Cell("", code: evidence.journal)),
      Fact(t(.reportHead), Cell("", code: evidence.head.description)),
      Fact(
        t(.reportEventCount),
        Cell(String(run.lastEvent.sequence), details: [t(.reportLastEvent(run.lastEvent.at.iso8601))])),
      Fact(t(.reportPlanDigest), Cell("", code: header?.plan.description ?? dash)),
      Fact(t(.reportVerification), verification),
      Fact(t(.reportTool), header?.tool ?? dash),
      Fact(
        t(.reportMachine),
        Cell(header?.machine ?? dash, details: (header.map { [t(.reportProcess($0.process))] } ?? []) + resumedFrom)),
      Fact(t(.reportClocks), Cell(t(.reportClockNote), details: clockStepLines)),
    ]
    var blocks: [Block] = [
      .facts(facts), .heading(t(.reportHowToCheck)), .paragraph(t(.reportHowToCheckNote)), .commands(checkCommands),
      .table(hostsTable),
    ]
    if !plan.workspace.files.isEmpty { blocks.append(.table(filesTable)) }
    return Section(id: "evidence", title: t(.reportEvidence), blocks: blocks)
  }

  private var resumedFrom: [String] {
    run.takeovers.map { record in
      let takeover = record.takeover
      return t(
        .reportResumedFrom(
          takeover.machine, process: takeover.process, by: takeover.by, at: clock(record.at)))
    }
  }

  private var verification: Cell {
    switch evidence.verification {
    case .verified: Cell(t(.reportVerified), tone: .good)
    case .notVerified: Cell(t(.reportNotVerified), tone: .warning)
    case .torn(let last): Cell(t(.reportTorn(afterEvent: last)), tone: .warning)
    case .broken(let reason): Cell(t(.reportBroken(t(reason))), tone: .bad)
    }
  }

  private var clockStepLines: [String] {
    guard !run.clockSteps.isEmpty else { return [t(.reportNoClockSteps)] }
    return run.clockSteps.map { step in
      "\(clock(at: step.elapsed)) " + t(.reportClockSteppedBy(step.step.words(language), forward: step.step > .zero))
    }
  }

  /// With tools that are on any machine, with ours, and with the independent one.
  private var checkCommands: [String] {
    [
      "tail -n 1 \(Self.quoted(evidence.journal)) | sha256sum", "sonae verify \(Self.quoted(runID))",
      "tools/verify-journal \(Self.quoted(Self.folder(of: evidence.journal)))",
    ]
  }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }

  /// One word of a POSIX shell.
  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty
      && word.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "._/-:+,@".utf8.contains(byte)
      }
    return isPlain
      ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  private var hostsTable: Table {
    let rows = plan.hosts.map { host in
      [
        Cell(host.name.map { t($0) } ?? host.id, code: host.id),
        Cell(
          host.address.map { $0 + (host.port.map { ":\($0)" } ?? "") } ?? t(.reportFromSSHConfig),
          details: places(of: host)),
        Cell(host.user ?? dash),
        Cell(host.platform ?? dash), Cell(host.segment ?? dash), Cell(t(.reportDrillPolicy(host.drills.rawValue))),
      ]
    }
    return Table(
      caption: t(.reportHostsCaption),
      columns: [
        .init(t(.reportHost), .wide), .init(t(.reportAddress)), .init(t(.reportUser)), .init(t(.reportPlatform)),
        .init(t(.reportSegment)), .init(t(.reportDrills)),
      ], rows: rows.isEmpty ? [[Cell(t(.reportNoneApplicable))] + Array(repeating: Cell(dash), count: 5)] : rows)
  }

  /// Where it was found: at first, and after each move.
  private func places(of host: PlannedHost) -> [String] {
    ([run.header?.hosts[host.id]] + run.takeovers.map { $0.takeover.movedHosts[host.id] }).compactMap { $0 }
  }

  private var filesTable: Table {
    Table(
      caption: t(.reportFilesCaption), columns: [.init(t(.reportFile), .wide), .init("SHA-256", .wide)],
      rows: plan.workspace.files.map { [Cell("", code: $0.path), Cell("", code: $0.digest.hexadecimal)] })
  }
}
