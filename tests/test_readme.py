"""What the README says, held to what is there."""

import re
from pathlib import Path

import nbformat
import pytest

from helpers.article_errata import errata_table
from tests.harness import gallery
from tests.harness.checks.course import EXPECTED, TITLES
from tests.test_package import locked

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def cells(name):
    return nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4).cells


@pytest.mark.parametrize("name", EXPECTED)
def test_each_notebook_is_listed_with_the_question_it_asks(name):
    link = f"[{name[:2]} {TITLES[name]}](notebooks/{name}.ipynb)"
    question = re.search(rf"\| {re.escape(link)} \| (.+\?) \|", README)[1]
    assert question.lower() in cells(name)[0].source.lower()


def test_the_gallery_shows_the_stored_figures():
    assert gallery.BEGIN + gallery.markdown() + gallery.END in README
    for number in gallery.FIGURES:
        stored = (ROOT / gallery.FOLDER / f"{number}.png").read_bytes()
        assert stored == gallery.figure(number)[0], f"{number}: run `make refresh`"


def test_each_part_of_the_series_is_mapped_to_sections_that_there_are():
    rows = re.findall(r"^\| (\d+) [A-Z][\w ]+ \| (\[.+) \|$", README, re.M)
    assert [int(part) for part, _ in rows] == list(range(1, 13))
    for part, places in rows:
        for name, sections in re.findall(r"\(notebooks/(\w+)\.ipynb\)([^;]*)", places):
            headings = [h for c in cells(name) for h in re.findall(r"^## (\d+)\.", c.source, re.M)]
            assert set(re.findall(r"\d+", sections)) <= set(headings), f"part {part}: {name}"


def test_the_errata_are_those_computed():
    assert errata_table() in README


def test_the_versions_are_those_of_the_lock():
    versions = locked()
    assert f"NumPy {versions['numpy']}, Matplotlib {versions['matplotlib']}" in README


def test_the_papermill_commands_name_parameters_that_there_are():
    commands = re.findall(r"^papermill .* notebooks/(\w+)\.ipynb \S+ (.+)$", README, re.M)
    assert len(commands) >= 2
    for name, options in commands:
        (parameters,) = (c for c in cells(name) if "parameters" in c.metadata.get("tags", []))
        known = re.findall(r"^(\w+) =", parameters.source, re.M)
        named = re.findall(r"-p (\w+)|-y \"(\w+):", options)
        assert named
        assert {a or b for a, b in named} <= set(known)


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_make_commands_are_targets():
    phony = re.findall(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.M)
    named = re.findall(r"(?:`|^)make ([\w-]+)", README, re.M)
    assert named
    assert set(named) <= set(" ".join(phony).split())
