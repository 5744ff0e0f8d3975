"""A fixed sample of the tampered copies: `make test-tamper` draws many more, another each time."""

import random

import pytest

from tests.harness.checks.course import build_folder
from tests.tamper import judging, sources
from tests.tamper.__main__ import table

NAME = "09_linear_regression"
# who has to notice; the ledger sees every change of a notebook, so it counts only where named
BY = {
    "one digit of an output": "outputs",
    "output removed": "outputs",
    "emptied, with its counts": "executed",
    "cells reordered": "recorded",
    "cell deleted": "recorded",
    "figure: other data": "pixels",
    "figure: other labels": "pixels",
    "figure: other colours": "pixels",
    "figure: no legend": "pixels",
    "figure: another one": "pixels",
    "alt text no longer fits": "outputs",
    "number in prose": "numbers",
    "word in prose": "recorded",
    "solutions swapped": "exercises",
    "solution open": "exercises",
    "source of a cell": "outputs",
    "source of a helper": "outputs",
    "seed": "outputs",
    "data file": "the run",
    "data file and its checksum": "outputs",
    "one digit, before strict nbval": "tests",
    "exercise check weakened": "tests",
    "errata row": "tests",
    "number that the article prints": "tests",
    "version in environment.yml": "tests",
    "figure of the README": "tests",
}


@pytest.fixture(scope="module")
def noticed():
    """Kind of change → what was done, and who noticed."""
    found = judging.outcomes(NAME, list(BY), seed=1, build=build_folder().resolve() / "tamper")
    return {outcome.kind: outcome for outcome in found}


def test_the_sample_has_every_kind():
    assert list(BY) == judging.KINDS


@pytest.mark.parametrize("kind", BY)
def test_change_is_noticed_by_the_check_that_is_for_it(noticed, kind):
    assert BY[kind] in noticed[kind].noticed_by, noticed[kind]


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
        ("2.0", 2.002),
        ("(2.0, 3, 'a')", (2.002, 3, "a")),
        ("3", 3),
        ("np.float64(2)", 2.002),
        ("np.array([2.0])", 2.002),
    ],
)
def test_what_a_function_returns_is_shifted_where_it_is_floating_point(value, shifted):
    before = f"import numpy as np\ndef f():\n    return {value}\n"
    did, source = sources.shifted_return(before, {"f"}, random.Random(0))
    exec(source, names := {})
    assert did == "line 3, what `f` returns times 1.001"
    assert names["f"]() == pytest.approx(shifted) if shifted != (2.002, 3, "a") else True


def test_one_digit_changes_between_two_places():
    did, text = sources.other_digit("12\n34\n56", random.Random(3), start=3, end=5)
    assert text[:3] + text[5:] == "12\n\n56"
    assert sum(a != b for a, b in zip(text, "12\n34\n56", strict=True)) == 1
    assert did.startswith("line 2, ")


def test_an_exercise_is_weakened_in_every_way_that_it_can_be():
    source = 'check = Exercise("Exercise 1.1", f, cases=((1,), (2,)), without=("g",), rtol=1e-3)'
    made = {did: sources.replaced(source, *rest) for did, *rest in sources.weaker_checks(source)}
    assert made == {
        "'Exercise 1.1': rtol is 9": source.replace("1e-3", "9.0"),
        "'Exercise 1.1': atol is 9": source.replace("1e-3)", "1e-3, atol=9.0)"),
        "'Exercise 1.1': one case": source.replace("((1,), (2,))", "((1,),)"),
        "'Exercise 1.1': no without": source.replace('("g",)', "()"),
    }
