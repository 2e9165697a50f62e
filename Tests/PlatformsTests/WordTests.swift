import Model
import TestKit
import Testing

@testable import Platforms

@Suite struct WordTests {
  @Test(arguments: ["a\nb", "a\0b", "\u{7F}", "a\u{85}", "a\u{2028}b", "\t", "\u{1B}[31m"])
  func controlCharactersAreRefused(text: String) {
    #expect(throws: PlatformError.self) { try Word(text, .snapshot) }
  }

  @Test func emptyAndLongValuesAreRefused() {
    #expect(throws: PlatformError.value(.clone, "", .empty)) { try Word("", .clone) }
    #expect(throws: PlatformError.self) { try Word(String(repeating: "住", count: 86), .clone) }
    #expect(throws: Never.self) { try Word(String(repeating: "住", count: 85), .clone) }
  }

  /// Seeded values of every kind of character come through a real shell as the one argument that they are.
  @Test(arguments: 0..<4) func nothingBreaksOut(seed: UInt64) throws {
    var random = Seeded(seed: seed)
    let alphabet = Array("ab 住民'\"\\$`!*?[]{}()<>|;&~#=-%^,:@€𠮷")
    let libvirt = try Libvirt(PlatformAccess())
    for _ in 0..<8 {
      let name = String(
        (0..<Int.random(in: 1...12, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
      let host = try FakeHost(["virsh": ""])
      let done = try host.run(libvirt.order(.snapshot(name), on: machine(name)).command)
      #expect(
        done.calls == ["virsh|-c|qemu:///system|snapshot-create-as|--domain=\(name)|--name=\(name)|--atomic"],
        "seed \(seed)")
    }
  }

  @Test func everyPlatformHasItsWordInTheInventory() throws {
    #expect(PlatformKind.allCases.map(\.rawValue) == ["libvirt", "proxmox", "esxi", "hyperv", "xcp-ng"])
    for kind in PlatformKind.allCases { #expect(!(try kind.platform().machines.command.text.isEmpty)) }
  }

  @Test func errorsSayWhatAndWhere() {
    #expect(
      PlatformError.value(.snapshot, "a/b", .notAllowed("no /")).description
        == "the snapshot “a/b” isn't allowed here: no /")
    #expect(PlatformError.notUnderstood("x", expected: "a list").code == "platform-output-not-understood")
    #expect(quotable(Array("a\r\n\u{1B}[31mb  c\n".utf8), limit: 500) == "a [31mb c")
    #expect(quotable(Array("abcdef".utf8), limit: 3) == "abc…")
    #expect(quotable([0xFF, 0x61], limit: 3) == "\u{FFFD}a")
  }
}
