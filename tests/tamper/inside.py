"""Inside the kernel of a spied run: leave what tampering needs in $TAMPER_SPY.

For each figure, the same figure with one change; and which names of a cell hold floating-point
numbers, so that a change of them shifts results.
"""

import json
import os
from pathlib import Path

import numpy as np
from IPython import get_ipython
from matplotlib.colors import to_rgba

from helpers import figures

FOLDER = Path(os.environ.get("TAMPER_SPY", "."))
OTHER = ("#009E73", "#CC79A7")
draw, floats = figures._compact_png, {}


def spy():
    """Draw each figure also with other data, other labels, other colours, and without a legend."""
    figures._compact_png = spied
    get_ipython().events.register("post_run_cell", after_cell)


def spied(figure):
    """Return the figure's PNG, and leave those of its changed forms."""
    png, number = draw(figure), len(list(FOLDER.glob("*-true.png")))
    for axes in figure.axes:
        axes.autoscale(False)
    (FOLDER / f"{number:02}-true.png").write_bytes(png)
    for name, change in {
        "colours": other_colour,
        "labels": other_label,
        "legend": no_legend,
        "data": other_data,
    }.items():
        undo = next(filter(None, map(change, figure.axes)), None)
        if undo:
            changed = draw(figure)
            undo()
            if changed != png:
                (FOLDER / f"{number:02}-{name}.png").write_bytes(changed)
    return png


def other_data(axes):
    """Move one point of a line or of a cloud by 3% of the axis, or swap two pixels of an image."""
    low, high = sorted(axes.get_ylim())
    for line in axes.lines:
        x, y = (np.array(values, dtype=float) for values in line.get_data(orig=False))
        inside = np.flatnonzero((y > low) & (y < high)) if np.ndim(y) else []
        if len(inside) and axes.get_yscale() == "linear":
            y[inside[len(inside) // 2]] += 0.03 * (high - low)
            return setting(line.set_data, line.get_data(orig=False), (x, y))
    for points in axes.collections:
        offsets = np.array(points.get_offsets(), dtype=float)
        if type(points).__name__ == "PathCollection" and axes.get_yscale() == "linear":
            offsets[len(offsets) // 2, 1] += 0.03 * (high - low)
            return setting(points.set_offsets, [points.get_offsets()], [offsets])
    for image in axes.images:
        values = np.array(image.get_array(), dtype=float)
        flat = values.reshape(-1)
        if values.ndim == 2 and flat.min() < flat.max():
            flat[[flat.argmin(), flat.argmax()]] = flat.max(), flat.min()
            return setting(image.set_data, [image.get_array()], [values])
    return None


def other_label(axes):
    """Change one letter of a label, a title or a text."""
    texts = [axes.xaxis.label, axes.yaxis.label, axes._left_title, axes.title, *axes.texts]
    for text in texts:
        said = text.get_text()
        letters = [i for i, c in enumerate(said) if c.isascii() and c.isalpha()]
        if letters and "$" not in said and text.get_visible():
            i = letters[len(letters) // 2]
            other = said[:i] + ("a" if said[i] != "a" else "e") + said[i + 1 :]
            return setting(text.set_text, [said], [other])
    return None


def other_colour(axes):
    """Give one line, bar or cloud another colour of the palette."""
    for artist in [*axes.lines, *axes.patches]:
        was = artist.get_color() if hasattr(artist, "get_color") else artist.get_facecolor()
        other = next(c for c in OTHER if to_rgba(c) != to_rgba(was))
        return setting(artist.set_color, [was], [other])
    for points in axes.collections:
        was = points.get_facecolor()
        if points.get_array() is None and len(was):
            return setting(
                points.set_facecolor, [was], [OTHER[int(to_rgba(OTHER[0]) == tuple(was[0]))]]
            )
    for image in axes.images:
        name = "cividis" if image.get_array().ndim == 2 else None
        return name and setting(image.set_cmap, [image.get_cmap()], [name])
    return None


def no_legend(axes):
    """Hide the legend."""
    legend = axes.get_legend()
    return legend and setting(legend.set_visible, [True], [False])


def setting(setter, before, after):
    """Set something, and return what sets it back."""
    setter(*after)
    return lambda: setter(*before)


def after_cell(result):
    """Note the names that hold floating-point numbers now, and write all notes down."""
    for name, value in get_ipython().user_ns.items():
        if isinstance(value, float) or getattr(value, "dtype", None) == np.float64:
            floats.setdefault(name, None)
    (FOLDER / "floats.json").write_text(json.dumps(sorted(floats)))


if "TAMPER_SPY" in os.environ:
    spy()
