"""What is measured: each work is a method that returns its tables."""
import json
import os
import shutil
import subprocess
from dataclasses import replace

import contenders as field
import place
import targets
from contenders import Contenders
from measuring import log_of, median, race, run_once
from tables import figure_table, race_table
from words import Failure, say

# In their order, each with the hosts that it needs.
HOSTS = dict(start=200, exec=200, drill=200, steps=200, bulk=200, memory=200, thousand=1000, machines=20, engine=0)


class Works:
    def __init__(self, rounds, release, record):
        self.rounds, self.release, self.record = rounds, release, record

    def of(self, lab):
        return Contenders(lab, f"{self.release}/sonae")

    # MARK: Against the lab

    def start(self, lab):
        """The time from nothing to help: what a person waits for before anything happens."""
        help_ = self.of(lab).product("sonae --help", "--help")
        runs = self.measure("start", lab, [help_], max(20, self.rounds))[help_.name]
        value = median(runs, "wall") * 1000
        return figure_table("Start", [("`sonae --help`", f"{value:.0f} ms", "< 30 ms", value < 30)])

    def exec(self, lab):
        return "\n".join([*(self.exec_on(count, lab) for count in (1, 10, 50, 200)), self.idle(lab)])

    def exec_on(self, count, lab):
        everyone = self.of(lab)
        among = field.EVERYONE if count <= 50 else field.FOR_MANY_HOSTS
        ours, floor = everyone.exec(count, "--", "true"), everyone.floor(count, 1, "true")
        entered = [ours, *floor, *everyone.peers(count, 1, "true", among=among)]
        samples = self.measure(f"exec-{count}", lab, entered)
        rows = [*targets.beside_floor(samples, ours, entered, 1.15), *targets.beside_peers(samples, ours, entered)]
        if count == 200:
            rows.append(targets.client_time(samples[ours.name], count))
        title = "1 host" if count == 1 else f"{count} hosts"
        return tables(f"{title}: connect, run one command", entered, samples, rows)

    def idle(self, lab):
        """What it costs to wait for hosts that are at work."""
        everyone = self.of(lab)
        pause = 4
        busy = replace(everyone.exec(50, "--", f"sleep {pause}"), name=f"sonae exec, sleep {pause}")
        quick = replace(everyone.exec(50, "--", "true"), name="sonae exec, true")
        samples = self.measure("idle", lab, [busy, quick], self.fewer)
        percent = (median(samples[busy.name], "cpu") - median(samples[quick.name], "cpu")) / pause * 100
        row = ("CPU of one core while 50 hosts are at work", f"{max(0.0, percent):.1f} %", "", None)
        return figure_table("Waiting", [row])

    def drill(self, lab):
        everyone = self.of(lab)
        ours = everyone.drill(20, 20)
        entered = [ours, *everyone.floor(20, 20, "echo step", prints=5), *everyone.peers(20, 20, "echo step", prints=5)]
        samples = self.measure("drill", lab, entered)
        rows = [*targets.beside_floor(samples, ours, entered, 1.0), *targets.beside_peers(samples, ours, entered)]
        return tables("20 hosts with 20 steps each (Sonae: a drill with its journal synced to disk)", entered, samples, rows)

    def steps(self, lab):
        everyone = self.of(lab)
        lines = replace(everyone.exec(1, "--stdin"), name="sonae exec --stdin", stdin=f"{place.WORKSPACE}/commands")
        drill = everyone.drill(1, 200)
        entered = [lines, drill, *everyone.floor(1, 200, "true"), *everyone.peers(1, 200, "true", among=field.LIBRARIES)]
        samples = self.measure("steps", lab, entered)
        rows = [*targets.beside_floor(samples, lines, entered, 0.5), *targets.beside_floor(samples, drill, entered, 1.0)]
        return tables("200 commands on one connection", entered, samples, rows)

    def bulk(self, lab):
        size = 200_000_000
        command = f"head -c {size} /dev/zero"
        everyone = self.of(lab)
        ours = replace(everyone.exec(1, "--", command), least_bytes=size)
        self.prove(ours, lambda output: os.path.getsize(output) == size)
        entered = [ours, *everyone.floor(1, 1, command, size), *everyone.peers(1, 1, command, size, among=["ssh", "asyncssh"])]
        samples = self.measure("bulk", lab, entered)
        rows = [targets.rate(samples, ours, entered, size), targets.peak_memory("", samples[ours.name], 30)]
        return tables("200 MB of output from one command", entered, samples, rows)

    def memory(self, lab):
        count = HOSTS["memory"]
        drill = self.of(lab).drill(count, 20)
        runs = self.measure("memory", lab, [drill], self.fewer)[drill.name]
        rows = [targets.peak_memory(f" of a drill on {count} hosts", runs, 80),
                (f"Time of that drill ({count} × 20 steps)", f"{median(runs, 'wall'):.1f} s", "", None)]
        return figure_table("Memory", rows)

    def thousand(self, lab):
        everyone = self.of(lab)
        count = len(lab.hosts)
        ours = everyone.exec(count, "--json", "--", "true")
        one = replace(everyone.exec(1, "--", "true"), name="sonae exec, 1 host")
        self.prove(ours, lambda output: passed(output) == count)
        entered = [ours, one, *everyone.floor(count, 1, "true")]
        samples = self.measure("thousand", lab, entered, self.fewer)
        rows = [("Hosts that ended well", f"{count:,} of {count:,}", "all", True),
                targets.memory_per_host(samples[ours.name], samples[one.name], count)]
        entered.remove(one)
        return tables(f"{count:,} hosts: connect, run one command", entered, samples, rows)

    def machines(self, lab):
        """What all hosts say of all their machines: real `virsh`, with libvirt's own driver for tests behind it."""
        if not shutil.which("virsh"):
            say("  virsh がないため測りません（tools/setup machines）", "  left out: no virsh (tools/setup machines)")
            return ""
        each = 25
        listing = place.make_machines(lab, each)
        everyone, count = self.of(lab), len(lab.hosts)
        ours = everyone.product("sonae hosts discover", "hosts", "discover", "--json")
        self.prove(ours, lambda output: machines_as_expected(output) == count * each)
        entered = [ours, *everyone.floor(count, 1, listing), *everyone.peers(count, 1, listing)]
        samples = self.measure("machines", lab, entered)
        rows = [("Machines, by one command a host", f"{count * each} on {count} hosts", "all", True),
                *targets.beside_floor(samples, ours, entered, 1.15), *targets.beside_peers(samples, ours, entered)]
        return tables(f"State of {count * each} machines on {count} hosts (floor and peers: the same command, not read)",
                      entered, samples, rows)

    # MARK: Without hosts

    def engine(self, _lab):
        say("  計画とエンジン", "  plan and engine")
        done = subprocess.run([f"{self.release}/Benchmarks", str(min(3, self.rounds))], stdout=subprocess.PIPE, text=True)
        if done.returncode != 0:
            raise Failure("Benchmarks が失敗しました。", "Benchmarks failed.")
        figures = [json.loads(line) for line in done.stdout.splitlines()]
        self.record["engine"] = figures
        return figure_table("Plan and engine", [*targets.plan_rows(figures), *targets.engine_rows(figures)])

    # MARK: How

    @property
    def fewer(self):
        """Rounds of what takes long and says enough in a few."""
        return max(1, self.rounds // 2)

    def measure(self, name, lab, entered, rounds=None):
        samples = race(entered, rounds or self.rounds, place.HOME, lab.settle)
        self.record[name] = {who: [vars(sample) for sample in runs] for who, runs in samples.items()}
        return samples

    @staticmethod
    def prove(contender, is_right):
        """One run whose output is read to the end: an exit code alone doesn't show that nothing is missing."""
        output = f"{place.HOME}/output"
        try:
            run_once(replace(contender, stdout=output), log_of(contender, place.HOME))
            right = is_right(output)
        finally:
            os.remove(output)
        if not right:
            raise Failure(f"{contender.name} は終了コード 0 で終わりましたが、出力が欠けています。",
                          f"{contender.name} ended with 0, but some of its output is missing.")


def passed(output):
    """How many hosts the JSON of `sonae exec` says ended well."""
    with open(output) as file:
        return len({end["host"] for end in json.load(file)["hosts"] if end["result"] == "passed"})


def machines_as_expected(output):
    with open(output) as file:
        found = json.load(file)["machines"]
    return sum(one["standing"] == "expected" and one["state"] == "running" for one in found)


def tables(title, entered, samples, rows):
    return race_table(title, entered, samples) + ("\n" + figure_table("", rows) if rows else "")
