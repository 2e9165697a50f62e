/// The POSIX text that ends everything of a command on its host, and the reading of its answer.
///
/// Of the command is: every process in the wrapper's session or process group (sshd gives each exec a session of its
/// own, led by the wrapper), every descendant of those, and every process that has the command's mark in the environment
/// with which it was started: that is how a daemon is found that has left both its session and its parents. (One that a
/// program like sudo has started with an environment of its own can't be.) First SIGTERM, then SIGKILL to what is still there.
/// Processes are known again by pid and start time, so that a reused pid is never hit.
enum TreeKill {
  /// Time between TERM and KILL, and at most as much again for KILL to take effect; in tenths of a second.
  static let graceTenths = 20

  /// With /proc only shell builtins are used; without it `ps` as POSIX has it, where the session can't be seen and the
  /// process group stands for it. The last line is `gone` or `left` and the pids.
  ///
  /// - Parameter pid: a number, or a shell's word for one; -1 for a wrapper that is gone: then the mark alone tells.
  static func script(wrapper pid: String, mark: String) -> String {
    """
    P=\(pid)
    M=SONAE_COMMAND=\(mark)
    known=
    \(tables)
    \(search)
    strike() { for id in $alive; do kill -$1 "$id" 2>/dev/null; done; }
    nap() { sleep 0.1 2>/dev/null || sleep 1; }
    search
    case $table in '') echo unseen; exit;; esac
    strike TERM
    tenths=0
    check
    while [ -n "$alive" ] && [ $tenths -lt \(graceTenths) ]; do nap; tenths=$((tenths + 1)); check; done
    search
    tenths=0
    while [ -n "$alive" ] && [ $tenths -lt \(graceTenths) ]; do
      strike KILL; nap; tenths=$((tenths + 1)); check
      [ -n "$alive" ] || search
    done
    if [ -z "$alive" ]; then echo gone; else echo "left $alive"; fi
    """
  }

  /// `list` prints pid, parent, group, session and start time of every process that is no zombie.
  private static let tables = """
    of_proc() {
      for f in /proc/[0-9]*/stat; do
        IFS= read -r line <"$f" || continue
        id=${line%% *}; set -f; set -- ${line##*") "}; set +f
        case $1 in Z|X) continue;; esac
        printf '%s\\n' "$id $2 $3 $4 ${20}"
      done 2>/dev/null
    }
    of_ps() {
      ps -A -o pid= -o ppid= -o pgid= -o stat= | while read -r id parent group state; do
        case $state in Z*) continue;; esac
        printf '%s\\n' "$id $parent $group $group 0"
      done
    }
    if [ -r /proc/$$/stat ]; then list=of_proc; else list=of_ps; fi
    """

  /// `search` looks through all processes for what is of the command: `alive` has the pids, `known` gains pid:start.
  /// `check` only asks which of the known ones are left.
  private static let search = """
    search() {
      table=$($list); alive=; more=1
      marked=" $(grep -lF "$M" /proc/[0-9]*/environ 2>/dev/null | tr '\\n' ' ')"
      while [ $more = 1 ]; do
        more=0
        while read -r id parent group session start; do
          case " $alive" in *" $id "*) continue;; esac
          mine=0
          [ "$id" = $P ] || [ "$session" = $P ] || [ "$group" = $P ] && mine=1
          case " $known" in *" $id:$start "*) mine=1;; esac
          case " $alive" in *" $parent "*) mine=1;; esac
          case "$marked" in *"/proc/$id/environ "*) mine=1;; esac
          [ $mine = 1 ] && [ "$id" != $$ ] || continue
          alive="$alive$id "; more=1
          case " $known" in *" $id:$start "*) ;; *) known="$known$id:$start ";; esac
        done <<EOF
    $table
    EOF
      done
    }
    check() {
      if [ $list = of_ps ]; then search; return; fi
      alive=
      for entry in $known; do
        id=${entry%:*}
        { IFS= read -r line <"/proc/$id/stat"; } 2>/dev/null || continue
        set -f; set -- ${line##*") "}; set +f
        case $1 in Z|X) continue;; esac
        [ "$id:${20}" = "$entry" ] && alive="$alive$id "
      done
    }
    """

  /// - Parameter output: what the script printed.
  static func nothingIsLeft(_ output: [UInt8]) -> Bool {
    String(decoding: output, as: UTF8.self).split(separator: "\n").last == "gone"
  }
}
