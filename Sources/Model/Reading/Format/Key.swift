/// Every word that the format uses as a key. A key that isn't here is unknown wherever it stands.
enum Key: String, CaseIterable, Sendable {
  case absent, accept, address, after
  case approvedOn = "approved_on"
  case args, `as`, assumptions
  case atLeast = "at_least"
  case atMost = "at_most"
  case attempts, author, before, body, capability, check, checks, clock, clone, command, company, config
  case connectTimeout = "connect_timeout"
  case consecutive, contact, contains, criterion
  case dataAsOf = "data_as_of"
  case daysLeft = "days_left"
  case defaults, department
  case dependsOn = "depends_on"
  case deputies, destroy, destructive, drills, due
  case email, en
  case endOfOperation = "end_of_operation"
  case env, environment, equals, every, exclude, exit, expect
  case fencedBy = "fenced_by"
  case file
  case fiscalYear = "fiscal_year"
  case hardAfter = "hard_after"
  case headers, health, hosts, http, id, identity, impact, `in`, include, inject
  case isolatedNetworks = "isolated_networks"
  case interpreter, items, ja, jump, keepalive, kind
  case knownHosts = "known_hosts"
  case language, level, lifecycle
  case likelihood, limits, machine, machines, mandatory, manual, matches, measures, migrate, modes, month, mtd, name,
    needs
  case migrationName = "migration_name"
  case needsPeople = "needs_people"
  case network
  case nextOperationStarts = "next_operation_starts"
  case nextProcurement = "next_procurement"
  case nextStudyStarts = "next_study_starts"
  case notContains = "not_contains"
  case notes, notice, number, objectives, on
  case onFailure = "on_failure"
  case onHost = "on_host"
  case organization, output
  case owner, parallel, passphrase, people
  case perHost = "per_host"
  case phone, platform, platforms, plugin, port, printed
  case priority, procedure, protected, purpose, records, register, required, resume, retry, revert
  case reviewedBy = "reviewed_by"
  case reviewedOn = "reviewed_on"
  case risks, rlo, role, roles, rpo, rto, run, scenario, scenarios, script, secrets
  case segment, segments, sensitive, shell, shutdown, site, sites, snapshot, source, ssh, standby, start, state, status,
    stderr,
    stdin,
    stdout, steps, sudo, suspend
  case systemVars = "system_vars"
  case systems, tcp, text, tier
  case timeZone = "time_zone"
  case timeout, title, tls, to, transport
  case type, undo, uri, use, user, vars, verify, wait, when, with, within, workspace

  /// The key with this text, found without making a `String`: a file has a key for every second node.
  static func named(_ text: UnsafeBufferPointer<UInt8>) -> Key? { table.find(text) }

  private static let table = Table()

  /// Open addressing over twice as many slots as there are words, so that a miss ends soon.
  private struct Table: Sendable {
    private static let slots = 512
    private var words: [[UInt8]] = Array(repeating: [], count: slots)
    private var keys: [Key?] = Array(repeating: nil, count: slots)

    init() {
      for key in Key.allCases {
        let word = Array(key.rawValue.utf8)
        var slot = word.withUnsafeBufferPointer(Self.slot)
        while keys[slot] != nil { slot = (slot + 1) % Self.slots }
        words[slot] = word
        keys[slot] = key
      }
    }

    func find(_ text: UnsafeBufferPointer<UInt8>) -> Key? {
      var slot = Self.slot(text)
      while let key = keys[slot] {
        if words[slot].elementsEqual(text) { return key }
        slot = (slot + 1) % Self.slots
      }
      return nil
    }

    private static func slot(_ text: UnsafeBufferPointer<UInt8>) -> Int {
      var hash: UInt32 = 2_166_136_261
      for byte in text { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
      return Int(hash % UInt32(slots))
    }
  }
}
