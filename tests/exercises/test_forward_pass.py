"""The checks of notebook 04 tell right from wrong."""

from itertools import pairwise

import numpy as np
import pytest

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

DRAWN = np.random.default_rng(2).standard_normal(10**6)


def units_counted(sizes):
    return sum(sizes)


def last_layer_left_out(sizes):
    return sum(n * m + m for n, m in pairwise(sizes[:-1]))


def first_to_last(sizes):
    return sizes[0] * sizes[-1] + sizes[-1]


def only_right_for_two_layers(sizes):
    return sizes[1] * (sizes[0] + 1) + (sizes[2] * (sizes[1] + 1) if len(sizes) > 2 else 0)


def fixed_leak(z, leak):
    return np.maximum(z, 0.1 * z), np.where(z > 0, 1, 0.1)


def values_only(z, leak):
    return np.maximum(z, leak * z)


def integers_cut_off(z, leak):
    h, d = np.zeros_like(z), np.zeros_like(z)
    h[z > 0], h[z <= 0] = z[z > 0], leak * z[z <= 0]
    d[z > 0], d[z <= 0] = 1, leak
    return h, d


def writes_to_its_input(z, leak):
    d = np.where(z > 0, 1.0, leak)
    z *= d
    return z, d


def default_leak_only(z, leak):
    return np.maximum(z, 0.01 * z), (z > 0) + 0.01 * (z <= 0)


def compared_with_the_leak(z, leak):
    return np.maximum(z, leak), np.where(z > 0, 1.0, leak)


def derivative_is_z(z, leak):
    return np.maximum(z, leak * z), np.maximum(z, leak * (z <= 0))


def filled_in(z, leak):
    h = np.empty_like(z)
    h[z > 0], h[z <= 0] = z[z > 0], leak * z[z <= 0]
    return h, np.where(z > 0, 1.0, leak)


def transposed(W1, b1, W2, b2):
    return W1.T @ W2.T, W2 @ b1 + b2


def without_last_bias(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2.T


def biases_first(W1, b1, W2, b2):
    return W2 @ W1, W2.dot(b1 + b2)


def times(W1, b1, W2, b2):
    return np.multiply(W2, W1), W2 @ b1 + b2


def bias_from_the_left(W1, b1, W2, b2):
    return W2 @ W1, b1 @ W2.T + b2 * 0


def one_layer_of_two_units():
    return [[1, 0, 0], [0, 1, 0]], [0, 0], [[1, 1]], [0]


def wrong_shapes():
    return np.ones((2, 2)), np.zeros(2), np.ones((1, 2)), np.zeros(1)


def half_is_not_enough():
    return [[1, 1, 1], [1, 1, 1]], [0, -1], [[0.5, -1]], [0]


def too_many_pass():
    return np.ones((1, 3)), [0], [[1]], [0]


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


def without_n(activation, n):
    return 1 / np.sqrt(np.mean(activation(DRAWN) ** 2))


def without_square(activation, n):
    return 1 / np.sqrt(n * np.mean(activation(DRAWN)))


def the_mean_squared(activation, n):
    return 1 / np.sqrt(n * np.mean(activation(DRAWN)) ** 2)


def the_variance(activation, n):
    return 1 / (n * np.mean(activation(DRAWN) ** 2))


def spread_of_activations(activation, n):
    return 1 / np.sqrt(n) / np.std(activation(DRAWN))


def grid_without_weights(activation, n):
    z = np.arange(-5, 5, 1e-3)
    return 1 / np.sqrt(n * np.mean(activation(z) ** 2))


def weights_not_normalised(activation, n):
    z = np.linspace(-8, 8, 1001)
    return 1 / np.sqrt(n * np.sum(np.exp(-(z**2) / 2) * activation(z) ** 2))


def one_thousand_draws(activation, n):
    z = np.random.default_rng(0).standard_normal(1000)
    return 1 / np.sqrt(n * np.mean(activation(z) ** 2))


def the_same_everywhere(activation, n):
    return 5.0


def of_the_absolute(activation, n):
    z = np.random.default_rng(1).standard_normal(10**5)
    return 1 / np.sqrt(n) / np.mean(np.abs(activation(z)))


WRONG = {
    check_n_parameters: [
        (units_counted, "5, but 8 is expected"),
        (last_layer_left_out, "8 is expected"),
        (first_to_last, "108 is expected"),
        (only_right_for_two_layers, "but 108 is expected"),
        (lambda sizes: int(np.prod(sizes)), "Only neighbouring layers"),
        (lambda sizes: np.array([n * m + m for n, m in pairwise(sizes)]), "add them up"),
    ],
    check_leaky_relu: [
        (fixed_leak, "0.25"),
        (values_only, "2 results are expected"),
        (default_leak_only, "Use the argument leak"),
        (compared_with_the_leak, "not with the leak itself"),
        (derivative_is_z, "derivative of z is 1"),
        (integers_cut_off, "not np.empty_like(z)"),
        (filled_in, "not np.empty_like(z)"),
        (writes_to_its_input, "work on a copy"),
    ],
    check_collapse: [
        (transposed, "That is W transposed"),
        (without_last_bias, "what became of b2?"),
        (biases_first, "only b1 passes it"),
        (times, "matrices is @"),
        (bias_from_the_left, "result 2 of 2"),
        (lambda W1, b1, W2, b2: (W2 @ W1, (W2 @ b1 + b2)[:, np.newaxis]), "the shape is (2, 1)"),
    ],
    check_one_of_three: [
        (
            one_layer_of_two_units,
            "For x = [0, 0, 1] the network of one_layer_of_two_units() gives 0",
        ),
        (half_is_not_enough, "gives 0.5, which does not exceed 0.5; here it should."),
        (too_many_pass, "[0, 1, 1] the network of too_many_pass() gives 2, which exceeds 0.5"),
        (wrong_shapes, "make no network for three inputs: W has 2 columns, but"),
        (two_outputs, "it should have one output, but has 2"),
        (three_arrays, "W1, b1, W2 and b2 are expected"),
        (first_input_only, "first_input_only() gives 0, which does not exceed 0.5"),
        (lambda: 7, "W1, b1, W2 and b2 are expected"),
        (lambda: ([["a"] * 3], [0], [[1]], [0]), "make no network"),
    ],
    check_initial_std: [
        (always_xavier, "but 0.1414 is expected"),
        (too_few_samples, "is expected"),
        (of_the_absolute, "is expected"),
        (without_n, "where is n?"),
        (without_square, "The rule needs the mean of the squares"),
        (the_mean_squared, "not the square of the mean"),
        (the_variance, "That is the variance; the standard deviation"),
        (spread_of_activations, "here their mean counts too"),
        (grid_without_weights, "z near 0 must count for more"),
        (weights_not_normalised, "0.0799. If you weight a mean, divide by the sum"),
        (one_thousand_draws, "close everywhere, but not within 1%"),
        (lambda activation, n: 1.05 * by_sampling(activation, n), "close everywhere"),
    ],
}


def with_a_loop(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += sizes[i] * (sizes[i - 1] + 1)
    return total


def by_making_the_arrays(sizes):
    return sum(np.empty((m, n)).size + np.empty(m).size for n, m in pairwise(sizes))


def by_maximum(z, leak=0.01):
    return np.maximum(z, leak * z), (z > 0) + leak * (z <= 0)


def entry_by_entry(z, leak=0.01):
    h, d = np.empty(z.shape), np.empty(z.shape)
    for i, value in np.ndenumerate(z):
        h[i] = value if value > 0 else leak * value
        d[i] = 1 if value > 0 else leak
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


def with_three_units():
    return np.ones((3, 3)), [0, -1, -2], [[1, -2, 1]], [0]


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
    check_one_of_three: [as_lists, by_detectors, with_three_units],
    check_initial_std: [by_sampling, by_sampling_a_layer, by_quadrature],
}

globals().update(proofs(forward_pass, WRONG, RIGHT))


def test_weights_that_are_partly_blank_are_not_attempted_yet():
    assert "not attempted yet" in verdict(check_one_of_three, lambda: (..., [0], ..., [0]))


def test_an_answer_that_is_no_function_is_told_so():
    assert "should be a function" in verdict(check_one_of_three, as_lists())


@pytest.mark.parametrize("answer", [the_same_everywhere, lambda activation, n: -1.0])
def test_a_senseless_scale_gets_no_diagnosis(answer):
    assert verdict(check_initial_std, answer).endswith("is expected.\n")


@pytest.mark.parametrize("answer", RIGHT[check_leaky_relu] + RIGHT[check_collapse])
def test_results_may_come_in_a_list(answer):
    check = check_leaky_relu if answer in RIGHT[check_leaky_relu] else check_collapse
    assert ": right." in verdict(check, lambda *arguments: list(answer(*arguments)))
