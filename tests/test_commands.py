"""The Makefile where it meets a bare machine: what it says, and that it stops."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make")
pytestmark = pytest.mark.skipif(MAKE is None, reason="there is no make here")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


@pytest.fixture
def bare(tmp_path):
    """A folder with just what the set-up of the environment reads."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def make(folder, *arguments):
    """Run make as if from a shell: what the make around these tests was told is not handed on."""
    ours = ("MAKEFLAGS", "MFLAGS", "MAKEOVERRIDES", "MAKELEVEL", "PYTHON", "VENV", "BUILD")
    env = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run([MAKE, *arguments], cwd=folder, capture_output=True, text=True, env=env)


def stand_in(folder, text):
    """An interpreter that is not what it seems."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return f"PYTHON={path}"


def test_the_default_lists_every_target_with_what_it_does(bare):
    listed = re.findall(r"^  make ([\w-]+) +(.+)$", make(bare).stdout, re.M)
    phony = re.findall(r"^\.PHONY: ([a-z].+)$", (bare / "Makefile").read_text("utf-8"), re.M)
    targets = " ".join(phony).split()
    assert {name for name, _ in listed} == set(targets)
    assert set(targets) == {
        *("help", "run", "test", "test-tamper", "test-matrix", "test-lab", "lab", "refresh"),
        *("lint", "lock", "bench", "accuracy", "mutants", "clean"),
    }


@POSIX
def test_an_old_python_is_refused_with_what_to_do(bare):
    program = "import sys; sys.version_info = (3, 9); exec(sys.argv[1])"
    old = f"exec '{sys.executable}' -c '{program}' \"$2\""
    done = make(bare, "run", stand_in(bare, old))
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "is 3.9" in done.stderr
    assert not (bare / ".venv").exists()


def test_a_missing_python_is_told(bare):
    done = make(bare, "run", "PYTHON=no-such-python")
    assert done.returncode != 0
    assert "there is no no-such-python" in done.stdout


@POSIX
def test_packages_that_cannot_be_installed_leave_no_finished_environment(bare, monkeypatch):
    """An index that does not answer: pip fails, and the next make starts anew."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    (bare / "python").symlink_to(sys.executable)  # whose own path may hold a space
    done = make(bare, "run", "PYTHON=./python")
    assert done.returncode != 0
    assert "check that a package index can be reached" in done.stdout
    assert not (bare / ".venv" / ".ready").exists()


def test_a_folder_that_is_no_environment_is_left_alone(bare):
    (bare / "thesis").mkdir()
    (bare / "thesis/thesis.txt").write_text("years of work")
    done = make(bare, "run", "VENV=thesis")
    assert done.returncode != 0
    assert "thesis holds something else than an environment" in done.stdout
    assert (bare / "thesis/thesis.txt").exists()


def test_a_path_of_an_environment_has_no_spaces(bare):
    done = make(bare, "run", "VENV=my environment")
    assert done.returncode != 0
    assert "VENV must be a path without spaces" in done.stdout
    assert {path.name for path in bare.iterdir()} == {"Makefile", "requirements.lock"}


@POSIX
@pytest.mark.parametrize(
    ("status", "written", "last"),
    [(0, "", ""), (3, "a.ipynb, cell 2: no", "a.ipynb, cell 2: no"), (1, None, "Error 1")],
    ids=["all ran", "a notebook failed", "the harness crashed"],
)
def test_a_run_ends_with_the_failure_and_a_crash_is_no_success(bare, status, written, last):
    """A stand-in for the environment's Python does what the harness would."""
    (bare / "environment/bin").mkdir(parents=True)
    summary = (
        "" if written is None else f"mkdir -p build/run; echo '{written}' > build/run/failures.txt"
    )
    stand_in(bare, f"{summary}\nexit {status}")
    (bare / "stand-in").rename(bare / "environment/bin/python")
    (bare / "environment/.ready").touch()
    done = make(bare, "run", "VENV=environment")
    assert (done.returncode == 0) == (status == 0)
    assert last in (done.stderr.splitlines() or [""])[-1]
