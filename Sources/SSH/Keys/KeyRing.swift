import Glibc

/// The user's keys: files read once, opened once, and the passphrase asked once, for however many hosts.
@SSHLoop
final class KeyRing {
  /// The public part, and the way to the private one.
  struct FileKey: Sendable {
    let path: String
    let publicKey: PublicKeyBlob
    fileprivate let material: Material
  }

  fileprivate enum Material: Sendable {
    case open(PrivateKey)
    case sealed(OpenSSHKey)
    /// Encrypted PEM keeps even the public part closed; a `.pub` file beside it tells.
    case sealedPEM([UInt8])
  }

  private struct Stamp: Equatable {
    let inode: ino_t
    let size: off_t
    let seconds: Int
    let nanoseconds: Int
  }

  private var files: [String: (stamp: Stamp, key: FileKey)] = [:]
  private var opened: [PublicKeyBlob: Promise<Result<PrivateKey, KeyFailure>>] = [:]
  private let source: any PassphraseSource

  nonisolated init(_ source: any PassphraseSource) {
    self.source = source
  }

  /// - Returns: nil when there is no such file.
  func key(at path: String) throws(SSHError.Reason) -> FileKey? {
    var status = stat()
    guard stat(path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .keyFileUnreadable(file: path, problem: systemMessage(errno))
    }
    // As ssh: its owner's file must not be open to others; a file of somebody else is that one's business.
    if status.st_uid == getuid(), status.st_mode & 0o077 != 0 {
      throw .keyFileTooOpen(file: path, mode: String(status.st_mode & 0o777, radix: 8))
    }
    let stamp = Stamp(
      inode: status.st_ino, size: status.st_size, seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
    if let known = files[path], known.stamp == stamp { return known.key }
    let key = try read(path)
    files[path] = (stamp, key)
    return key
  }

  private func read(_ path: String) throws(SSHError.Reason) -> FileKey {
    let text: [UInt8]
    do throws(FileFailure) {
      text = try readFile(path, limit: 1 << 20)
    } catch {
      throw .keyFileUnreadable(file: path, problem: error.problem)
    }
    do throws(KeyFailure) {
      return try parse(text, path)
    } catch {
      switch error {
      case .unsupported(let problem): throw .keyFormatUnsupported(file: path, problem: problem)
      case .passphraseNeeded: throw .passphraseNeeded(file: path)
      case .passphraseWrong: throw .passphraseWrong(file: path)
      }
    }
  }

  private func parse(_ text: [UInt8], _ path: String) throws(KeyFailure) -> FileKey {
    if let key = try OpenSSHKey(text) {
      let material: Material =
        key.isEncrypted || key.publicKey.isRSA ? .sealed(key) : .open(try key.open(passphrase: nil))
      return FileKey(path: path, publicKey: key.publicKey, material: material)
    }
    do throws(KeyFailure) {
      let key = try PrivateKey.readPEM(text, passphrase: nil)
      return FileKey(path: path, publicKey: key.publicKey, material: .open(key))
    } catch {
      guard error == .passphraseNeeded, let publicKey = Self.publicKey(beside: path) else { throw error }
      return FileKey(path: path, publicKey: publicKey, material: .sealedPEM(text))
    }
  }

  /// The `.pub` file of a private key; for keys that live in an agent only, the file itself may be the public key.
  static func publicKey(beside path: String) -> PublicKeyBlob? {
    publicKey(in: path + ".pub") ?? publicKey(in: path)
  }

  nonisolated static func isPublicKey(_ path: String) -> Bool { publicKey(in: path) != nil }

  private nonisolated static func publicKey(in path: String) -> PublicKeyBlob? {
    guard let text = try? readFile(path, limit: 1 << 16) else { return nil }
    let fields = text.split(maxSplits: 2, whereSeparator: { $0 == 32 || $0 == 9 || $0 == 10 })
    guard fields.count >= 2, let bytes = Base64.decode(fields[1]), let key = PublicKeyBlob(bytes),
      key.type.utf8.elementsEqual(fields[0])
    else { return nil }
    return key
  }

  /// The private key, with the passphrase asked for if it takes one.
  func open(_ key: FileKey) async throws(KeyFailure) -> PrivateKey {
    if case .open(let privateKey) = key.material { return privateKey }
    let promise: Promise<Result<PrivateKey, KeyFailure>>
    if let started = opened[key.publicKey] {
      promise = started
    } else {
      let source = source
      promise = Blocking.promise { Self.unseal(key, source) }
      opened[key.publicKey] = promise
    }
    let result = await promise.get()
    // A wrong answer isn't remembered: the next connection asks again.
    if case .failure = result { opened[key.publicKey] = nil }
    return try result.get()
  }

  private nonisolated static func unseal(_ key: FileKey, _ source: any PassphraseSource) -> Result<
    PrivateKey, KeyFailure
  > {
    let passphrase = source.passphrase(forKeyFile: key.path)?.bytes
    do throws(KeyFailure) {
      switch key.material {
      case .open(let privateKey): return .success(privateKey)
      case .sealed(let sealed): return .success(try sealed.open(passphrase: passphrase))
      case .sealedPEM(let text): return .success(try PrivateKey.readPEM(text, passphrase: passphrase))
      }
    } catch {
      return .failure(error)
    }
  }
}
