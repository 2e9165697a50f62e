import Glibc
import TestKit

/// A lab of a test's own, taken down with the last reference.
final class Lab: Sendable {
  let folder: TemporaryFolder
  let net: Int

  /// - Parameter words: what `tools/lab up` gets.
  init(_ words: String...) throws {
    folder = try TemporaryFolder("sonae-lab")
    let first = 90 + Int(getpid()) % 60
    for net in first..<(first + 20) {
      let said = try ChildProcess.run([Self.tool, "up", "--dir", folder.file("lab"), "--net", "\(net)"] + words)
      if said.code == 0 {
        self.net = net
        return
      }
      guard said.text.contains(":2222") else { throw ChildProcess.Failure(said.text) }
    }
    throw ChildProcess.Failure("every network is taken")
  }

  deinit { _ = try? ChildProcess.run([Self.tool, "down", "--dir", folder.file("lab")]) }

  private static var tool: String { Sonae.project + "/tools/lab" }

  /// A sample of the project's, with the lab's addresses.
  func workspace(_ sample: String = ".") throws -> String {
    let city = folder.file("city")
    try ChildProcess.check([
      "sh", "-c",
      """
      mkdir "$1" && cd "$2" && cp -R sonae.yaml inventory playbooks "$1" &&
      sed -i 's/127\\.21\\./127.\(net)./g' "$1"/inventory/*.yaml
      """, "-", city, "\(Sonae.project)/\(sample)",
    ])
    return city
  }

  var config: String { folder.file("lab/ssh_config") }
}
