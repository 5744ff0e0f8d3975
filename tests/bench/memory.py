"""The most memory that a call holds at once, its result included, for any library on Linux.

The kernel's own high-water mark of the process counts what every library takes, work space of BLAS
and of PyTorch included. The allocator is told to give back at once what is freed.
"""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
GIVE_BACK = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}


def measure(names=()):
    """Return {helper: {way: bytes}} at the largest size, from a process of its own; {} elsewhere.

    On a system without /proc there is nothing to read.
    """
    if not CLEAR.exists():
        return {}
    command = [sys.executable, "-m", "tests.bench.memory", *names]
    done = subprocess.run(command, env=os.environ | GIVE_BACK, capture_output=True, check=True)
    return json.loads(done.stdout)


def peak(way):
    """Bytes at the peak of one call, beyond what was there before; the second call counts."""
    way()
    gc.collect()
    CLEAR.write_text("5")  # the high-water mark starts again from here
    before = status("VmRSS")
    result = way()
    after = status("VmHWM")
    del result
    return max(0, after - before)


def status(field):
    """A line of this process's status, in bytes."""
    lines = STATUS.read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(field))


def main(names):
    from .peers import CASES

    chosen = [case for case in CASES if not names or case.helper in names]
    peaks = {}
    for case in chosen:
        ways = case.prepare(case.sizes[-1])
        peaks[case.helper] = {name: peak(way) for name, way in ways.items()}
        del ways
    print(json.dumps(peaks))


if __name__ == "__main__":
    main(sys.argv[1:])
