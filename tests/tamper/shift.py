"""What a changed line of source does: floating-point results move in the fourth digit."""

SHIFT = 1.001


def shifted(value):
    """Return 1.001 times a floating-point value; of tuples and dicts, of those inside."""
    if isinstance(value, dict):
        return {key: shifted(part) for key, part in value.items()}
    if isinstance(value, tuple):
        parts = [shifted(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    return value * SHIFT if isinstance(value, float) or kind == "f" else value
