"""The figures as Markdown."""
from measuring import median, ratio


def race_table(title, contenders, samples):
    base = samples[contenders[0].name]
    lines = [f"### {title}", "", "| | seconds (median) | least to most | × Sonae | CPU s |", "| --- | ---: | ---: | ---: | ---: |"]
    for contender in sorted(contenders, key=lambda c: median(samples[c.name], "wall")):
        runs = samples[contender.name]
        walls = [sample.wall for sample in runs]
        name = f"**{contender.name}**" if contender.kind == "sonae" else contender.name
        name += f" ({contender.note})" if contender.note else ""
        lines.append(f"| {name} | {median(runs, 'wall'):.2f} | {min(walls):.2f} to {max(walls):.2f} "
                     f"| {ratio(runs, base):.2f} | {median(runs, 'cpu'):.2f} |")
    return "\n".join(lines) + "\n"


def figure_table(title, rows):
    """Rows are (what, value, target, whether it is met or None)."""
    lines = [f"### {title}", "", "| | measured | target | |", "| --- | ---: | ---: | --- |"]
    for what, value, target, met in rows:
        lines.append(f"| {what} | {value} | {target} | {'' if met is None else 'met' if met else '**missed**'} |")
    return "\n".join(lines) + "\n"
