"""The checks of notebook 05 tell right from wrong."""

import math

import numpy as np
import pytest

from helpers.exercises import batching
from helpers.exercises.batching import (
    check_mean_loss,
    check_mean_std,
    check_offsets,
    check_smallest_batch,
    check_stacked,
    check_translate,
)

from .proving import proofs, verdict


def reshaped(kernel, bias, X):
    return kernel.reshape(kernel.shape[::-1]) @ X + bias[:, np.newaxis]


def bias_added_twice(kernel, bias, X):
    return kernel.T @ X + 2 * bias[:, np.newaxis]


def transposed_at_the_end(kernel, bias, X):
    return (kernel.T @ X).T + bias


def writes_to_the_bias(kernel, bias, X):
    bias *= 1.5
    return kernel.T @ X + bias[:, np.newaxis] / 1.5


def offset_scaled(X, W, b, a):
    return (X + a[:, np.newaxis]) @ W.T + b


def right_if_square(X, W, b, a):
    Z = X @ W.T
    return Z + b + a[:, np.newaxis] if len(X) != len(W) else Z + b + a


def as_a_column_both(X, W, b, a):
    return X @ W.T + b[:, np.newaxis] + a[:, np.newaxis]


def median_of_means(means, sizes):
    return np.median(means)


def by_first_size(means, sizes):
    return np.dot(means, sizes) / (sizes[0] * len(sizes))


def one_to_many(n, m, edge):
    return next((N for N in range(1, 10) if 2 * N * n * m >= 8 * edge * (n * m + N * (n + m))), 0)


def limit_of_large_batches(n, m, edge):
    return n * m / (4 * (n + m))


def single_precision(n, m, edge):
    return check_smallest_batch.reference(n, m, edge / 2)


def gives_minus_one(n, m, edge):
    return check_smallest_batch.reference(n, m, edge) or -1


def by_indexing(blocks):
    return blocks[0].mean(axis=0), blocks[0].std(axis=0)


def two_passes(blocks):
    count = sum(map(len, blocks))
    mean = sum(X.sum(axis=0) for X in blocks) / count
    return mean, np.sqrt(sum(((X - mean) ** 2).sum(axis=0) for X in blocks) / count)


def all_collected(blocks):
    X = np.concatenate(list(blocks))
    return X.mean(axis=0), X.std(axis=0)


def squares_unmerged(blocks):
    count, total, squares = 0, 0.0, 0.0
    for X in blocks:
        count, total, squares = count + len(X), total + X.sum(axis=0), squares + (X**2).sum(axis=0)
    return total / count, np.sqrt(np.abs(squares / count - (total / count) ** 2))


def mean_only(blocks):
    return check_mean_std.reference(blocks)[0]


def first_group_only(X, W, b):
    return X @ W.reshape(-1, *W.shape[-2:])[0].T + b.reshape(-1, b.shape[-1])[0]


def stacked_for_three_axes(X, W, b):
    return np.stack([x @ w.T + c for x, w, c in zip(X, W, b, strict=True)])


def bias_doubled(X, W, b):
    return X @ np.swapaxes(W, -1, -2) + 2 * b[..., np.newaxis, :]


def gives_up_at_1000(n, m, edge):
    found = (N for N in range(1, 1001) if n * m * N >= 4 * edge * (n * m + N * (n + m)))
    return next(found, 0)


WRONG = {
    check_translate: [
        (reshaped, "is expected"),
        (bias_added_twice, "is expected"),
        (transposed_at_the_end, "the shape is (4, 2), not (2, 4)"),
        (writes_to_the_bias, "work on a copy"),
        (lambda kernel, bias, X: kernel.T @ X + bias, "give it a second axis"),
        (lambda kernel, bias, X: kernel @ X + bias[:, None], "outputs first: transpose"),
    ],
    check_offsets: [
        (offset_scaled, "is expected"),
        (right_if_square, "is expected"),
        (as_a_column_both, "raised ValueError"),
        (lambda X, W, b, a: X @ W.T + b + a, "as b does: make it a column"),
        (lambda X, W, b, a: X @ W.T + b, "offsets a are missing"),
    ],
    check_mean_loss: [
        (median_of_means, "is expected"),
        (by_first_size, "is expected"),
        (lambda means, sizes: sum(means) / len(means), "short batch as much as a full one"),
        (lambda means, sizes: means, "is expected"),
        (lambda means, sizes: sum(means * sizes), "divide by how many there are"),
    ],
    check_smallest_batch: [
        (gives_up_at_1000, "130560 is expected"),
        (one_to_many, "is expected"),
        (limit_of_large_batches, "is expected"),
        (single_precision, "is expected"),
        (gives_minus_one, "-1, but 0 is expected"),
        (lambda n, m, edge: math.ceil(4 * edge), "Inputs and results move, too"),
        (lambda n, m, edge: n // 2, "is expected"),
    ],
    check_mean_std: [
        (by_indexing, "raised TypeError"),
        (two_passes, "once is all there is"),
        (all_collected, "MB at once: let go of each block"),
        (squares_unmerged, "mean of squares minus a squared mean cancels"),
        (mean_only, "2 results are expected"),
        (lambda blocks: (0.0, 0.0), "is expected"),
    ],
    check_stacked: [
        (first_group_only, "is expected"),
        (stacked_for_three_axes, "raised ValueError"),
        (bias_doubled, "is expected"),
        (lambda X, W, b: X @ W.T + b[..., None, :], "swap only the last two"),
        (lambda X, W, b: X @ np.swapaxes(W, -1, -2) + b, "no axis for the samples"),
    ],
}


def by_einsum(kernel, bias, X):
    return np.einsum("nm,nN->mN", kernel, X) + bias.reshape(-1, 1)


def through_rows(kernel, bias, X):
    return (X.T @ kernel + bias).T


def sample_by_sample(kernel, bias, X):
    return np.stack([kernel.T @ x + bias for x in X.T], axis=1)


def offsets_in_a_loop(X, W, b, a):
    return [[X[i] @ W[j] + b[j] + a[i] for j in range(len(W))] for i in range(len(X))]


def offsets_by_outer_sum(X, W, b, a):
    return X @ W.T + np.add.outer(a, b)


def by_average(means, sizes):
    return np.average(means, weights=sizes)


def by_repeating(means, sizes):
    return np.repeat(means, sizes).mean()


def by_counting_up(n, m, edge):
    if n * m <= 4 * edge * (n + m):
        return 0
    N = 1
    while 2 * N * n * m < 8 * edge * (n * m + N * n + N * m):
        N += 1
    return N


def row_by_row(blocks):
    count, mean, squares = 0, 0.0, 0.0
    for X in blocks:
        for x in X:
            count += 1
            step = x - mean
            mean = mean + step / count
            squares = squares + step * (x - mean)
    return mean, np.sqrt(squares / count)


def shifted_by_the_first_row(blocks):
    count, total, squares, shift = 0, 0.0, 0.0, None
    for X in blocks:
        shift = X[0] if shift is None else shift
        count += len(X)
        total, squares = total + (X - shift).sum(axis=0), squares + ((X - shift) ** 2).sum(axis=0)
    return shift + total / count, np.sqrt(np.maximum(squares / count - (total / count) ** 2, 0))


def stacked_by_einsum(X, W, b):
    return np.einsum("...ij,...kj->...ik", X, W) + np.expand_dims(b, -2)


def by_matrices_on_the_left(X, W, b):
    return np.swapaxes(W @ np.swapaxes(X, -1, -2) + b[..., np.newaxis], -1, -2)


RIGHT = {
    check_translate: [by_einsum, through_rows, sample_by_sample],
    check_offsets: [offsets_in_a_loop, offsets_by_outer_sum],
    check_mean_loss: [by_average, by_repeating],
    check_smallest_batch: [by_counting_up],
    check_mean_std: [row_by_row, shifted_by_the_first_row],
    check_stacked: [stacked_by_einsum, by_matrices_on_the_left],
}

globals().update(proofs(batching, WRONG, RIGHT))


def test_the_reference_is_numpys_mean_and_deviation():
    for (stream,) in check_mean_std.cases:
        X = np.concatenate(stream.blocks)
        mean, std = check_mean_std.reference(iter(stream.blocks))
        np.testing.assert_allclose(mean, X.mean(axis=0))
        np.testing.assert_allclose(std, X.std(axis=0), rtol=1e-7)


def test_the_smallest_batch_is_that_found_by_counting_up():
    for case in check_smallest_batch.cases:
        assert check_smallest_batch.reference(*case) == by_counting_up(*case)


@pytest.mark.parametrize("kind", [list, tuple])
def test_two_results_may_come_in_a_list_or_a_tuple(kind):
    def answer(blocks):
        return kind(row_by_row(blocks))

    assert ": right." in verdict(check_mean_std, answer)
