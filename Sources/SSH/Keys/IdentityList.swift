/// The keys for one endpoint, in the order in which ssh tries them: keys of the agent that are also among the files,
/// in the files' order; the agent's other keys (not with IdentitiesOnly); then keys that are only in files.
struct IdentityList: Sendable {
  var candidates: [Candidate] = []
  /// RSA keys, which aren't offered.
  var rsa: [String] = []
  /// The first thing that was wrong with a key that the user named; told when no other key was accepted.
  var problem: SSHError.Reason?
  /// Types of keys that may be offered.
  private let accepted: [String]

  private init(accepting types: [String]) {
    accepted = types
  }

  @SSHLoop
  static func make(for endpoint: Endpoint, _ ring: KeyRing) async -> IdentityList {
    var list = IdentityList(accepting: endpoint.algorithms.userKey)
    let (agent, held) = await list.askAgent(endpoint)
    var agentFirst: [Candidate] = []
    var filesOnly: [Candidate] = []
    var used: Set<PublicKeyBlob> = []
    for path in endpoint.identities.files {
      let file = list.file(path, endpoint, ring)
      guard let key = file?.publicKey ?? KeyRing.publicKey(beside: path), used.insert(key).inserted else { continue }
      if let agent, held.contains(where: { $0.publicKey == key }) {
        list.add(Candidate(name: path, publicKey: key, way: .agent(agent)), to: &agentFirst)
      } else if let file {
        list.add(Candidate(name: path, publicKey: key, way: .file(file)), to: &filesOnly)
      } else if KeyRing.isPublicKey(path) {
        list.problem = list.problem ?? .keyFileIsPublic(file: path)
      }
    }
    var agentOnly: [Candidate] = []
    if let agent, !endpoint.identities.only {
      for key in held where used.insert(key.publicKey).inserted {
        list.add(Candidate(name: "agent: \(key.comment)", publicKey: key.publicKey, way: .agent(agent)), to: &agentOnly)
      }
    }
    list.candidates = agentFirst + agentOnly + filesOnly
    return list
  }

  private mutating func add(_ candidate: Candidate, to candidates: inout [Candidate]) {
    let key = candidate.publicKey
    if key.isRSA {
      rsa.append(candidate.name)
    } else if accepted.contains(key.type) {
      candidates.append(candidate)
    }
  }

  @SSHLoop
  private mutating func askAgent(_ endpoint: Endpoint) async -> (Agent?, [Agent.Key]) {
    guard let socket = endpoint.identities.agent else { return (nil, []) }
    let agent = Agent(socket: socket)
    let limit = endpoint.connectTimeout
    switch await Blocking.promise({ agent.keys(within: limit) }).get() {
    case .success(let keys): return (agent, keys)
    // As ssh: an agent that is gone is no reason not to try the files.
    case .failure(let failure):
      if failure.isSilence || endpoint.identities.files.isEmpty {
        problem = .agentFailed(socket: socket, problem: failure.problem)
      }
      return (nil, [])
    }
  }

  @SSHLoop
  private mutating func file(_ path: String, _ endpoint: Endpoint, _ ring: KeyRing) -> KeyRing.FileKey? {
    do throws(SSHError.Reason) {
      if let key = try ring.key(at: path) { return key }
      if endpoint.identities.areNamed, KeyRing.publicKey(beside: path) == nil {
        throw .keyFileUnreadable(file: path, problem: "no such file")
      }
    } catch {
      switch error {
      // An agent may have the private one.
      case _ where KeyRing.isPublicKey(path): break
      case .keyFormatUnsupported(_, "the key type ssh-rsa"): rsa.append(path)
      // ssh's usual files of other kinds (security tokens) are just not for this client.
      case .keyFormatUnsupported where !endpoint.identities.areNamed: break
      default: problem = problem ?? error
      }
    }
    return nil
  }
}
