"""A copy of the checkout, to try something on without touching the course."""

import shutil

from .environment import ROOT

NAMES = (
    *("helpers", "notebooks", "tests", ".github", ".jupyter"),
    *("README.md", "CONTRIBUTING.md", "Makefile", "environment.yml", "pyproject.toml"),
    *("requirements.lock", "LICENSE", "LICENSE-PROSE"),
)


def copy_checkout(folder):
    """Copy what is checked out into a new folder, without what runs leave there; return it."""
    unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    folder.mkdir(parents=True)
    for name in NAMES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        else:
            shutil.copy(ROOT / name, folder)
    return folder
