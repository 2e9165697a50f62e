public import Glibc

/// What /proc says about processes.
public enum Processes {
  private struct Entry {
    let name: String
    let state: Character
  }

  public static func children(of pid: pid_t) -> [pid_t] {
    // The kernel keeps them by the thread that started them.
    threads(of: pid).flatMap { thread in
      let text = (try? TemporaryFolder.text("/proc/\(pid)/task/\(thread)/children")) ?? ""
      return text.split(separator: " ").compactMap { pid_t($0) }
    }
  }

  private static func threads(of pid: pid_t) -> [String] {
    guard let folder = opendir("/proc/\(pid)/task") else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
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

  /// The most memory that it has had as the program that it is; 0 when it has ended. See proc(5), `VmHWM`.
  public static func peakKiB(_ pid: pid_t) -> Int {
    let status = (try? TemporaryFolder.text("/proc/\(pid)/status")) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0
  }

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
