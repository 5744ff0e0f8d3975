"""Whether the stored figures are those that the notebook draws, and described in words."""

import binascii
import io
import re
import shutil
from base64 import b64decode
from pathlib import Path

from matplotlib.testing.compare import compare_images
from PIL import Image

from .cells import REFRESH, alt_text, code, figures, timed, where
from .outputs import not_executed

# The root of the mean squared difference over all pixels and channels, of 255, and the smallest
# that must be caught. Measured on two lines, 40 markers and a legend, drawn as `show` draws them:
#
#     figure, inches                       6 x 4    8 x 5    12 x 8   16 x 10
#     the same again                       0        0        0        0
#     one smoothed pixel one step off      0.104    0.081    0.052    0.040
#     data moved by a millionth            0.060    0        0.030    0.054
#     l to i in the legend                 0.462    0.358    0.220    0.170
#     the line's colour one step of 255    0.248    0.267    0.214    0.215
#     one marker moved by 0.02 of 10       2.402    2.909    3.100    3.012
#     no legend                            9.257    7.145    4.642    3.563
#
# Rounding on another processor moves data by far less than a millionth, and changes no pixel or
# one, with an exception which no tolerance can tell from a moved marker: Matplotlib snaps markers
# to whole pixels, so that one which lies at half a pixel (the last point of an autoscaled axis may)
# jumps with the last bit. Set such an axis's limits.
TOLERANCE = 0.12
BYTES = 80_000
WORDS = 5


def pixels(nb, fresh, folder):
    """Hold that each stored figure equals the fresh one pixel by pixel.

    nbval does not compare images. Where two differ, both and their difference are saved in
    `folder`, and the message names them.
    """
    problems = not_executed(nb, fresh)
    shutil.rmtree(folder, ignore_errors=True)
    for index, cell in [] if problems else code(nb):
        stored, came = figures(cell), figures(fresh.cells[index])
        if len(stored) != len(came):
            problems.append(
                f"{where(nb, index)}: {len(stored)} figures are stored, the run drew "
                f"{len(came)}: {REFRESH}"
            )
        for number, (old, new) in enumerate(zip(stored, came, strict=False), 1):
            stem = folder / (f"cell-{index}" if number == 1 else f"cell-{index}-{number}")
            problem = difference(old, new, stem, size_only=timed(cell))
            problems += [f"{where(nb, index)}: {problem}: {REFRESH}"] if problem else []
    return problems


def difference(stored, came, stem, size_only):
    """Describe how two figures differ, and save them; None if they do not."""
    old, new = png(stored), png(came)
    if old == new:
        return None
    sizes = size(old), size(new)
    if None in sizes:
        return f"the {'run' if sizes[0] else 'stored'} figure is not a readable PNG"
    if sizes[0] == sizes[1] and size_only:
        return None
    if sizes[0] == sizes[1]:
        return unlike(*save(stem, old, new), stem)
    old, new = save(stem, old, new)
    before, now = (f"{width} x {height}" for width, height in sizes)
    return f"the figure is {now} pixels, but {before} are stored; see {near(old)} and {near(new)}"


def unlike(stored, fresh, stem):
    """Compare two saved images of one size; those that are alike are removed again."""
    found = compare_images(stored, fresh, TOLERANCE, in_decorator=True)
    if found is None:
        for path in (stored, fresh):
            path.unlink()
        return None
    shown = stem.with_name(f"{stem.name}-difference.png")
    shutil.move(found["diff"], shown)
    return (
        f"the figure differs from the stored one (RMS {found['rms']:.3g}, where {TOLERANCE} is "
        f"allowed); see {near(stored)}, {near(fresh)} and {near(shown)}"
    )


def save(stem, stored, fresh):
    """Write two images beside each other, and return their paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = [stem.with_name(f"{stem.name}-{which}.png") for which in ("stored", "fresh")]
    for path, data in zip(paths, (stored, fresh), strict=True):
        path.write_bytes(data)
    return paths


def near(path):
    """Return a path as one types it from here."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def png(output):
    """Return the bytes of an output's PNG; none where it cannot be decoded."""
    try:
        return b64decode(output.data["image/png"])
    except (binascii.Error, ValueError, TypeError):
        return b""


def size(data):
    """Return width and height of a PNG, or None if it cannot be read."""
    try:
        with Image.open(io.BytesIO(data), formats=["PNG"]) as image:
            image.load()
            return image.size
    except (OSError, SyntaxError, ValueError):
        return None


def described(nb):
    """Hold that each figure says in words what it shows, and is small.

    nbval sees no output metadata, where the alt text lives, and asks for no description.
    """
    problems, seen = [], {}
    for index, cell in code(nb):
        calls, stored = len(re.findall(r"^show\(", cell.source, re.M)), len(figures(cell))
        if calls > stored:
            problems.append(
                f"{where(nb, index)}: expected a figure for each of {calls} calls of show, but "
                f"{stored} are stored: {REFRESH}"
            )
        for output in figures(cell):
            alt = alt_text(output)
            problems += [f"{where(nb, index)}: {problem}" for problem in undescribed(output, alt)]
            alike = " ".join(alt.lower().split())
            if alike and alike in seen:
                problems.append(
                    f"{where(nb, index)}: its alt text is that of {seen[alike]} as well: "
                    "say what this figure shows"
                )
            seen.setdefault(alike, where(nb, index))
    return problems


def undescribed(output, alt):
    """List what a figure's words and size lack."""
    problems = []
    if len(re.findall(r"\w+", alt)) < WORDS:
        problems.append(
            f"the figure needs an alt text of {WORDS} words or more, but has {alt!r}: "
            "show it by the course's own show function, with alt text"
        )
    text = output.data.get("text/plain", "").strip()
    if not text or text.startswith("<"):
        problems.append(
            f"the figure needs a description as text/plain, but has {text!r}: show it "
            "by the course's own show function, not by pyplot's display"
        )
    if len(png(output)) > BYTES:
        problems.append(
            f"the figure has {len(png(output)) / 1000:.0f} kB, and {BYTES / 1000:.0f} kB "
            "is the limit: draw fewer points or a smaller figure"
        )
    return problems
