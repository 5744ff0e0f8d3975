"""What the trials found, as tables."""

from tests.harness import checks
from tests.harness.checks.cells import where


def summary(results, names):
    """Notebooks × environments: how many cells hold, of how many, in Markdown."""
    tried = [result for result in results if result.cells]
    header = ["environment", *(name[:2] for name in names), "cells", "seconds"]
    rows = [header, ["---"] * len(header)]
    for result in tried:
        held = [share(result, name) for name in names]
        rows.append([result.environment.name, *held, share(result), f"{result.seconds:.0f}"])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    absent = [r for r in results if not r.cells]
    return lines + [f"{r.environment.name}: {why_not(r)}" for r in absent]


def why_not(result):
    """Why there was no trial."""
    if result.failed:
        return f"could not be set up: {result.failed}"
    return f"not tried: {result.missing}"


def share(result, name=None):
    """How many cells of a notebook, or of all, hold in an environment."""
    held = [not said for (of, _), said in result.cells.items() if name in (None, of)]
    return f"{len(held)}" if all(held) else f"{sum(held)}/{len(held)}"


def differing(results):
    """Cells × environments, for the cells that differ anywhere, each with its first difference."""
    tried = [result for result in results if result.cells]
    lines = []
    for name, index in sorted({cell for r in tried for cell, said in r.cells.items() if said}):
        there = [r for r in tried if r.cells.get((name, index))]
        nb = checks.load(checks.ROOT / "notebooks" / f"{name}.ipynb").nb
        lines.append(f"{name}, {where(nb, index)}")
        lines.append("  differs in: " + ", ".join(r.environment.name for r in there))
        lines.append(f"  first: {there[0].cells[name, index]}")
    return lines


def every_cell(results):
    """Cells × environments, all of them, separated by tabs: = where it holds, x where not."""
    tried = [result for result in results if result.cells]
    lines = ["\t".join(["notebook", "cell", *(r.environment.name for r in tried)])]
    for name, index in sorted({cell for result in tried for cell in result.cells}):
        marks = ["x" if r.cells.get((name, index), "none") else "=" for r in tried]
        lines.append("\t".join([name, str(index), *marks]))
    return lines
