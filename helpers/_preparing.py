"""What readies data for a decomposition: columns less their means, a fitting size, fewer rows."""

import numpy as np

from ._validation import sum_of_squares
from .batching import row_blocks


def center(X):
    """Return the columns of X less their means, and the means; X may be a single column, (n,).

    The sum of many rows rounds in proportion to the mean, which may dwarf the spread. So what is
    left after the first subtraction is centered again. Chan, Golub and LeVeque, "Algorithms for
    computing the sample variance", The American Statistician 37 (1983).
    """
    X, exponent = to_size_one(X)  # no sum overflows
    mean = X.mean(axis=0)
    centered = X - mean
    rest = centered.mean(axis=0)
    centered -= rest
    constant = (X[0] == X).all(axis=0)
    if constant.any():
        centered *= ~constant
    mean = np.where(constant, X[0], mean + rest)
    return from_size_one(centered, exponent), from_size_one(mean, exponent)


def to_size_one(X):
    """Return X and 0; or, if its squares could overflow or vanish, X over a power of 2, and that.

    The division, which rounds nothing, makes the largest entry about 1.
    """
    kind = np.finfo(X.dtype)
    if kind.tiny**0.5 < sum_of_squares(X) < kind.max**0.5:
        return X, 0
    exponent = int(np.frexp(np.abs(X).max(initial=0))[1])
    return np.ldexp(X, -exponent), exponent


def from_size_one(X, exponent):
    """X times 2 to the power that to_size_one gave."""
    return np.ldexp(X, exponent) if exponent else X


def triangle(X):
    """R of the QR factorization of a tall X, a block of rows at a time; a wide X is left alone.

    R has the singular values and right singular vectors of X. The R of more rows is that of the
    old R on top of them: Demmel, Grigori, Hoemmen and Langou, "Communication-optimal parallel and
    sequential QR and LU factorizations", SIAM J. Sci. Comput. 34 (2012). Blocks fit into a cache,
    which makes this two to three times as fast as one factorization of all rows.
    """
    if len(X) <= 2 * X.shape[1]:
        return X
    R = X[:0]
    for rows in row_blocks(len(X), max(1024, 4 * X.shape[1])):
        R = np.linalg.qr(np.vstack([R, X[rows]]), mode="r")
    return R
