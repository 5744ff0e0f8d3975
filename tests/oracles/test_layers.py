"""Layers, their gradients, products and distances against exact arithmetic with fractions."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from helpers import (
    backward_layer_batch,
    complex_step_gradient,
    forward_layer,
    forward_layer_batch,
    matmul_loop,
    numerical_gradient,
    pairwise_distances,
    random_weights,
)
from tests.strategies import (
    assert_within,
    double,
    drawn,
    eps,
    exact,
    result_type,
    tiny,
)

pytestmark = pytest.mark.filterwarnings("error")
LEADING = st.lists(st.integers(0, 3), min_size=1, max_size=2).map(tuple)
WHICH = st.sampled_from(["other", "same", "near"])
SIDES = st.integers(0, 4), st.integers(0, 4)


def product(A, B, *given):
    """A B as fractions, and how far rounding may move it: n products, each less than n sums.

    A sum of n products, in any order, is off by at most n u Σ|a b| with u = ε/2, to first order
    (Higham, 2002, section 3.1), and by half of the smallest number for each product that
    underflows; 1 is added to n for one more sum.
    """
    A, B, terms = exact(A), exact(B), A.shape[-1] + 1
    unit, least = exact(terms * eps(*given)), exact(terms * tiny(*given))
    return A @ B, unit * (abs(A) @ abs(B)) + least


@settings(deadline=None)
@given(st.data(), LEADING, *SIDES)
def test_a_layer_is_its_product_plus_its_bias(data, leading, n, m):
    X = data.draw(drawn((*leading, n), power=0.45))
    W, b = data.draw(drawn((m, n), power=0.45)), data.draw(drawn((m,), power=0.45))
    Z, bound = product(X, W.T, X, W)  # in single precision if both are, whatever b is
    Z = Z + exact(b)
    bound = double(bound + exact(2 * eps(X, W, b)) * abs(exact(b)) + exact(tiny(X, W)))
    dtype = result_type(X, W, b)
    assert_within(forward_layer_batch(X, W, b, None), Z, bound, dtype)
    positive = np.where(Z > 0, Z, exact(0))
    assert_within(forward_layer_batch(X, W, b), positive, bound, dtype)
    # a slope of at most 1 carries no more over; then the function's own rounding
    for name, function in (("sigmoid", expit), ("tanh", np.tanh)):
        curved = forward_layer_batch(X, W, b, name)
        assert_within(curved, function(double(Z)), 2 * bound + 6 * eps(X, W, b), dtype)


@settings(deadline=None)
@given(st.data(), *SIDES)
def test_one_sample_is_a_batch_of_one(data, n, m):
    x, W, b = (data.draw(drawn(shape, power=0.45)) for shape in ((n,), (m, n), (m,)))
    for activation in ("relu", "sigmoid", "tanh", None):
        alone = forward_layer(x, W, b, activation)
        np.testing.assert_array_equal(alone, forward_layer_batch(x[None], W, b, activation)[0])


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32), st.floats(0, 1e300))
def test_random_weights_are_the_generators_normal_numbers(m, n, seed, deviation):
    for scheme, scale in (
        ("he", (2 / n) ** 0.5),
        ("xavier", (2 / (n + m)) ** 0.5),
        (deviation, deviation),
    ):
        expected = np.random.default_rng(seed).normal(0, scale, (m, n))
        found = random_weights(m, n, np.random.default_rng(seed), scheme)
        assert_within(found, expected, 2 * eps() * np.abs(expected), np.float64)


@settings(deadline=None)
@given(st.data(), st.lists(st.integers(0, 3), max_size=2).map(tuple), *SIDES)
def test_the_gradients_of_a_layer_are_sums_of_products(data, leading, n, m):
    sizes = (*leading, m), (*leading, n), (m, n)
    dZ, X, W = given = [data.draw(drawn(shape, power=0.45)) for shape in sizes]
    dW, db, dX = backward_layer_batch(*given)
    rows_dZ, rows_X = (exact(A).reshape(int(np.prod(leading)), A.shape[-1]) for A in (dZ, X))
    assert_within(dW, *product(rows_dZ.T, rows_X, dZ, X), result_type(dZ, X))
    ones = np.ones((1, len(rows_dZ)))
    assert_within(db[np.newaxis], *product(ones, rows_dZ, dZ), result_type(dZ))
    assert_within(dX, *product(dZ, W, dZ, W), result_type(dZ, W))


@settings(deadline=None)
@given(st.data(), st.integers(0, 4), *SIDES)
def test_the_loop_is_the_matrix_product(data, q, m, n):
    A, B = data.draw(drawn((m, n), power=0.45)), data.draw(drawn((n, q), power=0.45))
    assert_within(matmul_loop(A, B), *product(A, B, A, B), result_type(A, B))


def squared_distances(X, Y):
    """‖x - y‖² for each pair, as fractions."""
    differences = exact(X)[:, np.newaxis] - exact(Y)
    return (differences**2).sum(axis=-1)


@settings(deadline=None)
@given(st.data(), st.integers(0, 4), st.integers(0, 4), st.integers(0, 4), WHICH)
def test_distances_have_their_digits_at_any_size(data, N, M, n, which):
    X = data.draw(drawn((N, n)))
    Y = X if which != "other" else data.draw(drawn((M, n)))
    if which == "near":  # all digits but the last cancel
        Y = np.nextafter(X, X.dtype.type(1)) if X.dtype.kind == "f" else X ^ 1
    D = pairwise_distances(X, None if which == "same" else Y)
    # squares that kept a tenth are off by 10 (n + 4) u, and roots by half of that; the others are
    # lengths of differences. The squares of what is 2^-500 beside the largest entry underflow.
    largest = max(np.abs(double(A)).max(initial=0) for A in (X, Y))
    lost = np.sqrt(np.finfo(result_type(X, Y)).smallest_normal) * largest
    off = exact(10 * (n + 4) * eps(X, Y) * double(D) + n * float(lost) + tiny(X, Y))
    assert_within(exact(D) ** 2, squared_distances(X, Y), off * (2 * exact(D) + off))
    assert D.dtype == result_type(X, Y)


@settings(deadline=None)
@given(st.data(), st.integers(1, 4))
def test_numerical_gradients_of_a_quadratic_form(data, n):
    x, c = (data.draw(drawn((n,), largest=1e3)) for _ in range(2))
    x, c = np.array(double(x), order="C"), double(c)
    slopes, size = 2 * c * x, (np.abs(c) * (np.abs(x) + 1) ** 2).sum()
    # two values of f, each n + 2 roundings of its size or of numbers that underflow, over 2 steps
    # of 1e-5; nothing is truncated
    off = (n + 2) * (eps() * size + tiny() * (4 + 2 * np.abs(x).max())) / 1e-5
    assert_within(numerical_gradient(lambda v: (c * v * v).sum(), x), slopes, off)
    # the imaginary parts of the terms are 0 but for one: a few roundings, nothing cancels, but the
    # step of 1e-20 makes them so small that each of the two products may underflow
    found = complex_step_gradient(lambda v: (c * v * v).sum(), x)
    least = tiny() * (4 + 2 * np.abs(x)) / 1e-20
    assert_within(found, slopes, 4 * eps() * np.abs(slopes) + least)
