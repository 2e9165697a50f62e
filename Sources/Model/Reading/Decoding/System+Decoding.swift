extension System {
  init(_ value: Value, id: String) {
    self.init(id: id, mark: value.mark)
    number = value[.number]?.integer
    name = value[.name]?.localized
    department = value[.department]?.localized
    tier = value[.tier]?.integer
    platform = value[.platform]?.string
    site = value[.site]?.string
    dependsOn = value[.dependsOn]?.references ?? []
    machines = (value[.machines]?.items ?? []).compactMap { Machine($0) }
    objectives = (value[.objectives]?.items ?? []).enumerated().compactMap { Objective($1, isFirst: $0 == 0) }
    maximumTolerableDowntime = value[.mtd]?.duration
    health = (value[.health]?.items ?? []).compactMap { Check($0) }
    lifecycle = value[.lifecycle].map { Lifecycle($0) } ?? lifecycle
    procedure = value[.procedure]?.reference
    variables = value[.vars]?.variables ?? [:]
    notes = value[.notes]?.localized
  }
}

extension System.Machine {
  init?(_ value: Value) {
    guard let id = value[.id]?.string, let host = value[.on]?.reference else { return nil }
    self.init(
      id: id, name: value[.name]?.string ?? id, host: host, standby: value[.standby]?.references ?? [], mark: value.mark
    )
  }
}

extension Objective {
  /// - Parameter isFirst: the first objective is required unless it says otherwise, the others only when they say so.
  init?(_ value: Value, isFirst: Bool) {
    guard let level = value[.level]?.string else { return nil }
    self.init(
      level: level, name: value[.name]?.localized, rto: value[.rto]?.duration ?? .zero, rpo: value[.rpo]?.duration,
      rlo: value[.rlo]?.localized, checks: value[.checks]?.references ?? [],
      required: value[.required]?.bool ?? isFirst, source: value[.source]?.string,
      approvedOn: value[.approvedOn]?.string, mark: value.mark)
  }
}

extension Lifecycle {
  init(_ value: Value) {
    self.init()
    endOfOperation = value[.endOfOperation].flatMap { PrintedMonth($0) }
    nextStudyStarts = value[.nextStudyStarts].flatMap { PrintedMonth($0) }
    nextOperationStarts = value[.nextOperationStarts].flatMap { PrintedMonth($0) }
    if let value = value[.nextProcurement], let printed = value[.printed]?.string,
      let year = value[.fiscalYear]?.integer
    {
      nextProcurement = PrintedYear(printed: printed, fiscalYear: year)
    }
  }
}

extension Lifecycle.PrintedMonth {
  init?(_ value: Value) {
    guard let printed = value[.printed]?.string, let month = value[.month]?.string else { return nil }
    self.init(printed: printed, month: month)
  }
}
