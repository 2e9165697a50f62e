import Engine
import Glibc
import Model
import Synchronization
import Testing

@testable import Probes

/// Many at once, slow names, and questions that are taken back.
@Suite struct CrowdTests {
  @Test func twoHundredAtOnceHold() async throws {
    let server = try TestServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
      connection.waitForEnd()
    }
    let prober = NetworkProber(version: "0-test")
    let held = await withTaskGroup(of: Bool.self) { group in
      for index in 0..<200 {
        let probe: PlannedProbe =
          index.isMultiple(of: 2) ? .tcp("localhost:\(server.port)") : .http(HTTPProbe(url: server.url))
        group.addTask { await prober.ask(probe, timeout: .seconds(60)).holds }
      }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(held == 200)
  }

  @Test func deadNameServersPileNoThreadsUp() async {
    let started = Mutex(0)
    let isOver = Mutex(false)
    defer { isOver.withLock { $0 = true } }
    let lookups = Lookups { _ in
      started.withLock { $0 += 1 }
      while !isOver.withLock({ $0 }) { usleep(10_000) }
      return .failed("no name server answers")
    }
    let prober = NetworkProber(version: "0-test", trust: TrustStore(), lookups: lookups)
    let (codes, took) = await timed {
      await withTaskGroup(of: String?.self) { group in
        for index in 0..<100 {
          group.addTask {
            await prober.ask(.tcp("host-\(index % 2).example:22"), timeout: .milliseconds(200)).reason?.code
          }
        }
        return await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
    }
    #expect(codes == ["name-late"])
    #expect(started.withLock { $0 } == 2)
    #expect(took < .seconds(60))
  }

  @Test func slowNameDoesNotHoldNumericAddressesUp() async throws {
    let server = try TestServer()
    let lookups = Lookups { _ in
      sleep(2)
      return .failed("no name server answers")
    }
    let prober = NetworkProber(version: "0-test", trust: TrustStore(), lookups: lookups)
    async let slow = prober.ask(.tcp("slow.example:22"), timeout: .seconds(20))
    #expect(await prober.ask(.tcp(server.address), timeout: .seconds(20)).holds)
    #expect(await slow.reason?.code == "name-not-resolved")
  }

  @Test(arguments: ["deaf", "silent", "slow-name"])
  func cancellingEndsAtOnce(what: String) async throws {
    let (deaf, silent) = (try DeafPort(), try TestServer())
    let lookups = Lookups { _ in
      sleep(5)
      return .failed("late")
    }
    let prober = NetworkProber(version: "0-test", trust: TrustStore(), lookups: lookups)
    let probe: PlannedProbe =
      switch what {
      case "deaf": .tcp(deaf.address)
      case "silent": .http(HTTPProbe(url: silent.url))
      default: .tcp("slow.example:22")
      }
    let task = Task { await prober.ask(probe, timeout: .seconds(600)) }
    try await Task.sleep(for: .milliseconds(100))
    let (answer, took) = await timed {
      task.cancel()
      return await task.value
    }
    #expect(answer.reason?.code == "interrupted")
    #expect(took < .seconds(60))
  }

  @Test func whatIsCancelledBeforehandIsNotAsked() async throws {
    let server = try TestServer()
    let prober = NetworkProber(version: "0-test")
    for _ in 0..<200 {
      let task = Task { await prober.ask(.tcp(server.address), timeout: .seconds(600)) }
      task.cancel()
      let answer = await task.value
      #expect(answer.holds || answer.reason?.code == "interrupted", "\(answer)")
    }
  }
}
