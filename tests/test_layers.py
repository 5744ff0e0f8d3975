"""Layers against explicit sums, and the moments of the initial weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers import forward_layer, forward_layer_batch, random_weights, relu, sigmoid

ENTRIES = st.floats(-1e6, 1e6)
SIZES = st.tuples(st.integers(0, 4), st.integers(1, 5), st.integers(1, 5))


@st.composite
def layers(draw):
    """A batch of samples, weights and biases whose shapes fit."""
    batch, n, m = draw(SIZES)
    shapes = [(batch, n), (m, n), (m,)]
    return [draw(arrays(np.float64, shape, elements=ENTRIES)) for shape in shapes]


@given(layers(), st.sampled_from(["relu", "sigmoid", "tanh", "identity", None]))
def test_batch_equals_the_loop_over_samples(layer, activation):
    X, W, b = layer
    batch = forward_layer_batch(X, W, b, activation)
    assert batch.shape == (len(X), len(W))
    for x, h in zip(X, batch, strict=True):
        np.testing.assert_allclose(forward_layer(x, W, b, activation), h, rtol=1e-12, atol=1e-3)


@pytest.mark.parametrize("leading", [(2, 3), (4, 0), (2, 1, 3), (0, 5)])
def test_leading_axes_are_batches_of_batches(leading):
    rng = np.random.default_rng(0)
    X, W, b = (
        rng.standard_normal((*leading, 4)),
        rng.standard_normal((2, 4)),
        rng.standard_normal(2),
    )
    got = forward_layer_batch(X, W, b, "tanh")
    np.testing.assert_allclose(got, np.tanh(np.einsum("...n,mn->...m", X, W) + b), rtol=1e-13)


def test_a_single_sample_is_refused_by_the_batch():
    with pytest.raises(ValueError, match=r"X must have samples as rows, but has shape \(3,\)"):
        forward_layer_batch(np.ones(3), np.ones((2, 3)), np.ones(2))


@pytest.mark.parametrize(
    ("activation", "function"),
    [("relu", relu), ("sigmoid", sigmoid), ("tanh", np.tanh), ("identity", np.asarray)],
)
def test_activation_is_applied_to_the_affine_result(activation, function):
    x, W, b = [1.0, -2.0], np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, -0.5])
    np.testing.assert_array_equal(forward_layer(x, W, b, activation), function(W @ x + b))


def test_relu_is_the_default():
    assert forward_layer([1.0], [[-1.0]], [0.0]) == 0


def test_none_is_the_identity():
    assert forward_layer([1.0], [[-1.0]], [0.0], None) == -1


@pytest.mark.parametrize(
    ("scheme", "deviation"), [("he", np.sqrt(2 / 300)), ("xavier", np.sqrt(2 / 500)), (0.3, 0.3)]
)
def test_random_weights_have_the_stated_deviation(scheme, deviation):
    W = random_weights(200, 300, np.random.default_rng(1), scheme)
    assert W.shape == (200, 300)
    assert abs(W.mean()) < 4 * deviation / np.sqrt(W.size)
    assert W.std() == pytest.approx(deviation, rel=4 / np.sqrt(2 * W.size))


def test_he_weights_keep_the_mean_square_through_relu_layers():
    rng = np.random.default_rng(2)
    X = rng.standard_normal((500, 400))
    for _ in range(10):
        X = forward_layer_batch(X, random_weights(400, 400, rng), np.zeros(400))
    assert 0.5 < (X**2).mean() < 2


@pytest.mark.parametrize(
    ("arguments", "error", "phrase"),
    [
        ((0, 3, np.random.default_rng()), ValueError, "n_out"),
        ((3, 2.0, np.random.default_rng()), TypeError, "n_in"),
        ((3, 3, np.random.RandomState(0)), TypeError, "rng"),
        ((3, 3, np.random.default_rng(), "lecun"), ValueError, "scheme"),
        ((3, 3, np.random.default_rng(), -1.0), ValueError, "scheme"),
    ],
)
def test_random_weights_names_the_bad_argument(arguments, error, phrase):
    with pytest.raises(error, match=phrase):
        random_weights(*arguments)
