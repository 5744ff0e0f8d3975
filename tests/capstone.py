"""The model of notebook 12, taken from the notebook's own cells."""

import contextlib
import io
from types import SimpleNamespace

import nbformat

from tests.harness.checks.course import ROOT

# the cells that define the model and its training; the others look at it
CELLS = (
    *("imports", "parameters", "data", "embed-code", "norm-by-hand", "layer-norm"),
    *(
        "layer-norm-gradient",
        "attend",
        "attend-gradient",
        "think-code",
        "forward",
        "backward",
        "layout",
        "initial",
    ),
    *("shapes", "adam-code", "one-epoch", "train-def"),
)


def capstone(**parameters):
    """Run the cells that define the model, with other values of the notebook's parameters.

    Returns
    -------
    SimpleNamespace
        What they define: ``train``, ``forward``, ``backward``, ``shapes``, ``X_test`` and so on.
    """
    nb = nbformat.read(ROOT / "notebooks" / "12_summary.ipynb", as_version=4)
    sources = {cell.id: cell.source for cell in nb.cells}
    names = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in CELLS:
            exec(compile(sources[cell], f"<{cell}>", "exec"), names)
            if cell == "parameters":
                assert set(parameters) <= set(names)
                names.update(parameters)
    return SimpleNamespace(**names)


def peer_logits(t, X, width, heads):
    """The same model in PyTorch: the logits of images X, from tensors by the notebook's names."""
    from torch.nn import functional as F

    def norm(H, k):
        return F.layer_norm(H, (width,), t[f"gain_{k}"], t[f"shift_{k}"], eps=1e-5)

    H = F.linear(X, t["W_E"], t["b_E"]) + t["c"]
    A, by_head = norm(H, 1), (len(X), 8, heads, width // heads)
    Q, K, V = (F.linear(A, t[f"W_{part}"]).reshape(by_head).transpose(1, 2) for part in "QKV")
    out = F.scaled_dot_product_attention(Q, K, V).transpose(1, 2).reshape(len(X), 8, width)
    H = H + F.linear(out, t["W_O"])
    H = H + F.linear(F.relu(F.linear(norm(H, 2), t["W_1"], t["b_1"])), t["W_2"], t["b_2"])
    return F.linear(norm(H.mean(dim=1), 3), t["W_C"], t["b_C"])
