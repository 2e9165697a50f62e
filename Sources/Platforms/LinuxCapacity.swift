/// What a Linux host has, for the platforms that run their machines as processes of one (libvirt, Proxmox VE).
///
/// Source: proc_meminfo(5). `MemAvailable` is the kernel's own estimate of what can be had without swapping (Linux 3.14), which the free
/// memory of `virsh nodememstats` isn't: that leaves out what caches would give back.
enum LinuxCapacity {
  static let question = Question<HostCapacity>(
    "export LC_ALL=C; cat /proc/meminfo && echo '\(Mark.next)' && getconf _NPROCESSORS_ONLN && echo '\(Mark.end)'"
  ) { text throws(PlatformError) in
    let sections = try Sections(text, count: 2)
    guard let cpus = sections[1].first.flatMap({ Int($0) }), cpus > 0, sections[1].count == 1 else {
      throw .notUnderstood(bounded(sections[1].first ?? ""), expected: "a number of processors")
    }
    let total = try field("MemTotal", sections[0])
    let available = try field("MemAvailable", sections[0])
    return HostCapacity(memoryMiB: total / 1024, freeMiB: available / 1024, cpus: cpus)
  }

  /// In KiB.
  private static func field(_ name: String, _ lines: [Substring]) throws(PlatformError) -> Int {
    guard let line = lines.first(where: { $0.hasPrefix("\(name):") }) else {
      throw .notUnderstood(bounded(lines.first ?? ""), expected: "/proc/meminfo with \(name)")
    }
    let parts = line.split(separator: " ")
    guard parts.count == 3, parts[2] == "kB", let value = Int(parts[1]), value >= 0 else {
      throw .notUnderstood(bounded(line), expected: "kB of /proc/meminfo")
    }
    return value
  }
}
