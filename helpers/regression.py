"""Least squares: the best solution of equations that have none, or too many."""

import warnings

import numpy as np

from ._preparing import center, from_size_one, to_size_one
from ._validation import as_array, check_length, check_not_empty
from .batching import row_blocks
from .parameters import check_boolean, check_choice, check_number


class RankWarning(UserWarning):
    """The answer is not determined: by the data, or by the equations that a method forms of them.

    In the first case the shortest of the best answers was taken.
    """


def least_squares(A, b, method="svd"):
    """The x for which A x comes closest to b.

    Parameters
    ----------
    A : array_like, shape (n, d)
        One equation per row.
    b : array_like, shape (n,) or (n, k)
        The right-hand sides; each column is solved for itself, so that none gives none.
    method : {"svd", "qr", "normal"}
        "svd" solves every problem. "qr" and "normal" (the normal equations AᵀA x = Aᵀb, whose
        condition number is that of A squared) need independent columns.

    Returns
    -------
    ndarray, shape (d,) or (d, k)
        A minimizer of ‖A x - b‖; with "svd", if there are many, the shortest.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, or the method is unknown.
    numpy.linalg.LinAlgError
        If "qr" or "normal" meets fewer rows than columns; if "qr" meets columns that depend on
        each other, to rounding; or "normal" a zero that it would have to divide by.

    Warns
    -----
    RankWarning
        If "svd" finds columns that depend on each other, to rounding; or if "normal" finds AᵀA
        singular to rounding: then x may have no right digit.

    Notes
    -----
    Björck, *Numerical Methods for Least Squares Problems* (1996), sections 1.2 to 1.3 and 2.

    Examples
    --------
    >>> print(least_squares([[1, 0], [1, 1], [1, 2]], [1, 2, 4]).round(4))
    [0.8333 1.5   ]
    """
    check_choice(("svd", "qr", "normal"), method=method)
    A, b = _system(A, b, "A", "b")
    if method == "svd":
        x, rank = filtered_solution(A, b)
        _warn_of_rank(rank, A.shape[1], "A")
        return x
    if A.shape[0] < A.shape[1]:
        raise np.linalg.LinAlgError(f"A has fewer rows than columns: {A.shape}; use 'svd'")
    (A, p), (b, q) = to_size_one(A), to_size_one(b)
    if method == "normal":
        return from_size_one(_solve(A.T @ A, A.T @ b, len(A)), q - p)
    R, c = _triangle(A, b)
    rounding = max(A.shape) * np.finfo(R.dtype).eps * np.abs(R).max()
    if np.abs(np.diag(R)).min() <= rounding:
        raise np.linalg.LinAlgError("A has dependent columns, to rounding; use 'svd'")
    return from_size_one(np.linalg.solve(R, c), q - p)


def filtered_solution(A, b, strength=0.0, cutoff=None):
    """Least squares by singular values, each direction damped by its own factor.

    Minimizes ‖A x - b‖² + strength · ‖x‖². Along the singular direction with value s the result
    is that of plain least squares times s² / (s² + strength), the filter factor.

    Parameters
    ----------
    A : array_like, shape (n, d)
        One equation per row.
    b : array_like, shape (n,) or (n, k)
        The right-hand sides; each column is solved for itself.
    strength : float
        The price on large x, at least 0.
    cutoff : float, optional
        Singular values of at most this part of the largest, from 0 to 1, count as rounding
        errors of zero, and their directions are left out. By default the larger side of A
        times the spacing of the numbers at 1.

    Returns
    -------
    x : ndarray, shape (d,) or (d, k)
        The minimizer; where there are many, the shortest.
    rank : int
        The number of singular values that count.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, or ``strength`` or ``cutoff``
        is out of range.

    Notes
    -----
    x = V diag(s / (s² + strength)) Uᵀ b with A = U diag(s) Vᵀ. Hansen, *Discrete Inverse
    Problems* (2010), sections 4.2 and 4.4; Hastie, Tibshirani and Friedman, *The Elements of
    Statistical Learning* (2009), section 3.4.1.

    Examples
    --------
    >>> x, rank = filtered_solution([[2, 0], [0, 1]], [4, 3], strength=1)
    >>> print(x.round(4), rank)
    [1.6 1.5] 2
    """
    check_number(0, np.inf, strength=strength)
    A, b = _system(A, b, "A", "b")
    if cutoff is None:
        cutoff = max(A.shape) * np.finfo(A.dtype).eps
    check_number(0, 1, cutoff=cutoff)
    (A, p), (b, q) = to_size_one(A), to_size_one(b)
    if len(A) > 2 * A.shape[1]:  # the same solution, of fewer equations
        A, b = _triangle(A, b)
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    kept = s > cutoff * s[0]
    factors = np.zeros_like(s)
    with np.errstate(over="ignore"):  # an infinite price leaves nothing of a direction
        factors[kept] = 1 / (s[kept] + np.ldexp(strength, -2 * p) / s[kept])
    return from_size_one(Vt.T @ (factors * (U.T @ b).T).T, q - p), int(kept.sum())


def least_squares_blocks(blocks):
    """The x for which A x comes closest to b, where A and b come in blocks of rows.

    Holds one block at a time and a triangle as wide as A and b together: the number of rows has
    no limit.

    Parameters
    ----------
    blocks : iterable of pairs of array_like, shapes (n_i, d) and (n_i,) or (n_i, k)
        The rows of A with those of b, a generator for example. Blocks may differ in length.

    Returns
    -------
    ndarray, shape (d,) or (d, k)
        What ``least_squares`` gives for all rows at once, to rounding.

    Raises
    ------
    TypeError, ValueError
        If there is no block, the shapes do not fit, or an entry is not a finite number; the
        message counts blocks from 0.

    Warns
    -----
    RankWarning
        If the columns of A depend on each other, to rounding; the shortest x is returned.

    Notes
    -----
    R of the factorization [A b] = Q R is all that a least-squares problem needs, and the R of
    more rows is that of the old R on top of them. Golub and Van Loan, *Matrix Computations*
    (4th ed., 2013), section 5.3; Demmel, Grigori, Hoemmen and Langou, "Communication-optimal
    parallel and sequential QR and LU factorizations", SIAM J. Sci. Comput. 34 (2012).

    Examples
    --------
    >>> blocks = [([[1, 0], [1, 1]], [1, 2]), ([[1, 2]], [4])]
    >>> print(least_squares_blocks(blocks).round(4))
    [0.8333 1.5   ]
    """
    triangle, rows = None, 0
    for i, (A, b) in enumerate(_pairs(blocks)):
        A, b = _system(A, b, f"A of block {i}", f"b of block {i}")
        block = np.column_stack([A, b])
        if triangle is None:
            n, columns, triangle = A.shape[1], b.shape[1:], block[:0]
        if (A.shape[1], b.shape[1:]) != (n, columns):
            raise ValueError(
                f"block {i} has shapes {A.shape} and {b.shape}, but block 0 has rows of {n} "
                f"entries of A and of shape {columns} of b"
            )
        triangle = np.linalg.qr(np.vstack([triangle, block]), mode="r")
        rows += len(A)
    if triangle is None:
        raise ValueError("blocks must not be empty, but there is none")
    T, c = triangle[:n, :n], triangle[:n, n:]
    cutoff = max(rows, n) * np.finfo(T.dtype).eps
    x, rank = filtered_solution(T, c.reshape(len(c), *columns), cutoff=cutoff)
    _warn_of_rank(rank, n, "A")
    return x


def linear_regression(X, y, regularization=0, *, penalize_intercept=False):
    """Least squares with an intercept and, if asked for, a penalty on large weights.

    Minimizes ‖w0 + X w - y‖² + regularization · ‖w‖²: ridge regression.

    Parameters
    ----------
    X : array_like, shape (n, d)
        One sample per row.
    y : array_like, shape (n,) or (n, k)
        The targets.
    regularization : float
        The strength of the penalty, at least 0, in the units of X squared.
    penalize_intercept : bool
        Whether the penalty counts w0 too. The field's convention is that it does not: adding a
        constant to y should add it to w0, and nothing else. True is the article's way.

    Returns
    -------
    ndarray, shape (d + 1,) or (d + 1, k)
        The intercept w0, then the weights w.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, or the strength is negative.

    Warns
    -----
    RankWarning
        If regularization is 0 and the (centered) columns depend on each other, to rounding: a
        constant column, or fewer than d + 1 rows. The shortest of the best w is returned.

    Notes
    -----
    X and y are centered, which frees the intercept; then w = V diag(s / (s² + regularization))
    Uᵀ y from the singular value decomposition X = U diag(s) Vᵀ. Hastie, Tibshirani and Friedman,
    *The Elements of Statistical Learning* (2009), section 3.4.1.

    Examples
    --------
    >>> print(linear_regression([[0], [1], [2]], [1, 2, 4]).round(4))
    [0.8333 1.5   ]
    >>> print(linear_regression([[0], [1], [2]], [1, 2, 4], regularization=2).round(4))
    [1.5833 0.75  ]
    """
    check_number(0, np.inf, regularization=regularization)
    check_boolean(penalize_intercept=penalize_intercept)
    X, y = _system(X, y, "X", "y")
    if penalize_intercept:
        A, name = np.column_stack([np.ones(len(X), X.dtype), X]), "X, with a column of ones,"
        w, rank = filtered_solution(A, y, regularization)
    else:
        (A, x_mean), (y_centered, y_mean), name = center(X), center(y), "X, centered,"
        w, rank = filtered_solution(A, y_centered, regularization)
        w = np.concatenate([[y_mean - x_mean @ w], w])
    if regularization == 0:
        _warn_of_rank(rank, A.shape[1], name)
    return w


def _pairs(blocks):
    """The blocks one after the other, each of which must be a pair."""
    if not hasattr(blocks, "__iter__"):
        raise TypeError(f"blocks must be pairs of A and b, but is {type(blocks).__name__}")
    for i, pair in enumerate(blocks):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise TypeError(f"block {i} must be a pair of A and b, but is {type(pair).__name__}")
        yield pair


def _system(A, b, A_name, b_name):
    """The two sides as arrays whose shapes fit."""
    A, b = as_array(A, A_name, ndim=2), as_array(b, b_name, ndim=(1, 2))
    check_not_empty(A, A_name)
    check_length(b, b_name, len(A), f"{A_name} has {len(A)} rows")
    return A, b


def _triangle(A, b):
    """R and Qᵀb of A = QR, a block of rows at a time: what least_squares_blocks does, too."""
    n, T = A.shape[1], None
    for rows in row_blocks(len(A), max(1024, 4 * n)):
        block = np.column_stack([A[rows], b[rows]])
        T = np.linalg.qr(block if T is None else np.vstack([T, block]), mode="r")
    R, c = T[:n, :n], T[:n, n:]
    return R, c.reshape(len(c), *b.shape[1:])


def _solve(AtA, Atb, rows):
    """The solution of the normal equations, or an error or a warning that says what to do."""
    advice = "use 'svd', or 'qr' if the columns of A are independent"
    try:
        x = np.linalg.solve(AtA, Atb)
    except np.linalg.LinAlgError:
        raise np.linalg.LinAlgError(f"elimination met a zero in AᵀA; {advice}") from None
    eigenvalues = np.linalg.eigvalsh(AtA)
    if eigenvalues[0] <= rows * np.finfo(AtA.dtype).eps * eigenvalues[-1]:
        message = f"AᵀA is singular, to rounding: x may have no right digit; {advice}"
        warnings.warn(message, RankWarning, stacklevel=3)
    return x


def _warn_of_rank(rank, columns, name):
    """Warn where the columns depend on each other."""
    if rank < columns:
        warnings.warn(
            f"{name} has rank {rank}, but {columns} columns: many solutions fit equally well, "
            "and the shortest is returned",
            RankWarning,
            stacklevel=3,
        )
