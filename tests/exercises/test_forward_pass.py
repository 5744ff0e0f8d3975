"""The checks of notebook 04 tell right from wrong."""

from itertools import pairwise

import numpy as np

from helpers import forward_layer
from helpers.exercises import forward_pass
from helpers.exercises.forward_pass import (
    check_collapse,
    check_initial_std,
    check_leaky_relu,
    check_n_parameters,
    check_one_of_three,
)

from .proving import proofs, verdict


def units_counted(sizes):
    return sum(sizes)


def last_layer_left_out(sizes):
    return sum(n * m + m for n, m in pairwise(sizes[:-1]))


def first_to_last(sizes):
    return sizes[0] * sizes[-1] + sizes[-1]


def only_right_for_two_layers(sizes):
    return sizes[1] * (sizes[0] + 1) + (sizes[2] * (sizes[1] + 1) if len(sizes) > 2 else 0)


def fixed_slope(z, slope):
    return np.maximum(z, 0.1 * z), np.where(z > 0, 1, 0.1)


def values_only(z, slope):
    return np.maximum(z, slope * z)


def integers_cut_off(z, slope):
    h, d = np.zeros_like(z), np.zeros_like(z)
    h[z > 0], h[z <= 0] = z[z > 0], slope * z[z <= 0]
    d[z > 0], d[z <= 0] = 1, slope
    return h, d


def writes_to_its_input(z, slope):
    d = np.where(z > 0, 1.0, slope)
    z *= d
    return z, d


def transposed(W1, b1, W2, b2):
    return (W2 @ W1).T, W2 @ b1 + b2


def bias_from_the_left(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2.T + b2 * 0


def one_layer_of_two_units():
    return [[1, 0, 0], [0, 1, 0]], [0, 0], [[1, 1]], [0]


def wrong_shapes():
    return np.ones((2, 2)), np.zeros(2), np.ones((1, 2)), np.zeros(1)


def two_outputs():
    return np.ones((2, 3)), np.zeros(2), np.ones((2, 2)), np.zeros(2)


def three_arrays():
    return np.ones((2, 3)), np.zeros(2), np.ones((1, 2))


def first_input_only():
    return [[1, 0, 0]], [0], [[1]], [0]


def always_xavier(activation, n):
    return np.sqrt(1 / n) * 5 / 3


def too_few_samples(activation, n):
    z = np.random.default_rng(1).standard_normal(30)
    return 1 / np.sqrt(n * np.mean(activation(z) ** 2))


def of_the_absolute(activation, n):
    z = np.random.default_rng(1).standard_normal(10**5)
    return 1 / np.sqrt(n) / np.mean(np.abs(activation(z)))


WRONG = {
    check_n_parameters: [
        (units_counted, "5, but 8 is expected"),
        (last_layer_left_out, "8 is expected"),
        (first_to_last, "108 is expected"),
        (only_right_for_two_layers, "but 108 is expected"),
    ],
    check_leaky_relu: [
        (fixed_slope, "0.25"),
        (values_only, "2 results are expected"),
        (integers_cut_off, "[-7,  4,  0]"),
        (writes_to_its_input, "work on a copy"),
    ],
    check_collapse: [
        (transposed, "is expected"),
        (bias_from_the_left, "result 2 of 2"),
        (lambda W1, b1, W2, b2: (W2 @ W1, (W2 @ b1 + b2)[:, np.newaxis]), "the shape is (2, 1)"),
    ],
    check_one_of_three: [
        (one_layer_of_two_units, "gives 0, but 1 is expected"),
        (wrong_shapes, "make no network for three inputs: W has 2 columns, but"),
        (two_outputs, "it should have one output, but has 2"),
        (three_arrays, "W1, b1, W2 and b2 are expected"),
        (first_input_only, "the network of first_input_only([0., 0., 1.]) gives 0"),
        (lambda: 7, "W1, b1, W2 and b2 are expected"),
        (lambda: ([["a"] * 3], [0], [[1]], [0]), "make no network"),
    ],
    check_initial_std: [
        (always_xavier, "but 0.1414 is expected"),
        (too_few_samples, "is expected"),
        (of_the_absolute, "is expected"),
    ],
}


def with_a_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i] * (sizes[i - 1] + 1)
    return total


def by_making_the_arrays(sizes):
    return sum(np.empty((m, n)).size + np.empty(m).size for n, m in pairwise(sizes))


def by_maximum(z, slope=0.01):
    return np.maximum(z, slope * z), (z > 0) + slope * (z <= 0)


def entry_by_entry(z, slope=0.01):
    h, d = np.empty(z.shape), np.empty(z.shape)
    for i, value in np.ndenumerate(z):
        h[i] = value if value > 0 else slope * value
        d[i] = 1 if value > 0 else slope
    return h, d


def by_einsum(W1, b1, W2, b2):
    return np.einsum("ij,jk->ik", W2, W1), np.einsum("ij,j->i", W2, b1) + b2


def by_probing(W1, b1, W2, b2):
    def both(x):
        return forward_layer(forward_layer(x, W1, b1, None), W2, b2, None)

    b = both(np.zeros(W1.shape[1]))
    return np.array([both(e) - b for e in np.eye(W1.shape[1])]).T, b


def as_lists():
    return [[1, 1, 1], [1, 1, 1]], [0, -1], [1, -2], 0


def by_detectors():
    W1 = np.array([[1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    return W1, np.zeros(3), np.ones((1, 3)), np.zeros(1)


def by_sampling(activation, n):
    z = np.random.default_rng(0).standard_normal(10**6)
    return 1 / np.sqrt(n * np.mean(activation(z) ** 2))


def by_sampling_a_layer(activation, n):
    rng = np.random.default_rng(3)
    total = sum(np.sum(activation(rng.normal(size=n)) ** 2) for _ in range(200_000 // n))
    return (total / (200_000 // n)) ** -0.5


def by_quadrature(activation, n):
    z, weight = np.polynomial.hermite_e.hermegauss(200)
    return (n * (weight * activation(z) ** 2).sum() / weight.sum()) ** -0.5


RIGHT = {
    check_n_parameters: [with_a_loop, by_making_the_arrays],
    check_leaky_relu: [by_maximum, entry_by_entry],
    check_collapse: [by_einsum, by_probing],
    check_one_of_three: [as_lists, by_detectors],
    check_initial_std: [by_sampling, by_sampling_a_layer, by_quadrature],
}

(
    test_wrong_answers,
    test_right_answers,
    test_reference_and_blank,
    test_three_wrong_answers_each,
    test_listed_mistakes,
) = proofs(forward_pass, WRONG, RIGHT)


def test_weights_that_are_partly_blank_are_not_attempted_yet():
    assert "not attempted yet" in verdict(check_one_of_three, lambda: (..., [0], ..., [0]))


def test_an_answer_that_is_no_function_is_told_so():
    assert "should be a function" in verdict(check_one_of_three, as_lists())
