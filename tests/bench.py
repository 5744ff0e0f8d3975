"""Benchmarks of the course: `make bench`. One function a table; each prints medians and ratios."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.harness.environment import cores, isolate, warm_up

isolate(os.environ.get("BUILD") or "build")

import nbformat  # noqa: E402 - after isolate, which makes it quick to import
from nbformat.v4 import new_code_cell, new_notebook  # noqa: E402

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 3


def notebook_runs():
    """Time ways to execute twelve notebooks that import NumPy and pyplot and draw one figure."""
    with tempfile.TemporaryDirectory() as folder:
        sources = ("import numpy as np\nimport matplotlib.pyplot as plt", "plt.plot(np.arange(9))")
        for i in range(12):
            nb = new_notebook(cells=[new_code_cell(s) for s in sources])
            nb.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
            nbformat.write(nb, Path(folder, f"{i:02}.ipynb"))
        warm_up()
        table(
            f"twelve trivial notebooks, {cores()} cores",
            {
                "make run": lambda: harness(folder),
                "make run, one job a core": lambda: harness(folder, "--jobs", str(cores())),
                "make run, one job": lambda: harness(folder, "--jobs", "1"),
                "papermill command, one process each": lambda: papermill_commands(folder),
            },
        )


def harness(folder, *options):
    """Execute all notebooks of a folder as `make run` does."""
    where = ("--notebooks", folder, "--build", f"{folder}/build", "--force")
    call("-m", "tests.harness.run", *where, *options)


def papermill_commands(folder):
    """Execute all notebooks of a folder by papermill's own command, one process a core."""

    def one(path):
        call("-m", "papermill", "--no-progress-bar", path, path.with_suffix(".out"))

    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(one, sorted(Path(folder).glob("*.ipynb"))))


def call(*arguments):
    """Run this Python quietly from the top of the course."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)


def table(title, ways):
    """Print the median time of each way and its ratio to the first, the ways taken in turn."""
    times = {name: [] for name in ways}
    for _ in range(REPEATS):
        for name, way in ways.items():
            before = time.perf_counter()
            way()
            times[name].append(time.perf_counter() - before)
    medians = {name: statistics.median(values) for name, values in times.items()}
    first = next(iter(medians.values()))
    print(f"\n{title}, median of {REPEATS}")
    for name, median in medians.items():
        print(f"  {name:<40} {median:7.2f} s {median / first:6.2f}")


if __name__ == "__main__":
    notebook_runs()
