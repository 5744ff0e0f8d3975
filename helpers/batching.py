"""Which samples make up a batch."""

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
