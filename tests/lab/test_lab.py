"""Each notebook as a learner meets it: it runs, folds, draws, and judges what is typed in."""

import importlib
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.harness import checks
from tests.harness.checks.anatomy import exercise_headings
from tests.harness.checks.cells import code, tags, where
from tests.harness.checks.outputs import left_behind, outputs
from tests.harness.checks.pictures import pixels
from tests.harness.normal import METADATA

from .notebook import Notebook

SECONDS_OF_MATH = 30
NOTIFY = """message => {
  const options = {autoClose: false};
  window.jupyterapp.commands.execute('apputils:notify', {message, type: 'info', options});
}"""


@pytest.mark.parametrize("name", checks.EXPECTED)
def test_notebook(page, name):
    stored = checks.load(checks.ROOT / "notebooks" / f"{name}.ipynb").nb
    notebook = Notebook(page, f"{name}.ipynb")
    problems = open_solutions(stored, notebook) + badly_drawn(stored, notebook)
    notebook.run_all()
    problems += ran_otherwise(stored, notebook.model(), checks.build_folder() / "lab" / name)
    problems += wrong_verdicts(stored, notebook, name)
    problems += [f"in the way: {text!r}" for text in notebook.in_the_way()]
    assert not problems, "\n".join([f"{name}.ipynb in JupyterLab:", *problems])


def test_what_is_broken_is_noticed(page, lab, tmp_path, monkeypatch):
    monkeypatch.setattr("tests.lab.test_lab.SECONDS_OF_MATH", 3)
    cells = [
        new_markdown_cell("# Broken\n\nA formula, $a & b$."),
        new_markdown_cell("Another, $\\frac{1$."),
        new_markdown_cell("This is $x^2$, and `$x` is code."),
        new_code_cell("print(1)", outputs=[new_output("stream", text="2\n")]),
        new_code_cell("1 / 0"),
        new_code_cell("# Solution", metadata={"tags": ["solution"]}),
    ]
    nb = new_notebook(cells=cells, metadata=METADATA)
    nbformat.write(nb, lab.folder / "broken.ipynb")
    notebook = Notebook(page, "broken.ipynb")
    assert open_solutions(nb, notebook) == ["cell 5 (`# Solution`): is a solution and open"]
    first, second = badly_drawn(nb, notebook)
    assert first.startswith("cell 0 (`# Broken`): a formula has an error: ")
    assert "cell 1" in second
    assert "a formula is not drawn: Another, $\\frac{1$." in second
    notebook.run_all()
    failed, digit, more = ran_otherwise(nb, notebook.model(), tmp_path)
    assert "cell 4 (`1 / 0`): expected no error, but the output is ZeroDivisionError" in failed
    assert "cell 3 (`print(1)`): stdout, text: line 1 is stored as '2', the run gave '1'" in digit
    assert "cell 4 (`1 / 0`): the stored outputs are nothing; the run gave error" in more
    assert notebook.in_the_way() == []
    page.evaluate(NOTIFY, "Hello")
    page.wait_for_selector(".Toastify__toast")
    assert notebook.in_the_way() == ["Hello"]


def open_solutions(nb, notebook):
    """Solutions are folded when the notebook is opened, and nothing else is."""
    seen = set(notebook.open_cells())
    folded = {index for index, cell in code(nb) if "solution" in tags(cell)}
    unlike = (set(range(len(nb.cells))) - seen) ^ folded
    return [
        f"{where(nb, i)}: {'is a solution and open' if i in folded else 'is folded'}"
        for i in sorted(unlike)
    ]


def badly_drawn(nb, notebook):
    """Every text is rendered, with its formulas; MathJax takes a moment for the first ones."""
    for _ in range(10 * SECONDS_OF_MATH):
        if not (found := notebook.badly_drawn()):
            return []
        notebook.page.wait_for_timeout(100)
    return [f"{where(nb, index)}: {what}" for index, what in found]


def ran_otherwise(nb, ran, folder):
    """No cell fails, and all show what is stored."""
    failed = [f"{where(nb, i)}: {said}" for i, c in code(ran) for said in left_behind(c)]
    return failed + outputs(nb, ran) + pixels(nb, ran, folder)


def wrong_verdicts(nb, notebook, name):
    """A wrong answer is told what is wrong, and the solution that it is right."""
    problems = []
    for number, starter, solution in exercises(nb):
        check = re.findall(r"\bcheck_\w+(?=\()", nb.cells[solution].source)[-1]
        wrong, phrase = wrong_answer(nb, check)
        for typed, verdict, part in (
            (wrong, "not yet. ", phrase),
            (nb.cells[solution].source, "right.", ""),
        ):
            said = notebook.type_and_run(starter, typed)
            wanted = f"Exercise {number}: {verdict}"
            if wanted not in said or part not in said:
                problems.append(
                    f"{where(nb, starter)}: expected {wanted!r} with {part!r}, but it says {said!r}"
                )
    return problems


def exercises(nb):
    """List (number, index of the starter, index of the solution)."""
    starts = exercise_headings(nb)
    solutions = [index for index, cell in code(nb) if "solution" in tags(cell)]
    assert len(starts) == len(solutions)
    return [
        (number, next(j for j, _ in code(nb) if j > i), solution)
        for (i, number), solution in zip(starts, solutions, strict=True)
    ]


def wrong_answer(nb, check):
    """What a learner might type: a wrong answer of the check's own proofs, and its verdict."""
    _, first = code(nb)[0]
    module = re.search(r"from helpers\.exercises\.(\w+) import", first.source)[1]
    tests = importlib.import_module(f"tests.exercises.test_{module}")
    wrong = tests.WRONG[getattr(importlib.import_module(f"helpers.exercises.{module}"), check)]
    source = f"""\
from tests.exercises.test_{module} import WRONG
answer, _ = WRONG[{check}][0]
{check}(answer)"""
    return source, wrong[0][1]
