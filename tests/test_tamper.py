"""A fixed sample of the tampered copies: `make test-tamper` draws many more, another each time."""

import random
from types import SimpleNamespace

import numpy as np
import pytest

from helpers.exercises.judging import Exercise
from tests.harness import checks
from tests.harness.checks.course import build_folder
from tests.tamper import judging, sources
from tests.tamper.__main__ import table
from tests.tamper.run import measured

NAME = "10_softmax_and_cross_entropy"  # every cell of it is compared
RUN, LEDGER = ("the run", "outputs", "tests"), (judging.LEDGER,)
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
    "source of a cell": (*RUN, *LEDGER),  # what it shifts may be rounded away in what is shown
    "source of a helper": RUN,
    "seed": ("outputs",),
    "data file": ("the run",),
    "data file and its checksum": RUN,
    "one digit, before strict nbval": ("tests",),
    "exercise check weakened": ("tests",),
    "errata row": ("tests",),
    "number that the article prints": ("tests",),
    "version in environment.yml": ("tests",),
    "figure of the README": ("tests",),
}


@pytest.fixture(scope="module")
def noticed():
    """Kind of change → what was done, and who noticed."""
    found = judging.outcomes(NAME, list(BY), seed=1, build=build_folder().resolve() / "tamper")
    return {outcome.kind: outcome for outcome in found}


def test_the_sample_has_every_kind_and_the_readme_counts_them():
    assert list(BY) == judging.KINDS
    assert f"in {len(BY)} ways" in (checks.ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", BY)
def test_change_is_noticed_by_a_check_that_is_for_it(noticed, kind):
    assert set(BY[kind]) & set(noticed[kind].noticed_by), noticed[kind]


def test_what_is_not_changed_is_not_noticed():
    assert judging.seen_by(checks.load(checks.ROOT / "notebooks" / f"{NAME}.ipynb")) == ()


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


@pytest.mark.parametrize(
    ("value", "shifted"),
    [
        ("1.0", 1.001),
        ("(1.0, 3, 'a')", (1.001, 3, "a")),
        ("3", 3),
        ("np.float64(1)", 1.001),
        ("np.array([1.0])", np.array([1.001])),
    ],
)
def test_what_a_function_returns_is_shifted_where_it_is_floating_point(value, shifted):
    before = f"import numpy as np\ndef f():\n    return {value}\n"
    did, source = sources.shifted_return(before, {"f"}, random.Random(0))
    exec(source, names := {})
    assert did == "line 3, what `f` returns times 1.001"
    assert str(names["f"]()) == str(shifted)


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
