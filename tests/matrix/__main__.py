"""Hold the stored outputs in many environments: `make test-matrix`.

In each, every notebook runs twice, by the harness and by strict nbval, and is compared with what
is stored, figures pixel by pixel. What this machine cannot give is named with the reason.

    make test-matrix                                all of them
    make test-matrix ARGS="Zen load"                those whose name has one of the words
    make test-matrix ARGS="--list"                  what there is
    make test-matrix NOTEBOOKS=09_linear_regression.ipynb
"""

import argparse
import sys
from pathlib import Path

from tests.harness import checks
from tests.harness.environment import isolate

from .environments import environments
from .table import differing, every_cell, summary, why_not
from .trial import try_in


def main(argv=None):
    """Run from the command line; return 0 if every cell holds in every environment."""
    options = arguments().parse_args(argv)
    known = [environment.name for environment in environments()]
    if options.list:
        print("\n".join(known))
        return 0
    for words, those in ((options.words, known), (options.notebooks, checks.EXPECTED)):
        for word in words:
            if not any(matches(name, [word]) for name in those):
                return f"matrix: nothing is called {word!r}: there are {', '.join(those)}"
    wanted = [e for e in environments() if matches(e.name, options.words)]
    names = [name for name in checks.EXPECTED if matches(name, options.notebooks)]
    build = (options.build / "matrix").resolve()
    isolate(build)
    results = []
    for environment in wanted:
        print(f"{environment.name} ...", flush=True)
        result = try_in(environment, build, names)
        results.append(result)
        ended = "holds" if result.good else "differs" if result.cells else why_not(result)
        print(f"  {ended}", flush=True)
    (build / "cells.tsv").write_text("\n".join(every_cell(results)) + "\n", encoding="utf-8")
    table = summary(results, names)
    print("\n".join(["", *table, "", *differing(results)]))
    tried = [result for result in results if not result.missing]
    held = sum(result.good for result in tried)
    print(
        f"{held} of {len(tried)} environments hold, {len(results) - len(tried)} not tried; "
        f"cell by cell: {build / 'cells.tsv'}"
    )
    return int(held < len(tried) or not tried)


def arguments():
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="make test-matrix", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("words", nargs="*", help="only environments with one of these in the name")
    parser.add_argument("--list", action="store_true", help="name the environments")
    parser.add_argument("--notebooks", action="append", default=[], metavar="NAME")
    parser.add_argument("--build", type=Path, default=Path("build"))
    return parser


def matches(name, words):
    """Whether a name has one of the words in it; any name if there are none."""
    return not words or any(Path(word).stem.lower() in name.lower() for word in words)


if __name__ == "__main__":
    sys.exit(main())
