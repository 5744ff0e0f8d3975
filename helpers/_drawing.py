"""What the drawing functions ask of their arguments, before anything is drawn."""

from numbers import Real

import numpy as np

from ._validation import as_array, check_length, check_not_empty


def check_names(names, argument, n, because):
    """Raise unless these are n names: strings or numbers, in a sequence that has an order."""
    unordered = isinstance(names, bytes | dict | set)
    if unordered or not hasattr(names, "__len__") or not hasattr(names, "__iter__"):
        raise TypeError(f"{argument} must be a sequence of names, but is {_kind(names)}")
    if len(names) != n:
        raise ValueError(f"{argument} has {len(names)} entries, but {because}")
    for name in names:
        if not isinstance(name, str | Real | np.bool):
            raise TypeError(f"{argument} must hold strings or numbers, but one is {_kind(name)}")


def check_form(form):
    """Raise unless this formats a number."""
    if not isinstance(form, str):
        raise TypeError(f"form must be a format such as '.2f', but is {_kind(form)}")
    try:
        format(1.0, form)
    except ValueError:
        raise ValueError(f"form must be a format such as '.2f', but is {form!r}") from None


def check_text(**values):
    """Raise TypeError unless each of the values is a string."""
    for name, value in values.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be a string, but is {_kind(value)}")


def ends_of_colors(limits, array):
    """The two ends of a colour map: those given, or the array's own."""
    if limits is None:
        return array.min(), array.max()
    ends = as_array(limits, "limits", ndim=1)
    check_length(ends, "limits", 2, "a colour map has 2 ends")
    if ends[0] > ends[1]:
        raise ValueError(f"limits must rise, but are {ends[0]} and {ends[1]}")
    return limits


def as_shares(values, name, n_bins):
    """Numbers from 0 to 1 or NaN, one for each bin."""
    values = as_array(values, name, ndim=1, finite=False)
    check_length(values, name, n_bins, f"there are {n_bins} counts")
    for value in values[~((values >= 0) & (values <= 1) | np.isnan(values))]:
        raise ValueError(f"{name} must be from 0 to 1, or NaN, but one is {value:.4g}")
    return values


def lines_of_series(series, x):
    """The series as arrays, by name."""
    _check_names_of(series, "series")
    lines = {n: as_array(y, f"series {n!r}", ndim=1, finite=False) for n, y in series.items()}
    for name, y in lines.items():
        check_length(y, f"series {name!r}", len(x), f"x has {len(x)}")
        if np.isinf(y).any():
            raise ValueError(f"series {name!r} must be finite or NaN, but holds an infinity")
    return lines


def arrays_of_parts(parts):
    """The arrays of an equation."""
    if not isinstance(parts, list | tuple):
        raise TypeError(f"parts must be a list of pairs and strings, but is {_kind(parts)}")
    pairs = [part for part in parts if not isinstance(part, str)]
    for part in pairs:
        if not isinstance(part, list | tuple) or len(part) != 2 or not isinstance(part[0], str):
            raise TypeError(
                f"parts must be pairs of a name and an array, or strings, but one is {part!r}"
            )
    arrays = [as_array(array, name, ndim=(1, 2)) for name, array in pairs]
    for (name, _), array in zip(pairs, arrays, strict=True):
        check_not_empty(array, name)
    if not arrays:
        raise ValueError("parts must hold an array, but has none")
    return arrays


def arrays_of_layers(layers):
    """What the units of each layer hold."""
    _check_names_of(layers, "layers")
    values = [as_array(value, f"layers[{name!r}]", ndim=1) for name, value in layers.items()]
    for name, value in zip(layers, values, strict=True):
        check_not_empty(value, f"layers[{name!r}]")
    return values


def weights_between(weights, values):
    """The weights between layers that hold these values."""
    if not isinstance(weights, list | tuple):
        raise TypeError(f"weights must be a list of matrices, but is {_kind(weights)}")
    if len(weights) != len(values) - 1:
        raise ValueError(f"weights has {len(weights)} entries, but there are {len(values)} layers")
    weights = [as_array(W, f"weights {k}", ndim=2) for k, W in enumerate(weights, 1)]
    for k, W in enumerate(weights):
        expected = (len(values[k + 1]), len(values[k]))
        if W.shape != expected:
            raise ValueError(f"weights {k + 1} have shape {W.shape}, but the layers {expected}")
    return weights


def spots_of_nodes(nodes):
    """Where each node of a graph stands."""
    _check_names_of(nodes, "nodes")
    for name, numbers in nodes.items():
        numbers = as_array(numbers, f"nodes[{name!r}]", ndim=1)
        check_length(numbers, f"nodes[{name!r}]", 4, "a node has x, y, value and gradient")
    return {name: np.array([x, y]) for name, (x, y, _, _) in nodes.items()}


def check_slopes(slopes, spots):
    """Raise unless each slope is a number between two nodes that stand apart."""
    if not isinstance(slopes, dict):
        raise TypeError(f"slopes must be a dict of pairs to numbers, but is {_kind(slopes)}")
    for pair, slope in slopes.items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(f"slopes must lead from pairs of names, but one is {pair!r}")
        origin, to = pair
        for name in (origin, to):
            if name not in spots:
                raise ValueError(f"slopes must lead between nodes, but {name!r} is none")
        if np.array_equal(spots[origin], spots[to]):
            raise ValueError(f"slopes must lead elsewhere, but {to!r} stands where {origin!r} does")
        as_array(slope, f"slopes[{origin!r}, {to!r}]", ndim=0)


def _check_names_of(mapping, argument):
    """Raise unless this is a dict, not empty, by strings."""
    if not isinstance(mapping, dict):
        raise TypeError(f"{argument} must be a dict by names, but is {_kind(mapping)}")
    for name in mapping:
        if not isinstance(name, str):
            raise TypeError(f"{argument} must have strings as names, but one is {name!r}")
    if not mapping:
        raise ValueError(f"{argument} must not be empty, but has no entry")


def _kind(value):
    """The name of a value's type."""
    return type(value).__name__
