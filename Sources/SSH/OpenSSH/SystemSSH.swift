import Glibc

/// The `ssh` of this machine, and what it makes of its configuration.
@SSHLoop
enum SystemSSH {
  /// - Throws: `SSHError` when the PATH has none.
  static func find(for label: String) throws(SSHError) {
    let path = Home.environment("PATH") ?? "/usr/local/bin:/usr/bin:/bin"
    let folders = path.split(separator: ":", omittingEmptySubsequences: false).map { $0.isEmpty ? "." : $0 }
    guard !folders.contains(where: { access($0 + "/ssh", X_OK) == 0 }) else { return }
    throw SSHError(.programMissing(name: "ssh", path: path), host: label)
  }

  /// ssh hands a ProxyCommand to the user's shell, whatever that is.
  static func environment() -> [String] {
    var variables: [String] = []
    var entry = environ
    while let text = entry.pointee {
      let variable = String(cString: text)
      if !variable.hasPrefix("SHELL=") { variables.append(variable) }
      entry += 1
    }
    return variables + ["SHELL=/bin/sh"]
  }

  /// What holds for a host by `ssh -G`: keywords in lower case, the first value of each.
  static func configuration(of target: OpenSSHTarget) async throws(SSHError) -> [String: String] {
    Dictionary(try await settings(of: target)) { first, _ in first }
  }

  /// The key files that it has for a host and that are there.
  static func identities(of target: OpenSSHTarget) async throws(SSHError) -> [String] {
    let files = try await settings(of: target).filter { $0.keyword == "identityfile" }.map {
      ConfigTokens.home($0.value)
    }
    return files.filter { access($0, F_OK) == 0 }
  }

  private static func settings(of target: OpenSSHTarget) async throws(SSHError) -> [(keyword: String, value: String)] {
    try find(for: target.label)
    let said: (text: [UInt8], errors: [UInt8], status: Int32?)
    do throws(FileFailure) {
      said = try await output(of: target)
    } catch {
      throw SSHError(.programFailed(said: "ssh can't be started: \(error.problem)"), host: target.label)
    }
    guard said.status == 0 else {
      let text = said.status == nil ? "ssh -G did not end within 10 s" : OpenSSHSaid(said.errors).text
      throw SSHError(.programFailed(said: text), host: target.label)
    }
    let lines = String(decoding: said.text, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 1).map(String.init)
    }
    return lines.filter { $0.count == 2 }.map { ($0[0].lowercased(), $0[1]) }
  }

  /// - Returns: status nil when it was given up.
  private static func output(
    of target: OpenSSHTarget
  ) async throws(FileFailure) -> (text: [UInt8], errors: [UInt8], status: Int32?) {
    let folder = try PrivateFolder()
    defer { folder.remove() }
    let nothing = Glibc.open("/dev/null", O_RDWR | O_CLOEXEC)
    let output = Glibc.open(folder.shown, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    let errors = Glibc.open(folder.log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { for descriptor in [nothing, output, errors] where descriptor >= 0 { Glibc.close(descriptor) } }
    guard nothing >= 0, output >= 0, errors >= 0 else { throw FileFailure(number: errno) }
    let changed = WakeList()
    let program = try HelperProgram(
      ["/bin/sh", "-c", "exec ssh -G \"$@\"", "sh"] + target.options + ["--", target.label],
      environment: environment(), descriptors: [nothing, output, errors], onEnd: { changed.wakeAll() })
    let deadline = Deadline(after: .seconds(10), waking: changed)
    defer { deadline.cancel() }
    await changed.wait(until: { program.status != nil }, or: deadline)
    return (try readFile(folder.shown, limit: 1 << 20), try readFile(folder.log, limit: 1 << 16), program.status)
  }
}
