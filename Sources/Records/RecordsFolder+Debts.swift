import Catalogue
import Model

/// What a run that no process carries on has changed and not undone.
struct Debt {
  let run: RunFolder
  /// Undos that are owed where they matter.
  let count: Int
  /// The hosts and systems that carry it.
  let places: [Lockable]
}

extension RecordsFolder {
  /// Whether hosts and systems that a plan wants still carry what another run has changed there: a drill on them would neither
  /// begin from what it takes for granted nor be left alone by the undo that is still to come.
  ///
  /// Who holds their locks can rely on the answer: nobody can change anything there, and nobody can undo it, meanwhile.
  /// Of an unfinished run whose record was damaged nobody knows what it owes: then nothing begins where its plan has anything either.
  /// Where the plan is lost too, `openRuns` is what reminds of it.
  ///
  /// - Returns: why not, if so.
  func refusal(of wanted: Set<Lockable>) -> LockRefusal? {
    var debts: [Debt] = []
    var unread: [RunFolder] = []
    // What was done last is undone first.
    for run in unclosed.sorted(by: { $1 < $0 }) {
      if let (verification, recorded) = try? run.verifiedRun(), !verification.isBroken {
        if let state = recorded?.run, let debt = Debt(run, state, on: wanted) { debts.append(debt) }
      } else {
        unread.append(run)
      }
    }
    if let place = debts.first?.places.first { return LockRefusal(place, owedBy: debts) }
    for run in unread where OpenRun(run)?.isDamaged == true {
      if let plan = try? run.plan(), let place = plan.lockables().first(where: wanted.contains) {
        return LockRefusal(place, unreadable: run)
      }
    }
    return nil
  }
}

extension Debt {
  fileprivate init?(_ run: RunFolder, _ state: Run, on wanted: Set<Lockable>) {
    let owed = state.owed.map { state.places(of: state.plan.steps[$0], among: wanted) }.filter { !$0.isEmpty }
    guard !owed.isEmpty else { return nil }
    self.run = run
    count = owed.count
    var seen: Set<Lockable> = []
    let places = owed.joined().filter { seen.insert($0).inserted }
    let hosts = places.filter { if case .host = $0 { true } else { false } }
    self.places = hosts.isEmpty ? places : hosts
  }
}

extension Plan {
  /// What no other run may have at the same time: the systems that come back, and the hosts on which anything is run.
  /// Hosts that are only jumped through are not among them. A host is also locked by where it is, so that it isn't another one
  /// under another id.
  ///
  /// - Parameter places: see `RunHeader.hosts`; of others the address in the inventory counts.
  func lockables(at places: [String: String] = [:]) -> [Lockable] {
    let used = Set(steps.flatMap(\.usedHosts)).sorted().map { hosts[$0] }
    return systems.map { .system($0.id) } + used.map { .host($0.id) } + used.compactMap { $0.place(in: places) }
  }
}

extension PlannedHost {
  /// Where it is, as something to be locked.
  fileprivate func place(in places: [String: String]) -> Lockable? {
    (places[id] ?? address.map { NetworkPlace.text($0, port: port ?? 22) }).map { .host($0) }
  }
}

extension Run {
  /// The hosts and the system of a step that are wanted; a host by its id here, also where only its address is.
  fileprivate func places(of step: PlannedStep, among wanted: Set<Lockable>) -> [Lockable] {
    let used = Set(step.usedHosts).sorted().map { plan.hosts[$0] }.filter { host in
      wanted.contains(.host(host.id)) || host.place(in: places).map(wanted.contains) ?? false
    }
    let system = step.system.map { Lockable.system(plan.systems[$0].id) }
    return used.map { .host($0.id) } + [system].compactMap(\.self).filter(wanted.contains)
  }
}

extension LockRefusal {
  fileprivate init(_ what: Lockable, owedBy debts: [Debt]) {
    self.what = what
    holder = nil
    let debts = debts.map { (run: $0.run.id, changes: $0.count, places: $0.places.map(\.name)) }
    reason = Reason("undo-owed-there", .stillCarried(debts))
  }
}

extension LockRefusal {
  fileprivate init(_ what: Lockable, unreadable run: RunFolder) {
    self.what = what
    holder = nil
    reason = Reason("record-damaged-there", .debtsUnreadable(run.id, path: run.path, place: what.name))
  }
}

extension Lockable {
  fileprivate var name: String {
    switch self {
    case .host(let id), .system(let id): id
    }
  }
}
