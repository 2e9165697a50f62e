"""The command `tools/bench`."""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import contenders as field
import place
from contenders import Contenders
from measuring import median, race, ratio
from tables import figure_table, race_table
from words import Failure, say, words

HELP = words(
    """使い方: tools/bench [--peers] [--json FILE] [--rounds N] [--only LIST]

Sonae の速さと大きさを、このマシンの本物の SSH サーバーに対して測り、Markdown の表を標準出力に出します。

  --peers      比較対象（ansible-core、pyinfra、parallel-ssh、asyncssh）を PyPI から .bench/peers に導入します
  --json FILE  すべての測定値を FILE に書きます
  --rounds N   それぞれを N 回測り、中央値を取ります（既定 5）
  --only LIST  測るもの: start,exec,drill,memory,engine（カンマ区切り、既定はすべて）""",
    """usage: tools/bench [--peers] [--json FILE] [--rounds N] [--only LIST]

Measures how fast and how small Sonae is, against real SSH servers on this machine, and prints Markdown tables.

  --peers      installs the peers (ansible-core, pyinfra, parallel-ssh, asyncssh) from PyPI into .bench/peers
  --json FILE  writes every single measurement to FILE
  --rounds N   measures everything N times and takes medians (default 5)
  --only LIST  what to measure: start,exec,drill,memory,engine (by commas; default: all)""")
PARTS = ["start", "exec", "drill", "memory", "engine"]
MOST_HOSTS = 200


class Bench:
    def __init__(self, options, release):
        self.options, self.release = options, release
        self.sonae = f"{release}/sonae"
        self.record = dict(machine=machine(), peers=field.versions(), parts={})

    # MARK: Against the lab

    def start(self, lab):
        """The time from nothing to help: what a person waits for before anything happens."""
        help_ = Contenders(lab, self.sonae).product("sonae --help", "--help")
        runs = race([help_], max(20, self.options.rounds), place.HOME, lambda: None)[help_.name]
        self.keep("start", {help_.name: runs})
        value = median(runs, "wall") * 1000
        return figure_table("Start", [("`sonae --help`", f"{value:.0f} ms", "< 30 ms", value < 30)])

    def exec(self, lab):
        everyone = Contenders(lab, self.sonae)
        table = self.race("exec", "50 hosts: connect to each and run one command", lab,
                          [everyone.exec(50, "true"), *everyone.peers(50, 1, "true")])
        return table + "\n" + self.idle(lab, everyone)

    def idle(self, lab, everyone):
        """What it costs to wait for hosts that are at work."""
        rounds = max(2, self.options.rounds // 2)
        pause = 4
        busy, quick = everyone.exec(50, f"sleep {pause}"), everyone.exec(50, "true")
        (busy.name, quick.name) = (f"sonae exec, sleep {pause}", "sonae exec, true")
        samples = race([busy, quick], rounds, place.HOME, lab.settle)
        self.keep("idle", samples)
        percent = (median(samples[busy.name], "cpu") - median(samples[quick.name], "cpu")) / pause * 100
        row = ("CPU of one core while 50 hosts are at work", f"{max(0.0, percent):.1f} %", "", None)
        return figure_table("Waiting", [row])

    def drill(self, lab):
        everyone = Contenders(lab, self.sonae)
        return self.race("drill", "20 hosts with 20 steps each (Sonae: a drill with its journal synced to disk)", lab,
                         [everyone.drill(20), *everyone.peers(20, 20, "echo step")])

    def race(self, part, title, lab, entered):
        samples = race(entered, self.options.rounds, place.HOME, lab.settle)
        self.keep(part, samples)
        rows = [verdict(part, samples, entered)] if len(entered) > 1 else []
        return race_table(title, entered, samples) + ("\n" + figure_table("", rows)[5:] if rows else "")

    def memory(self, lab):
        drill = Contenders(lab, self.sonae).drill(MOST_HOSTS)
        runs = race([drill], max(2, self.options.rounds // 2), place.HOME, lab.settle)[drill.name]
        self.keep("memory", {drill.name: runs})
        peak = max(sample.memory_mb for sample in runs)
        rows = [(f"Peak memory of a drill on {MOST_HOSTS} hosts", f"{peak:.0f} MB", "< 80 MB", peak < 80),
                (f"Time of that drill ({MOST_HOSTS} × 20 steps)", f"{median(runs, 'wall'):.1f} s", "", None)]
        return figure_table("Memory", rows)

    # MARK: Without hosts

    def engine(self, _lab):
        say("  計画とエンジン", "  plan and engine")
        rounds = max(1, min(3, self.options.rounds))
        done = subprocess.run([f"{self.release}/Benchmarks", str(rounds)], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failure("Benchmarks が失敗しました。", "Benchmarks failed.")
        figures = [json.loads(line) for line in done.stdout.splitlines()]
        self.record["parts"]["engine"] = figures
        return figure_table("Plan and engine", [*plan_rows(figures), *engine_rows(figures)])

    def keep(self, part, samples):
        self.record["parts"][part] = {name: [vars(sample) for sample in runs] for name, runs in samples.items()}


def verdict(part, samples, entered):
    """The target of a race: beside the fastest bare library, and the fastest playbook runner."""
    base = samples[entered[0].name]

    def fastest(kind):
        names = [c.name for c in entered if c.kind == kind and c.name in samples]
        return min(names, key=lambda name: median(samples[name], "wall"), default=None)

    library, runner = fastest("library"), fastest("runner")
    against = 1 / ratio(samples[library], base)
    if part == "exec":
        best = min(filter(None, (library, runner)), key=lambda name: median(samples[name], "wall"))
        against = 1 / ratio(samples[best], base)
        return (f"Sonae ÷ the fastest peer ({best})", f"{against:.2f}", "≤ 1", against <= 1)
    faster = not runner or ratio(samples[runner], base) > 1
    return (f"Sonae ÷ the fastest library ({library})", f"{against:.2f}", "≤ 1.5, and faster than every playbook runner",
            against <= 1.5 and faster)


def middle(figures, name, steps, member):
    return statistics.median(f[member] for f in figures if f["name"] == name and f["steps"] == steps)


def plan_rows(figures):
    most = middle(figures, "plan", 100_000, "seconds_s")
    memory = middle(figures, "plan", 100_000, "peak_memory_mb")
    return [("100,000 steps parsed, validated, planned", f"{most:.2f} s", "< 5 s", most < 5),
            ("… in memory", f"{memory:.0f} MB", "", None), linear(figures, "plan")]


def engine_rows(figures):
    rate = middle(figures, "engine", 100_000, "steps_per_s")
    disk = middle(figures, "journal", 100_000, "steps_per_s")
    return [("Engine, hosts and journal in memory", f"{rate:,.0f} steps/s", "> 20,000 steps/s", rate > 20_000),
            linear(figures, "engine"),
            ("Engine, hosts in memory, journal synced to disk", f"{disk:,.0f} steps/s", "", None)]


def linear(figures, name):
    times = [middle(figures, name, steps, "seconds_s") for steps in (25_000, 50_000, 100_000)]
    text = " / ".join(f"{t / times[0]:.1f}×" for t in times)
    return (f"… at 25,000 / 50,000 / 100,000 steps ({name})", text, "1× / 2× / 4×", times[2] / times[0] < 5)


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
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--bin", default="", help=argparse.SUPPRESS)    # a build that is there already
    found = parser.parse_args()
    found.only = found.only.split(",")
    if found.rounds < 1 or set(found.only) - set(PARTS):
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
    bench = Bench(found, os.path.abspath(found.bin) if found.bin else place.build())
    lab = None
    tables = []
    try:
        if set(found.only) - {"engine"}:
            say(f"訓練環境を起動しています（{MOST_HOSTS} 台）", f"Lab up ({MOST_HOSTS} hosts)")
            lab = place.Lab(MOST_HOSTS)
            place.make_workspace(lab)
        for part in (part for part in PARTS if part in found.only):
            say(f"測定: {part}", f"Measuring: {part}")
            tables.append(getattr(bench, part)(lab))
    finally:
        if lab:
            lab.close()
    about = bench.record["machine"]
    peers = ", ".join(f"{name} {version}" for name, version in bench.record["peers"].items())
    print(f"{about['when']}, {about['cores']} × {about['cpu']}, clients and servers on the same machine"
          + (f"; peers: {peers}" if peers else "") + "\n")
    print("\n".join(tables))
    if found.json:
        with open(found.json, "w") as file:
            json.dump(bench.record, file, indent=1, ensure_ascii=False)


try:
    main()
except Failure as failure:
    sys.exit(f"tools/bench: {failure}")
except subprocess.CalledProcessError as failure:
    sys.exit(f"tools/bench: {failure}")
except KeyboardInterrupt:
    sys.exit(130)
