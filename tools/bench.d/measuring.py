"""Runs programs and measures them: wall time, CPU time, peak memory; interleaved rounds."""
import os
import re
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass, field

from words import Failure, say


@dataclass
class Contender:
    name: str
    command: list
    environment: dict = field(default_factory=dict)
    folder: str = "/"
    note: str = ""
    # Called before and after each run, outside of the measured time.
    before: object = None
    after: object = None
    # sonae, floor, library or runner (of playbooks).
    kind: str = "library"
    stdin: str = os.devnull
    stdout: str = os.devnull
    # What it has to write at least for its run to count, by the kernel's reckoning: a short output is no success.
    least_bytes: int = 0


@dataclass
class Sample:
    wall: float
    cpu: float
    memory_mb: float


class PeakMemory(threading.Thread):
    """The VmHWM of one process, read until it ends: the kernel keeps the peak, so late is early enough."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.kib = f"/proc/{pid}/status", 0

    def run(self):
        while True:
            try:
                with open(self.path) as status:
                    found = re.search(r"VmHWM:\s+(\d+)", status.read())
            except OSError:
                return
            if not found:
                return
            self.kib = int(found[1])
            time.sleep(0.01)


def bytes_written(pid):
    """By a process that has ended and hasn't been waited for, and by its children."""
    with open(f"/proc/{pid}/io") as counts:
        return int(re.search(r"wchar: (\d+)", counts.read())[1])


def run_once(contender, log):
    """One run. Raises Failure unless it ended with 0."""
    if contender.before:
        contender.before()
    environment = {k: v for k, v in os.environ.items() if k != "SSH_AUTH_SOCK"} | contender.environment
    with open(log, "wb") as errors, open(contender.stdin, "rb") as stdin, open(contender.stdout, "wb") as stdout:
        began = time.perf_counter()
        child = subprocess.Popen(contender.command, env=environment, cwd=contender.folder,
                                 stdin=stdin, stdout=stdout, stderr=errors)
        memory = PeakMemory(child.pid)
        memory.start()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        wall = time.perf_counter() - began
        written = bytes_written(child.pid) if contender.least_bytes else 0
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    memory.join()
    if contender.after:
        contender.after()
    if child.returncode != 0:
        with open(log, errors="replace") as text:
            tail = text.read()[-600:].strip()
        raise Failure(f"{contender.name} が終了コード {child.returncode} で終わりました。記録は {log} にあります。\n{tail}",
                      f"{contender.name} ended with {child.returncode}; its words are in {log}.\n{tail}")
    if written < contender.least_bytes:
        raise Failure(f"{contender.name} の出力は {written} バイトで、{contender.least_bytes} バイトに足りません。",
                      f"{contender.name} wrote {written} bytes, which is less than {contender.least_bytes}.")
    return Sample(wall, usage.ru_utime + usage.ru_stime, memory.kib * 1.024 / 1000)


def log_of(contender, folder):
    return f"{folder}/{contender.name.split()[0]}.log"


def race(contenders, rounds, folder, settle):
    """Runs all contenders in turn, so that a slow stretch of the machine falls on all of them.

    Returns {name: [Sample]} without the warm-up of each. One that fails is said and left out.
    """
    samples = {}
    for number in range(rounds + 1):
        for contender in list(contenders):
            settle()
            say(f"  {number}/{rounds} {contender.name}", f"  {number}/{rounds} {contender.name}")
            try:
                sample = run_once(contender, log_of(contender, folder))
            except Failure as failure:
                if contender.kind == "sonae":
                    raise
                say(f"  除外します: {failure}", f"  left out: {failure}")
                contenders.remove(contender)
                samples.pop(contender.name, None)
                continue
            if number > 0:
                samples.setdefault(contender.name, []).append(sample)
    return samples


def median(samples, what):
    return statistics.median(getattr(sample, what) for sample in samples)


def ratio(samples, base):
    """How many times as long as the base: the median over rounds, since neighbours in time saw the same machine."""
    return statistics.median(a.wall / b.wall for a, b in zip(samples, base))
