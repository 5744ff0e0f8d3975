"""Similarities, the search and mutual information against fractions, SciPy and scikit-learn."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.spatial import distance
from sklearn.neighbors import NearestNeighbors

from helpers import cosine_similarity, cosine_similarity_matrix, ppmi, top_k_similar
from tests.strategies import assert_within, double, drawn, eps, exact, result_type, shapes

pytestmark = pytest.mark.filterwarnings("error")


def cosines(X, Y):
    """The cosines of all pairs of rows: squared in fractions, so that nothing can overflow."""
    X, Y = exact(X), exact(Y)
    products = X @ Y.T
    squares = products**2 / ((X**2).sum(axis=1)[:, np.newaxis] * (Y**2).sum(axis=1))
    return np.sign(double(products > 0) - double(products < 0)) * np.sqrt(double(squares))


def rounding(*given):
    """What a cosine may be off by: two norms of d squares, and a product of d terms, |Σ| ≤ 1."""
    return (given[0].shape[-1] + 6) * eps(*given)


def rows(sides=(1, 5), **sizes):
    """Matrices whose rows all have a direction."""
    matrices = drawn(shapes(sides, (1, 5)), **sizes)
    return matrices.filter(lambda X: np.any(X, axis=1).all())


@settings(deadline=None)
@given(rows())
def test_cosines_have_their_digits_at_any_size(X):
    expected = cosines(X, X)
    assert_within(cosine_similarity_matrix(X), expected, rounding(X), result_type(X))
    for i, j in np.ndindex(expected.shape):
        assert_within(cosine_similarity(X[i], X[j]), expected[i, j], rounding(X))


@settings(deadline=None)
@given(rows((2, 2), largest=1e6))
def test_the_similarity_is_what_scipys_distance_lacks_from_1(X):
    u, v = double(X)
    assume(np.abs([u, v]).max(axis=1).min() > 1e-75)  # else SciPy's squares underflow
    # SciPy takes the same sums in float64, and a difference from 1
    assert_within(cosine_similarity(*X), 1 - distance.cosine(u, v), 2 * rounding(X) + eps())


@settings(deadline=None)
@given(st.data(), rows((1, 7)))
def test_the_search_finds_the_largest_of_all_cosines(data, X):
    queries = data.draw(drawn((data.draw(st.integers(1, 4)), X.shape[1])))
    assume(np.any(queries, axis=1).all())
    k, block = data.draw(st.integers(1, len(X))), data.draw(st.integers(1, 8))
    found, expected = top_k_similar(queries, X, k, block), cosines(queries, X)
    largest = -np.sort(-expected, axis=1)[:, :k]
    bound = rounding(queries, X)
    assert_within(found.similarities, largest, bound, result_type(queries, X))
    of_the_indices = np.take_along_axis(expected, found.indices, axis=1)
    assert_within(found.similarities, of_the_indices, bound)
    assert all(len(set(indices)) == k for indices in found.indices.tolist())


@settings(deadline=None)
@given(st.data(), rows((1, 7), largest=1e6))
def test_the_search_is_that_of_scikit_learn(data, X):
    assume(np.abs(double(X)).max(axis=1).min() > 1e-3)  # what is tiny has no direction there
    k = data.draw(st.integers(1, len(X)))
    finder = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(double(X))
    theirs = 1 - finder.kneighbors(double(X))[0]
    assert_within(top_k_similar(X, X, k).similarities, theirs, 2 * rounding(X) + eps())


def information(counts):
    """max(0, log(p_ij / (p_i p_j))), the quotient as a fraction."""
    c = exact(counts)
    chance = c.sum(axis=1)[:, np.newaxis] * c.sum(axis=0)
    P = np.zeros(c.shape)
    for i, j in np.argwhere(c > 0):
        ratio = max(Fraction(1), c[i, j] * c.sum() / chance[i, j])
        near = ratio < 2
        P[i, j] = math.log1p(ratio - 1) if near else math.log(ratio.numerator / ratio.denominator)
    return P


@settings(deadline=None)
@given(st.data())
def test_mutual_information_of_any_counts(data):
    counts = np.abs(data.draw(drawn(shapes((1, 4), (1, 4)))))
    # a share below the smallest normal number has few digits
    counts = np.where(counts < 1e-30 * counts.max(), 0, counts)
    assume(counts.any())
    # sums of all counts, of a row and of a column, then three quotients and a product: as much
    # of the ratio is uncertain, and its logarithm by the same; the logarithm's own rounding
    P = information(counts)
    bound = (counts.size + sum(counts.shape) + 6) * eps(counts) + 2 * eps(counts) * P
    assert_within(ppmi(counts), P, bound, result_type(counts))
