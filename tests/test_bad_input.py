"""Every argument of every helper: what is bad is refused by name, or has a documented result.

The cases stand in bad_input.py.
"""

import inspect

import matplotlib.pyplot as plt
import numpy as np
import pytest

import helpers
from tests.bad_input import DOCUMENTED, call, cases, complaint, counts, figure, resolve, table

VECTOR, MATRIX = [1.0, 2.0], [[1.0, 0.0], [0.5, 2.0]]
NETWORK = {"W1": MATRIX, "W2": MATRIX, "b1": VECTOR, "b2": VECTOR}


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    """What is shown is shown nowhere."""
    monkeypatch.setattr("helpers.notebook.display", lambda *data, **metadata: None)


@pytest.mark.parametrize("name", table())
def test_bad_input_is_refused_by_name_or_has_its_documented_result(name, record_property):
    complaints = [text for text in map(complaint, cases(name)) if text]
    assert not complaints, "\n".join(complaints)
    record_property("bad input", dict(counts(name)))


@pytest.mark.parametrize("name", table())
def test_the_good_arguments_of_the_table_are_good(name):
    """And so is None where an argument is optional."""
    function, good = resolve(name), {key: kind.good for key, kind in table()[name].items()}
    parameters = inspect.signature(function).parameters
    optional = [key for key, parameter in parameters.items() if parameter.default is None]
    for changes in ({}, *({key: None} for key in optional)):
        for panel in figure().axes:
            panel.clear()
        call(function, good | changes)
    plt.close("all")


def test_the_table_holds_every_function_and_every_argument():
    public = {name for name in helpers.__all__ if inspect.isfunction(getattr(helpers, name))}
    methods = {"PCA.transform", "PCA.inverse_transform"}
    assert {name.split(" ")[0] for name in table()} == public | methods
    for name, arguments in table().items():
        assert set(arguments) == set(inspect.signature(resolve(name)).parameters), name
        assert all(kind.bad for kind in arguments.values()), name


def test_every_documented_result_belongs_to_a_case():
    used = {case.documented for name in table() for case in cases(name)}
    assert used - {None} == set(DOCUMENTED)


MISMATCHED = {
    "W has 2 columns, but its input .* has 3 entries": lambda: helpers.forward_layer(
        [1, 2, 3], MATRIX, VECTOR
    ),
    "b has 3 entries, but W has 2 rows": lambda: helpers.forward_layer(VECTOR, MATRIX, [1, 2, 3]),
    "activation must be one of": lambda: helpers.forward_layer(VECTOR, MATRIX, VECTOR, "rleu"),
    "y_true has 3 entries": lambda: helpers.simple_backprop(VECTOR, [1, 2, 3], *NETWORK.values()),
    "scheme must be 'he', 'xavier' or a number from 0, but is list": lambda: helpers.random_weights(
        2, 2, np.random.default_rng(0), [0.1]
    ),
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
    with pytest.raises((TypeError, ValueError), match=message):
        MISMATCHED[message]()


def test_half_precision_is_computed_in_double():
    assert helpers.softmax(np.float16([1, 2])).dtype == np.float64
    assert helpers.softmax(np.float32([1, 2]), temperature=np.float64(2)).dtype == np.float32


def test_one_label_of_very_many_classes_takes_one_row():
    assert helpers.one_hot(999_999, 1_000_000).sum() == 1
