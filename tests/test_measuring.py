"""Time is counted by a clock of our own here, so no verdict hangs on how busy the machine is."""

import numpy as np
import pytest

from helpers import measure_memory, measure_time, measuring


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands still but for what a test adds to it."""
    now = [100.0]
    monkeypatch.setattr(measuring, "perf_counter", lambda: now[0])
    return now


def takes(clock, *seconds):
    """A function whose successive calls take these times, the last one for ever."""
    times = list(seconds)

    def function():
        clock[0] += times.pop(0) if len(times) > 1 else times[0]

    return function


def test_the_warm_up_is_not_counted(clock):
    timing = measure_time(takes(clock, 9, 1, 3, 2), repeats=3, warmup=1)
    assert timing == (1, 2, 3)
    assert timing.spread == 2


def test_without_a_warm_up_the_first_call_counts(clock):
    assert measure_time(takes(clock, 9, 1, 2), repeats=3, warmup=0).worst == 9


def test_a_clock_that_saw_nothing_leaves_the_spread_open(clock):
    timing = measure_time(takes(clock, 0), repeats=2, shortest=0)
    assert timing.best == 0
    assert timing.spread == np.inf


def test_a_quick_function_is_called_until_the_clock_can_see_it(clock):
    calls = []

    def function():
        calls.append(1)
        clock[0] += 2**-12

    timing = measure_time(function, repeats=2, warmup=0, shortest=2**-9)
    assert timing == (2**-12, 2**-12, 2**-12)
    assert (
        len(calls) == 1 + 2 + 4 + 8 + 8
    )  # found to be too few, ..., enough, and the second repeat


def test_a_call_that_takes_no_time_at_all_is_refused_by_no_endless_loop():
    assert measure_time(lambda: None, repeats=2).best > 0


def test_memory_is_that_of_the_peak_and_comes_with_the_result():
    def function():
        np.ones(3_000_000).sum()  # 24 MB, gone again
        return np.ones(1_000_000)  # 8 MB

    result, peak = measure_memory(function)
    assert result.shape == (1_000_000,)
    assert peak == pytest.approx(24e6, rel=1e-3)


def test_what_was_there_before_and_what_came_after_do_not_count():
    before = np.ones(2_000_000)
    _, first = measure_memory(lambda: np.ones(1_000_000))
    _, second = measure_memory(lambda: before[:1_000_000] + 1)
    assert first == pytest.approx(8e6, rel=1e-3)
    assert second == pytest.approx(8e6, rel=1e-3)


def test_a_measurement_within_a_measurement_is_refused_as_it_would_spoil_both():
    with pytest.raises(RuntimeError, match="traced already"):
        measure_memory(lambda: measure_memory(lambda: None))


def test_an_error_passes_through_and_tracing_stops():
    with pytest.raises(ZeroDivisionError):
        measure_memory(lambda: 1 / 0)
    assert not measuring.tracemalloc.is_tracing()


@pytest.mark.parametrize("measure", [measure_time, measure_memory])
def test_what_cannot_be_called_is_refused(measure):
    with pytest.raises(TypeError, match="function must be callable, but is float"):
        measure(3.0)


@pytest.mark.parametrize("option", [{"repeats": 0}, {"warmup": -1}, {"shortest": -1.0}])
def test_options_out_of_range_are_refused_by_name(option):
    with pytest.raises(ValueError, match=next(iter(option))):
        measure_time(lambda: None, **option)
