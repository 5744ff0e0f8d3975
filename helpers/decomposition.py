"""Decompositions of a matrix into simpler ones."""

import numpy as np

from ._validation import as_array, check_not_empty, check_result
from .parameters import check_integer


def fix_signs(U, Vt):
    """Choose the signs of singular vectors, which the decomposition itself leaves open.

    Parameters
    ----------
    U : array_like, shape (m, r)
        Left singular vectors, one per column.
    Vt : array_like, shape (r, n)
        Right singular vectors, one per row.

    Returns
    -------
    U, Vt : ndarray
        Copies in which the entry of largest magnitude of each row of Vt is positive (of several
        that are as large, to half the digits, the first); column i of U turns with row i of Vt,
        so the product stays the same.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, U or Vt is empty, or an entry is not a finite number.

    Notes
    -----
    The convention of scikit-learn's ``svd_flip(u_based_decision=False)``, but for ties: there,
    rounding would choose.

    Examples
    --------
    >>> U, Vt = fix_signs([[1, 0], [0, 1]], [[0.6, -0.8], [0.8, 0.6]])
    >>> print(Vt[0], U[0])
    [-0.6  0.8] [-1.  0.]
    """
    U, Vt = as_array(U, "U", ndim=2), as_array(Vt, "Vt", ndim=2)
    if U.shape[1] != Vt.shape[0]:
        raise ValueError(f"U has {U.shape[1]} columns, but Vt has {Vt.shape[0]} rows")
    check_not_empty(U, "U")
    check_not_empty(Vt, "Vt")
    signs = _signs(Vt)
    return U * signs, Vt * signs[:, np.newaxis]


def _signs(Vt):
    """For each row the sign of its entry of largest magnitude: the first that is as large."""
    size = np.abs(Vt)
    as_large = (1 - np.sqrt(np.finfo(Vt.dtype).eps)) * size.max(axis=1, keepdims=True)
    first = (size >= as_large).argmax(axis=1)
    return np.copysign(1, Vt[np.arange(len(Vt)), first], dtype=Vt.dtype)


def svd(A):
    """The singular value decomposition A = U diag(s) Vᵀ, thin, with the course's signs.

    Parameters
    ----------
    A : array_like, shape (m, n)
        The matrix.

    Returns
    -------
    U : ndarray, shape (m, r), r = min(m, n)
        Left singular vectors, one per column, orthonormal.
    s : ndarray, shape (r,)
        Singular values, from the largest; none is negative.
    Vt : ndarray, shape (r, n)
        Right singular vectors, one per row, orthonormal.

    Raises
    ------
    TypeError, ValueError
        If A is empty, has not two dimensions, an entry is not a finite number, or the largest
        singular value overflows.
    numpy.linalg.LinAlgError
        If LAPACK's iteration does not converge.

    Notes
    -----
    Golub and Van Loan, *Matrix Computations* (4th edition, 2013), section 2.4. Signs as fix_signs
    chooses them. Vectors of equal singular values can be any basis of the same space.

    Examples
    --------
    >>> U, s, Vt = svd([[0, 2], [1, 0]])
    >>> print(s, Vt.tolist())
    [2. 1.] [[0.0, 1.0], [1.0, 0.0]]
    """
    A = as_array(A, "A", ndim=2)
    check_not_empty(A, "A")
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    check_result(s, "the largest singular value of A")
    signs = _signs(Vt)
    U *= signs
    Vt *= signs[:, np.newaxis]
    return U, s, Vt


def symmetric_eigen(A):
    """Eigenvalues and eigenvectors of a symmetric matrix, A = Q diag(λ) Qᵀ, largest first.

    Parameters
    ----------
    A : array_like, shape (n, n)
        Symmetric, to rounding.

    Returns
    -------
    eigenvalues : ndarray, shape (n,)
        From the largest to the smallest.
    Q : ndarray, shape (n, n)
        Orthonormal eigenvectors, one per column, with the signs that fix_signs chooses.

    Raises
    ------
    TypeError, ValueError
        If A is empty, not square, not symmetric, an entry is not a finite number, or the largest
        eigenvalue overflows.
    numpy.linalg.LinAlgError
        If LAPACK's iteration does not converge: entries 1e200 times as large as others, say.

    Notes
    -----
    Golub and Van Loan, *Matrix Computations* (4th edition, 2013), section 8.1.

    Examples
    --------
    >>> eigenvalues, Q = symmetric_eigen([[2, 1], [1, 2]])
    >>> print(eigenvalues.round(6), Q[:, 1].round(4))
    [3. 1.] [ 0.7071 -0.7071]
    """
    A = as_array(A, "A", ndim=2)
    check_not_empty(A, "A")
    if A.shape[0] != A.shape[1]:
        raise ValueError(f"A must be square, but has shape {A.shape}")
    asymmetry, size = np.abs(A - A.T).max(), np.abs(A).max()
    if asymmetry > size * np.sqrt(np.finfo(A.dtype).eps):
        raise ValueError(f"A must be symmetric, but differs from its transpose by {asymmetry:.4g}")
    eigenvalues, Q = np.linalg.eigh(A)
    check_result(eigenvalues, "the largest eigenvalue of A")
    Q = Q[:, ::-1]
    return eigenvalues[::-1], Q * _signs(Q.T)


def low_rank_approximation(A, k):
    """The matrix of rank k (at most) that is closest to A: the first k terms of its SVD.

    Parameters
    ----------
    A : array_like, shape (m, n)
        The matrix.
    k : int
        The rank, from 0 to min(m, n).

    Returns
    -------
    ndarray, shape (m, n)
        At distance s_{k+1} in the spectral norm, √(s_{k+1}² + … + s_r²) in the Frobenius norm.

    Raises
    ------
    TypeError, ValueError
        If A is empty, has not two dimensions, an entry is not a finite number, or k is not an
        integer in its range.

    Notes
    -----
    Eckart and Young, "The approximation of one matrix by another of lower rank",
    *Psychometrika* 1 (1936); Mirsky (1960) for all norms that rotations leave alone.

    Examples
    --------
    >>> print(low_rank_approximation([[3, 0], [0, 1]], 1))
    [[3. 0.]
     [0. 0.]]
    """
    U, s, Vt = svd(A)
    check_integer(0, len(s), k=k)
    return (U[:, :k] * s[:k]) @ Vt[:k]
