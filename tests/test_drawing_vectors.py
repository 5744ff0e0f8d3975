"""Arrows, right angles and maps: drawn where they are said to be, refused where they are not."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color

from helpers import COLORS, arrow, linear_map, right_angle


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    axes.set(xlim=(-10, 10), ylim=(-10, 10), aspect="equal")
    yield axes
    plt.close(figure)


def test_an_arrow_runs_from_start_to_end_in_the_units_of_the_axes(axes):
    arrow(axes, [1, 2], [4, -2], COLORS["orange"], "r")
    (drawn,) = axes.collections
    np.testing.assert_array_equal([*drawn.XY[0], drawn.U[0], drawn.V[0]], [1, 2, 3, -4])
    assert (drawn.angles, drawn.scale_units, drawn.scale) == ("xy", "xy", 1)
    assert drawn.get_label() == "r"
    assert same_color(drawn.get_facecolor(), COLORS["orange"])


def test_an_arrows_tip_is_on_its_end_in_the_picture(axes):
    arrow(axes, [-6, -3], [4, 5], COLORS["black"])
    axes.figure.canvas.draw()
    (drawn,) = axes.collections
    corners = drawn.get_transform().transform(drawn.get_paths()[0].vertices)  # from the start
    reach = np.linalg.norm(corners, axis=1).max()
    start, end = axes.transData.transform([[-6, -3], [4, 5]])
    assert abs(reach - np.linalg.norm(end - start)) < 3


@pytest.mark.parametrize(
    ("start", "end"), [([0, 0, 0], [1, 1]), ([0, 0], [1]), ([0, 0], [1, np.nan])]
)
def test_an_arrow_needs_two_points_of_the_plane(axes, start, end):
    with pytest.raises(ValueError, match=r"start has 3|end has 1|end must be finite"):
        arrow(axes, start, end)


def test_a_right_angle_is_a_square_of_the_given_side_at_the_corner(axes):
    right_angle(axes, [4, 2], [0, 0], [2, 6], size=0.5)
    (line,) = axes.lines
    square = np.vstack([[4, 2], line.get_xydata()])
    sides = np.diff(np.vstack([square, square[:1]]), axis=0)
    np.testing.assert_allclose(np.linalg.norm(sides, axis=1), 0.5)
    assert abs(sides[0] @ sides[1]) < 1e-12
    np.testing.assert_allclose(square[1], [4, 2] - 0.5 * np.array([2, 1]) / np.sqrt(5))


@pytest.mark.parametrize("also", [[2, 5.9], [4, 2], [8, 4]])
def test_what_is_no_right_angle_is_not_marked_as_one(axes, also):
    with pytest.raises(ValueError, match="must form a right angle"):
        right_angle(axes, [4, 2], [0, 0], also)
    assert not axes.lines


def test_a_map_takes_square_and_sides_where_its_columns_say(axes):
    linear_map(axes, [[2, -1], [1, 3]])
    np.testing.assert_array_equal(axes.patches[0].get_xy()[:4], [[0, 0], [2, 1], [1, 4], [-1, 3]])
    sides = [(*drawn.U, *drawn.V) for drawn in axes.collections]
    assert sides == [(2, 1), (-1, 3)]
    grid = np.concatenate([line.get_xydata() for line in axes.lines])
    np.testing.assert_array_equal(np.nanmax(grid, axis=0), [6, 8])


@pytest.mark.parametrize("A", [[[2, -1], [1, 3]], [[1, 2], [3, 1]], [[0.64, 0.48], [0.48, 0.36]]])
def test_a_map_names_its_sides_beside_their_tips_and_outside_the_square(axes, A):
    linear_map(axes, A)
    assert [text.get_text() for text in axes.texts] == ["e₁", "e₂"]
    for text, side, other in zip(axes.texts, np.transpose(A), np.transpose(A)[::-1], strict=True):
        offset = np.array(text.get_position())
        np.testing.assert_array_equal(text.xy, side)
        np.testing.assert_allclose(offset @ side, 0, atol=1e-9)
        cross = offset[0] * side[1] - offset[1] * side[0]
        assert cross * (other[0] * side[1] - other[1] * side[0]) <= 0
    one, two = (np.array(text.get_position()) for text in axes.texts)
    assert np.linalg.norm(one - two) > 11


@pytest.mark.parametrize("A", [np.eye(3), np.ones((2, 3)), [[1, np.nan], [0, 1]]])
def test_a_map_needs_a_matrix_of_the_plane(axes, A):
    with pytest.raises(ValueError, match=r"A must (have shape \(2, 2\)|be finite)"):
        linear_map(axes, A)
    assert not axes.lines


def test_rounding_does_not_turn_the_names_of_a_flat_map_round(axes):
    for noise in (-1e-16, 1e-16):
        linear_map(axes, [[0.64, 0.48], [0.48, 0.36 + noise]])
    np.testing.assert_allclose(*[[t.get_position() for t in axes.texts[i : i + 2]] for i in (0, 2)])
