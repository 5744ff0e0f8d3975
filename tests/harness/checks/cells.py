"""What the checks share: naming a cell in a message, and reading its parts."""

import ast
import re

REFRESH = "run `make refresh`, then look at `git diff`"


def where(nb, index):
    """Name a cell as a person finds it: by its index and its first line."""
    lines = nb.cells[index].source.strip().splitlines() or [""]
    return f"cell {index} (`{shorten(lines[0], 60)}`)"


def located(nb, cells, check):
    """Apply a check of one cell to cells: what it says, with the cell's name before it."""
    return [f"{where(nb, i)}: {problem}" for i, cell in cells for problem in check(cell)]


def shorten(text, width=100):
    """Cut a text to a width, on one line."""
    text = " ⏎ ".join(str(text).strip("\n").split("\n"))
    return text if len(text) <= width else text[: width - 1] + "…"


def code(nb):
    """List (index, cell) of the code cells that hold something: those that a kernel counts."""
    return [(i, c) for i, c in enumerate(nb.cells) if c.cell_type == "code" and c.source.strip()]


def markdown(nb):
    """List (index, cell) of the markdown cells."""
    return [(i, c) for i, c in enumerate(nb.cells) if c.cell_type == "markdown"]


def tags(cell):
    """Return a cell's tags."""
    return cell.metadata.get("tags", [])


def timed(cell):
    """Tell whether a cell measures times: its numbers differ from run to run."""
    return "nbval-ignore-output" in tags(cell)


def tree(cell):
    """Return a code cell's syntax tree; an empty one where it is not Python."""
    try:
        return ast.parse(cell.source)
    except SyntaxError:
        return ast.Module([], [])


def figures(cell):
    """List a cell's outputs that hold a PNG."""
    return [output for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


def alt_text(output):
    """Return what a figure says for those who cannot see it."""
    return str(output.get("metadata", {}).get("image/png", {}).get("alt") or "")


def texts(cell):
    """List all text that a cell shows, as a reader sees it."""
    found = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        found += [output.text] if output.output_type == "stream" else []
        found += [f"{output.ename}: {output.evalue}"] if output.output_type == "error" else []
        found += [
            data[kind] for kind in ("text/plain", "text/markdown", "text/latex") if kind in data
        ]
        found += [re.sub(r"<[^>]*>", " ", data["text/html"])] if "text/html" in data else []
    return found


def headings(nb):
    """List (index, level, text) of all headings, those inside code blocks left out."""
    found = []
    for index, cell in markdown(nb):
        source = re.sub(r"^(```|~~~).*?^\1", "", cell.source, flags=re.S | re.M)
        for match in re.finditer(r"^(#{1,6})[ \t]+(.+?)[ \t]*$", source, flags=re.M):
            found.append((index, len(match[1]), match[2]))
    return found
