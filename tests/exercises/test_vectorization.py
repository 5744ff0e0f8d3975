"""The checks of notebook 07 tell right from wrong."""

import sys
from itertools import pairwise

import numpy as np
import pytest

from helpers import pairwise_distances
from helpers.exercises import vectorization
from helpers.exercises.vectorization import (
    check_flattens,
    check_intensity,
    check_jumps,
    check_nearest,
    check_strings,
)

from .proving import proofs, verdict

STRINGS = check_strings.reference


def square_matrices_only(m, n, q):
    return n / 8


def without_the_factors(m, n, q):
    return 2 * m * n * q / (4 * (m * n + n * q)) - 1 / 4


def floor_division(m, n, q):
    return 2 * m * n * q // (4 * (m * n + n * q + 2 * m * q))


def product_alone(m, n, q):
    return 2 * m * n * q / (4 * (m * n + n * q + m * q))


def as_section_6_has_it(m, n, q):
    return 2 * m * n * q / (8 * (m * n + n * q + m * q))


def as_a_pair(m, n, q):
    return 2 * m * n * q, 4 * (m * n + n * q + 2 * m * q)


def by_two_loops(X, t):
    counts = []
    for row in X:
        counts.append(0)
        for j in range(len(row) - 1):
            counts[-1] += abs(row[j + 1] - row[j]) > t
    return counts


def by_a_comprehension(X, t):
    return [sum(abs(b - a) > t for a, b in pairwise(row)) for row in X.tolist()]


def row_by_row(X, t):
    return [np.count_nonzero(np.abs(np.diff(row)) > t) for row in X]


def by_np_vectorize(X, t):
    return np.vectorize(lambda a, b: abs(a - b) > t, otypes=[bool])(X[:, 1:], X[:, :-1]).sum(axis=1)


def along_each_axis(X, t):
    return np.apply_along_axis(lambda row: (np.abs(np.diff(row)) > t).sum(), 1, X)


def compared_with_the_first(X, t):
    return (np.abs(X - X[:, :1]) > t).sum(axis=1)


def writes_to_its_input(X, t):
    X[:, :-1] -= X[:, 1:]
    return (np.abs(X[:, :-1]) > t).sum(axis=1)


def slices_of_unequal_length(X, t):
    return (np.abs(X[:, 1:] - X) > t).sum(axis=1)


def every_second_pair(X, t):
    return (np.abs(X[:, 1::2] - X[:, :-1:2]) > t).sum(axis=1)


def over_one_neighbour(X, t):
    return (np.abs(X[:, 2:] - X[:, :-2]) > t).sum(axis=1)


def in_a_column(X, t):
    return (np.abs(np.diff(X)) > t).sum(axis=1, keepdims=True)


def mapped(X, t):
    return list(map(lambda row: (np.abs(np.diff(row)) > t).sum(), X))


def is_contiguous(shape, strides):
    return strides[0] == 8 * shape[1] and strides[1] == 8


def no_transposes(shape, strides):
    return strides[0] > strides[1]


def same_steps(shape, strides):
    return strides[0] == strides[1]


def one_row_only(shape, strides):
    return shape[0] == 1 or strides[0] == shape[1] * strides[1]


def gaps_allowed(shape, strides):
    return strides[0] >= shape[1] * strides[1]


def square(shape, strides):
    return shape[0] == shape[1]


def gaps(X, Y):
    return np.linalg.norm(X[:, np.newaxis] - Y, axis=2)


def borrowed(X, Y, rows):
    starts = range(0, len(X), rows)
    return np.concatenate([pairwise_distances(X[s : s + rows], Y).argmin(axis=1) for s in starts])


def borrowed_in_split(X, Y, rows):
    parts = np.split(X, range(rows, len(X), rows))
    return np.hstack([np.argmin(pairwise_distances(part, Y), 1) for part in parts])


def all_at_once(X, Y, rows):
    return gaps(X, Y).argmin(axis=1)


def all_collected(X, Y, rows):
    parts = [gaps(X[i : i + rows], Y) for i in range(0, len(X), rows)]
    return np.concatenate(parts).argmin(axis=1)


def one_of_each_block(X, Y, rows):
    parts = [X[i : i + rows] for i in range(0, len(X), rows)]
    return [np.abs(part[:, None] - Y).sum(axis=2).argmin(axis=1)[0] for part in parts]


def views_of_blocks(X, Y, rows):
    parts = [gaps(X[i : i + rows], Y) for i in range(0, len(X), rows)]
    return np.concatenate([part.argsort(axis=1)[:, 0] for part in parts])


def list_of_blocks(X, Y, rows):
    parts = [gaps(X[i : i + rows], Y) for i in range(0, len(X), rows)]
    return [part.argmin(axis=1) for part in parts]


def expanded_and_clipped(X, Y, rows):
    sizes = (X * X).sum(axis=1)[:, None] + (Y * Y).sum(axis=1)
    return np.sqrt(np.maximum(0, sizes - 2 * X @ Y.T)).argmin(axis=1)


def by_city_blocks(X, Y, rows):
    return np.concatenate(
        [
            np.abs(X[i : i + rows, None] - Y).sum(axis=2).argmin(axis=1)
            for i in range(0, len(X), rows)
        ]
    )


def expanded_in_blocks(X, Y, rows):
    squares = (Y * Y).sum(axis=1)
    return [int((squares - 2 * Y @ x).argmin()) for x in X]


def last_block_doubled(X, Y, rows):
    found = check_nearest.reference(X, Y, rows)
    return np.concatenate([found, found[-1:]])


WRONG = {
    check_intensity: [
        (square_matrices_only, "holds for square matrices only"),
        (without_the_factors, "is expected"),
        (floor_division, "0, but 0.3529 is expected"),
        (product_alone, "0.4615, but 0.3529 is expected. C is read and written"),
        (as_section_6_has_it, "C there and back"),
        (lambda m, n, q: 2 * m * n * q / (8 * (m * n + n * q + 2 * m * q)), "has 4 bytes"),
        (lambda m, n, q: m * n * q / (4 * (m * n + n * q + 2 * m * q)), "goes an addition"),
        (lambda m, n, q: m * n * q / (8 * (m * n + n * q + 2 * m * q)), "is expected"),
        (lambda m, n, q: (2 * m * n + m) * q / 4 / (m * n + n * q + 2 * m * q), "not n + 1"),
        (lambda m, n, q: 2 * m * n * q / 4 / (m * n + n * q + 3 * m * q), "AB itself need not"),
        (lambda m, n, q: 2 * m * n * q / 4 / (m * n + n * q), "C has to be read and written"),
        (as_a_pair, "the shape is (2,), not ()"),
        (lambda m, n, q: 2 * m * n * q / 4 * (m * n + n * q + 2 * m * q), "into brackets"),
        (lambda m, n, q: 2 * m * n * q / 2 / (m * n + n * q + 2 * m * q), "4 bytes, not 2"),
        (lambda m, n: 2 * m * n, "raised TypeError"),
        (lambda m, n, q: 1 / 8, "but 0.3529 is expected"),
        (lambda m, n, q: n / 12, "is expected"),
    ],
    check_jumps: [
        (by_two_loops, "Python still goes through the data"),
        (by_a_comprehension, "Python still goes through the data"),
        (row_by_row, "Python still goes through the data"),
        (by_np_vectorize, "Python still goes through the data"),
        (along_each_axis, "Python still goes through the data"),
        (compared_with_the_first, "is expected"),
        (writes_to_its_input, "work on a copy"),
        (lambda X, t: np.count_nonzero(np.abs(np.diff(X)) > t), "One number for each row"),
        (lambda X, t: np.diff(X) ** 2 > t, "is expected"),
        (slices_of_unequal_length, "raised ValueError"),
        (every_second_pair, "[0, 0], but [0, 1] is expected"),
        (over_one_neighbour, "is expected"),
        (in_a_column, "the shape is (2, 1), not (2,)"),
        (mapped, "Python still goes through the data"),
        (lambda X, t: sum(np.abs(np.diff(X)) > t), "sum along axis 1"),
        (lambda X, t: (np.abs(X[:, 1:]) - np.abs(X[:, :-1]) > t).sum(1), "not of the numbers"),
    ],
    check_strings: [
        (STRINGS | {"trace": "ij->"}, "a diagonal repeats a letter"),
        (STRINGS | {"trace": "ab"}, "trace: 'ab' gives an array of shape (4, 4)"),
        (STRINGS | {"products": "ij,jk->ik"}, "does not fit the shapes [(3, 4), (5, 4)]"),
        (STRINGS | {"products": "ij,kj->i"}, "the shape is (3,), not (3, 5)"),
        (STRINGS | {"batch": "bij,i->bj"}, "does not fit the shapes [(2, 3, 4), (4,)]"),
        (STRINGS | {"batch": 7}, "is no string"),
        (STRINGS | {"row_dots": ""}, "does not fit"),
        (STRINGS | {"trace": "np.einsum('ii->', S)"}, "does not fit the shapes [(4, 4)]"),
        (STRINGS | {"column_sums": "ij"}, "Nothing is summed yet: i must go"),
        (STRINGS | {"column_sums": "ji->j"}, "Those are sums of rows"),
        (STRINGS | {"row_dots": "ij,kj->i"}, "is expected"),
        (STRINGS | {"products": "jk,ji->ik"}, "does not fit"),
        (STRINGS | {"batch": "bij,bj->bi"}, "too many subscripts"),
        (list(STRINGS.values()), "A dict with the keys"),
        ({"trace": "ii->"}, "A dict with the keys trace, column_sums"),
        ("ii->", "A dict with the keys"),
        (lambda: STRINGS, "A dict with the keys"),
    ],
    check_flattens: [
        (is_contiguous, "is expected. Gaps do no harm"),
        (no_transposes, "is expected"),
        (same_steps, "is expected"),
        (one_row_only, "is expected"),
        (lambda shape, strides: shape, "is expected"),
        (gaps_allowed, "((3, 2), (32, 8)) gives True, but False is expected"),
        (square, "is expected"),
        (lambda shape, strides: strides[0] / strides[1] == shape[1], "is expected"),
        (lambda shape, strides: strides[0] / shape[1] == 8, "Gaps do no harm"),
        (lambda shape, strides: strides[0] == strides[1] * shape[0], "is expected"),
    ],
    check_nearest: [
        (borrowed, "The values are right; now write it without pairwise_distances"),
        (borrowed_in_split, "now write it without pairwise_distances"),
        (all_at_once, "The indices are right, but for 5000 x 100 pairs"),
        (all_collected, "MB at once; 10 rows of distances are 0.008 MB"),
        (one_of_each_block, "the shape is (2,), not (3,)"),
        (views_of_blocks, "being a view, keeps all of it"),
        (list_of_blocks, "numbers are expected"),
        (expanded_and_clipped, "Far from the origin"),
        (by_city_blocks, "is expected"),
        (expanded_in_blocks, "Far from the origin"),
        (last_block_doubled, "the shape is (4,), not (3,)"),
        (lambda X, Y, rows: [0, 1, 1], "is expected"),
    ],
}


def by_making_the_matrices(m, n, q):
    A, B = np.ones((m, n), np.float32), np.ones((n, q), np.float32)
    return 2 * A.size * q / (A.nbytes + B.nbytes + 2 * (A @ B).nbytes)


def by_reciprocals(m, n, q):
    return 0.5 / (1 / m + 2 / n + 1 / q)


def by_slices(X, t):
    return np.sum(abs(X[:, 1:] - X[:, :-1]) > t, axis=1)


def two_comparisons(X, t):
    step = X.T[1:] - X.T[:-1]
    return ((step > t) | (step < -t)).sum(axis=0)


def counted_by_index(X, t):
    return np.bincount(np.nonzero(abs(np.diff(X)) > t)[0], minlength=len(X))


def transposed_and_listed(X, t):
    return list(np.einsum("ij->i", np.abs(np.diff(X)) > t, dtype=int))


def by_a_product(X, t):
    return (np.abs(np.diff(X)) > t) @ np.ones(X.shape[1] - 1)


def by_trying(shape, strides):
    base = np.zeros(1000, np.uint8)
    tried = np.ndarray(shape, np.uint8, base, offset=500, strides=strides)
    return np.shares_memory(tried, tried.reshape(-1))


def by_all_addresses(shape, strides):
    addresses = [i * strides[0] + j * strides[1] for i in range(shape[0]) for j in range(shape[1])]
    return len(set(np.diff(addresses).tolist())) <= 1


def as_a_number(shape, strides):
    return int(1 in shape or strides[0] / shape[1] == strides[1])


def one_at_a_time(X, Y, rows):
    return [int(np.argmin(np.linalg.norm(Y - x, axis=1))) for x in X]


def differences_in_blocks(X, Y, rows):
    found = np.empty(len(X), dtype=int)
    for i in range(0, len(X), rows):
        apart = X[i : i + rows, np.newaxis] - Y
        found[i : i + rows] = np.einsum("ijk,ijk->ij", apart, apart).argmin(axis=1)
    return found


def first_of_the_sorted(X, Y, rows):
    starts = range(0, len(X), rows)
    orders = (np.argsort(gaps(X[s : s + rows], Y), axis=1) for s in starts)
    return [i for order in orders for i in order[:, 0].tolist()]


def centered_and_expanded(X, Y, rows):
    X, Y = X - Y.mean(axis=0), Y - Y.mean(axis=0)
    sizes, starts = (Y * Y).sum(axis=1), range(0, len(X), rows)
    return np.concatenate([(sizes - 2 * X[s : s + rows] @ Y.T).argmin(axis=1) for s in starts])


def with_split(X, Y, rows):
    parts = np.split(X, range(rows, len(X), rows))
    return np.hstack([np.argmin(gaps(part, Y), 1) for part in parts])


RIGHT = {
    check_intensity: [by_making_the_matrices, by_reciprocals],
    check_jumps: [
        by_slices,
        two_comparisons,
        counted_by_index,
        transposed_and_listed,
        by_a_product,
    ],
    check_strings: [
        dict(zip(STRINGS, ["aa", "xy->y", "pq,pq->p", "ij,kj", "bij,j"], strict=True)),
        STRINGS | {"batch": "...ij,j->...i", "products": "ab, cb -> ac"},
    ],
    check_flattens: [by_trying, by_all_addresses, as_a_number],
    check_nearest: [
        one_at_a_time,
        differences_in_blocks,
        first_of_the_sorted,
        centered_and_expanded,
        with_split,
    ],
}

globals().update(proofs(vectorization, WRONG, RIGHT))


def test_strings_that_are_partly_blank_are_not_attempted_yet():
    assert "not attempted yet" in verdict(check_strings, STRINGS | {"batch": ...})


def test_the_rule_for_views_is_numpys():
    for shape, strides in check_flattens.cases:
        assert check_flattens.reference(shape, strides) == by_trying(shape, strides)


def test_counting_lines_leaves_an_outer_trace_in_place():
    def outer(*event):
        return None

    before = sys.gettrace()
    sys.settrace(outer)
    try:
        verdict(check_jumps, by_slices)
        assert sys.gettrace() is outer
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("answer", RIGHT[check_nearest])
def test_an_index_may_be_of_any_integer_type(answer):
    def small(X, Y, rows):
        return np.asarray(answer(X, Y, rows), dtype=np.int16)

    assert ": right." in verdict(check_nearest, small)
