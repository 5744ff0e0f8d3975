"""The checks of notebook 10 tell right from wrong."""

import math

import numpy as np

from helpers.exercises import classification
from helpers.exercises.classification import (
    check_cross_entropy,
    check_logits,
    check_row_softmax,
    check_running_sum,
    check_smoothed_gradient,
)

from .proving import proofs


def rows(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# ---- 10.1


def not_centered(p):
    return np.log(p)


def log_odds(p):
    return np.log(p) - np.log(1 - p)


def base_ten(p):
    return np.log10(p) - np.log10(p).mean()


def bits(p):
    return np.log2(p) - np.log2(p).mean()


def surprises(p):
    return [-math.log(x) for x in p]


def surprises_centered(p):
    return -(np.log(p) - np.log(p).mean())


def zero_for_the_first(p):
    return np.log(p / p[0])


def divides_by_the_mean(p):
    return np.log(p / p.mean())


def writes_into_p(p):
    np.log(p, out=p)
    p -= p.mean()
    return p


def logits_as_a_list(p):
    logs = [math.log(x) for x in p]
    return [x - sum(logs) / len(logs) for x in logs]


def logits_by_the_geometric_mean(p):
    return np.log(p) - np.sum(np.log(p)) / len(p)


# ---- 10.2


def down_the_columns(Z, t):
    return rows((Z / t[:, None]).T).T


def whole_array(Z, t):
    e = np.exp(Z / t[:, None])
    return e / e.sum()


def no_shift(Z, t):
    e = np.exp(Z / t[:, None])
    return e / e.sum(axis=1, keepdims=True)


def one_shift_for_all(Z, t):
    e = np.exp((Z - Z.max()) / t[:, None])
    return e / e.sum(axis=1, keepdims=True)


def times_temperature(Z, t):
    return rows(Z * t[:, None])


def temperature_by_column(Z, t):
    return rows(Z / t)


def keepdims_forgotten(Z, t):
    e = np.exp((Z - Z.max(axis=1, keepdims=True)) / t[:, None])
    return e / e.sum(axis=1)


def temperature_divides_the_exponentials(Z, t):
    e = np.exp(Z - Z.max(1, keepdims=True)) / t[:, None]
    return e / e.sum(1, keepdims=True)


def temperature_divides_the_probabilities(Z, t):
    return rows(Z) / t[:, None]


def shifted_but_summed_over_everything(Z, t):
    S = Z / t[:, None]
    e = np.exp(S - S.max(axis=1, keepdims=True))
    return e / e.sum()


def maximum_of_the_row_and_sum_of_the_column(Z, t):
    S = Z / t[:, None]
    e = np.exp(S - S.max(axis=1, keepdims=True))
    return e / e.sum(axis=0)


def maximum_of_the_column(Z, t):
    S = Z / t[:, None]
    e = np.exp(S - S.max(axis=0))
    return e / e.sum(axis=1, keepdims=True)


def maximum_before_the_division(Z, t):
    e = np.exp(Z / t[:, None] - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def greatest_before_the_division(Z, t):
    e = np.exp(Z / t[:, None] - np.max(Z))
    return e / e.sum(axis=1, keepdims=True)


def temperature_by_column_keepdims_forgotten(Z, t):
    e = np.exp(Z / t)
    return e / e.sum(axis=1)


def shift_after_temperature_by_the_mean(Z, t):
    e = np.exp((Z - Z.mean(axis=1, keepdims=True)) / t[:, None])
    return e / e.sum(axis=1, keepdims=True)


def temperature_of_the_first_row(Z, t):
    return rows(Z / t[0])


def exponent_of_the_temperature(Z, t):
    return rows(Z) ** t[:, None] / (rows(Z) ** t[:, None]).sum(axis=1, keepdims=True)


def row_by_row(Z, t):
    result = []
    for z, tau in zip(Z, t, strict=True):
        e = [math.exp((x - max(z)) / tau) for x in z]
        result.append([x / sum(e) for x in e])
    return result


def with_a_transpose(Z, t):
    e = np.exp((Z.T - Z.max(axis=1)) / t)
    return (e / e.sum(axis=0)).T


def with_einsum(Z, t):
    e = np.exp(np.einsum("nc,n->nc", Z - Z.max(axis=1, keepdims=True), 1 / t))
    return np.einsum("nc,n->nc", e, 1 / e.sum(axis=1))


# ---- 10.3


def logs(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def picked(Z, y):
    return logs(Z)[np.arange(len(Z)), y]


def summed(Z, y):
    return -picked(Z, y).sum()


def clipped(Z, y):
    p = np.clip(rows(Z), 1e-15, 1 - 1e-15)
    return -np.mean(np.log(p[np.arange(len(y)), y]))


def clipped_elsewhere(Z, y):
    return -np.mean(np.log(rows(Z)[np.arange(len(y)), y] + 1e-12))


def in_bits(Z, y):
    return -np.mean(picked(Z, y)) / np.log(2)


def all_pairs(Z, y):
    return -logs(Z)[:, y].mean()


def positive_sign(Z, y):
    return picked(Z, y).mean()


def from_probabilities(Z, y):
    return -np.log(rows(Z)[np.arange(len(y)), y]).mean()


def log_sum_exp_without_a_shift(Z, y):
    return (np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(y)), y]).mean()


def one_maximum_for_all(Z, y):
    lse = Z.max() + np.log(np.exp(Z - Z.max()).sum(axis=1))
    return (lse - Z[np.arange(len(y)), y]).mean()


def maximum_not_added_back(Z, y):
    m = Z.max(axis=1)
    return (np.log(np.exp(Z.T - m).sum(axis=0)) - Z[np.arange(len(y)), y]).mean()


def hard_maximum(Z, y):
    return np.mean([max(z) - z[label] for z, label in zip(Z, y, strict=True)])


def without_the_true_logit(Z, y):
    return np.logaddexp.reduce(Z, axis=1).mean()


def over_all_entries(Z, y):
    return -(np.eye(Z.shape[1])[y] * logs(Z)).mean()


def of_the_first_sample(Z, y):
    return -logs(Z)[0, y[0]]


def not_reduced(Z, y):
    return -picked(Z, y)


def loss_by_a_loop(Z, y):
    total = 0
    for z, label in zip(Z, y, strict=True):
        m = max(z)
        total += m + math.log(sum(math.exp(x - m) for x in z)) - z[label]
    return total / len(y)


def loss_by_one_hot(Z, y):
    m = Z.max(axis=1)
    lse = m + np.log(np.exp(Z - m[:, None]).sum(axis=1))
    return np.mean(lse - (np.eye(Z.shape[1])[y] * Z).sum(axis=1))


def loss_by_logaddexp(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[range(len(y)), y])


# ---- 10.4


def targets(Z, y, e):
    C = Z.shape[1]
    return (1 - e) * np.eye(C)[y] + e / C


def no_mean(Z, y, e):
    return rows(Z) - targets(Z, y, e)


def labels_minus_probabilities(Z, y, e):
    return (targets(Z, y, e) - rows(Z)) / len(Z)


def not_smoothed(Z, y, e):
    return (rows(Z) - np.eye(Z.shape[1])[y]) / len(Z)


def transposed(Z, y, e):
    return ((rows(Z) - targets(Z, y, e)) / len(Z)).T


def mean_of_entries(Z, y, e):
    return (rows(Z) - targets(Z, y, e)) / Z.size


def only_the_others_share(Z, y, e):
    C = Z.shape[1]
    Y = np.full(Z.shape, e / (C - 1))
    Y[np.arange(len(y)), y] = 1 - e
    return (rows(Z) - Y) / len(Z)


def not_divided_by_C(Z, y, e):
    return (rows(Z) - (1 - e) * np.eye(Z.shape[1])[y] - e) / len(Z)


def the_rest_forgotten(Z, y, e):
    return (rows(Z) - (1 - e) * np.eye(Z.shape[1])[y]) / len(Z)


def one_hot_keeps_all(Z, y, e):
    C = Z.shape[1]
    return (rows(Z) - (np.eye(C)[y] + e / C)) / len(Z)


def the_true_class_gets_no_share(Z, y, e):
    C = Z.shape[1]
    return (rows(Z) - np.where(np.eye(C)[y] == 1, 1 - e, e / C)) / len(Z)


def class_numbers_as_labels(Z, y, e):
    return (rows(Z) - ((1 - e) * y + e / Z.shape[1])) / len(Z)


def class_numbers_as_a_column(Z, y, e):
    return (rows(Z) - ((1 - e) * y[:, None] + e / Z.shape[1])) / len(Z)


def softmax_of_the_columns(Z, y, e):
    return (rows(Z.T).T - targets(Z, y, e)) / len(Z)


def by_the_probabilities(Z, y, e):
    return -targets(Z, y, e) / rows(Z) / len(Z)


def smooths_the_prediction(Z, y, e):
    C = Z.shape[1]
    return ((1 - e) * rows(Z) + e / C - np.eye(C)[y]) / len(Z)


def divides_by_C(Z, y, e):
    return (rows(Z) - targets(Z, y, e)) / Z.shape[1]


def gradient_of_squared_error(Z, y, e):
    p = rows(Z)
    d = p - targets(Z, y, e)
    return p * (d - (p * d).sum(axis=1, keepdims=True)) / len(Z)


def gradient_by_a_loop(Z, y, e):
    N, C = Z.shape
    G = rows(Z).tolist()
    for i in range(N):
        for c in range(C):
            G[i][c] = (G[i][c] - e / C - (1 - e) * (c == y[i])) / N
    return G


def gradient_by_subtracting_in_place(Z, y, e):
    G = rows(Z)
    G -= e / Z.shape[1]
    G[np.arange(len(y)), y] -= 1 - e
    return G / len(y)


# ---- 10.5


def not_rescaled(m, s, block):
    top = max(m, np.max(block))
    return top, s + np.sum(np.exp(block - top))


def rescaled_upwards(m, s, block):
    top = max(m, np.max(block))
    return top, s * np.exp(top - m) + np.sum(np.exp(block - top))


def forgets_the_old_maximum(m, s, block):
    top = np.max(block)
    return top, s * np.exp(m - top) + np.sum(np.exp(block - top))


def from_the_old_maximum(m, s, block):
    return max(m, np.max(block)), s + np.sum(np.exp(block - m))


def forgets_the_old_sum(m, s, block):
    top = max(m, np.max(block))
    return top, np.exp(block - top).sum()


def unshifted(m, s, block):
    return max(m, np.max(block)), s + np.exp(block).sum()


def returns_the_logarithm(m, s, block):
    top = max(m, np.max(block))
    return top, top + np.log(s * np.exp(m - top) + np.exp(block - top).sum())


def never_moves_the_maximum(m, s, block):
    return m, s + np.exp(block - m).sum()


def returns_the_old_maximum(m, s, block):
    return m, joined(m, s, block)[1]


def from_the_blocks_own_maximum(m, s, block):
    top = max(m, np.max(block))
    return top, s * np.exp(m - top) + np.sum(np.exp(block - np.max(block)))


def from_the_blocks_own_maximum_not_rescaled(m, s, block):
    return max(m, np.max(block)), s + np.sum(np.exp(block - np.max(block)))


def the_block_alone(m, s, block):
    return np.max(block), np.sum(np.exp(block - np.max(block)))


def the_block_lost(m, s, block):
    top = max(m, np.max(block))
    return top, s * np.exp(m - top)


def rescaled_but_unshifted(m, s, block):
    top = max(m, np.max(block))
    return top, s * np.exp(m - top) + np.exp(block).sum()


def in_the_other_order(m, s, block):
    top, total = joined(m, s, block)
    return total, top


def returns_the_logarithm_of_the_total(m, s, block):
    top, total = joined(m, s, block)
    return top, math.log(total)


def quotient_of_exponentials(m, s, block):
    top = max(m, np.max(block))
    return top, s * np.exp(m) / np.exp(top) + np.sum(np.exp(block - top))


def quotients_of_exponentials(m, s, block):
    top = max(m, np.max(block))
    return top, (s * np.exp(m) + np.sum(np.exp(block))) / np.exp(top)


def returns_one_number(m, s, block):
    top = max(m, np.max(block))
    return top + np.log(s * np.exp(m - top) + np.exp(block - top).sum())


def number_by_number(m, s, block):
    for z in block:
        if z > m:
            m, s = z, s * math.exp(m - z)
        s += math.exp(z - m) if z > -math.inf else 0
    return m, s


def as_a_list(m, s, block):
    return list(number_by_number(m, s, block))


def joined(m, s, block):
    together = np.append(block, m)
    top = together.max()
    return top, np.exp(together - top) @ np.append(np.ones(len(block)), s)


WRONG = {
    check_logits: [
        (not_centered, "mean is not 0"),
        (log_odds, "log odds"),
        (bits, "natural logarithm"),
        (base_ten, "natural logarithm"),
        (surprises, "sign is reversed"),
        (surprises_centered, "sign is reversed"),
        (zero_for_the_first, "is expected"),
        (divides_by_the_mean, "not the logarithm of the mean"),
        (writes_into_p, "changes its input"),
        (np.array([0.7, -0.7]), "should be a function"),
    ],
    check_row_softmax: [
        (down_the_columns, "columns add up to 1"),
        (whole_array, "whole array adds up to 1"),
        (no_shift, "each row's maximum"),
        (one_shift_for_all, "each row's own"),
        (times_temperature, "divide"),
        (temperature_by_column, "temperatures[:, np.newaxis]"),
        (keepdims_forgotten, "keepdims"),
        (temperature_divides_the_exponentials, "change nothing here"),
        (temperature_divides_the_probabilities, "no longer add up to 1"),
        (shifted_but_summed_over_everything, "whole array adds up to 1"),
        (maximum_of_the_row_and_sum_of_the_column, "columns add up to 1"),
        (maximum_of_the_column, "each row's own"),
        (maximum_before_the_division, "subtracted undivided"),
        (greatest_before_the_division, "subtracted undivided"),
        (temperature_by_column_keepdims_forgotten, "temperatures[:, np.newaxis]"),
        (shift_after_temperature_by_the_mean, "nan"),
        (temperature_of_the_first_row, "is expected"),
        (exponent_of_the_temperature, "is expected"),
    ],
    check_cross_entropy: [
        (summed, "take the mean"),
        (clipped, "34.5"),
        (clipped_elsewhere, "is expected"),
        (in_bits, "nats"),
        (all_pairs, "one entry a row"),
        (positive_sign, "sign"),
        (from_probabilities, "underflows"),
        (log_sum_exp_without_a_shift, "is expected"),
        (one_maximum_for_all, "each row's own"),
        (maximum_not_added_back, "added back"),
        (hard_maximum, "logarithm of the sum"),
        (without_the_true_logit, "logit is missing"),
        (over_all_entries, "N samples"),
        (of_the_first_sample, "is expected"),
        (not_reduced, "one number"),
    ],
    check_smoothed_gradient: [
        (no_mean, "divide by N"),
        (labels_minus_probabilities, "sign"),
        (not_smoothed, "not smoothed yet"),
        (transposed, "do not transpose"),
        (mean_of_entries, "divide by the N samples"),
        (only_the_others_share, "the true one too"),
        (not_divided_by_C, "each gets ε / C"),
        (the_rest_forgotten, "add up to 1 - ε"),
        (one_hot_keeps_all, "add up to 1 + ε"),
        (the_true_class_gets_no_share, "less than 1"),
        (class_numbers_as_labels, "one_hot(labels, C)"),
        (class_numbers_as_a_column, "one_hot(labels, C)"),
        (softmax_of_the_columns, "down the columns"),
        (by_the_probabilities, "p - y"),
        (smooths_the_prediction, "smooth the labels"),
        (divides_by_C, "is expected"),
        (gradient_of_squared_error, "is expected"),
    ],
    check_running_sum: [
        (not_rescaled, "multiply it by exp(top - new_top)"),
        (rescaled_upwards, "wrong way round"),
        (forgets_the_old_maximum, "the greater of the two"),
        (from_the_old_maximum, "use the new one"),
        (forgets_the_old_sum, "old total is lost"),
        (unshifted, "lack the shift"),
        (returns_the_logarithm, "leave the logarithm"),
        (never_moves_the_maximum, "never rises"),
        (returns_the_old_maximum, "never rises"),
        (from_the_blocks_own_maximum, "block's own maximum"),
        (from_the_blocks_own_maximum_not_rescaled, "block's own maximum"),
        (the_block_alone, "block alone"),
        (the_block_lost, "own sum is missing"),
        (rescaled_but_unshifted, "lack the shift"),
        (in_the_other_order, "the top first"),
        (returns_the_logarithm_of_the_total, "leave the logarithm"),
        (quotient_of_exponentials, "subtract first"),
        (quotients_of_exponentials, "subtract first"),
        (returns_one_number, "2 results are expected"),
    ],
}
RIGHT = {
    check_logits: [logits_as_a_list, logits_by_the_geometric_mean],
    check_row_softmax: [row_by_row, with_a_transpose, with_einsum],
    check_cross_entropy: [loss_by_a_loop, loss_by_one_hot, loss_by_logaddexp],
    check_smoothed_gradient: [gradient_by_a_loop, gradient_by_subtracting_in_place],
    check_running_sum: [number_by_number, as_a_list, joined],
}

globals().update(proofs(classification, WRONG, RIGHT))
