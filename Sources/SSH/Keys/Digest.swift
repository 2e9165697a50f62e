import CLibSSH2
import Glibc

/// Hashes by libcrypto, the library that libssh2 itself stands on.
enum Digest {
  static func sha256(_ bytes: [UInt8]) -> [UInt8] { hash(bytes, EVP_sha256()) }
  static func sha512(_ bytes: [UInt8]) -> [UInt8] { hash(bytes, EVP_sha512()) }

  private static func hash(_ bytes: [UInt8], _ algorithm: OpaquePointer?) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    EVP_Digest(bytes, bytes.count, &output, &length, algorithm, nil)
    return Array(output.prefix(Int(length)))
  }

  static func hmacSHA1(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac(EVP_sha1(), key, bytes) }
  static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] { hmac(EVP_sha256(), key, bytes) }

  private static func hmac(_ algorithm: OpaquePointer?, _ key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    HMAC(algorithm, key, Int32(key.count), bytes, bytes.count, &output, &length)
    return Array(output.prefix(Int(length)))
  }

  /// From the kernel's generator; at most 256 bytes (getentropy(3)).
  static func random(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    // In one call: the standard library's generator makes one for each number.
    precondition(getentropy(&bytes, count) == 0, "the kernel gives no random numbers")
    return bytes
  }
}

enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    var output = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let length = EVP_EncodeBlock(&output, bytes, Int32(bytes.count))
    return String(decoding: output.prefix(Int(length)), as: UTF8.self)
  }

  /// As OpenSSH: strict but for white space between. Nil for anything that isn't base64.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    let digits = text.filter { !(9...13).contains($0) && $0 != 32 }
    let padding = digits.reversed().prefix { $0 == UInt8(ascii: "=") }.count
    guard digits.count % 4 == 0, padding <= 2, digits.dropLast(padding).allSatisfy({ isDigit($0) }) else { return nil }
    var output = [UInt8](repeating: 0, count: digits.count / 4 * 3 + 1)
    let length = EVP_DecodeBlock(&output, digits, Int32(digits.count))
    guard length >= 0 else { return nil }
    let bytes = Array(output.prefix(Int(length) - padding))
    // Bits that are left over have to be zero.
    return encode(bytes).utf8.elementsEqual(digits) ? bytes : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
