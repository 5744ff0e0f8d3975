"""Principal components: the few directions along which data vary most."""

import math
from typing import NamedTuple

import numpy as np

from ._preparing import center, to_size_one, triangle
from ._validation import as_array
from .decomposition import svd
from .parameters import check_integer


class PCA(NamedTuple):
    """What ``pca`` finds in samples of n features.

    ``mean`` (n,); ``components`` (k, n), orthonormal rows; ``explained_variance`` (k,), the
    variance of the samples along each; ``explained_variance_ratio`` (k,), as shares of the whole.
    """

    mean: np.ndarray
    components: np.ndarray
    explained_variance: np.ndarray
    explained_variance_ratio: np.ndarray

    def transform(self, X):
        """The scores of samples, (N, n), along the components: (N, k). N may be 0."""
        return (_samples(X, "X", len(self.mean)) - self.mean) @ self.components.T

    def inverse_transform(self, scores):
        """The samples, (N, n), that have these scores, (N, k), and nothing else. N may be 0."""
        return _samples(scores, "scores", len(self.components)) @ self.components + self.mean


def pca(X, k=None):
    """Principal component analysis, by the SVD of the centered samples.

    Parameters
    ----------
    X : array_like, shape (N, n)
        Samples as rows, at least two.
    k : int, optional
        How many components to keep, from 1 to min(N, n); all, if None.

    Returns
    -------
    PCA
        ``mean``, ``components``, ``explained_variance`` (divided by N - 1) and
        ``explained_variance_ratio``; ``transform`` and ``inverse_transform``.

    Raises
    ------
    TypeError, ValueError
        If X has not two dimensions or fewer than two rows, an entry is not a finite number, all
        samples are the same, or k is not an integer in its range.

    Notes
    -----
    Jolliffe, *Principal Component Analysis* (2nd edition, 2002), chapters 1 and 3. The signs of
    the components are those of fix_signs. No product XᵀX, which would square the condition.

    Examples
    --------
    >>> found = pca([[0, 0], [3, 4], [6, 8]])
    >>> print(found.components[0], found.explained_variance_ratio.round(6))
    [0.6 0.8] [1. 0.]
    """
    X = as_array(X, "X", ndim=2)
    if X.shape[0] < 2 or X.shape[1] < 1:
        raise ValueError(f"X must have two rows or more, and a column, but has shape {X.shape}")
    k = min(X.shape) if k is None else k
    check_integer(1, min(X.shape), k=k)
    if np.all(X[0] == X):
        raise ValueError("X must have rows that differ, but all are the same")
    centered, mean = center(X)
    scaled, exponent = to_size_one(centered)
    _, s, Vt = svd(triangle(scaled))  # U, a row for each sample, is not needed
    share = s**2 / (s**2).sum()
    with np.errstate(over="ignore"):  # a variance too large for a number counts as infinite
        variance = np.ldexp(s / math.sqrt(len(X) - 1), exponent) ** 2
    return PCA(mean, Vt[:k], variance[:k], share[:k])


def _samples(X, name, n):
    """X as rows of n entries, or ValueError."""
    X = as_array(X, name, ndim=2)
    if X.shape[1] != n:
        raise ValueError(f"{name} must have {n} columns, but has shape {X.shape}")
    return X
