"""A fixed sample of the tampered copies: `make test-tamper` draws many more, another each time."""

import random
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.embeddings import Neighbours
from helpers.exercises.judging import Exercise
from tests.harness import checks
from tests.harness.checks.course import build_folder
from tests.tamper import judging, sources
from tests.tamper.__main__ import table
from tests.tamper.run import measured
from tests.tamper.shift import shifted

NAME = "10_softmax_and_cross_entropy"  # every cell of it is compared
LEDGER = (judging.LEDGER,)
# Who has to notice, one of these. The ledger sees every change of a notebook, so it is named only
# where no other check has to.
BY = {
    "one digit of an output": ("outputs",),
    "output removed": ("outputs",),
    "emptied, with its counts": ("executed",),
    "cells reordered": LEDGER,
    "cell deleted": LEDGER,
    "figure: other data": ("pixels",),
    "figure: other labels": ("pixels",),
    "figure: other colours": ("pixels",),
    "figure: no legend": ("pixels",),
    "figure: another one": ("pixels",),
    "alt text no longer fits": ("outputs",),
    "number in prose": ("numbers", *LEDGER),  # another number of the notebook may stand there
    "word in prose": LEDGER,
    "solutions swapped": ("exercises",),
    "solution open": ("exercises",),
    "source of a helper": ("the run", "outputs", "tests"),
    "seed": ("outputs",),
    "data file": ("the run",),
    "one digit, before strict nbval": ("tests",),
    "exercise check weakened": ("tests",),
    "errata row": ("tests",),
}


@pytest.fixture(scope="module")
def noticed():
    """Kind of change → what was done, and who noticed."""
    found = judging.outcomes(NAME, list(BY), seed=1, build=build_folder().resolve() / "tamper")
    return {outcome.kind: outcome for outcome in found}


def test_the_readme_counts_the_kinds():
    assert f"in {len(judging.KINDS)} ways" in (checks.ROOT / "README.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("kind", BY)
def test_change_is_noticed_by_a_check_that_is_for_it(noticed, kind):
    assert set(BY[kind]) & set(noticed[kind].noticed_by), noticed[kind]


def test_what_is_not_changed_is_not_noticed(noticed):
    assert noticed[judging.CONTROL].noticed_by == ()


def test_the_table_counts_who_noticed_and_what_only_the_ledger_did():
    found = [
        judging.Outcome("seed", "a", "", ("outputs", "pixels", "recorded")),
        judging.Outcome("seed", "b", "", ("outputs", "recorded")),
        judging.Outcome("word", "a", "", ("recorded",)),
        judging.Outcome("word", "b", "", ()),
    ]
    assert table(found, ["seed", "word"])[2:] == [
        "| seed | 2 | outputs 2, pixels 1 | – |",
        "| word | 2 | – | 1 |",
    ]


# The changes of sources


def test_a_statement_is_shifted_in_the_fourth_digit():
    did, source = sources.shifted_assignment("a = 1\nb = f(a)  # ü\n", {"b"}, random.Random(0))
    assert (did, source) == ("`b` times 1.001", "a = 1\nb = (f(a)) * 1.001  # ü\n")
    with pytest.raises(sources.NotHere):
        sources.shifted_assignment("a = 1.0\nb, c = 1.0, 2.0", {"a", "b"}, random.Random(0))


def test_what_a_function_returns_is_shifted_where_it_is_floating_point():
    before = 'def f():\n    return (1.0, 3, "a")\n\n\ndef mask():\n    """.\n\n    Returns\n'
    before += '    -------\n    ndarray of bool\n    """\n    return True\n'
    for seed in range(9):
        did, source = sources.shifted_return(before, {"f", "mask"}, random.Random(seed))
        exec(source, names := {})
        assert did == "line 2, what `f` returns times 1.001"
        assert (names["f"](), names["mask"]()) == ((1.001, 3, "a"), True)


@pytest.mark.parametrize(
    ("value", "moved"),
    [
        (1.0, 1.001),
        (3, 3),
        (True, True),
        (np.float32(1), np.float32(1.001)),
        (np.ones(2), np.full(2, 1.001)),
        (np.ones(2, dtype=int), np.ones(2, dtype=int)),
        ({"a": 1.0, "b": (1.0, "c")}, {"a": 1.001, "b": (1.001, "c")}),
        (Neighbours(np.arange(2), np.ones(2)), Neighbours(np.arange(2), np.full(2, 1.001))),
    ],
)
def test_floating_point_numbers_are_shifted(value, moved):
    assert str(shifted(value)) == str(moved)


def test_one_digit_changes_between_two_places():
    did, text = sources.other_digit("12\n34\n56", random.Random(3), start=3, end=5)
    assert text[:3] + text[5:] == "12\n\n56"
    assert sum(a != b for a, b in zip(text, "12\n34\n56", strict=True)) == 1
    assert did.startswith("line 2, ")


def test_an_exercise_is_weakened_in_every_way_that_it_can_be():
    source = 'check = Exercise("Exercise 1.1", f, cases=((1,), (2,)), without=("g",), rtol=1e-3)'
    others = {
        "Exercise 1.1: one case": source.replace("((1,), (2,))", "((1,),)"),
        "Exercise 1.1: no without": source.replace('("g",)', "()"),
    }
    tolerances = {
        "Exercise 1.1: rtol is 9": source.replace("1e-3", "9.0"),
        "Exercise 1.1: atol is 9": source.replace("1e-3)", "1e-3, atol=9.0)"),
    }
    assert made(source, set()) == others
    assert made(source, {"Exercise 1.1"}) == tolerances | others


def made(source, measured):
    """What is said of each weaker form → the form."""
    weaker = sources.weaker_checks(source, measured)
    return {did: sources.replaced(source, node, text) for did, node, text in weaker}


def test_a_tolerance_is_one_for_answers_that_hold_numbers():
    def module(*references):
        checks = (Exercise(f"Exercise 1.{k}", r) for k, r in enumerate(references))
        return SimpleNamespace(**{check.label: check for check in checks})

    assert measured(module(1, "a", {"b": (True, 2.0)}, lambda: np.ones(3), lambda: True)) == {
        *("Exercise 1.0", "Exercise 1.2", "Exercise 1.3")
    }
