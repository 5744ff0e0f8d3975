"""Put the outputs of an executed copy into its notebook; `git diff` then shows what was meant."""

import re

import nbformat

from . import ledger
from .checks.cells import code, timed
from .checks.outputs import parts
from .normal import normal_form


def store(path, executed, times=False):
    """Return the notebook at path, in the normal form, with the outputs of its executed copy.

    Times differ in each run: while the code is what the ledger knows and they are told in the same
    words, those that are stored stay, but with ``times``.
    """
    nb = nbformat.read(path, as_version=4)
    copy = nbformat.read(executed, as_version=4)
    if [c.source for c in nb.cells] != [c.source for c in copy.cells]:
        raise ValueError("changed while it ran")
    known = {entry.source for entry in ledger.read(path)}
    same = all(ledger.entry(cell).source in known for _, cell in code(nb))
    for cell, done in zip(nb.cells, copy.cells, strict=True):
        if cell.cell_type == "code":
            kept = same and not times and timed(cell) and words(cell) == words(done)
            cell.outputs = cell.outputs if kept else done.outputs
            cell.execution_count = done.execution_count
    return normal_form(nb)


def words(cell):
    """What a cell shows, without its numbers and the space around them."""
    shown = parts(cell.outputs, timed=False)
    return [(kind, re.sub(r"\W*\d[\d.,]*(?:e[-+]\d+)?\s*", "#", str(c))) for kind, c in shown]
