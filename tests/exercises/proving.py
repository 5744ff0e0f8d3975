"""What every exercise check has to prove, once for all notebooks.

A module of tests lists the wrong answers and the right ones written in another way::

    WRONG = {check_softmax: [(no_shift, "shift"), (wrong_axis, "axis"), (sums_to_one, "…")]}
    RIGHT = {check_softmax: [written_with_a_loop]}
    globals().update(proofs(module, WRONG, RIGHT))
"""

import contextlib
import io
from itertools import count

import numpy as np
import pytest

import helpers
from helpers.exercises.judging import Exercise


def verdict(check, answer):
    """What a check prints about an answer."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        check(answer)
    return printed.getvalue()


def checks_of(module):
    """The checks of a module of exercises, by name."""
    return {name: check for name, check in vars(module).items() if isinstance(check, Exercise)}


def proofs(module, wrong, right):
    """The tests that hold for each check of a module, by name."""
    wrong_cases = [
        pytest.param(check, answer, phrase, id=f"{check.label}-{i}-{_name(answer)}")
        for check, answers in wrong.items()
        for i, (answer, phrase) in enumerate(answers)
    ]
    right_cases = [
        pytest.param(check, answer, id=f"{check.label}-{_name(answer)}")
        for check, answers in right.items()
        for answer in answers
    ]

    @pytest.mark.parametrize(("check", "answer", "phrase"), wrong_cases)
    def test_wrong_answer_is_told_what_is_wrong(check, answer, phrase):
        said = verdict(check, answer)
        assert ": not yet. " in said
        assert phrase in said

    @pytest.mark.parametrize(("check", "answer"), right_cases)
    def test_right_answer_in_another_style_passes(check, answer):
        assert ": right." in verdict(check, answer)

    @pytest.mark.parametrize("name", checks_of(module))
    def test_reference_passes_and_blank_is_not_attempted(name):
        check = checks_of(module)[name]
        assert name.startswith("check_")
        assert all(hasattr(helpers, name) or hasattr(np.linalg, name) for name in check.without)
        assert ": right." in verdict(check, check.reference)
        assert "not attempted yet" in verdict(check, ...)
        if callable(check.reference):
            assert "not attempted yet" in verdict(check, lambda *arguments: ...)
            assert ": not yet. " in verdict(check, lambda *arguments: 1 / 0)

    comparing = [n for n, c in checks_of(module).items() if type(c).verdict is Exercise.verdict]

    @pytest.mark.parametrize("name", comparing)
    def test_an_answer_that_is_a_little_off_on_any_case_is_not_right(name):
        check = checks_of(module)[name]
        for k, case in enumerate(check.cases):
            assert ": not yet. " in verdict(check, _almost(check.reference, {k})), case

    @pytest.mark.parametrize("name", comparing)
    def test_an_answer_that_is_right_on_the_first_case_alone_is_not_right(name):
        check = checks_of(module)[name]
        if callable(check.reference):
            assert ": not yet. " in verdict(check, _almost(check.reference, range(1, 99)))

    def test_every_check_has_three_wrong_answers():
        assert set(wrong) == set(checks_of(module).values())
        assert all(len(answers) >= 3 for answers in wrong.values())

    @pytest.mark.parametrize("name", checks_of(module))
    def test_every_listed_mistake_is_recognised(name):
        check = checks_of(module)[name]
        assert check.mistakes
        for mistake, sentence in check.mistakes:
            assert sentence in verdict(check, mistake)

    return {name: test for name, test in locals().items() if name.startswith("test_")}


def _almost(reference, wrong):
    """The reference, whose results are a little off in calls of these numbers, counted from 0."""
    if not callable(reference):
        return _off(reference)
    calls = count()

    def almost(*arguments):
        right = reference(*arguments)
        return _off(right) if next(calls) in wrong else right

    return almost


def _off(value):
    """A value whose numbers are 5% more, or one more if they are whole; another text or truth."""
    if isinstance(value, tuple | list):
        return type(value)(_off(part) for part in value)
    if isinstance(value, dict):
        return {key: _off(part) for key, part in value.items()}
    if isinstance(value, str | bool | np.bool_):
        return f"{value}?" if isinstance(value, str) else not value
    array = np.asarray(value)
    nearly = np.where(np.abs(array) < 1e-3, array + 0.05, 1.05 * array)
    return nearly if array.dtype.kind == "f" else value + 1


def _name(answer):
    return getattr(answer, "__name__", repr(answer)).replace("<lambda>", "lambda")
