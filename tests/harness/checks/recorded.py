"""Whether a notebook's cells are those that `make refresh` last stored, in that order."""

from ..ledger import entries
from .cells import where

ASIDE = "undo it; if it is meant, run `make refresh`, then look at `git diff`"


def recorded(nb, ledger):
    """Hold each cell, its source and its outputs to the ledger.

    Of a text that is changed, or of a cell that is deleted with what belongs to it, no other check
    knows; and the outputs of cells that measure times are compared nowhere else.
    """
    now, then = entries(nb), list(ledger)
    ids, known = [entry.id for entry in now], {entry.id: entry for entry in then}
    problems = [
        f"the cell with id {entry.id!r}, {after(nb, ids, then, k)}, is gone: {ASIDE}"
        for k, entry in enumerate(then)
        if entry.id not in ids
    ]
    for index, entry in enumerate(now):
        stored = known.get(entry.id)
        if stored is None:
            problems.append(f"{where(nb, index)}: the cell is not in the ledger: {ASIDE}")
        else:
            problems += [
                f"{where(nb, index)}: {what} not those last stored: {ASIDE}"
                for what, same in (
                    ("source, type or tags are", entry.source == stored.source),
                    ("outputs or execution count are", entry.outputs == stored.outputs),
                )
                if not same
            ]
    return problems + moved(nb, ids, [entry.id for entry in then])


def after(nb, ids, ledger, position):
    """Say where a cell stood: after the nearest one before it that is still there."""
    before = [entry.id for entry in ledger[:position] if entry.id in ids]
    return f"after {where(nb, ids.index(before[-1]))}" if before else "the first"


def moved(nb, ids, known):
    """Name the first cell that stands in another place among the others, if there is one."""
    here = [name for name in ids if name in known]
    there = [name for name in known if name in ids]
    for mine, its in zip(here, there, strict=False):
        if mine != its:
            index = ids.index(mine)
            return [f"{where(nb, index)}: expected the cell with id {its!r} here: {ASIDE}"]
    return []
