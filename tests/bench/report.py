"""The tables as Markdown."""

import platform
from importlib.metadata import PackageNotFoundError, version

from .limits import WHY
from .peers import threads
from .speed import LIMIT, duration, shown


def conditions():
    """Where the numbers come from: a sentence."""
    versions = []
    for package in ("numpy", "scipy", "scikit-learn", "torch"):
        try:
            versions.append(f"{package} {version(package).split('+')[0]}")
        except PackageNotFoundError:
            versions.append(f"no {package}")
    number = threads()
    return (
        f"Python {platform.python_version()}, {', '.join(versions)}; {platform.machine()}, "
        f"{number} thread{'s' if number > 1 else ''} for each library."
    )


def speed(rows, peaks):
    """One line a helper: at each size our time and its ratio to the fastest peer's; memory."""
    yield conditions()
    yield ""
    yield "| helper and sizes | small | middle | large | memory, large |"
    yield "| --- | --- | --- | --- | --- |"
    cases = {}
    for row in rows:
        cases.setdefault(row.case.helper, []).append(row)
    for helper, of_case in cases.items():
        sizes = "; ".join(shown(row.size) for row in of_case)
        cells = [f"{duration(r.ours)}, **{r.ratio:.2f}** {r.best}" for r in of_case]
        yield f"| `{helper}` {sizes} | {' | '.join(cells)} | {memory(peaks.get(helper))} |"
    yield ""
    yield from exceptions(cases, peaks)


def memory(peaks):
    """Our peak and its ratio to the peer that takes least."""
    if not peaks:
        return "–"
    ours, name, least = beside(peaks)
    small = f"{ours / 1e6:.3g} MB"
    return small if ours < 1e6 else f"{small}, **{ours / max(least, 4096):.2f}** {name}"


def beside(peaks):
    """Our peak, and the name and peak of the peer that takes least."""
    (_, ours), *others = peaks.items()
    name, least = min(
        ((n, p) for n, p in others if not n.startswith(("limit: ", "unsafe: "))),
        key=lambda pair: pair[1],
    )
    return ours, name, least


def exceptions(cases, peaks):
    """What stays behind the fastest peer at the middle or large size, or takes more, and why."""
    for helper, rows in cases.items():
        slow = [row for row in rows[1:] if row.ratio > 1.05]
        more = helper in peaks and beside(peaks[helper])[0] > 1.1 * beside(peaks[helper])[2] + 1e6
        if slow or more:
            at = [f"{row.ratio:.2f} at {shown(row.size)}" for row in slow] + ["memory"] * more
            why = WHY.get(helper, "NOT EXPLAINED")
            yield f"- `{helper}` ({', '.join(at)}): {why}{limits(slow)}"


def limits(rows):
    """What share of our time the least takes that the machine needs, where it is measured."""
    shares = [
        f"{name.removeprefix(LIMIT)}: {1 / ratio[1]:.0%} of our time at {shown(row.size)}"
        for row in rows
        for name, ratio in row.ratios.items()
        if name.startswith(LIMIT)
    ]
    return "".join(f"; {share}" for share in shares)


def growth(studies):
    """Two lines a study, time and memory: the values, the exponents by decade, and theory's."""
    yield conditions()
    yield ""
    yield "| what grows | smallest to largest | exponents by decade | theory |"
    yield "| --- | --- | --- | --- |"
    for title, sizes, time, memory in studies:
        span = f"{sizes[0]:,} to {sizes[-1]:,}"
        for what, (values, exponents, theory), show in (
            ("time", time, duration),
            ("memory", memory, lambda n: f"{n / 1e6:.3g} MB"),
        ):
            fitted = ", ".join(f"{e:.2f}" for e in exponents[:-1])
            ends = f"{show(values[0])} to {show(values[-1])}"
            yield f"| {title}, {span} | {what}: {ends} | {fitted} | {theory} |"
