"""Is every change noticed? `make test-tamper` changes copies of the course, one place at a time.

Kinds of changes times notebooks; where a kind changes something, a seed draws. Each copy is put
before the checks of `make test`, and so is an unchanged one, in which they must see nothing. The
last line counts the changes that nothing noticed.

    make test-tamper                                   every kind on every notebook, a new seed
    make test-tamper ARGS="--seed 7 --kinds seed digit"  the same draws again, some kinds
    make test-tamper ARGS="--rounds 3 --verbose" NOTEBOOKS=09_linear_regression.ipynb
"""

import argparse
import random
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

from tests.harness import checks
from tests.harness.environment import cores
from tests.harness.run import main as run

from .judging import CONTROL, KINDS, LEDGER, all_outcomes


def main(argv=None):
    """Run from the command line; return 0 if every change is noticed."""
    options = arguments().parse_args(argv)
    names = [n for n in checks.EXPECTED if not options.notebooks or n in options.notebooks]
    kinds = [k for k in KINDS if not options.kinds or any(w in k for w in options.kinds)]
    for word in options.notebooks:
        if word not in names:
            return f"tamper: no notebook is {word!r}: there are {', '.join(checks.EXPECTED)}"
    for word in options.kinds:
        if not any(word in kind for kind in kinds):
            return f"tamper: no kind of change has {word!r}: there are {'; '.join(KINDS)}"
    if run(["--build", str(options.build), *(f"{name}.ipynb" for name in names)]):
        return "tamper: copies are changed of what holds: mend the notebook above first"
    build, before = (options.build / "tamper").resolve(), time.perf_counter()
    print(f"{len(kinds)} kinds of changes, {len(names)} notebooks, seed {options.seed}", flush=True)
    found = []
    with ProcessPoolExecutor(cores(), mp_context=get_context("spawn")) as pool:
        jobs = [
            pool.submit(all_outcomes, n, kinds, options.seed, build, options.rounds) for n in names
        ]
        for job in as_completed(jobs):
            found += job.result()
            print(f"  {found[-1].notebook}", flush=True)
    print("\n".join(["", *table(found, [*kinds, CONTROL]), ""]))
    changed = [outcome for outcome in found if outcome.kind != CONTROL]
    unnoticed = [outcome for outcome in changed if not outcome.noticed_by]
    alarms = [o for o in found if o.kind == CONTROL and o.noticed_by]
    for outcome in sorted(found) if options.verbose else unnoticed + alarms:
        by = ", ".join(outcome.noticed_by) or "UNNOTICED"
        print(f"{outcome.notebook}, {outcome.kind}: {outcome.did}: {by}")
    print(
        f"{len(changed)} changed copies, seed {options.seed}: {len(unnoticed)} unnoticed; "
        f"{len(found) - len(changed)} unchanged ones: {len(alarms)} noticed "
        f"({time.perf_counter() - before:.0f} s)"
    )
    return int(bool(unnoticed or alarms) or not changed)


def arguments():
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="make test-tamper", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    drawn = random.SystemRandom().randrange(10**6)
    parser.add_argument("--seed", type=int, default=drawn, help="of the draws; default: another")
    parser.add_argument(
        "--rounds", type=positive, default=1, help="changes of each kind; default: 1"
    )
    parser.add_argument("--kinds", nargs="*", default=[], help="those with one of these words")
    parser.add_argument("--verbose", action="store_true", help="tell every change")
    parser.add_argument("--build", type=Path, default=Path("build"))
    parser.add_argument(
        "--notebooks",
        action="append",
        default=[],
        metavar="NAME",
        type=lambda name: Path(name).stem,
    )
    return parser


def positive(text):
    """Return a whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, but it is {text!r}")
    return int(text)


def table(found, kinds):
    """Kinds of changes, and which checks noticed how many of each, in Markdown."""
    lines = ["| change | copies | noticed by | by the ledger alone |", "| --- | --- | --- | --- |"]
    for kind in kinds:
        mine = [outcome for outcome in found if outcome.kind == kind]
        by = Counter(name for o in mine for name in o.noticed_by if name != LEDGER)
        alone = sum(o.noticed_by == (LEDGER,) for o in mine)
        said = ", ".join(f"{name} {count}" for name, count in by.most_common())
        lines.append(f"| {kind} | {len(mine)} | {said or '–'} | {alone or '–'} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
