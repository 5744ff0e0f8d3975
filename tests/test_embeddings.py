"""Cosine similarity against scikit-learn, geometry, and extreme norms."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from helpers import cosine_similarity, cosine_similarity_matrix
from helpers.article import inputs

ENTRIES = st.floats(-1e3, 1e3).filter(lambda v: v == 0 or abs(v) > 1e-3)
MATRICES = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=ENTRIES)


@given(MATRICES.filter(lambda X: np.abs(X).max(axis=1).all()))
def test_matrix_agrees_with_scikit_learn(X):
    np.testing.assert_allclose(
        cosine_similarity_matrix(X), sklearn_cosine(X), atol=4e-16 * len(X.T) + 4e-16
    )


@given(MATRICES.filter(lambda X: np.abs(X).max(axis=1).all()))
def test_matrix_holds_the_similarity_of_each_pair(X):
    S = cosine_similarity_matrix(X)
    for i, j in np.ndindex(S.shape):
        assert S[i, j] == pytest.approx(cosine_similarity(X[i], X[j]), abs=1e-15)


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


def test_float32_stays_float32():
    assert cosine_similarity_matrix(np.float32([[1, 2], [3, 4]])).dtype == np.float32
