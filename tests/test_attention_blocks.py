"""Attention in blocks: the plain form's output, in memory that grows with the length alone."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import (
    attention_blocks,
    blockwise_attention,
    measure_memory,
    padding_mask,
    scaled_dot_product_attention,
)


def agree(Q, K, V, block, **options):
    """Hold that blocks and the plain form agree to 1e-12 of the values' scale, and stay silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        blocks = blockwise_attention(Q, K, V, block=block, **options)
    plain, _ = scaled_dot_product_attention(Q, K, V, **options)
    np.testing.assert_allclose(blocks, plain, rtol=0, atol=1e-12 * np.abs(V).max())


@settings(max_examples=150, deadline=None)
@given(
    n=st.integers(1, 20),
    m=st.integers(1, 20),
    leading=st.sampled_from([(), (2,), (2, 3)]),
    block=st.integers(1, 25),
    scale=st.sampled_from([0, 1e-3, 1, 30, 1e4, -1e4]),
    causal=st.booleans(),
    masked=st.sampled_from([0, 0.5, 0.95, 1, None]),
    n_heads=st.sampled_from([1, 4, 16]),
    seed=st.integers(0, 2**32 - 1),
)
def test_blocks_give_the_output_of_the_plain_form(
    n, m, leading, block, scale, causal, masked, n_heads, seed
):
    """Scores are exact: else two that nearly tie at 1e4 would differ by the order of a sum."""
    rng = np.random.default_rng(seed)
    Q, K, V = (rng.integers(-8, 9, (*leading, rows, 16)) / 4 for rows in (n, m, m))
    mask = None if masked is None else rng.random((*leading, n, m)) >= masked
    agree(scale * Q, K, V, block, mask=mask, causal=causal, n_heads=n_heads)


def test_a_maximum_that_rises_from_block_to_block_shrinks_what_came_before():
    K = np.array([[0.0], [10.0], [1e4], [1e4], [-1e4]])
    agree(np.array([[1.0], [-1.0], [0.0]]), K, np.arange(10.0).reshape(5, 2), 1)


def test_leading_axes_broadcast():
    rng = np.random.default_rng(0)
    Q, K, V = (rng.standard_normal(s) for s in ((2, 1, 9, 4), (3, 7, 4), (7, 6)))
    agree(Q, K, V, 4, mask=padding_mask([[7], [3]], 7), n_heads=2)


def test_a_query_that_may_look_nowhere_gets_zeros():
    Q = np.eye(3)
    assert (blockwise_attention(Q, Q, Q, np.zeros((3, 3), bool), block=2) == 0).all()
    assert (blockwise_attention(Q, Q[:1], Q[:1], causal=True, block=1)[:2] == 0).all()


def test_float32_stays_float32_and_the_inputs_as_they_are():
    given = np.random.default_rng(0).standard_normal((3, 40, 4)).astype(np.float32)
    before = given.copy()
    output = blockwise_attention(*given, causal=True, block=16)
    assert output.dtype == np.float32
    np.testing.assert_allclose(
        output, scaled_dot_product_attention(*given, causal=True)[0], atol=2e-6
    )
    np.testing.assert_array_equal(given, before)


def test_blocks_above_the_diagonal_and_ruled_out_by_the_mask_are_skipped(monkeypatch):
    blocks, step = [], attention_blocks._updated
    monkeypatch.setattr(
        attention_blocks, "_updated", lambda *state: blocks.append(state[3].shape) or step(*state)
    )
    Q = np.ones((64, 2))
    blockwise_attention(Q, Q, Q, causal=True, block=8)
    assert len(blocks) == 8 * 9 / 2
    blocks.clear()
    blockwise_attention(Q, Q, Q, np.arange(64) < 20, block=8)
    assert len(blocks) == 8 * 3
    assert set(blocks) == {(8, 8)}


def test_memory_grows_with_the_length_and_not_with_its_square():
    peaks = []
    for n in (1000, 2000, 4000):
        given = np.random.default_rng(0).standard_normal((3, n, 16))
        peaks.append(measure_memory(lambda given=given: blockwise_attention(*given, block=64))[1])
    assert peaks[2] < 4.2 * peaks[0]
    assert peaks[2] < 3 * 4000 * 16 * 8


def test_32768_tokens_of_64_dimensions_take_less_than_200_MB():
    """All keys for all queries, a billion scores; some rows are checked by the definition.

    In single precision, for time's sake; double takes twice the memory, see the test before.
    """
    Q, K, V = np.random.default_rng(0).standard_normal((3, 32_768, 64), dtype=np.float32)
    output, peak = measure_memory(lambda: blockwise_attention(Q, K, V))
    assert peak < 200e6 / 2
    rows = np.arange(7, 32_768, 4096)
    plain, _ = scaled_dot_product_attention(Q[rows].astype(float), K, V)
    np.testing.assert_allclose(output[rows], plain, rtol=0, atol=1e-6)


def test_agrees_with_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is optional: pip install torch")
    given = np.random.default_rng(0).standard_normal((3, 2, 90, 8))
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.tensor, given), is_causal=True
    )
    ours = blockwise_attention(*given, causal=True, block=32)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-13)
