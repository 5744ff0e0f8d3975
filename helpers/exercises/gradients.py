"""The checks of notebook 06, Gradient Computation (Backpropagation)."""

from itertools import pairwise

import numpy as np

from ..activations import sigmoid, sigmoid_derivative
from .judging import Exercise


def _linear_gradient(x, y, W, b):
    """dW and db of the sum of (W x + b - y)²."""
    dz = 2 * (np.asarray(W) @ x + b - y)
    return np.outer(dz, x), dz


def _no_factor_two(x, y, W, b):
    return tuple(part / 2 for part in _linear_gradient(x, y, W, b))


def _uphill(x, y, W, b):
    return tuple(-part for part in _linear_gradient(x, y, W, b))


def _transposed_outer(x, y, W, b):
    dW, db = _linear_gradient(x, y, W, b)
    return dW.T, db


def _bias_sees_input(x, y, W, b):
    dW, db = _linear_gradient(x, y, W, b)
    return dW, db * np.sum(x)


def _mean_of_squares(x, y, W, b):
    return tuple(part / len(y) for part in _linear_gradient(x, y, W, b))


def _bias_left_out_of_z(x, y, W, b):
    return _linear_gradient(x, y, W, 0 * np.asarray(b))


def _swapped(x, y, W, b):
    return _linear_gradient(x, y, W, b)[::-1]


def _only_dW(x, y, W, b):
    return _linear_gradient(x, y, W, b)[0]


def _weights_for_input(x, y, W, b):
    _, db = _linear_gradient(x, y, W, b)
    return db[:, np.newaxis] * W, db


def _tanh_backward(dH, X, W, b, slope=lambda z: 1 - np.tanh(z) ** 2, total=np.sum):
    """dW, db and dX of H = tanh(X Wᵀ + b)."""
    X, W = np.asarray(X), np.asarray(W)
    dZ = np.asarray(dH) * slope(X @ W.T + b)
    return dZ.T @ X, total(dZ, axis=0), dZ @ W


def _no_slope(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=np.ones_like)


def _value_for_slope(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=np.tanh)


def _slope_at_value(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=lambda z: 1 - np.tanh(np.tanh(z)) ** 2)


def _slope_not_squared(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=lambda z: 1 - np.tanh(z))


def _slope_of_z(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=lambda z: 1 - z**2)


def _slope_of_sigmoid(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, slope=sigmoid_derivative)


def _slope_without_bias(dH, X, W, b):
    dZ = dH * (1 - np.tanh(X @ W.T) ** 2)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W


def _mean_bias(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, total=np.mean)


def _means(dH, X, W, b):
    dW, db, dX = _tanh_backward(dH, X, W, b)
    return dW / len(X), db / len(X), dX


def _rows_not_summed(dH, X, W, b):
    return _tanh_backward(dH, X, W, b, total=lambda dZ, axis: dZ)


def _slope_passed_on(dH, X, W, b):
    dW, db, _ = _tanh_backward(dH, X, W, b)
    return dW, db, dH @ W


def _dW_transposed(dH, X, W, b):
    dW, db, dX = _tanh_backward(dH, X, W, b)
    return dW.T, db, dX


def _dX_first(dH, X, W, b):
    dW, db, dX = _tanh_backward(dH, X, W, b)
    return dX, dW, db


def _momentum(gradient, w, rate, beta, steps, keep=1.0):
    """The place reached by heavy-ball steps from rest."""
    w = np.array(w, dtype=float)
    v = np.zeros_like(w)
    for _ in range(steps):
        v = beta * v - rate * keep * np.asarray(gradient(w))
        w = w + v
    return w


def _no_memory(gradient, w, rate, beta, steps):
    return _momentum(gradient, w, rate, 0.0, steps)


def _averaged(gradient, w, rate, beta, steps):
    return _momentum(gradient, w, rate, beta, steps, keep=1 - beta)


def _climbs(gradient, w, rate, beta, steps):
    return _momentum(gradient, w, -rate, beta, steps)


def _one_step_late(gradient, w, rate, beta, steps):
    w, v = np.array(w, dtype=float), 0.0
    for _ in range(steps):
        w = w + v
        v = beta * v - rate * np.asarray(gradient(w))
    return w


def _both_at_once(gradient, w, rate, beta, steps):
    w, v = np.array(w, dtype=float), 0.0
    for _ in range(steps):
        w, v = w + v, beta * v - rate * np.asarray(gradient(w))
    return w


def _looks_ahead(gradient, w, rate, beta, steps):
    w, v = np.array(w, dtype=float), 0.0
    for _ in range(steps):
        v = beta * v - rate * np.asarray(gradient(w + beta * v))
        w = w + v
    return w


def _starts_moving(gradient, w, rate, beta, steps):
    w = np.array(w, dtype=float)
    v = -rate * np.asarray(gradient(w))
    for _ in range(steps):
        v = beta * v - rate * np.asarray(gradient(w))
        w = w + v
    return w


def _one_gradient_for_all(gradient, w, rate, beta, steps):
    first = np.asarray(gradient(np.array(w, dtype=float)))
    return _momentum(lambda _: first, w, rate, beta, steps)


def _velocity(gradient, w, rate, beta, steps):
    before = _momentum(gradient, w, rate, beta, max(steps - 1, 0))
    return _momentum(gradient, w, rate, beta, steps) - before


class _Slope:
    """The gradient of a quadratic, A (w - to), that is shown by its formula."""

    def __init__(self, A, to):
        self.A, self.to = np.array(A, dtype=float), np.array(to, dtype=float)

    def __call__(self, w):
        return self.A @ (np.asarray(w) - self.to)

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return f"lambda w: {self.A.tolist()} @ (w - {self.to.tolist()})"


def _repaired(X, Y, W1, b1, W2, b2, total=np.sum, mask_at=lambda Z, H: Z, scale=None):
    """The gradients of a sigmoid layer, a linear layer and the mean squared error."""
    N = len(X) if scale is None else scale
    Z1 = X @ W1.T + b1
    H = sigmoid(Z1)
    dY = 2 * (H @ W2.T + b2 - Y) / N
    dZ1 = (dY @ W2) * sigmoid_derivative(mask_at(Z1, H))
    return dZ1.T @ X, dZ1.sum(axis=0), dY.T @ H, total(dY, axis=0)


def _as_given(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, np.mean, lambda Z, H: H)


def _only_the_sum(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, np.sum, lambda Z, H: H)


def _only_the_slope(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, np.mean)


def _sum_of_errors(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, scale=1)


def _both_means(X, Y, W1, b1, W2, b2):
    dW1, db1, dW2, _ = _repaired(X, Y, W1, b1, W2, b2)
    return dW1, db1 / len(X), dW2, _only_the_slope(X, Y, W1, b1, W2, b2)[3]


def _mean_of_all_entries(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, scale=np.size(Y))


def _nothing_divided_for_db2(X, Y, W1, b1, W2, b2):
    return _repaired(X, Y, W1, b1, W2, b2, np.mean, scale=1)


def _deep_backprop(X, Y, layers, slope=lambda H: H > 0, end=lambda Z: (Z, 1)):
    """(dW, db) of each layer of a ReLU network with a linear end, for the mean squared error."""
    inputs, H = [], np.asarray(X, dtype=float)
    for W, b in layers:
        inputs.append(H)
        Z = H @ np.transpose(W) + b
        H = np.maximum(Z, 0)
    Y_hat, last_slope = end(Z)
    dZ, gradients = 2 * (Y_hat - Y) * last_slope / len(X), []
    for (W, _), H in zip(reversed(layers), reversed(inputs), strict=True):
        gradients.append((dZ.T @ H, dZ.sum(axis=0)))
        dZ = (dZ @ W) * slope(H)
    return tuple(reversed(gradients))


def _relu_at_the_end(X, Y, layers):
    return _deep_backprop(X, Y, layers, end=lambda Z: (np.maximum(Z, 0), Z > 0))


def _scaled(factor):
    """The right gradients times a factor that depends on the number of rows."""

    def gradients(X, Y, layers):
        return tuple((factor(X) * dW, factor(X) * db) for dW, db in _deep_backprop(X, Y, layers))

    return gradients


def _last_layer_first(X, Y, layers):
    return _deep_backprop(X, Y, layers)[::-1]


def _only_weights(X, Y, layers):
    return tuple(dW for dW, _ in _deep_backprop(X, Y, layers))


def _no_slopes(X, Y, layers):
    return _deep_backprop(X, Y, layers, slope=np.ones_like)


def _mean_over_outputs(X, Y, layers):
    m = Y.shape[1]
    return tuple((dW / m, db / m) for dW, db in _deep_backprop(X, Y, layers))


def _values_as_slopes(X, Y, layers):
    return _deep_backprop(X, Y, layers, slope=lambda H: H)


def _drawn(*shapes):
    """Random arrays of the shapes, with two decimals; the same for the same shapes."""
    rng = np.random.default_rng(np.hstack(shapes))
    return tuple(rng.standard_normal(shape).round(2) for shape in shapes)


def _network(N, *sizes):
    """A batch, targets and the layers of a random network."""
    X, Y = _drawn((N, sizes[0]), (N, sizes[-1]))
    return X, Y, tuple(_drawn((m, n), (m,)) for n, m in pairwise(sizes))


LATE = "First renew the velocity, then move by it, and take as many steps as asked for."

check_linear_gradient = Exercise(
    "Exercise 6.1",
    _linear_gradient,
    cases=(
        (
            np.array([1.0, 2.0]),
            np.array([1.0, 4.0]),
            np.array([[1.0, 1.0], [0.0, 1.0]]),
            np.array([0.0, 1.0]),
        ),
        (
            np.array([2.0, -1.0, 0.5]),
            np.array([1.0, -3.0]),
            np.array([[1.0, -2.0, 0.5], [4.0, 0.0, 3.0]]),
            np.array([0.5, -1.5]),
        ),
        (np.array([3, -2]), np.array([5]), np.array([[2, 1]]), np.array([-4])),
        (np.array([-1.5]), np.arange(3.0), np.array([[2.0], [0.25], [-1.0]]), np.ones(3)),
    ),
    mistakes=(
        (_no_factor_two, "The derivative of (z - y)² by z is 2 (z - y): the 2 is missing."),
        (_uphill, "The sign is wrong: the error is z - y, not y - z."),
        (_transposed_outer, "dW has the shape of W: np.outer(dz, x), not np.outer(x, dz)."),
        (_weights_for_input, "W[i, j] is multiplied by x[j]; so dW[i, j] holds x[j], not W[i, j]."),
        (_bias_sees_input, "b is added as it is, so db is dz itself: no x in it."),
        (_mean_of_squares, "The loss is the sum over the outputs here, not their mean."),
        (_bias_left_out_of_z, "z = W x + b: the bias is part of the error as well."),
        (_swapped, "Return dW first, then db."),
        (_only_dW, "dW is right; return db as well."),
    ),
    praise="One outer product: the error at the output times what came in.",
)

check_tanh_backward = Exercise(
    "Exercise 6.2",
    _tanh_backward,
    cases=(
        (
            np.array([[1.0], [2.0]]),
            np.array([[1.0, 0.0], [0.0, 1.0]]),
            np.array([[0.5, -1.0]]),
            np.array([0.5]),
        ),
        _drawn((5, 3), (5, 4), (3, 4), (3,)),
        _drawn((1, 2), (1, 3), (2, 3), (2,)),
        (np.array([[2, -1]]), np.array([[1, 0, -1]]), np.array([[1, 2, 0], [0, 1, 1]]), [0, 1]),
    ),
    mistakes=(
        (_no_slope, "On the way back, the activation multiplies by its slope, 1 - tanh²(z)."),
        (_value_for_slope, "Multiply by the slope of tanh, 1 - tanh²(z), not by tanh(z)."),
        (_slope_at_value, "The slope is 1 - H², and H is tanh(z) already: one tanh too many."),
        (_slope_not_squared, "The slope of tanh is 1 - tanh²(z): the square is missing."),
        (_slope_of_z, "The slope is 1 - tanh²(z), not 1 - z²."),
        (_slope_of_sigmoid, "That is the slope of the sigmoid; here it is tanh."),
        (_slope_without_bias, "Z = X Wᵀ + b: the slope is taken with the bias."),
        (_mean_bias, "db is the sum over the rows: a mean, if the loss is one, is in dH already."),
        (_means, "dW and db are sums over the rows: a 1/N of the loss is in dH already."),
        (_rows_not_summed, "b is added to every row, so db is the sum over the rows, shape (m,)."),
        (_dW_transposed, "dW has the shape of W: dZᵀX, not XᵀdZ."),
        (_dX_first, "Return dW, then db, then dX."),
        (_slope_passed_on, "dX = dZ W: the gradient passes the slope before it passes W."),
    ),
    praise="Forward: affine, tanh. Backward: the slope of tanh, then the affine layer's three.",
)

check_momentum = Exercise(
    "Exercise 6.3",
    _momentum,
    cases=(
        (_Slope([[1.0]], [0.0]), np.array([8.0]), 0.5, 0.5, 2),
        (_Slope([[1.0]], [0.0]), np.array([8.0]), 0.5, 0.5, 1),
        (_Slope([[2.0, 1.0], [1.0, 4.0]], [1.0, -2.0]), np.array([3.0, 3.0]), 0.1, 0.8, 7),
        (_Slope([[3.0]], [2.0]), np.array([-1]), 0.2, 0.0, 3),
        (_Slope(np.diag([1.0, 2.0, 9.0]), [0, 1, 2]), np.array([5, -5, 1]), 0.05, 0.95, 40),
        (_Slope([[1.0]], [0.0]), np.array([8.0]), 0.5, 0.5, 0),
    ),
    mistakes=(
        (_no_memory, "That is plain descent: the velocity keeps beta times what it was."),
        (_averaged, "Here the gradient enters with the full rate, not with (1 - beta) times it."),
        (_climbs, "That climbs: the velocity gets minus rate times the gradient."),
        (_one_step_late, LATE),
        (_both_at_once, LATE),
        (_looks_ahead, "Take the gradient at w, where you are (yours is Nesterov's variant)."),
        (_starts_moving, "The velocity starts at zero: the first step is a plain one."),
        (_one_gradient_for_all, "Take the gradient anew in each step, at the w of that step."),
        (_velocity, "That is the last velocity; return where w has come to."),
    ),
    praise="Along a steady slope the steps add up to rate / (1 - beta) times the gradient.",
)

check_repair = Exercise(
    "Exercise 6.4",
    _repaired,
    cases=(
        (
            np.array([[1.0, 0.0], [0.0, 2.0]]),
            np.array([[1.0], [0.0]]),
            np.array([[1.0, 1.0], [0.0, -1.0]]),
            np.array([0.0, 1.0]),
            np.array([[2.0, -1.0]]),
            np.array([0.5]),
        ),
        _drawn((5, 4), (5, 2), (3, 4), (3,), (2, 3), (2,)),
        _drawn((1, 3), (1, 4), (2, 3), (2,), (4, 2), (4,)),
    ),
    mistakes=(
        (_as_given, "That is what was given. Check each of the four gradients numerically."),
        (_only_the_sum, "db2 is right now. The error of dW1 and db1 comes from where they share."),
        (_only_the_slope, "dW1 and db1 are right now. The check says that db2 is still wrong."),
        (_sum_of_errors, "The loss is a mean over the rows: the division by N was right."),
        (_mean_of_all_entries, "The loss divides by the number of rows, N, not of all entries."),
        (_nothing_divided_for_db2, "db2 sums the rows of dY, which holds the 1/N: keep it there."),
        (_both_means, "db1 was summed rightly: the 1/N is in dY already. It is db2 that is not."),
    ),
    without=("numerical_gradient", "complex_step_gradient"),
    praise="Both faults had the right shape, so nothing complained: a check shows them.",
)

check_deep_backprop = Exercise(
    "Exercise 6.5",
    _deep_backprop,
    cases=(
        (
            np.array([[1.0, 2.0], [3.0, 0.0]]),
            np.array([[1.0], [0.0]]),
            (
                (np.array([[1.0, -1.0], [1.0, 1.0]]), np.zeros(2)),
                (np.array([[2.0, 1.0]]), np.zeros(1)),
            ),
        ),
        _network(3, 2, 1),
        _network(4, 3, 5, 2),
        _network(6, 3, 4, 4, 5, 2),
        _network(1, 2, 6, 6, 6, 6, 1),
    ),
    mistakes=(
        (_relu_at_the_end, "The last layer has no activation: its output is Z, negative or not."),
        (_scaled(len), "The loss is the mean over the rows: divide by N at the start."),
        (_scaled(lambda X: 0.5), "The derivative of the square brings a 2: the loss has no ½."),
        (_last_layer_first, "You collect from the last layer to the first: turn the list around."),
        (_only_weights, "Each layer brings a pair: its dW and its db."),
        (
            _no_slopes,
            "A unit that is off lets no gradient through: its slope is 1 where H > 0, else 0.",
        ),
        (_mean_over_outputs, "The loss divides by the number of rows, N, not of all entries."),
        (_values_as_slopes, "Multiply by the ReLU's slope, 0 or 1, not by what the unit holds."),
    ),
    praise="Any depth: a loop forwards that keeps, a loop backwards that uses.",
)
