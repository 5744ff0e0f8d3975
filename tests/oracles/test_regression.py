"""Least squares and ridge against SciPy and scikit-learn, any rank, type, layout and scale."""

import warnings

import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

from helpers import (
    RankWarning,
    filtered_solution,
    least_squares,
    least_squares_blocks,
    linear_regression,
)
from tests.strategies import assert_within, double, drawn, eps, result_type

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def systems(draw):
    """A (m, n) and b (m,) or (m, k): whole numbers, so that dependent columns are so exactly."""
    m, n = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    columns = draw(st.sampled_from([(), (1,), (3,)]))
    whole = {"types": (np.int64, np.float64, np.float32), "elements": st.integers(-9, 9)}
    return draw(drawn((m, n), **whole)), draw(drawn((m, *columns), **whole))


def silently(fit, *arguments, **options):
    """The result of a fit, whether or not it warns of a lacking rank."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RankWarning)
        return fit(*arguments, **options)


def off(A, b, x, s, precision):
    """How far a computed solution may be from x: the perturbation bound of least squares.

    Both come from an SVD that is exact for a matrix within 4 (m + n) ε s_1 of A, and change x by
    that times κ ‖x‖ / s_1 and κ² ‖r‖ / s_1², to first order (Björck, 1996, theorem 1.4.6); the
    latter also stands for the part of b outside the range. Twice, for the oracle's own share.
    """
    kept = s[s > 1e-5 * s[0]]  # exact zeros are near 1e-16 of the largest, the others above 1e-5
    if not kept.size:
        return 0.0
    least, sizes = kept[-1], np.linalg.norm(x) + np.linalg.norm(b) / kept[-1]
    return 8 * sum(A.shape) * precision * (s[0] / least) * (sizes + np.linalg.norm(b) / least)


def clear(A):
    """Whether the rank of A is beyond doubt, in single precision too; and the singular values."""
    s = scipy.linalg.svdvals(A)
    return not ((s > 1e-8 * s[0]) & (s < 1e-2 * s[0])).any(), s


@settings(deadline=None)
@given(systems(), st.integers(-60, 60))
def test_least_squares_is_scipys_for_any_rank_and_scale(system, power):
    A, b = system
    certain, s = clear(double(A))
    assume(certain)
    expected = scipy.linalg.lstsq(double(A), double(b), cond=1e-5)[0]
    bound = off(A, double(b), expected, s, eps(A, b) if A.dtype == b.dtype else eps(np.float32(1)))
    for method in (least_squares, lambda A, b: filtered_solution(A, b)[0]):
        assert_within(silently(method, A, b), expected, bound, result_type(A, b))
    scaled = A.astype(result_type(A)) * result_type(A).type(2.0**power)
    found = np.ldexp(silently(least_squares, scaled, b), power)
    assert_within(found, expected, bound)


@settings(deadline=None)
@given(systems(), st.data())
def test_least_squares_in_blocks_is_scipys(system, data):
    A, b = system
    certain, s = clear(double(A))
    assume(certain)
    ends = sorted(data.draw(st.sets(st.integers(1, len(A) - 1), max_size=3))) if len(A) > 1 else []
    blocks = zip(np.split(A, ends), np.split(b, ends), strict=True)
    expected = scipy.linalg.lstsq(double(A), double(b), cond=1e-5)[0]
    single = np.float32 in (A.dtype, b.dtype)
    bound = (1 + len(ends)) * off(
        A, double(b), expected, s, eps(np.float32(1)) if single else eps()
    )
    assert_within(silently(least_squares_blocks, blocks), expected, bound, result_type(A, b))


@settings(deadline=None)
@given(systems())
def test_regression_is_scikit_learns(system):
    X, y = system
    assume(len(X) > 1)
    certain, s = clear(double(X) - double(X).mean(axis=0))
    assume(certain and s[0] > 1e-6)
    precision = eps(np.float32(1)) if np.float32 in (X.dtype, y.dtype) else eps()
    fit = LinearRegression().fit(double(X), double(y))
    expected = np.vstack([np.atleast_2d(fit.intercept_), np.atleast_2d(fit.coef_).T])
    bound = off(X, double(y), expected, s, precision) * (1 + 9 * X.shape[1]) * len(X)
    found = silently(linear_regression, X, y)
    assert_within(found, expected.reshape(found.shape), bound, result_type(X, y))


@settings(deadline=None)
@given(systems(), st.sampled_from([0.5, 1, 30, 1e3]))
def test_ridge_is_scikit_learns(system, strength):
    X, y = system
    precision = eps(np.float32(1)) if np.float32 in (X.dtype, y.dtype) else eps()
    # X with rows √strength · I below it is the matrix of the least squares that ridge solves
    for intercept in (False, True):
        fit = Ridge(strength, fit_intercept=intercept, solver="svd").fit(double(X), double(y))
        expected = np.atleast_2d(fit.coef_).T
        if intercept:
            expected = np.vstack([np.atleast_2d(fit.intercept_), expected])
            found = linear_regression(X, y, strength)
        else:
            found = filtered_solution(X, y, strength)[0]
        s = np.sqrt(scipy.linalg.svdvals(double(X)).max() ** 2 + strength), np.sqrt(strength)
        bound = off(X, double(y), expected, np.array(s), precision) * (1 + 9 * X.shape[1]) * len(X)
        assert_within(found, expected.reshape(found.shape), bound, result_type(X, y))
