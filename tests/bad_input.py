"""Bad input for every argument of every public function, as one table.

``python -m tests.bad_input`` prints how many cases there are; test_bad_input.py holds them.

An argument has a good value and a kind; the kind says what bad values are put in its place.
"""

import inspect
import math
import re
import warnings
from collections import Counter
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import helpers
from helpers.principal_components import PCA
from tests.harness.measured import write

VECTOR, MATRIX = [1.0, 2.0], [[1.0, 0.0], [0.5, 2.0]]
HELPERS = str(Path(helpers.__file__).parent)


class Argument(NamedTuple):
    """A good value, the bad ones by what is bad about them, and how messages name it."""

    good: object
    bad: dict
    word: str | None = None

    def but(self, **bad):
        """The same with further bad values, underscores in their names being spaces."""
        return self._replace(bad=self.bad | {k.replace("_", " "): v for k, v in bad.items()})

    def called(self, word):
        """The same, whose name in messages is another: a regular expression."""
        return self._replace(word=word)

    def optional(self):
        """The same, but None is good."""
        return self._replace(bad={k: v for k, v in self.bad.items() if k != "None"})


# What is no number, no text, no function, and nothing that can be drawn on.
THINGS = {"None": None, "an object": object(), "bytes": b"3", "a dict": {"a": 1}, "a set": {1.0}}
HUGE = {"10**30": 10**30, "-10**30": -(10**30), "10**5000": 10**5000}


def array(good, low=0, high=None, *, agree=(), empty=None, finite=True):
    """An array of low to high dimensions; no axis in ``empty`` may have length 0.

    The axes in ``agree`` have a length that something else sets.
    """
    good = np.asarray(good)
    empty = range(good.ndim) if empty is None else empty
    bad = THINGS | _of_another_type(good) | _of_another_ndim(good, low, high)
    for axis in agree:
        end = good.take([-1], axis)
        bad[f"one more along axis {axis}"] = np.concatenate([good, end], axis)
        bad[f"one fewer along axis {axis}"] = good.take(range(good.shape[axis] - 1), axis)
    bad |= {f"empty along axis {axis}": good.take([], axis) for axis in empty}
    for value in (np.nan, np.inf, -np.inf) if finite else ():
        for where, i in {"first": 0, "last": -1}.items():
            spoilt = good.astype(float)
            spoilt.flat[i] = value
            bad[f"{value} {where}"] = spoilt
            bad[f"{value} {where}, float32"] = spoilt.astype(np.float32)
    return Argument(good.tolist(), bad)


def _of_another_type(good):
    """Arrays of good's shape that hold no real numbers."""
    shape = good.shape
    first = np.arange(good.size).reshape(shape) == 0
    with np.errstate(over="ignore"):  # where a long double is no longer, this is infinite
        beyond = np.longdouble(10) ** 400
    return {
        "a string": "1.0",
        "a function": len,
        "strings": np.full(shape, "a"),
        "digits as strings": good.astype(str),
        "complex": good + 1j,
        "complex without imaginary part": good.astype(complex),
        "objects": np.full(shape, object()),
        "one None": np.where(first, None, good),
        "integers beyond 64 bits": np.full(shape, 10**30),
        "dates": np.full(shape, np.datetime64("2020-08-30")),
        "times": np.full(shape, np.timedelta64(1, "s")),
        "ragged": [[1.0, 2.0], [3.0]],
        "masked": np.ma.masked_greater(good, -np.inf),
        "beyond double": np.full(shape, beyond),
    }


def _of_another_ndim(good, low, high):
    """Arrays of ones of every number of dimensions up to 5 that is not allowed."""
    high = math.inf if high is None else high
    wrong = [ndim for ndim in range(6) if not low <= ndim <= high]
    return {f"{ndim} dimensions": np.ones((2,) * ndim, good.dtype) for ndim in wrong}


def integers(good, *, agree=()):
    """An array of integers of any shape."""
    kept = array(good, agree=agree, empty=(), finite=False).bad
    bad = {k: v for k, v in kept.items() if k != "one more along axis 0" or agree}
    floats = {"floats": np.asarray(good, float), "booleans": np.asarray(good, bool)}
    return Argument(good, bad | floats)


def integer(good, low, high):
    """A single integer from low to high."""
    bad = THINGS | HUGE | {"below": low - 1, "above": high + 1, "a list": [good]}
    bad |= {"a float": float(good), "a NumPy float": np.float64(good), "an array": np.array([good])}
    bad |= {"NaN": math.nan, "infinity": math.inf, "complex": complex(good), "a string": str(good)}
    bad |= {"True": True, "NumPy's True": np.True_, "a time": np.timedelta64(good)}
    return Argument(good, bad)


def number(good, low, high=None):
    """A single real number from low to high."""
    bad = THINGS | {"a string": str(good), "a list": [good], "an array": np.array([good])}
    bad |= {"NaN": math.nan, "NumPy's NaN": np.float32("nan"), "infinity": math.inf}
    bad |= {"minus infinity": -math.inf, "complex": complex(good), "True": True}
    bad |= {"NumPy's True": np.True_, "a time": np.timedelta64(1), "10**400": 10**400}
    bad |= {"-10**400": -(10**400), "below": math.nextafter(low, -math.inf)}
    return Argument(good, bad | ({} if high is None else {"above": math.nextafter(high, math.inf)}))


def boolean(good):
    """True or False."""
    others = {"0": 0, "1": 1, "1.0": 1.0, "a string": "True", "a list": [True]}
    return Argument(
        good, THINGS | others | {"NumPy's True": np.True_, "an array": np.array([True])}
    )


def choice(good):
    """One of several strings."""
    bad = THINGS | {"unknown": "rleu", "upper case": good.upper() or "X", "a space": f"{good} "}
    bad |= {"a list": [good], "an array": np.array([good, good]), "0": 0, "True": True}
    return Argument(good, bad | {"as bytes": good.encode()})


def text(good):
    """A string."""
    return Argument(good, THINGS | {"a number": 3, "a list": [good], "NaN": math.nan})


def function(good):
    """A function."""
    return Argument(good, THINGS | {"a number": 3, "a string": "len", "an array": np.ones(2)})


def generator():
    """A random generator of NumPy's."""
    bad = THINGS | {"a seed": 42, "the module": np.random, "a string": "default_rng"}
    bad |= {"the old kind": np.random.RandomState(0), "the class": np.random.Generator}
    return Argument(np.random.default_rng(0), bad)


def names(good):
    """A sequence of as many names as something else has entries."""
    bad = THINGS | {"a number": 3, "a string": "abc", "one more": [*good, "z"], "empty": []}
    bad |= {"one fewer": good[:-1], "of None": [None] * len(good), "of lists": [[1]] * len(good)}
    return Argument(good, bad | {"an array of two axes": np.array([good, good])})


def mapping(good, **bad):
    """A dict, its bad forms being given."""
    bad = {name.replace("_", " "): value for name, value in bad.items()}
    others = {"a list": list(good.items()), "a number": 3, "a string": "ab", "empty": {}}
    return Argument(good, {k: v for k, v in THINGS.items() if k != "a dict"} | others | bad)


@cache
def figure():
    """A figure of two panels, for all cases alike: what is refused draws nothing."""
    made = Figure()
    made.subplots(1, 2)
    return made


def axes():
    """A panel."""
    bad = THINGS | {
        "a figure": figure(),
        "a list": figure().axes,
        "a string": "axes",
        "a number": 3,
    }
    return Argument(figure().axes[0], bad | {"an array": np.array(figure().axes)})


def form():
    """The format of a number."""
    return text(".2f").but(unknown=".2q", of_integers="d", with_braces="{:.2f}")


def colors():
    """A colour map."""
    bad = THINGS | {"unknown": "no such map", "a number": 3, "a list": ["Blues"]}
    return Argument("Blues", {k: v for k, v in bad.items() if k != "None"})


def limits():
    """The two ends of a colour map."""
    return array([0.0, 1.0], 1, 1, agree=(0,)).optional().but(falling=[1.0, 0.0])


def reach():
    """Half the side of a square."""
    return number(2.0, 1e-100, 1e100).but(zero=0, negative=-1.0)


BOUNDS = {"a string": "1", "None": None, "a list": [1], "complex": 1j, "True": True}
BOUNDS |= {"NaN": math.nan, "an array": np.array([1, 2]), "an object": object()}


def bound(good, beyond):
    """An end of a range."""
    return Argument(good, BOUNDS | {"beyond the other end": beyond})


def value(kind):
    """Values by name, of which one is bad in every way of that kind."""
    return Argument({"depth": kind.good}, {k: {"depth": v} for k, v in kind.bad.items()}, "depth")


CHOICES = {"a string": "ab", "None": None, "a number": 3, "empty": (), "of floats": (1.5, 2.5)}
CHOICES |= {"a set": {"a", "b"}, "an array": np.array(["a"]), "a dict": {"a": 1}, "of None": [None]}


def layer(m, n):
    """Weights and biases of a layer."""
    return array(np.ones((m, n)), 2, 2, agree=(0, 1)), array(np.ones(m), 1, 1, agree=(0,))


@cache
def table():
    """The arguments of every public function, by their names; some functions in several ways."""
    return _mathematics() | _attention() | _data_and_measuring() | _drawing() | _figures()


def _mathematics():
    """Layers, decompositions, regression, embeddings and classification."""
    W, b = layer(2, 3)
    W_by_name = W.called("W|Wᵀ")  # in the shape of X Wᵀ
    W1, b1 = layer(4, 3)
    W2, b2 = layer(2, 4)
    x, X = array(np.ones(3), 1, 1, agree=(0,)), array(np.ones((5, 3)), 2, agree=(1,))
    any_shape = {"x": array(VECTOR)}
    A, rhs = (
        array([[1.0, 2], [3, 4], [5, 7]], 2, 2, agree=(0,)),
        array([1.0, 2, 3], 1, 2, agree=(0,)),
    )
    several = array(np.ones((3, 2)), 1, 2, agree=(0,), empty=(0,))
    logits, one_hot = array([[2.0, 1, 0], [0, 1, 2]], 1, 2, agree=(0,)), np.eye(3)[:2]
    axis, activation = integer(-1, -1, 0), choice("relu").optional()
    probabilities = array([[0.5, 0.25, 0.25], [0, 0, 1]], 1, 2, agree=(0, 1))
    rows = array(one_hot, 1, 2, agree=(0, 1)).but(not_a_sum_of_1=one_hot / 2, negative=-one_hot)
    labels = integers([0, 2], agree=(0,)).but(below=[0, -1], above=[0, 3])
    reduction = choice("mean")
    k, block, step = integer(1, 1, 2), integer(8192, 1, 2**31), number(1e-5, np.finfo(float).tiny)
    step = step.but(zero=0, negative=-1e-5)
    f = function(lambda x: (x**2).sum()).but(
        returning_None=lambda x: None,
        returning_text=lambda x: "1",
        returning_an_array=lambda x: x,
        returning_nothing=lambda x: [],
        returning_NaN=lambda x: np.nan,
        returning_infinity=lambda x: np.inf,
    )
    complex_f = f.but(
        returning_a_real_number=lambda x: float(np.abs(x).sum()),
        returning_complex_NaN=lambda x: complex(np.nan, 0),
    )
    nonnegative = number(0.5, 0)
    return {
        **{
            name: any_shape for name in ("sigmoid", "sigmoid_derivative", "relu", "relu_derivative")
        },
        "forward_layer": {"x": x, "W": W, "b": b, "activation": activation},
        "forward_layer_batch": {"X": X, "W": W, "b": b, "activation": activation},
        "random_weights": {
            "n_out": integer(3, 1, 2**31),
            "n_in": integer(2, 1, 2**31),
            "rng": generator(),
            "scheme": number(0.1, 0).but(unknown="xaver", upper_case="HE"),
        },
        "simple_backprop": {
            **{"x": x, "y_true": array(np.ones(2), 1, 1, agree=(0,))},
            **{"W1": W1, "W2": W2, "b1": b1, "b2": b2},
        },
        "backward_layer_batch": {
            "dZ": array(np.ones((5, 2)), 2, agree=(0, 1)).but(of_fewer_axes=np.ones(2)),
            "X": array(np.ones((5, 3)), 2, agree=(0, 1)),
            "W": W_by_name,
        },
        "numerical_gradient": {"f": f, "x": array(VECTOR), "step": step.but(lost=1e-300)},
        "complex_step_gradient": {"f": complex_f, "x": array(VECTOR), "step": step},
        "matmul_loop": {
            "A": array(np.ones((2, 3)), 2, 2, agree=(1,)),
            "B": array(np.ones((3, 4)), 2, 2, agree=(0,)),
        },
        "pairwise_distances": {
            "X": array(np.ones((4, 3)), 2, 2, agree=(1,)),
            "Y": array(np.ones((2, 3)), 2, 2, agree=(1,)).optional(),
        },
        "fix_signs": {
            "U": array(np.ones((3, 2)), 2, 2, agree=(1,)),
            "Vt": array(np.ones((2, 4)), 2, 2, agree=(0,)),
        },
        "svd": {"A": A._replace(bad=array(A.good, 2, 2).bad)},
        "symmetric_eigen": {
            "A": array([[2.0, 1], [1, 2]], 2, 2, agree=(0, 1)).but(not_symmetric=MATRIX)
        },
        "low_rank_approximation": {"A": array(A.good, 2, 2), "k": integer(1, 0, 2)},
        "pca": {
            "X": array(A.good, 2, 2).but(a_single_row=[[1.0, 2.0]], equal_rows=np.ones((3, 2))),
            "k": integer(1, 1, 2).optional(),
        },
        "PCA.transform": {"X": array(np.ones((4, 3)), 2, 2, agree=(1,))},
        "PCA.inverse_transform": {"scores": array(np.ones((4, 2)), 2, 2, agree=(1,))},
        "cosine_similarity": {
            "u": array(VECTOR, 1, 1, agree=(0,)).but(zero=[0, 0]).called("u"),
            "v": array(VECTOR, 1, 1, agree=(0,)).but(zero=[0, 0]),
        },
        "cosine_similarity_matrix": {"X": array(MATRIX, 2, 2).but(a_zero_row=[[1.0, 0], [0, 0]])},
        "ppmi": {
            "counts": array(MATRIX, 2, 2).but(negative=[[1, -1]], zero=[[0, 0]]),
            "smoothing": number(0.75, 0, 1),
        },
        "top_k_similar": {
            "queries": array(MATRIX, 1, 2, agree=(1,)).but(zero=[0, 0]),
            "X": array(MATRIX, 2, 2, agree=(1,)).but(a_zero_row=[[1.0, 0], [0, 0]]),
            "k": k,
            "block": block,
        },
        "least_squares": {"A": A, "b": rhs, "method": choice("svd")},
        "least_squares (several right-hand sides)": {"A": A, "b": several, "method": choice("qr")},
        "filtered_solution": {
            "A": A,
            "b": rhs,
            "strength": nonnegative,
            "cutoff": number(0.1, 0, 1).optional(),
        },
        "least_squares_blocks": {"blocks": _blocks()},
        "linear_regression": {
            "X": array([[0.0, 1], [1, 1], [2, 0], [3, 5]], 2, 2, agree=(0,), empty=(0, 1)),
            "y": array([1.0, 2, 2.5, 4], 1, 2, agree=(0,)),
            "regularization": nonnegative,
            "penalize_intercept": boolean(True),
        },
        "softmax": {
            "z": array(VECTOR, 1),
            "axis": axis,
            "temperature": number(1.0, 1e-37).but(zero=0),
        },
        "log_softmax": {"z": array(VECTOR, 1), "axis": axis},
        "log_sum_exp": {"z": array(VECTOR, 1), "axis": axis, "keepdims": boolean(False)},
        "cross_entropy_loss": {
            "y_pred": probabilities.but(logits=[[2.0, 1.0, 0.0], [0, 1, 2]]),
            "y_true": rows,
            "from_logits": boolean(False),
            "reduction": reduction,
            "clip": number(1e-15, 0, 0.5),
        },
        "cross_entropy_loss (of logits and labels)": {
            "y_pred": logits.called("y_pred|z"),
            "y_true": labels,
            "from_logits": boolean(True),
            "reduction": choice("none"),
            "clip": number(0.0, 0, 0),
        },
        "softmax_cross_entropy_gradient": {"z": logits, "y_true": labels, "reduction": reduction},
        "one_hot": {
            "labels": integers([0, 2]).but(below=[0, -1], above=[0, 3]),
            "n_classes": integer(3, 1, 2**31),
        },
    }


def _blocks():
    """Blocks of rows of a least-squares problem, the second of which is bad."""
    first, A = ([[1.0, 2], [3, 4]], [1.0, 2]), array([[5.0, 7]], 2, 2, agree=(0, 1))
    b = array([3.0], 1, 2, agree=(0,))
    bad = {f"{name}, in A": [first, (value, b.good)] for name, value in A.bad.items()}
    bad |= {f"{name}, in b": [first, (A.good, value)] for name, value in b.bad.items()}
    bad |= {"none": [], "numbers": [1, 2], "triples": [(*first, 1)], "a matrix": MATRIX}
    bad |= {"a number": 3, "a string": "ab", "b of two axes": [first, (A.good, [[3.0]])]}
    return Argument([first, (A.good, b.good)], THINGS | bad, "blocks?")


def _attention():
    """Sequences and attention."""
    Q, K = array(np.ones((4, 6)), 2, agree=(1,)), array(np.ones((5, 6)), 2, agree=(0, 1))
    V, dO = array(np.ones((5, 2)), 2, agree=(0,)), array(np.ones((4, 2)), 2, agree=(0, 1))
    big = np.full((4, 6), 1e308)
    Q = Q.but(overflowing=big)
    mask = np.ones((4, 5), bool)
    mask_bad = THINGS | _of_another_type(mask * 1.0) | {"masked, of booleans": np.ma.array(mask)}
    mask_bad |= {"integers": np.ones((4, 5), int), "floats": np.ones((4, 5)), "empty": mask[:0]}
    mask_bad |= {"one more query": mask[[0, 1, 2, 3, 3]], "one fewer key": mask[:, 1:]}
    mask_bad |= {"transposed": mask.T, "an axis too many": np.ones((2, 4, 5), bool)}
    options = {"mask": Argument(mask, mask_bad).optional(), "causal": boolean(False)}
    options |= {
        "n_heads": integer(1, 1, 2**31)
        .but(no_divisor=4)
        .called(r"n_heads|[QV] has \d columns: \d heads")
    }
    block = {"block": integer(2, 1, 2**31)}
    batch = {"Q": (3, 4, 6), "K": (3, 5, 6), "V": (3, 5, 4)}
    by_heads = {
        name: array(np.ones(shape), 2, agree=(0, *((2,) if name == "Q" else (1,))), empty=(1, 2))
        for name, shape in batch.items()
    }
    in_batches = options | {
        "n_heads": integer(2, 1, 2**31).but(no_divisor=4).called("n_heads|heads")
    }
    mask_bad = mask_bad | {"an axis too many": np.ones((2, 3, 4, 5), bool)}
    mask_bad["one more sample"] = np.ones((4, 4, 5), bool)
    in_batches["mask"] = Argument(np.ones((3, 4, 5), bool), mask_bad).optional()
    return {
        "causal_mask": {"n": integer(2, 1, 2**31), "m": integer(3, 1, 2**31).optional()},
        "padding_mask": {
            "lengths": integers([1, 3]).but(below=[-1], above=[5]),
            "m": integer(4, 1, 2**31),
        },
        "split_heads": {
            "X": array(np.ones((3, 4)), 2, agree=(1,)),
            "n_heads": integer(2, 1, 2**31).but(no_divisor=3).called("n_heads|heads"),
        },
        "merge_heads": {"X": array(np.ones((2, 3, 4)), 3)},
        "positional_encoding": {"n": integer(3, 1, 2**31), "d": integer(4, 1, 2**31).but(odd=5)},
        "scaled_dot_product_attention": {"Q": Q, "K": K, "V": V, **options},
        "scaled_dot_product_attention (in batches, by heads)": {**by_heads, **in_batches},
        "blockwise_attention": {"Q": Q, "K": K, "V": V, **options, **block},
        "attention_gradient": {"dO": dO, "Q": Q, "K": K, "V": V, **options},
    }


def _data_and_measuring():
    """Data sets, batches, measuring and the checks of parameters."""
    quick = function(lambda: None)
    X, y = array(np.ones((8, 2)), 2, 2, agree=(0,)), array([0, 1] * 4, 1, 1, agree=(0,))
    loaders = ("load_digits", "load_diabetes", "load_digit_network", "load_cooccurrence")
    return {
        "measure_time": {
            "function": quick,
            "repeats": integer(1, 1, 10_000),
            "warmup": integer(0, 0, 10_000),
            "shortest": number(0, 0, 60),
        },
        "measure_memory": {"function": quick},
        "minibatches": {
            "n": integer(5, 1, 2**62),
            "size": integer(2, 1, 2**62),
            "rng": generator().optional(),
        },
        "row_blocks": {"n": integer(5, 0, 2**62), "size": integer(2, 1, 2**62)},
        **{name: {} for name in loaders},
        "train_test_split": {
            "X": X.called("[Xy]"),
            "y": y,
            "test_size": number(0.25, 0, 1).but(nothing=0, all=1),
            "seed": integer(0, 0, 2**32 - 1),
        },
        "check_integer": {
            "low": bound(1, 6).but(a_float=1.0),
            "high": bound(5, 0).but(a_float=5.0),
            "values": value(integer(3, 1, 5)),
        },
        "check_number": {
            "low": bound(1, 6),
            "high": bound(5, 0),
            "values": value(number(3.0, 1, 5)),
        },
        "check_boolean": {"values": value(boolean(True))},
        "check_choice": {"choices": Argument(("a", "b"), CHOICES), "values": value(choice("a"))},
    }


def _drawing():
    """What draws on axes that it is given."""
    point = array(VECTOR, 1, 1, agree=(0,))
    images, matrix = array(np.ones((2, 4, 5)), 3, 3), array(MATRIX, 2, 2, agree=(0, 1))
    map_of_plane = {"reach": reach(), "lines": integer(5, 2, 1000)}
    pair = Argument(figure().axes, axes().bad | {"three": [*figure().axes, 1]}).but(
        strings=["a", "b"]
    )
    pair.bad.update({"a list": figure().axes[:1], "an array": np.array(figure().axes * 2)})
    shares = array([0.25, 0.75], 1, 1, agree=(0,), finite=False).but(
        below=[-0.1, 1], above=[1.1, 0]
    )
    shares = shares.but(infinite=[np.inf, 0])
    function_of_points = function(lambda points: points).but(
        returning_one_point=lambda p: p[:1], returning_None=lambda p: None,
        returning_numbers=lambda p: p[:, 0], returning_NaN=lambda p: p * np.nan,
    )  # fmt: skip
    inner = array(VECTOR, 1, 1, agree=(0,)).bad
    color = Argument("red", {"unknown": "no colour", "a number": 3, "an object": object()})
    marker = Argument("o", {"unknown": "no such marker", "an object": object(), "a dict": {}})
    return {
        "image_grid": {
            "axes": axes(),
            "images": images,
            "columns": integer(10, 1, 1000),
            "titles": names(["a", "b"]).optional(),
            "limits": limits(),
            "cmap": colors(),
        },
        "heat_map": {
            "axes": axes(),
            "matrix": matrix.called("matrix|rows|columns"),
            "rows": names(["a", "b"]),
            "columns": names(["c", "d"]),
            "form": form().optional(),
            "cmap": colors(),
            "limits": limits(),
        },
        "matrix_equation": {"axes": axes(), "parts": _parts(), "form": form()},
        "plane_grid": {"axes": axes(), "function": function_of_points, **map_of_plane},
        "linear_map": {"axes": axes(), "A": matrix, **map_of_plane},
        "plane_lines": {
            "axes": axes(),
            "W": array(np.ones((3, 2)), 2, 2, agree=(0, 1)).but(a_zero_row=np.zeros((3, 2))),
            "b": array(np.ones(3), 1, 1, agree=(0,)),
            "reach": reach(),
            "numbers": boolean(True),
        },
        "scatter_groups": {
            "axes": axes(),
            "points": array(MATRIX, 2, 2, agree=(0, 1)).called("points"),
            "groups": names(["a", "b"]),
            "size": number(14, 0, 1e6),
        },
        "network_diagram": {
            "axes": axes(),
            "layers": mapping(
                {"x": VECTOR, "h": VECTOR},
                one_layer={"x": VECTOR},
                numbered={1: VECTOR, 2: VECTOR},
                **{f"{k}, in a layer": {"x": VECTOR, "h": v} for k, v in inner.items()},
            ).called("layers|weights"),
            "weights": Argument(
                [MATRIX],
                THINGS
                | {"none": [], "two": [MATRIX] * 2, "a number": 3, "a string": "a"}
                | {f"{k}, in a matrix": [v] for k, v in matrix.bad.items()},
            ),
            "form": form(),
        },
        "arrow": {
            "axes": axes(),
            "start": point,
            "end": point,
            "color": color,
            "label": text("a").optional(),
        },
        "right_angle": {
            "axes": axes(),
            "corner": array([0.0, 0], 1, 1, agree=(0,))
            .but(no_right_angle=[3.0, 1.0])
            .called("corner|sides"),
            "toward": array([1.0, 0], 1, 1, agree=(0,)).but(no_right_angle=[1.0, 1.0]),
            "also": array([0.0, 1], 1, 1, agree=(0,)).but(no_length=[0.0, 0.0]),
            "size": reach(),
        },
        "reliability_diagram": {
            "axes": pair,
            "confidence": shares,
            "accuracy": shares,
            "counts": array([3, 4], 1, 1, agree=(0,)).but(negative=[3, -1]).called("counts"),
        },
        "curves": {
            "axes": axes(),
            "x": array(VECTOR, 1, 1, agree=(0,)),
            "series": mapping(
                {"a": VECTOR},
                numbered={1: VECTOR},
                **{f"{k}, in a line": {"a": v} for k, v in inner.items() if "nan" not in k},
            ),
            **{name: text(name) for name in ("title", "xlabel", "ylabel")},
            "log": choice("y"),
            "marker": marker,
        },
        "value_graph": {"axes": axes(), **_graph(), "form": form()},
    }


def _parts():
    """The parts of a matrix equation."""
    bad = {f"{k}, in a part": [("A", v)] for k, v in array(MATRIX, 1, 2).bad.items()}
    bad |= {"no array": ["="], "empty": [], "a number": [3], "a triple": [("A", MATRIX, 1)]}
    bad |= {
        "a name that is no string": [(3, MATRIX)],
        "an array alone": [np.eye(2)],
        "text": "A = B",
    }
    return Argument([("A", MATRIX), "=", ("b", VECTOR)], THINGS | bad, "parts|A")


def _graph():
    """Nodes and slopes of a computation."""
    good = {"a": (0, 0, 1.0, 2.0), "b": (3, 0, 2.0, 1.0)}
    inner = array(good["b"], 1, 1, agree=(0,)).bad
    nodes = mapping(good, numbered={1: good["a"]}, one_place={"a": good["a"], "b": good["a"]},
                    **{f"{k}, in a node": good | {"b": v} for k, v in inner.items()})  # fmt: skip
    slope = {f"{k}, as a slope": {("a", "b"): v} for k, v in number(1.0, -math.inf).bad.items()
             if k not in ("below", "True", "NumPy's True")}  # fmt: skip
    slopes = mapping({("a", "b"): 2.0}, to_nowhere={("a", "c"): 1.0}, to_itself={("a", "a"): 1.0},
                     of_names={"ab": 1.0}, of_triples={("a", "b", "a"): 1.0}, **slope)  # fmt: skip
    slopes.bad.pop("empty")  # nodes alone can be drawn
    return {"nodes": nodes.called("nodes|slopes"), "slopes": slopes}


def _without_source():
    """A function that Python cannot show."""
    exec(compile("def f(): pass", "<no file has this name>", "exec"), names := {})
    return names["f"]


def _figures():
    """Figures, and what is shown in a notebook."""
    bad = THINGS | {"axes": figure().axes[0], "a string": "figure", "a list": [figure()]}
    functions = {k: (v,) for k, v in THINGS.items()} | {"a name": ("softmax",), "a class": (PCA,)}
    functions |= {"a lambda": (lambda: 0,), "built in": (len,), "of NumPy": (np.exp,)}
    functions |= {"one of two": (helpers.softmax, 3), "without a source": (_without_source(),)}
    return {
        "subplots": {
            "rows": integer(1, 1, 100),
            "columns": integer(2, 1, 100),
            "width": number(7.0, 0.1, 100).but(zero=0),
            "height": number(3.0, 0.1, 100).but(zero=0).optional(),
            "options": Argument(
                {"sharex": True},
                {"unknown": {"share": True}, "a bad choice": {"sharex": "no such"},
                 "too many ratios": {"width_ratios": [1, 2, 3]}},
            ),
        },
        "show": {
            "figure": Argument(figure(), bad),
            "alt": text("A figure.").but(empty="", blank=" "),
        },
        "show_source": {"functions": Argument((helpers.softmax,), functions)},
    }  # fmt: skip


# What fits together but is empty, the first being what is at fault.
TOGETHER = {
    "forward_layer": ({"x": [], "W": np.ones((2, 0))}, {"W": np.ones((0, 3)), "b": []}),
    "forward_layer_batch": ({"X": np.ones((5, 0)), "W": np.ones((2, 0))},),
    "backward_layer_batch": ({"dZ": np.ones((0, 2)), "X": np.ones((0, 3))},),
    "matmul_loop": ({"A": np.ones((2, 0)), "B": np.ones((0, 4))},),
    "pairwise_distances": ({"X": np.ones((4, 0)), "Y": np.ones((2, 0))},),
    "fix_signs": ({"U": np.ones((3, 0)), "Vt": np.ones((0, 4))},),
    "symmetric_eigen": ({"A": np.ones((0, 0))},),
    "cosine_similarity": ({"u": [], "v": []},),
    "top_k_similar": ({"X": np.ones((2, 0)), "queries": np.ones((2, 0))},),
    "least_squares": ({"A": np.ones((0, 2)), "b": []},),
    "least_squares (several right-hand sides)": ({"b": np.ones((3, 0))},),
    "filtered_solution": ({"A": np.ones((0, 2)), "b": []},),
    "linear_regression": ({"X": np.ones((0, 2)), "y": []},),
    "cross_entropy_loss": ({"y_pred": np.ones((0, 3)), "y_true": np.ones((0, 3))},),
    "softmax_cross_entropy_gradient": ({"z": np.ones((0, 3)), "y_true": np.ones(0, int)},),
    "one_hot": ({"labels": np.ones(0, int)},),
    "padding_mask": ({"lengths": np.ones(0, int)},),
    "scaled_dot_product_attention": ({"K": np.ones((0, 6)), "V": np.ones((0, 2)), "mask": None},),
    "blockwise_attention": ({"K": np.ones((0, 6)), "V": np.ones((0, 2)), "mask": None},),
    "train_test_split": ({"X": np.ones((0, 2)), "y": []},),
    "heat_map": (
        {"matrix": np.ones((0, 2)), "rows": []},
        {"matrix": np.ones((2, 0)), "columns": []},
    ),
    "network_diagram": ({"layers": {"x": []}, "weights": []},),
    "plane_lines": ({"W": np.ones((0, 2)), "b": []},),
    "scatter_groups": ({"points": np.ones((0, 2)), "groups": []},),
    "reliability_diagram": ({"counts": [], "confidence": [], "accuracy": []},),
    "curves": ({"x": [], "series": {"a": []}},),
}


def _at_infinity(value):
    """A check that the result has this value where the argument is infinite."""

    def check(result, arguments):
        with np.errstate(over="ignore"):
            at = np.isinf(np.asarray(arguments["x"], float))
        return at.any() and np.all(result[at] == value)

    return check


def _shape(*shape):
    """A check of the result's shape."""
    return lambda result, arguments: result.shape == shape


def _zeros(*shape):
    """A check that the result has this shape, and nothing but zeros."""
    return lambda result, arguments: np.array_equal(result, np.zeros(shape))


def _no_probability(result, arguments):
    """Whether -inf got probability 0 exactly, and the other entry of two the rest."""
    return np.array_equal(result, np.isfinite(arguments["z"]).astype(float))


# What has a result rather than an error, and what that is; the docstrings say so, too.
DOCUMENTED = {
    **{
        (name, "x", bad): _at_infinity(value)
        for name, at_inf, at_minus_inf in (
            ("sigmoid", 1, 0),
            ("sigmoid_derivative", 0, 0),
            ("relu", np.inf, 0),
            ("relu_derivative", 1, 0),
        )
        for bad, value in (("inf *", at_inf), ("-inf *", at_minus_inf), ("beyond double", at_inf))
    },
    ("sigmoid|sigmoid_derivative|relu|relu_derivative", "x", "empty along axis 0"): _shape(0),
    **{
        ("split_heads|merge_heads", "X", bad): lambda result, given: (
            np.isfinite(result).sum() == np.isfinite(np.asarray(given["X"], float)).sum()
        )
        for bad in ("nan *", "inf *", "-inf *")
    },
    ("split_heads|merge_heads", "X", "beyond double"): lambda result, given: np.isinf(result).all(),
    ("forward_layer_batch", "X", "empty along axis 0"): _shape(0, 2),
    ("matmul_loop", "A", "empty along axis 0"): _shape(0, 4),
    ("matmul_loop", "B", "empty along axis 1"): _shape(2, 0),
    ("pairwise_distances", "X", "empty along axis 0"): _shape(0, 2),
    ("pairwise_distances", "Y", "empty along axis 0"): _shape(4, 0),
    ("PCA.transform", "X", "empty along axis 0"): _shape(0, 2),
    ("PCA.inverse_transform", "scores", "empty along axis 0"): _shape(0, 3),
    ("softmax", "z", "-inf *"): _no_probability,
    ("log_softmax", "z", "-inf *"): lambda result, given: _no_probability(np.exp(result), given),
    ("log_sum_exp", "z", "-inf *"): lambda result, given: result == np.max(given["z"]),
    # Both infinite logits of the table stand at the true class: one of two losses is infinite,
    # and the gradient there is that of probability 0, -1/2 for the mean of two.
    (
        "cross_entropy_loss (of logits and labels)",
        "y_pred",
        "-inf *",
    ): lambda result, given: np.array_equal(np.isinf(result), np.isinf(given["y_pred"]).any(1)),
    ("softmax_cross_entropy_gradient", "z", "-inf *"): lambda result, given: np.all(
        result[np.isinf(given["z"])] == -0.5
    ),
    ("split_heads", "X", "empty along axis 0"): _shape(2, 0, 2),
    ("split_heads", "X", "empty along axis 1"): _shape(2, 3, 0),
    ("merge_heads", "X", "empty along axis [02]"): _shape(3, 0),
    ("merge_heads", "X", "empty along axis 1"): _shape(0, 8),
    ("forward_layer", "x", "empty together with W"): lambda result, given: np.array_equal(
        result, given["b"]
    ),
    ("forward_layer", "W", "empty together with b"): _shape(0),
    ("forward_layer_batch", "X", "empty together with W"): lambda result, given: np.array_equal(
        result, [given["b"]] * 5
    ),
    ("backward_layer_batch", "dZ", "empty together with X"): lambda result, given: (
        not result[0].any() and not result[1].any() and result[2].shape == (0, 3)
    ),
    ("matmul_loop", "A", "empty together with B"): _zeros(2, 4),
    ("pairwise_distances", "X", "empty together with Y"): _zeros(4, 2),
    ("least_squares (several right-hand sides)", "b", "empty"): _shape(2, 0),
    ("one_hot", "labels", "empty"): _shape(0, 3),
    ("padding_mask", "lengths", "empty"): _shape(0, 1, 4),
    ("plane_lines", "W", "empty together with b"): lambda result, given: not given["axes"].lines,
    ("scatter_groups", "points", "empty together with groups"): lambda result, given: (
        not given["axes"].collections
    ),
}


def resolve(name):
    """The function of a line of the table."""
    name = name.split(" ")[0]
    if name.startswith("PCA."):
        return getattr(helpers.pca([[0, 0, 1], [3, 4, 1], [6, 9, 0]], 2), name[4:])
    return getattr(helpers, name)


def call(function, arguments):
    """Call a function with all its arguments by name, those without a name in their order."""
    positional, named = [], {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += arguments[name]
        elif parameter.kind is parameter.VAR_KEYWORD:
            named |= arguments[name]
        else:
            named[name] = arguments[name]
    return function(*positional, **named)


class Case(NamedTuple):
    """A bad value in place of one argument, the others being good."""

    function: str
    argument: str
    bad: str
    arguments: dict
    word: str

    def __str__(self):
        return f"{self.function}({self.argument}: {self.bad})"

    @property
    def documented(self):
        """The entry of DOCUMENTED that says what the result has to be; None if it is an error."""
        for entry in DOCUMENTED:
            functions, argument, bad = entry
            right_place = self.function in functions.split("|") and argument == self.argument
            if right_place and fnmatch(self.bad, bad):
                return entry
        return None


def cases(name):
    """All cases of one line of the table."""
    arguments = table()[name]
    good = {argument: kind.good for argument, kind in arguments.items()}
    for argument, kind in arguments.items():
        for bad, value in kind.bad.items():
            yield Case(name, argument, bad, good | {argument: value}, kind.word or argument)
    for changes in TOGETHER.get(name, ()):
        argument, *others = changes
        bad = " ".join(["empty", *("together with" for _ in others[:1]), *others])
        yield Case(name, argument, bad, good | changes, arguments[argument].word or argument)


def complaint(case):
    """What is wrong with what a function does about a case; None if nothing is."""
    if case.documented:
        for panel in figure().axes:
            panel.clear()
    drawn = _number_of_artists()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = call(resolve(case.function), case.arguments)
    except (TypeError, ValueError) as error:
        wrong = case.documented and "is documented to have a result"
        wrong = wrong or _wrong_with(error, case.word)
        if not wrong and _number_of_artists() != drawn:
            wrong = "was refused when part was drawn"
        return wrong and f"{case} {wrong}: {type(error).__name__}: {error}"
    except Exception as error:
        return f"{case} raised {type(error).__name__}: {error}"
    if case.documented is None:
        return f"{case} was accepted, and gave {result!r:.80}"
    right = DOCUMENTED[case.documented](result, case.arguments)
    return None if right else f"{case} gave {result!r:.80}, which is not what is documented"


def _wrong_with(error, word):
    """What is wrong with an error's message, and where it comes from."""
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    if not last.tb_frame.f_code.co_filename.startswith(HELPERS):
        return "is left to others to refuse"
    if not re.search(rf"(?<!\w)({word})(?!\w)", str(error)):
        return "does not name the argument"
    if not re.search(r"\b(must|has|have)\b.*(\bbut\b|\bnot\b|:)", str(error), re.DOTALL):
        return "does not say what was expected and what came"
    return None


def _number_of_artists():
    """How many things are drawn on the panels that all cases share, and how many figures wait."""
    return sum(len(panel.get_children()) for panel in figure().axes) + len(plt.get_fignums())


def counts(name):
    """How many cases of a line of the table are refused, and how many have a result."""
    return Counter("documented" if case.documented else "refused" for case in cases(name))


def by_module():
    """The lines of a Markdown table: how many cases each module has, and all together."""
    of_function = {name: module for module, names in helpers._MODULES.items() for name in names}
    total, arguments = {}, Counter()
    for name in table():
        module = of_function.get(name.split(" ")[0].split(".")[0].lower(), "principal_components")
        total.setdefault(module, Counter()).update(counts(name))
        arguments[module] += len(table()[name])
    total["all"] = sum(total.values(), Counter())
    arguments["all"] = arguments.total()
    yield "| module | arguments | cases | refused, by name | documented result |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for module, count in total.items():
        numbers = arguments[module], count.total(), count["refused"], count["documented"]
        yield f"| {module} | " + " | ".join(f"{n:,}" for n in numbers) + " |"


def main():
    """Print how many cases there are for each function, then by module, and write that."""
    print(f"{'function':<54}{'arguments':>10}{'refused':>9}{'documented':>12}")
    for name, arguments in table().items():
        count = counts(name)
        print(f"{name:<54}{len(arguments):>10}{count['refused']:>9}{count['documented']:>12}")
    print(*by_module(), sep="\n")
    write("bad input", by_module())


if __name__ == "__main__":
    main()
