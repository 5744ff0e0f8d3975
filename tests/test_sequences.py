"""Masks, heads and positions against their definitions."""

import numpy as np
import pytest

from helpers import causal_mask, merge_heads, padding_mask, positional_encoding, split_heads


@pytest.mark.parametrize(("n", "m"), [(1, 1), (4, 4), (2, 5), (5, 2)])
def test_the_causal_mask_ends_in_the_last_corner(n, m):
    expected = [[j <= i + m - n for j in range(m)] for i in range(n)]
    np.testing.assert_array_equal(causal_mask(n, m), expected)
    assert causal_mask(n, m)[-1].all()


def test_a_causal_mask_is_square_by_default():
    np.testing.assert_array_equal(causal_mask(3), np.tril(np.ones((3, 3), bool)))


def test_the_padding_mask_keeps_each_sequences_own_keys():
    mask = padding_mask([[0, 3], [4, 1]], 4)
    assert (mask.shape, mask.dtype) == ((2, 2, 1, 4), bool)
    np.testing.assert_array_equal(mask.sum(axis=-1)[..., 0], [[0, 3], [4, 1]])
    np.testing.assert_array_equal(padding_mask(2, 3), [[True, True, False]])


@pytest.mark.parametrize("lengths", [[1.0], [True], ["1"], None])
def test_lengths_are_integers(lengths):
    with pytest.raises(TypeError, match="lengths must hold integers"):
        padding_mask(lengths, 3)


@pytest.mark.parametrize("lengths", [[-1], [4], [2, 9]])
def test_lengths_fit_the_keys(lengths):
    with pytest.raises(ValueError, match="lengths must be from 0 to 3"):
        padding_mask(lengths, 3)


def test_heads_are_neighbouring_columns_and_merge_again():
    X = np.arange(2 * 3 * 8, dtype=np.float32).reshape(2, 3, 8)
    heads = split_heads(X, 4)
    assert (heads.shape, heads.dtype) == ((2, 4, 3, 2), np.float32)
    for h in range(4):
        np.testing.assert_array_equal(heads[:, h], X[:, :, 2 * h : 2 * h + 2])
    assert np.shares_memory(heads, X)
    np.testing.assert_array_equal(merge_heads(heads), X)


def test_positions_are_those_of_the_paper():
    P = positional_encoding(50, 6)
    for i in range(50):
        for k in range(3):
            angle = i / 10000 ** (2 * k / 6)
            np.testing.assert_allclose(P[i, 2 * k], np.sin(angle), atol=1e-14)
            np.testing.assert_allclose(P[i, 2 * k + 1], np.cos(angle), atol=1e-14)


def test_products_of_positions_depend_on_the_offset_alone():
    G = positional_encoding(40, 16) @ positional_encoding(40, 16).T
    for offset in range(40):
        np.testing.assert_allclose(np.diagonal(G, offset), G[0, offset], atol=1e-12)
    np.testing.assert_allclose(np.diagonal(G), 8)


def test_sizes_are_checked():
    with pytest.raises(ValueError, match=r"d must be even, .* but is 5"):
        positional_encoding(3, 5)
    with pytest.raises(TypeError, match="n must be an integer"):
        positional_encoding(3.0, 4)
    with pytest.raises(ValueError, match="n_heads must be an integer from 1"):
        split_heads(np.eye(2), 0)
    with pytest.raises(ValueError, match="m must be an integer from 1"):
        causal_mask(3, 0)


def test_sequences_may_be_long_and_heads_many():
    assert causal_mask(100, 300).sum() == np.tri(100, 300, 200).sum()
    assert padding_mask([70], 200).sum() == 70
    X = np.arange(200.0).reshape(1, 200)
    np.testing.assert_array_equal(split_heads(X, 100)[:, 0], X.reshape(100, 2))
    assert positional_encoding(100, 200).shape == (100, 200)
