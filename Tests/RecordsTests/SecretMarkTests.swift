import Engine
import Glibc
import Model
import Testing

@testable import Records

/// What the record keeps of secrets, to tell whether a later process has the same.
@Suite struct SecretMarkTests {
  private let scratch = Scratch()

  private func begin(_ secrets: [String: Secret]) throws -> RunFolder {
    try scratch.records.begin(
      samplePlan(systems: ["a"], hosts: ["a"]), as: "suzuki", tool: "test", at: morning, secrets: secrets
    ).folder
  }

  @Test func theSameValuesAreKnownAgain() throws {
    let secrets = ["db": Secret("hunter22"), "vpn": Secret("another one")]
    let run = try begin(secrets)
    #expect(try run.secretsThatChanged(secrets) == [])
    #expect(try run.secretsThatChanged(["vpn": Secret("another one")]) == [])
    #expect(try run.secretsThatChanged([:]) == [])
  }

  /// The old value may have been printed before, and the new one since.
  @Test func onceAValueHasChangedNoneIsTheOnlyOne() throws {
    let run = try begin(["db": Secret("hunter22"), "vpn": Secret("another one")])
    let changed = ["db": Secret("hunter23"), "vpn": Secret("another one")]
    #expect(try run.secretsThatChanged(changed) == ["db"])
    #expect(try run.secretsThatChanged(["db": Secret("hunter22")]) == ["db"])
  }

  @Test func withoutMarksOrTheirKeyNothingIsTheSame() throws {
    let secrets = ["db": Secret("hunter22")]
    #expect(try begin([:]).secretsThatChanged(secrets) == ["db"])
    let run = try begin(secrets)
    unlink(run.secretPath)
    #expect(try run.secretsThatChanged(secrets) == ["db"])
  }

  /// Who has the record without its `secret` can't try values out, and a closed run has neither.
  @Test func theMarksNeedTheRunsSecretAndGoWithIt() throws {
    let secrets = ["pin": Secret("0000")]
    let (one, other) = (try begin(secrets), try begin(secrets))
    let marks = try SystemDisk.shared.read(one.secretMarksPath)
    #expect(try marks != SystemDisk.shared.read(other.secretMarksPath))
    #expect(!String(decoding: marks, as: UTF8.self).contains(Digest(of: "0000").hexadecimal))
    var status = stat()
    #expect(stat(one.secretMarksPath, &status) == 0 && status.st_mode & 0o777 == 0o600)
    one.removeSecret()
    #expect(access(one.secretMarksPath, F_OK) != 0 && access(one.secretPath, F_OK) != 0)
  }

  /// RFC 4231 has no such text; this is what Python's hmac says.
  @Test func aMarkIsAnHMAC() {
    let mark = Secret("hunter22").mark(of: "db", key: Array(0..<32))
    #expect(mark?.hexadecimal == "6fce6635bf6e4e7b4b792d6b3998ff3e3707a59a76223b4c866365f91b854bb8")
  }
}
