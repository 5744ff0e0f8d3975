"""Whether cells have the form that reads well and runs the same everywhere."""

import ast
import re
from collections import Counter

from nbformat import validator

from .cells import REFRESH, code, located, shorten, texts, tree, where

FOREIGN = {"scipy", "sklearn", "torch", "pandas"}
LINES = 25
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+|\b0x[0-9a-fA-F]{8,}")
RAW = re.compile(
    r"^<|\barray\(|\bnp\.\w+|(?<!\w)-?(?:nan|inf)(?!\w)"
    r"|(?<![\w.])-?\d+(?:\.\d*(?:e[-+]?\d+)?|e[-+]?\d+)(?!\w)"
)


def imports(nb):
    """Hold that one cell imports, the first, and only what the course stands on."""
    problems = []
    for position, (index, cell) in enumerate(code(nb)):
        names = imported(cell)
        if bool(names) != (position == 0):
            problems.append(
                f"{where(nb, index)}: expected all imports in the first code cell, and there "
                f"alone, but there are {'imports' if names else 'none'} here: move them"
            )
    return problems + located(nb, code(nb), foreign)


def imported(cell):
    """Return the names of the packages that a cell imports."""
    nodes = list(ast.walk(tree(cell)))
    found = [alias.name for n in nodes if isinstance(n, ast.Import) for alias in n.names]
    found += [n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)]
    return {name.split(".")[0] for name in found}


def foreign(cell):
    """List what a cell uses that the course does without."""
    crutches = [
        (f"import {name}", "use NumPy, Matplotlib, helpers and the standard library")
        for name in sorted(imported(cell) & FOREIGN)
    ]
    if not is_python(cell.source):
        magic = re.finditer(r"^\s*[%!]\S*|^.*\S\?\??[ \t]*$|^\?\S+", cell.source, re.M)
        crutches += [(shorten(m[0].strip(), 40), "write it in Python") for m in magic]
    for name, instead in {
        "get_ipython": "write it in Python",
        "sys.path": "install the project, as `make` does",
        "plt.show(": "end the figure with the course's own show function",
    }.items():
        crutches += [(name, instead)] if name in cell.source else []
    return [f"expected plain Python, but it has `{bad}`: {instead}" for bad, instead in crutches]


def is_python(source):
    """Tell whether a cell is Python, without IPython's magic."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def forms(nb):
    """Hold that cells are short, have ids of their own, and hide nothing by a semicolon."""
    ids = Counter(cell.get("id") for cell in nb.cells)
    problems = [
        f"{where(nb, i)}: expected an id of its own, but it is {cell.get('id')!r}: give another"
        for i, cell in enumerate(nb.cells)
        if not cell.get("id") or ids[cell.id] > 1
    ]
    invalid = validator.iter_validate(nb, version=4)
    problems += [f"not a valid notebook: {shorten(e.message)}: {REFRESH}" for e in invalid]
    return problems + located(nb, code(nb), overlong)


def overlong(cell):
    """List what makes a cell hard to read: too many lines, semicolons at their ends."""
    lines = [line.rstrip() for line in cell.source.splitlines() if line.strip()]
    problems = [
        f"`{shorten(line, 40)}` ends in a semicolon, which hides nothing under nbval: remove it"
        for line in lines
        if line.endswith(";")
    ]
    if len(lines) > LINES:
        problems.append(f"{len(lines)} lines, and {LINES} are the limit: split the cell")
    return problems


def values(nb):
    """Hold that results are printed for people: no bare floats, arrays, objects or addresses.

    Those differ between releases of NumPy or from run to run, and nbval would blame the notebook.
    """
    return located(nb, code(nb), raw)


def raw(cell):
    """List the results of a cell that show as Python sees them."""
    results = [o.data.get("text/plain", "") for o in cell.outputs if plain(o)]
    problems = [
        f"expected printed text, but the last value shows as {shorten(text, 60)!r}: print it with "
        "a format"
        for text in results
        if RAW.search(text) and not text.startswith(("'", '"'))
    ]
    addresses = [match[0] for text in texts(cell) if (match := ADDRESS.search(text))]
    return problems + [
        f"expected nothing that differs between runs, but it shows {address!r}: print what "
        "matters of it"
        for address in addresses
    ]


def plain(output):
    """Tell whether an output is a cell's last value, shown as text only."""
    return output.output_type == "execute_result" and set(output.data) <= {"text/plain"}
