"""The checks of notebook 07, Vectorized Operations vs Loops."""

import sys

import numpy as np

from ..vectorization import pairwise_distances
from .judging import NOT_ATTEMPTED, Exercise, Limit, difference


def _intensity(m, n, q):
    """2·m·n·q operations on the bytes that move: A and B once, C there and back."""
    return 2 * m * n * q / (4 * (m * n + n * q + 2 * m * q))


def _half(m, n, q):
    return _intensity(m, n, q) / 2


def _per_number(m, n, q):
    return 4 * _intensity(m, n, q)


def _twice(m, n, q):
    return 2 * _intensity(m, n, q)


def _product_alone_in_double_precision(m, n, q):
    return 2 * m * n * q / (8 * (m * n + n * q + m * q))


def _moved_once(m, n, q):
    return 2 * m * n * q / (4 * (m * n + n * q + m * q))


def _product_moved_too(m, n, q):
    return 2 * m * n * q / (4 * (m * n + n * q + 3 * m * q))


def _C_forgotten(m, n, q):
    return 2 * m * n * q / (4 * (m * n + n * q))


def _upside_down(m, n, q):
    return 1 / _intensity(m, n, q)


def _one_addition_less(m, n, q):
    return m * q * (2 * n - 1) / (4 * (m * n + n * q + 2 * m * q))


def _one_addition_more(m, n, q):
    return m * q * (2 * n + 1) / (4 * (m * n + n * q + 2 * m * q))


def _read_by_the_loop(m, n, q):
    return 2 * m * n * q / (4 * 2 * m * n * q)


def _operations(m, n, q):
    return 2 * m * n * q


def _brackets_forgotten(m, n, q):
    return 2 * m * n * q / 4 * (m * n + n * q + 2 * m * q)


def _left_factor_forgotten(m, n, q):
    return 2 * m * n * q / (4 * (n * q + 2 * m * q))


def _in_bits(m, n, q):
    return _intensity(m, n, q) / 8


def _sizes_multiplied(m, n, q):
    return 2 * m * n * q / (4 * (m * n) * (n * q) * (2 * m * q))


def _square_matrices_only(m, n, q):
    return n / 8


def _divided_to_whole_numbers(m, n, q):
    return 2 * m * n * q // (4 * (m * n + n * q + 2 * m * q))


def _jumps(X, t):
    """How often neighbours in a row differ by more than t, for each row."""
    return (np.abs(np.diff(X, axis=1)) > t).sum(axis=1)


def _down_the_columns(X, t):
    return (np.abs(np.diff(X, axis=0)) > t).sum(axis=0)


def _rows_compared(X, t):
    return (np.abs(np.diff(X, axis=0)) > t).sum(axis=1)


def _only_upwards(X, t):
    return (np.diff(X, axis=1) > t).sum(axis=1)


def _only_downwards(X, t):
    return (np.diff(X, axis=1) < -t).sum(axis=1)


def _equal_counts(X, t):
    return (np.abs(np.diff(X, axis=1)) >= t).sum(axis=1)


def _around_the_end(X, t):
    return (np.abs(X - np.roll(X, 1, axis=1)) > t).sum(axis=1)


def _all_rows_together(X, t):
    return (np.abs(np.diff(X, axis=1)) > t).sum()


def _not_counted(X, t):
    return np.abs(np.diff(X, axis=1)) > t


def _summed_down(X, t):
    return (np.abs(np.diff(X, axis=1)) > t).sum(axis=0)


def _size_of_each(X, t):
    return (np.diff(np.abs(X), axis=1) > t).sum(axis=1)


def _all_pairs(X, t):
    return (np.abs(X[:, :, np.newaxis] - X[:, np.newaxis]) > t).sum(axis=(1, 2))


def _each_pair_once(X, t):
    return _all_pairs(X, t) // 2


def _less(X, t):
    return (np.abs(np.diff(X, axis=1)) < t).sum(axis=1)


def _whether_any(X, t):
    return (np.abs(np.diff(X, axis=1)) > t).any(axis=1)


def _share(X, t):
    return (np.abs(np.diff(X, axis=1)) > t).mean(axis=1)


def _added_up(X, t):
    gaps = np.abs(np.diff(X, axis=1))
    return np.where(gaps > t, gaps, 0).sum(axis=1)


class _LoopFreeExercise(Exercise):
    """An exercise whose answer must leave its loops to NumPy."""

    def verdict(self, answer):
        """The verdict on the values, then on how the lines that Python runs grow with them."""
        said = super().verdict(answer)
        if not said.startswith("right"):
            return said
        small, large = (self._lines(answer, rows) for rows in (4, 400))
        if large <= 2 * small + 20:
            return said
        return (
            "not yet. The values are right, but Python still goes through the data: for 100 times "
            f"the rows it runs {large / small:.0f} times as many lines. Let slices and sum do it."
        )

    @staticmethod
    def _lines(function, rows):
        """How many lines of Python a call runs on this many rows, those within NumPy included."""
        X, count = np.arange(5.0 * rows).reshape(rows, 5), 0

        def trace(frame, event, argument):
            nonlocal count
            count += 1
            return trace

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            function(X, 0.5)
        finally:
            sys.settrace(before)
        return count


_STRINGS = {
    "trace": "ii->",
    "column_sums": "ij->j",
    "row_dots": "ij,ij->i",
    "products": "ij,kj->ik",
    "batch": "bij,j->bi",
}


class _StringsExercise(Exercise):
    """An exercise whose answer gives subscripts for einsum, by the names of the cases."""

    def verdict(self, answer):
        """The verdict on a dict of strings: what the first wrong one computes."""
        if answer is ... or answer is None:
            return super().verdict(answer)
        if not isinstance(answer, dict) or set(answer) != set(self.reference):
            return f"not yet. A dict with the keys {', '.join(self.reference)} is expected."
        blank = [name for name, text in answer.items() if text is ... or text is None]
        if blank:
            some = f"not attempted yet: {', '.join(blank)}. Replace these ... too."
            return NOT_ATTEMPTED if len(blank) == len(answer) else some
        for name, *operands in self.cases:
            if problem := self._problem(answer[name], name, operands):
                return f"not yet. {name}: {answer[name]!r} {problem}"
        return f"right. {self.praise}"

    def _problem(self, text, name, operands):
        """What is wrong with one string, and the known mistake that it makes, or None."""
        if not isinstance(text, str):
            return "is no string."
        wanted, got = np.einsum(self.reference[name], *operands), None
        try:
            got = np.einsum(text, *operands)
            problem = difference(got, wanted, self.rtol, self.atol)
        except Exception as error:
            shapes = [a.shape for a in operands]
            problem = f"does not fit the shapes {shapes}: {str(error).strip(' .')}"
        known = [
            sentence
            for mistake, sentence in self.mistakes
            if mistake[name] != self.reference[name]
            and (
                mistake[name] == text.replace(" ", "")
                or self._computes(mistake[name], operands, got)
            )
        ]
        return problem and " ".join([f"{problem}.", *known[:1]])

    def _computes(self, text, operands, got):
        """Whether a string computes just that; some fit no shapes."""
        try:
            return difference(got, np.einsum(text, *operands), self.rtol, self.atol) is None
        except ValueError:
            return False


def _string_mistake(name, text, sentence):
    """The right strings but for one."""
    return _STRINGS | {name: text}, sentence


def _flattens(shape, strides):
    """Whether all steps between entries are alike, from the end of a row to the next row too."""
    (m, n), (down, along) = shape, strides
    return np.bool_(m == 1 or n == 1 or down == n * along)


def _always(shape, strides):
    return True


def _never(shape, strides):
    return False


def _only_without_gaps(shape, strides):
    return strides == (8 * shape[1], 8)


def _neighbours_adjoin(shape, strides):
    return strides[1] == 8


def _rows_longer_than_columns(shape, strides):
    return strides[0] >= strides[1]


def _counts_rows(shape, strides):
    return 1 in shape or strides[0] == shape[0] * strides[1]


def _single_rows_forgotten(shape, strides):
    return strides[0] == shape[1] * strides[1]


def _directions_forgotten(shape, strides):
    return 1 in shape or abs(strides[0]) == shape[1] * abs(strides[1])


def _or_transposed(shape, strides):
    return bool(_flattens(shape, strides) or _flattens(shape[::-1], strides[::-1]))


def _single_columns_forgotten(shape, strides):
    return shape[0] == 1 or strides[0] == shape[1] * strides[1]


def _only_single_columns(shape, strides):
    return shape[1] == 1 or strides[0] == shape[1] * strides[1]


def _one_step_short(shape, strides):
    return 1 in shape or strides[0] == (shape[1] - 1) * strides[1]


def _forwards_only(shape, strides):
    return bool(_flattens(shape, strides)) and strides[1] >= 0


def _moving_only(shape, strides):
    return 1 in shape or (strides[0] == shape[1] * strides[1] and strides[0] != 0)


def _divided(shape, strides):
    return 1 in shape or strides[0] / strides[1] == shape[1]


def _is_a_copy(shape, strides):
    return not _flattens(shape, strides)


def _in_words(shape, strides):
    return "view" if _flattens(shape, strides) else "copy"


def _nearest(X, Y, rows):
    """The nearest row of Y for each row of X, a block of rows at a time."""
    blocks = [X[start : start + rows] for start in range(0, len(X), rows)]
    return np.concatenate([pairwise_distances(block, Y).argmin(axis=1) for block in blocks])


def _last_block_dropped(X, Y, rows):
    return _nearest(X[: len(X) // rows * rows], Y, rows)


def _first_block_only(X, Y, rows):
    return _nearest(X[:rows], Y, rows)


def _for_each_of_Y(X, Y, rows):
    return pairwise_distances(X, Y).argmin(axis=0)


def _for_each_of_Y_in_blocks(X, Y, rows):
    starts = range(0, len(X), rows)
    parts = [pairwise_distances(X[start : start + rows], Y) for start in starts]
    return np.concatenate([part.argmin(axis=0) for part in parts])


def _blocks_of_Y(X, Y, rows):
    starts = range(0, len(Y), rows)
    parts = [pairwise_distances(X, Y[start : start + rows]) for start in starts]
    return np.concatenate([part.argmin(axis=1) for part in parts])


def _one_of_each_block(X, Y, rows):
    starts = range(0, len(X), rows)
    return np.array([pairwise_distances(X[start : start + rows], Y).argmin() for start in starts])


def _among_X(X, Y, rows):
    return _nearest(X, X, rows)


def _the_points(X, Y, rows):
    return Y[_nearest(X, Y, rows)]


def _a_block_from_each_row(X, Y, rows):
    parts = [pairwise_distances(X[start : start + rows], Y) for start in range(len(X))]
    return np.concatenate([part.argmin(axis=1) for part in parts])


def _the_distances(X, Y, rows):
    return pairwise_distances(X, Y).min(axis=1)


def _the_farthest(X, Y, rows):
    return pairwise_distances(X, Y).argmax(axis=1)


def _greatest_product(X, Y, rows):
    return (X @ Y.T).argmax(axis=1)


def _counted_from_the_block(X, Y, rows):
    return _nearest(X, Y, rows) + np.arange(len(X)) // rows * rows


def _expanded_where_it_stands(X, Y, rows):
    return ((X**2).sum(axis=1)[:, np.newaxis] + (Y**2).sum(axis=1) - 2 * X @ Y.T).argmin(axis=1)


FAR = (
    "Far from the origin digits are lost: by the expanded square, unless you move the mean of Y "
    "there first, or by float32."
)


def _points(N, M):
    """Two sets of random points with 4 coordinates."""
    rng = np.random.default_rng(0)
    return rng.random((N, 4)), rng.random((M, 4))


check_intensity = Exercise(
    "Exercise 7.1",
    _intensity,
    cases=((2, 3, 4), (1, 1000, 1), (1000, 1000, 1), (64, 64, 64), (3, 5, 7), (200, 1, 100)),
    mistakes=(
        (
            _half,
            "That is half: with each multiplication goes an addition, and a float32 has 4 bytes.",
        ),
        (_per_number, "That is for each number; a float32 has 4 bytes."),
        (_twice, "That is twice as much: 2·m·n·q operations, and a float32 has 4 bytes, not 2."),
        (
            _product_alone_in_double_precision,
            "Two operations a product, 4 bytes a number; A and B move once, C there and back.",
        ),
        (_moved_once, "C is read and written: m·q numbers, twice."),
        (_product_moved_too, "AB itself need not move: only A, B, and C there and back."),
        (_C_forgotten, "C has to be read and written, too: m·q numbers, twice."),
        (_upside_down, "That is bytes for each operation; turn it around."),
        (_one_addition_less, "The sum starts from C here: n additions, not n - 1."),
        (_one_addition_more, "The sum starts from C, not from 0: n additions, not n + 1."),
        (_read_by_the_loop, "At the least, each number is read once, not once in each operation."),
        (_operations, "Those are the operations: divide by the bytes."),
        (_brackets_forgotten, "x / 4 * y multiplies by y: put all the bytes into brackets."),
        (_left_factor_forgotten, "A has to be read, too: m·n numbers."),
        (_in_bits, "A float32 has 4 bytes: 32 is the number of its bits."),
        (_sizes_multiplied, "The matrices lie side by side: add their sizes."),
        (_square_matrices_only, "n/8 holds for square matrices only."),
        (_divided_to_whole_numbers, "Divide with /: // drops what follows the point."),
    ),
    praise="For n×n matrices that is n/8: numbers half as wide, but C moves twice.",
)

check_jumps = _LoopFreeExercise(
    "Exercise 7.2",
    _jumps,
    cases=(
        (np.array([[0.0, 3.0, 3.5, 0.0], [1.0, 1.0, 1.0, 1.0]]), 1.0),
        (np.array([[0.0, 2.0, 0.0], [2.0, 0.0, 5.0]]), 2.0),
        (np.array([[5, 0, 0, 9, -9], [0, 1, 2, 3, 4], [7, 7, 0, 7, 7]]), 1),
        (np.array([[1.0, 2.0]]), 0.5),
        (np.array([[4.0], [1.0]]), 1.0),
        (np.random.default_rng(0).standard_normal((5, 5)), 0.7),
    ),
    mistakes=(
        (_down_the_columns, "Neighbours stand side by side in a row: that is axis 1."),
        (_rows_compared, "Neighbours stand side by side in a row: that is axis 1."),
        (_only_upwards, "A fall counts, too: take the absolute value."),
        (_only_downwards, "A rise counts, too: take the absolute value."),
        (_equal_counts, "More than t: a difference of exactly t is no jump."),
        (_around_the_end, "The last entry of a row is no neighbour of the first."),
        (_all_rows_together, "One number for each row: sum along axis 1."),
        (_not_counted, "Those are the jumps, one by one: count them in each row."),
        (_added_up, "Count the jumps; do not add up how high they are."),
        (_summed_down, "One number for each row: sum along axis 1."),
        (_size_of_each, "Take the absolute value of the difference, not of the numbers."),
        (_all_pairs, "Neighbours only: compare X[:, 1:] with X[:, :-1]."),
        (_each_pair_once, "Neighbours only: compare X[:, 1:] with X[:, :-1]."),
        (_less, "Those are the steps below t: turn the comparison around."),
        (_whether_any, "That says whether there is a jump: count them by sum."),
        (_share, "That is their share: count them by sum."),
    ),
    praise="Two slices, a comparison and a sum: the loops still run, but none in Python.",
)

_rng = np.random.default_rng(1)
_A, _F, _D = _rng.random((3, 4)), _rng.random((3, 4)), _rng.random((5, 4))

check_strings = _StringsExercise(
    "Exercise 7.3",
    _STRINGS,
    cases=(
        ("trace", _rng.random((4, 4))),
        ("column_sums", _A),
        ("row_dots", _A, _F),
        ("products", _A, _D),
        ("batch", _rng.random((2, 3, 4)), _rng.random(4)),
    ),
    mistakes=(
        _string_mistake("trace", "ii->i", "That is the diagonal: drop its letter, to sum over it."),
        _string_mistake("trace", "ij->", "That adds up all entries: a diagonal repeats a letter."),
        _string_mistake("column_sums", "ij->i", "Those are sums of rows: which letter stays?"),
        _string_mistake("trace", "ij->i", "Those are sums of rows: a diagonal repeats a letter."),
        _string_mistake("column_sums", "ij->ij", "Nothing is summed yet: i must go."),
        _string_mistake("column_sums", "ij->", "That adds up all entries: j must stay."),
        _string_mistake("row_dots", "ij,ij->", "That adds up all rows: i must stay."),
        _string_mistake("row_dots", "ij,ij->ij", "Nothing is summed yet: j must go."),
        _string_mistake("row_dots", "ij,kj->ik", "That is each row with each row, not its own."),
        _string_mistake("row_dots", "ij,ij->j", "Those are the dots of columns: i must stay."),
        _string_mistake("products", "ij,jk->ik", "D.T swaps the letters of D: kj."),
        _string_mistake("products", "ij,kj->ki", "That is the transpose: i first, then k."),
        _string_mistake("products", "ij,kl->ik", "The shared index needs one letter in both."),
        _string_mistake("products", "ij,kj->ikj", "Nothing is summed yet: j must go."),
        _string_mistake("products", "ij,kj->", "That adds up all products: i and k must stay."),
        _string_mistake(
            "products", "ij,kj->jk", "i must stay and j must go: it is the shared one."
        ),
        _string_mistake("batch", "bij,i->bj", "T[b] @ v sums over the columns of T[b]: v has j."),
        _string_mistake("batch", "bij,j->bj", "i must stay and j must go: it is the shared one."),
        _string_mistake("batch", "bij,j->i", "That adds up the batch: b must stay."),
        _string_mistake("batch", "bij,j->ib", "Right numbers, other order: b comes first."),
        _string_mistake("batch", "bij,k->bi", "The shared index needs one letter in both."),
        _string_mistake("batch", "bij,j->bij", "Nothing is summed yet: j must go."),
    ),
    praise="A letter that is missing after the arrow is summed over; that is the whole rule.",
)

check_flattens = Exercise(
    "Exercise 7.4",
    _flattens,
    cases=(
        ((3, 4), (32, 8)),  # A
        ((4, 3), (8, 32)),  # A.T
        ((3, 2), (32, 8)),  # A[:, :2]
        ((3, 2), (32, 16)),  # A[:, ::2]
        ((3, 4), (-32, 8)),  # A[::-1]
        ((3, 4), (-32, -8)),  # A[::-1, ::-1]
        ((1, 4), (400, 16)),  # one row
        ((3, 1), (32, 8)),  # A[:, :1]
        ((3, 4), (0, 8)),  # a row, broadcast
        ((2, 5), (0, 0)),  # a number, broadcast
        ((3, 3), (72, 24)),
        ((2, 6), (16, 8)),  # overlapping windows
        ((2, 3), (12, 4)),  # float32
        ((4, 1), (0, 8)),
    ),
    mistakes=(
        (_always, "For A.T it is a copy: rows of A.T are columns in memory."),
        (_never, "A itself lies in memory as it should be flattened: no copy is needed."),
        (_only_without_gaps, "Gaps do no harm if all are alike: think of A[:, ::2]."),
        (_neighbours_adjoin, "And from the end of a row to the start of the next?"),
        (_rows_longer_than_columns, "Longer is not enough: the step must be the same throughout."),
        (_counts_rows, "A row has as many entries as there are columns, shape[1]."),
        (_single_rows_forgotten, "With one row, or one column, there is just one kind of step."),
        (_directions_forgotten, "The sign counts: with the rows backwards, the steps differ."),
        (_single_columns_forgotten, "With one column, as with one row, one kind of step is left."),
        (_only_single_columns, "With one row, as with one column, one kind of step is left."),
        (_one_step_short, "From a row's first entry to the next row's are n steps, not n - 1."),
        (_forwards_only, "All backwards is one step as well: A[::-1, ::-1]."),
        (_moving_only, "A step of 0 is one step as well: a single number, broadcast."),
        (_divided, "A stride can be 0 (a number, broadcast): multiply rather than divide."),
        (_is_a_copy, "The other way around: True stands for a view."),
        (_in_words, "Return True for a view and False for a copy, not a word."),
        (_or_transposed, "Flattening goes row by row: for A.T that is another order."),
    ),
    praise="A view needs one step that fits all entries; NumPy decides by this very rule.",
)

check_nearest = Exercise(
    "Exercise 7.5",
    _nearest,
    cases=(
        (np.array([[0.0], [5.0], [9.0]]), np.array([[1.0], [8.0]]), 2),
        (np.array([[0.0, 1.0], [3.0, 3.0]]), np.array([[0.0, 0.0], [4.0, 4.0], [9.0, 0.0]]), 5),
        (np.arange(14.0).reshape(7, 2) % 5, np.array([[0.0, 0.2], [3.1, 1.0], [2.0, 4.3]]), 1),
        (*np.random.default_rng(2).random((2, 10, 3)), 4),
        (*(1e8 + np.random.default_rng(3).random((2, 12, 3))), 5),
    ),
    mistakes=(
        (_last_block_dropped, "The last block may be shorter: go to len(X), not to full blocks."),
        (_first_block_only, "Go on after the first block, and put the parts together."),
        (_for_each_of_Y, "One index for each row of X: argmin along axis 1."),
        (_for_each_of_Y_in_blocks, "One index for each row of X: argmin along axis 1."),
        (_blocks_of_Y, "Cut X into blocks, not Y: each row of X needs all of Y."),
        (_one_of_each_block, "One index for each row of the block: argmin along axis 1."),
        (_among_X, "Measure from X to Y: among its own rows, each is nearest to itself."),
        (_the_points, "Those are the nearest points; asked for are their indices."),
        (_a_block_from_each_row, "Blocks overlap: the starts are range(0, len(X), rows)."),
        (_the_distances, "Those are the distances; asked for are the indices, by argmin."),
        (_the_farthest, "Those are the farthest: argmin, not argmax."),
        (_greatest_product, "The greatest product is not the nearest point: lengths differ."),
        (_counted_from_the_block, "The index counts rows of Y: a block of X does not shift it."),
        (_expanded_where_it_stands, FAR),
    ),
    praise="The work is the same; what is held at once is one block.",
    last_case=FAR,
    limit=Limit(
        lambda: (*_points(5000, 100), 10),
        500_000,
        "The indices are right, but for 5000 x 100 pairs in blocks of 10 rows you held {held} at "
        "once; 10 rows of distances are 0.008 MB. Measure one block after the other, and keep the "
        "indices only; a slice of a block, being a view, keeps all of it.",
    ),
    without=("pairwise_distances",),
)
