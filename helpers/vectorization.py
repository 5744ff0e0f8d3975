"""One product written out, to be measured, and all pairs of distances without a loop."""

import numpy as np

from ._validation import as_array
from .batching import row_blocks


def matmul_loop(A, B):
    """Matrix product by three nested loops, one multiplication and one addition at a time.

    Parameters
    ----------
    A : array_like, shape (m, n)
        The left factor.
    B : array_like, shape (n, q)
        The right factor.

    Returns
    -------
    ndarray, shape (m, q)
        Entry (i, j) is the sum of A[i, l] · B[l, j] over l. No rows of A, or no columns of B,
        give as few here; a sum over nothing, n = 0, is 0.

    Raises
    ------
    TypeError, ValueError
        If the inner sizes differ or an entry is not a finite number.

    Notes
    -----
    It takes 2·m·n·q operations, as ``A @ B`` does, and a thousand times as long: it is there to
    be read and to be measured. Golub and Van Loan, *Matrix Computations* (2013), section 1.1.

    Examples
    --------
    >>> print(matmul_loop([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
    [[2. 1.]
     [4. 3.]]
    """
    A, B = as_array(A, "A", ndim=2), as_array(B, "B", ndim=2)
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"A has {A.shape[1]} columns, but B has {B.shape[0]} rows")
    (m, n), q = A.shape, B.shape[1]
    product = np.zeros((m, q), dtype=np.result_type(A, B))
    for i in range(m):
        for j in range(q):
            for l in range(n):
                product[i, j] += A[i, l] * B[l, j]
    return product


def pairwise_distances(X, Y=None):
    """Euclidean distance of each row of one matrix from each row of another.

    Parameters
    ----------
    X : array_like, shape (N, n)
        Points, one a row.
    Y : array_like, shape (M, n), optional
        The points to measure to; those of X, if None.

    Returns
    -------
    ndarray, shape (N, M)
        Entry (i, j) is ‖X[i] - Y[j]‖. With Y None it is symmetric, and 0 on the diagonal. No
        points give no rows, or no columns; points without coordinates, n = 0, lie at 0.

    Raises
    ------
    TypeError, ValueError
        If X and Y differ in their columns or an entry is not a finite number.

    Notes
    -----
    ‖x - y‖² = ‖x‖² + ‖y‖² - 2 x·y takes one matrix product, but loses digits where the left side
    is small against the terms on the right. So the mean is subtracted first, and where the result
    is still below a tenth of ‖x‖² + ‖y‖², the distance is computed again from x - y. Higham,
    *Accuracy and Stability of Numerical Algorithms* (2002), section 1.7, on cancellation.

    Entries below 1e-154 of the largest have no square here (1e-19 in single precision), and count
    as 0. Beside the result it holds a few copies of X and Y, and of 64 rows of the result.

    Examples
    --------
    >>> print(pairwise_distances([[0, 0], [3, 4]], [[0, 0], [3, 0], [6, 8]]))
    [[ 0.  3. 10.]
     [ 5.  4.  5.]]
    """
    X = as_array(X, "X", ndim=2)
    Y = X if Y is None else as_array(Y, "Y", ndim=2)
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"X has {X.shape[1]} columns, but Y has {Y.shape[1]}")
    if not (X.size and Y.size):
        return np.zeros((len(X), len(Y)), dtype=np.result_type(X, Y))
    X, Y, power = _scaled(X, Y)
    near_Y = Y - Y.mean(axis=0)
    near_X = near_Y if Y is X else X - Y.mean(axis=0)
    of_X, of_Y = np.vecdot(near_X, near_X)[:, np.newaxis], np.vecdot(near_Y, near_Y)
    squares = near_X @ near_Y.T
    for rows in row_blocks(len(X), 64):  # as many as a cache holds, in place
        sizes = of_X[rows] + of_Y
        squares[rows] *= -2
        squares[rows] += sizes
        sizes *= 0.1
        _again(squares[rows], squares[rows] < sizes, X[rows], Y)  # a digit or more has cancelled
        np.sqrt(squares[rows], out=squares[rows])
    return np.ldexp(squares, power, out=squares)


def _again(squares, lost, X, Y):
    """Compute squared distances again where they are lost, at most as many at once as rows of Y."""
    i, j = np.divmod(np.flatnonzero(lost), len(Y))
    for pairs in row_blocks(len(i), len(Y)):
        apart = X[i[pairs]] - Y[j[pairs]]
        squares[i[pairs], j[pairs]] = np.vecdot(apart, apart)


def _scaled(X, Y):
    """Both times 2 to a power that makes the largest entry about 1, which rounds nothing."""
    power = np.frexp(max(np.abs(X).max(), np.abs(Y).max()))[1]
    kind = np.result_type(X, Y)
    scaled = np.ldexp(X.astype(kind, copy=False), -power)
    return scaled, scaled if Y is X else np.ldexp(Y.astype(kind, copy=False), -power), power
