"""What readies data for a decomposition: columns less their means, and entries of the size of 1."""

import numpy as np


def center(X):
    """Return the columns of X less their means, and the means; X may be a single column, (n,).

    The sum of many rows rounds in proportion to the mean, which may dwarf the spread. So what is
    left after the first subtraction is centered again. Chan, Golub and LeVeque, "Algorithms for
    computing the sample variance", The American Statistician 37 (1983).
    """
    centered, mean = X, 0
    for _ in range(2):
        rest = (centered / len(X)).sum(axis=0)  # divided first: no sum overflows
        centered, mean = centered - rest, mean + rest
    constant = (X[0] == X).all(axis=0)
    return np.where(constant, 0, centered), np.where(constant, X[0], mean)


def to_size_one(X):
    """Return X over a power of two, which rounds nothing, so that it ends at 1; and the exponent.

    The squares in a norm or a product of such entries neither overflow nor vanish.
    """
    exponent = int(np.frexp(np.abs(X).max(initial=0))[1])
    return np.ldexp(X, -exponent), exponent
