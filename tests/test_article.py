"""The article's inputs, what it prints and what is true."""

import numpy as np
import pytest

from helpers import forward_layer_batch
from helpers.article import PRINTED, PRINTED_TIMINGS, inputs
from helpers.article_errata import errata, results

TRUE = {
    "forward pass, output": [0.1265973, 0.73495305],
    "cosine king–queen": 0.991,
    "cosine king–woman": 0.599,
    "cosine man–queen": 0.692,
    "cosine man–woman": 0.987,
    "cosine apple–queen": 0.611,
    "cosine apple–woman": 0.412,
    "regression weights": [2.05643115, 1.46116836, -1.02498178, 0.44620334],
    "softmax of (2, 1, 0.5)": [0.62853172, 0.2312239, 0.14024438],
    "cross-entropy of it": 0.4644,
    "attention weights, row 1": [0.17603805, 0.16956949, 0.45576156, 0.19863091],
    "attention weights, row 2": [0.06861261, 0.53411712, 0.31510617, 0.08216411],
    "attention weights, row 3": [0.39693021, 0.03208142, 0.05760111, 0.51338727],
    "attention weights, row 4": [0.68267714, 0.13292933, 0.07003883, 0.11435469],
}


@pytest.mark.parametrize("name", TRUE)
def test_the_example_computes_what_is_true(name):
    decimals = {"cross-entropy of it": 4}.get(name, 3 if np.ndim(TRUE[name]) == 0 else 8)
    np.testing.assert_allclose(results()[0][name], TRUE[name], rtol=0, atol=0.51 * 10.0**-decimals)


def test_every_printed_result_is_in_the_errata_and_fourteen_are_wrong():
    assert set(TRUE) == set(PRINTED)
    lines = errata()
    assert sum(not line.agrees for line in lines) == 14
    assert {line.result for line in lines if line.agrees} == {
        "forward pass, shapes", "batch, shapes", "backpropagation, shapes", "attention, shapes",
        "loop and NumPy, results match", "softmax, sum",
    }  # fmt: skip


def test_the_draws_are_those_of_the_articles_own_statements():
    rng = np.random.RandomState(42)
    expected = [rng.randn(8, 4) * 0.5, rng.randn(6, 8) * 0.5, rng.randn(2, 6) * 0.5]
    expected += [rng.randn(*shape) for shape in [(100, 4), (3, 2), (1, 3), (100, 100), (100, 100)]]
    a = inputs()
    drawn = [a.W1, a.W2, a.W3, a.X_batch, a.W1_small, a.W2_small, a.A, a.B]
    for ours, theirs in zip(drawn, expected, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    rng = np.random.RandomState(42)
    X = rng.randn(100, 3)
    y = np.column_stack([np.ones(100), X]) @ a.true_weights + rng.randn(100) * 0.5
    np.testing.assert_array_equal(a.X, X)
    np.testing.assert_allclose(a.y, y, rtol=1e-14)
    for ours in (a.Q, a.K, a.V):
        np.testing.assert_array_equal(ours, rng.randn(4, 8))


def test_the_batch_has_the_true_first_row_and_means():
    a = inputs()
    H = forward_layer_batch(forward_layer_batch(a.X_batch, a.W1, a.b1), a.W2, a.b2)
    Y = forward_layer_batch(H, a.W3, a.b3, "sigmoid")
    np.testing.assert_allclose(Y[0], [0.43555952, 0.51220156], atol=5e-9)
    np.testing.assert_allclose(Y.mean(axis=0), [0.43804914, 0.53618456], atol=5e-9)


def test_the_printed_factor_is_that_of_the_printed_times():
    fast, slow, factor = PRINTED_TIMINGS.values()
    assert factor == round(slow / fast)
