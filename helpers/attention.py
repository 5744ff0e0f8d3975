"""Attention: a lookup in which every entry answers, in proportion to how well it fits."""

import math

import numpy as np

from ._attention import attention_arguments
from ._validation import as_array
from .sequences import causal_mask, merge_heads, split_heads


def scaled_dot_product_attention(Q, K, V, mask=None, causal=False, n_heads=1):
    """Attention: softmax(Q Kᵀ / √d_k) V, of one sequence or many, with one head or several.

    Parameters
    ----------
    Q : array_like, shape (..., n, d)
        The queries, one per row.
    K : array_like, shape (..., m, d)
        The keys.
    V : array_like, shape (..., m, d_out)
        The values, one per key.
    mask : array_like of bool, broadcastable to (..., n, m), optional
        True where a query may look at a key, in every head. A query that may look nowhere gets
        weights 0 and output 0.
    causal : bool
        Whether queries may not look ahead. The last query stands at the last key, so query i may
        look at key j if j ≤ i + m - n; the mask, if there is one, has to allow it too.
    n_heads : int
        Number of heads, which divides d and d_out: each head has its own part of the columns.

    Returns
    -------
    output : ndarray, shape (..., n, d_out)
        For each query the weighted mean of the values; the heads' results stand side by side.
    attention_weights : ndarray, shape (..., n, m), or (..., n_heads, n, m) if n_heads > 1
        Rows that add up to 1.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, the mask is not boolean, an entry is not a finite number, or the
        products of Q and K overflow.

    Notes
    -----
    Vaswani and others, "Attention Is All You Need", NeurIPS 2017, equation 1; d_k is the width of
    a head's keys, d / n_heads. The leading axes broadcast as in NumPy.

    Examples
    --------
    >>> output, weights = scaled_dot_product_attention([[2.0, 0]], [[2, 0], [0, 2]], [[1], [5]])
    >>> print(output.round(4), weights.round(4))
    [[1.2232]] [[0.9442 0.0558]]
    """
    Q, K, V, mask, _ = attention_arguments(Q, K, V, mask, causal, n_heads)
    attention_weights = _weights(Q, K, mask, causal)
    output = attention_weights @ V
    return output if n_heads == 1 else merge_heads(output), attention_weights


def attention_gradient(dO, Q, K, V, mask=None, causal=False, n_heads=1):
    """Gradients of attention by its queries, keys and values, from the gradient of its output.

    Parameters
    ----------
    dO : array_like, shape (..., n, d_out)
        The loss's derivative by each entry of the output.
    Q, K, V : array_like, shapes (..., n, d), (..., m, d) and (..., m, d_out)
        What went into the attention.
    mask, causal, n_heads
        As they went into it.

    Returns
    -------
    dQ, dK, dV : ndarray, shapes of Q, K and V
        Where leading axes were broadcast, the sum over all uses.

    Raises
    ------
    TypeError, ValueError
        As for scaled_dot_product_attention, or if dO has not the shape of the output.

    Notes
    -----
    With Z the scores, P the weights and O = P V: dV = Pᵀ dO, dP = dO Vᵀ, dZ = P ∘ (dP - s) with s
    the sums of the rows of P ∘ dP, dQ = dZ K / √d_k and dK = dZᵀ Q / √d_k. Dao, Fu, Ermon, Rudra
    and Ré, "FlashAttention", NeurIPS 2022, appendix B.2.

    Examples
    --------
    >>> dQ, dK, dV = attention_gradient([[1.0]], [[2, 0]], [[2, 0], [0, 2]], [[1], [5]])
    >>> print(dQ.round(4), dV.T.round(4))
    [[-0.2981  0.2981]] [[0.9442 0.0558]]
    """
    Q, K, V, mask, leading = attention_arguments(Q, K, V, mask, causal, n_heads)
    dO = _output_gradient(dO, (*leading, Q.shape[-2], V.shape[-1]), n_heads)
    P = _weights(Q, K, mask, causal)
    dP = dO @ V.swapaxes(-1, -2)
    dZ = P * (dP - np.vecdot(P, dP)[..., np.newaxis])
    dZ /= math.sqrt(K.shape[-1])
    gradients = dZ @ K, dZ.swapaxes(-1, -2) @ Q, P.swapaxes(-1, -2) @ dO
    dQ, dK, dV = map(_summed, gradients, (Q.shape, K.shape, V.shape))
    return (dQ, dK, dV) if n_heads == 1 else tuple(map(merge_heads, (dQ, dK, dV)))


def _weights(Q, K, mask, causal):
    """The softmax of the scores in each row, over the keys that are allowed; 0 where none is."""
    Z = (Q / math.sqrt(K.shape[-1])) @ K.swapaxes(-1, -2)  # the scores; in place from here on
    if causal:
        not_ahead = causal_mask(*Z.shape[-2:])
        mask = not_ahead if mask is None else mask & not_ahead
    if mask is not None:
        np.copyto(Z, -np.inf, where=~mask)
    largest = Z.max(axis=-1, keepdims=True)
    Z -= np.where(largest == -np.inf, 0, largest)  # a query that may look nowhere has no largest
    np.exp(Z, out=Z)
    total = Z.sum(axis=-1, keepdims=True)
    return np.divide(Z, np.where(total == 0, 1, total), out=Z)


def _output_gradient(dO, shape, n_heads):
    """dO by heads, in the shape that the output has before its heads are merged."""
    dO, (*leading, n, d) = as_array(dO, "dO"), shape
    expected = shape if n_heads == 1 else (*leading[:-1], n, n_heads * d)
    if dO.shape != expected:
        came = f"but has shape {dO.shape}"
        raise ValueError(f"dO must have shape {expected}, as the output of Q, K and V has, {came}")
    return dO if n_heads == 1 else split_heads(dO, n_heads)


def _summed(gradient, shape):
    """A gradient, added up over the leading axes that broadcasting had stretched to its shape."""
    extra = gradient.ndim - len(shape)
    stretched = [i for i, length in enumerate(shape[:-2], extra) if length < gradient.shape[i]]
    return gradient.sum(axis=(*range(extra), *stretched)).reshape(shape)
