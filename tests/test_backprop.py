"""Backpropagation against differences, the complex step, and the article; see also oracles."""

import numpy as np
import pytest

from helpers import (
    backward_layer_batch,
    complex_step_gradient,
    numerical_gradient,
    relu,
    sigmoid,
    simple_backprop,
)
from helpers.article import inputs

NAMES = ("W1", "W2", "b1", "b2")


def network(n, h, m, seed):
    """A random sample, target and network, away from the corners of the ReLU."""
    rng = np.random.default_rng(seed)
    shapes = {"x": n, "y_true": m, "W1": (h, n), "W2": (m, h), "b1": h, "b2": m}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def loss(x, y_true, W1, W2, b1, b2):
    return ((sigmoid(W2 @ relu(W1 @ x + b1) + b2) - y_true) ** 2).sum()


@pytest.mark.parametrize("sizes", [(1, 1, 1), (2, 3, 1), (5, 4, 3), (3, 8, 2)])
@pytest.mark.parametrize("name", NAMES)
def test_gradient_agrees_with_central_differences(sizes, name):
    given = network(*sizes, seed=3)
    numerical = numerical_gradient(lambda v: loss(**given | {name: v}), given[name])
    np.testing.assert_allclose(
        simple_backprop(**given)[f"d{name}"], numerical, rtol=1e-6, atol=1e-9
    )


def test_the_articles_example_gives_its_true_gradients():
    a = inputs()
    g = simple_backprop(a.x_small, a.y_small, a.W1_small, a.W2_small, a.b1_small, a.b2_small)
    np.testing.assert_allclose(g["dW1"], [[0, 0], [0.06991523, 0.13983047], [0, 0]], atol=5e-9)
    np.testing.assert_allclose(g["dW2"], [[0, -0.13150539, 0]], atol=5e-9)
    np.testing.assert_allclose(g["db2"], [-0.05056064], atol=5e-9)


def test_a_saturated_output_keeps_its_gradient():
    g = simple_backprop([1.0], [0.0], [[1.0]], [[40.0]], [0.0], [0.0])
    assert g["db2"] == pytest.approx(2 * np.exp(-40), rel=1e-12)


def test_numerical_gradient_of_a_quadratic_is_exact_to_rounding():
    rng = np.random.default_rng(5)
    A, x = rng.standard_normal((4, 4)), rng.standard_normal(4)
    np.testing.assert_allclose(numerical_gradient(lambda v: v @ A @ v, x), (A + A.T) @ x, rtol=1e-8)


def test_numerical_gradient_divides_by_the_step_as_it_was_rounded():
    assert numerical_gradient(lambda x: x, 1e9) == pytest.approx(1, rel=1e-15)
    assert numerical_gradient(np.sum, np.array([-3e8])) == pytest.approx(1, rel=1e-15)


def test_numerical_gradient_has_the_shape_of_x_and_leaves_it_alone():
    x = np.arange(6.0).reshape(2, 3)
    x.flags.writeable = False
    np.testing.assert_allclose(numerical_gradient(lambda v: (v**2).sum(), x), 2 * x, atol=1e-8)
    assert numerical_gradient(lambda v: v**2, 3).shape == ()


def test_numerical_gradient_error_falls_with_the_square_of_the_step():
    errors = [abs(numerical_gradient(np.exp, 1.0, step) - np.e) for step in (1e-1, 1e-2)]
    assert 99 < errors[0] / errors[1] < 101


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ((np.sum, []), "x must not be empty"),
        ((np.sum, [np.nan]), "x must be finite"),
        ((np.sum, [1.0], 0), "step"),
        ((lambda x: x, [1.0, 2.0]), "f must return one number"),
        ((lambda x: np.nan, [1.0]), "f's result must be finite"),
        ((np.sum, [1e12]), "step must change x"),
    ],
)
def test_numerical_gradient_names_the_bad_argument(arguments, phrase):
    with pytest.raises(ValueError, match=phrase):
        numerical_gradient(*arguments)


def test_numerical_gradient_needs_a_function_of_numbers():
    with pytest.raises(TypeError, match="f must be a function, but is ndarray"):
        numerical_gradient(np.ones(2), np.ones(2))
    with pytest.raises(TypeError, match="f's result must hold real numbers, but came as NoneType"):
        numerical_gradient(lambda x: None, np.ones(2))


LEADING = [(), (1,), (5,), (2, 3), (2, 1, 3), (0,)]


def layer(leading, n, m, seed):
    """A random gradient, input and matrix of a layer, with any leading axes."""
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in ((*leading, m), (*leading, n), (m, n))]


@pytest.mark.parametrize("leading", LEADING)
def test_backward_layer_is_the_sum_of_outer_products(leading):
    dZ, X, W = layer(leading, 4, 3, seed=6)
    dW, db, dX = backward_layer_batch(dZ, X, W)
    looped_W, looped_b, looped_X = np.zeros((3, 4)), np.zeros(3), np.empty_like(X)
    for i in np.ndindex(leading):
        looped_W += np.outer(dZ[i], X[i])
        looped_b += dZ[i]
        looped_X[i] = W.T @ dZ[i]
    np.testing.assert_allclose(dW, looped_W, atol=1e-14)
    np.testing.assert_allclose(db, looped_b, atol=1e-14)
    np.testing.assert_allclose(dX, looped_X, atol=1e-14)
    assert (dW.shape, db.shape, dX.shape) == (W.shape, (3,), X.shape)


@pytest.mark.parametrize("leading", [(), (5,), (2, 3)])
def test_backward_layer_agrees_with_central_differences(leading):
    T, X, W = layer(leading, 4, 3, seed=7)
    b = np.array([0.5, -1.0, 2.0])
    given = {"X": X, "W": W, "b": b}

    def squares(X, W, b):
        return ((X @ W.T + b - T) ** 2).sum()

    dW, db, dX = backward_layer_batch(2 * (X @ W.T + b - T), X, W)
    for name, gradient in {"X": dX, "W": dW, "b": db}.items():
        numerical = numerical_gradient(
            lambda v, name=name: squares(**given | {name: v}), given[name]
        )
        np.testing.assert_allclose(gradient, numerical, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize(("n", "m"), [(0, 3), (3, 0), (0, 0)])
def test_a_layer_without_inputs_or_units_has_empty_gradients(n, m):
    dZ, X, W = layer((2, 3), n, m, seed=8)
    dW, db, dX = backward_layer_batch(dZ, X, W)
    assert (dW.shape, dX.shape) == (W.shape, X.shape)
    np.testing.assert_array_equal(db, dZ.sum(axis=(0, 1)))


@pytest.mark.parametrize(
    ("shapes", "phrase"),
    [
        (((5, 3), (5, 4), (3, 2)), r"X must have rows of 2 entries.* but has shape \(5, 4"),
        (((5, 3), (), (3, 2)), "X must have rows of 2 entries"),
        (((5, 4), (5, 2), (3, 2)), r"dZ must have shape \(5, 3\), as X Wᵀ has, but has .* \(5, 4"),
        (((3,), (5, 2), (3, 2)), r"dZ must have shape \(5, 3\)"),
        (((6, 3), (2, 3, 2), (3, 2)), r"dZ must have shape \(2, 3, 3\)"),
        (((5, 3), (5, 2), (3,)), "W must have 2 dimensions"),
    ],
)
def test_backward_layer_names_what_does_not_fit(shapes, phrase):
    with pytest.raises(ValueError, match=phrase):
        backward_layer_batch(*map(np.ones, shapes))


def complex_loss(x, y_true, W1, W2, b1, b2):
    z1 = W1 @ x + b1
    return ((1 / (1 + np.exp(-W2 @ np.where(z1.real > 0, z1, 0) - b2)) - y_true) ** 2).sum()


@pytest.mark.parametrize("name", NAMES)
def test_complex_step_agrees_with_backpropagation_to_the_last_digits(name):
    given = network(3, 8, 2, seed=10)
    stepped = complex_step_gradient(lambda v: complex_loss(**given | {name: v}), given[name])
    np.testing.assert_allclose(simple_backprop(**given)[f"d{name}"], stepped, rtol=1e-13)


@pytest.mark.parametrize("step", [1e-8, 1e-20, 1e-100, 1e-200])
def test_complex_step_is_exact_whatever_the_step(step):
    x = np.linspace(-2, 2, 9).reshape(3, 3)
    x.flags.writeable = False
    gradient = complex_step_gradient(lambda v: np.sum(np.exp(v) * np.sin(v)), x, step)
    expected = np.exp(x) * (np.sin(x) + np.cos(x))
    np.testing.assert_allclose(gradient, expected, rtol=1e-14, atol=1e-15)
    assert gradient.dtype == np.float64


def test_complex_step_error_falls_with_the_square_of_a_large_step():
    errors = [abs(complex_step_gradient(np.exp, 1.0, step) - np.e) for step in (1e-1, 1e-2)]
    assert 99 < errors[0] / errors[1] < 101


@pytest.mark.parametrize(
    ("arguments", "phrase"),
    [
        ((np.sum, []), "x must not be empty"),
        ((np.sum, [np.nan]), "x must be finite"),
        ((np.sum, [1.0], 0), "step"),
        ((lambda x: x, [1.0, 2.0]), r"f must return one number, but returned shape \(2,\)"),
        ((lambda x: np.inf * x, [1.0]), "f's result must be finite"),
    ],
)
def test_complex_step_names_the_bad_argument(arguments, phrase):
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=phrase):
        complex_step_gradient(*arguments)


@pytest.mark.parametrize(
    ("f", "phrase"),
    [
        (lambda x: np.abs(x).sum(), "its result came as float64: abs, norm and .real throw"),
        (np.linalg.norm, "abs, norm and .real throw the imaginary part away"),
        (lambda x: None, "came as NoneType"),
        (lambda x: sigmoid(x).sum(), "x must hold real numbers, but came as dtype complex128"),
        (3, "f must be a function, but is int"),
    ],
)
def test_complex_step_refuses_what_has_no_complex_derivative(f, phrase):
    with pytest.raises(TypeError, match=phrase):
        complex_step_gradient(f, [1.0, -2.0])
