"""The benchmarks: `make bench`, or `make bench ARGS="speed growth"` for some of the tables.

`make bench ARGS="speed softmax pca"` measures those helpers alone. A full table of speed, or of
growth, is written where the docs show it, in helpers/README.md.
"""

import os
import sys

from tests.harness.environment import isolate
from tests.harness.measured import write

isolate(os.environ.get("BUILD") or "build")  # one thread for all, unless the environment says more


def speed(names):
    """Each helper against its peers; the docs' table, if it is of all helpers."""
    from . import memory, report
    from .speed import lines, measure

    rows = []
    for row in measure(names):
        print(*lines(row), sep="\n", flush=True)
        rows.append(row)
    table = list(report.speed(rows, memory.measure(names)))
    print(*table, sep="\n")
    if not names:
        write("speed", table)


def growth(_):
    """Time and memory against the size of the problem; the docs' table."""
    from . import report
    from .growth import measure

    table = list(report.growth(measure()))
    print(*table, sep="\n")
    write("growth", table)


def course(_):
    """The run of the course, and the training of its last notebook."""
    from .course import main

    main()


TABLES = {"speed": speed, "growth": growth, "course": course}

if __name__ == "__main__":
    chosen = [name for name in sys.argv[1:] if name in TABLES] or list(TABLES)
    names = [name for name in sys.argv[1:] if name not in TABLES]
    if names and chosen != ["speed"]:
        sys.exit(f"bench: unknown table {names[0]!r}: choose from {', '.join(TABLES)}")
    for name in chosen:
        TABLES[name](names)
