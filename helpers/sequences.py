"""What attention has to be told about a sequence: its order, its masks, its heads."""

import numpy as np

from ._validation import as_array, as_integers
from .parameters import check_integer


def causal_mask(n, m=None):
    """Which keys each query may look at if nobody looks ahead.

    Parameters
    ----------
    n : int
        Number of queries.
    m : int, optional
        Number of keys; n, if None.

    Returns
    -------
    ndarray of bool, shape (n, m)
        True where key j is not after query i.

    Raises
    ------
    TypeError, ValueError
        If n or m is not a positive integer.

    Notes
    -----
    The last query stands at the last key: i may look at j if j ≤ i + m - n, so the n queries are
    the last n of m tokens. With more queries than keys the first n - m may look nowhere. PyTorch
    calls this alignment ``causal_lower_right``; its ``is_causal`` aligns the first with the first.

    Examples
    --------
    >>> print(causal_mask(2, 4).astype(int))
    [[1 1 1 0]
     [1 1 1 1]]
    """
    m = n if m is None else m
    check_integer(1, 2**31, n=n, m=m)
    return np.tri(n, m, m - n, dtype=bool)


def padding_mask(lengths, m):
    """Which keys are real, where sequences of several lengths were filled up to m tokens.

    Parameters
    ----------
    lengths : array_like of int, any shape, (...)
        How many tokens of each sequence are real: from 0 to m; the others follow at its end.
    m : int
        Number of keys, padding included.

    Returns
    -------
    ndarray of bool, shape (..., 1, m)
        True for real keys, with an axis of length 1 for all queries alike.

    Raises
    ------
    TypeError, ValueError
        If a length is not an integer or out of range.

    Notes
    -----
    Queries at padding get an output, too: leave it out of the loss.

    Examples
    --------
    >>> print(padding_mask([1, 3], 3).astype(int).tolist())
    [[[1, 0, 0]], [[1, 1, 1]]]
    """
    check_integer(1, 2**31, m=m)
    lengths = as_integers(lengths, "lengths")
    if lengths.size and not 0 <= lengths.min() <= lengths.max() <= m:
        came = f"{lengths.min()} to {lengths.max()}"
        raise ValueError(f"lengths must be from 0 to {m}, but came from {came}")
    return np.arange(m) < lengths[..., np.newaxis, np.newaxis]


def split_heads(X, n_heads):
    """Cut each row into equal parts, one for each head.

    Parameters
    ----------
    X : array_like, shape (..., n, d)
        A token per row; an empty X gives an empty result.
    n_heads : int
        Number of heads; it divides d.

    Returns
    -------
    ndarray, shape (..., n_heads, n, d / n_heads)
        Head h has columns h·d/n_heads to (h + 1)·d/n_heads of each row: a view where possible.
        Nothing is computed: NaN and infinities stay where they are.

    Raises
    ------
    TypeError, ValueError
        If X has no rows and columns, or n_heads does not divide d.

    Notes
    -----
    Vaswani and others, "Attention Is All You Need", NeurIPS 2017, section 3.2.2.

    Examples
    --------
    >>> print(split_heads([[1, 2, 3, 4], [5, 6, 7, 8]], 2).tolist())
    [[[1.0, 2.0], [5.0, 6.0]], [[3.0, 4.0], [7.0, 8.0]]]
    """
    X = as_array(X, "X", finite=False)
    check_integer(1, 2**31, n_heads=n_heads)
    if X.ndim < 2 or X.shape[-1] % n_heads:
        raise ValueError(f"X must have columns that {n_heads} heads divide, not shape {X.shape}")
    *leading, n, d = X.shape
    return X.reshape(*leading, n, n_heads, d // n_heads).swapaxes(-2, -3)


def merge_heads(X):
    """Put the heads' parts of each row side by side again: undo split_heads.

    Parameters
    ----------
    X : array_like, shape (..., n_heads, n, d)
        For each head a row per token; an empty X gives an empty result.

    Returns
    -------
    ndarray, shape (..., n, n_heads · d)
        A row per token: a view where possible. Nothing is computed: NaN and infinities stay where
        they are.

    Raises
    ------
    TypeError, ValueError
        If X has fewer than three axes.

    Notes
    -----
    Vaswani and others, "Attention Is All You Need", NeurIPS 2017, section 3.2.2.

    Examples
    --------
    >>> print(merge_heads([[[1, 2], [5, 6]], [[3, 4], [7, 8]]]).tolist())
    [[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]
    """
    X = as_array(X, "X", finite=False)
    if X.ndim < 3:
        raise ValueError(f"X must have shape (..., heads, rows, columns), not {X.shape}")
    *leading, n_heads, n, d = X.shape
    return X.swapaxes(-2, -3).reshape(*leading, n, n_heads * d)


def positional_encoding(n, d):
    """Sines and cosines that tell the positions of a sequence apart.

    Parameters
    ----------
    n : int
        Number of positions, counted from 0.
    d : int
        Width of an encoding; even.

    Returns
    -------
    ndarray, shape (n, d)
        Entries 2k and 2k + 1 of row i are the sine and cosine of i·ω_k, ω_k = 10000^(-2k/d).

    Raises
    ------
    TypeError, ValueError
        If n or d is not a positive integer, or d is odd.

    Notes
    -----
    Vaswani and others, "Attention Is All You Need", NeurIPS 2017, section 3.5.

    Examples
    --------
    >>> print(positional_encoding(3, 4).round(4))
    [[ 0.      1.      0.      1.    ]
     [ 0.8415  0.5403  0.01    1.    ]
     [ 0.9093 -0.4161  0.02    0.9998]]
    """
    check_integer(1, 2**31, n=n, d=d)
    if d % 2:
        raise ValueError(f"d must be even, for pairs of sine and cosine, but is {d}")
    frequencies = 10_000.0 ** (-np.arange(0, d, 2) / d)
    angles = np.outer(np.arange(n), frequencies)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(n, d)
