"""The checks of notebook 05, Batch Processing with Matrix Multiplication."""

import math

import numpy as np

from .judging import Exercise, Limit


def _translate(kernel, bias, X):
    """A layer stored as (in, out), for samples that stand in columns."""
    return kernel.T @ X + bias[:, np.newaxis]


def _kernel_as_it_is(kernel, bias, X):
    return kernel @ X + bias[:, np.newaxis]


def _bias_along_samples(kernel, bias, X):
    return kernel.T @ X + bias


def _both_wrong(kernel, bias, X):
    return kernel @ X + bias


def _samples_in_rows(kernel, bias, X):
    return X.T @ kernel + bias


def _without_bias(kernel, bias, X):
    return kernel.T @ X


def _rows_taken_for_columns(kernel, bias, X):
    return X @ kernel + bias


def _with_a_relu(kernel, bias, X):
    return np.maximum(0, _translate(kernel, bias, X))


def _offsets(X, W, b, a):
    """A bias for each unit and an offset for each sample."""
    return X @ W.T + b + a[:, np.newaxis]


def _exchanged(X, W, b, a):
    return X @ W.T + b[:, np.newaxis] + a


def _both_along_units(X, W, b, a):
    return X @ W.T + b + a


def _both_along_samples(X, W, b, a):
    return X @ W.T + (b + a)[:, np.newaxis]


def _offset_forgotten(X, W, b, a):
    return X @ W.T + b


def _bias_forgotten(X, W, b, a):
    return X @ W.T + a[:, np.newaxis]


def _multiplied(X, W, b, a):
    return X @ W.T + np.outer(a, b)


def _weights_not_transposed(X, W, b, a):
    return X @ W + b + a[:, np.newaxis]


def _mean_loss(means, sizes):
    """Each batch counts as often as it has samples."""
    return np.dot(means, sizes) / np.sum(sizes)


def _mean_of_means(means, sizes):
    return np.mean(means)


def _by_number_of_batches(means, sizes):
    return np.dot(means, sizes) / len(means)


def _by_full_batches(means, sizes):
    return np.dot(means, sizes) / (len(sizes) * np.max(sizes))


def _total(means, sizes):
    return np.dot(means, sizes)


def _last_dropped(means, sizes):
    return np.mean(means[:-1]) if len(means) > 1 else np.mean(means)


def _weighed_upside_down(means, sizes):
    return np.sum(means / sizes) / np.sum(1 / sizes)


def _smallest_batch(n, m, edge):
    """The least N with 2·N·n·m / (8·(n·m + N·n + N·m)) >= edge, or 0."""
    gain = n * m - 4 * edge * (n + m)
    return math.ceil(4 * edge * n * m / gain) if gain > 0 else 0


def _multiplications_only(n, m, edge):
    return _smallest_batch(n, m, 2 * edge)


def _weights_only(n, m, edge):
    return math.ceil(4 * edge)


def _inputs_and_weights_only(n, m, edge):
    gain = n * m - 4 * edge * n
    return math.ceil(4 * edge * n * m / gain) if gain > 0 else 0


def _rounded_down(n, m, edge):
    gain = n * m - 4 * edge * (n + m)
    return math.floor(4 * edge * n * m / gain) if gain > 0 else 0


def _not_whole(n, m, edge):
    gain = n * m - 4 * edge * (n + m)
    return 4 * edge * n * m / gain if gain > 0 else 0


def _never_overlooked(n, m, edge):
    gain = n * m - 4 * edge * (n + m)
    return math.ceil(4 * edge * n * m / gain) if gain else 0


def _strictly_above(n, m, edge):
    gain = n * m - 4 * edge * (n + m)
    return math.floor(4 * edge * n * m / gain) + 1 if gain > 0 else 0


def _in_numbers(n, m, edge):
    return _smallest_batch(n, m, edge / 8)


def _limit_forgotten(n, m, edge):
    return math.ceil(4 * edge * n * m / (n * m - 4 * edge * (n + m)))


def _limit_itself_forgotten(n, m, edge):
    gain = n * m - 4 * edge * (n + m)
    return 0 if gain < 0 else math.ceil(4 * edge * n * m / gain)


class _Stream:
    """Blocks of rows that can be gone through once, as when they come from a disk."""

    def __init__(self, *blocks):
        self.blocks = [np.array(block, dtype=float) for block in blocks]
        self.used = False

    def __iter__(self):
        if self.used:
            raise RuntimeError("the blocks were gone through already: once is all there is")
        self.used = True
        return (block.copy() for block in self.blocks)

    def __eq__(self, other):
        return self.blocks is other.blocks or all(map(np.array_equal, self.blocks, other.blocks))

    __hash__ = None

    def __repr__(self):
        return f"blocks {', '.join(str(block.tolist()) for block in self.blocks)}"


def _mean_std(blocks):
    """Count, mean and sum of squared deviations, merged block by block."""
    count, mean, squares = 0, 0.0, 0.0
    for X in blocks:
        n, gap = len(X), X.mean(axis=0) - mean
        squares = squares + ((X - X.mean(axis=0)) ** 2).sum(axis=0)
        squares = squares + gap**2 * count * n / (count + n)
        mean, count = mean + gap * n / (count + n), count + n
    return mean, np.sqrt(squares / count)


def _of_all(blocks, mean=np.mean, std=np.std):
    X = np.concatenate(list(blocks))
    return mean(X, axis=0), std(X, axis=0)


def _one_less(blocks):
    return _of_all(
        blocks, std=lambda X, axis: np.sqrt(np.var(X, axis=axis) * len(X) / (len(X) - 1))
    )


def _variance(blocks):
    return _of_all(blocks, std=np.var)


def _all_columns_together(blocks):
    return _of_all(blocks, lambda X, axis: X.mean(), lambda X, axis: X.std())


def _first_block_only(blocks):
    X = next(iter(blocks))
    return X.mean(axis=0), X.std(axis=0)


def _last_block_only(blocks):
    *_, X = blocks
    return X.mean(axis=0), X.std(axis=0)


def _mean_of_blocks(blocks):
    parts = list(blocks)
    return (
        np.mean([X.mean(axis=0) for X in parts], axis=0),
        np.mean([X.std(axis=0) for X in parts], axis=0),
    )


def _within_blocks_only(blocks):
    parts = list(blocks)
    X = np.concatenate(parts)
    squares = sum(((part - part.mean(axis=0)) ** 2).sum(axis=0) for part in parts)
    return X.mean(axis=0), np.sqrt(squares / len(X))


def _difference_of_squares(blocks):
    count, total, squares = 0, 0.0, 0.0
    for X in blocks:
        count, total, squares = count + len(X), total + X.sum(axis=0), squares + (X**2).sum(axis=0)
    mean = total / count
    return mean, np.sqrt(np.maximum(squares / count - mean**2, 0))


FAR = "Far from 0, a mean of squares minus a squared mean cancels: sum squared deviations instead."


def _stacked(X, W, b):
    """A layer for each leading index: X Wᵀ + b on the last two axes."""
    return X @ np.swapaxes(W, -1, -2) + b[..., np.newaxis, :]


def _all_axes_reversed(X, W, b):
    return X @ W.T + b[..., np.newaxis, :]


def _bias_meets_samples(X, W, b):
    return X @ np.swapaxes(W, -1, -2) + b


def _bias_for_each_sample(X, W, b):
    return X @ np.swapaxes(W, -1, -2) + b[..., np.newaxis]


def _no_transpose(X, W, b):
    return X @ W + b[..., np.newaxis, :]


def _no_bias(X, W, b):
    return X @ np.swapaxes(W, -1, -2)


def _units_first(X, W, b):
    return W @ np.swapaxes(X, -1, -2) + b[..., np.newaxis]


def _groups_added(X, W, b):
    return np.einsum("...ij,...kj->ik", X, W) + b[..., np.newaxis, :]


def _reversed_and_meeting_samples(X, W, b):
    return X @ W.T + b


def _one_leading_axis_only(X, W, b):
    return X @ W.transpose(0, 2, 1) + b[..., np.newaxis, :]


_rng = np.random.default_rng(5)
_draw = _rng.standard_normal
_SQUARE = np.array([[1.0, 2.0], [0.0, 1.0]])

check_translate = Exercise(
    "Exercise 5.1",
    _translate,
    cases=(
        (np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]]), np.array([10.0, 20.0]), np.eye(3, 4)),
        (_SQUARE, np.array([10.0, 20.0]), np.array([[1.0, 0.0], [0.0, 1.0]])),
        (_draw((3, 3)), _draw(3), _draw((3, 3))),
        (_draw((4, 2)), _draw(2), _draw((4, 1))),
        (_draw((1, 5)), _draw(5), _draw((1, 3))),
    ),
    mistakes=(
        (_kernel_as_it_is, "The kernel is (in, out); columns need the outputs first: transpose."),
        (_bias_along_samples, "As it is, the bias runs along the samples: give it a second axis."),
        (_both_wrong, "Transpose the kernel, and let the bias run down the columns."),
        (_samples_in_rows, "That has the samples in rows; asked for are columns, (m, N)."),
        (_without_bias, "The bias is missing."),
        (_rows_taken_for_columns, "X @ kernel is for samples in rows; here they are columns."),
        (_with_a_relu, "Without an activation: the affine result alone is asked for."),
    ),
    praise="Write the shapes beside each factor, and the convention reads itself off.",
)

check_offsets = Exercise(
    "Exercise 5.2",
    _offsets,
    cases=(
        (np.eye(3, 2), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]),
         np.array([100.0, 200.0, 300.0])),
        (np.eye(2), np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 20.0]),
         np.array([100.0, 200.0])),
        (_draw((3, 4)), _draw((3, 4)), _draw(3), _draw(3)),
        (_draw((4, 2)), _draw((1, 2)), _draw(1), _draw(4)),
        (_draw((1, 2)), _draw((3, 2)), _draw(3), _draw(1)),
    ),
    mistakes=(
        (_exchanged, "They are exchanged: b belongs to the columns of Z, a to its rows."),
        (_both_along_units, "a runs along the columns, as b does: make it a column, (N, 1)."),
        (_both_along_samples, "b belongs to the units, that is, to the columns of Z."),
        (_offset_forgotten, "The offsets a are missing."),
        (_bias_forgotten, "The biases b are missing."),
        (_multiplied, "Add them; the outer product multiplies."),
        (_weights_not_transposed, "W has a row for each unit: X @ W.T."),
    ),
    praise="Where N and m differ, NumPy would have told you; where they are equal, only you can.",
)  # fmt: skip

check_mean_loss = Exercise(
    "Exercise 5.3",
    _mean_loss,
    cases=(
        (np.array([1.0, 1.0, 9.0]), np.array([2, 2, 1])),
        (np.array([0.5, 0.25]), np.array([64, 16])),
        (np.array([3.0]), np.array([7])),
        (np.array([4.0, 2.0, 6.0, 1.0]), np.array([10, 30, 10, 5])),
    ),
    mistakes=(
        (_mean_of_means, "That counts a short batch as much as a full one."),
        (_by_number_of_batches, "Divide by the number of samples, not of batches."),
        (_by_full_batches, "Not every batch is full: divide by the sum of the sizes."),
        (_total, "That is the sum over all samples: divide by how many there are."),
        (_last_dropped, "The short batch counts as well, as often as it has samples."),
        (_weighed_upside_down, "A batch weighs more the larger it is: multiply by its size."),
    ),
    praise="Each sample counts once, in whichever batch it stands.",
)

check_smallest_batch = Exercise(
    "Exercise 5.4",
    _smallest_batch,
    cases=(
        (16, 16, 1),
        (16, 16, 2),
        (1024, 1024, 10),
        (64, 10, 1),
        (1000, 1, 0.2),
        (2048, 512, 20),
        (8, 8, 3),
        (4, 4, 0.1),
        (1024, 1024, 127.5),
    ),
    mistakes=(
        (_multiplications_only, "Each multiplication comes with an addition: 2·N·n·m."),
        (_weights_only, "Inputs and results move, too: N·n and N·m numbers."),
        (_inputs_and_weights_only, "The results have to be written, too: N·m numbers."),
        (_rounded_down, "With a smaller whole number the intensity is not reached: round up."),
        (_not_whole, "A batch has a whole number of samples: round up."),
        (_never_overlooked, "If the limit for large N is not above the edge, the answer is 0."),
        (_strictly_above, "Reaching the edge is enough: N = 8 gives exactly 1 for 16 x 16."),
        (_in_numbers, "A float64 has 8 bytes: the intensity is per byte."),
        (_limit_forgotten, "If the edge is the limit for large N or above it, the answer is 0."),
        (_limit_itself_forgotten, "The limit is approached, never reached: then, too, return 0."),
    ),
    praise="A narrow layer never gets there: its limit is n·m / (4·(n + m)).",
)

check_mean_std = Exercise(
    "Exercise 5.5",
    _mean_std,
    cases=(
        (_Stream([[1], [3]], [[8]]),),
        (_Stream(_draw((5, 3)), _draw((1, 3)) + 4, _draw((7, 3)) * 3),),
        (_Stream([[2.0, 5.0]]),),
        (_Stream(np.full((3, 2), 7.0), np.full((4, 2), 7.0)),),
        (_Stream(*(1e8 + _draw((3, 6, 2)))),),
    ),
    mistakes=(
        (_mean_of_blocks, "Blocks differ in length and in mean: merge counts, means and squares."),
        (_within_blocks_only, "Each block's own mean differs from the overall one: add that part."),
        (_difference_of_squares, FAR),
        (_one_less, "Divide by the number of rows N, as np.std does, not by N - 1."),
        (_variance, "That is the variance: take its square root."),
        (_all_columns_together, "A mean and a deviation for each column: axis 0."),
        (_first_block_only, "Go on after the first block."),
        (_last_block_only, "What you knew of the earlier blocks is lost: merge, do not replace."),
    ),
    praise="Three numbers a column sum up all rows so far, and two such sums can be merged.",
    last_case=FAR,
    limit=Limit(
        lambda: ((np.full((1000, 8), float(i)) for i in range(100)),),
        2_000_000,
        "The values are right, but for 100 blocks of 0.064 MB you held {held} at once: let go of "
        "each block before the next.",
    ),
)

check_stacked = Exercise(
    "Exercise 5.6",
    _stacked,
    cases=(
        (np.ones((2, 4, 3)), np.arange(30.0).reshape(2, 5, 3), np.zeros((2, 5))),
        (_draw((2, 4, 3)), _draw((2, 5, 3)), _draw((2, 5))),
        (_draw((4, 3)), _draw((2, 5, 3)), _draw((2, 5))),
        (_draw((2, 2, 2)), _draw((2, 2, 2)), _draw((2, 2))),
        (_draw((2, 1, 4, 3)), _draw((3, 5, 3)), _draw((3, 5))),
        (_draw((4, 3)), _draw((5, 3)), _draw(5)),
    ),
    mistakes=(
        (_all_axes_reversed, "W.T reverses all axes: swap only the last two."),
        (_bias_meets_samples, "b has no axis for the samples: b[..., np.newaxis, :]."),
        (_bias_for_each_sample, "The new axis of b stands before its last one, not after it."),
        (_no_transpose, "W has a row for each unit: swap its last two axes."),
        (_no_bias, "The bias is missing."),
        (_units_first, "Samples first, then units: that is the transpose of each matrix."),
        (_groups_added, "That adds up the groups: keep the leading axes in the result."),
        (_reversed_and_meeting_samples, "W.T reverses all axes: swap only the last two."),
        (_one_leading_axis_only, "There may be no leading axis, or several: count from the end."),
    ),
    praise="The last two axes multiply, all before them broadcast: loops that you need not write.",
)
