"""What strict nbval does not see: checks of a notebook, each a pure function to a list of problems.

A problem is a sentence that names the cell, what was expected, what came, and what to do.
``CHECKS`` names them all: ``CHECKS["pixels"](load("notebooks/09_linear_regression.ipynb"))``.
"""

from .anatomy import definitions, exercises, links, sections, title
from .course import (
    EXPECTED,
    ROOT,
    TITLES,
    Case,
    article_numbers,
    build_folder,
    helper_names,
    load,
    notebooks,
)
from .form import forms, imports, values
from .metadata import normal
from .outputs import executed, exempt, outputs
from .parameters import documented, enforced
from .pictures import described, pixels
from .prose import numbers
from .recorded import recorded

CHECKS = {
    "executed": lambda case: executed(case.nb),
    "exempt": lambda case: exempt(case.nb),
    "outputs": lambda case: outputs(case.nb, case.fresh),
    "pixels": lambda case: pixels(case.nb, case.fresh, case.pictures),
    "described": lambda case: described(case.nb),
    "documented": lambda case: documented(case.nb),
    "enforced": lambda case: enforced(case.nb),
    "numbers": lambda case: numbers(case.nb, case.article_numbers),
    "normal": lambda case: normal(case.nb, case.text),
    "recorded": lambda case: recorded(case.nb, case.ledger),
    "title": lambda case: title(case.nb, case.name, TITLES),
    "sections": lambda case: sections(case.nb),
    "imports": lambda case: imports(case.nb),
    "forms": lambda case: forms(case.nb),
    "values": lambda case: values(case.nb),
    "definitions": lambda case: definitions(case.nb, case.helpers),
    "links": lambda case: links(case.nb, case.folder, TITLES),
    "exercises": lambda case: exercises(case.nb, case.name),
}

__all__ = [
    "CHECKS",
    "EXPECTED",
    "ROOT",
    "TITLES",
    "Case",
    "article_numbers",
    "build_folder",
    "helper_names",
    "load",
    "notebooks",
]
