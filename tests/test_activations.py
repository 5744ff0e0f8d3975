"""Activations against finite differences, identities and their limits; see also oracles."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers import numerical_gradient, relu, relu_derivative, sigmoid, sigmoid_derivative

ALL = [sigmoid, sigmoid_derivative, relu, relu_derivative]
FINITE = arrays(np.float64, array_shapes(min_dims=0, max_dims=3), elements=st.floats(-1e300, 1e300))


@given(FINITE)
def test_sigmoid_of_minus_x_is_the_complement(x):
    np.testing.assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=3e-16)


def test_sigmoid_keeps_its_digits_far_out():
    np.testing.assert_allclose(sigmoid([-700.0, -40.0]), np.exp([-700.0, -40.0]), rtol=1e-15)
    assert sigmoid(-750.0) == 0
    assert sigmoid(750.0) == 1


def test_sigmoid_reaches_its_limits_at_infinity():
    np.testing.assert_array_equal(sigmoid([-np.inf, np.inf]), [0, 1])


@pytest.mark.parametrize(
    ("function", "derivative"), [(sigmoid, sigmoid_derivative), (relu, relu_derivative)]
)
def test_derivative_agrees_with_central_differences(function, derivative):
    x = np.array([-5.0, -0.3, 0.2, 1.0, 8.0])
    np.testing.assert_allclose(
        derivative(x), numerical_gradient(lambda v: function(v).sum(), x), atol=1e-9
    )


def test_sigmoid_derivative_keeps_its_digits_where_the_sigmoid_rounds_to_one():
    np.testing.assert_allclose(
        sigmoid_derivative([40.0, 700.0]), np.exp([-40.0, -700.0]), rtol=1e-15
    )


@given(FINITE)
def test_sigmoid_derivative_is_even(x):
    np.testing.assert_array_equal(sigmoid_derivative(x), sigmoid_derivative(-x))


def test_relu_and_its_slope_are_zero_at_zero():
    assert relu(0) == 0
    assert relu_derivative(0) == 0


@pytest.mark.parametrize("function", ALL)
@pytest.mark.parametrize(
    ("x", "dtype"),
    [([1, -2], "f8"), (np.float32([1, -2]), "f4"), (np.array([True, False]), "f8"), (3, "f8")],
    ids=["list of integers", "float32", "booleans", "a number"],
)
def test_dtype_and_shape_follow_the_input(function, x, dtype):
    y = function(x)
    assert y.dtype == dtype
    assert y.shape == np.shape(x)


@pytest.mark.parametrize("function", ALL)
def test_an_empty_array_gives_an_empty_array(function):
    assert function([]).shape == (0,)
