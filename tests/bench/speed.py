"""Each helper against what people would call instead, at three sizes, in one run.

Every way is given the same arrays in double precision and the same number of threads. The ways are
taken in turn, round after round, and ratios are taken within a round, so that a busy moment falls
on all of them.
"""

import statistics
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from .peers import CASES, Case

SECONDS = 1.0  # for each case and size, roughly
# ways that are no peers: what the machine needs at least, and what is wrong for some input
LIMIT, UNSAFE = "limit: ", "unsafe: "
ASIDE = (LIMIT, UNSAFE)


@dataclass
class Row:
    """What one helper took at one size, beside its peers."""

    case: Case
    size: object
    seconds: dict  # median seconds of each way; the first is ours
    ratios: dict  # for each other way: lower quartile, median and upper quartile of ours / its

    @property
    def ours(self):
        """Our median, in seconds."""
        return next(iter(self.seconds.values()))

    @property
    def best(self):
        """The fastest peer."""
        peers = (name for name in self.ratios if not name.startswith(ASIDE))
        return max(peers, key=lambda name: self.ratios[name][1])

    @property
    def ratio(self):
        """Our time over that of the fastest peer."""
        return self.ratios[self.best][1]


def measure(names=()):
    """Yield a row for each case and size, of the named helpers or of all."""
    np.ones(4_000_000)  # freed at once: from here on the allocator keeps what middle sizes take
    for case in CASES:
        if not names or case.helper in names:
            for size in case.sizes:
                yield compare(case, size)


def compare(case, size):
    """Time all ways of one case, in turn."""
    ways = case.prepare(size)
    counts = {name: calls_for(way) for name, way in ways.items()}
    rounds = max(5, min(25, int(SECONDS / sum(seconds for _, seconds in counts.values()))))
    times = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            times[name].append(elapsed(way, counts[name][0]))
    first, *others = ways
    ratios = {
        name: statistics.quantiles(
            [mine / its for mine, its in zip(times[first], times[name], strict=True)], n=4
        )
        for name in others
    }
    return Row(case, size, {n: statistics.median(t) for n, t in times.items()}, ratios)


def calls_for(way, shortest=0.004):
    """How often to call a way so that the clock can tell, and how long that takes."""
    way()
    calls, seconds = 1, elapsed(way, 1)
    while seconds * calls < shortest:
        calls *= 2
        seconds = elapsed(way, calls)
    return calls, seconds * calls


def elapsed(way, calls):
    """Seconds a call takes, the mean of some."""
    start = perf_counter()
    for _ in range(calls):
        way()
    return (perf_counter() - start) / calls


def lines(row):
    """The row for the console: each way with its time, and the ratio of ours to it."""
    yield f"{row.case.helper}, {shown(row.size)}: {duration(row.ours)}"
    for name, (low, median, high) in row.ratios.items():
        mark = "  <- the fastest peer" if name == row.best else ""
        took = duration(row.seconds[name])
        yield f"    {name:<50} {took:>9}   ours {median:5.2f} ({low:.2f} to {high:.2f}){mark}"


def duration(seconds):
    """Three digits and a unit."""
    unit, size = next(
        (u, s) for u, s in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)) if seconds >= s or u == "µs"
    )
    return f"{seconds / size:.3g} {unit}"


def shown(size):
    """A size as a table shows it."""
    return " × ".join(f"{n:,}" for n in (size if isinstance(size, tuple) else (size,)))
