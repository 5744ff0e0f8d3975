"""Checks of single values: a notebook's parameters, a function's options.

Each takes the values as keywords, so that the message can name them:
``check_integer(1, 200, depth=depth)``.
"""

import math
from numbers import Integral, Real

import numpy as np


def check_integer(low, high, **values):
    """Raise unless each value is an integer from ``low`` to ``high``, both included.

    Parameters
    ----------
    low, high : int
        The bounds.
    **values : int
        The values, by name. Booleans are not integers here.

    Raises
    ------
    TypeError
        If a value or a bound is not an integer (1.0 is not).
    ValueError
        If a value is out of range, or no integer is in it: low is above high.

    Examples
    --------
    >>> check_integer(1, 200, depth=0)
    Traceback (most recent call last):
    ...
    ValueError: depth must be an integer from 1 to 200, but is 0
    """
    if type(low) is not int or type(high) is not int:
        _check_bounds(Integral, "an integer", low=low, high=high)
    for name, value in values.items():
        if type(value) is not int and not _is(Integral, value):
            raise TypeError(_out_of_range("an integer", low, high, name, value))
        if not low <= value <= high:
            raise ValueError(_out_of_range("an integer", low, high, name, value))


def check_number(low, high, **values):
    """Raise unless each value is a real number from ``low`` to ``high``, both included.

    Parameters
    ----------
    low, high : float
        The bounds; ``math.inf`` leaves a side open, and still admits only finite values.
    **values : float
        The values, by name. Booleans are not numbers here.

    Raises
    ------
    TypeError
        If a value or a bound is not a real number.
    ValueError
        If a value is out of range, NaN or infinite, a bound is NaN, or low is above high.

    Examples
    --------
    >>> check_number(0, 1, noise=1.5)
    Traceback (most recent call last):
    ...
    ValueError: noise must be a number from 0 to 1, but is 1.5
    """
    if not (_is(Real, low) and _is(Real, high)):
        _check_bounds(Real, "a number", low=low, high=high)
    for name, value in values.items():
        if type(value) is not float and not _is(Real, value):
            raise TypeError(_out_of_range("a number", low, high, name, value))
        if not (_is_finite(value) and low <= value <= high):
            raise ValueError(_out_of_range("a number", low, high, name, value))


def check_boolean(**values):
    """Raise TypeError unless each value is True or False.

    Parameters
    ----------
    **values : bool
        The values, by name.

    Raises
    ------
    TypeError
        If a value is anything else, 0 and 1 included.

    Examples
    --------
    >>> check_boolean(shuffle="yes")
    Traceback (most recent call last):
    ...
    TypeError: shuffle must be True or False, but is 'yes'
    """
    for name, value in values.items():
        if not isinstance(value, bool):
            raise TypeError(f"{name} must be True or False, but is {_shown(value)}")


def check_choice(choices, **values):
    """Raise ValueError unless each value is one of ``choices``.

    Parameters
    ----------
    choices : list or tuple of str, or of int
        What is allowed; not empty.
    **values : str or int
        The values, by name. Booleans are not integers here.

    Raises
    ------
    TypeError
        If choices is not a list or a tuple of strings or integers.
    ValueError
        If a value is none of them, or there are none.

    Examples
    --------
    >>> check_choice(("relu", "sigmoid"), activation="rleu")
    Traceback (most recent call last):
    ...
    ValueError: activation must be one of 'relu', 'sigmoid', but is 'rleu'
    """
    if not isinstance(choices, list | tuple) or not all(type(c) in (str, int) for c in choices):
        came = f"but is {_shown(choices)}"
        raise TypeError(f"choices must be a list or tuple of strings or integers, {came}")
    if not choices:
        raise ValueError("choices must not be empty, but has no entry")
    for name, value in values.items():
        if type(value) not in (str, int) or value not in choices:
            allowed = ", ".join(map(repr, choices))
            raise ValueError(f"{name} must be one of {allowed}, but is {_shown(value)}")


def _is(kind, value):
    """Whether this is such a number: a boolean is none, nor is NumPy's difference of times."""
    return isinstance(value, kind) and not isinstance(value, bool | np.timedelta64)


def _is_finite(value):
    """Whether a real number is finite as a float: integers from 2**1024 are not."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _check_bounds(kind, what, **bounds):
    """Raise TypeError unless both bounds are such numbers."""
    for name, value in bounds.items():
        if not _is(kind, value):
            raise TypeError(f"{name} must be {what}, but is {_shown(value)}")


def _out_of_range(what, low, high, name, value):
    """What is wrong with a value that is not in its range: the range itself, it may be."""
    if not low <= high:
        return f"low must be at most high, but low is {low} and high is {high}"
    ends = f"from {low} to {high}" if high < math.inf else f"from {low} up, and finite"
    return f"{name} must be {what} {ends}, but is {_shown(value)}"


def _shown(value):
    """A value as Python writes it, in a line that is not too long to read."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"an integer of {value.bit_length()} bits"
    return text if len(text) <= 80 else f"{text[:77]}..."
