"""Where a helper stays behind a peer, or takes more memory: what limits it. Kept with the table."""

WHY = {
    "sigmoid": (
        "PyTorch takes all steps for a few numbers at a time; plain NumPy passes over the"
        " array once for each step, which shows where arrays fit into a cache"
    ),
    "sigmoid_derivative": (
        "PyTorch takes all steps for a few numbers at a time; plain NumPy passes over the"
        " array once for each step, which shows where arrays fit into a cache"
    ),
    "relu": (
        "refusing NaN reads the input once more; NumPy's maximum with a number is not "
        "vectorized, PyTorch's is"
    ),
    "relu_derivative": "refusing NaN reads the input once more",
    "svd": "the signs are fixed: a pass over U and one over Vᵀ",
    "fix_signs": "svd_flip writes into the arrays it is given; ours returns copies",
    "symmetric_eigen": ("symmetry is checked, which the peers leave out, and the signs are fixed"),
    "low_rank_approximation": "it takes `svd`, signs included: one way to decompose, not two",
    "pca": (
        "the default of scikit-learn takes a tenth of the operations for the covariance, "
        "and squares the condition: its shares of small spreads have no right digit "
        "(column NumPy under Accuracy)"
    ),
    "minibatches": "the same permutation; the batches are views of it",
    "random_weights": "the same draws",
    "forward_layer": (
        "reading the weights is all the time; ours has a few steps of Python and a look "
        "at its result"
    ),
    "forward_layer_batch": "beside the product, a look at its result",
    "backward_layer_batch": "beside the products, a look at what goes into them",
    "simple_backprop": "each matrix of weights is read once more, to be checked",
    "numerical_gradient": "beside the calls of f, a look at each result",
    "complex_step_gradient": "beside the calls of f, a look at each result",
    "pairwise_distances": (
        "what has cancelled is computed again, which scikit-learn leaves out: near points"
        " have half their digits there"
    ),
    "cosine_similarity": (
        "some 10 µs of checks and steps of Python; then three dot products, as all"
    ),
    "cosine_similarity_matrix": (
        "clipping to [-1, 1], so that an arccosine exists, is one pass more over the result"
    ),
    "top_k_similar": (
        "what comes within rounding of the k-th best is computed again, so that the "
        "result depends neither on blocks nor on the machine"
    ),
    "ppmi": "rows and columns without a count are looked for",
    "least_squares, 'svd'": "NumPy's copies for LAPACK show while all rows fit into a cache",
    "least_squares, 'qr'": "as for 'svd'",
    "least_squares, 'normal'": (
        "A is read twice more: to be checked, and for the size of its squares"
    ),
    "least_squares_blocks": "as for least_squares",
    "linear_regression": "as for least_squares; the centered copy of X",
    "linear_regression, ridge": (
        "the default of scikit-learn are the normal equations, which square the condition"
        " (column NumPy under Accuracy)"
    ),
    "softmax": (
        "PyTorch takes all steps for a few numbers at a time; plain NumPy passes over the"
        " array once for each step, which shows where arrays fit into a cache"
    ),
    "log_softmax": (
        "PyTorch takes all steps for a few numbers at a time; plain NumPy passes over the"
        " array once for each step, which shows where arrays fit into a cache; the "
        "exponentials are an array beside the result"
    ),
    "log_sum_exp": "as for log_softmax",
    "cross_entropy_loss": "as for log_softmax, which it takes",
    "softmax_cross_entropy_gradient": "as for softmax",
    "scaled_dot_product_attention": (
        "PyTorch never holds the weights, which ours returns; blockwise_attention does without, too"
    ),
    "scaled_dot_product_attention, causal": (
        "PyTorch leaves out what is ahead and never holds the weights; ours returns them all"
    ),
    "blockwise_attention": "a single block at the middle size, in steps of Python",
    "blockwise_attention, causal": "half of each block on the diagonal is computed in vain",
    "attention_gradient": "the weights and their gradient are held whole",
    "causal_mask": "the check of two integers",
    "padding_mask": "the check of the lengths",
    "positional_encoding": (
        "sines and cosines are all the time: NumPy computes them one by one, PyTorch "
        "several at once"
    ),
    "one_hot": "the check of the labels",
    "split_heads, merge_heads": "nothing is computed by either",
}
