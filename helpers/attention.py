"""Attention: a lookup in which every entry answers, in proportion to how well it fits."""

import numpy as np

from ._validation import as_array
from .classification import softmax


def scaled_dot_product_attention(Q, K, V, mask=None):
    """Attention: softmax(Q Kᵀ / √d_k) V.

    Parameters
    ----------
    Q : array_like, shape (..., n, d_k)
        The queries, one per row.
    K : array_like, shape (..., m, d_k)
        The keys.
    V : array_like, shape (..., m, d_v)
        The values, one per key.
    mask : array_like of bool, broadcastable to (..., n, m), optional
        True where a query may look at a key. A query that may look nowhere gets weights 0 and
        output 0.

    Returns
    -------
    output : ndarray, shape (..., n, d_v)
        For each query the weighted mean of the values.
    attention_weights : ndarray, shape (..., n, m)
        Rows that add up to 1.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, the mask is not boolean, or an entry is not a finite number.

    Notes
    -----
    Vaswani and others, "Attention Is All You Need", NeurIPS 2017, equation 1. The leading axes,
    batch or heads, broadcast as in NumPy.

    Examples
    --------
    >>> output, weights = scaled_dot_product_attention([[2.0, 0]], [[2, 0], [0, 2]], [[1], [5]])
    >>> print(output.round(4), weights.round(4))
    [[1.2232]] [[0.9442 0.0558]]
    """
    Q, K, V = _matrices(Q, K, V)
    scores = Q @ np.swapaxes(K, -1, -2) / np.sqrt(Q.shape[-1]).astype(Q.dtype)
    if mask is None:
        attention_weights = softmax(scores)
    else:
        mask = _mask(mask, scores.shape)
        attending = mask.any(axis=-1, keepdims=True)
        scores = np.where(mask, scores, scores.dtype.type(-np.inf))
        attention_weights = softmax(np.where(attending, scores, 0)) * attending
    return attention_weights @ V, attention_weights


def _matrices(Q, K, V):
    """Q, K and V as arrays whose shapes fit."""
    Q, K, V = as_array(Q, "Q"), as_array(K, "K"), as_array(V, "V")
    for name, array in (("Q", Q), ("K", K), ("V", V)):
        if array.ndim < 2 or 0 in array.shape[-2:]:
            raise ValueError(f"{name} must have shape (..., rows, columns), not {array.shape}")
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q has {Q.shape[-1]} columns, but K has {K.shape[-1]}")
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(f"K has {K.shape[-2]} rows, but V has {V.shape[-2]}")
    leading = [array.shape[:-2] for array in (Q, K, V)]
    try:
        np.broadcast_shapes(*leading)
    except ValueError:
        shapes = ", ".join(map(str, leading))
        raise ValueError(f"Q, K and V must have leading axes that fit, but have {shapes}") from None
    return Q, K, V


def _mask(mask, shape):
    """The mask as a boolean array of the shape of the scores."""
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise TypeError(f"mask must be boolean, True where a query may look, not {mask.dtype}")
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(f"mask has shape {mask.shape}, but the scores have {shape}") from None
