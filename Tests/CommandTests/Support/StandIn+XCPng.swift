extension StandInPlatform {
  /// XCP-ng 8, by an account with a sudo rule, on a pool that has another host too.
  ///
  /// Sources: `ocaml/xapi-cli-server/cli_printer.ml` (records of many lines), `records.ml` (fields), `record_util.ml` (states), `cli_util.ml` (`get_server_error`:
  /// an error's documentation, then `parameter: value`, a reference as `uuid (name)`), `datamodel_errors.ml` (the errors' texts), `xapi_vm_lifecycle.ml`
  /// (a forced shutdown may go beside one that waits), `inventory.ml` (/etc/xensource-inventory).
  static let xcpNG = StandInPlatform(
    kind: "xcp-ng", keys: ", sudo: true", tools: ["sudo": sudo, "xe": xe, "sed": sed],
    files: [
      "sudoers": "xe\n",
      "xensource-inventory":
        "PRODUCT_BRAND='XCP-ng'\nINSTALLATION_UUID='\(host)'\nCONTROL_DOMAIN_UUID='1e54fe5c-75ea-4b93-8d2b-0c1f2ad8a4e9'\n",
    ], handle: { "6f0d4c1e-0d2e-4b1b-9d0c-0000000000\(10 + $0)" },
    faults: [
      (.locked, "machine-refused", "Another operation involving the object is currently in progress"),
      (.denied, "machine-refused", "RBAC permission denied."),
      (.full, "machine-refused", "Not enough server memory is available to perform this operation."),
    ])

  private static let host = "a9b2a26c-6c9d-4a3c-9d3b-7b5f0a1c2d3e"

  /// The file of a host, which the machine of a test doesn't have.
  private static let sed = #"""
    PATH=/usr/bin:/bin
    exec sed "${@/#\/etc\/xensource-inventory/${0%/bin/*}/xensource-inventory}"

    """#

  private static let xe = #"""
    . "${0%/bin/*}/lib"
    verb=$1; shift
    uuid= force= on= params= param= key= minimal=
    for word; do
      case $word in
        uuid=*) uuid=${word#*=} ;; force=*) force=${word#*=} ;; on=*) on=${word#*=} ;; params=*) params=${word#*=} ;;
        param-name=*) param=${word#*=} ;; param-key=*) key=${word#*=} ;;
        is-control-domain=false | is-a-template=false | is-a-snapshot=false) ;;
        *) echo "Error: unknown parameter $word" >&2; exit 1 ;;
      esac
    done
    here=$(sed -n "s/^INSTALLATION_UUID='\(.*\)'/\1/p" "$root/xensource-inventory")
    # DOCUMENTATION PARAMETER…
    die() { printf '%s\n' "$@" >&2; exit 1; }
    resident() {
      at='<not in database>'
      case $state in running | paused) at=$here; [ ! -e "$1/elsewhere" ] || at=0d0f8f77-4a5e-4f1d-8a43-2f3a4b5c6d7e ;; esac
      word=$state; [ "$state" != off ] || word=halted; [ "$state" != saved ] || word=suspended
    }
    record() {
      resident "$id"
      printf '%s\n' "uuid ( RO)                    : $id" "              name-label ( RW): $name" "             power-state ( RO): $word" \
        "             resident-on ( RO): $at" "       memory-static-max ( RW): 4294967296" "        VCPUs-at-startup ( RW): 2" '' ''
    }
    if [ "$verb" = vm-list ]; then
      [ "$params" = uuid,name-label,power-state,resident-on,memory-static-max,VCPUs-at-startup ] || exit 70
      machines record; exit 0
    fi
    if [ "$verb,$uuid" = "host-param-get,$here" ]; then
      case $param,$key in
        memory-total,) echo 68622475264 ;; memory-free-computed,) echo 64424509440 ;; cpu_info,cpu_count) echo 16 ;;
        *) die "Error: Field '$param' not found" ;;
      esac
      exit 0
    fi
    look "$uuid" || die 'The uuid you supplied was invalid.' 'type: VM' "uuid: $uuid"
    resident "$uuid"
    if [ "$verb" = vm-param-get ]; then
      case $param in power-state) echo "$word" ;; uuid) echo "$uuid" ;; *) die "Error: Field '$param' not found" ;; esac
      exit 0
    fi
    state_is() {
      case " $1 " in *" $word "*) return ;; esac
      die "You attempted an operation on a VM that was not in an appropriate power state at the time; for example, you attempted to start a VM that was already running.  The parameters returned are the VM's handle, and the expected and actual VM state at the time of the call." \
        "vm: $uuid ($name)" "expected: ${1%% *}" "actual: $word"
    }
    case $fault in
      locked) die 'Another operation involving the object is currently in progress' 'class: VM' "object: $uuid ($name)" ;;
      denied) die 'RBAC permission denied.' "permission: ${verb/-/.}" 'message: No permission in user session' ;;
    esac
    case $verb in
      vm-start)
        state_is halted
        [ "$fault" != full ] || die 'Not enough server memory is available to perform this operation.' 'needed: 4294967296' 'available: 1073741824'
        [ "$on" = "$here" ] || exit 70
        note start; become "$uuid" running "$takes" off; until_it_is "$uuid" running ;;
      vm-shutdown)
        if [ "$force" = true ]; then
          state_is 'running paused suspended'; note destroy; become "$uuid" off
        else
          state_is running
          [ "$fault" != toolless ] || die 'You attempted an operation on a VM which lacks the feature.' "vm: $uuid ($name)"
          note shutdown; ask_guest "$uuid"; until_it_is "$uuid" off
        fi ;;
      vm-pause) state_is running; note suspend; become "$uuid" paused ;;
      vm-unpause) state_is paused; note resume; become "$uuid" running ;;
      vm-resume) state_is suspended; note start; become "$uuid" running "$takes" saved; until_it_is "$uuid" running ;;
      *) die "Unknown command: $verb" 'For help, run xe help' ;;
    esac

    """#
}
