"""The checks of notebook 01 tell right from wrong."""

import numpy as np

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


def mirror_by_columns(u):
    sides = np.eye(len(u))
    return np.stack([2 * (e @ u) / (u @ u) * u - e for e in sides], axis=1)


def solves(A, y):
    return bool(np.allclose(A @ np.linalg.lstsq(A, y, rcond=None)[0], y, atol=1e-12))


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


def size_decides(A, y):
    return bool(np.linalg.norm(A @ np.linalg.pinv(A) @ y - y) < 1e-12 or np.abs(A).max() < 1e-3)


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
    ],
    check_distance: [
        (from_zero, "measure from a"),
        (along_b, "runs along b - a"),
        (length_forgotten, "Divide by along @ along"),
        (nearer_end, "is expected"),
        (stops_at_the_ends, "do not stop at its ends"),
        (foot, "the shape is (2,), not ()"),
    ],
    check_mirror: [
        (projection, "it stops at the line"),
        (mirror_of_the_normal, "leaves the line where it is"),
        (as_if_unit, "the length of u plays no part"),
        (in_the_plane_only, "the shape is (2, 2), not (3, 3)"),
        (ones_everywhere, "is expected"),
    ],
    check_reached: [
        (full_row_rank, "With less than full rank"),
        (full_column_rank, "columns are independent"),
        (solve_succeeds, "np.linalg.solve refuses"),
        (never, "The other way round"),
        (nonzero_determinant, "is expected"),
        (size_decides, "compare ranks, not sizes"),
    ],
    check_nearest_mean: [
        (dots, "Long means win"),
        (shortest_mean, "is expected"),
        (all_differences, "Write out the square"),
        (counted_from_zero, "Return the label"),
        (one_neighbour, "average each class first"),
    ],
}
RIGHT = {
    check_in_a_row: [row_by_row],
    check_distance: [by_pythagoras],
    check_mirror: [mirror_by_columns],
    check_reached: [solves],
    check_nearest_mean: [row_at_a_time, class_at_a_time],
}
(
    test_wrong_answers,
    test_right_answers,
    test_references_and_blanks,
    test_each_check_has_wrong_answers,
    test_mistakes_are_recognised,
) = proofs(vectors, WRONG, RIGHT)
