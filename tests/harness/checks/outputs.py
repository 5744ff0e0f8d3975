"""Whether a notebook was executed, and whether its stored outputs are what it computes."""

from itertools import zip_longest

from ..normal import last_written
from .cells import REFRESH, code, located, shorten, tags, timed, where

NOT_EXECUTED = "not executed: run `make run`"
MARKERS = ("NBVAL_", "PYTEST_VALIDATE_")

TAGS = {"parameters", "solution", "hide-input", "nbval-ignore-output", "raises-exception"}


def executed(nb):
    """Hold that every code cell ran, once, in order, and left neither error nor warning.

    nbval compares no execution counts, and passes a notebook stripped of them.
    """
    cells = code(nb)
    problems = [] if cells else [f"no code cell is left: expected some; {REFRESH}"]
    for expected, (index, cell) in enumerate(cells, 1):
        results = [o for o in cell.outputs if o.output_type == "execute_result"]
        for count in [cell.execution_count, *(o.execution_count for o in results)]:
            if count != expected:
                problems.append(
                    f"{where(nb, index)}: expected execution count {expected}, but it is {count}: "
                    f"{REFRESH}"
                )
    return problems + located(nb, cells, left_behind)


def left_behind(cell):
    """List the errors and warnings that a cell's outputs hold and should not."""
    errors = [o for o in cell.outputs if o.output_type == "error"]
    meant = "raises-exception" in tags(cell)
    problems = [
        f"expected no error, but the output is {o.ename}: {shorten(o.evalue)}: mend the "
        f"cell, or tag it raises-exception, then {REFRESH}"
        for o in errors
        if not meant
    ]
    if meant and not errors:
        problems.append("tagged raises-exception, but raises nothing: remove the tag")
    problems += [
        f"expected nothing on stderr, but it says {shorten(o.text)!r}: remove its cause, "
        f"or catch it and print its message, then {REFRESH}"
        for o in cell.outputs
        if o.get("name") == "stderr"
    ]
    return problems


def exempt(nb):
    """Hold that no cell escapes comparison but those that measure times.

    Such a cell is tagged nbval-ignore-output, and the next one states what holds in every run.
    """
    cells = code(nb)
    problems = [
        f"{where(nb, index)}: its output is not compared, so expected that the next code cell's is "
        "(that it prints or asserts what holds in every run), but it is not: add such a cell"
        for (index, cell), (_, after) in zip_longest(cells, cells[1:], fillvalue=(None, None))
        if timed(cell) and not compared(after)
    ]
    return problems + located(nb, cells, skipped) + located(nb, cells, unknown_tags)


def unknown_tags(cell):
    """List the tags that the course has no use for: nbval and site builders obey many."""
    return [
        f"expected one of the tags {', '.join(sorted(TAGS))}, but it has {tag}: remove it"
        for tag in sorted(set(tags(cell)) - TAGS - {"nbval-skip"})
    ]


def skipped(cell):
    """Say so if nbval is told to leave a cell out."""
    if "nbval-skip" not in tags(cell) and not any(m in cell.source for m in MARKERS):
        return []
    return [
        "expected a cell that nbval runs and compares, but it is skipped: remove the tag or "
        "comment; where times are measured, tag it nbval-ignore-output"
    ]


def compared(cell):
    """Tell whether a cell's outcome is held to: it shows or asserts something."""
    return bool(cell and not timed(cell) and (cell.outputs or "assert" in cell.source))


def not_executed(nb, fresh):
    """Return one problem if `fresh` is no run of this very notebook, else none."""
    if fresh is None:
        return [f"{NOT_EXECUTED}, and mend what fails there (no executed copy in the build folder)"]
    mine, its = ([(c.get("id"), c.cell_type, c.source) for c in n.cells] for n in (nb, fresh))
    if mine == its:
        return []
    same = [a == b for a, b in zip(mine, its, strict=False)]
    first = same.index(False) if False in same else len(same)
    place = where(nb, first) if first < len(mine) else f"cell {first}, which is gone from it"
    return [f"{NOT_EXECUTED} (the executed copy is of another source, from {place} on)"]


def outputs(nb, fresh):
    """Hold that a fresh run gives the stored outputs: all of them, in order, of the same text.

    nbval compares neither the order of text against results nor output metadata, and passes a
    notebook without outputs.
    """
    problems = not_executed(nb, fresh)
    for index, cell in [] if problems else code(nb):
        problems += [
            f"{where(nb, index)}: {problem}: {REFRESH}"
            for problem in differences(cell, fresh.cells[index])
        ]
    return problems


def differences(cell, fresh):
    """Describe where the outputs of two runs of a cell differ."""
    stored, came = (parts(c.outputs, timed(cell)) for c in (cell, fresh))
    kinds = [[kind for kind, _ in found] for found in (stored, came)]
    if kinds[0] != kinds[1]:
        stored, came = (", ".join(k) or "nothing" for k in kinds)
        return [f"the stored outputs are {stored}; the run gave {came}"]
    return [
        f"{kind}, {key}: {first_difference(old.get(key, ''), new.get(key, ''))}"
        for (kind, old), (_, new) in zip(stored, came, strict=True)
        for key in sorted({*old, *new})
        if old.get(key) != new.get(key)
    ]


def parts(outputs, timed):
    """List (kind, contents) of outputs, as far as every run must give the same."""
    found = []
    for output in outputs:
        if output.output_type == "stream":
            kind, text = output.name, output.text
            if found and found[-1][0] == kind:  # flushed at another moment
                text = found.pop()[1].get("text", "") + text
            contents = {"text": last_written(text)}
        elif output.output_type == "error":
            kind, contents = f"error {output.ename}", {"message": output.evalue}
        else:
            kind = f"{output.output_type} of {' + '.join(sorted(output.data))}"
            contents = {k: v for k, v in output.data.items() if k != "image/png"}
        contents = {} if timed else contents
        found.append((kind, contents | {"output metadata": output.get("metadata", {})}))
    return found


def first_difference(stored, came):
    """Quote the first line in which two texts differ."""
    if not (isinstance(stored, str) and isinstance(came, str)):
        return f"stored {shorten(stored)!r}, the run gave {shorten(came)!r}"
    pairs = zip_longest(stored.split("\n"), came.split("\n"), fillvalue="(no more)")
    number, (old, new) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return f"line {number} is stored as {shorten(old)!r}, the run gave {shorten(new)!r}"
