"""Execute notebooks side by side, and leave no kernel and no temporary file, whatever happens.

Threads of one process wait for the kernels, so that papermill is imported once.
"""

import logging
import os
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress

from .environment import cores, isolate, warm_up


def in_parallel(notebooks, options, build):
    """Yield (path, executed notebook, error, seconds) as notebooks finish.

    One kernel more than cores, because each idles for some tenths of a second while it starts.
    """
    stop_on_signals()
    isolate(build)
    warm_up()
    from .execute import execute  # after isolate: it imports papermill

    def timed(path):
        before = time.perf_counter()
        nb, error = execute(path, options.timeout)
        return path, nb, error, time.perf_counter() - before

    logging.disable(logging.CRITICAL)  # failures are reported once, in run.py
    with tempfile.TemporaryDirectory(
        prefix="tmp-", dir=build, ignore_cleanup_errors=True
    ) as folder:
        for name in ("TMPDIR", "TEMP", "TMP", "JUPYTER_RUNTIME_DIR"):
            os.environ[name] = folder
        pool = ThreadPoolExecutor(options.jobs or cores() + 1)
        jobs = [pool.submit(timed, path) for path in notebooks]
        try:
            for job in as_completed(jobs):
                yield job.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            end_kernels(jobs)


def stop_on_signals():
    """Have a closed terminal and a polite kill end a run as Ctrl-C does."""

    def stop(*_):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)


def end_kernels(jobs):
    """Kill what still runs, until every worker has noticed."""
    import psutil

    while not all(job.done() for job in jobs):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
        time.sleep(0.05)
