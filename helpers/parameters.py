"""Checks of single values: a notebook's parameters, a function's options.

Each takes the values as keywords, so that the message can name them:
``check_integer(1, 200, depth=depth)``.
"""

import math
from numbers import Integral, Real


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
        If a value is not an integer (1.0 is not).
    ValueError
        If a value is out of range.

    Examples
    --------
    >>> check_integer(1, 200, depth=0)
    Traceback (most recent call last):
    ...
    ValueError: depth must be an integer from 1 to 200, but is 0
    """
    for name, value in values.items():
        integer = isinstance(value, Integral) and not isinstance(value, bool)
        if not (integer and low <= value <= high):
            error = ValueError if integer else TypeError
            raise error(f"{name} must be an integer from {low} to {high}, but is {value!r}")


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
        If a value is not a real number.
    ValueError
        If a value is out of range, NaN or infinite.

    Examples
    --------
    >>> check_number(0, 1, noise=1.5)
    Traceback (most recent call last):
    ...
    ValueError: noise must be a number from 0 to 1, but is 1.5
    """
    for name, value in values.items():
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not (number and low <= value <= high and math.isfinite(value)):
            error = ValueError if number else TypeError
            raise error(f"{name} must be a number from {low} to {high}, but is {value!r}")


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
            raise TypeError(f"{name} must be True or False, but is {value!r}")


def check_choice(choices, **values):
    """Raise ValueError unless each value is one of ``choices``.

    Parameters
    ----------
    choices : sequence of str
        What is allowed.
    **values : str
        The values, by name.

    Raises
    ------
    ValueError
        If a value is none of them.

    Examples
    --------
    >>> check_choice(("relu", "sigmoid"), activation="rleu")
    Traceback (most recent call last):
    ...
    ValueError: activation must be one of 'relu', 'sigmoid', but is 'rleu'
    """
    for name, value in values.items():
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            allowed = ", ".join(map(repr, choices))
            raise ValueError(f"{name} must be one of {allowed}, but is {value!r}")
