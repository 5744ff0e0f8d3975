"""The table of `make accuracy`: ours is near the best everywhere, and better where it is hard.

The truth in the table is mpmath's, in 60 digits.
"""

import re

import pytest

from tests.accuracy import OURS, PEERS, cases, lines

TABLE = cases()
LIBRARIES = [name for name in PEERS if name != "NumPy"]  # that column is the formula as it stands
every_case = pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)


@every_case
def test_the_error_is_at_most_twice_that_of_the_best(case):
    best = min(case.errors[name] for name in LIBRARIES if name in case.errors)
    assert case.errors[OURS] <= max(2 * best, case.rounding)


@pytest.mark.parametrize("case", [c for c in TABLE if c.hard], ids=lambda case: case.name)
def test_where_it_is_hard_the_error_is_less_than_scipys_and_scikit_learns(case):
    others = [case.errors[name] for name in ("SciPy", "scikit-learn") if name in case.errors]
    assert case.errors[OURS] < min(others)


@pytest.mark.parametrize(
    ("part", "least"), [("log-softmax", 4), ("cross-entropy", 4), ("cosine", 3), ("PCA", 6)]
)
def test_each_hard_topic_has_its_cases(part, least):
    assert sum(case.hard for case in TABLE if case.name.startswith(part)) >= least


def test_the_table_in_markdown_has_a_row_a_case_and_a_cell_a_way():
    head, rule, *rows = lines(TABLE)
    assert len(rows) == len(TABLE)
    assert {row.count(" |") for row in (head, rule, *rows)} == {3 + len(PEERS)}
    for row, case in zip(rows, TABLE, strict=True):
        assert row.startswith(f"| {case.name} | {case.unit} | ")
        assert re.fullmatch(r"[0-9.]+(e[0-9]+)?", row.split(" | ")[2])
