"""The checks of notebook 04, Neural Network Forward Pass."""

from dataclasses import dataclass
from itertools import pairwise, product
from numbers import Real

import numpy as np

from ..activations import relu, sigmoid
from ..layers import forward_layer_batch
from .judging import NOT_ATTEMPTED, Exercise, Outcome


def _n_parameters(sizes):
    """Weights and biases of each layer: m·n + m."""
    return sum(m * n + m for n, m in pairwise(sizes))


def _last_layer_forgotten(sizes):
    return _n_parameters(sizes[:-1])


def _weights_only(sizes):
    return sum(m * n for n, m in pairwise(sizes))


def _biases_of_inputs(sizes):
    return _n_parameters(sizes) + sizes[0]


def _one_bias_a_layer(sizes):
    return _weights_only(sizes) + len(sizes) - 1


def _biases_per_input(sizes):
    return sum(m * n + n for n, m in pairwise(sizes))


def _all_multiplied(sizes):
    return np.prod(sizes)


def _layer_by_layer(sizes):
    return [m * n + m for n, m in pairwise(sizes)]


def _leaky_relu(z, leak=0.01):
    """z where it is positive, else leak · z; and the derivative of that."""
    z = np.asarray(z, dtype=float)
    return np.where(z > 0, z, leak * z), np.where(z > 0, 1.0, leak)


def _plain_relu(z, leak=0.01):
    return relu(z), np.where(z > 0, 1.0, 0.0)


def _leaks_a_constant(z, leak=0.01):
    return np.where(z > 0, z, leak), _leaky_relu(z, leak)[1]


def _greater_than_leak(z, leak=0.01):
    return np.maximum(leak, z), _leaky_relu(z, leak)[1]


def _leaks_upwards(z, leak=0.01):
    return np.where(z > 0, z, -leak * z), _leaky_relu(z, leak)[1]


def _fixed_leak(z, leak=0.01):
    return _leaky_relu(z, 0.01)


def _flat_derivative(z, leak=0.01):
    return _leaky_relu(z, leak)[0], _plain_relu(z)[1]


def _value_as_derivative(z, leak=0.01):
    return _leaky_relu(z, leak)[0], np.where(z > 0, z, leak)


def _derivative_one_at_zero(z, leak=0.01):
    return _leaky_relu(z, leak)[0], np.where(z >= 0, 1.0, leak)


def _cut_to_integers(z, leak=0.01):
    return tuple(part.astype(z.dtype) for part in _leaky_relu(z, leak))


def _values_cut_to_integers(z, leak=0.01):
    values, derivatives = _leaky_relu(z, leak)
    return values.astype(z.dtype), derivatives


def _derivatives_cut_to_integers(z, leak=0.01):
    values, derivatives = _leaky_relu(z, leak)
    return values, derivatives.astype(z.dtype)


def _swapped(z, leak=0.01):
    return _leaky_relu(z, leak)[::-1]


def _collapse(W1, b1, W2, b2):
    """W2 (W1 x + b1) + b2, multiplied out."""
    W1, b1, W2, b2 = map(np.asarray, (W1, b1, W2, b2))
    return W2 @ W1, W2 @ b1 + b2


def _wrong_order(W1, b1, W2, b2):
    return W1 @ W2, W2 @ b1 + b2


def _bias_not_carried(W1, b1, W2, b2):
    return W2 @ W1, b1 + b2


def _first_bias_forgotten(W1, b1, W2, b2):
    return W2 @ W1, b2


def _second_bias_forgotten(W1, b1, W2, b2):
    return W2 @ W1, W2 @ b1


def _biases_added_first(W1, b1, W2, b2):
    return W2 @ W1, W2 @ (b1 + b2)


def _entry_by_entry(W1, b1, W2, b2):
    return W2 * W1, W2 @ b1 + b2


def _transposed(W1, b1, W2, b2):
    return (W2 @ W1).T, W2 @ b1 + b2


def _wrong_order_and_bias(W1, b1, W2, b2):
    return W1 @ W2, b1 + b2


def _wrong_order_throughout(W1, b1, W2, b2):
    return W1 @ W2, W1 @ b2 + b1


def _bias_through_first(W1, b1, W2, b2):
    return W2 @ W1, W1 @ b1 + b2


def _bias_through_both(W1, b1, W2, b2):
    return W2 @ W1, W2 @ W1 @ b1 + b2


def _only_the_matrix(W1, b1, W2, b2):
    return W2 @ W1


def _bias_first(W1, b1, W2, b2):
    return _collapse(W1, b1, W2, b2)[::-1]


def _layers_added(W1, b1, W2, b2):
    return W1 + W2, b1 + b2


def _counting(thresholds, outputs, bias=0.0):
    """Weights of units relu(x1 + x2 + x3 - t), one for each threshold t, and of the output."""

    def weights():
        m = len(thresholds)
        return np.ones((m, 3)), -np.array(thresholds, float), np.array([outputs], float), [bias]

    return weights


class _NetworkExercise(Exercise):
    """An exercise whose answer gives the weights of a network, judged by what the network says."""

    def verdict(self, answer):
        """The verdict on a function that returns W1, b1, W2, b2."""
        if not callable(answer):
            return super().verdict(answer)
        name, given = getattr(answer, "__name__", "your function"), Outcome.of(answer, ())
        if given.is_blank or _holds_blanks(given.value):
            return NOT_ATTEMPTED
        if given.error:
            return f"not yet. {name}() raised {given.described}."
        try:
            outputs = self._outputs(given.value)
        except (TypeError, ValueError) as error:
            return f"not yet. The weights of {name}() make no network for three inputs: {error}."
        return self._said(name, outputs)

    def _said(self, name, outputs):
        """The verdict on what a network gives."""
        says, right = outputs > 0.5, self._outputs(self.reference()) > 0.5
        if np.array_equal(says, right):
            return f"right. {self.praise}"
        k = np.argmax(says != right)
        found = (
            "exceeds 0.5; here it should not" if says[k] else "does not exceed 0.5; here it should"
        )
        known = [t for w, t in self.mistakes if np.array_equal(says, self._outputs(w()) > 0.5)]
        x = self.cases[k][0].astype(int).tolist()
        problem = f"For x = {x} the network of {name}() gives {outputs[k]:.4g}, which {found}."
        return " ".join(["not yet.", problem, *known[:1]])

    def _outputs(self, weights):
        """What the network of these weights gives for each case, shape (number of cases,)."""
        if not isinstance(weights, tuple | list) or len(weights) != 4:
            raise ValueError("W1, b1, W2 and b2 are expected")
        X, (W1, b1, W2, b2) = np.concatenate(self.cases), weights
        H = forward_layer_batch(X, W1, b1)
        outputs = forward_layer_batch(H, np.atleast_2d(W2), np.atleast_1d(b2), None)
        if outputs.shape[1] != 1:
            raise ValueError(f"it should have one output, but has {outputs.shape[1]}")
        return outputs[:, 0].round(9)


def _holds_blanks(value):
    """Whether something of a starter is left among the weights."""
    return isinstance(value, tuple | list) and any(part is ... or part is None for part in value)


@dataclass(frozen=True)
class _Activation:
    """An activation that is shown by its name."""

    name: str
    function: object

    def __call__(self, z):
        return self.function(np.asarray(z, dtype=float))

    def __repr__(self):
        return self.name


def _softplus(z):
    return np.logaddexp(0, z)


def _leaky(z):
    return np.where(z > 0, z, 0.2 * z)


GRID = np.linspace(-12, 12, 24001)
DENSITY = np.exp(-(GRID**2) / 2) / np.exp(-(GRID**2) / 2).sum()


def _initial_std(activation, n):
    """1 / sqrt(n · E[activation(z)²]), with z standard normal."""
    return 1 / np.sqrt(n * (DENSITY * activation(GRID) ** 2).sum())


def _always_he(activation, n):
    return np.sqrt(2 / n)


def _linear(activation, n):
    return 1 / np.sqrt(n)


def _the_variance(activation, n):
    return _initial_std(activation, n) ** 2


def _n_under_no_root(activation, n):
    return _initial_std(activation, n) / np.sqrt(n)


def _square_of_mean(activation, n):
    return 1 / np.sqrt(n * (DENSITY * activation(GRID)).sum() ** 2)


def _centered(activation, n):
    mean = (DENSITY * activation(GRID)).sum()
    return 1 / np.sqrt(n * (DENSITY * (activation(GRID) - mean) ** 2).sum())


def _unweighted(low, high):
    """The mean over an interval where each z counts alike."""

    def initial_std(activation, n):
        z = np.linspace(low, high, 20001)
        return 1 / np.sqrt(n * (activation(z) ** 2).mean())

    return initial_std


def _inputs_forgotten(activation, n):
    return _initial_std(activation, 1)


def _mean_without_square(activation, n):
    return 1 / np.sqrt(n * (DENSITY * activation(GRID)).sum())


def _upside_down(activation, n):
    return np.sqrt((DENSITY * activation(GRID) ** 2).sum() / n)


WHOLE = "For whole numbers z, too, make arrays of floats: np.empty(z.shape), not np.empty_like(z)."
UNWEIGHTED = (
    "z follows the normal distribution: in a mean over a grid, z near 0 must count for more."
)


class _EstimateExercise(Exercise):
    """An exercise whose answer may be estimated, so that wrong answers carry noise."""

    def _diagnosis(self, outcomes):
        """The known mistake, or what an answer close to the right one, or to a multiple, lacks."""
        if known := super()._diagnosis(outcomes):
            return known
        got = [outcome.value for outcome in outcomes]
        if not all(isinstance(value, Real) and np.isfinite(value) for value in got):
            return ""
        ratio = np.array(got) / [self.reference(*case) for case in self.cases]
        if np.all(np.abs(ratio - 1) < 0.1):
            return (
                " That is close everywhere, but not within 1%. If you draw z, draw more often; "
                "if you use a grid, make it finer and wider."
            )
        if np.ptp(ratio) < 0.01 * ratio.mean():
            return (
                f" Each case is off by the same factor, {ratio.mean():.3g}. If you weight a mean, "
                "divide by the sum of the weights."
            )
        return ""

    def _alike(self, got, wrong):
        """As for any exercise; but where the mistake divides by nearly 0, any nonsense is alike."""
        values = got.value, wrong.value
        if all(isinstance(value, Real) for value in values) and not abs(wrong.value) < 100:
            return not 0 <= got.value <= 0.5
        return super()._alike(got, wrong)


check_n_parameters = Exercise(
    "Exercise 4.1",
    _n_parameters,
    cases=(([3, 2],), ([4, 8, 6, 2],), ([64, 32, 10],), ([1, 1],), ([5, 7, 7, 2, 3],)),
    mistakes=(
        (_weights_only, "Those are the weights; each unit has a bias as well."),
        (_last_layer_forgotten, "The last layer is missing: its units are sizes[-1]."),
        (_biases_of_inputs, "The inputs are numbers that come in: they have no biases."),
        (_one_bias_a_layer, "Each unit has a bias of its own, not each layer."),
        (_biases_per_input, "A layer has as many biases as it has units, not as inputs."),
        (_all_multiplied, "Only neighbouring layers are joined: add m·n + m over the layers."),
        (_layer_by_layer, "Those are the layers' numbers: add them up, return one number."),
    ),
    praise="Each layer brings m·n weights and m biases, (n + 1)·m together.",
)

check_leaky_relu = Exercise(
    "Exercise 4.2",
    _leaky_relu,
    cases=(
        (np.array([-2.0, 0.5, 3.0]), 0.1),
        (np.array([-1.0, 0.0, 1.0]), 0.25),
        (np.array([-7, 4, 0]), 0.3),
        (np.array([[-1e3, 2e-3], [5.0, -4e-3]]), 0.01),
        (np.array([-3.0, 3.0]), 0.0),
    ),
    mistakes=(
        (_plain_relu, "That is the ReLU itself; negative z should give leak · z, not 0."),
        (_leaks_a_constant, "Below 0 the value is leak times z, not the leak itself."),
        (_greater_than_leak, "Compare z with leak times z, not with the leak itself."),
        (_leaks_upwards, "Below 0 the value is negative: leak times z, no change of sign."),
        (_fixed_leak, "Use the argument leak; 0.01 is only its default."),
        (_flat_derivative, "The values are right, but below 0 the derivative is the leak."),
        (
            _value_as_derivative,
            "The values are right; above 0 the derivative of z is 1, not z.",
        ),
        (_derivative_one_at_zero, "At exactly 0 take the derivative from the left, the leak."),
        (_cut_to_integers, WHOLE),
        (_values_cut_to_integers, WHOLE),
        (_derivatives_cut_to_integers, WHOLE),
        (_swapped, "Return the values first, then the derivatives."),
    ),
    praise="A unit that leaks never has derivative 0, so it can always learn.",
)

check_collapse = Exercise(
    "Exercise 4.3",
    _collapse,
    cases=(
        (
            np.array([[1.0, 2.0], [0.0, 1.0]]),
            np.array([1.0, -1.0]),
            np.array([[0.0, 1.0], [3.0, 0.0]]),
            np.array([2.0, 0.5]),
        ),
        (
            np.array([[1.0, -2.0, 0.5], [4.0, 0.0, 3.0]]),
            np.array([0.5, -1.5]),
            np.array([[2.0, 1.0], [0.0, -1.0], [1.0, 1.0], [5.0, 0.25]]),
            np.arange(4.0),
        ),
        (np.array([[2, 3, -1]]), np.array([4]), np.array([[5]]), np.array([-6])),
        (np.eye(3)[::-1], np.array([1.0, 2.0, 3.0]), np.ones((1, 3)), np.array([10.0])),
    ),
    mistakes=(
        (_wrong_order, "The layer that comes first stands on the right of the product."),
        (
            _wrong_order_and_bias,
            "The layer that comes first stands on the right, and b1 has to pass W2.",
        ),
        (_wrong_order_throughout, "You let the second layer act first: W1 acts on x."),
        (_bias_not_carried, "The second layer multiplies b1 as well, before it adds b2."),
        (_first_bias_forgotten, "W is right, but what became of b1? It passes layer two."),
        (_second_bias_forgotten, "W is right, but what became of b2? It is added at the end."),
        (_biases_added_first, "b2 is added after W2: only b1 passes it."),
        (_entry_by_entry, "The product of matrices is @; * multiplies entry by entry."),
        (_transposed, "That is W transposed: W2 @ W1 already has its rows and columns right."),
        (_bias_through_first, "b1 is added after W1: only W2 still acts on it."),
        (_bias_through_both, "b1 is added after W1: only W2 still acts on it, not W2 W1."),
        (_only_the_matrix, "That is W; return b as well, two results."),
        (_bias_first, "Return W first, then b."),
        (_layers_added, "Layers follow one another: multiply their matrices, do not add them."),
    ),
    praise="However deep, affine layers alone are one affine layer.",
)

check_one_of_three = _NetworkExercise(
    "Exercise 4.4",
    _counting([0, 1], [1, -2]),
    cases=tuple((np.array(x, float),) for x in sorted(product((0, 1), repeat=3), key=sum)),
    mistakes=(
        (_counting([0, 1], [1, -1]), "It says 1 for at least one; two and three are too many."),
        (_counting([0, 1, 2], [1, -2, 2]), "That is parity: it says 1 for three ones too."),
        (_counting([0, 1], [-1, 0], 1.5), "It says 1 for no ones, too: at most one."),
        (_counting([1, 2], [1, -2]), "It looks for exactly two: each threshold is 1 too high."),
        (_counting([0, -1], [1, -2]), "A unit max(0, s - t) has the bias -t: yours is +t."),
        (_counting([0, 1], [-1, 2], 1), "It is upside down: 0 where 1 is right, and 1 for 0."),
    ),
    praise="Two hidden units are enough: one grows with the sum, one turns it around at 1.",
)

check_initial_std = _EstimateExercise(
    "Exercise 4.5",
    _initial_std,
    cases=(
        (_Activation("relu", relu), 100),
        (_Activation("identity", lambda z: z), 25),
        (_Activation("tanh", np.tanh), 400),
        (_Activation("sigmoid", sigmoid), 64),
        (_Activation("leaky_relu", _leaky), 10),
        (_Activation("softplus", _softplus), 1000),
    ),
    mistakes=(
        (_always_he, "That is He's for every activation: the 2 comes from the ReLU alone."),
        (_linear, "That is the rule without an activation: measure what yours makes of z."),
        (_inputs_forgotten, "The sum has n terms: where is n?"),
        (_mean_without_square, "The rule needs the mean of the squares of the activations."),
        (_the_variance, "That is the variance; the standard deviation is its square root."),
        (_n_under_no_root, "The root covers n as well: 1 / sqrt(n · mean of squares)."),
        (_square_of_mean, "Take the mean of the squares, not the square of the mean."),
        (
            _centered,
            "That is the variance of the activations; here their mean counts too: "
            "take the mean of the squares.",
        ),
        *((_unweighted(-reach, reach), UNWEIGHTED) for reach in (1, 2, 3, 4, 5, 6, 8, 10, 12)),
        (_unweighted(0, 1), UNWEIGHTED),
        (_upside_down, "Where the activation makes signals smaller, weights must be larger."),
    ),
    praise="ReLU gives He's 2/n, no activation 1/n, and tanh, since it shrinks z, 2.5/n.",
    rtol=0.01,
)
