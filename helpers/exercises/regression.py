"""The exercises of notebook 09: projections, polynomials, ridge, cross-validation, streams."""

import numpy as np

from ..regression import least_squares, linear_regression
from .judging import Exercise, Limit

_random = np.random.RandomState(9).randn  # a stream that NumPy guarantees
_POINTS = np.array([2.0, 1.0, 6.0])
# columns without the ones in their space, so that an intercept added by mistake shows
_COLUMNS, _TARGETS = np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]), np.array([0.0, 6.0, 3.0])
# the third column is twice the first; every step of an elimination is exact, so it meets a zero
_DEPENDENT = np.array([[1.0, 1.0, 2.0], [1.0, -1.0, 2.0], [1.0, 0.0, 2.0], [-1.0, 0.0, -2.0]])


# ---- 9.1: projection


def _projection(A, y):
    return A @ least_squares(A, y)


def _by_normal_equations(A, y):
    return A @ np.linalg.solve(A.T @ A, A.T @ y)


def _by_qr(A, y):
    Q, _ = np.linalg.qr(A)
    return Q @ (Q.T @ y)


def _with_ones(X):
    return np.column_stack([np.ones(len(X)), X])


def _one_by_one(A, y):
    return sum((a @ y) / (a @ a) * a for a in A.T)


# ---- 9.2: polynomials


def _polynomial_fit(x, y, degree):
    return least_squares(np.vander(x, degree + 1, increasing=True), y)


def _multiples(x, y, degree, constant=False):
    A = x[:, np.newaxis] * np.arange(degree + 1)
    A[:, 0] += constant
    return least_squares(A, y)


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


def _uncentered(X, y, alpha):
    w = _no_intercept(X, y, alpha)
    return np.append(y.mean() - X.mean(axis=0) @ w, w)


def _one_mean(X, y, alpha, again=True):
    w = _no_intercept(X - X.mean(), y - y.mean(), alpha)
    x_mean = np.full(len(w), X.mean()) if again else X.mean(axis=0)
    return np.append(y.mean() - x_mean @ w, w)


def _alpha_everywhere(X, y, alpha):
    x_mean, y_mean = X.mean(axis=0), y.mean()
    C = X - x_mean
    w = np.linalg.solve(C.T @ C + alpha, C.T @ (y - y_mean))
    return np.append(y_mean - x_mean @ w, w)


def _alpha_everywhere_with_ones(X, y, alpha):
    A = _with_ones(X)
    return np.linalg.solve(A.T @ A + alpha, A.T @ y)


def _no_intercept(X, y, alpha):
    return np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)


# ---- 9.4: cross-validation


def _fold_residuals(X, y, folds, alpha, scale="rest", test="held", fit="rest", w0=True, **options):
    """The residuals of each fold, with the mistakes that its options make.

    ``scale`` names the rows that give mean and deviation; "own", those of the part in hand.
    """
    residuals = []
    for k in np.unique(folds):
        parts = {"held": folds == k, "rest": folds != k, "all": folds == folds}

        def standardized(part, parts=parts):
            by = X[parts[part if scale == "own" else scale]]
            return (X[parts[part]] - by.mean(axis=0)) / by.std(axis=0, ddof=options.get("ddof", 0))

        penalize = options.get("penalize_intercept", False)
        w = linear_regression(standardized(fit), y[parts[fit]], alpha, penalize_intercept=penalize)
        residuals.append(y[parts[test]] - w[0] * w0 - standardized(test) @ w[1:])
    return residuals


def _rmse(residuals):
    return np.sqrt(np.mean(np.concatenate(residuals) ** 2))


def _cv_rmse(X, y, folds, alpha):
    return _rmse(_fold_residuals(X, y, folds, alpha))


def _by_mistake(**options):
    return lambda *arguments: _rmse(_fold_residuals(*arguments, **options))


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


class Blocks:
    """Pairs (A, y) that come once, each written over the one before, as from one buffer."""

    def __init__(self, rows, *ends):
        self._rows, self._edges = rows, [0, *ends, len(rows)]
        self._buffer = np.zeros((max(np.diff(self._edges)), rows.shape[1]))

    def __iter__(self):
        if len(self._edges) == 1:
            raise RuntimeError("the blocks come only once, and all of them have been read")
        return self

    def __next__(self):
        if len(self._edges) == 1:
            raise StopIteration
        start, end = self._edges.pop(0), self._edges[0]
        block = self._buffer[: end - start]
        block[:] = self._rows[start:end]
        return block[:, :-1], block[:, -1]

    def __eq__(self, other):  # whoever writes into the buffer harms nobody
        return isinstance(other, Blocks)

    __hash__ = None

    def __repr__(self):
        lengths = np.diff(self._edges).tolist()
        if self._rows.size > 12:
            return f"<blocks of {lengths} rows>"
        return f"<blocks of {lengths} rows, [A y] = {self._rows.tolist()}>"


def _triangle(blocks, R=None):
    for A, y in blocks:
        rows = np.column_stack([A, y])
        R = np.linalg.qr(rows if R is None else np.vstack([R, rows]), mode="r")
    return R


def _solved(R):
    n = R.shape[1] - 1
    return np.linalg.solve(R[:n, :n], R[:n, n])


def _stream_fit(blocks):
    return _solved(_triangle(blocks))


def _summed(blocks, solve=np.linalg.solve):
    AtA = Aty = 0
    for A, y in blocks:
        AtA, Aty = AtA + A.T @ A, Aty + A.T @ y
    return solve(AtA, Aty)


def _averaged(blocks, by_rows=False):
    fits = [(least_squares(A, y), len(y)) for A, y in blocks]
    weights = [rows if by_rows else 1 for _, rows in fits]
    return np.average([w for w, _ in fits], axis=0, weights=weights)


def _collected(blocks):
    A, y = zip(*blocks, strict=True)
    return np.linalg.lstsq(np.concatenate(A), np.concatenate(y))[0]


def _with_intercept(blocks):
    return _stream_fit((_with_ones(A), y) for A, y in blocks)


def _one_block(blocks, last, solve=least_squares):
    for block in blocks:
        kept = block
        if not last:
            break
    return solve(*kept)


def _one_triangle(A, y):
    return _stream_fit([(A, y)])


def _right_side_unsolved(blocks):
    R = _triangle(blocks)
    return R[: R.shape[1] - 1, -1]


def _first_block_used_up(blocks):
    A, _ = next(iter(blocks))
    return _solved(_triangle(blocks, np.empty((0, A.shape[1] + 1))))


def _three_columns(blocks):
    return _solved(_triangle(blocks, np.empty((0, 3))))


def _long_stream(n_blocks=100, rows=500):
    """Many blocks in one buffer, made while they are asked for."""
    buffer = np.empty((rows, 4))
    for i in range(n_blocks):
        buffer[:] = np.random.default_rng(i).standard_normal(buffer.shape)
        yield buffer[:, :3], buffer[:, 3]


_CLOSE = np.array([[1.0, 1.0, 4.0], [1e-8, 0.0, 3e-8], [0.0, 1e-8, 1e-8]])
_CENTER = (
    "You subtract one mean of all entries: each column has its own, X.mean(axis=0), and w0 needs "
    "it too."
)
_EVERYWHERE = "Adding alpha changes every entry of XᵀX: the penalty α I is for the diagonal alone."
_MULTIPLES = "Your columns are multiples of x, k · x; its powers are needed, x**k."
_FITS = (_projection, _by_normal_equations, _by_qr)
_WEIGHTS = "These are the weights w, one for each column. Go back to the targets: ŷ = A w."
_RESIDUAL = "This is the residual, what the projection leaves over."
_TURNED = "This is ŷ - y, the residual turned round: the point ŷ itself is asked for."
_ONES = "You fit an intercept, a column of ones: nothing is to be added to A."
_FIRST = "Only the first block counts: the loop ends, or returns, too early."
_LAST = "Only the last block counts: stack its rows under what you kept of the others."
_FITTED = "These are errors on rows that were fitted; only the fold that was held out counts."
_SWAPPED = "The parts are swapped: fit the rows outside the fold, and predict the fold."
_SUMMED = (
    "The sum of AᵀA is the normal equations: where columns nearly agree, their squared condition "
    "number leaves no digit. Keep the triangle of a QR factorization instead."
)

check_projection = Exercise(
    label="Exercise 9.1",
    reference=_projection,
    cases=(
        (np.array([[2.0], [1.0]]), np.array([2.0, 6.0])),
        (_COLUMNS, _TARGETS),
        (1e-5 * _COLUMNS, _TARGETS),
        (_random(7, 3) * [1, 10, 0.1] + 1, _random(7)),
        (_random(5, 4), _random(5)),
        (_DEPENDENT, np.array([7.0, 3.0, 2.0, 0.0])),
    ),
    mistakes=(
        (lambda A, y: least_squares(A, y), _WEIGHTS),
        (lambda A, y: np.linalg.solve(A.T @ A, A.T @ y), _WEIGHTS),
        *((lambda A, y, fit=fit: y - fit(A, y), _RESIDUAL) for fit in _FITS),
        *((lambda A, y, fit=fit: fit(A, y) - y, _TURNED) for fit in _FITS),
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
        *((lambda A, y, fit=fit: fit(_with_ones(A), y), _ONES) for fit in _FITS),
    ),
    last_case=(
        "The columns of A are dependent here: AᵀA and R have no inverse, and Q and U hold a column "
        "outside the column space. Take the shortest weights, by least_squares or np.linalg.pinv."
    ),
    praise="What is left over is orthogonal to every column, so no step along one could help.",
)

check_polynomial_fit = Exercise(
    label="Exercise 9.2",
    reference=_polynomial_fit,
    cases=(
        (np.array([0.0, 1.0, 2.0]), _POINTS, 1),
        (np.array([0.0, 1.0, 2.0, 3.0]), np.array([2.0, 1.0, 6.0, 5.0]), 2),
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
            lambda x, y, degree: _polynomial_fit(x, y, degree + 1),
            "That is one power too many: degree d needs d + 1 columns, x⁰ to xᵈ.",
        ),
        (
            lambda x, y, degree: least_squares(
                _with_ones(np.vander(x, degree + 1, increasing=True)), y
            ),
            "There are two columns of ones: x⁰ is one already.",
        ),
        (_multiples, _MULTIPLES),
        (lambda x, y, degree: _multiples(x, y, degree, constant=True), _MULTIPLES),
        (
            lambda x, y, degree: np.vander(x, degree + 1) @ _polynomial_fit(x, y, degree)[::-1],
            "These are the predictions; the weights are asked for.",
        ),
    ),
    praise="Linear regression is linear in the weights; the columns may be anything.",
    rtol=1e-5,
    atol=1e-8,
)

check_ridge = Exercise(
    label="Exercise 9.3",
    reference=_ridge,
    cases=(
        (np.array([[0.0], [1.0], [2.0]]), _POINTS, 2.0),
        (_random(8, 3) + np.array([0, 5, -2]), _random(8) + 10, 3.5),
        (_random(7, 5), _random(7) - 4, 0.5),
        (_random(6, 2) * 10, _random(6), 0.0),
    ),
    mistakes=(
        (
            lambda X, y, alpha: linear_regression(X, y, alpha, penalize_intercept=True),
            "The intercept is penalized too: adding 100 to y then changes the other weights. "
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
            lambda X, y, alpha: _ridge(X, y, np.sqrt(alpha)),
            "The penalty is √α: that is for extra rows; the diagonal holds α.",
        ),
        (
            lambda X, y, alpha: _ridge(X, y, 2 * alpha),
            "The penalty counts twice: the diagonal holds α, not 2α.",
        ),
        (_alpha_everywhere, _EVERYWHERE),
        (_alpha_everywhere_with_ones, _EVERYWHERE),
        (
            lambda X, y, alpha: _ridge(X, y, 0),
            "This is plain least squares: alpha has no effect.",
        ),
        (
            _centered_without_return,
            "The weights are right, but w0 = ȳ belongs to the centered X: for X as it came, "
            "subtract x̄ · w.",
        ),
        (_one_mean, _CENTER),
        (lambda X, y, alpha: _one_mean(X, y, alpha, again=False), _CENTER),
        (
            _uncentered,
            "The slopes are fitted without an intercept: center X and y first, or keep a "
            "column of ones.",
        ),
        (_only_y_centered, "y is centered, but X is not: the slopes then lean on its mean."),
        (_no_intercept, "The intercept is missing: w0 comes first, then the n weights."),
        (
            lambda X, y, alpha: np.roll(_ridge(X, y, alpha), -1),
            "The intercept stands last: it comes first.",
        ),
    ),
    without=("linear_regression", "filtered_solution", "least_squares"),
    praise="The penalty never sees w0, so it alone takes up a constant added to y.",
    rtol=1e-6,
)

check_cv_rmse = Exercise(
    label="Exercise 9.4",
    reference=_cv_rmse,
    cases=(
        (
            np.array([[0.0], [1.0], [2.0], [4.0]]),
            np.array([1.0, 2.0, 2.0, 5.0]),
            np.array([0, 1, 0, 1]),
            0.0,
        ),
        (
            _random(11, 2) * [1, 20] + np.array([0, 50]),
            _random(11),
            np.array([0, 2, 1, 1, 0, 2, 1, 1, 1, 0, 1]),
            5.0,
        ),
        (_random(9, 3), _random(9) + 7, np.arange(9)[::-1].copy(), 1.5),
    ),
    mistakes=(
        (
            _by_mistake(scale="all"),
            "Test data leak: the mean and the standard deviation are taken over all rows. "
            "Standardize each time by the rows outside the fold.",
        ),
        (
            _by_mistake(scale="own"),
            "The fold is standardized by its own mean and deviation; use those of the other "
            "rows, as for patients that come later.",
        ),
        (
            _by_mistake(ddof=1),
            "The deviation divides by one less than the number of rows: use NumPy's std as it "
            "is, which is ddof=0.",
        ),
        (_by_mistake(test="rest"), _FITTED),
        (_by_mistake(test="all"), _FITTED),
        (_by_mistake(scale="all", test="all", fit="all"), _FITTED),
        (_by_mistake(fit="held", test="rest"), _SWAPPED),
        (_by_mistake(scale="held", fit="held", test="rest"), _SWAPPED),
        (
            _by_mistake(w0=False),
            "The prediction lacks the intercept: linear_regression returns w0 first.",
        ),
        (
            lambda X, y, folds, alpha: _cv_rmse(X, y, folds, 0),
            "This is plain least squares: alpha has no effect.",
        ),
        (
            _by_mistake(penalize_intercept=True),
            "The intercept is penalized too; linear_regression leaves it free.",
        ),
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
        (_by_mistake(fit="held", test="held"), "Each fold is fitted and tested on itself."),
        (_not_standardized, "X is not standardized, so ridge shrinks by the columns' units."),
    ),
    praise="Whatever is computed from data is part of the fit, and stays outside the fold.",
)

check_stream = Exercise(
    label="Exercise 9.5",
    reference=_stream_fit,
    cases=(
        (Blocks(np.column_stack([_COLUMNS, _TARGETS]), 2),),
        (Blocks(_random(13, 4), 5, 6),),
        (Blocks(_random(6, 3), 1, 2, 3, 4, 5),),
        (Blocks(_CLOSE, 1, 2),),
    ),
    mistakes=(
        (_summed, _SUMMED),
        (lambda blocks: _summed(blocks, least_squares), _SUMMED),
        (
            _collected,
            "You collect the blocks, but each is written over the one before. Take what you "
            "need of a block, a triangle, before you ask for the next.",
        ),
        (_with_intercept, "You add a column of ones; the columns of A are all there are."),
        (_right_side_unsolved, "That is the triangle's last column: solve the triangle for it."),
        (_first_block_used_up, "Blocks come once: the first is used up by looking at its shape."),
        (_three_columns, "The number of columns varies: take it from the first block."),
        (lambda blocks: _one_block(blocks, last=True), _LAST),
        (lambda blocks: _one_block(blocks, last=True, solve=_one_triangle), _LAST),
        (lambda blocks: _one_block(blocks, last=False), _FIRST),
        (lambda blocks: _one_block(blocks, last=False, solve=_one_triangle), _FIRST),
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
    without=("least_squares_blocks", "least_squares", "linear_regression"),
    praise="A triangle of n + 1 columns remembers all that the rows had to say.",
    rtol=1e-5,
    limit=Limit(
        lambda: (_long_stream(),),
        500_000,
        "The weights are right, but of 100 blocks with 1.6 MB together you held {held} at once: "
        "keep a triangle, not the rows.",
    ),
)
