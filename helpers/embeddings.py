"""Vectors for words from counts, similarity by the angle, and the search for the most similar."""

from typing import NamedTuple

import numpy as np

from ._validation import as_array, check_length, check_not_empty, first_not_finite
from .batching import row_blocks
from .parameters import check_integer, check_number


def ppmi(counts, smoothing=1.0):
    """Positive pointwise mutual information: how much oftener two meet than by chance.

    Parameters
    ----------
    counts : array_like, shape (m, n)
        How often row i (a word) and column j (its context) occurred together; not negative.
    smoothing : float
        The power, from 0 to 1, that flattens the frequencies of the contexts; 1 leaves them. A
        power below 1 tempers the high values that rare contexts get.

    Returns
    -------
    ndarray, shape (m, n)
        max(0, log(p(i, j) / (p(i) p(j)))), natural logarithm; 0 where nothing was counted.
        Computed as log(p(j | i) / p(j)).

    Raises
    ------
    TypeError, ValueError
        If a count is negative or not a finite number, all are 0, or smoothing is out of range.

    Notes
    -----
    Church and Hanks, "Word association norms, mutual information, and lexicography",
    *Computational Linguistics* 16 (1990); the smoothing: Levy, Goldberg and Dagan, TACL 3 (2015).

    Examples
    --------
    >>> print(ppmi([[2, 0], [1, 1]]).round(4))
    [[0.2877 0.    ]
     [0.     0.6931]]
    """
    counts = as_array(counts, "counts", ndim=2)
    check_not_empty(counts, "counts")
    check_number(0, 1, smoothing=smoothing)
    low, high = counts.min(), counts.max()
    if low < 0 or high == 0:
        raise ValueError(
            f"counts must be 0 or more, and not all 0, but go from {low:.4g} to {high:.4g}"
        )
    row, column = counts.sum(axis=1, keepdims=True), counts.sum(axis=0)
    weight = np.where(column > 0, column**smoothing, 0)
    p_column = weight / weight.sum()
    ratio = counts / np.where(row > 0, row, 1)  # p(j | i), and 0 where nothing was counted
    ratio /= np.where(p_column > 0, p_column, 1)
    return np.log(np.maximum(ratio, 1, out=ratio), out=ratio)


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
    (u · v) / (‖u‖ ‖v‖); a vector whose squares would under- or overflow is first scaled by a power
    of 2. Manning, Raghavan and Schütze, *Introduction to Information Retrieval* (2008), sec. 6.3.

    Examples
    --------
    >>> print(f"{cosine_similarity([1, 0], [1, 1]):.4f}")
    0.7071
    """
    u, v = as_array(u, "u", ndim=1, finite=False), as_array(v, "v", ndim=1, finite=False)
    check_length(v, "v", len(u), f"u has {len(u)}")
    kind = np.result_type(u, v)
    u, u_norm = _with_norms(u.astype(kind, copy=False), "u")
    v, v_norm = _with_norms(v.astype(kind, copy=False), "v")
    return float(max(-1, min(1, u @ v / (u_norm * v_norm))))


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
    X, norms = _with_norms(as_array(X, "X", ndim=2, finite=False), "X")
    unit = X / norms[:, np.newaxis]
    similar = unit @ unit.T
    return np.clip(similar, -1, 1, out=similar)


class Neighbours(NamedTuple):
    """The k most similar rows for each query, the most similar first."""

    indices: np.ndarray
    similarities: np.ndarray


def top_k_similar(queries, X, k, block=8192):
    """The k rows that are most similar to each query, by cosine, in bounded memory.

    Parameters
    ----------
    queries : array_like, shape (q, d) or (d,)
        What to look for, none of them zero.
    X : array_like, shape (n, d)
        Where to look: one vector per row, none of them zero.
    k : int
        How many to find, from 1 to n.
    block : int
        Rows of X that are compared at once. The result does not depend on it.

    Returns
    -------
    Neighbours
        ``indices`` and ``similarities``, both of shape (q, k), or (k,) for a single query. Of
        equal similarities the lower index comes first.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, a vector is zero, or k or block
        is out of range.

    Notes
    -----
    Queries go through in blocks of 128, too, so it holds a few (128 + d) · block numbers at once
    beside the result, not q · n. A matrix product finds the candidates; its
    last digits depend on the shape of the block, by 2 d ε at most (Higham, *Accuracy and Stability
    of Numerical Algorithms*, 2002, section 3.1). So all within that of the k-th best are kept, and
    their similarities computed again, each by itself, always in the same order.

    Examples
    --------
    >>> found = top_k_similar([1, 0], [[0, 1], [2, 1], [3, 0]], k=2)
    >>> print(found.indices, found.similarities.round(4))
    [2 1] [1.     0.8944]
    """
    given = as_array(queries, "queries", ndim=(1, 2), finite=False)
    X = as_array(X, "X", ndim=2, finite=False)
    queries = np.atleast_2d(given).astype(np.result_type(given, X), copy=False)
    check_not_empty(X, "X")
    if queries.shape[1] != X.shape[1]:
        raise ValueError(f"queries have {queries.shape[1]} columns, but X has {X.shape[1]}")
    check_integer(1, len(X), k=k)
    check_integer(1, 2**31, block=block)
    queries, norms = _with_norms(queries, "queries")
    queries = queries / norms[:, np.newaxis]
    indices = np.full((len(queries), k), -1)
    best = Neighbours(indices, np.full(indices.shape, -np.inf, queries.dtype))
    for rows in row_blocks(len(X), block):
        found = _with_norms(X[rows].astype(queries.dtype, copy=False), "X", rows.start)
        for some in row_blocks(len(queries), 128):  # views: the best are entered in place
            _improve(Neighbours(*(part[some] for part in best)), queries[some], *found, rows.start)
    return Neighbours(*(part[0] for part in best)) if given.ndim == 1 else best


def _improve(best, queries, X, norms, start):
    """Enter into the k best so far what is better in a block of rows that begins at start."""
    products, k = queries @ X.T, best.indices.shape[1]
    products /= norms
    floor = best.similarities[:, -1]
    if len(X) >= k and not np.isfinite(floor).all():  # no k found yet
        floor = np.maximum(floor, np.partition(products, -k, axis=1)[:, -k])
    floor = floor - 4 * X.shape[1] * np.finfo(products.dtype).eps
    for i in np.flatnonzero(products.max(axis=1) >= floor):
        near = np.flatnonzero(products[i] >= floor[i])
        exact = np.clip((X[near] * queries[i]).sum(axis=1) / norms[near], -1, 1)
        found = np.concatenate([best.indices[i], start + near])
        values = np.concatenate([best.similarities[i], exact])
        order = np.argsort(-values, kind="stable")[:k]  # of equals, the lower row first
        best.indices[i], best.similarities[i] = found[order], values[order]


def _with_norms(X, name, first=0):
    """The rows (the last axis) of X, scaled if a square under- or overflows, and their norms."""
    check_not_empty(X, name)
    X = np.ascontiguousarray(X)  # a sum rounds by the layout: have but one
    with np.errstate(over="ignore"):
        squares = np.vecdot(X, X)
    kind = np.finfo(X.dtype)
    if not kind.tiny / kind.eps < squares.min() <= squares.max() < np.inf:
        X = _scaled(X, name, first)
        squares = np.vecdot(X, X)
    return X, np.sqrt(squares)


def _scaled(X, name, first):
    """Rows times 2 to the power that makes the largest entry about 1, which rounds nothing.

    An error names a row by its number plus ``first``.
    """
    if not np.isfinite(X).all():
        raise ValueError(f"{name} must be finite, but holds {first_not_finite(X, first)}")
    largest = np.abs(X).max(axis=-1, keepdims=True)
    if not largest.all():
        where = "" if X.ndim == 1 else f" (row {first + int(np.argmin(largest))})"
        raise ValueError(f"{name} must not be a zero vector{where}: it has no direction")
    return np.ldexp(X, -np.frexp(largest)[1])
