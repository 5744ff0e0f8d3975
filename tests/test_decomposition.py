"""Signs, singular values, eigenvectors and the best approximation, against SciPy and identities."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import linalg

from helpers import fix_signs, low_rank_approximation, svd, symmetric_eigen


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 99))
def test_the_product_stays_and_the_largest_entry_of_each_row_is_positive(m, n, seed):
    A = np.random.default_rng(seed).standard_normal((m, n))
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    U, Vt = fix_signs(U, Vt)
    np.testing.assert_allclose(U * s @ Vt, A, atol=1e-12)
    assert (np.take_along_axis(Vt, np.abs(Vt).argmax(1)[:, np.newaxis], 1) > 0).all()


@given(st.integers(0, 99), st.integers(0, 15))
def test_whatever_the_signs_were_before_the_result_is_the_same(seed, flips):
    U, _, Vt = np.linalg.svd(np.random.default_rng(seed).standard_normal((4, 4)))
    signs = 1 - 2 * np.array([flips >> i & 1 for i in range(4)])
    for once, again in zip(
        fix_signs(U, Vt), fix_signs(U * signs, signs[:, None] * Vt), strict=True
    ):
        np.testing.assert_array_equal(once, again)


def test_float32_stays_float32():
    assert all(
        x.dtype == np.float32 for x in fix_signs(-np.eye(2, dtype="f4"), np.eye(2, dtype="f4"))
    )


def test_factors_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="U has 2 columns, but Vt has 3 rows"):
        fix_signs(np.eye(2), np.eye(3))


@given(st.integers(0, 999))
def test_rounding_does_not_choose_between_entries_of_equal_size(seed):
    noise = 1 + 1e-13 * np.random.default_rng(seed).standard_normal((2, 2))
    V = np.array([[-1, 1], [1, 1]]) / np.sqrt(2) * noise
    _, fixed = fix_signs(np.eye(2), V)
    assert (fixed[:, 0] > 0).all()


# ---- SVD


def test_svd_has_the_signs_of_the_convention():
    A = np.random.default_rng(1).standard_normal((5, 4))
    U, _, Vt = svd(A)
    for ours, fixed in zip((U, Vt), fix_signs(U, Vt), strict=True):
        np.testing.assert_array_equal(ours, fixed)


@pytest.mark.parametrize("scale", [1e-300, 1e-8, 1e150, 1e300])
def test_svd_of_tiny_and_huge_matrices(scale):
    A = np.array([[3.0, 0.0], [4.0, 5.0]])  # singular values √45 and √5
    np.testing.assert_allclose(svd(scale * A)[1] / scale, np.sqrt([45, 5]), rtol=1e-14)


def test_an_empty_matrix_is_refused():
    with pytest.raises(ValueError, match=r"A must not be empty, but has shape \(0, 3\)"):
        svd(np.ones((0, 3)))


# ---- eigenvectors of a symmetric matrix


@given(st.integers(1, 7), st.integers(0, 99))
def test_eigenvectors_only_stretch_and_come_largest_first(n, seed):
    B = np.random.default_rng(seed).standard_normal((n, n))
    A = B + B.T
    eigenvalues, Q = symmetric_eigen(A)
    np.testing.assert_allclose(A @ Q, Q * eigenvalues, atol=1e-12)
    np.testing.assert_allclose(Q.T @ Q, np.eye(n), atol=1e-13)
    np.testing.assert_allclose(eigenvalues, linalg.eigvalsh(A)[::-1], atol=1e-12)
    np.testing.assert_array_equal(Q, fix_signs(Q, Q.T)[0])


@pytest.mark.parametrize(
    ("A", "message"),
    [
        (np.ones((2, 3)), r"A must be square, but has shape \(2, 3\)"),
        ([[1, 2], [3, 4]], "A must be symmetric, but differs from its transpose by 1"),
        ([[0, 1e-20], [0, 0]], "A must be symmetric"),
    ],
)
def test_what_is_not_symmetric_is_refused(A, message):
    with pytest.raises(ValueError, match=message):
        symmetric_eigen(A)


def test_a_product_that_is_symmetric_only_to_rounding_is_taken():
    B = np.random.default_rng(0).standard_normal((40, 6)) * 10.0 ** np.arange(6)
    A = B.T @ B
    A[0, 5] *= 1 + 1e-15
    assert symmetric_eigen(A)[0].shape == (6,)


# ---- the best approximation


@given(st.integers(0, 99))
def test_no_other_matrix_of_that_rank_is_closer(seed):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((5, 4))
    best = np.linalg.norm(A - low_rank_approximation(A, 2))
    B, C = rng.standard_normal((5, 2)), rng.standard_normal((2, 4))
    for _ in range(30):  # each factor in turn the best for the other
        C = np.linalg.lstsq(B, A)[0]
        B = np.linalg.lstsq(C.T, A.T)[0].T
        assert np.linalg.norm(A - B @ C) >= best - 1e-12


@pytest.mark.parametrize("k", [-1, 3, 1.0, True])
def test_a_rank_out_of_range_is_refused(k):
    with pytest.raises((TypeError, ValueError), match="k must be an integer from 0 to 2"):
        low_rank_approximation(np.ones((2, 5)), k)
