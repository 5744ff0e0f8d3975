"""Which samples make up a batch, and which rows a block."""

import numpy as np

from .parameters import check_integer


def minibatches(n, size, rng=None):
    """Split n samples into batches: each sample comes once.

    Parameters
    ----------
    n : int
        Number of samples.
    size : int
        Samples in a batch; the last batch has what is left.
    rng : numpy.random.Generator, optional
        Shuffles the samples first; without it they keep their order.

    Returns
    -------
    iterator of ndarray of int, shape (size,) or shorter at the end
        The row numbers of each batch: ``X[rows]``, ``y[rows]``.

    Raises
    ------
    TypeError, ValueError
        If n or size is not a positive integer, or rng is no Generator.

    Examples
    --------
    >>> print(*minibatches(5, 2))
    [0 1] [2 3] [4]
    """
    check_integer(1, 2**62, n=n, size=size)
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, but is {type(rng).__name__}")
    order = np.arange(n) if rng is None else rng.permutation(n)
    return (order[start : start + size] for start in range(0, n, size))


def row_blocks(n, size):
    """Slices that walk over n rows in order, a block at a time.

    Parameters
    ----------
    n : int
        Number of rows; 0 gives no block.
    size : int
        Rows in a block; the last block has what is left.

    Returns
    -------
    iterator of slice
        ``X[rows]`` for each of them is a view: nothing is copied.

    Raises
    ------
    TypeError, ValueError
        If n is negative, size is not positive, or either is not an integer.

    Examples
    --------
    >>> print([(rows.start, rows.stop) for rows in row_blocks(5, 2)])
    [(0, 2), (2, 4), (4, 5)]
    """
    check_integer(0, 2**62, n=n)
    check_integer(1, 2**62, size=size)
    return (slice(start, min(start + size, n)) for start in range(0, n, size))
