/// The lists of `inventory/*.yaml`.
public struct Inventory: Sendable {
  public var platforms: [Platform] = []
  public var sites: [Site] = []
  public var segments: [Segment] = []
  public var hosts: [Host] = []
  public var systems: [System] = []
  public var people: [Person] = []
  public var risks: [Risk] = []

  public init() {}

  /// What may be put beside each other and has an id.
  public struct Platform: Sendable {
    public var id: String
    public var name: LocalizedText?
    public var kind: String?
    /// Its tools on the hosts are called by `sudo`.
    public var sudo: Bool
    /// Only libvirt: the connection that `virsh` opens.
    public var uri: String?
    public var site: String?
    public var notes: LocalizedText?
    public var mark: Mark
  }

  public struct Site: Sendable {
    public var id: String
    public var name: LocalizedText?
    /// Stands in the earthquake-isolated server room or one like it.
    public var protected: Bool?
    public var notes: LocalizedText?
    public var mark: Mark
  }

  public struct Segment: Sendable {
    public var id: String
    public var name: LocalizedText?
    public var notes: LocalizedText?
    public var mark: Mark
  }

  public struct Person: Sendable {
    public var id: String
    public var name: LocalizedText?
    public var department: LocalizedText?
    public var company: LocalizedText?
    public var roles: [Role]
    public var deputies: [String]
    public var phone: String?
    public var email: String?
    public var mark: Mark
  }

  public enum Role: String, Sendable, CaseIterable {
    case director, controller, `operator`, approver, evaluator, recorder, auditor
  }

  public struct Risk: Sendable {
    public var id: String
    public var title: LocalizedText
    public var likelihood: Int
    public var impact: Int
    public var systems: SystemSelection
    public var measures: [Measure]
    public var scenarios: [String]
    public var mark: Mark
  }

  /// A preventive measure against a risk.
  public struct Measure: Sendable {
    public var text: LocalizedText
    public var owner: LocalizedText?
    /// `2027-03-31`
    public var due: String?
    public var state: State

    public enum State: String, Sendable, CaseIterable {
      case planned, doing, done
    }
  }
}
