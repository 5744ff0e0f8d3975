"""The notebooks hold what strict nbval does not see; `make run` executes them before."""

from functools import cache

import pytest

from tests.harness import checks

read = cache(checks.load)


def test_the_expected_notebooks_are_there_and_no_others():
    assert [path.stem for path in checks.notebooks()] == sorted(checks.EXPECTED)


def test_each_notebook_has_its_ledger_and_no_ledger_is_left_over():
    kept = (checks.ROOT / "tests" / "ledger").glob("*.txt")
    assert sorted(path.stem for path in kept) == sorted(checks.EXPECTED)


def test_the_expected_notebooks_are_of_the_course():
    assert set(checks.EXPECTED) <= set(checks.TITLES)


def test_what_the_helpers_define_and_the_article_prints_is_known():
    assert {"softmax", "check_integer", "show"} <= checks.helper_names()
    assert {0.35614618, -1.04276556} <= set(checks.article_numbers())


@pytest.mark.parametrize("check", checks.CHECKS)
@pytest.mark.parametrize("path", checks.notebooks(), ids=lambda path: path.stem)
def test_notebook(path, check):
    problems = checks.CHECKS[check](read(path))
    assert not problems, "\n".join([f"{path.name}, {check}:", *problems])
