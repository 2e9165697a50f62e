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
      commandName: "hosts", abstract: Words.text(.aboutHosts), discussion: Words.text(.exampleHostsTrust),
      subcommands: [HostsTrustCommand.self])
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

  func run() async throws {
    let chosen = try ChosenHosts(hosts, global)
    let client = try Connections.client(chosen.settings.ssh, connection, root: chosen.root)
    let shell = HostShell(client: client, chosen)
    var outcomes: [(id: String, outcome: Outcome)] = []
    // One after the other: a person has to compare each.
    for host in chosen.meant { outcomes.append((host.id, await trust(host, shell))) }
    await client.close()
    if global.json {
      Output.json(
        .array(outcomes.map { .members(["host": .string($0.id), "outcome": .string($0.outcome.rawValue)]) }))
    }
    if outcomes.contains(where: { $0.outcome == .failed }) { throw Exit.failed }
    if outcomes.contains(where: { $0.outcome == .refused }) { throw Exit.refused }
  }

  private func trust(_ host: PlannedHost, _ shell: HostShell) async -> Outcome {
    do throws(SSHError) {
      try await shell.checkHostKey(of: host)
      Output.complain(Words.text(.hostIsKnown(host.id)))
      return .known
    } catch {
      guard case .hostKeyUnknown(let name, let type, let shown, let file, let line) = error.reason else {
        Output.complain("\(host.id): \(Words.text(Phrase(Reason(error))))")
        return .failed
      }
      Output.complain(Words.text(.hostShowsKey(host.id, name: name, type: type, fingerprint: shown, file: file)))
      guard isAccepted(shown) else { return .refused }
      return add(line, to: file, host)
    }
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
    return Agreement.isYes(readLine() ?? "")
  }

  private func add(_ line: String, to file: String, _ host: PlannedHost) -> Outcome {
    let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    guard folder.isEmpty || LocalFile.makeFolder(folder, mode: 0o700),
      LocalFile.append(file, line: line, mode: 0o600)
    else {
      Output.complain(Words.text(.fileUnwritable(file, why: LocalFile.lastError)))
      return .failed
    }
    Output.complain(Words.text(.hostAdded(host.id, file: file)))
    return .added
  }
}
