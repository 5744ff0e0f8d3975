"""The course's real data, loaded offline, and the one split into training and test samples."""

import hashlib
import io
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ._validation import as_array, check_length, check_not_empty
from .parameters import check_integer, check_number

DATA = Path(__file__).parent / "data"
SHA256 = {
    "digits.npz": "9e058cffcea3bf0abd7fa87db4a6a42ecdda49e804c7b3e8ed7a6da013a5babb",
    "diabetes.npz": "38fdbee413febeae98827d8ebea6c1b347c1b3f87cc45f145c74657a73be86a9",
    "cooccurrence.npz": "1fae33d839980e29a1798d01f98d26376022e3e8bad902c23b3cc5b2cd482844",
    "digit_network.npz": "45f1323e1615416fffdb0a5e5f6b8d37b29c9569272239f640f5950720e347cb",
}


class Digits(NamedTuple):
    """Handwritten digits: ``X`` (1797, 64), pixels from 0 to 16, and ``y`` (1797,), labels."""

    X: np.ndarray
    y: np.ndarray

    @property
    def images(self):
        """The rows of ``X`` as pictures, shape (1797, 8, 8): a view, not a copy."""
        return self.X.reshape(-1, 8, 8)


class Diabetes(NamedTuple):
    """Diabetes patients: ``X`` (442, 10), ``y`` (442,), and a name and a unit per column."""

    X: np.ndarray
    y: np.ndarray
    feature_names: tuple = ("age", "sex", "bmi", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu")
    units: tuple = (
        *("years", "1 or 2", "kg/m²", "mm Hg", "mg/dL"),
        *("mg/dL", "mg/dL", "ratio", "log mg/dL", "mg/dL"),
    )


class DigitNetwork(NamedTuple):
    """Network weights: ``W1`` (32, 64), ``b1`` (32,), ``W2`` (10, 32), ``b2`` (10,)."""

    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


class Cooccurrence(NamedTuple):
    """Words near each other: ``counts`` (n, n), symmetric, and ``words`` (n,), commonest first."""

    counts: np.ndarray
    words: np.ndarray


class Split(NamedTuple):
    """Two parts of a data set, in the order that scikit-learn returns them."""

    X_train: np.ndarray
    X_test: np.ndarray
    y_train: np.ndarray
    y_test: np.ndarray


def load_digits():
    """Load 1,797 images of handwritten digits, 8×8 pixels each.

    Returns
    -------
    Digits
        ``X`` (1797, 64) float64, a row per image, pixels from 0 (paper) to 16 (ink);
        ``y`` (1797,) int64, the digits 0 to 9; ``images`` (1797, 8, 8), a view of ``X``.

    Raises
    ------
    ValueError
        If the file is missing or damaged.

    Notes
    -----
    Alpaydin and Kaynak, "Optical Recognition of Handwritten Digits" (1998), test part, CC BY 4.0;
    see ``helpers/data/README.md``.

    Examples
    --------
    >>> X, y = load_digits()
    >>> print(X.shape, y[:5])
    (1797, 64) [0 1 2 3 4]
    """
    stored = _load("digits.npz")
    return Digits(stored["X"].astype(np.float64), stored["y"].astype(np.int64))


def load_diabetes():
    """Load ten measurements of 442 diabetes patients, and how far the disease had got a year on.

    Returns
    -------
    Diabetes
        ``X`` (442, 10) float64, a row per patient, in the original units;
        ``y`` (442,) float64, disease progression after one year, from 25 to 346;
        ``feature_names`` and ``units``, tuples of 10 strings.

    Raises
    ------
    ValueError
        If the file is missing or damaged.

    Notes
    -----
    Efron, Hastie, Johnstone and Tibshirani, "Least Angle Regression", *Annals of Statistics* 32
    (2004); see ``helpers/data/README.md``, also for what is odd about ``sex`` and ``tch``.

    Examples
    --------
    >>> data = load_diabetes()
    >>> print(data.feature_names[2], data.X[0, 2], data.units[2])
    bmi 32.1 kg/m²
    """
    return Diabetes(**_load("diabetes.npz"))


def load_digit_network():
    """Load the weights of a small network, 64 → 32 → 10, that was trained on the digits.

    Returns
    -------
    DigitNetwork
        ``W1`` (32, 64), ``b1`` (32,), ``W2`` (10, 32), ``b2`` (10,), all float64.

    Raises
    ------
    ValueError
        If the file is missing or damaged.

    Notes
    -----
    The logits of an image x, scaled to [0, 1], are ``W2 @ relu(W1 @ (x / 16) + b1) + b2``. The
    network saw the training part of ``train_test_split(*load_digits())`` and nothing else, so
    only the test part of that split, default size and seed, is held out.

    Examples
    --------
    >>> W1, b1, W2, b2 = load_digit_network()
    >>> logits = W2 @ np.maximum(W1 @ (load_digits().X[0] / 16) + b1, 0) + b2
    >>> print(logits.argmax())
    0
    """
    stored = _load("digit_network.npz")
    return DigitNetwork(**{name: array.astype(np.float64) for name, array in stored.items()})


def load_cooccurrence():
    """Load how often words stand near each other in the reference of the Python language.

    Returns
    -------
    Cooccurrence
        ``counts`` (n, n) float64, symmetric: how often two words stood at most 4 words apart;
        ``words`` (n,), strings, the commonest first.

    Raises
    ------
    ValueError
        If the file is missing or damaged.

    Notes
    -----
    Counted in the text of ``help()``'s topics of CPython 3.11.7, PSF licence; see
    ``helpers/data/README.md``.

    Examples
    --------
    >>> counts, words = load_cooccurrence()
    >>> print(counts.shape, *words[:4])
    (819, 819) the is of in
    """
    stored = _load("cooccurrence.npz")
    n = len(stored["per_row"])
    counts = np.zeros((n, n))
    counts[np.repeat(np.arange(n), stored["per_row"]), stored["columns"]] = stored["counts"]
    counts += np.triu(counts, 1).T
    return Cooccurrence(counts, np.array(stored["text"].tobytes().decode("ascii").split("\n")))


def train_test_split(X, y, test_size=0.25, seed=0):
    """Split samples at random into a training and a test part, the same for the same seed.

    Parameters
    ----------
    X : array_like, shape (n, d)
        One sample per row.
    y : array_like, shape (n,)
        Integers are labels, and each label keeps its share of both parts, to within one sample;
        real numbers are targets, and play no part in the choice.
    test_size : float
        Fraction of the samples to hold out, in (0, 1), rounded up to a whole sample.
    seed : int
        From 0 to 2³² - 1.

    Returns
    -------
    Split
        ``X_train``, ``X_test``, ``y_train``, ``y_test``: shuffled copies, rows kept paired.

    Raises
    ------
    TypeError, ValueError
        If X and y do not pair up, an entry is not finite, a part would be empty, or an option is
        out of range.

    Notes
    -----
    Every k-th sample of the shuffled rows, sorted by label, is held out: systematic sampling
    (Cochran, *Sampling Techniques*, 1977, chapter 8). The shuffle is ``RandomState``'s, whose
    stream NumPy has promised never to change.

    Examples
    --------
    >>> parts = train_test_split([[1], [2], [3], [4]], [0, 1, 0, 1], test_size=0.5)
    >>> print(parts.X_train.shape, sorted(parts.y_test.tolist()))
    (2, 1) [0, 1]
    """
    X = as_array(X, "X", ndim=2)
    check_not_empty(X, "X")
    as_array(y, "y", ndim=1)
    y = np.asarray(y)
    check_length(y, "y", len(X), f"X has {len(X)} rows")
    check_number(0, 1, test_size=test_size)
    check_integer(0, 2**32 - 1, seed=seed)
    n, n_test = len(y), math.ceil(test_size * len(y))
    if not 0 < n_test < n:
        raise ValueError(f"test_size must leave no part empty, but is {test_size} of {n} samples")
    order = np.random.RandomState(seed).permutation(n)
    labels = y[order] if y.dtype.kind in "biu" else np.zeros(n)
    every_kth = (2 * np.arange(n_test) + 1) * n // (2 * n_test)
    held_out = np.zeros(n, dtype=bool)
    held_out[np.argsort(labels, kind="stable")[every_kth]] = True
    train, test = order[~held_out], order[held_out]
    return Split(X[train], X[test], y[train], y[test])


def _load(name):
    """The arrays of a data file by name, or ValueError if it is not the file that was shipped."""
    path = DATA / name
    remedy = "restore it with `git checkout -- helpers/data`, or install the package again"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}): {remedy}") from None
    if hashlib.sha256(raw).hexdigest() != SHA256[name]:
        raise ValueError(f"{path} is damaged (its SHA-256 is not the expected one): {remedy}")
    with np.load(io.BytesIO(raw), allow_pickle=False) as file:
        return dict(file)
