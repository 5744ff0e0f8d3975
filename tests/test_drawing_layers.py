"""Drawings of layers and of the plane: true to what they are given, refusing what does not fit."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color

from helpers import (
    COLORS,
    matrix_equation,
    network_diagram,
    plane_grid,
    plane_lines,
    scatter_groups,
    value_graph,
)


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def texts(axes):
    return [text.get_text() for text in axes.texts]


def test_matrix_equation_writes_names_shapes_operators_and_every_entry(axes):
    W, x = np.array([[1.0, -2.0, 0.5]]), np.array([3.0, 1.0, 0.0])
    matrix_equation(axes, [("W", W), ("x", x), "=", ("z", W @ x)])
    said = [
        "W",
        "(1, 3)",
        "1.0",
        "-2.0",
        "0.5",
        "x",
        "(3,)",
        "3.0",
        "1.0",
        "0.0",
        "=",
        "z",
        "(1,)",
        "1.0",
    ]
    assert texts(axes) == said


def test_matrix_equation_writes_an_operators_name_above_it(axes):
    matrix_equation(axes, [("z", [1.0]), "→ ReLU", ("h", [1.0])])
    arrow, name = axes.texts[3:5]
    assert (arrow.get_text(), name.get_text()) == ("→", "ReLU")
    assert name.get_position()[1] > arrow.get_position()[1]


def test_matrix_equation_draws_positive_entries_blue_and_negative_ones_orange(axes):
    matrix_equation(axes, [("b", [2.0, 0.0, -2.0])])
    axes.figure.canvas.draw()
    high, zero, low = axes.collections[0].get_facecolors()[:, [0, 2]]  # red and blue
    assert high[1] > high[0]
    assert np.isclose(*zero, atol=0.02)
    assert low[0] > low[1]


def test_matrix_equation_draws_a_vector_as_a_column(axes):
    matrix_equation(axes, [("x", [1.0, 2.0, 3.0])])
    assert axes.collections[0].get_array().shape == (3, 1)


def test_matrix_equation_of_zeros_is_drawn(axes):
    matrix_equation(axes, [("b", np.zeros(2))])
    axes.figure.canvas.draw()


@pytest.mark.parametrize(
    "array", [np.zeros((2, 2, 2)), [np.nan], ["a"]], ids=["3 axes", "NaN", "text"]
)
def test_matrix_equation_refuses_what_is_no_matrix_and_names_it(axes, array):
    with pytest.raises((TypeError, ValueError), match=r"^V "):
        matrix_equation(axes, [("V", array)])


def test_plane_grid_sends_each_line_through_the_function(axes):
    A = np.array([[1.0, 2.0], [0.0, -3.0]])
    plane_grid(axes, lambda points: points @ A.T, reach=2, lines=3)
    first, second = (np.array(line.get_data()).T for line in axes.lines)
    assert np.allclose(first[0], A @ [-2, -2])
    assert np.allclose(first[100], A @ [-2, 2])
    assert np.allclose(second[100], A @ [2, -2])
    assert np.isnan(first[101]).all()  # the pen is lifted between two lines
    assert np.count_nonzero(np.isnan(first[:, 0])) == 3


@pytest.mark.parametrize("function", [lambda p: p[:, :1], lambda p: p[1:]])
def test_plane_grid_refuses_a_function_that_returns_no_points(axes, function):
    with pytest.raises(ValueError, match="function must return 909 points"):
        plane_grid(axes, function)


def test_plane_lines_lie_where_the_units_give_zero(axes):
    W, b = np.array([[1.0, 0.0], [0.0, 2.0], [3.0, -4.0]]), np.array([0.5, -1.0, 2.0])
    plane_lines(axes, W, b, reach=2)
    for w, offset, line in zip(W, b, axes.lines, strict=True):
        ends = np.array(line.get_data()).T
        assert np.allclose(ends @ w + offset, 0)
        assert np.linalg.norm(ends[1] - ends[0]) > 2 * 2 * np.sqrt(2)  # across the whole square


def test_plane_lines_are_numbered_where_they_run_through_the_square(axes):
    W, b = np.array([[1.0, 0.0], [3.0, -4.0], [0.0, 1.0]]), np.array([5.0, 2.0, -1.0])
    plane_lines(axes, W, b, reach=2, numbers=True)  # the first line lies outside
    assert texts(axes) == ["2", "3"]
    for text, w, offset in zip(axes.texts, W[1:], b[1:], strict=True):
        spot = np.array(text.get_position())
        assert np.isclose(spot @ w + offset, 0)
        assert 1.5 < np.abs(spot).max() < 2


@pytest.mark.parametrize(
    ("W", "b"), [([[0.0, 0.0]], [1.0]), ([[1.0, 2.0, 3.0]], [0.0]), ([[1.0, 2.0]], [0.0, 1.0])]
)
def test_plane_lines_refuses_units_that_have_no_line(axes, W, b):
    with pytest.raises(ValueError, match=r"^W must have|^b has 2 entries, but W has 1 rows"):
        plane_lines(axes, W, b)


def test_scatter_groups_draws_each_group_with_its_points_and_name(axes):
    points, groups = np.arange(10.0).reshape(5, 2), np.array([3, 1, 3, 1, 1])
    scatter_groups(axes, points, groups)
    drawn = {c.get_label(): np.asarray(c.get_offsets()) for c in axes.collections}
    assert list(drawn) == ["1", "3"]
    assert np.array_equal(drawn["1"], points[groups == 1])
    assert np.array_equal(drawn["3"], points[groups == 3])


def test_scatter_groups_refuses_more_groups_than_colours(axes):
    with pytest.raises(ValueError, match="groups must be an integer from 0 to 8, but is 9"):
        scatter_groups(axes, np.zeros((9, 2)), np.arange(9))


def test_network_diagram_draws_lines_between_units_that_are_on_only(axes):
    layers = {"x": [1.0, 2.0], "h": [0.0, 3.0]}
    network_diagram(axes, layers, [np.array([[5.0, 5.0], [1.0, -1.0]])])
    ends = {line.get_color(): np.array(line.get_data()) for line in axes.lines}
    assert set(ends) == {COLORS["blue"], COLORS["orange"]}
    assert np.allclose(ends[COLORS["blue"]][:, :2], [[0, 3], [0.5, -0.5]])
    assert np.allclose(ends[COLORS["orange"]][:, :2], [[0, 3], [-0.5, -0.5]])


def test_network_diagram_fills_units_that_are_on_and_writes_every_value(axes):
    network_diagram(axes, {"x": [1.0], "h": [0.0, 2.5]}, [np.ones((2, 1))])
    fills = axes.collections[1].get_facecolors()
    assert same_color(fills[0], "white")
    assert not same_color(fills[1], "white")
    assert texts(axes) == ["x", "(1,)", "1.00", "h", "(2,)", "0.00", "2.50"]


def test_network_diagram_refuses_weights_that_do_not_fit(axes):
    with pytest.raises(ValueError, match=r"weights 1 have shape \(1, 2\), but the layers \(2, 1\)"):
        network_diagram(axes, {"x": [1.0], "h": [1.0, 2.0]}, [np.ones((1, 2))])


def small_graph():
    nodes = {"w": (0, 0, 1.5, -8.0), "L": (3, 0, 4.0, 1.0)}
    return nodes, {("w", "L"): -8.0}


def test_value_graph_writes_value_gradient_and_slope(axes):
    value_graph(axes, *small_graph())
    assert texts(axes) == ["× -8", "w", "1.5", "-8", "L", "4", "1"]


def test_value_graph_points_its_arrow_from_the_first_node_to_the_second(axes):
    value_graph(axes, *small_graph())
    (drawn,) = [c for c in axes.collections if hasattr(c, "U")]
    assert drawn.U > 0
    assert 0 < drawn.X < drawn.X + drawn.U < 3


def test_value_graph_keeps_values_above_and_gradients_below_their_node(axes):
    value_graph(axes, *small_graph())
    heights = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert heights["4"] > heights["L"] > heights["1"]


def test_value_graph_refuses_an_arrow_to_a_node_that_is_not_there(axes):
    nodes, _ = small_graph()
    with pytest.raises(ValueError, match="'b' is none"):
        value_graph(axes, nodes, {("b", "L"): 1.0})
