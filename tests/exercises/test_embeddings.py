"""The checks of notebook 08 tell right from wrong."""

import numpy as np

from helpers import cosine_similarity, ppmi, top_k_similar
from helpers.exercises import embeddings
from helpers.exercises.embeddings import (
    check_agreement,
    check_analogy,
    check_cosine,
    check_distance,
    check_ppmi,
    check_search,
)

from .proving import proofs


def dot_product(u, v):
    return u @ v


def overflows(u, v):
    return u @ v / np.sqrt((u @ u) * (v @ v))


def sum_of_lengths(u, v):
    return u @ v / (np.linalg.norm(u) + np.linalg.norm(v))


def always_positive(u, v):
    u, v = u / np.abs(u).max(), v / np.abs(v).max()
    return abs(u @ v) / np.linalg.norm(u) / np.linalg.norm(v)


def a_vector(u, v):
    return u * v


def cosine_by_loop(u, v):
    u, v = [a / max(map(abs, u)) for a in u], [b / max(map(abs, v)) for b in v]
    lengths = sum(a * a for a in u) ** 0.5 * sum(b * b for b in v) ** 0.5
    return sum(a * b for a, b in zip(u, v, strict=True)) / lengths


def squared(cosine):
    return 2 * (1 - cosine)


def plus(cosine):
    return np.sqrt(2 + 2 * cosine)


def forgot_the_two(cosine):
    return np.sqrt(1 - cosine)


def by_half_angle(cosine):
    return 2 * np.sin(np.arccos(cosine) / 2)


def raw_logarithm(counts):
    return np.log1p(counts)


def shares_of_rows(counts):
    return counts / counts.sum(axis=1, keepdims=True)


def minus_infinity_left(counts):
    with np.errstate(divide="ignore"):
        return np.log(counts * counts.sum() / np.outer(counts.sum(axis=1), counts.sum(axis=0)))


def negative_as_positive(counts):
    with np.errstate(divide="ignore"):
        value = np.log(counts * counts.sum() / np.outer(counts.sum(axis=1), counts.sum(axis=0)))
    return np.abs(np.where(counts > 0, value, 0))


def log_two(counts):
    return ppmi(counts) / np.log(2.0)


def ppmi_by_loop(counts):
    total, result = counts.sum(), []
    for row in counts:
        line = []
        for j, count in enumerate(row):
            chance = row.sum() * counts[:, j].sum() / total
            line.append(max(0.0, np.log(count / chance)) if count else 0.0)
        result.append(line)
    return result


def unit(E):
    return E / np.linalg.norm(E, axis=1, keepdims=True)


def nearest_of_all(a, b, c, words, E):
    words, E = list(words), unit(E)
    target = E[words.index(b)] - E[words.index(a)] + E[words.index(c)]
    return words[int((E @ target).argmax())]


def minus_turned(a, b, c, words, E):
    return analogy_by_loop(b, a, c, words, E)


def only_c_left_out(a, b, c, words, E):
    words, E = list(words), unit(E)
    target = E[words.index(b)] - E[words.index(a)] + E[words.index(c)]
    order = np.argsort(-(E @ target))
    return next(words[i] for i in order if words[i] != c)


def lengths_count(a, b, c, words, E):
    words = list(words)
    target = E[words.index(b)] - E[words.index(a)] + E[words.index(c)]
    order = np.argsort(-(E @ target))
    return next(words[i] for i in order if words[i] not in (a, b, c))


def a_position(a, b, c, words, E):
    return list(words).index(analogy_by_loop(a, b, c, words, E))


def analogy_by_loop(a, b, c, words, E):
    vectors = dict(zip(words.tolist(), unit(E), strict=True))
    target = vectors[b] - vectors[a] + vectors[c]
    rest = {word: v for word, v in vectors.items() if word not in (a, b, c)}
    return max(rest, key=lambda word: rest[word] @ target / np.linalg.norm(target))


def angle(u, v):
    return np.arccos(np.clip(u @ v / np.linalg.norm(u) / np.linalg.norm(v), -1, 1))


def differ(u, v):
    return angle(u, v) / np.pi


def degrees(u, v):
    return 1 - np.degrees(angle(u, v)) / np.pi


def by_cosine(u, v):
    return (1 + np.cos(angle(u, v))) / 2


def two_pi(u, v):
    return 1 - angle(u, v) / (2 * np.pi)


def agreement_by_degrees(u, v):
    return (180 - np.degrees(angle(u, v))) / 180


def unclipped(u, v):
    return 1 - np.arccos(u @ v / (np.linalg.norm(u) * np.linalg.norm(v))) / np.pi


def all_of_X_divided_first(queries, X, k, rows):
    return search_with_a_merge(queries, X / np.linalg.norm(X, axis=1, keepdims=True), k, rows)


def all_at_once(queries, X, k, rows):
    return np.argsort(-(unit(queries) @ unit(X).T), axis=1, kind="stable")[:, :k]


def dot_products(queries, X, k, rows):
    return np.argsort(-(queries @ X.T), axis=1, kind="stable")[:, :k]


def ascending(queries, X, k, rows):
    return np.argsort(unit(queries) @ unit(X).T, axis=1, kind="stable")[:, :k]


def reversed_order(queries, X, k, rows):
    return all_at_once(queries, X, k, rows)[:, ::-1]


def first_block(queries, X, k, rows):
    return all_at_once(queries, X[: max(rows, k)], k, rows)


def no_offset(queries, X, k, rows):
    return all_at_once(queries, X, k, rows) % rows


def search_with_a_merge(queries, X, k, rows):
    best = np.zeros((len(queries), 0), int)
    scores = np.zeros((len(queries), 0))
    for start in range(0, len(X), rows):
        block = unit(X[start : start + rows])
        numbers = np.broadcast_to(start + np.arange(len(block)), (len(queries), len(block)))
        scores = np.hstack([scores, unit(queries) @ block.T])
        best = np.hstack([best, numbers])
        order = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        scores = np.take_along_axis(scores, order, axis=1)
        best = np.take_along_axis(best, order, axis=1)
    return best


WRONG = {
    check_cosine: [
        (lambda u, v: cosine_similarity(u, v), "now write it without cosine_similarity"),
        (dot_product, "divide by both lengths"),
        (overflows, "but 0.9899 is expected"),
        (sum_of_lengths, "but 1. is expected"),
        (always_positive, "Keep the sign"),
        (a_vector, "the shape is (2,), not ()"),
    ],
    check_distance: [
        (squared, "take the root"),
        (plus, "but 0. is expected"),
        (forgot_the_two, "but 1. is expected"),
        (np.arccos, "That is the angle"),
    ],
    check_ppmi: [
        (lambda counts: ppmi(counts), "now write it without ppmi"),
        (raw_logarithm, "is expected"),
        (shares_of_rows, "is expected"),
        (minus_infinity_left, "Positive: what is below 0"),
        (negative_as_positive, "is expected"),
        (log_two, "natural logarithm"),
    ],
    check_analogy: [
        (nearest_of_all, "leave them out"),
        (minus_turned, "From a to b is b - a"),
        (only_c_left_out, "is expected"),
        (lengths_count, "divide each row by its norm"),
        (a_position, "Return the word"),
    ],
    check_agreement: [
        (unclipped, "clip it"),
        (differ, "is expected"),
        (degrees, "a half turn is π"),
        (by_cosine, "linear in the angle"),
        (two_pi, "is expected"),
        (angle, "is expected"),
    ],
    check_search: [
        (lambda q, X, k, rows: top_k_similar(q, X, k).indices, "without top_k_similar"),
        (all_at_once, "you held"),
        (all_of_X_divided_first, "not all of X"),
        (dot_products, "divide each row by its norm"),
        (ascending, "sort the other way"),
        (reversed_order, "put the most similar first"),
        (first_block, "is expected"),
        (no_offset, "add where it begins"),
    ],
}
RIGHT = {
    check_cosine: [cosine_by_loop],
    check_distance: [by_half_angle],
    check_ppmi: [ppmi_by_loop],
    check_analogy: [analogy_by_loop],
    check_agreement: [agreement_by_degrees],
    check_search: [search_with_a_merge],
}
globals().update(proofs(embeddings, WRONG, RIGHT))
