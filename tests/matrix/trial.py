"""One trial: all notebooks run and compared in one environment."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from tests.harness import checks
from tests.harness.checkout import copy_checkout
from tests.harness.checks.cells import code, shorten, where
from tests.harness.environment import ROOT

from .environments import OTHER_PATH, Missing, busy, find_python


class Failed(Exception):
    """An environment that this machine has could not be set up; the message says why."""


@dataclass
class Result:
    """What a trial found.

    Parameters
    ----------
    environment : Environment
        Where it was.
    seconds : float
        How long it took, without the set-up.
    cells : dict
        (notebook, index of a cell) → what differs first, or "" where it holds.
    missing : str
        What this machine lacks, if there was no trial.
    failed : str
        Why there was none though the machine lacks nothing.
    """

    environment: object
    seconds: float = 0.0
    cells: dict = None
    missing: str = ""
    failed: str = ""

    @property
    def good(self):
        """Whether every cell holds."""
        return bool(self.cells) and not any(self.cells.values())


def try_in(environment, build, names):
    """Run and compare the notebooks in an environment."""
    folder = build / re.sub(r"\W+", "-", environment.name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        python = interpreter(environment, build)
        root = copy_checkout(folder / OTHER_PATH) if environment.elsewhere else ROOT
        start = [*environment.before, python, "-m"]
        variables = variables_of(environment, folder)
        said = say_what_it_is(environment, start, root, folder, variables)
        for what, wanted in environment.shows.items():
            if said[what] != wanted:
                raise Missing(f"{what} is {said[what]!r} there, not {wanted!r}")
    except Missing as missing:
        return Result(environment, missing=str(missing))
    except Failed as failed:
        return Result(environment, failed=str(failed))
    before = time.perf_counter()
    with busy(environment.load):
        cells = compare(start, root, folder, variables, names, environment.jobs)
    return Result(environment, time.perf_counter() - before, cells)


def interpreter(environment, build):
    """The Python of an environment; its packages are installed once, as the lock says."""
    if not environment.python and not environment.numpy:
        return sys.executable
    release = environment.python or f"{sys.version_info.major}.{sys.version_info.minor}"
    place = build / "venvs" / re.sub(r"[^\w.]+", "-", f"{release} {environment.numpy}").strip("-")
    python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    wanted = (ROOT / "requirements.lock").read_text(encoding="utf-8") + environment.numpy
    done = place / "installed.txt"
    if done.exists() and done.read_text(encoding="utf-8") == wanted:
        return str(python)
    base, pip = find_python(release), [python, "-m", "pip", "install", "--quiet"]
    command([base, "-m", "venv", "--clear", place])
    command([*pip, "--require-hashes", "-r", ROOT / "requirements.lock"])
    if environment.numpy:
        command([*pip, "--upgrade", "--no-deps", environment.numpy])
    done.write_text(wanted, encoding="utf-8")
    return str(python)


def command(arguments):
    """Run a command of the set-up."""
    done = subprocess.run([*map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise Failed(f"{shorten(' '.join(map(str, arguments[1:])))}: {last}")


def variables_of(environment, folder):
    """The variables of a trial's processes: ours, without what names another environment."""
    ours = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "JUPYTER_RUNTIME_DIR")}
    ours = {k: v for k, v in ours.items() if not k.startswith(("OPENBLAS_", "OMP_", "NPY_"))}
    theirs = {k: v(folder) if callable(v) else v for k, v in environment.variables.items()}
    return {**ours, **theirs, "BUILD": str(folder / "build"), "PYTHONDONTWRITEBYTECODE": "1"}


def say_what_it_is(environment, start, root, folder, variables):
    """Ask a process in the environment; the machine lacks what kills it or does not start it."""
    if not shutil.which(start[0]):
        raise Missing(f"there is no command {start[0]}")
    arguments = [*start, "tests.matrix.probe", str(folder / "build")]
    done = subprocess.run(arguments, cwd=root, env=variables, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"ended with {done.returncode}"])[-1]
        lacks = done.returncode < 0 or environment.before
        raise (Missing if lacks else Failed)(f"a first process failed there: {last}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def compare(start, root, folder, variables, names, jobs=0):
    """Run by the harness, and again by strict nbval; gather what differs, cell by cell."""
    build, report = folder / "build", folder / "nbval.xml"
    paths = [f"notebooks/{name}.ipynb" for name in names]
    run = ["tests.harness.run", "--build", str(build), *(Path(path).name for path in paths)]
    run += ["--jobs", str(jobs)] if jobs else []
    nbval = ["pytest", "-q", "-n", str(jobs or "logical"), "-p", "tests.harness.environment"]
    nbval += ["-o", f"cache_dir={build / 'pytest'}", f"--junitxml={report}", *paths]
    log = folder / "log.txt"
    with log.open("w", encoding="utf-8") as said:
        for arguments in (run, nbval):
            subprocess.run(
                [*start, *arguments], cwd=root, env=variables, stdout=said, stderr=said, check=False
            )
    differences = {}
    seen = by_nbval(report)
    for name in names:
        case = checks.load(ROOT / "notebooks" / f"{name}.ipynb", build)
        differences |= of_notebook(case, seen.get(name), folder / "figures" / name)
    return differences


def by_nbval(report):
    """Read strict nbval's outcome: notebook → for each code cell what it says, or ""."""
    found = {}
    if not report.exists():
        return found
    for case in ElementTree.parse(report).iter("testcase"):
        name = case.get("classname").removeprefix("notebooks.").removesuffix(".ipynb")
        problem = next((e for e in case if e.tag in ("failure", "error")), None)
        said = "" if problem is None else first_line(problem)
        found.setdefault(name, []).append(said)
    return found


def first_line(problem):
    """What nbval found, in a line: what is stored against what came."""
    text = re.sub(r"\x1b\[[\d;]*m|#x1B\[[\d;]*m", "", problem.text or problem.get("message", ""))
    found = text.rpartition("Traceback:")[2]  # before it stands the cell
    lines = [line.strip() for line in found.splitlines() if line.strip()]
    return "nbval: " + shorten(" ".join(lines), 300)


def of_notebook(case, seen, pictures):
    """Merge what nbval and the course's own comparisons say of each code cell."""
    index = [i for i, _ in code(case.nb)]
    found = {(case.name, i): "" for i in index}
    for number, said in enumerate(seen or []):
        found[case.name, index[number]] = said
    if seen is None or len(seen) != len(index):
        found[case.name, index[0]] = f"nbval ran {len(seen or [])} of {len(index)} cells"
    case.pictures = pictures
    for problem in checks.CHECKS["outputs"](case) + checks.CHECKS["pixels"](case):
        place = next((i for i in index if problem.startswith(where(case.nb, i))), index[0])
        found[case.name, place] = problem  # says more than nbval
    return found
