"""What pytest prints at its end, beside its own summary."""

from collections import Counter


def pytest_terminal_summary(terminalreporter):
    """Say how many cases of bad input were tried: each test of them leaves its counts."""
    total = Counter()
    for report in terminalreporter.stats.get("passed", []):
        total.update(dict(report.user_properties).get("bad input", {}))
    if total:
        terminalreporter.write_line(
            f"bad input: {total.total():,} cases, {total['refused']:,} refused with a message that "
            f"names the argument, {total['documented']:,} with a documented result"
        )
