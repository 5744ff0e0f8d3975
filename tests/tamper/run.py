"""Changes that need a run, or tests, to be judged: made in a copy of the checkout.

Each takes a Checkout and a notebook's name, changes a file and returns what it did and the tests
that hold it; where there are tests only, it runs no notebook.
"""

import ast
import contextlib
import hashlib
import importlib
import io
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from helpers import _MODULES, datasets
from helpers.exercises.judging import Exercise, Outcome
from tests.harness import checks
from tests.harness.checks.cells import code, tags, timed, where
from tests.harness.normal import to_text

from .sources import (
    NotHere,
    choose,
    other_digit,
    other_seed,
    shifted_assignment,
    shifted_return,
    weaker_check,
)

NOT_MATHEMATICS = {"drawing", "figures", "notebook", "parameters", "datasets", "measuring"}
RUNS, TESTED = {}, {}


@dataclass
class Checkout:
    """A copy of the course to change, one notebook of which is looked at.

    Parameters
    ----------
    root, build : Path
        The copy, and its folder for what it builds.
    name : str
        The notebook.
    rng : random.Random
        What draws.
    floats : set of str
        Names of the notebook that hold floating-point numbers.
    """

    root: Path
    build: Path
    name: str
    rng: Random
    floats: set

    @property
    def notebook(self):
        """The path of the notebook."""
        return self.root / "notebooks" / f"{self.name}.ipynb"

    def load(self):
        """The notebook as its checks get it."""
        return checks.load(self.notebook, self.build)

    def imports(self):
        """Module of helpers → names that the notebook takes from it."""
        found = {}
        _, cell = code(self.load().nb)[0]
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("helpers"):
                for alias in node.names:
                    module = node.module.removeprefix("helpers").lstrip(".")
                    of = next((m for m, names in _MODULES.items() if alias.name in names), "")
                    found.setdefault(module or of, set()).add(alias.name)
        return found

    def edit(self, path, change, *arguments):
        """Change a file by a function of its text; return what was done."""
        path = self.root / path
        did, text = change(path.read_text(encoding="utf-8"), *arguments, self.rng)
        path.write_text(text, encoding="utf-8")
        return f"{path.relative_to(self.root)}: {did}"

    def edit_cell(self, index, change, *arguments):
        """Change the source of a cell; return what was done."""
        nb = self.load().nb
        did, source = change(nb.cells[index].source, *arguments, self.rng)
        place = where(nb, index)
        nb.cells[index].source = source
        self.notebook.write_text(to_text(nb), encoding="utf-8")
        return f"{place}: {did}"

    def first(self, places, change):
        """Change the first of the places where it can be; return it and what was done."""
        for place in places:
            with contextlib.suppress(NotHere):
                return place, change(place)
        raise NotHere

    def command(self, *arguments):
        """Run a module of the copy's; return whether it succeeded."""
        done = subprocess.run(
            [sys.executable, "-m", *arguments], cwd=self.root, capture_output=True, text=True
        )
        return done.returncode == 0

    def test(self, paths):
        """Run tests of the copy's; return whether they pass."""
        options = ("-x", "-q", "-p", "no:cacheprovider", "-p", "tests.harness.environment")
        return self.command("pytest", *options, *paths)


def kind(name, register):
    """Register a kind of change."""

    def add(function):
        register[name] = function
        return function

    return add


@kind("source of a cell", RUNS)
def cell_source(checkout):
    cells = code(checkout.load().nb)
    indices = [i for i, c in cells if not {"solution", "parameters"} & set(tags(c))]
    _, did = checkout.first(
        checkout.rng.sample(indices, len(indices)),
        lambda index: checkout.edit_cell(index, shifted_assignment, checkout.floats),
    )
    return did, []


@kind("source of a helper", RUNS)
def helper_source(checkout):
    found = checkout.imports()
    modules = sorted(m for m in found if m in _MODULES and m not in NOT_MATHEMATICS)
    module, did = checkout.first(
        checkout.rng.sample(modules, len(modules)),
        lambda m: checkout.edit(f"helpers/{m}.py", shifted_return, found[m]),
    )
    own = [f"tests/test_{module}.py", f"tests/oracles/test_{module}.py", f"helpers/{module}.py"]
    return did, [path for path in own if (checkout.root / path).exists()]


@kind("seed", RUNS)
def seed(checkout):
    nb = checkout.load().nb
    (index,) = (i for i, c in code(nb) if "parameters" in tags(c))
    return checkout.edit_cell(index, other_seed), []


def data_file(checkout):
    """Draw a data file that the notebook loads; any, if it loads none."""
    names = checkout.imports().get("datasets", set())
    files = {f"{name.removeprefix('load_')}.npz" for name in names} & set(datasets.SHA256)
    return choose(checkout.rng, sorted(files or datasets.SHA256))


@kind("data file", RUNS)
def data(checkout):
    file = data_file(checkout)
    path = checkout.root / "helpers" / "data" / file
    content = bytearray(path.read_bytes())
    place = checkout.rng.randrange(len(content))
    content[place] ^= 1 << checkout.rng.randrange(8)
    path.write_bytes(content)
    return f"{file}: one bit of byte {place}", ["tests/test_datasets.py"]


@kind("data file and its checksum", RUNS)
def data_and_checksum(checkout):
    file = data_file(checkout)
    path = checkout.root / "helpers" / "data" / file
    with np.load(path) as stored:
        arrays = dict(stored)
    name = max(arrays, key=lambda n: arrays[n].size)
    flat = arrays[name].reshape(-1)
    place = checkout.rng.randrange(flat.size)
    flat[place] += 1
    np.savez_compressed(buffer := io.BytesIO(), **arrays)
    path.write_bytes(buffer.getvalue())
    module = checkout.root / "helpers" / "datasets.py"
    text = module.read_text(encoding="utf-8")
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    module.write_text(text.replace(datasets.SHA256[file], digest), encoding="utf-8")
    return f"{file}: entry {place} of {name}", ["tests/test_datasets.py"]


@kind("one digit, before strict nbval", TESTED)
def digit_before_nbval(checkout):
    nb = checkout.load().nb
    printed = [
        (i, o)
        for i, c in code(nb)
        for o in c.outputs
        if not timed(c) and o.output_type == "stream" and re.search(r"\d", o.text)
    ]
    index, output = choose(checkout.rng, printed)
    did, output.text = other_digit(output.text, checkout.rng)
    checkout.notebook.write_text(to_text(nb), encoding="utf-8")
    return f"{where(nb, index)}: {did}", [f"notebooks/{checkout.notebook.name}"]


@kind("exercise check weakened", TESTED)
def check_weakened(checkout):
    (module,) = (m for m in checkout.imports() if m.startswith("exercises."))
    exercises = importlib.import_module(f"helpers.{module}")
    module = module.removeprefix("exercises.")
    did = checkout.edit(f"helpers/exercises/{module}.py", weaker_check, measured(exercises))
    return did, [f"tests/exercises/test_{module}.py"]


def measured(exercises):
    """The labels of the exercises whose right answers hold numbers: those have a tolerance."""

    def is_number(value):
        if isinstance(value, dict):
            value = tuple(value.values())
        if isinstance(value, tuple | list):
            return any(map(is_number, value))
        return np.asarray(value).dtype.kind in "iuf"

    checks_of = [v for v in vars(exercises).values() if isinstance(v, Exercise)]
    return {
        c.label
        for c in checks_of
        if any(is_number(Outcome.of(c.reference, case).value) for case in c.cases)
    }


@kind("errata row", TESTED)
def errata_row(checkout):
    def row(text, rng):
        begin = text.index("## What the article prints")
        rows = [m.span() for m in re.finditer(r"^\|.*\d.*\|$", text[begin:], re.M)]
        start, end = choose(rng, rows)
        return other_digit(text, rng, begin + start, begin + end)

    return checkout.edit("README.md", row), ["tests/test_readme.py"]


@kind("number that the article prints", TESTED)
def article_number(checkout):
    def printed(text, rng):
        begin = text.index("PRINTED = ")
        return other_digit(text, rng, begin, text.index("\n}", begin))

    did = checkout.edit("helpers/article.py", printed)
    return did, ["tests/test_readme.py", "tests/test_article.py"]


@kind("version in environment.yml", TESTED)
def version(checkout):
    def digit(text, rng):
        lines = [m.span() for m in re.finditer(r"^  - \w+=.*$", text, re.M)]
        return other_digit(text, rng, *choose(rng, lines))

    return checkout.edit("environment.yml", digit), ["tests/test_package.py"]


@kind("figure of the README", TESTED)
def gallery(checkout):
    one, two = checkout.rng.sample(range(1, 13), 2)
    folder = checkout.root / ".github" / "gallery"
    (folder / f"{one:02}.png").write_bytes((folder / f"{two:02}.png").read_bytes())
    return f"{one:02}.png is {two:02}.png", ["tests/test_readme.py"]


def read_floats(spied):
    """The names that the spied run of a notebook found to hold floating-point numbers."""
    return set(json.loads((spied / "floats.json").read_text()))
