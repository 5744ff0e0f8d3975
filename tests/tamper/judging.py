"""Make one change to a copy, and ask the checks of `make test` what they see."""

import os
import shutil
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


class Outcome(NamedTuple):
    """A copy with one change: which kind, of which notebook, what was done, and who noticed."""

    kind: str
    notebook: str
    did: str
    noticed_by: tuple


def outcomes(name, kinds, seed, build, rounds=1):
    """Yield what comes of each kind of change of a notebook, drawn by seed."""
    isolate(build)
    case = checks.load(ROOT / "notebooks" / f"{name}.ipynb")
    if checks.CHECKS["outputs"](case):
        raise SystemExit(f"tamper: {name} has no run that holds: run `make test` first")
    spied = spy(name, build)
    for kind in kinds:
        for number in range(rounds):
            rng = Random(f"{seed} {name} {kind} {number}")
            try:
                if kind in STORED:
                    did, noticed = judge_stored(case, kind, rng, spied)
                else:
                    did, noticed = judge_run(name, kind, rng, spied, build / name / "checkout")
            except NotHere:
                continue
            yield Outcome(kind, name, did, noticed)


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


def judge_run(name, kind, rng, spied, root):
    """Change a copy of the checkout; return what was done, and who notices."""
    shutil.rmtree(root, ignore_errors=True)
    checkout = Checkout(copy_checkout(root), root / "build", name, rng, read_floats(spied))
    try:
        did, tests = {**RUNS, **TESTED}[kind](checkout)
        noticed = after_a_run(checkout) if kind in RUNS else ()
        if not set(noticed) - {LEDGER} and tests and not checkout.test(tests):
            noticed += ("tests",)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return did, noticed


def after_a_run(checkout):
    """Run the notebook as `make test` does; return who notices: the run itself, or checks."""
    harness = ["tests.harness.run", "--build", str(checkout.build)]
    if not checkout.command(*harness, checkout.notebook.name):
        return ("the run",)
    case = checkout.load()
    case.pictures = checkout.build / "differences"
    return seen_by(case)
