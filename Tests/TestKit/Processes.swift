public import Glibc

/// What /proc says about processes.
public enum Processes {
  private struct Entry {
    let name: String
    let state: Character
  }

  public static func children(of pid: pid_t) -> [pid_t] {
    guard let text = try? TemporaryFolder.text("/proc/\(pid)/task/\(pid)/children") else { return [] }
    return text.split(separator: " ").compactMap { pid_t($0) }
  }

  public static func descendants(of pid: pid_t) -> [pid_t] {
    var found = [pid]
    var index = 0
    while index < found.count {
      found += children(of: found[index])
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

  private static func entry(_ pid: pid_t) -> Entry? {
    guard let text = try? TemporaryFolder.text("/proc/\(pid)/stat"), let open = text.firstIndex(of: "("),
      let close = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[close...].split(separator: " ")
    guard fields.count > 1, let state = fields[1].first else { return nil }
    return Entry(name: String(text[text.index(after: open)..<close]), state: state)
  }
}
