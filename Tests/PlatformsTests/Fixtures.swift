@testable import Platforms

/// Names that a command has to carry: a plain one, one in Japanese with a space, and one that tries to break out.
enum Names {
  static let plain = "jumin-db"
  static let japanese = "住民 照会"
  static let hostile = #"it's; rm -rf $HOME "x""#
}

extension Reply {
  init(_ exit: Int32, _ output: String = "", errors: String = "") {
    self.init(exit: exit, output: Array(output.utf8), errors: Array(errors.utf8))
  }
}

extension Platform {
  func text(_ action: MachineAction, on handle: String) throws -> String {
    try order(action, on: machine(handle)).command.text
  }

  func judge(_ action: MachineAction, on handle: String, _ exit: Int32, _ output: String = "", errors: String = "")
    throws -> Judgement
  {
    try order(action, on: machine(handle)).judge(Reply(exit, output, errors: errors))
  }
}

func machine(_ handle: String) -> VirtualMachine { VirtualMachine(name: Names.plain, handle: handle, state: .off) }

/// SplitMix64: the same numbers for the same seed on every machine.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A sample with some bytes changed, left out, doubled or cut; or, one time in eight, nothing but noise.
  mutating func damaged(_ sample: [UInt8]) -> [UInt8] {
    if sample.isEmpty || Int.random(in: 0..<8, using: &self) == 0 {
      return (0..<Int.random(in: 0..<200, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) }
    }
    var bytes = sample
    for _ in 0..<Int.random(in: 1...6, using: &self) where !bytes.isEmpty {
      let at = Int.random(in: 0..<bytes.count, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: bytes[at] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(bytes[at], at: at)
      case 3: bytes[at] = Array("\n\t '\"<>[]{}():=,#-0".utf8).randomElement(using: &self)!
      default: bytes.removeLast(bytes.count - at)
      }
    }
    return bytes
  }
}
