"""The exercises of notebook 02: eigenvalues, projections, ranks, power iteration, rotations."""

import numpy as np

from ..decomposition import low_rank_approximation, svd
from .judging import Exercise

_random = np.random.RandomState(2).randn  # a stream that NumPy guarantees

# ---- 2.1: eigenvalues of a symmetric matrix of two rows


def _eigenvalues(a, b, d):
    middle, half = (a + d) / 2, np.hypot((a - d) / 2, b)
    return middle + half, middle - half


def _smaller_first(a, b, d):
    return _eigenvalues(a, b, d)[::-1]


def _by_size(a, b, d):
    return tuple(sorted(_eigenvalues(a, b, d), key=abs, reverse=True))


def _not_halved(a, b, d):
    return tuple(2 * value for value in _eigenvalues(a, b, d))


def _sign_of_trace(a, b, d):
    return tuple(-value for value in _eigenvalues(a, b, d)[::-1])


def _determinant_with_plus(a, b, d):
    root = np.sqrt((a + d) ** 2 - 4 * (a * d + b * b))
    return (a + d + root) / 2, (a + d - root) / 2


def _b_once(a, b, d):
    root = np.sqrt((a + d) ** 2 - 4 * (a * d - b))
    return (a + d + root) / 2, (a + d - root) / 2


def _diagonal(a, b, d):
    return max(a, d), min(a, d)


# ---- 2.2: the projection onto a null space


def _null_projection(A):
    return np.eye(A.shape[1]) - _onto_rows(A)


def _onto_rows(A):
    return _onto_rows_above(A, 1e-10 * svd(A)[1][0])


def _onto_rows_above(A, threshold):
    _, s, Vt = svd(A)
    rows = Vt[s > threshold]
    return rows.T @ rows


def _thin_rest(A):
    _, s, Vt = svd(A)
    rest = Vt[s <= 1e-10 * s[0]]
    return rest.T @ rest


def _above_zero(A):
    return np.eye(A.shape[1]) - _onto_rows_above(A, 0)


def _rows_independent(A):
    Q, _ = np.linalg.qr(A.T)
    return np.eye(len(Q)) - Q @ Q.T


def _above_rounding(A):
    threshold = max(A.shape) * np.finfo(float).eps * svd(A)[1][0]
    return np.eye(A.shape[1]) - _onto_rows_above(A, threshold)


def _above_a_constant(A):
    return np.eye(A.shape[1]) - _onto_rows_above(A, 1e-10)


def _squared(A):
    return np.eye(A.shape[1]) - _onto_rows_above(A, 1e-5 * svd(A)[1][0])


def _left_null_space(A):
    return _null_projection(A.T)


def _basis(A):
    _, s, Vt = np.linalg.svd(A)
    return Vt[int(np.sum(s > 1e-10 * s[0])) :].T


def _columns_of_V(A):
    _, s, Vt = svd(A)
    rows = Vt[:, s > 1e-10 * s[0]] if len(s) == Vt.shape[1] else Vt.T
    return np.eye(len(rows)) - rows @ rows.T


# ---- 2.3: how many terms a tolerance needs, and whether they pay


def _smallest_rank(s, m, n, tolerance):
    return _with_pays(_rank_needed)(s, m, n, tolerance)


def _rank_needed(s, tolerance):
    """The first k whose tail is small enough; tails are summed from the smallest value on."""
    tails = np.sqrt(np.append(np.cumsum((s**2)[::-1])[::-1], 0.0))
    return int(np.argmax(tails <= tolerance * tails[0]))


def _with_pays(rank):
    """An answer with this rank, and whether it pays."""

    def answer(s, m, n, tolerance):
        k = rank(s, tolerance)
        return k, bool(k * (m + n + 1) < m * n)

    return answer


def _with_count(pays):
    """An answer with the right rank, and this rule of when it pays."""

    def answer(s, m, n, tolerance):
        k = _rank_needed(s, tolerance)
        return k, bool(pays(k, m, n))

    return answer


def _one_too_many(s, tolerance):
    return _rank_needed(s, tolerance) + 1


def _strict(s, tolerance):
    tails = np.sqrt(np.append(np.cumsum((s**2)[::-1])[::-1], 0.0))
    return int(np.argmax(tails < tolerance * tails[0]))


def _not_squared(s, tolerance):
    tails = np.append(np.cumsum(s[::-1])[::-1], 0.0)
    return int(np.argmax(tails <= tolerance * tails[0]))


def _squared_error(s, tolerance):
    return _rank_needed(s, np.sqrt(tolerance))


def _spectral(s, tolerance):
    return int(np.argmax(np.append(s, 0.0) <= tolerance * s[0]))


def _absolute(s, tolerance):
    return _rank_needed(s, min(1.0, tolerance / np.linalg.norm(s)))


def _share_kept(s, tolerance):
    return _rank_needed(s, np.sqrt(1 - tolerance**2))


def _rank_alone(s, m, n, tolerance):
    return _rank_needed(s, tolerance)


def _pays_alone(s, m, n, tolerance):
    return _smallest_rank(s, m, n, tolerance)[1]


# ---- 2.4: the first term, by power iteration


def _first_term(A):
    return low_rank_approximation(A, 1)


def _iterate(A, start, steps=2000):
    v = start
    for _ in range(steps):
        v = A.T @ (A @ v)
        v = v / np.linalg.norm(v)
    return v


def _started_at(start):
    """Power iteration from a start that is not random."""

    def term(A):
        v = _iterate(A, start(A))
        return np.outer(A @ v, v)

    return term


_FIXED_STARTS = (
    lambda A: np.eye(A.shape[1])[0],
    lambda A: np.eye(A.shape[1])[-1],
    lambda A: A[0],
    lambda A: A[-1],
    lambda A: np.ones(A.shape[1]),
    lambda A: A.sum(axis=0),
)


def _one_step(A):
    v = _iterate(A, np.random.default_rng(0).standard_normal(A.shape[1]), 1)
    return np.outer(A @ v, v)


def _without_stretch(A):
    U, _, Vt = svd(A)
    return np.outer(U[:, 0], Vt[0])


def _stretched_twice(A):
    U, s, Vt = svd(A)
    return s[0] ** 2 * np.outer(U[:, 0], Vt[0])


def _the_product(A):
    _, s, Vt = svd(A)
    return s[0] ** 2 * np.outer(Vt[0], Vt[0])


def _transposed_term(A):
    return _first_term(A).T


def _the_value(A):
    return svd(A)[1][0]


# ---- 2.5: the rotation that fits best


def _turn(X, Y):
    U, _, Vt = np.linalg.svd(Y.T @ X)
    return U @ Vt


def _turn_back(X, Y):
    return _turn(Y, X)


def _least_squares_map(X, Y):
    return np.linalg.lstsq(X, Y, rcond=None)[0].T


def _stretch_kept(X, Y):
    return Y.T @ X


def _no_mirror(X, Y):
    U, _, Vt = np.linalg.svd(Y.T @ X)
    signs = np.ones(len(U))
    signs[-1] = np.sign(np.linalg.det(U @ Vt))
    return (U * signs) @ Vt


def _V_not_transposed(X, Y):
    U, _, Vt = np.linalg.svd(Y.T @ X)
    return U @ Vt.T


def _turned_cloud(X, Y):
    return X @ _turn(X, Y).T


def _with_singular_values(seed, U_rows, V_rows, s):
    """A matrix of these singular values."""
    random = np.random.RandomState(seed).randn
    U, _ = np.linalg.qr(random(U_rows, len(s)))
    V, _ = np.linalg.qr(random(V_rows, len(s)))
    return (U * s) @ V.T


_CLOUD = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, 1.0], [-1.0, 1.0]])
_QUARTER = np.array([[0.0, -1.0], [1.0, 0.0]])
_MIRROR = np.array([[1.0, 0.0], [0.0, -1.0]])

check_eigenvalues = Exercise(
    "Exercise 2.1",
    _eigenvalues,
    cases=((2.0, 2.0, -1.0), (4.0, 0.0, 9.0), (1.0, -3.0, 1.0), (0.5, 1.25, -2.0), (0.0, 0.0, 0.0)),
    mistakes=(
        (_smaller_first, "The right two; the larger one first."),
        (_by_size, "The larger, not the larger in size: 1 comes before −2."),
        (_not_halved, "The quadratic formula ends with a division by 2."),
        (_sign_of_trace, "λ² − (a + d)λ + …: the formula begins with plus (a + d)."),
        (_determinant_with_plus, "The determinant is ad − b·b: check its sign."),
        (_b_once, "b stands in the matrix twice, so its square is in the determinant."),
        (_diagonal, "The diagonal holds the eigenvalues only if b is 0."),
    ),
    without=("symmetric_eigen", "eigh", "eigvalsh", "eig", "eigvals"),
    praise="Under the root stands (a − d)² + 4b², never negative: so both are real.",
)

check_null_projection = Exercise(
    "Exercise 2.2",
    _null_projection,
    cases=(
        (np.array([[3.0, 4.0]]),),
        (np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [1.0, 0.0, 1.0], [0.0, 2.0, 2.0]]),),
        (_random(2, 5),),
        (_random(6, 2) @ _random(2, 4),),
        (_random(5, 3),),
        (np.array([[1.0, 0.0, 0.0], [0.0, 1e-9, 0.0]]),),
        (np.array([[1.0, 0.0], [0.0, 1e-12]]),),
        (1e-12 * np.array([[1.0, 2.0], [2.0, 4.0]]),),
    ),
    mistakes=(
        (_onto_rows, "That projects onto the row space: its complement is asked for."),
        (_thin_rest, "The thin form leaves v's out where A is wide: take I minus the row space."),
        (_above_zero, "Directions that rounding alone made count as zero."),
        (_rows_independent, "Directions that rounding alone made count as zero."),
        (_above_rounding, "All up to 1e-10 s₁ counts as zero, not only what rounding leaves."),
        (_above_a_constant, "The threshold is relative: 1e-10 times the largest singular value."),
        (
            _squared,
            "1e-9 s₁ is above the threshold. (AᵀA squares it: take the singular values of A.)",
        ),
        (_left_null_space, "That is the left null space: y with Aᵀy = 0."),
        (_basis, "That is a basis of the null space: project with it."),
        (_columns_of_V, "NumPy returns Vᵀ: its rows are the vectors."),
    ),
    praise="P x is the part of x that A does not see.",
)

check_smallest_rank = Exercise(
    "Exercise 2.3",
    _smallest_rank,
    cases=(
        (np.array([4.0, 2.0, 1.0]), 9, 3, 0.3),
        (np.array([4.0, 2.0, 1.0]), 9, 3, 0.2),
        (np.array([4.0, 2.0, 1.0]), 3, 8, 0.3),
        (np.array([4.0, 2.0, 1.0]), 3, 7, 0.3),
        (np.array([10.0, 9.0, 3.0, 2.0, 1.0]), 20, 5, 0.25),
        (np.array([5.0, 5.0, 5.0, 5.0]), 4, 4, 0.6),
        (np.array([0.5, 0.4, 0.1]), 50, 3, 0.1),
        (np.array([3.0, 2.0]), 2, 2, 1.0),
        (np.array([3.0, 2.0, 1.0]), 3, 3, 1e-10),
        (np.array([1.0, 1e-9, 1e-11]), 50, 3, 1e-10),
    ),
    mistakes=(
        *(
            (_with_pays(rank), sentence)
            for rank, sentence in (
                (_strict, "At most: an error just as large as allowed is good enough."),
                (_one_too_many, "One fewer does as well; k counts terms, from 0."),
                (_not_squared, "In the Frobenius norm the singular values add up by squares."),
                (_squared_error, "The error is the root of the sum of squares."),
                (_spectral, "That is the spectral norm: asked for is the Frobenius norm."),
                (_absolute, "Relative: divide the tail by the norm of A."),
                (_share_kept, "That k keeps no more than the tolerance: look at the tail."),
            )
        ),
        (
            _with_count(lambda k, m, n: k * (m + n) < m * n),
            "The k singular values are stored as well: k(m + n + 1) numbers.",
        ),
        (
            _with_count(lambda k, m, n: k * (m + n + 1) <= m * n),
            "As many numbers as A has is not fewer.",
        ),
        (
            _with_count(lambda k, m, n: k * (m + n) <= m * n),
            "The k singular values are stored as well: k(m + n + 1) numbers.",
        ),
        (
            _with_count(lambda k, m, n: k < min(m, n)),
            "Fewer terms than all may still take more numbers than A: count what is stored.",
        ),
        (
            _with_count(lambda k, m, n: k * (m + n + 1) >= m * n),
            "The other way round: True where fewer numbers are stored.",
        ),
        (_rank_alone, "That is k alone: return whether it pays as well, as a tuple."),
        (_pays_alone, "That is whether it pays: return k before it, as a tuple."),
    ),
    last_case="A tail of 1e-9 is ten times too large. Total minus head loses it (1 − 1 is 0), and "
    "so does a threshold of your own. Add up the tail itself.",
    praise="No approximation was formed: the singular values alone tell every error.",
)

check_first_term = Exercise(
    "Exercise 2.4",
    _first_term,
    cases=(
        (np.array([[2.0, 0.0], [3.0, 2.0]]),),
        (_with_singular_values(1, 5, 3, [6.0, 2.0, 1.0]),),
        (_with_singular_values(2, 3, 7, [0.02, 0.01, 0.001]),),
        (_with_singular_values(3, 6, 4, [300.0, 200.0, 100.0, 50.0]),),
        (np.array([[1.0, 0.0], [0.0, 2.0]]),),
        (np.array([[2.0, 0.0], [0.0, 1.0]]),),
        (np.array([[2.0, 1.0, 2.0], [-2.0, 1.0, -2.0]]),),
        (np.array([[2.0, -2.0], [1.0, 1.0], [2.0, -2.0]]),),
    ),
    mistakes=(
        *(
            (
                _started_at(start),
                "For some A this start is orthogonal to v₁, and steps keep it so: start at random.",
            )
            for start in _FIXED_STARTS
        ),
        (_one_step, "Nearly: repeat the step, some hundred times."),
        (_without_stretch, "u and v have length 1: multiply their product by s."),
        (_stretched_twice, "A v already is s u: s counts once."),
        (_the_product, "That is the first term of AᵀA, shape (n, n): one of A is asked for."),
        (_transposed_term, "The transpose: u is the column, v the row."),
        (_the_value, "That is s alone: return the matrix s u vᵀ."),
    ),
    close="Close, but not to six digits: take more steps.",
    rtol=1e-6,
    atol=1e-7,
    without=("svd", "low_rank_approximation", "symmetric_eigen", "pca", "eigh", "eig"),
    praise="Two products a step are enough.",
)

check_turn = Exercise(
    "Exercise 2.5",
    _turn,
    cases=(
        (_CLOUD, _CLOUD @ _QUARTER.T),
        (_CLOUD, 3 * _CLOUD @ _QUARTER.T),
        (_random(9, 3), _random(9, 3)),
        (_random(6, 4), _random(6, 4)),
        (_CLOUD, _CLOUD @ _MIRROR.T),
    ),
    mistakes=(
        (_turn_back, "That turns Y onto X: transpose it."),
        (_least_squares_map, "The best matrix of all, but it stretches: QᵀQ is not I."),
        (_stretch_kept, "Leave the stretch S out: U Vᵀ."),
        (_V_not_transposed, "NumPy returns Vᵀ already."),
        (_turned_cloud, "That is the turned cloud: return the matrix Q."),
        (_no_mirror, "Orthogonal matrices mirror, too: leave the sign of the determinant free."),
    ),
    last_case="Y is X mirrored: orthogonal matrices mirror, too.",
    praise="Rotate, do not stretch, rotate: U Vᵀ is also the orthogonal matrix nearest to YᵀX.",
)
