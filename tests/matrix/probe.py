"""What an environment really is, said by a process in it: `python -m tests.matrix.probe BUILD`."""

import json
import locale
import socket
import sys
import time
from pathlib import Path

from tests.harness.environment import isolate


def probe():
    """Return what the kernels of this process's children find."""
    import numpy
    from threadpoolctl import threadpool_info

    numpy.ones((200, 200)) @ numpy.ones((200, 200))  # a kernel that this processor lacks dies here
    blas = next((b for b in threadpool_info() if b["user_api"] == "blas"), {})
    found = numpy.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    locale.setlocale(locale.LC_ALL, "")
    return {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "numpy": numpy.__version__,
        "kernel": blas.get("architecture", "unknown"),
        "threads": blas.get("num_threads", 0),
        "simd": found,
        "locale": locale.getlocale()[0],
        "zone": time.tzname[0],
        "folder": Path.cwd().name,
        "network": network(),
    }


def network():
    """Whether anything beyond this machine can be addressed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # of a range for documentation: nothing is sent
        except OSError:
            return False
    return True


if __name__ == "__main__":
    isolate(sys.argv[1])
    print(json.dumps(probe()))
