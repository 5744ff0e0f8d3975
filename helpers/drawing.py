"""Drawings that several notebooks need and that teach nothing by themselves."""

import numpy as np

from ._validation import as_array, check_length
from .parameters import check_integer


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
        One for each image, written above it.
    limits : pair of float, optional
        The values drawn as the two ends of the colour map; by default the least and the greatest.
    cmap : str
        The colour map.

    Returns
    -------
    matplotlib.image.AxesImage
        What a colour bar is made from.

    Raises
    ------
    ValueError
        If images has not three dimensions, or there are not as many titles.
    """
    images = as_array(images, "images", ndim=3)
    check_integer(1, 1000, columns=columns)
    n, height, width = images.shape
    rows, columns = -(-n // columns), min(columns, n)
    gap = 3 if titles is not None else 1
    canvas = np.full((rows * (height + gap), columns * (width + 1)), np.nan)
    corners = [(i // columns * (height + gap) + gap, i % columns * (width + 1)) for i in range(n)]
    for image, (top, left) in zip(images, corners, strict=True):
        canvas[top : top + height, left : left + width] = image
    low, high = limits or (images.min(), images.max())
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set_visible(False)
    if titles is not None:
        check_length(np.empty(len(titles)), "titles", n, f"there are {n} images")
        for title, (top, left) in zip(titles, corners, strict=True):
            axes.text(left + width / 2 - 0.5, top - 0.8, title, ha="center", fontsize=10)
    return axes.imshow(canvas, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")


def heat_map(axes, matrix, rows, columns, form=".2f", cmap="Blues", limits=None):
    """Draw a matrix as colours, with each entry written into its cell.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw.
    matrix : array_like, shape (m, n)
        The entries.
    rows, columns : sequence of str, lengths m and n
        The names of the rows and of the columns.
    form : str
        The format of an entry; an empty result leaves the cell empty.
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
    ValueError
        If there are not as many names as rows or columns.
    """
    matrix = as_array(matrix, "matrix", ndim=2)
    check_length(matrix, "matrix", len(rows), f"there are {len(rows)} names of rows")
    check_length(matrix.T, "matrix's row", len(columns), f"there are {len(columns)} names")
    low, high = limits or (matrix.min(), matrix.max())
    image = axes.imshow(matrix, cmap=cmap, vmin=low, vmax=high)
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.tick_params(length=0)
    axes.grid(False)
    for (i, j), value in np.ndenumerate(matrix):
        red, green, blue, _ = image.cmap(image.norm(value))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        axes.text(j, i, format(value, form), ha="center", va="center", fontsize=10,
                  color="white" if dark else "black")  # fmt: skip
    return image
