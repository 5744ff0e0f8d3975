"""The course's figures: one style, one way to show them, and a description in words and numbers."""

import io

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.markers import MarkerStyle
from matplotlib.ticker import NullLocator
from PIL import Image

from .notebook import show_png
from .parameters import check_integer, check_number

# Okabe and Ito (2008), colours that also the colour-blind tell apart, in the order of contrast.
COLORS = {
    "blue": "#0072B2",
    "orange": "#D55E00",
    "green": "#009E73",
    "pink": "#CC79A7",
    "sky": "#56B4E9",
    "amber": "#E69F00",
    "black": "#000000",
    "gray": "#767676",
}

# For numbers that have a sign: orange below 0, blue above.
SIGNED = LinearSegmentedColormap.from_list("signed", [COLORS["orange"], "#f7f7f7", COLORS["blue"]])

STYLE = {
    "axes.prop_cycle": plt.cycler(color=[COLORS[c] for c in list(COLORS)[:6]]),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.labelsize": 12,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.8,
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",  # comes with Matplotlib: the same pixels everywhere
    "font.size": 11,
    "image.cmap": "viridis",
    "legend.frameon": False,
    "legend.fontsize": 11,
    "lines.linewidth": 2.2,
    "lines.markersize": 6,
    "figure.dpi": 100,
    "savefig.dpi": 100,
    "svg.hashsalt": "course",
}
plt.style.use(["default", STYLE])  # from the defaults: a user's matplotlibrc changes no figure


def subplots(rows=1, columns=1, *, width=7.0, height=None, **options):
    """A figure in the course's style, with its axes.

    Parameters
    ----------
    rows, columns : int
        The grid of panels.
    width, height : float
        In inches, of the whole figure; by default 7 wide, and 3.8 high a row of one panel, 3.2 a
        row of several.
    **options
        Passed to ``matplotlib.pyplot.subplots`` (sharex, subplot_kw, ...).

    Returns
    -------
    figure : matplotlib.figure.Figure
        To be handed to ``show``.
    axes : matplotlib.axes.Axes, or ndarray of Axes
        As Matplotlib gives them.

    Raises
    ------
    TypeError, ValueError
        If rows or columns is not an integer from 1 to 100, or a size not a number from 0.1 to
        100, or Matplotlib does not take the options.
    """
    check_integer(1, 100, rows=rows, columns=columns)
    height = rows * (3.8 if columns == 1 else 3.2) if height is None else height
    check_number(0.1, 100, width=width, height=height)
    already_open = plt.get_fignums()
    try:
        return plt.subplots(rows, columns, figsize=(width, height), **options)
    except (AttributeError, TypeError, ValueError) as error:
        for number in set(plt.get_fignums()) - set(already_open):
            plt.close(number)
        message = f"options must be those of matplotlib.pyplot.subplots, but {options} are not"
        raise ValueError(f"{message}: {error}") from None


def check_axes(axes, name="axes"):
    """Raise TypeError unless this is one panel of Matplotlib's, rather than a figure or several."""
    if not isinstance(axes, plt.Axes):
        raise TypeError(f"{name} must be a Matplotlib Axes, but is {type(axes).__name__}")


def check_look(**values):
    """Raise unless each of the values cmap, color and marker is one that Matplotlib knows."""
    known = {"cmap": plt.get_cmap, "color": to_rgba, "marker": MarkerStyle}
    for name, value in values.items():
        try:
            known[name](value)
        except (TypeError, ValueError) as error:
            what = f"{name} must be one that Matplotlib knows, but is {value!r}"
            raise type(error)(what) from None


def show(figure, alt):
    """Show a figure as the output of the cell, and close it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure, complete.
    alt : str
        What the figure shows, in a sentence or two, for readers who cannot see it.

    Raises
    ------
    TypeError
        If figure is not a Figure (axes, say) or alt is not a string.
    ValueError
        If alt is empty.

    Notes
    -----
    The image is a PNG without a date or a version in it: the same data give the same bytes.
    """
    if not isinstance(figure, plt.Figure):
        raise TypeError(f"figure must be a Matplotlib Figure, but is {type(figure).__name__}")
    if not isinstance(alt, str) or not alt.strip():
        error = ValueError if isinstance(alt, str) else TypeError
        raise error(f"alt must be text that says what is drawn, but is {alt!r}")
    _only_decades(figure)
    _lay_out(figure)
    png, description = _compact_png(figure), describe(figure)
    plt.close(figure)
    show_png(png, " ".join(alt.split()), description)


def _only_decades(figure):
    """Leave out the small ticks of log axes over two decades or more: most of the drawing time."""
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        if axis.get_scale() == "log" and high >= 100 * low:
            axis.set_minor_locator(NullLocator())


def _lay_out(figure):
    """Place the panels now, at rounded places: else the last bit of a sum, which differs between
    processors, moves an edge that lies at half a pixel by a whole one.
    """
    if figure.get_layout_engine():
        figure.get_layout_engine().execute(figure)
        figure.set_layout_engine("none")
    for axes in figure.axes:
        place = axes.get_position(original=True).bounds
        axes.set_position(np.round(place, 9), which="original")


def _compact_png(figure):
    """The figure as a PNG of a quarter of the usual size, in a palette if 256 colours do.

    A pixel with a neighbour of its own colour keeps it: areas, lines, letters, colour scales. The
    others, which smooth edges, are rounded to 6 levels a channel. So a change stays where it is.
    """
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # the pixels of savefig, which would draw twice
    rgb = np.asarray(canvas.buffer_rgba())[:, :, :3]
    rounded = ((rgb.astype(int) + 25) // 51 * 51).astype(np.uint8)
    rgb = np.where(_has_equal_neighbour(_packed(rgb))[:, :, np.newaxis], rgb, rounded)
    _, first, index = np.unique(_packed(rgb), return_index=True, return_inverse=True)
    height, width = rgb.shape[:2]
    if len(first) <= 256:
        image = Image.fromarray(index.reshape(height, width).astype(np.uint8))
        image.putpalette(rgb.reshape(-1, 3)[first].tobytes())
    else:
        image = Image.fromarray(rgb)
    image.save(buffer := io.BytesIO(), format="png", optimize=True)
    return buffer.getvalue()


def _packed(rgb):
    """The three channels of each pixel as one number."""
    return rgb.astype(np.int32) @ np.array([65536, 256, 1], dtype=np.int32)


def _has_equal_neighbour(pixels):
    """Whether the pixel to the left, to the right, above or below has the same colour."""
    found = np.zeros(pixels.shape, dtype=bool)
    across, down = pixels[:, 1:] == pixels[:, :-1], pixels[1:] == pixels[:-1]
    found[:, 1:] |= across
    found[:, :-1] |= across
    found[1:] |= down
    found[:-1] |= down
    return found


def describe(figure):
    """Describe a figure: for each panel its labels, and for each artist its points and ranges.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.

    Returns
    -------
    str
        A line for each panel and each artist, numbers to three digits.
    """
    panels = [axes for axes in figure.axes if axes.get_visible()]
    lines = [f"Figure with {len(panels)} panel{'s' if len(panels) != 1 else ''}"]
    if figure.get_suptitle():
        lines[0] += f": {figure.get_suptitle()}"
    for axes in panels:
        names = {"title": axes.get_title("left") or axes.get_title(), "x": axes.get_xlabel()}
        names["y"] = axes.get_ylabel()
        lines.append("- " + ("; ".join(f"{k}: {v}" for k, v in names.items() if v) or "panel"))
        lines += [f"  - {line}" for line in _artists(axes)]
    return "\n".join(lines)


def _artists(axes):
    """A line for each thing drawn in the axes that carries data or words."""
    for line in axes.lines:
        yield _named("line", line) + _ranges(x=line.get_xdata(), y=line.get_ydata())
    for collection in axes.collections:
        yield _named(_kind(collection), collection) + _collection_ranges(collection)
    for container in axes.containers:
        if hasattr(container, "datavalues"):
            yield _named("bars", container) + _ranges(y=container.datavalues)
    for image in axes.images:
        yield _named("image", image) + _ranges(value=image.get_array())
    loose = [p for p in axes.patches if not any(p in c for c in axes.containers)]
    for patch in loose:
        xy = patch.get_path().transformed(patch.get_patch_transform()).vertices
        yield _named(_kind(patch), patch) + _ranges(x=xy[:, 0], y=xy[:, 1])
    texts = [text.get_text() for text in axes.texts if text.get_text().strip()]
    if texts:
        yield "text: " + ", ".join(texts)
    if axes.get_legend():
        yield "legend: " + ", ".join(text.get_text() for text in axes.get_legend().get_texts())


def _kind(artist):
    """What the artist is: Matplotlib's class name, in words for the most common."""
    name = type(artist).__name__
    return {"PathCollection": "points", "QuadMesh": "mesh"}.get(name, name)


def _named(kind, artist):
    """The kind and, where there is one, the label that the legend shows."""
    label = str(artist.get_label() or "")
    return kind if not label or label.startswith("_") else f"{kind} '{label}'"


def _collection_ranges(collection):
    """Ranges of a collection: of its points, of its vertices, or of its values."""
    ranges = {}
    offsets = np.ma.getdata(collection.get_offsets())
    if type(collection).__name__ == "PathCollection" and len(offsets):
        ranges = {"x": offsets[:, 0], "y": offsets[:, 1]}
    elif collection.get_array() is None and not hasattr(collection, "U"):
        vertices = np.concatenate([np.empty((0, 2)), *(p.vertices for p in collection.get_paths())])
        ranges = {"x": vertices[:, 0], "y": vertices[:, 1]}
    if hasattr(collection, "U"):  # arrows
        ranges |= {"across": collection.U, "up": collection.V}
    elif collection.get_array() is not None:
        ranges["value"] = collection.get_array()
    return _ranges(**ranges)


def _ranges(**data):
    """``: 5 points, x 0 to 4, y -1 to 1 (mean 0.2)``, from the finite entries."""
    parts, count = [], None
    for name, values in data.items():
        values = np.ma.masked_invalid(np.ma.asarray(values, dtype=float)).compressed()
        count = values.size if count is None else count
        if values.size:
            low, high, mean = (
                _round(v, values) for v in (values.min(), values.max(), values.mean())
            )
            parts.append(f"{name} {low} to {high}" + ("" if name == "x" else f" (mean {mean})"))
    return "" if count is None else ": " + ", ".join([f"{count} points", *parts])


def _round(value, values):
    """Three digits, the same on every machine: rounding noise around 0 is 0, a tie stays a tie."""
    if abs(value) < 1e-9 * np.abs(values).max():
        value = 0.0
    return f"{float(f'{value:.9g}') + 0.0:.3g}"
