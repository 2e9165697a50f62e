import ArgumentParser
import Catalogue
import Engine
import Glibc
import Model
import SSH

/// `sonae hosts …`
struct HostsCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "hosts", abstract: Words.text(.aboutHosts), discussion: Words.text(.exampleHosts),
      subcommands: [HostsTrustCommand.self, HostsDiscoverCommand.self])
  }
}

/// `sonae hosts trust HOSTS…`
struct HostsTrustCommand: AsyncParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "trust", abstract: Words.text(.aboutHostsTrust), discussion: Words.text(.exampleHostsTrust))
  }

  @OptionGroup var global: GlobalOptions
  @OptionGroup var connection: ConnectionOptions

  @Option(help: .init(Words.text(.optionFingerprint), valueName: "SHA256:…"))
  var fingerprint: [String] = []

  @Argument(help: .init(Words.text(.argumentHosts), valueName: "HOSTS"))
  var hosts: [String]

  /// What became of a host; the JSON's words.
  private enum Outcome: String {
    case known, added, refused, failed
  }

  private struct Answer {
    let host: String
    /// At which jump host.
    var jump: String?
    var outcome: Outcome
    /// What the server showed, if it came to that.
    var type: String?
    var fingerprint: String?
    var reason: String?

    var json: JSON {
      .members([
        "host": .string(host), "jump": jump.map { .string($0) }, "outcome": .string(outcome.rawValue),
        "type": type.map { .string($0) } ?? .null,
        "fingerprint": fingerprint.map { .string($0) } ?? .null, "reason": reason.map { .string($0) },
      ])
    }
  }

  func validate() throws {
    // As ssh-keygen prints it: 32 bytes in base64 without padding.
    if let wrong = fingerprint.first(where: { matchGroups(of: "^(SHA256:[A-Za-z0-9+/]{43})$", in: $0) == nil }) {
      throw ValidationError(Words.text(.notAFingerprint(wrong)))
    }
  }

  func run() async throws {
    let chosen = try ChosenHosts(hosts, global)
    let client = try Connections.client(chosen.settings.ssh, connection, root: chosen.root)
    let shell = HostShell(client: client, chosen)
    var answers: [Answer] = []
    // One after the other: a person has to compare each.
    for host in chosen.meant { answers += await trust(host, shell) }
    await client.close()
    if global.json { Output.json(.array(answers.map(\.json))) }
    if answers.contains(where: { $0.outcome == .failed }) { throw Exit.failed }
    if answers.contains(where: { $0.outcome == .refused }) { throw Exit.refused }
  }

  /// - Returns: an answer for each jump host whose key stood in the way, and last the host's own if it came to that.
  private func trust(_ host: PlannedHost, _ shell: HostShell) async -> [Answer] {
    do throws(SSHError) {
      let key = try await shell.checkHostKey(of: host)
      Output.complain(Words.text(.hostIsKnown(host.id)))
      return [Answer(host: host.id, outcome: .known, type: key?.type, fingerprint: key?.fingerprint)]
    } catch {
      let answer = settle(error, host)
      // Now the next key on the way can be seen.
      return [answer] + (answer.jump != nil && answer.outcome == .added ? await trust(host, shell) : [])
    }
  }

  private func settle(_ error: SSHError, _ host: PlannedHost) -> Answer {
    // A dash is what ssh didn't say.
    let facts = error.facts.filter { $0.value != "-" }
    var answer = Answer(
      host: host.id, jump: error.hop, outcome: .failed, type: facts["type"], fingerprint: facts["fingerprint"])
    let place = error.hop.map { Words.text(.jumpHost($0, for: host.id)) } ?? host.id
    switch error.reason {
    case .hostKeyUnknown(let name, let type, let shown, let file, let line):
      Output.complain(Words.text(.hostShowsKey(place, name: name, type: type, fingerprint: shown, file: file)))
      answer.outcome = isAccepted(shown) ? add(line, to: file, place) : .refused
    case .hostKeyOtherType(let name, let type, let shown, let known, let file, let line):
      Output.complain(Words.text(.hostShowsKey(place, name: name, type: type, fingerprint: shown, file: file)))
      Output.complain(Words.text(.hostHasOtherKeys(known.map { "\($0.type) \($0.fingerprint) (\($0.at))" })))
      answer.outcome = isAccepted(shown) ? add(line, to: file, place) : .refused
    default:
      let said = Words.text(Phrase(Reason(error)))
      Output.complain(said)
      answer.reason = said
    }
    return answer
  }

  /// By a fingerprint that was named beforehand, else by a person at the terminal.
  private func isAccepted(_ shown: String) -> Bool {
    if !fingerprint.isEmpty {
      if fingerprint.contains(shown) { return true }
      Output.complain(Words.text(.fingerprintDiffers(shown)))
      return false
    }
    guard isatty(0) == 1, isatty(2) == 1 else {
      Output.complain(Words.text(.trustNeedsPerson))
      return false
    }
    Output.write(Words.text(.trustQuestion), to: 2)
    if Agreement.isYes(readLine() ?? "") { return true }
    Output.complain(Words.text(.trustDeclined))
    return false
  }

  private func add(_ line: String, to file: String, _ host: String) -> Outcome {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard folder.isEmpty || LocalFile.makeFolder(folder, mode: 0o700),
      LocalFile.append(file, line: line, mode: 0o600)
    else {
      Output.complain(Words.text(.fileUnwritable(file, why: LocalFile.lastError)))
      return .failed
    }
    Output.complain(Words.text(.hostAdded(host, file: file)))
    return .added
  }
}
