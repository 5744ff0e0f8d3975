"""The judge of the exercises: not attempted yet, not yet right and why, or right.

A check is an Exercise, called with an answer: ``check_softmax(my_softmax)`` prints the verdict.

An exercise is a reference solution, the cases to compare on, and the mistakes that learners make:
functions too, each with the sentence that helps whoever made it.
"""

import copy
import traceback
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import CodeType

import numpy as np

from ..measuring import measure_memory

NOT_ATTEMPTED = "not attempted yet. Replace the ... and run the cell again."
NOTHING_RETURNED = "not attempted yet: it returns nothing. Replace the ... and return the result."
SHOWN = 12  # arrays of no more entries are shown in full


@dataclass(frozen=True)
class Limit:
    """How much memory a right answer may hold at its peak.

    Parameters
    ----------
    arguments : callable
        Makes the arguments to measure with, a tuple, before the measuring begins.
    most : int
        Bytes.
    sentence : str
        What is said above that; ``{held}`` stands for what was held, as in "3.2 MB".
    """

    arguments: Callable
    most: int
    sentence: str

    def problem(self, answer):
        """The sentence if the answer holds more or fails on the arguments, else None."""
        if tracemalloc.is_tracing():  # someone else measures: only one can
            return None
        arguments = self.arguments()
        try:
            peak = measure_memory(lambda: answer(*arguments))[1]
        except (Exception, SystemExit) as error:
            return f"On larger input it raised {type(error).__name__}: {error}."
        return self.sentence.format(held=f"{peak / 1e6:.1f} MB") if peak > self.most else None


@dataclass(frozen=True, eq=False, repr=False)
class Exercise:
    """What is needed to judge an answer; call it with one.

    Parameters
    ----------
    label : str
        For example "Exercise 4.1".
    reference : callable or value
        The right answer: a function, or the value asked for.
    cases : sequence of tuples
        The arguments to compare on; the first is the one that is read most easily, and the
        others leave no room for an answer that is right by chance. Not needed for a value.
    mistakes : sequence of (callable or value, str)
        Wrong answers that are likely, each with what to tell those who give it.
    praise : str
        What is said after "right": the point to take along.
    rtol, atol : float
        How close each number must come to the reference: atol + rtol · |expected|.
    last_case : str
        What is said, if no known mistake fits, when all cases but the last are right.
    close : str
        What is said, if no known mistake fits, when the numbers shown are right to some percent.
    limit : Limit, optional
        What a right answer may hold in memory.
    without : tuple of str
        Names that a right answer may not use: what the exercise asks to build.
    """

    label: str
    reference: object
    cases: tuple = ((),)
    mistakes: tuple = ()
    praise: str = ""
    rtol: float = 1e-7
    atol: float = 1e-9
    last_case: str = ""
    close: str = ""
    limit: Limit | None = None
    without: tuple = ()

    def __call__(self, answer):
        """Print the verdict on an answer: a function, or a value where a value is asked for.

        Nothing that the answer does is an error here: whatever it raises becomes the verdict.
        """
        print(f"{self.label}: {self.verdict(answer)}")

    def verdict(self, answer):
        """The verdict as text: "right", "not attempted yet" or "not yet" and the reason."""
        if _is_blank(answer):
            return NOT_ATTEMPTED
        if callable(self.reference) != callable(answer):
            wanted = "a function" if callable(self.reference) else "a value, not a function"
            return f"not yet. The answer should be {wanted}, but is {_show(answer)}."
        outcomes = [Outcome.of(answer, case) for case in self.cases]
        if all(outcome.is_blank for outcome in outcomes):
            return NOTHING_RETURNED
        for case, outcome in zip(self.cases, outcomes, strict=True):
            problem = self._compare(outcome, Outcome.of(self.reference, case))
            if problem and callable(answer):
                diagnosis = self._diagnosis(outcomes) or self._closeness(outcome, case)
                return f"not yet. {_call(answer, case)}{problem}.{diagnosis}"
            if problem:  # the value asked for is not given away
                return f"not yet. {_show(answer)} is not it.{self._diagnosis(outcomes)}"
        excess = self._borrowed(answer) or (self.limit and self.limit.problem(answer))
        return f"not yet. {excess}" if excess else f"right. {self.praise}".rstrip()

    def _borrowed(self, answer):
        """What is said if a right answer uses a name that it should do without, or None."""
        used = set() if answer is self.reference else _names_in(getattr(answer, "__code__", None))
        names = [name for name in self.without if name in used]
        return names and f"The values are right; now write it without {', '.join(names)}."

    def _compare(self, got, expected):
        """What is wrong with an outcome, or None."""
        if expected.error:
            if got.error and isinstance(got.error, type(expected.error)):
                return None
            came = f"raised {got.described}" if got.error else f"returned {_show(got.value)}"
            return f" should raise {type(expected.error).__name__}, but {came}"
        if got.error:
            return f" raised {got.described}"
        if got.is_blank:
            return " returns nothing"
        problem = difference(got.value, expected.value, self.rtol, self.atol)
        if problem is None and got.changed_input:
            return " gives the right result, but changes its input: work on a copy"
        return problem and f" {problem}"

    def _diagnosis(self, outcomes):
        """The sentence for the known mistake that gives just that, or for the last case."""
        for mistake, sentence in self.mistakes:
            pairs = zip(outcomes, self.cases, strict=True)
            if all(self._alike(got, Outcome.of(mistake, case)) for got, case in pairs):
                return f" {sentence}"
        pairs = zip(outcomes[:-1], self.cases[:-1], strict=True)
        others = all(self._compare(o, Outcome.of(self.reference, c)) is None for o, c in pairs)
        return f" {self.last_case}" if self.last_case and others else ""

    def _closeness(self, got, case):
        """What is said of an outcome within a twentieth of the largest number expected."""
        expected = Outcome.of(self.reference, case)
        if not self.close or got.error or expected.error:
            return ""
        margin = 0.05 * np.max(np.abs(expected.value), initial=0)
        return "" if difference(got.value, expected.value, 0, margin) else f" {self.close}"

    def _alike(self, got, wrong):
        """Whether an answer fails or computes just as a known mistake does."""
        if got.error or wrong.error:
            return type(got.error) is type(wrong.error)
        return difference(got.value, wrong.value, self.rtol, self.atol) is None


@dataclass(frozen=True)
class Outcome:
    """What a function gave for some arguments: a value or an error."""

    value: object = None
    error: BaseException | None = None
    changed_input: bool = False

    @classmethod
    def of(cls, function, arguments):
        """Call a function on copies of the arguments; a value stands for itself."""
        if not callable(function):
            return cls(function)
        given = copy.deepcopy(arguments)
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = function(*given)
        except (Exception, SystemExit) as error:
            return cls(error=error)
        return cls(value, None, difference(given, arguments, 0, 0) is not None)

    @property
    def is_blank(self):
        """Whether the function body is still the starter's ``...``."""
        return isinstance(self.error, NotImplementedError) or (
            self.error is None and _is_blank(self.value)
        )

    @property
    def described(self):
        """The error in a line, with the line of the answer that raised it."""
        frames = [f for f in traceback.extract_tb(self.error.__traceback__) if f.name != "of"]
        where = f" in line {frames[0].lineno}" if frames and frames[0].lineno else ""
        return f"{type(self.error).__name__}{where}: {str(self.error).split(chr(10))[0]}"


def difference(got, expected, rtol, atol):
    """Say how a result differs from the one expected, or return None where it does not.

    Tuples, lists and dicts are compared entry by entry, all else as arrays.
    """
    if isinstance(expected, dict):
        if not isinstance(got, dict) or set(got) != set(expected):
            return f"gives {_show(got)}, but a dict with the keys {sorted(expected)} is expected"
        return _first_difference(expected, got, expected, rtol, atol)
    if isinstance(expected, tuple):
        several = isinstance(got, tuple | list) or (isinstance(got, np.ndarray) and got.ndim > 0)
        if not several or len(got) != len(expected):
            return f"gives {_show(got)}, but {len(expected)} results are expected"
        return _first_difference(range(len(expected)), got, expected, rtol, atol)
    if isinstance(expected, str | bool | type(None)):
        if isinstance(got, np.generic) or (isinstance(got, np.ndarray) and got.ndim == 0):
            got = got.item()  # NumPy's own are as good
        same = type(got) is type(expected) and got == expected
        return None if same else f"gives {_show(got)}, but {_show(expected)} is expected"
    return _array_difference(got, np.asarray(expected), rtol, atol)


def _first_difference(keys, got, expected, rtol, atol):
    """The first entry that differs, with its name."""
    for key in keys:
        problem = difference(got[key], expected[key], rtol, atol)
        if problem:
            name = f"result {key + 1} of {len(expected)}" if isinstance(key, int) else repr(key)
            nested = " (in " in problem
            return f"{problem[:-1]}, in {name})" if nested else f"{problem} (in {name})"
    return None


def _array_difference(got, expected, rtol, atol):
    """How an array differs from the one expected: kind, shape or values."""
    try:
        array = np.asarray(got)
        numeric = array.dtype.kind in "biuf"
    except Exception:  # whatever an answer's own class may raise
        array, numeric = None, False
    if not numeric and expected.dtype.kind in "biuf":
        return f"gives {_show(got)}, but numbers are expected"
    shown, right = _told_apart(got, expected)
    wanted = f"gives {shown}, but {right} is expected"
    if array.shape != expected.shape:
        return f"{wanted}: the shape is {array.shape}, not {expected.shape}"
    if expected.ndim and expected.dtype.kind == "b" != array.dtype.kind:
        return f"gives {shown}, but True and False are expected"
    if numeric:
        same = np.isclose(array, expected, rtol=rtol, atol=atol, equal_nan=True)
    else:
        same = array == expected
    if np.all(same):
        return None
    return wanted if expected.size <= SHOWN else _first_entry_that_differs(array, expected, same)


def _first_entry_that_differs(got, expected, same):
    """Where an array that is too large to be shown first differs."""
    at = np.unravel_index(np.argmin(same), expected.shape)
    place = tuple(map(int, at)) if expected.ndim > 1 else int(at[0])
    shown, right = _told_apart(got[at], expected[at])
    return f"gives {_show(expected)} with {shown} at {place}, but {right} is expected there"


def _names_in(code):
    """The names that a function's code refers to, those of functions inside it too."""
    if not isinstance(code, CodeType):
        return set()
    return set(code.co_names).union(*map(_names_in, code.co_consts))


def _is_blank(value):
    """Whether a value is what an untouched starter gives."""
    return value is None or value is Ellipsis


def _call(function, arguments):
    """The call as one would type it: the counterexample."""
    shown = [_show(a) for a in arguments]
    return f"{getattr(function, '__name__', 'your function')}({', '.join(shown)})"


def _told_apart(got, expected):
    """Two values as text, with more digits where four do not tell them apart."""
    got, expected = (
        _without_rounding(v) if isinstance(v, np.ndarray) else v for v in (got, expected)
    )
    for digits in (4, 8, 16):
        shown, right = _show(got, digits), _show(expected, digits)
        if shown != right:
            break
    return shown, right


def _show(value, digits=4):
    """A value in few words: small arrays in full, large ones by their shape."""
    if isinstance(value, np.ndarray) and value.size > SHOWN:
        return f"an array of shape {value.shape}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_show, value)) + ")"
    if isinstance(value, np.ndarray | np.generic | float):
        text = np.array2string(np.asarray(value), precision=digits, separator=", ")
        return text.replace("\n", "")
    try:
        text = repr(value)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= 120 else text[:117] + "..."


def _without_rounding(array):
    """An array with 0 for what is but rounding beside its largest entry."""
    if array.dtype.kind != "f":
        return array
    largest = np.max(np.abs(array), initial=0, where=np.isfinite(array))
    return np.where(np.abs(array) < 1e-12 * largest, 0, array)
