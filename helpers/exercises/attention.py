"""The checks of notebook 11, Attention Mechanism."""

import numpy as np

from ..attention import scaled_dot_product_attention
from ..classification import softmax
from ..sequences import causal_mask, merge_heads, split_heads
from .judging import Exercise


def _lookup(q, K, V):
    """The output for one query."""
    return scaled_dot_product_attention(q[np.newaxis], K, V)[0][0]


def _scaled_by(divisor):
    """A lookup whose scores are divided by something else than the root of the width."""

    def lookup(q, K, V):
        return softmax(K @ q / divisor(K)) @ V

    return lookup


def _unshifted(q, K, V):
    e = np.exp(K @ q / np.sqrt(len(q)))
    return e / e.sum() @ V


def _shares(q, K, V):
    z = K @ q / np.sqrt(len(q))
    return z / z.sum() @ V


def _not_divided(q, K, V):
    return np.exp(K @ q / np.sqrt(len(q))) @ V


def _the_best_alone(q, K, V):
    return V[(K @ q).argmax()]


def _the_weights(q, K, V):
    return softmax(K @ q / np.sqrt(len(q)))


def _plain_mean(q, K, V):
    return V.mean(axis=0)


def _causal(n, m):
    return causal_mask(n, m)


def _first_at_first(n, m):
    return np.tril(np.ones((n, m), bool))


def _without_itself(n, m):
    return np.arange(m) < np.arange(n)[:, np.newaxis] + m - n


def _what_is_hidden(n, m):
    return ~causal_mask(n, m)


def _other_way_around(n, m):
    return np.arange(m) <= np.arange(n)[:, np.newaxis] + n - m


def _looking_ahead(n, m):
    return np.arange(m) >= np.arange(n)[:, np.newaxis] + m - n


def _keys_by_queries(n, m):
    return causal_mask(n, m).T


def _to_be_added(n, m):
    return np.where(causal_mask(n, m), 0.0, -np.inf)


def _never_before_the_first(n, m):
    return np.arange(m) <= np.arange(n)[:, np.newaxis] + max(m - n, 0)


def _cut_without_swapping(X, n_heads):
    return X.reshape(n_heads, len(X), -1)


def _not_swapped(X, n_heads):
    return X.reshape(len(X), n_heads, -1)


def _every_hth_column(X, n_heads):
    return np.stack([X[:, h::n_heads] for h in range(n_heads)])


def _transposed(X, n_heads):
    return split_heads(X, n_heads).swapaxes(1, 2).T


def _columns_first(X, n_heads):
    return split_heads(X, n_heads).swapaxes(1, 2).swapaxes(0, 2).swapaxes(0, 1)


def _all_axes_reversed(X, n_heads):
    return X.reshape(len(X), n_heads, -1).T


def _merged(X, n_heads):
    return merge_heads(split_heads(X, n_heads))


def _merge(first, second):
    """The state of two blocks together, each given as top, total and sums."""
    top = max(first[0], second[0])
    shrink = [np.exp(state[0] - top) for state in (first, second)]
    total = shrink[0] * first[1] + shrink[1] * second[1]
    return top, total, shrink[0] * first[2] + shrink[1] * second[2]


def _added_up(first, second):
    return max(first[0], second[0]), first[1] + second[1], first[2] + second[2]


def _tops_added(first, second):
    return first[0] + second[0], *_merge(first, second)[1:]


def _only_the_first_shrinks(first, second):
    top = max(first[0], second[0])
    shrink = np.exp(first[0] - top)
    return top, shrink * first[1] + second[1], shrink * first[2] + second[2]


def _sums_forgotten(first, second):
    return *_merge(first, second)[:2], first[2] + second[2]


def _by_large_exponentials(first, second):
    (top, total, sums), (other, more, further) = first, second
    new = max(top, other)
    a, b = np.exp(top), np.exp(other)
    return new, (a * total + b * more) / np.exp(new), (a * sums + b * further) / np.exp(new)


def _finished_too_early(first, second):
    top, total, sums = _merge(first, second)
    return top, total, sums / total


def _grows(first, second):
    top = max(first[0], second[0])
    growth = [np.exp(top - state[0]) for state in (first, second)]
    total = growth[0] * first[1] + growth[1] * second[1]
    return top, total, growth[0] * first[2] + growth[1] * second[2]


def _from_the_second(first, second):
    shrink = np.exp(first[0] - second[0])
    return second[0], shrink * first[1] + second[1], shrink * first[2] + second[2]


def _score_gradient(P, dO, V):
    """dZ from the weights, the gradient of the output and the values."""
    dP = dO @ V.T
    return P * (dP - (P * dP).sum(axis=1, keepdims=True))


def _without_the_sum(P, dO, V):
    return P * (dO @ V.T)


def _weights_gradient(P, dO, V):
    return dO @ V.T


def _columns_summed(P, dO, V):
    dP = dO @ V.T
    return P * (dP - (P * dP).sum(axis=0))


def _mean_subtracted(P, dO, V):
    dP = dO @ V.T
    return P * (dP - dP.mean(axis=1, keepdims=True))


def _entry_by_entry(P, dO, V):
    return P * (1 - P) * (dO @ V.T)


def _unweighted_sum(P, dO, V):
    dP = dO @ V.T
    return P * (dP - dP.sum(axis=1, keepdims=True))


def _last_factor_forgotten(P, dO, V):
    dP = dO @ V.T
    return dP - (P * dP).sum(axis=1, keepdims=True)


def _divided_by_a_root(P, dO, V):
    return _score_gradient(P, dO, V) / np.sqrt(V.shape[1])


def _sums_in_a_row(P, dO, V):
    dP = dO @ V.T
    return P * (dP - (P * dP).sum(axis=1))


def _turned(X, angles):
    """Neighbouring columns of X as points of the plane, turned by angles, shape (n, d / 2)."""
    cos, sin = np.cos(angles), np.sin(angles)
    a, b = X[:, ::2], X[:, 1::2]
    return np.stack([a * cos - b * sin, a * sin + b * cos], axis=2).reshape(X.shape)


def _rotary(X, omega):
    return _turned(X, np.outer(np.arange(len(X)), omega))


def _backwards(X, omega):
    return _turned(X, -np.outer(np.arange(len(X)), omega))


def _counted_from_one(X, omega):
    return _turned(X, np.outer(np.arange(1, len(X) + 1), omega))


def _all_rows_alike(X, omega):
    return _turned(X, np.tile(omega, (len(X), 1)))


def _in_halves(X, omega):
    angles, half = np.outer(np.arange(len(X)), omega), X.shape[1] // 2
    cos, sin, a, b = np.cos(angles), np.sin(angles), X[:, :half], X[:, half:]
    return np.hstack([a * cos - b * sin, a * sin + b * cos])


def _positions_added(X, omega):
    angles = np.outer(np.arange(len(X)), omega)
    return X + np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(X.shape)


def _first_of_the_pairs_overwritten(X, omega):
    angles = np.outer(np.arange(len(X)), omega)
    Y = X.copy()
    Y[:, ::2] = X[:, ::2] * np.cos(angles) - X[:, 1::2] * np.sin(angles)
    Y[:, 1::2] = Y[:, ::2] * np.sin(angles) + X[:, 1::2] * np.cos(angles)
    return Y


def _pairs_side_by_side(X, omega):
    turned = _rotary(X, omega)
    return np.hstack([turned[:, ::2], turned[:, 1::2]])


_rng = np.random.default_rng(0)
_ROOT = "Divide by the root of the keys' width, np.sqrt(len(q)), before the softmax."

check_lookup = Exercise(
    "Exercise 11.1",
    _lookup,
    cases=(
        (np.array([2.0, 0, 0, 0]), np.eye(4)[:2], np.array([[1.0], [5.0]])),
        (np.array([1.0, -1.0]), np.array([[1.0, 2.0], [0.0, -2.0], [3.0, 1.0]]), np.eye(3)),
        (_rng.standard_normal(5), _rng.standard_normal((7, 5)), _rng.standard_normal((7, 2))),
        (
            np.array([3000.0]),
            np.array([[1.0], [0.5], [-1.0]]),
            np.array([[1.0, 2], [3, 4], [5, 6]]),
        ),
    ),
    mistakes=(
        (_scaled_by(lambda K: 1), f"The scores are not divided. {_ROOT}"),
        (_scaled_by(lambda K: K.shape[1]), f"That divides by the width itself. {_ROOT}"),
        (_scaled_by(lambda K: np.sqrt(len(K))), f"That counts the keys. {_ROOT}"),
        (_unshifted, "A large score overflows: subtract the largest first, or use softmax."),
        (_shares, "Scores have signs: take exponentials before you divide by the sum."),
        (_not_divided, "The weights must add up to 1: divide by their sum."),
        (_the_best_alone, "That is the hard lookup: every value counts, by its weight."),
        (_the_weights, "Those are the weights: add up the values by them."),
        (_plain_mean, "Not all keys count alike: weigh the values by the softmax of the scores."),
    ),
    praise="One query is one row of everything that follows.",
)

check_causal = Exercise(
    "Exercise 11.2",
    _causal,
    cases=((2, 4), (3, 3), (1, 5), (4, 2), (5, 6), (1, 1)),
    mistakes=(
        (_first_at_first, "The first query does not stand at the first key, if m > n."),
        (_without_itself, "A token may look at itself: ≤, not <."),
        (_what_is_hidden, "True means that a query may look; this is the opposite."),
        (_other_way_around, "Query i stands at key i + m - n, not at i + n - m."),
        (_looking_ahead, "That allows the future and hides the past."),
        (_keys_by_queries, "A row for each query, a column for each key: shape (n, m)."),
        (_to_be_added, "Return True and False, not the -inf that is added to the scores."),
        (_never_before_the_first, "If n > m, m - n is negative: the first queries look nowhere."),
    ),
    without=("causal_mask",),
    praise="A new token needs one row, whatever came before.",
)

check_heads = Exercise(
    "Exercise 11.3",
    split_heads,
    cases=(
        (np.arange(8.0).reshape(2, 4), 2),
        (np.arange(24.0).reshape(4, 6), 3),
        (np.arange(24.0).reshape(4, 6), 1),
        (np.arange(20.0).reshape(5, 4), 4),
        (_rng.standard_normal((4, 16)), 4),
    ),
    mistakes=(
        (
            _cut_without_swapping,
            "One reshape alone mixes tokens: (n, heads, ...) first, then swap.",
        ),
        (_not_swapped, "The heads come first: swap the first two axes."),
        (_every_hth_column, "A head takes columns side by side, not every h-th one."),
        (_transposed, "The axes are in the wrong order: head, token, column."),
        (_columns_first, "The axes are in the wrong order: head, token, column."),
        (_merged, "Nothing is split: the result has three axes."),
        (_all_axes_reversed, ".T reverses all three axes: swap the first two only."),
    ),
    without=("split_heads",),
    praise="With a reshape and a swap no number moves: only the strides do.",
)

_states = [
    (0.0, 2.0, np.array([1.0, 3.0])),
    (1.0, 1.5, np.array([-2.0, 4.0])),
    (-800.0, 3.0, np.array([5.0, 0.5])),
    (900.0, 1.0, np.array([7.0, -1.0])),
]

check_merge = Exercise(
    "Exercise 11.4",
    _merge,
    cases=(
        (_states[0], _states[1]),
        (_states[1], _states[0]),
        (_states[0], _states[0]),
        (_states[3], _states[1]),
        (_states[2], (-801.0, 1.25, np.array([2.0, -6.0]))),
        ((3.0, 2.5, np.array([1.0])), (2.0, 1.5, np.array([-4.0]))),
    ),
    mistakes=(
        (
            _added_up,
            "Each part is measured from its own top: multiply by exp(top - new top) first.",
        ),
        (_only_the_first_shrinks, "The second part may have the smaller top: shrink it as well."),
        (_sums_forgotten, "The sums shrink as the totals do."),
        (_tops_added, "The new top is the larger of the two."),
        (_by_large_exponentials, "exp of a large top overflows: subtract the new top first."),
        (_finished_too_early, "Do not divide yet: the result must be ready to be merged again."),
        (_grows, "The sign is reversed: exp(top - new top), at most 1."),
        (_from_the_second, "The new top is the larger of the two, whichever part has it."),
    ),
    praise="So blocks can be done in any order, or at the same time, and merged in pairs.",
)

_P = softmax(_rng.standard_normal((4, 5)))

check_score_gradient = Exercise(
    "Exercise 11.5",
    _score_gradient,
    cases=(
        (np.array([[0.5, 0.25, 0.25]]), np.array([[1.0]]), np.array([[1.0], [0.0], [2.0]])),
        (_P, _rng.standard_normal((4, 3)), _rng.standard_normal((5, 3))),
        (_P[:3, :3] / _P[:3, :3].sum(1, keepdims=True), *_rng.standard_normal((2, 3, 3))),
        (np.eye(3)[:2], *(_rng.standard_normal(s) for s in ((2, 4), (3, 4)))),
    ),
    mistakes=(
        (_without_the_sum, "All weights of a row depend on each score: a sum is missing."),
        (_weights_gradient, "That is dP: it has still to go through the softmax."),
        (_columns_summed, "A softmax is a row: sum along axis=1, with keepdims."),
        (_mean_subtracted, "Not the mean of dP: its mean weighted by P."),
        (_entry_by_entry, "That is the Jacobian's diagonal alone."),
        (_unweighted_sum, "The sum has weights: that of P * dP."),
        (_last_factor_forgotten, "One factor P is missing: the whole bracket is multiplied by it."),
        (_divided_by_a_root, "The root belongs to step 3, from the scores on to Q and K."),
        (_sums_in_a_row, "Each row's sum is subtracted from that row: sum with keepdims=True."),
    ),
    praise="Every row adds up to 0: a shift of all its scores changes nothing.",
)

check_rotary = Exercise(
    "Exercise 11.6",
    _rotary,
    cases=(
        (np.array([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]]), np.array([np.pi / 2])),
        (np.ones((3, 4)), np.array([1.0, 0.1])),
        (_rng.standard_normal((6, 6)), np.array([1.0, 0.3, 0.01])),
        (_rng.standard_normal((2, 8)), np.array([0.7, 0.0, -0.4, 3.0])),
    ),
    mistakes=(
        (_backwards, "That turns clockwise: (a, b) becomes (a cos - b sin, a sin + b cos)."),
        (_counted_from_one, "The first position is 0: its row stays as it is."),
        (_all_rows_alike, "Row i turns by i·ω: multiply by the position."),
        (_in_halves, "A pair are neighbours: columns 0 and 1, 2 and 3, and so on."),
        (_positions_added, "Nothing is added: each pair is turned, and keeps its length."),
        (_first_of_the_pairs_overwritten, "b needs the old a: keep it before you write the new."),
        (_pairs_side_by_side, "Put each turned pair back where it came from."),
    ),
    praise="A query and a key turned so meet at the angle of their offset, in every layer.",
)
