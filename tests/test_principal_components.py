"""PCA against scikit-learn, against the eigenvectors of the covariance, and where these fail."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA as SKLEARN

from helpers import fix_signs, load_digits, pca


@given(st.integers(2, 9), st.integers(1, 7), st.integers(0, 99), st.data())
def test_it_is_what_scikit_learn_finds(N, n, seed, data):
    X = np.random.default_rng(seed).standard_normal((N, n)) + 5
    k = data.draw(st.integers(1, min(N, n)))
    found, theirs = pca(X, k), SKLEARN(k, svd_solver="full").fit(X)
    for name in ("mean", "explained_variance", "explained_variance_ratio"):
        np.testing.assert_allclose(getattr(found, name), getattr(theirs, f"{name}_"), atol=1e-12)
    if k < N:  # else the last direction has no variance, and is free
        np.testing.assert_allclose(found.transform(X) ** 2, theirs.transform(X) ** 2, atol=1e-9)


def test_components_are_eigenvectors_of_the_covariance():
    X = load_digits().X
    found, covariance = pca(X), np.cov(X.T)
    turned = found.components @ covariance
    scaled = found.explained_variance[:, np.newaxis] * found.components
    np.testing.assert_allclose(turned, scaled, atol=1e-10)


def test_components_have_the_signs_of_the_convention():
    components = pca(load_digits().X, 10).components
    np.testing.assert_array_equal(components, fix_signs(np.eye(10), components)[1])


def test_scores_are_uncorrelated_with_the_variances_explained():
    X = load_digits().X
    found = pca(X, 8)
    covariance = np.cov(found.transform(X).T)
    np.testing.assert_allclose(covariance, np.diag(found.explained_variance), atol=1e-10)


def test_all_components_give_the_samples_back_and_fewer_the_nearest():
    X = load_digits().X[:100]
    whole, few = pca(X), pca(X, 5)
    np.testing.assert_allclose(whole.inverse_transform(whole.transform(X)), X, atol=1e-12)
    left = X - few.inverse_transform(few.transform(X))
    unexplained = whole.explained_variance[5:].sum() * (len(X) - 1)
    np.testing.assert_allclose((left**2).sum(), unexplained, rtol=1e-12)


def test_a_direction_of_tiny_spread_keeps_its_variance():
    """The covariance would lose it: 1e-18 beside 1 is below the machine precision."""
    rng = np.random.default_rng(0)
    scores = np.linalg.qr(np.column_stack([np.ones(50), rng.standard_normal((50, 2))]))[0][:, 1:]
    turn = np.array([[0.6, 0.8], [-0.8, 0.6]])
    found = pca(scores * [1, 1e-9] @ turn)
    np.testing.assert_allclose(found.explained_variance, np.array([1, 1e-18]) / 49, rtol=1e-6)
    np.testing.assert_allclose(np.abs(found.components), np.abs(turn), atol=1e-12)


def test_a_mean_far_from_zero_costs_no_more_than_its_own_rounding():
    rng = np.random.default_rng(1)
    X = rng.integers(-8, 9, (60, 3)) / 8.0  # exact beside 2^27
    near, far = pca(X), pca(X + 2.0**27)
    np.testing.assert_allclose(far.explained_variance, near.explained_variance, rtol=1e-14)
    np.testing.assert_allclose(far.components, near.components, atol=1e-7)


@pytest.mark.parametrize("exponent", [1020, 600, -600, -1000])
def test_huge_and_tiny_samples_have_the_same_shares_without_a_warning(exponent):
    """Their variance is no number, but a power of two changes no other digit."""
    X = np.random.default_rng(2).standard_normal((40, 3)) * [1, 0.5, 0.1] + 2
    here, there = pca(X), pca(np.ldexp(X, exponent))
    np.testing.assert_array_equal(there.explained_variance_ratio, here.explained_variance_ratio)
    np.testing.assert_array_equal(there.components, here.components)
    np.testing.assert_array_equal(there.mean, np.ldexp(here.mean, exponent))
    assert set(there.explained_variance) == {np.inf if exponent > 0 else 0.0}


def test_the_mean_is_exact_to_its_last_digit_however_many_rows():
    """Added up row by row, a mean is off by some hundred units in the last place here."""
    X = 1e8 + np.random.default_rng(3).standard_normal((50_000, 2))
    exact = [float(sum(map(Fraction, column)) / len(X)) for column in X.T]
    # the first mean errs by far less than the spread; what is left of that is rounded once
    np.testing.assert_allclose(pca(X).mean, exact, rtol=np.finfo(float).eps)


def test_a_constant_feature_has_no_part_in_any_component():
    X = np.random.default_rng(4).standard_normal((6, 2))
    found = pca(np.insert(X, 1, 7.0, axis=1))
    np.testing.assert_array_equal(found.components[:2, 1], [0, 0])
    assert found.mean[1] == 7


def test_float32_stays_float32():
    X = np.random.default_rng(0).standard_normal((6, 3)).astype(np.float32)
    found = pca(X)
    assert {part.dtype for part in (*found, found.transform(X))} == {np.dtype(np.float32)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: pca([[1.0, 2.0]]), "X must have two rows or more"),
        (lambda: pca(np.ones((3, 0))), "X must have two rows or more, and a column"),
        (lambda: pca(np.ones((3, 2))), "X must have rows that differ"),
        (lambda: pca(np.eye(3), 4), "k must be an integer from 1 to 3"),
        (lambda: pca(np.eye(3), 0), "k must be an integer from 1 to 3"),
        (lambda: pca(np.eye(3), 2.0), "k must be an integer from 1 to 3"),
        (lambda: pca(np.eye(3)).transform(np.eye(2)), "X must have 3 columns"),
        (lambda: pca(np.eye(3), 2).inverse_transform(np.eye(3)), "scores must have 2 columns"),
    ],
)
def test_what_cannot_be_analysed_is_refused(call, message):
    with pytest.raises((ValueError, TypeError), match=message):
        call()
