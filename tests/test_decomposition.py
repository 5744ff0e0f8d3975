"""The signs of singular vectors: fixed, without changing what they decompose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.utils.extmath import svd_flip

from helpers import fix_signs


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


def test_it_is_scikit_learns_convention():
    U, _, Vt = np.linalg.svd(np.random.default_rng(0).standard_normal((6, 4)), full_matrices=False)
    for ours, theirs in zip(fix_signs(U, Vt), svd_flip(U, Vt, False), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_arguments_are_not_written_to():
    U, Vt = -np.eye(2), -np.eye(2)
    fix_signs(U, Vt)
    np.testing.assert_array_equal([U, Vt], [-np.eye(2)] * 2)


def test_float32_stays_float32():
    assert all(
        x.dtype == np.float32 for x in fix_signs(-np.eye(2, dtype="f4"), np.eye(2, dtype="f4"))
    )


def test_factors_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="U has 2 columns, but Vt has 3 rows"):
        fix_signs(np.eye(2), np.eye(3))
