"""Whether the parameters are documented, range-checked, and refused when out of range."""

import ast
import contextlib
import io
import math
import re
from collections import namedtuple

import matplotlib

from .cells import code, shorten, tags, tree, where

Parameter = namedtuple("Parameter", "name default kind bounds")

FORM = (
    "name = value  # meaning: RANGE, where RANGE is `integer from 0 to 10`, `number from 0.1 to 2`,"
    " `true or false`, or `one of 'a', 'b'`"
)
LINE = re.compile(
    r"(?P<name>[a-z]\w*) *= *(?P<default>.+?) *# *(?P<meaning>\S.*?): (?P<range>[^:]+)"
)
SUMS = (ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
CONSTANT = (ast.Constant, ast.Tuple, ast.List, ast.expr_context, *SUMS)
CHECKERS = {
    "check_integer": "integer",
    "check_number": "number",
    "check_boolean": "boolean",
    "check_choice": "choice",
}


def documented(nb):
    """Hold that one cell gives each parameter a meaning and a range, and the next checks them.

    nbval and papermill run the defaults only, and read no comment.
    """
    try:
        index, cell, after = parameter_cells(nb)
    except ValueError as error:
        return [str(error)]
    found, problems = parse(cell.source)
    if "seed" not in {p.name for p in found}:
        problems.append("expected a parameter `seed`, but there is none: add it")
    problems += [
        f"`{p.name}` is {p.default!r} by default, outside its range ({said(p)}): change one"
        for p in found
        if not inside(p)
    ]
    checks, unclear = promises(after)
    problems += [problem for p in found for problem in unchecked(p, checks.get(p.name, []))]
    return [f"{where(nb, index)}: {problem}" for problem in problems + unclear]


def parameter_cells(nb):
    """Return index and cell of the one tagged `parameters`, and the code cell after it."""
    cells = code(nb)
    tagged = [k for k, (_, cell) in enumerate(cells) if "parameters" in tags(cell)]
    if len(tagged) != 1:
        raise ValueError(
            f"expected one code cell tagged `parameters`, but there are {len(tagged)}: "
            "tag the cell that papermill is to replace"
        )
    if tagged[0] + 1 == len(cells):
        raise ValueError("expected a code cell that checks the parameters after theirs: add it")
    return *cells[tagged[0]], cells[tagged[0] + 1][1]


def parse(source):
    """Return the parameters that a cell documents, and what is wrong with the other lines."""
    found, problems = [], []
    for line in filter(str.strip, source.splitlines()):
        match = LINE.fullmatch(line.rstrip())
        try:
            kind, bounds = documented_range(match["range"])
            found.append(Parameter(match["name"], ast.literal_eval(match["default"]), kind, bounds))
        except (TypeError, ValueError, SyntaxError):
            problems.append(f"expected `{FORM}`, but a line is `{shorten(line)}`: rewrite it")
    names = [p.name for p in found]
    return found, problems + [
        f"`{n}` stands there twice: remove one"
        for n in sorted({n for n in names if names.count(n) > 1})
    ]


def documented_range(text):
    """Read the end of a parameter's comment: its kind and bounds."""
    if text == "true or false":
        return "boolean", ()
    if match := re.fullmatch(r"(integer|number) from (\S+) to (\S+)", text):
        return match[1], (ast.literal_eval(match[2]), ast.literal_eval(match[3]))
    if match := re.fullmatch(r"one of (.+)", text):
        return "choice", ast.literal_eval(f"({match[1]},)")
    raise ValueError(text)


def said(parameter):
    """Put a parameter's range in words."""
    bounds = ", ".join(map(repr, parameter.bounds))
    return f"{parameter.kind}: {bounds}" if bounds else parameter.kind


def inside(parameter):
    """Tell whether a default is of its kind and in its range."""
    _, value, kind, bounds = parameter
    if kind == "choice":
        return any(type(value) is type(b) and value == b for b in bounds)
    if isinstance(value, bool) or kind == "boolean":
        return isinstance(value, bool) and kind == "boolean"
    types = int if kind == "integer" else (int, float)
    return isinstance(value, types) and bounds[0] <= value <= bounds[1]


def promises(cell):
    """Return {name: [(kind, bounds)]} of what a cell checks, and the checks that are unclear."""
    found, problems = {}, []
    for call in (node for node in ast.walk(tree(cell)) if isinstance(node, ast.Call)):
        kind = CHECKERS.get(getattr(call.func, "attr", getattr(call.func, "id", None)))
        try:
            for keyword in call.keywords if kind else []:
                found.setdefault(keyword.arg, []).append((kind, promised(call, kind, keyword)))
        except (ValueError, IndexError) as error:
            problems.append(
                f"expected a check of the form check_integer(0, 10, depth=depth), but it is "
                f"`{ast.unparse(call)}` ({error}): rewrite it"
            )
    return found, problems


def promised(call, kind, keyword):
    """Return the bounds that a call checks a parameter against."""
    if ast.unparse(keyword.value) != keyword.arg:
        raise ValueError("expected name=name")
    bounds = tuple(constant(argument) for argument in call.args)
    return bounds[0] if kind == "choice" else bounds


def constant(node):
    """Compute an expression of constants, such as 2**32 - 1, without running anything else."""
    if not all(isinstance(part, CONSTANT) for part in ast.walk(node)):
        raise ValueError(f"{ast.unparse(node)} is no constant")
    return eval(compile(ast.Expression(node), "a bound", "eval"))


def unchecked(parameter, checks):
    """Compare a parameter's documented range with the one that is checked."""
    name, wanted = parameter.name, (parameter.kind, tuple(parameter.bounds))
    if len(checks) != 1:
        return [
            f"expected one check of `{name}` in the next code cell, but there are {len(checks)}: "
            f"check it by check_{parameter.kind}(…, {name}={name})"
        ]
    found = (checks[0][0], tuple(checks[0][1]))
    if found == wanted:
        return []
    return [
        f"the comment of `{name}` says {said(parameter)}, but the next cell checks "
        f"{said(Parameter(name, None, *found))}: make them agree"
    ]


def enforced(nb):
    """Hold that a value out of range or of the wrong type ends the run, naming its parameter.

    Executes the cells up to the checks, in this process, once per value.
    """
    try:
        index, cell, after = parameter_cells(nb)
    except ValueError as error:
        return [str(error)]
    problems, state = [], {}
    with matplotlib.rc_context(), contextlib.redirect_stdout(io.StringIO()):
        for i, before in code(nb):
            if i <= index and (error := raised(before.source, state)):
                return [f"{where(nb, i)}: expected it to run, but it raises {error!r}: mend it"]
        for parameter in parse(cell.source)[0]:
            problems += refusals(after.source, state, parameter)
    return [f"{where(nb, index)}: {problem}" for problem in problems]


def refusals(source, state, parameter):
    """Try a parameter's values on the cell that checks it, and list the wrong outcomes."""
    problems, name = [], parameter.name
    for value in right(parameter):
        if error := raised(source, state | {name: value}):
            problems.append(f"{name}={value!r} is in range, but raises {error!r}: widen the check")
    for value in wrong(parameter):
        error = raised(source, state | {name: value})
        named = re.search(rf"\b{name}\b", str(error))
        if not (named and isinstance(error, (TypeError, ValueError))):
            problems.append(
                f"{name}={value!r} is not {said(parameter)}, so expected a ValueError or "
                f"TypeError that names {name}, but got {error!r}: check it first"
            )
    return problems


def raised(source, state):
    """Run a cell, and return what it raises, if anything."""
    try:
        exec(source, state)
    except Exception as error:
        return error
    return None


def right(parameter):
    """List values that must pass: the default, and the ends of the range."""
    ends = (True, False) if parameter.kind == "boolean" else parameter.bounds
    return [parameter.default, *ends]


def wrong(parameter):
    """List values that must not: just outside the range, and of other types."""
    if parameter.kind == "boolean":
        return [0, 1, "true", None]
    if parameter.kind == "choice":
        return ["no such choice", "", None, -1]
    low, high = parameter.bounds
    if parameter.kind == "integer":
        return [low - 1, high + 1, low + 0.5, float("nan"), str(low), True, None]
    outside = [math.nextafter(low, -math.inf), math.nextafter(high, math.inf)]
    return [*outside, float("nan"), math.inf, -math.inf, str(low), True, None]
