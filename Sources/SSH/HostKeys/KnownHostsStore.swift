import Glibc

/// Reads known_hosts files once for many hosts, and again when they have changed.
@SSHLoop
final class KnownHostsStore {
  private struct Stamp: Equatable {
    let device: dev_t
    let inode: ino_t
    let size: off_t
    let seconds: Int
    let nanoseconds: Int
  }

  private var read: [String: (stamp: Stamp, file: KnownHostsFile)] = [:]

  nonisolated init() {}

  /// Files that don't exist are passed over, as ssh does; one that can't be read is an error, because a `@revoked`
  /// line may stand in it.
  func knownHosts(for endpoint: Endpoint) throws(SSHError) -> KnownHosts {
    var files: [KnownHostsFile] = []
    for path in endpoint.knownHosts.user + endpoint.knownHosts.global {
      do throws(FileFailure) {
        files.append(try file(at: path))
      } catch {
        if error.number == ENOENT || error.number == ENOTDIR { continue }
        throw SSHError(.knownHostsUnreadable(file: path, problem: error.problem), host: endpoint.label)
      }
    }
    return KnownHosts(files)
  }

  private func file(at path: String) throws(FileFailure) -> KnownHostsFile {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileFailure(number: errno) }
    let stamp = Stamp(
      device: status.st_dev, inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec,
      nanoseconds: status.st_mtim.tv_nsec)
    if let known = read[path], known.stamp == stamp { return known.file }
    let file = KnownHostsFile(path: path, text: try readFile(path, limit: 64 << 20))
    read[path] = (stamp, file)
    return file
  }
}
