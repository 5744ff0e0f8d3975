"""One environment for every kernel: nothing of the user's set-up reaches a run or a test.

`run.py` calls `isolate`; pytest gets the same by ``-p tests.harness.environment``.
PYTHONHASHSEED stays random on purpose: an output that depends on it must fail.
"""

import os
import sys
from pathlib import Path

# What would add start-up code, other packages, another kernel, back end or style.
UNWANTED = (
    "PYTHONSTARTUP",
    "PYTHONPATH",
    "PYTHONWARNINGS",
    "PYTHONOPTIMIZE",
    "JUPYTER_PATH",
    "MATPLOTLIBRC",
    "MPLBACKEND",
)


def isolate(build):
    """Set this process's environment, which kernels inherit; what they store goes under build."""
    # jsonschema's optional check of IRIs builds a grammar for 0.8 s whenever nbformat is
    # imported. No notebook holds an IRI, so leave that package out.
    sys.modules.setdefault("rfc3987_syntax", None)
    build = Path(build).resolve()
    for name in UNWANTED:
        os.environ.pop(name, None)
    os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"  # this environment's kernel, not the user's
    os.environ["IPYTHONDIR"] = str(build / "ipython")
    os.environ["MPLCONFIGDIR"] = str(build / "matplotlib")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(build / "jupyter")
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(build / "hypothesis")


def pytest_configure(config):
    """Isolate the kernels that nbval starts (make exports BUILD)."""
    isolate(os.environ.get("BUILD") or "build")
