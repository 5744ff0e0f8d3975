"""The package as a whole: its table of contents, its imports, its docstrings, its versions."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

import helpers
from tests.matrix.environments import PYTHONS

ROOT = Path(__file__).parents[1]
MODULES = sorted(p for p in (ROOT / "helpers").rglob("*.py") if p.name != "make.py")
THIRD_PARTY = {"figures.py": {"numpy", "matplotlib", "PIL"}, "notebook.py": {"IPython"}}


def imports(path):
    """The modules that a file imports: names of packages, and helpers' own with their level."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            own = node.level > 0
            for alias in node.names:
                yield (
                    ("helpers", node.module or alias.name)
                    if own
                    else (node.module.split(".")[0], None)
                )
                if own and node.module and not node.module.startswith("_"):
                    assert not alias.name.startswith("_"), f"{path.name} reads {alias.name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_numpy_is_imported_and_matplotlib_and_ipython_in_one_place_each(path):
    standard = sys.stdlib_module_names
    third_party = {name for name, own in imports(path) if own is None and name not in standard}
    assert third_party <= THIRD_PARTY.get(path.name, {"numpy"})


def test_imports_point_one_way():
    graph = {
        p.stem: {own for _, own in imports(p) if own} for p in MODULES if p.parent.name == "helpers"
    }
    while graph:
        free = {name for name, needs in graph.items() if not (needs & set(graph)) - {name}}
        assert free, f"a circle of imports among {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in free}


def test_no_module_is_named_for_a_function():
    """Importing the function would hide the module."""
    assert not set(helpers._HOME) & set(helpers._MODULES)


@pytest.mark.parametrize("name", helpers.__all__)
def test_every_name_of_the_table_is_found_where_it_says(name):
    module = importlib.import_module(f"helpers.{helpers._HOME[name]}")
    assert getattr(helpers, name) is getattr(module, name)
    assert name in dir(helpers)


def test_the_table_names_every_public_function():
    quiet = {
        "_validation",
        "_attention",
        "_preparing",
        "_drawing",
        "article",
        "article_errata",
        "exercises",
        "data",
        "__init__",
    }
    for path in MODULES:
        if path.parent.name == "helpers" and path.stem not in quiet:
            module = importlib.import_module(f"helpers.{path.stem}")
            own = {n for n, f in inspect.getmembers(module, inspect.isfunction)
                   if f.__module__ == module.__name__ and not n.startswith("_")}  # fmt: skip
            inner = {"describe", "source_without_docstring", "show_png"}  # for figures and tests
            inner |= {"check_axes", "check_look"}  # for drawing
            assert own - inner <= set(helpers._MODULES[path.stem]), path.name


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="softmin"):
        helpers.softmin  # noqa: B018


def test_a_function_is_imported_without_waiting_for_matplotlib():
    code = "import sys; from helpers import softmax; sys.exit('matplotlib' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def functions():
    return [n for n in helpers.__all__ if inspect.isfunction(getattr(helpers, n))]


@pytest.mark.parametrize("name", functions())
def test_every_public_function_is_documented_in_full(name):
    function = getattr(helpers, name)
    doc = inspect.getdoc(function)
    first, *rest = doc.split("\n")
    assert first.endswith(".")
    assert rest[0] == ""
    drawing = helpers._HOME[name] in ("figures", "drawing", "notebook")
    checking = helpers._HOME[name] == "parameters"
    required = {"Parameters"} if drawing else {"Parameters", "Returns", "Raises", "Examples"}
    if checking:
        required -= {"Returns"}
    parts = re.split(r"^(\w+)\n-+$", doc, flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    names = set(inspect.signature(function).parameters)
    assert required - ({"Parameters"} if not names else set()) <= set(sections)
    entries = re.findall(r"^(\*{0,2}\w[\w, *]*?)(?: :.*)?$", sections.get("Parameters", ""), re.M)
    described = {word.strip(" *") for entry in entries for word in entry.split(",")}
    assert names <= described


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_short(path):
    """At most 20 lines of code, docstrings and blank lines not counted."""
    source = path.read_text(encoding="utf-8").split("\n")
    for node in ast.walk(ast.parse("\n".join(source))):
        if isinstance(node, ast.FunctionDef):
            doc = node.body[0] if ast.get_docstring(node) is not None else None
            lines = set(range(node.lineno, node.end_lineno + 1))
            lines -= set(range(doc.lineno, doc.end_lineno + 1)) if doc else set()
            code = [line for line in lines if source[line - 1].strip()]
            assert len(code) <= 21, f"{path.name}: {node.name} has {len(code)} lines"


def locked():
    """The versions of requirements.lock, by name."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", text, re.M))


def project():
    """What pyproject.toml says of the project."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def declared():
    """The requirements of pyproject.toml, those of tests too, by name."""
    extras = project()["optional-dependencies"]
    lines = project()["dependencies"] + extras["course"] + extras["test"]
    parsed = [Requirement(line) for line in lines]
    return {r.name: r.specifier for r in parsed if r.name != project()["name"]}


def test_the_lock_satisfies_the_ranges():
    versions = locked()
    for name, specifier in declared().items():
        assert specifier.contains(versions[name.replace("_", "-").lower()]), name


def test_the_conda_environment_has_the_versions_of_the_lock():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    *pinned, pip, editable = environment["dependencies"]
    versions = dict(line.split("=") for line in pinned)
    assert set(versions) == {"python", "numpy", "matplotlib", "jupyterlab", "nbval", "papermill"}
    assert versions.pop("python") == PYTHONS[-1]
    assert versions == {name: locked()[name] for name in versions}
    assert (pip, editable) == ("pip", {"pip": ["--editable ."]})
    assert environment["channels"] == ["conda-forge"]


def test_the_releases_of_python_are_the_same_everywhere():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8"))
    assert workflow["jobs"]["locked"]["strategy"]["matrix"]["python"] == list(PYTHONS)
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"on Python {', '.join(PYTHONS[:-1])} and {PYTHONS[-1]};" in readme
    assert project()["requires-python"] == f">={PYTHONS[0]}"


def test_the_lock_names_no_host_and_holds_a_hash_for_every_package():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index" not in text
    for block in re.split(r"^(?=[a-z0-9])", text, flags=re.M)[1:]:
        assert "--hash=sha256:" in block, block.split()[0]


def test_no_default_installs_pytorch():
    assert "torch" not in locked()
    assert "torch" not in declared()
