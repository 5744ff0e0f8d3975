"""The checks of notebook 03 tell right from wrong."""

import numpy as np

from helpers import pca, svd, symmetric_eigen
from helpers.exercises import principal_components
from helpers.exercises.principal_components import (
    check_correlation,
    check_distances,
    check_power_pca,
    check_share,
    check_whitened,
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


def raw_length(X, v):
    return np.var(X @ v) / np.sum(np.var(X, axis=0))


def from_the_origin(X, v):
    v = v / np.linalg.norm(v)
    return np.sum((X @ v) ** 2) / np.sum(X**2)


def along_only(X, v):
    v = v / np.linalg.norm(v)
    return v @ np.cov(X.T) @ v


def unequal_divisors(X, v):
    return np.var(X @ v / np.linalg.norm(v)) / np.sum(np.var(X, axis=0, ddof=1))


def unequal_the_other_way(X, v):
    return np.var(X @ v, ddof=1) / (v @ v) / np.sum(np.var(X, axis=0))


def mean_of_all_entries(X, v):
    X_c = X - X.mean()
    return np.sum((X_c @ v / np.linalg.norm(v)) ** 2) / np.sum(X_c**2)


def variance_of_all_entries(X, v):
    return np.var(X @ v / np.linalg.norm(v)) / X.var()


def share_by_covariance(X, v):
    cov = np.cov(X.T)
    return v @ cov @ v / (v @ v) / np.trace(cov)


def whitened_by_hand(X_train, X_new, k, alpha, N=-1, inside=True, roots=True):
    middle = X_train.mean(axis=0)
    _, s, Vt = svd(X_train - middle)
    variance = s[:k] ** 2 / (len(X_train) + N)
    divisor = np.sqrt(variance + alpha) if inside else np.sqrt(variance) + alpha
    return (X_new - middle) @ Vt[:k].T / (divisor if roots else divisor**2)


def whitened_by_covariance(X_train, X_new, k, alpha):
    eigenvalues, Q = symmetric_eigen(np.cov(X_train, rowvar=False))
    D = np.diag(1 / np.sqrt(eigenvalues[:k] + alpha))
    return [D @ Q[:, :k].T @ (x - X_train.mean(axis=0)) for x in X_new]


def mean_of_the_new_rows(X_train, X_new, k, alpha):
    found = pca(X_train, k)
    scores = (X_new - X_new.mean(axis=0)) @ found.components.T
    return scores / np.sqrt(found.explained_variance + alpha)


def mean_not_taken_away(X_train, X_new, k, alpha):
    found = pca(X_train, k)
    return X_new @ found.components.T / np.sqrt(found.explained_variance + alpha)


def fitted_to_the_new_rows(X_train, X_new, k, alpha):
    return whitened_by_hand(X_new, X_new, k, alpha)


def fitted_to_all_rows(X_train, X_new, k, alpha):
    return whitened_by_hand(np.vstack([X_train, X_new]), X_new, k, alpha)


def mean_taken_away_twice(X_train, X_new, k, alpha):
    found = pca(X_train, k)
    scores = found.transform(X_new - X_train.mean(axis=0))
    return scores / np.sqrt(found.explained_variance + alpha)


def signs_as_they_come(X_train, X_new, k, alpha):
    middle = X_train.mean(axis=0)
    _, s, Vt = np.linalg.svd(X_train - middle, full_matrices=False)
    return (X_new - middle) @ Vt[:k].T / np.sqrt(s[:k] ** 2 / (len(X_train) - 1) + alpha)


def scaled_by_the_new_rows(X_train, X_new, k, alpha):
    scores = pca(X_train, k).transform(X_new)
    return scores / np.sqrt(np.var(scores, axis=0, ddof=1) + alpha)


def only_the_training_rows(X_train, X_new, k, alpha):
    return whitened_by_hand(X_train, X_train, k, alpha)


def variance_by_n(X_train, X_new, k, alpha):
    return whitened_by_hand(X_train, X_new, k, alpha, N=0)


def alpha_left_out(X_train, X_new, k, alpha):
    return whitened_by_hand(X_train, X_new, k, 0)


def alpha_outside(X_train, X_new, k, alpha):
    return whitened_by_hand(X_train, X_new, k, alpha, inside=False)


def no_root(X_train, X_new, k, alpha):
    return whitened_by_hand(X_train, X_new, k, alpha, roots=False)


def plain_scores(X_train, X_new, k, alpha):
    return pca(X_train, k).transform(X_new)


def by_the_ratio(X_train, X_new, k, alpha):
    found = pca(X_train, k)
    return found.transform(X_new) / np.sqrt(found.explained_variance_ratio + alpha)


def last_ones(X_train, X_new, k, alpha):
    found = pca(X_train)
    scores = found.transform(X_new) / np.sqrt(found.explained_variance + alpha)
    return scores[:, -k:]


def every_component(X_train, X_new, k, alpha):
    found = pca(X_train)
    return found.transform(X_new) / np.sqrt(found.explained_variance + alpha)


def by_singular_values(X_train, X_new, k, alpha):
    found = pca(X_train, k)
    s = svd(X_train - found.mean)[1][:k]
    return found.transform(X_new) / np.sqrt(s**2 + alpha)


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


def dropped_scores(X_train, X_new, k):
    return np.sqrt(np.sum(pca(X_train).transform(X_new)[:, k:] ** 2, axis=1))


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
        (mean_of_all_entries, "its own mean: axis=0"),
        (variance_of_all_entries, "axis=0, then add"),
        (along_only, "divide it by the total"),
        (unequal_divisors, "in both the variance and the total"),
        (unequal_the_other_way, "in both the variance and the total"),
    ],
    check_whitened: [
        (mean_of_the_new_rows, "subtract that of X_train"),
        (mean_not_taken_away, "Subtract the training mean"),
        (fitted_to_the_new_rows, "Learn from X_train"),
        (fitted_to_all_rows, "the new rows have no say"),
        (mean_taken_away_twice, "transform subtracts the mean already"),
        (signs_as_they_come, "Right but for the signs"),
        (scaled_by_the_new_rows, "divide by those of X_train"),
        (only_the_training_rows, "Those are the training samples"),
        (variance_by_n, "divide by N - 1"),
        (alpha_left_out, "Add alpha under the root"),
        (alpha_outside, "Alpha stands under the root"),
        (no_root, "Divide by the root"),
        (plain_scores, "divide each column"),
        (by_the_ratio, "not its share"),
        (by_singular_values, "not s²"),
        (last_ones, "the first k vary most"),
        (every_component, "Only the first k"),
    ],
    check_distances: [
        (refitted, "Learn from X_train"),
        (together, "the new rows have no say"),
        (from_the_mean, "is expected"),
        (along, "how far off them"),
        (dropped_scores, "may lie off all components"),
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
    check_whitened: [whitened_by_hand, whitened_by_covariance],
    check_distances: [distance_by_pythagoras],
    check_power_pca: [power_iteration, orthogonal_iteration],
}
globals().update(proofs(principal_components, WRONG, RIGHT))
