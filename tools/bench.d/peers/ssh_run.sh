#!/bin/bash
# OpenSSH's own client: all hosts side by side; for several steps a master connection for each host.
options=(-F none -i "$BENCH_KEY" -p "$BENCH_PORT" -o IdentitiesOnly=yes -o BatchMode=yes
  -o UserKnownHostsFile="$BENCH_KNOWN_HOSTS" -o GlobalKnownHostsFile=none)
sockets=$(mktemp -d) || exit 1
trap 'rm -rf "$sockets"' EXIT

steps() {
  local socket=$sockets/$1 code=0 step
  ssh "${options[@]}" -M -S "$socket" -fNT "$BENCH_USER@$1" || return 1
  for ((step = 0; step < BENCH_STEPS; step++)); do
    ssh -F none -S "$socket" x "$BENCH_COMMAND" </dev/null >/dev/null || { code=1; break; }
  done
  ssh -F none -S "$socket" -O exit x 2>/dev/null
  return "$code"
}

pids=() failed=0
for host in ${BENCH_HOSTS//,/ }; do
  if [ "$BENCH_STEPS" -gt 1 ]; then
    steps "$host" &
  else
    ssh "${options[@]}" "$BENCH_USER@$host" "$BENCH_COMMAND" </dev/null >/dev/null &
  fi
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
exit "$failed"
