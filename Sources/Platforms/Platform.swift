public import Model

/// A virtualization platform: what a host of it is asked, and what its machines are told to do.
///
/// A platform is a pure value. It says which command line asks for something and reads what that printed; running commands
/// is the caller's business. One file per platform shows all of it, and `docs/platforms.md` says how another is added.
public protocol Platform: Sendable {
  /// All machines of the host, in one command.
  var machines: Question<[VirtualMachine]> { get }
  var capacity: Question<HostCapacity> { get }

  /// The networks that the machine's adapters are on, each once, in the platform's words: network, bridge, port group or switch.
  ///
  /// An adapter that is on none (unplugged) isn't listed. One that reaches the outside without a network that has a name stands there in
  /// parentheses (`(user)`, `(hostdev)`), so that it never equals a name that a caller allows.
  func networks(of machine: VirtualMachine) throws(PlatformError) -> Question<[String]>

  /// How many snapshots of this name the machine has. Some platforms let several have the same.
  func snapshots(named name: String, of machine: VirtualMachine) throws(PlatformError) -> Question<Int>

  /// One thing for a machine to do, with what its reply means.
  func order(_ action: MachineAction, on machine: VirtualMachine) throws(PlatformError) -> Order
}

/// How the account on a host comes to its platform's tools.
public struct PlatformAccess: Sendable, Hashable {
  /// The tools are called with `sudo -n`. Needs a rule without a password; see `docs/platforms.md`.
  public var sudo: Bool
  /// Only libvirt: the connection that `virsh` opens.
  public var uri: String

  public init(sudo: Bool = false, uri: String = "qemu:///system") {
    self.sudo = sudo
    self.uri = uri
  }
}

extension PlatformKind {
  public func platform(_ access: PlatformAccess = PlatformAccess()) throws(PlatformError) -> any Platform {
    switch self {
    case .libvirt: try Libvirt(access)
    case .proxmox: Proxmox(access)
    case .esxi: ESXi()
    case .hyperv: HyperV()
    case .xcpNG: XCPng(access)
    }
  }
}
