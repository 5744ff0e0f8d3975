"""Whether a notebook has the parts that each notebook of the course has."""

import ast
import re
from urllib.parse import unquote

from .cells import code, headings, located, markdown, shorten, tags, texts, tree, where

EXERCISES = 4
SUMMARY = re.compile(r"(?i)\b(summary|in short|what you have learned)\b")


def title(nb, name, titles):
    """Hold that the first cell is the notebook's title and its question."""
    first = nb.cells[0] if nb.cells else {"cell_type": "no cell", "source": ""}
    if name not in titles:
        return [f"expected one of the course's file names, but it is {name}.ipynb: rename it"]
    problems, line = [], f"# {titles[name]}"
    if first["cell_type"] != "markdown" or first["source"].split("\n")[0].rstrip() != line:
        problems.append(
            f"expected a first cell in markdown that begins with `{line}`, but it is "
            f"{first['cell_type']}: {shorten(first['source'])!r}: put the title first"
        )
    if "question" not in first["source"].lower():
        problems.append("expected a `question` in the first cell, but it names none: add it")
    others = [i for i, level, _ in headings(nb) if level == 1 and i > 0]
    return problems + [f"{where(nb, i)}: expected no other title (#): use ##" for i in others]


def sections(nb):
    """Hold that sections are numbered from 1 without a gap, and end with a summary.

    A deleted cell leaves no trace for nbval; in the numbers it leaves a gap.
    """
    found = [(i, text) for i, level, text in headings(nb) if level == 2]
    numbered = [(i, m[1]) for i, text in found if (m := re.match(r"(\d+)\. ", text))]
    problems = [
        f"{where(nb, i)}: expected section {k}, but it is numbered {number}: restore what is "
        "missing, or number the sections from 1 without a gap"
        for k, (i, number) in enumerate(numbered, 1)
        if int(number) != k
    ]
    last = found[-1][1] if found else "none"
    if not SUMMARY.search(last):
        problems.append(f"expected a last section (##) that is the summary, but it is {last!r}")
    return problems


def definitions(nb, helpers):
    """Hold that the notebook defines nothing that the helpers define: that code would drift."""
    return located(
        nb,
        code(nb),
        lambda cell: [
            f"expected `{name}` from helpers, but it is defined here again: import it, or give "
            "this one another name"
            for name in sorted(defined(cell) & helpers)
        ],
    )


def defined(cell):
    """Return the names of the functions and classes that a cell defines."""
    nodes = list(ast.walk(tree(cell)))
    lambdas = [n for n in nodes if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)]
    return {n.name for n in nodes if isinstance(n, (ast.FunctionDef, ast.ClassDef))} | {
        ast.unparse(target) for n in lambdas for target in n.targets
    }


def links(nb, folder, titles):
    """Hold that links to other notebooks and files lead somewhere."""
    names = {f"{name}.ipynb" for name in titles}
    return located(
        nb,
        markdown(nb),
        lambda cell: [
            f"expected a link to a file, or to a notebook of the course, but nothing is at "
            f"{target!r}: correct it"
            for target, path in files(cell)
            if not path or not (path in names or (folder / path).exists())
        ],
    )


def files(cell):
    """List (target, path) of a markdown cell's links that lead to files."""
    source = re.sub(r"(```|~~~|`).*?\1", "", cell.source, flags=re.S)
    kinds = r"\]\(<?([^)\s>]*)", r"(?:src|href)=[\"']([^\"']*)", r"^\[[^\]]+\]: (\S+)"
    targets = [target for kind in kinds for target in re.findall(kind, source, re.M)]
    elsewhere = re.compile(r"[a-z]+:|#.")
    return [(t, unquote(re.split("[#?]", t)[0])) for t in targets if not elsewhere.match(t)]


def exercises(nb, name):
    """Hold that there are exercises, numbered without a gap, each complete and in order."""
    starts = exercise_headings(nb)
    problems, chapter = [], name[:2].lstrip("0")
    for k, (i, number) in enumerate(starts, 1):
        end = min([j for j, level, _ in headings(nb) if level <= 3 and j > i] + [len(nb.cells)])
        wrong = [] if number == f"{chapter}.{k}" else [misnumbered(number, f"{chapter}.{k}")]
        wrong += incomplete(nb.cells[i + 1 : end], number)
        problems += [f"{where(nb, i)}: {problem}" for problem in wrong]
    if len(starts) < EXERCISES:
        problems.append(
            f"expected {EXERCISES} exercises or more (### Exercise {chapter}.1, …), but there are "
            f"{len(starts)}: add some"
        )
    return problems


def exercise_headings(nb):
    """List (index of the cell, number) of the headings of exercises."""
    found = [(i, level, re.match(r"Exercise (\d+\.\d+)", text)) for i, level, text in headings(nb)]
    return [(i, match[1]) for i, level, match in found if match and level == 3]


def misnumbered(number, expected):
    """Say that an exercise has the wrong number."""
    return (
        f"expected Exercise {expected}, but it is Exercise {number}: restore what is missing, or "
        "number the exercises from 1 without a gap"
    )


def incomplete(cells, number):
    """List what an exercise's cells lack: starter, hint, solution, in this order."""
    parts = {}
    for cell in cells:
        is_code = cell.cell_type == "code"
        if not parts and is_code:
            parts["starter cell"] = cell
        elif len(parts) == 1 and not is_code and "<details" in cell.source:
            parts["hint in <details>"] = cell
        elif len(parts) == 2 and is_code:
            parts["solution cell"] = cell
    lacking = ["starter cell", "hint in <details>", "solution cell"][len(parts) :]
    if lacking:
        return [
            "expected starter cell, hint in <details> and solution cell, in this order, but there "
            f"is no {lacking[0]}: add it"
        ]
    starter, _, solution = parts.values()
    verdicts = judged(starter, number, "not attempted yet") + judged(solution, number, "right")
    return verdicts + hidden(solution) + same_judge(starter, solution)


def judged(cell, number, verdict):
    """Hold that a cell's output is this exercise's verdict."""
    shown, wanted = "".join(texts(cell)), f"Exercise {number}: {verdict}"
    if re.search(rf"{re.escape(wanted)}\b", shown) and ": not yet" not in shown:
        return []
    role = "solution" if verdict == "right" else "starter"
    return [
        f"expected the {role}'s output to say `{wanted}`, but it says {shorten(shown)!r}: call "
        "the exercise's check in it"
    ]


def hidden(cell):
    """Hold that a solution is marked so that every viewer folds it."""
    folded = cell.metadata.get("jupyter", {}).get("source_hidden") is True
    wanted = {
        "tag `solution`": "solution" in tags(cell),
        "tag `hide-input`": "hide-input" in tags(cell),
        "metadata `jupyter: {source_hidden: true}`": folded,
        "first line `# Solution`": cell.source.split("\n")[0].rstrip() == "# Solution",
    }
    return [
        f"expected the solution cell to have the {what}, but it does not: add it"
        for what, there in wanted.items()
        if not there
    ]


def same_judge(starter, solution):
    """Hold that starter and solution call one and the same check."""
    nodes = [[n for n in ast.walk(tree(c)) if isinstance(n, ast.Call)] for c in (starter, solution)]
    shared = set.intersection(*({ast.unparse(n.func) for n in calls} for calls in nodes))
    if any(re.search(r"judge|check", call) for call in shared):
        return []
    return ["expected starter and solution to call the same check, but they do not: do so in both"]
