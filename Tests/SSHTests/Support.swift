import Glibc
import Synchronization
import Testing

@testable import SSH
@testable import TestKit

extension SSHServer {
  func target(
    _ label: String = "host", key: String? = nil, knownHosts file: String? = nil, jump: [Target] = [],
    connectTimeout: Duration? = .seconds(60)
  ) -> Target {
    Target(
      label, address: address, port: port, user: user, identityFiles: [key ?? userKey],
      knownHostsFiles: [file ?? knownHosts], jump: jump, connectTimeout: connectTimeout, agent: .off)
  }
}

/// A command's end and its output.
struct Answer: Sendable {
  let end: CommandEnd
  let output: [UInt8]
  let errors: [UInt8]
  var text: String { String(decoding: output, as: UTF8.self) }
  var errorText: String { String(decoding: errors, as: UTF8.self) }
}

extension Client {
  func ask(_ text: String, _ target: Target, input: [UInt8] = [], timeout: Duration? = .seconds(60))
    async throws(SSHError) -> Answer
  {
    let buffer = OutputBuffer()
    let end = try await run(Command(text, standardInput: input, timeout: timeout), on: target) {
      buffer.append($1, from: $0)
    }
    return Answer(end: end, output: buffer.standardOutput, errors: buffer.standardError)
  }
}

/// The error that something is expected to throw.
func failure<T>(_ body: () async throws(SSHError) -> T) async -> SSHError? {
  do {
    _ = try await body()
    return nil
  } catch {
    return error
  }
}

let needsServer = ConditionTrait.enabled(
  if: SSHServer.isInstalled, "sshd and ssh-keygen are not installed (openssh-server)")

/// How many seeds a randomised test tries: few by themselves, more for a campaign.
func seeds(_ variable: String, usually count: Int) -> Range<Int> {
  0..<(getenv(variable).flatMap { Int(String(cString: $0)) } ?? count)
}
