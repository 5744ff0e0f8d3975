"""Least squares, ridge and streamed least squares, against SciPy, scikit-learn and identities."""

import itertools
import warnings

import numpy as np
import pytest
import scipy.linalg
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from sklearn.linear_model import LinearRegression, Ridge

from helpers import (
    RankWarning,
    article,
    filtered_solution,
    least_squares,
    least_squares_blocks,
    linear_regression,
)

METHODS = ("svd", "qr", "normal")
every_method = pytest.mark.parametrize("method", METHODS)


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def blocks_of(A, b, *ends):
    return list(zip(np.split(np.asarray(A), ends), np.split(np.asarray(b), ends), strict=True))


def ridge_of_scikit_learn(X, y, strength):
    fit = Ridge(alpha=strength, solver="svd").fit(X, y)
    return np.concatenate([np.atleast_2d(fit.intercept_), np.atleast_2d(fit.coef_).T]).squeeze()


# whole numbers, small enough that dependent columns are dependent exactly
systems = st.tuples(st.integers(1, 12), st.integers(1, 6)).flatmap(
    lambda shape: st.tuples(
        npst.arrays(np.float64, shape, elements=st.integers(-9, 9).map(float)),
        npst.arrays(np.float64, shape[0], elements=st.integers(-99, 99).map(float)),
    )
)


# ---- least_squares


@every_method
@pytest.mark.parametrize("shape", [(1, 1), (4, 4), (9, 3), (200, 12)])
def test_every_method_agrees_with_scipy_where_columns_are_independent(method, shape):
    A, b = normal(*shape), normal(shape[0], seed=1)
    expected = scipy.linalg.lstsq(A, b)[0]
    np.testing.assert_allclose(least_squares(A, b, method), expected, rtol=1e-7)


@settings(deadline=None)
@given(system=systems)
def test_svd_solution_is_scipys_for_any_rank(system):
    A, b = system
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RankWarning)
        found = least_squares(A, b)
    cut = max(A.shape) * np.finfo(float).eps
    expected = scipy.linalg.lstsq(A, b, cond=cut)[0]
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7)


@settings(deadline=None)
@given(system=systems)
def test_the_rank_warning_comes_exactly_where_the_rank_is_lacking(system):
    A, b = system
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        least_squares(A, b)
    rank = np.linalg.matrix_rank(A)
    assert [w.category for w in caught] == [RankWarning] * int(rank < A.shape[1])
    assert all(f"A has rank {rank}, but {A.shape[1]} columns" in str(w.message) for w in caught)


@settings(deadline=None)
@given(system=systems)
def test_the_residual_is_orthogonal_to_every_column(system):
    A, b = system
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RankWarning)
        r = b - A @ least_squares(A, b)
    np.testing.assert_allclose(A.T @ r, 0, atol=1e-8 * (1 + np.abs(A).max() * np.abs(b).max()))


@pytest.mark.parametrize("smallest", [1e-14, 1e-12, 1e-10])
def test_columns_close_to_rounding_but_not_within_count_as_independent(smallest):
    A = np.linalg.qr(normal(8, 2))[0] * [1, smallest]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(least_squares(A, A @ [1, 1]), [1, 1], rtol=0.1)


@pytest.mark.parametrize(
    "fit", [least_squares, lambda A, b: least_squares_blocks(blocks_of(A, b, 2000))]
)
def test_what_counts_as_rounding_grows_with_the_number_of_rows_as_in_numpy(fit):
    A, b = np.linalg.qr(normal(5000, 2))[0] * [1, 5e-13], normal(5000, seed=1)
    with pytest.warns(RankWarning, match="rank 1"):
        np.testing.assert_allclose(fit(A, b), np.linalg.lstsq(A, b)[0], rtol=1e-9, atol=1e-12)


def test_wide_system_gets_its_shortest_exact_solution():
    A, b = normal(3, 7), normal(3, seed=1)
    with pytest.warns(RankWarning, match="A has rank 3, but 7 columns"):
        x = least_squares(A, b)
    np.testing.assert_allclose(A @ x, b)
    np.testing.assert_allclose(x, A.T @ np.linalg.solve(A @ A.T, b))


@pytest.mark.parametrize("method", ["qr", "normal"])
def test_methods_that_need_more_rows_refuse_a_wide_system(method):
    with pytest.raises(
        np.linalg.LinAlgError, match=r"fewer rows than columns: \(3, 7\); use 'svd'"
    ):
        least_squares(normal(3, 7), normal(3), method)


@pytest.mark.parametrize("method", ["qr", "normal"])
def test_exactly_dependent_columns_are_an_error_where_they_cannot_be_solved(method):
    with pytest.raises(np.linalg.LinAlgError):
        least_squares([[1, 0], [2, 0], [3, 0]], [1, 2, 3], method)


def test_matrix_of_zeros_gives_zero():
    with pytest.warns(RankWarning, match="rank 0"):
        np.testing.assert_array_equal(least_squares(np.zeros((3, 2)), [1, 2, 3]), [0, 0])


@every_method
@pytest.mark.parametrize(("of_A", "of_b"), [(-500, -500), (-1000, 0), (1000, 0), (1020, 1020)])
def test_extreme_scales_change_no_digit(method, of_A, of_b):
    A, b = normal(60, 3), normal(60, seed=1)
    found = least_squares(np.ldexp(A, of_A), np.ldexp(b, of_b), method)
    np.testing.assert_array_equal(np.ldexp(found, of_A - of_b), least_squares(A, b, method))


def test_laeuchlis_matrix_is_solved_by_svd_and_qr_and_singular_in_the_normal_equations():
    A = np.array([[1, 1], [1e-8, 0], [0, 1e-8]])
    b = A @ [3, 1]
    for method in ("svd", "qr"):
        np.testing.assert_allclose(least_squares(A, b, method), [3, 1], rtol=1e-6)
    with pytest.raises(np.linalg.LinAlgError):
        least_squares(A, b, "normal")


@pytest.mark.parametrize(("kappa", "told"), [(1e6, False), (1e9, True), (1e12, True)])
def test_normal_equations_that_are_singular_to_rounding_are_told(kappa, told):
    A = (
        np.linalg.qr(normal(20, 4))[0]
        * np.geomspace(1, 1 / kappa, 4)
        @ np.linalg.qr(normal(4, 4))[0]
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        least_squares(A, normal(20, seed=1), "normal")
    assert [w.category for w in caught] == [RankWarning] * told
    assert all("use 'svd', or 'qr'" in str(w.message) and w.filename == __file__ for w in caught)


def test_normal_equations_lose_the_digits_that_qr_and_svd_keep():
    U, V = np.linalg.qr(normal(20, 5))[0], np.linalg.qr(normal(5, 5, seed=1))[0]
    A, x = U * np.geomspace(1, 1e-7, 5) @ V.T, normal(5, seed=2)
    errors = {m: np.abs(least_squares(A, A @ x, m) - x).max() for m in METHODS}
    assert max(errors["qr"], errors["svd"]) < 1e-7 < 1e-5 < errors["normal"]


# ---- filtered_solution


@pytest.mark.parametrize("strength", [1e-3, 2.0, 1e4])
@pytest.mark.parametrize("shape", [(9, 3), (3, 9), (5, 5)])
def test_filtered_solution_is_ridge_without_an_intercept(shape, strength):
    A, B = normal(*shape), normal(shape[0], 2, seed=1)
    found, rank = filtered_solution(A, B, strength)
    fit = Ridge(alpha=strength, fit_intercept=False, solver="cholesky").fit(A, B)
    np.testing.assert_allclose(found, fit.coef_.T, rtol=1e-7, atol=1e-12)
    assert rank == min(shape)


@settings(deadline=None)
@given(system=systems)
def test_filtered_solution_counts_the_rank_and_does_not_warn(system):
    A, b = system
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found, rank = filtered_solution(A, b)
    assert rank == np.linalg.matrix_rank(A)
    np.testing.assert_allclose(found, scipy.linalg.pinv(A) @ b, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(("cutoff", "kept"), [(None, 3), (0.05, 2), (0.5, 1), (1, 0)])
def test_the_cutoff_leaves_out_directions_relative_to_the_largest(cutoff, kept):
    found, rank = filtered_solution(np.diag([10.0, 1.0, 0.1]), [1, 1, 1], cutoff=cutoff)
    assert rank == kept
    np.testing.assert_allclose(found, np.where(np.arange(3) < kept, [0.1, 1, 10], 0))


# ---- linear_regression


@pytest.mark.parametrize("shape", [(4, 1), (30, 5), (100, 3)])
def test_regression_agrees_with_scikit_learn(shape):
    X, y = normal(*shape) + 3, normal(shape[0], seed=1) - 5
    fit = LinearRegression().fit(X, y)
    np.testing.assert_allclose(linear_regression(X, y), [fit.intercept_, *fit.coef_], rtol=1e-7)


@pytest.mark.parametrize("strength", [1e-3, 1.0, 10, 1e4])
@pytest.mark.parametrize("shape", [(30, 5), (5, 30), (1, 2)])
def test_ridge_agrees_with_scikit_learn(shape, strength):
    X, y = normal(*shape) + 3, normal(shape[0], seed=1) - 5
    expected = ridge_of_scikit_learn(X, y, strength)
    np.testing.assert_allclose(linear_regression(X, y, strength), expected, rtol=1e-6, atol=1e-12)


def test_several_targets_are_fitted_each_for_itself():
    X, Y = normal(20, 4), normal(20, 3, seed=1)
    together = linear_regression(X, Y, 2.0)
    assert together.shape == (5, 3)
    np.testing.assert_allclose(together, ridge_of_scikit_learn(X, Y, 2.0), rtol=1e-7)
    for j in range(3):
        np.testing.assert_allclose(together[:, j], linear_regression(X, Y[:, j], 2.0))


def test_the_articles_weights_are_what_its_code_computes():
    given = article.inputs()
    w = linear_regression(given.X, given.y)
    np.testing.assert_allclose(w, [2.05643115, 1.46116836, -1.02498178, 0.44620334], atol=5e-9)


@pytest.mark.parametrize(
    ("penalize_intercept", "expected"),
    [
        (False, [2.09261352, 1.27077384, -0.93952453, 0.40541278]),
        (True, [1.89470428, 1.29302366, -0.97059729, 0.41481464]),
    ],
)
def test_the_articles_data_with_regularization_10_both_ways(penalize_intercept, expected):
    given = article.inputs()
    w = linear_regression(given.X, given.y, 10, penalize_intercept=penalize_intercept)
    np.testing.assert_allclose(w, expected, atol=5e-9)


def test_the_articles_way_is_its_code():
    X, y = normal(12, 3), normal(12, seed=1)
    A = np.column_stack([np.ones(12), X])
    expected = np.linalg.solve(A.T @ A + 3 * np.eye(4), A.T @ y)
    np.testing.assert_allclose(linear_regression(X, y, 3, penalize_intercept=True), expected)


@settings(deadline=None)
@given(
    shift=st.floats(-1e6, 1e6),
    strength=st.floats(0, 1e6),
    seed=st.integers(0, 99),
)
def test_a_constant_added_to_y_moves_only_a_free_intercept(shift, strength, seed):
    X, y = normal(10, 3, seed=seed), normal(10, seed=seed + 1)
    moved = linear_regression(X, y + shift, strength) - linear_regression(X, y, strength)
    np.testing.assert_allclose(moved, [shift, 0, 0, 0], atol=1e-8 * (1 + abs(shift)))


@settings(deadline=None)
@given(shift=npst.arrays(np.float64, 3, elements=st.floats(-1e4, 1e4)), strength=st.floats(0, 100))
def test_moving_the_origin_of_the_features_changes_no_prediction(shift, strength):
    X, y = normal(10, 3), normal(10, seed=1)
    here, there = linear_regression(X, y, strength), linear_regression(X + shift, y, strength)
    np.testing.assert_allclose(
        here[0] + X @ here[1:], there[0] + (X + shift) @ there[1:], atol=1e-6
    )


@pytest.mark.parametrize("exponent", [-450, 450, 1020])
@pytest.mark.parametrize("strength", [0, 0.5])
def test_regression_on_huge_and_tiny_numbers_keeps_every_digit(exponent, strength):
    X, y = normal(40, 3) + 2, normal(40, seed=1) - 3
    expected = linear_regression(X, y, strength)
    scaled = linear_regression(X, np.ldexp(y, exponent), strength)
    np.testing.assert_array_equal(np.ldexp(scaled, -exponent), expected)
    if strength == 0:
        scaled = linear_regression(np.ldexp(X, exponent), y)
        np.testing.assert_array_equal(scaled, np.ldexp(expected, [0, *[-exponent] * 3]))


@pytest.mark.parametrize("N", [6, 7, 9, 100])
def test_nothing_but_constant_columns_explains_nothing(N):
    """Whatever rounding left of them would be taken for a direction, and blown up."""
    with pytest.warns(RankWarning, match="rank 0"):
        w = linear_regression(np.full((N, 2), [7.0, 1e9 + 0.1]), np.arange(N))
    np.testing.assert_array_equal(w, [(N - 1) / 2, 0, 0])


def test_a_penalized_intercept_depends_on_the_origin_of_y():
    X, y = normal(10, 3), normal(10, seed=1)
    fits = [linear_regression(X, y + c, 5, penalize_intercept=True) for c in (0, 100)]
    assert np.abs(fits[1] - fits[0])[1:].max() > 0.1


@settings(deadline=None)
@given(strengths=st.lists(st.floats(0, 1e6), min_size=2, max_size=5), seed=st.integers(0, 99))
def test_weights_shrink_and_loss_grows_with_the_strength(strengths, seed):
    X, y = normal(12, 4, seed=seed), normal(12, seed=seed + 1)
    fits = [linear_regression(X, y, strength) for strength in sorted(strengths)]
    lengths = [np.linalg.norm(w[1:]) for w in fits]
    losses = [np.sum((y - w[0] - X @ w[1:]) ** 2) for w in fits]
    assert all(b <= a + 1e-9 for a, b in itertools.pairwise(lengths))
    assert all(b >= a - 1e-9 for a, b in itertools.pairwise(losses))


def test_a_huge_strength_leaves_the_mean():
    X, y = normal(10, 3), normal(10, seed=1)
    np.testing.assert_allclose(linear_regression(X, y, 1e300), [y.mean(), 0, 0, 0], atol=1e-12)


@pytest.mark.parametrize("constant", [0.0, 7.0, 0.1, 1e9 + 0.1])
def test_a_constant_column_gets_no_weight_and_a_warning(constant):
    X, y = normal(8, 3), normal(8, seed=1)
    X[:, 1] = constant
    with pytest.warns(RankWarning, match="X, centered, has rank 2, but 3 columns"):
        w = linear_regression(X, y)
    without = linear_regression(np.delete(X, 1, axis=1), y)
    np.testing.assert_allclose(w, [without[0], without[1], 0, without[2]], atol=1e-12)


def test_the_rank_warning_with_a_penalized_intercept_counts_its_column():
    with pytest.warns(RankWarning, match="X, with a column of ones, has rank 2, but 3 columns"):
        linear_regression([[1, 2], [2, 4], [3, 6]], [1, 2, 3], penalize_intercept=True)


def test_fewer_rows_than_columns_give_the_shortest_exact_fit():
    X, y = normal(4, 9), normal(4, seed=1)
    with pytest.warns(RankWarning, match="X, centered, has rank 3, but 9 columns"):
        w = linear_regression(X, y)
    np.testing.assert_allclose(w[0] + X @ w[1:], y)
    np.testing.assert_allclose(w[1:], np.linalg.pinv(X - X.mean(axis=0)) @ (y - y.mean()))


def test_a_single_sample_is_its_own_mean():
    with pytest.warns(RankWarning, match="rank 0"):
        np.testing.assert_array_equal(linear_regression([[1.0, 2.0]], [5.0]), [5, 0, 0])


def test_a_repeated_column_shares_the_weight_equally():
    x, y = normal(9, 1), normal(9, seed=1)
    with pytest.warns(RankWarning):
        w = linear_regression(np.hstack([x, x]), y)
    np.testing.assert_allclose(w[1:], linear_regression(x, y)[1] / 2)


def test_ridge_needs_no_independent_columns_and_does_not_warn():
    X, y = np.ones((5, 2)), normal(5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(linear_regression(X, y, 1.0), [y.mean(), 0, 0], atol=1e-12)


@pytest.mark.parametrize("power", [-400, 400])
def test_the_price_is_in_units_of_the_squares_of_any_size(power):
    A, b = normal(9, 3), normal(9, seed=1)
    expected = filtered_solution(A, b, 0.7)[0]
    price = np.ldexp(0.7, 2 * power)
    found = filtered_solution(np.ldexp(A, power), np.ldexp(b, power), price)[0]
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("size", [1e-10, 1.0, 1e10])
def test_what_counts_as_singular_normal_equations_does_not_depend_on_units(size):
    U, V = (np.linalg.qr(normal(n, 4, seed=n))[0] for n in (12, 4))
    b = normal(12, seed=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        least_squares(size * (U * np.geomspace(1, 1e-5, 4)) @ V.T, b, "normal")
    with pytest.warns(RankWarning, match="singular, to rounding"):
        least_squares(size * (U * np.geomspace(1, 3e-9, 4)) @ V.T, b, "normal")


# ---- least_squares_blocks


@settings(deadline=None)
@given(system=systems, data=st.data())
def test_blocks_give_what_all_rows_at_once_give(system, data):
    A, b = system
    s = np.linalg.svd(A, compute_uv=False)
    assume(((s > 1e-3) | (s < 1e-13)).all())
    ends = sorted(data.draw(st.sets(st.integers(1, max(len(A) - 1, 1)))))
    ends = [end for end in ends if end < len(A)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RankWarning)
        found = least_squares_blocks(blocks_of(A, b, *ends))
        expected = least_squares(A, b)
    np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7)


def test_blocks_may_be_single_rows_from_a_generator_that_runs_once():
    A, b = normal(50, 4), normal(50, seed=1)
    rows = ((a[np.newaxis], [y]) for a, y in zip(A, b, strict=True))
    np.testing.assert_allclose(least_squares_blocks(rows), least_squares(A, b))


def test_blocks_may_reuse_one_buffer():
    A, b, buffer = normal(12, 3), normal(12, seed=1), np.empty((4, 3))

    def reader():
        for start in (0, 4, 8):
            buffer[:] = A[start : start + 4]
            yield buffer, b[start : start + 4]

    np.testing.assert_allclose(least_squares_blocks(reader()), least_squares(A, b))


def test_blocks_are_let_go_one_by_one():
    alive, most = set(), 0

    class Rows(np.ndarray):
        def __del__(self):
            alive.discard(id(self))

    def reader():
        nonlocal most
        for seed in range(20):
            rows = normal(6, 3, seed=seed).view(Rows)
            alive.add(id(rows))
            most = max(most, len(alive))
            yield rows, np.ones(6)
            del rows

    least_squares_blocks(reader())
    assert most <= 3


def test_blocks_with_several_targets():
    A, B = normal(20, 3), normal(20, 5, seed=1)
    found = least_squares_blocks(blocks_of(A, B, 2, 3, 11))
    assert found.shape == (3, 5)
    np.testing.assert_allclose(found, least_squares(A, B))


def test_blocks_keep_the_digits_that_summed_normal_equations_lose():
    x = normal(1000, seed=3)
    A = np.column_stack([np.ones(1000), x, x + 1e-8 * normal(1000, seed=4)])
    b = A @ [1, 2, -1]
    found = least_squares_blocks(blocks_of(A, b, 100, 500))
    np.testing.assert_allclose(found, [1, 2, -1], atol=1e-6)


def test_blocks_of_dependent_columns_give_the_shortest_solution_and_a_warning():
    A, b = normal(5000, 1) * [1, 2], normal(5000, seed=1)
    with pytest.warns(RankWarning, match="A has rank 1, but 2 columns"):
        found = least_squares_blocks(blocks_of(A, b, 1000, 2000))
    np.testing.assert_allclose(found, np.linalg.pinv(A) @ b)


@pytest.mark.parametrize(
    ("blocks", "message"),
    [
        ([], "blocks must not be empty"),
        (
            [([[1, 2]], [1]), ([[1, 2, 3]], [1])],
            r"block 1 has shapes \(1, 3\) and \(1,\), but block 0 has rows of 2 entries",
        ),
        ([([[1, 2]], [1]), ([[1, 2]], [[1]])], r"block 1 has shapes \(1, 2\) and \(1, 1\)"),
        ([([[1, 2]], [1, 2])], "b of block 0 has 2 entries, but A of block 0 has 1 rows"),
        ([([[1.0]], [1]), ([[np.nan]], [1])], "A of block 1 must be finite"),
        ([([[1.0]], [np.inf])], "b of block 0 must be finite"),
        ([(np.empty((0, 2)), [])], "A of block 0 must not be empty"),
    ],
)
def test_blocks_that_do_not_fit_are_named(blocks, message):
    with pytest.raises(ValueError, match=message):
        least_squares_blocks(blocks)


# ---- what holds for all

FITS = {
    "least_squares": least_squares,
    "linear_regression": linear_regression,
    "ridge": lambda A, b: linear_regression(A, b, 2.0),
    "blocks": lambda A, b: least_squares_blocks([(A, b)]),
    "filtered": lambda A, b: filtered_solution(A, b, 2.0)[0],
}
every_fit = pytest.mark.parametrize("fit", FITS.values(), ids=FITS)


@every_fit
def test_lists_and_integers_count_as_float64(fit):
    A, b = [[1, 0], [1, 1], [1, 2], [3, 5]], [1, 2, 4, -1]
    expected = fit(np.array(A, dtype=float), np.array(b, dtype=float))
    for same in (fit(A, b), fit(np.array(A), np.array(b)), fit(tuple(map(tuple, A)), tuple(b))):
        assert same.dtype == np.float64
        np.testing.assert_array_equal(same, expected)


@every_fit
def test_float32_in_gives_float32_out_near_the_double_result(fit):
    A, b = normal(30, 4), normal(30, seed=1)
    found = fit(A.astype(np.float32), b.astype(np.float32))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, fit(A, b), rtol=1e-3, atol=1e-4)


@every_fit
def test_inputs_stay_as_they_are(fit):
    A, b = normal(9, 3), normal(9, seed=1)
    A.flags.writeable = b.flags.writeable = False
    fit(A, b)


@every_fit
def test_views_give_what_copies_give(fit):
    A, b = normal(6, 20).T[::2], normal(40, seed=1)[::4]
    np.testing.assert_allclose(fit(A, b), fit(A.copy(), b.copy()))


@every_fit
def test_targets_in_columns_keep_their_shape(fit):
    A, b = normal(9, 3), normal(9, seed=1)
    np.testing.assert_allclose(fit(A, b[:, np.newaxis])[:, 0], fit(A, b), atol=1e-12)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: least_squares([1, 2], [1, 2]), ValueError, "A must have 2 dimensions"),
        (lambda: least_squares([[1], [2]], [1]), ValueError, "b has 1 entries, but A has 2 rows"),
        (lambda: least_squares(np.empty((3, 0)), [1, 2, 3]), ValueError, "A must not be empty"),
        (lambda: least_squares([["1"]], [1]), TypeError, "A must hold real numbers"),
        (lambda: least_squares([[1]], [1], "cholesky"), ValueError, "method must be one of 'svd'"),
        (lambda: filtered_solution([[1]], [1], -1), ValueError, "strength must be a number"),
        (lambda: filtered_solution([[1]], [1], cutoff=2), ValueError, "cutoff must be a number"),
        (lambda: linear_regression([[1]], [[[1]]]), ValueError, "y must have 1 or 2 dimensions"),
        (lambda: linear_regression([[np.inf]], [1]), ValueError, "X must be finite"),
        (lambda: linear_regression([[1]], [1], -1), ValueError, "regularization must be a number"),
        (lambda: linear_regression([[1]], [1], np.nan), ValueError, "regularization must be"),
        (lambda: linear_regression([[1]], [1], "1"), TypeError, "regularization must be"),
        (
            lambda: linear_regression([[1]], [1], penalize_intercept=1),
            TypeError,
            "penalize_intercept must be True or False",
        ),
    ],
)
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(
    "fit",
    [least_squares, linear_regression, lambda A, b: least_squares_blocks([(A, b)])],
    ids=["least_squares", "linear_regression", "blocks"],
)
def test_the_warning_points_to_the_line_of_the_caller(fit):
    with pytest.warns(RankWarning) as caught:
        fit([[1, 1], [1, 1], [1, 1]], [1, 2, 3])
    assert caught[0].filename == __file__


def test_dependent_columns_are_refused_by_qr_and_solved_by_svd():
    A, b = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]]), np.array([1.0, 2.0, 3.1])
    with pytest.raises(np.linalg.LinAlgError, match="A has dependent columns"):
        least_squares(A, b, "qr")
    with pytest.warns(RankWarning):
        np.testing.assert_allclose(A @ least_squares(A, b), A @ np.linalg.pinv(A) @ b)


def test_singular_normal_equations_say_what_to_use():
    with pytest.raises(np.linalg.LinAlgError, match="use 'svd', or 'qr'"):
        least_squares(np.ones((3, 2)), np.ones(3), "normal")


def test_an_immense_price_leaves_nothing_without_a_warning():
    X, y = np.array([[0.0], [1e-200], [3e-200]]), np.array([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(linear_regression(X, y, 1e200), [2, 0])


@pytest.mark.parametrize("penalize", [False, True])
def test_ridge_of_single_precision_stays_single(penalize):
    X, y = np.float32([[0], [1], [3]]), np.float32([1, 2, 2])
    assert linear_regression(X, y, 1, penalize_intercept=penalize).dtype == np.float32
