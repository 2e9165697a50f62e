/// The POSIX text that ends everything of a command on its host, and the reading of its answer.
///
/// Of the command is: every process in the wrapper's session or process group (sshd gives each exec a session of its
/// own, led by the wrapper), and every descendant of those. First SIGTERM, then SIGKILL to what is still there.
/// Processes are known again by pid and start time, so that a reused pid is never hit.
enum TreeKill {
  /// Time between TERM and KILL, and at most as much again for KILL to take effect; in tenths of a second.
  static let graceTenths = 20

  /// With /proc only shell builtins are used; without it `ps` as POSIX has it, where the session can't be seen and the
  /// process group stands for it. The last line is `gone` or `left` and the pids.
  static func script(wrapper pid: Int32) -> String {
    """
    P=\(pid)
    known=' '
    proc() {
      for f in /proc/[0-9]*/stat; do
        IFS= read -r line <"$f" || continue
        id=${line%% *}; set -f; set -- ${line##*) }; set +f
        case $1 in Z|X) continue;; esac
        printf '%s\\n' "$id $2 $3 $4 ${20}"
      done 2>/dev/null
    }
    posix() { ps -A -o pid= -o ppid= -o pgid= -o stat= | while read -r id parent group state; do
      case $state in Z*) continue;; esac
      printf '%s\\n' "$id $parent $group $group 0"; done; }
    if [ -r /proc/$$/stat ]; then list=proc; else list=posix; fi
    scan() {
      table=$($list); alive=' '; more=1
      while [ $more = 1 ]; do
        more=0
        while read -r id parent group session start; do
          case $alive in *" $id "*) continue;; esac
          mine=0
          [ "$id" = $P ] || [ "$session" = $P ] || [ "$group" = $P ] && mine=1
          case $known in *" $id:$start "*) mine=1;; esac
          case $alive in *" $parent "*) mine=1;; esac
          [ $mine = 1 ] || continue
          [ "$id" = $$ ] && continue
          alive="$alive$id "; more=1
          case $known in *" $id:$start "*) ;; *) known="$known$id:$start ";; esac
        done <<EOF
    $table
    EOF
      done
    }
    strike() { for id in $alive; do kill -$1 "$id" 2>/dev/null; done; }
    nap() { sleep 0.1 2>/dev/null || sleep 1; }
    scan
    case $table in '') echo unseen; exit;; esac
    strike TERM
    tenths=0
    while scan; [ "$alive" != ' ' ] && [ $tenths -lt \(graceTenths) ]; do nap; tenths=$((tenths + 1)); done
    tenths=0
    while scan; [ "$alive" != ' ' ] && [ $tenths -lt \(graceTenths) ]; do
      strike KILL; nap; tenths=$((tenths + 1)); done
    if [ "$alive" = ' ' ]; then echo gone; else echo "left$alive"; fi
    """
  }

  /// - Parameter output: what the script printed.
  static func nothingIsLeft(_ output: [UInt8]) -> Bool {
    String(decoding: output, as: UTF8.self).split(separator: "\n").last == "gone"
  }
}
