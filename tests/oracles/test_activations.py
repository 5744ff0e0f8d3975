"""Activations against SciPy, on any shape, size, type and layout."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.special import expit

from helpers import relu, relu_derivative, sigmoid, sigmoid_derivative
from tests.strategies import assert_within, double, drawn, eps, result_type, shapes, tiny

pytestmark = pytest.mark.filterwarnings("error")
ANY = drawn(shapes(leading=3))
exponential = np.vectorize(math.exp, otypes=[float])


def logistic(x):
    """SciPy's expit, and e^x where that is all of it: there SciPy makes subnormals 0."""
    return np.where(x < -40, exponential(np.minimum(x, 0)), expit(x))


@settings(deadline=None)
@given(ANY)
def test_sigmoid_is_scipys(x):
    # an exponential to 2 units in the last place, a sum, a quotient; SciPy's the same
    expected = logistic(double(x))
    assert_within(sigmoid(x), expected, 6 * eps(x) * expected + tiny(x), result_type(x))


@settings(deadline=None)
@given(ANY)
def test_slope_of_the_sigmoid_is_its_product_with_its_complement(x):
    # both factors keep their digits, as neither is a difference; a square more than above
    expected = logistic(double(x)) * logistic(-double(x))
    assert_within(sigmoid_derivative(x), expected, 9 * eps(x) * expected + tiny(x), result_type(x))


@settings(deadline=None)
@given(ANY)
def test_relu_and_its_slope_round_nothing(x):
    assert_within(relu(x), np.fmax(double(x), 0), 0, result_type(x))
    assert_within(relu_derivative(x), np.heaviside(double(x), 0), 0, result_type(x))
