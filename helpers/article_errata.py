"""The errata: what the article prints, beside what its inputs give by the course's helpers."""

from typing import NamedTuple

import numpy as np

from .article import PRINTED, PRINTED_CHECKS, PRINTED_SHAPES, inputs
from .attention import scaled_dot_product_attention
from .backprop import simple_backprop
from .classification import cross_entropy_loss, softmax
from .embeddings import cosine_similarity
from .layers import forward_layer, forward_layer_batch
from .regression import linear_regression
from .vectorization import matmul_loop


def results():
    """What the article's examples compute: arrays by the names of PRINTED and PRINTED_SHAPES.

    Returns
    -------
    values : dict of str to ndarray
        The numbers, for each name in PRINTED.
    shapes : dict of str to list of tuple
        The shapes, for each name in PRINTED_SHAPES.

    Examples
    --------
    >>> print(f"{results()[0]['cross-entropy of it']:.4f}")
    0.4644
    """
    given = inputs()
    sample = _activations(given, forward_layer, given.x)
    batch = _activations(given, forward_layer_batch, given.X_batch)
    small = [given.W1_small, given.W2_small, given.b1_small, given.b2_small]
    gradients = simple_backprop(given.x_small, given.y_small, *small)
    output, attention_weights = scaled_dot_product_attention(given.Q, given.K, given.V)
    probabilities = softmax(given.logits)
    values = {"forward pass, output": sample[-1]} | _cosines(given.embeddings)
    values["regression weights"] = linear_regression(given.X, given.y)
    values["softmax of (2, 1, 0.5)"] = probabilities
    values["cross-entropy of it"] = cross_entropy_loss(probabilities, given.labels)
    values |= {f"attention weights, row {i + 1}": row for i, row in enumerate(attention_weights)}
    shapes = {
        "forward pass, shapes": [h.shape for h in sample],
        "batch, shapes": [batch[0].shape, batch[-1].shape],
        "backpropagation, shapes": [gradients[n].shape for n in ("dW1", "dW2", "db1", "db2")],
        "attention, shapes": [given.Q.shape, output.shape],
    }
    return values, shapes


def _activations(given, layer, x):
    """The article's three layers applied to x: the input, and what each layer gives."""
    h1 = layer(x, given.W1, given.b1, "relu")
    h2 = layer(h1, given.W2, given.b2, "relu")
    return [x, h1, h2, layer(h2, given.W3, given.b3, "sigmoid")]


def _checks():
    """What the article's own checks give, as it prints them: names as in PRINTED_CHECKS."""
    given = inputs()
    match = np.allclose(given.A @ given.B, matmul_loop(given.A, given.B))
    total = softmax(given.logits).sum()
    return dict(zip(PRINTED_CHECKS, (f"{match}", f"{total:.6f}"), strict=True))


def _cosines(embeddings):
    """The similarities of the pairs of words that the article prints, by their names there."""
    pairs = {n: n.removeprefix("cosine ").split("–") for n in PRINTED if n.startswith("cosine ")}
    return {n: cosine_similarity(embeddings[u], embeddings[v]) for n, (u, v) in pairs.items()}


class Erratum(NamedTuple):
    """One line of the errata: a result that the article prints, and what its code computes."""

    result: str
    printed: str
    computed: str
    agrees: bool


def errata():
    """Compare every result that the article prints with what its inputs give.

    Returns
    -------
    list of Erratum
        The numbers, in the article's order, then the shapes and its checks. Both sides are text,
        with as many decimals as the article prints.

    Examples
    --------
    >>> wrong = [line for line in errata() if not line.agrees]
    >>> print(len(wrong), wrong[1].result, wrong[1].printed, wrong[1].computed)
    14 cosine king–queen 0.982 0.991
    """
    values, shapes = results()
    pairs = [(name, *_as_printed(PRINTED[name], values[name])) for name in PRINTED]
    pairs += [(name, _text(PRINTED_SHAPES[name]), _text(shapes[name])) for name in PRINTED_SHAPES]
    checks = _checks()
    pairs += [(name, PRINTED_CHECKS[name], checks[name]) for name in PRINTED_CHECKS]
    return [Erratum(name, there, here, there == here) for name, there, here in pairs]


def errata_table():
    """The errata as a Markdown table, as the README shows it.

    Returns
    -------
    str
        A header and a line for each erratum.
    """
    lines = ["| result | the article prints | its code computes | |", "| --- | --- | --- | --- |"]
    for line in errata():
        verdict = "the same" if line.agrees else "differs"
        lines.append(f"| {line.result} | {line.printed} | {line.computed} | {verdict} |")
    return "\n".join(lines)


def _as_printed(printed, computed):
    """Both as text, with the decimals that the article prints: 8 for arrays, 3 or 4 for numbers."""
    decimals = 8 if isinstance(printed, list) else max(3, len(str(printed)) - 2)
    return _decimals(np.atleast_1d(printed), decimals), _decimals(np.atleast_1d(computed), decimals)


def _decimals(values, decimals):
    """Numbers side by side, with a real minus sign."""
    return " ".join(f"{value:.{decimals}f}" for value in values).replace("-", "−")


def _text(shapes):
    """Shapes side by side."""
    return " ".join(map(str, shapes))
