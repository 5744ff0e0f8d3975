"""The checks of notebook 09 tell right from wrong."""

import numpy as np

from helpers import least_squares, least_squares_blocks, linear_regression
from helpers.exercises import regression
from helpers.exercises.regression import (
    check_cv_rmse,
    check_polynomial_fit,
    check_projection,
    check_ridge,
    check_stream,
)

from .proving import proofs


def with_ones(X):
    return np.column_stack([np.ones(len(X)), X])


# ---- 9.1: projection


def the_weights(A, y):
    return np.linalg.lstsq(A, y)[0]


def wrong_side(A, y):
    return A.T @ np.linalg.inv(A @ A.T) @ A @ y


def forgets_the_inverse(A, y):
    return A @ A.T @ y


def column_by_column(A, y):
    y_hat = np.zeros(len(y))
    for a in A.T:
        y_hat += (a @ y) / (a @ a) * a
    return y_hat


def with_a_fixed_ridge(A, y):
    return A @ np.linalg.solve(A.T @ A + 1e-8 * np.eye(A.shape[1]), A.T @ y)


def adds_an_intercept(A, y):
    B = with_ones(A)
    return B @ np.linalg.pinv(B) @ y


def the_residual(A, y):
    return y - A @ np.linalg.pinv(A) @ y


def adds_an_intercept_by_qr(A, y):
    Q = np.linalg.qr(with_ones(A))[0]
    return Q @ (Q.T @ y)


def adds_an_intercept_by_normal_equations(A, y):
    B = np.column_stack([A, np.ones(len(A))])
    return B @ np.linalg.solve(B.T @ B, B.T @ y)


def weights_by_normal_equations(A, y):
    return np.linalg.inv(A.T @ A) @ A.T @ y


def residual_by_normal_equations(A, y):
    return y - A @ np.linalg.solve(A.T @ A, A.T @ y)


def residual_turned_round(A, y):
    return A @ np.linalg.lstsq(A, y)[0] - y


def best_single_column(A, y):
    a = max(A.T, key=lambda a: abs(a @ y) / np.linalg.norm(a))
    return (a @ y) / (a @ a) * a


def writes_into_y(A, y):
    y[:] = A @ np.linalg.pinv(A) @ y
    return y


def projection_by_normal_equations(A, y):
    return A @ np.linalg.inv(A.T @ A) @ A.T @ y


def projection_by_qr(A, y):
    Q, _ = np.linalg.qr(A)
    return Q @ (Q.T @ y)


def projection_by_a_triangle(A, y):
    Q, R = np.linalg.qr(A)
    return A @ np.linalg.solve(R, Q.T @ y)


def all_of_u(A, y):
    U = np.linalg.svd(A, full_matrices=False)[0]
    return U @ U.T @ y


def divides_by_every_stretch(A, y):
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return A @ (Vt.T @ ((U.T @ y) / s))


def projection_by_gram_schmidt(A, y, smallest=1e-10):
    basis = []
    for a in A.T:
        rest = a
        for _ in range(2):
            rest = rest - sum((q @ rest) * q for q in basis)
        if np.linalg.norm(rest) >= smallest * np.linalg.norm(a):
            basis.append(rest / np.linalg.norm(rest))
    return sum((q @ y) * q for q in basis)


def gram_schmidt_of_rounding(A, y):
    return projection_by_gram_schmidt(A, y, smallest=0)


def projection_as_a_list(A, y):
    U, s, _ = np.linalg.svd(A, full_matrices=False)
    U = U[:, s > 1e-10 * s[0]]
    return np.einsum("ij,kj,k->i", U, U, y).tolist()


def projection_by_pinv(A, y):
    return A @ np.linalg.pinv(A) @ y


def projection_by_lstsq(A, y):
    return A @ np.linalg.lstsq(A, y)[0]


def projection_by_least_squares(A, y):
    return A @ least_squares(A, y)


# ---- 9.2: polynomials


def highest_first(x, y, degree):
    return np.polyfit(x, y, degree)


def no_constant(x, y, degree):
    A = np.stack([x**k for k in range(1, degree + 1)], axis=1)
    return np.linalg.lstsq(A, y)[0]


def one_power_short(x, y, degree):
    return np.linalg.lstsq(np.vander(x, degree, increasing=True), y)[0]


def one_power_more(x, y, degree):
    return np.linalg.lstsq(np.vander(x, degree + 2, increasing=True), y)[0]


def ones_twice(x, y, degree):
    A = np.column_stack([np.ones(len(x))] + [x**k for k in range(degree + 1)])
    return np.linalg.pinv(A) @ y


def one_power_more_by_qr(x, y, degree):
    Q, R = np.linalg.qr(np.stack([x**k for k in range(degree + 2)], axis=1))
    return np.linalg.solve(R, Q.T @ y)


def multiples_for_powers(x, y, degree):
    return np.linalg.lstsq(np.stack([k * x for k in range(degree + 1)], axis=1), y)[0]


def ones_and_multiples(x, y, degree):
    columns = [np.ones(len(x))] + [k * x for k in range(1, degree + 1)]
    return np.linalg.lstsq(np.stack(columns, axis=1), y)[0]


def predictions(x, y, degree):
    return np.polyval(np.polyfit(x, y, degree), x)


def always_a_line(x, y, degree):
    return np.polyfit(x, y, 1)[::-1]


def turned_polyfit(x, y, degree):
    return np.polyfit(x, y, degree)[::-1]


def polynomial_class(x, y, degree):
    return np.polynomial.Polynomial.fit(x, y, degree).convert().coef


def powers_in_a_loop(x, y, degree):
    A = np.array([[x_i**k for k in range(degree + 1)] for x_i in x])
    return list(np.linalg.solve(A.T @ A, A.T @ y))


# ---- 9.3: ridge


def by_equations(X, y, penalty):
    A = with_ones(X)
    return np.linalg.lstsq(A.T @ A + np.diag(penalty), A.T @ y)[0]


def penalizes_everything(X, y, alpha):
    return by_equations(X, y, [alpha] * (X.shape[1] + 1))


def penalty_n_times(X, y, alpha):
    return by_equations(X, y, [0] + [alpha * len(X)] * X.shape[1])


def penalty_squared(X, y, alpha):
    return by_equations(X, y, [0] + [alpha**2] * X.shape[1])


def forgets_alpha(X, y, alpha):
    w = np.linalg.lstsq(X - X.mean(axis=0), y - y.mean())[0]
    return np.append(y.mean() - X.mean(axis=0) @ w, w)


def mean_as_intercept(X, y, alpha):
    C = X - X.mean(axis=0)
    return np.append(y.mean(), np.linalg.lstsq(C.T @ C + alpha * np.eye(C.shape[1]), C.T @ y)[0])


def centers_y_alone(X, y, alpha):
    w = np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ (y - y.mean()))
    return np.append(y.mean(), w)


def drops_the_intercept(X, y, alpha):
    return np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)


def weights_first(X, y, alpha):
    w = linear_regression(X, y, alpha)
    return np.append(w[1:], w[0])


def root_of_alpha(X, y, alpha):
    return by_equations(X, y, [0] + [np.sqrt(alpha)] * X.shape[1])


def penalty_twice(X, y, alpha):
    return by_equations(X, y, [0] + [2 * alpha] * X.shape[1])


def does_not_center(X, y, alpha):
    w = np.linalg.inv(X.T @ X + alpha * np.eye(X.shape[1])) @ X.T @ y
    return np.append(np.mean(y - X @ w), w)


def one_mean_for_all_columns(X, y, alpha):
    C = X - np.mean(X)
    w = np.linalg.solve(C.T @ C + alpha * np.eye(X.shape[1]), C.T @ (y - np.mean(y)))
    return np.append(np.mean(y) - np.mean(X) * np.sum(w), w)


def one_mean_to_center(X, y, alpha):
    C = X - np.mean(X)
    w = np.linalg.solve(C.T @ C + alpha * np.eye(X.shape[1]), C.T @ (y - np.mean(y)))
    return np.append(np.mean(y) - X.mean(0) @ w, w)


def alpha_without_identity(X, y, alpha):
    C = X - X.mean(0)
    w = np.linalg.inv(alpha + C.T @ C) @ C.T @ (y - y.mean())
    return np.append(y.mean() - X.mean(0) @ w, w)


def alpha_without_identity_beside_ones(X, y, alpha):
    A = with_ones(X)
    return np.linalg.inv(A.T @ A + alpha) @ (A.T @ y)


def half_the_penalty(X, y, alpha):
    return linear_regression(X, y, alpha / 2)


def penalizes_the_last_not_the_first(X, y, alpha):
    return by_equations(X, y, [alpha] * X.shape[1] + [0])


def centers_in_place(X, y, alpha):
    X_mean, y_mean = X.mean(axis=0), y.mean()
    X -= X_mean
    w = np.linalg.lstsq(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ (y - y_mean))[0]
    return np.append(y_mean - X_mean @ w, w)


def zero_in_the_corner(X, y, alpha):
    return by_equations(X, y, [0] + [alpha] * X.shape[1])


def extra_rows(X, y, alpha):
    n = X.shape[1]
    below = np.column_stack([np.zeros(n), np.sqrt(alpha) * np.eye(n)])
    return np.linalg.lstsq(np.vstack([with_ones(X), below]), np.append(y, np.zeros(n)))[0]


def shrinkage_factors(X, y, alpha):
    U, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    keep = s > 1e-12 * s[0]
    w = Vt[keep].T @ (s[keep] / (s[keep] ** 2 + alpha) * (U[:, keep].T @ y))
    return [y.mean() - X.mean(axis=0) @ w, *w]


# ---- 9.4: cross-validation


def residuals(X, y, folds, alpha, scale_by="rest", test="held", fit="rest", penalize=False):
    found = []
    for k in sorted(set(folds.tolist())):
        parts = {"held": folds == k, "rest": folds != k, "all": folds == folds}
        by = X[parts[scale_by]]
        Z = (X - by.mean(axis=0)) / by.std(axis=0)
        w = linear_regression(Z[parts[fit]], y[parts[fit]], alpha, penalize_intercept=penalize)
        found.append((y - with_ones(Z) @ w)[parts[test]])
    return found


def leaks_the_means(X, y, folds, alpha):
    return np.sqrt(np.mean(np.concatenate(residuals(X, y, folds, alpha, "all")) ** 2))


def leaks_before_the_loop(X, y, folds, alpha):
    return not_standardized((X - X.mean(axis=0)) / X.std(axis=0), y, folds, alpha)


def scales_all_by_the_fold(X, y, folds, alpha):
    return np.sqrt(np.mean(np.concatenate(residuals(X, y, folds, alpha, "held")) ** 2))


def training_error(X, y, folds, alpha):
    return np.sqrt(np.mean(np.concatenate(residuals(X, y, folds, alpha, test="rest")) ** 2))


def no_folds_at_all(X, y, folds, alpha):
    Z = (X - X.mean(0)) / X.std(0)
    return np.sqrt(np.mean((y - with_ones(Z) @ linear_regression(Z, y, alpha)) ** 2))


def errors_of_all_rows(X, y, folds, alpha):
    return np.sqrt(np.mean(np.concatenate(residuals(X, y, folds, alpha, test="all")) ** 2))


def swaps_the_parts(X, y, folds, alpha):
    r = residuals(X, y, folds, alpha, scale_by="held", test="rest", fit="held")
    return np.sqrt(np.mean(np.concatenate(r) ** 2))


def swaps_fit_and_prediction(X, y, folds, alpha):
    r = residuals(X, y, folds, alpha, test="rest", fit="held")
    return np.sqrt(np.mean(np.concatenate(r) ** 2))


def penalizes_the_intercept(X, y, folds, alpha):
    r = np.concatenate(residuals(X, y, folds, alpha, penalize=True))
    return np.sqrt(r @ r / len(r))


def forgets_w0(X, y, folds, alpha):
    r = np.empty(len(y))
    for k in set(folds):
        rest = X[folds != k]
        Z = (X - rest.mean(0)) / rest.std(0)
        w = linear_regression(Z[folds != k], y[folds != k], alpha)
        r[folds == k] = (y - Z @ w[1:])[folds == k]
    return np.sqrt(np.mean(r**2))


def mean_of_the_roots(X, y, folds, alpha):
    return np.mean([np.sqrt(np.mean(r**2)) for r in residuals(X, y, folds, alpha)])


def root_of_the_mean_of_means(X, y, folds, alpha):
    return np.sqrt(np.mean([np.mean(r**2) for r in residuals(X, y, folds, alpha)]))


def no_root(X, y, folds, alpha):
    return np.mean(np.concatenate(residuals(X, y, folds, alpha)) ** 2)


def not_standardized(X, y, folds, alpha):
    r = []
    for k in np.unique(folds):
        w = linear_regression(X[folds != k], y[folds != k], alpha)
        r.append(y[folds == k] - with_ones(X[folds == k]) @ w)
    return np.sqrt(np.mean(np.concatenate(r) ** 2))


def absolute_error(X, y, folds, alpha):
    return np.mean(np.abs(np.concatenate(residuals(X, y, folds, alpha))))


def ignores_alpha(X, y, folds, alpha):
    return np.sqrt(np.mean(np.concatenate(residuals(X, y, folds, 0)) ** 2))


def sample_deviation(X, y, folds, alpha):
    r = np.empty(len(y))
    for k in np.unique(folds):
        rest = folds != k
        Z = (X - X[rest].mean(axis=0)) / X[rest].std(axis=0, ddof=1)
        r[~rest] = (y - with_ones(Z) @ linear_regression(Z[rest], y[rest], alpha))[~rest]
    return np.sqrt(np.mean(r**2))


def sums_of_squares(X, y, folds, alpha):
    return (sum(float(r @ r) for r in residuals(X, y, folds, alpha)) / len(y)) ** 0.5


def row_by_row(X, y, folds, alpha):
    total = 0.0
    for x_i, y_i, fold in zip(X, y, folds, strict=True):
        rest = X[folds != fold]
        w = zero_in_the_corner((rest - rest.mean(0)) / rest.std(0), y[folds != fold], alpha)
        total += (y_i - w[0] - (x_i - rest.mean(0)) / rest.std(0) @ w[1:]) ** 2
    return np.sqrt(total / len(y))


# ---- 9.5: streams


def sums_the_normal_equations(blocks):
    AtA = Aty = 0
    for A, y in blocks:
        AtA, Aty = AtA + A.T @ A, Aty + A.T @ y
    return np.linalg.solve(AtA, Aty)


def sums_and_takes_the_pseudo_inverse(blocks):
    AtA = Aty = 0
    for A, y in blocks:
        AtA, Aty = AtA + A.T @ A, Aty + A.T @ y
    return np.linalg.pinv(AtA) @ Aty


def last_block_only(blocks):
    for A, y in blocks:
        w = np.linalg.lstsq(A, y)[0]
    return w


def returns_in_the_loop(blocks):
    for A, y in blocks:
        return np.linalg.lstsq(A, y)[0]


def averages(blocks):
    return np.mean([np.linalg.lstsq(A, y)[0] for A, y in blocks], axis=0)


def averages_by_rows(blocks):
    fits = [(len(y) * np.linalg.lstsq(A, y)[0], len(y)) for A, y in blocks]
    return sum(w for w, _ in fits) / sum(rows for _, rows in fits)


def reads_twice(blocks):
    AtA = sum(A.T @ A for A, _ in blocks)
    return np.linalg.solve(AtA, sum(A.T @ y for A, y in blocks))


def triangle_of_the_first_block(blocks):
    for A, y in blocks:
        R = np.linalg.qr(np.column_stack([A, y]), mode="r")
        n = A.shape[1]
        return np.linalg.solve(R[:n, :n], R[:n, n])


def triangle_of_the_last_block(blocks):
    for A, y in blocks:
        R = np.linalg.qr(np.column_stack([A, y]), mode="r")
    n = R.shape[1] - 1
    return np.linalg.solve(R[:n, :n], R[:n, n])


def triangle_with_intercept(blocks):
    R = None
    for A, y in blocks:
        rows = np.column_stack([np.ones(len(A)), A, y])
        R = np.linalg.qr(rows if R is None else np.vstack([R, rows]), mode="r")
    n = R.shape[1] - 1
    return np.linalg.solve(R[:n, :n], R[:n, n])


def keeps_copies(blocks):
    A, y = zip(*((A.copy(), y.copy()) for A, y in blocks), strict=True)
    return np.linalg.lstsq(np.concatenate(A), np.concatenate(y))[0]


def keeps_references(blocks):
    A, y = zip(*list(blocks), strict=True)
    return np.linalg.pinv(np.vstack(A)) @ np.hstack(y)


def triangle_without_targets(blocks):
    R, c = None, 0
    for A, y in blocks:
        Q, R = np.linalg.qr(A if R is None else np.vstack([R, A]))
        c = Q[-len(y) :].T @ y
    return np.linalg.lstsq(R, c)[0]


def ridge_against_singularity(blocks):
    AtA = Aty = 0
    for A, y in blocks:
        AtA, Aty = AtA + A.T @ A, Aty + A.T @ y
    return np.linalg.solve(AtA + 1e-6 * np.eye(len(AtA)), Aty)


def all_at_once(blocks):
    A, y = (np.concatenate(part) for part in zip(*blocks, strict=True))
    return np.linalg.lstsq(A, y)[0]


def first_block_by_next(blocks):
    A, y = next(blocks)
    R = np.column_stack([A, y])
    for A, y in blocks:
        R = np.linalg.qr(np.vstack([R, np.column_stack([A, y])]), mode="r")
    n = R.shape[1] - 1
    return tuple(np.linalg.lstsq(R[:, :n], R[:, n])[0])


def triangle_and_right_side(blocks):
    R, c = None, None
    for A, y in blocks:
        if R is not None:
            A, y = np.vstack([R, A]), np.append(c, y)
        Q, R = np.linalg.qr(A)
        c = Q.T @ y
    return np.linalg.solve(R, c).tolist()


def givens_like_svd(blocks):
    kept = None
    for A, y in blocks:
        rows = np.column_stack([A, y])
        rows = rows if kept is None else np.vstack([kept, rows])
        s, Vt = np.linalg.svd(rows, full_matrices=False)[1:]
        kept = s[:, np.newaxis] * Vt
    return np.linalg.lstsq(kept[:, :-1], kept[:, -1])[0]


WRONG = {
    check_projection: [
        (with_a_fixed_ridge, "is expected"),
        (the_weights, "Go back to the targets"),
        (wrong_side, "raised"),
        (forgets_the_inverse, "missing in the middle"),
        (column_by_column, "right only for orthogonal columns"),
        (adds_an_intercept, "nothing is to be added"),
        (adds_an_intercept_by_qr, "nothing is to be added"),
        (adds_an_intercept_by_normal_equations, "nothing is to be added"),
        (the_residual, "leaves over"),
        (weights_by_normal_equations, "Go back to the targets"),
        (residual_by_normal_equations, "leaves over"),
        (projection_by_normal_equations, "are dependent here"),
        (projection_by_qr, "are dependent here"),
        (projection_by_a_triangle, "are dependent here"),
        (all_of_u, "are dependent here"),
        (divides_by_every_stretch, "are dependent here"),
        (gram_schmidt_of_rounding, "are dependent here"),
        (residual_turned_round, "turned round"),
        (best_single_column, "is expected"),
        (writes_into_y, "changes its input"),
    ],
    check_polynomial_fit: [
        (highest_first, "turned round"),
        (no_constant, "must pass through 0"),
        (one_power_short, "One power is missing"),
        (one_power_more, "one power too many"),
        (one_power_more_by_qr, "one power too many"),
        (ones_twice, "two columns of ones"),
        (multiples_for_powers, "x**k"),
        (ones_and_multiples, "x**k"),
        (predictions, "the weights are asked for"),
        (always_a_line, "is expected"),
    ],
    check_ridge: [
        (lambda X, y, alpha: linear_regression(X, y, alpha), "without linear_regression"),
        (penalizes_everything, "The intercept is penalized too"),
        (penalty_n_times, "counts N times"),
        (penalty_squared, "α squared"),
        (forgets_alpha, "alpha has no effect"),
        (mean_as_intercept, "subtract x̄ · w"),
        (centers_y_alone, "but X is not"),
        (drops_the_intercept, "The intercept is missing"),
        (weights_first, "stands last"),
        (root_of_alpha, "The penalty is √α"),
        (penalty_twice, "counts twice"),
        (does_not_center, "without an intercept"),
        (one_mean_for_all_columns, "each column has its own"),
        (one_mean_to_center, "each column has its own"),
        (alpha_without_identity, "for the diagonal alone"),
        (alpha_without_identity_beside_ones, "for the diagonal alone"),
        (half_the_penalty, "is expected"),
        (penalizes_the_last_not_the_first, "is expected"),
        (centers_in_place, "changes its input"),
    ],
    check_cv_rmse: [
        (leaks_the_means, "Test data leak"),
        (leaks_before_the_loop, "Test data leak"),
        (scales_all_by_the_fold, "is expected"),
        (training_error, "rows that were fitted"),
        (errors_of_all_rows, "rows that were fitted"),
        (no_folds_at_all, "rows that were fitted"),
        (swaps_the_parts, "parts are swapped"),
        (swaps_fit_and_prediction, "parts are swapped"),
        (forgets_w0, "lacks the intercept"),
        (penalizes_the_intercept, "penalized too"),
        (mean_of_the_roots, "average the folds' roots"),
        (root_of_the_mean_of_means, "average the folds' means"),
        (no_root, "the root is missing"),
        (not_standardized, "not standardized"),
        (absolute_error, "is expected"),
        (ignores_alpha, "alpha has no effect"),
        (sample_deviation, "ddof=0"),
    ],
    check_stream: [
        (lambda blocks: least_squares_blocks(blocks), "without least_squares_blocks"),
        (sums_the_normal_equations, "squared condition number"),
        (sums_and_takes_the_pseudo_inverse, "squared condition number"),
        (last_block_only, "Only the last block"),
        (returns_in_the_loop, "Only the first block"),
        (averages, "You average the blocks' weights"),
        (averages_by_rows, "by their lengths"),
        (triangle_of_the_first_block, "Only the first block"),
        (triangle_of_the_last_block, "Only the last block"),
        (triangle_with_intercept, "You add a column of ones"),
        (all_at_once, "each is written over the one before"),
        (keeps_copies, "keep a triangle, not the rows"),
        (keeps_references, "each is written over the one before"),
        (reads_twice, "the blocks come only once"),
        (triangle_without_targets, "is expected"),
        (ridge_against_singularity, "is expected"),
    ],
}
RIGHT = {
    check_projection: [
        projection_by_pinv,
        projection_by_lstsq,
        projection_by_least_squares,
        projection_by_gram_schmidt,
        projection_as_a_list,
    ],
    check_polynomial_fit: [turned_polyfit, polynomial_class, powers_in_a_loop],
    check_ridge: [zero_in_the_corner, extra_rows, shrinkage_factors],
    check_cv_rmse: [sums_of_squares, row_by_row],
    check_stream: [first_block_by_next, triangle_and_right_side, givens_like_svd],
}

globals().update(proofs(regression, WRONG, RIGHT))
