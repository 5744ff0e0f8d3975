"""What `make refresh` last stored: digests of each cell of each notebook, in tests/ledger/.

A cell that is deleted, or a word that is lost from a text, leaves a notebook that runs and agrees
with its outputs. Here it leaves a difference; `make refresh` writes the ledger anew, and `git diff`
then shows the change twice: in the notebook and here.
"""

import hashlib
import json
from pathlib import Path
from typing import NamedTuple

from .normal import write_text

LENGTH = 12  # hexadecimal digits of a digest
HEADER = "# source       outputs      cell: written by make refresh\n"
NO_OUTPUTS = "-" * LENGTH


class Entry(NamedTuple):
    """A cell as the ledger holds it: digests of its source and of its outputs, and its id."""

    source: str
    outputs: str
    id: str


def path_of(notebook):
    """Return where the ledger of a notebook lies: beside the folder of notebooks, in the tests."""
    return Path(notebook).resolve().parents[1] / "tests" / "ledger" / f"{Path(notebook).stem}.txt"


def entries(nb):
    """List what the ledger should hold of a notebook."""
    return [entry(cell) for cell in nb.cells]


def entry(cell):
    """Return what the ledger should hold of a cell."""
    outputs = [cell.execution_count, cell.outputs] if cell.cell_type == "code" else None
    return Entry(
        source=digest([cell.cell_type, cell.source, cell.metadata]),
        outputs=digest(outputs) if outputs else NO_OUTPUTS,
        id=str(cell.get("id")),
    )


def digest(value):
    """Return a short digest of what JSON can hold."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def read(notebook):
    """List the entries that are stored for a notebook; none if there is no ledger of it."""
    path = path_of(notebook)
    text = path.read_text(encoding="utf-8") if path.exists() else HEADER
    return [Entry(*line.split(maxsplit=2)) for line in text.splitlines()[1:]]


def write(notebook, nb):
    """Store the entries of a notebook."""
    path = path_of(notebook)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, HEADER + "".join(f"{' '.join(entry)}\n" for entry in entries(nb)))
