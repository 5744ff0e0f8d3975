"""Changes of a stored notebook that need no run to be judged.

Each takes a Copy, changes it and says what it did, or raises NotHere. Where a source changes, the
run's copy gets the same change, as if the run had gone on as before: the checks must see the rest.
"""

import base64
import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

from nbformat import NotebookNode

from tests.harness.checks.cells import code, figures, markdown, tags, where
from tests.harness.checks.prose import claims

from .sources import choose, other_digit


@dataclass
class Copy:
    """A notebook to be changed, with its run, and what draws the place.

    Parameters
    ----------
    nb, fresh : NotebookNode
        The stored notebook and the copy of its run.
    rng : random.Random
        What draws.
    spied : Path
        Where the spied run left other figures.
    """

    nb: NotebookNode
    fresh: NotebookNode
    rng: Random
    spied: Path

    def pick(self, cells):
        """Draw one of (index, cell)."""
        return choose(self.rng, cells)

    def name(self, index):
        """Name a cell."""
        return where(self.nb, index)


STORED = {}


def kind(name):
    """Register a kind of change."""

    def register(function):
        STORED[name] = function
        return function

    return register


def texts_of(cell):
    """List (the mapping, its key) of the texts among a cell's outputs."""
    found = []
    for output in cell.outputs:
        if output.output_type == "stream":
            found.append((output, "text"))
        found += [(output.data, key) for key in output.get("data", {}) if key != "image/png"]
    return found


@kind("one digit of an output")
def digit(copy):
    places = [
        (index, holder, key)
        for index, cell in code(copy.nb)
        for holder, key in texts_of(cell)
        if re.search(r"\d", holder[key])
    ]
    index, holder, key = copy.pick(places)
    did, holder[key] = other_digit(holder[key], copy.rng)
    return f"{copy.name(index)}, {key}: {did}"


@kind("output removed")
def output_removed(copy):
    index, cell = copy.pick([(i, c) for i, c in code(copy.nb) if c.outputs])
    cell.outputs.pop(copy.rng.randrange(len(cell.outputs)))
    return copy.name(index)


@kind("emptied, with its counts")
def emptied(copy):
    for _, cell in code(copy.nb):
        cell.outputs, cell.execution_count = [], None
    return "all code cells"


@kind("cells reordered")
def reordered(copy):
    i = copy.rng.randrange(len(copy.nb.cells) - 1)
    did = f"{copy.name(i)} and the next"
    for nb in (copy.nb, copy.fresh):
        nb.cells[i], nb.cells[i + 1] = nb.cells[i + 1], nb.cells[i]
    return did


@kind("cell deleted")
def deleted(copy):
    i = copy.rng.randrange(len(copy.nb.cells))
    did = copy.name(i)
    for nb in (copy.nb, copy.fresh):
        del nb.cells[i]
    return did


def other_figure(copy, what):
    """Replace a stored figure by the same with one change, as the spied run left it."""
    drawn = [(i, o) for i, c in code(copy.nb) for o in figures(c)]
    changed = [
        (index, output, path)
        for number, (index, output) in enumerate(drawn)
        if (path := copy.spied / f"{number:02}-{what}.png").exists()
    ]
    index, output, path = copy.pick(changed)
    output.data["image/png"] = base64.b64encode(path.read_bytes()).decode()
    return copy.name(index)


@kind("figure: other data")
def figure_data(copy):
    return other_figure(copy, "data")


@kind("figure: other labels")
def figure_labels(copy):
    return other_figure(copy, "labels")


@kind("figure: other colours")
def figure_colours(copy):
    return other_figure(copy, "colours")


@kind("figure: no legend")
def figure_legend(copy):
    return other_figure(copy, "legend")


@kind("figure: another one")
def figure_swapped(copy):
    drawn = [(i, o) for i, c in code(copy.nb) for o in figures(c)]
    (i, one), (j, two) = copy.rng.sample(drawn, 2)
    one.data["image/png"], two.data["image/png"] = two.data["image/png"], one.data["image/png"]
    return f"{copy.name(i)} and {copy.name(j)} swapped"


@kind("alt text no longer fits")
def alt_text(copy):
    drawn = [(i, o.metadata["image/png"]) for i, c in code(copy.nb) for o in figures(c)]
    index, image = copy.pick(drawn)
    words = image.alt.split()
    place = copy.rng.randrange(len(words))
    did = f"{copy.name(index)}: without {words.pop(place)!r}"
    image.alt = " ".join(words)
    return did


def edit(copy, index, source):
    """Give a cell another source, in the run as well."""
    for nb in (copy.nb, copy.fresh):
        nb.cells[index].source = source


@kind("number in prose")
def prose_number(copy):
    places = [
        (index, match.span())
        for index, cell in markdown(copy.nb)
        for claim in claims(cell.source)
        if (match := re.search(rf"(?<![\w.]){re.escape(claim.text)}(?![\w.])", cell.source))
    ]
    index, (start, end) = copy.pick(places)
    did, source = other_digit(copy.nb.cells[index].source, copy.rng, start, end)
    did = f"{copy.name(index)}: {did}"
    edit(copy, index, source)
    return did


@kind("word in prose")
def prose_word(copy):
    index, cell = copy.pick(markdown(copy.nb))
    match = copy.pick(list(re.finditer(r"\w+\s*", cell.source)))
    did = f"{copy.name(index)}: without {match[0].strip()!r}"
    edit(copy, index, cell.source[: match.start()] + cell.source[match.end() :])
    return did


@kind("solutions swapped")
def solutions_swapped(copy):
    found = [i for i, c in code(copy.nb) if "solution" in tags(c)]
    i, j = copy.rng.sample(found, 2)
    for nb in (copy.nb, copy.fresh):
        one, two = nb.cells[i], nb.cells[j]
        for key in ("source", "outputs"):
            one[key], two[key] = two[key], one[key]
    return f"cells {i} and {j}"


@kind("solution open")
def solution_open(copy):
    index, cell = copy.pick([(i, c) for i, c in code(copy.nb) if "solution" in tags(c)])
    del cell.metadata["jupyter"]
    return copy.name(index)
