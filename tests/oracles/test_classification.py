"""Softmax, its logarithms and the losses against SciPy and scikit-learn."""

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.preprocessing import OneHotEncoder

from helpers import (
    cross_entropy_loss,
    log_softmax,
    log_sum_exp,
    one_hot,
    softmax,
    softmax_cross_entropy_gradient,
)
from tests.strategies import assert_within, double, drawn, eps, result_type, shapes, tiny

pytestmark = pytest.mark.filterwarnings("error")


@st.composite
def logits(draw, shape, **sizes):
    """Logits and an axis with entries, of which any but the first may be -inf."""
    z = draw(drawn(shape, **sizes))
    axis = draw(st.sampled_from([i for i in range(-z.ndim, z.ndim) if z.shape[i]]))
    if z.dtype.kind == "f" and draw(st.booleans()):
        first = np.indices(z.shape)[axis] == 0
        z = np.where(draw(drawn(z.shape, types=(np.bool_,))) & ~first, z.dtype.type(-np.inf), z)
    return z, axis


ANY = logits(shapes((1, 5), leading=2))
BATCHES = shapes((1, 4), (1, 5))


def gap(z, axis=-1):
    """How far each logit lies below the greatest, as far as an exponential can tell: 746."""
    return np.minimum(double(z).max(axis=axis, keepdims=True) - double(z), 746)


def rounding(z, axis=-1):
    """What a probability may be off by, relatively, or its logarithm beside its own rounding.

    The rounded gap moves the exponential by half a unit of the gap, and SciPy's as well in its own
    precision; n terms are added up, all positive; 6 more for the exponential, the quotient, the
    logarithm.
    """
    return (gap(z, axis) + z.shape[axis] + 6) * eps(z)


@settings(deadline=None)
@given(ANY)
def test_softmax_is_scipys(drawn_logits):
    z, axis = drawn_logits
    expected = scipy.special.softmax(double(z), axis=axis)
    bound = rounding(z, axis) * expected + tiny(z)
    assert_within(softmax(z, axis), expected, bound, result_type(z))


@settings(deadline=None)
@given(ANY)
def test_log_sum_exp_is_scipys(drawn_logits):
    z, axis = drawn_logits
    expected = scipy.special.logsumexp(double(z), axis=axis)
    bound = (z.shape[axis] + 6 + np.abs(expected)) * eps(z)
    assert_within(log_sum_exp(z, axis), expected, bound, result_type(z))
    kept = log_sum_exp(z, axis, keepdims=True)
    np.testing.assert_array_equal(np.squeeze(kept, axis), log_sum_exp(z, axis))


@settings(deadline=None)
@given(ANY)
def test_log_softmax_is_scipys(drawn_logits):
    z, axis = drawn_logits
    expected = scipy.special.log_softmax(double(z), axis=axis)
    finite = np.where(np.isfinite(expected), expected, 0)
    bound = (z.shape[axis] + 6 + 2 * np.abs(finite)) * eps(z)
    assert_within(log_softmax(z, axis), expected, bound, result_type(z))


@settings(deadline=None)
@given(ANY, st.floats(1e-6, 1e6))
def test_temperature_divides_the_gaps(drawn_logits, temperature):
    z, axis = drawn_logits
    with np.errstate(over="ignore"):
        cooled = (double(z) - double(z).max(axis=axis, keepdims=True)) / temperature
    expected = scipy.special.softmax(cooled, axis=axis)
    bound = 2 * rounding(cooled, axis) / eps() * eps(z) * expected + tiny(z)
    assert_within(softmax(z, axis, temperature), expected, bound, result_type(z))


@st.composite
def classified(draw, **sizes):
    """Logits (n, k), labels (n,), and probabilities (n, k) that may stand for them."""
    z = draw(drawn(BATCHES, **sizes))
    n, k = z.shape
    labels = draw(drawn((n,), types=(np.int64,))) % k
    counts = np.array(draw(drawn((n, k), types=(np.int64,), largest=99)) ** 2, float)
    counts[np.arange(n), labels] += 1
    return z, labels, counts / counts.sum(axis=1, keepdims=True)


@settings(deadline=None)
@given(classified())
def test_the_loss_of_a_label_is_log_sum_exp_less_its_logit(drawn_sample):
    z, labels, _ = drawn_sample
    log_p = scipy.special.log_softmax(double(z), axis=1)
    expected = -log_p[np.arange(len(z)), labels]
    bound = (z.shape[1] + 6 + 2 * np.abs(expected)) * eps(z)
    losses = cross_entropy_loss(z, labels, from_logits=True, reduction="none")
    assert_within(losses, expected, bound, result_type(z))
    total = cross_entropy_loss(z, labels, from_logits=True, reduction="sum")
    assert_within(total, expected.sum(), bound.sum() + len(z) * eps(z) * expected.sum())
    mean = cross_entropy_loss(z, labels, from_logits=True)
    assert_within(mean, total / len(z), 2 * eps(z) * abs(mean) + tiny(z))


@settings(deadline=None)
@given(classified(), classified())
def test_the_loss_of_soft_labels_is_their_entropy_and_the_divergence(one, other):
    q, p = one[2], np.resize(other[2], one[2].shape) + 0.0
    p = (p + 1e-9) / (p + 1e-9).sum(axis=1, keepdims=True)
    expected = (scipy.special.entr(q) + scipy.special.rel_entr(q, p)).sum(axis=1)
    # k terms -q log p, none negative; SciPy's two parts are as large as q |log q| + q |log p|
    parts = (np.abs(scipy.special.entr(q)) + np.abs(scipy.special.rel_entr(q, p))).sum(axis=1)
    bound = (q.shape[1] + 6) * eps() * (parts + expected)
    assert_within(cross_entropy_loss(p, q, reduction="none"), expected, bound, np.float64)


@settings(deadline=None)
@given(classified())
def test_the_gradient_is_scipys_softmax_less_the_labels(drawn_sample):
    z, labels, q = drawn_sample
    p = scipy.special.softmax(double(z), axis=1)
    for y_true, Y in ((labels, np.eye(z.shape[1])[labels]), (q, q)):
        off = rounding(z) * p + 2 * eps(z) * (p + Y) + tiny(z)
        total = softmax_cross_entropy_gradient(z, y_true, reduction="sum")
        assert_within(total, p - Y, off, result_type(z))
        mean = softmax_cross_entropy_gradient(z, y_true)
        assert_within(mean, (p - Y) / len(z), off / len(z) + tiny(z), result_type(z))


@settings(deadline=None)
@given(st.integers(1, 6), st.data())
def test_one_hot_rows_are_scikit_learns(k, data):
    labels = data.draw(drawn(shapes((1, 6)), types=(np.int64,))) % k
    encoder = OneHotEncoder(categories=[np.arange(k)], sparse_output=False)
    expected = encoder.fit_transform(labels[:, np.newaxis])
    np.testing.assert_array_equal(one_hot(labels, k), expected)
