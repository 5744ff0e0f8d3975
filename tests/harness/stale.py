"""Which notebooks must run again: a key for each, made from the content of all that can affect it.

Only the standard library, and nothing of the course is imported: helpers are read, not run.
"""

import ast
import hashlib
import json
import sys
from functools import cache
from pathlib import Path

FORMAT = 1  # raise it when the harness changes what an executed notebook looks like
DYNAMIC = {"__import__", "import_module", "exec", "eval"}


class Unresolved(Exception):
    """An import that cannot be followed: depend on everything."""


def key(notebook, helpers, lock):
    """Return a digest of the notebook's cells, the helpers they can reach, and the lock.

    Stored outputs, execution counts and metadata other than tags do not count.
    Raises ValueError or another exception of `cells` where the file is not a notebook.
    """
    content = cells(notebook)
    files = {f"helpers/{p.relative_to(helpers).as_posix()}": _digest(p)
             for p in reached(content, helpers)}
    files["requirements.lock"] = _digest(lock) if lock.exists() else None
    parts = [FORMAT, sys.version, content, sorted(files.items())]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def cells(notebook):
    """Return (type, source, tags) of each cell."""
    return [
        (c["cell_type"], "".join(c["source"]), c.get("metadata", {}).get("tags", []))
        for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    ]


def reached(content, helpers):
    """Return the files of the package that the cells can be affected by."""
    try:
        package = Package(helpers)
        found = set()
        for kind, source, _ in content:
            if kind == "code":
                package.follow(_parse(source), [], found, inside=False)
        package.visit((), found)
    except Unresolved:
        return _everything(helpers)
    data = helpers / "data"
    return sorted(found | set(_everything(data) if helpers / "datasets.py" in found else ()))


class Package:
    """The modules of `helpers`, by name, and the names that its `__init__` hands out lazily."""

    def __init__(self, folder):
        self.folder = folder
        self.modules = {}
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            self.modules[parts[:-1] if parts[-1] == "__init__" else parts] = path
        self.names = _lazy_names(self.modules.get(()))

    def visit(self, module, found):
        """Add a module, its parent packages, and what they import, to `found`."""
        path = self.modules[module]
        if path in found:
            return
        found.add(path)
        if module:
            self.visit(module[:-1], found)
        here = module if path.name == "__init__.py" else module[:-1]
        # The package's own __init__ imports lazily: its map says what, see `_lazy_names`.
        self.follow(_parse(_text(path), dynamic=not module), here, found, inside=True)

    def follow(self, tree, here, found, inside):
        """Add what the imports of a syntax tree reach, at any depth of nesting."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root, *parts = alias.name.split(".")
                    if root == "helpers":
                        if not (parts and alias.asname):
                            raise Unresolved  # binds the package: any attribute may be used
                        self._add(tuple(parts), found)
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node, here, inside)
                if base is not None:
                    for alias in node.names:
                        self._add_name(base, alias.name, found)

    @staticmethod
    def _base(node, here, inside):
        """Return the module, relative to helpers, that `from ... import` names, or None."""
        parts = node.module.split(".") if node.module else []
        if node.level and inside:
            if node.level - 1 > len(here):
                raise Unresolved
            return (*here[: len(here) - node.level + 1], *parts)
        return tuple(parts[1:]) if parts[:1] == ["helpers"] and not node.level else None

    def _add(self, module, found):
        if module not in self.modules:
            raise Unresolved
        self.visit(module, found)

    def _add_name(self, base, name, found):
        """Follow `from base import name`: a submodule, a lazy name, or one that base defines."""
        if (*base, name) in self.modules:
            self._add((*base, name), found)
        elif base:
            if name == "*":
                raise Unresolved
            self._add(base, found)
        elif name in self.names:
            self._add(self.names[name], found)
        else:
            raise Unresolved


def _lazy_names(init):
    """Return name → module from the literal `_MODULES = {"module": ("name", ...)}`."""
    if init is None:
        raise Unresolved
    for node in _parse(_text(init), dynamic=True).body:
        targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
        if any(isinstance(t, ast.Name) and t.id == "_MODULES" for t in targets):
            try:
                modules = ast.literal_eval(node.value)
                return {n: tuple(m.split(".")) for m, names in modules.items() for n in names}
            except (ValueError, AttributeError, TypeError):
                raise Unresolved from None
    return {}


def _parse(source, dynamic=False):
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        raise Unresolved from None
    if not dynamic:
        used = {getattr(n, "id", getattr(n, "attr", None)) for n in ast.walk(tree)}
        if used & DYNAMIC:
            raise Unresolved
    return tree


def _everything(folder):
    skipped = {"__pycache__", ".ipynb_checkpoints"}
    return sorted(p for p in folder.rglob("*") if p.is_file() and not skipped & set(p.parts))


@cache
def _text(path):
    return path.read_text(encoding="utf-8")


@cache
def _digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()
