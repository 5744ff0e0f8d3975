"""Backpropagation against central differences, PyTorch where it is there, and the article."""

import numpy as np
import pytest

from helpers import numerical_gradient, relu, sigmoid, simple_backprop
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


def test_gradient_agrees_with_autograd():
    torch = pytest.importorskip("torch", reason="PyTorch is optional: pip install torch")
    given = {k: torch.tensor(v, requires_grad=True) for k, v in network(5, 4, 3, seed=4).items()}
    h = torch.relu(given["W1"] @ given["x"] + given["b1"])
    y = torch.sigmoid(given["W2"] @ h + given["b2"])
    ((y - given["y_true"]) ** 2).sum().backward()
    gradients = simple_backprop(**{k: v.detach().numpy() for k, v in given.items()})
    for name in NAMES:
        np.testing.assert_allclose(gradients[f"d{name}"], given[name].grad, rtol=1e-12)


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
