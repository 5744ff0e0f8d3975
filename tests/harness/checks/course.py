"""The course's notebooks, and where each check finds what it needs: the one list of both."""

import ast
import os
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode, v4

from .. import ledger
from .prose import literals

ROOT = Path(__file__).resolve().parents[3]
TITLES = {
    "01_vectors_and_matrices": "Vectors and Matrices",
    "02_singular_value_decomposition": "Singular Value Decomposition",
    "03_principal_component_analysis": "Principal Component Analysis",
    "04_neural_network_forward_pass": "Neural Network Forward Pass",
    "05_batch_processing": "Batch Processing with Matrix Multiplication",
    "06_gradient_computation": "Gradient Computation (Backpropagation)",
    "07_vectorized_operations_vs_loops": "Vectorized Operations vs Loops",
    "08_cosine_similarity_and_embeddings": "Cosine Similarity and Embeddings",
    "09_linear_regression": "Linear Regression as Matrix Equation",
    "10_softmax_and_cross_entropy": "Softmax and Cross-Entropy",
    "11_attention_mechanism": "Attention Mechanism",
    "12_summary": "Summary: A Transformer from Scratch",
}
# The notebooks that are there by now. A new one is added here, and nowhere else.
EXPECTED = (
    "01_vectors_and_matrices",
    "02_singular_value_decomposition",
    "03_principal_component_analysis",
    "04_neural_network_forward_pass",
    "05_batch_processing",
    "06_gradient_computation",
    "07_vectorized_operations_vs_loops",
    "08_cosine_similarity_and_embeddings",
    "09_linear_regression",
    "10_softmax_and_cross_entropy",
    "11_attention_mechanism",
    "12_summary",
)


@dataclass
class Case:
    """A notebook, and what its checks hold it against.

    Parameters
    ----------
    name : str
        The file's name without its ending.
    nb, fresh : NotebookNode
        The stored notebook; its executed copy, or None.
    text : str
        The stored notebook as the file holds it.
    folder : Path
        Where the notebook lies: what links are relative to.
    pictures : Path
        Where figures that differ are saved.
    helpers : frozenset of str
        The names that the helpers define.
    article_numbers : tuple of float
        The numbers that the article prints.
    ledger : tuple of Entry
        The cells that `make refresh` last stored.
    """

    name: str
    nb: NotebookNode
    fresh: NotebookNode | None
    text: str
    folder: Path
    pictures: Path
    helpers: frozenset = frozenset()
    article_numbers: tuple = ()
    ledger: tuple = ()


def load(path, build=None):
    """Read a stored notebook with its executed copy and all that its checks need."""
    path, build = Path(path), build or build_folder()
    copy = build / "run" / path.name
    return Case(
        name=path.stem,
        nb=v4.reads(read(path)),  # as it is: nbformat's own reader repairs ids on the way
        fresh=v4.reads(read(copy)) if copy.exists() else None,
        text=read(path),
        folder=path.parent,
        pictures=build / "figures" / path.stem,
        helpers=helper_names(),
        article_numbers=article_numbers(),
        ledger=tuple(ledger.read(path)),
    )


def read(path):
    """Return a file's text, byte for byte but for what a checkout does to the ends of lines."""
    return path.read_bytes().decode("utf-8").replace(os.linesep, "\n")


def build_folder():
    """Return the folder for all that is made: $BUILD, or build."""
    return ROOT / (os.environ.get("BUILD") or "build")


def notebooks():
    """List the paths of the notebooks that are there."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def helper_names(source=None):
    """Return the names in the helpers' table of contents, read without importing them."""
    source = source or (ROOT / "helpers" / "__init__.py").read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "_MODULES":
            return frozenset(n for names in ast.literal_eval(node.value).values() for n in names)
    raise ValueError("helpers/__init__.py holds no dict literal _MODULES of module to names")


def article_numbers():
    """Return the numbers that helpers/article.py holds: what the article takes and prints."""
    path = ROOT / "helpers" / "article.py"
    return tuple(literals(ast.parse(path.read_text(encoding="utf-8")))) if path.exists() else ()
