"""The triple loop against ``@``, and all pairs of distances against SciPy's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from helpers import load_digits, matmul_loop, measure_memory, pairwise_distances
from helpers.article import inputs

DIGITS = load_digits().X[:300]
RNG = np.random.default_rng(0)
SIDES = np.sign(np.arange(200) - 99.5)[:, np.newaxis]


def test_the_articles_product_agrees():
    a = inputs()
    np.testing.assert_allclose(matmul_loop(a.A[:20], a.B), a.A[:20] @ a.B, rtol=1e-10)


def test_float32_stays_float32():
    A = np.eye(2, dtype=np.float32)
    assert matmul_loop(A, A).dtype == np.float32
    assert pairwise_distances(A, A).dtype == np.float32
    assert pairwise_distances(A, A.astype(float)).dtype == np.float64


CLOUDS = {
    "digits": DIGITS,
    "far from the origin": DIGITS / 10 + 1e6 * RNG.uniform(0.5, 1, 64),
    "very far, in space": RNG.standard_normal((200, 3)) + 1e8,
    "nearly the same points": np.repeat(DIGITS, 2, axis=0) / 10 + 1e-9 * RNG.random((600, 64)),
    "two distant clusters": RNG.standard_normal((200, 5)) + 1e9 * SIDES,
    "one outlier": np.concatenate([RNG.standard_normal((99, 4)), np.full((1, 4), 1e12)]),
    "on a line": np.linspace(0, 1, 200)[:, None],
    "one point": RNG.standard_normal((1, 7)),
    "all the same": np.full((20, 3), 0.1),
    "integers": np.arange(12).reshape(4, 3),
    "tiny": 1e-160 * RNG.standard_normal((30, 3)),
    "huge": 1e150 * RNG.standard_normal((30, 3)),
}  # fmt: skip


@pytest.mark.parametrize("name", CLOUDS)
def test_distances_agree_with_those_of_the_differences(name):
    X = CLOUDS[name]
    power = 600 if name == "tiny" else -600 if name == "huge" else 0  # SciPy's squares overflow
    expected = np.ldexp(cdist(np.ldexp(X, power), np.ldexp(X, power)), -power)
    D = pairwise_distances(X)
    np.testing.assert_allclose(D, expected, rtol=3e-14, atol=0)
    np.testing.assert_allclose(pairwise_distances(X[::3], X), expected[::3], rtol=3e-14, atol=0)


@pytest.mark.parametrize("shift", [0, 1 / 3, 1e6])
def test_distances_among_points_are_symmetric_to_the_last_digit(shift):
    D = pairwise_distances(load_digits().X + shift)
    np.testing.assert_array_equal(D, D.T)
    assert not D.diagonal().any()


def test_the_largest_numbers_do_not_overflow_on_the_way():
    X = np.array([[1e308, 0.0], [0.0, 1e308], [1e308, 5e307]])
    expected = 1e308 * np.array([[0, 2**0.5, 0.5], [2**0.5, 0, 1.25**0.5], [0.5, 1.25**0.5, 0]])
    np.testing.assert_allclose(pairwise_distances(X), expected, rtol=1e-14)
    np.testing.assert_allclose(pairwise_distances([[5e-324]], [[-5e-324]]), [[1e-323]], rtol=0)


coordinates = st.floats(-1e6, 1e6).map(lambda x: round(x, 6))


@settings(deadline=None)
@given(st.data(), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
def test_any_points_agree_with_scipy(data, N, M, n):
    X = data.draw(arrays(float, (N, n), elements=coordinates))
    Y = data.draw(arrays(float, (M, n), elements=coordinates))
    np.testing.assert_allclose(pairwise_distances(X, Y), cdist(X, Y), rtol=1e-13, atol=0)


def test_distances_in_single_precision_have_its_digits():
    D = pairwise_distances(DIGITS.astype(np.float32) / 7 + np.float32(100))
    expected = cdist(*[(DIGITS.astype(np.float32) / 7 + np.float32(100)).astype(float)] * 2)
    np.testing.assert_allclose(D, expected, rtol=1e-5, atol=0)


@pytest.mark.parametrize("shapes", [((0, 3), (2, 3)), ((2, 3), (0, 3)), ((2, 0), (3, 0))])
def test_nothing_has_no_distance(shapes):
    D = pairwise_distances(*map(np.ones, shapes))
    assert D.shape == (shapes[0][0], shapes[1][0])
    assert not D.any()


def test_distances_need_no_more_than_a_few_matrices_of_memory():
    X = np.tile(DIGITS, (3, 1)) + 1e7  # every digit thrice: many pairs are repaired
    D, peak = measure_memory(lambda: pairwise_distances(X))
    assert peak < 4 * D.nbytes
