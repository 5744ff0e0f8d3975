"""Similarity of vectors by the angle between them."""

import numpy as np

from ._validation import as_array, check_length, check_not_empty


def cosine_similarity(u, v):
    """Cosine of the angle between two vectors.

    Parameters
    ----------
    u, v : array_like, shape (n,)
        Vectors with a direction: not zero.

    Returns
    -------
    float
        From -1 (opposite) through 0 (at right angles) to 1 (the same direction).

    Raises
    ------
    TypeError, ValueError
        If the lengths differ, an entry is not a finite number, or a vector is zero.

    Notes
    -----
    (u · v) / (‖u‖ ‖v‖), of vectors first divided by their norms, so that neither tiny nor huge
    entries under- or overflow. Manning, Raghavan and Schütze, *Introduction to Information
    Retrieval* (2008), section 6.3.

    Examples
    --------
    >>> print(f"{cosine_similarity([1, 0], [1, 1]):.4f}")
    0.7071
    """
    u, v = as_array(u, "u", ndim=1), as_array(v, "v", ndim=1)
    check_length(v, "v", len(u), f"u has {len(u)}")
    return float(np.clip(_unit_rows(u, "u") @ _unit_rows(v, "v"), -1, 1))


def cosine_similarity_matrix(X):
    """Cosine similarity of each row with each row.

    Parameters
    ----------
    X : array_like, shape (n, d)
        One vector per row, none of them zero.

    Returns
    -------
    ndarray, shape (n, n)
        Symmetric, entry (i, j) for rows i and j; ones on the diagonal, to rounding.

    Raises
    ------
    TypeError, ValueError
        If X is empty, an entry is not a finite number, or a row is zero.

    Notes
    -----
    The rows divided by their norms, times the transpose of that.

    Examples
    --------
    >>> print(cosine_similarity_matrix([[1, 0], [0, 2], [3, 3]]).round(4))
    [[1.     0.     0.7071]
     [0.     1.     0.7071]
     [0.7071 0.7071 1.    ]]
    """
    unit = _unit_rows(as_array(X, "X", ndim=2), "X")
    return np.clip(unit @ unit.T, -1, 1)


def _unit_rows(X, name):
    """Rows (the last axis) of X divided by their norms; scaled first: no square overflows."""
    check_not_empty(X, name)
    largest = np.abs(X).max(axis=-1, keepdims=True)
    if not largest.all():
        where = "" if X.ndim == 1 else f" (row {int(np.argmin(largest))})"
        raise ValueError(f"{name} must not be a zero vector{where}: it has no direction")
    X = X / largest
    return X / np.linalg.norm(X, axis=-1, keepdims=True)
