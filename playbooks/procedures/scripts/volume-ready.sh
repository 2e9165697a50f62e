#!/bin/sh
# 共有ディスクが接続され、書き込め、空きがあることを確かめる。データは変えない（確認用の空ファイルは消す）。
# Is the shared disk mounted, writable, and not full? Changes no data (its empty test file is removed).
#
# volume-ready.sh FOLDER PERCENT
#   exit 0: ready · 1: not ready, the reason is on standard error
folder=$1
percent=$2

if [ ! -d "$folder" ]; then
  echo "$folder が見えない。共有ディスクの接続を確かめる / $folder is not there: check the mount of the shared disk" >&2
  exit 1
fi

probe="$folder/.volume-ready.$$"
if ! (: > "$probe") 2>/dev/null; then
  echo "$folder に書き込めない。読み取り専用で接続されていないか確かめる / $folder is not writable: is it mounted read-only?" >&2
  exit 1
fi
rm -f "$probe"

used=$(df -P "$folder" | { read -r _header; read -r _device _blocks _used _free capacity _rest; echo "${capacity%\%}"; })
case $used in
  '' | *[!0-9]*)
    echo "$folder の空きが分からない。df -P $folder を見る / free space of $folder is unknown: look at df -P $folder" >&2
    exit 1 ;;
esac
if [ "$((100 - used))" -lt "$percent" ]; then
  echo "$folder の空きが ${percent}% 未満。不要なファイルを退避する / less than ${percent}% of $folder is free: move files away" >&2
  exit 1
fi
echo "$folder ready, $((100 - used))% free"
