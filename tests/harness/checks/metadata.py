"""Whether a notebook's file is in the normal form, so that a diff shows only what changed."""

from itertools import zip_longest

from ..normal import normal_form, to_text
from .cells import REFRESH, shorten


def normal(nb, text):
    """Hold that the file is, byte for byte, what `make refresh` writes for these cells.

    nbval reads no metadata.
    """
    wanted = to_text(normal_form(nb))
    if text == wanted:
        return []
    pairs = zip_longest(text.split("\n"), wanted.split("\n"), fillvalue="(no more)")
    number, (old, new) = next((n, pair) for n, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    return [
        f"line {number} of the file: expected {shorten(new)!r}, the normal form, but it is "
        f"{shorten(old)!r}: {REFRESH}"
    ]
