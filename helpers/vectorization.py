"""The same product, written out: what one call of ``@`` replaces."""

import numpy as np

from ._validation import as_array


def matmul_loop(A, B):
    """Matrix product by three nested loops, one multiplication and one addition at a time.

    Parameters
    ----------
    A : array_like, shape (m, k)
        The left factor.
    B : array_like, shape (k, n)
        The right factor.

    Returns
    -------
    ndarray, shape (m, n)
        C[i, j] = Σ A[i, l] · B[l, j] over l.

    Raises
    ------
    TypeError, ValueError
        If the inner sizes differ or an entry is not a finite number.

    Notes
    -----
    It takes 2·m·n·k operations, as ``A @ B`` does, and a thousand times as long: it is there to
    be read and to be measured. Golub and Van Loan, *Matrix Computations* (2013), section 1.1.

    Examples
    --------
    >>> print(matmul_loop([[1, 2], [3, 4]], [[0, 1], [1, 0]]))
    [[2. 1.]
     [4. 3.]]
    """
    A, B = as_array(A, "A", ndim=2), as_array(B, "B", ndim=2)
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"A has {A.shape[1]} columns, but B has {B.shape[0]} rows")
    (m, k), n = A.shape, B.shape[1]
    C = np.zeros((m, n), dtype=np.result_type(A, B))
    for i in range(m):
        for j in range(n):
            for l in range(k):  # noqa: E741 - the index's usual name
                C[i, j] += A[i, l] * B[l, j]
    return C
