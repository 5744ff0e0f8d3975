"""Gradients: backpropagation through two layers, and the numerical check of any gradient."""

import numpy as np

from ._validation import as_array, as_layer, check_length, check_not_empty
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
    W1, b1 = as_layer(W1, b1, len(x), "W1", "b1")
    W2, b2 = as_layer(W2, b2, len(W1), "W2", "b2")
    z1 = W1 @ x + b1
    z2 = W2 @ relu(z1) + b2
    check_length(y_true, "y_true", len(z2), f"the network has {len(z2)} outputs")
    dz2 = 2 * (sigmoid(z2) - y_true) * sigmoid_derivative(z2)
    dz1 = (W2.T @ dz2) * relu_derivative(z1)
    return {"dW1": np.outer(dz1, x), "dW2": np.outer(dz2, relu(z1)), "db1": dz1, "db2": dz2}


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
        (f(x + step·e) - f(x - step·e)) / (2·step) for each unit vector e, in float64.

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
    if not callable(f):
        raise TypeError(f"f must be a function, but is {type(f).__name__}")
    x = as_array(x, "x").astype(np.float64)  # a copy: f sees it change, the caller does not
    check_not_empty(x, "x")
    check_number(np.finfo(float).tiny, np.inf, step=step)
    gradient = np.empty_like(x)
    for i in np.ndindex(x.shape):
        here = x[i]
        x[i] = here + step
        if x[i] == here:
            raise ValueError(f"step must change x, but {step} is lost in {here}")
        above = _scalar(f(x))
        x[i] = here - step
        gradient[i] = (above - _scalar(f(x))) / (2 * step)
        x[i] = here
    return gradient


def _scalar(value):
    """The value of f as a float, or an error that names f."""
    value = as_array(value, "f's result")
    if value.size != 1:
        raise ValueError(f"f must return one number, but returned shape {value.shape}")
    return float(value.reshape(()))
