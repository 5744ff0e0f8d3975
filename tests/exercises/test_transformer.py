"""The checks of notebook 12 tell right from wrong."""

import numpy as np

from helpers import numerical_gradient, scaled_dot_product_attention, softmax
from helpers.exercises import transformer
from helpers.exercises.transformer import (
    check_adamw,
    check_head_parts,
    check_pool,
    check_rms_gradient,
    check_weight_count,
)

from .proving import proofs

# ---- 12.1: counting weights


def by_shapes(words, positions, d, blocks):
    block = [(d, d), (d,)] * 4 + [(4 * d, d), (4 * d,), (d, 4 * d), (d,)] + [(d,)] * 4
    shapes = [(words, d), (positions, d), *blocks * block, (d,), (d,)]
    return int(sum(np.prod(shape) for shape in shapes))


def attention_without_biases(words, positions, d, blocks):
    return by_shapes(words, positions, d, blocks) - blocks * 4 * d


def an_output_table_of_its_own(words, positions, d, blocks):
    return by_shapes(words, positions, d, blocks) + words * d


def no_last_norm(words, positions, d, blocks):
    return by_shapes(words, positions, d, blocks) - 2 * d


def positions_forgotten(words, positions, d, blocks):
    return by_shapes(words, 0, d, blocks)


def no_biases(words, positions, d, blocks):
    return (words + positions) * d + blocks * (12 * d * d + 4 * d) + 2 * d


# ---- 12.2: pooling by a query


def by_attention(H, u):
    return np.array([scaled_dot_product_attention(u[np.newaxis], h, h)[0][0] for h in H])


def by_einsum(H, u):
    return np.einsum("Nn,Nnd->Nd", softmax(H @ u / len(u) ** 0.5), H)


def across_the_batch(H, u):
    return np.einsum("Nn,Nnd->Nd", softmax(H @ u / len(u) ** 0.5, axis=0), H)


def no_root(H, u):
    return np.einsum("Nn,Nnd->Nd", softmax(H @ u), H)


def plain_mean(H, u):
    return H.mean(axis=1)


def hard_choice(H, u):
    return np.array([h[(h @ u).argmax()] for h in H])


def root_of_the_length(H, u):
    return np.einsum("Nn,Nnd->Nd", softmax(H @ u / H.shape[1] ** 0.5), H)


def exponentials_of_large_scores(H, u):
    with np.errstate(all="ignore"):
        e = np.exp(H @ u / np.sqrt(len(u)))
        return np.einsum("Nn,Nnd->Nd", e / e.sum(axis=1)[:, np.newaxis], H)


def keeps_an_axis(H, u):
    return by_einsum(H, u)[:, np.newaxis]


# ---- 12.3: Adam with decoupled weight decay


def adamw_by_loops(theta, gradients, rate, alpha):
    theta, v, q = list(theta), [0.0] * len(theta), [0.0] * len(theta)
    for t in range(1, len(gradients) + 1):
        for i, g in enumerate(gradients[t - 1]):
            theta[i] -= rate * alpha * theta[i]
            v[i] = 0.9 * v[i] + 0.1 * g
            q[i] = 0.999 * q[i] + 0.001 * g * g
            theta[i] -= rate * v[i] / (1 - 0.9**t) / ((q[i] / (1 - 0.999**t)) ** 0.5 + 1e-8)
    return theta


def steps_of(theta, gradients, rate, shrink=0.0, ridge=0.0, first=1, correct=True):
    v, q = np.zeros(len(theta)), np.zeros(len(theta))
    for t, g in enumerate(gradients, first):
        g = g + ridge * theta
        theta = theta * (1 - shrink)
        v, q = 0.9 * v + 0.1 * g, 0.999 * q + 0.001 * g**2
        v_hat, q_hat = (v / (1 - 0.9**t), q / (1 - 0.999**t)) if correct else (v, q)
        theta = theta - rate * v_hat / (np.sqrt(q_hat) + 1e-8)
    return theta


def ridge_in_the_gradient(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate, ridge=alpha)


def shrinks_by_alpha(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate, shrink=alpha)


def not_corrected(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate, shrink=rate * alpha, correct=False)


def plain_adam(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate)


def counts_from_two(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate, shrink=rate * alpha, first=2)


def decays_at_the_end(theta, gradients, rate, alpha):
    return steps_of(theta, gradients, rate) * (1 - rate * alpha)


def writes_to_theta(theta, gradients, rate, alpha):
    result = steps_of(theta, gradients, rate, shrink=rate * alpha)
    theta[:] = result
    return theta


# ---- 12.4: what each head writes


def with_zeros(O, W_O, h):
    parts, width = [], O.shape[-1] // h
    for k in range(h):
        alone = np.zeros_like(O)
        alone[..., k * width : (k + 1) * width] = O[..., k * width : (k + 1) * width]
        parts.append(alone @ W_O.T)
    return np.array(parts)


def blocks_of_rows(O, W_O, h):
    pieces = zip(np.split(O, h, axis=-1), np.split(W_O, h, axis=0), strict=True)
    return np.stack([part @ block for part, block in pieces])


def cuts_the_sum(O, W_O, h):
    return np.stack(np.split(O @ W_O.T, h, axis=-1))


def strided_columns(O, W_O, h):
    return np.stack([O[..., k::h] @ W_O[:, k::h].T for k in range(h)])


def all_together(O, W_O, h):
    return O @ W_O.T


def heads_at_the_end(O, W_O, h):
    return np.moveaxis(with_zeros(O, W_O, h), 0, -1)


# ---- 12.5: the gradient of the RMS norm


def by_the_jacobian(dY, X, gain):
    dX = np.empty_like(X)
    for i, x in enumerate(X):
        rho = np.sqrt(x @ x / len(x))
        J = (np.eye(len(x)) - np.outer(x, x) / (x @ x)) / rho
        dX[i] = J @ (gain * dY[i])
    rho = np.linalg.norm(X, axis=1) / np.sqrt(X.shape[1])
    return [dX, np.einsum("ij,ij,i->j", dY, X, 1 / rho)]


def of_the_layer_norm(dY, X, gain):
    centered = X - X.mean(axis=1, keepdims=True)
    rho = centered.std(axis=1, keepdims=True)
    normed, d = centered / rho, gain * dY
    along = (normed * d).mean(axis=1, keepdims=True)
    dX = (d - d.mean(axis=1, keepdims=True) - normed * along) / rho
    return dX, (dY * normed).sum(axis=0)


def forgets_that_rho_moves(dY, X, gain):
    return gain * dY / np.sqrt((X**2).mean(1, keepdims=True)), by_the_jacobian(dY, X, gain)[1]


def no_gain(dY, X, gain):
    return by_the_jacobian(dY, X, np.ones(len(gain)))


def a_mean_for_dgain(dY, X, gain):
    dX, dgain = by_the_jacobian(dY, X, gain)
    return dX, dgain / len(X)


def swapped(dY, X, gain):
    return by_the_jacobian(dY, X, gain)[::-1]


WRONG = {
    check_weight_count: [
        (attention_without_biases, "4d a block are missing"),
        (an_output_table_of_its_own, "count it once"),
        (no_last_norm, "One more norm"),
        (no_biases, "Count the biases"),
        (positions_forgotten, "have a table, too"),
    ],
    check_rms_gradient: [
        (of_the_layer_norm, "no mean is subtracted"),
        (forgets_that_rho_moves, "depends on x"),
        (no_gain, "through the gain"),
        (a_mean_for_dgain, "result 2"),
        (swapped, "is expected"),
    ],
    check_adamw: [
        (ridge_in_the_gradient, "shrink θ itself"),
        (shrinks_by_alpha, "the learning rate in it"),
        (not_corrected, "divide them by"),
        (plain_adam, "not shrunk at all"),
        (counts_from_two, "is expected"),
        (decays_at_the_end, "is expected"),
        (writes_to_theta, "work on a copy"),
    ],
    check_pool: [
        (across_the_batch, "tokens of one sequence"),
        (no_root, "root of d"),
        (plain_mean, "the query has no say"),
        (hard_choice, "every token answers"),
        (root_of_the_length, "not their number"),
        (exponentials_of_large_scores, "exp overflows"),
        (keeps_an_axis, "the shape is"),
    ],
    check_head_parts: [
        (blocks_of_rows, "its columns are the blocks"),
        (strided_columns, "side by side"),
        (cuts_the_sum, "cut O, not the result"),
        (all_together, "keep the terms apart"),
        (heads_at_the_end, "comes first"),
    ],
}
RIGHT = {
    check_weight_count: [by_shapes],
    check_rms_gradient: [by_the_jacobian],
    check_adamw: [adamw_by_loops],
    check_pool: [by_attention, by_einsum],
    check_head_parts: [with_zeros],
}

globals().update(proofs(transformer, WRONG, RIGHT))


def test_the_count_is_that_of_gpt_2():
    assert by_shapes(50257, 1024, 768, 12) == 124_439_808


def test_the_gradient_of_the_rms_norm_is_that_of_nudges():
    rng = np.random.default_rng(0)
    dY, X, gain = rng.standard_normal((3, 4)), rng.standard_normal((3, 4)), rng.standard_normal(4)

    def loss(X, gain):
        return (dY * gain * X / np.sqrt((X**2).mean(axis=1, keepdims=True))).sum()

    dX, dgain = check_rms_gradient.reference(dY, X, gain)
    np.testing.assert_allclose(dX, numerical_gradient(lambda v: loss(v, gain), X), atol=1e-8)
    np.testing.assert_allclose(dgain, numerical_gradient(lambda v: loss(X, v), gain), atol=1e-8)


def test_the_heads_parts_add_up_to_what_attention_writes():
    rng = np.random.default_rng(0)
    O, W_O = rng.standard_normal((2, 3, 6)), rng.standard_normal((6, 6))
    parts = check_head_parts.reference(O, W_O, 3)
    np.testing.assert_allclose(parts.sum(axis=0), O @ W_O.T, atol=1e-13)
