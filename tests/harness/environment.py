"""One environment for every kernel: nothing of the user's set-up reaches a run or a test.

`run.py` calls `isolate`; pytest gets the same by ``-p tests.harness.environment``.
PYTHONHASHSEED stays random on purpose: an output that depends on it must fail.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What would add start-up code, other packages, another kernel, back end or style.
UNWANTED = (
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "PYTHONOPTIMIZE",
    "JUPYTER_PATH",
    "MATPLOTLIBRC",
    "MPLBACKEND",
)
# Kernels run side by side: with a thread per core each they wait for one another (1.6 to 5
# times slower). To override, set the variable.
ONE_THREAD = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def isolate(build):
    """Set this process's environment, which kernels inherit; what they store goes under build."""
    # jsonschema's optional check of IRIs builds a grammar for 0.8 s whenever nbformat is
    # imported. No notebook holds an IRI, so leave that package out.
    sys.modules.setdefault("rfc3987_syntax", None)
    build = Path(build).resolve()
    for name in UNWANTED:
        os.environ.pop(name, None)
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")
    os.environ["PYTHONPATH"] = str(ROOT)  # the helpers of this checkout, whatever is installed
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not the user's
    os.environ["IPYTHONDIR"] = str(build / "ipython")
    os.environ["MPLCONFIGDIR"] = str(build / "matplotlib")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(build / "jupyter")
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(build / "hypothesis")


def warm_up():
    """Build Matplotlib's font cache once, before kernels: a slow one prints a message in a cell."""
    if not list(Path(os.environ["MPLCONFIGDIR"]).glob("fontlist*.json")):
        subprocess.run([sys.executable, "-c", "import matplotlib.font_manager"], check=False)


def cores():
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def pytest_configure(config):
    """Isolate the kernels that nbval starts (make exports BUILD)."""
    isolate(os.environ.get("BUILD") or "build")
