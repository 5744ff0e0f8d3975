"""Layers of a neural network: an affine map, then an activation."""

from numbers import Real

import numpy as np

from ._validation import as_array, as_layer, check_result
from .activations import relu, sigmoid
from .parameters import check_choice, check_integer, check_number

ACTIVATIONS = {"relu": relu, "sigmoid": sigmoid, "tanh": np.tanh, "identity": lambda z: z}


def forward_layer(x, W, b, activation="relu"):
    """One layer for one sample: activation(W x + b).

    Parameters
    ----------
    x : array_like, shape (n,)
        The sample.
    W : array_like, shape (m, n)
        The weights, one row per unit.
    b : array_like, shape (m,)
        The biases.
    activation : {"relu", "sigmoid", "tanh", "identity"} or None
        The nonlinearity; None is "identity".

    Returns
    -------
    ndarray, shape (m,)
        The activations of the m units; without inputs, n = 0, those of b.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, W x + b overflows, or the
        activation is unknown.

    Examples
    --------
    >>> print(forward_layer([1, 2], W=[[1, 1], [1, -1]], b=[0.5, 0]))
    [3.5 0. ]
    """
    x = as_array(x, "x", ndim=1)
    return forward_layer_batch(x[np.newaxis], W, b, activation)[0]


def forward_layer_batch(X, W, b, activation="relu"):
    """One layer for a batch of samples: activation(X Wᵀ + b), row by row.

    Parameters
    ----------
    X : array_like, shape (..., n)
        The samples, one per row. Any leading axes will do, such as (batch, tokens, n); no
        samples give no rows.
    W : array_like, shape (m, n)
        The weights, one row per unit.
    b : array_like, shape (m,)
        The biases, added to every row.
    activation : {"relu", "sigmoid", "tanh", "identity"} or None
        The nonlinearity; None is "identity".

    Returns
    -------
    ndarray, shape (..., m)
        Row i holds the activations for sample i.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit, an entry is not a finite number, X Wᵀ + b overflows, or the
        activation is unknown.

    Examples
    --------
    >>> print(forward_layer_batch([[1, 2], [0, 1]], W=[[1, 1], [1, -1]], b=[0.5, 0]))
    [[3.5 0. ]
     [1.5 0. ]]
    """
    X = as_array(X, "X", finite=False)
    if X.ndim < 2:
        raise ValueError(f"X must have samples as rows, but has shape {X.shape}")
    W, b = as_layer(W, b, X.shape[-1], finite=False)
    activation = "identity" if activation is None else activation
    check_choice(tuple(ACTIVATIONS), activation=activation)
    with np.errstate(all="ignore"):  # the next line tells
        Z = X @ W.T + b
    check_result(Z, "X Wᵀ + b", X=X, W=W, b=b)
    return ACTIVATIONS[activation](Z)


def random_weights(n_out, n_in, rng, scheme="he"):
    """Initial weights of a layer, drawn so that the signal keeps its size from layer to layer.

    Parameters
    ----------
    n_out, n_in : int
        Number of units of the layer, and of its inputs.
    rng : numpy.random.Generator
        Where the random numbers come from.
    scheme : {"he", "xavier"} or float
        The standard deviation: "he" is sqrt(2 / n_in), for ReLU; "xavier" is
        sqrt(2 / (n_in + n_out)), for tanh and sigmoid; a number is taken as it is.

    Returns
    -------
    ndarray, shape (n_out, n_in)
        Normally distributed weights with mean 0.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, rng is no Generator, or the scheme is unknown.

    Notes
    -----
    He, Zhang, Ren and Sun, "Delving Deep into Rectifiers", ICCV 2015, equation 10; Glorot and
    Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.

    Examples
    --------
    >>> W = random_weights(200, 100, np.random.default_rng(0), scheme="he")
    >>> print(W.shape, f"{W.std():.3f}")
    (200, 100) 0.141
    """
    check_integer(1, 2**31, n_out=n_out, n_in=n_in)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator, but is {type(rng).__name__}")
    if isinstance(scheme, str):
        check_choice(("he", "xavier"), scheme=scheme)
        scheme = np.sqrt(2 / n_in if scheme == "he" else 2 / (n_in + n_out))
    elif not isinstance(scheme, Real):
        came = f"is {type(scheme).__name__}"
        raise TypeError(f"scheme must be 'he', 'xavier' or a number from 0, but {came}")
    check_number(0, np.inf, scheme=scheme)
    return rng.normal(0, scheme, (n_out, n_in))
