/// The sample workspace, whose comments are the manual of the format.
///
/// It is what `sonae init` writes. A test reads it without a finding and sees to it that it uses every key; the JSON
/// Schemas take their descriptions from its comments.
public enum Manual {
  public struct File: Sendable, Hashable {
    /// Relative to the workspace.
    public var path: String
    public var bytes: [UInt8]
  }

  /// In the order in which someone new should read them.
  public static var files: [File] {
    [
      File(path: "sonae.yaml", bytes: PackageResources.sonae_yaml),
      File(path: "inventory/inventory.yaml", bytes: PackageResources.inventory_yaml),
      File(path: "playbooks/host-loss.yaml", bytes: PackageResources.host_loss_yaml),
      File(
        path: "playbooks/procedures/resident-information.yaml", bytes: PackageResources.resident_information_yaml),
      File(path: "playbooks/procedures/reconnect.yaml", bytes: PackageResources.reconnect_yaml),
      File(path: "playbooks/procedures/ad-security.yaml", bytes: PackageResources.ad_security_yaml),
      File(path: "playbooks/procedures/scripts/replay.sh", bytes: PackageResources.replay_sh),
    ]
  }
}
