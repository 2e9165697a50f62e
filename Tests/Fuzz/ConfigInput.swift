/// The input is an ssh_config file, and after lines of `----` the files that it may include.
@Sendable
func readConfig(_ input: [UInt8]) {
  let parts = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    .split(maxSplits: 2, omittingEmptySubsequences: false) { $0.elementsEqual("----".utf8) }
    .map { Array($0.joined(separator: [UInt8(ascii: "\n")])) }
  IncludedFiles.texts = Array(parts.dropFirst())
  let text = String(decoding: parts[0], as: UTF8.self)
  for label in ["db", "web.example.jp"] {
    let outcome = Outcome(text, label)
    if case .endpoint(let endpoint) = outcome { check(endpoint) }
    // Where it is in error, the line may be another one; what is decided may not.
    let same: [(String, String)] = [
      ("under Host *", "Host *\n" + text), ("twice", text + "\n" + text), ("with comments", text + "\n# \"\n#\n"),
      ("with another host's block", text + "\nHost no.such\n User nobody\n Port 1\n"),
      ("with CRLF", text.replacing("\n", with: "\r\n")),
    ]
    for (how, changed) in same {
      expect(outcome.isSame(as: Outcome(changed, label)), "\(how): \(outcome) and \(Outcome(changed, label))")
    }
  }
}

private enum Outcome {
  case endpoint(Endpoint)
  case problem

  init(_ text: String, _ label: String) {
    do throws(SSHError) {
      self = .endpoint(try SSHConfig(text: text, file: "config").resolve(Target(label)))
    } catch {
      self = .problem
      guard case .configuration(_, let line, let problem) = error.reason else { fatalError("\(error)") }
      expect(line >= 0 && !problem.isEmpty, "\(error)")
    }
  }

  func isSame(as other: Outcome) -> Bool {
    switch (self, other) {
    case (.endpoint(let one), .endpoint(let another)): one == another
    case (.problem, .problem): true
    default: false
    }
  }
}

private func check(_ endpoint: Endpoint) {
  expect(endpoint.port > 0, "port 0")
  expect(!endpoint.hostName.isEmpty && !endpoint.user.isEmpty, "an empty name")
  expect(endpoint.connectTimeout > .zero && endpoint.keepAlive.interval != .zero, "a time of 0")
  let texts =
    [endpoint.hostName, endpoint.user, endpoint.hostKeyAlias ?? "", endpoint.identities.agent ?? ""]
    + endpoint.identities.files + endpoint.knownHosts.user + endpoint.knownHosts.global
  // For C it would end there.
  expect(!texts.contains { $0.utf8.contains(0) }, "a zero byte in \(texts)")
  if let jump = endpoint.jump { check(jump) }
}
