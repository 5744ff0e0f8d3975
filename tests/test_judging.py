"""The judge of the exercises: right, not attempted, wrong and why, and never an exception."""

import numpy as np
import pytest

from helpers.exercises.judging import Exercise, Limit, difference


def halves(v):
    return np.asarray(v) / 2


def doubles(v):
    return np.asarray(v) * 2


EXERCISE = Exercise(
    "Exercise 0.1",
    halves,
    cases=((np.array([1.0, 2.0]),), (np.array([[3.0]]),)),
    mistakes=((doubles, "That is twice, not half."),),
    praise="Half it is.",
)


def said(answer, exercise=EXERCISE):
    return exercise.verdict(answer)


def raises(v):
    return v / undefined_name  # noqa: F821 - the mistake being made


def writes(v):
    v /= 2
    return v


def right_on_the_first_case_only(v):
    return np.array([0.5, 1.0])


def not_implemented(v):
    raise NotImplementedError


def leaves(v):
    raise SystemExit


@pytest.mark.parametrize("blank", [None, ..., lambda v: ..., lambda v: None, not_implemented])
def test_an_untouched_starter_is_not_attempted(blank):
    assert said(blank).startswith("not attempted yet")


@pytest.mark.parametrize(
    "right", [halves, lambda v: [x / 2 for x in v.tolist()] if v.ndim == 1 else v / 2]
)
def test_a_right_answer_is_right_in_any_style(right):
    assert said(right) == "right. Half it is."


@pytest.mark.parametrize(
    ("wrong", "phrase"),
    [
        (doubles, "doubles([1., 2.]) gives [2., 4.], but [0.5, 1. ] is expected. That is twice"),
        (raises, "raised NameError in line"),
        (writes, "changes its input"),
        (right_on_the_first_case_only, "the shape is (2,), not (1, 1)"),
        (lambda v: "text", "numbers are expected"),
        (lambda v: [[1], [2, 3]], "numbers are expected"),
        (lambda v: np.nan * v, "nan"),
        (lambda v: halves(v).sum(), "the shape is ()"),
        (lambda: 1, "raised TypeError"),
        (leaves, "raised SystemExit"),
        (0.5, "should be a function"),
    ],
)
def test_a_wrong_answer_is_told_why(wrong, phrase):
    assert said(wrong).startswith("not yet. ")
    assert phrase in said(wrong)


def test_the_judge_prints_the_label_and_returns_nothing(capsys):
    assert EXERCISE(halves) is None
    assert capsys.readouterr().out == "Exercise 0.1: right. Half it is.\n"


def test_a_wrong_value_does_not_give_the_answer_away():
    exercise = Exercise("Exercise 0.2", 0.25, mistakes=((0.5, "Squared?"),))
    assert said(0.25, exercise) == "right."
    assert said(0.5, exercise) == "not yet. 0.5 is not it. Squared?"
    assert "0.25" not in said(7, exercise)
    assert said(lambda: 1, exercise).startswith("not yet. The answer should be a value")


def test_an_error_can_be_what_is_asked_for():
    def reference(v):
        raise ValueError("no")

    exercise = Exercise("Exercise 0.3", reference, cases=((1,),))
    assert said(reference, exercise) == "right."
    assert "should raise ValueError, but returned 1" in said(lambda v: v, exercise)
    assert "should raise ValueError, but raised TypeError" in said(lambda: 1, exercise)


@pytest.mark.parametrize(
    ("got", "expected", "phrase"),
    [
        ((1, 2), (1, 3), "result 2 of 2"),
        (1, (1, 3), "2 results are expected"),
        ({"a": 1}, {"a": 2}, "'a'"),
        ({"b": 1}, {"a": 1}, "the keys ['a']"),
        ("x", "y", "'y' is expected"),
        (1, True, "True is expected"),
        ([1.0, 2.0], [1.0, 2.1], "[1. , 2.1] is expected"),
        ([1.0, 2.0], [1.0, 1e-17], "[1., 0.] is expected"),
        ([1, 0], [True, False], "True and False are expected"),
        (((1, 2), 3), ((1, 4), 3), "is expected (in result 2 of 2, in result 1 of 2)"),
    ],
)
def test_a_difference_is_told_with_its_place(got, expected, phrase):
    expected = np.array(expected) if isinstance(expected, list) else expected
    assert phrase in difference(got, expected, 1e-9, 1e-9)


def test_a_large_array_is_compared_where_it_first_differs():
    expected = np.zeros((4, 5))
    got = expected + 0.5 * (np.arange(20).reshape(4, 5) >= 7)
    told = "gives an array of shape (4, 5) with 0.5 at (1, 2), but 0. is expected there"
    assert difference(got, expected, 1e-9, 1e-9) == told
    assert "at 13," in difference(np.arange(20) == 13, np.zeros(20, bool), 0, 0)


@pytest.mark.parametrize("same", [(1, 2.0), {"a": np.ones(2)}, "x", True, np.eye(2), np.nan])
def test_equal_results_have_no_difference(same):
    assert difference(same, same, 0, 0) is None


def test_numbers_that_look_alike_are_shown_with_the_digits_that_differ():
    many = np.arange(20.0)
    told = difference(np.array([0.5, 1 + 1e-6]), np.array([0.5, 1.0]), 1e-9, 0)
    assert told == "gives [0.5     , 1.000001], but [0.5, 1. ] is expected"
    told = difference(many + 3e-6 * (many == 7), many, 1e-9, 0)
    assert "with 7.000003 at 7, but 7. is expected" in told


def test_several_results_may_come_in_any_sequence():
    for sequence in ((1.0, 2.0), [1.0, 2.0], np.array([1.0, 2.0])):
        assert difference(sequence, (1.0, 2.0), 0, 0) is None
    assert "2 results are expected" in difference(np.array(1.0), (1.0, 2.0), 0, 0)


def test_an_answer_runs_once_a_case():
    calls = []

    def counts(v):
        calls.append(v)
        return v

    assert "not yet" in said(counts)
    assert len(calls) == len(EXERCISE.cases)


def test_a_forgotten_return_is_told():
    assert "it returns nothing" in said(lambda v: None)


def test_an_answer_that_returns_in_some_cases_only_is_told_where():
    exercise = Exercise("Exercise 0.3", halves, cases=((2.0,), (-4.0,)))

    def halves_positive(x):
        if x > 0:
            return x / 2

    def halves_negative(x):
        if x < 0:
            return x / 2

    assert said(halves_positive, exercise) == "not yet. halves_positive(-4.) returns nothing."
    assert said(halves_negative, exercise) == "not yet. halves_negative(2.) returns nothing."


def test_a_result_of_a_hostile_class_is_judged_too():
    class Hostile:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError

        def __repr__(self):
            raise RuntimeError

    assert said(lambda v: Hostile()).endswith("gives a Hostile, but numbers are expected.")


@pytest.mark.parametrize(("value", "wrong"), [("queen", "king"), (True, False)])
def test_numpys_own_words_and_truth_values_are_as_good(value, wrong):
    exercise = Exercise("Exercise 0.0", lambda: value)
    assert exercise.verdict(lambda: np.array([value])[0]) == "right."
    assert exercise.verdict(lambda: np.array(value)) == "right."
    assert exercise.verdict(lambda: np.array([wrong])[0]).startswith("not yet")


LIMIT = Limit(lambda: (np.ones(100_000),), 2_000_000, "you held {held}.")


def test_a_right_answer_that_holds_too_much_is_not_yet_right():
    exercise = Exercise("Exercise 0.2", halves, cases=((np.ones(2),),), limit=LIMIT)
    assert exercise.verdict(halves) == "right."
    assert exercise.verdict(lambda v: np.stack([v] * 5)[0] / 2) == "not yet. you held 4.8 MB."


def test_where_only_the_last_case_is_wrong_its_sentence_is_said():
    cases = tuple((np.full(2, x),) for x in (1.0, 3.0, 1e300))
    exercise = Exercise("Exercise 0.3", halves, cases=cases, last_case="Mind the large ones.")
    assert "Mind the large ones." in exercise.verdict(lambda v: np.where(v > 9, 0, v / 2))
    assert "Mind" not in exercise.verdict(lambda v: np.where(v > 2, 0, v / 2))


def test_where_the_numbers_shown_are_nearly_right_the_sentence_for_that_is_said():
    exercise = Exercise("Exercise 0.3", halves, cases=EXERCISE.cases, close="Go on a little.")
    assert "Go on a little." in exercise.verdict(lambda v: 0.501 * v)
    assert "Go on" not in exercise.verdict(lambda v: 0.6 * v)
    assert "Go on" not in exercise.verdict(lambda v: 0.501 * v[0])
    assert "Go on" not in exercise.verdict(lambda v: v[9])


def test_an_answer_that_fails_on_larger_input_is_told():
    exercise = Exercise("Exercise 0.4", halves, cases=((np.ones(2),),), limit=LIMIT)
    answer = lambda v: v / 2 if len(v) < 9 else v / {}  # noqa: E731 - a learner's
    assert exercise.verdict(answer).startswith("not yet. On larger input it raised TypeError: ")


def test_what_is_to_be_built_may_not_be_borrowed():
    exercise = Exercise("Exercise 0.5", halves, cases=((np.ones(2),),), without=("halves",))
    nested = lambda v: [halves(x) for x in v.tolist()]  # noqa: E731 - a learner's
    for borrowed in (lambda v: halves(v), nested):
        told = exercise.verdict(borrowed)
        assert told == "not yet. The values are right; now write it without halves."
    assert exercise.verdict(lambda v: v / 2) == "right."
    assert exercise.verdict(lambda v: halves(v) + 1).endswith("is expected.")
