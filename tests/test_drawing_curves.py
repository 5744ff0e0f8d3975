"""Curves: each series as its own named line, refused where it does not fit."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from helpers import COLORS, curves

WORDS = {"title": "it grows", "xlabel": "size", "ylabel": "time (s)"}


@pytest.fixture
def axes():
    figure, axes = plt.subplots()
    yield axes
    plt.close(figure)


def test_each_series_is_a_line_of_its_own_colour_with_its_name(axes):
    curves(axes, [1, 2, 3], {"loop": [1, 4, 9], "BLAS": [1, np.nan, 3]}, **WORDS)
    loop, blas = axes.lines
    np.testing.assert_array_equal(loop.get_xydata(), [[1, 1], [2, 4], [3, 9]])
    np.testing.assert_array_equal(blas.get_ydata(), [1, np.nan, 3])
    assert [line.get_color() for line in axes.lines] == [COLORS["blue"], COLORS["orange"]]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["loop", "BLAS"]
    assert axes.get_title(loc="left") == "it grows" or axes.get_title() == "it grows"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("size", "time (s)")


def test_a_lone_series_without_a_name_has_no_legend(axes):
    curves(axes, [1, 2], {"": [3, 4]}, **WORDS)
    assert axes.get_legend() is None


@pytest.mark.parametrize("log", ["", "x", "y", "xy"])
def test_the_scales_are_logarithmic_where_asked(axes, log):
    curves(axes, [1, 2], {"": [3, 4]}, **WORDS, log=log)
    assert axes.get_xscale() == ("log" if "x" in log else "linear")
    assert axes.get_yscale() == ("log" if "y" in log else "linear")


def test_a_series_of_another_length_is_refused_by_name(axes):
    with pytest.raises(ValueError, match="series 'loop' has 3 entries, but x has 2"):
        curves(axes, [1, 2], {"loop": [1, 2, 3]}, **WORDS)


def test_an_unknown_scale_is_refused(axes):
    with pytest.raises(ValueError, match="log must be one of"):
        curves(axes, [1, 2], {"": [1, 2]}, **WORDS, log="yx")
