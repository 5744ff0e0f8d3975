"""From scores to probabilities, and how wrong they are: softmax and cross-entropy."""

import numpy as np

from ._validation import as_array, as_integers, check_not_empty
from .parameters import check_boolean, check_choice, check_integer, check_number


def softmax(z, axis=-1, temperature=1.0):
    """Probabilities that are proportional to exp(z / temperature).

    Parameters
    ----------
    z : array_like, any shape with at least one axis
        The logits. -inf is allowed and gets probability 0, as long as one entry is finite.
    axis : int
        The axis along which the probabilities add up to 1.
    temperature : float
        Positive. Above 1 the probabilities move together, below 1 apart.

    Returns
    -------
    ndarray, shape of z
        Numbers from 0 to 1; float32 for float32, else float64.

    Raises
    ------
    TypeError, ValueError
        If z is empty along the axis, holds NaN, +inf, or nothing but -inf along the axis.

    Notes
    -----
    The greatest logit is subtracted first: that changes no probability, and no exponential
    exceeds 1. Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 4.1.

    Examples
    --------
    >>> print(softmax([2.0, 1.0, 0.5]).round(4))
    [0.6285 0.2312 0.1402]
    >>> print(softmax([1000, 0]))
    [1. 0.]
    """
    check_number(1e-37, np.inf, temperature=temperature)  # float32 would make less of it 0
    e = _shifted(z, axis)[0]  # an array of our own: in place from here on
    if temperature != 1:
        with np.errstate(over="ignore"):  # a gap too large for a number counts as infinite
            e /= float(temperature)
    np.exp(e, out=e)
    e /= e.sum(axis=axis, keepdims=True)
    return e


def log_sum_exp(z, axis=-1, keepdims=False):
    """Logarithm of the sum of exp(z) along an axis, without overflow.

    Parameters
    ----------
    z : array_like, any shape with at least one axis
        The logits; -inf is allowed, as long as one entry along the axis is finite.
    axis : int
        The axis to sum over.
    keepdims : bool
        Whether that axis stays, with length 1.

    Returns
    -------
    ndarray, shape of z without the axis
        At least the greatest logit, and at most that plus the logarithm of their number.

    Raises
    ------
    TypeError, ValueError
        As for softmax, or if keepdims is not True or False.

    Notes
    -----
    m + log(1 + r), with m the greatest logit and r the sum of exp(z - m) over all others. Beside
    the 1, a small r would lose its digits: log1p takes it alone. Blanchard, Higham and Higham,
    "Accurately computing the log-sum-exp and softmax functions", IMA J. Numer. Anal. 41 (2021).

    Examples
    --------
    >>> print(f"{log_sum_exp([1000.0, 1000.0]):.4f}")
    1000.6931
    """
    check_boolean(keepdims=keepdims)
    shifted, first, largest = _shifted(z, axis)
    total = largest + _log_total(shifted, first, axis, out=shifted)
    return total if keepdims else np.squeeze(total, axis=axis)[()]


def log_softmax(z, axis=-1):
    """Logarithm of the softmax, exact also where the probability itself underflows to 0.

    Parameters
    ----------
    z : array_like, any shape with at least one axis
        The logits; -inf is allowed, as long as one entry along the axis is finite.
    axis : int
        The axis along which the probabilities add up to 1.

    Returns
    -------
    ndarray, shape of z
        z - log_sum_exp(z): numbers up to 0; -inf where z is.

    Raises
    ------
    TypeError, ValueError
        As for softmax.

    Notes
    -----
    The shift is subtracted before the logarithm, not after: two large logits that are close
    keep the digits of their difference. The logarithm as in log_sum_exp: where a probability is
    close to 1, its own is as exact as any. Blanchard, Higham and Higham (2021).

    Examples
    --------
    >>> print(log_softmax([0.0, -1000.0]))
    [    0. -1000.]
    """
    shifted, first, _ = _shifted(z, axis)
    shifted -= _log_total(shifted, first, axis)
    return shifted


def cross_entropy_loss(y_pred, y_true, *, from_logits=False, reduction="mean", clip=0.0):
    """Cross-entropy of predictions against true labels: the surprise, in nats per sample.

    Parameters
    ----------
    y_pred : array_like, shape (k,) or (n, k)
        The predicted probabilities of the k classes, for one sample or for n; or the logits.
    y_true : array_like, shape of y_pred, or without its last axis
        One-hot rows (any rows of probabilities will do), or integer class labels.
    from_logits : bool
        Whether y_pred holds logits. That form is exact for any logits; prefer it. -inf is
        allowed, as in softmax: it costs infinity where it stands at the true class, else nothing.
    reduction : {"mean", "sum", "none"}
        What to do with the losses of n samples. The article's way is "sum".
    clip : float
        Probabilities are first moved into [clip, 1 - clip]; the article's way is 1e-15.
        With 0, a true class that was given probability 0 costs infinity. Logits need none.

    Returns
    -------
    float, or ndarray of shape (n,) with reduction "none"
        -Σ y_true · log(y_pred), which is at least 0.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, or the rows are no probabilities or no labels.

    Notes
    -----
    Bishop, *Pattern Recognition and Machine Learning* (2006), equation 4.108.

    Examples
    --------
    >>> logits = [[2.0, 1.0, 0.5], [0.0, 0.0, 0.0]]
    >>> print(f"{cross_entropy_loss(logits, [0, 2], from_logits=True):.4f}")
    0.7815
    >>> print(f"{cross_entropy_loss(softmax(logits[0]), [1, 0, 0]):.4f}")
    0.4644
    """
    check_boolean(from_logits=from_logits)
    check_choice(("mean", "sum", "none"), reduction=reduction)
    check_number(0, 0 if from_logits else 0.5, clip=clip)
    y_pred = as_array(y_pred, "y_pred", ndim=(1, 2), finite=not from_logits)
    check_not_empty(y_pred, "y_pred")
    y_true = _targets(y_true, y_pred, "y_pred")
    if from_logits:
        log_p = log_softmax(y_pred)
    else:
        _check_probabilities(y_pred, "y_pred")
        with np.errstate(divide="ignore"):  # log 0 = -inf is the documented result
            log_p = np.log(np.clip(y_pred, clip, 1 - clip) if clip else y_pred)
    losses = 0 - _expected(log_p, y_true)
    if reduction == "none":
        return losses
    return float((losses / losses.size).sum() if reduction == "mean" else losses.sum())


def softmax_cross_entropy_gradient(z, y_true, *, reduction="mean"):
    """Gradient of the cross-entropy with respect to the logits: probabilities minus labels.

    Parameters
    ----------
    z : array_like, shape (k,) or (n, k)
        The logits of the k classes, for one sample or for n; -inf is allowed, as in softmax.
    y_true : array_like, shape of z, or without its last axis
        One-hot rows (any rows of probabilities will do), or integer class labels.
    reduction : {"mean", "sum"}
        Whether the loss is the mean over the n samples or their sum.

    Returns
    -------
    ndarray, shape of z
        Rows that add up to 0; float32 for float32, else float64.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, or the rows hold no finite logit or are no labels.

    Notes
    -----
    softmax(z) - y, divided by n for the mean; with labels, p - 1 is computed as minus the sum of
    the other probabilities, which keeps its digits where p is close to 1. Bishop, *Pattern
    Recognition and Machine Learning* (2006), equation 4.109.

    Examples
    --------
    >>> print(softmax_cross_entropy_gradient([2.0, 1.0, 0.5], 0).round(4))
    [-0.3715  0.2312  0.1402]
    """
    check_choice(("mean", "sum"), reduction=reduction)
    z = as_array(z, "z", ndim=(1, 2), finite=False)
    check_not_empty(z, "z")
    y_true = _targets(y_true, z, "z")
    gradient = softmax(z)
    if y_true.ndim < z.ndim:  # labels
        rows = np.atleast_2d(gradient)
        labels = np.arange(len(rows)), y_true
        rows[labels] = 0
        rows[labels] = -rows.sum(axis=1)  # p - 1, which would cancel where p is close to 1
    else:
        gradient -= y_true
    if z.ndim == 2 and reduction == "mean":
        gradient /= len(z)
    return gradient


def one_hot(labels, n_classes):
    """Rows of zeros with a single 1, in the column of the label.

    Parameters
    ----------
    labels : array_like of int, any shape
        Classes from 0 to n_classes - 1; a single one, or none, will do.
    n_classes : int
        The number of columns.

    Returns
    -------
    ndarray, shape of labels with an axis of n_classes at the end
        float64.

    Raises
    ------
    TypeError, ValueError
        If a label is not an integer or out of range.

    Examples
    --------
    >>> print(one_hot([2, 0], 3))
    [[0. 0. 1.]
     [1. 0. 0.]]
    """
    check_integer(1, 2**31, n_classes=n_classes)
    labels = _labels(labels, n_classes, "labels")
    rows = np.zeros((*labels.shape, n_classes))
    rows.reshape(-1, n_classes)[np.arange(labels.size), labels.ravel()] = 1
    return rows


def _labels(labels, n_classes, name):
    """The labels as an array of integers from 0 to n_classes - 1."""
    labels = as_integers(labels, name)
    if labels.size and not 0 <= labels.min() <= labels.max() < n_classes:
        came = f"{labels.min()} to {labels.max()}"
        raise ValueError(f"{name} must be from 0 to {n_classes - 1}, but came from {came}")
    return labels


def _shifted(z, axis):
    """z less its greatest entry along the axis, which must be finite; its place; the entry."""
    z = as_array(z, "z", finite=False)
    check_integer(-64, 63, axis=axis)  # NumPy has no more axes
    if not -z.ndim <= axis < z.ndim or z.shape[axis] == 0:
        raise ValueError(f"z must have entries along axis {axis}, but has shape {z.shape}")
    first = z.argmax(axis=axis, keepdims=True)  # of NaN, if there is one
    largest = np.take_along_axis(z, first, axis)
    if not np.isfinite(largest).all():
        came = f"the greatest is {largest[~np.isfinite(largest)][0]}"
        raise ValueError(
            f"z must have a finite entry, no NaN and no +inf along the axis, but {came}"
        )
    with np.errstate(over="ignore"):  # a gap too large for a number counts as infinite
        return z - largest, first, largest


def _log_total(shifted, first, axis, out=None):
    """log Σ exp(shifted), where the entries at first are 0: log1p of the sum of all others."""
    e = np.exp(shifted, out=out)
    np.put_along_axis(e, first, 0, axis)
    return np.log1p(e.sum(axis=axis, keepdims=True))


def _targets(y_true, scores, name):
    """y_true as labels, or as rows in the shape of the scores, which go by that name."""
    rows = as_array(y_true, "y_true")
    if rows.shape == scores.shape[:-1]:
        return _labels(y_true, scores.shape[-1], "y_true")
    if rows.shape != scores.shape:
        raise ValueError(f"y_true has shape {rows.shape}, but {name} has shape {scores.shape}")
    _check_probabilities(rows, "y_true")
    return rows.astype(scores.dtype, copy=False)


def _expected(log_p, y_true):
    """Σ y_true · log_p in each row, where 0 · log 0 counts as 0; of labels, the entry itself."""
    if y_true.ndim < log_p.ndim:
        return np.take_along_axis(log_p, y_true[..., np.newaxis], axis=-1)[..., 0]
    return (y_true * np.where(y_true > 0, log_p, 0)).sum(axis=-1)


def _check_probabilities(p, name):
    """Raise ValueError unless the rows of p are probabilities, to two digits."""
    if p.min() < 0 or p.max() > 1 or np.abs(p.sum(axis=-1) - 1).max() > 0.01:
        raise ValueError(
            f"{name} must hold probabilities that add up to 1, but has entries from {p.min():.4g} "
            f"to {p.max():.4g} and sums to {np.ravel(p.sum(axis=-1))[0]:.4g}"
            + (" (for logits, pass from_logits=True)" if name == "y_pred" else "")
        )
