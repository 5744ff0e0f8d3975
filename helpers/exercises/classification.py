"""The checks of notebook 10: softmax and cross-entropy."""

import numpy as np

from ..classification import log_softmax, log_sum_exp, one_hot, softmax
from .judging import Exercise


def _logits(p):
    z = np.log(p)
    return z - z.mean()


def _row_softmax(Z, temperatures):
    return softmax(Z / np.asarray(temperatures)[:, np.newaxis])


def _cross_entropy(Z, labels):
    return -log_softmax(Z)[np.arange(len(Z)), labels].mean()


def _smoothed(labels, epsilon, n_classes):
    return (1 - epsilon) * one_hot(labels, n_classes) + epsilon / n_classes


def _smoothed_gradient(Z, labels, epsilon):
    return (softmax(Z) - _smoothed(labels, epsilon, Z.shape[1])) / len(Z)


def _running_sum(top, total, block):
    new_top = max(top, block.max())
    return new_top, total * np.exp(top - new_top) + np.exp(block - new_top).sum()


def _joined(old, new):
    """A mistaken step: what it makes of the old total and of the block, given the new top."""

    def step(top, total, block):
        new_top = max(top, block.max())
        return new_top, old(top, total, new_top) + new(block, new_top)

    return step


def _rescaled(top, total, new_top):
    return total * np.exp(top - new_top)


def _kept(top, total, new_top):
    return total


def _from_new_top(block, new_top):
    return np.exp(block - new_top).sum()


def _from_own_top(block, new_top):
    return np.exp(block - block.max()).sum()


def _one_at_a_time(top, total, block):
    for z in block:
        if z > top:
            top, total = z, total * np.exp(top - z) + 1
        else:
            total += np.exp(z - top)
    return top, total


def _quotient(block, new_top):
    return np.exp(block).sum() / np.exp(new_top)


def _quotient_total(top, total, new_top):
    return total * np.exp(top) / np.exp(new_top)


def _shares(scaled, shift, axis=1):
    """Exponentials after a shift, divided by their sum."""
    e = np.exp(scaled - shift)
    return e / e.sum(axis=axis, keepdims=True)


def _naive(Z):
    return _shares(Z, 0)


def _row_max(Z):
    return Z.max(axis=1, keepdims=True)


def _shifted_loss(Z, labels, shift, put_back):
    log_sums = np.log(np.exp(Z - shift).sum(axis=1, keepdims=True)) + put_back
    return (log_sums[:, 0] - Z[np.arange(len(Z)), labels]).mean()


def _without_keepdims(Z):
    e = np.exp(Z - Z.max(axis=1))
    return e / e.sum(axis=1)


def _of_clipped(Z, labels):
    p = np.clip(softmax(Z), 1e-15, 1 - 1e-15)
    return -np.log(p[np.arange(len(Z)), labels]).mean()


def _by_columns(Z, temperatures):
    return softmax(Z / temperatures)


def _batch(seed, n, n_classes, scale=3.0):
    """Logits and labels that leave nothing to chance."""
    rng = np.random.default_rng(seed)
    return scale * rng.standard_normal((n, n_classes)), rng.integers(0, n_classes, n)


_Z7, _y7 = _batch(1, 7, 4)
_Z3, _y3 = _batch(2, 3, 3)
_FAR = np.array([[1000.0, 999.0], [-1000.0, -1001.0], [0.0, 4000.0]])

# What is said of more than one mistake.
_NATURAL = "Softmax raises e to the logits: only the natural logarithm, np.log, undoes that."
_SURPRISES = "The sign is reversed: these fall where the probabilities rise."
_ROWS_SUM = "Your columns add up to 1. A sample is a row: work along axis=1."
_ALL_SUM = "The whole array adds up to 1. Each row should: sum along axis=1, with keepdims."
_OWN_MAX = (
    "A row far below the maximum that you subtract is left with nothing but zeros: take each "
    "row's own, Z.max(axis=1, keepdims=True)."
)
_DIVIDE_FIRST = (
    "The maximum is subtracted undivided: divide by the temperature first, then subtract each "
    "row's maximum of what came out."
)
_COLUMN = (
    "Z / temperatures pairs them with the columns: make them a column of their own, "
    "temperatures[:, np.newaxis]."
)
_KEEPDIMS = (
    "The row sums have shape (N,), which is paired with the columns: sum with keepdims=True."
)
_NUMBERS = "The labels are class numbers: make rows of 0 and 1 of them, by one_hot(labels, C)."
_OWN_TOP = "The block's sum is measured from the block's own maximum: measure it from the new top."
_OLD_TOTAL = (
    "The old total is still measured from the old top: multiply it by exp(top - new_top) first."
)
_TOP_STAYS = (
    "The top never rises: the new one is the greater of the old top and the block's maximum."
)
_LOGARITHM = (
    "The second result is a logarithm already: return the sum, and leave the logarithm to the end."
)
_DIFFERENCE = "exp of a large logit overflows: subtract first, as in exp(top - new_top)."

check_logits = Exercise(
    "Exercise 10.1",
    _logits,
    cases=(
        (np.array([0.8, 0.2]),),
        (np.array([0.5, 0.25, 0.25]),),
        (np.array([1e-300, 0.4, 0.6]),),
        (np.full(5, 0.2),),
        (softmax(_Z7[0]),),
    ),
    mistakes=(
        (np.log, "The softmax of these is right, but their mean is not 0: subtract it."),
        (lambda p: np.log(p) - np.log(p).max(), "The greatest is 0 here; the mean should be."),
        (
            lambda p: np.log(p) - np.log(p.mean()),
            "Subtract the mean of the logarithms, not the logarithm of the mean.",
        ),
        (
            lambda p: np.log(p / (1 - p)),
            "These are log odds, p against 1 - p. They undo the sigmoid, not the softmax.",
        ),
        (
            lambda p: np.log(p / (1 - p)) - np.log(p / (1 - p)).mean(),
            "These are log odds, p against 1 - p. They undo the sigmoid, not the softmax.",
        ),
        (lambda p: np.log2(p) - np.log2(p).mean(), _NATURAL),
        (lambda p: np.log10(p) - np.log10(p).mean(), _NATURAL),
        (lambda p: -np.log(p), _SURPRISES),
        (lambda p: np.log(p).mean() - np.log(p), _SURPRISES),
        (lambda p: np.log(p) + np.log(p).mean(), "Subtract the mean; do not add it."),
        (lambda p: _logits(np.clip(p, 1e-15, 1)), "Do not clip: small probabilities are allowed."),
        (lambda p: _logits(p + 1e-12), "Add nothing: small probabilities are allowed."),
        (lambda p: p - p.mean(), "Softmax takes exponentials: undo them by a logarithm."),
    ),
    praise="Logits are logarithms of probabilities, up to a constant that nothing depends on.",
)

check_row_softmax = Exercise(
    "Exercise 10.2",
    _row_softmax,
    cases=(
        (np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0]]), np.array([1.0, 2.0])),
        (np.array([[2.0, 0.0], [2.0, 0.0]]), np.array([1.0, 4.0])),
        (_Z7, np.linspace(0.2, 5, 7)),
        (_Z3, np.array([0.5, 1.0, 3.0])),
        (_FAR, np.array([1.0, 0.5, 2.0])),
    ),
    mistakes=(
        (lambda Z, t: softmax(Z / t[:, np.newaxis], axis=0), _ROWS_SUM),
        (lambda Z, t: _shares(Z / t[:, None], _row_max(Z / t[:, None]), axis=0), _ROWS_SUM),
        (lambda Z, t: _shares(Z / t[:, np.newaxis], 0, axis=0), _ROWS_SUM),
        (lambda Z, t: _shares(Z / t[:, np.newaxis], 0, axis=None), _ALL_SUM),
        (lambda Z, t: _shares(Z / t[:, None], _row_max(Z / t[:, None]), axis=None), _ALL_SUM),
        (lambda Z, t: _shares(Z / t[:, None], (Z / t[:, None]).max(), axis=None), _ALL_SUM),
        (
            lambda Z, t: _naive(Z / t[:, np.newaxis]),
            "Large logits overflow: subtract each row's maximum before the exponential.",
        ),
        (lambda Z, t: _shares(Z / t[:, np.newaxis], (Z / t[:, np.newaxis]).max()), _OWN_MAX),
        (lambda Z, t: _shares(Z / t[:, None], (Z / t[:, None]).max(axis=0)), _OWN_MAX),
        (lambda Z, t: _shares(Z / t[:, np.newaxis], _row_max(Z)), _DIVIDE_FIRST),
        (lambda Z, t: _shares(Z / t[:, np.newaxis], Z.max()), _DIVIDE_FIRST),
        (
            lambda Z, t: softmax(Z * t[:, np.newaxis]),
            "You multiply by the temperature. A high one should flatten: divide.",
        ),
        (lambda Z, t: _without_keepdims(Z / t[:, None]), _KEEPDIMS),
        (lambda Z, t: softmax(Z / t[0]), "Row i has its own temperature, temperatures[i]."),
        (lambda Z, t: softmax(Z / t.mean()), "Row i has its own temperature, temperatures[i]."),
        (
            lambda Z, t: softmax(Z),
            "The temperatures change nothing here: divide the scores by them, before the "
            "exponential.",
        ),
        (
            lambda Z, t: softmax(Z) / t[:, np.newaxis],
            "The temperatures divide the probabilities, whose rows then no longer add up to "
            "1: divide the scores, before the exponential.",
        ),
        (_by_columns, _COLUMN),
        (lambda Z, t: np.exp(Z / t) / np.exp(Z / t).sum(axis=1), _COLUMN),
        (lambda Z, t: softmax(Z / t, axis=0), _COLUMN),
        (lambda Z, t: np.exp(Z / t[:, None]) / np.exp(Z / t[:, None]).sum(axis=1), _KEEPDIMS),
    ),
    praise="Each row has its own maximum, its own sum and its own temperature.",
)

check_cross_entropy = Exercise(
    "Exercise 10.3",
    _cross_entropy,
    cases=(
        (np.array([[2.0, 1.0, -1.0], [0.0, 0.0, 0.0]]), np.array([0, 2])),
        (_Z3, _y3),
        (_Z7, _y7),
        (_Z7[:1], _y7[:1]),
        (_FAR, np.array([1, 0, 0])),
    ),
    mistakes=(
        (
            lambda Z, y: -log_softmax(Z)[np.arange(len(Z)), y].sum(),
            "This is the sum over the batch: take the mean.",
        ),
        (
            _of_clipped,
            "Clipping the probabilities caps the loss near 34.5. Stay with the logits: "
            "log-sum-exp minus the true class's logit.",
        ),
        (
            lambda Z, y: -np.log(softmax(Z)[np.arange(len(Z)), y]).mean(),
            "The probability of the true class underflows to 0, and log 0 is -inf. Stay with "
            "the logits: log-sum-exp minus the true class's logit.",
        ),
        (
            lambda Z, y: -np.log(_naive(Z)[np.arange(len(Z)), y]).mean(),
            "Large logits overflow: use the log-sum-exp, with its shift.",
        ),
        (lambda Z, y: _shifted_loss(Z, y, Z.max(), Z.max()), _OWN_MAX),
        (
            lambda Z, y: _shifted_loss(Z, y, _row_max(Z), 0),
            "What you subtract inside the exponential has to be added back outside: "
            "z_max + log of the sum.",
        ),
        (
            lambda Z, y: (Z.max(axis=1) - Z[np.arange(len(Z)), y]).mean(),
            "This is the maximum minus the true logit: the logarithm of the sum of "
            "exp(z - z_max) is missing.",
        ),
        (lambda Z, y: log_sum_exp(Z).mean(), "The true class's logit is missing: subtract it."),
        (
            lambda Z, y: _cross_entropy(Z, y) / np.log(2),
            "These are bits: use the natural logarithm, for nats.",
        ),
        (
            lambda Z, y: -log_softmax(Z)[:, y].mean(),
            "Z[:, labels] pairs every row with every label: take one entry a row, "
            "[np.arange(N), labels].",
        ),
        (
            lambda Z, y: log_softmax(Z)[np.arange(len(Z)), y].mean(),
            "The sign is missing: a surprise is minus the logarithm.",
        ),
        (
            lambda Z, y: -(one_hot(y, Z.shape[1]) * log_softmax(Z)).mean(),
            "This divides by the N·C entries: divide by the N samples.",
        ),
        (
            lambda Z, y: -log_softmax(Z, axis=0)[np.arange(len(Z)), y].mean(),
            "The softmax here runs down the columns: a sample is a row, axis=1.",
        ),
        (
            lambda Z, y: _shifted_loss(Z, y, Z.max(axis=1), Z.max(axis=1)),
            "Z.max(axis=1) has shape (N,), which is paired with the columns: keepdims=True.",
        ),
        (
            lambda Z, y: -log_softmax(Z)[np.arange(len(Z)), y],
            "These are the losses of the samples: return their mean, one number.",
        ),
    ),
    praise="Log-sum-exp minus the true logit: no probability is ever formed.",
)

check_smoothed_gradient = Exercise(
    "Exercise 10.4",
    _smoothed_gradient,
    cases=(
        (np.zeros((2, 2)), np.array([0, 1]), 0.2),
        (np.array([[2.0, 1.0, -1.0]]), np.array([1]), 0.3),
        (_Z3, _y3, 0.1),
        (_Z7, _y7, 0.0),
        (_Z7, _y7, 0.4),
        (_FAR, np.array([1, 0, 0]), 0.1),
    ),
    mistakes=(
        (
            lambda Z, y, e: softmax(Z) - _smoothed(y, e, Z.shape[1]),
            "This is the gradient of the sum: divide by N for the mean.",
        ),
        (
            lambda Z, y, e: -_smoothed_gradient(Z, y, e),
            "The sign is reversed: probabilities minus labels.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - one_hot(y, Z.shape[1])) / len(Z),
            "The labels are not smoothed yet.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - (1 - e) * one_hot(y, Z.shape[1])) / len(Z),
            "Your labels add up to 1 - ε: every class, the true one too, also gets ε / C.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - (1 - e) * one_hot(y, Z.shape[1]) - e) / len(Z),
            "ε is to be shared out among the C classes: each gets ε / C.",
        ),
        (
            lambda Z, y, e: (
                (softmax(Z) - np.where(one_hot(y, Z.shape[1]), 1 - e, e / (Z.shape[1] - 1)))
                / len(Z)
            ),
            "Here only the wrong classes share ε. All C classes do, the true one too.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - one_hot(y, Z.shape[1]) - e / Z.shape[1]) / len(Z),
            "Your labels add up to 1 + ε: the one-hot part has to shrink, to (1 - ε) y.",
        ),
        (
            lambda Z, y, e: (
                (softmax(Z) - np.where(one_hot(y, Z.shape[1]), 1 - e, e / Z.shape[1])) / len(Z)
            ),
            "Your labels add up to less than 1: the true class gets 1 - ε, and ε / C as well.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - (1 - e) * y - e / Z.shape[1]) / len(Z),
            _NUMBERS,
        ),
        (
            lambda Z, y, e: (softmax(Z) - (1 - e) * y[:, None] - e / Z.shape[1]) / len(Z),
            _NUMBERS,
        ),
        (
            lambda Z, y, e: (softmax(Z, axis=0) - _smoothed(y, e, Z.shape[1])) / len(Z),
            "Your softmax runs down the columns: a sample is a row, axis=1.",
        ),
        (
            lambda Z, y, e: _smoothed_gradient(Z, y, e) / Z.shape[1],
            "This divides by the N·C entries: divide by the N samples.",
        ),
        (
            lambda Z, y, e: -_smoothed(y, e, Z.shape[1]) / softmax(Z) / len(Z),
            "This is the gradient with respect to the probabilities, -y/p. Go on through the "
            "softmax to the logits: p - y.",
        ),
        (
            lambda Z, y, e: (
                ((1 - e) * softmax(Z) + e / Z.shape[1] - one_hot(y, Z.shape[1])) / len(Z)
            ),
            "You smooth the prediction: smooth the labels.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - _smoothed(y, e, Z.shape[1])) / Z.shape[1],
            "Divide by N, the number of samples, not by that of the classes.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - (1 - e) * one_hot(y, Z.shape[1]) - e / len(Z)) / len(Z),
            "Each class gets ε / C, by the number of classes, not of samples.",
        ),
        (
            lambda Z, y, e: (softmax(Z) - _smoothed(y, e, y.max() + 1)) / len(Z),
            "The number of classes is Z.shape[1]; the labels may not hold them all.",
        ),
        (
            lambda Z, y, e: _smoothed_gradient(Z, y, e).T,
            "The gradient has the shape of Z, (N, C): do not transpose it.",
        ),
    ),
    praise="Whatever the target row, the gradient is probabilities minus target.",
)

check_running_sum = Exercise(
    "Exercise 10.5",
    _running_sum,
    cases=(
        (0.0, 1.0, np.array([0.0, 0.0])),
        (1.0, 2.0, np.array([0.0, 3.0])),
        (5.0, 1.5, np.array([2.0, 4.0, -1.0])),
        (-np.inf, 0.0, np.array([2.0, 1.0])),
        (1000.0, 3.0, np.array([998.0, 1001.0])),
        (-1000.0, 2.0, np.array([-1003.0, -990.0])),
        (2.0, 1.0, np.array([-np.inf, 2.0])),
        (2.0, 7.0, np.array([900.0])),
        (900.0, 7.0, np.array([2.0])),
        (-np.inf, 0.0, np.array([-np.inf, 2.0])),
    ),
    mistakes=(
        (_joined(_kept, _from_new_top), _OLD_TOTAL),
        (
            _joined(lambda m, s, n: s * np.exp(n - m), _from_new_top),
            "The old total is rescaled the wrong way round: when the top rises, it shrinks.",
        ),
        (
            lambda m, s, b: (b.max(), s * np.exp(m - b.max()) + np.exp(b - b.max()).sum()),
            "The block may lie below what came before: the new maximum is the greater of the two.",
        ),
        (
            lambda m, s, b: (max(m, b.max()), s + np.exp(b - m).sum()),
            "The block is measured from the old maximum: use the new one, for both sums.",
        ),
        (_joined(_rescaled, _from_own_top), _OWN_TOP),
        (_joined(_kept, _from_own_top), f"{_OWN_TOP} {_OLD_TOTAL}"),
        (
            _joined(lambda m, s, n: 0, _from_new_top),
            "The old total is lost: add it, rescaled.",
        ),
        (
            lambda m, s, b: (b.max(), np.exp(b - b.max()).sum()),
            "This is the block alone: what came before, top and total, is lost.",
        ),
        (_joined(_rescaled, lambda b, n: 0), "The block's own sum is missing: add it."),
        (
            _joined(_kept, lambda b, n: np.exp(b).sum()),
            "The block's exponentials lack the shift: subtract the new maximum.",
        ),
        (
            _joined(_rescaled, lambda b, n: np.exp(b).sum()),
            "The block's exponentials lack the shift: subtract the new maximum.",
        ),
        (_one_at_a_time, "Minus infinity minus itself is not a number: let the top rise first."),
        (lambda m, s, b: (m, s + np.exp(b - m).sum()), _TOP_STAYS),
        (lambda m, s, b: (m, _running_sum(m, s, b)[1]), _TOP_STAYS),
        (
            lambda m, s, b: _running_sum(m, s, b)[::-1],
            "The two results come in the other order: the top first, then the total.",
        ),
        (lambda m, s, b: (max(m, b.max()), np.log(_running_sum(m, s, b)[1])), _LOGARITHM),
        (
            lambda m, s, b: (
                max(m, b.max()),
                log_sum_exp(np.append(b, m + np.log(s))),
            ),
            _LOGARITHM,
        ),
        (_joined(_quotient_total, _quotient), _DIFFERENCE),
        (_joined(_quotient_total, _from_new_top), _DIFFERENCE),
        (_joined(_rescaled, _quotient), _DIFFERENCE),
    ),
    praise="Attention over long sequences works like this, with a running maximum and sum.",
)
