import Glibc

/// The name of a file system that several machines may write to at once, such as `nfs4`, `cifs`, `9p`, `fuse.sshfs`.
///
/// The locks of such a file system are the server's, or there are none: which of the two it is depends on how it was mounted,
/// and nothing here can tell.
enum SharedFileSystem {
  /// By the names that they are mounted with: filesystems(5), mount.cifs(8), and the kernel's Documentation/filesystems.
  private static let names: Set<String> = [
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "virtiofs", "ceph", "afs", "coda", "ncpfs", "ocfs2", "gfs2", "lustre",
    "beegfs", "gpfs", "orangefs", "vboxsf", "vmhgfs", "prl_fs",
  ]

  /// The mount table is asked, not statfs(2), whose number is one and the same for sshfs and every other FUSE.
  ///
  /// - Returns: nil for a disk of this machine, and where nobody can tell.
  static func name(holding path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, let table = try? SystemDisk.shared.read("/proc/self/mountinfo") else { return nil }
    return name(ofDevice: UInt64(status.st_dev), in: String(decoding: table, as: UTF8.self))
  }

  /// - Parameter table: `36 35 98:0 /root /mount/point options … - type source options`, see proc(5).
  static func name(ofDevice device: UInt64, in table: String) -> String? {
    // As gnu_dev_major and gnu_dev_minor take them apart, which Swift doesn't import.
    let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
    let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == "\(major):\(minor)", let dash = fields.firstIndex(of: "-"),
        dash + 1 < fields.count
      else { continue }
      let type = String(fields[dash + 1])
      // `fuseblk` is a block device of this machine; of the others only those who wrote them know.
      return names.contains(type) || type == "fuse" || type.hasPrefix("fuse.") ? type : nil
    }
    return nil
  }
}
