"""Break the helpers on purpose, one place at a time: does a test notice? `make mutants`.

At each place of the mathematics where Cosmic Ray knows a change (an operator, a comparison, a
number, a truth value), one change is drawn and made in a copy; the tests of that module are run on
it. A change that no test notices is a hole in the tests, or changes nothing that anyone could see:
then `equivalent.toml` says why.

    make mutants                             a sample of 200 places
    make mutants ARGS="--sample 0"           all of them
    make mutants ARGS="--seed 3 attention"   of one module, with other changes
"""

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

from tests.harness.checkout import copy_checkout
from tests.harness.environment import ROOT, cores

try:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names
except ImportError:
    sys.exit("mutants: Cosmic Ray is missing: .venv/bin/python -m pip install 'cosmic-ray>=8.7,<9'")

# the mathematics and its checks; what draws is held by the notebooks' figures instead
MODULES = (
    *("_validation", "parameters", "activations", "decomposition", "principal_components"),
    *("_preparing", "batching", "layers", "backprop", "vectorization", "embeddings", "regression"),
    *("classification", "sequences", "_attention", "attention", "attention_blocks"),
)
# of the tests, those that a module has beside the ones of its own name
ALWAYS = ("test_validation.py", "test_bad_input.py", "test_purity.py")
TESTS = {
    "_validation": ("test_activations.py", "test_attention.py", "test_embeddings.py"),
    "_preparing": ("test_regression.py", "test_principal_components.py", "test_accuracy.py"),
    "_attention": ("test_attention.py", "test_attention_blocks.py", "oracles/test_attention.py"),
    "attention": ("test_attention_blocks.py", "oracles/test_autograd.py"),
    "attention_blocks": ("oracles/test_attention.py",),
    "principal_components": ("oracles/test_decomposition.py", "test_accuracy.py"),
    "decomposition": ("test_principal_components.py",),
    "backprop": ("oracles/test_layers.py", "oracles/test_autograd.py"),
    "vectorization": ("oracles/test_layers.py",),
    "batching": ("oracles/test_layers.py",),
    "regression": ("test_accuracy.py",),
    "classification": ("test_accuracy.py", "oracles/test_autograd.py"),
    "activations": ("oracles/test_layers.py", "oracles/test_autograd.py"),
    "layers": ("oracles/test_autograd.py", "test_backprop.py"),
}
# operators that only make nonsense of numbers, or that touch what no run sees
LEFT_OUT = ("Shift", "Bit", "Invert", "UAdd", "Variable", "RemoveDecorator", "_Is", "AddNot")


class Mutant(NamedTuple):
    """A change: in which module, at which line, what it was and became, and the changed source."""

    module: str
    line: int
    before: str
    after: str
    source: str

    def __str__(self):
        return f"{self.module}:{self.line}\n  - {self.before}\n  + {self.after}"


def mutants(module, draw):
    """One mutant for each place in a module, drawn from all that the operators make of it."""
    source = Path(ROOT, "helpers", f"{module}.py").read_text(encoding="utf-8")
    places = {}
    for name in operator_names():
        if not any(part in name for part in LEFT_OUT) or "BitAnd_BitOr" in name:
            operator = get_operator(name)()
            found = (
                (position[0], name)
                for node in ast_nodes(get_ast(source))
                for position in operator.mutation_positions(node)
            )
            for occurrence, (start, _) in enumerate(found):
                places.setdefault(start, []).append((operator, occurrence))
    for start, changes in sorted(places.items()):
        operator, occurrence = draw.choice(changes)
        mutant = changed(module, source, mutate_code(source, operator, occurrence), start[0])
        if mutant:
            yield mutant


def changed(module, source, after, line):
    """The mutant, if it changes a line of code."""
    pairs = zip(source.splitlines(), (after or source).splitlines(), strict=False)
    for number, (old, new) in enumerate(pairs, start=1):
        if old != new:
            return Mutant(module, number, squeezed(old), squeezed(new), after)
    return None


def squeezed(line):
    """A line without what Cosmic Ray adds to its spaces."""
    return " ".join(line.split()).replace("( ", "(").replace("[ ", "[")


def tests_of(module):
    """The paths of the tests that a module has."""
    own = f"test_{module.removeprefix('_')}.py"
    names = (own, f"oracles/{own}", *TESTS.get(module, ()), *ALWAYS)
    paths = dict.fromkeys(f"tests/{name}" for name in names)
    return [f"helpers/{module}.py", *(path for path in paths if Path(ROOT, path).exists())]


def survives(mutant, folder):
    """Whether the tests pass on a copy of the course with that change."""
    path = Path(folder, "helpers", f"{mutant.module}.py")
    original = path.read_text(encoding="utf-8")
    path.write_text(mutant.source, encoding="utf-8")
    options = (
        "-x",
        "-q",
        "--no-header",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.harness.environment",
    )
    command = [sys.executable, "-m", "pytest", *options, *tests_of(mutant.module)]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=300, check=False)
        return done.returncode == 0
    except subprocess.TimeoutExpired:  # it no longer ends: noticed
        return False
    finally:
        path.write_text(original, encoding="utf-8")


def copies(count):
    """Folders with a copy of the course each, to work in."""
    folders = SimpleQueue()
    parent = Path(tempfile.mkdtemp())
    for i in range(count):
        folders.put(copy_checkout(parent / str(i)))
    return parent, folders


ARGUED = tomllib.loads(Path(__file__).with_name("equivalent.toml").read_text("utf-8"))["mutant"]


def excused(mutant):
    """Whether it is argued in writing that the change makes no difference that shows."""
    return any(
        argued["module"] in ("*", mutant.module)
        and re.search(argued["before"], mutant.before)
        and re.search(argued["after"], mutant.after)
        for argued in ARGUED
    )


def main():
    options = arguments()
    draw = random.Random(options.seed)
    chosen = [m for module in options.modules or MODULES for m in mutants(module, draw)]
    places = len(chosen)
    if options.sample and options.sample < places:
        chosen = sorted(draw.sample(chosen, options.sample))
    print(f"{len(chosen)} mutants at {places} places, seed {options.seed}", flush=True)
    parent, folders = copies(cores())
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    def tried(mutant):
        folder = folders.get()
        try:
            return survives(mutant, folder)
        finally:
            folders.put(folder)

    surviving = []
    with ThreadPoolExecutor(cores()) as pool:
        for mutant, alive in zip(chosen, pool.map(tried, chosen), strict=True):
            if alive and not excused(mutant):
                surviving.append(mutant)
                print(mutant, flush=True)
            elif alive:
                print(f"{mutant.module}:{mutant.line} survives, as argued", flush=True)
    shutil.rmtree(parent)
    print(f"{len(chosen)} mutants, {len(surviving)} survive without an argument")
    return 1 if surviving else 0


def arguments():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help="names without .py; all, if none is given")
    parser.add_argument("--sample", type=int, default=200, help="how many; 0 is all")
    parser.add_argument("--seed", type=int, default=0, help="of the draws")
    options = parser.parse_args()
    unknown = set(options.modules) - set(MODULES)
    if unknown:
        parser.error(f"unknown module {sorted(unknown)[0]!r}: choose from {', '.join(MODULES)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
