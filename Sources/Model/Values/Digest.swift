import CLibCrypto

/// A SHA-256 digest, written `sha256:` and 64 hexadecimal digits.
public struct Digest: Sendable, Hashable, CustomStringConvertible {
  public let bytes: [UInt8]

  public init(of data: some ContiguousBytesView) {
    self = Hasher256().digest(of: data)
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// Reads `sha256:…`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard text.hasPrefix("sha256:") else { return nil }
    let digits = Array(text.utf8.dropFirst(7))
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// 64 lower-case digits, as `sha256sum` prints them.
  public var hexadecimal: String { text(after: "") }

  public var description: String { text(after: "sha256:") }

  private func text(after prefix: StaticString) -> String {
    String(unsafeUninitializedCapacity: prefix.utf8CodeUnitCount + 64) { text in
      var end = prefix.withUTF8Buffer { text.update(fromContentsOf: $0) }
      for byte in bytes {
        text[end] = hexDigit(byte >> 4)
        text[end + 1] = hexDigit(byte & 15)
        end += 2
      }
      return end
    }
  }

  /// What the first line of a journal names as its predecessor.
  public static let zero = Digest(bytes: [UInt8](repeating: 0, count: 32))
}

/// Bytes that lie side by side in memory.
public protocol ContiguousBytesView {
  func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R
}

extension Array: ContiguousBytesView where Element == UInt8 {
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}

extension ArraySlice: ContiguousBytesView where Element == UInt8 {
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}

extension String: ContiguousBytesView {
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    var copy = self
    return copy.withUTF8 { body(UnsafeRawBufferPointer($0)) }
  }
}

/// SHA-256 over data that comes in pieces.
///
/// ## Concurrency
/// Not shared: one owner feeds it and takes the digest.
public final class Hasher256 {
  private let context: OpaquePointer?
  /// Looked up once: libcrypto would do so for every digest, which costs more than that of a short line (EVP_MD_fetch(3)).
  private nonisolated(unsafe) static let algorithm = EVP_MD_fetch(nil, "SHA256", nil)

  public init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, Self.algorithm, nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  public func update(_ data: some ContiguousBytesView) {
    data.withBytes { _ = EVP_DigestUpdate(context, $0.baseAddress, $0.count) }
  }

  /// Of nothing else than these.
  public func digest(of data: some ContiguousBytesView) -> Digest {
    update(data)
    return finish()
  }

  /// Ends the hash; what is added after it belongs to a new one.
  public func finish() -> Digest {
    var bytes = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &bytes, nil)
    EVP_DigestInit_ex(context, nil, nil)
    return Digest(bytes: bytes)
  }
}
