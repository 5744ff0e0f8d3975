"""The checks of notebook 02 tell right from wrong."""

import numpy as np

from helpers import low_rank_approximation, symmetric_eigen
from helpers.exercises import decomposition
from helpers.exercises.decomposition import (
    check_eigenvalues,
    check_first_term,
    check_null_projection,
    check_smallest_rank,
    check_turn,
)

from .proving import proofs


def by_root(a, b, d, sign=1):
    root = np.sqrt((a + d) ** 2 - 4 * (a * d - b * b))
    return [(a + d + sign * root) / 2, (a + d - sign * root) / 2]


def ascending(a, b, d):
    return by_root(a, b, d, -1)


def forgot_to_halve(a, b, d):
    return [2 * value for value in by_root(a, b, d)]


def no_square(a, b, d):
    root = np.sqrt((a - d) ** 2 + 4 * b)
    return (a + d + root) / 2, (a + d - root) / 2


def no_root(a, b, d):
    spread = (a - d) ** 2 + 4 * b * b
    return (a + d + spread) / 2, (a + d - spread) / 2


def larger_in_size_first(a, b, d):
    return sorted(by_root(a, b, d), key=abs)[::-1]


def by_the_helper(a, b, d):
    return tuple(symmetric_eigen([[a, b], [b, d]])[0])


def by_numpy_eigenvalues(a, b, d):
    return np.linalg.eigvalsh([[a, b], [b, d]])[::-1]


def only_the_larger(a, b, d):
    return by_root(a, b, d)[0]


def by_pseudo_inverse(A):
    return np.eye(A.shape[1]) - np.linalg.pinv(A, rcond=1e-10) @ A


def by_the_full_form(A):
    _, s, Vt = np.linalg.svd(A)
    V = Vt[np.sum(s / s[0] > 1e-10) :].T
    return sum((np.outer(v, v) for v in V.T), np.zeros((A.shape[1],) * 2))


def scaled_first(A):
    A = A / np.abs(A).max()
    V = np.linalg.svd(A)[2][np.linalg.matrix_rank(A, rtol=1e-10) :].T
    return V @ V.T


def null_space_by_eigenvectors(A):
    eigenvalues, V = np.linalg.eigh(A.T @ A)
    V = V[:, eigenvalues <= 1e-10 * eigenvalues[-1]]
    return V @ V.T


def by_pseudo_inverse_of_the_square(A):
    return np.eye(A.shape[1]) - A.T @ np.linalg.pinv(A @ A.T) @ A


def loose(A):
    return null_space_above(A, 5e-2 * np.linalg.norm(A, 2))


def tight(A):
    return null_space_above(A, 1e-15 * np.linalg.norm(A, 2))


def absolute(A):
    return null_space_above(A, 1e-10)


def null_space_above(A, threshold):
    _, s, Vt = np.linalg.svd(A)
    V = Vt[np.sum(s > threshold) :].T
    return V @ V.T


def by_default_rank(A):
    V = np.linalg.svd(A)[2][np.linalg.matrix_rank(A) :].T
    return V @ V.T


def by_default_pseudo_inverse(A):
    return np.eye(A.shape[1]) - np.linalg.pinv(A) @ A


def row_space(A):
    return np.linalg.pinv(A, rcond=1e-10) @ A


def independent_rows_assumed(A):
    Q, _ = np.linalg.qr(A.T)
    return np.eye(len(Q)) - Q @ Q.T


def of_the_transpose(A):
    return np.eye(len(A)) - A @ np.linalg.pinv(A, rcond=1e-10)


def rest_of_the_thin_form(A):
    _, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt[s <= 1e-10 * s[0]].T @ Vt[s <= 1e-10 * s[0]]


def no_threshold(A):
    _, s, Vt = np.linalg.svd(A, full_matrices=False)
    return np.eye(A.shape[1]) - Vt[s > 0].T @ Vt[s > 0]


def basis_only(A):
    _, s, Vt = np.linalg.svd(A)
    return Vt[np.sum(s > 1e-10 * s[0]) :].T


def fewer_numbers(k, m, n):
    return k * m + k + k * n < m * n


def rank_by_loop(s, m, n, tolerance):
    for k in range(len(s) + 1):
        if sum(s[k:] ** 2) ** 0.5 <= tolerance * sum(s**2) ** 0.5:
            return [k, fewer_numbers(k, m, n)]
    raise AssertionError


def rank_by_counting(s, m, n, tolerance):
    tails = np.sqrt(np.cumsum(s[::-1] ** 2)[::-1])
    k = np.sum(tails > tolerance * np.linalg.norm(s))
    return k, k < m * n / (m + n + 1)


def rank_by_difference(s, m, n, tolerance):
    total = np.sum(s**2)
    for k in range(len(s) + 1):
        if np.sqrt(max(total - np.sum(s[:k] ** 2), 0)) <= tolerance * np.sqrt(total):
            return k, fewer_numbers(k, m, n)
    raise AssertionError


def no_return_for_all_terms(s, m, n, tolerance):
    for k in range(len(s)):
        if np.linalg.norm(s[k:]) <= tolerance * np.linalg.norm(s):
            return k, fewer_numbers(k, m, n)


def rank_with_slack(s, tolerance):
    k = 0
    while np.linalg.norm(s[k:]) > tolerance * np.linalg.norm(s) + 1e-8:
        k += 1
    return k


def not_when_as_large(s, tolerance):
    k = 0
    while np.linalg.norm(s[k:]) >= tolerance * np.linalg.norm(s):
        k += 1
    return k


def with_rank(rank):
    def answer(s, m, n, tolerance):
        k = rank(s, tolerance)
        return k, fewer_numbers(k, m, n)

    return answer


def an_index_from_one(s, tolerance):
    return rank_by_loop(s, 1, 1, tolerance)[0] + 1


def tails_not_squared(s, tolerance):
    return next(k for k in range(len(s) + 1) if sum(s[k:]) <= tolerance * sum(s))


def without_the_root(s, tolerance):
    return next(k for k in range(len(s) + 1) if sum(s[k:] ** 2) <= tolerance * sum(s**2))


def below_the_largest(s, tolerance):
    return int(np.sum(s > tolerance * s[0]))


def never_zero(s, tolerance):
    return max(1, rank_by_loop(s, 1, 1, tolerance)[0])


def values_not_stored(s, m, n, tolerance):
    k = rank_by_loop(s, m, n, tolerance)[0]
    return k, k * (m + n) < m * n


def as_many_pays(s, m, n, tolerance):
    k = rank_by_loop(s, m, n, tolerance)[0]
    return k, m * n >= k * (m + n + 1)


def fewer_terms_pay(s, m, n, tolerance):
    k = rank_by_loop(s, m, n, tolerance)[0]
    return k, k < len(s)


def always_pays(s, m, n, tolerance):
    return rank_by_loop(s, m, n, tolerance)[0], True


def pays_for_more(s, m, n, tolerance):
    k, pays = rank_by_loop(s, m, n, tolerance)
    return k, not pays


def only_the_rank(s, m, n, tolerance):
    return rank_by_loop(s, m, n, tolerance)[0]


def only_whether_it_pays(s, m, n, tolerance):
    return rank_by_loop(s, m, n, tolerance)[1]


def power(A, steps=500, seed=3):
    v = np.random.default_rng(seed).standard_normal(A.shape[1])
    for _ in range(steps):
        u = A @ v
        u /= np.linalg.norm(u)
        v = A.T @ u
    return u[:, np.newaxis] * v


def power_of_AtA(A):
    B = A.T @ A / np.sum(A * A)
    for _ in range(12):
        B = B @ B
        B = B / np.trace(B)
    return A @ B


def power_from(A, v):
    for _ in range(500):
        v = A.T @ A @ v
        v = v / np.linalg.norm(v)
    return np.outer(A @ v, v)


def from_ones(A):
    return power_from(A, np.ones(A.shape[1]))


def from_the_first_direction(A):
    return power_from(A, np.eye(A.shape[1])[0])


def from_the_last_direction(A):
    return power_from(A, np.eye(A.shape[1])[-1])


def from_the_first_row(A):
    return power_from(A, A[0])


def from_the_rows_together(A):
    return power_from(A, A.mean(axis=0))


def by_eigh(A):
    v = np.linalg.eigh(A.T @ A)[1][:, -1]
    return np.outer(A @ v, v)


def by_eig(A):
    eigenvalues, V = np.linalg.eig(A.T @ A)
    v = V[:, np.argmax(eigenvalues.real)].real
    return np.outer(A @ v, v)


def two_steps(A):
    return power(A, 2)


def no_stretch(A):
    return power(A) / np.linalg.norm(power(A))


def column_and_row_swapped(A):
    return power(A).T


def by_numpy(A):
    U, s, Vt = np.linalg.svd(A)
    return s[0] * np.outer(U[:, 0], Vt[0])


def by_the_other_product(X, Y):
    U, _, Vt = np.linalg.svd(X.T @ Y)
    return Vt.T @ U.T


def by_polar_iteration(X, Y):
    Q = Y.T @ X
    for _ in range(200):
        Q = (Q + np.linalg.inv(Q).T) / 2
    return Q


def the_other_way(X, Y):
    U, _, Vt = np.linalg.svd(X.T @ Y)
    return U @ Vt


def least_squares_map(X, Y):
    return np.linalg.solve(X.T @ X, X.T @ Y).T


def proper_rotation(X, Y):
    U, _, Vt = np.linalg.svd(Y.T @ X)
    U[:, -1] *= np.linalg.det(U) * np.linalg.det(Vt)
    return U @ Vt


def V_twice(X, Y):
    U, _, Vt = np.linalg.svd(Y.T @ X)
    return U @ Vt.T


def moved_points(X, Y):
    return X @ by_the_other_product(X, Y).T


WRONG = {
    check_eigenvalues: [
        (ascending, "the larger one first"),
        (forgot_to_halve, "division by 2"),
        (larger_in_size_first, "not the larger in size"),
        (no_square, "its square is in the determinant"),
        (no_root, "is expected"),
        (by_the_helper, "now write it without symmetric_eigen"),
        (by_numpy_eigenvalues, "now write it without eigvalsh"),
        (only_the_larger, "2 results are expected"),
    ],
    check_null_projection: [
        (row_space, "its complement is asked for"),
        (independent_rows_assumed, "rounding alone"),
        (of_the_transpose, "the left null space"),
        (rest_of_the_thin_form, "where A is wide"),
        (no_threshold, "rounding alone"),
        (null_space_by_eigenvectors, "AᵀA squares it"),
        (by_pseudo_inverse_of_the_square, "AᵀA squares it"),
        (loose, "above the threshold"),
        (tight, "not only what rounding leaves"),
        (by_default_rank, "not only what rounding leaves"),
        (by_default_pseudo_inverse, "not only what rounding leaves"),
        (absolute, "The threshold is relative"),
        (basis_only, "project with it"),
    ],
    check_smallest_rank: [
        (with_rank(an_index_from_one), "One fewer does as well"),
        (with_rank(tails_not_squared), "add up by squares"),
        (with_rank(without_the_root), "the root of the sum of squares"),
        (with_rank(below_the_largest), "the spectral norm"),
        (with_rank(never_zero), "but 0 is expected"),
        (with_rank(not_when_as_large), "just as large as allowed"),
        (no_return_for_all_terms, "returns nothing"),
        (rank_by_difference, "Add up the tail itself"),
        (with_rank(rank_with_slack), "a threshold of your own"),
        (values_not_stored, "are stored as well"),
        (as_many_pays, "is not fewer"),
        (fewer_terms_pay, "count what is stored"),
        (always_pays, "but False is expected"),
        (pays_for_more, "The other way round"),
        (only_the_rank, "return whether it pays"),
        (only_whether_it_pays, "return k before it"),
    ],
    check_first_term: [
        (from_ones, "start at random"),
        (from_the_first_direction, "start at random"),
        (from_the_last_direction, "start at random"),
        (from_the_first_row, "start at random"),
        (from_the_rows_together, "start at random"),
        (two_steps, "is expected"),
        (lambda A: power(A, 5), "take more steps"),
        (lambda A: power(A, 8), "take more steps"),
        (lambda A: power(A, 15), "take more steps"),
        (by_eigh, "now write it without eigh"),
        (by_eig, "now write it without eig"),
        (no_stretch, "multiply their product by s"),
        (column_and_row_swapped, "u is the column"),
        (by_numpy, "now write it without svd"),
        (lambda A: low_rank_approximation(A, 1), "without low_rank_approximation"),
    ],
    check_turn: [
        (the_other_way, "turns Y onto X"),
        (least_squares_map, "it stretches"),
        (V_twice, "NumPy returns Vᵀ already"),
        (moved_points, "return the matrix Q"),
        (proper_rotation, "mirror, too"),
    ],
}
RIGHT = {
    check_eigenvalues: [by_root],
    check_null_projection: [by_pseudo_inverse, by_the_full_form, scaled_first],
    check_smallest_rank: [rank_by_loop, rank_by_counting],
    check_first_term: [power, power_of_AtA],
    check_turn: [by_the_other_product, by_polar_iteration],
}
globals().update(proofs(decomposition, WRONG, RIGHT))
