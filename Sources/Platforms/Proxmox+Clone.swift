import Model

/// A bridge of a node, or a VLAN of one: `vmbr9`, `vmbr0/20`.
struct Bridge {
  let name: String
  let tag: Int?

  /// - Throws: for what isn't the name of an interface (`pve-bridge-id`, at most 15 characters) and a VLAN from 1 to 4094.
  init(_ text: String) throws(PlatformError) {
    let word = try Word(text, .network)
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let name = String(parts[0])
    let tag = parts.count > 1 ? Int(parts[1]) : nil
    try word.must(.network, "a bridge such as vmbr9, or one of its VLANs such as vmbr0/20") { _ in
      (1...15).contains(name.utf8.count) && name.utf8.first.map { isLetter($0) } == true
        && name.utf8.allSatisfy { isLetter($0) || isDigit($0) || [0x2D, 0x2E, 0x5F].contains($0) }
        && parts.count <= 2 && (parts.count == 1 || tag.map { (1...4094).contains($0) } == true)
    }
    self.name = name
    self.tag = tag
  }

  /// The network of an adapter's `net0` line. An adapter without a bridge reaches out through the host (`user`).
  static func name(of adapter: String) -> String {
    var values: [Substring: Substring] = [:]
    for part in adapter.split(separator: ",") {
      let pair = part.split(separator: "=", maxSplits: 1)
      if pair.count == 2 { values[pair[0]] = pair[1] }
    }
    guard let bridge = values["bridge"] else { return "(user)" }
    if values["trunks"] != nil { return "(trunks of \(bridge))" }
    return values["tag"].map { "\(bridge)/\($0)" } ?? String(bridge)
  }
}

/// Clones are full copies, also of a running virtual machine; a running container can only be copied from a snapshot, so it is refused.
///
/// Adapters get new MAC addresses and the network, and what they then are is read back. `onboot` is cleared. Refused is what would
/// reach outside: `args`, `hostpci`, `usb`, `virtiofs`, raw `lxc.` keys.
extension Proxmox {
  static let mark = "sonae-clone-of"

  func clone(
    _ guest: Guest, as name: String, onto bridge: Bridge, tool: String, pvesh: String
  ) throws(PlatformError) -> String {
    let word = try Word(name, .clone)
    try word.must(.clone, "Proxmox takes a DNS name: letters, digits, - and .", isDNSName)
    return """
      i=\(guest.id) n=\(word.quoted) b=\(bridge.name) t=\(bridge.tag.map { ",tag=\($0)" } ?? "")
      \(ScriptExit.function)
      q() { \(tool) "$@" </dev/null; }
      r=$(\(pvesh) get /cluster/resources --type vm --output-format json) && j=$(\(pvesh) get /cluster/nextid) || exit 1
      \(Self.cloneScript)
      q clone "$i" "$j" \(guest.isContainer ? "--hostname" : "--name") "$n" --full 1 --description '\(Self.mark) \(guest.isContainer ? "lxc" : "qemu")/\(guest.id)' || refuse 77 'the copy failed'
      \(Self.networkScript)
      """
  }

  private static let cloneScript = #"""
    c=$(q config "$i") || exit 1
    printf '%s\n' "$c" | grep -qE '^(args|hostpci[0-9]+|usb[0-9]+|virtiofs[0-9]+|lxc\.[a-z.0-9]+): ' && refuse 76 'a machine with devices of its host can not be cloned'
    [ -d "/sys/class/net/$b" ] || refuse 72 "no bridge $b"
    case "$r" in *"\"name\":\"$n\""*) refuse 71 "a machine $n is there" ;; '['*) ;; *) refuse 77 'the list of machines is not understood' ;; esac
    j=${j#\"} j=${j%\"}
    case "$j" in ''|*[!0-9]*) refuse 77 "no free number: $j" ;; esac
    """#

  private static let networkScript = #"""
    undo() { q destroy "$j" --purge 1 >&2; refuse 77 "$1"; }
    c=$(q config "$j") || undo 'the clone can not be read'
    while IFS=' ' read -r key value; do
      case "$key" in net[0-9]:|net[0-9][0-9]:) ;; *) continue ;; esac
      p=$(printf '%s\n' "$value" | tr , '\n' | grep -vE '^(bridge|hwaddr|macaddr|tag|trunks)=' |
        sed -E 's/^([a-z0-9-]+)=([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$/\1/' | tr '\n' ,)
      q set "$j" "--${key%:}" "${p}bridge=$b$t" >&2 || undo "$key could not be put on $b"
    done <<SONAE
    $c
    SONAE
    q set "$j" --onboot 0 --protection 0 >&2 || undo 'the clone could not be changed'
    c=$(q config "$j") || undo 'the clone can not be read'
    while IFS=' ' read -r key value; do
      case "$key" in net[0-9]:|net[0-9][0-9]:) ;; *) continue ;; esac
      case ",$value," in *,trunks=*) undo "$key is not on $b alone" ;; esac
      case ",$value," in *",bridge=$b,"*) ;; *) undo "$key is not on $b" ;; esac
      case ",$value," in *,tag=*) tagged=1 ;; *) tagged= ;; esac
      if [ "$t" ]; then
        case ",$value," in *"$t,"*) ;; *) undo "$key is not in its VLAN" ;; esac
      elif [ "$tagged" ]; then
        undo "$key is in a VLAN"
      fi
    done <<SONAE
    $c
    SONAE
    echo "made $n as $j"
    """#

  func deleteClone(_ guest: Guest, tool: String) -> String {
    """
    i=\(guest.id)
    \(ScriptExit.function)
    q() { \(tool) "$@" </dev/null; }
    c=$(q config "$i") || exit 1
    printf '%s\\n' "$c" | grep -qE '^description: \(Self.mark) (qemu|lxc)/[0-9]+' || refuse 75 "$i is no clone of Sonae's"
    s=$(q status "$i") || exit 1
    [ "$s" = 'status: stopped' ] || q stop "$i" >&2 || refuse 77 "$i could not be powered off"
    q destroy "$i" --purge 1 >&2 || refuse 77 "$i could not be deleted"
    """
  }
}
