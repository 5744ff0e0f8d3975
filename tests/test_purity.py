"""No helper writes to its input, depends on or changes global state, or warns without need.

The table holds a call of each mathematical function with ordinary arguments. Its arrays are handed
over in several forms; what comes back may not depend on them.
"""

import warnings

import numpy as np
import pytest

import helpers

RNG = np.random.default_rng(0)
WITHOUT_ARRAYS = ("parameters", "measuring", "figures", "drawing", "notebook")
LOADERS = {name for name in helpers.__all__ if name.startswith("load_")}


def normal(*shape):
    return RNG.standard_normal(shape)


P = np.array([[0.2, 0.3, 0.5], [0.1, 0.8, 0.1]])
SYMMETRIC = normal(4, 4)
SYMMETRIC = SYMMETRIC + SYMMETRIC.T
QKV = {"Q": normal(2, 3, 4), "K": normal(2, 5, 4), "V": normal(2, 5, 6)}
MASK = {"mask": RNG.random((2, 3, 5)) < 0.7}
BLOCKS = {"A": normal(6, 2), "b": normal(6)}


def blocks_of(A, b):
    """Least squares in two blocks, as a function of two arrays."""
    return helpers.least_squares_blocks([(A[:3], b[:3]), (A[3:], b[3:])])


def reduced(function):
    """A gradient as a function of the array alone, of a loss that has a complex derivative."""
    return lambda x: function(lambda v: (v**3 * np.arange(1, 4)).sum(), x)


# name: arrays by argument, then options; a function in place of the helper where it needs one
CALLS = {
    **dict.fromkeys(
        ("sigmoid", "sigmoid_derivative", "relu", "relu_derivative"), ({"x": normal(3, 4)}, {})
    ),
    "fix_signs": ({"U": normal(4, 3), "Vt": normal(3, 5)}, {}),
    "svd": ({"A": normal(4, 3)}, {}),
    "symmetric_eigen": ({"A": SYMMETRIC}, {}),
    "low_rank_approximation": ({"A": normal(4, 3)}, {"k": 2}),
    "pca": ({"X": normal(6, 3)}, {}),
    "forward_layer": ({"x": normal(3), "W": normal(2, 3), "b": normal(2)}, {}),
    "forward_layer_batch": (
        {"X": normal(5, 3), "W": normal(2, 3), "b": normal(2)},
        {"activation": None},
    ),
    "simple_backprop": (
        {
            "x": normal(3),
            "y_true": normal(2),
            "W1": normal(4, 3),
            "W2": normal(2, 4),
            "b1": normal(4),
            "b2": normal(2),
        },
        {},
    ),
    "backward_layer_batch": ({"dZ": normal(2, 5, 3), "X": normal(2, 5, 4), "W": normal(3, 4)}, {}),
    "numerical_gradient": ({"x": normal(2, 3)}, {}),
    "complex_step_gradient": ({"x": normal(2, 3)}, {}),
    "matmul_loop": ({"A": normal(3, 4), "B": normal(4, 2)}, {}),
    "pairwise_distances": ({"X": normal(5, 3), "Y": normal(4, 3)}, {}),
    "cosine_similarity": ({"u": normal(4), "v": normal(4)}, {}),
    "cosine_similarity_matrix": ({"X": normal(5, 3)}, {}),
    "ppmi": ({"counts": RNG.integers(0, 9, (4, 5)).astype(float)}, {"smoothing": 0.75}),
    "top_k_similar": ({"queries": normal(3, 4), "X": normal(9, 4)}, {"k": 4, "block": 4}),
    "linear_regression": ({"X": normal(6, 2), "y": normal(6)}, {}),
    "least_squares": ({"A": normal(6, 2), "b": normal(6)}, {}),
    "filtered_solution": ({"A": normal(6, 2), "b": normal(6, 2)}, {"strength": 0.5}),
    "least_squares_blocks": (BLOCKS, {}),
    **dict.fromkeys(("softmax", "log_softmax", "log_sum_exp"), ({"z": normal(3, 4)}, {"axis": 0})),
    "cross_entropy_loss": ({"y_pred": P, "y_true": P[::-1].copy()}, {"reduction": "none"}),
    "softmax_cross_entropy_gradient": ({"z": normal(2, 3), "y_true": P}, {}),
    "one_hot": ({"labels": np.array([2, 0, 1])}, {"n_classes": 3}),
    "causal_mask": ({}, {"n": 3, "m": 5}),
    "padding_mask": ({"lengths": np.array([2, 0, 3])}, {"m": 3}),
    "split_heads": ({"X": normal(2, 3, 4)}, {"n_heads": 2}),
    "merge_heads": ({"X": normal(2, 3, 4)}, {}),
    "merge_heads of one head": ({"X": normal(1, 3, 4)}, {}),
    "positional_encoding": ({}, {"n": 4, "d": 6}),
    "scaled_dot_product_attention": (QKV | MASK, {"causal": True, "n_heads": 2}),
    "blockwise_attention": (QKV | MASK, {"causal": True, "n_heads": 2, "block": 2}),
    "attention_gradient": ({"dO": normal(2, 3, 6)} | QKV | MASK, {"causal": True, "n_heads": 2}),
    "minibatches": ({}, {"n": 7, "size": 3}),
    "row_blocks": ({}, {"n": 7, "size": 3}),
    "random_weights": ({}, {"n_out": 3, "n_in": 2}),
    "train_test_split": ({"X": normal(8, 2), "y": np.arange(8) % 2}, {"seed": 3}),
}
CALLABLE = {
    "least_squares_blocks": blocks_of,
    "numerical_gradient": reduced(helpers.numerical_gradient),
    "complex_step_gradient": reduced(helpers.complex_step_gradient),
    "merge_heads of one head": helpers.merge_heads,
    "random_weights": lambda **sizes: helpers.random_weights(rng=np.random.default_rng(1), **sizes),
}
EVERY = pytest.mark.parametrize("name", CALLS)
OF_ARRAYS = pytest.mark.parametrize("name", [name for name, (arrays, _) in CALLS.items() if arrays])


def function(name):
    """The helper, or what calls it."""
    return CALLABLE.get(name) or getattr(helpers, name)


def call(name, form=np.copy):
    """Call a helper, its arrays each in that form; give the list of arrays that it returns."""
    arrays, options = CALLS[name]
    return results(name, {key: form(value) for key, value in arrays.items()}, options)


def results(name, arrays, options):
    """The arrays in what a helper returns, a number counted as one, a slice as its ends."""
    result = function(name)(**arrays, **options)
    if isinstance(result, dict):
        result = result.values()
    elif not isinstance(result, tuple) and hasattr(result, "__next__"):
        result = [(s.start, s.stop) if isinstance(s, slice) else s for s in result]
    elif not isinstance(result, tuple):
        result = [result]
    return list(map(np.asarray, result))


def assert_same(got, expected):
    """Hold that two lists of results are the same, types and all, to the last bit."""
    for a, b in zip(got, expected, strict=True):
        np.testing.assert_array_equal(a, b, strict=True)


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def test_every_mathematical_function_is_in_the_table():
    without = {name for module in WITHOUT_ARRAYS for name in helpers._MODULES[module]}
    of_one_function = {name.split()[0] for name in CALLS}
    assert of_one_function == set(helpers.__all__) - without - LOADERS - {"RankWarning"}


# ---- the inputs


@OF_ARRAYS
def test_inputs_stay_as_they_are_to_the_last_bit(name):
    arrays, options = CALLS[name]
    handed_over = {key: array.copy() for key, array in arrays.items()}
    results(name, handed_over, options)
    for key, array in arrays.items():
        assert handed_over[key].tobytes() == array.tobytes(), key


@OF_ARRAYS
def test_arrays_that_may_not_be_written_to_give_the_same(name):
    assert_same(call(name, read_only), call(name))


@OF_ARRAYS
@pytest.mark.parametrize("form", [
    np.asfortranarray,
    lambda a: np.repeat(a, 2, axis=-1)[..., ::2],
    lambda a: a[::-1].copy()[::-1],
    np.ndarray.tolist,
], ids=["Fortran", "strided", "reversed", "lists"])  # fmt: skip
def test_how_an_array_lies_in_memory_does_not_matter(name, form):
    # BLAS may add up in another order: a few units in the last place of sums of at most 9 terms;
    # differences of those are divided by a step of 1e-5
    slack = 1e5 if name == "numerical_gradient" else 1
    for a, b in zip(call(name, form), call(name), strict=True):
        assert (a.dtype, a.shape) == (b.dtype, b.shape)
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13 * slack)


VIEWS = {"split_heads", "merge_heads of one head"}  # their docstrings say so


@OF_ARRAYS
def test_results_share_no_memory_with_the_inputs_unless_the_docstring_says_so(name):
    arrays, options = CALLS[name]
    handed_over = {key: array.copy() for key, array in arrays.items()}
    found = results(name, handed_over, options)
    shared = any(np.shares_memory(a, b) for a in found for b in handed_over.values())
    assert shared == (name in VIEWS)
    if shared:
        assert "a view" in function(name).__doc__


@EVERY
def test_results_may_be_written_to_and_share_no_memory_with_the_next_ones(name):
    first, second = call(name), call(name)
    assert_same(first, second)
    for a in first:
        assert a.flags.writeable or a.ndim == 0
        assert not any(np.shares_memory(a, b) for b in second)


# ---- global state


def state():
    """What a function could change for all others."""
    kind, keys, *rest = np.random.get_state()
    printing = tuple(sorted(np.get_printoptions().items(), key=str))
    handling = tuple(np.geterr().items()), np.geterrcall(), np.getbufsize()
    return (kind, keys.tobytes(), *rest), str(printing), handling, list(warnings.filters)


@EVERY
def test_no_global_state_is_changed(name):
    with np.errstate(all="warn"):  # whatever an earlier test may have left
        before = state()
        call(name)
        assert state() == before


@EVERY
def test_results_depend_on_no_global_state(name):
    expected, stream = call(name), np.random.get_state()
    try:
        for seed in (1, 2):
            np.random.seed(seed)
            with np.printoptions(precision=1, suppress=True, threshold=2):
                assert_same(call(name), expected)
    finally:
        np.random.set_state(stream)


@EVERY
def test_ordinary_values_raise_no_flag_of_the_floating_point_unit(name):
    expected = call(name)
    with np.errstate(all="raise"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_same(call(name), expected)


# ---- types

NOT_REAL = {"one_hot", "padding_mask", "train_test_split"}  # labels keep their type
# their docstrings say so: float64, or a float of Python's
DOUBLE = {"numerical_gradient", "complex_step_gradient", "cosine_similarity"}
REAL = [name for name, (arrays, _) in CALLS.items() if arrays and name not in NOT_REAL]


def typed(name, dtype):
    """Call with whole numbers from 0 to 1, as valid everywhere, in a type."""
    arrays, options = CALLS[name]
    cast = {
        key: a if a.dtype == bool else whole(name, a).astype(dtype) for key, a in arrays.items()
    }
    return results(name, cast, options)


def whole(name, array):
    """Zeros and ones, in the shape of the array, that make a valid argument of the function."""
    if array.ndim == 1:
        return np.arange(array.size) % 2 == 0
    rows, columns = np.indices(array.shape)[-2:]
    one_hot = array is SYMMETRIC or array.shape == P.shape
    return rows == columns if one_hot else rows >> columns & 1 == 0  # independent columns


@pytest.mark.parametrize("name", REAL)
def test_single_precision_stays_single(name):
    expected = np.float64 if name in DOUBLE else np.float32
    assert {a.dtype for a in typed(name, np.float32) if a.dtype.kind == "f"} == {np.dtype(expected)}


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.bool_, np.float16, np.longdouble])
def test_every_other_type_counts_as_double(name, dtype):
    assert_same(typed(name, dtype), typed(name, np.float64))


# ---- warnings

EXTREME = {
    "sigmoid": [{"x": [-1.7e308, 1.7e308, 5e-324, -0.0, -np.inf]}],
    "sigmoid_derivative": [{"x": [-1.7e308, 1.7e308, 5e-324, -740.0, np.inf]}],
    "relu": [{"x": [-1.7e308, 1.7e308, 5e-324, -0.0, -np.inf]}],
    "relu_derivative": [{"x": [-1.7e308, 1.7e308, 5e-324, -0.0, np.inf]}],
    "svd": [{"A": [[1e307, 0], [1e307, 1e-300]]}, {"A": [[5e-324, 0], [0, 0]]}],
    "fix_signs": [{"U": [[-1e308]], "Vt": [[-5e-324]]}, {"U": [[1.0]], "Vt": [[0.0, 0.0]]}],
    "symmetric_eigen": [{"A": [[1e307, 1e307], [1e307, -1e307]]}, {"A": [[5e-324]]}],
    "low_rank_approximation": [{"A": [[1e307, 5e-324]], "k": 1}],
    "forward_layer": [{"x": [1e154], "W": [[-1e154]], "b": [5e-324], "activation": "sigmoid"}],
    "forward_layer_batch": [{"X": [[1e154]], "W": [[1e154]], "b": [-1e308]}],
    "simple_backprop": [dict(x=[1e150], y_true=[0.0], W1=[[1e150]], W2=[[1.0]], b1=[0], b2=[0])],
    "backward_layer_batch": [{"dZ": [[1e154]], "X": [[1e154, 5e-324]], "W": [[1e150, 0]]}],
    "matmul_loop": [{"A": [[1e154, 5e-324]], "B": [[1e154], [5e-324]]}],
    "pairwise_distances": [{"X": [[1e308, 0], [5e-324, 0]], "Y": [[0, 1e308]]}],
    "cosine_similarity": [{"u": [1.7e308, 1.7e308], "v": [5e-324, 0]}],
    "cosine_similarity_matrix": [{"X": [[1.7e308, 1.7e308], [5e-324, 0]]}],
    "ppmi": [{"counts": [[0, 0], [0, 1e15]]}],
    "top_k_similar": [{"queries": [1.7e308, -1.7e308], "X": [[5e-324, 0], [1e308, 1]], "k": 2}],
    "filtered_solution": [{"A": [[1e-200], [3e-200]], "b": [1, 2], "strength": 1e200}],
    "least_squares": [{"A": [[1e200], [1e200]], "b": [1e-100, 2e-100]}],
    "softmax": [{"z": [1.7e308, -1.7e308, -np.inf]}, {"z": [1e308, -1e308], "temperature": 1e-37}],
    "log_softmax": [{"z": [0.0, -1.7e308, -np.inf]}],
    "log_sum_exp": [{"z": [1.7e308, -1.7e308, 1.7e308]}],
    "cross_entropy_loss": [
        {"y_pred": [1.0, 0.0], "y_true": 0},
        {"y_pred": [1.0, 0.0], "y_true": 1},
    ],
    "softmax_cross_entropy_gradient": [{"z": [1.7e308, -1.7e308], "y_true": 1}],
    "split_heads": [{"X": [[1.7e308, 5e-324]], "n_heads": 2}],
    "scaled_dot_product_attention": [
        {"Q": [[1e150]], "K": [[1e150], [-1e150]], "V": [[1e308], [5e-324]]}
    ],
    "blockwise_attention": [
        {"Q": [[1e150]], "K": [[1e150], [-1e150]], "V": [[1e308], [5e-324]], "block": 1}
    ],
    "attention_gradient": [
        {"dO": [[1e150]], "Q": [[1e150]], "K": [[1e150], [-1e150]], "V": [[1e150], [5e-324]]}
    ],
}


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        pytest.param(name, one, id=f"{name} {i}")
        for name, all_ in EXTREME.items()
        for i, one in enumerate(all_)
    ],
)
def test_extreme_values_whose_result_is_a_number_warn_of_nothing(name, arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = results(name, arguments, {})
    assert not any(np.isnan(a).any() for a in found)
