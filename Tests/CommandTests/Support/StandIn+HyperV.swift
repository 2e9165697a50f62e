import TestKit

extension StandInPlatform {
  /// Hyper-V on Windows Server, behind OpenSSH, whose account runs `cmd.exe`.
  ///
  /// `powershell` decodes the script and carries out its statements one by one: the conditions, the cmdlets that it has, `say` and `out` as the script's own
  /// functions do. What it doesn't know is an error, as an unknown command is.
  ///
  /// Sources: https://learn.microsoft.com/powershell/module/hyper-v; `about_PowerShell_exe` (`-EncodedCommand`: base64 of UTF-16LE); `VMState`; `InitiateShutdown` of
  /// `Msvm_ShutdownComponent` (0: done, 32769: access denied, 32780: not in a state for it …); `ConvertTo-Json` of Windows PowerShell 5.1; error ids as posted with
  /// their messages (`OutOfMemory,Microsoft.HyperV.PowerShell.Commands.StartVM` from a German Windows); `cmd /c` of a command that isn't there.
  static let hyperV = StandInPlatform(
    kind: "hyperv", hostKeys: ["transport: openssh", "shell: none"],
    tools: ["cmd": cmd, "powershell": library + powershell],
    account: { folder in
      ["SetEnv HOME=\(folder.file("home"))", "ForceCommand exec /bin/bash \(folder.file("bin/cmd"))"]
    },
    handle: { "de6e79c5-233c-4f8e-b704-7081290000\(10 + $0)" },
    faults: [
      (.locked, "machine-refused", "ObjectInUse is what it is"), (.denied, "machine-refused", "Zugriff verweigert"),
      (.full, "machine-refused", "Nicht genügend Arbeitsspeicher im System"),
    ])

  /// One line, of words without quotation marks.
  private static let cmd = #"""
    root=${0%/bin/*}
    line=$SSH_ORIGINAL_COMMAND
    [ ${#line} -le 8191 ] || { printf 'The command line is too long.\r\n' >&2; exit 1; }
    set -f; set -- $line
    [ "$1" = powershell ] || [ "$1" = powershell.exe ] || {
      printf "'%s' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n" "$1" >&2; exit 1; }
    shift; exec "$root/bin/powershell" "$@"

    """#

  private static let library = #"""
    . "${0%/bin/*}/lib"
    v= t= c= r=
    out() { printf '%s\r\n#sonae end\r\n' "$1"; }
    windows() { case $state in running) s=Running ;; off) s=Off ;; paused) s=Paused ;; saved) s=Saved ;; *) s=Starting ;; esac; }
    say() {
      s=; [ -z "$v" ] || { look "$v" && windows; }
      out "{\"i\":\"$3\",\"m\":\"$2\",\"r\":\"$1\",\"s\":\"$s\"}"
      case $1 in done | already) exit 0 ;; *) exit 1 ;; esac
    }
    # What a cmdlet throws ends in the script's `catch`.
    throw() { say error "$2" "$1,Microsoft.HyperV.PowerShell.Commands.$cmdlet"; }
    rows=
    row() { local json; IFS= read -r json <"$id/json"; windows; rows="$rows,{\"c\":2,\"i\":\"$id\",\"m\":4294967296,\"n\":\"$json\",\"s\":\"$s\"}"; }

    """#

  private static let powershell = #"""
    [ "$1 $2 $3 $4 $5 $#" = '-NoProfile -NonInteractive -OutputFormat Text -EncodedCommand 6' ] || exit 70
    mapfile -t lines < <(base64 -d <<<"$6" | iconv -f UTF-16LE -t UTF-8)
    cmdlet() {
      cmdlet=$1; look "$v"
      case $fault in
        locked) throw ObjectInUse 'ObjectInUse is what it is' ;;
        denied) throw AccessDenied 'Zugriff verweigert' ;;
        full) throw OutOfMemory "Nicht gen\u00fcgend Arbeitsspeicher im System, um den virtuellen Computer '$(<"$v/json")' zu starten." ;;
      esac
    }
    holds() {
      case $1 in '!$v') [ -z "$v" ]; return ;; '!$c') [ -z "$c" ]; return ;; esac
      [[ $1 =~ ^\$([tr])\ -(eq|ne|in)\ (.*)$ ]] || say error "ParserError: $1" ParserError
      local value=${!BASH_REMATCH[1]} list=,${BASH_REMATCH[3]//\'/},
      case $list in *",$value,"*) [ "${BASH_REMATCH[2]}" != ne ] ;; *) [ "${BASH_REMATCH[2]}" = ne ] ;; esac
    }
    run() {
      case $1 in
        '') ;;
        'out @(Get-VM|%{@{i=[string]$_.Id;n=$_.Name;s=[string]$_.State;m=$_.MemoryStartup;c=$_.ProcessorCount}})')
          machines row; out "[${rows#,}]" ;;
        '$h=Get-VMHost') ;;
        'out @{m=$h.MemoryCapacity;c=$h.LogicalProcessorCount;f=(Get-CimInstance Win32_OperatingSystem).FreePhysicalMemory}')
          out '{"c":16,"f":62914560,"m":68622475264}' ;;
        '$v=Get-VM|?{$_.Id -eq '*'}') v=${1#*\'}; v=${v%\'*}; look "$v" || v= ;;
        '$t=[string]$v.State') look "$v"; windows; t=$s ;;
        'if('*'){'*'}')
          [[ $1 =~ ^if\((.*)\)\{(.*)\}$ ]]
          local then=${BASH_REMATCH[2]}
          ! holds "${BASH_REMATCH[1]}" || run "$then" ;;
        'Start-VM -VM $v') cmdlet StartVM; note start; become "$v" running "$takes" starting; until_it_is "$v" running ;;
        'Stop-VM -VM $v -TurnOff -Force') cmdlet StopVM; note destroy; become "$v" off ;;
        'Suspend-VM -VM $v') cmdlet SuspendVM; note suspend; become "$v" paused ;;
        'Resume-VM -VM $v') cmdlet ResumeVM; note resume; become "$v" running ;;
        '$c=Get-CimInstance -Namespace root\virtualization\v2 -ClassName Msvm_ShutdownComponent '*)
          look "$v"; [ "$fault" = toolless ] || [ "$state" != running ] || c=component ;;
        '$r=(Invoke-CimMethod -InputObject $c -MethodName InitiateShutdown '*').ReturnValue')
          look "$v"; note shutdown; ask_guest "$v"; r=0 ;;
        'say '*)
          [[ $1 =~ ^say\ ([a-z]+)\ ?(.*)$ ]]
          local word=${BASH_REMATCH[1]} text=${BASH_REMATCH[2]}
          text=${text#[\'\"]}; text=${text%[\'\"]}; say "$word" "${text//\$r/$r}" ;;
        *) say error "The term '${1%% *}' is not recognized as the name of a cmdlet" CommandNotFoundException ;;
      esac
    }
    # Statements end at a semicolon that stands in no braces and no text.
    statements() {
      local text=$1 part= depth=0 quote= char i
      for ((i = 0; i < ${#text}; i++)); do
        char=${text:i:1}
        if [ -n "$quote" ]; then [ "$char" != "$quote" ] || quote=
        else
          case $char in
            [\'\"]) quote=$char ;;
            [\{\(]) depth=$((depth + 1)) ;;
            [\}\)]) depth=$((depth - 1)) ;;
            \;) [ $depth -gt 0 ] || { run "$part"; part=; continue; } ;;
          esac
        fi
        part=$part$char
      done
      run "$part"
    }
    last=$((${#lines[@]} - 1))
    [[ ${lines[0]} == '$ErrorActionPreference='* && ${lines[3]} == 'try{' && ${lines[last]} == '}catch{say error '* ]] || exit 70
    [ ! -e "$root/outsider" ] || { [[ ${lines[5]} =~ say\ permission\ \'(.*)\' ]]; say permission "${BASH_REMATCH[1]}"; }
    for ((number = 6; number < last; number++)); do statements "${lines[number]}"; done
    exit 0

    """#
}
