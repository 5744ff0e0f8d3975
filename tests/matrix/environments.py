"""The environments: how each differs from that of `make test`, and whether this machine has it."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.harness.environment import ROOT, cores

PYTHONS = ("3.11", "3.12", "3.13")
# OPENBLAS_CORETYPE, and the name that OpenBLAS then gives itself
KERNELS = {
    **{"Prescott": "Katmai", "Nehalem": "Nehalem", "Sandybridge": "Sandybridge"},
    **{"Haswell": "Haswell", "Zen": "Zen", "SkylakeX": "SkylakeX"},
}
BUSY = 3  # processes beside the kernels, for each core
NO_NETWORK = ("unshare", "-rn", "sh", "-c", 'ip link set lo up && exec "$@"', "sh")
OTHER_PATH = "a path, größer"


class Missing(Exception):
    """This machine does not have what an environment needs; the message says what."""


@dataclass(frozen=True)
class Environment:
    """What differs from `make test`, and what shows that it really does.

    Parameters
    ----------
    name : str
        As the table shows it.
    python : str
        A release, such as 3.12; by default the one that runs.
    numpy : str
        What pip is asked for in place of the lock's, such as ``numpy==2.0.0``.
    variables : dict
        Variables of the process; a function is called with the folder of the trial.
    before : tuple of str
        A command that starts the command.
    jobs : int
        Notebooks at once; by default as many as in `make test`.
    load, elsewhere : bool
        Whether other processes keep the cores busy; whether the checkout is a copy whose path has
        a space and a letter beyond ASCII.
    shows : dict
        What the probe must answer if the environment is what its name says.
    """

    name: str
    python: str = ""
    numpy: str = ""
    variables: dict = field(default_factory=dict)
    before: tuple = ()
    jobs: int = 0
    load: bool = False
    elsewhere: bool = False
    shows: dict = field(default_factory=dict)


def environments():
    """List them, from what `make test` does to what is furthest from it."""
    return [
        Environment("as make test"),
        *(
            Environment(f"Python {release}", python=release, shows={"python": release})
            for release in PYTHONS
            if release != running()
        ),
        Environment(
            "NumPy oldest",
            numpy=f"numpy=={oldest_numpy()}",
            shows={"numpy": oldest_numpy()},
        ),
        Environment("NumPy newest", numpy=newest_numpy()),
        Environment(
            "2 threads",
            variables={"OPENBLAS_NUM_THREADS": "2"},
            jobs=max(1, cores() // 2),  # threads that wait for each other need a core each
            shows={"threads": 2},
        ),
        *(
            Environment(kernel, variables={"OPENBLAS_CORETYPE": kernel}, shows={"kernel": name})
            for kernel, name in KERNELS.items()
        ),
        Environment(
            "no SIMD",
            variables={"NPY_DISABLE_CPU_FEATURES": " ".join(simd())},
            shows={"simd": []},
        ),
        Environment("under load", load=True),
        Environment(
            "other home",
            variables={
                "HOME": home,
                "XDG_CONFIG_HOME": lambda folder: f"{home(folder)}/.config",
                "LC_ALL": "tr_TR.UTF-8",
                "LOCPATH": turkish,
                "LANG": "tr_TR.UTF-8",
                "TZ": "Pacific/Chatham",
            },
            shows={"locale": "tr_TR", "zone": "+1245"},
        ),
        Environment("other path", elsewhere=True, shows={"folder": OTHER_PATH}),
        Environment("no network", before=NO_NETWORK, shows={"network": False}),
    ]


def running():
    """The release of Python that runs."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def find_python(release):
    """The interpreter of a release: this one, on the path, or one of pyenv's."""
    if not release or release == running():
        return sys.executable
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    places = [*pyenv.glob(f"{release}.*/bin/python"), shutil.which(f"python{release}")]
    for place in filter(None, places):
        command = [place, "-c", "import sys, ensurepip; print('%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.stdout.strip() == release:
            return str(place)
    raise Missing(f"Python {release} is not installed")


def numpy_range():
    """What pyproject.toml allows, such as ``>=2.0,<3``."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (found,) = (d for d in project["dependencies"] if d.startswith("numpy"))
    return found.removeprefix("numpy")


def oldest_numpy():
    """The oldest release that pyproject.toml allows."""
    digits = re.search(r">=([\d.]+)", numpy_range())[1]
    return digits if digits.count(".") == 2 else f"{digits}.0"


def newest_numpy():
    """What asks pip for the newest that pyproject.toml allows."""
    return f"numpy{numpy_range()}"


@cache
def simd():
    """What NumPy uses of this processor beyond its baseline."""
    import numpy

    return tuple(numpy.show_config(mode="dicts")["SIMD Extensions"].get("found", []))


def home(folder):
    """A home whose settings would change figures and outputs, if anything read them."""
    place = folder / "home"
    startup = place / ".ipython" / "profile_default" / "startup"
    for name in (startup, place / ".config" / "matplotlib", place / ".jupyter"):
        name.mkdir(parents=True, exist_ok=True)
    (startup / "00-greeting.py").write_text("print('Good morning')\n", encoding="utf-8")
    settings = "font.size: 30\nlines.linewidth: 9\nfigure.dpi: 50\n"
    (place / ".config" / "matplotlib" / "matplotlibrc").write_text(settings, encoding="utf-8")
    return str(place)


def turkish(folder):
    """A folder with the Turkish locale, whose lower case of I is not i."""
    place = folder / "locales"
    command = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(place / "tr_TR.UTF-8")]
    place.mkdir(parents=True, exist_ok=True)
    if not shutil.which("localedef") or subprocess.run(command, capture_output=True).returncode:
        raise Missing("the locale tr_TR cannot be made (Debian's package locales has it)")
    return str(place)


@contextmanager
def busy(wanted):
    """Keep the cores busy meanwhile."""
    command = [sys.executable, "-c", "while True: pass"]
    others = [subprocess.Popen(command) for _ in range(BUSY * cores() if wanted else 0)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()
