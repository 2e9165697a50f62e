extension ConfigOptions {
  /// Keywords that would change which host or key is trusted, or make ssh fail, are refused by their first value that applies;
  /// what is left is passed over.
  mutating func refuse(_ line: ConfigLine) throws(ConfigProblem) {
    if line.keyword == "match" {
      let condition = line.arguments.first.map { " " + printable(Array($0.utf8), limit: 40) } ?? ""
      throw line.problem(
        "Match\(condition) is not supported. Use Host blocks, or give the host's values in the inventory.")
    }
    guard let refusal = Self.refusals[line.keyword], passedOver.insert(line.keyword).inserted else { return }
    let value = line.arguments.joined(separator: " ").lowercased()
    if !refusal.isHarmless(value) { throw line.problem("\(refusal.name) is not supported. \(refusal.wayOut)") }
  }

  private struct Refusal {
    let name: String
    let wayOut: String
    /// By the value in lower case.
    var isHarmless: @Sendable (String) -> Bool = { _ in false }
  }

  private static let refusals: [String: Refusal] = [
    "canonicalizehostname": Refusal(name: "CanonicalizeHostname", wayOut: "Write full host names.") {
      ["no", "false", "none"].contains($0)
    },
    "revokedhostkeys": Refusal(name: "RevokedHostKeys", wayOut: "Put @revoked lines into known_hosts.") {
      $0 == "none"
    },
    "knownhostscommand": Refusal(
      name: "KnownHostsCommand",
      wayOut: "Put the keys and @revoked lines into known_hosts, or give the host transport: openssh in the inventory."
    ) { $0 == "none" },
    "checkhostip": Refusal(
      name: "CheckHostIP yes", wayOut: "Set it to no, or give the host transport: openssh in the inventory."
    ) { ["no", "false"].contains($0) },
    "pubkeyauthentication": Refusal(
      name: "A login without keys (PubkeyAuthentication no)", wayOut: "Set it to yes for this host."
    ) { ["yes", "true", "unbound", "host-bound"].contains($0) },
    "preferredauthentications": Refusal(
      name: "A login without keys (PreferredAuthentications)", wayOut: "Add publickey to it for this host."
    ) { $0.split(separator: ",").contains("publickey") },
    "bindinterface": Refusal(
      name: "BindInterface", wayOut: "Use BindAddress, or give the host transport: openssh in the inventory."),
    "refuseconnection": Refusal(
      name: "RefuseConnection", wayOut: "Connections to this host are not wanted; take the line out if they are."),
  ]
}
