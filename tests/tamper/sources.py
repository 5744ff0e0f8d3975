"""Changes of source code, each of one place: they take a source and return (what was done, source).

Where a source has no such place they raise NotHere.
"""

import ast
import re

from .shift import SHIFT

SHIFTED = "__import__('tests.tamper.shift').tamper.shift.shifted({})"


class NotHere(Exception):
    """There is no place for such a change."""


def replaced(source, node, text):
    """Put a text in the place of a syntax tree's node."""
    lines = source.splitlines(keepends=True)
    begin = sum(len(line.encode()) for line in lines[: node.lineno - 1]) + node.col_offset
    end = sum(len(line.encode()) for line in lines[: node.end_lineno - 1]) + node.end_col_offset
    data = source.encode()
    return (data[:begin] + text.encode() + data[end:]).decode()


def choose(rng, found):
    """Draw one of what was found."""
    found = list(found)
    if not found:
        raise NotHere
    return rng.choice(found)


def shifted_assignment(source, floats, rng):
    """Multiply what one statement assigns, a floating-point number or an array of them."""
    nodes = [
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in floats
        and not isinstance(node.value, ast.Constant)
    ]
    node = choose(rng, nodes)
    text = ast.get_source_segment(source, node.value)
    did = f"`{node.targets[0].id}` times {SHIFT}"
    return did, replaced(source, node.value, f"({text}) * {SHIFT}")


def shifted_return(source, names, rng):
    """Multiply the floating-point numbers that one of the named functions returns.

    Those whose docstring says that they return whole numbers, truths or slices have none.
    """
    returns = [
        (node, function)
        for function in ast.parse(source).body
        if isinstance(function, ast.FunctionDef) and function.name in names
        if not re.search(r"Returns\n.*\n.* of (bool|int|slice)", ast.get_docstring(function) or "")
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value is not None
    ]
    node, function = choose(rng, returns)
    text = ast.get_source_segment(source, node.value)
    did = f"line {node.lineno}, what `{function.name}` returns times {SHIFT}"
    return did, replaced(source, node.value, SHIFTED.format(text))


def other_seed(source, rng):
    """Change the default of the parameter `seed`."""
    match = re.search(r"^seed = (\d+)", source, re.M)
    if not match:
        raise NotHere
    other = int(match[1]) + rng.randint(1, 9)
    return f"seed {other}", source[: match.start(1)] + str(other) + source[match.end(1) :]


def weaker_check(source, measured, rng):
    """Make one exercise accept more, or explain less."""
    did, node, text = choose(rng, weaker_checks(source, measured))
    return did, replaced(source, node, text)


def weaker_checks(source, measured):
    """List (what it does, the node to replace, by what) of all weaker forms of the exercises.

    A tolerance is one only for the exercises named in `measured`, whose answers hold numbers.
    """
    options = []
    for call in (n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call)):
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        label = call.args[0] if call.args else given.get("label")
        label = getattr(label, "value", "")
        if not (ast.unparse(call.func).endswith("Exercise") and str(label).startswith("Exercise ")):
            continue
        whole = ast.get_source_segment(source, call).removesuffix(")").rstrip().removesuffix(",")
        for name in ("rtol", "atol") if label in measured else ():
            node, text = (given[name], "9.0") if name in given else (call, f"{whole}, {name}=9.0)")
            options.append((f"{label}: {name} is 9", node, text))
        if isinstance(given.get("cases"), ast.Tuple) and len(given["cases"].elts) > 1:
            first = ast.get_source_segment(source, given["cases"].elts[0])
            options.append((f"{label}: one case", given["cases"], f"({first},)"))
        options += [
            (f"{label}: no {name}", given[name], nothing)
            for name, nothing in (("limit", "None"), ("without", "()"), ("mistakes", "()"))
            if name in given
        ]
    return options


def other_digit(text, rng, start=0, end=None):
    """Change one digit of a text, between two places of it."""
    places = [m.start() for m in re.finditer(r"\d", text[:end]) if m.start() >= start]
    place = choose(rng, places)
    other = rng.choice([d for d in "0123456789" if d != text[place]])
    line = text[: place + 1].count("\n") + 1
    changed = text[:place] + other + text[place + 1 :]
    return f"line {line}, {text[place]} became {other}", changed
