"""The triple loop against ``@``."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helpers import matmul_loop
from helpers.article import inputs


@given(st.tuples(*[st.integers(0, 5)] * 3), st.integers(0, 99))
def test_loop_agrees_with_the_matrix_product(sizes, seed):
    m, k, n = sizes
    rng = np.random.default_rng(seed)
    A, B = rng.standard_normal((m, k)), rng.standard_normal((k, n))
    np.testing.assert_allclose(matmul_loop(A, B), A @ B, rtol=1e-13, atol=1e-14)


def test_the_articles_product_agrees():
    a = inputs()
    np.testing.assert_allclose(matmul_loop(a.A[:20], a.B), a.A[:20] @ a.B, rtol=1e-10)


def test_float32_stays_float32():
    A = np.eye(2, dtype=np.float32)
    assert matmul_loop(A, A).dtype == np.float32
