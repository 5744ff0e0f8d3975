"""Execute the course's notebooks, those that are not up to date, side by side.

An executed notebook is BUILD/run/NAME.ipynb, and is there only if every cell ran. How far a
failing one came is kept as BUILD/failed/NAME.ipynb. Cells are named by the number in brackets
that JupyterLab shows for them.
"""

import argparse
import json
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

from .stale import Package, key

ROOT = Path(__file__).resolve().parents[2]


def main(argv=None):
    """Run from the command line; return 0, 3 if a notebook failed, 2 if nothing could be done."""
    options = arguments().parse_args(argv)
    course = Course(options)
    try:
        course.prepare()
        stale = course.stale()
        failures = course.execute(stale) if stale else {}
        if not stale:
            print(f"{course.command}: all {len(course.notebooks)} notebooks are up to date")
        if options.store:
            failures |= course.store(failures)
        return course.report(failures)
    except OSError as error:
        print(
            f"{course.command}: {error.filename}: {error.strerror}; to write elsewhere, "
            f"{course.command} BUILD=/another/folder",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print(f"\n{course.command}: interrupted; what was finished is kept", file=sys.stderr)
        return 130


def arguments():
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.harness.run", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME.ipynb", help="only these notebooks")
    parser.add_argument("--build", type=Path, default=Path("build"), help="default: build")
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks", metavar="DIR")
    parser.add_argument("--helpers", type=Path, default=ROOT / "helpers", metavar="DIR")
    parser.add_argument("--timeout", type=int, default=120, help="seconds a cell; default: 120")
    parser.add_argument("--jobs", type=count, help="kernels at once; default: cores + 1")
    parser.add_argument("--force", action="store_true", help="also what is up to date")
    parser.add_argument("--store", action="store_true", help="store outputs in the notebooks")
    parser.add_argument("--times", action="store_true", help="store the measured times, too")
    return parser


def count(text):
    """Read a positive whole number from the command line."""
    if int(text) < 1:
        raise ValueError
    return int(text)


class Course:
    """The notebooks of a folder, and what is known of their last run."""

    def __init__(self, options):
        self.options = options
        self.command = "make refresh" if options.store else "make run"
        self.build = options.build.resolve()
        self.run, self.failed = self.build / "run", self.build / "failed"
        self.summary = self.run / "failures.txt"  # for the Makefile, whose last line it is
        self.notebooks = sorted(options.notebooks.resolve().glob("*.ipynb"))
        if options.names:
            names = {Path(name).name for name in options.names}
            if unknown := names - {p.name for p in self.notebooks}:
                arguments().error(f"no such notebook in {options.notebooks}: {min(unknown)}")
            self.notebooks = [p for p in self.notebooks if p.name in names]

    def prepare(self):
        """Make the folders; forget the outputs of notebooks that are no more."""
        for folder in (self.run, self.failed):
            folder.mkdir(parents=True, exist_ok=True)
            if not self.options.names:
                kept = {p.name for p in self.notebooks}
                for path in folder.glob("*.ipynb"):
                    if path.name not in kept:
                        path.unlink()
        self.summary.unlink(missing_ok=True)
        self.state = {path: self.last_run(path) for path in self.notebooks}

    def last_run(self, path):
        """Return what an executed notebook says of its run: the key of its source, the seconds."""
        try:
            nb = json.loads((self.run / path.name).read_text(encoding="utf-8"))
            return {"key": nb["metadata"]["course"]["key"], **nb["metadata"]["course"]}
        except (OSError, ValueError, TypeError, KeyError):
            return {"key": None}

    def keys(self):
        """Return the key of each notebook now; None where the file is not a notebook."""
        package = Package(self.options.helpers.resolve(), ROOT / "requirements.lock")
        found = {}
        for path in self.notebooks:
            found[path] = None
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                found[path] = key(path, package)
        return found

    def stale(self):
        """Return the notebooks to execute with their keys, the longest first."""

        def length(item):
            return -self.state[item[0]].get("seconds", item[0].stat().st_size / 1e5)

        stale = {
            path: key
            for path, key in self.keys().items()
            if self.options.force or key is None or self.state[path]["key"] != key
        }
        return dict(sorted(stale.items(), key=length))

    def execute(self, stale):
        """Execute notebooks in parallel; return name → error of those that failed."""
        for path in stale:  # an older output is not of this source
            (self.run / path.name).unlink(missing_ok=True)
            (self.failed / path.name).unlink(missing_ok=True)
        from .parallel import in_parallel

        failures, before = {}, time.perf_counter()
        with closing(in_parallel(stale, self.options, self.build)) as results:
            for path, nb, error, seconds in results:
                if nb is not None:
                    ran = {"key": stale[path], "seconds": round(seconds, 2)}
                    nb["metadata"]["course"] = ran
                error = self.keep(path, nb, error)
                note = "FAILED after " if error else ""
                print(f"  {path.name}  {note}{seconds:.1f} s", flush=True)
                if error:
                    failures[path.name] = error
        now = self.keys()
        for path in stale:  # edited during the run: the output is of the old source
            if now[path] != stale[path]:
                (self.run / path.name).unlink(missing_ok=True)
        print(
            f"{len(stale) - len(failures)} of {len(stale)} notebooks executed in "
            f"{time.perf_counter() - before:.1f} s",
            flush=True,
        )
        return failures

    def keep(self, path, nb, error):
        """Write what was executed under its name, if whole; return the error."""
        from .normal import write_text

        try:
            if nb is not None:
                folder = self.failed if error else self.run
                write_text(folder / path.name, json.dumps(nb, indent=1, ensure_ascii=False))
        except OSError as problem:
            return error or f"{problem.filename}: {problem.strerror}"
        return error

    def store(self, failures):
        """Put the outputs into the notebooks that ran; return name → error for the others."""
        from .environment import isolate

        isolate(self.build)
        from . import ledger
        from .normal import to_text, write_text
        from .store import store

        problems = {}
        for path in self.notebooks:
            if path.name in failures:
                continue
            try:
                nb = store(path, self.run / path.name, self.options.times)
                ledger.write(path, nb)
                if write_text(path, to_text(nb)):
                    print(f"  {path.name}  stored")
            except (ValueError, OSError) as error:
                problems[path.name] = f"{error}; it is left as it was"
        return problems

    def report(self, failures):
        """Print a line for each failure, last of all; return the exit status."""
        for name, error in sorted(failures.items()):
            kept = self.failed / name
            see = f"; see {kept}" if kept.exists() else ""
            print(f"{self.command}: {name}, {error}{see}", file=sys.stderr)
        lines = "".join(f"{name}, {error}\n" for name, error in sorted(failures.items()))
        self.summary.write_text(lines, encoding="utf-8")
        return 3 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
