"""Figures: what show leaves in a notebook, and what the description says of a drawing."""

import io
import json

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.image import imread

from helpers import COLORS, figures, heat_map, image_grid, show, show_source, softmax, subplots
from helpers.figures import describe
from helpers.notebook import source_without_docstring


@pytest.fixture
def shown(monkeypatch):
    """What would be displayed: a list of (data, metadata)."""
    outputs = []
    monkeypatch.setattr(
        "helpers.notebook.display",
        lambda data, metadata=None, raw=False: outputs.append((data, metadata)),
    )
    return outputs


def curve(scale=1.0, label="a curve"):
    figure, axes = subplots()
    axes.plot([0, 1, 2], scale * np.array([0, 1, 4]), label=label)
    axes.set(title="It grows", xlabel="time (s)", ylabel="way (m)")
    axes.legend()
    return figure


def test_show_leaves_an_image_with_alt_text_and_a_description(shown):
    show(curve(), "A curve\n   that grows")
    ((data, metadata),) = shown
    assert metadata == {"image/png": {"alt": "A curve that grows"}}
    assert data["text/plain"] == (
        "Figure with 1 panel\n- title: It grows; x: time (s); y: way (m)\n"
        "  - line 'a curve': 3 points, x 0 to 2, y 0 to 4 (mean 1.67)\n  - legend: a curve"
    )
    assert imread(io.BytesIO(data["image/png"])).shape[:2] == (380, 700)


def test_show_closes_the_figure(shown):
    figure = curve()
    show(figure, "A curve that grows")
    assert not plt.fignum_exists(figure.number)


def test_the_same_drawing_gives_the_same_bytes(shown):
    show(curve(), "one")
    show(curve(), "two")
    assert shown[0][0]["image/png"] == shown[1][0]["image/png"]


def test_an_edge_at_half_a_pixel_stays_where_it_is_when_the_last_bit_differs(shown):
    for left in (70.5 / 700, np.nextafter(70.5 / 700, 1), np.nextafter(70.5 / 700, 0)):
        figure = plt.figure(figsize=(7, 3), layout="none")
        figure.add_axes((left, 0.2, 0.7, 0.7))
        show(figure, "an empty panel")
    assert len({data["image/png"] for data, _ in shown}) == 1


def test_the_image_is_what_matplotlib_draws_but_for_smoothed_edges(shown):
    figure = curve()
    figure.savefig(drawn := io.BytesIO(), format="png")
    show(figure, "A curve that grows")
    png = shown[0][0]["image/png"]
    ours, theirs = (imread(io.BytesIO(data))[..., :3] for data in (png, drawn.getvalue()))
    difference = np.abs(ours - theirs).max(axis=-1)
    assert difference.max() <= 25.5 / 255
    assert (difference > 0).mean() < 0.025
    assert len(png) < len(drawn.getvalue()) / 3


def test_an_image_of_more_colours_than_a_palette_holds_is_shown_too(shown):
    figure, axes = subplots()
    axes.imshow(np.random.default_rng(0).random((20, 20, 3)))
    show(figure, "Twenty by twenty squares of random colours")
    assert imread(io.BytesIO(shown[0][0]["image/png"])).shape == (380, 700, 3)


@pytest.mark.parametrize(
    ("figure", "alt", "error"),
    [("axes", "words", TypeError), ("figure", "  ", ValueError), ("figure", None, TypeError)],
)
def test_show_says_what_it_needs(shown, figure, alt, error):
    drawn = curve()
    with pytest.raises(error, match="must"):
        show(drawn if figure == "figure" else drawn.axes[0], alt)
    plt.close(drawn)
    assert shown == []


@pytest.mark.parametrize(
    "changed", [lambda: curve(1.01), lambda: curve(label="a curbe")], ids=["data", "label"]
)
def test_a_changed_drawing_changes_the_description(changed):
    assert describe(curve()) != describe(changed())
    plt.close("all")


def drawing(draw):
    figure, axes = subplots()
    draw(axes)
    plt.close(figure)
    return describe(figure)


@pytest.mark.parametrize(
    ("draw", "line"),
    [
        (
            lambda a: a.scatter([1, 2], [3, 5], label="pairs"),
            "points 'pairs': 2 points, x 1 to 2, y 3 to 5 (mean 4)",
        ),
        (lambda a: a.bar([0, 1], [2, 3]), "bars: 2 points, y 2 to 3 (mean 2.5)"),
        (lambda a: a.imshow([[0, 1], [2, 3]]), "image: 4 points, value 0 to 3 (mean 1.5)"),
        (lambda a: a.pcolormesh([[0, 1], [2, 3]]), "mesh: 4 points, value 0 to 3 (mean 1.5)"),
        (
            lambda a: a.fill_between([0, 1], [1, 2]),
            "FillBetweenPolyCollection: 7 points, x 0 to 1, y 0 to 2",
        ),
        (
            lambda a: a.quiver([0], [0], [1], [2]),
            "Quiver: 1 points, across 1 to 1 (mean 1), up 2 to 2 (mean 2)",
        ),
        (lambda a: a.text(0, 0, "here"), "text: here"),
        (
            lambda a: a.add_patch(plt.Rectangle((1, 2), 3, 4)),
            "Rectangle: 5 points, x 1 to 4, y 2 to 6 (mean 3.6)",
        ),
        (
            lambda a: a.plot([0, 1, 2], [np.nan, 1, np.inf]),
            "line: 3 points, x 0 to 2, y 1 to 1 (mean 1)",
        ),
        (lambda a: a.plot([0, 1], [-1, 1 + 1e-15]), "y -1 to 1 (mean 0)"),
        (lambda a: a.plot([], []), "line: 0 points"),
    ],
)
def test_each_artist_is_described_with_its_numbers(draw, line):
    assert line in drawing(draw)


def test_every_panel_is_described_also_without_labels():
    figure, axes = subplots(1, 2)
    axes[0].set_title("left one", loc="left")
    figure.suptitle("Both")
    plt.close(figure)
    assert describe(figure) == "Figure with 2 panels: Both\n- title: left one\n- panel"


def test_colours_differ_also_for_the_colour_blind():
    """Simulated deuteranopia (Viénot, Brettel and Mollon 1999): no two colours fall together."""
    to_lms = np.array(
        [[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]]
    )
    blind = np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]])
    rgb = (
        np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in COLORS.values()]) ** 2.2
    )
    seen = rgb @ (np.linalg.inv(to_lms) @ blind @ to_lms).T
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1) + np.eye(len(seen))
    assert distances.min() > 0.05


def test_a_users_settings_do_not_change_the_style():
    assert plt.rcParams["savefig.dpi"] == figures.STYLE["savefig.dpi"]
    assert plt.rcParams["font.family"] == ["DejaVu Sans"]


def test_image_grid_draws_every_image_once():
    images = np.arange(12.0).reshape(3, 2, 2)
    text = drawing(lambda a: image_grid(a, images, columns=2, titles=["a", "b", "c"]))
    assert "text: a, b, c" in text
    assert "value 0 to 11 (mean 5.5)" in text


def test_heat_map_writes_every_entry():
    assert "text: 1.0, 2.0" in drawing(lambda a: heat_map(a, [[1, 2]], ["r"], ["c", "d"], ".1f"))
    assert "text" not in drawing(lambda a: heat_map(a, [[1, 2]], ["r"], ["c", "d"], None))


@pytest.mark.parametrize(
    ("draw", "phrase"),
    [
        (lambda a: image_grid(a, np.ones((2, 2))), "images must have 3 dimensions"),
        (lambda a: image_grid(a, np.ones((2, 2, 2)), titles=["a"]), "titles has 1 entries"),
        (
            lambda a: heat_map(a, np.ones((2, 2)), ["a"], ["b", "c"]),
            "rows has 1 entries, but matrix has 2 rows",
        ),
        (
            lambda a: heat_map(a, np.ones((2, 2)), ["a", "b"], ["c"]),
            "columns has 1 entries, but matrix has 2",
        ),
    ],
)
def test_drawings_say_what_does_not_fit(draw, phrase):
    with pytest.raises(ValueError, match=phrase):
        drawing(draw)


def test_show_source_shows_the_code_that_runs_without_its_docstring(shown):
    show_source(softmax)
    markdown = shown[0][0]["text/markdown"]
    assert markdown.startswith("```python\ndef softmax(")
    assert markdown.endswith("return e\n```")
    assert "Parameters" not in markdown
    assert json.dumps(markdown)


def test_source_of_a_function_without_docstring_is_whole():
    assert source_without_docstring(curve).startswith("def curve(")
    assert "return figure" in source_without_docstring(curve)


def test_show_source_takes_functions_only(shown):
    with pytest.raises(TypeError, match="functions must be written with def, but one is ndarray"):
        show_source(softmax, np.eye(2))
    assert shown == []


@pytest.mark.parametrize(("high", "small_ticks"), [(50, True), (5000, False)])
def test_log_axes_have_small_ticks_within_two_decades_only(shown, high, small_ticks):
    figure, axes = figures.subplots()
    axes.loglog([1, high], [1, 2])
    axes.set_xlim(1, high)
    figures.show(figure, "a line")
    assert bool(len(axes.xaxis.get_minorticklocs())) == small_ticks
