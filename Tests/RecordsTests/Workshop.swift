import Engine
import Glibc
import Model
import Testing

@testable import Records

/// A folder for one test, removed with it.
final class Scratch: Sendable {
  let path: String

  init() {
    var template = Array("/tmp/sonae-records-XXXXXX".utf8CString)
    path = mkdtemp(&template).map { String(cString: $0) } ?? "/tmp/sonae-records-none"
  }

  deinit { Tool.run("rm", "-rf", path) }

  var records: RecordsFolder { RecordsFolder(path + "/records") }

  /// Another folder with the same files.
  func copy(of run: RunFolder, as name: String) -> RunFolder {
    let copy = RunFolder(id: run.id, fiscalYear: run.fiscalYear, path: path + "/" + name)
    Tool.run("rm", "-rf", copy.path)
    Tool.run("cp", "-a", run.path, copy.path)
    return copy
  }
}

/// Programs that the tests call.
enum Tool {
  struct Result {
    var exit: Int32
    var output: String
  }

  /// Runs a program without a shell and waits for its end.
  @discardableResult
  static func run(_ words: String...) -> Result { run(words) }

  static func run(_ words: [String]) -> Result {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return Result(exit: -1, output: "") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addclose(&actions, ends[0])
    posix_spawn_file_actions_addclose(&actions, ends[1])
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let spawned = posix_spawnp(&pid, words[0], &actions, nil, &arguments, environ)
    close(ends[1])
    let reading = Descriptor(number: ends[0], path: "a pipe")
    guard spawned == 0 else { return Result(exit: -1, output: "") }
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(reading.number, &buffer, buffer.count), count > 0 { output += buffer.prefix(count) }
    var status: Int32 = 0
    waitpid(pid, &status, 0)
    return Result(
      exit: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
      output: String(decoding: output, as: UTF8.self))
  }

  static func exists(_ name: String) -> Bool { run("sh", "-c", "command -v \(name)").exit == 0 }
}

/// A plan with steps `s0.step-0`, … of two systems on two hosts, with an undo for the first.
func samplePlan(
  steps: Int = 3, scenario: String = "vhost-loss", systems: [String] = ["ad", "files"], hosts: [String] = ["a", "b"],
  onFailure: OnFailure = .stop
)
  throws -> Plan
{
  let undo =
    #","undo":{"expect":{},"host":0,"retry":{"attempts":1,"every_ms":0},"run":{"shell":true,"text":"stop"},"timeout_ms":9}"#
  let list = (0..<steps).map { index in
    #"{"action":{"expect":{},"kind":"run","run":{"shell":true,"text":"start 復旧"}},"host":\#(index % hosts.count),"#
      + #""id":"\#(systems[index % systems.count]).step-\#(index)","mandatory":true,"on_failure":"\#(onFailure.rawValue)","phase":"recover","#
      + #""retry":{"attempts":2,"every_ms":5},"source":"p.yaml:1","system":\#(index % systems.count),"timeout_ms":1000\#(index == 0 ? undo : "")}"#
  }
  let systemList = systems.map {
    #"{"id":"\#($0)","objectives":[{"level":"full","required":true,"rto_ms":60000}],"procedure":"\#($0)"}"#
  }
  let text =
    #"{"hosts":[\#(hosts.map { #"{"drills":"allowed","id":"\#($0)"}"# }.joined(separator: ","))],"#
    + #""limits":{"hosts":5,"output_bytes":1000,"per_host":2},"mode":"drill","#
    + #""scenario":{"clock":"injected","id":"\#(scenario)","type":"live"},"schema":1,"steps":[\#(list.joined(separator: ","))],"#
    + #""systems":[\#(systemList.joined(separator: ","))],"workspace":{"name":"w","time_zone":"Asia/Tokyo"}}"#
  return try Plan(json: JSON(reading: text.utf8))
}

let morning = WallTime(milliseconds: 1_795_310_100_000)  // 2026-11-22T10:15:00+09:00

extension RecordsFolder {
  func beginSample(_ plan: Plan? = nil, at now: WallTime = morning, as name: String = "tanaka") throws -> Recording {
    try begin(plan ?? samplePlan(), as: name, tool: "sonae test", at: now)
  }
}

func instant(_ milliseconds: Int64) -> RunInstant {
  RunInstant(wall: morning + .milliseconds(milliseconds), elapsed: .milliseconds(milliseconds))
}

func passed(stdout: KeptOutput? = nil) -> Outcome {
  var outcome = Outcome(.passed)
  outcome.exit = 0
  outcome.duration = .milliseconds(12)
  outcome.stdout = stdout
  return outcome
}

extension Recording {
  /// A whole run: everything passes, one output lies beside the journal, the undo is paid.
  @discardableResult
  func playWhole(result: RunResult = .met) async throws -> [Event] {
    let output = Array(String(repeating: "行 output\n", count: 500).utf8)
    let digest = try await journal.keep(output)
    let kept = KeptOutput.file(digest: digest, kept: output.count, bytes: output.count, whole: digest)
    var events = try await journal.append([.opened(header)], at: instant(0))
    events += try await journal.append(
      [.phaseBegan(.recover), .stepStarted(step: "ad.step-0", attempt: 1, owesUndo: true)], at: instant(5))
    events += try await journal.append(
      [
        .stepEnded(step: "ad.step-0", attempt: 1, passed(stdout: kept)),
        .stepStarted(step: "files.step-1", attempt: 1, owesUndo: false),
      ],
      at: instant(20))
    events += try await journal.append(
      [.stepEnded(step: "files.step-1", attempt: 1, passed()), .noted("\"早い\"\n", by: "佐藤")], at: instant(31))
    events += try await journal.append(
      [.stepSettled(step: "ad.step-2", result: .skipped, Reason(code: "x", text: LocalizedText("x")), by: "tanaka")],
      at: instant(32))
    events += try await journal.append([.undoStarted(step: "ad.step-0", attempt: 1)], at: instant(40))
    events += try await journal.append([.undoEnded(step: "ad.step-0", attempt: 1, passed())], at: instant(55))
    events += try await journal.append([.closed(result)], at: instant(60))
    return events
  }
}
