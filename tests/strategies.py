"""What the tests against oracles share: arrays as hypothesis draws them, and exact arithmetic.

Every drawn array is of one of four types and lies in memory in one of six ways; none may be
written to, so each test holds also that the helper leaves its input alone.
"""

from fractions import Fraction

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

TYPES = (np.float64, np.float32, np.int64, np.bool_)
LAYOUTS = {
    "C": lambda A: A,
    "Fortran": lambda A: A.copy(order="F"),
    "every other": lambda A: np.repeat(A, 2, axis=-1)[..., ::2],
    "backwards": lambda A: A[..., ::-1].copy()[..., ::-1],
    "upside down": lambda A: A[::-1].copy()[::-1],
    "broadcast": lambda A: np.broadcast_to(A[:1], A.shape),  # the first row, again and again
}


def numbers(dtype=np.float64, power=0.97, largest=np.inf):
    """Zeros of either sign, small integers, subnormals, and every size up to the largest.

    That is the type's greatest number to a power, so that a power below 1/2 leaves room for
    products, or what is given, if that is less.
    """
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return st.booleans()
    if dtype.kind == "i":
        largest = int(min(largest, 2**53))  # all of them are float64 numbers, too
        return st.integers(-min(9, largest), min(9, largest)) | st.integers(-largest, largest)
    largest = float(dtype.type(min(largest, float(np.finfo(dtype).max) ** power)))
    width, smallest = 8 * dtype.itemsize, float(np.finfo(dtype).smallest_subnormal)
    return (
        st.integers(-int(min(9, largest)), int(min(9, largest))).map(float)
        | st.sampled_from([0.0, -0.0, smallest, -1e3 * smallest])
        | st.floats(-1, 1, width=width)
        | st.floats(-largest, largest, width=width)
    )


def laid_out(array, layout):
    """The array in one of the layouts, not to be written to; a number has but one."""
    array = LAYOUTS[layout](array) if array.ndim else array
    array.flags.writeable = False
    return array


@st.composite
def drawn(draw, shape, types=TYPES, elements=None, **sizes):
    """An array of a shape, or of one that a strategy draws; for the sizes see ``numbers``."""
    shape = shape if isinstance(shape, tuple) else draw(shape)
    dtype = draw(st.sampled_from(types))
    array = draw(
        arrays(dtype, shape, elements=numbers(dtype, **sizes) if elements is None else elements)
    )
    return laid_out(array, draw(st.sampled_from(sorted(LAYOUTS))))


def shapes(*sides, leading=0):
    """Shapes of these axes, each a pair of bounds, after up to so many axes of 0 to 3 entries."""
    fixed = st.tuples(*(st.integers(*side) for side in sides))
    first = st.lists(st.integers(0, 3), max_size=leading).map(tuple)
    return st.tuples(first, fixed).map(lambda both: both[0] + both[1])


def result_type(*given):
    """The type that the helpers promise: float32 where all given are float32, else float64."""
    single = given and all(np.asarray(array).dtype == np.float32 for array in given)
    return np.dtype(np.float32 if single else np.float64)


def eps(*given):
    """The spacing of the numbers at 1 in the type of the result: twice the unit roundoff."""
    return float(np.finfo(result_type(*given)).eps)


def tiny(*given):
    """The spacing of the numbers at 0: no result is closer than half of it can be asked for."""
    return float(np.finfo(result_type(*given)).smallest_subnormal)


def double(array):
    """The same numbers in float64, in C order, for oracles that know no better."""
    return np.array(array, dtype=np.float64, order="C")


def exact(array):
    """The same numbers as fractions: their sums and products round nothing, nor overflow."""
    array = np.asarray(array)
    flat = [x if isinstance(x, Fraction) else Fraction(float(x)) for x in array.ravel()]
    fractions = np.empty(len(flat), object)
    fractions[:] = flat
    return fractions.reshape(array.shape)


def assert_within(got, expected, bound, dtype=None):
    """Hold that shapes and type agree, and each entry to its bound; exact for fractions."""
    got, expected = np.asarray(got), np.asarray(expected)
    assert got.shape == expected.shape
    assert dtype is None or got.dtype == dtype
    if expected.dtype == object:
        got, bound = exact(got), exact(bound)
    with np.errstate(invalid="ignore"):  # infinities are equal, or not
        good = (got == expected) | (abs(got - expected) <= bound)
    assert np.all(good), f"{got[~good.astype(bool)][:3]} for {expected[~good.astype(bool)][:3]}"
