"""Attention against PyTorch where it is there, against loops by definition, and differences."""

import numpy as np
import pytest

from helpers import (
    attention_gradient,
    complex_step_gradient,
    merge_heads,
    numerical_gradient,
    padding_mask,
    scaled_dot_product_attention,
    softmax,
    split_heads,
)
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
    np.testing.assert_allclose(output, by_loop(Q, K, V), rtol=1e-12)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-14)
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
    np.testing.assert_allclose(output, by_loop(Q, K, V, mask), rtol=1e-12)
    assert (weights[~mask] == 0).all()


def test_a_query_that_may_look_nowhere_gets_zeros():
    Q, K, V = queries_keys_values((2, 3), (4, 3), 2)
    mask = np.array([[False] * 4, [True] * 4])
    output, weights = scaled_dot_product_attention(Q, K, V, mask)
    assert (output[0] == 0).all()
    assert (weights[0] == 0).all()
    np.testing.assert_allclose(output[1], by_loop(Q, K, V)[1])


@pytest.mark.parametrize("m", [3, 5, 9])
def test_causal_stands_the_last_query_at_the_last_key(m):
    Q, K, V = queries_keys_values((5, 3), (m, 3), 2)
    mask = np.array([[j <= i + m - 5 for j in range(m)] for i in range(5)])
    output, weights = scaled_dot_product_attention(Q, K, V, causal=True)
    np.testing.assert_allclose(output, by_loop(Q, K, V, mask), rtol=1e-12)
    assert ((weights > 0) == mask).all()
    assert (weights[: max(0, 5 - m)] == 0).all()


def test_causal_outputs_do_not_depend_on_what_comes_later():
    Q, K, V = queries_keys_values((6, 4), (6, 4), 3)
    before, _ = scaled_dot_product_attention(Q, K, V, causal=True)
    K[4:], V[4:] = 100, -100
    after, _ = scaled_dot_product_attention(Q, K, V, causal=True)
    np.testing.assert_array_equal(after[:4], before[:4])
    assert (after[4:] != before[4:]).all()


def test_the_last_queries_alone_get_what_they_get_among_all():
    """The reason for that alignment: tokens that come one by one, with their past kept."""
    Q, K, V = queries_keys_values((6, 4), (6, 4), 3)
    full, _ = scaled_dot_product_attention(Q, K, V, causal=True)
    last, _ = scaled_dot_product_attention(Q[4:], K, V, causal=True)
    np.testing.assert_allclose(last, full[4:], rtol=1e-12)


def test_causal_and_mask_have_both_to_allow():
    Q, K, V = queries_keys_values((2, 4, 3), (2, 4, 3), 2)
    padding = padding_mask([4, 2], 4)
    output, weights = scaled_dot_product_attention(Q, K, V, padding, causal=True)
    for i in range(2):
        both = np.tril(np.ones((4, 4), bool)) & padding[i]
        np.testing.assert_allclose(output[i], by_loop(Q[i], K[i], V[i], both), rtol=1e-12)
    assert (weights[1, :, 2:] == 0).all()


def test_padded_sequences_give_what_they_give_alone():
    Q, K, V = queries_keys_values((3, 5, 4), (3, 5, 4), 2)
    lengths = [5, 2, 3]
    output, _ = scaled_dot_product_attention(Q, K, V, padding_mask(lengths, 5))
    for i, length in enumerate(lengths):
        alone = by_loop(Q[i], K[i, :length], V[i, :length])
        np.testing.assert_allclose(output[i], alone, rtol=1e-12)


def test_each_head_attends_on_its_own_columns():
    Q, K, V = queries_keys_values((2, 5, 6), (2, 7, 6), 9)
    output, weights = scaled_dot_product_attention(Q, K, V, n_heads=3)
    assert (output.shape, weights.shape) == ((2, 5, 9), (2, 3, 5, 7))
    for i, h in np.ndindex(2, 3):
        k, v = slice(2 * h, 2 * h + 2), slice(3 * h, 3 * h + 3)
        alone = by_loop(Q[i, :, k], K[i, :, k], V[i, :, v])
        np.testing.assert_allclose(output[i, :, v], alone, rtol=1e-12)


@pytest.mark.parametrize("shape", [(5, 5), (2, 5, 5), (2, 1, 5), (5,), ()])
def test_a_mask_holds_for_every_head(shape):
    Q, K, V = queries_keys_values((2, 5, 4), (2, 5, 4), 4)
    mask = np.random.default_rng(1).random(shape) < 0.6
    output, _ = scaled_dot_product_attention(Q, K, V, mask, n_heads=2)
    mask = np.broadcast_to(mask, (2, 5, 5))
    for i, h in np.ndindex(2, 2):
        part = (i, slice(None), slice(2 * h, 2 * h + 2))
        alone = by_loop(Q[part], K[part], V[part], mask[i])
        np.testing.assert_allclose(output[part], alone, rtol=1e-12)


def test_scores_that_overflow_an_exponential_are_no_problem():
    Q = np.array([[1e4, 0.0], [0.0, 1e4]])
    output, weights = scaled_dot_product_attention(Q, Q, np.array([[1.0], [2.0]]))
    np.testing.assert_array_equal(weights, np.eye(2))
    np.testing.assert_array_equal(output, [[1], [2]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_products_that_overflow_are_an_error_and_no_warning(dtype):
    large = np.full((2, 2), np.sqrt(np.finfo(dtype).max), dtype)
    with pytest.raises(ValueError, match="Q and K"):
        scaled_dot_product_attention(large, large, large)


def test_an_empty_batch_gives_an_empty_batch():
    empty = np.ones((0, 3, 4))
    output, weights = scaled_dot_product_attention(empty, empty, empty, causal=True, n_heads=2)
    assert (output.shape, weights.shape) == ((0, 3, 4), (0, 2, 3, 3))


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


@pytest.mark.parametrize("m", [5, 8])
def test_causal_heads_agree_with_pytorch(m):
    torch = pytest.importorskip("torch", reason="PyTorch is optional: pip install torch")
    bias = pytest.importorskip("torch.nn.attention.bias")
    lower_right = bias.causal_lower_right(5, m)
    Q, K, V = queries_keys_values((2, 5, 6), (2, m, 6), 4)
    theirs = torch.nn.functional.scaled_dot_product_attention(
        *(torch.tensor(split_heads(a, 2).copy()) for a in (Q, K, V)), attn_mask=lower_right
    )
    ours, _ = scaled_dot_product_attention(Q, K, V, causal=True, n_heads=2)
    np.testing.assert_allclose(ours, merge_heads(theirs.numpy()), rtol=1e-12, atol=1e-14)


GRADIENT_CASES = {
    "plain": ((4, 3), (5, 3), {}),
    "batch": ((2, 4, 4), (2, 5, 4), {"n_heads": 2}),
    "causal": ((2, 4, 3), (2, 4, 3), {"causal": True}),
    "causal, fewer queries": ((2, 3), (5, 3), {"causal": True}),
    "causal, fewer keys": ((5, 4), (3, 4), {"causal": True, "n_heads": 2}),
    "mask": ((2, 4, 4), (2, 5, 4), {"mask": padding_mask([5, 2], 5), "n_heads": 4}),
    "row that sees nothing": ((3, 3), (4, 3), {"mask": np.arange(4) < np.array([[4], [0], [2]])}),
    "keys shared by a batch": ((3, 4, 4), (5, 4), {"n_heads": 2}),
    "queries shared by a batch": ((4, 4), (3, 5, 4), {"mask": padding_mask([5, 1, 0], 5)}),
    "axes of length 1": ((1, 2, 4, 4), (3, 1, 5, 4), {"n_heads": 2, "causal": True}),
}


@pytest.mark.parametrize("case", GRADIENT_CASES)
def test_the_gradient_is_that_of_differences(case):
    shape_q, shape_k, options = GRADIENT_CASES[case]
    given = list(queries_keys_values(shape_q, shape_k, 4))
    output, _ = scaled_dot_product_attention(*given, **options)
    dO = np.random.default_rng(1).standard_normal(output.shape)
    gradients = attention_gradient(dO, *given, **options)
    for i, gradient in enumerate(gradients):

        def loss(x, i=i):
            moved = [*given[:i], x, *given[i + 1 :]]
            return (dO * scaled_dot_product_attention(*moved, **options)[0]).sum()

        assert gradient.shape == given[i].shape
        np.testing.assert_allclose(gradient, numerical_gradient(loss, given[i]), atol=2e-9)


def test_the_gradient_is_that_of_the_complex_step():
    given = list(queries_keys_values((4, 3), (5, 3), 2))
    dO = np.random.default_rng(1).standard_normal((4, 2))

    def loss(Q, K, V):
        e = np.exp(Q @ K.T / np.sqrt(3))
        return (dO * (e / e.sum(axis=1, keepdims=True) @ V)).sum()

    for i, gradient in enumerate(attention_gradient(dO, *given)):
        exact = complex_step_gradient(lambda x, i=i: loss(*given[:i], x, *given[i + 1 :]), given[i])
        np.testing.assert_allclose(gradient, exact, rtol=1e-12, atol=1e-14)


def test_the_articles_call_gives_its_true_weights():
    a = inputs()
    output, weights = scaled_dot_product_attention(a.Q, a.K, a.V)
    np.testing.assert_allclose(
        weights[0], [0.17603805, 0.16956949, 0.45576156, 0.19863091], atol=5e-9
    )
    np.testing.assert_allclose(output, softmax(a.Q @ a.K.T / np.sqrt(8)) @ a.V, rtol=1e-12)


@pytest.mark.parametrize("options", [{}, {"causal": True, "n_heads": 3}])
def test_float32_stays_float32(options):
    Q = np.eye(3, dtype=np.float32)
    for mask in (None, np.eye(3, dtype=bool), np.zeros((3, 3), dtype=bool)):
        results = scaled_dot_product_attention(Q, Q, Q, mask, **options)
        assert all(a.dtype == np.float32 for a in results)
        gradients = attention_gradient(Q, Q, Q, Q, mask, **options)
        assert all(a.dtype == np.float32 for a in gradients)


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
    Q = np.eye(4)
    with pytest.raises(TypeError, match="mask must hold only True and False"):
        scaled_dot_product_attention(Q, Q, Q, np.ones((4, 4)))
    with pytest.raises(ValueError, match=r"mask has shape \(2, 4\), but the scores have \(4, 4\)$"):
        scaled_dot_product_attention(Q, Q, Q, np.ones((2, 4), bool))
    with pytest.raises(ValueError, match=r"the scores have \(4, 4\) in each of 2 heads"):
        scaled_dot_product_attention(Q, Q, Q, np.ones((3, 4, 4), bool), n_heads=2)


def test_options_are_checked():
    Q = np.eye(4)
    with pytest.raises(TypeError, match="causal must be True or False"):
        scaled_dot_product_attention(Q, Q, Q, None, 1)
    with pytest.raises(ValueError, match="n_heads must be an integer from 1"):
        scaled_dot_product_attention(Q, Q, Q, n_heads=0)


# a quarter of the largest double is 4.49e307: rounding in a sum cannot get from there to infinity
@pytest.mark.parametrize(
    ("Q", "K"),
    [
        (1e154, 5e153),
        (-1e200, 1e200),
        (1e200, -1e200),
        (np.full((1, 64), 1e154), np.full((1, 64), 2e152)),
        (np.full((2, 1, 64), 1e154), np.full((2, 1, 64), 2e152)),
    ],
)
def test_scores_that_could_overflow_are_refused(Q, K):
    Q, K = np.atleast_2d(Q), np.atleast_2d(K)
    with pytest.raises(ValueError, match="Q and K must have a product that is a number"):
        scaled_dot_product_attention(Q, K, np.ones((*K.shape[:-1], 1)))


@pytest.mark.parametrize("Q", [1e154, 1e200, 1e-200, -1e200])
def test_scores_that_cannot_overflow_are_computed_whatever_their_factors(Q):
    K = 4e307 / abs(Q) if Q == 1e154 else 1 / Q
    output, weights = scaled_dot_product_attention([[Q]], [[K], [K / 2]], [[1.0], [2.0]])
    expected = [1, 0] if Q == 1e154 else [1 / (1 + np.exp(-0.5)), 1 / (1 + np.exp(0.5))]
    np.testing.assert_allclose(weights, [expected], rtol=1e-15)
    np.testing.assert_allclose(output, weights @ [[1.0], [2.0]])
