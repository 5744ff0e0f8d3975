"""The functions of the course *Linear Algebra for Machine Learning*, and nothing else.

``from helpers import softmax`` works for every name in the table below. A module is imported
when one of its names is first asked for, so a notebook that draws nothing never waits for
Matplotlib, and a change to one module concerns just the notebooks that use it.
"""

from importlib import import_module

# The table of contents: what each module gives. Modules lower down may use those above.
_MODULES = {
    "activations": ("sigmoid", "sigmoid_derivative", "relu", "relu_derivative"),
    "measuring": ("measure_time", "measure_memory"),
    "decomposition": ("fix_signs", "svd", "symmetric_eigen", "low_rank_approximation"),
    "principal_components": ("pca",),
    "batching": ("minibatches", "row_blocks"),
    "layers": ("forward_layer", "forward_layer_batch", "random_weights"),
    "backprop": (
        "simple_backprop",
        "backward_layer_batch",
        "numerical_gradient",
        "complex_step_gradient",
    ),
    "vectorization": ("matmul_loop", "pairwise_distances"),
    "embeddings": ("cosine_similarity", "cosine_similarity_matrix", "ppmi", "top_k_similar"),
    "regression": (
        "linear_regression",
        "least_squares",
        "filtered_solution",
        "least_squares_blocks",
        "RankWarning",
    ),
    "classification": (
        "softmax",
        "log_softmax",
        "log_sum_exp",
        "cross_entropy_loss",
        "softmax_cross_entropy_gradient",
        "one_hot",
    ),
    "sequences": (
        "causal_mask",
        "padding_mask",
        "split_heads",
        "merge_heads",
        "positional_encoding",
    ),
    "attention": ("scaled_dot_product_attention", "attention_gradient"),
    "attention_blocks": ("blockwise_attention",),
    "parameters": ("check_integer", "check_number", "check_boolean", "check_choice"),
    "datasets": (
        "load_digits",
        "load_diabetes",
        "load_digit_network",
        "load_cooccurrence",
        "train_test_split",
    ),
    "figures": ("subplots", "show", "COLORS", "SIGNED"),
    "drawing": (
        "image_grid",
        "heat_map",
        "matrix_equation",
        "plane_grid",
        "linear_map",
        "plane_lines",
        "scatter_groups",
        "network_diagram",
        "arrow",
        "right_angle",
        "reliability_diagram",
        "curves",
        "value_graph",
    ),
    "notebook": ("show_source",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name):
    if name not in _HOME:
        raise AttributeError(f"module 'helpers' has no attribute {name!r}")
    value = getattr(import_module(f"helpers.{_HOME[name]}"), name)
    globals()[name] = value  # found directly from now on
    return value


def __dir__():
    return __all__
