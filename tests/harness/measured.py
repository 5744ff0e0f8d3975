"""Where the docs show what was measured: between two markers in helpers/README.md."""

import re

from .environment import ROOT

DOCS = ROOT / "helpers" / "README.md"


def section(name):
    """The lines that the docs show under a name."""
    return _between(name).search(DOCS.read_text(encoding="utf-8"))[2].splitlines()


def write(name, lines):
    """Show these lines under a name."""
    text = DOCS.read_text(encoding="utf-8")
    shown = "".join(f"{line}\n" for line in lines)
    text = _between(name).sub(lambda match: match[1] + shown + match[3], text)
    DOCS.write_text(text, encoding="utf-8")


def _between(name):
    """The markers of that name, and what is between them."""
    begin, end = f"<!-- {name}: written by a command -->\n", f"<!-- end of {name} -->"
    return re.compile(f"({re.escape(begin)})(.*)({re.escape(end)})", re.DOTALL)
