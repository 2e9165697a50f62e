"""The command `tools/bench`."""
import argparse
import contextlib
import itertools
import json
import os
import platform
import subprocess
import sys
import time

import contenders as field
import place
from words import Failure, say, words
from works import HOSTS, Works

HELP = words(
    """使い方: tools/bench [--peers] [--json FILE] [--rounds N] [--only LIST]

Sonae の速さと大きさを、このマシンの本物の SSH サーバーに対して測り、Markdown の表を標準出力に出します。
基準は libssh2 だけを使う小さな C プログラム（tools/bench.d/floor.c）です。導入済みの比較対象
（ssh、ansible-core、pyinfra、parallel-ssh、asyncssh）があれば、同じ仕事をさせて並べます。

  --peers      比較対象を PyPI から .bench/peers に導入します
  --json FILE  すべての測定値を FILE に書きます
  --rounds N   それぞれを N 回測り、中央値を取ります（既定 5）
  --only LIST  測るもの（カンマ区切り、既定はすべて）:
                 start     sonae --help が終わるまでの時間
                 exec      1、10、50、200 台への接続と 1 コマンド、待っている間の CPU
                 drill     20 台 × 20 ステップの訓練（記録はディスクに同期）
                 steps     1 本の接続で 200 コマンド（exec --stdin と訓練）
                 bulk      1 コマンドの 200 MB の出力
                 memory    200 台の訓練のメモリー
                 thousand  1,000 台への接続と 1 コマンド、1 台あたりのメモリー
                 machines  20 台のホストの仮想マシン 500 台の状態（virsh が必要）
                 engine    100,000 ステップまでの計画とエンジン""",
    """usage: tools/bench [--peers] [--json FILE] [--rounds N] [--only LIST]

Measures how fast and how small Sonae is, against real SSH servers on this machine, and prints Markdown tables.
The floor is a small C program on nothing but libssh2 (tools/bench.d/floor.c). The peers that are installed (ssh,
ansible-core, pyinfra, parallel-ssh, asyncssh) do the same works beside it.

  --peers      installs the peers from PyPI into .bench/peers
  --json FILE  writes every single measurement to FILE
  --rounds N   measures everything N times and takes medians (default 5)
  --only LIST  what to measure (by commas; default: all):
                 start     the time until sonae --help has ended
                 exec      connect to 1, 10, 50 and 200 hosts and run one command; CPU while waiting
                 drill     20 hosts x 20 steps as a drill, its journal synced to disk
                 steps     200 commands on one connection, as exec --stdin and as a drill
                 bulk      200 MB of output from one command
                 memory    of a drill on 200 hosts
                 thousand  connect to 1,000 hosts and run one command; memory a host
                 machines  the state of 500 virtual machines on 20 hosts (needs virsh)
                 engine    plan and engine, up to 100,000 steps""")


def measure(works, chosen):
    """The tables of the works chosen; those that need as many hosts share a lab."""
    tables = []
    for count, parts in itertools.groupby((part for part in HOSTS if part in chosen), key=HOSTS.get):
        with lab_of(count) as lab:
            for part in parts:
                say(f"測定: {part}", f"Measuring: {part}")
                tables.append(getattr(works, part)(lab))
    return tables


@contextlib.contextmanager
def lab_of(count):
    if not count:
        yield None
        return
    say(f"訓練環境を起動しています（{count} 台）", f"Lab up ({count} hosts)")
    with contextlib.closing(place.Lab(count)) as lab:
        place.make_workspace(lab)
        yield lab


def machine():
    with open("/proc/cpuinfo") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")), platform.machine())
    return dict(cpu=model, cores=os.cpu_count(), system=platform.platform(), when=time.strftime("%Y-%m-%d"))


def options():
    parser = argparse.ArgumentParser(add_help=False, usage=HELP.splitlines()[0].split(": ", 1)[1])
    parser.add_argument("-h", "--help", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--json", default="")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default=",".join(HOSTS))
    parser.add_argument("--bin", default="", help=argparse.SUPPRESS)    # a build that is there already
    found = parser.parse_args()
    found.only = found.only.split(",")
    if found.rounds < 1 or set(found.only) - set(HOSTS):
        print(HELP, file=sys.stderr)
        sys.exit(64)
    return found


def main():
    found = options()
    if found.help:
        return print(HELP)
    _lock = place.take()
    if found.peers:
        say("比較対象を導入しています", "Installing the peers")
        field.install()
    record = dict(machine=machine(), peers=field.versions(), parts={})
    release = os.path.abspath(found.bin) if found.bin else place.build()
    if set(found.only) & {"exec", "drill", "steps", "bulk", "thousand", "machines"}:
        place.compile_floor()
        field.say_missing()
    tables = measure(Works(found.rounds, release, record["parts"]), found.only)
    about = record["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in record["peers"].items())
    print(f"{about['when']}, {about['cores']} × {about['cpu']}, clients and servers on the same machine"
          + (f"; peers: {peers}" if peers else "") + "\n")
    print("\n".join(tables))
    if found.json:
        with open(found.json, "w") as file:
            json.dump(record, file, indent=1, ensure_ascii=False)


try:
    main()
except Failure as failure:
    sys.exit(f"tools/bench: {failure}")
except subprocess.CalledProcessError as failure:
    sys.exit(f"tools/bench: {failure}")
except KeyboardInterrupt:
    sys.exit(130)
