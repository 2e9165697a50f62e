extension StandInPlatform {
  /// Proxmox VE 8, by an account with a sudo rule.
  ///
  /// Sources: `PVE/CLI/qm.pm` (`status`), `PVE/API2/Qemu.pm` (`vm_start`, `vm_shutdown`, `vm_suspend`, `vm_resume`), `PVE/QemuServer.pm` (`vmstatus`,
  /// `vm_stop`: nothing is said of a machine that is off), `PVE/QemuServer/RunState.pm` (`vm_suspend`, `vm_resume`: neither looks at the state),
  /// `PVE/AbstractConfig.pm` (locks), `PVE/CLIFormatter.pm` (one canonical line of JSON; everything ends with 255), lxc-stop(1), sudo(8).
  static let proxmox = StandInPlatform(
    kind: "proxmox", keys: ", sudo: true",
    tools: ["sudo": sudo, "pvesh": pvesh, "qm": qm, "pct": qm, "lxc-stop": lxcStop],
    files: ["sudoers": "qm\npct\npvesh\nlxc-stop\n"], handle: { "\(100 + $0)" },
    // `name` has the format `dns-name`.
    name: "jumin-shokai.db", marks: ["app": ["container"], "standby": ["managed"], "ready": ["managed"]],
    faults: [
      (.locked, "machine-refused", "VM is locked (backup)"),
      (.full, "machine-refused", "Cannot allocate memory"),
    ], toolless: nil)

  /// The rules name tools.
  static let sudo = #"""
    root=${0%/bin/*}
    [ "$1" = -n ] || exit 70
    shift
    grep -qx "$1" "$root/sudoers" || { echo 'sudo: a password is required' >&2; exit 1; }
    exec "$@"

    """#

  private static let pvesh = #"""
    . "${0%/bin/*}/lib"
    case " $* " in *' --output-format json '*) ;; *) exit 70 ;; esac
    list=; full=; case " $* " in *' --full 1 '*) full=1 ;; esac
    add() {
      local kind=qemu status=running mode=$state lock=
      [ ! -e "$id/container" ] || kind=lxc
      [ "$kind" = "$want" ] || return
      case $state in off) status=stopped mode=stopped ;; starting) mode=prelaunch ;; esac
      [ "$fault" != locked ] || lock='"lock":"backup",'
      [ "$kind$full" != qemu1 ] || mode=",\"qmpstatus\":\"$mode\""
      [ "$kind$full" = qemu1 ] || mode=
      list="$list,{\"cpus\":2,\"disk\":0,$lock\"maxdisk\":34359738368,\"maxmem\":4294967296,\"mem\":0,\"name\":\"$name\"$mode,\"status\":\"$status\",\"uptime\":0,\"vmid\":$id}"
    }
    managed() { [ ! -e "$id/managed" ] || list="$list,{\"sid\":\"vm:$id\",\"state\":\"started\",\"type\":\"vm\"}"; }
    case "$1 $2" in
      'get /nodes/localhost/qemu') want=qemu; machines add ;;
      'get /nodes/localhost/lxc') want=lxc; machines add ;;
      'get /cluster/ha/resources') machines managed ;;
      'get /nodes/localhost/'*/snapshot) list=',{"description":"You are here!","name":"current","running":1}' ;;
      *) echo "No '$1' handler defined for '$2'" >&2; exit 255 ;;
    esac
    echo "[${list#,}]"

    """#

  /// `qm`, and `pct` for containers.
  private static let qm = #"""
    . "${0%/bin/*}/lib"
    die() { echo "$1" >&2; exit 255; }
    verb=$1 id=$2 timeout=60; [ "$3" != --timeout ] || timeout=$4
    word=VM folder=qemu-server; [ "${0##*/}" = qm ] || word=CT folder=lxc
    missing() { die "Configuration file 'nodes/pve/$folder/$id.conf' does not exist"; }
    look "$id" || missing
    if [ "$word" = CT ]; then [ -e "$id/container" ] || missing; else [ ! -e "$id/container" ] || missing; fi
    mode=$state; case $state in off) mode=stopped ;; starting) mode=prelaunch ;; esac
    [ "$verb" != status ] || { echo "status: $mode"; exit 0; }
    if [ -e "$id/managed" ]; then
      case $verb in
        start) note start; echo "Requesting HA start for VM $id"; [ "$state" = running ] || become "$id" running 400 off; exit 0 ;;
        stop | shutdown) note shutdown; echo "Requesting HA stop for VM $id"; become "$id" off 400 running; exit 0 ;;
      esac
    fi
    exec 9>"$root/lock-$id.conf"
    flock -n 9 || { echo 'trying to acquire lock...' >&2; flock -w 10 9 || die "can't lock file '/var/lock/$folder/lock-$id.conf' - got timeout"; }
    look "$id"
    [ "$fault" != locked ] || die "$word is locked (backup)"
    case $verb,$state in
      start,off)
        [ "$fault" != full ] || { echo "kvm: cannot set up guest memory 'pc.ram': Cannot allocate memory" >&2; die 'start failed: QEMU exited with code 1'; }
        note start; become "$id" running "$takes" starting; until_it_is "$id" running ;;
      start,*) die "$word $id already running" ;;
      stop,off | shutdown,off) ;;
      stop,*) note destroy; become "$id" off ;;
      shutdown,paused) die 'VM is paused - cannot shutdown' ;;
      shutdown,*)
        note shutdown; ask_guest "$id"
        for ((i = 0; i < timeout * 4; i++)); do look "$id"; [ "$state" != off ] || exit 0; sleep 0.25; done
        die 'VM quit/powerdown failed - got timeout' ;;
      suspend,off | resume,off) die "VM $id not running" ;;
      suspend,*) note suspend; become "$id" paused ;;
      resume,*) note resume; become "$id" running ;;
      *) die "ERROR: unknown command 'qm $verb'" ;;
    esac

    """#

  private static let lxcStop = #"""
    . "${0%/bin/*}/lib"
    [ "$1 $2 $3" = '--nokill --nowait --name' ] || exit 70
    look "$4" && [ -e "$4/container" ] || { echo "lxc-stop: $4: tools/lxc_stop.c: main: 195 Error opening container" >&2; exit 1; }
    [ "$state" != off ] || { echo "lxc-stop: $4: tools/lxc_stop.c: main: 209 $4 is not running" >&2; exit 2; }
    note shutdown; ask_guest "$4"

    """#
}
