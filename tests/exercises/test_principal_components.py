"""The checks of notebook 03 tell right from wrong."""

import numpy as np

from helpers import pca, svd
from helpers.exercises import principal_components
from helpers.exercises.principal_components import (
    check_components_needed,
    check_correlation,
    check_distances,
    check_power_pca,
    check_share,
)

from .proving import proofs


def scaled_by_the_largest(cov):
    return cov / cov.max()


def absolute_correlation(cov):
    return np.abs(correlation_by_loop(cov))


def correlation_of_one_pair(cov):
    return cov[0, 1] / np.sqrt(cov[0, 0] * cov[1, 1])


def correlation_by_loop(cov):
    n = len(cov)
    return [[cov[i, j] / (cov[i, i] * cov[j, j]) ** 0.5 for j in range(n)] for i in range(n)]


def correlation_by_products(cov):
    D = np.diag(1 / np.sqrt(np.diag(cov)))
    return D @ cov @ D


def raw_length(X, w):
    return np.var(X @ w) / np.sum(np.var(X, axis=0))


def from_the_origin(X, w):
    w = w / np.linalg.norm(w)
    return np.sum((X @ w) ** 2) / np.sum(X**2)


def along_only(X, w):
    w = w / np.linalg.norm(w)
    return w @ np.cov(X.T) @ w


def unequal_divisors(X, w):
    return np.var(X @ w / np.linalg.norm(w)) / np.sum(np.var(X, axis=0, ddof=1))


def unequal_the_other_way(X, w):
    return np.var(X @ w, ddof=1) / (w @ w) / np.sum(np.var(X, axis=0))


def share_by_covariance(X, w):
    cov = np.cov(X.T)
    return w @ cov @ w / (w @ w) / np.trace(cov)


def by_reconstruction(X, tolerance):
    found = pca(X)
    X_c = X - found.mean
    for k in range(min(X.shape) + 1):
        V = found.components[:k]
        if np.sqrt(np.mean((X_c - X_c @ V.T @ V) ** 2)) <= tolerance:
            return k


def never_none(X, tolerance):
    return max(by_reconstruction(X, tolerance), 1)


def off_by_one(X, tolerance):
    return by_reconstruction(X, tolerance) + 1


def per_sample(X, tolerance):
    return by_reconstruction(X, tolerance / np.sqrt(X.shape[1]))


def mean_square(X, tolerance):
    return by_reconstruction(X, np.sqrt(tolerance))


def not_centered(X, tolerance):
    s = svd(X)[1]
    return next(
        k for k in range(len(s) + 1) if np.sqrt(np.sum(s[k:] ** 2) / X.size) <= tolerance + 1e-9
    )


def next_eigenvalue_only(X, tolerance):
    variance = [*pca(X).explained_variance, 0]
    return next(
        k for k, v in enumerate(variance) if np.sqrt((len(X) - 1) * v / X.size) <= tolerance
    )


def large_deviations(X, tolerance):
    return int((np.sqrt(pca(X).explained_variance) > tolerance).sum())


def needed_by_singular_values(X, tolerance):
    squares = np.linalg.svd(X - X.mean(axis=0), compute_uv=False) ** 2
    return int(np.sum(np.cumsum(squares[::-1]) > tolerance**2 * X.size))


def counted_from_the_end(X, tolerance):
    return min(X.shape) - by_reconstruction(X, tolerance)


def distance_by_pythagoras(X_train, X_new, k):
    X_c = X_new - X_train.mean(axis=0)
    scores = X_c @ np.linalg.svd(X_train - X_train.mean(axis=0))[2][:k].T
    return np.sqrt(np.maximum(np.sum(X_c**2, axis=1) - np.sum(scores**2, axis=1), 0))


def refitted(X_train, X_new, k):
    return distance_by_pythagoras(X_new, X_new, k)


def together(X_train, X_new, k):
    both = np.concatenate([X_train, X_new])
    return distance_by_pythagoras(both, X_new, k)


def from_the_mean(X_train, X_new, k):
    return np.linalg.norm(X_new - X_train.mean(axis=0), axis=1)


def along(X_train, X_new, k):
    return np.linalg.norm(pca(X_train, k).transform(X_new), axis=1)


def squares(X_train, X_new, k):
    return distance_by_pythagoras(X_train, X_new, k) ** 2


def the_odd_one(X_train, X_new, k):
    return int(np.argmax(distance_by_pythagoras(X_train, X_new, k)))


def iterate(X, k, center=True, remove=True, divisor=-1, steps=500, form=False):
    rest = X - X.mean(axis=0) if center else X.copy()
    found = []
    for _ in range(k):
        v = np.linspace(1, 2, X.shape[1])
        product = rest.T @ rest if form else None
        for _ in range(steps):
            v = product @ v if form else rest.T @ (rest @ v)
            v = v / np.sqrt(v @ v)
        v = v if v.max() >= -v.min() else -v
        found.append((v, np.sum((rest @ v) ** 2) / (len(X) + divisor)))
        rest = rest - np.outer(rest @ v, v) if remove else rest
    return [v for v, _ in found], [variance for _, variance in found]


def by_helper(X, k):
    found = pca(X, k)
    return found.components, found.explained_variance


def by_numpy_svd(X, k):
    s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)[1:]
    return [v * np.sign(v[np.abs(v).argmax()]) for v in Vt[:k]], s[:k] ** 2 / (len(X) - 1)


def by_gram_matrix(X, k):
    X_c = X - X.mean(axis=0)
    values, U = np.linalg.eigh(X_c @ X_c.T)
    V = (X_c.T @ U[:, ::-1][:, :k] / np.sqrt(values[::-1][:k])).T
    return [v * np.sign(v[np.abs(v).argmax()]) for v in V], values[::-1][:k] / (len(X) - 1)


def start_from_identity(X, k):
    np.eye(X.shape[1])
    return iterate(X, k)


def orthogonal_iteration(X, k):
    X_c = X - X.mean(axis=0)
    V = np.random.default_rng(1).standard_normal((X.shape[1], k))
    for _ in range(500):
        V = np.linalg.qr(X_c.T @ (X_c @ V))[0]
    V = V * np.sign(V[np.abs(V).argmax(axis=0), np.arange(k)])
    return V.T, np.var(X_c @ V, axis=0, ddof=1)


def product_formed(X, k):
    return iterate(X, k, form=True, steps=200 if X.shape[1] < 100 else 12)


def not_removed(X, k):
    return iterate(X, k, remove=False)


def uncentered(X, k):
    return iterate(X, k, center=False)


def by_n(X, k):
    return iterate(X, k, divisor=0)


def one_step(X, k):
    return iterate(X, k, steps=1)


def power_iteration(X, k):
    return iterate(X, k)


WRONG = {
    check_correlation: [
        (scaled_by_the_largest, "is expected"),
        (absolute_correlation, "is expected"),
        (correlation_of_one_pair, "the shape is (), not (2, 2)"),
        (np.corrcoef, "takes samples"),
        (lambda cov: cov / np.outer(np.diag(cov), np.diag(cov)), "their roots"),
        (lambda cov: cov / np.sqrt(np.diag(cov)), "the row's measurement as well"),
        (lambda cov: cov / np.sqrt(np.diag(cov))[:, np.newaxis], "the column's measurement as"),
    ],
    check_share: [
        (raw_length, "divide it by its norm first"),
        (from_the_origin, "center the columns"),
        (along_only, "divide it by the total"),
        (unequal_divisors, "in both the variance and the total"),
        (unequal_the_other_way, "in both the variance and the total"),
    ],
    check_components_needed: [
        (never_none, "the answer is 0"),
        (off_by_one, "one more than is needed"),
        (per_sample, "over all entries"),
        (mean_square, "the root of the mean square"),
        (not_centered, "is expected"),
        (counted_from_the_end, "is expected"),
        (next_eigenvalue_only, "not the next one alone"),
        (large_deviations, "all that is dropped together"),
    ],
    check_distances: [
        (refitted, "Learn from X_train"),
        (together, "is expected"),
        (from_the_mean, "is expected"),
        (along, "how far off them"),
        (squares, "take the root"),
        (the_odd_one, "Return all distances"),
    ],
    check_power_pca: [
        (by_helper, "now write it without pca"),
        (by_numpy_svd, "now write it without svd"),
        (by_gram_matrix, "now write it without eigh"),
        (product_formed, "never form their product"),
        (start_from_identity, "Nor any other n × n array"),
        (not_removed, "All components are the same"),
        (uncentered, "Center first"),
        (by_n, "divide by N - 1"),
        (one_step, "is expected"),
    ],
}
RIGHT = {
    check_correlation: [correlation_by_loop, correlation_by_products],
    check_share: [share_by_covariance],
    check_components_needed: [by_reconstruction, needed_by_singular_values],
    check_distances: [distance_by_pythagoras],
    check_power_pca: [power_iteration, orthogonal_iteration],
}
(
    test_wrong_answers,
    test_right_answers,
    test_references_and_blanks,
    test_each_check_has_wrong_answers,
    test_mistakes_are_recognised,
) = proofs(principal_components, WRONG, RIGHT)
