"""Attention in blocks: the same output, without ever holding all the weights."""

import math

import numpy as np

from ._attention import attention_arguments
from ._validation import check_result
from .batching import row_blocks
from .parameters import check_integer
from .sequences import merge_heads


def blockwise_attention(Q, K, V, mask=None, causal=False, n_heads=1, block=512):
    """Attention, a block of queries against a block of keys at a time, in memory linear in both.

    Parameters
    ----------
    Q, K, V : array_like, shapes (..., n, d), (..., m, d) and (..., m, d_out)
        Queries, keys and values.
    mask, causal, n_heads
        As for scaled_dot_product_attention.
    block : int
        Queries, and keys, in a block.

    Returns
    -------
    ndarray, shape (..., n, d_out)
        The output alone: the weights are what takes n · m numbers.

    Raises
    ------
    TypeError, ValueError
        As for scaled_dot_product_attention, or if block is not a positive integer, or a sum of
        values overflows before it is divided by the sum of their weights.

    Notes
    -----
    Each query keeps the largest score so far, the sum of the exponentials less that score, and
    the values weighted by these; a larger score shrinks both sums. Milakov and Gimelshein, "Online
    normalizer calculation for softmax" (2018); Dao, Fu, Ermon, Rudra and Ré, "FlashAttention",
    NeurIPS 2022, algorithm 1. Blocks that the diagonal or the mask rules out are skipped.

    Examples
    --------
    >>> print(blockwise_attention([[2.0, 0]], [[2, 0], [0, 2]], [[1], [5]], block=1).round(4))
    [[1.2232]]
    """
    check_integer(1, 2**31, block=block)
    Q, K, V, mask, leading = attention_arguments(Q, K, V, mask, causal, n_heads)
    n, m = Q.shape[-2], K.shape[-2]
    output = np.empty((*leading, n, V.shape[-1]), np.result_type(Q, K, V))
    Q, K, V = (np.broadcast_to(a, (*leading, *a.shape[-2:])) for a in (Q, K, V))
    ahead = m - n if causal else m  # query i may look at keys up to i + ahead
    with np.errstate(over="ignore", invalid="ignore"):  # the check tells
        for i in np.ndindex(leading):
            allowed = None if mask is None else mask[i]
            for rows in row_blocks(n, block):
                output[(*i, rows)] = _attend(Q[i], K[i], V[i], rows, allowed, ahead, block)
    check_result(output, "a sum of values")
    return output if n_heads == 1 else merge_heads(output)


def _attend(Q, K, V, rows, mask, ahead, block):
    """The output for some queries, from one block of keys after the other."""
    q = Q[rows] / math.sqrt(Q.shape[1])
    top = np.full((len(q), 1), -np.inf, q.dtype)
    total, sums = np.zeros((len(q), 1), q.dtype), np.zeros((len(q), V.shape[1]), V.dtype)
    for columns in row_blocks(max(0, min(len(K), rows.stop + ahead)), block):
        allowed = _allowed(rows, columns, mask, ahead)
        if allowed is None or allowed.any():
            Z = q @ K[columns].T
            if allowed is not None:
                np.copyto(Z, -np.inf, where=~allowed)
            top, total, sums = _updated(top, total, sums, Z, V[columns])
    return sums / np.where(total == 0, 1, total)  # nothing seen at all: 0


def _updated(top, total, sums, Z, V):
    """Running maximum, sum and weighted values of each query, with one more block of scores."""
    new_top = np.maximum(top, Z.max(axis=1, keepdims=True))
    shift = np.where(new_top == -np.inf, 0, new_top)  # a query that has seen nothing yet
    shrink = np.exp(top - shift)
    Z -= shift  # Z is a block of our own: in place
    np.exp(Z, out=Z)
    total = shrink * total + Z.sum(axis=1, keepdims=True)
    return new_top, total, shrink * sums + Z @ V


def _allowed(rows, columns, mask, ahead):
    """Which of these queries may look at which of these keys; None if all at all."""
    allowed = None if mask is None else mask[rows, columns]
    if columns.stop - 1 <= rows.start + ahead:
        return allowed
    positions = np.arange(rows.start, rows.stop)[:, np.newaxis]
    seen = np.arange(columns.start, columns.stop) <= positions + ahead
    return seen if allowed is None else allowed & seen
