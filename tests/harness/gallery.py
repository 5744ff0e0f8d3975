"""The README's gallery: a figure of each notebook, copied from its stored outputs."""

import base64
import re
import sys

from .checks.course import ROOT, TITLES, load
from .normal import write_text

FOLDER = ".github/gallery"
# the cell of the figure, by the number of the notebook
FIGURES = {
    "01": "maps-figure",
    "02": "story-figure",
    "03": "map-figure",
    "04": "fold-figure",
    "05": "mini-labels-figure",
    "06": "momentum-draw",
    "07": "strides-drawing",
    "08": "map-figure",
    "09": "path",
    "10": "weights",
    "11": "induction-maps",
    "12": "attention-maps",
}
BEGIN, END = "<!-- gallery: written by make refresh -->\n", "<!-- end of the gallery -->\n"


def figure(number):
    """Return the PNG and the alternative text of a notebook's figure in the gallery."""
    nb = load(ROOT / "notebooks" / f"{notebook(number)}.ipynb").nb
    (cell,) = (cell for cell in nb.cells if cell.id == FIGURES[number])
    (output,) = (o for o in cell.outputs if "image/png" in o.get("data", {}))
    alt = " ".join(output.metadata["image/png"]["alt"].split())
    return base64.b64decode(output.data["image/png"]), alt


def notebook(number):
    """Return the name of a notebook from its number."""
    return next(name for name in TITLES if name.startswith(number))


def markdown():
    """Return the gallery as a Markdown table of two columns."""
    entries = []
    for number in FIGURES:
        title = f"[{number} {TITLES[notebook(number)]}](notebooks/{notebook(number)}.ipynb)"
        entries.append(f"{title}<br>![{figure(number)[1]}]({FOLDER}/{number}.png)")
    rows = [
        f"| {left} | {right} |" for left, right in zip(entries[::2], entries[1::2], strict=True)
    ]
    return "\n".join(["| | |", "| --- | --- |", *rows]) + "\n"


def main():
    """Write the figures into their folder, and the table into the README."""
    folder = ROOT / FOLDER
    folder.mkdir(exist_ok=True)
    for number in FIGURES:
        png, _ = figure(number)
        path = folder / f"{number}.png"
        if not path.exists() or path.read_bytes() != png:
            path.write_bytes(png)
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    table = BEGIN + markdown().replace("\\", r"\\") + END
    write_text(readme, re.sub(f"{BEGIN}.*{END}", table, text, flags=re.S))


if __name__ == "__main__":
    sys.exit(main())
