"""The checks of notebook 01 tell right from wrong."""

import numpy as np
import pytest

from helpers.exercises import vectors
from helpers.exercises.vectors import (
    check_distance,
    check_in_a_row,
    check_mirror,
    check_nearest_mean,
    check_reached,
)

from .proving import proofs


def turn(degrees):
    z = np.exp(1j * np.radians(degrees))
    return np.array([[z.real, -z.imag], [z.imag, z.real]])


def sheared_first(degrees, k):
    return turn(degrees) @ [[1, k], [0, 1]]


def clockwise(degrees, k):
    return np.array([[1, k], [0, 1]]) @ turn(degrees).T


def radians_forgotten(degrees, k):
    return np.array([[1, k], [0, 1]]) @ turn(np.degrees(degrees))


def shear_upwards(degrees, k):
    return np.array([[1, 0], [k, 1]]) @ turn(degrees)


def shear_turned_round(degrees, k):
    return np.array([[1, -k], [0, 1]]) @ turn(degrees)


def images_as_rows(degrees, k):
    return row_by_row(degrees, k).T


def row_by_row(degrees, k):
    first, second = turn(degrees)
    return np.array([first + k * second, second])


def from_zero(point, a, b):
    along = b - a
    return np.linalg.norm(point - point @ along / (along @ along) * along)


def along_b(point, a, b):
    out = point - a
    return np.linalg.norm(out - out @ b / (b @ b) * b)


def length_forgotten(point, a, b):
    return np.linalg.norm(point - a - (point - a) @ (b - a) * (b - a))


def divided_by_the_length(point, a, b):
    u = b - a
    return np.linalg.norm(point - a - u * np.dot(point - a, u) / np.sqrt(u @ u))


def a_not_added_back(point, a, b):
    u = b - a
    return np.linalg.norm(point - np.dot(point - a, u) / (u @ u) * u)


def nearer_end(point, a, b):
    return min(np.linalg.norm(point - a), np.linalg.norm(point - b))


def stops_at_the_ends(point, a, b):
    share = np.clip((point - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return np.linalg.norm(point - a - share * (b - a))


def foot(point, a, b):
    return a + (point - a) @ (b - a) / ((b - a) @ (b - a)) * (b - a)


def by_pythagoras(point, a, b):
    unit = (b - a) / np.sqrt(np.sum((b - a) ** 2))
    return np.sqrt(np.sum((point - a) ** 2) - np.dot(point - a, unit) ** 2)


def projection(u):
    return np.outer(u, u) / (u @ u)


def mirror_of_the_normal(u):
    return np.eye(len(u)) - 2 * projection(u)


def as_if_unit(u):
    return 2 * np.outer(u, u) - np.eye(len(u))


def in_the_plane_only(u):
    return np.array([[u[0] ** 2 - u[1] ** 2, 2 * u[0] * u[1]],
                     [2 * u[0] * u[1], u[1] ** 2 - u[0] ** 2]]) / (u @ u)  # fmt: skip


def ones_everywhere(u):
    return 2 * projection(u) - 1


def what_is_beside(u):
    return np.eye(len(u)) - projection(u)


def projection_once(u):
    return projection(u) - np.identity(u.size)


def squares_on_every_row(u):
    return 2 * u**2 / np.dot(u, u) - np.identity(u.size)


def through_zero(u):
    return np.diag(-np.ones(u.size))


def mirror_by_columns(u):
    sides = np.eye(len(u))
    return np.stack([2 * (e @ u) / (u @ u) * u - e for e in sides], axis=1)


def solves(A, y):
    return bool(np.allclose(A @ np.linalg.lstsq(A, y, rcond=None)[0], y, atol=1e-9 * max(abs(y))))


def plain_ranks(A, y):
    return np.linalg.matrix_rank(np.c_[A, y]) == np.linalg.matrix_rank(A)


def ranks_of_like_sizes(A, y):
    return plain_ranks(A / (np.abs(A).max() or 1), y / (np.abs(y).max() or 1))


def ranks_of_unit_sizes(A, y):
    return plain_ranks(A / np.sqrt(np.sum(A**2)), y / np.sqrt(y @ y))


def missed_by(A, y):
    return np.linalg.norm(A @ np.linalg.pinv(A) @ y - y)


def strictly_small_beside_y(A, y):
    return bool(missed_by(A, y) < 1e-10 * np.linalg.norm(y))


def within_a_percent(A, y):
    return bool(missed_by(A, y) <= 0.01 * np.linalg.norm(y))


def small_beside_the_matrix(A, y):
    return bool(missed_by(A, y) < 1e-8 * np.linalg.norm(A))


def squares_that_lstsq_returns(A, y):
    squares = np.linalg.lstsq(A, y)[1]
    return bool(np.sum(squares) < 1e-10)


def small_beside_y(A, y):
    return bool(missed_by(A, y) <= 1e-9 * np.linalg.norm(y))


def perpendicular_to_all_that_is_missed(A, y):
    U, s, _ = np.linalg.svd(A)
    beside = U[:, np.sum(s > 1e-12 * s[0]) :]
    return bool(np.all(np.abs(beside.T @ y) <= 1e-10 * np.linalg.norm(y)))


def allclose_as_it_comes(A, y):
    return np.allclose(A @ np.linalg.lstsq(A, y, rcond=None)[0], y)


def allclose_by_pinv(A, y):
    return np.allclose(A @ (np.linalg.pinv(A) @ y), y)


def fixed_error(A, y):
    x, *_ = np.linalg.lstsq(A, y, rcond=None)
    return bool(np.linalg.norm(A @ x - y) < 1e-8)


def fixed_tiny_error(A, y):
    x, *_ = np.linalg.lstsq(A, y, rcond=None)
    return bool(np.linalg.norm(A @ x - y) < 1e-12)


def fixed_rank_tolerance(A, y):
    with_y = np.column_stack([A, y])
    return np.linalg.matrix_rank(with_y, tol=1e-10) == np.linalg.matrix_rank(A, tol=1e-10)


def only_the_matrix_brought_to_size(A, y):
    both = np.column_stack([A / (np.abs(A).max() or 1), y])
    return bool(np.linalg.matrix_rank(both) == np.linalg.matrix_rank(A))


def entry_beside_entry(A, y):
    return bool(np.all(np.abs(A @ np.linalg.pinv(A) @ y - y) <= 1e-9 * np.abs(y)))


def full_row_rank(A, y):
    return np.linalg.matrix_rank(A) == len(A)


def full_column_rank(A, y):
    return np.linalg.matrix_rank(A) == A.shape[1]


def solve_succeeds(A, y):
    try:
        return bool(np.all(np.isfinite(np.linalg.solve(A, y))))
    except np.linalg.LinAlgError:
        return False


def never(A, y):
    return not solves(A, y)


def nonzero_determinant(A, y):
    return bool(abs(np.linalg.det(A)) > 1e-12)


def determinant_not_zero(A, y):
    return np.linalg.det(A) != 0


def determinant_of_a_square(A, y):
    return bool(A.shape[0] == A.shape[1] and np.linalg.det(A) != 0)


def size_decides(A, y):
    return bool(missed_by(A, y) < 1e-12 or np.abs(A).max() < 1e-3)


def class_means(X, y):
    return {label: X[y == label].mean(axis=0) for label in sorted(set(y.tolist()))}


def dots(X, y, X_new):
    means = class_means(X, y)
    return np.array(list(means))[(X_new @ np.array(list(means.values())).T).argmax(axis=1)]


def shortest_mean(X, y, X_new):
    means = class_means(X, y)
    return np.full(len(X_new), min(means, key=lambda label: means[label] @ means[label]))


def all_differences(X, y, X_new):
    means = class_means(X, y)
    M = np.array(list(means.values()))
    distances = np.linalg.norm(X_new[:, np.newaxis] - M, axis=2)
    return np.array(list(means))[distances.argmin(axis=1)]


def counted_from_zero(X, y, X_new):
    return np.searchsorted(np.unique(y), row_at_a_time(X, y, X_new))


def scored(M, labels, X_new, lengths):
    return labels[(X_new @ M.T - lengths).argmax(axis=1)]


def sums_of_classes(X, y, X_new):
    labels = np.unique(y)
    S = (y == labels[:, None]).astype(float) @ X
    return scored(S, labels, X_new, np.sum(S * S, axis=1) / 2)


def shares_of_the_mean(X, y, X_new):
    labels = np.unique(y)
    S = (y == labels[:, None]).astype(float) @ X / len(y)
    return scored(S, labels, X_new, np.sum(S * S, axis=1) / 2)


def one_shift_for_all(X, y, X_new):
    means = class_means(X, y)
    M = np.array(list(means.values()))
    return scored(M, np.array(list(means)), X_new, np.sum(M * M) / 2)


def lengths_added(X, y, X_new):
    means = class_means(X, y)
    M = np.array(list(means.values()))
    return scored(M, np.array(list(means)), X_new, -np.sum(M * M, axis=1) / 2)


def length_unsquared(X, y, X_new):
    means = class_means(X, y)
    M = np.array(list(means.values()))
    return scored(M, np.array(list(means)), X_new, np.sqrt(np.sum(M * M, axis=1)) / 2)


def all_labels_up_to_the_last(X, y, X_new):
    labels = np.arange(y.max() + 1)
    M = np.stack([X[y == label].mean(axis=0) for label in labels])
    return scored(M, labels, X_new, np.sum(M * M, axis=1) / 2)


def one_hot_up_to_the_last(X, y, X_new):
    Y = (y[:, None] == np.arange(y.max() + 1)).astype(float)
    M = (Y.T @ X) / Y.sum(axis=0)[:, None]
    return np.array([np.linalg.norm(X_new - mean, axis=1) for mean in M]).argmin(axis=0)


def one_neighbour(X, y, X_new):
    return y[np.linalg.norm(X_new[:, np.newaxis] - X, axis=2).argmin(axis=1)]


def class_at_a_time(X, y, X_new):
    means = class_means(X, y)
    distances = [np.linalg.norm(X_new - mean, axis=1) for mean in means.values()]
    return np.array(list(means))[np.argmin(distances, axis=0)]


def row_at_a_time(X, y, X_new):
    means = class_means(X, y)
    return [min(means, key=lambda label: np.sum((row - means[label]) ** 2)) for row in X_new]


WRONG = {
    check_in_a_row: [
        (sheared_first, "stands on the right"),
        (clockwise, "turns clockwise"),
        (radians_forgotten, "take radians"),
        (shear_upwards, "adds t times x₂ to x₁"),
        (images_as_rows, "a column, not a row"),
        (shear_turned_round, "the matrix holds t itself"),
    ],
    check_distance: [
        (from_zero, "measure from a"),
        (along_b, "runs along b - a"),
        (length_forgotten, "Divide by along @ along"),
        (divided_by_the_length, "the norm's square, not by the norm"),
        (a_not_added_back, "starts at a"),
        (nearer_end, "is expected"),
        (stops_at_the_ends, "do not stop at its ends"),
        (foot, "the shape is (2,), not ()"),
    ],
    check_mirror: [
        (projection, "it stops at the line"),
        (mirror_of_the_normal, "leaves the line where it is"),
        (as_if_unit, "the length of u plays no part"),
        (in_the_plane_only, "the shape is (2, 2), not (3, 3)"),
        (ones_everywhere, "the identity is np.eye"),
        (what_is_beside, "the part along u stays"),
        (projection_once, "Twice the projection"),
        (squares_on_every_row, "u * u is a vector"),
        (through_zero, "turns every vector round"),
    ],
    check_reached: [
        (only_the_matrix_brought_to_size, "is expected"),
        (entry_beside_entry, "is expected"),
        (full_row_rank, "With less than full rank"),
        (full_column_rank, "columns are independent"),
        (solve_succeeds, "others reach some: this one?"),
        (determinant_not_zero, "others reach some: this one?"),
        (determinant_of_a_square, "others reach some: this one?"),
        (never, "The other way round"),
        (nonzero_determinant, "is expected"),
        (size_decides, "is expected"),
        (plain_ranks, "bring A and y to like size"),
        (allclose_as_it_comes, "no fixed tolerance will do"),
        (allclose_by_pinv, "no fixed tolerance will do"),
        (fixed_error, "no fixed tolerance will do"),
        (fixed_tiny_error, "no fixed tolerance will do"),
        (fixed_rank_tolerance, "no fixed tolerance will do"),
        (small_beside_the_matrix, "the error with the size of y"),
        (strictly_small_beside_y, "take <="),
        (within_a_percent, "Rounding is far smaller"),
        (squares_that_lstsq_returns, "compute A @ x - y"),
        (ranks_of_unit_sizes, "A or y may be zero"),
    ],
    check_nearest_mean: [
        (dots, "Long means win"),
        (shortest_mean, "is expected"),
        (all_differences, "Write out the square"),
        (counted_from_zero, "Return the label"),
        (one_neighbour, "average each class first"),
        (one_shift_for_all, "of each (summed over axis=1)"),
        (lengths_added, "subtract half"),
        (sums_of_classes, "divide each by the number of its rows"),
        (shares_of_the_mean, "not of all"),
        (length_unsquared, "its length squared"),
        (all_labels_up_to_the_last, "np.unique(y)"),
        (one_hot_up_to_the_last, "np.unique(y)"),
    ],
}
RIGHT = {
    check_in_a_row: [row_by_row],
    check_distance: [by_pythagoras],
    check_mirror: [mirror_by_columns],
    check_reached: [
        solves,
        ranks_of_like_sizes,
        small_beside_y,
        perpendicular_to_all_that_is_missed,
    ],
    check_nearest_mean: [row_at_a_time, class_at_a_time],
}
globals().update(proofs(vectors, WRONG, RIGHT))


@pytest.mark.parametrize("scale", [1e-100, 1e-16, 1e-15, 1e15, 1e16, 1e100])
def test_what_is_reached_is_so_at_any_scale(scale):
    for A, y in check_reached.cases:
        wanted = check_reached.reference(A, y)
        assert check_reached.reference(scale * A, y) == wanted
        assert check_reached.reference(A, scale * y) == wanted
