"""Activation functions and their derivatives, entry by entry, for arrays of any shape."""

import numpy as np

from ._validation import as_array, has_nan


def sigmoid(x):
    """Logistic sigmoid, 1 / (1 + exp(-x)), which never overflows.

    Parameters
    ----------
    x : array_like, any shape
        Real numbers; infinities give the limits 0 and 1, and an empty x an empty result.

    Returns
    -------
    ndarray, shape of x
        Numbers from 0 to 1; float32 for float32, else float64.

    Raises
    ------
    TypeError, ValueError
        If x does not hold real numbers, or holds NaN.

    Notes
    -----
    With e = exp(-|x|), which lies in (0, 1], the value is 1 / (1 + e) for x ≥ 0 and e / (1 + e)
    for x < 0: the same function, without a large exponential. Both are exp(min(x, 0)) / (1 + e).
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 3.10.

    Examples
    --------
    >>> print(sigmoid([-1000, 0, 1000]))
    [0.  0.5 1. ]
    """
    x = _real(x)
    top, e = np.asarray(np.minimum(x, 0)), np.asarray(np.abs(x))  # our own: in place from here
    np.exp(top, out=top)
    np.exp(np.negative(e, out=e), out=e)
    return np.divide(top, np.add(e, 1, out=e), out=top)[()]


def sigmoid_derivative(x):
    """Slope of the sigmoid at x, sigmoid(x) · (1 - sigmoid(x)).

    Parameters
    ----------
    x : array_like, any shape
        Where to take the slope (the input of the sigmoid, not its output).

    Returns
    -------
    ndarray, shape of x
        Numbers from 0 to 1/4; 0 at the infinities.

    Raises
    ------
    TypeError, ValueError
        If x does not hold real numbers, or holds NaN.

    Notes
    -----
    Computed as e / (1 + e)² with e = exp(-|x|): the product s · (1 - s) loses all its digits for
    x > 37, where s rounds to 1.

    Examples
    --------
    >>> print(sigmoid_derivative([0.0, 2.0, -2.0]).round(4))
    [0.25  0.105 0.105]
    """
    e = np.exp(-np.abs(_real(x)))
    below = 1 + e
    below *= below
    e /= below
    return e


def relu(x):
    """Rectified linear unit, max(0, x).

    Parameters
    ----------
    x : array_like, any shape
        Real numbers.

    Returns
    -------
    ndarray, shape of x
        x where it is positive, else 0; infinity stays infinite.

    Raises
    ------
    TypeError, ValueError
        If x does not hold real numbers, or holds NaN.

    Notes
    -----
    Nair and Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.

    Examples
    --------
    >>> print(relu([-1.5, 0, 2]))
    [0. 0. 2.]
    """
    return np.maximum(_real(x), 0)


def relu_derivative(x):
    """Slope of the ReLU at x: 1 where x is positive, else 0.

    Parameters
    ----------
    x : array_like, any shape
        Where to take the slope (the input of the ReLU, not its output).

    Returns
    -------
    ndarray, shape of x
        Zeros and ones, as floating-point numbers; those of infinities too.

    Raises
    ------
    TypeError, ValueError
        If x does not hold real numbers, or holds NaN.

    Notes
    -----
    At 0 the ReLU has a corner and no slope; the course takes 0 there, as the frameworks do.

    Examples
    --------
    >>> print(relu_derivative([-1.5, 0, 2]))
    [0. 0. 1.]
    """
    x = _real(x)
    return (x > 0).astype(x.dtype)


def _real(x):
    """x as a floating-point array without NaN; infinities are welcome, they have limits."""
    x = as_array(x, "x", finite=False)
    if has_nan(x):
        where = tuple(int(i) for i in np.argwhere(np.isnan(x))[0])
        raise ValueError(f"x must not hold NaN, but does at index {where}")
    return x
