"""Attention against PyTorch where it is there, and against the loop over queries."""

import numpy as np
import pytest

from helpers import scaled_dot_product_attention, softmax
from helpers.article import inputs


def queries_keys_values(shape_q, shape_k, d_v, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(s) for s in (shape_q, shape_k, (*shape_k[:-1], d_v)))


def by_loop(Q, K, V, mask=None):
    """The definition, one query at a time."""
    mask = np.ones((len(Q), len(K)), bool) if mask is None else mask
    output = np.zeros((len(Q), V.shape[1]))
    for i, q in enumerate(Q):
        if mask[i].any():
            e = np.exp([q @ k / np.sqrt(len(q)) for k in K]) * mask[i]
            output[i] = e / e.sum() @ V
    return output


def test_each_query_gets_its_weighted_mean():
    Q, K, V = queries_keys_values((5, 3), (7, 3), 4)
    output, weights = scaled_dot_product_attention(Q, K, V)
    np.testing.assert_allclose(output, by_loop(Q, K, V), rtol=1e-13)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-15)
    assert weights.shape == (5, 7)


def test_leading_axes_are_independent_and_broadcast():
    Q, K, V = queries_keys_values((2, 3, 5, 4), (3, 6, 4), 2)
    output, weights = scaled_dot_product_attention(Q, K, V)
    assert weights.shape == (2, 3, 5, 6)
    for i, j in np.ndindex(2, 3):
        np.testing.assert_allclose(output[i, j], by_loop(Q[i, j], K[j], V[j]), rtol=1e-12)


def test_a_masked_key_has_no_influence():
    Q, K, V = queries_keys_values((4, 3), (4, 3), 2)
    mask = np.tril(np.ones((4, 4), bool))
    output, weights = scaled_dot_product_attention(Q, K, V, mask)
    np.testing.assert_allclose(output, by_loop(Q, K, V, mask), rtol=1e-13)
    assert (weights[~mask] == 0).all()


def test_a_query_that_may_look_nowhere_gets_zeros():
    Q, K, V = queries_keys_values((2, 3), (4, 3), 2)
    mask = np.array([[False] * 4, [True] * 4])
    output, weights = scaled_dot_product_attention(Q, K, V, mask)
    assert (output[0] == 0).all()
    assert (weights[0] == 0).all()
    np.testing.assert_allclose(output[1], by_loop(Q, K, V)[1])


def test_scores_that_overflow_an_exponential_are_no_problem():
    Q = np.array([[1e4, 0.0], [0.0, 1e4]])
    output, weights = scaled_dot_product_attention(Q, Q, np.array([[1.0], [2.0]]))
    np.testing.assert_array_equal(weights, np.eye(2))
    np.testing.assert_array_equal(output, [[1], [2]])


def test_agrees_with_pytorch():
    torch = pytest.importorskip("torch", reason="PyTorch is optional: pip install torch")
    Q, K, V = queries_keys_values((2, 5, 4), (2, 6, 4), 3)
    mask = np.random.default_rng(1).random((2, 5, 6)) < 0.7
    mask[..., 0] = True
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *map(torch.tensor, (Q, K, V)), attn_mask=torch.tensor(mask)
    )
    ours, _ = scaled_dot_product_attention(Q, K, V, mask)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-12, atol=1e-14)


def test_the_articles_call_gives_its_true_weights():
    a = inputs()
    output, weights = scaled_dot_product_attention(a.Q, a.K, a.V)
    np.testing.assert_allclose(
        weights[0], [0.17603805, 0.16956949, 0.45576156, 0.19863091], atol=5e-9
    )
    np.testing.assert_allclose(output, softmax(a.Q @ a.K.T / np.sqrt(8)) @ a.V, rtol=1e-14)


def test_float32_stays_float32():
    Q = np.eye(3, dtype=np.float32)
    for mask in (None, np.eye(3, dtype=bool), np.zeros((3, 3), dtype=bool)):
        assert all(a.dtype == np.float32 for a in scaled_dot_product_attention(Q, Q, Q, mask))


@pytest.mark.parametrize(
    ("shapes", "phrase"),
    [
        (((2, 3), (4, 5), (4, 5)), "Q has 3 columns, but K has 5"),
        (((2, 3), (4, 3), (5, 3)), "K has 4 rows, but V has 5"),
        (((3,), (4, 3), (4, 3)), "Q must have shape"),
        (((2, 2, 3), (3, 4, 3), (3, 4, 3)), "Q, K and V must have leading axes that fit"),
        (((2, 3), (0, 3), (0, 3)), "K must have shape"),
    ],
)
def test_shapes_that_do_not_fit_are_an_error(shapes, phrase):
    with pytest.raises(ValueError, match=phrase):
        scaled_dot_product_attention(*map(np.ones, shapes))


def test_a_mask_must_be_boolean_and_fit():
    Q = np.eye(3)
    with pytest.raises(TypeError, match="mask must be boolean"):
        scaled_dot_product_attention(Q, Q, Q, np.ones((3, 3)))
    with pytest.raises(ValueError, match="mask has shape"):
        scaled_dot_product_attention(Q, Q, Q, np.ones((2, 3), bool))
