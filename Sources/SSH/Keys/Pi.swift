import CLibSSH2

/// Blowfish starts from the digits of π: 1042 words of its fraction. Computed when first needed (some hundredths of a
/// second) instead of standing here as a table that nobody can proofread.
enum Pi {
  static let blowfishWords = 18 + 4 * 256
  static let blowfishSchedule = fraction(words: blowfishWords)

  /// Machin: π = 16 arctan(1/5) − 4 arctan(1/239), in fixed point.
  static func fraction(words: Int) -> [UInt32] {
    let guardBits = 64
    let sum = BN_new()
    defer { BN_free(sum) }
    addArctangent(of: 5, times: 16, adds: true, to: sum, bits: words * 32 + guardBits)
    addArctangent(of: 239, times: 4, adds: false, to: sum, bits: words * 32 + guardBits)
    BN_rshift(sum, sum, Int32(guardBits))
    var bytes = [UInt8](repeating: 0, count: words * 4 + 1)
    BN_bn2binpad(sum, &bytes, Int32(bytes.count))
    // The first byte is the 3 before the point.
    return (0..<words).map { word in bytes[(1 + word * 4)...].prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  private static func addArctangent(of x: UInt, times: UInt, adds: Bool, to sum: OpaquePointer?, bits: Int) {
    let power = BN_new()
    let term = BN_new()
    defer {
      BN_free(power)
      BN_free(term)
    }
    BN_set_word(power, times)
    BN_lshift(power, power, Int32(bits))
    BN_div_word(power, x)
    var odd: UInt = 1
    var adds = adds
    while BN_is_zero(power) == 0 {
      BN_copy(term, power)
      BN_div_word(term, odd)
      _ = adds ? BN_add(sum, sum, term) : BN_sub(sum, sum, term)
      BN_div_word(power, x * x)
      odd += 2
      adds.toggle()
    }
  }
}
