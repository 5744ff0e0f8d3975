"""Time and memory against the size of the problem, over three decades, beside theory."""

import numpy as np

from helpers import (
    backward_layer_batch,
    blockwise_attention,
    forward_layer_batch,
    least_squares_blocks,
    measure_memory,
    measure_time,
    minibatches,
    relu_derivative,
    row_blocks,
    scaled_dot_product_attention,
    softmax_cross_entropy_gradient,
    top_k_similar,
)

THOUSANDS, TOKENS = (1000, 10_000, 100_000, 1_000_000), (10, 100, 1000, 10_000)


def normal(*shape):
    return np.random.default_rng(0).standard_normal(shape)


def epoch(N, batch):
    """One pass of training over N samples: a network of 64 inputs, 64 hidden units, 10 classes."""
    X, y, rng = normal(N, 64), np.arange(N) % 10, np.random.default_rng(0)
    parameters = [normal(64, 64) / 8, np.zeros(64), normal(10, 64) / 8, np.zeros(10)]

    def run():
        for rows in minibatches(N, batch, rng):
            step(parameters, X[rows], y[rows])

    return run


def step(parameters, X, y):
    """One step of gradient descent; the gradient of the cross-entropy, layer by layer."""
    W1, b1, W2, b2 = parameters
    H = forward_layer_batch(X, W1, b1, "relu")
    Z = forward_layer_batch(H, W2, b2, "identity")
    dW2, db2, dH = backward_layer_batch(softmax_cross_entropy_gradient(Z, y), H, W2)
    dW1, db1, _ = backward_layer_batch(dH * relu_derivative(H), X, W1)
    for parameter, gradient in zip(parameters, (dW1, db1, dW2, db2), strict=True):
        parameter -= 0.1 * gradient


def attention(attend, n):
    Q, K, V = normal(3, n, 64)
    return lambda: attend(Q, K, V)


def search(n):
    X, queries = normal(n, 64), normal(10, 64)
    return lambda: top_k_similar(queries, X, k=10)


def stream(n):
    """Least squares of n rows that come 1000 at a time, always the same: no time to make them."""
    A, b = normal(1000, 20), normal(1000)
    return lambda: least_squares_blocks((A, b) for _ in row_blocks(n, 1000))


# title, sizes, what prepares a call, exponents of time and of memory in theory
STUDIES = (
    (
        "an epoch, batches of 256, by samples",
        THOUSANDS,
        lambda n: epoch(n, 256),
        1,
        "0, and 8 bytes a sample",
    ),
    ("a step on all samples, by samples", THOUSANDS, lambda n: epoch(n, n), 1, 1),
    (
        "attention, plain, by tokens",
        TOKENS,
        lambda n: attention(scaled_dot_product_attention, n),
        *(2, 2),
    ),
    ("attention in blocks, by tokens", TOKENS, lambda n: attention(blockwise_attention, n), 2, 1),
    ("top 10 of n vectors, by vectors", THOUSANDS, search, 1, 0),
    ("least squares in blocks, by rows", THOUSANDS, stream, 1, 0),
)


def measure():
    """Yield for each study its title and, for time and memory, values, exponents and theory."""
    for title, sizes, prepare, time_theory, memory_theory in STUDIES:
        calls = [prepare(n) for n in sizes]
        seconds = [measure_time(call, repeats=3).best for call in calls]
        peaks = [measure_memory(call)[1] for call in calls]
        yield (
            title,
            sizes,
            (seconds, exponents(sizes, seconds), time_theory),
            (
                peaks,
                exponents(sizes, peaks),
                memory_theory,
            ),
        )


def exponents(sizes, values):
    """The exponent in each decade, and that of a line through all points on log axes."""
    x, y = np.log(sizes), np.log(values)
    return *(np.diff(y) / np.diff(x)), np.polyfit(x, y, 1)[0]
