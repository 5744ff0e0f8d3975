"""Attention, whole and in blocks, against SciPy's softmax of exact scores."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import blockwise_attention, scaled_dot_product_attention
from tests.strategies import assert_within, double, drawn, eps, exact, result_type, tiny

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def attentions(draw, **sizes):
    """Q (n, d), K (m, d), V (m, d_out), a mask or none, and whether nobody looks ahead."""
    n, m, d, d_out = (draw(st.integers(1, side)) for side in (4, 5, 3, 3))
    Q, K = draw(drawn((n, d), **sizes)), draw(drawn((m, d), **sizes))
    mask = draw(st.none() | drawn((n, m), types=(np.bool_,)))
    return Q, K, draw(drawn((m, d_out), power=0.9)), mask, draw(st.booleans())


def by_definition(Q, K, V, mask, causal):
    """Output and weights, and how far rounding may move them.

    The scores are exact but for a final root. Those of the helper are off by (d + 3) u Σ|q k|/√d
    and once more by their own differences, so the weights by that much, relatively, where it is
    small, else by 1 at most; m products with the values follow.
    """
    (n, d), m = Q.shape, len(K)
    unit = eps(Q, K, V)
    allowed = np.ones((n, m), bool) if mask is None else mask
    allowed = allowed & np.tri(n, m, m - n, dtype=bool) if causal else allowed
    Z = exact(Q) @ exact(K).T
    sizes = double(abs(exact(Q)) @ abs(exact(K)).T) / np.sqrt(d)
    P, off = np.zeros((n, m)), np.zeros((n, m))
    for i in np.flatnonzero(allowed.any(axis=1)):
        z, seen = Z[i, allowed[i]], allowed[i]
        P[i, seen] = scipy.special.softmax(double(z - max(z)) / np.sqrt(d))
        moved = 2 * unit * ((d + 4) * sizes[i, seen].max() + m + 4)
        off[i, seen] = 1.1 * moved * P[i, seen] + tiny(Q, K) if moved < 0.1 else 1
    sizes = np.abs(double(V))
    sums = (m + 2) * eps(Q, K, V) * (P @ sizes) + m * tiny(Q, K, V)
    return P @ double(V), P, off @ sizes + sums, off


@settings(deadline=None)
@given(attentions(power=0.45) | attentions(largest=30))
def test_attention_is_the_definition(drawn_attention):
    output, weights, off_output, off_weights = by_definition(*drawn_attention)
    ours = scaled_dot_product_attention(*drawn_attention)
    Q, K, V, *_ = drawn_attention
    assert_within(ours[0], output, off_output, result_type(Q, K, V))
    assert_within(ours[1], weights, off_weights, result_type(Q, K, V))


@settings(deadline=None)
@given(attentions(power=0.45) | attentions(largest=30), st.integers(1, 6))
def test_attention_in_blocks_is_the_definition(drawn_attention, block):
    output, _, off, _ = by_definition(*drawn_attention)
    Q, K, V, mask, causal = drawn_attention
    ours = blockwise_attention(Q, K, V, mask, causal, block=block)
    # each new block may shrink what came before by another factor, a rounding or two each time
    assert_within(
        ours, output, 2 * off + 8 * len(K) * eps(Q, K, V) * np.abs(output), result_type(Q, K, V)
    )


@settings(deadline=None)
@given(st.data(), st.integers(1, 3), st.integers(1, 2), st.lists(st.integers(0, 2), max_size=2))
def test_heads_and_batches_are_attentions_of_their_own(data, n_heads, d, leading):
    sizes = {"largest": 9}
    n, m = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    Q, K, V = (data.draw(drawn((*leading, rows, n_heads * d), **sizes)) for rows in (n, m, m))
    mask = data.draw(st.none() | drawn((*leading, n, m), types=(np.bool_,)))
    options = {"mask": mask, "causal": data.draw(st.booleans()), "n_heads": n_heads}
    output, weights = scaled_dot_product_attention(Q, K, V, **options)
    in_blocks = blockwise_attention(Q, K, V, **options, block=2)
    assert weights.shape == (*leading, *([n_heads] if n_heads > 1 else []), n, m)
    for i in np.ndindex(*leading):
        for h in range(n_heads):
            part = (*i, slice(None), slice(h * d, h * d + d))
            one = Q[part], K[part], V[part], None if mask is None else mask[i], options["causal"]
            expected, _, off, _ = by_definition(*one)
            assert_within(output[part], expected, off)
            assert_within(
                in_blocks[part], expected, 2 * off + 8 * m * eps(Q, K, V) * np.abs(expected)
            )
