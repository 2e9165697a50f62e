"""The figures as Markdown."""
from measuring import median, ratio


def race_table(title, contenders, samples):
    """The fastest first. Ratios are to the floor, if there is one, and to Sonae, which is the first."""
    bases = [("the floor", c) for c in contenders if c.kind == "floor"] + [("Sonae", contenders[0])]
    heads = ["", "seconds (median)", "least to most", *(f"× {name}" for name, _ in bases), "CPU s"]
    lines = [f"### {title}", "", row(heads), row(["---", *["---:"] * (len(heads) - 1)])]
    for contender in sorted(contenders, key=lambda c: median(samples[c.name], "wall")):
        runs = samples[contender.name]
        walls = [sample.wall for sample in runs]
        name = f"**{contender.name}**" if contender.kind == "sonae" else contender.name
        name += f" ({contender.note})" if contender.note else ""
        ratios = [f"{ratio(runs, samples[base.name]):.2f}" for _, base in bases]
        lines.append(row([name, f"{median(runs, 'wall'):.3f}", f"{min(walls):.3f} to {max(walls):.3f}", *ratios,
                          f"{median(runs, 'cpu'):.3f}"]))
    return "\n".join(lines) + "\n"


def row(cells):
    return "| " + " | ".join(cells) + " |"


def figure_table(title, rows):
    """Rows are (what, value, target, whether it is met or None)."""
    lines = [f"### {title}", ""] if title else []
    lines += [row(["", "measured", "target", ""]), "| --- | ---: | ---: | --- |"]
    for what, value, target, met in rows:
        lines.append(row([what, value, target, "" if met is None else "met" if met else "**missed**"]))
    return "\n".join(lines) + "\n"
