import Glibc
import TestKit

/// A host with a stand-in for `virsh`, which keeps its machines in files and says what virsh 9.0.0 says: for tests of what becomes of
/// its words. The lab has the real one.
final class Hypervisor: Sendable {
  let folder: TemporaryFolder
  let server: SSHServer

  /// libvirt's numbers of states.
  enum State: String, Sendable {
    case running = "1"
    case paused = "3"
    case off = "5"
    case saved = "5.5"
  }

  init() throws {
    folder = try TemporaryFolder("sonae-virsh")
    for name in ["bin", "home", "machines", "pool"] { mkdir(folder.file(name), 0o700) }
    try folder.write(Self.virsh(folder.file("machines"), log: folder.file("log")), to: "bin/virsh", mode: 0o755)
    try folder.write("", to: "log")
    try folder.write("default\ndrill-net\n隔離 2\n", to: "networks")
    server = try SSHServer(["SetEnv HOME=\(folder.file("home")) PATH=\(folder.file("bin")):/usr/bin:/bin"])
  }

  /// - Parameter heeds: how many seconds its guest takes for a shutdown; nil: for ever.
  func add(_ name: String, _ state: State, heeds: Int? = 0, memoryMiB: Int = 96) throws {
    let uuid = "00000000-0000-4000-8000-" + String(repeating: "0", count: 10) + "\(10 + (try names()).count)"
    mkdir(folder.file("machines/\(uuid)"), 0o700)
    try folder.write(name, to: "machines/\(uuid)/name")
    try folder.write(state.rawValue, to: "machines/\(uuid)/state")
    try folder.write("\(memoryMiB * 1024)", to: "machines/\(uuid)/memory")
    if let heeds { try folder.write("\(heeds)", to: "machines/\(uuid)/heeds") }
  }

  /// - Parameter networks: those that the machine's adapters are on; it has none before.
  func connect(_ name: String, _ networks: [String]) throws {
    for uuid in try names() where try TemporaryFolder.text(folder.file("machines/\(uuid)/name")) == name {
      try folder.write(networks.map { $0 + "\n" }.joined(), to: "machines/\(uuid)/networks")
    }
  }

  /// Gives a machine a disk of a storage pool, `NAME.img`.
  func addDisk(to name: String) throws {
    for uuid in try names() where try TemporaryFolder.text(folder.file("machines/\(uuid)/name")) == name {
      try folder.write("data of \(name)", to: "pool/\(name).img")
      try folder.write("file disk vda \(folder.file("pool/\(name).img"))\n", to: "machines/\(uuid)/disks")
    }
  }

  /// Names of the files in its storage pool.
  var disks: [String] {
    get throws { try ChildProcess.check(["ls", folder.file("pool")]).split(separator: "\n").map(String.init) }
  }

  private func names() throws -> [String] {
    try ChildProcess.check(["ls", folder.file("machines")]).split(separator: "\n").map(String.init)
  }

  /// As the host's own tool tells it.
  func state(_ name: String) throws -> String {
    try ChildProcess.check([folder.file("bin/virsh"), "domstate", name]).trimmingSpace
  }

  /// What it was told to do: `start jumin-db`.
  var orders: [String] {
    get throws { try TemporaryFolder.text(folder.file("log")).split(separator: "\n").map(String.init) }
  }

  private static func virsh(_ machines: String, log: String) -> String {
    """
    #!/bin/bash
    cd '\(machines)' || exit
    [ "$1" = -c ] && shift 2
    [ "$1" = -q ] && shift
    verb=$1; shift
    uuids=
    for word; do
      case $word in
        --domain=*) want=${word#*=} ;;
        --vol=*) vol=${word#*=} ;;
        --newname=*) newname=${word#*=} ;;
        --dest=*) dest=${word#*=} ;;
        --network=*) net=${word#*=} ;;
        --desturi=*) uri=${word#*=} ;;
        --uuid) uuids=1 ;;
        --name=* | --snapshotname=*) snapshot=${word#*=} ;;
      esac
    done
    [ "$verb" = domstate ] && want=$1
    for uuid in *; do
      [ -e "$uuid" ] || continue
      if [ -e "$uuid/off-at" ] && [ "$(date +%s)" -ge "$(cat "$uuid/off-at")" ]; then
        echo 5 >"$uuid/state"; rm "$uuid/off-at"
      fi
      [ "$(cat "$uuid/name")" = "$want" ] || [ "$uuid" = "$want" ] && dom=$uuid
    done
    case $verb in
      list)
        for uuid in *; do [ -e "$uuid" ] && echo "${uuids:+$uuid }$(cat "$uuid/name")"; done
        echo; exit 0 ;;
      domstats)
        for uuid in *; do
          [ -e "$uuid" ] || continue
          [ -z "$want" ] || [ "$uuid" = "$dom" ] || continue
          state=$(cat "$uuid/state"); reason=1
          case $state in 5.5) state=5 reason=5 ;; esac
          printf "Domain: '%s'\\n  state.state=%s\\n  state.reason=%s\\n  balloon.maximum=%s\\n  vcpu.current=1\\n\\n" \\
            "$(cat "$uuid/name")" "$state" "$reason" "$(cat "$uuid/memory")"
        done
        exit 0 ;;
    esac
    fail() { echo "error: $1" >&2; echo >&2; exit 1; }
    did() {
      echo "$verb $1" >>'\(log)'
      [ -e '\(machines)/../waits' ] && sleep "$(cat '\(machines)/../waits')"
      exit 0
    }
    case $verb in
      net-uuid) grep -qxF -e "$net" ../networks || fail "failed to get network '$net'"; exit 0 ;;
      vol-pool) [ -e "$vol" ] || fail "failed to get vol '$vol'"; echo pool; exit 0 ;;
      pool-refresh) exit 0 ;;
      vol-clone) cp "$vol" "${vol%/*}/$newname" || fail 'no room'; did "$newname" ;;
      vol-delete) rm "$vol" || fail 'no such volume'; did "${vol##*/}" ;;
      define)
        uuid=$(printf '00000000-0000-4000-8000-0000000000%02d' $(($(ls | wc -l) + 50)))
        mkdir "$uuid"; echo 5 >"$uuid/state"; echo 0 >"$uuid/heeds"
        while IFS= read -r line; do
          text=${line#*>}; text=${text%%<*}; value=${line#*=\\'}; value=${value%%\\'*}
          case $line in
            *'<name>'*) name=$text; printf %s "$text" >"$uuid/name" ;;
            *'<description>'*) echo "$text" >"$uuid/desc" ;;
            *'<source network='*) echo "$value" >>"$uuid/networks" ;;
            *'<source file='*) file=$value ;;
            *'<target dev='*) echo "file disk $value $file" >>"$uuid/disks" ;;
          esac
        done
        did "$name" ;;
    esac
    [ -n "$dom" ] || fail "failed to get domain '$want'"
    state=$(cat "$dom/state"); name=$(cat "$dom/name")
    case $verb in
      dumpxml)
        echo "<domain type='kvm'>"; echo "  <name>$name</name>"; echo "  <uuid>$dom</uuid>"
        [ -e "$dom/disks" ] && while read -r type device target path; do
          printf "    <disk type='file' device='disk'>\\n      <source file='%s'/>\\n      <target dev='%s'/>\\n    </disk>\\n" \\
            "$path" "$target"
        done <"$dom/disks"
        [ -e "$dom/networks" ] && while read -r network; do
          printf "    <interface type='network'>\\n      <source network='%s'/>\\n    </interface>\\n" "$network"
        done <"$dom/networks"
        echo '</domain>'; exit 0 ;;
      snapshot-list) cat "$dom/snapshots" 2>/dev/null; echo; exit 0 ;;
      domblklist) cat "$dom/disks" 2>/dev/null; exit 0 ;;
      blockcopy) read -r type device target path <"$dom/disks"; cp "$path" "$dest"; did "${dest##*/}" ;;
      desc) cat "$dom/desc" 2>/dev/null || echo 'No description'; exit 0 ;;
      domname) echo "$name"; exit 0 ;;
      undefine) rm -r "$dom"; did "$name" ;;
      domstate) case $state in 1) echo running ;; 3) echo paused ;; 5) echo 'shut off' ;; *) echo saved ;; esac; exit 0 ;;
    esac
    echo "$verb $name" >>'\(log)'
    [ -e '\(machines)/../idle' ] && exit 0
    case $verb,$state in
      start,5 | start,5.5) echo 1 >"$dom/state"; echo "Domain '$name' started" ;;
      start,*) fail 'Domain is already active' ;;
      shutdown,1 | shutdown,3)
        [ -e "$dom/heeds" ] && echo $(($(date +%s) + $(cat "$dom/heeds"))) >"$dom/off-at"
        echo "Domain '$name' is being shutdown" ;;
      destroy,1 | destroy,3) echo 5 >"$dom/state"; rm -f "$dom/off-at"; echo "Domain '$name' destroyed" ;;
      snapshot-create-as,*)
        grep -qxF -e "$snapshot" "$dom/snapshots" 2>/dev/null &&
          fail "operation failed: domain moment $snapshot already exists"
        echo "$snapshot" >>"$dom/snapshots"; echo "$state" >"$dom/then"; echo "Domain snapshot $snapshot created" ;;
      snapshot-revert,* | snapshot-delete,*)
        grep -qxF -e "$snapshot" "$dom/snapshots" 2>/dev/null ||
          fail "Domain snapshot not found: no domain snapshot with matching name '$snapshot'"
        if [ $verb = snapshot-delete ]; then
          grep -vxF -e "$snapshot" "$dom/snapshots" >"$dom/left"; mv "$dom/left" "$dom/snapshots"
        else
          cp "$dom/then" "$dom/state"
        fi ;;
      # As qemuDomainSuspend does: a machine that is paused is no error.
      suspend,1 | suspend,3) echo 3 >"$dom/state"; echo "Domain '$name' suspended" ;;
      migrate,1) mv "$dom" "/${uri#*://*/}/machines" || fail 'unable to connect to server' ;;
      resume,3) echo 1 >"$dom/state"; echo "Domain '$name' resumed" ;;
      resume,1) fail "Requested operation is not valid: domain is already running" ;;
      *) fail "Requested operation is not valid: domain is not running" ;;
    esac
    [ -e '\(machines)/../waits' ] && sleep "$(cat '\(machines)/../waits')"
    exit 0

    """
  }
}

extension String {
  fileprivate var trimmingSpace: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
