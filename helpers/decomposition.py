"""Decompositions of a matrix into simpler ones."""

import numpy as np

from ._validation import as_array


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
        Copies in which the entry of largest magnitude of each row of Vt (the first, in a tie) is
        positive; column i of U turns with row i of Vt, so the product stays the same.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or an entry is not a finite number.

    Notes
    -----
    For the eigenvectors of a symmetric matrix, the columns of Q: ``Q, _ = fix_signs(Q, Q.T)``.
    The convention of scikit-learn's ``svd_flip(u_based_decision=False)``.

    Examples
    --------
    >>> U, Vt = fix_signs([[1, 0], [0, 1]], [[0.6, -0.8], [0.8, 0.6]])
    >>> print(Vt[0], U[0])
    [-0.6  0.8] [-1.  0.]
    """
    U, Vt = as_array(U, "U", ndim=2), as_array(Vt, "Vt", ndim=2)
    if U.shape[1] != Vt.shape[0]:
        raise ValueError(f"U has {U.shape[1]} columns, but Vt has {Vt.shape[0]} rows")
    largest = Vt[np.arange(len(Vt)), np.abs(Vt).argmax(axis=1)]
    signs = np.where(largest < 0, -1, 1).astype(Vt.dtype)
    return U * signs, Vt * signs[:, np.newaxis]
