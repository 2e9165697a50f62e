import Testing

@testable import Platforms

/// Whether a host has room for machines, by what hosts listed.
struct RoomTests {
  private let capacity = HostCapacity(memoryMiB: 65536, freeMiB: 8192, cpus: 8)

  private func machine(_ name: String, _ state: PowerState = .off, mib: Int? = 4096, cpus: Int? = 2) -> VirtualMachine {
    VirtualMachine(name: name, handle: name, state: state, memoryMiB: mib, cpus: cpus)
  }

  @Test func whatFitsExactlyFits() {
    let room = Room(for: ["db", "住民 照会"], on: "b", capacity, found: ["b": [machine("db"), machine("住民 照会")]])
    #expect(room.neededMiB == 8192 && room.verdict == .enough)
    let more = Room(for: ["db", "app"], on: "b", capacity, found: ["b": [machine("db"), machine("app", mib: 4097)]])
    #expect(more.verdict == .shortOfMemory(byMiB: 1))
  }

  @Test func whatRunsThereNeedsNothingMore() {
    let found = ["b": [machine("db", .running, mib: 60000), machine("app")], "a": [machine("app", .running)]]
    let room = Room(for: ["db", "app"], on: "b", capacity, found: found)
    #expect(room.arrivals.map(\.name) == ["app"] && room.verdict == .enough)
  }

  /// Its configuration there is what it starts with, not the one at home.
  @Test func theHostsOwnWordComesFirst() {
    let found = ["a": [machine("db", .running, mib: 60000)], "b": [machine("db", mib: 1024)]]
    #expect(Room(for: ["db"], on: "b", capacity, found: found).neededMiB == 1024)
    let elsewhere = Room(for: ["db"], on: "b", capacity, found: ["a": [machine("db", .running, mib: 60000)]])
    #expect(elsewhere.verdict == .shortOfMemory(byMiB: 60000 - 8192))
    let unsaid = Room(
      for: ["db"], on: "b", capacity, found: ["a": [machine("db", mib: 512)], "b": [machine("db", mib: nil)]])
    #expect(unsaid.neededMiB == 512 && unsaid.verdict == .enough)
  }

  @Test func whatNobodyTellsIsNotTakenForNothing() {
    let room = Room(for: ["db", "app"], on: "b", capacity, found: ["b": [machine("app")]])
    #expect(room.verdict == .unknown(machines: ["db"]))
    let short = Room(for: ["db", "app"], on: "b", capacity, found: ["b": [machine("app", mib: 9000)]])
    #expect(short.verdict == .shortOfMemory(byMiB: 808), "already too much without it")
  }

  @Test func aMachineWithMoreProcessorsThanTheHostDoesNotFit() {
    let room = Room(for: ["db"], on: "b", capacity, found: ["b": [machine("db", cpus: 9)]])
    #expect(room.verdict == .tooFewCPUs(machine: "db", wants: 9))
  }
}
