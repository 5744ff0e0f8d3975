"""What the messages say, to the letter: the helpers share them, and learners read them."""

import numpy as np
import pytest

from helpers import (
    check_integer,
    cosine_similarity,
    cosine_similarity_matrix,
    fix_signs,
    forward_layer,
    linear_regression,
    matmul_loop,
    numerical_gradient,
    pairwise_distances,
    scaled_dot_product_attention,
    sigmoid,
    softmax,
    top_k_similar,
)
from helpers._validation import as_array, check_result

MATRIX = [[1.0, 0.0], [0.5, 2.0]]
SPOILT = np.array([[1.0, 2.0, 3.0], [4.0, np.inf, 6.0]])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: as_array(MATRIX, "x", ndim=1), "x must have 1 dimension, but has shape (2, 2)"),
        (lambda: as_array([1], "X", ndim=2), "X must have 2 dimensions, but has shape (1,)"),
        (
            lambda: as_array(1, "b", ndim=(1, 2)),
            "b must have 1 or 2 dimensions, but has shape ()",
        ),
        (lambda: as_array("1", "x"), "x must hold real numbers, but came as str"),
        (lambda: as_array(["a"], "x"), "x must hold real numbers, but came as dtype <U1"),
        (lambda: as_array([["a"]], "x"), "x must hold real numbers, but came as dtype <U1"),
        (lambda: as_array(SPOILT, "X"), "X must be finite, but holds inf at index (1, 1)"),
        (lambda: as_array(SPOILT[1], "x"), "x must be finite, but holds inf at index 1"),
        (lambda: as_array(-np.inf, "x"), "x must be finite, but holds -inf at index ()"),
        (
            lambda: as_array(SPOILT[np.newaxis], "X"),
            "X must be finite, but holds inf at index (0, 1, 1)",
        ),
        (
            lambda: top_k_similar([1.0, 1, 1], SPOILT, 1, block=1),
            "X must be finite, but holds inf at index (1, 1)",
        ),
        (
            lambda: linear_regression(MATRIX, np.ones((3, 4))),
            "y has 3 entries, but X has 2 rows",
        ),
        (
            lambda: forward_layer([1.0, 2], np.ones((4, 3)), np.ones(4)),
            "W has 3 columns, but its input (x, or a row of X) has 2 entries",
        ),
        (
            lambda: pairwise_distances(np.ones((2, 3)), np.ones((4, 5))),
            "X has 3 columns, but Y has 5",
        ),
        (
            lambda: fix_signs(np.ones((5, 2)), np.ones((3, 4))),
            "U has 2 columns, but Vt has 3 rows",
        ),
        (
            lambda: cosine_similarity([0.0, 0.0], [1.0, 2.0]),
            "u must not be a zero vector: it has no direction",
        ),
        (
            lambda: cosine_similarity_matrix([[1.0, 2.0], [0.0, 0.0]]),
            "X must not be a zero vector (row 1): it has no direction",
        ),
        (
            lambda: top_k_similar([1.0, 2.0], [[1.0, 1], [2, 3], [0, 0]], 1, block=2),
            "X must not be a zero vector (row 2): it has no direction",
        ),
        (lambda: sigmoid([0.0, np.nan, np.nan]), "x must not hold NaN, but does at index (1,)"),
        (
            lambda: matmul_loop(np.ones((2, 3)), np.ones((4, 5))),
            "A has 3 columns, but B has 4 rows",
        ),
        (
            lambda: top_k_similar(np.ones((2, 3)), np.ones((4, 5)), 1),
            "queries have 3 columns, but X has 5",
        ),
        (
            lambda: scaled_dot_product_attention(np.ones((2, 3)), np.ones((4, 5)), np.ones((4, 1))),
            "Q has 3 columns, but K has 5",
        ),
        (
            lambda: scaled_dot_product_attention(
                np.ones((7, 2, 3)), np.ones((7, 4, 3)), np.ones((7, 5, 1))
            ),
            "K has 4 rows, but V has 5",
        ),
        (
            lambda: softmax([[np.nan, 0], [np.inf, 0]]),
            "z must have a finite entry, no NaN and no +inf along the axis, "
            "but the greatest is nan",
        ),
        (
            lambda: forward_layer([1e308, 1e308], np.ones((1, 2)), [0.0]),
            "X Wᵀ + b overflows: its entries are beyond float64",
        ),
        (
            lambda: check_result(np.float32([np.inf]), "2 x", x=np.ones(1)),
            "2 x overflows: its entries are beyond float32",
        ),
        (
            lambda: check_result(np.array([np.nan]), "x + y", x=np.ones(1), y=SPOILT),
            "y must be finite, but holds inf at index (1, 1)",
        ),
        (
            lambda: numerical_gradient(lambda x: np.ones(2), [1.0]),
            "f must return one number, but returned shape (2,)",
        ),
        (
            lambda: softmax([[1.0, 2.0], [np.nan, 0]]),
            "z must have a finite entry, no NaN and no +inf along the axis, "
            "but the greatest is nan",
        ),
    ],
)
def test_a_message_names_what_was_expected_and_what_came(call, message):
    with pytest.raises((ValueError, TypeError)) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(("length", "shown"), [(80, 80), (81, 80), (500, 80)])
def test_a_long_value_is_shown_by_its_first_77_characters(length, shown):
    text = "a" * (length - 2)  # quotes come around it
    with pytest.raises(TypeError) as caught:
        check_integer(1, 2, n=text)
    said = str(caught.value).removeprefix("n must be an integer from 1 to 2, but is ")
    assert len(said) == shown
    assert said == (repr(text) if length <= 80 else repr(text)[:77] + "...")
