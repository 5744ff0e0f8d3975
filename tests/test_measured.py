"""The tables of helpers/README.md are those that the commands write, as far as they repeat."""

import re

from tests import bad_input
from tests.bench.peers import CASES
from tests.harness.measured import section


def test_the_count_of_bad_input_is_todays():
    assert section("bad input") == list(bad_input.by_module())


def test_every_helper_that_is_timed_has_its_row():
    rows = [re.match(r"\| `([^`]+)`", line) for line in section("speed")]
    assert [row[1] for row in rows if row] == [case.helper for case in CASES]


def test_whatever_stays_behind_its_peers_is_explained():
    assert "NOT EXPLAINED" not in "\n".join(section("speed"))


def test_growth_is_measured_over_three_decades():
    for line in section("growth")[4:]:
        first, last = re.search(r", ([\d,]+) to ([\d,]+) \|", line).groups()
        assert int(last.replace(",", "")) == 1000 * int(first.replace(",", ""))
