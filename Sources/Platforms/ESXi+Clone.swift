import Model

/// Clones by `vmkfstools -i` into a folder of their own, with a new .vmx file made from the source's.
///
/// - A source that runs gets a snapshot for the time of the copy, so that its disks stand still, as backup scripts for ESXi do it; where it has
///   snapshots already, it is refused.
/// - Refused: passed-through devices and serial ports over the network.
/// - New: ids, MAC addresses. The UEFI variables are copied. Where disks lie is asked for nowhere: the clone is beside its source's folder.
extension ESXi {
  static let mark = "sonae-clone-of"

  func clone(_ id: Int, as name: Word, onto network: Word) throws(PlatformError) -> String {
    try name.must(.clone, "vim-cmd takes no - at its beginning, and no \" \\ / % | #") { name in
      name.first != "-" && !name.contains { "\"\\/%|#".contains($0) }
    }
    try network.must(.network, "no \" \\ | #") { network in !network.contains { "\"\\|#".contains($0) } }
    return """
      i=\(id) k=\(name.fileName)
      export N=\(name.quoted) W=\(network.quoted) K=\(name.fileName) M='\(Self.mark) \(id)'
      \(ScriptExit.function)
      \(findFile)
      v=\(volumes)
      \(Self.cloneScript)
      """
  }

  private static let cloneScript = #"""
    l=$(vim-cmd vmsvc/getallvms) || exit 1
    printf '%s\n' "$l" | sed -n 's/^[0-9][0-9]* *\(.*[^ ]\) *\[[^]]*\] .*\.vmx .*/\1/p' | grep -qxF -e "$N" && refuse 71 "a machine $N is there"
    g=$(esxcli network vswitch standard portgroup list) || exit 1
    printf '%s\n' "$g" | sed 's/  .*//' | grep -qxF -e "$W" || refuse 72 "no port group $W"
    x=$(cat "$p") || exit 1
    printf '%s\n' "$x" | grep -qiE '^ *(pciPassthru[0-9]+\.present *= *"TRUE"|serial[0-9]+\.fileType *= *"network")' &&
      refuse 76 'a machine with devices of its host can not be cloned'
    d=${p%/*}
    r=${p#"$v"/}
    new="$v/${r%%/*}/$k"
    disks=$(printf '%s\n' "$x" | sed -n 's/^ *\([a-z]*[0-9]*:[0-9]*\)\.fileName *= *"\(.*\.vmdk\)" *$/\1 \2/p')
    live=
    case "$s" in
    *'powerState = "poweredOn"'*)
      t=$(vim-cmd vmsvc/snapshot.get "$i" 2>&1)
      case "$t" in *'Snapshot Name'*) refuse 76 'a running machine that has snapshots can not be cloned' ;; 'Get Snapshot:'*) ;; *) exit 1 ;; esac
      live=1 ;;
    *'powerState = "poweredOff"'*) ;;
    *) refuse 74 'it is neither on nor off' ;;
    esac
    mkdir "$new" || refuse 71 "there is a folder $new"
    settle() {
      [ "$live" ] || return 0
      live=
      t=$(vim-cmd vmsvc/snapshot.get "$i" | sed -n 's/^[|-]*Snapshot Id *: *//p')
      vim-cmd vmsvc/snapshot.remove "$i" "$t" >&2 || echo "sonae: the snapshot of $i made for the copy is left" >&2
    }
    undo() { settle; rm -rf "$new"; refuse 77 "$1"; }
    if [ "$live" ]; then
      o=$(vim-cmd vmsvc/snapshot.create "$i" sonae-clone 'for the time of a copy' 0 0 2>&1)
      case "$o" in *' failed'*|*fault.*) live=; printf '%s\n' "$o" >&2; undo 'no snapshot could be made' ;; esac
    fi
    while read -r slot file; do
      [ "$slot" ] || continue
      case "$file" in /*) ;; *) file="$d/$file" ;; esac
      vmkfstools -i "$file" -d thin "$new/$k-${slot%:*}_${slot#*:}.vmdk" >&2 || undo "disk $slot could not be copied"
    done <<SONAE
    $disks
    SONAE
    settle
    f=$(printf '%s\n' "$x" | sed -n 's/^ *nvram *= *"\(.*\)" *$/\1/p')
    [ -z "$f" ] || [ ! -f "$d/$f" ] || cp "$d/$f" "$new/$k.nvram" || undo 'the firmware settings could not be copied'
    {
      printf '%s\n' "$x" | awk '
        { key = tolower($1) }
        key ~ /^(uuid\.|vc\.uuid|displayname|annotation|nvram|extendedconfigfile|sched\.swap\.derivedname|vmxstats\.filename|migrate\.|checkpoint\.|vmci0\.id)/ { next }
        key ~ /^ethernet[0-9]+\.(address|addresstype|generatedaddress|generatedaddressoffset|networkname|dvs\.|opaquenetwork|connectiontype|vnet)/ { next }
        key ~ /\.ctkenabled$/ { next }
        key ~ /^[a-z]+[0-9]+:[0-9]+\.filename$/ && /\.vmdk" *$/ {
          slot = $1; sub(/\.[^.]*$/, "", slot); file = slot; sub(/:/, "_", file)
          print slot ".fileName = \"" ENVIRON["K"] "-" file ".vmdk\""; next
        }
        key ~ /^ethernet[0-9]+\.present$/ {
          card = $1; sub(/\.[^.]*$/, "", card)
          print card ".networkName = \"" ENVIRON["W"] "\""; print card ".addressType = \"generated\""
        }
        { print }
        END {
          print "displayName = \"" ENVIRON["N"] "\""; print "annotation = \"" ENVIRON["M"] "\""
          print "nvram = \"" ENVIRON["K"] ".nvram\""; print "uuid.action = \"create\""
        }'
    } >"$new/$k.vmx" || undo 'the clone could not be written'
    j=$(vim-cmd solo/registervm "$new/$k.vmx" "$N" 2>&1)
    case "$j" in ''|*[!0-9]*) printf '%s\n' "$j" >&2; undo 'the clone could not be registered' ;; esac
    o=$(vim-cmd vmsvc/get.networks "$j" 2>&1)
    other=$(printf '%s\n' "$o" | sed -n 's/^ *name = "\(.*\)",* *$/\1/p' | grep -vxF -e "$W")
    case "$o" in Networks:*) ;; *) other=1 ;; esac
    [ -z "$other" ] || { vim-cmd vmsvc/unregister "$j" >&2; undo 'the clone would not be on its network alone'; }
    echo "made $N as $j"
    """#

  func deleteClone(_ id: Int) -> String {
    """
    i=\(id)
    \(ScriptExit.function)
    \(findFile)
    \(Self.deleteScript)
    """
  }

  private static let deleteScript = #"""
    x=$(cat "$p") || exit 1
    printf '%s\n' "$x" | grep -qE '^annotation = "\#(mark) [0-9]+"' || refuse 75 "$i is no clone of Sonae's"
    k=${p##*/}; k=${k%.vmx}
    d=${p%/*}
    [ "${d##*/}" = "$k" ] || refuse 75 "the files of $i aren't where Sonae puts them"
    printf '%s\n' "$x" | sed -n 's/^ *[a-z]*[0-9]*:[0-9]*\.fileName *= *"\(.*\.vmdk\)" *$/\1/p' | grep -vE "^$k-[a-z]+[0-9]+_[0-9]+(-[0-9]{6})?\.vmdk$" >&2 &&
      refuse 75 "$i has disks that Sonae didn't make"
    case "$s" in *'powerState = "poweredOff"'*) ;; *) vim-cmd vmsvc/power.off "$i" >&2 ;; esac
    o=$(vim-cmd vmsvc/destroy "$i" 2>&1)
    s=$(vim-cmd vmsvc/get.summary "$i" 2>&1)
    case "$s" in *'(vim.fault.NotFound)'*) ;; *) printf '%s\n' "$o" >&2; refuse 77 "$i could not be deleted" ;; esac
    """#
}
