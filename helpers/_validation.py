"""Checks of arguments, shared by all modules: the message names what was expected and what came."""

import math

import numpy as np


def as_array(value, name, ndim=None, finite=True):
    """Return ``value`` as a real floating-point array, or raise naming the argument.

    float32 stays float32, every other kind of real number becomes float64. A copy is made only
    when the type changes, so the result must not be written to.

    Parameters
    ----------
    value : array_like
        What the caller was given.
    name : str
        Its name in the caller's signature.
    ndim : int or tuple of int, optional
        The numbers of dimensions allowed; any, if None.
    finite : bool
        Whether NaN and infinities are errors.

    Raises
    ------
    TypeError
        If the entries are not real numbers.
    ValueError
        If the entries have no common shape, the dimensions differ, or an entry is not finite.
    """
    array = _unchanged(value, name, "biuf", "real numbers")
    if array.dtype != np.float64 and array.dtype != np.float32:
        with np.errstate(over="ignore"):  # what only a long double can hold becomes infinite
            array = array.astype(np.float64)
    allowed = ndim if isinstance(ndim, tuple) else (ndim,)
    if ndim is not None and array.ndim not in allowed:
        expected = " or ".join(map(str, allowed))
        word = "dimension" if expected == "1" else "dimensions"
        raise ValueError(f"{name} must have {expected} {word}, but has shape {array.shape}")
    if finite and not (math.isfinite(sum_of_squares(array)) or np.isfinite(array).all()):
        raise ValueError(f"{name} must be finite, but holds {first_not_finite(array)}")
    return array


def as_integers(value, name):
    """Return ``value`` as an array of integers, of any shape, or raise naming the argument."""
    return _unchanged(value, name, "iu", "integers")


def as_booleans(value, name):
    """Return ``value`` as an array of True and False, or raise naming the argument."""
    return _unchanged(value, name, "b", "only True and False")


def _unchanged(value, name, kinds, expected):
    """``value`` as an array of whatever type it has, once that is one of these kinds."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(f"{name} must be an array, but its rows differ in length") from None
    if array.dtype.kind not in kinds:
        came = type(value).__name__ if array.ndim == 0 else f"dtype {array.dtype}"
        raise TypeError(f"{name} must hold {expected}, but came as {came}")
    if array is not value and isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} must be a plain array, but is masked: fill what is masked")
    return array


def has_nan(array):
    """Whether an entry is NaN; infinities are none."""
    return math.isnan(sum_of_squares(array))


def sum_of_squares(array):
    """The sum of all squares: NaN if there is a NaN, else infinite if there is an infinity.

    It takes one pass by BLAS, without an array of flags, but may overflow.
    """
    flat = array.ravel(order="K")  # a view, but for strided arrays
    return np.vdot(flat, flat)


def first_not_finite(array, start=0):
    """Say which entry of ``array`` is the first that is NaN or infinite, and where it stands.

    ``start`` is the number of the array's first row.
    """
    where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    there = (where[0] + start, *where[1:]) if where else where
    return f"{array[where]} at index {there if len(there) != 1 else there[0]}"


def check_not_empty(array, name):
    """Raise ValueError if ``array`` has no entries."""
    if array.size == 0:
        raise ValueError(f"{name} must not be empty, but has shape {array.shape}")


def check_length(array, name, length, because):
    """Raise ValueError unless the first axis of ``array`` has ``length`` entries.

    ``because`` says what sets the length, for example ``"W has 3 rows"``.
    """
    if array.shape[0] != length:
        raise ValueError(f"{name} has {array.shape[0]} entries, but {because}")


def check_result(result, formula, **arguments):
    """Raise ValueError if a result is not finite: because of an argument, or else an overflow.

    For sums and products of all arguments, where NaN and infinities come through: then the
    result need be looked at alone, which is less to read than a matrix of weights.
    """
    if not (math.isfinite(sum_of_squares(result)) or np.isfinite(result).all()):
        for name, array in arguments.items():
            as_array(array, name)
        raise ValueError(f"{formula} overflows: its entries are beyond {result.dtype}")


def as_layer(W, b, n, W_name="W", b_name="b", of="its input (x, or a row of X)", finite=True):
    """Return a layer's weights, shape (m, n), and biases, shape (m,), or raise naming either.

    ``of`` says what has the n entries that come in.
    """
    W, b = as_array(W, W_name, 2, finite), as_array(b, b_name, 1, finite)
    if W.shape[1] != n:
        raise ValueError(f"{W_name} has {W.shape[1]} columns, but {of} has {n} entries")
    check_length(b, b_name, len(W), f"{W_name} has {len(W)} rows")
    return W, b
