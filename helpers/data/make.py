"""The recipe for the data files: makes them again, or checks those that are shipped.

    python -m helpers.data.make [digits|diabetes|network|cooccurrence|all] [--check]

The first two come from scikit-learn, the network needs NumPy alone, and the counts need the release
of CPython whose help they count. After a change on purpose, copy the printed SHA-256 to
``helpers/datasets.py`` and ``helpers/data/README.md``.
"""

import argparse
import hashlib
import io
import os
import platform
import re
import sys
import zipfile
from collections import Counter
from typing import NamedTuple

import numpy as np

from helpers import datasets

NETWORK_TOLERANCE = 1e-6  # absolute, per weight; float32 rounds the largest by 1.2e-7


def make_digits():
    """Take the digits from scikit-learn: X (1797, 64) and y (1797,), a byte per number."""
    X, y = _scikit_learn().load_digits(return_X_y=True)
    return {"X": X.astype(np.uint8), "y": y.astype(np.uint8)}


def make_diabetes():
    """Take the diabetes data from scikit-learn, in original units: X (442, 10) and y (442,)."""
    X, y = _scikit_learn().load_diabetes(return_X_y=True, scaled=False)
    return {"X": np.ascontiguousarray(X, dtype="<f8"), "y": y.astype("<f8")}


def make_network():
    """Train the network on the training part of the course's split of the digits."""
    parts = datasets.train_test_split(*datasets.load_digits())
    weights = train(parts.X_train / 16, parts.y_train)
    return {name: array.astype("<f4") for name, array in weights.items()}


def train(X, y, hidden=32, epochs=30, batch=32, rate=0.1, momentum=0.9, seed=0):
    """Train inputs → hidden → 10 (ReLU, softmax, cross-entropy) by mini-batches with momentum.

    Parameters
    ----------
    X : ndarray, shape (n, d)
        Inputs, scaled to [0, 1].
    y : ndarray of int, shape (n,)
        Labels from 0 to 9.
    hidden, epochs, batch, rate, momentum, seed
        The usual settings. The learning rate falls linearly from ``rate`` to zero.

    Returns
    -------
    dict of ndarray
        W1 (hidden, d), b1 (hidden,), W2 (10, hidden), b2 (10,), float64.

    Notes
    -----
    He initial weights (He et al., ICCV 2015): normal, with variance 2 / fan-in; biases are zero.
    """
    random = np.random.RandomState(seed)  # its stream is the same in every NumPy
    n, d = X.shape
    W1, b1 = random.standard_normal((hidden, d)) * np.sqrt(2 / d), np.zeros(hidden)
    W2, b2 = random.standard_normal((10, hidden)) * np.sqrt(2 / hidden), np.zeros(10)
    weights = [W1, b1, W2, b2]
    velocities = [np.zeros_like(w) for w in weights]
    for epoch in range(epochs):
        for rows in np.array_split(random.permutation(n), range(batch, n, batch)):
            gradients = _gradients(X[rows], np.eye(10)[y[rows]], *weights)
            for w, v, gradient in zip(weights, velocities, gradients, strict=False):
                v *= momentum
                v -= rate * (1 - epoch / epochs) * gradient
                w += v
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def _gradients(X, Y, W1, b1, W2, b2):
    """Gradients of the mean cross-entropy with respect to W1, b1, W2, b2."""
    hidden = np.maximum(X @ W1.T + b1, 0)
    logits = hidden @ W2.T + b2
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = exponentials / exponentials.sum(axis=1, keepdims=True)
    d_logits = (probabilities - Y) / len(X)
    d_hidden = d_logits @ W2 * (hidden > 0)
    return d_hidden.T @ X, d_hidden.sum(axis=0), d_logits.T @ hidden, d_logits.sum(axis=0)


RELEASE = "3.11.7"
TOPICS_SHA256 = "2a95af4ac93f5b719944030ce3769070ddf827d847cba42192afa8da989e5dc4"
WINDOW, AT_LEAST = 4, 10  # words apart; occurrences of a word that is counted


def make_cooccurrence():
    """Count words near each other in the topics of Python's ``help()``, packed as in the file."""
    texts = [re.findall("[a-z_]{2,}", topic.lower()) for topic in _topics()]
    occurrences = Counter(word for text in texts for word in text)
    common = [word for word, count in occurrences.items() if count >= AT_LEAST]
    words = sorted(common, key=lambda word: (-occurrences[word], word))
    number = {word: i for i, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)))
    for text in texts:
        numbers = [number.get(word) for word in text]
        for i, first in enumerate(numbers):
            for second in numbers[i + 1 : i + 1 + WINDOW]:
                if first is not None and second is not None:
                    counts[first, second] += 1
    return pack(counts + counts.T, words)._asdict()


class Packed(NamedTuple):
    """Counts as the file holds them: the upper triangle, row after row, without its zeros.

    ``text`` has the words, a line each, as bytes; ``per_row`` how many counts a row has;
    ``columns`` and ``counts`` where they stand and what they are.
    """

    text: np.ndarray
    per_row: np.ndarray
    columns: np.ndarray
    counts: np.ndarray


def pack(counts, words):
    """Pack a symmetric matrix of counts, shape (n, n), and its n words."""
    rows, columns = np.nonzero(np.triu(counts))
    text = np.frombuffer("\n".join(words).encode("ascii"), np.uint8)
    per_row = np.bincount(rows, minlength=len(words))
    return Packed(text, *(a.astype("<u2") for a in (per_row, columns, counts[rows, columns])))


def _topics():
    """The topics of this Python's help, in the order of their names, if it is the right release."""
    from pydoc_data.topics import topics

    texts = [topics[name] for name in sorted(topics)]
    if hashlib.sha256("\n".join(texts).encode()).hexdigest() != TOPICS_SHA256:
        raise ValueError(
            f"the topics of CPython {RELEASE} are needed to make this file, and those of "
            f"{platform.python_version()} differ: run it with that release"
        )
    return texts


def repacked():
    """The counts that are shipped, packed once more."""
    return pack(*datasets.load_cooccurrence())


# name: the file, how to make it, how to load it, and how far the two may be apart
FILES = {
    "digits": ("digits.npz", make_digits, datasets.load_digits, 0),
    "diabetes": ("diabetes.npz", make_diabetes, datasets.load_diabetes, 0),
    "network": ("digit_network.npz", make_network, datasets.load_digit_network, NETWORK_TOLERANCE),
    "cooccurrence": ("cooccurrence.npz", make_cooccurrence, repacked, 0),
}


def to_npz(arrays):
    """Bytes of an uncompressed .npz that depend on the arrays alone: no time, no system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")  # dated 1980
            entry.create_system = 3
            content = io.BytesIO()
            np.lib.format.write_array(content, array, version=(1, 0), allow_pickle=False)
            archive.writestr(entry, content.getvalue())
    return buffer.getvalue()


def write(path, raw):
    """Write bytes to a file, all of them or none."""
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_bytes(raw)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def difference(made, shipped, tolerance):
    """Say in which array two dicts of arrays differ, and by how much; None where they agree."""
    for name, array in made.items():
        if array.shape != shipped[name].shape:
            return f"{name} has shape {shipped[name].shape}, remade {array.shape}"
        distance = np.abs(array - shipped[name].astype(float)).max()
        if not distance <= tolerance:
            return f"{name} differs by up to {distance:.2g}, more than {tolerance:g}"
    return None


def main(arguments=None):
    """Make or check the files named on the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m helpers.data.make", description=__doc__)
    parser.add_argument("name", nargs="?", choices=[*FILES, "all"], default="all")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args(arguments)
    failed = False
    for name in FILES if options.name == "all" else [options.name]:
        file, make, load, tolerance = FILES[name]
        try:
            made = make()
            if options.check:
                message = difference(made, load()._asdict(), tolerance)
                print(f"{file}: {message or 'as remade'}")
                failed |= message is not None
            else:
                raw = to_npz(made)
                write(datasets.DATA / file, raw)
                print(f"{hashlib.sha256(raw).hexdigest()}  {file}")
        except (ImportError, OSError, ValueError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed = True
    return int(failed)


def _scikit_learn():
    try:
        import sklearn.datasets
    except ImportError:
        raise ImportError("scikit-learn is needed to make this file: install it first") from None
    return sklearn.datasets


if __name__ == "__main__":
    sys.exit(main())
