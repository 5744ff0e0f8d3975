"""The exercises of notebook 03: correlations, shares, whitening, an odd sample, power iteration."""

import numpy as np

from ..decomposition import svd
from ..principal_components import pca
from .judging import Exercise, Limit

# ---- 3.1: correlations from covariances


def _correlation(cov):
    deviations = np.sqrt(np.diag(cov))
    return cov / np.outer(deviations, deviations)


def _by_variances(cov):
    return cov / np.outer(np.diag(cov), np.diag(cov))


def _rows_only(cov):
    return cov / np.diag(cov)[:, np.newaxis]


def _columns_only(cov):
    return cov / np.diag(cov)


def _once_by_columns(cov):
    return cov / np.sqrt(np.diag(cov))


def _once_by_rows(cov):
    return cov / np.sqrt(np.diag(cov))[:, np.newaxis]


def _taken_for_data(cov):
    return np.corrcoef(cov)


# ---- 3.2: the share of a direction


def _share(X, v):
    X_c = X - np.mean(X, axis=0)
    return np.sum((X_c @ v) ** 2) / (np.dot(v, v) * np.sum(X_c**2))


def _length_kept(X, v):
    X_c = X - np.mean(X, axis=0)
    return np.sum((X_c @ v) ** 2) / np.sum(X_c**2)


def _divided_once(X, v):
    return _length_kept(X, v) / np.linalg.norm(v)


def _not_centered(X, v):
    return np.sum((X @ v) ** 2) / (np.dot(v, v) * np.sum(np.square(X)))


def _one_mean_for_all(X, v):
    X_c = X - np.mean(X)
    return np.sum((X_c @ v) ** 2) / (np.dot(v, v) * np.sum(X_c**2))


def _one_variance_for_all(X, v):
    return np.var(X @ v) / (np.dot(v, v) * np.var(X))


def _variance_along(X, v):
    return np.var(X @ v, ddof=1) / np.dot(v, v)


def _share_of_the_first(X, v):
    return _variance_along(X, v) / pca(X).explained_variance[0]


def _share_of_deviations(X, v):
    return np.sqrt(_share(X, v))


def _total_by_n_minus_1(X, v):
    return _share(X, v) * (len(X) - 1) / len(X)


def _total_by_n(X, v):
    return _share(X, v) * len(X) / (len(X) - 1)


# ---- 3.3: new samples, whitened


def _whitened(X_train, X_new, k, alpha):
    fit = pca(X_train, k)
    return fit.transform(X_new) / np.sqrt(fit.explained_variance + alpha)


def _by(divisor):
    """The scores of the new samples, divided by a function of the variances and alpha."""

    def answer(X_train, X_new, k, alpha):
        fit = pca(X_train, k)
        return fit.transform(X_new) / divisor(fit.explained_variance, alpha)

    return answer


def _share_for_variance(X_train, X_new, k, alpha):
    fit = pca(X_train, k)
    return fit.transform(X_new) / np.sqrt(fit.explained_variance_ratio + alpha)


def _n_for_n_minus_1(X_train, X_new, k, alpha):
    N = len(X_train)
    return _by(lambda variance, alpha: np.sqrt(variance * (N - 1) / N + alpha))(
        X_train, X_new, k, alpha
    )


def _divided_by_singular_values(X_train, X_new, k, alpha):
    N = len(X_train)
    return _by(lambda variance, alpha: np.sqrt(variance * (N - 1) + alpha))(
        X_train, X_new, k, alpha
    )


def _centered_by_the_new(X_train, X_new, k, alpha):
    return _whitened(X_train, X_new - X_new.mean(axis=0) + X_train.mean(axis=0), k, alpha)


def _not_centered_new(X_train, X_new, k, alpha):
    return _whitened(X_train, X_new + X_train.mean(axis=0), k, alpha)


def _learned_from_the_new(X_train, X_new, k, alpha):
    return _whitened(X_new, X_new, k, alpha)


def _learned_from_both(X_train, X_new, k, alpha):
    return _whitened(np.concatenate([X_train, X_new]), X_new, k, alpha)


def _centered_twice(X_train, X_new, k, alpha):
    return _whitened(X_train, X_new - X_train.mean(axis=0), k, alpha)


def _signs_not_fixed(X_train, X_new, k, alpha):
    X_c = X_train - X_train.mean(axis=0)
    _, s, Vt = np.linalg.svd(X_c, full_matrices=False)
    scores = (X_new - X_train.mean(axis=0)) @ Vt[:k].T
    return scores / np.sqrt(s[:k] ** 2 / (len(X_train) - 1) + alpha)


def _own_variances(X_train, X_new, k, alpha):
    scores = pca(X_train, k).transform(X_new)
    return scores / np.sqrt(scores.var(axis=0, ddof=1) + alpha)


def _training_whitened(X_train, X_new, k, alpha):
    return _whitened(X_train, X_train, k, alpha)


def _last_components(X_train, X_new, k, alpha):
    return _whitened(X_train, X_new, min(X_train.shape), alpha)[:, -k:]


def _all_components(X_train, X_new, k, alpha):
    return _whitened(X_train, X_new, min(X_train.shape), alpha)


def _back_in_pixels(X_train, X_new, k, alpha):
    fit = pca(X_train, k)
    return fit.inverse_transform(_whitened(X_train, X_new, k, alpha))


# ---- 3.4: the odd one


def _distances(X_train, X_new, k):
    fit = pca(X_train, k)
    return np.linalg.norm(X_new - fit.inverse_transform(fit.transform(X_new)), axis=1)


def _fitted_to_the_new(X_train, X_new, k):
    return _distances(X_new, X_new, k)


def _learned_from_both_sets(X_train, X_new, k):
    return _distances(np.concatenate([X_train, X_new]), X_new, k)


def _mean_of_the_new(X_train, X_new, k):
    V, X_c = pca(X_train, k).components, X_new - X_new.mean(axis=0)
    return np.linalg.norm(X_c - X_c @ V.T @ V, axis=1)


def _of_the_training_samples(X_train, X_new, k):
    return _distances(X_train, X_train, k)


def _not_centered_at_all(X_train, X_new, k):
    V = svd(X_train)[2][:k]
    return np.linalg.norm(X_new - X_new @ V.T @ V, axis=1)


def _mean_forgotten(X_train, X_new, k):
    V = pca(X_train, k).components
    return np.linalg.norm(X_new - X_new @ V.T @ V, axis=1)


def _mean_not_added(X_train, X_new, k):
    fit = pca(X_train, k)
    return np.linalg.norm(X_new - fit.transform(X_new) @ fit.components, axis=1)


def _length_of_scores(X_train, X_new, k):
    return np.linalg.norm(pca(X_train, k).transform(X_new), axis=1)


def _length_of_dropped_scores(X_train, X_new, k):
    return np.linalg.norm(pca(X_train).transform(X_new)[:, k:], axis=1)


def _squared_distances(X_train, X_new, k):
    return _distances(X_train, X_new, k) ** 2


def _all_in_one(X_train, X_new, k):
    return np.linalg.norm(_distances(X_train, X_new, k))


def _which_one(X_train, X_new, k):
    return np.argmax(_distances(X_train, X_new, k))


# ---- 3.5: power iteration


def _power_pca(X, k):
    found = pca(X, k)
    return found.components, found.explained_variance


def _not_centered_first(X, k):
    _, s, Vt = svd(X)
    return Vt[:k], s[:k] ** 2 / (len(X) - 1)


def _divided_by_n(X, k):
    V, variance = _power_pca(X, k)
    return V, variance * (len(X) - 1) / len(X)


def _nothing_removed(X, k):
    V, variance = _power_pca(X, 1)
    return np.repeat(V, k, axis=0), np.repeat(variance, k)


def _singular_values(X, k):
    V, variance = _power_pca(X, k)
    return V, np.sqrt(variance * (len(X) - 1))


def _deviations(X, k):
    V, variance = _power_pca(X, k)
    return V, np.sqrt(variance)


def _sums_of_squares(X, k):
    V, variance = _power_pca(X, k)
    return V, variance * (len(X) - 1)


def _as_columns(X, k):
    V, variance = _power_pca(X, k)
    return V.T, variance


def _negative(X, k):
    V, variance = _power_pca(X, k)
    return -V, variance


def _spread(N, spreads, n, seed, middle=3.0):
    """N samples of n features, with known standard deviations along orthonormal directions."""
    rng = np.random.default_rng(seed)
    scores = rng.standard_normal((N, len(spreads)))
    scores = np.linalg.qr(scores - scores.mean(axis=0))[0] * spreads * np.sqrt(N - 1)
    return scores @ np.linalg.qr(rng.standard_normal((n, len(spreads))))[0].T + middle


_SMALL = np.array([[1.0, 0.0], [3.0, 1.0], [2.0, 5.0], [7.0, 2.0]])
_SAMPLES = _spread(6, [3.0, 2.0, 0.5], 3, 0)
_WIDE = _spread(5, [4.0, 3.0, 1.0], 7, 1)
_LONG = _spread(12, [5.0, 2.0, 1.0, 0.4], 4, 2, -2.0)

check_correlation = Exercise(
    "Exercise 3.1",
    _correlation,
    cases=(
        (np.array([[4.0, 3.0], [3.0, 9.0]]),),
        (np.array([[4.0, -3.0, 1.0], [-3.0, 25.0, 0.0], [1.0, 0.0, 0.25]]),),
        (np.cov(_LONG, rowvar=False),),
    ),
    mistakes=(
        (_by_variances, "You divided by variances; divide by standard deviations, their roots."),
        (_rows_only, "Divide by both: the deviation of the row's and of the column's measurement."),
        (_columns_only, "Divide by both deviations: that of the row, and that of the column."),
        (_once_by_columns, "Divide by the deviation of the row's measurement as well."),
        (_once_by_rows, "Divide by the deviation of the column's measurement as well."),
        (_taken_for_data, "np.corrcoef takes samples; what you have is their covariance matrix."),
    ),
    praise="A covariance matrix holds all that correlations need; the samples are not missed.",
)

check_share = Exercise(
    "Exercise 3.2",
    _share,
    cases=(
        (_SMALL, np.array([3.0, 0.0])),
        (_SMALL, np.array([-1.0, 2.0])),
        (_LONG, np.array([0.1, -0.2, 0.3, 0.1])),
        (_WIDE, np.arange(1.0, 8.0)),
    ),
    mistakes=(
        (_length_kept, "v need not have length 1: divide it by its norm first."),
        (_divided_once, "The length of v enters squared, as scores do: divide v itself by it."),
        (_not_centered, "Variance is measured from the mean: center the columns."),
        (_one_mean_for_all, "Each column has its own mean: axis=0."),
        (_one_variance_for_all, "Each column has its own mean and variance: axis=0, then add."),
        (_variance_along, "That is the variance along v; divide it by the total."),
        (_share_of_the_first, "The total is the sum over all directions, not the greatest one."),
        (_total_by_n_minus_1, "Use N - 1, or N, in both the variance and the total."),
        (_total_by_n, "Use N - 1, or N, in both the variance and the total."),
        (_share_of_deviations, "The share of the variance: no root."),
    ),
    praise="Along the components these shares are what pca calls the explained variance ratio.",
)

check_whitened = Exercise(
    "Exercise 3.3",
    _whitened,
    cases=(
        (_SMALL, np.array([[1.0, 1.0], [0.0, 4.0], [5.0, 5.0]]), 1, 0.0),
        (_SMALL, np.array([[1.0, 1.0], [0.0, 4.0], [5.0, 5.0]]), 1, 2.0),
        (_SAMPLES, _spread(4, [1.0, 1.5, 2.0], 3, 3), 2, 0.5),
        (_WIDE, _spread(9, [1.0, 2.0, 1.5, 0.5], 7, 4, 2.0), 2, 1.0),
        (_LONG, _spread(5, [1.0, 2.0, 1.5, 0.5], 4, 5, 1.0), 3, 0.1),
    ),
    mistakes=(
        (_centered_by_the_new, "The mean is learned as well: subtract that of X_train."),
        (_not_centered_new, "Subtract the training mean from the new rows first."),
        (_learned_from_the_new, "Learn from X_train, and apply it to X_new."),
        (_learned_from_both, "Learn from X_train alone: the new rows have no say."),
        (_centered_twice, "transform subtracts the mean already."),
        (_signs_not_fixed, "Right but for the signs, which are to be those of pca."),
        (_own_variances, "The variances are learned as well: divide by those of X_train."),
        (_training_whitened, "Those are the training samples; asked for are the new rows."),
        (_n_for_n_minus_1, "The variances divide by N - 1: np.var needs ddof=1."),
        (_divided_by_singular_values, "λ is s²/(N - 1), not s²."),
        (_share_for_variance, "λ is the variance itself, not its share of the whole."),
        (_by(lambda variance, alpha: np.sqrt(variance)), "Add alpha under the root."),
        (_by(lambda variance, alpha: np.sqrt(variance) + alpha), "Alpha stands under the root."),
        (_by(lambda variance, alpha: variance + alpha), "Divide by the root of λ + alpha."),
        (_by(lambda variance, alpha: 1.0), "Those are the scores: divide each column."),
        (_last_components, "Those are the last k components: the first k vary most."),
        (_all_components, "Only the first k components."),
        (_back_in_pixels, "The scores, shape (M, k): do not go back to the features."),
    ),
    praise="Mean, directions and scale are learned once, and serve every sample that comes.",
)

check_distances = Exercise(
    "Exercise 3.4",
    _distances,
    cases=(
        (_SMALL, np.array([[1.0, 1.0], [0.0, 4.0], [5.0, 5.0]]), 1),
        (_SAMPLES, _spread(4, [1.0, 1.5, 2.0], 3, 3), 2),
        (_WIDE, _spread(9, [1.0, 2.0, 1.5, 0.5], 7, 4, 2.0), 2),
        (_LONG, _spread(5, [1.0, 2.0, 1.5, 0.5], 4, 5, 1.0), 1),
    ),
    mistakes=(
        (_fitted_to_the_new, "Learn from X_train: a component fitted to the odd one follows it."),
        (_learned_from_both_sets, "Learn from X_train alone: the new rows have no say."),
        (_mean_of_the_new, "The mean is learned as well: take that of X_train."),
        (_of_the_training_samples, "Those are the training samples; asked for are the new rows."),
        (_not_centered_at_all, "Center first: the components start from the training mean."),
        (_mean_forgotten, "Subtract the training mean before projecting, and add it afterwards."),
        (_mean_not_added, "Add the mean back, or subtract it from the rows as well."),
        (_length_of_scores, "That is how far along the components; asked for is how far off them."),
        (_length_of_dropped_scores, "With N ≤ n, a new row may lie off all components of X_train."),
        (_squared_distances, "The distances themselves: take the root."),
        (_all_in_one, "One distance for each row: the norm along axis 1."),
        (_which_one, "Return all distances; the odd row can then be read off."),
    ),
    praise="What the usual directions cannot express, training samples had little of.",
)

check_power_pca = Exercise(
    "Exercise 3.5",
    _power_pca,
    cases=(
        (_SMALL, 1),
        (_SMALL, 2),
        (_SAMPLES, 3),
        (_LONG, 3),
        (_WIDE, 2),
    ),
    mistakes=(
        (_not_centered_first, "Center first: the first direction found is nearly the mean."),
        (_divided_by_n, "The variances divide by N - 1."),
        (_nothing_removed, "All components are the same: remove each from the samples first."),
        (_singular_values, "Those are singular values; the variance is their square over N - 1."),
        (_deviations, "Those are standard deviations; asked for are variances."),
        (_sums_of_squares, "Divide the sum of squared scores by N - 1."),
        (_as_columns, "Components are the rows of the first result, shape (k, n)."),
        (_negative, "Right but for the sign: make each component's largest entry positive."),
    ),
    rtol=1e-5,
    atol=1e-6,
    without=("svd", "pca", "symmetric_eigen", "low_rank_approximation", "eigh", "eig"),
    praise="So components of very wide data are found, by nothing but thin products.",
    limit=Limit(
        lambda: (_spread(20, [9.0, 5.0, 2.0], 3000, 6), 2),
        20_000_000,
        "The values are right, but for 20 samples of 3,000 features you held {held} at once; the "
        "samples take 0.5 MB. Multiply by X_c first, then by its transpose; never form their "
        "product. Nor any other n × n array.",
    ),
)
