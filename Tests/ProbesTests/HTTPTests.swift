import Engine
import Glibc
import Model
import Synchronization
import Testing

@testable import Probes

@Suite struct HTTPTests {
  let prober = NetworkProber(version: "1.2.3")

  private func ask(_ probe: HTTPProbe, _ timeout: Duration = .seconds(60)) async -> ProbeAnswer {
    await prober.ask(.http(probe), timeout: timeout)
  }

  private func match(_ set: (inout TextMatch) -> Void) -> TextMatch {
    var match = TextMatch()
    set(&match)
    return match
  }

  private static func page(_ body: String, status: String = "200 OK", headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  @Test func wantedStatusHolds() async throws {
    let server = try TestServer(answer: Self.page("\n  ready\nmore"))
    let answer = await ask(HTTPProbe(url: server.url))
    #expect(answer.holds)
    #expect(answer.seen.hasPrefix("200 in ") && answer.seen.hasSuffix(": ready"), "\(answer)")
  }

  @Test func otherStatusDoesNotHold() async throws {
    let server = try TestServer(answer: Self.page("booting", status: "503 Service Unavailable"))
    let answer = await ask(HTTPProbe(url: server.url, statuses: [200, 204]))
    #expect(!answer.holds)
    #expect(answer.reason?.code == "status")
    #expect(answer.reason?.text.en?.contains("503, expected 200, 204") == true)
    #expect(await ask(HTTPProbe(url: server.url, statuses: [503])).holds)
  }

  @Test func redirectIsSaidAndNotFollowed() async throws {
    let target = try TestServer(answer: Self.page("ok"))
    let location = "Location: http://user:pw@127.0.0.1:\(target.port)/login?session=s3cret\r\n"
    let server = try TestServer(answer: Self.page("", status: "302 Found", headers: location))
    let answer = await ask(HTTPProbe(url: server.url))
    #expect(answer.reason?.code == "status")
    #expect(answer.seen.contains("302") && answer.seen.contains("to http://127.0.0.1:\(target.port)/login"))
    #expect(!"\(answer)".contains("s3cret") && !"\(answer)".contains("pw"))
    #expect(await ask(HTTPProbe(url: server.url, statuses: [302])).holds)
  }

  @Test func bodyIsMatched() async throws {
    let server = try TestServer(answer: Self.page("status: 正常\n"))
    #expect(await ask(HTTPProbe(url: server.url, body: match { $0.contains = "正常" })).holds)
    #expect(await ask(HTTPProbe(url: server.url, body: match { $0.equals = "status: 正常" })).holds)
    let answer = await ask(HTTPProbe(url: server.url, body: match { $0.notContains = "正常" }))
    #expect(answer.reason?.code == "body")
  }

  @Test(arguments: [
    ("text/html; charset=Shift_JIS", [0x90, 0xB3, 0x8F, 0xED, 0x87, 0x40]),
    ("text/html; charset=\"euc-jp\"", [0xC0, 0xB5, 0xBE, 0xEF, 0xAD, 0xA1]),
    ("text/html;charset=UTF-8", Array("正常①".utf8)), ("text/html", Array("<meta charset=UTF-8>正常①".utf8)),
    ("text/html", Array("<meta charset='sjis'>".utf8) + [0x90, 0xB3, 0x8F, 0xED, 0x87, 0x40]),
    ("text/html; charset=no-such-set", Array("正常①".utf8)),
  ])
  func bodyIsReadInItsCharacterSet(type: String, body: [UInt8]) async throws {
    let server = try TestServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nContent-Length: \(body.count)\r\n\r\n")
      connection.send(body)
      connection.hangUp()
    }
    let answer = await ask(HTTPProbe(url: server.url, body: match { $0.contains = "正常①" }))
    #expect(answer.holds, "\(answer)")
  }

  @Test func whatIsNoTextInItsSetIsMarked() {
    #expect(ForeignText.decode([0x41, 0x81, 0x20, 0x42], contentType: "x; charset=sjis").contains("\u{FFFD}"))
    #expect(ForeignText.decode([0x41, 0x81], contentType: "x; charset=sjis") == "A\u{FFFD}")
  }

  @Test func longBodyIsReadToItsLimit() async throws {
    let server = try TestServer { connection in
      _ = connection.readHead()
      connection.send("HTTP/1.1 200 OK\r\nContent-Length: \(2 << 20)\r\n\r\nbegin")
      connection.send([UInt8](repeating: UInt8(ascii: "x"), count: (2 << 20) - 8))
      connection.send("end")
      connection.hangUp()
    }
    #expect(await ask(HTTPProbe(url: server.url)).holds)
    let answer = await ask(HTTPProbe(url: server.url, body: match { $0.contains = "begin" }))
    #expect(answer.holds)
    #expect(answer.seen.contains("first 1048576 bytes") && answer.seen.count < 200)
    #expect(await ask(HTTPProbe(url: server.url, body: match { $0.contains = "end" })).reason?.code == "body")
    // What may stand in the rest can't be ruled out.
    let absent = await ask(HTTPProbe(url: server.url, body: match { $0.notContains = "error" }))
    #expect(absent.reason?.code == "body-too-long")
  }

  @Test func headersAreSentAndNeverShown() async throws {
    let heads = Mutex<[String]>([])
    let server = try TestServer { connection in
      let head = connection.readHead()
      heads.withLock { $0.append(head) }
      connection.send(Self.page("you sent " + head.split(separator: "\r\n").joined(separator: " | ")))
      connection.hangUp()
    }
    let headers = ["Authorization": "Bearer t0ken-value", "X-Empty": ""]
    let answer = await ask(
      HTTPProbe(url: server.url + "/health", body: match { $0.contains = "t0ken-value" }, headers: headers))
    #expect(answer.holds)
    #expect(!"\(answer)".contains("t0ken-value"), "\(answer)")
    let head = heads.withLock { $0.first ?? "" }
    for line in ["GET /health HTTP/1.1", "Authorization: Bearer t0ken-value", "X-Empty:", "User-Agent: sonae/1.2.3"] {
      #expect(head.contains(line + "\r\n"), "\(head)")
    }
  }

  @Test(arguments: [
    ("X", "a\r\nInjected: yes"), ("X\r\nY", "a"), ("", "a"), ("X Y", "a"), ("X:", "a"), ("X", "a\0b"), ("日", "a"),
  ])
  func headerThatWouldBreakTheRequestIsNotSent(name: String, value: String) async throws {
    let server = try TestServer(answer: Self.page("ok"))
    let answer = await ask(HTTPProbe(url: server.url, headers: [name: value]))
    #expect(answer.reason?.code == "header-invalid")
    #expect(!"\(answer)".contains("Injected"))
  }

  @Test func whatIsShownIsCleanAndShort() async throws {
    let dirt = "\u{1B}[2J\u{07}\u{202E}evil\u{0}\u{9B}31m" + String(repeating: "長", count: 500)
    let server = try TestServer(answer: Self.page(dirt))
    let seen = await ask(HTTPProbe(url: server.url)).seen
    #expect(seen.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control && $0 != "\u{202E}" })
    #expect(seen.contains("evil") && seen.count < 160)
  }

  @Test func wrongURLSaysHowToWriteOne() async {
    for url in [
      "127.0.0.1:80/health", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://user:s3cret@/?t=s3cret",
    ] {
      let answer = await ask(HTTPProbe(url: url))
      #expect(answer.reason?.code == "address-invalid", "\(url)")
      #expect(!"\(answer)".contains("s3cret"))
    }
  }
}
