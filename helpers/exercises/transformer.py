"""The checks of notebook 12, Summary: A Transformer from Scratch."""

import numpy as np

from ..classification import softmax
from .judging import Exercise

_random = np.random.RandomState(12).randn  # a stream that NumPy guarantees


# ---- 12.1: counting weights


def _weight_count(words, positions, d, blocks, biases=9, norms=2, last=2, tables=1, width=4):
    """The number of weights, with the mistakes that other values of the options make."""
    block = (4 + 2 * width) * d * d + biases * d + norms * 2 * d
    return (tables * words + positions) * d + blocks * block + last * d


def _miscounted(**options):
    return lambda *arguments: _weight_count(*arguments, **options)


# ---- 12.2: pooling by a query


def _pool(H, u, axis=-1, root=True, score=None):
    scores = (H @ u if score is None else score(H, u)) / (np.sqrt(len(u)) if root else 1)
    if axis is None:
        return (softmax(scores.ravel()).reshape(scores.shape)[:, np.newaxis] @ H)[:, 0]
    return (softmax(scores, axis=axis)[:, np.newaxis] @ H)[:, 0]


def _plain_exponentials(H, u):
    with np.errstate(over="ignore", invalid="ignore"):
        e = np.exp(H @ u / np.sqrt(len(u)))
        return ((e / e.sum(axis=1, keepdims=True))[:, np.newaxis] @ H)[:, 0]


def _mean_pool(H, u):
    return H.mean(axis=1)


def _sum_of_scores(H, u):
    return ((H @ u / np.sqrt(len(u)))[:, np.newaxis] @ H)[:, 0]


def _not_weighted_tokens(H, u):
    return softmax(H @ u / np.sqrt(len(u)))


def _best_token(H, u):
    return H[np.arange(len(H)), (H @ u).argmax(axis=1)]


def _entrywise(H, u):
    return (softmax(H * u / np.sqrt(len(u)), axis=1) * H).sum(axis=1)


def _root_of_tokens(H, u):
    return (softmax(H @ u / np.sqrt(H.shape[1]))[:, np.newaxis] @ H)[:, 0]


# ---- 12.3: Adam with decoupled weight decay


def _adamw(theta, gradients, rate, alpha, ridge=0, before=True, scaled=True, **options):
    """The place reached, with the mistakes that the options make."""
    corrected, inside = options.get("corrected", (True, True)), options.get("inside", False)
    theta, v, q = np.array(theta, float), np.zeros(len(theta)), np.zeros(len(theta))
    shrink = 1 - (rate * alpha if scaled else alpha)
    for t, gradient in enumerate(gradients, 1):
        g = gradient + ridge * alpha * theta
        theta = theta * (1 if ridge or not before else shrink)
        v, q = v + 0.1 * (g - v), q + 0.001 * (g**2 - q)
        up = 1 - 0.9**t if corrected[0] else 1
        down = 1 - 0.999**t if corrected[1] else 1
        root = np.sqrt(q / down + 1e-8) if inside else np.sqrt(q / down) + 1e-8
        theta = theta - rate * (v / up) / root
        theta = theta * (1 if ridge or before else shrink)
    return theta


def _adamw_mistake(**options):
    return lambda *arguments: _adamw(*arguments, **options)


def _counted_from_zero(theta, gradients, rate, alpha):
    return np.full(len(theta), np.nan)  # 0/0 at the first step


def _once(theta, gradients, rate, alpha):
    return _adamw(np.array(theta) * (1 - rate * alpha), gradients, rate, 0)


# ---- 12.4: what each head writes


def _head_parts(O, W_O, h):
    pieces = zip(np.split(O, h, axis=-1), np.split(W_O, h, axis=1), strict=True)
    return np.stack([part @ block.T for part, block in pieces])


def _blocks_of_rows(O, W_O, h):
    return _padded(O, h) @ W_O


def _padded(O, h):
    """O once for each head, with the other heads' columns set to 0."""
    own = np.repeat(np.eye(h), O.shape[-1] // h, axis=1)
    return own[:, np.newaxis, np.newaxis] * O


def _every_hth_column(O, W_O, h):
    own = np.tile(np.eye(h), O.shape[-1] // h)
    return (own[:, np.newaxis, np.newaxis] * O) @ W_O.T


def _pieces_of_the_result(O, W_O, h):
    return _padded(O @ W_O.T, h)


def _heads_last(O, W_O, h):
    return np.moveaxis(_head_parts(O, W_O, h), 0, -1)


def _heads_second(O, W_O, h):
    return np.moveaxis(_head_parts(O, W_O, h), 0, 1)


def _result_in_pieces(O, W_O, h):
    return np.stack(np.split(O @ W_O.T, h, axis=-1))


def _outputs_in_pieces(O, W_O, h):
    return np.stack(np.split(O, h, axis=-1))


def _added_up(O, W_O, h):
    return O @ W_O.T


def _only_the_outputs(O, W_O, h):
    return _padded(O, h)


# ---- 12.5: the gradient of the RMS norm


def _rms_gradient(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    normed, d_normed = X / rho, gain * dY
    along = (normed * d_normed).mean(axis=1, keepdims=True)
    return (d_normed - normed * along) / rho, (dY * normed).sum(axis=0)


def _with_delta(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True) + 1e-5)
    normed, d_normed = X / rho, gain * dY
    along = (normed * d_normed).mean(axis=1, keepdims=True)
    return (d_normed - normed * along) / rho, (dY * normed).sum(axis=0)


def _rho_held_fixed(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    return gain * dY / rho, (dY * X / rho).sum(axis=0)


def _rho_held_fixed_without_gain(dY, X, gain):
    return _rho_held_fixed(dY, X, np.ones_like(gain))[0], _rms_gradient(dY, X, gain)[1]


def _dgain_through_gain(dY, X, gain):
    dX, dgain = _rms_gradient(dY, X, gain)
    return dX, gain * dgain


def _layer_norm_way(dY, X, gain):
    dX, dgain = _rms_gradient(dY, X, gain)
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    return dX - (gain * dY).mean(axis=1, keepdims=True) / rho, dgain


_CENTERED = "That is the gradient of section 3: here no mean is subtracted."


def _gradient_of_section_3(dY, X, gain, delta=1e-5):
    X = X - X.mean(axis=1, keepdims=True)
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True) + delta)
    normed, d_normed = X / rho, gain * dY
    along = (normed * d_normed).mean(axis=1, keepdims=True)
    dX = (d_normed - d_normed.mean(axis=1, keepdims=True) - normed * along) / rho
    return dX, (dY * normed).sum(axis=0)


def _gain_left_out(dY, X, gain):
    return _rms_gradient(dY, X, np.ones_like(gain))


def _gain_after(dY, X, gain):
    dX, dgain = _rms_gradient(dY, X, np.ones_like(gain))
    return gain * dX, dgain


def _sum_for_mean(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    normed, d_normed = X / rho, gain * dY
    along = (normed * d_normed).sum(axis=1, keepdims=True)
    return (d_normed - normed * along) / rho, (dY * normed).sum(axis=0)


def _not_divided(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    dX, dgain = _rms_gradient(dY, X, gain)
    return dX * rho, dgain


def _dgain_of_each_token(dY, X, gain):
    rho = np.sqrt((X**2).mean(axis=1, keepdims=True))
    return _rms_gradient(dY, X, gain)[0], dY * X / rho


def _dgain_of_X(dY, X, gain):
    return _rms_gradient(dY, X, gain)[0], (dY * X).sum(axis=0)


check_weight_count = Exercise(
    "Exercise 12.1",
    reference=_weight_count,
    cases=((5, 3, 2, 1), (50257, 1024, 768, 12), (11, 7, 6, 0), (2, 1, 4, 3)),
    mistakes=(
        (
            _miscounted(biases=5),
            "4d a block are missing: biases of the attention, of the hidden units, or a norm.",
        ),
        (_miscounted(biases=4), "Two of the layers' biases: 4d hidden units, and d at the end."),
        (
            _miscounted(biases=8),
            "d a block are missing: the bias of W_O, or the second bias of feed-forward.",
        ),
        (_miscounted(biases=0), "Count the biases, too."),
        (_miscounted(norms=1), "There is a norm before attention and one before feed-forward."),
        (_miscounted(last=0), "One more norm stands at the end."),
        (_miscounted(last=1), "The last norm has a gain and a shift, too."),
        (_miscounted(norms=1, last=1), "Each norm has a gain and a shift."),
        (_miscounted(tables=2), "The logits use the table of words again: count it once."),
        (_miscounted(width=1, biases=6), "The hidden layer has 4d units, and as many biases."),
        (_miscounted(width=2, biases=7), "The hidden layer has 4d units, and as many biases."),
        (
            lambda words, positions, d, blocks: _weight_count(words, 0, d, blocks),
            "The positions have a table, too.",
        ),
    ),
    praise="Those are the numbers of GPT-2: 124,439,808 weights with d = 768 and 12 blocks.",
    rtol=0,
    atol=0,
)

check_pool = Exercise(
    "Exercise 12.2",
    reference=_pool,
    cases=(
        (np.array([[[1.0, 0.0], [0.0, 1.0], [2.0, 1.0]]]), np.array([2.0, -1.0])),
        (_random(3, 5, 4), 3 * _random(4)),
        (3000 * _random(2, 6, 9), _random(9)),
    ),
    mistakes=(
        (lambda H, u: _pool(H, u, axis=0), "The softmax runs over the tokens of one sequence."),
        (lambda H, u: _pool(H, u, axis=None), "The softmax runs over the tokens of one sequence."),
        (lambda H, u: _pool(H, u, root=False), "Divide the scores by the root of d."),
        (lambda H, u: _pool(H, u / np.sqrt(len(u))), "Divide by the root of d, not by d."),
        (_root_of_tokens, "d is the width of a token, not their number."),
        (_plain_exponentials, "The check tries large scores, too: use softmax, exp overflows."),
        (_mean_pool, "That is the mean: the query has no say."),
        (_sum_of_scores, "The scores are not weights yet: take their softmax."),
        (_not_weighted_tokens, "Those are the weights; now the means of the tokens."),
        (_best_token, "That takes the best token alone; every token answers."),
        (_entrywise, "One weight for each token, not for each entry: a dot product with u."),
    ),
    praise="That is attention with a single query, the same for every sequence.",
)

check_adamw = Exercise(
    "Exercise 12.3",
    reference=_adamw,
    cases=(
        (np.array([1.0, -2.0]), np.array([[4.0, -0.01]]), 0.1, 0.5),
        (np.array([1.0, -2.0, 3.0]), _random(4, 3), 0.05, 2.0),
        (np.array([3.0, 1.0]), np.array([[1.0, 1e-3], [-2.0, 5.0]]), 0.01, 0.0),
    ),
    mistakes=(
        (_adamw_mistake(ridge=1), "That is ridge in the gradient: shrink θ itself, not g."),
        (_adamw_mistake(ridge=2), "That is ridge in the gradient: shrink θ itself, not g."),
        (_adamw_mistake(before=False), "Shrink first, then take Adam's step."),
        (_adamw_mistake(scaled=False), "The factor is 1 - ηα, with the learning rate in it."),
        (_adamw_mistake(corrected=(False, False)), "v and q begin at 0: divide them by 1 - βᵗ."),
        (_adamw_mistake(corrected=(False, True)), "v begins at 0, too: divide it by 1 - β₁ᵗ."),
        (_adamw_mistake(corrected=(True, False)), "q begins at 0, too: divide it by 1 - β₂ᵗ."),
        (_counted_from_zero, "Count the steps from 1: at t = 0 the divisor 1 - βᵗ is 0."),
        (_adamw_mistake(inside=True), "δ stands outside the root."),
        (_once, "Shrink at every step, not once."),
        (lambda *given: _adamw(*given[:3], 0), "The weights are not shrunk at all."),
    ),
    praise="Every weight shrinks by the same factor, whatever its gradients.",
)

check_head_parts = Exercise(
    "Exercise 12.4",
    reference=_head_parts,
    cases=(
        (np.array([[[1.0, 2.0]]]), np.array([[1.0, 10.0], [3.0, 30.0]]), 2),
        (_random(2, 3, 6), _random(6, 6), 3),
        (_random(1, 2, 6), _random(6, 6), 2),
        (_random(2, 1, 4), _random(4, 4), 1),
    ),
    mistakes=(
        (_blocks_of_rows, "The product is with the transpose of W_O: its columns are the blocks."),
        (_every_hth_column, "A head's columns stand side by side: the first d/h, then the next."),
        (_pieces_of_the_result, "Each head writes to all d columns: cut O, not the result."),
        (_heads_last, "The axis of the heads comes first."),
        (_heads_second, "The axis of the heads comes first."),
        (_result_in_pieces, "Each head writes to all d columns: cut O, not the result."),
        (_outputs_in_pieces, "That is what the heads found; now through their blocks of W_O."),
        (_added_up, "That is their sum; keep the terms apart."),
        (_only_the_outputs, "That is what the heads found; now through their blocks of W_O."),
    ),
    praise="The stream is a sum, so you can ask of each head what it alone has written.",
)

check_rms_gradient = Exercise(
    "Exercise 12.5",
    reference=_rms_gradient,
    cases=(
        (np.array([[1.0, 0.0]]), np.array([[3.0, 4.0]]), np.array([1.0, 1.0])),
        (_random(3, 4), _random(3, 4) + 1, _random(4)),
        (_random(2, 5), 100 * _random(2, 5), _random(5)),
        (np.array([[1.0, 0.0]]), np.array([[3e-4, 4e-4]]), np.array([1.0, 1.0])),  # no δ is small
    ),
    mistakes=(
        (_with_delta, "There is no δ here."),
        (_rho_held_fixed_without_gain, "ρ depends on x, too; and dY comes back through the gain."),
        (_dgain_through_gain, "dgain is made of dY itself, before the gain multiplies it."),
        (_rho_held_fixed, "ρ depends on x, too: that brings a second term."),
        (_layer_norm_way, "No mean is subtracted here, so none comes back: one term is too many."),
        (_gradient_of_section_3, _CENTERED),
        (lambda *given: _gradient_of_section_3(*given, delta=0), _CENTERED),
        (_gain_left_out, "dY comes back through the gain first: d_normed = gain · dY."),
        (_gain_after, "The gain multiplies dY before the projection, not after it."),
        (_sum_for_mean, "∂ρ/∂xⱼ = xⱼ/(dρ): the d in it makes the sum a mean."),
        (_not_divided, "Divide by ρ at the end."),
        (_dgain_of_each_token, "The gain serves all tokens: add up over them."),
        (_dgain_of_X, "The gain multiplies x/ρ, not x."),
    ),
    praise="One direction is projected away, that of x: making x longer changes nothing.",
)
