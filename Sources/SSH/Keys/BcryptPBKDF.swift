import CLibSSH2

/// OpenSSH's derivation of a file key from a passphrase (bcrypt_pbkdf(3) of OpenBSD): bcrypt over SHA-512 digests.
/// libcrypto brings Blowfish's rounds; its way of mixing salt and password into the key schedule is bcrypt's own.
enum BcryptPBKDF {
  static func derive(_ passphrase: [UInt8], salt: [UInt8], rounds: Int, count: Int) -> [UInt8] {
    let hashedPassphrase = Digest.sha512(passphrase)
    let blocks = (count + 31) / 32
    let stride = (count + blocks - 1) / blocks
    var key = [UInt8](repeating: 0, count: count)
    for block in 1...blocks {
      var number = WireWriter()
      number.uint32(UInt32(block))
      var digest = hash(hashedPassphrase, Digest.sha512(salt + number.bytes))
      var output = digest
      for _ in 1..<max(rounds, 1) {
        digest = hash(hashedPassphrase, Digest.sha512(digest))
        for index in output.indices { output[index] ^= digest[index] }
      }
      // The blocks' bytes are dealt out in turn, not one block after the other.
      for index in 0..<stride where index * blocks + block - 1 < count && index < 32 {
        key[index * blocks + block - 1] = output[index]
      }
    }
    return key
  }

  private static func hash(_ passphrase: [UInt8], _ salt: [UInt8]) -> [UInt8] {
    var schedule = Blowfish()
    schedule.expand(key: passphrase, salt: salt)
    for _ in 0..<64 {
      schedule.expand(key: salt, salt: nil)
      schedule.expand(key: passphrase, salt: nil)
    }
    var words = Words(Array("OxychromaticBlowfishSwatDynamite".utf8)).all
    schedule.encrypt(&words, times: 64)
    return words.flatMap { word in stride(from: 0, to: 32, by: 8).map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  /// Bytes as big-endian words, again and again from the start.
  private struct Words {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var all: [UInt32] {
      var copy = self
      return (0..<bytes.count / 4).map { _ in copy.next() }
    }

    mutating func next() -> UInt32 {
      var word: UInt32 = 0
      for _ in 0..<4 {
        word = word << 8 | UInt32(bytes[position])
        position = (position + 1) % bytes.count
      }
      return word
    }
  }

  private struct Blowfish {
    private var schedule: [UInt32] = Pi.blowfishSchedule

    /// Each pair of words on its own, as ECB.
    mutating func encrypt(_ words: inout [UInt32], times: Int) {
      withKey { key in
        words.withUnsafeMutableBufferPointer { words in
          for pair in stride(from: 0, to: words.count, by: 2) {
            for _ in 0..<times { BF_encrypt(words.baseAddress.map { $0 + pair }, key) }
          }
        }
      }
    }

    mutating func expand(key: [UInt8], salt: [UInt8]?) {
      var keyWords = Words(key)
      for index in 0..<18 { schedule[index] ^= keyWords.next() }
      var saltWords = Words(salt ?? [0])
      withKey { key in
        key.withMemoryRebound(to: UInt32.self, capacity: Pi.blowfishWords) { words in
          var block: [UInt32] = [0, 0]
          for index in stride(from: 0, to: Pi.blowfishWords, by: 2) {
            if salt != nil {
              block[0] ^= saltWords.next()
              block[1] ^= saltWords.next()
            }
            BF_encrypt(&block, key)
            words[index] = block[0]
            words[index + 1] = block[1]
          }
        }
      }
    }

    private mutating func withKey(_ body: (UnsafeMutablePointer<BF_KEY>) -> Void) {
      schedule.withUnsafeMutableBufferPointer { words in
        words.baseAddress?.withMemoryRebound(to: BF_KEY.self, capacity: 1, body)
      }
    }
  }
}
