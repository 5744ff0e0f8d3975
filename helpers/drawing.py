"""Drawings that several notebooks need and that teach nothing by themselves."""

from itertools import cycle

import numpy as np

from ._drawing import (
    arrays_of_layers,
    arrays_of_parts,
    as_shares,
    check_form,
    check_names,
    check_slopes,
    check_text,
    ends_of_colors,
    lines_of_series,
    spots_of_nodes,
    weights_between,
)
from ._validation import as_array, check_length, check_not_empty
from .figures import COLORS, SIGNED, check_axes, check_look
from .parameters import check_boolean, check_choice, check_integer, check_number


def image_grid(axes, images, columns=10, titles=None, limits=None, cmap="gray_r"):
    """Draw images side by side in one panel, as a single picture.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; its ticks and grid are taken away.
    images : array_like, shape (n, height, width)
        The images, all drawn on one scale.
    columns : int
        How many stand in a row.
    titles : sequence of str, optional
        One for each image, written above it; numbers will do, or a string, whose letters these
        are.
    limits : pair of float, optional
        The values drawn as the two ends of the colour map; by default the least and the greatest.
    cmap : str or matplotlib.colors.Colormap
        The colour map.

    Returns
    -------
    matplotlib.image.AxesImage
        What a colour bar is made from.

    Raises
    ------
    TypeError, ValueError
        If images is empty or has not three dimensions, there are not as many titles, or another
        argument is not what is said above.
    """
    check_axes(axes)
    images = as_array(images, "images", ndim=3)
    check_not_empty(images, "images")
    check_integer(1, 1000, columns=columns)
    check_look(cmap=cmap)
    low, high = ends_of_colors(limits, images)
    n, height, width = images.shape
    if titles is not None:
        check_names(titles, "titles", n, f"there are {n} images")
    rows, columns = -(-n // columns), min(columns, n)
    gap = 3 if titles is not None else 1
    corners = [(i // columns * (height + gap) + gap, i % columns * (width + 1)) for i in range(n)]
    canvas = _canvas(images, corners, (rows * (height + gap), columns * (width + 1)))
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    if titles is not None:
        for title, (top, left) in zip(titles, corners, strict=True):
            axes.text(left + width / 2 - 0.5, top - 0.8, title, ha="center", fontsize=10)
    return axes.imshow(canvas, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")


def _canvas(images, corners, shape):
    """One picture of that shape, in which each image has its upper left corner at its place."""
    canvas = np.full(shape, np.nan)
    for image, (top, left) in zip(images, corners, strict=True):
        canvas[top : top + image.shape[0], left : left + image.shape[1]] = image
    return canvas


def heat_map(axes, matrix, rows, columns, form=".2f", cmap="Blues", limits=None):
    """Draw a matrix as colours, with each entry written into its cell.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    matrix : array_like, shape (m, n)
        The entries.
    rows, columns : sequence of str, lengths m and n
        The names of the rows and of the columns; numbers will do, or a string, whose letters
        these are.
    form : str or None
        The format of an entry; None writes no numbers.
    cmap : str
        The colour map.
    limits : pair of float, optional
        The values drawn as the two ends of the colour map; by default the least and the greatest.

    Returns
    -------
    matplotlib.image.AxesImage
        What a colour bar is made from.

    Raises
    ------
    TypeError, ValueError
        If matrix is empty or has not two dimensions, there are not as many names as rows or
        columns, or another argument is not what is said above.
    """
    check_axes(axes)
    matrix = as_array(matrix, "matrix", ndim=2)
    check_not_empty(matrix, "matrix")
    check_names(rows, "rows", len(matrix), f"matrix has {len(matrix)} rows")
    n = matrix.shape[1]
    check_names(columns, "columns", n, f"matrix has {n} columns")
    check_form(form if form is not None else "")
    check_look(cmap=cmap)
    low, high = ends_of_colors(limits, matrix)
    image = axes.imshow(matrix, cmap=cmap, vmin=low, vmax=high)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.grid(False)
    for (i, j), value in np.ndenumerate(matrix) if form is not None else ():
        red, green, blue, _ = image.cmap(image.norm(value))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        axes.text(j, i, format(value, form), ha="center", va="center", fontsize=10,
                  color="white" if dark else "black")  # fmt: skip
    return image


def matrix_equation(axes, parts, form=".1f"):
    """Draw an equation of matrices and vectors, each with its shape and its numbers.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; its frame and ticks are taken away.
    parts : sequence
        From left to right: a pair of a name and an array of one or two dimensions, a vector being
        drawn as a column; or an operator as a string, such as "=", or "→ ReLU" with a name that
        is written above it. Positive entries are blue, negative ones orange.
    form : str
        The format of an entry.

    Raises
    ------
    TypeError, ValueError
        If an array is empty, does not hold finite numbers, or has not one or two dimensions; or
        if a part is neither a pair nor a string, or there is no array.
    """
    check_axes(axes)
    check_form(form)
    arrays = arrays_of_parts(parts)
    limit = 2 * max(np.abs(array).max() for array in arrays)  # pale, so that numbers can be read
    height, left, waiting = max(map(len, arrays)), 0.0, iter(arrays)
    for part in parts:
        if isinstance(part, str):
            _write_operator(axes, left + 0.25, part)
            left += 0.7
            continue
        left += _write_matrix(axes, left, part[0], next(waiting), limit, form) + 0.2
    axes.set(aspect="equal", xlim=(-0.1, left), ylim=(-height / 2 - 0.1, height / 2 + 0.9))
    axes.axis("off")


def _write_matrix(axes, left, name, array, limit, form):
    """Draw a matrix of an equation, with its name, shape and entries; return its width."""
    m, n = len(array), array[0].size
    xs, ys = left + np.arange(n + 1), m / 2 - np.arange(m + 1)
    style = {"cmap": SIGNED, "vmin": -limit, "vmax": limit, "edgecolors": "white", "lw": 2}
    axes.pcolormesh(xs, ys, array.reshape(m, n), label=name, **style)
    axes.text(left + n / 2, m / 2 + 0.45, name, ha="center", weight="bold")
    axes.text(left + n / 2, m / 2 + 0.12, f"{array.shape}", ha="center", fontsize=10)
    for (i, j), value in np.ndenumerate(array.reshape(m, n)):
        axes.text(left + j + 0.5, ys[i] - 0.5, f"{value:{form}}", ha="center", va="center")
    return n


def _write_operator(axes, x, operator):
    """Write an operator in the middle of an equation, and its name, if it has one, above it."""
    for word, y, size in zip(operator.split(), (0, 0.28), (17, 10), strict=False):
        axes.text(x, y, word, ha="center", va="center", fontsize=size)


def plane_grid(axes, function, reach=2.0, lines=9):
    """Draw where a function takes the lines of a square grid in the plane.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    function : callable
        Takes points as rows, shape (k, 2), and returns as many points.
    reach : float
        The grid is drawn from -reach to reach in both directions.
    lines : int
        How many lines run in each direction.

    Raises
    ------
    TypeError, ValueError
        If the function does not return as many points of the plane, or another argument is not
        what is said above.
    """
    check_axes(axes)
    if not callable(function):
        raise TypeError(f"function must be callable, but is {type(function).__name__}")
    check_number(1e-100, 1e100, reach=reach)
    check_integer(2, 1000, lines=lines)
    fixed = np.repeat(np.linspace(-reach, reach, lines), 101)
    running = np.tile(np.linspace(-reach, reach, 101), lines)
    for label, grid in {"x₁ fixed": (fixed, running), "x₂ fixed": (running, fixed)}.items():
        points = as_array(function(np.stack(grid, axis=1)), "function(points)", ndim=2)
        if points.shape != (len(fixed), 2):
            raise ValueError(f"function must return {len(fixed)} points, but gave {points.shape}")
        gaps = np.full((lines, 1, 2), np.nan)  # lift the pen after each line
        drawn = np.concatenate([points.reshape(lines, 101, 2), gaps], axis=1).reshape(-1, 2)
        axes.plot(*drawn.T, linewidth=1.4, label=label)
    axes.set_aspect("equal", adjustable="datalim")


def linear_map(axes, A, reach=2.0, lines=5):
    """Draw where a matrix takes a grid of the plane, the unit square and its sides e₁ and e₂.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; set its limits yourself.
    A : array_like, shape (2, 2)
        The matrix: its first column is where e₁ goes, drawn orange, its second where e₂ goes, blue;
        both are named at their tips.
    reach : float
        The grid is drawn from -reach to reach in both directions, before it is mapped.
    lines : int
        How many lines run in each direction.

    Raises
    ------
    TypeError, ValueError
        If A does not hold finite numbers, or is not 2 by 2, or another argument is not what is
        said above.
    """
    A = as_array(A, "A", ndim=2)
    if A.shape != (2, 2):
        raise ValueError(f"A must have shape (2, 2), but has {A.shape}")
    plane_grid(axes, lambda points: points @ A.T, reach, lines)
    for line in axes.lines[-2:]:
        line.set(linewidth=1, alpha=0.5)
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) @ A.T
    axes.fill(*square.T, color=COLORS["amber"], alpha=0.5, zorder=2, label="unit square")
    arrow(axes, [0, 0], A[:, 0], COLORS["orange"], "where e₁ goes")
    arrow(axes, [0, 0], A[:, 1], COLORS["blue"], "where e₂ goes")
    over = np.linalg.det(A) < -1e-9 * np.linalg.norm(A) ** 2  # if flat, whatever the rounding: no
    for name, (x, y), side in zip(("e₁", "e₂"), A.T, (-1, 1) if over else (1, -1), strict=True):
        outwards = side * np.array([y, -x])
        offset = 11 * outwards / (np.hypot(x, y) or 1)
        axes.annotate(name, (x, y), offset, textcoords="offset points", ha="center", va="center")
    axes.set_aspect("equal", adjustable="box")


def plane_lines(axes, W, b, reach=3.0, numbers=False):
    """Draw the lines w · x + b = 0 of some units in the plane, from -reach to reach.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; it shows the square from -reach to reach.
    W : array_like, shape (m, 2)
        The units' weights, a row for each; none of them zero. Without units, no line is drawn.
    b : array_like, shape (m,)
        Their biases.
    reach : float
        Half the side of the square.
    numbers : bool
        Whether each line is numbered, from 1, near where it leaves the square.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, a row of W is zero, or another argument is not what is said
        above.
    """
    check_axes(axes)
    check_number(1e-100, 1e100, reach=reach)
    check_boolean(numbers=numbers)
    W, b = as_array(W, "W", ndim=2), as_array(b, "b", ndim=1)
    check_length(b, "b", len(W), f"W has {len(W)} rows")
    if W.shape[1] != 2 or not np.all(np.linalg.norm(W, axis=1) > 0):
        came = f"has shape {W.shape}" if W.shape[1] != 2 else f"is {W.tolist()}"
        raise ValueError(f"W must have rows of 2 entries, not both zero, but {came}")
    for k, (w, offset) in enumerate(zip(W, b, strict=True), 1):
        foot, along = -offset * w / (w @ w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        steps = reach * np.linspace(-3, 3, 601)[:, np.newaxis]
        ends = foot + steps[[0, -1]] * along
        axes.plot(*ends.T, color="black", linewidth=1)
        inside = [p for p in foot + steps * along if np.abs(p).max() < 0.93 * reach]
        if numbers and inside:
            style = {"color": COLORS["orange"], "weight": "bold", "fontsize": 10}
            box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
            axes.text(*inside[-1], k, ha="center", va="center", bbox=box, **style)
    axes.set(xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")


def scatter_groups(axes, points, groups, size=14):
    """Draw points of the plane, each group in a colour and with a marker of its own.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    points : array_like, shape (k, 2)
        The points; there may be none.
    groups : array_like, shape (k,)
        To which group each belongs, strings or numbers; at most eight different ones.
    size : float
        The markers' size.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, there are more than eight groups, or another argument is not
        what is said above.
    """
    check_axes(axes)
    check_number(0, 1e6, size=size)
    points = as_array(points, "points", ndim=2)
    if points.shape[1] != 2:
        raise ValueError(f"points must have 2 columns, but have shape {points.shape}")
    check_names(groups, "groups", len(points), f"there are {len(points)} points")
    groups = np.asarray(groups)
    names = np.unique(groups)
    check_integer(0, len(COLORS), groups=len(names))
    for name, color, marker in zip(names, COLORS.values(), "osD^vP*X", strict=False):
        members = points[groups == name]
        axes.scatter(*members.T, s=size, color=color, marker=marker, label=str(name))


def network_diagram(axes, layers, weights, form=".2f"):
    """Draw a network: a column of circles for each layer, a line for each weight in use.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; its frame and ticks are taken away.
    layers : dict of str to array_like, shapes (n_0,), (n_1,), ...
        What each unit holds, by the name of its layer, the input first; zeros are drawn white.
    weights : sequence of array_like, shapes (n_1, n_0), (n_2, n_1), ...
        Drawn as lines, the wider the larger: blue if positive, orange if negative. Those below
        an eighth of the layer's largest are left out, and those to or from a unit that holds 0.
    form : str
        The format of a value.

    Raises
    ------
    TypeError, ValueError
        If the weights do not fit between the layers, there are no layers, a layer is empty, or
        another argument is not what is said above.
    """
    check_axes(axes)
    check_form(form)
    values = arrays_of_layers(layers)
    weights = weights_between(weights, values)
    heights = [(len(v) - 1) / 2 - np.arange(len(v)) for v in values]
    top = max(map(len, values)) / 2
    for k, W in enumerate(weights):
        in_use = np.outer(values[k + 1] != 0, values[k] != 0)
        _lines_between(axes, 3 * k, heights[k], heights[k + 1], np.where(in_use, W, 0))
    for k, (name, v) in enumerate(zip(layers, values, strict=True)):
        spots = {"x": np.full(len(v), 3 * k), "y": heights[k], "label": name}
        axes.scatter(**spots, s=850, c=np.where(v, "#f7d58b", "white"), edgecolors="black")
        axes.text(3 * k, top + 0.55, name, ha="center", weight="bold")
        axes.text(3 * k, top + 0.15, f"{v.shape}", ha="center")
        for value, y in zip(v, heights[k], strict=True):
            axes.text(3 * k, y, f"{value:{form}}", ha="center", va="center", fontsize=10)
    axes.set(xlim=(-0.5, 3 * len(values) - 2.5), ylim=(-top, top + 0.9))
    axes.axis("off")


def _lines_between(axes, x, left, right, W):
    """Draw lines for the weights of a layer, in four widths; the smallest weights have none."""
    width = np.round(4 * W / max(np.abs(W).max(), np.finfo(float).tiny))
    for step in np.unique(width[width != 0]):
        to, origin = np.nonzero(width == step)
        y = np.stack([left[origin], right[to], np.full(len(to), np.nan)], axis=1).ravel()
        xs, color = np.tile([x, x + 3, x], len(to)), COLORS["blue" if step > 0 else "orange"]
        axes.plot(xs, y, color=color, linewidth=abs(step) - 0.4, zorder=1)


def value_graph(axes, nodes, slopes, form="g"):
    """Draw a computation: what each node holds, and the loss's slope in it below.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; its frame and ticks are taken away.
    nodes : dict of str to tuple of (float, float, float, float)
        For each name where it stands, x and y, its value and its gradient. Leave 3 units in x
        and in y between neighbours.
    slopes : dict of (str, str) to float
        An arrow from the first node to the second, marked with the slope of the second in the
        first.
    form : str
        The format of a number.

    Raises
    ------
    TypeError, ValueError
        If an arrow begins or ends at a node that is not there, or at the same place; or if another
        argument is not what is said above.
    """
    check_axes(axes)
    check_form(form)
    spots = spots_of_nodes(nodes)
    check_slopes(slopes, spots)
    for (origin, to), slope in slopes.items():
        way = spots[to] - spots[origin]
        unit = way / np.hypot(*way)
        arrow(axes, spots[origin] + 0.62 * unit, spots[to] - 0.62 * unit, COLORS["black"])
        axes.text(*(spots[origin] + way / 2 + [0, 0.3]), f"× {slope:{form}}", ha="center")
    for name, (x, y, value, gradient) in nodes.items():
        axes.scatter(x, y, s=1100, color="white", edgecolors="black", label=name, zorder=2)
        axes.text(x, y, name, ha="center", va="center", fontsize=13)
        axes.text(x, y + 0.75, f"{value:{form}}", ha="center", color=COLORS["blue"])
        axes.text(x, y - 1.05, f"{gradient:{form}}", ha="center", color=COLORS["orange"])
    xs, ys = np.array(list(spots.values())).T
    axes.set(xlim=(xs.min() - 1, xs.max() + 1), ylim=(ys.min() - 1.3, ys.max() + 1.2))
    axes.axis("off")


def arrow(axes, start, end, color=COLORS["blue"], label=None):
    """Draw a vector of the plane as an arrow.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; set its limits yourself, an arrow does not widen them.
    start, end : array_like, shape (2,)
        Where the arrow begins and where its tip is.
    color : str
        Its colour.
    label : str, optional
        Its name in the legend.

    Raises
    ------
    TypeError, ValueError
        If start or end is not a point of the plane, or Matplotlib does not know the colour.
    """
    check_axes(axes)
    check_look(color=color)
    check_text(label=label or "")
    start, end = as_array(start, "start", ndim=1), as_array(end, "end", ndim=1)
    check_length(start, "start", 2, "a point has 2")
    check_length(end, "end", 2, "a point has 2")
    axes.quiver(*start, *(end - start), angles="xy", scale_units="xy", scale=1, units="inches",
                width=0.04, color=color, label=label, zorder=3)  # fmt: skip


def right_angle(axes, corner, toward, also, size=0.3):
    """Mark the right angle at a corner with a small square.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw, with equal aspect.
    corner, toward, also : array_like, shape (2,)
        The corner, and a point on each of the two sides.
    size : float
        The length of the square's sides, in the units of the axes.

    Raises
    ------
    TypeError, ValueError
        If a point is not one of the plane, the angle is not a right one, to rounding, or a side
        has no length.
    """
    check_axes(axes)
    check_number(1e-100, 1e100, size=size)
    points = {"corner": corner, "toward": toward, "also": also}
    corner, toward, also = (as_array(p, name, ndim=1) for name, p in points.items())
    for name, point in zip(points, (corner, toward, also), strict=True):
        check_length(point, name, 2, "a point has 2")
    sides = np.stack([toward - corner, also - corner])
    lengths = np.linalg.norm(sides, axis=1)
    if not lengths.all() or abs(sides[0] @ sides[1]) > 1e-9 * lengths.prod():
        raise ValueError(
            "the sides from corner to toward and also must form a right angle, "
            f"but are {sides.tolist()}"
        )
    one, other = size * sides / lengths[:, np.newaxis]
    square = np.stack([corner + one, corner + one + other, corner + other])
    axes.plot(*square.T, color=COLORS["gray"], linewidth=1.2)


def reliability_diagram(axes, confidence, accuracy, counts):
    """Draw how often predictions are right against how sure they are, and how many they are.

    Parameters
    ----------
    axes : pair of matplotlib.axes.Axes
        Where to draw the diagram and, below it, the numbers of samples.
    confidence, accuracy : array_like, shape (n_bins,)
        Mean confidence and share of right predictions in each bin; NaN where a bin is empty.
    counts : array_like, shape (n_bins,)
        The number of samples in each bin; the bins divide the interval from 0 to 1 evenly.

    Raises
    ------
    TypeError, ValueError
        If the three lengths differ, there is no bin, a share or confidence is not from 0 to 1, or
        a count is negative.

    Notes
    -----
    The bars on the points are one binomial standard error, √(a (1 - a) / count) up and down.
    """
    if not isinstance(axes, list | tuple | np.ndarray) or np.shape(axes) != (2,):
        raise TypeError(f"axes must be two Matplotlib Axes, but is {type(axes).__name__}")
    for panel in axes:
        check_axes(panel)
    counts = as_array(counts, "counts", ndim=1)
    check_not_empty(counts, "counts")
    if counts.min() < 0:
        raise ValueError(f"counts must be 0 or more, but one is {counts.min():.4g}")
    n_bins = len(counts)
    confidence = as_shares(confidence, "confidence", n_bins)
    accuracy = as_shares(accuracy, "accuracy", n_bins)
    error = np.sqrt(accuracy * (1 - accuracy) / np.maximum(counts, 1))
    upper, lower = axes
    upper.plot([0, 1], [0, 1], "--", color=COLORS["gray"], label="calibrated")
    upper.errorbar(confidence, accuracy, error, fmt="o-", color=COLORS["blue"], label="observed")
    upper.set(xlim=(0, 1.02), ylim=(-0.02, 1.02), ylabel="share that is right")
    upper.legend(loc="upper left")
    lower.bar((np.arange(n_bins) + 0.5) / n_bins, counts, 0.9 / n_bins, color=COLORS["sky"])
    lower.set(xlim=(0, 1.02), xlabel="confidence (top probability)", ylabel="samples")


def curves(axes, x, series, *, title, xlabel, ylabel, log="", marker=None):
    """Draw one line for each named series, all over the same x.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    x : array_like, shape (n,)
        What is common to all lines.
    series : dict of str to array_like, shape (n,)
        The lines, by their names in the legend; a lone series named "" needs no legend. NaN
        leaves a gap.
    title, xlabel, ylabel : str
        The finding, and what the axes show, with units.
    log : {"", "x", "y", "xy"}
        The axes with a logarithmic scale.
    marker : str, optional
        Matplotlib's marker at each point.

    Raises
    ------
    TypeError, ValueError
        If there is no series, one has not the length of x or is infinite, log is none of these,
        or another argument is not what is said above.
    """
    check_axes(axes)
    check_choice(("", "x", "y", "xy"), log=log)
    check_text(title=title, xlabel=xlabel, ylabel=ylabel)
    if marker is not None:
        check_look(marker=marker)
    x = as_array(x, "x", ndim=1)
    check_not_empty(x, "x")
    lines = lines_of_series(series, x)
    for (name, y), color in zip(lines.items(), cycle(COLORS.values()), strict=False):
        axes.plot(x, y, color=color, marker=marker, label=name or None)
    scales = {f"{letter}scale": "log" for letter in log}
    axes.set(title=title, xlabel=xlabel, ylabel=ylabel, **scales)
    if any(series):
        axes.legend()
