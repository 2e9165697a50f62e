import Engine
import Glibc
import Model
import TestKit
import Testing

@testable import Probes

/// What can only be seen in a process of one's own: descriptors, threads, environment.
@Suite struct ProcessTests {
  @Test func aThousandProbesLeaveNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let server = try TestServer { _ in }
      let closed = "127.0.0.1:\(try TestServer.closedPort())"
      let prober = NetworkProber(version: "0-test")
      _ = await prober.ask(.tcp(server.address), timeout: .seconds(20))
      // The first answer may still be closing on the server's side.
      let (descriptors, threads) = (count("fd") + 1, count("task"))
      for _ in 0..<20 {
        await withTaskGroup(of: Void.self) { group in
          for index in 0..<50 {
            let probe: PlannedProbe =
              switch index % 3 {
              case 0: .tcp(closed)
              case 1: .tcp("localhost:\(server.port)")
              default: .http(HTTPProbe(url: server.url))
              }
            group.addTask { _ = await prober.ask(probe, timeout: .seconds(1)) }
          }
        }
      }
      #expect(await settles { count("fd") <= descriptors }, "\(count("fd")) of \(descriptors)")
      #expect(await settles { count("task") < threads + 10 }, "\(count("task")) of \(threads)")
    }
  }

  @Test func proberThatIsGoneLeavesNothingBehind() async {
    await #expect(processExitsWith: .success) {
      let server = try TestServer { _ in }
      let descriptors = count("fd")
      for _ in 0..<30 {
        #expect(await NetworkProber(version: "0-test").ask(.tcp(server.address), timeout: .seconds(20)).holds)
      }
      #expect(await settles { count("fd") < descriptors + 10 })
      #expect(await settles { count("task") < 20 })
    }
  }

  @Test func tooManyOpenFilesIsSaidToBeThisMachine() async {
    await #expect(processExitsWith: .success) {
      let closed = PlannedProbe.tcp("127.0.0.1:\(try TestServer.closedPort())")
      let prober = NetworkProber(version: "0-test")
      #expect(await prober.ask(closed, timeout: .seconds(20)).reason?.code == "refused")
      var limit = rlimit(rlim_cur: rlim_t(count("fd")), rlim_max: 4096)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      while open("/dev/null", O_RDONLY) >= 0 {}
      let answer = await prober.ask(closed, timeout: .seconds(20))
      #expect(answer.reason?.code == "not-asked", "\(answer)")
    }
  }

  @Test func proxyOfTheEnvironmentIsNotAsked() async {
    await #expect(processExitsWith: .success) {
      let proxy = try TestServer(answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nproxy")
      for name in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] { setenv(name, proxy.url, 1) }
      let probe = HTTPProbe(url: "http://127.0.0.1:\(try TestServer.closedPort())/")
      let answer = await NetworkProber(version: "0-test").ask(.http(probe), timeout: .seconds(20))
      #expect(answer.reason?.code == "refused", "\(answer)")
    }
  }

  @Test(.enabled(if: TestAuthority.isPossible, "openssl is not installed"))
  func authorityOfTheEnvironmentIsTrusted() async {
    await #expect(processExitsWith: .success) {
      let authority = try TestAuthority()
      let server = try TLSServer(authority.issue("valid", names: "DNS:localhost", days: 90))
      let probe = PlannedProbe.tls(TLSProbe(address: "localhost:\(server.port)", daysLeft: NumberRange(atLeast: 30)))
      #expect(!(await NetworkProber(version: "0-test").ask(probe, timeout: .seconds(60)).holds))
      setenv("SSL_CERT_FILE", authority.file, 1)
      let answer = await NetworkProber(version: "0-test").ask(probe, timeout: .seconds(60))
      #expect(answer.holds, "\(answer)")
    }
  }
}

/// Entries of this process's `fd` or `task`.
private func count(_ what: String) -> Int {
  guard let folder = opendir("/proc/self/\(what)") else { return 0 }
  defer { closedir(folder) }
  var count = 0
  while readdir(folder) != nil { count += 1 }
  return count
}

/// Waits for what happens soon, without a bet on when.
private func settles(_ condition: () -> Bool) async -> Bool {
  for _ in 0..<400 {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(25))
  }
  return false
}
