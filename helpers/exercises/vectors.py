"""The exercises of notebook 01: maps, distances, mirrors, what is reached, nearest means."""

import numpy as np

from .judging import Exercise, Limit

_random = np.random.RandomState(1).randn  # a stream that NumPy guarantees


# ---- 1.1: two maps in a row


def _rotation(degrees):
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def _shear(t):
    return np.array([[1.0, t], [0.0, 1.0]])


def _in_a_row(degrees, t):
    return _shear(t) @ _rotation(degrees)


def _in_radians(degrees, t):
    return _shear(t) @ _rotation(np.degrees(degrees))


def _sheared_back(degrees, t):
    return _shear(-t) @ _rotation(degrees)


# ---- 1.2: the distance of a point from a line


def _distance(point, a, b):
    along, out = b - a, point - a
    return np.linalg.norm(out - (out @ along) / (along @ along) * along)


def _line_through_zero(point, a, b):
    return _distance(point, np.zeros_like(a), b - a)


def _to_a(point, a, b):
    return np.linalg.norm(point - a)


def _along(point, a, b):
    return abs((point - a) @ (b - a)) / np.linalg.norm(b - a)


def _not_divided(point, a, b):
    along, out = b - a, point - a
    return np.linalg.norm(out - (out @ along) * along)


def _divided_by_the_norm(point, a, b):
    along, out = b - a, point - a
    return np.linalg.norm(out - (out @ along) / np.linalg.norm(along) * along)


def _not_moved_back(point, a, b):
    along, out = b - a, point - a
    return np.linalg.norm(point - (out @ along) / (along @ along) * along)


def _line_through_b_as_direction(point, a, b):
    return _distance(point, a, a + b)


def _squared(point, a, b):
    return _distance(point, a, b) ** 2


def _segment(point, a, b):
    along, out = b - a, point - a
    share = np.clip((out @ along) / (along @ along), 0, 1)
    return np.linalg.norm(out - share * along)


# ---- 1.3: a mirror


def _mirror(u):
    return 2 * np.outer(u, u) / (u @ u) - np.eye(len(u))


def _shadow(u):
    return np.outer(u, u) / (u @ u)


def _across(u):
    return -_mirror(u)


def _length_kept(u):
    return 2 * np.outer(u, u) - np.eye(len(u))


def _one_norm(u):
    return 2 * np.outer(u, u) / np.linalg.norm(u) - np.eye(len(u))


def _dot(u):
    return 2 * np.dot(u, u) / (u @ u) - np.eye(len(u))


def _ones_everywhere(u):
    return 2 * _shadow(u) - 1


def _once(u):
    return _shadow(u) - np.eye(len(u))


def _squares_alone(u):
    return 2 * u * u / (u @ u) - np.eye(len(u))


def _all_turned_round(u):
    return -np.eye(len(u))


def _rest(u):
    return np.eye(len(u)) - _shadow(u)


# ---- 1.4: what can be reached


def _reached(A, y):
    A, y = A / (np.linalg.norm(A) or 1), y / (np.linalg.norm(y) or 1)
    rank = np.linalg.matrix_rank
    return bool(rank(np.column_stack([A, y])) == rank(A))


def _full_rank(A, y):
    return bool(np.linalg.matrix_rank(A) == len(y))


def _independent_columns(A, y):
    return bool(np.linalg.matrix_rank(A) == A.shape[1])


def _by_solve(A, y):
    try:
        np.linalg.solve(A, y)
    except np.linalg.LinAlgError:
        return False
    return True


def _by_determinant(A, y):
    return bool(np.linalg.det(A) != 0)


def _close(A, y):
    return bool(np.allclose(A @ np.linalg.lstsq(A, y, rcond=None)[0], y))


def _error_below(tolerance):
    def small_error(A, y):
        error = A @ np.linalg.lstsq(A, y, rcond=None)[0] - y
        return bool(np.linalg.norm(error) < tolerance)

    return small_error


def _error_below_beside(size, tolerance, smaller):
    def small_error(A, y):
        error = A @ np.linalg.lstsq(A, y, rcond=None)[0] - y
        return bool(smaller(np.linalg.norm(error), tolerance * np.linalg.norm(size(A, y))))

    return small_error


def _squares_from_lstsq(tolerance):
    def small_squares(A, y):
        return bool(np.linalg.lstsq(A, y, rcond=None)[1].sum() < tolerance)

    return small_squares


def _zero_divided(A, y):
    return _sizes_as_they_come(A / np.linalg.norm(A), y / np.linalg.norm(y))


def _rank_above(tolerance):
    def same_rank(A, y):
        ranks = (np.linalg.matrix_rank(a, tol=tolerance) for a in (A, np.column_stack([A, y])))
        return next(ranks) == next(ranks)

    return same_rank


def _sizes_as_they_come(A, y):
    rank = np.linalg.matrix_rank
    return bool(rank(np.column_stack([A, y])) == rank(A))


def _beside(A, y):
    return not _reached(A, y)


def _in_the_null_space(A, y):
    return bool(A.shape[1] == len(y) and np.allclose(A @ y, 0))


# ---- 1.5: the nearest mean, by one product


def _means(X, y):
    labels = np.unique(y)
    return labels, np.array([X[y == label].mean(axis=0) for label in labels])


def _nearest_mean(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T - (M**2).sum(axis=1) / 2).argmax(axis=1)]


def _best_dot_product(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T).argmax(axis=1)]


def _whole_square(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T - (M**2).sum(axis=1)).argmax(axis=1)]


def _length_not_squared(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T - np.linalg.norm(M, axis=1) / 2).argmax(axis=1)]


def _whole_length_not_squared(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T - np.linalg.norm(M, axis=1)).argmax(axis=1)]


def _twice_the_dots_less_the_length(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(2 * X_new @ M.T - np.linalg.norm(M, axis=1)).argmax(axis=1)]


def _nearest_sum(X, y, X_new):
    labels = np.unique(y)
    S = np.array([X[y == label].sum(axis=0) for label in labels])
    return labels[(X_new @ S.T - (S**2).sum(axis=1) / 2).argmax(axis=1)]


def _half_square_added(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T + (M**2).sum(axis=1) / 2).argmax(axis=1)]


def _divided_by_all(X, y, X_new):
    labels = np.unique(y)
    M = np.array([X[y == label].sum(axis=0) / len(X) for label in labels])
    return labels[(X_new @ M.T - (M**2).sum(axis=1) / 2).argmax(axis=1)]


def _labels_from_zero(X, y, X_new):
    M = np.array([X[y == label].mean(axis=0) for label in range(y.max() + 1)])
    return (X_new @ M.T - (M**2).sum(axis=1) / 2).argmax(axis=1)


def _by_cosine(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T / np.linalg.norm(M, axis=1)).argmax(axis=1)]


def _positions(X, y, X_new):
    labels = np.unique(y)
    return np.searchsorted(labels, _nearest_mean(X, y, X_new))


def _farthest(X, y, X_new):
    labels, M = _means(X, y)
    return labels[(X_new @ M.T - (M**2).sum(axis=1) / 2).argmin(axis=1)]


def _nearest_sample(X, y, X_new):
    return y[(X_new @ X.T - (X**2).sum(axis=1) / 2).argmax(axis=1)]


def _groups(labels, counts, n, new):
    """Rows around a center for each label, the centers of unlike length, and rows to label."""
    y = np.repeat(labels, counts)
    centers = _random(len(labels), n) * np.arange(1, len(labels) + 1)[:, np.newaxis]
    X = np.repeat(centers, counts, axis=0) + 1.5 * _random(len(y), n)
    order = np.argsort(_random(len(y)))
    return X[order], y[order], 2 * _random(new, n)


_SEEN = (
    np.array([[0.0, 0.0], [2.0, 0.0], [8.0, 0.0], [10.0, 2.0], [0.0, 9.0]]),
    np.array([3, 3, 5, 5, 4]),
    np.array([[2.0, 1.0], [7.0, 0.0], [3.0, 7.0], [4.0, 1.0]]),
)


check_in_a_row = Exercise(
    "Exercise 1.1",
    _in_a_row,
    cases=((90, 1.0), (30, 2.0), (200, -0.5)),
    mistakes=(
        (
            lambda degrees, t: _rotation(degrees) @ _shear(t),
            "That shears first: what is done first stands on the right.",
        ),
        (lambda degrees, t: _shear(t) @ _rotation(-degrees), "That turns clockwise."),
        (_in_radians, "np.cos and np.sin take radians: np.radians converts."),
        (
            lambda degrees, t: _shear(t).T @ _rotation(degrees),
            "The shear is the wrong way round: it adds t times x₂ to x₁.",
        ),
        (
            lambda degrees, t: _in_a_row(degrees, t).T,
            "That is the transpose: where e₁ goes is a column, not a row.",
        ),
        (_sheared_back, "That shears by -t: the matrix holds t itself."),
        (lambda degrees, t: _rotation(degrees), "That is the rotation alone."),
        (lambda degrees, t: _shear(t) + _rotation(degrees), "One after the other is a product."),
        (
            lambda degrees, t: _shear(t) * _rotation(degrees),
            "The product of maps is @; * multiplies entry by entry.",
        ),
    ),
    praise="The map that acts first stands next to the vector: on the right.",
)

check_distance = Exercise(
    "Exercise 1.2",
    _distance,
    cases=(
        (np.array([4.0, 6.0]), np.array([0.0, 1.0]), np.array([3.0, 1.0])),
        (np.array([1.0, 2.0]), np.array([2.0, -1.0]), np.array([6.0, 2.0])),
        (np.array([1.0, 0.0, 2.0]), np.array([0.0, 3.0, 1.0]), np.array([2.0, 2.0, -1.0])),
        (_random(5), _random(5), 3 * _random(5)),
    ),
    mistakes=(
        (_line_through_zero, "The line need not pass through zero: measure from a, point - a."),
        (_line_through_b_as_direction, "The line runs along b - a, not along b."),
        (
            _to_a,
            "That is the distance to a: take away the part of point - a that is along the line.",
        ),
        (_along, "That is how far the foot is from a: what is left beside the line is asked for."),
        (_not_divided, "Divide by along @ along: the line's direction has a length of its own."),
        (_divided_by_the_norm, "Divide by along @ along, the norm's square, not by the norm."),
        (_not_moved_back, "The shadow of point - a starts at a: take it from point - a."),
        (_squared, "That is the square of the distance."),
        (_segment, "The line goes on beyond a and b: do not stop at its ends."),
    ),
    praise="Nothing in it says how many dimensions there are.",
)

check_mirror = Exercise(
    "Exercise 1.3",
    _mirror,
    cases=(
        (np.array([2.0, 0.0]),),
        (np.array([4.0, 3.0]),),
        (np.array([-1.0, 3.0]),),
        (np.array([1.0, 2.0, -2.0]),),
    ),
    mistakes=(
        (_shadow, "That is the projection: it stops at the line; a mirror goes as far again."),
        (_across, "That turns u itself round; the mirror leaves the line where it is."),
        (_length_kept, "Divide by u @ u, so that the length of u plays no part."),
        (_one_norm, "Divide by the norm twice: by u @ u."),
        (_ones_everywhere, "- 1 changes all entries: the identity is np.eye(len(u))."),
        (_rest, "That leaves only the part perpendicular to u: the part along u stays."),
        (_dot, "u @ u is a number; the matrix with the entries u_i u_j is np.outer(u, u)."),
        (
            _squares_alone,
            "u * u is a vector; the matrix with the entries u_i u_j is np.outer(u, u).",
        ),
        (_once, "Twice the projection: the mirror image is 2v - x."),
        (_all_turned_round, "That turns every vector round; the part along u stays."),
    ),
    praise="Twice is nothing: the mirror is its own inverse.",
)

_FIXED = (
    "A small matrix reaches as much as a large one: no fixed tolerance will do. Compare ranks, or "
    "the error with the size of y."
)

check_reached = Exercise(
    "Exercise 1.4",
    _reached,
    cases=(
        (np.array([[2.0, 1.0], [4.0, 2.0]]), np.array([5.0, 10.0])),
        (np.array([[2.0, 1.0], [4.0, 2.0]]), np.array([5.0, 8.0])),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([7.0, -1.0])),
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([2.0, 3.0, 5.0])),
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([2.0, 3.0, 6.0])),
        (np.array([[1.0, 2.0, 4.0], [2.0, 4.0, 8.0]]), np.array([1.0, 0.0])),
        (np.array([[2.0, 1.0], [4.0, 2.0]]), np.zeros(2)),
        (np.zeros((2, 2)), np.array([1.0, 0.0])),
        (np.zeros((2, 2)), np.zeros(2)),
        (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([2.0, 3.0, 5.0001])),
        (np.array([[1.0, 2.0, 4.0], [0.0, 1.0, 8.0]]), np.array([1.0, -5.0])),
        (1e-6 * np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([2.0, 3.0, 6.0])),
        (1e9 * np.array([[2.0, 1.0], [4.0, 2.0]]), 1e9 * np.array([5.0, 8.0])),
        (1e9 * np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), 1e9 * np.array([1.0, 5.0, 8.0])),
        (1e20 * np.array([[2.0, 1.0], [4.0, 2.0]]), np.array([5.0, 8.0])),
        (1e-20 * np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([1.0, 5.0, 8.0])),
        (1e-20 * np.array([[2.0, 1.0], [4.0, 2.0]]), np.array([5.0, 8.0])),
        (1e-9 * np.array([[2.0, 1.0], [4.0, 2.0]]), 1e-9 * np.array([5.0, 8.0])),
        (1e-20 * np.array([[2.0, 1.0], [4.0, 2.0]]), 1e-20 * np.array([5.0, 8.0])),
        (np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0]]), np.array([0.0, 2.0, 3.0])),
        (np.array([[0.7, -0.3], [1.1, 0.2], [1.6, -0.7]]), np.array([0.0, 0.47, -0.01])),
    ),
    mistakes=(
        (_full_rank, "With less than full rank some right-hand sides are still reached: this one?"),
        (
            _independent_columns,
            "That asks whether the columns are independent: whatever the columns, is y one of "
            "their combinations?",
        ),
        (
            _by_solve,
            "An invertible square A reaches every y; others reach some: this one?",
        ),
        (_by_determinant, "An invertible square A reaches every y; others reach some: this one?"),
        *((_error_below(10.0**-k), _FIXED) for k in (6, 8, 9, 10, 12)),
        *((_rank_above(10.0**-k), _FIXED) for k in (6, 8, 10, 12)),
        (_close, _FIXED),
        *(
            (_error_below_beside(lambda A, y: A, 1e-9, smaller), _FIXED)
            for smaller in (np.less, np.less_equal)
        ),
        (
            _error_below_beside(lambda A, y: y, 1e-9, np.less),
            "Zero is always reached, but no error is below 0 times anything: take <=.",
        ),
        *(
            (
                _error_below_beside(lambda A, y: y, 1e-3, smaller),
                "Rounding is far smaller beside y: allow an error of 1e-9 times its size, say.",
            )
            for smaller in (np.less, np.less_equal)
        ),
        *(
            (
                _squares_from_lstsq(10.0**-k),
                "lstsq gives an empty array of squares where the rank is below n or m <= n: "
                "compute A @ x - y.",
            )
            for k in (6, 8, 9, 10, 12)
        ),
        (_zero_divided, "A or y may be zero: then do not divide by its norm."),
        (
            _sizes_as_they_come,
            "Beside a huge column a small one counts as rounding: bring A and y to like size.",
        ),
        (_beside, "The other way round: True where there is a solution."),
        (_in_the_null_space, "That is the null space: asked is whether some x gives A @ x = y."),
    ),
    last_case=_FIXED,
    praise="A column that adds nothing to the rank lies in the span of the others.",
)

check_nearest_mean = Exercise(
    "Exercise 1.5",
    _nearest_mean,
    cases=(
        _SEEN,
        _groups([0, 1, 2], [5, 9, 4], 4, 12),
        _groups([7, -2, 30, 4], [6, 3, 8, 5], 3, 15),
        _groups([1, 2], [1, 6], 5, 9),
    ),
    mistakes=(
        (
            _best_dot_product,
            "Long means win by their length: subtract half the squared length of each (summed over "
            "axis=1).",
        ),
        (_whole_square, "Half the squared length: compare with the square written out."),
        *(
            (mistake, "That is the mean's length; the square written out has its length squared.")
            for mistake in (
                _length_not_squared,
                _whole_length_not_squared,
                _twice_the_dots_less_the_length,
            )
        ),
        (_half_square_added, "A long mean is farther: subtract half the squared length."),
        (_nearest_sum, "Those are sums: divide each by the number of its rows."),
        (_divided_by_all, "Divide by the number of rows of that class, not of all."),
        (_labels_from_zero, "Some labels are missing, and a mean of no rows is nan: np.unique(y)."),
        (_by_cosine, "That is the smallest angle, not the smallest distance."),
        (_positions, "Return the label, not its position among the labels."),
        (_farthest, "That is the farthest mean."),
        (_nearest_sample, "That is the nearest sample; average each class first."),
    ),
    praise="Nearest mean by one product, a shift and a maximum: that is a layer of a network.",
    limit=Limit(
        lambda: (*_groups(np.arange(20), np.full(20, 10), 100, 2000),),
        8_000_000,
        "The labels are right, but for 2,000 rows, 20 classes and 100 columns you held {held} at "
        "once; the products of rows and means are 0.32 MB. Write out the square.",
    ),
)
