"""Whether a notebook has the parts and the form that each notebook of the course has."""

import ast
import re
from collections import Counter
from urllib.parse import unquote

from nbformat import validator

from .cells import REFRESH, code, figures, headings, markdown, shorten, tags, texts, tree, where

FOREIGN = {"scipy", "sklearn", "torch", "pandas"}
LINES = 25
EXERCISES = 4
SUMMARY = re.compile(r"(?i)\b(summary|in short|what you have learned)\b")


def title(nb, name, titles):
    """Hold that the first cell is the notebook's title and its question."""
    first = nb.cells[0] if nb.cells else {"cell_type": "none", "source": ""}
    wanted = titles.get(name)
    problems = []
    if wanted is None:
        problems.append(f"expected one of the course's file names, but this is {name}.ipynb: rename it")
    elif first["cell_type"] != "markdown" or first["source"].split("\n")[0].strip() != f"# {wanted}":
        problems.append(f"expected a first cell in markdown that begins with `# {wanted}`, but it is "
                        f"{first['cell_type']}: {shorten(first['source'])!r}: put the title first")
    if "question" not in first["source"].lower():
        problems.append("expected the first cell to say which question the notebook answers, but it "
                        "has no `question`: add it")
    others = [where(nb, i) for i, level, _ in headings(nb) if level == 1 and i > 0]
    return problems + [f"{place}: expected one title, but here is another: use ##" for place in others]


def sections(nb):
    """Hold that sections are numbered from 1 without a gap, and end with a summary.

    A deleted cell leaves no trace for nbval; in the numbers it leaves a gap.
    """
    found = [(i, text) for i, level, text in headings(nb) if level == 2]
    numbered = [(i, m) for i, text in found if (m := re.match(r"(\d+)\. ", text))]
    problems = [f"{where(nb, i)}: section {expected} expected, but it is numbered {m[1]}: restore what "
                "is missing, or number the sections from 1 without a gap"
                for expected, (i, m) in enumerate(numbered, 1) if int(m[1]) != expected]
    if not found or not SUMMARY.search(found[-1][1]):
        last = f"{found[-1][1]!r}" if found else "none"
        problems.append(f"expected a last section (##) that is the summary, but it is {last}: add it")
    return problems


def imports(nb):
    """Hold that one cell imports, the first, and only what the course stands on."""
    problems = []
    for position, (index, cell) in enumerate(code(nb)):
        nodes = [n for n in ast.walk(tree(cell)) if isinstance(n, (ast.Import, ast.ImportFrom))]
        if bool(nodes) != (position == 0):
            what = "imports here" if nodes else "none here"
            problems.append(f"{where(nb, index)}: expected all imports in the first code cell, and "
                            f"there alone, but there are {what}: move them")
        modules = {name.split(".")[0] for n in nodes
                   for name in ([a.name for a in n.names] if isinstance(n, ast.Import) else [n.module or ""])}
        problems += [f"{where(nb, index)}: expected NumPy, Matplotlib, helpers and the standard library, "
                     f"but {name} is imported: do without it" for name in sorted(modules & FOREIGN)]
        problems += [f"{where(nb, index)}: expected plain Python, but it has `{bad}`: {instead}"
                     for bad, instead in crutches(cell.source)]
    return problems


def crutches(source):
    """List what a cell uses that works only here or only for now, with what to do instead."""
    found = [(shorten(m[0].strip(), 40), "write it in Python")
             for m in re.finditer(r"^\s*[%!]\S*|^.*\S\?\??\s*$|^\?\S+", re.sub(r"#.*", "", source), re.M)]
    if "sys.path" in source:
        found.append(("sys.path", "install the project: `make` does"))
    if re.search(r"\bplt\.show\(", source):
        found.append(("plt.show(", "end the figure with the course's own show function"))
    return found


def forms(nb):
    """Hold that cells are short, have ids of their own, and hide nothing by a semicolon."""
    ids = Counter(cell.get("id") for cell in nb.cells)
    problems = [f"{where(nb, i)}: expected an id of its own, but it is {cell.get('id')!r}: give it "
                "another" for i, cell in enumerate(nb.cells)
                if not cell.get("id") or ids[cell.id] > 1]
    for index, cell in code(nb):
        lines = [line.rstrip() for line in cell.source.splitlines() if line.strip()]
        if len(lines) > LINES:
            problems.append(f"{where(nb, index)}: {len(lines)} lines, and {LINES} are the limit: split it")
        problems += [f"{where(nb, index)}: `{shorten(line, 40)}` ends in a semicolon, which hides nothing "
                     "under nbval: remove it" for line in lines if line.endswith(";")]
    problems += [f"not a valid notebook: {shorten(error.message)}: {REFRESH}"
                 for error in validator.iter_validate(nb, version=4)]
    return problems


def values(nb):
    """Hold that results are printed for people: no bare floats, arrays, objects or addresses.

    Those differ between releases of NumPy or from run to run, where nbval would blame the notebook.
    """
    problems = []
    for index, cell in code(nb):
        results = [o.data.get("text/plain", "") for o in cell.outputs
                   if o.output_type == "execute_result" and "image/png" not in o.data]
        problems += [f"{where(nb, index)}: expected printed text, but the last value shows as "
                     f"{shorten(text, 60)!r}: print it with a format" for text in results if bare(text)]
        problems += [f"{where(nb, index)}: expected nothing that differs between runs, but it shows "
                     f"{shorten(m[0], 60)!r}: print what matters of it"
                     for text in texts(cell) if (m := re.search(r"\bat 0x[0-9a-fA-F]+|\b0x[0-9a-fA-F]{8,}", text))]
    return problems


def bare(text):
    """Tell whether a result is a raw float, array or object, or a collection of them."""
    if text.startswith(("'", '"')):
        return False
    number = r"(?<![\w.])-?\d+\.\d*(?:e[-+]?\d+)?(?!\w)|(?<!\w)-?(?:nan|inf)(?!\w)"
    return bool(re.search(rf"\barray\(|\bnp\.\w+|^<|{number}", text))


def definitions(nb, helpers):
    """Hold that the notebook defines nothing that the helpers define: that code would drift apart."""
    problems = []
    for index, cell in code(nb):
        names = {n.name for n in ast.walk(tree(cell))
                 if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))}
        names |= {target.id for n in ast.walk(tree(cell))
                  if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)
                  for target in n.targets if isinstance(target, ast.Name)}
        problems += [f"{where(nb, index)}: expected `{name}` from helpers, but it is defined here again: "
                     "import it, or give this one another name" for name in sorted(names & helpers)]
    return problems


def links(nb, folder, titles):
    """Hold that links to other notebooks and files lead somewhere."""
    problems = []
    for index, cell in markdown(nb):
        source = re.sub(r"(```|~~~|`).*?\1", "", cell.source, flags=re.S)
        targets = re.findall(r"\]\(<?([^)\s>]*)|(?:src|href)=[\"']([^\"']*)|^\[[^\]]+\]: (\S+)", source, re.M)
        for target in map("".join, targets):
            path = unquote(target.split("#")[0].split("?")[0])
            known = path.removesuffix(".ipynb") in titles and path.endswith(".ipynb")
            if re.match(r"[a-z]+:", target) or target.startswith("#") and len(target) > 1:
                continue
            if not path or not (known or (folder / path).exists()):
                problems.append(f"{where(nb, index)}: expected a link to a file or a notebook of the "
                                f"course, but nothing is at {target!r}: correct it")
    return problems


def exercises(nb, name):
    """Hold that there are exercises, numbered without a gap, each complete and in order."""
    chapter = int(name.split("_")[0]) if name[:2].isdigit() else 0
    found = [(i, level, re.match(r"Exercise (\d+\.\d+)", text)) for i, level, text in headings(nb)]
    starts = [(i, m[1]) for i, level, m in found if m and level == 3]
    problems = [f"{where(nb, i)}: expected Exercise {chapter}.{k}, but it is Exercise {number}: restore "
                "what is missing, or number the exercises from 1 without a gap"
                for k, (i, number) in enumerate(starts, 1) if number != f"{chapter}.{k}"]
    if len(starts) < EXERCISES:
        problems.append(f"expected {EXERCISES} exercises or more (### Exercise {chapter}.1, …), but there "
                        f"are {len(starts)}: add some")
    borders = [i for i, level, _ in found if level <= 3] + [len(nb.cells)]
    for index, number in starts:
        end = min(i for i in borders if i > index)
        problems += [f"{where(nb, index)}: {p}" for p in incomplete(nb.cells[index + 1:end], number)]
    return problems


def incomplete(cells, number):
    """List what an exercise's cells lack: starter, hint, solution, in this order."""
    starter = position(cells, 0, lambda c: c.cell_type == "code")
    hint = position(cells, starter + 1, lambda c: "<details" in c.source and c.cell_type == "markdown")
    solution = position(cells, hint + 1, lambda c: c.cell_type == "code")
    if len(cells) in (starter, hint, solution):
        lacking = ("starter cell", "hint in <details>", "solution cell")[
            [starter, hint, solution].index(len(cells))]
        return [f"expected starter cell, hint in <details> and solution cell, in this order, but there "
                f"is no {lacking}: add it"]
    return judged(cells[starter], number, "not attempted yet", "starter") + judged(
        cells[solution], number, "right", "solution") + hidden(cells[solution]) + same_judge(
        cells[starter], cells[solution])


def position(cells, start, wanted):
    """Return the position of the first cell from `start` that is wanted, else the length."""
    return next((i for i in range(start, len(cells)) if wanted(cells[i])), len(cells))


def judged(cell, number, verdict, role):
    """Hold that a cell's output is this exercise's verdict."""
    shown = "".join(texts(cell))
    if re.search(rf"Exercise {re.escape(number)}: {verdict}\b", shown) and ": not yet" not in shown:
        return []
    return [f"expected the {role}'s output to say `Exercise {number}: {verdict}`, but it says "
            f"{shorten(shown)!r}: call the exercise's check in it"]


def hidden(cell):
    """Hold that a solution is marked so that every viewer folds it."""
    wanted = [
        ("tag `solution`", "solution" in tags(cell)),
        ("tag `hide-input`", "hide-input" in tags(cell)),
        ("metadata `jupyter: {source_hidden: true}`",
         cell.metadata.get("jupyter", {}).get("source_hidden") is True),
        ("first line `# Solution`", cell.source.split("\n")[0].rstrip() == "# Solution"),
    ]
    return [f"expected the solution cell to have the {what}, but it does not: add it"
            for what, there in wanted if not there]


def same_judge(starter, solution):
    """Hold that starter and solution call one and the same check."""
    calls = [{ast.unparse(n.func) for n in ast.walk(tree(cell)) if isinstance(n, ast.Call)}
             for cell in (starter, solution)]
    if any(re.search(r"judge|check", call) for call in calls[0] & calls[1]):
        return []
    return ["expected starter and solution to call the same check, but they do not: call it in both"]
