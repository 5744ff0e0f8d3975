"""The checks of single values."""

import numpy as np
import pytest

from helpers import check_boolean, check_choice, check_integer, check_number


@pytest.mark.parametrize("value", [1, 5, np.int64(3), np.uint8(2)])
def test_an_integer_in_range_passes(value):
    check_integer(1, 5, value=value)


@pytest.mark.parametrize(
    ("value", "error"),
    [(0, ValueError), (6, ValueError), (2.0, TypeError), ("3", TypeError), (True, TypeError),
     (None, TypeError), (float("nan"), TypeError), ([1], TypeError)],
)  # fmt: skip
def test_anything_else_than_an_integer_in_range_is_named(value, error):
    with pytest.raises(error, match="depth must be an integer from 1 to 5, but is"):
        check_integer(1, 5, depth=value)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.25)])
def test_a_number_in_range_passes(value):
    check_number(0, 1, value=value)


@pytest.mark.parametrize(
    ("value", "error"),
    [(-0.1, ValueError), (1.1, ValueError), (float("nan"), ValueError), (float("inf"), ValueError),
     ("0.5", TypeError), (True, TypeError), (1j, TypeError), (None, TypeError)],
)  # fmt: skip
def test_anything_else_than_a_number_in_range_is_named(value, error):
    with pytest.raises(error, match="noise must be a number from 0 to 1, but is"):
        check_number(0, 1, noise=value)


def test_an_open_side_admits_no_infinity():
    with pytest.raises(ValueError, match="but is inf"):
        check_number(0, np.inf, noise=np.inf)


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_only_booleans_are_booleans(value):
    check_boolean(flag=True, other=False)
    with pytest.raises(TypeError, match="flag must be True or False"):
        check_boolean(flag=value)


@pytest.mark.parametrize("value", ["b", "", None, 1, ["a"], np.array(["a", "a"])])
def test_only_choices_are_choices(value):
    check_choice(("a",), name="a")
    with pytest.raises(ValueError, match="name must be one of 'a', but is"):
        check_choice(("a",), name=value)


def test_the_first_bad_value_of_several_is_named():
    with pytest.raises(ValueError, match="second"):
        check_integer(1, 5, first=1, second=9)
