import Engine
import Glibc
import Model
import Testing

@testable import Probes

@Suite struct TCPTests {
  let prober = NetworkProber(version: "0-test")

  private func ask(_ address: String, _ timeout: Duration = .seconds(20)) async -> ProbeAnswer {
    await prober.ask(.tcp(address), timeout: timeout)
  }

  @Test func listeningPortHolds() async throws {
    let server = try TestServer()
    let answer = await ask(server.address)
    #expect(answer.holds)
    #expect(answer.reason == nil)
    #expect(answer.seen.hasPrefix("connected in ") && answer.seen.hasSuffix("s"))
  }

  @Test(arguments: ["localhost", "LocalHost"])
  func nameIsLookedUp(name: String) async throws {
    let server = try TestServer()
    let answer = await ask("\(name):\(server.port)")
    #expect(answer.holds, "\(answer)")
  }

  @Test(arguments: ["127.0.0.1", "localhost", "[::1]"])
  func closedPortIsRefused(host: String) async throws {
    let answer = await ask("\(host):\(try TestServer.closedPort())")
    #expect(!answer.holds)
    // Without IPv6 the other address can't even be assigned.
    #expect(answer.reason?.code == "refused" || host == "[::1]" && answer.reason != nil, "\(answer)")
  }

  @Test func everyAddressOfANameIsTried() async throws {
    let server = try TestServer()
    let lookups = Lookups { _ in .addresses(["127.0.0.7", "127.0.0.1"]) }
    let prober = NetworkProber(version: "0-test", trust: TrustStore(), lookups: lookups)
    #expect(await prober.ask(.tcp("two.example:\(server.port)"), timeout: .seconds(20)).holds)
  }

  @Test func deafPortGivesNoAnswerWithinItsTime() async throws {
    let port = try DeafPort()
    let (answer, took) = await timed { await ask(port.address, .seconds(1)) }
    #expect(answer.reason?.code == "no-answer", "\(answer)")
    #expect(answer.seen == "no answer in 1 s")
    #expect(took < .seconds(60))
  }

  @Test func addressWithoutARouteIsNamed() async {
    // TCP to a multicast address: the kernel refuses to send it anywhere.
    let answer = await ask("224.0.0.1:22")
    #expect(answer.reason?.code == "unreachable", "\(answer)")
    #expect(answer.seen.hasPrefix("unreachable: "))
  }

  @Test(arguments: ["", "host", "host:0", "::1:22", "http://host:80", "host:22\r\nX: y"])
  func wrongAddressSaysHowToWriteOne(address: String) async {
    let answer = await ask(address)
    #expect(answer.reason?.code == "address-invalid")
    #expect(answer.seen == "not asked")
  }

  @Test func unknownNameIsNamed() async {
    let prober = NetworkProber(
      version: "0-test", trust: TrustStore(), lookups: Lookups { _ in .failed("no such name") })
    let answer = await prober.ask(.tcp("nosuch.example:22"), timeout: .seconds(20))
    #expect(answer.reason?.code == "name-not-resolved")
    #expect(answer.seen == "name not resolved: no such name")
    #expect(answer.reason?.text.en?.contains("nosuch.example:22") == true)
  }

  @Test func machineSaysThatANameDoesNotExist() async {
    // Offline it may take longer than this to find out.
    let code = await ask("nosuch.invalid:22", .seconds(2)).reason?.code
    #expect(code == "name-not-resolved" || code == "name-late")
  }

  @Test func othersThanNetworkProbesDoNotHold() async {
    let answer = await prober.ask(.run(PlannedText("true"), Expectation()), timeout: .seconds(1))
    #expect(!answer.holds)
    #expect(answer.reason?.code == "not-a-network-check")
  }
}

func timed<Value>(_ body: () async -> Value) async -> (Value, Duration) {
  let start = ContinuousClock.now
  let value = await body()
  return (value, .now - start)
}
