"""Batches of samples: each sample once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers import minibatches, row_blocks


@given(st.integers(1, 200), st.integers(1, 250), st.integers(0, 99))
def test_each_sample_comes_once_and_only_the_last_batch_is_short(n, size, seed):
    batches = list(minibatches(n, size, np.random.default_rng(seed)))
    assert sorted(np.concatenate(batches).tolist()) == list(range(n))
    assert all(len(rows) == size for rows in batches[:-1])
    assert 1 <= len(batches[-1]) <= size


def test_without_a_generator_the_order_is_kept():
    assert [rows.tolist() for rows in minibatches(5, 2)] == [[0, 1], [2, 3], [4]]


def test_with_a_generator_the_samples_are_shuffled_anew_for_each_epoch():
    rng = np.random.default_rng(0)
    first, second = (np.concatenate(list(minibatches(100, 7, rng))) for _ in range(2))
    assert not np.array_equal(first, np.arange(100))
    assert not np.array_equal(first, second)


@pytest.mark.parametrize(("n", "size"), [(0, 1), (3, 0), (2.0, 1), (3, True)])
def test_sizes_are_positive_integers_and_refused_before_the_first_batch(n, size):
    with pytest.raises((TypeError, ValueError), match="must be an integer from 1"):
        minibatches(n, size)


def test_the_random_numbers_come_from_a_generator():
    with pytest.raises(TypeError, match=r"rng must be a numpy.random.Generator, but is int"):
        minibatches(3, 1, 42)


@given(st.integers(0, 200), st.integers(1, 250))
def test_blocks_walk_over_all_rows_in_order(n, size):
    X = np.arange(n)
    blocks = [X[rows] for rows in row_blocks(n, size)]
    assert [entry for block in blocks for entry in block] == list(range(n))
    assert all(len(block) == size for block in blocks[:-1])
    assert all(block.base is X for block in blocks)


@pytest.mark.parametrize(("n", "size"), [(-1, 1), (3, 0), (2.0, 1), (3, True)])
def test_block_sizes_are_integers_and_refused_before_the_first_block(n, size):
    with pytest.raises((TypeError, ValueError), match="must be an integer from"):
        row_blocks(n, size)
