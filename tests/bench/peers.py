"""What people would call instead of each helper: a case is a helper, three sizes and its ways.

The first way is ours. PyTorch's ways are there if it is installed. Every way is asked for the same
result; where a peer's has another form, the way includes the step that makes it ours.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
import scipy.linalg
import scipy.optimize
import scipy.special
from scipy.spatial import distance
from sklearn.decomposition import PCA
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import log_loss, pairwise
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import label_binarize
from sklearn.utils import gen_batches, shuffle
from sklearn.utils.extmath import svd_flip

import helpers as ours

CASES = []


def threads():
    """How many threads each library may use."""
    return int(os.environ.get("OMP_NUM_THREADS", "1"))


torch = None
if find_spec("torch"):
    import torch
    import torch.nn.functional as F

    torch.set_num_threads(threads())


@dataclass
class Case:
    """A helper, the sizes to measure it at, and what prepares the ways."""

    helper: str
    sizes: tuple
    prepare: Callable


def case(helper, *sizes):
    """Add a case: the decorated function takes a size and returns the ways, ours first."""

    def add(prepare):
        CASES.append(Case(helper, sizes, prepare))
        return prepare

    return add


def normal(*shape, seed=0):
    return np.random.default_rng(seed).standard_normal(shape)


def with_torch(ways, *arrays, **torch_ways):
    """The ways, and those of PyTorch, which get the arrays as tensors."""
    if torch:
        tensors = [torch.tensor(a) for a in arrays]
        for name, way in torch_ways.items():
            title = "PyTorch" + name.removeprefix("torch").replace("_", " ")
            ways[title] = lambda way=way: way(*tensors)
    return ways


def gradients(loss, *arrays):
    """PyTorch's backpropagation of a scalar loss by all arrays, forward pass included."""
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    return lambda: torch.autograd.grad(loss(*leaves), leaves)


# ---- entry by entry


@case("sigmoid", 100, 100_000, 5_000_000)
def _(n):
    x = normal(n)
    ways = {
        "ours": lambda: ours.sigmoid(x),
        "unsafe: NumPy: 1 / (1 + exp(-x)), which overflows": lambda: 1 / (1 + np.exp(-x)),
        "SciPy expit": lambda: scipy.special.expit(x),
        "limit: np.exp alone": lambda: np.exp(x),
    }
    return with_torch(ways, x, torch=lambda x: torch.sigmoid(x))


@case("sigmoid_derivative", 100, 100_000, 5_000_000)
def _(n):
    x = normal(n)

    def product():
        s = scipy.special.expit(x)
        return s * (1 - s)

    def torch_product(x):
        s = torch.sigmoid(x)
        return s * (1 - s)

    ways = {
        "ours": lambda: ours.sigmoid_derivative(x),
        "SciPy: s (1 - s)": product,
        "limit: np.exp alone": lambda: np.exp(x),
    }
    return with_torch(ways, x, torch_product=torch_product)


@case("relu", 100, 100_000, 5_000_000)
def _(n):
    x = normal(n)
    ways = {
        "ours": lambda: ours.relu(x),
        "NumPy: maximum(x, 0)": lambda: np.maximum(x, 0),
        "limit: reading x twice, writing once": lambda: (x @ x, x + 1),
    }
    return with_torch(ways, x, torch=lambda x: torch.relu(x))


@case("relu_derivative", 100, 100_000, 5_000_000)
def _(n):
    x = normal(n)
    ways = {
        "ours": lambda: ours.relu_derivative(x),
        "NumPy: (x > 0).astype(float)": lambda: (x > 0).astype(float),
        "limit: reading x twice, writing once": lambda: (x @ x, x + 1),
    }
    return with_torch(ways, x, torch=lambda x: (x > 0).double())


# ---- decompositions


@case("svd", (20, 10), (300, 200), (1000, 800))
def _(shape):
    A = normal(*shape)
    ways = {
        "ours": lambda: ours.svd(A),
        "NumPy": lambda: np.linalg.svd(A, full_matrices=False),
        "SciPy": lambda: scipy.linalg.svd(A, full_matrices=False),
    }
    return with_torch(ways, A, torch=lambda A: torch.linalg.svd(A, full_matrices=False))


@case("fix_signs", (20, 10), (300, 200), (2000, 1000))
def _(shape):
    U, _, Vt = np.linalg.svd(normal(*shape), full_matrices=False)
    return {
        "ours": lambda: ours.fix_signs(U, Vt),
        "scikit-learn svd_flip": lambda: svd_flip(U, Vt, u_based_decision=False),
    }


@case("symmetric_eigen", 10, 200, 1000)
def _(n):
    A = normal(n, n)
    A = A + A.T
    ways = {
        "ours": lambda: ours.symmetric_eigen(A),
        "NumPy eigh": lambda: np.linalg.eigh(A),
        "SciPy eigh": lambda: scipy.linalg.eigh(A),
    }
    return with_torch(ways, A, torch_eigh=lambda A: torch.linalg.eigh(A))


@case("low_rank_approximation", (20, 10), (300, 200), (1000, 800))
def _(shape):
    A, k = normal(*shape), 5

    def best(U, s, Vt):
        return (U[:, :k] * s[:k]) @ Vt[:k]

    ways = {
        "ours": lambda: ours.low_rank_approximation(A, k),
        "NumPy": lambda: best(*np.linalg.svd(A, full_matrices=False)),
        "SciPy": lambda: best(*scipy.linalg.svd(A, full_matrices=False)),
    }
    full = lambda A: best(*torch.linalg.svd(A, full_matrices=False))  # noqa: E731
    return with_torch(ways, A, torch=full)


@case("pca", (150, 4), (1797, 64), (20_000, 200))
def _(shape):
    X = normal(*shape) + 3

    def by_svd():
        _, s, Vt = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
        return Vt, s**2 / (len(X) - 1)

    ways = {
        "ours": lambda: ours.pca(X),
        "NumPy: SVD of the centered samples": by_svd,
        "scikit-learn, svd_solver='full'": lambda: PCA(svd_solver="full").fit(X),
        "scikit-learn, its default (covariance)": lambda: PCA().fit(X),
    }
    centered_svd = lambda X: torch.linalg.svd(X - X.mean(dim=0), full_matrices=False)  # noqa: E731
    return with_torch(ways, X, torch_SVD=centered_svd)


# ---- batches and layers


@case("minibatches", 100, 10_000, 1_000_000)
def _(n):
    rng = np.random.default_rng(0)
    rows = np.arange(n)
    size = max(10, n // 100)

    def scikit_learn():
        order = shuffle(rows, random_state=0)
        return [order[part] for part in gen_batches(n, size)]

    return {
        "ours": lambda: list(ours.minibatches(n, size, rng)),
        "NumPy: split a permutation": lambda: np.array_split(rng.permutation(n), -(-n // size)),
        "scikit-learn shuffle, gen_batches": scikit_learn,
    }


@case("random_weights", (10, 10), (300, 300), (2000, 2000))
def _(shape):
    rng, (m, n) = np.random.default_rng(0), shape
    ways = {
        "ours": lambda: ours.random_weights(m, n, rng),
        "NumPy": lambda: rng.normal(0, np.sqrt(2 / n), (m, n)),
    }
    if torch:
        ways["PyTorch"] = lambda: torch.nn.init.kaiming_normal_(
            torch.empty(shape, dtype=torch.float64)
        )
    return ways


@case("forward_layer", (10, 10), (500, 500), (2000, 2000))
def _(shape):
    W, b, x = normal(*shape), normal(shape[0]), normal(shape[1])
    ways = {
        "ours": lambda: ours.forward_layer(x, W, b),
        "NumPy": lambda: np.maximum(W @ x + b, 0),
        "limit: the product alone": lambda: W @ x,
    }
    return with_torch(ways, x, W, b, torch=lambda x, W, b: torch.relu(F.linear(x, W, b)))


@case("forward_layer_batch", (8, 10, 10), (256, 256, 256), (2000, 1000, 1000))
def _(sizes):
    N, n, m = sizes
    X, W, b = normal(N, n), normal(m, n), normal(m)
    ways = {
        "ours": lambda: ours.forward_layer_batch(X, W, b),
        "NumPy": lambda: np.maximum(X @ W.T + b, 0),
        "limit: the product alone": lambda: X @ W.T,
    }
    return with_torch(ways, X, W, b, torch=lambda X, W, b: torch.relu(F.linear(X, W, b)))


@case("backward_layer_batch", (8, 10, 10), (256, 256, 256), (2000, 1000, 1000))
def _(sizes):
    N, n, m = sizes
    X, W, dZ = normal(N, n), normal(m, n), normal(N, m)
    ways = {
        "ours": lambda: ours.backward_layer_batch(dZ, X, W),
        "NumPy": lambda: (dZ.T @ X, dZ.sum(axis=0), dZ @ W),
    }
    by_hand = lambda dZ, X, W: (dZ.T @ X, dZ.sum(dim=0), dZ @ W)  # noqa: E731
    return with_torch(ways, dZ, X, W, torch=by_hand)


@case("simple_backprop", (5, 5, 2), (300, 300, 10), (2000, 2000, 10))
def _(sizes):
    n, h, m = sizes
    given = normal(n), np.zeros(m), normal(h, n), normal(m, h) / h, normal(h), normal(m)

    def by_hand(x, y, W1, W2, b1, b2):
        z1 = W1 @ x + b1
        hidden = np.maximum(z1, 0)
        output = scipy.special.expit(W2 @ hidden + b2)
        dz2 = 2 * (output - y) * output * (1 - output)
        dz1 = (W2.T @ dz2) * (z1 > 0)
        return np.outer(dz1, x), np.outer(dz2, hidden), dz1, dz2

    ways = {
        "ours": lambda: ours.simple_backprop(*given),
        "NumPy": lambda: by_hand(*given),
        "limit: W1 x, and its gradient's outer product": lambda: (
            given[2] @ given[0],
            np.outer(given[4], given[0]),
        ),
    }

    def loss(x, y, W1, W2, b1, b2):
        return ((torch.sigmoid(F.linear(torch.relu(F.linear(x, W1, b1)), W2, b2)) - y) ** 2).sum()

    if torch:
        x, y = torch.tensor(given[0]), torch.tensor(given[1])
        ways["PyTorch autograd"] = gradients(lambda *weights: loss(x, y, *weights), *given[2:])
    return ways


def jacobian(method):
    """SciPy's differences of the same order."""
    from scipy.optimize._numdiff import approx_derivative

    return lambda f, x: approx_derivative(f, x, method=method)


@case("numerical_gradient", 3, 100, 1000)
def _(n):
    x, A = normal(n), normal(n, n)
    f = lambda x: np.sin(x) @ (A @ x)  # noqa: E731
    return {
        "ours": lambda: ours.numerical_gradient(f, x),
        "SciPy, 3-point": lambda: jacobian("3-point")(f, x),
        "limit: the calls of f alone": lambda: [f(x) for _ in range(2 * n)],
    }


@case("complex_step_gradient", 3, 100, 1000)
def _(n):
    x, A = normal(n), normal(n, n)
    f = lambda x: np.sin(x) @ (A @ x)  # noqa: E731
    z = x + 0j
    return {
        "ours": lambda: ours.complex_step_gradient(f, x),
        "SciPy, complex step": lambda: jacobian("cs")(f, x),
        "limit: the calls of f alone": lambda: [f(z) for _ in range(n)],
    }


# ---- distances and angles


@case("pairwise_distances", (5, 3), (1000, 64), (4000, 64))
def _(shape):
    X = normal(*shape)
    ways = {
        "ours": lambda: ours.pairwise_distances(X),
        "scikit-learn euclidean_distances": lambda: pairwise.euclidean_distances(X),
        "SciPy cdist": lambda: distance.cdist(X, X),
        "limit: the product alone": lambda: X @ X.T,
    }
    return with_torch(ways, X, torch_cdist=lambda X: torch.cdist(X, X))


@case("cosine_similarity", 10, 10_000, 1_000_000)
def _(n):
    u, v = normal(n), normal(n, seed=1)
    norm = np.linalg.norm
    ways = {
        "ours": lambda: ours.cosine_similarity(u, v),
        "NumPy: u·v / (‖u‖ ‖v‖)": lambda: u @ v / (norm(u) * norm(v)),
        "SciPy": lambda: 1 - distance.cosine(u, v),
        "limit: three dot products": lambda: (u @ u, v @ v, u @ v),
    }
    return with_torch(ways, u, v, torch=lambda u, v: F.cosine_similarity(u, v, dim=0))


@case("cosine_similarity_matrix", (5, 64), (1000, 64), (5000, 64))
def _(shape):
    X = normal(*shape)

    def idiom():
        unit = X / np.linalg.norm(X, axis=1, keepdims=True)
        return unit @ unit.T

    def torch_idiom(X):
        unit = F.normalize(X, dim=1)
        return unit @ unit.T

    ways = {
        "ours": lambda: ours.cosine_similarity_matrix(X),
        "NumPy: unit rows, product": idiom,
        "scikit-learn": lambda: pairwise.cosine_similarity(X),
        "limit: the product alone": lambda: X @ X.T,
    }
    return with_torch(ways, X, torch=torch_idiom)


@case("top_k_similar", (20, 8, 1), (10_000, 64, 10), (200_000, 64, 100))
def _(sizes):
    n, d, q = sizes
    X, queries, k = normal(n, d), normal(q, d, seed=1), 10

    def unit(X):
        return X / np.linalg.norm(X, axis=1, keepdims=True)

    def idiom():
        similar = unit(queries) @ unit(X).T
        top = np.argpartition(similar, -k, axis=1)[:, -k:]
        values = np.take_along_axis(similar, top, axis=1)
        order = np.argsort(-values, axis=1)
        return np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)

    def scikit_learn():
        neighbours = NearestNeighbors(n_neighbors=k, metric="cosine", algorithm="brute").fit(X)
        return neighbours.kneighbors(queries)

    ways = {
        "ours": lambda: ours.top_k_similar(queries, X, k),
        "NumPy: all products, argpartition": idiom,
        "scikit-learn NearestNeighbors": scikit_learn,
        "limit: the product alone": lambda: queries @ X.T,
    }
    search = lambda Q, X: torch.topk(F.normalize(Q, dim=1) @ F.normalize(X, dim=1).T, k)  # noqa: E731
    return with_torch(ways, queries, X, torch_topk=search)


@case("ppmi", (10, 10), (500, 500), (3000, 3000))
def _(shape):
    counts = np.random.default_rng(0).poisson(1.0, shape).astype(float)

    def idiom():
        p = counts / counts.sum()
        with np.errstate(divide="ignore"):
            pmi = np.log(p / (p.sum(axis=1, keepdims=True) * p.sum(axis=0)))
        return np.maximum(pmi, 0)

    def torch_idiom(counts):
        p = counts / counts.sum()
        return torch.relu(torch.log(p / (p.sum(dim=1, keepdim=True) * p.sum(dim=0))))

    ways = {"ours": lambda: ours.ppmi(counts), "NumPy": idiom}
    return with_torch(ways, counts, torch=torch_idiom)


# ---- least squares

SYSTEMS = (100, 3), (10_000, 50), (200_000, 50)


def system(shape):
    A = normal(*shape)
    return A, A @ np.ones(shape[1]) + normal(shape[0], seed=1)


@case("least_squares, 'svd'", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    ways = {
        "ours": lambda: ours.least_squares(A, b),
        "NumPy lstsq": lambda: np.linalg.lstsq(A, b),
        "SciPy lstsq": lambda: scipy.linalg.lstsq(A, b),
        "SciPy lstsq, gelsy": lambda: scipy.linalg.lstsq(A, b, lapack_driver="gelsy"),
    }
    gelsd = lambda A, b: torch.linalg.lstsq(A, b[:, None], driver="gelsd")  # noqa: E731
    return with_torch(ways, A, b, torch_gelsd=gelsd)


@case("least_squares, 'qr'", *SYSTEMS)
def _(shape):
    A, b = system(shape)

    def scipy_qr():
        Q, R = scipy.linalg.qr(A, mode="economic")
        return scipy.linalg.solve_triangular(R, Q.T @ b)

    ways = {"ours": lambda: ours.least_squares(A, b, "qr"), "SciPy QR": scipy_qr}
    gels = lambda A, b: torch.linalg.lstsq(A, b[:, None], driver="gels")  # noqa: E731
    return with_torch(ways, A, b, torch_gels=gels)


@case("least_squares, 'normal'", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    ways = {
        "ours": lambda: ours.least_squares(A, b, "normal"),
        "NumPy: solve(A.T @ A, A.T @ b)": lambda: np.linalg.solve(A.T @ A, A.T @ b),
        "SciPy": lambda: scipy.linalg.solve(A.T @ A, A.T @ b, assume_a="pos"),
        "limit: AᵀA alone": lambda: A.T @ A,
    }
    return with_torch(ways, A, b, torch=lambda A, b: torch.linalg.solve(A.T @ A, A.T @ b))


@case("filtered_solution", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    return {
        "ours": lambda: ours.filtered_solution(A, b, 1.0),
        "scikit-learn Ridge, svd": lambda: Ridge(1.0, fit_intercept=False, solver="svd").fit(A, b),
    }


@case("least_squares_blocks", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    size = max(10, shape[0] // 20)

    def blocks():
        return ((A[rows], b[rows]) for rows in ours.row_blocks(len(A), size))

    return {
        "ours, 20 blocks or less": lambda: ours.least_squares_blocks(blocks()),
        "NumPy lstsq, all rows at once": lambda: np.linalg.lstsq(A, b),
        "SciPy lstsq, all rows at once": lambda: scipy.linalg.lstsq(A, b),
    }


@case("linear_regression", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    return {
        "ours": lambda: ours.linear_regression(A, b),
        "scikit-learn LinearRegression": lambda: LinearRegression().fit(A, b),
    }


@case("linear_regression, ridge", *SYSTEMS)
def _(shape):
    A, b = system(shape)
    return {
        "ours": lambda: ours.linear_regression(A, b, 1.0),
        "scikit-learn Ridge, svd": lambda: Ridge(1.0, solver="svd").fit(A, b),
        "scikit-learn Ridge, its default (normal equations)": lambda: Ridge(1.0).fit(A, b),
    }


# ---- softmax and cross-entropy

LOGITS = (64, 10), (1000, 1000), (4096, 4096)


@case("softmax", *LOGITS)
def _(shape):
    z = normal(*shape)

    def idiom():
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    ways = {
        "ours": lambda: ours.softmax(z),
        "NumPy": idiom,
        "SciPy": lambda: scipy.special.softmax(z, axis=1),
        "limit: np.exp alone": lambda: np.exp(z),
    }
    return with_torch(ways, z, torch=lambda z: torch.softmax(z, dim=1))


@case("log_softmax", *LOGITS)
def _(shape):
    z = normal(*shape)

    def idiom():
        shifted = z - z.max(axis=1, keepdims=True)
        return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))

    ways = {
        "ours": lambda: ours.log_softmax(z),
        "NumPy": idiom,
        "SciPy": lambda: scipy.special.log_softmax(z, axis=1),
        "limit: np.exp alone": lambda: np.exp(z),
    }
    return with_torch(ways, z, torch=lambda z: torch.log_softmax(z, dim=1))


@case("log_sum_exp", *LOGITS)
def _(shape):
    z = normal(*shape)

    def idiom():
        largest = z.max(axis=1)
        return largest + np.log(np.exp(z - largest[:, None]).sum(axis=1))

    ways = {
        "ours": lambda: ours.log_sum_exp(z),
        "NumPy": idiom,
        "SciPy": lambda: scipy.special.logsumexp(z, axis=1),
    }
    return with_torch(ways, z, torch=lambda z: torch.logsumexp(z, dim=1))


@case("cross_entropy_loss", *LOGITS)
def _(shape):
    z, y = normal(*shape), np.arange(shape[0]) % shape[1]
    rows = np.arange(len(z))
    ways = {
        "ours": lambda: ours.cross_entropy_loss(z, y, from_logits=True),
        "SciPy: log_softmax, choose": lambda: -scipy.special.log_softmax(z, axis=1)[rows, y].mean(),
        "scikit-learn: log_loss of SciPy's softmax": lambda: log_loss(
            y, scipy.special.softmax(z, axis=1), labels=np.arange(shape[1])
        ),
    }
    return with_torch(ways, z, y, torch=lambda z, y: F.cross_entropy(z, y))


@case("softmax_cross_entropy_gradient", *LOGITS)
def _(shape):
    z, y = normal(*shape), np.arange(shape[0]) % shape[1]
    rows = np.arange(len(z))

    def scipy_gradient():
        p = scipy.special.softmax(z, axis=1)
        p[rows, y] -= 1
        return p / len(z)

    ways = {
        "ours": lambda: ours.softmax_cross_entropy_gradient(z, y),
        "SciPy: softmax, less 1": scipy_gradient,
        "limit: np.exp alone": lambda: np.exp(z),
    }
    if torch:
        labels = torch.tensor(y)
        ways["PyTorch autograd"] = gradients(lambda z: F.cross_entropy(z, labels), z)
    return ways


@case("one_hot", (100, 10), (10_000, 100), (100_000, 300))
def _(sizes):
    n, k = sizes
    labels = np.arange(n) % k
    ways = {
        "ours": lambda: ours.one_hot(labels, k),
        "NumPy: rows of the identity": lambda: np.eye(k)[labels],
        "scikit-learn label_binarize": lambda: label_binarize(labels, classes=range(k)).astype(
            float
        ),
    }
    return with_torch(ways, labels, torch=lambda labels: F.one_hot(labels, k).double())


# ---- attention

TOKENS = 4, 256, 2048


def attention_peers(ways, Q, K, V, **options):
    attend = lambda *qkv: F.scaled_dot_product_attention(*qkv, **options)  # noqa: E731
    heads = (a[np.newaxis, np.newaxis] for a in (Q, K, V))
    return with_torch(ways, *heads, torch_fused=attend)


@case("scaled_dot_product_attention", *TOKENS)
def _(n):
    Q, K, V = normal(3, n, 64)

    def idiom():
        Z = Q @ K.T / 8
        e = np.exp(Z - Z.max(axis=1, keepdims=True))
        P = e / e.sum(axis=1, keepdims=True)
        return P @ V, P

    ways = {
        "ours": lambda: ours.scaled_dot_product_attention(Q, K, V),
        "NumPy": idiom,
        "SciPy softmax": lambda: scipy.special.softmax(Q @ K.T / 8, axis=1) @ V,
        "limit: the two products": lambda: (Q @ K.T) @ V,
    }
    return attention_peers(ways, Q, K, V)


@case("scaled_dot_product_attention, causal", *TOKENS)
def _(n):
    Q, K, V = normal(3, n, 64)
    ways = {
        "ours": lambda: ours.scaled_dot_product_attention(Q, K, V, causal=True),
        "SciPy softmax": lambda: (
            scipy.special.softmax(np.where(np.tri(n, dtype=bool), Q @ K.T / 8, -np.inf), axis=1) @ V
        ),
    }
    return attention_peers(ways, Q, K, V, is_causal=True)


@case("blockwise_attention", 4, 2048, 8192)
def _(n):
    Q, K, V = normal(3, n, 64)
    ways = {
        "ours": lambda: ours.blockwise_attention(Q, K, V),
        "SciPy softmax": lambda: scipy.special.softmax(Q @ K.T / 8, axis=1) @ V,
        "limit: the two products": lambda: (Q @ K.T) @ V,
    }
    return attention_peers(ways, Q, K, V)


@case("blockwise_attention, causal", 4, 2048, 8192)
def _(n):
    Q, K, V = normal(3, n, 64)
    ways = {
        "ours": lambda: ours.blockwise_attention(Q, K, V, causal=True),
        "SciPy softmax": lambda: (
            scipy.special.softmax(np.where(np.tri(n, dtype=bool), Q @ K.T / 8, -np.inf), axis=1) @ V
        ),
    }
    return attention_peers(ways, Q, K, V, is_causal=True)


@case("attention_gradient", *TOKENS)
def _(n):
    Q, K, V, dO = normal(4, n, 64)

    def by_hand():
        P = scipy.special.softmax(Q @ K.T / 8, axis=1)
        dP = dO @ V.T
        dZ = P * (dP - (P * dP).sum(axis=1, keepdims=True)) / 8
        return dZ @ K, dZ.T @ Q, P.T @ dO

    ways = {"ours": lambda: ours.attention_gradient(dO, Q, K, V), "SciPy softmax": by_hand}
    if torch:
        seed = torch.tensor(dO)
        ways["PyTorch autograd"] = gradients(
            lambda q, k, v: (
                F.scaled_dot_product_attention(q[None, None], k[None, None], v[None, None]) * seed
            ).sum(),
            *(Q, K, V),
        )
    return ways


@case("split_heads, merge_heads", (10, 8), (256, 64), (8192, 512))
def _(shape):
    X = normal(*shape)

    def torch_heads(X):
        heads = X.view(shape[0], 4, -1).transpose(0, 1)
        return heads.transpose(0, 1).reshape(shape)

    ways = {
        "ours": lambda: ours.merge_heads(ours.split_heads(X, 4)),
        "NumPy": lambda: np.concatenate(np.split(X, 4, axis=1), axis=1),
    }
    return with_torch(ways, X, torch=torch_heads)


@case("causal_mask", 10, 500, 5000)
def _(n):
    ways = {
        "ours": lambda: ours.causal_mask(n),
        "NumPy tri": lambda: np.tri(n, dtype=bool),
    }
    if torch:
        ways["PyTorch"] = lambda: torch.ones(n, n, dtype=torch.bool).tril()
    return ways


@case("padding_mask", (4, 10), (100, 500), (1000, 10_000))
def _(sizes):
    n, m = sizes
    lengths = np.arange(n) % m
    ways = {
        "ours": lambda: ours.padding_mask(lengths, m),
        "NumPy": lambda: np.arange(m) < lengths[:, np.newaxis],
    }
    return with_torch(ways, lengths, torch=lambda lengths: torch.arange(m) < lengths[:, None])


@case("positional_encoding", (10, 8), (512, 64), (8192, 512))
def _(shape):
    n, d = shape
    angles = np.arange(n * d // 2) / 100

    def fill(sin, cos, exp, arange, table):
        angles = arange(n)[:, None] * exp(arange(0, d, 2) * (-np.log(10_000) / d))
        table[:, 0::2], table[:, 1::2] = sin(angles), cos(angles)
        return table

    ways = {
        "ours": lambda: ours.positional_encoding(n, d),
        "NumPy": lambda: fill(np.sin, np.cos, np.exp, np.arange, np.empty(shape)),
        "limit: np.sin and np.cos alone": lambda: (np.sin(angles), np.cos(angles)),
    }
    if torch:
        ways["PyTorch"] = lambda: fill(
            *(torch.sin, torch.cos, torch.exp),
            lambda *range_: torch.arange(*range_, dtype=torch.float64),
            torch.empty(shape, dtype=torch.float64),
        )
    return ways
