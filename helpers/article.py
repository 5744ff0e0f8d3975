"""The article that the course mirrors: its inputs, what it prints, and what is true.

Craig Johnston, "Linear Algebra: Practical Applications in ML", part 12 of the series "Linear
Algebra Crash Course for Programmers", 30 August 2020, CC BY 4.0.
"""

from types import SimpleNamespace
from typing import NamedTuple

import numpy as np

from .attention import scaled_dot_product_attention
from .backprop import simple_backprop
from .classification import cross_entropy_loss, softmax
from .embeddings import cosine_similarity
from .layers import forward_layer, forward_layer_batch
from .regression import linear_regression


def inputs():
    """The inputs of all the article's examples, drawn as it draws them.

    The article seeds NumPy's legacy generator with 42, lets the stream run on from section to
    section, and seeds it once again before the regression. NumPy guarantees that stream.

    Returns
    -------
    types.SimpleNamespace
        W1 (8, 4), W2 (6, 8), W3 (2, 6), b1, b2, b3, x (4,): the network and its sample;
        X_batch (100, 4); W1_small (3, 2), W2_small (1, 3), b1_small, b2_small, x_small (2,),
        y_small (1,): backpropagation; A, B (100, 100): the product; embeddings: word to (4,);
        X (100, 3), y (100,), true_weights (4,): the regression; logits (3,), labels (3,);
        Q, K, V (4, 8): attention.

    Examples
    --------
    >>> print(inputs().W1[0].round(4))
    [ 0.2484 -0.0691  0.3238  0.7615]
    """
    draw = np.random.RandomState(42).randn
    network = {"W1": draw(8, 4) * 0.5, "W2": draw(6, 8) * 0.5, "W3": draw(2, 6) * 0.5}
    network |= {"b1": np.zeros(8), "b2": np.zeros(6), "b3": np.zeros(2)}
    small = {"X_batch": draw(100, 4), "W1_small": draw(3, 2), "W2_small": draw(1, 3)}
    small |= {"b1_small": np.zeros(3), "b2_small": np.zeros(1)}
    small |= {"x_small": np.array([1.0, 2.0]), "y_small": np.array([1.0])}
    product = {"A": draw(100, 100), "B": draw(100, 100)}
    return SimpleNamespace(
        x=np.array([1.0, 2.0, 3.0, 4.0]), **network, **small, **product, **_second_stream()
    )


def _second_stream():
    """What the article draws after seeding again, and what it types in."""
    draw = np.random.RandomState(42).randn
    X, true_weights = draw(100, 3), np.array([2.0, 1.5, -1.0, 0.5])
    y = true_weights[0] + X @ true_weights[1:] + draw(100) * 0.5
    Q, K, V = draw(4, 8), draw(4, 8), draw(4, 8)
    logits, labels = np.array([2.0, 1.0, 0.5]), np.array([1, 0, 0])
    words = {
        "king": [0.5, 0.3, 0.8, 0.1],
        "queen": [0.5, 0.3, 0.7, 0.2],
        "man": [0.2, 0.8, 0.3, 0.1],
        "woman": [0.2, 0.8, 0.2, 0.2],
        "apple": [0.9, 0.1, 0.1, 0.9],
    }
    embeddings = {word: np.array(vector) for word, vector in words.items()}
    return {
        "X": X, "y": y, "true_weights": true_weights, "Q": Q, "K": K, "V": V,
        "logits": logits, "labels": labels, "embeddings": embeddings,
    }  # fmt: skip


# What the article prints for numbers that its code computes, in its order.
PRINTED = {
    "forward pass, output": [0.35614618, 0.73024462],
    "cosine king–queen": 0.982,
    "cosine king–woman": 0.689,
    "cosine man–queen": 0.768,
    "cosine man–woman": 0.976,
    "cosine apple–queen": 0.530,
    "cosine apple–woman": 0.434,
    "regression weights": [2.00829775, 1.49156997, -1.04276556, 0.48395358],
    "softmax of (2, 1, 0.5)": [0.58593206, 0.21561427, 0.19845367],
    "cross-entropy of it": 0.5346,
    "attention weights, row 1": [0.16839267, 0.27889959, 0.27789434, 0.2748134],
    "attention weights, row 2": [0.25986859, 0.30065477, 0.23169584, 0.2077808],
    "attention weights, row 3": [0.30098851, 0.20131611, 0.24426133, 0.25343405],
    "attention weights, row 4": [0.25896587, 0.22654127, 0.24927912, 0.26521375],
}

# And the shapes, which it prints as they are.
PRINTED_SHAPES = {
    "forward pass, shapes": [(4,), (8,), (6,), (2,)],
    "batch, shapes": [(100, 4), (100, 2)],
    "backpropagation, shapes": [(3, 2), (1, 3), (3,), (1,)],
    "attention, shapes": [(4, 8), (4, 8)],
}


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
        The numbers, in the article's order, then the shapes. Both sides are text, with as many
        decimals as the article prints.

    Examples
    --------
    >>> wrong = [line for line in errata() if not line.agrees]
    >>> print(len(wrong), wrong[1].result, wrong[1].printed, wrong[1].computed)
    14 cosine king–queen 0.982 0.991
    """
    values, shapes = results()
    pairs = [(name, *_as_printed(PRINTED[name], values[name])) for name in PRINTED]
    pairs += [(name, _text(PRINTED_SHAPES[name]), _text(shapes[name])) for name in PRINTED_SHAPES]
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
