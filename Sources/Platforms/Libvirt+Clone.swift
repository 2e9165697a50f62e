import Model

/// Clones by `virsh` alone: its storage pools copy the disks, so that an account that may only speak to libvirt can do it.
///
/// The definition is edited line by line, which is safe because libvirt writes it in one canonical form, and what the edit made is asked back
/// from libvirt and looked at before the clone counts: all adapters on the network, no disk shared with the source.
///
/// - A source that is off is copied by `vol-clone`. Of a running one each disk is mirrored and the mirror ended (`blockcopy --finish`), as if
///   its power had gone; the disks of one machine aren't from the same instant.
/// - Refused: what would reach outside (`hostdev`, `filesystem`, `qemu:commandline`), shared disks, disks that aren't files in a storage pool.
/// - New: UUID, MAC addresses, VM generation id, UEFI variables (from the template), console ports.
extension Libvirt {
  /// Stands in the description of a clone, before its source and the beginning of its disks' names; `deleteClone` deletes nothing without it.
  static let mark = "sonae-clone-of"

  private var prelude: String {
    """
    \(ScriptExit.function)
    vin() { \(virsh) -q "$@"; }
    v() { vin "$@" </dev/null; }
    l=$(v list --all --uuid --name) || exit 1
    """
  }

  private static let findSource = """
    case "$l" in *"$s"*) ;; *) refuse \(ScriptExit.noMachine.rawValue) "no machine $s" ;; esac
    """

  func clone(_ source: Word, as name: Word, onto network: Word) throws(PlatformError) -> String {
    try name.must(.clone, "libvirt takes no / in it, and no . at its beginning") {
      !$0.contains("/") && $0.first != "."
    }
    return """
      s=\(source.quoted) n=\(name.quoted) w=\(network.quoted) k=\(name.fileName)
      export N=\(shellQuoted(name.xml)) W=\(shellQuoted(network.xml)) M=\(shellQuoted("\(Self.mark) \(source.xml) \(name.fileName)")) K=\(name.fileName)
      \(prelude)
      \(Self.findSource)
      \(Self.cloneScript)
      """
  }

  private static let cloneScript = #"""
    v list --all --name | grep -qxF -e "$n" && refuse 71 "a machine $n is there"
    v net-uuid --network="$w" >/dev/null || refuse 72 "no network $w"
    x=$(v dumpxml --inactive --domain="$s") || exit 1
    case "$x" in
    *'<hostdev '*|*'<filesystem '*|*'<qemu:commandline'*|*'<shareable/>'*|*'<mirror '*|*'<backingStore type='*|*'<nvram type='*)
      refuse 76 "a machine with devices of its host, shared disks or disks that depend on others can't be cloned" ;;
    esac
    d=$(v domblklist --inactive --details --domain="$s") || exit 1
    [ "$d" = "$(v domblklist --details --domain="$s")" ] || refuse 76 'its disks will be others after its next start'
    c=$(v domstats --raw --state --domain="$s") || exit 1
    case "$c" in *state.state=5*) live= ;; *) live=1 ;; esac
    while read -r type device target path; do
      case "$type $device" in
      ' '|*' cdrom'|*' floppy') continue ;;
      'file disk') ;;
      *) refuse 76 "disk $target is not a file" ;;
      esac
      case "$path" in *[\&\<\>\'\"\\]*) refuse 76 "disk $target has a name that can't be handled" ;; esac
      v vol-pool --vol="$path" >/dev/null || refuse 76 "disk $target is in no storage pool"
      v vol-pool --vol="${path%/*}/$k-$target.img" >/dev/null 2>&1 && refuse 71 "there is a disk $k-$target.img"
    done <<SONAE
    $d
    SONAE
    made=
    undo() {
      [ -z "$made" ] || while read -r path; do v vol-delete --vol="$path"; done <<SONAE
    $made
    SONAE
      refuse 77 "$1"
    } >&2
    while read -r type device target path; do
      [ "$type $device" = 'file disk' ] || continue
      copy="${path%/*}/$k-$target.img"
      if [ "$live" ]; then
        v blockcopy --domain="$s" --path="$target" --dest="$copy" --transient-job --wait --finish &&
          p=$(v vol-pool --vol="$path") && v pool-refresh --pool="$p" || undo "disk $target could not be copied"
      else
        v vol-clone --vol="$path" --newname="$k-$target.img" || undo "disk $target could not be copied"
      fi
      made="${made:+$made
    }$copy"
    done <<SONAE
    $d
    SONAE
    y=$(printf '%s\n' "$x" | awk '
      function renamed(line, target, path) {
        if (!match(line, /file=\047[^\047]*\047/)) return line
        path = substr(line, RSTART + 6, RLENGTH - 7)
        sub(/[^\/]*$/, "", path)
        return substr(line, 1, RSTART + 5) path ENVIRON["K"] "-" target ".img" substr(line, RSTART + RLENGTH - 1)
      }
      /^  <name>/ { print "  <name>" ENVIRON["N"] "</name>"; print "  <description>" ENVIRON["M"] "</description>"; next }
      /^  <uuid>/ || /<entry name=\047uuid\047>/ { next }
      /^  <description>/ { text = 1 }
      text { if (/<\/description>/) text = 0; next }
      /^  <genid>/ { print "  <genid/>"; next }
      /^    <nvram/ {
        if (match($0, /template=\047[^\047]*\047/)) print "    <nvram " substr($0, RSTART, RLENGTH) "/>"
        next
      }
      /^    <interface / { adapter = 1; model = ""; next }
      adapter && /<model / { model = $0 "\n" }
      adapter && /^    <\/interface>/ {
        print "    <interface type=\047network\047>\n      <source network=\047" ENVIRON["W"] "\047/>\n" model "    </interface>"
        adapter = 0
      }
      adapter || /^    <\/interface>/ { next }
      /^    <disk / { disk = 1; count = 0; target = ""; copied = /device=\047disk\047/ }
      disk {
        block[++count] = $0
        if (match($0, /<target dev=\047[^\047]*/)) target = substr($0, RSTART + 13, RLENGTH - 13)
        if (!/^    <\/disk>/) next
        for (i = 1; i <= count; i++) print copied && block[i] ~ /<source / ? renamed(block[i], target) : block[i]
        disk = 0
        next
      }
      / autoport=\047no\047/ { sub(/ port=\047-?[0-9]+\047/, ""); sub(/autoport=\047no\047/, "autoport=\047yes\047") }
      { print }')
    printf '%s\n' "$y" | vin define --file=/dev/stdin || undo 'the clone could not be defined'
    y=$(v dumpxml --inactive --domain="$n") || undo 'the clone can not be read'
    all=$(printf '%s\n' "$y" | grep -c '^ *<interface ')
    there=$(printf '%s\n' "$y" | grep -cF "<source network='$W'/>")
    safe=1
    [ "$all" = "$there" ] || safe=
    while read -r type device target path; do
      [ "$type $device" = 'file disk' ] || continue
      case "$y" in *"'$path'"*) safe= ;; esac
    done <<SONAE
    $d
    SONAE
    [ "$safe" ] || { v undefine --domain="$n" --nvram; undo 'the clone would not be apart from its source'; }
    """#

  func deleteClone(_ machine: Word) -> String {
    """
    s=\(machine.quoted)
    \(prelude)
    \(Self.findSource)
    \(Self.deleteScript)
    """
  }

  private static let deleteScript = #"""
    k=$(v desc --domain="$s") || exit 1
    case "$k" in '\#(mark) '*) k=${k##* } ;; *) refuse 75 "$s is no clone of Sonae's" ;; esac
    n=$(v domname --domain="$s") && d=$(v domblklist --inactive --details --domain="$s") || exit 1
    while read -r type device target path; do
      [ "$device" = disk ] || continue
      [ "$type" = file ] && [ "${path##*/}" = "$k-$target.img" ] || refuse 75 "disk $target of $n isn't one that Sonae made"
    done <<SONAE
    $d
    SONAE
    c=$(v domstats --raw --state --domain="$s") || exit 1
    case "$c" in *state.state=5*) ;; *) v destroy --domain="$s" || refuse 77 "$n could not be powered off" ;; esac
    while read -r type device target path; do
      [ "$device" = disk ] || continue
      v vol-pool --vol="$path" >/dev/null 2>&1 || continue
      v vol-delete --vol="$path" || refuse 77 "$path could not be deleted"
    done <<SONAE
    $d
    SONAE
    v undefine --domain="$s" --managed-save --snapshots-metadata --nvram || refuse 77 "$n could not be undefined"
    """#
}
