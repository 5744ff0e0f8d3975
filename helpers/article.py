"""The article that the course mirrors: its inputs, and what it prints.

Craig Johnston, "Linear Algebra: Practical Applications in ML", part 12 of the series "Linear
Algebra Crash Course for Programmers", 30 August 2020, CC BY 4.0.
"""

from types import SimpleNamespace

import numpy as np


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

# What it prints to show that its results are sound.
PRINTED_CHECKS = {"loop and NumPy, results match": "True", "softmax, sum": "1.000000"}

# What it prints for times, which are its machine's own: no run repeats them.
PRINTED_TIMINGS = {"NumPy, ms": 0.072, "loop, ms": 1234.567, "times faster": 17147}

# And the shapes, which it prints as they are.
PRINTED_SHAPES = {
    "forward pass, shapes": [(4,), (8,), (6,), (2,)],
    "batch, shapes": [(100, 4), (100, 2)],
    "backpropagation, shapes": [(3, 2), (1, 3), (3,), (1,)],
    "attention, shapes": [(4, 8), (4, 8)],
}
