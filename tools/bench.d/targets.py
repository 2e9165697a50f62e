"""What the measurements are held against. A row is (what, value, target, whether it is met or None)."""
import statistics

from measuring import median, ratio


def floor_of(entered):
    return next((c for c in entered if c.kind == "floor"), None)


def beside_floor(samples, contender, entered, most):
    """How many times as long as the floor; no row without one."""
    floor = floor_of(entered)
    if not floor:
        return []
    times = ratio(samples[contender.name], samples[floor.name])
    return [(f"{contender.name} ÷ the floor", f"{times:.2f}", f"≤ {most}", times <= most)]


def beside_peers(samples, contender, entered):
    peers = [c for c in entered if c.kind in ("library", "runner")]
    if not peers:
        return []
    best = min(peers, key=lambda peer: median(samples[peer.name], "wall"))
    times = ratio(samples[contender.name], samples[best.name])
    return [(f"{contender.name} ÷ the fastest peer ({best.name})", f"{times:.2f}", "< 1", times < 1)]


def client_time(runs, count):
    milliseconds = median(runs, "cpu") / count * 1000
    return (f"Client CPU a connection ({count} hosts)", f"{milliseconds:.2f} ms", "≤ 2 ms", milliseconds <= 2)


def rate(samples, contender, entered, size):
    """Of one big output."""
    floor = floor_of(entered)
    speed = size / 1e6 / median(samples[contender.name], "wall")
    if not floor:
        return ("Rate", f"{speed:.0f} MB/s", "", None)
    share = ratio(samples[floor.name], samples[contender.name])
    return ("Rate", f"{speed:.0f} MB/s, {share:.2f} × the floor's", "≥ 0.95 × the floor's", share >= 0.95)


def peak_memory(what, runs, most):
    peak = max(sample.memory_mb for sample in runs)
    return (f"Peak memory{what}", f"{peak:.0f} MB", f"≤ {most} MB", peak <= most)


def memory_per_host(many, one, count):
    """Beyond what one host takes."""
    kilobytes = (median(many, "memory_mb") - median(one, "memory_mb")) * 1000 / (count - 1)
    return ("Memory a host, beyond the base", f"{kilobytes:.0f} KB", "≤ 200 KB", kilobytes <= 200)


# MARK: Plan and engine

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
