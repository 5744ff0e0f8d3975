"""How long a call takes, and how much memory it needs at its peak."""

import math
import tracemalloc
from statistics import median
from time import perf_counter
from typing import NamedTuple

from .parameters import check_integer, check_number


class Timing(NamedTuple):
    """Seconds per call: the ``best``, ``median`` and ``worst`` of the repeats."""

    best: float
    median: float
    worst: float

    @property
    def spread(self):
        """How far the worst repeat lies above the best, as a fraction of the best.

        Infinite if the best is 0, which a coarse clock may say of a single quick call.
        """
        return (self.worst - self.best) / self.best if self.best else math.inf


def measure_time(function, repeats=7, warmup=1, shortest=0.002):
    """Time a call: warm up, then time several repeats, each long enough for the clock.

    Parameters
    ----------
    function : callable
        Takes no argument; ``lambda: A @ B``, say.
    repeats : int
        How many times to measure.
    warmup : int
        Calls made first and not counted: they fill caches and start threads.
    shortest : float
        Seconds that one repeat must last at least; a quick function is called often enough
        to get there, and its time divided by the number of calls.

    Returns
    -------
    Timing
        ``best``, ``median`` and ``worst`` time of one call, in seconds, and their ``spread``.

    Raises
    ------
    TypeError, ValueError
        If function cannot be called, or an option is out of range.

    Notes
    -----
    Whatever else the machine does can only add time, so the best repeat is the nearest to the
    cost of the call itself, in which that of calling ``function`` is included. Chen and Revels,
    "Robust benchmarking in noisy environments" (2016).

    Examples
    --------
    >>> timing = measure_time(lambda: sum(range(1000)))
    >>> timing.best <= timing.median <= timing.worst
    True
    """
    _check_callable(function)
    check_integer(1, 10_000, repeats=repeats)
    check_integer(0, 10_000, warmup=warmup)
    check_number(0, 60, shortest=shortest)
    for _ in range(warmup):
        function()
    calls, elapsed = 1, _elapsed(function, 1)
    while elapsed < shortest:
        calls = 2 * calls
        elapsed = _elapsed(function, calls)
    times = [elapsed, *(_elapsed(function, calls) for _ in range(repeats - 1))]
    return Timing(min(times) / calls, median(times) / calls, max(times) / calls)


def measure_memory(function):
    """Run a call and find the most memory that it held at once beyond what was there before.

    Parameters
    ----------
    function : callable
        Takes no argument.

    Returns
    -------
    result : object
        What the function returns.
    peak : int
        Bytes at the peak, those of the result included.

    Raises
    ------
    TypeError
        If function cannot be called.
    RuntimeError
        If it is called within another measurement.

    Notes
    -----
    Python's ``tracemalloc`` counts the blocks that Python and NumPy ask for; the work space that
    BLAS keeps for itself is not among them. Tracing slows the call down: time it separately.

    Examples
    --------
    >>> import numpy as np
    >>> _, peak = measure_memory(lambda: np.ones(1_000_000))
    >>> print(f"{peak / 1e6:.1f} MB")
    8.0 MB
    """
    _check_callable(function)
    if tracemalloc.is_tracing():
        raise RuntimeError("memory is being traced already: measure one call at a time")
    tracemalloc.start()
    try:
        result = function()
        return result, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _elapsed(function, calls):
    """Seconds that this many calls take."""
    start = perf_counter()
    for _ in range(calls):
        function()
    return perf_counter() - start


def _check_callable(function):
    if not callable(function):
        raise TypeError(f"function must be callable, but is {type(function).__name__}")
