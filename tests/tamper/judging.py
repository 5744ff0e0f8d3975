"""Make one change to a copy, and ask the checks of `make test` what they see."""

import os
import shutil
from contextlib import contextmanager
from copy import deepcopy
from random import Random
from typing import NamedTuple

import nbformat
from nbformat.v4 import new_code_cell

from tests.harness import checks
from tests.harness.checkout import copy_checkout
from tests.harness.environment import ROOT, isolate
from tests.harness.normal import to_text

from .run import RUNS, TESTED, Checkout, read_floats
from .sources import NotHere
from .stored import STORED, Copy

LEDGER = "recorded"
KINDS = [*STORED, *RUNS, *TESTED]
CONTROL = "nothing (control)"


class Outcome(NamedTuple):
    """A copy with one change: which kind, of which notebook, what was done, and who noticed."""

    kind: str
    notebook: str
    did: str
    noticed_by: tuple


def outcomes(name, kinds, seed, build, rounds=1):
    """Yield what comes of each kind of change of a notebook, drawn by seed; then of none.

    That last copy is put before all that the others were put before: if it is noticed, then what
    was noticed of the others proves nothing.
    """
    isolate(build)
    case = checks.load(ROOT / "notebooks" / f"{name}.ipynb")
    if checks.CHECKS["outputs"](case):
        raise SystemExit(f"tamper: {name} has no run that holds: run `make test` first")
    spied, root, asked = spy(name, build), build / name / "checkout", set()
    for kind in kinds:
        for number in range(rounds):
            rng = Random(f"{seed} {name} {kind} {number}")
            try:
                if kind in STORED:
                    did, noticed = judge_stored(case, kind, rng, spied)
                else:
                    change = {**RUNS, **TESTED}[kind]
                    with a_checkout(name, rng, spied, root) as checkout:
                        did, noticed, tests = judge_run(checkout, change, runs=kind in RUNS)
                    asked.update(tests)
            except NotHere:
                continue
            yield Outcome(kind, name, did, noticed)
    with a_checkout(name, Random(0), spied, root) as checkout:
        _, noticed, _ = judge_run(checkout, lambda _: ("", sorted(asked)), runs=True)
    yield Outcome(CONTROL, name, "an unchanged copy", noticed)


def all_outcomes(*arguments):
    """All of them at once: for a process of their own."""
    return list(outcomes(*arguments))


def spy(name, build):
    """Run a notebook with a first cell that leaves what tampering needs; return where."""
    from tests.harness.execute import execute

    folder = build / name / "spied"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nb = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    nb.cells.insert(0, new_code_cell("import tests.tamper.inside"))
    path = folder / f"{name}.ipynb"
    nbformat.write(nb, path)
    os.environ["TAMPER_SPY"] = str(folder)
    _, error = execute(path, timeout=300)
    if error:
        raise RuntimeError(f"the spied run of {name} failed: {error}")
    return folder


def judge_stored(case, kind, rng, spied):
    """Change the stored notebook; return what was done, and the checks that see something."""
    copy = Copy(deepcopy(case.nb), deepcopy(case.fresh), rng, spied)
    did = STORED[kind](copy)
    changed = checks.Case(
        **{**vars(case), "nb": copy.nb, "fresh": copy.fresh, "text": to_text(copy.nb)}
    )
    changed.pictures = spied / "differences"
    return did, seen_by(changed)


def seen_by(case):
    """The names of the checks that find a problem."""
    return tuple(name for name, check in checks.CHECKS.items() if check(case))


@contextmanager
def a_checkout(name, rng, spied, root):
    """A copy of the checkout, for as long as it is looked at."""
    shutil.rmtree(root, ignore_errors=True)
    try:
        yield Checkout(copy_checkout(root), root / "build", name, rng, read_floats(spied))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def judge_run(checkout, change, runs):
    """Change a copy of the checkout; return what was done, who notices, and tests that may."""
    did, tests = change(checkout)
    noticed = after_a_run(checkout) if runs else ()
    if not set(noticed) - {LEDGER} and tests and not checkout.test(tests):
        noticed += ("tests",)
    return did, noticed, tests


def after_a_run(checkout):
    """Run the notebook as `make test` does; return who notices: the run itself, or checks."""
    harness = ["tests.harness.run", "--build", str(checkout.build)]
    if not checkout.command(*harness, checkout.notebook.name):
        return ("the run",)
    case = checkout.load()
    case.pictures = checkout.build / "differences"
    return seen_by(case)
