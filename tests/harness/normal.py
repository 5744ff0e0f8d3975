"""The one form in which notebooks are stored, so that a diff shows only what changed."""

import argparse
import os
import re
import sys
from copy import deepcopy
from pathlib import Path

sys.modules.setdefault("rfc3987_syntax", None)  # saves 0.8 s, see environment.py

import nbformat  # noqa: E402

METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},  # enough for highlighting, and no patch version
}


def normal_form(nb):
    """Return a copy with the course's metadata only; sources and what outputs show stay.

    Notebook format 4.5; cell metadata are tags and `jupyter.source_hidden`; consecutive stream
    outputs of one name are one, without what was overwritten after a carriage return; results
    carry their cell's execution count.
    """
    nb = nbformat.convert(deepcopy(nb), 4)
    nb = nbformat.from_dict({**nb, "metadata": deepcopy(METADATA), "nbformat_minor": 5})
    for cell in nb.cells:
        cell.metadata = nbformat.from_dict(_cell_metadata(cell.metadata))
        if cell.cell_type == "code":
            cell.outputs = _outputs(cell)
    return nb


def to_text(nb):
    """Return the file's text as JupyterLab writes it: indent 1, sources as lists of lines."""
    return nbformat.writes(nb, version=nbformat.NO_CONVERT).rstrip("\n") + "\n"


def write_text(path, text):
    """Write atomically, and only what differs; return whether it did."""
    path, data = Path(path).resolve(), text.encode()
    if path.exists() and path.read_bytes() == data:
        return False
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _cell_metadata(metadata):
    kept = {}
    if metadata.get("tags"):
        kept["tags"] = list(metadata["tags"])
    if metadata.get("jupyter", {}).get("source_hidden"):
        kept["jupyter"] = {"source_hidden": True}
    return kept


def _outputs(cell):
    merged = []
    for output in cell.outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" == last.get("output_type") and last.name == output.name:
            last.text += output.text
        else:
            merged.append(output)
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
    for output in merged:
        if output.output_type == "stream":
            output.text = last_written(output.text)
    return merged


def last_written(text):
    """Return what a reader sees in the end: a carriage return lets the line be written anew."""
    return re.sub(r".*\r(?=[^\n])", "", text)


def main(argv=None):
    """Bring notebooks to the normal form, or with --check name those that are not in it."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("notebooks", nargs="*", type=Path)
    options = parser.parse_args(argv)
    changed = 0
    for path in options.notebooks:
        text = to_text(normal_form(nbformat.read(path, as_version=nbformat.NO_CONVERT)))
        if options.check:  # noqa: SIM108
            differs = path.read_bytes() != text.encode()
        else:
            differs = write_text(path, text)
        if differs:
            changed += 1
            print(f"{path}: not in the normal form" + ("; make refresh" if options.check else ""))
    return int(changed > 0)


if __name__ == "__main__":
    sys.exit(main())
