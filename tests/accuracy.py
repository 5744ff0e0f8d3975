"""How right the helpers are where it is hard, beside the others: `make accuracy` prints the table.

The truth is computed in 60 digits from the very numbers that a function is given. An error is
counted in units of ε, the spacing of the numbers at 1 in the type at hand, times the condition of
the problem where theory has it so: about 1 is as good as rounding allows.
"""

import itertools
import os
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from tests.harness.environment import isolate

isolate(os.environ.get("BUILD") or "build")  # one thread, before NumPy is imported

import numpy as np  # noqa: E402
import scipy.linalg  # noqa: E402
import scipy.spatial.distance  # noqa: E402
import scipy.special  # noqa: E402
import sklearn.decomposition  # noqa: E402
import sklearn.linear_model  # noqa: E402
import sklearn.metrics  # noqa: E402
from mpmath import mp, mpf  # noqa: E402
from sklearn.utils.extmath import softmax as sklearn_softmax  # noqa: E402

import helpers  # noqa: E402
from tests.harness.measured import write  # noqa: E402

mp.dps = 60
OURS = "ours"
PEERS = ("SciPy", "scikit-learn", "NumPy", "PyTorch")  # NumPy: the formula as one first writes it
MATRIX = 10  # of a decomposition: √(20 · 5), what chance leaves of as many roundings as entries
DRAWS = 5  # of a random problem: the worst of them counts


class Case(NamedTuple):
    """What was computed, the unit of its errors, the error of each way, and whether it is hard.

    In a hard case ours has to be less than SciPy's and scikit-learn's. In any case it has to be
    at most twice the least of SciPy, scikit-learn and PyTorch, or within ``rounding``: what a few
    roundings of one entry make, or a decomposition's dozens of roundings of each.
    """

    name: str
    unit: str
    errors: dict
    hard: bool
    rounding: float


def cases():
    """All cases, in the order of the table."""
    groups = (
        *(sigmoids(), softmaxes(), loss_gradients(), attentions(), cosines()),
        *(least_squares(), ridges(), analyses()),
    )
    return list(itertools.chain(*groups))


def lines(table):
    """The table as lines of Markdown."""
    heads = ("case", "unit", OURS, *PEERS)
    yield "| " + " | ".join(heads) + " |"
    yield "| --- | --- |" + " ---: |" * (len(heads) - 2)
    for name, unit, errors, *_ in table:
        cells = (number(errors.get(who)) for who in heads[2:])
        yield f"| {name} | {unit} | " + " | ".join(cells) + " |"


def number(error):
    """An error in two digits; a dash where there is none, and a word for no digit at all."""
    if error is None:
        return "–"
    if not np.isfinite(error):
        return "fails"
    return f"{error:.1f}" if error < 1000 else power(error)


# ---- how errors are measured


def measure(name, unit, ways, error, hard=False, rounding=2):
    """The case of this name, with the error of what each way gives; ours must not even warn."""
    errors = {}
    for who, way in ways.items():
        quiet = "error" if who == OURS else "ignore"
        with warnings.catch_warnings(), np.errstate(all="warn", under="ignore"):
            warnings.simplefilter(quiet)
            try:
                errors[who] = float(error(way()))
            except (np.linalg.LinAlgError, ValueError, Warning):  # or ours warned
                errors[who] = np.inf
    return Case(name, unit, errors, hard, rounding)


def by_torch(way, *arrays):
    """A way by PyTorch, of the module and tensors, if that is installed."""
    if not find_spec("torch"):
        return {}
    torch = import_module("torch")
    return {"PyTorch": lambda: way(torch, *map(torch.tensor, arrays)).numpy()}


def worst_entry(truth, dtype=np.float64):
    """A measure: the largest relative error in ε, over the entries that are normal numbers."""
    limits = np.finfo(dtype)

    def error(found):
        pairs = zip(np.ravel(found).tolist(), truth, strict=True)
        return max(far(f, t) / abs(t) for f, t in pairs if abs(t) >= limits.tiny) / limits.eps

    return error


def single(dtype):
    """What tells a case in single precision."""
    return ", float32" if dtype == np.float32 else ""


def power(x):
    """A power of ten in few signs."""
    digit, _, exponent = f"{x:.0e}".partition("e")
    return f"{digit}e{int(exponent)}" if int(exponent) else digit


def far(found, truth):
    """The distance of a number from the truth; infinite, if it is none."""
    return abs(mpf(found) - truth) if mp.isfinite(found) else mp.inf


# ---- sigmoid


def sigmoids():
    """The sigmoid and its slope from -750 to 750, where a plain exponential overflows."""
    for dtype in (np.float64, np.float32):
        x = [-750, -708, -700.3, -87.2, -37.5, -1, -1e-12, 0, 20.1, 37.5, 87.2, 700.3, 750]
        x = np.array(x, dtype=dtype)
        e = [mp.exp(-abs(mpf(float(t)))) for t in x]
        value = [(1 if t >= 0 else f) / (1 + f) for t, f in zip(x, e, strict=True)]
        slope = [f / (1 + f) ** 2 for f in e]
        for name, ways, truth in (
            ("sigmoid", sigmoid_ways(x), value),
            ("slope of the sigmoid", slope_ways(x), slope),
        ):
            name = f"{name}, -750 to 750{single(dtype)}"
            yield measure(name, "ε", ways, worst_entry(truth, dtype))


def sigmoid_ways(x):
    """Ways to the sigmoid."""
    return {
        OURS: lambda: helpers.sigmoid(x),
        "SciPy": lambda: scipy.special.expit(x),
        "NumPy": lambda: 1 / (1 + np.exp(-x)),
        **by_torch(lambda torch, x: torch.sigmoid(x), x),
    }


def slope_ways(x):
    """Ways to its derivative."""

    def by_autograd(torch, x):
        x.requires_grad = True
        torch.sigmoid(x).sum().backward()
        return x.grad

    return {
        OURS: lambda: helpers.sigmoid_derivative(x),
        "SciPy": lambda: scipy.special.expit(x) * scipy.special.expit(-x),
        "NumPy": lambda: 1 / (1 + np.exp(-x)) * (1 - 1 / (1 + np.exp(-x))),
        **by_torch(by_autograd, x),
    }


# ---- softmax, its logarithm, and the loss


def logits():
    """Logits that are hard, by name, and whether the others lose digits of a logarithm there."""
    near = np.random.default_rng(0).standard_normal((3, 10))
    ahead = np.eye(10)[:3]
    mixed = np.concatenate([1e4 + 9 * near, -1e4 + 9 * near, 1e4 * np.sign(near)])
    yield "logits of ±1e4", mixed, True
    yield "differences below 1e-12", 1 + 1e-13 * near, False
    yield "differences up to 700", near / np.abs(near).max() * 350, True
    yield "one ahead by 30 to 300", near + np.array([[30], [100], [300]]) * ahead, True
    yield "logits of ±80, float32", np.float32(80 * np.sign(near) + near), False
    ahead = near + np.array([[15], [30], [50]]) * ahead
    yield "one ahead by 15 to 50, float32", np.float32(ahead), True


def exact_log_softmax(z):
    """The logarithms of the probabilities of one row, and of the sum of its exponentials."""
    z = [mpf(float(value)) for value in z]
    shifted = [value - max(z) for value in z]
    rest = mp.log1p(sum(sorted(map(mp.exp, shifted))[:-1]))
    return [value - rest for value in shifted], max(z) + rest


def softmaxes():
    """Softmax, its logarithm, the log-sum-exp, and the cross-entropy with each class as truth."""
    for name, Z, hard in logits():
        rows = [exact_log_softmax(z) for z in Z]
        log_p = [p for row, _ in rows for p in row]
        labels = np.tile(np.arange(Z.shape[1]), len(Z))
        for what, ways, truth, harder in (
            ("softmax", softmax_ways(Z), [mp.exp(p) for p in log_p], False),
            ("log-softmax", log_softmax_ways(Z), log_p, hard),
            ("log-sum-exp", log_sum_exp_ways(Z), [total for _, total in rows], False),
            (
                "cross-entropy",
                loss_ways(np.repeat(Z, Z.shape[1], axis=0), labels),
                [-p for p in log_p],
                hard,
            ),
        ):
            yield measure(f"{what}, {name}", "ε", ways, worst_entry(truth, Z.dtype), harder)


def loss_gradients():
    """The slope of the cross-entropy by the logit of a class that is right and nearly sure."""
    for dtype, ahead in ((np.float64, [30, 100, 300]), (np.float32, [15, 30, 50])):
        near = np.random.default_rng(0).standard_normal((3, 10))
        Z = (near + np.array(ahead)[:, np.newaxis] * np.eye(10)[:3]).astype(dtype)
        truth = [mp.expm1(exact_log_softmax(z)[0][i]) for i, z in enumerate(Z)]
        name = f"gradient of the cross-entropy, a sure class{single(dtype)}"
        yield measure(name, "ε", gradient_ways(Z), worst_entry(truth, dtype), hard=True)


def gradient_ways(Z):
    """Ways to the diagonal of the gradient of the summed loss, row i being of class i."""
    labels = np.arange(len(Z))

    def by_autograd(torch, Z, y):
        Z.requires_grad = True
        torch.nn.functional.cross_entropy(Z, y, reduction="sum").backward()
        return Z.grad[y, y]

    def ours():
        return helpers.softmax_cross_entropy_gradient(Z, labels, reduction="sum")[labels, labels]

    return {
        OURS: ours,
        "SciPy": lambda: scipy.special.softmax(Z, axis=1)[labels, labels] - 1,
        "scikit-learn": lambda: sklearn_softmax(Z, copy=True)[labels, labels] - 1,
        "NumPy": lambda: plain_softmax(Z)[labels, labels] - 1,
        **by_torch(by_autograd, Z, labels),
    }


def plain_softmax(Z):
    """The formula as it stands."""
    return np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)


def softmax_ways(Z):
    """Ways to the softmax of rows."""
    return {
        OURS: lambda: helpers.softmax(Z),
        "SciPy": lambda: scipy.special.softmax(Z, axis=1),
        "scikit-learn": lambda: sklearn_softmax(Z, copy=True),
        "NumPy": lambda: plain_softmax(Z),
        **by_torch(lambda torch, Z: torch.softmax(Z, 1), Z),
    }


def log_softmax_ways(Z):
    """Ways to its logarithm."""
    return {
        OURS: lambda: helpers.log_softmax(Z),
        "SciPy": lambda: scipy.special.log_softmax(Z, axis=1),
        "NumPy": lambda: np.log(plain_softmax(Z)),
        **by_torch(lambda torch, Z: torch.log_softmax(Z, 1), Z),
    }


def log_sum_exp_ways(Z):
    """Ways to the logarithm of the sum of the exponentials of rows."""
    return {
        OURS: lambda: helpers.log_sum_exp(Z),
        "SciPy": lambda: scipy.special.logsumexp(Z, axis=1),
        "NumPy": lambda: np.log(np.exp(Z).sum(axis=1)),
        **by_torch(lambda torch, Z: torch.logsumexp(Z, 1), Z),
    }


def loss_ways(Z, y):
    """Ways to the cross-entropy of each row; scikit-learn takes its own probabilities."""
    rows, labels = np.arange(len(y)), range(Z.shape[1])

    def by_sklearn():
        pairs = zip(sklearn_softmax(Z, copy=True), y, strict=True)
        return [sklearn.metrics.log_loss([i], p[np.newaxis], labels=labels) for p, i in pairs]

    return {
        OURS: lambda: helpers.cross_entropy_loss(Z, y, from_logits=True, reduction="none"),
        "SciPy": lambda: -scipy.special.log_softmax(Z, axis=1)[rows, y],
        "scikit-learn": by_sklearn,
        "NumPy": lambda: -np.log(plain_softmax(Z)[rows, y]),
        **by_torch(lambda t, Z, y: t.nn.functional.cross_entropy(Z, y, reduction="none"), Z, y),
    }


# ---- attention and cosine similarity


def attentions():
    """Attention with scores near 10,000: the exponential of one overflows."""
    rng = np.random.default_rng(1)
    Q, K, V = rng.integers(-9, 10, (5, 4)) / 4, rng.integers(-9, 10, (7, 4)) / 4, rng.random((7, 3))
    Q[:, :2], K[:, :2] = [0, 100], [0, 200]  # √4 = 2: the scores are exact
    P = [[mp.exp(p) for p in exact_log_softmax(row)[0]] for row in Q @ K.T / 2]
    truth = [mp.fdot(row, map(mpf, column)) for row in P for column in V.T.tolist()]
    others = {
        "SciPy": lambda: scipy.special.softmax(Q @ K.T / 2, axis=1) @ V,
        "NumPy": lambda: plain_softmax(Q @ K.T / 2) @ V,
        **by_torch(lambda t, *QKV: t.nn.functional.scaled_dot_product_attention(*QKV), Q, K, V),
    }
    for name, ours in (
        ("attention", lambda: helpers.scaled_dot_product_attention(Q, K, V)[0]),
        ("attention in blocks", lambda: helpers.blockwise_attention(Q, K, V, block=2)),
    ):
        yield measure(f"{name}, scores of 1e4", "ε", {OURS: ours, **others}, worst_entry(truth))


def cosines():
    """Cosines of vectors whose squares under- or overflow."""
    u, v = np.random.default_rng(2).standard_normal((2, 40))
    for name, a, b, hard in (
        ("norms of 1e-200", u * 1e-200, v * 1e-200, True),
        ("norms of 1e200", u * 1e200, v * 1e200, True),
        ("norms of 1e-200 and 1e200", u * 1e-200, v * 1e200, True),
        ("nearly parallel", u, u + 1e-7 * v, False),
    ):
        x, y = (list(map(mpf, w.tolist())) for w in (a, b))
        truth = mp.fdot(x, y) / mp.sqrt(mp.fdot(x, x)) / mp.sqrt(mp.fdot(y, y))

        def error(found, truth=truth):
            return far(np.ravel(found).item(), truth) / np.finfo(float).eps

        yield measure(f"cosine, {name}", "ε, absolute", cosine_ways(a, b), error, hard)


def cosine_ways(a, b):
    """Ways to the cosine of two vectors."""
    return {
        OURS: lambda: helpers.cosine_similarity(a, b),
        "SciPy": lambda: 1 - scipy.spatial.distance.cosine(a, b),
        "scikit-learn": lambda: sklearn.metrics.pairwise.cosine_similarity([a], [b]),
        "NumPy": lambda: a @ b / (np.linalg.norm(a) * np.linalg.norm(b)),
        **by_torch(lambda torch, a, b: torch.cosine_similarity(a, b, 0), a, b),
    }


# ---- least squares and ridge


class Problems(NamedTuple):
    """Pairs of A and b, and for each the exact answer and how much it magnifies errors of A."""

    pairs: list
    truth: list
    condition: list


def system(kappa, noise, rng):
    """A random A, (20, 5), of a condition number, and b = A x + noise."""
    U, V = (np.linalg.qr(rng.standard_normal((n, 5)))[0] for n in (20, 5))
    A = U * np.geomspace(1, 1 / kappa, 5) @ V.T
    return A, A @ rng.standard_normal(5) + noise * rng.standard_normal(20)


def solved(pairs, strength=0, free_intercept=False):
    """The problems with their exact answers, x = (AᵀA + strength I)⁻¹ Aᵀb."""
    truth, conditions = [], []
    for A, b in pairs:
        A, b = exact(A, free_intercept), exact(b, free_intercept)
        x = mp.lu_solve(A.T * A + mpf(strength) * mp.eye(A.cols), A.T * b)
        truth.append(x)
        conditions.append(condition(A, x, b - A * x, strength))
    return Problems(pairs, truth, conditions)


def exact(X, centered=False):
    """X as a matrix of mpmath, if asked for with its columns less their means."""
    X = np.vectorize(lambda x: mpf(float(x)), otypes=[object])(X)
    return mp.matrix((X - X.sum(axis=0) / len(X) if centered else X).tolist())


def condition(A, x, r, strength):
    """To first order, the relative change of x by a relative change of A, both in the norm.

    Björck (1996), theorem 1.4.6, which without a strength reads κ + κ² ‖r‖ / (‖A‖ ‖x‖).
    """
    s = np.linalg.svd(np.array(A.tolist(), dtype=float), compute_uv=False)
    relative = float(mp.norm(r) / mp.norm(x))
    return s[0] * ((s / (s**2 + strength)).max() + relative / (s[-1] ** 2 + strength))


def worst_fit(problems, dtype=np.float64):
    """A measure: the largest relative error, in ε times the condition."""

    def error(found):
        return max(
            mp.norm(exact(x) - t) / mp.norm(t) / c
            for x, t, c in zip(found, problems.truth, problems.condition, strict=True)
        ) / float(np.finfo(dtype).eps)

    return error


def each(fit, problems):
    """A way to fit all the problems."""
    return lambda: [fit(A, b) for A, b in problems.pairs]


def least_squares():
    """Least squares from well to hardly determined; with a residual; in single precision."""
    for kappa in (1, 1e3, 1e6, 1e9, 1e12, 1e14):
        yield from fits(kappa)
    yield from fits(1e4, noise=0.1)
    yield from fits(1e3, dtype=np.float32)


def fits(kappa, noise=0, dtype=np.float64):
    """The two stable ways to solve systems of a condition number."""
    rng = np.random.default_rng(3)
    pairs = [system(kappa, noise, rng) for _ in range(DRAWS)]
    problems = solved([(A.astype(dtype), b.astype(dtype)) for A, b in pairs])
    tail = f"κ = {power(kappa)}{', with a residual' * bool(noise)}{single(dtype)}"
    for method in ("svd", "qr"):
        ours = each(lambda A, b, m=method: helpers.least_squares(A, b, m), problems)
        ways = {OURS: ours, **fit_ways(problems)}
        name = f"least squares by {method}, {tail}"
        yield measure(name, "ε · condition", ways, worst_fit(problems, dtype), rounding=MATRIX)


def fit_ways(problems):
    """The others' ways to least squares."""
    plain = sklearn.linear_model.LinearRegression(fit_intercept=False)
    ways = {
        "SciPy": each(lambda A, b: scipy.linalg.lstsq(A, b)[0], problems),
        "scikit-learn": each(lambda A, b: plain.fit(A, b).coef_, problems),
        "NumPy": each(lambda A, b: np.linalg.solve(A.T @ A, A.T @ b), problems),
    }
    if find_spec("torch"):
        torch = import_module("torch")
        pairs = [(torch.tensor(A), torch.tensor(b[:, np.newaxis])) for A, b in problems.pairs]
        ways["PyTorch"] = lambda: [
            torch.linalg.lstsq(A, b).solution[:, 0].numpy() for A, b in pairs
        ]
    return ways


def ridges():
    """Ridge regression with a free intercept, of columns near and far from 0."""
    for offset, kappa in ((0, 1e6), (1e8, 10)):  # beside 1e8 half the digits are left
        rng = np.random.default_rng(4)
        pairs = [system(kappa, 0, rng) for _ in range(DRAWS)]
        pairs = [(10 * A + offset, b + offset) for A, b in pairs]
        where = "mean 1e8 times the spread" if offset else f"κ = {power(kappa)}"
        for strength in (0, 1e-6, 1, 1e6, 1e12):
            problems = solved(pairs, strength, free_intercept=True)
            name = f"ridge, strength {power(strength)}, {where}"
            hard = offset > 0 and strength <= 1
            ways = ridge_ways(problems, strength)
            yield measure(name, "ε · condition", ways, worst_fit(problems), hard, MATRIX)


def ridge_ways(problems, strength):
    """Ways to the weights of ridge regression, without the intercept."""
    ridge = sklearn.linear_model.Ridge(alpha=strength, solver="svd")

    def by_more_rows(X, y):
        d = X.shape[1]
        A = np.vstack([X - X.mean(axis=0), np.sqrt(strength) * np.eye(d)])
        return scipy.linalg.lstsq(A, np.append(y - y.mean(), np.zeros(d)))[0]

    def plain(X, y):
        A = X - X.mean(axis=0)
        return np.linalg.solve(A.T @ A + strength * np.eye(X.shape[1]), A.T @ (y - y.mean()))

    return {
        OURS: each(lambda X, y: helpers.linear_regression(X, y, strength)[1:], problems),
        "SciPy": each(by_more_rows, problems),
        "scikit-learn": each(lambda X, y: ridge.fit(X, y).coef_, problems),
        "NumPy": each(plain, problems),
    }


# ---- principal components


def analyses():
    """Principal components: near 0, far from 0, immense, tiny, and in single precision."""
    rng = np.random.default_rng(5)
    turn = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    X = rng.standard_normal((400, 4)) * [4, 2, 1, 0.5] @ turn
    far_off = X + 1e8 * np.array([1, 2, -1, 3])
    yield from analysis("mean 0", X)
    yield from analysis("mean 1e8 times the spread", far_off, ("means", "shares", "components"))
    yield from analysis("spreads of 1 to 1e-6", X @ turn.T * [1, 1e-2, 1e-4, 1e-6] @ turn)
    yield from analysis("entries of 1e300", X * 1e299, ("shares",))
    yield from analysis("entries of 1e-300", X * 1e-300, ("shares",))
    yield from analysis("mean 1e3 times the spread, float32", np.float32(X + 1e3), ("means",))


def analysis(name, X, hard=()):
    """The errors of the means, of the shares of the variance, and of the components."""
    for part, (unit, error) in analysis_errors(X).items():
        yield measure(f"PCA, {part}, {name}", unit, pca_ways(X), error, part in hard, MATRIX)


def analysis_errors(X):
    """By part of the result, the unit and the measure; s are the spreads along the components."""
    A, eps, sizes = exact(X, centered=True), np.finfo(X.dtype).eps, np.abs(X).mean(axis=0).tolist()
    means = [mp.fsum(map(mpf, column)) / len(X) for column in X.T.tolist()]
    values, vectors = mp.eigsy(A.T * A)
    s = [mp.sqrt(value) for value in values][::-1]
    gap = min(b - a for a, b in itertools.pairwise(s[::-1]))
    components = [[vectors[i, j] for i in range(A.cols)] for j in reversed(range(A.cols))]

    def of_means(found):
        rows = zip(found[0].tolist(), means, sizes, strict=True)
        return max(far(f, t) / size for f, t, size in rows) / eps

    def of_shares(found):
        rows = zip(found[1].tolist(), s, strict=True)
        return max(far(f, t**2 / mp.fdot(s, s)) / t for f, t in rows) * mp.fdot(s, s) / s[0] / eps

    def of_components(found):
        rows = zip(found[2].tolist(), components, strict=True)
        return max(turned(f, t) for f, t in rows) * gap / s[0] / eps

    return {
        "means": ("ε · mean size", of_means),
        "shares": ("ε · s₁/sᵢ", of_shares),
        "components": ("ε · s₁/gap", of_components),
    }


def turned(found, truth):
    """The largest difference of two unit vectors whose signs are open."""
    found = [mpf(f) for f in found]
    sign = 1 if mp.fdot(found, truth) > 0 else -1
    return max(far(sign * f, t) for f, t in zip(found, truth, strict=True))


def pca_ways(X):
    """Each way's means, shares of the variance, and components as rows."""

    def ours():
        found = helpers.pca(X)
        return found.mean, found.explained_variance_ratio, found.components

    def by_scipy():
        mean = X.mean(axis=0)
        _, s, Vt = scipy.linalg.svd(X - mean, full_matrices=False)
        return mean, s**2 / (s**2).sum(), Vt

    def by_sklearn():
        found = sklearn.decomposition.PCA(svd_solver="full").fit(X)
        return found.mean_, found.explained_variance_ratio_, found.components_

    def by_numpy():
        values, vectors = np.linalg.eigh(np.cov(X.T, dtype=X.dtype))
        return X.mean(axis=0), values[::-1] / values.sum(), vectors.T[::-1]

    return {OURS: ours, "SciPy": by_scipy, "scikit-learn": by_sklearn, "NumPy": by_numpy}


if __name__ == "__main__":
    table = list(lines(cases()))
    print(*table, sep="\n")
    write("accuracy", table)
