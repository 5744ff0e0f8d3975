"""The transformer of notebook 12: its accuracy over seeds, its gradient against PyTorch's."""

import numpy as np
import pytest

from helpers import one_hot
from tests.capstone import capstone, peer_logits


@pytest.mark.parametrize("seed", range(5))
def test_it_reads_97_percent_of_the_held_out_digits_whatever_the_seed(seed):
    model = capstone(seed=seed)
    _, history = model.train(model.epochs)
    assert history[2][-1] >= 0.97


def test_training_leaves_the_images_alone():
    model = capstone()
    X = model.X_train.copy()
    model.train(1)
    np.testing.assert_array_equal(model.X_train, X)


@pytest.mark.parametrize("heads", [1, 4, 8])
def test_logits_and_every_gradient_are_those_of_pytorch(heads):
    torch = pytest.importorskip("torch")
    model = capstone(seed=3, n_heads=heads)
    rng = np.random.default_rng(0)
    theta = model.initial(model.shapes, rng)
    theta = theta + 0.1 * rng.standard_normal(theta.size)  # gains and shifts of their own
    w = model.views(theta, model.shapes)
    X, y = model.X_train[:20], model.y_train[:20]
    trace = model.forward(w, X)
    gradients = model.backward(w, trace, one_hot(y, 10))

    t = {name: torch.tensor(value, requires_grad=True) for name, value in w.items()}
    Z = peer_logits(t, torch.tensor(X), model.width, heads)
    torch.nn.functional.cross_entropy(Z, torch.tensor(y)).backward()

    np.testing.assert_allclose(trace["Z"], Z.detach().numpy(), atol=1e-12)
    assert set(gradients) == set(model.shapes)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, t[name].grad.numpy(), atol=1e-12, err_msg=name)


def test_adam_is_that_of_pytorch():
    torch = pytest.importorskip("torch")
    model = capstone()
    rng = np.random.default_rng(0)
    theta, v, q = rng.standard_normal(7), np.zeros(7), np.zeros(7)
    parameter = torch.tensor(theta, requires_grad=True)
    peer = torch.optim.Adam([parameter], lr=0.01)
    for t in range(1, 30):
        gradient = rng.standard_normal(7) * 10.0 ** rng.integers(-6, 3, 7)
        model.adam(theta, gradient, v, q, t, 0.01)
        parameter.grad = torch.tensor(gradient)
        peer.step()
    np.testing.assert_allclose(theta, parameter.detach().numpy(), rtol=1e-12, atol=1e-12)
