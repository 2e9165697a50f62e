import TestKit
import Testing

@testable import SSH

/// How many connections are in the making at once, and who holds a place.
struct PaceTests {
  /// Connections come through at the rate that the level allows.
  private func level(after connections: Int, rate: (Int) -> Double) -> Int {
    var pace = Pace(8, ceiling: 64)
    var now = ContinuousClock.now
    for _ in 0..<connections {
      now += .seconds(1 / rate(pace.limit))
      pace.succeeded(at: now, othersWait: true)
    }
    return pace.limit
  }

  @Test func itRisesWhileItIsTheNetworkThatIsWaitedFor() {
    #expect(level(after: 150) { Double($0) / 0.15 } >= 40)
    #expect((60...64).contains(level(after: 1000) { Double($0) / 0.15 }))
  }

  @Test func itStaysWhereMoreGiveNoMore() {
    for connections in 50..<300 { #expect(level(after: connections) { _ in 100 } <= 12) }
    for connections in 200..<400 {
      #expect((12...42).contains(level(after: connections) { Double(min($0, 20)) / 0.1 }))
    }
  }

  @Test func nothingIsLearntWhileNobodyWaits() {
    var pace = Pace(8)
    var now = ContinuousClock.now
    for _ in 0..<100 {
      now += .milliseconds(1)
      pace.succeeded(at: now, othersWait: false)
    }
    #expect(pace.limit == 8)
  }

  @Test func refusalsHalveItOnceForThoseThatWereUnderWayTogether() {
    var pace = Pace(8)
    let now = ContinuousClock.now
    for wait in 0..<5 { pace.wasRefused(at: now + .milliseconds(wait)) }
    #expect(pace.limit == 4)
    for wait in 1..<9 { pace.wasRefused(at: now + .seconds(wait)) }
    #expect(pace.limit == 2)
  }

  /// Machines that accept connections and say nothing are what an outage looks like.
  @Test(needsServer) func deadHostsHoldUpNobody() async throws {
    let servers = try (0..<4).map { _ in try SSHServer() }
    let silent = try (0..<40).map { _ in try SilentPort() }
    let client = Client()
    let order = try await withThrowingTaskGroup(of: Bool.self) { group in
      for (number, port) in silent.enumerated() {
        let target = Target(
          "silent-\(number)", address: port.address, port: port.port, identityFiles: [servers[0].userKey],
          knownHostsFiles: [servers[0].knownHosts], jump: [], connectTimeout: .seconds(200), agent: .off)
        group.addTask { await failure { () throws(SSHError) in try await client.ask("true", target) } == nil }
      }
      try await Task.sleep(for: .milliseconds(100))
      for server in servers {
        group.addTask { try await client.ask("true", server.target()).end == .exited(code: 0) }
      }
      var first: [Bool] = []
      for _ in servers { try await group.next().map { first.append($0) } }
      group.cancelAll()
      return first
    }
    #expect(order == [true, true, true, true])
    await client.close()
  }
}
