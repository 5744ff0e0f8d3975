"""Which notebooks must run again: a key for each, made from the content of all that can affect it.

Only the standard library, and nothing of the course is imported: helpers are read, not run.
"""

import ast
import hashlib
import json
import sys
from functools import cache, cached_property

FORMAT = 1  # raise it when the harness changes what an executed notebook looks like
DYNAMIC = {"__import__", "import_module", "exec", "eval"}


class Unresolved(Exception):
    """An import that cannot be followed: depend on everything."""


def key(notebook, package):
    """Return a digest of the notebook's cells, and of all files that it can be affected by.

    Stored outputs, execution counts and metadata other than tags do not count. A file that
    is not a notebook raises ValueError, KeyError or TypeError.
    """
    content = cells(notebook)
    files = [(path.as_posix(), package.digest(path)) for path in package.reached(content)]
    parts = [FORMAT, sys.version, content, files]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def cells(notebook):
    """Return (type, source, tags) of each cell."""
    return [
        (c["cell_type"], "".join(c["source"]), c.get("metadata", {}).get("tags", []))
        for c in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    ]


class Package:
    """`helpers` as files: its modules by name, the names that its `__init__` hands out lazily."""

    def __init__(self, folder, lock):
        self.folder, self.lock = folder, lock
        self.digest, self.tree = cache(_digest), cache(_module_tree)  # each file is read once
        self.modules = {}
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            self.modules[parts[:-1] if parts[-1] == "__init__" else parts] = path

    def reached(self, content):
        """Return the lock and the files of the package that the cells can be affected by."""
        try:
            found = set()
            self.visit((), found)
            for kind, source, _ in content:
                if kind == "code":
                    self.follow(_parse(source), [], found, inside=False)
        except Unresolved:
            return [self.lock, *_everything(self.folder)]
        if self.folder / "datasets.py" in found:
            found.update(_everything(self.folder / "data"))
        return [self.lock, *sorted(found)]

    @cached_property
    def names(self):
        """Name → module, from the literal `_MODULES = {"module": ("name", ...)}`."""
        for node in self.tree(self.modules[()]).body:
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_MODULES":
                try:
                    table = ast.literal_eval(node.value)
                    return {n: tuple(m.split(".")) for m, names in table.items() for n in names}
                except (ValueError, AttributeError, TypeError):
                    raise Unresolved from None
        return {}

    def visit(self, module, found):
        """Add a module, its parent packages, and what they import, to `found`."""
        if module not in self.modules:
            raise Unresolved
        path = self.modules[module]
        if path in found:
            return
        found.add(path)
        if module:
            self.visit(module[:-1], found)
        here = module if path.name == "__init__.py" else module[:-1]
        tree = self.tree(path)
        if module:  # the package's own __init__ imports by name what its table says
            _check_static(tree)
        self.follow(tree, here, found, inside=True)

    def follow(self, tree, here, found, inside):
        """Add what the imports of a syntax tree reach, at any depth of nesting."""
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    root, *parts = alias.name.split(".")
                    if root == "helpers":
                        if not (parts and alias.asname):
                            raise Unresolved  # binds the package: any attribute may be used
                        self.visit(tuple(parts), found)
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

    def _add_name(self, base, name, found):
        """Follow `from base import name`: a submodule, a lazy name, or one that base defines."""
        if (*base, name) in self.modules:
            self.visit((*base, name), found)
        elif base:
            if name == "*":
                raise Unresolved
            self.visit(base, found)
        elif name in self.names:
            self.visit(self.names[name], found)
        else:
            raise Unresolved


def _parse(source):
    """Return the syntax tree of a cell."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # a magic, or an error that is the lesson
        raise Unresolved from None
    _check_static(tree)
    return tree


def _module_tree(path):
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError):
        raise Unresolved from None


def _check_static(tree):
    used = {getattr(n, "id", getattr(n, "attr", None)) for n in ast.walk(tree)}
    if used & DYNAMIC:
        raise Unresolved


def _everything(folder):
    skipped = {"__pycache__", ".ipynb_checkpoints"}
    return sorted(p for p in folder.rglob("*") if p.is_file() and not skipped & set(p.parts))


def _digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None
