"""Cosine similarity against geometry and extreme norms, counts, and the search by cosine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from helpers import (
    cosine_similarity,
    cosine_similarity_matrix,
    load_cooccurrence,
    measure_memory,
    ppmi,
    top_k_similar,
)
from helpers.article import inputs


def test_the_angle_of_known_vectors():
    assert cosine_similarity([1, 0], [0, 5]) == 0
    assert cosine_similarity([1, 1], [-2, -2]) == pytest.approx(-1, abs=1e-15)
    assert cosine_similarity([3, 4], [3, 4]) == pytest.approx(1, abs=1e-15)


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1.0, 1e200, 1e308])
def test_the_length_of_the_vectors_does_not_matter(scale):
    u, v = np.array([1.0, 0.5]), np.array([0.25, 1.0])
    tolerance = 1e-15 if scale > 1e-300 else 1e-3  # a subnormal has few digits itself
    assert cosine_similarity(scale * u, v) == pytest.approx(cosine_similarity(u, v), abs=tolerance)


def test_similarity_never_leaves_its_range():
    X = np.random.default_rng(6).standard_normal((300, 7))
    S = cosine_similarity_matrix(np.vstack([X, X, -X]))
    assert S.min() >= -1
    assert S.max() <= 1


@pytest.mark.parametrize(
    ("call", "phrase"),
    [
        (lambda: cosine_similarity([0, 0], [1, 2]), "u must not be a zero vector"),
        (lambda: cosine_similarity([1, 2], [0, 0]), "v must not be a zero vector"),
        (lambda: cosine_similarity_matrix([[1, 2], [0, 0]]), r"X .* zero vector \(row 1\)"),
        (lambda: cosine_similarity([1, 2], [1, 2, 3]), "v has 3 entries, but u has 2"),
        (lambda: cosine_similarity([], []), "u must not be empty"),
        (lambda: cosine_similarity_matrix(np.empty((0, 3))), "X must not be empty"),
    ],
)
def test_a_vector_without_direction_is_an_error(call, phrase):
    with pytest.raises(ValueError, match=phrase):
        call()


def test_the_articles_words():
    words = inputs().embeddings
    S = cosine_similarity_matrix(list(words.values()))
    assert S[0, 1] == pytest.approx(cosine_similarity(words["king"], words["queen"]), abs=1e-15)
    assert round(S[0, 1], 3) == 0.991


# ---- positive pointwise mutual information

COUNTS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.integers(0, 9)
)


@given(COUNTS.filter(np.any), st.sampled_from([0.0, 0.5, 0.75, 1.0]))
def test_ppmi_follows_its_definition_pair_by_pair(counts, smoothing):
    P, total = ppmi(counts, smoothing), counts.sum()
    weights = [column.sum() ** smoothing if column.any() else 0.0 for column in counts.T]
    for i, j in np.ndindex(counts.shape):
        expected = 0.0
        if counts[i, j]:
            chance = counts[i].sum() / total * weights[j] / sum(weights)
            expected = max(0.0, np.log(counts[i, j] / total / chance))
        assert P[i, j] == pytest.approx(expected, abs=1e-12)


def test_independent_words_have_no_information():
    assert not ppmi(np.outer([1, 2, 3], [5, 1, 4])).round(12).any()


def test_ppmi_of_real_counts_agrees_with_mutual_information():
    counts = load_cooccurrence().counts
    p = counts / counts.sum()
    with np.errstate(divide="ignore"):
        pmi = np.log(p) - np.log(p.sum(axis=1))[:, np.newaxis] - np.log(p.sum(axis=0))
    np.testing.assert_allclose(ppmi(counts), np.maximum(pmi, 0), atol=1e-12)


def test_words_never_counted_have_zero_rows_and_columns_without_a_warning():
    P = ppmi([[0, 0, 0], [0, 2, 1], [0, 1, 5]])
    assert not P[0].any()
    assert not P[:, 0].any()
    assert P[1:, 1:].any()


@pytest.mark.parametrize(
    ("counts", "smoothing", "phrase"),
    [
        ([[1, -1]], 1.0, "counts must be 0 or more"),
        ([[0, 0]], 1.0, "not all 0"),
        (np.ones((0, 3)), 1.0, "counts must not be empty"),
        ([[1, 2]], 1.5, "smoothing must be a number from 0 to 1"),
    ],
)
def test_ppmi_names_what_is_wrong(counts, smoothing, phrase):
    with pytest.raises(ValueError, match=phrase):
        ppmi(counts, smoothing)


def test_ppmi_keeps_single_precision_and_its_input():
    counts = np.ones((2, 3), np.float32)
    counts.flags.writeable = False
    assert ppmi(counts).dtype == np.float32


def test_rounding_takes_no_cosine_beyond_1():
    X = np.random.default_rng(8).standard_normal((200, 7))
    norms = np.sqrt(np.vecdot(X, X))
    assert (np.vecdot(X, X) / (norms * norms)).max() > 1  # what would come without the limit
    same = [cosine_similarity(u, u) for u in X]
    opposite = [cosine_similarity(u, -u) for u in X]
    assert max(same) == 1
    assert min(opposite) == -1
    assert np.abs(cosine_similarity_matrix(np.vstack([X, -X]))).max() == 1


# ---- the search


def by_the_whole_matrix(queries, X, k):
    """All similarities at once, each by itself, sorted: the oracle."""
    powers = [np.frexp(np.abs(A).max(axis=1, keepdims=True))[1] for A in (queries, X)]
    queries, X = np.ldexp(queries, -powers[0]), np.ldexp(X, -powers[1])
    norms = [np.sqrt(np.vecdot(A, A)) for A in (queries, X)]
    unit = queries / norms[0][:, np.newaxis]
    all_pairs = np.clip((unit[:, np.newaxis] * X).sum(axis=2) / norms[1], -1, 1)
    order = np.argsort(-all_pairs, axis=1, kind="stable")[:, :k]
    return order, np.take_along_axis(all_pairs, order, axis=1)


CLOUDS = {
    "spread": np.random.default_rng(0).standard_normal((500, 16)),
    "duplicates": np.array([0.5, 0.25, 0.125]) + np.random.default_rng(1).integers(-1, 2, (400, 3)),
    "near ties": 1 + 1e-9 * np.random.default_rng(2).standard_normal((300, 8)),
    "last digits": 1 + 1e-16 * np.random.default_rng(3).integers(-9, 9, (300, 40)),
    "all lengths": np.random.default_rng(4).standard_normal((200, 5))
    * 10.0 ** np.random.default_rng(5).integers(-200, 200, (200, 1)),
}


@pytest.mark.parametrize("name", CLOUDS)
@pytest.mark.parametrize("block", [1, 7, 64, 1000])
@pytest.mark.parametrize("k", [1, 5, 200])
def test_search_equals_that_of_the_whole_matrix_to_the_last_digit(name, block, k):
    X = CLOUDS[name]
    queries = X[::29]
    indices, similarities = by_the_whole_matrix(queries, X, k)
    found = top_k_similar(queries, X, k, block)
    np.testing.assert_array_equal(found.indices, indices)
    np.testing.assert_array_equal(found.similarities, similarities)


@pytest.mark.parametrize("name", ["spread", "near ties", "last digits"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_search_does_not_depend_on_the_layout_in_memory(name, dtype):
    X = CLOUDS[name].astype(dtype)
    spaced = np.repeat(X, 2, axis=1)[:, ::2]
    expected = top_k_similar(X[::29], X, 9)
    for other in (np.asfortranarray(X), spaced):
        for block in (1, 7, 1000):
            found = top_k_similar(other[::29], other, 9, block)
            np.testing.assert_array_equal(found.indices, expected.indices)
            np.testing.assert_array_equal(found.similarities, expected.similarities)
        alone = top_k_similar(other[29], other, 9)
        np.testing.assert_array_equal(alone.indices, expected.indices[1])
        np.testing.assert_array_equal(alone.similarities, expected.similarities[1])


def test_search_agrees_with_scikit_learn():
    X = load_cooccurrence().counts[:300]
    theirs = sklearn_cosine(X[:40], X)
    found = top_k_similar(X[:40], X, k=10, block=37)
    picked = np.take_along_axis(theirs, found.indices, axis=1)
    np.testing.assert_allclose(found.similarities, picked, atol=1e-14)
    np.testing.assert_allclose(picked[:, -1], np.sort(theirs, axis=1)[:, -10], atol=1e-14)


def test_a_single_query_gives_single_lists_and_single_precision_stays():
    X = CLOUDS["spread"].astype(np.float32)
    found = top_k_similar(X[3], X, k=4)
    assert found.indices.shape == found.similarities.shape == (4,)
    assert found.indices[0] == 3
    assert found.similarities.dtype == np.float32


def test_a_million_vectors_are_searched_in_less_than_100_megabytes():
    X = np.random.default_rng(6).standard_normal((1_000_000, 64))
    queries = X[::10_000] + 0.1
    found, peak = measure_memory(lambda: top_k_similar(queries, X, k=10))
    assert peak < 100e6
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(0, 1_000_000, 10_000))
    order, values = by_the_whole_matrix(queries[:1], X[:1000], 1)
    assert (found.indices[0, 0], found.similarities[0, 0]) == (order[0, 0], values[0, 0])


def test_memory_does_not_grow_with_the_number_of_queries():
    X = np.random.default_rng(7).standard_normal((10_000, 64))
    found, peak = measure_memory(lambda: top_k_similar(X[:1500], X, k=3))
    assert peak < 40e6
    np.testing.assert_array_equal(found.indices[:, 0], np.arange(1500))
    for i in (0, 127, 128, 1499):
        alone = top_k_similar(X[i], X, k=3)
        np.testing.assert_array_equal(found.indices[i], alone.indices)
        np.testing.assert_array_equal(found.similarities[i], alone.similarities)


@pytest.mark.parametrize(
    ("queries", "X", "k", "phrase"),
    [
        ([1, 2, 3], [[1, 2]], 1, "queries have 3 columns, but X has 2"),
        ([1, 2], [[1, 2], [3, 4]], 3, "k must be an integer from 1 to 2"),
        ([0, 0], [[1, 2]], 1, r"queries must not be a zero vector \(row 0\)"),
        ([1, 2], [[1, 2], [2, 1], [0, 0]], 1, r"X must not be a zero vector \(row 2\)"),
    ],
)
def test_search_names_what_does_not_fit(queries, X, k, phrase):
    with pytest.raises(ValueError, match=phrase):
        top_k_similar(queries, X, k, block=2)
