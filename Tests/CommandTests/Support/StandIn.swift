import Glibc
import TestKit

/// A host with stand-ins for its platform's tools: they keep its machines in files, take their time, and print what the platform's
/// documentation and sources print. `StandIn+….swift` has one file for each platform, with the sources of what it prints.
final class StandIn: Sendable {
  let platform: StandInPlatform
  let folder: TemporaryFolder
  let server: SSHServer

  enum State: String, Sendable { case running, off, paused, saved }

  /// What is wrong with a machine.
  enum Fault: String, Sendable { case locked, denied, full, toolless }

  init(_ platform: StandInPlatform) throws {
    self.platform = platform
    folder = try TemporaryFolder("sonae-\(platform.kind)")
    for name in ["bin", "home", "machines"] { mkdir(folder.file(name), 0o700) }
    for (name, text) in platform.tools { try folder.write("#!/bin/bash\n\(text)", to: "bin/\(name)", mode: 0o755) }
    try folder.write(Self.library, to: "lib")
    try folder.write("#!/bin/bash\n\(Self.state)", to: "bin/state-of", mode: 0o755)
    for (name, text) in platform.files { try folder.write(text, to: name) }
    try folder.write("", to: "log")
    server = try SSHServer(try platform.account(folder), runs: true)
  }

  /// Starts come to no end until they are released.
  func holdStarts() throws { try folder.write("", to: "held") }
  func releaseStarts() { unlink(folder.file("held")) }

  /// - Parameters:
  ///   - heeds: how many milliseconds its guest takes for a shutdown; nil: for ever.
  ///   - marks: what else is said of it, as files: `container`, `managed` (by Proxmox' HA), `elsewhere` (on another host of its pool).
  /// - Returns: what its platform knows it by.
  @discardableResult
  func add(_ name: String, _ state: State, heeds: Int? = 0, fault: Fault? = nil, marks: [String] = []) throws -> String
  {
    let number = try ChildProcess.check(["ls", folder.file("machines")]).split(separator: "\n").count
    let handle = platform.handle(number)
    let place = "machines/\(handle)"
    mkdir(folder.file(place), 0o700)
    try folder.write(Self.json(name), to: "\(place)/json")
    try folder.write(state.rawValue + "\n", to: "\(place)/state")
    if let heeds { try folder.write("\(heeds)", to: "\(place)/heeds") }
    if let fault { try folder.write(fault.rawValue, to: "\(place)/fault") }
    for mark in marks { try folder.write("", to: "\(place)/\(mark)") }
    // The last: it is there with its name.
    try folder.write(name, to: "\(place)/name")
    return handle
  }

  func state(_ name: String) throws -> State? {
    let said = try ChildProcess.check([folder.file("bin/state-of"), name])
    return State(rawValue: String(said.prefix { $0 != "\n" }))
  }

  /// What it was told to do, in the words that all platforms share: `start jumin-db`.
  var orders: [String] {
    get throws { try TemporaryFolder.text(folder.file("log")).split(separator: "\n").map(String.init) }
  }

  /// As JSON in ASCII, without its quotation marks.
  private static func json(_ name: String) -> String {
    name.utf16.map { unit in
      switch unit {
      case 0x22, 0x5C: "\\" + String(UnicodeScalar(UInt8(unit)))
      case 0x20..<0x7F: String(UnicodeScalar(UInt8(unit)))
      default: "\\u" + String(repeating: "0", count: 4 - String(unit, radix: 16).count) + String(unit, radix: 16)
      }
    }.joined()
  }

  /// What all the tools have: a machine's state stands in one file, as `STATE` or as `STATE NEXT WHEN`, so that what was begun comes to its end
  /// whoever watches.
  private static let library = #"""
    export LC_ALL=C PATH=/usr/bin:/bin
    root=${0%/bin/*}; cd "$root/machines" || exit 70
    # How long a start takes, in milliseconds.
    takes=150
    # The machine's `name`, `state` and `fault`. False: there is none.
    look() {
      [ -n "$1" ] && [ -e "$1/name" ] || return 1
      local next at
      read -r state next at <"$1/state"
      [ -z "$at" ] || [ "${EPOCHREALTIME/./}" -lt "$at" ] || { [ "$next" = running ] && [ -e "$root/held" ]; } || state=$next
      # No process for each: there are many.
      IFS= read -r name <"$1/name"; fault=; [ ! -e "$1/fault" ] || read -r fault <"$1/fault"; :
    }
    # MACHINE STATE [MILLISECONDS MEANWHILE]
    become() {
      { [ -z "$3" ] && echo "$2" || echo "$4 $2 $((${EPOCHREALTIME/./} + $3 * 1000))"; } >"$1/state.$$"
      mv "$1/state.$$" "$1/state"
    }
    until_it_is() { while look "$1" && [ "$state" != "$2" ]; do sleep 0.1; done; }
    ask_guest() { [ ! -e "$1/heeds" ] || become "$1" off "$(<"$1/heeds")" running; }
    note() { echo "$1 $name" >>"$root/log"; }
    machines() { for id in *; do ! look "$id" || "$@"; done; }

    """#

  private static let state = #"""
    . "${0%/bin/*}/lib"
    want=$1
    tell() { [ "$name" != "$want" ] || echo "$state"; }
    machines tell

    """#
}

/// What is different from platform to platform.
struct StandInPlatform: Sendable, CustomStringConvertible {
  /// The word of the inventory.
  let kind: String
  /// More keys of the inventory's platform and of its hosts.
  var keys = ""
  var hostKeys: [String] = []
  /// The bash texts of its tools by their names, and what else lies on the host.
  let tools: [String: String]
  var files: [String: String] = [:]
  /// Lines of sshd_config for the account.
  var account: @Sendable (TemporaryFolder) throws -> [String] = { folder in
    ["SetEnv HOME=\(folder.file("home")) PATH=\(folder.file("bin")):/usr/bin:/bin"]
  }
  let handle: @Sendable (Int) -> String
  /// A name that is as awkward as the platform lets it be.
  var name = "住民 照会 'db'"
  var suspended = StandIn.State.paused
  /// What marks one of the machines has.
  var marks: [String: [String]] = [:]
  /// Machines that fail to start, and the reasons that are given.
  let faults: [(fault: StandIn.Fault, reason: String, said: String)]
  /// How a guest that can't be asked to shut down is told; nil: every guest can be asked.
  var toolless: String? = "machine-unsupported"
  /// The account has a POSIX shell, so that its host keeps what becomes of commands.
  var keeps: Bool { !hostKeys.contains("shell: none") }

  var description: String { kind }

  static let all = [proxmox, esxi, hyperV, xcpNG]
}
