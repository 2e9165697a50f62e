import Catalogue
import Glibc
import Model
import SSH

/// Reads the values of a workspace's secrets, when a run starts and not before.
struct SecretValues {
  let root: String

  func read(_ sources: [String: SecretSource]) throws -> [String: Secret] {
    let values = try sources.mapValues { try read($0) }
    if let name = values.filter(\.value.isTooShort).keys.min() {
      throw Stop(.invalid, .secretTooShort(name, bytes: Secret.shortest))
    }
    return values
  }

  func read(_ source: SecretSource) throws -> Secret {
    switch source {
    case .environment(let name):
      guard let value = environment(name) else { throw Stop(.invalid, .secretVariableMissing(name)) }
      return Secret(value)
    case .file(let path):
      let path = path.hasPrefix("/") ? path : root + "/" + path
      guard let bytes = LocalFile.read(path, limit: 64 << 10) else { throw Stop(.invalid, .secretFileUnreadable(path)) }
      return Secret(String(decoding: bytes, as: UTF8.self).trimmed)
    case .command(let words):
      guard let output = LocalCommand.output(words) else {
        throw Stop(.invalid, .secretCommandFailed(words.first ?? ""))
      }
      return Secret(output.trimmed)
    }
  }
}
