"""The checks of notebook 06 tell right from wrong."""

import numpy as np

from helpers import (
    backward_layer_batch,
    complex_step_gradient,
    numerical_gradient,
    relu,
    sigmoid,
    sigmoid_derivative,
)
from helpers.exercises import gradients
from helpers.exercises.gradients import (
    check_deep_backprop,
    check_linear_gradient,
    check_momentum,
    check_repair,
    check_tanh_backward,
)

from .proving import proofs


def forgot_the_two(x, y, W, b):
    error = W @ x + b - y
    return np.outer(error, x), error


def sign_turned(x, y, W, b):
    error = 2 * (y - W @ x - b)
    return np.outer(error, x), error


def outer_the_other_way(x, y, W, b):
    error = 2 * (W @ x + b - y)
    return np.outer(x, error), error


def plain_product(x, y, W, b):
    error = 2 * (W @ x + b - y)
    return error @ x, error


def one_number_for_all_biases(x, y, W, b):
    error = 2 * (W @ x + b - y)
    return np.outer(error, x), error.sum()


def linear_with_loops(x, y, W, b):
    dW, db = [[0.0] * len(x) for _ in y], [0.0] * len(y)
    for i in range(len(y)):
        db[i] = 2 * (sum(W[i][j] * x[j] for j in range(len(x))) + b[i] - y[i])
        for j in range(len(x)):
            dW[i][j] = db[i] * x[j]
    return [dW, db]


def linear_by_broadcasting(x, y, W, b):
    dz = 2 * (np.einsum("ij,j->i", W, x) + b - y)
    return dz[:, None] * x, dz


def linear_by_the_helper(x, y, W, b):
    return backward_layer_batch(2 * (W @ x + b - y), x, W)[:2]


def linear_by_complex_step(x, y, W, b):
    def loss(W, b):
        return ((W @ x + b - y) ** 2).sum()

    return complex_step_gradient(lambda V: loss(V, b), W), complex_step_gradient(
        lambda v: loss(W, v), b
    )


def slope_left_out(dH, X, W, b):
    return dH.T @ X, dH.sum(axis=0), dH @ W


def slope_with_a_plus(dH, X, W, b):
    dZ = dH * (1 + np.tanh(X @ W.T + b) ** 2)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W


def mean_over_rows(dH, X, W, b):
    dZ = dH * (1 - np.tanh(X @ W.T + b) ** 2)
    return dZ.T @ X, dZ.mean(axis=0), dZ @ W


def bias_over_the_wrong_axis(dH, X, W, b):
    dZ = dH * (1 - np.tanh(X @ W.T + b) ** 2)
    return dZ.T @ X, dZ.sum(axis=1), dZ @ W


def input_by_the_transpose(dH, X, W, b):
    dZ = dH * (1 - np.tanh(X @ W.T + b) ** 2)
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W.T


def slope_of_the_output_gradient(dH, X, W, b):
    dZ = 1 - dH**2
    return dZ.T @ X, dZ.sum(axis=0), dZ @ W


def writes_into_dH(dH, X, W, b):
    dH *= 1 / np.cosh(X @ W.T + b) ** 2
    return dH.T @ X, dH.sum(axis=0), dH @ W


def tanh_by_the_helper(dH, X, W, b):
    H = np.tanh(X @ W.T + b)
    return backward_layer_batch(dH * (1 - H * H), X, W)


def tanh_row_by_row(dH, X, W, b):
    dW, db, dX = np.zeros(W.shape), np.zeros(len(W)), []
    for g, x in zip(dH, X, strict=True):
        dz = g / np.cosh(W @ x + b) ** 2
        dW += np.outer(dz, x)
        db += dz
        dX.append(W.T @ dz)
    return dW, db, dX


def plain_descent(gradient, w, rate, beta, steps):
    for _ in range(steps):
        w = w - rate * gradient(w)
    return w


def moving_average(gradient, w, rate, beta, steps):
    v = 0
    for _ in range(steps):
        v = beta * v + (1 - beta) * gradient(w)
        w = w - rate * v
    return w


def minus_forgotten(gradient, w, rate, beta, steps):
    v = 0
    for _ in range(steps):
        v = beta * v + rate * gradient(w)
        w = w + v
    return w


def moved_before_renewed(gradient, w, rate, beta, steps):
    v = np.zeros(len(w))
    for _ in range(steps):
        w, v = w + v, beta * v - rate * gradient(w)
    return w


def friction_on_the_place(gradient, w, rate, beta, steps):
    for _ in range(steps):
        w = beta * w - rate * gradient(w)
    return w


def moves_in_place(gradient, w, rate, beta, steps):
    v = np.zeros(len(w))
    for _ in range(steps):
        v = beta * v - rate * gradient(w)
        w += v
    return w


def velocity_in_units_of_the_gradient(gradient, w, rate, beta, steps):
    v = 0
    for _ in range(steps):
        v = beta * v + gradient(w)
        w = w - rate * v
    return w


def two_places_remembered(gradient, w, rate, beta, steps):
    before = now = w
    for _ in range(steps):
        before, now = now, now - rate * gradient(now) + beta * (now - before)
    return now


def momentum_in_lists(gradient, w, rate, beta, steps):
    w, v = [float(entry) for entry in w], [0.0] * len(w)
    for _ in range(steps):
        v = [beta * a - rate * g for a, g in zip(v, gradient(w), strict=True)]
        w = [a + b for a, b in zip(w, v, strict=True)]
    return w


def repaired(X, Y, W1, b1, W2, b2):
    H = sigmoid(X @ W1.T + b1)
    dY = 2 * (H @ W2.T + b2 - Y) / len(X)
    dW2, db2, dH = backward_layer_batch(dY, H, W2)
    dW1, db1, _ = backward_layer_batch(dH * H * (1 - H), X, W1)
    return dW1, db1, dW2, db2


def untouched(X, Y, W1, b1, W2, b2):
    H = sigmoid(X @ W1.T + b1)
    dY = 2 * (H @ W2.T + b2 - Y) / len(X)
    dZ1 = (dY @ W2) * sigmoid_derivative(H)
    return dZ1.T @ X, dZ1.sum(axis=0), dY.T @ H, dY.mean(axis=0)


def sum_put_right(X, Y, W1, b1, W2, b2):
    return *untouched(X, Y, W1, b1, W2, b2)[:3], repaired(X, Y, W1, b1, W2, b2)[3]


def slope_put_right(X, Y, W1, b1, W2, b2):
    return *repaired(X, Y, W1, b1, W2, b2)[:3], untouched(X, Y, W1, b1, W2, b2)[3]


def order_of_the_weights_changed(X, Y, W1, b1, W2, b2):
    dW1, db1, dW2, db2 = repaired(X, Y, W1, b1, W2, b2)
    return dW2, db2, dW1, db1


def numerically(X, Y, W1, b1, W2, b2):
    given = [W1, b1, W2, b2]

    def loss(W1, b1, W2, b2):
        return ((sigmoid(X @ W1.T + b1) @ W2.T + b2 - Y) ** 2).sum() / len(X)

    def replaced(k):
        return lambda v: loss(*given[:k], v, *given[k + 1 :])

    return [numerical_gradient(replaced(k), given[k]) for k in range(4)]


def by_complex_step(X, Y, W1, b1, W2, b2):
    given = [W1, b1, W2, b2]

    def loss(W1, b1, W2, b2):
        return ((1 / (1 + np.exp(-X @ W1.T - b1)) @ W2.T + b2 - Y) ** 2).sum() / len(X)

    def replaced(k):
        return lambda v: loss(*given[:k], v, *given[k + 1 :])

    return [complex_step_gradient(replaced(k), given[k]) for k in range(4)]


def deep(X, Y, layers, last=lambda Z: Z, slope=lambda Z: Z > 0, loss=lambda E: 2 * E / len(E)):
    Hs, Zs = [X], []
    for W, b in layers:
        Zs.append(Hs[-1] @ W.T + b)
        Hs.append(relu(Zs[-1]))
    dZ, found = loss(last(Zs[-1]) - Y), []
    for k in range(len(layers) - 1, -1, -1):
        dW, db, dH = backward_layer_batch(dZ, Hs[k], layers[k][0])
        found.insert(0, (dW, db))
        if k:
            dZ = dH * slope(Zs[k - 1])
    return found


def deep_with_a_sum(X, Y, layers):
    return deep(X, Y, layers, loss=lambda E: 2 * E)


def deep_without_slopes(X, Y, layers):
    return deep(X, Y, layers, slope=np.ones_like)


def deep_backwards_listed(X, Y, layers):
    return deep(X, Y, layers)[::-1]


def deep_without_the_last_bias(X, Y, layers):
    found = deep(X, Y, layers)
    return [*found[:-1], (found[-1][0], 0 * found[-1][1])]


def deep_with_relu_last(X, Y, layers):
    return deep(X, Y, layers, last=relu)


def deep_only_weights(X, Y, layers):
    return [dW for dW, _ in deep(X, Y, layers)]


def deep_recursively(X, Y, layers):
    def below(H, rest):
        (W, b), *above = rest
        Z = np.asarray(H) @ W.T + b
        if above:
            found, dH = below(np.maximum(0, Z), above)
            dZ = np.where(Z > 0, dH, 0)
        else:
            found, dZ = [], 2 * (Z - Y) / len(Z)
        return [(dZ.T @ H, dZ.sum(0)), *found], dZ @ W

    return below(X, layers)[0]


def deep_by_complex_step(X, Y, layers):
    def loss(changed):
        Z = X
        for k, (W, b) in enumerate(changed):
            Z = (np.where(Z.real > 0, Z, 0) if k else Z) @ W.T + b
        return ((Z - Y) ** 2).sum() / len(X)

    def with_layer(k, layer):
        return loss([*layers[:k], layer, *layers[k + 1 :]])

    return [
        (
            complex_step_gradient(lambda V, k=k, b=b: with_layer(k, (V, b)), W),
            complex_step_gradient(lambda v, k=k, W=W: with_layer(k, (W, v)), b),
        )
        for k, (W, b) in enumerate(layers)
    ]


WRONG = {
    check_linear_gradient: [
        (forgot_the_two, "the 2 is missing"),
        (sign_turned, "The sign is wrong"),
        (outer_the_other_way, "dW has the shape of W"),
        (plain_product, "the shape is (), not (2, 2)"),
        (one_number_for_all_biases, "the shape is (), not (2,)"),
    ],
    check_tanh_backward: [
        (slope_left_out, "multiplies by its slope"),
        (slope_with_a_plus, "is expected"),
        (mean_over_rows, "db is the sum over the rows"),
        (bias_over_the_wrong_axis, "the shape is (2,), not (1,)"),
        (input_by_the_transpose, "raised ValueError"),
        (slope_of_the_output_gradient, "is expected"),
        (writes_into_dH, "changes its input"),
    ],
    check_momentum: [
        (plain_descent, "plain descent"),
        (moving_average, "not with (1 - beta)"),
        (minus_forgotten, "That climbs"),
        (moved_before_renewed, "First renew the velocity"),
        (friction_on_the_place, "is expected"),
        (moves_in_place, "changes its input"),
    ],
    check_repair: [
        (untouched, "That is what was given"),
        (sum_put_right, "db2 is right now"),
        (slope_put_right, "dW1 and db1 are right now"),
        (numerically, "now write it without numerical_gradient"),
        (by_complex_step, "now write it without complex_step_gradient"),
        (order_of_the_weights_changed, "the shape is (1, 2), not (2, 2)"),
    ],
    check_deep_backprop: [
        (deep_with_a_sum, "divide by N at the start"),
        (deep_without_slopes, "its slope is 1 where H > 0"),
        (deep_backwards_listed, "turn the list around"),
        (deep_without_the_last_bias, "is expected"),
        (deep_with_relu_last, "is expected"),
        (deep_only_weights, "Each layer brings a pair"),
    ],
}
RIGHT = {
    check_linear_gradient: [
        linear_with_loops,
        linear_by_broadcasting,
        linear_by_the_helper,
        linear_by_complex_step,
    ],
    check_tanh_backward: [tanh_by_the_helper, tanh_row_by_row],
    check_momentum: [velocity_in_units_of_the_gradient, two_places_remembered, momentum_in_lists],
    check_repair: [repaired],
    check_deep_backprop: [deep, deep_recursively, deep_by_complex_step],
}

globals().update(proofs(gradients, WRONG, RIGHT))
