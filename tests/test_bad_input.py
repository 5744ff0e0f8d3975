"""Every array argument of every helper refuses what is no array of finite real numbers.

The table names each function with good arguments; each argument is replaced in turn by each kind
of bad value, and the error has to name it.
"""

import numpy as np
import pytest

import helpers

VECTOR, MATRIX = [1.0, 2.0], [[1.0, 0.0], [0.5, 2.0]]
NETWORK = {"W1": MATRIX, "W2": MATRIX, "b1": VECTOR, "b2": VECTOR}

# function, its good arguments, and the dimensions that each array argument may have
TABLE = {
    "sigmoid": {"x": (VECTOR, None)},
    "sigmoid_derivative": {"x": (VECTOR, None)},
    "relu": {"x": (VECTOR, None)},
    "relu_derivative": {"x": (VECTOR, None)},
    "forward_layer": {"x": (VECTOR, 1), "W": (MATRIX, 2), "b": (VECTOR, 1)},
    "forward_layer_batch": {"X": (MATRIX, None), "W": (MATRIX, 2), "b": (VECTOR, 1)},
    "simple_backprop": {"x": (VECTOR, 1), "y_true": (VECTOR, 1)}
    | {name: (value, np.ndim(value)) for name, value in NETWORK.items()},
    "backward_layer_batch": {"dZ": (MATRIX, None), "X": (MATRIX, None), "W": (MATRIX, 2)},
    "matmul_loop": {"A": (MATRIX, 2), "B": (MATRIX, 2)},
    "pairwise_distances": {"X": (MATRIX, 2), "Y": (MATRIX, 2)},
    "fix_signs": {"U": (MATRIX, 2), "Vt": (MATRIX, 2)},
    "svd": {"A": (MATRIX, 2)},
    "symmetric_eigen": {"A": ([[2.0, 0.5], [0.5, 1.0]], 2)},
    "low_rank_approximation": {"A": (MATRIX, 2)},
    "pca": {"X": (MATRIX, 2)},
    "cosine_similarity": {"u": (VECTOR, 1), "v": (VECTOR, 1)},
    "cosine_similarity_matrix": {"X": (MATRIX, 2)},
    "ppmi": {"counts": (MATRIX, 2)},
    "top_k_similar": {"queries": (MATRIX, (1, 2)), "X": (MATRIX, 2)},
    "least_squares": {"A": (MATRIX, 2), "b": (VECTOR, None)},
    "filtered_solution": {"A": (MATRIX, 2), "b": (VECTOR, None)},
    "linear_regression": {"X": ([[0.0], [1.0], [3.0]], 2), "y": ([1.0, 2.0, 2.5], None)},
    "softmax": {"z": (VECTOR, None)},
    "log_softmax": {"z": (VECTOR, None)},
    "log_sum_exp": {"z": (VECTOR, None)},
    "cross_entropy_loss": {"y_pred": ([0.25, 0.75], None), "y_true": ([0.0, 1.0], None)},
    "softmax_cross_entropy_gradient": {"z": (VECTOR, None), "y_true": ([0.0, 1.0], None)},
    "scaled_dot_product_attention": dict.fromkeys("QKV", (MATRIX, None)),
    "blockwise_attention": dict.fromkeys("QKV", (MATRIX, None)),
    "attention_gradient": dict.fromkeys(("dO", *"QKV"), (MATRIX, None)),
    "split_heads": {"X": (MATRIX, None)},
    "merge_heads": {"X": ([MATRIX, MATRIX], None)},
}
OPTIONS = {
    "split_heads": {"n_heads": 2},
    "top_k_similar": {"k": 1},
    "low_rank_approximation": {"k": 1},
}  # what a function needs besides its arrays

# what is put in place of a good value; its shape stays, but for the last two
BAD = {
    "strings": lambda good: np.full(np.shape(good), "a"),
    "complex": lambda good: np.full(np.shape(good), 1j),
    "None": lambda good: None,
    "objects": lambda good: np.full(np.shape(good), object(), dtype=object),
    "NaN": lambda good: np.where(np.arange(np.size(good)).reshape(np.shape(good)), good, np.nan),
    "infinite": lambda good: np.full(np.shape(good), np.inf),
    "ragged": lambda good: [[1.0, 2.0], [3.0]],
    "too many dimensions": lambda good: np.ones((2, 2, 2, 2)),
}
# what has a documented result instead: sigmoid and its kin have limits, and any shape will do
DOCUMENTED = {
    (name, "x", bad)
    for name in ("sigmoid", "sigmoid_derivative", "relu", "relu_derivative")
    for bad in ("infinite", "too many dimensions")
} | {(n, "z", "too many dimensions") for n in ("softmax", "log_softmax", "log_sum_exp")}
DOCUMENTED |= {
    (name, argument, "too many dimensions")
    for name in ("scaled_dot_product_attention", "blockwise_attention")
    for argument in "QKV"
} | {
    (name, "X", "too many dimensions")
    for name in ("split_heads", "merge_heads", "forward_layer_batch")
}
DOCUMENTED |= {("pairwise_distances", "Y", "None")}
DOCUMENTED |= {
    (f"{how}_heads", "X", bad) for how in ("split", "merge") for bad in ("NaN", "infinite")
}

CASES = [
    pytest.param(name, argument, bad, id=f"{name}-{argument}-{bad}")
    for name, arguments in TABLE.items()
    for argument in arguments
    for bad in BAD
    if (name, argument, bad) not in DOCUMENTED
]


@pytest.mark.parametrize(("name", "argument", "bad"), CASES)
def test_the_error_names_the_argument(name, argument, bad):
    arguments = {key: value for key, (value, _) in TABLE[name].items()}
    arguments[argument] = BAD[bad](arguments[argument])
    with pytest.raises((ValueError, TypeError), match=rf"\b{argument}\b"):
        getattr(helpers, name)(**arguments, **OPTIONS.get(name, {}))


def test_the_good_arguments_of_the_table_are_good():
    for name, arguments in TABLE.items():
        good = {key: value for key, (value, _) in arguments.items()}
        getattr(helpers, name)(**good, **OPTIONS.get(name, {}))


def test_every_function_of_arrays_is_in_the_table():
    on_their_own = {"random_weights", "numerical_gradient", "one_hot", "RankWarning"}
    on_their_own |= {"least_squares_blocks", "complex_step_gradient"}
    on_their_own |= {"causal_mask", "padding_mask", "positional_encoding"}
    mathematical = set(helpers.__all__) - on_their_own
    without_arrays = ("parameters", "measuring", "batching")
    for module in (*without_arrays, "datasets", "figures", "drawing", "notebook"):
        mathematical -= set(helpers._MODULES[module])
    assert mathematical == set(TABLE)


MISMATCHED = {
    "W has 2 columns, but its input has 3 entries": lambda: helpers.forward_layer(
        [1, 2, 3], MATRIX, VECTOR
    ),
    "b has 3 entries, but W has 2 rows": lambda: helpers.forward_layer(VECTOR, MATRIX, [1, 2, 3]),
    "activation must be one of": lambda: helpers.forward_layer(VECTOR, MATRIX, VECTOR, "rleu"),
    "y_true has 3 entries": lambda: helpers.simple_backprop(VECTOR, [1, 2, 3], *NETWORK.values()),
    "A has 2 columns, but B has 3 rows": lambda: helpers.matmul_loop(MATRIX, np.ones((3, 2))),
    "X has 2 columns, but Y has 3": lambda: helpers.pairwise_distances(MATRIX, np.ones((2, 3))),
    "y has 3 entries, but X has 2 rows": lambda: helpers.linear_regression(MATRIX, [1, 2, 3]),
    "X must not be empty": lambda: helpers.linear_regression(np.ones((0, 2)), []),
    "regularization must be a number from 0": lambda: helpers.linear_regression(MATRIX, VECTOR, -1),
    "method must be one of": lambda: helpers.least_squares(MATRIX, VECTOR, "lu"),
    "z must have entries along axis": lambda: helpers.softmax([]),
    "z must have entries along axis 1": lambda: helpers.softmax(VECTOR, axis=1),
    "clip must be a number from 0 to 0": lambda: helpers.cross_entropy_loss(
        VECTOR, 0, from_logits=True, clip=1e-15
    ),
    "temperature must be a number": lambda: helpers.softmax(VECTOR, temperature=0),
    "pass from_logits=True": lambda: helpers.cross_entropy_loss([2.0, 1.0], [1, 0]),
    "y_true has shape": lambda: helpers.cross_entropy_loss([0.5, 0.5], [1.0, 0.0, 0.0]),
    "y_true must be from 0 to 1": lambda: helpers.cross_entropy_loss([[0.5, 0.5]], [2]),
    "reduction must be one of": lambda: helpers.cross_entropy_loss([0.5, 0.5], 0, reduction="avg"),
    "Q has 2 columns, but K has 3": lambda: helpers.scaled_dot_product_attention(
        MATRIX, np.ones((2, 3)), MATRIX
    ),
    "Q has 2 columns: 3 heads do not divide": lambda: helpers.blockwise_attention(
        MATRIX, MATRIX, np.ones((2, 3)), n_heads=3
    ),
    "V has 3 columns: 2 heads do not divide": lambda: helpers.attention_gradient(
        MATRIX, MATRIX, MATRIX, np.ones((2, 3)), n_heads=2
    ),
    r"dO must have shape \(2, 3\)": lambda: helpers.attention_gradient(
        MATRIX, MATRIX, MATRIX, np.ones((2, 3))
    ),
    "X must have columns that 3 heads divide": lambda: helpers.split_heads(MATRIX, 3),
    "X must have shape": lambda: helpers.merge_heads(MATRIX),
    "lengths must be from 0 to 3, but came from 4": lambda: helpers.padding_mask([4], 3),
    "d must be even": lambda: helpers.positional_encoding(4, 3),
    "block must be an integer from 1": lambda: helpers.blockwise_attention(
        MATRIX, MATRIX, MATRIX, block=0
    ),
}


@pytest.mark.parametrize("message", MISMATCHED)
def test_what_does_not_fit_is_told_with_both_sides(message):
    with pytest.raises(ValueError, match=message):
        MISMATCHED[message]()


@pytest.mark.parametrize("axis", [None, 1.0, (0,), True])
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "log_sum_exp"])
def test_an_axis_is_an_integer(name, axis):
    with pytest.raises(TypeError, match="axis must be an integer"):
        getattr(helpers, name)(VECTOR, axis=axis)


def test_half_precision_is_computed_in_double():
    assert helpers.softmax(np.float16([1, 2])).dtype == np.float64
    assert helpers.softmax(np.float32([1, 2]), temperature=np.float64(2)).dtype == np.float32


def test_one_label_of_very_many_classes_takes_one_row():
    assert helpers.one_hot(999_999, 1_000_000).sum() == 1
