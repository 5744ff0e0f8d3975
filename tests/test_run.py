"""The harness: what runs again and what does not, and what is left behind by a failure."""

import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from functools import partial
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.harness.normal import normal_form, to_text
from tests.harness.stale import Package, cells, key

ROOT = Path(__file__).resolve().parents[1]
HELPERS = {
    "__init__.py": '_MODULES = {"low": ("f",), "high": ("g",), "datasets": ("load",)}\n',
    "low.py": "def f(): pass\n",
    "high.py": "def g():\n    from .low import f\n    return f\n",
    "other.py": "x = 1\n",
    "datasets.py": "def load(): pass\n",
    "data/digits.csv": "1,2\n",
    "exercises/__init__.py": "",
    "exercises/forward.py": "from .. import g\nfrom ..low import f\n",
}


def write(path, *sources):
    """Write a notebook of code cells under a title."""
    made = [new_markdown_cell("# Title"), *map(new_code_cell, sources)]
    nbformat.write(new_notebook(cells=made), path)
    return path


def command(course, *arguments):
    """Return the command line that runs the notebooks of the fixture `course`."""
    return [
        *(sys.executable, "-m", "tests.harness.run", "--build", str(course.build)),
        *("--notebooks", str(course.notebooks), "--helpers", str(course.helpers)),
        *arguments,
    ]


def run(course, *arguments):
    """Run the harness as make does."""
    return subprocess.run(
        command(course, *arguments), cwd=ROOT, capture_output=True, text=True, timeout=60
    )


def executed(done):
    """Return the names of the notebooks that a run reports."""
    return sorted(s.split()[0] for s in done.stdout.splitlines() if s.startswith("  "))


@pytest.fixture
def course(tmp_path):
    """Return folders for notebooks, their output, and a small package of helpers."""
    made = Namespace(**{name: tmp_path / name for name in ("notebooks", "build", "helpers")})
    made.notebooks.mkdir()
    for name, source in HELPERS.items():
        path = made.helpers / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return made


def reached(course, source):
    """Return the helpers files that a code cell can be affected by."""
    path = write(course.notebooks / "x.ipynb", source)
    lock, *files = Package(course.helpers, ROOT / "requirements.lock").reached(cells(path))
    assert lock.name == "requirements.lock"
    return {p.relative_to(course.helpers).as_posix() for p in files}


@pytest.mark.parametrize(
    ("source", "files"),
    [
        ("import numpy", ""),
        ("from helpers import f", "low.py"),
        ("from helpers import g", "high.py low.py"),
        ("from helpers import other", "other.py"),
        ("from helpers.high import g", "high.py low.py"),
        ("import helpers.high as h", "high.py low.py"),
        ("def later():\n    from helpers import f", "low.py"),
        ("from helpers import load", "datasets.py data/digits.csv"),
        (
            "from helpers.exercises import forward",
            "exercises/__init__.py exercises/forward.py high.py low.py",
        ),
    ],
)
def test_a_notebook_depends_on_what_its_imports_reach(course, source, files):
    assert reached(course, source) == {"__init__.py", *files.split()}


@pytest.mark.parametrize(
    "source",
    [
        "import helpers",
        "import helpers.low",
        "from helpers import *",
        "from helpers import unknown",
        "from helpers.unknown import f",
        "%timeit f(1)",
        "import importlib\nm = importlib.import_module('helpers.low')",
        "__import__('helpers')",
    ],
)
def test_what_cannot_be_followed_depends_on_everything(course, source):
    assert reached(course, source) == set(HELPERS)


@pytest.mark.parametrize(
    ("name", "source"),
    [("__init__.py", "_MODULES = make()\n"), ("low.py", "def f(:\n"), ("low.py", "eval('1')\n")],
)
def test_helpers_that_cannot_be_read_count_as_everything(course, name, source):
    (course.helpers / name).write_text(source)
    assert reached(course, "from helpers import f") == set(HELPERS)


def test_the_real_helpers_can_be_followed():
    package = Package(ROOT / "helpers", ROOT / "requirements.lock")
    found = package.reached([("code", "from helpers import softmax", [])])
    assert ROOT / "helpers/classification.py" in found
    assert ROOT / "helpers/figures.py" not in found


def test_key_sees_sources_types_and_tags_but_not_outputs(course):
    path = write(course.notebooks / "x.ipynb", "1")
    package = Package(course.helpers, ROOT / "requirements.lock")
    keys = [key(path, package)]
    nb = nbformat.read(path, 4)
    nb.cells[1].outputs = [new_output("stream", text="1")]
    nb.cells[1].execution_count = 7
    nb.metadata["kernelspec"] = {"name": "python3", "display_name": "any"}
    nbformat.write(nb, path)
    assert key(path, package) == keys[0]
    for change in ({"source": "2"}, {"metadata": {"tags": ["parameters"]}}, {"source": "# 2"}):
        nb.cells[1].update(nbformat.from_dict(change))
        nbformat.write(nb, path)
        keys.append(key(path, package))
    assert len(set(keys)) == 4


def test_only_what_a_change_can_affect_runs_again(course):
    for name, source in {"a": "1", "b": "from helpers import f", "c": "2"}.items():
        # The fixture's package is not installed: name it where only the analysis sees it.
        write(course.notebooks / f"{name}.ipynb", f"if False:\n    {source}")
    assert executed(run(course)) == ["a.ipynb", "b.ipynb", "c.ipynb"]

    done = run(course)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "make run: all 3 notebooks are up to date\n"

    write(course.notebooks / "a.ipynb", "3")
    (course.helpers / "low.py").write_text("def f(): return 1\n")
    (course.build / "run/c.ipynb").unlink()
    assert executed(run(course)) == ["a.ipynb", "b.ipynb", "c.ipynb"]

    (course.helpers / "low.py").write_text("def f(): return 2\n")
    assert executed(run(course)) == ["b.ipynb"]

    (course.notebooks / "c.ipynb").unlink()
    (course.build / "run/a.ipynb").write_text('{"metadata": {"course": 3')
    assert executed(run(course)) == ["a.ipynb"]
    assert not (course.build / "run/c.ipynb").exists()


def test_every_kind_of_failure_is_named_and_leaves_no_output(course):
    write(course.notebooks / "fine.ipynb", "1")
    write(course.notebooks / "raises.ipynb", "x = 1", "y = f(x)\n", "print('never')")
    write(course.notebooks / "hangs.ipynb", "import time\ntime.sleep(60)")
    write(course.notebooks / "dies.ipynb", "import os", "os._exit(3)")
    (course.notebooks / "broken.ipynb").write_text('{"cells": [')
    nb = nbformat.read(write(course.notebooks / "lesson.ipynb", "1 / 0"), 4)
    nb.cells[1].metadata["tags"] = ["raises-exception"]
    nbformat.write(nb, course.notebooks / "lesson.ipynb")
    (course.build / "run").mkdir(parents=True)
    (course.build / "run/raises.ipynb").write_text("an older, whole one")

    done = run(course, "--timeout", "2")

    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr
    last = done.stderr.splitlines()[-4:]
    assert last[0].startswith("make run: broken.ipynb, not a notebook: ")
    assert last[1].startswith(
        'make run: dies.ipynb, cell [2] ("os._exit(3)"): its kernel died; see '
    )
    assert last[2].startswith(
        'make run: hangs.ipynb, cell [1] ("import time"): took longer than 2 s; '
    )
    assert last[3].startswith(
        "make run: raises.ipynb, cell [2] (\"y = f(x)\"): NameError: name 'f' is not defined; see "
    )
    assert {p.stem for p in (course.build / "run").glob("*.ipynb")} == {"fine", "lesson"}
    kept = {p.stem: nbformat.read(p, 4) for p in (course.build / "failed").glob("*.ipynb")}
    assert set(kept) == {"raises", "hangs", "dies"}
    assert kept["raises"].cells[2].outputs[0].ename == "NameError"
    assert not list(course.build.glob("tmp-*"))
    assert not list((course.build / "run").glob(".*"))


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_an_interrupt_leaves_no_kernel_and_no_temporary_file(course):
    write(course.notebooks / "a.ipynb", "import time, os\nopen('pid', 'w').write(str(os.getpid()))")
    nb = nbformat.read(course.notebooks / "a.ipynb", 4)
    nb.cells.append(new_code_cell("import tempfile\nt = tempfile.mkdtemp()\ntime.sleep(300)"))
    nbformat.write(nb, course.notebooks / "a.ipynb")
    options = {"cwd": ROOT, "stderr": subprocess.PIPE, "text": True}
    if os.name == "posix":  # a shell's background job passes on that it ignores interrupts
        options["preexec_fn"] = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    with subprocess.Popen(command(course), **options) as process:
        pid = course.notebooks / "pid"
        for _ in range(300):
            if pid.exists() and pid.read_text():
                break
            time.sleep(0.05)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        error = process.communicate(timeout=100)[1]
    assert process.returncode == 130
    assert error.splitlines()[-1] == "make run: interrupted; what was finished is kept"
    assert not psutil.pid_exists(int(pid.read_text()))
    assert not list(course.build.glob("tmp-*"))
    assert not list(course.build.rglob("*.ipynb"))


def test_refresh_stores_outputs_in_the_normal_form_and_again_changes_nothing(course):
    good = write(course.notebooks / "good.ipynb", "print('a')\nprint('b')", "2 + 2")
    bad = write(course.notebooks / "bad.ipynb", "1 / 0")
    before, untouched = nbformat.read(good, 4), bad.read_bytes()

    done = run(course, "--store")

    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith('make refresh: bad.ipynb, cell [1] ("1 / 0"): ')
    assert bad.read_bytes() == untouched
    after = nbformat.read(good, 4)
    assert [(c.id, c.source) for c in after.cells] == [(c.id, c.source) for c in before.cells]
    assert [c.execution_count for c in after.cells[1:]] == [1, 2]
    assert after.cells[1].outputs[0].text == "a\nb\n"
    assert good.read_text(encoding="utf-8") == to_text(normal_form(after))

    bad.unlink()
    text = good.read_bytes()
    again = run(course, "--store")
    assert again.stdout == "make refresh: all 1 notebooks are up to date\n"
    assert executed(run(course, "--store", "--force")) == ["good.ipynb"]
    assert good.read_bytes() == text


def test_refresh_keeps_stored_times_until_code_or_words_change_or_they_are_asked_for(course):
    source = "import time\nprint(f'took {time.time_ns()} ns')"
    path = write(course.notebooks / "timed.ipynb", source, "'over'")

    def change(old, new):
        nb = nbformat.read(path, 4)
        for cell in nb.cells:
            cell.source = cell.source.replace(old, new)
        nb.cells[1].metadata.tags = ["nbval-ignore-output"]
        nbformat.write(nb, path)

    def stored(*arguments):
        run(course, "--store", "--force", *arguments)
        return nbformat.read(path, 4).cells[1].outputs[0].text

    change("", "")
    first = stored()
    assert stored() == first
    change("# Title", "# Another")
    assert stored() == first
    assert stored("--times") != first
    first = stored()
    change("took", "lasted")
    assert "lasted" in stored()
    first = stored()
    change("'over'", "'passed'")
    assert stored() != first


def test_normal_form_keeps_ids_tags_hidden_sources_and_alt_texts_only():
    cell = new_code_cell(
        "x",
        metadata={
            "tags": ["solution"],
            "jupyter": {"source_hidden": True, "outputs_hidden": True},
            "papermill": {"duration": 1},
            "execution": {},
            "collapsed": True,
        },
        execution_count=3,
        outputs=[
            new_output("stream", name="stdout", text="a\n"),
            new_output("stream", name="stdout", text="b\n"),
            new_output("stream", name="stderr", text="c\n"),
            new_output("execute_result", {"text/plain": "1"}, execution_count=9),
            new_output("display_data", {"image/png": "AA=="}, metadata={"image/png": {"alt": "A"}}),
        ],
    )
    nb = new_notebook(cells=[cell, new_markdown_cell("é")], metadata={"papermill": {}, "x": 1})
    made = normal_form(nb)
    assert sorted(made.metadata) == ["kernelspec", "language_info"]
    assert made.metadata.language_info == {"name": "python"}
    assert made.cells[0].metadata == {"tags": ["solution"], "jupyter": {"source_hidden": True}}
    assert made.cells[0].id == cell.id
    assert [o.get("text") for o in made.cells[0].outputs[:2]] == ["a\nb\n", "c\n"]
    assert made.cells[0].outputs[2].execution_count == 3
    assert made.cells[0].outputs[3].metadata["image/png"].alt == "A"
    assert "papermill" in nb.metadata  # the input is not written to
    assert normal_form(made) == made
    assert '\n "cells": [\n' in to_text(made)
    assert "é" in to_text(made)


def test_progress_that_was_overwritten_is_not_stored():
    parts = [
        new_output("stream", name="stdout", text=t) for t in ("\r1 of 2", "\r2 of 2", "\nend\n")
    ]
    made = normal_form(new_notebook(cells=[new_code_cell("x", outputs=parts)]))
    assert [o.text for o in made.cells[0].outputs] == ["2 of 2\nend\n"]
    assert normal_form(made) == made


def test_no_notebooks_is_up_to_date(course):
    done = run(course)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_build_folder_that_cannot_be_written_is_an_error_in_one_line(course):
    write(course.notebooks / "a.ipynb", "1")
    course.build.write_text("a file in the way")
    done = run(course)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "BUILD=" in done.stderr


def test_the_users_startup_files_and_styles_do_not_reach_a_kernel(course, tmp_path, monkeypatch):
    (tmp_path / "start.py").write_text("raise SystemExit('start-up file was read')")
    startup = tmp_path / ".ipython/profile_default/startup"
    startup.mkdir(parents=True)
    (startup / "a.py").write_text("intruder = 1")
    (tmp_path / "rc").write_text("lines.linewidth: 77")
    for name, value in {
        "HOME": str(tmp_path),
        "PYTHONSTARTUP": str(tmp_path / "start.py"),
        "MATPLOTLIBRC": str(tmp_path / "rc"),
        "MPLBACKEND": "nonsense",
        "JUPYTER_PREFER_ENV_PATH": "0",
        "PYTHONWARNINGS": "error",
    }.items():
        monkeypatch.setenv(name, value)
    kernel = tmp_path / ".local/share/jupyter/kernels/python3"
    kernel.mkdir(parents=True)
    (kernel / "kernel.json").write_text('{"argv": ["false"], "display_name": "x", "language": "y"}')
    write(
        course.notebooks / "a.ipynb",
        "import matplotlib\nassert matplotlib.rcParams['lines.linewidth'] < 77",
        "assert 'intruder' not in globals()",
    )
    if (fonts := Path(os.environ.get("MPLCONFIGDIR", ""))) and fonts.is_dir():
        (course.build / "matplotlib").parent.mkdir()
        (course.build / "matplotlib").symlink_to(fonts)  # saves building the font cache
    done = run(course)
    assert done.returncode == 0, done.stderr


def test_kernels_import_the_helpers_of_this_checkout_whatever_is_installed(
    course, tmp_path, monkeypatch
):
    other = tmp_path / "other/helpers"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("raise ImportError('another checkout')")
    write(course.notebooks / "a.ipynb", "import helpers\nprint(helpers.__file__)")
    monkeypatch.setenv("PYTHONPATH", str(other.parent))
    done = run(course)
    assert (done.returncode, done.stderr) == (0, "")
    output = nbformat.read(course.build / "run/a.ipynb", 4).cells[1].outputs[0].text
    assert Path(output.strip()) == Path(__file__).parents[1] / "helpers/__init__.py"


def test_a_number_of_jobs_below_one_is_refused_at_once(course):
    done = run(course, "--jobs", "0")
    assert done.returncode == 2
    assert "--jobs" in done.stderr.splitlines()[-1]


def test_a_helper_of_another_topic_makes_no_notebook_of_the_course_stale():
    """The article's inputs bring no mathematics along: a change in attention reruns none of 09."""
    package = Package(ROOT / "helpers", ROOT / "requirements.lock")
    reached = {
        path.stem for path in package.reached(cells(ROOT / "notebooks/09_linear_regression.ipynb"))
    }
    assert {"article", "regression", "datasets"} <= reached
    assert not {"attention", "classification", "embeddings", "article_errata"} & reached
