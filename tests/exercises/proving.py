"""What every exercise check has to prove, once for all notebooks.

A module of tests lists the wrong answers and the right ones written in another way::

    WRONG = {check_softmax: [(no_shift, "shift"), (wrong_axis, "axis"), (sums_to_one, "…")]}
    RIGHT = {check_softmax: [written_with_a_loop]}
    test_wrong_answers, test_right_answers, ... = proofs(module, WRONG, RIGHT)
"""

import contextlib
import io

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
    """The tests that hold for each check of a module, to be bound to names starting with test_."""
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

    def test_every_check_has_three_wrong_answers():
        assert set(wrong) == set(checks_of(module).values())
        assert all(len(answers) >= 3 for answers in wrong.values())

    @pytest.mark.parametrize("name", checks_of(module))
    def test_every_listed_mistake_is_recognised(name):
        check = checks_of(module)[name]
        for mistake, sentence in check.mistakes:
            assert sentence in verdict(check, mistake)

    return (
        test_wrong_answer_is_told_what_is_wrong,
        test_right_answer_in_another_style_passes,
        test_reference_passes_and_blank_is_not_attempted,
        test_every_check_has_three_wrong_answers,
        test_every_listed_mistake_is_recognised,
    )


def _name(answer):
    return getattr(answer, "__name__", repr(answer)).replace("<lambda>", "lambda")
