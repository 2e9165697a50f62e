import Engine
import Glibc
import Model
import Testing

@testable import Probes

/// Servers that are half up, or something else than they should be.
@Suite struct BadServerTests {
  let prober = NetworkProber(version: "0-test")

  private func ask(_ server: TestServer, _ timeout: Duration = .seconds(60)) async -> ProbeAnswer {
    await prober.ask(.http(HTTPProbe(url: server.url)), timeout: timeout)
  }

  @Test func silentServerEndsAtTheDeadline() async throws {
    let server = try TestServer()
    let (answer, took) = await timed { await ask(server, .seconds(1)) }
    #expect(answer.reason?.code == "unfinished")
    #expect(answer.seen == "connected, but silent in 1 s", "\(answer)")
    #expect(took < .seconds(60))
  }

  @Test func drippingServerEndsAtTheDeadline() async throws {
    let server = try TestServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
      while connection.send([UInt8(ascii: ".")]) { usleep(20_000) }
    }
    let (answer, took) = await timed { await ask(server, .seconds(1)) }
    #expect(!answer.holds)
    #expect(answer.seen == "200, but its answer has no end in 1 s", "\(answer)")
    #expect(took < .seconds(60))
  }

  @Test func endlessHeadEndsAtTheDeadline() async throws {
    let server = try TestServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\n")
      while connection.send("X-Drip: y\r\n") { usleep(5_000) }
    }
    let answer = await ask(server, .seconds(1))
    #expect(!answer.holds)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
  ])
  func answerThatBreaksOffDoesNotHold(answer: String) async throws {
    let seen = await ask(try TestServer(answer: answer))
    #expect(!seen.holds)
    #expect(seen.reason?.code == "closed", "\(seen)")
  }

  @Test func otherProtocolIsNamed() async throws {
    let server = try TestServer { connection in
      connection.send("SSH-2.0-OpenSSH_9.2\r\n")
      connection.hangUp()
    }
    let answer = await ask(server)
    #expect(answer.reason?.code == "not-http", "\(answer)")
  }

  @Test func plainServerBehindHTTPSIsNamed() async throws {
    let server = try TestServer(answer: "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    let answer = await prober.ask(.http(HTTPProbe(url: "https://127.0.0.1:\(server.port)/")), timeout: .seconds(2))
    #expect(answer.reason?.code == "tls-failed" || answer.reason?.code == "unfinished", "\(answer)")
  }

  @Test func noiseNeverHolds() async throws {
    let random = SeededRandom()
    let server = try TestServer { connection in
      _ = connection.readHead()
      var random = SeededRandom(seed: random.seed &+ UInt64(connection.descriptor))
      let starts = ["", "HTTP/1.1 ", "HTTP/1.1 20", "HTTP/2 200\r\n", "HTTP/1.1 500 x\r\n", "HTTP/1.0 404\r\n\r\n"]
      connection.send(starts.randomElement(using: &random) ?? "")
      connection.send(
        (0..<Int.random(in: 0...400, using: &random)).map { _ in UInt8.random(in: 0x7F...0xFF, using: &random) })
      connection.hangUp()
    }
    await withTaskGroup(of: ProbeAnswer.self) { group in
      for _ in 0..<300 { group.addTask { await ask(server, .seconds(10)) } }
      for await answer in group {
        #expect(!answer.holds && answer.reason != nil && answer.seen.count < 200, "\(answer) \(random)")
      }
    }
  }
}
