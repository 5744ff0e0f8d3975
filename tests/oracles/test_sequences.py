"""Batches, blocks, masks, heads and positions against scikit-learn, NumPy and the definition."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.utils import gen_batches

from helpers import (
    causal_mask,
    merge_heads,
    minibatches,
    padding_mask,
    positional_encoding,
    row_blocks,
    split_heads,
)
from tests.strategies import assert_within, double, drawn, eps, result_type, shapes

pytestmark = pytest.mark.filterwarnings("error")


@settings(deadline=None)
@given(st.integers(1, 99), st.integers(1, 120))
def test_blocks_and_batches_are_scikit_learns(n, size):
    expected = list(gen_batches(n, size))
    assert list(row_blocks(n, size)) == expected
    batches = list(minibatches(n, size))
    assert [rows.tolist() for rows in batches] == [np.arange(n)[rows].tolist() for rows in expected]
    order = np.random.default_rng(n).permutation(n)
    shuffled = list(minibatches(n, size, np.random.default_rng(n)))
    assert [rows.tolist() for rows in shuffled] == [order[rows].tolist() for rows in expected]


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 9))
def test_the_causal_mask_is_numpys_triangle(n, m):
    expected = np.tri(n, m, m - n, dtype=bool)
    np.testing.assert_array_equal(causal_mask(n, m), expected, strict=True)


@settings(deadline=None)
@given(st.data(), st.integers(1, 6), shapes(leading=3))
def test_the_padding_mask_counts_off_each_length(data, m, shape):
    lengths = data.draw(drawn(shape, types=(np.int64,))) % (m + 1)
    expected = [[True] * length + [False] * (m - length) for length in lengths.ravel().tolist()]
    expected = np.array(expected, bool).reshape(*shape, 1, m)
    np.testing.assert_array_equal(padding_mask(lengths, m), expected, strict=True)


@settings(deadline=None)
@given(st.data(), st.integers(1, 4))
def test_heads_are_numpys_parts_side_by_side(data, n_heads):
    heads = data.draw(drawn(shapes((n_heads, n_heads), (0, 4), (0, 3), leading=2)))
    *_, n, d = heads.shape
    side_by_side = np.concatenate(np.split(double(heads), n_heads, axis=-3), axis=-1)
    side_by_side = side_by_side.reshape(*heads.shape[:-3], n, n_heads * d)
    assert_within(merge_heads(heads), side_by_side, 0, result_type(heads))
    given_back = split_heads(merge_heads(heads), n_heads)
    assert_within(given_back, double(heads), 0, result_type(heads))


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 6))
def test_positions_are_the_sines_and_cosines_of_the_definition(n, pairs):
    found = positional_encoding(n, 2 * pairs)
    for i in range(n):
        for k in range(pairs):
            angle = i / math.pow(10_000, k / pairs)
            # the power of an exponent rounded by u is off by u log 10000, the angle by 12 u
            expected = [math.sin(angle), math.cos(angle)]
            assert_within(found[i, 2 * k : 2 * k + 2], expected, (12 * angle + 2) * eps())
