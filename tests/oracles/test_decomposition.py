"""Decompositions and principal components against SciPy and scikit-learn, at any size."""

import numpy as np
import pytest
import scipy.linalg
import sklearn.decomposition
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.utils.extmath import svd_flip

from helpers import fix_signs, low_rank_approximation, pca, svd, symmetric_eigen
from tests.strategies import (
    LAYOUTS,
    assert_within,
    double,
    drawn,
    eps,
    laid_out,
    result_type,
    shapes,
    tiny,
)

pytestmark = pytest.mark.filterwarnings("error")
MATRICES = drawn(shapes((1, 5), (1, 5)))


def backward(A):
    """How far the factors' product may be from A, and singular values from the true ones.

    LAPACK's are those of a matrix within p(m, n) ε s_1 of A, p a modestly growing function (Users'
    Guide, section 4.9): here 4 (m + n); and numbers that small have no closer neighbours.
    """
    m, n = A.shape
    return (m + n) * (4 * eps(A) * np.linalg.norm(unit(A), 2) + tiny(A) / size(A))


def size(A):
    """The power of two, about the largest entry, that takes A near 1 without rounding."""
    return float(2.0 ** np.clip(np.frexp(np.abs(double(A)).max())[1], -1000, 1000))


def unit(A, like=None):
    """A, or what was computed from it, over its size."""
    return double(A) / size(A if like is None else like)


@settings(deadline=None)
@given(MATRICES)
def test_svd_is_scipys_and_gives_the_matrix_back(A):
    U, s, Vt = svd(A)
    assert {U.dtype, s.dtype, Vt.dtype} == {result_type(A)}
    assert_within(unit(s, A), scipy.linalg.svdvals(unit(A)), backward(A))
    assert_within(double(U) * unit(s, A) @ double(Vt), unit(A), 2 * backward(A))
    for Q in (double(U).T, double(Vt)):
        assert_within(Q @ Q.T, np.eye(len(s)), 4 * sum(A.shape) * eps(A))


@settings(deadline=None)
@given(st.data(), MATRICES)
def test_the_best_approximation_misses_by_the_rest_of_the_singular_values(data, A):
    k = data.draw(st.integers(0, min(A.shape)))
    approximation = low_rank_approximation(A, k)
    assert approximation.dtype == result_type(A)
    error, rest = unit(A) - unit(approximation, A), scipy.linalg.svdvals(unit(A))[k:]
    assert_within(np.linalg.norm(error, 2), rest.max(initial=0), 2 * backward(A))
    assert_within(np.linalg.norm(error), np.linalg.norm(rest), 2 * backward(A) * min(A.shape))


@settings(deadline=None)
@given(drawn(st.integers(1, 5).map(lambda n: (n, n))), st.sampled_from(sorted(LAYOUTS)))
def test_eigenvalues_are_scipys_and_eigenvectors_give_the_matrix_back(B, layout):
    # where entries differ by 200 orders of magnitude, LAPACK's iteration does not always converge
    A = B + B.T
    A = laid_out(
        np.where(np.abs(A) < np.abs(A).max() * 1e-100, 0, A).astype(A.dtype),
        "C" if layout == "broadcast" else layout,
    )
    eigenvalues, Q = symmetric_eigen(A)
    assert {eigenvalues.dtype, Q.dtype} == {result_type(A)}
    expected = scipy.linalg.eigvalsh(unit(A))[::-1]
    assert_within(unit(eigenvalues, A), expected, backward(A))
    assert_within(double(Q) * unit(eigenvalues, A) @ double(Q).T, unit(A), 2 * backward(A))
    assert_within(double(Q).T @ double(Q), np.eye(len(A)), 8 * len(A) * eps(A))


@settings(deadline=None)
@given(st.data(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
def test_signs_are_scikit_learns_where_one_entry_is_clearly_the_largest(data, m, r, n):
    U, Vt = data.draw(drawn((m, r))), data.draw(drawn((r, n)))
    ours = fix_signs(U, Vt)
    assert {a.dtype for a in ours} <= {result_type(U), result_type(Vt), np.dtype(float)}
    ordered = np.sort(np.abs(double(Vt)), axis=1)
    clear = ordered[:, -1] > 0
    if n > 1:
        clear &= ordered[:, -2] < ordered[:, -1] * (1 - 2 * np.sqrt(eps(Vt)))
    theirs = svd_flip(double(U), double(Vt), u_based_decision=False)
    np.testing.assert_array_equal(ours[0][:, clear], theirs[0][:, clear])
    np.testing.assert_array_equal(ours[1][clear], theirs[1][clear])


@settings(deadline=None)
@given(drawn(shapes((2, 6), (1, 4)), largest=1e6), st.data())
def test_principal_components_have_scikit_learns_variances(X, data):
    X = np.where(np.abs(double(X)) < 1e-6, 0, X).astype(X.dtype)
    assume((X[0] != X).any())
    (N, n), k = X.shape, data.draw(st.integers(1, min(X.shape)))
    ours = pca(X, k)
    theirs = sklearn.decomposition.PCA(k, svd_solver="full").fit(double(X))
    # the mean is off by N u of the largest entry, each entry of the centered samples by as much
    largest = np.abs(double(X)).max()
    assert_within(ours.mean, theirs.mean_, N * eps(X) * largest, result_type(X))
    off = np.sqrt(N * n) * (N + 4 * (N + n)) * eps(X) * largest
    s = np.sqrt(theirs.explained_variance_ * (N - 1))
    bound = (2 * s + off) * off / (N - 1) + 4 * eps(X) * theirs.explained_variance_
    assert_within(ours.explained_variance, theirs.explained_variance_, bound, result_type(X))
    along = np.linalg.norm((double(X) - theirs.mean_) @ double(ours.components).T, axis=0)
    assert_within(along, s, 2 * off)  # so these are directions with those variances
    V = double(ours.components)
    assert_within(V @ V.T, np.eye(k), 4 * (N + n) * eps(X))
    back = double(ours.inverse_transform(ours.transform(X)))
    rest = np.sqrt(max(0, np.var(double(X), axis=0).sum() * N - (s**2).sum()))
    assert np.linalg.norm(back - double(X)) <= rest + 4 * off + np.sqrt(eps() * N * n) * largest
