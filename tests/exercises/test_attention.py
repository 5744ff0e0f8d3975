"""The checks of notebook 11 tell right from wrong."""

import math

import numpy as np

from helpers import causal_mask, split_heads
from helpers.exercises import attention
from helpers.exercises.attention import (
    check_causal,
    check_heads,
    check_lookup,
    check_merge,
    check_rotary,
    check_score_gradient,
)

from .proving import proofs


def softmax_of_a_list(scores):
    e = [math.exp(score - max(scores)) for score in scores]
    return [x / sum(e) for x in e]


def by_loops(q, K, V):
    scores = [sum(a * b for a, b in zip(q, k, strict=True)) / math.sqrt(len(q)) for k in K]
    output = [0.0] * V.shape[1]
    for p, v in zip(softmax_of_a_list(scores), V, strict=True):
        output = [o + p * x for o, x in zip(output, v, strict=True)]
    return output


def scaled_query(q, K, V):
    z = (q / len(q) ** 0.5) @ K.T
    e = np.exp(z - z.max())
    return (e @ V) / e.sum()


def squared_width(q, K, V):
    z = K @ q / len(q) ** 2
    e = np.exp(z - z.max())
    return e @ V / e.sum()


def keys_returned(q, K, V):
    return scaled_query(q, K, K)


def two_dimensional(q, K, V):
    return scaled_query(q, K, V)[np.newaxis]


def causal_by_loops(n, m):
    return [[j <= i + m - n for j in range(m)] for i in range(n)]


def causal_by_tril(n, m):
    return np.tril(np.ones((n, m)), m - n) == 1


def square(n, m):
    return np.tril(np.ones((m, m), bool))


def all_allowed(n, m):
    return np.ones((n, m), bool)


def upper(n, m):
    return np.triu(np.ones((n, m), bool), m - n)


def heads_stacked(X, n_heads):
    return np.stack(np.split(X, n_heads, axis=1))


def heads_by_einsum(X, n_heads):
    return np.einsum("nhd->hnd", X.reshape(len(X), n_heads, -1))


def heads_by_loops(X, n_heads):
    width = X.shape[1] // n_heads
    return [[row[h * width : (h + 1) * width] for row in X] for h in range(n_heads)]


def tokens_split(X, n_heads):
    return np.stack(np.array_split(X, n_heads))[:, : len(X)] if n_heads == 1 else X[np.newaxis]


def a_list_of_slices(X, n_heads):
    return [X[:, :2] for _ in range(n_heads)]


def merge_by_log_sum_exp(first, second):
    top = np.maximum(first[0], second[0])
    state = [np.array([total, *sums]) * np.exp(t - top) for t, total, sums in (first, second)]
    total, *sums = state[0] + state[1]
    return [top, total, np.array(sums)]


def merge_if_larger(first, second):
    if first[0] < second[0]:
        first, second = second, first
    shrink = math.exp(second[0] - first[0])
    return first[0], first[1] + shrink * second[1], first[2] + shrink * second[2]


def merge_keeps_the_larger(first, second):
    return max(first, second, key=lambda state: state[0])


def merge_takes_means(first, second):
    return tuple((a + b) / 2 for a, b in zip(first, second, strict=True))


def by_the_jacobian(P, dO, V):
    return np.stack([(np.diag(p) - np.outer(p, p)) @ (V @ g) for p, g in zip(P, dO, strict=True)])


def by_the_output(P, dO, V):
    return P * (dO @ V.T - (dO * (P @ V)).sum(axis=1)[:, None])


def wrong_sign(P, dO, V):
    return -by_the_output(P, dO, V)


def divided_by_the_root(P, dO, V):
    return by_the_output(P, dO, V) / np.sqrt(V.shape[1] + 1)


def no_keepdims(P, dO, V):
    dP = dO @ V.T
    return P * (dP - (P * dP).sum(axis=1))


def by_complex_numbers(X, omega):
    turned = (X[:, ::2] + 1j * X[:, 1::2]) * np.exp(1j * np.outer(np.arange(len(X)), omega))
    return np.stack([turned.real, turned.imag], axis=2).reshape(X.shape)


def by_rotation_matrices(X, omega):
    Y = np.empty_like(X)
    for i, k in np.ndindex(len(X), len(omega)):
        c, s = np.cos(i * omega[k]), np.sin(i * omega[k])
        Y[i, 2 * k : 2 * k + 2] = np.array([[c, -s], [s, c]]) @ X[i, 2 * k : 2 * k + 2]
    return Y


def in_degrees(X, omega):
    return by_complex_numbers(X, np.deg2rad(omega))


def one_frequency(X, omega):
    return by_complex_numbers(X, np.full_like(omega, omega[0]))


def by_the_column(X, omega):
    return by_complex_numbers(X[::-1], omega)[::-1]


def writes_to_its_input(X, omega):
    X[:] = by_complex_numbers(X, omega)
    return X


WRONG = {
    check_lookup: [
        (squared_width, "is expected"),
        (keys_returned, "is expected"),
        (two_dimensional, "the shape is (1, 1), not (1,)"),
        (lambda q, K, V: V[0], "is expected"),
        (lambda q, K, V: (K @ q) @ V, "is expected"),
    ],
    check_causal: [
        (lambda n, m: causal_mask(n, m), "now write it without causal_mask"),
        (square, "the shape is (4, 4), not (2, 4)"),
        (all_allowed, "is expected"),
        (upper, "allows the future"),
        (lambda n, m: np.tri(n, m, m - n), "True and False are expected"),
        (lambda n, m: m - n, "is expected"),
    ],
    check_heads: [
        (lambda X, n_heads: split_heads(X, n_heads), "now write it without split_heads"),
        (tokens_split, "the shape is"),
        (a_list_of_slices, "is expected"),
        (lambda X, n_heads: X.T.reshape(n_heads, -1, len(X)), "is expected"),
        (lambda X, n_heads: np.array(np.split(X, n_heads, axis=1))[::-1], "is expected"),
        (lambda X, n_heads: X, "three axes"),
    ],
    check_merge: [
        (merge_keeps_the_larger, "is expected"),
        (merge_takes_means, "is expected"),
        (lambda first, second: first, "is expected"),
        (lambda first, second: max(first[0], second[0]), "3 results are expected"),
    ],
    check_score_gradient: [
        (wrong_sign, "is expected"),
        (divided_by_the_root, "is expected"),
        (no_keepdims, "not yet"),
        (lambda P, dO, V: P.T @ dO, "is expected"),
    ],
    check_rotary: [
        (in_degrees, "is expected"),
        (one_frequency, "is expected"),
        (by_the_column, "is expected"),
        (writes_to_its_input, "changes its input"),
    ],
}
RIGHT = {
    check_lookup: [by_loops, scaled_query],
    check_causal: [causal_by_loops, causal_by_tril],
    check_heads: [heads_stacked, heads_by_einsum, heads_by_loops],
    check_merge: [merge_by_log_sum_exp, merge_if_larger],
    check_score_gradient: [by_the_jacobian, by_the_output],
    check_rotary: [by_complex_numbers, by_rotation_matrices],
}

globals().update(proofs(attention, WRONG, RIGHT))
