/// Clones by `vm-clone` (fast, on the same storage), and of a machine that isn't off by way of a snapshot, which is removed again.
///
/// - Adapters are made anew, on the network and with new MAC addresses, and are looked at again.
/// - Refused: passed-through PCI devices.
/// - The mark stands in `other-config`. What is deleted with a clone are its disks, unless another machine has one of them too.
extension XCPng {
  static let mark = "sonae-clone-of"

  func clone(as name: Word, onto network: Word) throws(PlatformError) -> String {
    """
    n=\(name.quoted) w=\(network.quoted)
    \(Self.cloneScript)
    """
  }

  private static let cloneScript = #"""
    s=$(x vm-param-get uuid="$i" param-name=power-state) && l=$(x vm-list name-label="$n" --minimal) && w=$(x network-list name-label="$w" --minimal) || exit 1
    [ -z "$l" ] || refuse 71 "a machine $n is there"
    case "$w" in '') refuse 72 'no such network' ;; *,*) refuse 76 'several networks have this name' ;; esac
    p=$(x vm-param-get uuid="$i" param-name=other-config param-key=pci 2>/dev/null) && [ "$p" ] && refuse 76 'a machine with devices of its host can not be cloned'
    j= k=
    undo() {
      [ -z "$j" ] || x vm-uninstall uuid="$j" force=true >&2
      [ -z "$k" ] || x snapshot-uninstall snapshot-uuid="$k" force=true >&2
      refuse 77 "$1"
    }
    if [ "$s" = halted ]; then
      j=$(x vm-clone uuid="$i" new-name-label="$n") || undo 'the copy failed'
    else
      k=$(x vm-snapshot uuid="$i" new-name-label="sonae-clone $n") || undo 'no snapshot could be made'
      j=$(x snapshot-clone uuid="$k" new-name-label="$n") || undo 'the copy failed'
      x vm-param-set uuid="$j" is-a-template=false || undo 'the copy could not be made a machine'
    fi
    x vm-param-set uuid="$j" other-config:\#(mark)="$i" other-config:auto_poweron=false ha-restart-priority= || undo 'the clone could not be marked'
    v=$(x vif-list vm-uuid="$j" --minimal) || undo 'its adapters can not be read'
    while [ "$v" ]; do
      a=${v%%,*}
      case "$v" in *,*) v=${v#*,} ;; *) v= ;; esac
      d=$(x vif-param-get uuid="$a" param-name=device) && x vif-destroy uuid="$a" &&
        x vif-create vm-uuid="$j" network-uuid="$w" device="$d" mac=random >/dev/null || undo 'an adapter could not be put on the network'
    done
    a=$(x vif-list vm-uuid="$j" params=network-uuid --minimal) || undo 'its adapters can not be read'
    [ -z "$(printf '%s\n' "$a" | tr , '\n' | grep -vxF -e "$w" | grep .)" ] || undo 'the clone would not be on its network alone'
    [ -z "$k" ] || x snapshot-uninstall snapshot-uuid="$k" force=true >&2 || echo "sonae: the snapshot $k is left" >&2
    echo "made $n as $j"
    """#

  static let deleteScript = #"""
    s=$(x vm-param-get uuid="$i" param-name=power-state) || exit 1
    m=$(x vm-param-get uuid="$i" param-name=other-config param-key=\#(mark) 2>/dev/null)
    [ "$m" ] || refuse 75 "$i is no clone of Sonae's"
    d=$(x vbd-list vm-uuid="$i" type=Disk params=vdi-uuid --minimal) || exit 1
    while [ "$d" ]; do
      a=${d%%,*}
      case "$d" in *,*) d=${d#*,} ;; *) d= ;; esac
      case "$a" in ''|'<'*) continue ;; esac
      o=$(x vbd-list vdi-uuid="$a" params=vm-uuid --minimal) || exit 1
      [ "$o" = "$i" ] || refuse 75 "another machine has the disk $a too"
    done
    [ "$s" = halted ] || x vm-shutdown uuid="$i" force=true || refuse 77 "$i could not be powered off"
    x vm-uninstall uuid="$i" force=true || refuse 77 "$i could not be deleted"
    """#
}
