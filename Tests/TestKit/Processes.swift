public import Glibc

/// What /proc says about processes.
public enum Processes {
  private struct Entry {
    let pid: pid_t
    let parent: pid_t
    let name: String
    let state: Character
  }

  public static func children(of pid: pid_t) -> [pid_t] {
    all().filter { $0.parent == pid }.map(\.pid)
  }

  public static func descendants(of pid: pid_t) -> [pid_t] {
    let entries = all()
    var found = [pid]
    var index = 0
    while index < found.count {
      found += entries.filter { $0.parent == found[index] }.map(\.pid)
      index += 1
    }
    return Array(found.dropFirst())
  }

  public static func name(_ pid: pid_t) -> String? { entry(pid)?.name }

  /// There and not a zombie.
  public static func isAlive(_ pid: pid_t) -> Bool {
    guard let state = entry(pid)?.state else { return false }
    return state != "Z" && state != "X"
  }

  private static func all() -> [Entry] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var entries: [Entry] = []
    while let item = readdir(folder) {
      let name = withUnsafeBytes(of: item.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let pid = pid_t(name), let entry = entry(pid) { entries.append(entry) }
    }
    return entries
  }

  private static func entry(_ pid: pid_t) -> Entry? {
    guard let text = try? TemporaryFolder.text("/proc/\(pid)/stat"), let open = text.firstIndex(of: "("),
      let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[close...].split(separator: " ")
    guard fields.count > 2, let parent = pid_t(fields[2]), let state = fields[1].first else { return nil }
    return Entry(pid: pid, parent: parent, name: String(text[text.index(after: open)..<close]), state: state)
  }
}
