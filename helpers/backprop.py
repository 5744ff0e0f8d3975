"""Gradients: backpropagation by layers, and two numerical checks of any gradient."""

import math

import numpy as np

from ._validation import as_array, as_layer, check_length, check_not_empty, first_not_finite
from .activations import relu, relu_derivative, sigmoid, sigmoid_derivative
from .parameters import check_number


def simple_backprop(x, y_true, W1, W2, b1, b2):
    """Gradients of the squared error of a network with one hidden layer, for one sample.

    The network is y = sigmoid(W2 relu(W1 x + b1) + b2), the loss the sum of (y - y_true)².

    Parameters
    ----------
    x : array_like, shape (n,)
        The sample.
    y_true : array_like, shape (m,)
        The target.
    W1, W2 : array_like, shapes (h, n) and (m, h)
        The weights of the hidden and of the output layer.
    b1, b2 : array_like, shapes (h,) and (m,)
        Their biases.

    Returns
    -------
    dict of str to ndarray
        "dW1", "dW2", "db1", "db2": the loss's derivative by each weight, in the weights' shapes.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or an entry is not a finite number.

    Notes
    -----
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.5.

    Examples
    --------
    >>> g = simple_backprop([1, 2], [1], W1=[[1, 0]], W2=[[2]], b1=[0], b2=[-2])
    >>> print({name: gradient.tolist() for name, gradient in g.items()})
    {'dW1': [[-0.5, -1.0]], 'dW2': [[-0.25]], 'db1': [-0.5], 'db2': [-0.25]}
    """
    x, y_true = as_array(x, "x", ndim=1), as_array(y_true, "y_true", ndim=1)
    W1, b1 = as_layer(W1, b1, len(x), "W1", "b1", "x")
    W2, b2 = as_layer(W2, b2, len(W1), "W2", "b2", "the output of W1")
    z1 = W1 @ x + b1
    z2 = W2 @ relu(z1) + b2
    check_length(y_true, "y_true", len(z2), f"the network has {len(z2)} outputs")
    dz2 = 2 * (sigmoid(z2) - y_true) * sigmoid_derivative(z2)
    dz1 = (W2.T @ dz2) * relu_derivative(z1)
    return {"dW1": np.outer(dz1, x), "dW2": np.outer(dz2, relu(z1)), "db1": dz1, "db2": dz2}


def backward_layer_batch(dZ, X, W):
    """Gradients of an affine layer Z = X Wᵀ + b, from the gradient of what comes out of it.

    Parameters
    ----------
    dZ : array_like, shape (..., m)
        The loss's derivative by each entry of Z.
    X : array_like, shape (..., n)
        What went into the layer: a row for each sample. Any leading axes will do, such as
        (batch, tokens, n), or none for a single sample.
    W : array_like, shape (m, n)
        The weights, one row per unit.

    Returns
    -------
    dW : ndarray, shape (m, n)
        Σ dz xᵀ over all rows, in all leading axes: a sum. The 1/N of a mean belongs in dZ.
        No rows give 0.
    db : ndarray, shape (m,)
        Σ dz over all rows.
    dX : ndarray, shape (..., n)
        dZ W: what the layer below goes on with.

    Raises
    ------
    TypeError, ValueError
        If the shapes do not fit or an entry is not a finite number.

    Notes
    -----
    Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 6.5.6.

    Examples
    --------
    >>> dW, db, dX = backward_layer_batch([[1], [2]], X=[[1, 0, 2], [0, 1, 1]], W=[[3, 4, 5]])
    >>> print(dW, db, dX.tolist())
    [[1. 2. 4.]] [3.] [[3.0, 4.0, 5.0], [6.0, 8.0, 10.0]]
    """
    dZ, X, W = as_array(dZ, "dZ"), as_array(X, "X"), as_array(W, "W", ndim=2)
    m, n = W.shape
    if X.ndim < 1 or X.shape[-1] != n:
        raise ValueError(f"X must have rows of {n} entries, as W has, but has shape {X.shape}")
    if dZ.shape != (*X.shape[:-1], m):
        expected = (*X.shape[:-1], m)
        raise ValueError(f"dZ must have shape {expected}, as X Wᵀ has, but has shape {dZ.shape}")
    N = math.prod(X.shape[:-1])  # reshape could not tell from -1 where m or n is 0
    rows_dZ, rows_X = dZ.reshape(N, m), X.reshape(N, n)
    return rows_dZ.T @ rows_X, rows_dZ.sum(axis=0), dZ @ W


def numerical_gradient(f, x, step=1e-5):
    """Gradient of a scalar function by central differences, entry by entry.

    Parameters
    ----------
    f : callable
        Takes an array of the shape of x, returns a number.
    x : array_like, any shape
        Where to take the gradient.
    step : float
        The step in each entry, absolute; positive.

    Returns
    -------
    ndarray, shape of x
        (f(x + step·e) - f(x - step·e)) / (2·step) for each unit vector e, in float64; divided is
        by the distance of the two places as they were rounded.

    Raises
    ------
    TypeError, ValueError
        If x is empty or not finite, the step is not positive or too small to change x, or f does
        not return one finite number.

    Notes
    -----
    The truncation error falls with step², the rounding error grows with 1/step; for values near 1
    the sum is least near the cube root of the machine precision, 6e-6. Press, Teukolsky,
    Vetterling and Flannery, *Numerical Recipes* (3rd ed., 2007), section 5.7.

    Examples
    --------
    >>> print(numerical_gradient(lambda x: (x**2).sum(), [1.0, -2.0]).round(6))
    [ 2. -4.]
    """
    x = _start(f, x, step)  # a copy: f sees it change, the caller does not
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        here, above, below = x[i], x[i] + step, x[i] - step
        if here in (above, below):
            raise ValueError(f"step must change x, but {step} is lost in {here}")
        x[i] = above
        rise = _scalar(f(x))
        x[i] = below
        gradient[i] = (rise - _scalar(f(x))) / (above - below)  # the step as it was rounded
        x[i] = here
    return gradient


def complex_step_gradient(f, x, step=1e-20):
    """Gradient of a scalar function by a step into the complex plane, exact to rounding.

    Parameters
    ----------
    f : callable
        Takes a complex array of the shape of x, returns a complex number. It must be made of
        operations that have a complex derivative: +, *, @, exp, sin, a choice by the real part,
        and so on; not abs, norm, conj or .real.
    x : array_like, any shape
        Where to take the gradient; real.
    step : float
        The step in each entry, along the imaginary axis; positive.

    Returns
    -------
    ndarray, shape of x
        Im f(x + i·step·e) / step for each unit vector e, in float64.

    Raises
    ------
    TypeError
        If f is no function, or returns a real number: something threw the imaginary part away.
    ValueError
        If x is empty or not finite, the step is not positive, or f does not return one finite
        number.

    Notes
    -----
    Nothing is subtracted, so nothing cancels, and a step of 1e-20 leaves no truncation error.
    Squire and Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
    Review 40 (1998), 110–112.

    Examples
    --------
    >>> print(complex_step_gradient(lambda x: (x**2).sum(), [1.0, -2.0]))
    [ 2. -4.]
    """
    x = _start(f, x, step)
    gradient, moved = np.empty_like(x), x.astype(np.complex128)
    for i in np.ndindex(x.shape):
        moved[i] = complex(x[i], step)
        gradient[i] = _complex_scalar(f(moved)).imag / step
        moved[i] = x[i]
    return gradient


def _start(f, x, step):
    """A copy of x in float64, once f, x and step are known to be usable."""
    if not callable(f):
        raise TypeError(f"f must be a function, but is {type(f).__name__}")
    x = as_array(x, "x").astype(np.float64)
    check_not_empty(x, "x")
    check_number(np.finfo(float).tiny, np.inf, step=step)
    return x


def _scalar(value):
    """The value of f as a float, or an error that names f."""
    return float(_only(as_array(value, "f's result")))


def _complex_scalar(value):
    """The value of f as a complex number, or an error that names f."""
    array = np.asarray(value)
    if array.dtype.kind != "c":
        came = type(value).__name__ if array.ndim == 0 else f"dtype {array.dtype}"
        raise TypeError(
            f"f must return a complex number, but its result came as {came}: "
            "abs, norm and .real throw the imaginary part away"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"f's result must be finite, but holds {first_not_finite(array)}")
    return complex(_only(array))


def _only(array):
    """The one entry of an array, or an error that names f."""
    if array.size != 1:
        raise ValueError(f"f must return one number, but returned shape {array.shape}")
    return array.reshape(())[()]
