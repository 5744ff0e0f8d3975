"""Every gradient against PyTorch's automatic differentiation, in double precision."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import (
    attention_gradient,
    backward_layer_batch,
    complex_step_gradient,
    numerical_gradient,
    relu_derivative,
    scaled_dot_product_attention,
    sigmoid_derivative,
    simple_backprop,
    softmax_cross_entropy_gradient,
)
from tests.strategies import assert_within, double, drawn, eps, shapes

torch = pytest.importorskip("torch", reason="PyTorch is optional: pip install torch")
pytestmark = pytest.mark.filterwarnings("error")
MODERATE = {"largest": 9, "types": (np.float64, np.int64, np.bool_)}


def gradients(function, upstream, *given):
    """PyTorch's gradient of the sum of upstream · function(*given), by each of these."""
    tensors = [torch.tensor(double(array), requires_grad=True) for array in given]
    (torch.tensor(double(upstream)) * function(*tensors)).sum().backward()
    return [tensor.grad.numpy() for tensor in tensors]


def agree(ours, theirs, terms, size):
    """Hold that gradients differ by no more than that many roundings of the largest term."""
    for a, b in zip(ours, theirs, strict=True):
        assert_within(a, b, terms * eps() * size, np.float64)


def largest(*given):
    """The largest magnitude, and at least 1."""
    return max(1.0, *(float(np.abs(double(array)).max(initial=0)) for array in given))


@settings(deadline=None)
@given(drawn(shapes(leading=3), **MODERATE))
def test_slopes_of_the_activations(x):
    # PyTorch's s (1 - s) has an error of a unit of 1 - s, so not relative to the slope
    agree([sigmoid_derivative(x)], gradients(torch.sigmoid, 1, x), 4, 1)
    agree([relu_derivative(x)], gradients(torch.relu, 1, x), 0, 1)


@settings(deadline=None)
@given(st.data(), *(st.integers(1, 4) for _ in range(3)))
def test_backpropagation_of_the_network(data, n, h, m):
    sizes = {"x": n, "y_true": m, "W1": (h, n), "W2": (m, h), "b1": h, "b2": m}
    tuples = {name: size if isinstance(size, tuple) else (size,) for name, size in sizes.items()}
    x, y, W1, W2, b1, b2 = given = [data.draw(drawn(size, **MODERATE)) for size in tuples.values()]
    z1 = double(W1) @ double(x) + double(b1)

    def loss(x, y, W1, W2, b1, b2):
        return (torch.sigmoid(W2 @ torch.relu(W1 @ x + b1) + b2) - y) ** 2

    _, _, *theirs = gradients(loss, 1, *given)
    found = simple_backprop(*given)
    # z is off by n + h roundings of its terms, a slope of the sigmoid's by a tenth of that, and
    # a sum of m follows; where z1 is 0 to rounding, either slope of the corner would be right
    if (np.abs(z1[z1 != 0]) > 1e-9).all():
        hidden = n * largest(W1) * largest(x) + largest(b1)
        z = h * largest(W2) * hidden + largest(b2)
        terms = 8 * (n + h + m + 4) * largest(y) * z
        size = m * largest(W2) * largest(x) * hidden
        agree([found[f"d{name}"] for name in ("W1", "W2", "b1", "b2")], theirs, terms, size)


@settings(deadline=None)
@given(st.data(), st.lists(st.integers(0, 3), max_size=2), st.integers(1, 4), st.integers(1, 4))
def test_gradients_of_a_layer(data, leading, n, m):
    X, W = data.draw(drawn((*leading, n), **MODERATE)), data.draw(drawn((m, n), **MODERATE))
    b, dZ = np.zeros(m), data.draw(drawn((*leading, m), **MODERATE))
    dX, dW, db = gradients(lambda X, W, b: X @ W.T + b, dZ, X, W, b)
    terms = 2 * (int(np.prod(leading)) + m)
    agree(backward_layer_batch(dZ, X, W), (dW, db, dX), terms**2, largest(dZ) * largest(X, W))


@settings(deadline=None)
@given(st.data(), drawn(shapes((1, 4), (1, 5)), **MODERATE), st.sampled_from(["mean", "sum"]))
def test_gradient_of_softmax_and_cross_entropy(data, z, reduction):
    n, k = z.shape
    labels = data.draw(drawn((n,), types=(np.int64,))) % k
    soft = np.abs(double(data.draw(drawn((n, k), **MODERATE)))) + 0.1
    soft /= soft.sum(axis=1, keepdims=True)
    for y_true in (labels, soft):
        target = torch.tensor(np.array(y_true))

        def loss(z, target=target):
            return torch.nn.functional.cross_entropy(z, target, reduction=reduction)

        # a probability, at most 1: its logit's gap is off by a rounding of 18, and k terms
        found = softmax_cross_entropy_gradient(z, y_true, reduction=reduction)
        agree([found], gradients(loss, 1, z), 2 * (18 + k + 6), 1)


@settings(deadline=None)
@given(st.data(), st.integers(1, 2), st.integers(1, 2))
def test_gradients_of_attention(data, n_heads, d):
    n, m = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 4))
    leading = data.draw(st.sampled_from([((), (), ()), ((2,), (2,), (2,)), ((2, 1), (3,), (1,))]))
    width, sizes = n_heads * d, MODERATE | {"largest": 3}
    given = [
        data.draw(drawn((*first, rows, width), **sizes))
        for first, rows in zip(leading, (n, m, m), strict=True)
    ]
    shape = (*np.broadcast_shapes(*leading), n)
    mask = data.draw(drawn((n, m), types=(np.bool_,)))
    causal, dO = data.draw(st.booleans()), data.draw(drawn((*shape, width), **sizes))
    allowed = torch.tensor(mask & np.tri(n, m, m - n, dtype=bool) if causal else np.array(mask))
    seen = allowed.any(dim=-1, keepdim=True)

    def attention(Q, K, V):
        Q, K, V = (A.unflatten(-1, (n_heads, d)).transpose(-2, -3) for A in (Q, K, V))
        Z = (Q @ K.transpose(-1, -2) / d**0.5).masked_fill(~allowed, -torch.inf)
        P = torch.softmax(torch.where(seen, Z, 0.0), dim=-1) * seen
        return (P @ V).transpose(-2, -3).flatten(-2)

    options = {"mask": mask, "causal": causal, "n_heads": n_heads}
    output, _ = scaled_dot_product_attention(*given, **options)
    tensors = [torch.tensor(double(A)) for A in given]
    # scores of d products of at most 9, so weights to 9 d + m roundings; then sums of d products
    # with the values, twice, times a key, over the keys or queries and the axes broadcast (6)
    terms, size = 4 * (9 * d + m + 8), 2 * 9.0 * 3 * d * m * n * 6
    assert_within(output, attention(*tensors).numpy(), terms * eps() * 3)
    agree(attention_gradient(dO, *given, **options), gradients(attention, dO, *given), terms, size)


@settings(deadline=None)
@given(drawn(shapes((1, 3), (1, 3)), types=(np.float64,), largest=2), st.integers(1, 3))
def test_differences_and_the_complex_step(x, power):
    x = np.array(x)
    size = 10 * np.exp(4) * power**2 * x.size

    def f(v, module=np):
        return (module.exp(v) * module.sin(v) ** power).sum()

    theirs = gradients(lambda v: f(v, torch), 1, x)
    stepped = complex_step_gradient(f, x)
    agree([stepped], theirs, 8, size)
    # steps of 1e-5: values rounded over 2e-5, and a third derivative of the size of f, over 6
    assert_within(numerical_gradient(f, x), theirs[0], size * (4 * eps() / 1e-5 + 1e-10))
