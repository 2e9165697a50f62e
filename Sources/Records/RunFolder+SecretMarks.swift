public import Engine
public import Model

/// Which values the secrets of a run had, in `secret-marks` beside `secret`, whose bytes the marks are keyed by. What hosts have
/// kept was printed for a process with those values: one that has others can't take them out of it.
extension RunFolder {
  var secretMarksPath: String { path + "/secret-marks" }

  static func marks(of secrets: [String: Secret], key: [UInt8]) -> [UInt8] {
    JSON.object(
      secrets.sorted { $0.key < $1.key }.compactMap { name, secret in
        secret.mark(of: name, key: key).map { JSON.Member(name, .string($0.description)) }
      }
    ).canonical
  }

  /// For a process that takes the run up with these secrets.
  ///
  /// Where they differ nothing is left to compare with: from then on the run has had more than one value.
  ///
  /// - Returns: the names of those that aren't for sure what they were in all processes before.
  /// - Throws: `JournalFailure` when what is to be forgotten might come back.
  public func secretsThatChanged(_ secrets: [String: Secret]) throws(JournalFailure) -> [String] {
    guard !secrets.isEmpty else { return [] }
    let kept = (try? disk.read(secretMarksPath)).flatMap { try? JSON(reading: $0) }
    let changed = secrets.filter { name, value in
      guard let key = secret, let mark = value.mark(of: name, key: key) else { return true }
      return kept?[name]?.string.flatMap { Digest($0) } != mark
    }
    if !changed.isEmpty {
      disk.remove(secretMarksPath)
      do throws(FileError) { try disk.syncFolder(path) } catch { throw JournalFailure(error) }
    }
    return changed.keys.sorted()
  }
}
