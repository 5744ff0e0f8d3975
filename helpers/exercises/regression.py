"""The exercises of notebook 09: projections, polynomials, ridge, cross-validation, streams."""

import numpy as np

from ..regression import least_squares, linear_regression
from .judging import Exercise

_random = np.random.RandomState(9).randn  # a stream that NumPy guarantees
_LINE = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]])
_POINTS = np.array([2.0, 1.0, 6.0])


# ---- 9.1: projection


def _projection(A, y):
    return A @ least_squares(A, y)


def _with_ones(X):
    return np.column_stack([np.ones(len(X)), X])


def _one_by_one(A, y):
    return sum((a @ y) / (a @ a) * a for a in A.T)


# ---- 9.2: polynomials


def _polynomial_fit(x, y, degree):
    return least_squares(np.vander(x, degree + 1, increasing=True), y)


def _without_constant(x, y, degree):
    return least_squares(np.vander(x, degree + 1, increasing=True)[:, 1:], y)


# ---- 9.3: ridge


def _ridge(X, y, alpha):
    return linear_regression(X, y, alpha)


def _centered_without_return(X, y, alpha):
    return np.append(y.mean(), _ridge(X, y, alpha)[1:])


def _only_y_centered(X, y, alpha):
    gram = X.T @ X + alpha * np.eye(X.shape[1])
    return np.append(y.mean(), np.linalg.solve(gram, X.T @ (y - y.mean())))


def _no_intercept(X, y, alpha):
    return np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)


# ---- 9.4: cross-validation


def _fold_residuals(X, y, folds, alpha, scale="rest", held_out=True):
    """The residuals of each fold, with the mistakes that its options make."""
    residuals = []
    for k in np.unique(folds):
        held, rest = folds == k, folds != k
        everything = np.ones(len(y), dtype=bool)
        by = {"rest": rest, "all": everything, "own": rest}[scale]
        fit_on = (X[rest] - X[by].mean(axis=0)) / X[by].std(axis=0)
        test_by = held if scale == "own" else by
        tested = held if held_out else rest
        Z = (X[tested] - X[test_by].mean(axis=0)) / X[test_by].std(axis=0)
        w = linear_regression(fit_on, y[rest], alpha)
        residuals.append(y[tested] - w[0] - Z @ w[1:])
    return residuals


def _rmse(residuals):
    return np.sqrt(np.mean(np.concatenate(residuals) ** 2))


def _cv_rmse(X, y, folds, alpha):
    return _rmse(_fold_residuals(X, y, folds, alpha))


def _leaking(X, y, folds, alpha):
    return _rmse(_fold_residuals(X, y, folds, alpha, scale="all"))


def _own_scale(X, y, folds, alpha):
    return _rmse(_fold_residuals(X, y, folds, alpha, scale="own"))


def _training_error(X, y, folds, alpha):
    return _rmse(_fold_residuals(X, y, folds, alpha, held_out=False))


def _mean_of_rmses(X, y, folds, alpha):
    return np.mean([_rmse([r]) for r in _fold_residuals(X, y, folds, alpha)])


def _root_of_mean_of_means(X, y, folds, alpha):
    return np.sqrt(np.mean([np.mean(r**2) for r in _fold_residuals(X, y, folds, alpha)]))


def _mean_squared(X, y, folds, alpha):
    return _cv_rmse(X, y, folds, alpha) ** 2


def _not_standardized(X, y, folds, alpha):
    fits = {k: linear_regression(X[folds != k], y[folds != k], alpha) for k in np.unique(folds)}
    return _rmse([y[folds == k] - _with_ones(X[folds == k]) @ w for k, w in fits.items()])


# ---- 9.5: streams


def _stream_fit(blocks):
    rows = np.concatenate([np.column_stack(block) for block in blocks])
    return least_squares(rows[:, :-1], rows[:, -1], "qr")


def _summed(blocks, solve=np.linalg.solve):
    return solve(sum(A.T @ A for A, _ in blocks), sum(A.T @ y for A, y in blocks))


def _averaged(blocks, by_rows=False):
    lengths = [len(y) if by_rows else 1 for _, y in blocks]
    return np.average([least_squares(A, y) for A, y in blocks], axis=0, weights=lengths)


def _as_blocks(rows, *ends):
    """The rows of [A y], cut before each of the ends, as pairs."""
    return tuple((part[:, :-1], part[:, -1]) for part in np.split(rows, ends))


_CLOSE = np.array([[1.0, 1.0, 4.0], [1e-8, 0.0, 3e-8], [0.0, 1e-8, 1e-8]])
_SUMMED = (
    "The sum of AᵀA is the normal equations: where columns nearly agree, their squared condition "
    "number leaves no digit. Keep the triangle of a QR factorization instead."
)

EXERCISES = {
    "check_projection": Exercise(
        label="Exercise 9.1",
        reference=_projection,
        cases=(
            (np.array([[2.0], [1.0]]), np.array([2.0, 6.0])),
            (_LINE, _POINTS),
            (_random(7, 3) * [1, 10, 0.1] + 1, _random(7)),
            (_random(4, 4), _random(4)),
        ),
        mistakes=(
            (
                lambda A, y: least_squares(A, y),
                "These are the weights w, one for each column. Go back to the targets: ŷ = A w.",
            ),
            (
                lambda A, y: y - _projection(A, y),
                "This is the residual, what the projection leaves over.",
            ),
            (
                lambda A, y: A @ (A.T @ y),
                "A Aᵀ y is the projection only if the columns are orthonormal; here (AᵀA)⁻¹ is "
                "missing in the middle.",
            ),
            (
                _one_by_one,
                "You project on each column by itself and add up. That counts twice what the "
                "columns share: it is right only for orthogonal columns.",
            ),
            (
                lambda A, y: _projection(_with_ones(A), y),
                "You add a column of ones, but nothing is to be added to A.",
            ),
        ),
        praise="What is left over is orthogonal to every column, so no step along one could help.",
    ),
    "check_polynomial_fit": Exercise(
        label="Exercise 9.2",
        reference=_polynomial_fit,
        cases=(
            (np.array([0.0, 1.0, 2.0]), _POINTS, 1),
            (np.array([0.0, 1.0, 2.0]), _POINTS, 2),
            (np.linspace(-2, 1.5, 9), _random(9), 3),
            (np.array([3.0, 1.0, 2.0, 5.0]), np.array([1.0, -2.0, 0.5, 4.0]), 1),
        ),
        mistakes=(
            (
                lambda x, y, degree: _polynomial_fit(x, y, degree)[::-1],
                "The order is turned round: the constant comes first, the highest power last.",
            ),
            (_without_constant, "The column x⁰ = 1 is missing, so the curve must pass through 0."),
            (
                lambda x, y, degree: _polynomial_fit(x, y, degree - 1),
                "One power is missing: degree d needs d + 1 columns, x⁰ to xᵈ.",
            ),
            (
                lambda x, y, degree: np.vander(x, degree + 1) @ _polynomial_fit(x, y, degree)[::-1],
                "These are the predictions; the weights are asked for.",
            ),
        ),
        praise="Linear regression is linear in the weights; the columns may be anything.",
        rtol=1e-5,
        atol=1e-8,
    ),
    "check_ridge": Exercise(
        label="Exercise 9.3",
        reference=_ridge,
        cases=(
            (np.array([[0.0], [1.0], [2.0]]), _POINTS, 2.0),
            (_random(8, 3) + np.array([0, 5, -2]), _random(8) + 10, 3.5),
            (_random(3, 5), _random(3) - 4, 0.5),
            (_random(6, 2) * 10, _random(6), 0.0),
        ),
        mistakes=(
            (
                lambda X, y, alpha: linear_regression(X, y, alpha, penalize_intercept=True),
                "The intercept is penalised too: adding 100 to y then changes the other weights. "
                "Its entry of the penalty must be 0.",
            ),
            (
                lambda X, y, alpha: _ridge(X, y, alpha * len(X)),
                "The penalty counts N times: the loss is the sum of squares, not their mean.",
            ),
            (
                lambda X, y, alpha: _ridge(X, y, alpha**2),
                "The penalty is α squared: the extra rows hold √α, and the diagonal holds α.",
            ),
            (
                lambda X, y, alpha: _ridge(X, y, 0),
                "This is plain least squares: alpha has no effect.",
            ),
            (
                _centered_without_return,
                "The weights are right, but w0 = ȳ belongs to the centered X: for X as it came, "
                "subtract x̄ · w.",
            ),
            (_only_y_centered, "y is centered, but X is not: the slopes then lean on its mean."),
            (_no_intercept, "The intercept is missing: w0 comes first, then the n weights."),
            (
                lambda X, y, alpha: np.roll(_ridge(X, y, alpha), -1),
                "The intercept stands last: it comes first.",
            ),
        ),
        praise="Centering absorbs any constant in y before the penalty sees it.",
        rtol=1e-6,
    ),
    "check_cv_rmse": Exercise(
        label="Exercise 9.4",
        reference=_cv_rmse,
        cases=(
            (np.array([[0.0], [1.0], [2.0], [4.0]]), np.array([1.0, 2.0, 2.0, 5.0]),
             np.array([0, 1, 0, 1]), 0.0),
            (_random(11, 2) * [1, 20] + np.array([0, 50]), _random(11),
             np.array([0, 2, 1, 1, 0, 2, 1, 1, 1, 0, 1]), 5.0),
            (_random(9, 3), _random(9) + 7, np.arange(9)[::-1].copy(), 1.5),
        ),
        mistakes=(
            (
                _leaking,
                "Test data leak: the mean and the standard deviation are taken over all rows. "
                "Standardize each time by the rows outside the fold.",
            ),
            (
                _own_scale,
                "The fold is standardized by its own mean and deviation; use those of the other "
                "rows, as for patients that come later.",
            ),
            (_training_error, "This is the error on the rows that were fitted, not on the fold."),
            (
                _mean_of_rmses,
                "You average the folds' roots: take the mean over all N squares, then one root.",
            ),
            (
                _root_of_mean_of_means,
                "You average the folds' means, so a row in a small fold counts more: take the mean "
                "over all N squares.",
            ),
            (_mean_squared, "This is the mean squared error: the root is missing."),
            (_not_standardized, "X is not standardized, so ridge shrinks by the columns' units."),
        ),
        praise="Whatever is computed from data is part of the fit, and stays outside the fold.",
    ),
    "check_stream": Exercise(
        label="Exercise 9.5",
        reference=_stream_fit,
        cases=(
            (_as_blocks(np.column_stack([_LINE, _POINTS]), 2),),
            (_as_blocks(_random(13, 4), 5, 6),),
            (_as_blocks(_random(6, 3), 1, 2, 3, 4, 5),),
            (_as_blocks(_CLOSE, 1, 2),),
        ),
        mistakes=(
            (_summed, _SUMMED),
            (lambda blocks: _summed(blocks, least_squares), _SUMMED),
            (
                lambda blocks: least_squares(*blocks[-1]),
                "Only the last block counts: stack its rows under what you kept of the others.",
            ),
            (
                lambda blocks: least_squares(*blocks[0]),
                "Only the first block counts: the loop ends, or returns, too early.",
            ),
            (
                _averaged,
                "You average the blocks' weights. A block knows little by itself: carry over its "
                "equations, not its answer.",
            ),
            (
                lambda blocks: _averaged(blocks, by_rows=True),
                "You average the blocks' weights by their lengths. Carry over a block's "
                "equations, not its answer.",
            ),
        ),
        praise="A triangle of n + 1 columns remembers all that the rows had to say.",
        rtol=1e-5,
    ),
}  # fmt: skip


def check_projection(answer):
    """Judge an answer to exercise 9.1: ``answer(A, y)``, y projected onto the columns of A."""
    EXERCISES["check_projection"].judge(answer)


def check_polynomial_fit(answer):
    """Judge an answer to exercise 9.2: ``answer(x, y, degree)``, weights, constant first."""
    EXERCISES["check_polynomial_fit"].judge(answer)


def check_ridge(answer):
    """Judge an answer to exercise 9.3: ``answer(X, y, alpha)``, free intercept, then weights."""
    EXERCISES["check_ridge"].judge(answer)


def check_cv_rmse(answer):
    """Judge an answer to exercise 9.4: ``answer(X, y, folds, alpha)``, the held-out RMSE."""
    EXERCISES["check_cv_rmse"].judge(answer)


def check_stream(answer):
    """Judge an answer to exercise 9.5: ``answer(blocks)``, the weights of all blocks' rows."""
    EXERCISES["check_stream"].judge(answer)
