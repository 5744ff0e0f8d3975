"""The model of notebook 12, taken from the notebook's own cells."""

import contextlib
import io
from types import SimpleNamespace

import nbformat

from tests.harness.checks.course import ROOT

# the cells that define the model and its training; the others look at it
CELLS = (
    *("imports", "parameters", "data", "embed-code", "norm-by-hand", "layer-norm"),
    *(
        "layer-norm-gradient",
        "attend",
        "attend-gradient",
        "think-code",
        "forward",
        "backward",
        "layout",
        "initial",
    ),
    *("shapes", "adam-code", "one-epoch", "train-def"),
)


def capstone(**parameters):
    """Run the cells that define the model, with other values of the notebook's parameters.

    Returns
    -------
    SimpleNamespace
        What they define: ``train``, ``forward``, ``backward``, ``shapes``, ``X_test`` and so on.
    """
    nb = nbformat.read(ROOT / "notebooks" / "12_summary.ipynb", as_version=4)
    sources = {cell.id: cell.source for cell in nb.cells}
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in CELLS:
            exec(compile(sources[cell], f"<{cell}>", "exec"), names)
            if cell == "parameters":
                assert set(parameters) <= set(names)
                names.update(parameters)
    return SimpleNamespace(**names)
