"""How long the course takes to run, and the transformer of notebook 12 to train."""

import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import nbformat
import numpy as np
from nbformat.v4 import new_code_cell, new_notebook

from helpers import minibatches
from tests.capstone import capstone, peer_logits
from tests.harness.environment import ROOT, cores, warm_up

REPEATS = 3


def notebook_runs():
    """Time ways to execute twelve notebooks that import NumPy and pyplot and draw one figure."""
    with tempfile.TemporaryDirectory() as folder:
        trivial(folder, 12)
        table(
            f"twelve trivial notebooks, {cores()} cores",
            {
                "make run": lambda: harness(folder),
                "make run, one job a core": lambda: harness(folder, "--jobs", str(cores())),
                "make run, one job": lambda: harness(folder, "--jobs", "1"),
                "papermill command, one process each": lambda: papermill_commands(folder),
            },
        )


def course_run():
    """Time the run of the course against its own computing and as many trivial notebooks.

    The goal: at most the notebooks' own computing plus 1.5 times the trivial run. What a notebook
    computes by itself is what it takes as a plain script, less what a trivial one takes so.
    """
    course = ROOT / "notebooks"
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as build:
        trivial(folder, len(list(course.glob("*.ipynb"))))
        run, small, scripts, small_scripts = table(
            f"the course, {cores()} cores",
            {
                "make run, the course": lambda: harness(course, "--build", build),
                "make run, as many trivial notebooks": lambda: harness(folder),
                "the course as plain scripts": lambda: as_scripts(course),
                "the trivial notebooks as plain scripts": lambda: as_scripts(folder),
            },
        )
    own = scripts - small_scripts
    allowed = own + 1.5 * small
    print(f"  allowed: own computing {own:.2f} + 1.5 x {small:.2f} = {allowed:.2f} s")
    print(f"  the run takes {run:.2f} s: {'within' if run <= allowed else 'OVER'} the goal")


def training():
    """Train the transformer of notebook 12 with five seeds, and the same model in PyTorch.

    PyTorch (if it is installed) takes the same batches, noise and rates, in double precision too,
    and does not stop after each epoch to read the held-out images.
    """
    print("\nthe transformer of notebook 12: seed, held-out digits read right, seconds")
    for seed in range(5):
        model = capstone(seed=seed)
        before = time.perf_counter()
        accuracy = model.train(model.epochs)[1][2][-1]
        print(f"  seed {seed}, NumPy   {accuracy:.1%} {time.perf_counter() - before:6.2f} s")
        if find_spec("torch"):
            before = time.perf_counter()
            accuracy = train_peer(model, np.random.default_rng(seed))
            print(f"  seed {seed}, PyTorch {accuracy:.1%} {time.perf_counter() - before:6.2f} s")


def train_peer(model, rng):
    """Train the model in PyTorch; return the share of held-out digits read right."""
    import torch

    w = model.views(model.initial(model.shapes, rng), model.shapes)
    t = {name: torch.tensor(value, requires_grad=True) for name, value in w.items()}
    adam = torch.optim.Adam(t.values(), lr=model.rate)
    N = len(model.X_train)
    total = model.epochs * -(-N // model.batch_size)
    fall = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: 1 - step / total)
    X, y = torch.tensor(model.X_train), torch.tensor(model.y_train)
    for _ in range(model.epochs):
        for rows in minibatches(N, model.batch_size, rng):
            noise = torch.tensor(model.noise * rng.standard_normal((len(rows), 8, 8)))
            Z = peer_logits(t, X[rows] + noise, model.width, model.n_heads)
            loss = torch.nn.functional.cross_entropy(Z, y[rows])
            adam.zero_grad()
            loss.backward()
            adam.step()
            fall.step()
    with torch.no_grad():
        Z = peer_logits(t, torch.tensor(model.X_test), model.width, model.n_heads)
    return (Z.argmax(dim=1).numpy() == model.y_test).mean()


def trivial(folder, count):
    """Write notebooks that import NumPy and pyplot and draw one figure."""
    sources = ("import numpy as np\nimport matplotlib.pyplot as plt", "plt.plot(np.arange(9))")
    for i in range(count):
        nb = new_notebook(cells=[new_code_cell(s) for s in sources])
        nb.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nb, Path(folder, f"{i:02}.ipynb"))
    warm_up()


def as_scripts(folder):
    """Execute the code of a folder's notebooks without kernels, one process a core."""

    def one(path):
        cells = nbformat.read(path, as_version=4).cells
        call("-c", "\n\n".join(cell.source for cell in cells if cell.cell_type == "code"))

    with ThreadPoolExecutor(cores()) as pool:
        list(pool.map(one, sorted(Path(folder).glob("*.ipynb"))))


def harness(folder, *options):
    """Execute all notebooks of a folder as `make run` does."""
    where = ("--notebooks", folder, "--build", Path(folder, "build"), "--force")
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
    """Print the median time of each way and its ratio to the first; return the medians.

    The ways are taken in turn, so that a busy moment falls on all of them.
    """
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
    return medians.values()


def main():
    notebook_runs()
    course_run()
    training()
