"""The exercises of notebook 08: angles, counts, analogies, hashing, and a search in blocks."""

import numpy as np

from ..embeddings import cosine_similarity, ppmi, top_k_similar
from .judging import Exercise, Limit

# ---- 8.1: the cosine


def _without_norms(u, v):
    return np.dot(u, v)


def _one_norm(u, v):
    return np.dot(u, v) / np.linalg.norm(u)


def _squared_norms(u, v):
    return np.dot(u, v) / (np.dot(u, u) * np.dot(v, v))


def _textbook(u, v):
    return np.dot(u, v) / (np.sqrt(np.sum(u**2)) * np.sqrt(np.sum(v**2)))


def _without_sign(u, v):
    return abs(cosine_similarity(u, v))


def _the_angle(u, v):
    return np.arccos(cosine_similarity(u, v))


# ---- 8.2: distance of unit vectors


def _largest_with_sign(u, v):
    return _textbook(u / np.max(u), v / np.max(v))


def _one_scale(u, v):
    largest = max(np.abs(u).max(), np.abs(v).max())
    return _textbook(u / largest, v / largest)


def _distance(cosine):
    return np.sqrt(2 - 2 * np.asarray(cosine))


# ---- 8.3: PPMI


def _ppmi(counts):
    return ppmi(counts)


def _negative_kept(counts):
    with np.errstate(divide="ignore"):
        p = np.asarray(counts) / np.sum(counts)
        return np.log(p / np.outer(p.sum(axis=1), p.sum(axis=0)))


def _negative_kept_without_infinities(counts):
    return np.where(np.asarray(counts) > 0, _negative_kept(counts), 0)


def _no_total(counts):
    counts = np.asarray(counts, dtype=float)
    chance = np.outer(counts.sum(axis=1), counts.sum(axis=0))
    with np.errstate(divide="ignore"):
        return np.maximum(np.log(counts / chance), 0)


def _base_two(counts):
    return ppmi(counts) / np.log(2)


def _ratio(counts):
    return np.exp(ppmi(counts))


def _log_of_one_more(counts):
    return np.log1p(_ratio(counts))


def _sums_exchanged(counts):
    p = counts / np.sum(counts)
    return np.log(np.maximum(p / np.outer(p.sum(axis=0), p.sum(axis=1)), 1))


def _transposed(counts):
    return ppmi(np.transpose(counts))


# ---- 8.4: analogies


def _analogy(a, b, c, words, E, sign=1, left_out="abc", unit=True, raw=False, low=-np.inf):
    """The word for which c is to it what a is to b."""
    words, given = list(words), E
    E = E / np.linalg.norm(E, axis=1, keepdims=True) if unit else E
    at = dict(zip("abc", (words.index(word) for word in (a, b, c)), strict=True))
    parts = given if raw else E
    scores = E @ (sign * (parts[at["b"]] - parts[at["a"]]) + parts[at["c"]])
    scores[[at[name] for name in left_out]] = low
    return str(words[int(np.argmax(scores))])


def _inputs_allowed(a, b, c, words, E):
    return _analogy(a, b, c, words, E, left_out="")


def _wrong_way(a, b, c, words, E):
    return _analogy(a, b, c, words, E, sign=-1)


def _not_unit(a, b, c, words, E):
    return _analogy(a, b, c, words, E, unit=False)


def _target_not_unit(a, b, c, words, E):
    return _analogy(a, b, c, words, E, raw=True)


def _zero_is_low(a, b, c, words, E):
    return _analogy(a, b, c, words, E, low=0)


def _b_allowed(a, b, c, words, E):
    return _analogy(a, b, c, words, E, left_out="ac")


def _the_index(a, b, c, words, E):
    return list(words).index(_analogy(a, b, c, words, E))


def _plane(*rows):
    return np.array(rows, dtype=float)


_WORDS = np.array(["king", "queen", "man", "woman", "apple"])
_ROYAL = _plane([3, 3, 0.1], [3, -3, 0.1], [1, 3, 0.2], [1, -3, 0.2], [0.1, 0, 5])
_LONG = _plane([1, 2, 0], [1, -2, 0], [0, 2, 1], [0, -2, 1], [9, 3, 20])
_CITIES = np.array(["rome", "italy", "paris", "france", "berlin", "germany"])
_MAP = _plane(
    [2, 0, 1, 0], [0, 2, 1, 0], [2, 0, 0, 1], [0, 2, 0, 1], [2, 0, -1, -1], [0, 2, -1, -1]
)

_UNEQUAL = _plane([0, 1], [2, 3], [-1, 0], [0, 3], [-2, 0])
_OPPOSED = _plane([1, 0], [0, 1], [-1, 0], [1, -0.5], [0.2, -1])

# ---- 8.5: random hyperplanes


def _agreement(u, v):
    return 1 - np.arccos(cosine_similarity(u, v)) / np.pi


def _lengths_forgotten(u, v):
    return 1 - np.arccos(np.clip(np.dot(u, v), -1, 1)) / np.pi


def _disagreement(u, v):
    return 1 - _agreement(u, v)


def _in_degrees(u, v):
    return 1 - np.degrees(np.arccos(cosine_similarity(u, v))) / np.pi


def _full_turn(u, v):
    return 1 - np.arccos(cosine_similarity(u, v)) / (2 * np.pi)


def _linear_in_cosine(u, v):
    return (1 + cosine_similarity(u, v)) / 2


# ---- 8.6: search in blocks


def _search(queries, X, k, rows):
    return top_k_similar(queries, X, k, block=rows).indices


def _least_similar(queries, X, k, rows):
    return top_k_similar(-np.asarray(queries), X, k).indices


def _worst_first(queries, X, k, rows):
    return _search(queries, X, k, rows)[:, ::-1]


def _by_product(queries, X, k, rows):
    return np.argsort(-(queries @ X.T), axis=1, kind="stable")[:, :k]


def _last_block_dropped(queries, X, k, rows):
    return _search(queries, X[: len(X) // rows * rows], min(k, len(X) // rows * rows), rows)


def _counted_in_the_block(queries, X, k, rows):
    return _search(queries, X, k, rows) % rows


def _similarities(queries, X, k, rows):
    return top_k_similar(queries, X, k).similarities


def _drawn(seed, *shapes):
    rng = np.random.default_rng(seed)
    return tuple(rng.standard_normal(shape).round(2) for shape in shapes)


check_cosine = Exercise(
    "Exercise 8.1",
    cosine_similarity,
    cases=(
        (np.array([3.0, 4.0]), np.array([6.0, 8.0])),
        (np.array([3.0, 4.0]), np.array([-4.0, 2.0])),
        (np.array([1.0, 2.0, -1.0]), np.array([0.5, -3.0, 2.0])),
        (np.array([3e200, 4e200]), np.array([1.0, 1.0])),
        (np.array([3e-200, 4e-200]), np.array([2e200, -1e200])),
        (np.array([-3.0, -4.0]), np.array([1.0, 1.0])),
    ),
    mistakes=(
        (_without_norms, "That is the dot product: divide by both lengths."),
        (_one_norm, "Divide by the lengths of both vectors."),
        (_squared_norms, "u · u is the square of the length: take the root."),
        (_without_sign, "Keep the sign: opposite vectors have -1, not 1."),
        (_the_angle, "That is the angle; asked for is its cosine."),
        (_textbook, "The squares overflow, or vanish: divide by the largest size first."),
        (_largest_with_sign, "The largest entry may be negative: take absolute values first."),
        (_one_scale, "u and v may be of very different size: each needs a scale of its own."),
    ),
    without=("cosine_similarity", "cosine_similarity_matrix"),
    praise="The lengths cancel, so scale them away before you square anything.",
)

check_distance = Exercise(
    "Exercise 8.2",
    _distance,
    cases=((1.0,), (0.5,), (-1.0,), (np.array([0.0, 0.25, -0.5, 0.99]),)),
    mistakes=(
        (lambda cosine: 2 - 2 * cosine, "That is the squared distance: take the root."),
        (lambda cosine: np.sqrt(1 - np.square(cosine)), "That is the sine of the angle."),
        (lambda cosine: 1 - cosine, "1 - cosine is another measure; expand ‖u - v‖²."),
        (lambda cosine: np.arccos(cosine), "That is the angle, the way along the circle."),
        (lambda cosine: np.sqrt(1 - cosine), "The square is 2 - 2 cosine: both lengths count."),
    ),
    praise="So on the unit sphere the nearest vector is the one with the largest cosine.",
)

check_ppmi = Exercise(
    "Exercise 8.3",
    _ppmi,
    cases=(
        (np.array([[4.0, 0.0], [1.0, 3.0]]),),
        (np.array([[1, 2, 3], [2, 8, 1], [3, 1, 0]]),),
        (np.array([[5.0, 1.0, 0.0], [2.0, 0.0, 7.0], [1.0, 1.0, 1.0], [0.0, 9.0, 2.0]]),),
        (np.array([[2.0], [6.0]]),),
    ),
    mistakes=(
        (_negative_kept, "Positive: what is below 0, and the minus infinity of a 0, becomes 0."),
        (_negative_kept_without_infinities, "Positive: also what is below 0 becomes 0."),
        (_no_total, "Divide by the total: p(i, j), p(i) and p(j) are shares, not counts."),
        (_base_two, "The natural logarithm is meant."),
        (_ratio, "Take the logarithm of the ratio."),
        (_transposed, "Rows stay rows: the result has the shape of the counts."),
        (_log_of_one_more, "The logarithm of the ratio itself, not of 1 more."),
        (_sums_exchanged, "Rows first: np.outer(sums of the rows, sums of the columns)."),
    ),
    without=("ppmi",),
    praise="Two that meet as often as chance would have it get 0, however frequent they are.",
)

check_analogy = Exercise(
    "Exercise 8.4",
    _analogy,
    cases=(
        ("man", "king", "woman", _WORDS, _ROYAL),
        ("king", "queen", "man", _WORDS, _LONG),
        ("rome", "italy", "berlin", _CITIES, _MAP),
        ("france", "paris", "italy", _CITIES, _MAP),
        ("apple", "queen", "king", _WORDS, _ROYAL),
        ("king", "queen", "man", _WORDS, _UNEQUAL),
        ("king", "queen", "man", _WORDS, _OPPOSED),
    ),
    mistakes=(
        (_inputs_allowed, "The three given words are no answers: leave them out."),
        (_wrong_way, "From a to b is b - a; add that to c."),
        (_not_unit, "Long vectors win by their length: divide each row by its norm first."),
        (
            _target_not_unit,
            "Add and subtract unit rows: here the target is made of the rows given.",
        ),
        (_zero_is_low, "Scores may be negative: give the three words -np.inf, not 0."),
        (_b_allowed, "Leave out b as well: all three given words."),
        (_the_index, "Return the word, not its index."),
    ),
    praise="Without leaving out the inputs, the answer would often be one of them.",
)

check_agreement = Exercise(
    "Exercise 8.5",
    _agreement,
    cases=(
        (np.array([1.0, 0.0]), np.array([0.0, 2.0])),
        (np.array([1.0, 0.0]), np.array([1.0, 1.0])),
        (np.array([2.0, 1.0, 0.0]), np.array([-1.0, 3.0, 1.0])),
        (np.array([1.0, 2.0]), np.array([-2.0, -4.0])),
        (np.array([-0.92, -0.46, 0.22]), np.array([-0.92, -0.46, 0.22])),
    ),
    mistakes=(
        (_lengths_forgotten, "arccos takes a cosine: divide the product by both lengths."),
        (_disagreement, "That is the chance that the signs differ."),
        (_in_degrees, "arccos gives radians: a half turn is π."),
        (_full_turn, "The plane may have any direction, and two opposite ones are the same plane."),
        (_linear_in_cosine, "The chance is linear in the angle, not in its cosine."),
        (cosine_similarity, "That is the cosine: from the angle, θ, comes a chance, 0 to 1."),
    ),
    rtol=1e-5,
    atol=1e-7,
    last_case="Rounding may push a cosine just beyond 1, where arccos is not a number: clip it.",
    praise="So the share of equal bits tells the angle, and bits are quick to compare.",
)

check_search = Exercise(
    "Exercise 8.6",
    _search,
    cases=(
        (
            np.array([[1.0, 0.0]]),
            np.array([[5.0, 5.0], [2.0, 0.1], [0.1, 0.0], [-3.0, 0.0], [4.0, 9.0]]),
            2,
            2,
        ),
        (*_drawn(1, (3, 4), (11, 4)), 3, 4),
        (*_drawn(2, (2, 3), (10, 3)), 5, 3),
        (*_drawn(3, (4, 6), (9, 6)), 9, 100),
        (*_drawn(4, (2, 5), (7, 5)), 1, 1),
    ),
    mistakes=(
        (_least_similar, "Those are the least similar: sort the other way."),
        (_worst_first, "The right ones; put the most similar first."),
        (_by_product, "Long rows win by their length: divide each row by its norm."),
        (_last_block_dropped, "The last block may be shorter: go to the end of X."),
        (_counted_in_the_block, "Those count from the start of the block: add where it begins."),
        (_similarities, "Those are the similarities; asked for are the indices."),
    ),
    without=("top_k_similar",),
    praise="The best so far, and one block: little else is ever held.",
    limit=Limit(
        lambda: (*_drawn(0, (20, 8), (20_000, 8)), 3, 50),
        1_000_000,
        "The indices are right, but for 20 queries, 20,000 rows and blocks of 50 you held {held} "
        "at once; 20 x 50 similarities are 0.008 MB. Divide a block's rows by their norms, not all "
        "of X, and keep the best only.",
    ),
)
