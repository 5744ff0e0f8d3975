"""The arguments that all forms of attention share: checked once, in the same words."""

import math
from typing import NamedTuple

import numpy as np

from ._validation import as_array, as_booleans, sum_of_squares
from .parameters import check_boolean, check_integer
from .sequences import split_heads


class Arguments(NamedTuple):
    """Q, K and V by heads, the mask for them or None, and the leading axes of the output."""

    Q: np.ndarray
    K: np.ndarray
    V: np.ndarray
    mask: np.ndarray | None
    leading: tuple


def attention_arguments(Q, K, V, mask, causal, n_heads):
    """Check the arguments of attention; with several heads, give these an axis of their own."""
    check_boolean(causal=causal)
    check_integer(1, 2**31, n_heads=n_heads)
    Q, K, V = _matrices(Q, K, V)
    for name, array in (("Q", Q), ("V", V)):
        if array.shape[-1] % n_heads:
            raise ValueError(f"{name} has {array.shape[-1]} columns: {n_heads} heads do not divide")
    if n_heads > 1:
        Q, K, V = (split_heads(array, n_heads) for array in (Q, K, V))
    leading = _leading(Q, K, V)
    if mask is not None:
        mask = _mask(mask, (*leading, Q.shape[-2], K.shape[-2]), n_heads)
    return Arguments(Q, K, V, mask, leading)


def _matrices(Q, K, V):
    """Q, K and V as arrays whose shapes fit, and whose products are no overflow."""
    Q, K, V = as_array(Q, "Q"), as_array(K, "K"), as_array(V, "V")
    for name, array in (("Q", Q), ("K", K), ("V", V)):
        if array.ndim < 2 or 0 in array.shape[-2:]:
            raise ValueError(f"{name} must have shape (..., rows, columns), not {array.shape}")
    if Q.shape[-1] != K.shape[-1]:
        raise ValueError(f"Q has {Q.shape[-1]} columns, but K has {K.shape[-1]}")
    if K.shape[-2] != V.shape[-2]:
        raise ValueError(f"K has {K.shape[-2]} rows, but V has {V.shape[-2]}")
    _leading(Q, K, V)
    kind = np.result_type(Q, K, V)
    Q, K, V = (array.astype(kind, copy=False) for array in (Q, K, V))
    most = float(np.finfo(kind).max) / 4
    if not math.sqrt(float(sum_of_squares(Q))) * math.sqrt(float(sum_of_squares(K))) < most:
        largest = [float(max(a.max(initial=0), -a.min(initial=0))) for a in (Q, K)]
        if largest[0] * largest[1] * Q.shape[-1] > most:  # the bound was too coarse
            came = f"but have entries up to {largest}"
            raise ValueError(f"Q and K must have a product that is a number, {came}")
    return Q, K, V


def _leading(*arrays):
    """The leading axes that the arrays' own broadcast to."""
    shapes = [array.shape[:-2] for array in arrays]
    if shapes[0] == shapes[1] == shapes[2]:
        return shapes[0]
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        came = ", ".join(map(str, shapes))
        raise ValueError(f"Q, K and V must have leading axes that fit, but have {came}") from None


def _mask(mask, shape, n_heads):
    """The mask as a boolean view of the shape of the scores, the same for all heads."""
    mask = as_booleans(mask, "mask")
    by_head = mask[..., np.newaxis, :, :] if n_heads > 1 and mask.ndim > 2 else mask
    try:
        return np.broadcast_to(by_head, shape)
    except ValueError:
        of_heads = f" in each of {n_heads} heads" if n_heads > 1 else ""
        scores = (*shape[:-3], *shape[-2:]) if n_heads > 1 else shape
        raise ValueError(
            f"mask has shape {mask.shape}, but the scores have {scores}{of_heads}"
        ) from None
