"""Softmax and cross-entropy against SciPy, scikit-learn, high precision and finite differences."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
import scipy.special
import scipy.stats
import sklearn.metrics
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers import (
    cross_entropy_loss,
    log_softmax,
    log_sum_exp,
    numerical_gradient,
    one_hot,
    reliability_diagram,
    softmax,
    softmax_cross_entropy_gradient,
    subplots,
)

OF_LOGITS = [softmax, log_softmax, log_sum_exp]
ORACLES = {
    softmax: scipy.special.softmax,
    log_softmax: scipy.special.log_softmax,
    log_sum_exp: scipy.special.logsumexp,
}
NUMBERS = st.floats(-1e4, 1e4)
ROWS = arrays(np.float64, st.tuples(st.integers(1, 6), st.integers(1, 7)), elements=NUMBERS)
ANY = arrays(np.float64, array_shapes(min_dims=1, max_dims=4, max_side=5), elements=NUMBERS)

of_logits = pytest.mark.parametrize("function", OF_LOGITS)


@st.composite
def classified(draw):
    """Logits (n, k) and integer labels (n,)."""
    Z = draw(ROWS)
    n, k = Z.shape
    return Z, np.array(draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n)))


def exact(z):
    """Probabilities, their logarithms and the log-sum-exp, to 60 digits."""
    with localcontext() as context:
        context.prec = 60
        e = [Decimal(float(x)).exp() for x in z]
        total = sum(e)
        p = [x / total for x in e]
        return [float(x) for x in p], [float(x.ln()) for x in p], float(total.ln())


# ---- softmax, log_softmax, log_sum_exp


@of_logits
@given(z=ANY, data=st.data())
def test_agrees_with_scipy_along_any_axis(function, z, data):
    axis = data.draw(st.integers(-z.ndim, z.ndim - 1))
    expected = ORACLES[function](z, axis=axis)
    atol = 1e-300 if function is softmax else 1e-14  # a logarithm near 0 has no relative digits
    np.testing.assert_allclose(function(z, axis=axis), expected, rtol=1e-12, atol=atol)


@given(arrays(np.float64, st.integers(1, 8), elements=st.floats(-700, 700)))
def test_agrees_with_sixty_digits(z):
    p, log_p, total = exact(z)
    np.testing.assert_allclose(softmax(z), p, rtol=1e-12, atol=1e-300)
    np.testing.assert_allclose(log_softmax(z), log_p, rtol=1e-14, atol=2e-15)
    np.testing.assert_allclose(log_sum_exp(z), total, rtol=1e-14, atol=1e-13)


@pytest.mark.parametrize(("gap", "size"), [(1e-9, 1.0), (2.0**-20, 2.0**20)])
def test_log_softmax_keeps_the_digits_of_a_small_gap(gap, size):
    z = [size + gap, size]
    np.testing.assert_allclose(log_softmax(z), exact(z)[1], rtol=1e-15)


@given(st.floats(0, 700))
def test_the_logarithm_of_a_probability_near_1_keeps_its_digits(gap):
    with localcontext() as context:
        context.prec = 400  # exp(-700) is 1e-304, and 1 + that shall keep 60 digits of it
        expected = float((1 + (-Decimal(gap)).exp()).ln())
    # the gap is exact; exp, the sum, log1p and their like round by less than 1 ulp each
    near = {"rel": 4 * np.finfo(float).eps, "abs": 0}
    assert -log_softmax([0.0, -gap])[0] == pytest.approx(expected, **near)
    assert log_sum_exp([-gap, 0.0]) == pytest.approx(expected, **near)
    assert cross_entropy_loss([gap, 0.0], 0, from_logits=True) == pytest.approx(expected, **near)


@given(ANY)
def test_probabilities_are_from_0_to_1_and_add_up_to_1(z):
    p = softmax(z)
    assert ((p >= 0) & (p <= 1)).all()
    np.testing.assert_allclose(p.sum(axis=-1), 1, rtol=1e-14)


@given(arrays(np.int64, st.integers(1, 6), elements=st.integers(-500, 500)), st.integers(-500, 500))
def test_a_common_shift_changes_no_probability(z, shift):
    np.testing.assert_array_equal(softmax(z + shift), softmax(z))


@given(arrays(np.float64, st.integers(2, 6), elements=st.floats(-30, 30)))
def test_the_order_of_the_scores_is_kept(z):
    assert (np.diff(softmax(z)[np.argsort(z)]) >= 0).all()


@given(arrays(np.float64, st.integers(1, 6), elements=NUMBERS), st.floats(0.01, 1000))
def test_temperature_divides_the_logits(z, temperature):
    expected = scipy.special.softmax(z / temperature)
    np.testing.assert_allclose(
        softmax(z, temperature=temperature), expected, rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_coldest_and_the_hottest_temperature_have_their_limits(dtype):
    z = np.array([1e4, -1e4, 1e4], dtype=dtype)
    np.testing.assert_array_equal(softmax(z, temperature=1e-37), np.array([0.5, 0, 0.5], dtype))
    np.testing.assert_allclose(softmax(z, temperature=1e12), 1 / 3, rtol=1e-6)


@given(ANY)
def test_log_sum_exp_lies_between_the_maximum_and_that_plus_log_n(z):
    largest, n = z.max(axis=-1), z.shape[-1]
    slack = 1e-12 * (1 + np.abs(largest))
    assert (log_sum_exp(z) >= largest).all()
    assert (log_sum_exp(z) <= largest + np.log(n) + slack).all()


def test_gradient_of_log_sum_exp_is_the_softmax():
    z = np.array([2.0, 1.0, -1.0, 0.3])
    np.testing.assert_allclose(numerical_gradient(log_sum_exp, z), softmax(z), atol=1e-10)


def test_the_article_s_logits_give_what_its_code_computes():
    expected = [0.62853172, 0.2312239, 0.14024438]
    np.testing.assert_allclose(softmax([2.0, 1.0, 0.5]), expected, atol=5e-9)


@pytest.mark.parametrize("z", [[1e4, 0.0, -1e4], [-1e4, -1e4 - 1, -2e4], [1e308, -1e308, 0.0]])
def test_huge_logits_give_finite_probabilities_without_a_warning(z):
    assert np.isfinite(softmax(z)).all()
    assert log_softmax(z).max() <= 0
    assert softmax(z).sum() == pytest.approx(1, rel=1e-15)
    with np.errstate(over="ignore"):
        assert log_sum_exp(z) == pytest.approx(scipy.special.logsumexp(z), rel=1e-15)


def test_a_probability_that_underflows_keeps_its_logarithm():
    assert softmax([0.0, -1e4])[1] == 0
    assert log_softmax([0.0, -1e4])[1] == -1e4


def test_minus_infinity_gets_probability_0():
    z = [0.0, -np.inf, 0.0]
    np.testing.assert_array_equal(softmax(z), [0.5, 0, 0.5])
    np.testing.assert_allclose(log_softmax(z), [-np.log(2), -np.inf, -np.log(2)])
    assert log_sum_exp(z) == pytest.approx(np.log(2))


@of_logits
@pytest.mark.parametrize(
    "z",
    [
        [-np.inf, -np.inf],
        [np.inf, 0.0],
        [np.inf, -np.inf],
        [np.nan, 0.0],
        [0.0, np.nan],
        [[0.0, 1.0], [-np.inf, -np.inf]],
        [[0.0, 1.0], [0.0, np.nan]],
    ],
)
def test_logits_without_an_answer_are_refused(function, z):
    with pytest.raises(ValueError, match="z must have a finite entry, no NaN and no"):
        function(z)


@of_logits
@pytest.mark.parametrize(
    ("z", "axis"), [([], -1), (np.ones((3, 0)), 1), (1.0, -1), ([1.0, 2.0], 1), ([1.0, 2.0], -2)]
)
def test_an_axis_without_entries_is_refused(function, z, axis):
    with pytest.raises(ValueError, match="z must have entries along axis"):
        function(z, axis=axis)


@of_logits
def test_an_empty_batch_gives_an_empty_result(function):
    assert function(np.ones((0, 3))).shape == ((0,) if function is log_sum_exp else (0, 3))


@of_logits
def test_lists_and_integers_give_float64(function):
    result = function([[1, 2], [3, 5]])
    assert result.dtype == np.float64
    np.testing.assert_array_equal(result, function(np.array([[1.0, 2.0], [3.0, 5.0]])))


@of_logits
def test_single_precision_stays(function):
    z = np.array([[1.0, 2.0, -1e4]], dtype=np.float32)
    assert function(z).dtype == np.float32
    np.testing.assert_allclose(function(z), ORACLES[function](z, axis=-1), rtol=1e-6)


@of_logits
def test_the_logits_are_left_as_they_were(function):
    z = np.array([[1.0, -2.0], [0.0, 1e4]])
    z.setflags(write=False)
    function(z)
    np.testing.assert_array_equal(z, [[1.0, -2.0], [0.0, 1e4]])


def test_log_sum_exp_keeps_the_axis_when_asked():
    z = np.zeros((2, 3, 4))
    assert log_sum_exp(z, axis=1).shape == (2, 4)
    assert log_sum_exp(z, axis=1, keepdims=True).shape == (2, 1, 4)


@pytest.mark.parametrize("temperature", [0, -1.0, np.inf, np.nan, 1e-40])
def test_a_temperature_that_is_not_positive_and_finite_is_refused(temperature):
    with pytest.raises(ValueError, match=r"^temperature must be a number"):
        softmax([1.0, 2.0], temperature=temperature)


# ---- cross-entropy


@given(classified())
def test_loss_from_logits_is_log_sum_exp_minus_the_true_logit(sample):
    Z, labels = sample
    expected = scipy.special.logsumexp(Z, axis=1) - Z[np.arange(len(Z)), labels]
    losses = cross_entropy_loss(Z, labels, from_logits=True, reduction="none")
    np.testing.assert_allclose(losses, expected, rtol=1e-12, atol=1e-11)


@given(classified())
def test_loss_from_probabilities_agrees_with_scikit_learn(sample):
    Z, labels = sample
    assume(Z.shape[1] > 1)
    p = softmax(Z / 1e3)
    expected = sklearn.metrics.log_loss(labels, p, labels=range(Z.shape[1]))
    assert cross_entropy_loss(p, labels) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(classified())
def test_integer_labels_one_hot_rows_and_lists_give_one_loss(sample):
    Z, labels = sample
    expected = cross_entropy_loss(Z, labels, from_logits=True)
    for same in (labels.tolist(), labels.astype(np.uint8), one_hot(labels, Z.shape[1])):
        assert cross_entropy_loss(Z, same, from_logits=True) == expected


@given(classified())
def test_sum_is_the_batch_times_the_mean(sample):
    Z, labels = sample
    losses = cross_entropy_loss(Z, labels, from_logits=True, reduction="none")
    mean = cross_entropy_loss(Z, labels, from_logits=True)
    total = cross_entropy_loss(Z, labels, from_logits=True, reduction="sum")
    assert losses.shape == (len(Z),)
    assert isinstance(mean, float)
    assert isinstance(total, float)
    assert mean == pytest.approx(np.mean(losses))
    assert total == pytest.approx(len(Z) * mean)


def test_soft_labels_cost_entropy_plus_divergence():
    q, p = softmax([[1.0, 0, 2], [0, 0.5, 0]]), softmax([[0.0, 1, 1], [3, 0, 0]])
    expected = scipy.stats.entropy(q.T) + scipy.stats.entropy(q.T, p.T)
    np.testing.assert_allclose(cross_entropy_loss(p, q, reduction="none"), expected)


def test_the_article_s_example_costs_what_its_code_computes():
    p = softmax([2.0, 1.0, 0.5])
    ways = [
        cross_entropy_loss(p, [1, 0, 0]),
        cross_entropy_loss(p, 0),
        cross_entropy_loss(p, [1, 0, 0], reduction="sum", clip=1e-15),
        cross_entropy_loss([2.0, 1.0, 0.5], 0, from_logits=True),
    ]
    np.testing.assert_allclose(ways, 0.4644, atol=5e-5)


@pytest.mark.parametrize("gap", [50.0, 800.0, 1e4, 1e300])
def test_loss_from_logits_is_exact_where_the_probability_is_0(gap):
    assert cross_entropy_loss([gap, 0.0], 1, from_logits=True) == gap
    assert cross_entropy_loss([gap, 0.0], 0, from_logits=True) <= np.exp(-50.0)


def test_a_true_class_with_probability_0_costs_infinity_without_a_warning():
    assert cross_entropy_loss([1.0, 0.0], 1) == np.inf
    assert cross_entropy_loss([0.0, -np.inf], 1, from_logits=True) == np.inf


def test_a_certain_truth_costs_0_whatever_the_others_have():
    for loss in (
        cross_entropy_loss([1.0, 0.0], 0),
        cross_entropy_loss([0.0, -np.inf], 0, from_logits=True),
    ):
        assert loss == 0
        assert not np.signbit(loss)


def test_clipping_caps_the_loss():
    assert cross_entropy_loss([1.0, 0.0], 1, clip=1e-15) == pytest.approx(34.5388, abs=5e-5)


def test_loss_leaves_its_inputs_as_they_were():
    p, y = np.array([[1.0, 0.0], [0.25, 0.75]]), np.array([[0.0, 1.0], [1.0, 0.0]])
    p.setflags(write=False)
    y.setflags(write=False)
    cross_entropy_loss(p, y, clip=1e-3)
    np.testing.assert_array_equal(p, [[1.0, 0.0], [0.25, 0.75]])


@pytest.mark.parametrize("logits", [[2.0, 1.0, 0.5], [0.2, 0.2, 0.2], [[-1.0, 1.0, 1.0]]])
def test_logits_passed_as_probabilities_are_told_apart(logits):
    with pytest.raises(ValueError, match=r"y_pred must hold probabilities .*pass from_logits=True"):
        cross_entropy_loss(logits, np.zeros(np.shape(logits)[:-1], dtype=int))


@pytest.mark.parametrize(
    ("y_pred", "y_true", "error", "message"),
    [
        ([0.5, 0.5], 2, ValueError, "y_true must be from 0 to 1, but came from 2 to 2"),
        ([0.5, 0.5], -1, ValueError, "y_true must be from 0 to 1"),
        ([[0.5, 0.5]], [0.0], TypeError, "y_true must hold integers"),
        ([[0.5, 0.5]], [True], TypeError, "y_true must hold integers"),
        ([[0.5, 0.5]], [0, 1], ValueError, r"y_true has shape \(2,\), but y_pred has shape"),
        ([0.5, 0.5], [1, 1], ValueError, "y_true must hold probabilities"),
        ([0.5, 0.5], [2, -1], ValueError, "y_true must hold probabilities"),
        ([np.nan, 0.5], 0, ValueError, "y_pred must be finite"),
        ([], [], ValueError, "y_pred must not be empty"),
        (np.ones((0, 3)), np.ones((0, 3)), ValueError, "y_pred must not be empty"),
        (0.5, 1, ValueError, "y_pred must have 1 or 2 dimensions"),
    ],
)
def test_what_is_no_prediction_or_no_label_is_refused(y_pred, y_true, error, message):
    with pytest.raises(error, match=message):
        cross_entropy_loss(y_pred, y_true)


@pytest.mark.parametrize(
    ("option", "error"),
    [
        ({"reduction": "average"}, ValueError),
        ({"clip": -1e-9}, ValueError),
        ({"clip": 0.6}, ValueError),
        ({"from_logits": 1}, TypeError),
    ],
)
def test_an_unknown_option_is_refused_by_name(option, error):
    with pytest.raises(error, match=next(iter(option))):
        cross_entropy_loss([0.5, 0.5], 0, **option)


# ---- its gradient


@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 5)), elements=st.floats(-5, 5)),
    st.data(),
)
def test_gradient_agrees_with_central_differences(Z, data):
    n, k = Z.shape
    labels = data.draw(st.lists(st.integers(0, k - 1), min_size=n, max_size=n))
    for reduction in ("mean", "sum"):
        numeric = numerical_gradient(
            lambda V, r=reduction: cross_entropy_loss(V, labels, from_logits=True, reduction=r), Z
        )
        gradient = softmax_cross_entropy_gradient(Z, labels, reduction=reduction)
        np.testing.assert_allclose(gradient, numeric, atol=1e-8)


def test_gradient_of_one_sample_is_that_of_a_batch_of_one():
    z = [2.0, 1.0, 0.5]
    batch = softmax_cross_entropy_gradient([z], [1])
    np.testing.assert_array_equal(softmax_cross_entropy_gradient(z, 1), batch[0])
    by_row = softmax_cross_entropy_gradient(z, [0, 1, 0])
    np.testing.assert_allclose(by_row, batch[0], rtol=1e-15)  # there, 1 is subtracted


def test_gradient_against_soft_labels_agrees_with_central_differences():
    Z, Y = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]]), softmax([[0.0, 1, 2], [1, 1, 0]])
    numeric = numerical_gradient(lambda V: cross_entropy_loss(V, Y, from_logits=True), Z)
    np.testing.assert_allclose(softmax_cross_entropy_gradient(Z, Y), numeric, atol=1e-9)


@given(classified())
def test_rows_of_the_gradient_add_up_to_0_for_any_logits(sample):
    np.testing.assert_allclose(softmax_cross_entropy_gradient(*sample).sum(axis=1), 0, atol=1e-14)


def test_gradient_is_full_where_the_model_is_wrong_beyond_underflow():
    np.testing.assert_array_equal(softmax_cross_entropy_gradient([1e4, 0.0], 1), [1, -1])
    np.testing.assert_array_equal(softmax_cross_entropy_gradient([0.0, -np.inf], 1), [1, -1])


def test_gradient_keeps_single_precision_and_its_inputs():
    Z, Y = np.array([[1.0, 2.0]], dtype=np.float32), np.array([[1.0, 0.0]])
    Z.setflags(write=False)
    Y.setflags(write=False)
    assert softmax_cross_entropy_gradient(Z, Y).dtype == np.float32
    np.testing.assert_allclose(softmax_cross_entropy_gradient(Z, Y)[0], [-0.7310586, 0.7310586])


@pytest.mark.parametrize(
    ("z", "y_true", "message"),
    [
        ([], [], "z must not be empty"),
        ([[[1.0]]], [[0]], "z must have 1 or 2 dimensions"),
        ([1.0, 2.0], 2, "y_true must be from 0 to 1"),
        ([[1.0, 2.0]], [0, 1], r"y_true has shape \(2,\), but z has shape \(1, 2\)"),
        ([-np.inf, -np.inf], 0, "z must have a finite entry"),
        ([1.0, 2.0], [1, 1], "y_true must hold probabilities"),
    ],
)
def test_gradient_refuses_what_has_no_loss(z, y_true, message):
    with pytest.raises(ValueError, match=message):
        softmax_cross_entropy_gradient(z, y_true)


def test_gradient_knows_mean_and_sum_only():
    with pytest.raises(ValueError, match="reduction must be one of 'mean', 'sum'"):
        softmax_cross_entropy_gradient([1.0, 2.0], 0, reduction="none")


# ---- one_hot


@given(st.integers(1, 9), st.data())
def test_one_hot_marks_each_label_once(k, data):
    labels = data.draw(st.lists(st.integers(0, k - 1), min_size=1, max_size=20))
    rows = one_hot(labels, k)
    assert rows.shape == (len(labels), k)
    assert rows.dtype == np.float64
    np.testing.assert_array_equal(rows.argmax(axis=1), labels)
    np.testing.assert_array_equal(np.sort(rows, axis=1)[:, :-1], 0)
    np.testing.assert_array_equal(rows.max(axis=1), 1)


def test_one_hot_of_a_single_label_is_a_vector():
    np.testing.assert_array_equal(one_hot(1, 3), [0, 1, 0])


def test_one_hot_of_no_labels_is_empty():
    assert one_hot(np.array([], dtype=int), 3).shape == (0, 3)


@pytest.mark.parametrize(
    ("labels", "n_classes", "error", "message"),
    [
        ([3], 3, ValueError, "labels must be from 0 to 2, but came from 3 to 3"),
        ([0, -1], 3, ValueError, "labels must be from 0 to 2"),
        ([0.0], 3, TypeError, "labels must hold integers, but came as dtype float64"),
        (["a"], 3, TypeError, "labels must hold integers"),
        ([0], 0, ValueError, "n_classes must be an integer from 1"),
        ([0], 2.0, TypeError, "n_classes must be an integer from 1"),
    ],
)
def test_one_hot_refuses_what_is_no_label(labels, n_classes, error, message):
    with pytest.raises(error, match=message):
        one_hot(labels, n_classes)


# ---- the reliability diagram


def test_reliability_diagram_draws_the_bins_that_have_samples():
    _, axes = subplots(2)
    reliability_diagram(axes, [np.nan, 0.7], [np.nan, 0.5], [0, 40])
    confidence, accuracy = axes[0].lines[1].get_data()
    np.testing.assert_array_equal(confidence, [np.nan, 0.7])
    np.testing.assert_array_equal(accuracy, [np.nan, 0.5])
    assert axes[1].containers[0].datavalues.tolist() == [0, 40]
    assert [bar.get_center()[0] for bar in axes[1].patches] == pytest.approx([0.25, 0.75])


def test_reliability_diagram_refuses_lengths_that_differ():
    _, axes = subplots(2)
    with pytest.raises(ValueError, match="accuracy has 3 entries, but there are 2 counts"):
        reliability_diagram(axes, [0.2, 0.7], [0.1, 0.5, 0.6], [1, 40])


def test_losses_of_single_precision_stay_single():
    for y_true in ([0], np.float32([[1, 0]])):
        losses = cross_entropy_loss(
            np.float32([[1, 2]]), y_true, from_logits=True, reduction="none"
        )
        assert losses.dtype == np.float32


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0, 3])
def test_the_temperature_divides_the_logits(temperature):
    z = np.array([[2.0, 1.0, -0.5], [0.0, 4.0, 1.0]])
    expected = scipy.special.softmax(z / temperature, axis=1)
    np.testing.assert_allclose(softmax(z, temperature=temperature), expected, rtol=1e-15)
