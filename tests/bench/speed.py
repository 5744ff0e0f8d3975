"""Each helper against what people would call instead, at three sizes, in one run.

Every way is given the same arrays in double precision and the same number of threads. The ways are
taken in turn, round after round, and ratios are taken within a round, so that a busy moment falls
on all of them.
"""

import statistics
from dataclasses import dataclass
from itertools import chain
from time import perf_counter

from .peers import CASES

SIZES = ("small", "middle", "large")
SECONDS = 1.0  # for each case and size, roughly
LIMIT = "limit: "  # a way that is no peer, but the least that the machine needs


@dataclass
class Row:
    """What one helper took at one size, beside its peers."""

    helper: str
    size: str
    seconds: dict  # median seconds of each way; the first is ours
    ratios: dict  # for each other way: lower quartile, median and upper quartile of ours / its

    @property
    def ours(self):
        return next(iter(self.seconds.values()))

    @property
    def best(self):
        """The fastest peer."""
        peers = (name for name in self.ratios if not name.startswith(LIMIT))
        return max(peers, key=lambda name: self.ratios[name][1])


def measure(names=()):
    """Yield a row for each case and size, of the named helpers or of all."""
    for helper, sizes, prepare in CASES:
        if not names or helper in names:
            for size in sizes:
                yield compare(helper, str(size), prepare(size))


def compare(helper, size, ways):
    """Time all ways of one case, in turn."""
    counts = {name: calls_for(way) for name, way in ways.items()}
    once = sum(counts[name][1] for name in ways)
    rounds = max(5, min(25, int(SECONDS / once)))
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
    return Row(helper, size, {n: statistics.median(t) for n, t in times.items()}, ratios)


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
    yield f"{row.helper}, {row.size}: {duration(row.ours)}"
    for name, (low, median, high) in row.ratios.items():
        mark = " <- the fastest peer" if name == row.best else ""
        took = duration(row.seconds[name])
        yield f"    {name:<42} {took:>9}   ours {median:5.2f} ({low:.2f} to {high:.2f}){mark}"


def duration(seconds):
    """Three digits and a unit."""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size or unit == "µs":
            return f"{seconds / size:.3g} {unit}"
    return None


def main(names=()):
    for row in measure(names):
        print(*lines(row), sep="\n", flush=True)


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
