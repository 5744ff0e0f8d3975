"""Each check of the notebooks is shown to fail, on a small good notebook broken in one way."""

import base64
import io
import re
from copy import deepcopy
from functools import cache

import matplotlib
import pytest
from matplotlib.figure import Figure
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.harness import ledger
from tests.harness.checks import CHECKS, Case, course
from tests.harness.normal import normal_form, to_text

NAME = "04_neural_network_forward_pass"
PARAMETERS = """\
seed = 7  # seed of the random numbers: integer from 0 to 4294967295
scale = 0.5  # of the weights, in units of input: number from 0.001 to 10
bias = True  # whether layers have one: true or false
kind = "relu"  # activation: one of 'relu', 'sigmoid'"""
VALIDATION = """\
check_integer(0, 2**32 - 1, seed=seed)
check_number(0.001, 10, scale=scale)
check_boolean(bias=bias)
check_choice(("relu", "sigmoid"), kind=kind)"""
PROSE = """\
## 2. How well

It is right on 97.3% of the 1,347 images, a share of $0.9733$, and off by $3.2 \\times 10^{-5}$.
The article prints 0.35614618; see [part 9](09_linear_regression.ipynb) and Glorot (2010).

| layers | loss |
| --- | --- |
| 2 | 0.6931 |
"""


# A good notebook


@cache
def drawing(legend="loss", color="#0072B2", last=2.0, middle=1.0, width=6.0, labelled=True):
    """Draw a figure, and return its PNG in base64."""
    with matplotlib.rc_context({"figure.dpi": 100, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(width, 4))
        axes = figure.subplots()
        axes.plot([0, 1, 2], [3, middle, 0.5], color=color, label=legend)
        axes.plot([0, 1, last], [0, 1, 2], "o")
        if labelled:
            axes.legend()
        figure.savefig(buffer := io.BytesIO(), format="png")
    return base64.b64encode(buffer.getvalue()).decode()


def printed(text, name="stdout"):
    return new_output("stream", name=name, text=text)


def shown(alt="A curve that falls from 3 to 0.5", **options):
    data = {"image/png": drawing(**options), "text/plain": "Figure with 1 panel\n- line: 3 points"}
    return new_output("display_data", data, metadata={"image/png": {"alt": alt}})


def result(text):
    return new_output("execute_result", {"text/plain": text})


def code(source, *outputs, **metadata):
    return new_code_cell(source, outputs=list(outputs), metadata=metadata)


def exercise(number):
    """Return the cells of one exercise."""
    hidden = {"tags": ["solution", "hide-input"], "jupyter": {"source_hidden": True}}
    return [
        new_markdown_cell(f"### Exercise 4.{number} Doubling\n\nDouble it."),
        code(
            f"answer_{number} = ...\ncheck_doubling(answer_{number})",
            printed(f"Exercise 4.{number}: not attempted yet. Replace the ...\n"),
        ),
        new_markdown_cell("<details><summary>Hint</summary>\n\nAdd it to itself.\n</details>"),
        code(
            f"# Solution\nanswer_{number} = 2\ncheck_doubling(answer_{number})",
            printed(f"Exercise 4.{number}: right. Well done.\n"),
            **hidden,
        ),
    ]


def body():
    """Return all cells; the tests find those that they break by their source."""
    return [
        new_markdown_cell(
            "# Neural Network Forward Pass\n\n**The question:** what does it compute?"
        ),
        code(
            "import numpy as np\nfrom helpers import check_boolean, check_choice, check_integer, "
            "check_number"
        ),
        code(PARAMETERS, tags=["parameters"]),
        code(VALIDATION),
        new_markdown_cell("## 1. The layer\n\nA picture first."),
        code("show(draw(), alt='…')", shown()),
        code("print('weights'); describe()", printed("weights\n"), result("4 layers")),
        code("layers()", result("4 layers")),
        new_markdown_cell(PROSE),
        code(
            "print(accuracy)", printed("accuracy 0.97327 of 1347\nerror 3.21e-05, loss 0.693147\n")
        ),
        code(
            "took()",
            printed("took 31.7 ms\n"),
            shown("How long it took by size"),
            tags=["nbval-ignore-output"],
        ),
        code("assert fast < slow"),
        code(
            "raise ValueError('no')",
            new_output("error", ename="ValueError", evalue="no"),
            tags=["raises-exception"],
        ),
        new_markdown_cell("## 3. Exercises"),
        *(cell for number in (1, 2, 3, 4) for cell in exercise(number)),
        new_markdown_cell("## 4. Summary\n\nNext comes [the batch](05_batch_processing.ipynb)."),
    ]


def numbered(cells):
    """Make a notebook in the normal form of cells: executed, with stable ids."""
    nb = new_notebook(cells=cells)
    for number, cell in enumerate(nb.cells):
        cell.id = f"cell-{number}"
    for count, cell in enumerate((c for c in nb.cells if c.cell_type == "code"), 1):
        cell.execution_count = count
    return normal_form(nb)


@pytest.fixture
def case(tmp_path):
    """A good notebook, as its checks get it."""
    nb = numbered(body())
    fresh = deepcopy(nb)
    for cell in fresh.cells:  # what papermill adds
        cell.metadata |= {"papermill": {"duration": 0.1}, "tags": cell.metadata.get("tags", [])}
    return Case(
        name=NAME,
        nb=nb,
        fresh=fresh,
        text=to_text(nb),
        folder=tmp_path,
        pictures=tmp_path / "figures" / NAME,
        helpers=frozenset({"softmax"}),
        article_numbers=(0.35614618,),
        ledger=tuple(ledger.entries(nb)),
    )


@pytest.mark.parametrize("check", CHECKS)
def test_good_notebook_passes(case, check):
    assert CHECKS[check](case) == []


def test_checks_change_nothing(case):
    before = deepcopy(case)
    for check in CHECKS.values():
        check(case)
    assert (case.nb, case.fresh) == (before.nb, before.fresh)


# The breaks: each names the check that catches it and a part of what it says.

BREAKS = []


def caught_by(check, message):
    """Register a function that breaks a case."""

    def register(function):
        BREAKS.append(pytest.param(check, message, function, id=f"{check}-{function.__name__}"))
        return function

    return register


def cell(nb, start):
    """Return the first cell whose source starts so."""
    return next(c for c in nb.cells if c.source.startswith(start))


def edit(case, start, old, new):
    """Change a cell's source, in the stored notebook and in its executed copy."""
    for nb in (case.nb, case.fresh):
        found = cell(nb, start)
        assert old in found.source
        found.source = found.source.replace(old, new)


def insert(case, before, new):
    """Put a cell before another, in the stored notebook and in its executed copy."""
    for nb in (case.nb, case.fresh):
        nb.cells.insert(nb.cells.index(cell(nb, before)), deepcopy(new))


def remove(nb, start):
    nb.cells.remove(cell(nb, start))


# executed


@caught_by("executed", "expected execution count 3, but it is None")
def count_removed(case):
    cell(case.nb, "check_integer").execution_count = None


@caught_by("executed", "expected execution count 2, but it is 3")
def counts_swapped(case):
    cell(case.nb, "seed").execution_count, cell(case.nb, "check_integer").execution_count = 3, 2


@caught_by("executed", "expected execution count 1, but it is None")
def everything_stripped(case):
    for c in case.nb.cells:
        if c.cell_type == "code":
            c.execution_count, c.outputs = None, []


@caught_by("executed", "expected execution count 6, but it is 60")
def count_of_a_result(case):
    cell(case.nb, "layers").outputs[0].execution_count = 60


@caught_by("executed", "no code cell is left")
def all_code_removed(case):
    case.nb.cells = [c for c in case.nb.cells if c.cell_type == "markdown"]


@caught_by("executed", "expected no error, but the output is ValueError")
def error_not_meant(case):
    cell(case.nb, "raise").metadata.tags = []


@caught_by("executed", "raises nothing")
def error_gone(case):
    cell(case.nb, "raise").outputs = []


@caught_by("executed", "RuntimeWarning: overflow")
def warning_left(case):
    cell(case.nb, "print(acc").outputs.append(printed("RuntimeWarning: overflow\n", "stderr"))


# exempt


@caught_by("exempt", "its output is not compared, so expected")
def timed_without_a_statement(case):
    cell(case.nb, "assert fast").metadata.tags = ["nbval-ignore-output"]


@caught_by("exempt", "its output is not compared, so expected")
def statement_after_a_time_is_empty(case):
    cell(case.nb, "assert fast").source = "pass"


@caught_by("exempt", "its output is not compared, so expected")
def last_cell_not_compared(case):
    case.nb.cells.append(code("took()", printed("1 ms"), tags=["nbval-ignore-output"]))


@caught_by("exempt", "is skipped")
def tagged_to_be_skipped(case):
    cell(case.nb, "layers").metadata.tags = ["nbval-skip"]


@caught_by("exempt", "but it has nbval-raises-exception: remove it")
def tagged_to_be_forgiven(case):
    cell(case.nb, "layers").metadata.tags = ["nbval-raises-exception"]


@caught_by("exempt", "is skipped")
def skipped_by_a_comment(case):
    cell(case.nb, "layers").source += "  # NBVAL_IGNORE_OUTPUT"


# outputs


@caught_by("outputs", "not executed: run `make run`, and mend what fails there .no executed copy")
def no_run(case):
    case.fresh = None


@caught_by("outputs", "not executed.*from cell 7 .*on")
def source_edited(case):
    cell(case.nb, "layers").source += "  # changed"


@caught_by("outputs", "not executed")
def last_cell_deleted(case):
    case.nb.cells.pop()


@caught_by("outputs", "not executed")
def two_cells_deleted(case):
    remove(case.nb, "layers"), remove(case.nb, "print(acc")


@caught_by("outputs", "not executed")
def cells_reordered(case):
    case.nb.cells.insert(3, case.nb.cells.pop(9))


@caught_by("outputs", "not executed")
def other_id(case):
    case.nb.cells[5].id = "other"


@caught_by(
    "outputs", "stdout, text: line 2 is stored as 'error 3.22e-05.*the run gave 'error 3.21e-05"
)
def digit_changed(case):
    output = cell(case.nb, "print(acc").outputs[0]
    output.text = output.text.replace("3.21", "3.22")


@caught_by("outputs", "the stored outputs are nothing; the run gave stdout")
def output_removed(case):
    cell(case.nb, "print(acc").outputs = []


@caught_by(
    "outputs", "the stored outputs are execute_result of text/plain, stdout; the run gave stdout"
)
def outputs_reordered(case):
    cell(case.nb, "print('weights')").outputs.reverse()


@caught_by("outputs", "the stored outputs are stdout, execute_result of text/plain;")
def output_of_another_type(case):
    cell(case.nb, "layers").outputs.insert(0, printed("more"))


@caught_by("outputs", "text/plain: line 2 is stored as '- line: 4 points'")
def description_changed(case):
    data = cell(case.nb, "show").outputs[0].data
    data["text/plain"] = data["text/plain"].replace("3", "4")


@caught_by("outputs", "output metadata: .*no longer fits")
def alt_text_changed(case):
    cell(case.nb, "show").outputs[0].metadata["image/png"].alt = "A text that no longer fits"


@caught_by("outputs", "error ValueError, message: .*'yes'")
def error_message_changed(case):
    cell(case.nb, "raise").outputs[0].evalue = "yes"


@caught_by("outputs", "stored outputs are stdout; the run gave stdout, display_data")
def figure_removed_where_times_are_measured(case):
    cell(case.nb, "took").outputs.pop()


@caught_by("outputs", "output metadata: .*no longer fits")
def alt_text_changed_where_times_are_measured(case):
    cell(case.nb, "took").outputs[1].metadata["image/png"].alt = "A text that no longer fits"


# pixels


def redraw(case, start="show", **options):
    cell(case.nb, start).outputs[-1].data["image/png"] = drawing(**options)


@caught_by("pixels", "differs from the stored one")
def letter_changed_in_the_legend(case):
    redraw(case, legend="ioss")


@caught_by("pixels", "differs from the stored one")
def legend_missing(case):
    redraw(case, labelled=False)


@caught_by("pixels", "differs from the stored one")
def color_changed_by_four_steps(case):
    redraw(case, color="#0076B2")


@caught_by("pixels", "differs from the stored one")
def marker_moved(case):
    redraw(case, last=2.001)


@caught_by("pixels", "the figure is 600 x 400 pixels, but 610 x 400 are stored")
def size_changed(case):
    redraw(case, width=6.1)


@caught_by("pixels", "the figure is 600 x 400 pixels, but 610 x 400 are stored")
def size_changed_where_times_are_measured(case):
    redraw(case, "took", width=6.1)


@caught_by("pixels", "0 figures are stored, the run drew 1")
def figure_removed(case):
    cell(case.nb, "show").outputs = []


@caught_by("pixels", "stored figure is not a readable PNG")
def figure_is_no_image(case):
    cell(case.nb, "show").outputs[0].data["image/png"] = "bm90IGEgUE5H"


@caught_by("pixels", "stored figure is not a readable PNG")
def figure_is_cut_short(case):
    cell(case.nb, "show").outputs[0].data["image/png"] = drawing()[:4000]


@caught_by("pixels", "not executed")
def figures_never_drawn_again(case):
    case.fresh = None


def test_figures_that_differ_are_saved_with_their_difference(case):
    redraw(case, labelled=False)
    [problem] = CHECKS["pixels"](case)
    names = [f"cell-5-{which}.png" for which in ("stored", "fresh", "difference")]
    assert sorted(path.name for path in case.pictures.iterdir()) == sorted(names)
    assert all(str(case.pictures / name) in problem for name in names)
    assert (case.pictures / names[1]).read_bytes() == base64.b64decode(drawing())


def test_saved_figures_go_when_they_no_longer_differ(case):
    redraw(case, labelled=False)
    CHECKS["pixels"](case)
    redraw(case)
    assert CHECKS["pixels"](case) == []
    assert not case.pictures.exists()


def test_figures_of_measured_times_may_differ(case):
    redraw(case, "took", labelled=False)
    assert CHECKS["pixels"](case) == []


def test_printed_times_may_differ_and_come_in_parts(case):
    outputs = cell(case.fresh, "took").outputs
    outputs[:1] = [printed("took "), printed("29.3 ms\n")]
    assert CHECKS["outputs"](case) == []


def test_progress_counts_as_what_is_left_to_see_of_it(case):
    words = "\r1 of 2", "\r2 of 2", "\n"
    cell(case.nb, "took").outputs[:1] = [printed("2 of 2\n")]
    cell(case.fresh, "took").outputs[:1] = list(map(printed, words))
    for nb in (case.nb, case.fresh):
        cell(nb, "took").metadata.tags = []
    assert CHECKS["outputs"](case) == []
    cell(case.nb, "took").outputs[:1] = [printed("1 of 2\n")]
    assert "1 of 2" in CHECKS["outputs"](case)[0]


def test_a_difference_too_small_to_see_passes(case):
    redraw(case, middle=1.0 + 1e-8)
    assert CHECKS["pixels"](case) == []


# described


@caught_by("described", "a figure for each of 1 calls of show, but 0 are stored")
def figure_removed_from_both(case):
    for nb in (case.nb, case.fresh):
        cell(nb, "show").outputs = []


@caught_by("described", "needs an alt text of 5 words or more, but has ''")
def alt_text_missing(case):
    cell(case.nb, "show").outputs[0].metadata = {}


@caught_by("described", "needs an alt text of 5 words or more, but has 'A plot'")
def alt_text_says_nothing(case):
    cell(case.nb, "show").outputs[0].metadata["image/png"].alt = "A plot"


@caught_by("described", r"its alt text is that of cell 5 \(`show")
def alt_text_of_another_figure(case):
    cell(case.nb, "took").outputs[1] = shown("A curve  that falls from 3 to 0.5")


@caught_by(
    "described", "needs a description as text/plain, but has '<Figure size 640x480 with 1 Axes>'"
)
def shown_by_pyplot(case):
    cell(case.nb, "show").outputs[0].data["text/plain"] = "<Figure size 640x480 with 1 Axes>"


@caught_by("described", "needs a description as text/plain, but has ''")
def description_missing(case):
    del cell(case.nb, "show").outputs[0].data["text/plain"]


@caught_by("described", "has 120 kB, and 80 kB is the limit")
def figure_too_large(case):
    large = base64.b64decode(drawing()).ljust(120_000, b"\0")
    cell(case.nb, "show").outputs[0].data["image/png"] = base64.b64encode(large).decode()


# documented


@caught_by("documented", "one code cell tagged `parameters`, but there are 0")
def parameters_not_tagged(case):
    cell(case.nb, "seed").metadata.tags = []


@caught_by("documented", "one code cell tagged `parameters`, but there are 2")
def parameters_tagged_twice(case):
    cell(case.nb, "layers").metadata.tags = ["parameters"]


@caught_by("documented", "after theirs")
def nothing_after_the_parameters(case):
    case.nb.cells = case.nb.cells[:3]


@caught_by("documented", "but a line is `bias = True`")
def comment_missing(case):
    edit(case, "seed", "bias = True  # whether layers have one: true or false", "bias = True")


@caught_by("documented", "but a line is `scale = 0.5  # of the weights`")
def range_missing(case):
    edit(case, "seed", ", in units of input: number from 0.001 to 10", "")


@caught_by("documented", "but a line is `depth = 2 . 3")
def default_is_no_literal(case):
    edit(case, "seed", "seed = 7", "depth = 2 * 3  # layers: integer from 1 to 9\nseed = 7")


@caught_by("documented", "expected a parameter `seed`")
def no_seed(case):
    edit(case, "seed", "seed = 7", "start = 7")


@caught_by("documented", "`scale` is 50 by default, outside its range .number: 0.001, 10")
def default_out_of_range(case):
    edit(case, "seed", "0.5", "50")


@caught_by("documented", "`seed` is 7.0 by default, outside")
def default_of_another_type(case):
    edit(case, "seed", "seed = 7 ", "seed = 7.0 ")


@caught_by("documented", "`kind` is 'tanh' by default, outside")
def default_is_no_choice(case):
    edit(case, "seed", '"relu"', '"tanh"')


@caught_by("documented", "`bias` is 1 by default, outside")
def default_is_no_boolean(case):
    edit(case, "seed", "bias = True", "bias = 1")


@caught_by("documented", "expected one check of `scale` in the next code cell, but there are 0")
def not_checked(case):
    edit(case, "check_integer", "check_number(0.001, 10, scale=scale)\n", "")


@caught_by("documented", "one check of `seed` in the next code cell, but there are 0")
def checked_too_late(case):
    insert(case, "check_integer", code("print(seed)"))


@caught_by(
    "documented",
    "comment of `scale` says number: 0.001, 10, but the next cell checks number: 0.001, 11",
)
def comment_and_check_disagree(case):
    edit(case, "check_integer", "10", "11")


@caught_by("documented", "comment of `scale` says number: .*, but the next cell checks integer")
def checked_as_another_kind(case):
    edit(case, "check_integer", "check_number(0.001,", "check_integer(0.001,")


@caught_by(
    "documented",
    "`kind` says choice: 'relu', 'sigmoid', but the next cell checks choice: 'relu', 'tanh'",
)
def choices_disagree(case):
    edit(case, "check_integer", "sigmoid", "tanh")


@caught_by("documented", "expected name=name")
def another_value_is_checked(case):
    edit(case, "check_integer", "seed=seed", "seed=7")


@caught_by("documented", "limit is no constant")
def bound_is_no_constant(case):
    edit(case, "check_integer", "2**32 - 1", "limit")


# enforced


@caught_by(
    "enforced",
    "bias=0 is not boolean, so expected a ValueError or TypeError that names bias, but got None",
)
def boolean_not_enforced(case):
    edit(case, "check_integer", "check_boolean(bias=bias)", "pass")


@caught_by("enforced", "seed=-1 is not integer: 0, 4294967295")
def low_bound_not_enforced(case):
    edit(case, "check_integer", "check_integer(0,", "check_integer(-5,")


@caught_by("enforced", "scale=10.000000000000002 is not number")
def high_bound_not_enforced(case):
    edit(case, "check_integer", "10,", "10.1,")


@caught_by("enforced", "seed=0.5 is not integer")
def type_not_enforced(case):
    edit(case, "check_integer", "check_integer", "check_number")


@caught_by("enforced", "kind='no such choice' is not choice")
def choice_not_enforced(case):
    edit(case, "check_integer", 'check_choice(("relu", "sigmoid"), kind=kind)', "")


@caught_by("enforced", "kind='sigmoid' is in range, but raises ValueError")
def check_too_narrow(case):
    edit(case, "check_integer", '("relu", "sigmoid")', '("relu",)')


@caught_by("enforced", "that names scale, but got TypeError")
def error_names_no_parameter(case):
    edit(case, "check_integer", "scale=scale", "value=scale")


@caught_by("enforced", "expected it to run, but it raises ModuleNotFoundError")
def imports_fail(case):
    edit(case, "import", "numpy", "numpie")


# numbers


def say(case, text):
    """Put a sentence into the prose."""
    edit(case, "## 2.", "The article", f"{text}\n\nThe article")


UNFOUNDED = {
    "decimal": ("an accuracy of 0.975", "0.975"),
    "percent": ("right on 96.8% of them", "96.8%"),
    "count": ("all 1,348 images", "1,348"),
    "count_without_comma": ("all 1348 images", "1348"),
    "more_digits_than_shown": ("a share of 0.97328", "0.97328"),
    "rounded_wrongly": ("a share of 0.974", "0.974"),
    "formula": ("the loss $L = 0.698$", "0.698"),
    "formula_power_of_ten": ("off by $4.2 \\times 10^{-5}$", "4.2e-5"),
    "table": ("| a | b |\n| --- | --- |\n| 1 | 0.831 |", "0.831"),
    "hint": ("<details><summary>Hint</summary>\n\nThe answer is 0.831.\n</details>", "0.831"),
    "code_without_names": ("gives `0.831`", "0.831"),
    "factor": ("it is 250x faster", "250"),
    "year_that_is_none": ("a batch of 2000 images", "2000"),
    "about": ("about 1,200 images", "1,200"),
    "time_that_was_measured": ("in 31.7 ms", "31.7"),
    "only_in_a_string_of_code": ("up to 0.4242", "0.4242"),
    "sign": ("the change is −0.693", "−0.693"),
    "million": ("1.2 million weights", "1.2 million"),
    "heading": ("### Why 0.831 is enough", "0.831"),
    "bold": ("**0.831**", "0.831"),
}
for name, (text, number) in UNFOUNDED.items():

    def unfounded(case, text=text):
        edit(case, "show", "alt='…'", "alt='up to 0.4242'")
        say(case, text)

    unfounded.__name__ = name
    caught_by("numbers", re.escape(f": {number} (in “"))(unfounded)


@caught_by("numbers", r": 0\.831 \(in “A curve that falls to 0\.831”\)")
def number_in_an_alt_text(case):
    cell(case.nb, "show").outputs[0].metadata["image/png"].alt = "A curve that falls to 0.831"


@caught_by("numbers", "0.975 .*the nearest there is 0.97327.: correct the prose")
def nearest_number_is_named(case):
    say(case, "an accuracy of 0.975")


FOUNDED = [
    "right on 97.3%, or 97 percent, or 0.973, or 0.9733 of 1347 images",
    "near 1,350 images, about 1,300 images, more than 1,000, nearly 1,400 and over 0.97",
    "10 of 12 in $n = 64$, $2^{32}$, $10^{-12}$, 1e-12 and 10⁻⁷",
    "$\\frac{1}{64}$, 3/4, 0.5, $2n$, $x_{17}$",
    "`x[13:17]`, `float64` and `W13`, 64-bit, Python 3.13, NumPy 2.4, CC BY 4.0",
    "```python\nx = 0.831\n```",
    "[there](08_cosine_similarity.ipynb#part-77) and <https://example.org/1706.03762>",
    "Glorot and Bengio (2010), Rosenblatt in 1958, [Strang, 2016]",
    "pages 120–131, section 4.25, the 13th",
    "*Nature* 323, 533–536 (1986); arXiv:1706.03762; August 30, 2020",
    "the seed 7, a scale of 0.001, seeds up to 4294967295, 45°, 20 to 40 minutes, 100%",
    "13. an item",
    "#### Exercise 4.17",
]


@pytest.mark.parametrize("text", FOUNDED)
def test_numbers_that_are_true_by_definition_or_shown_pass(case, text):
    say(case, text)
    assert CHECKS["numbers"](case) == []


def test_numbers_of_the_article_are_needed_as_evidence(case):
    case.article_numbers = ()
    assert [p for p in CHECKS["numbers"](case) if "0.35614618" in p]


# normal


@caught_by("normal", "line 3 of the file")
def other_indent(case):
    case.text = case.text.replace("\n  {\n", "\n   {\n", 1)


@caught_by("normal", 'expected .   "name": "python".,')
def patch_version_stored(case):
    case.nb.metadata.language_info["version"] = "3.12.1"
    case.text = to_text(case.nb)


@caught_by("normal", 'expected .   "metadata": ..,.')
def cell_metadata_left(case):
    case.nb.cells[5].metadata["collapsed"] = True
    case.text = to_text(case.nb)


@caught_by("normal", "no more")
def no_line_end_at_the_end(case):
    case.text = case.text.rstrip("\n")


# recorded


@caught_by("recorded", "the cell with id 'cell-8', after cell 7 .`layers.*, is gone: undo it")
def text_deleted(case):
    remove(case.nb, "## 2.")


@caught_by("recorded", "the cell with id 'cell-0', the first, is gone")
def first_cell_deleted(case):
    del case.nb.cells[0]


@caught_by("recorded", "cell 4 .`## 1. The layer`.: source, type or tags are not those last stored")
def word_changed(case):
    edit(case, "## 1.", "picture", "formula")


@caught_by("recorded", "source, type or tags are not those last stored")
def tag_removed(case):
    cell(case.nb, "took").metadata.tags = []


@caught_by("recorded", "cell 10 .`took..`.: outputs or execution count are not those last stored")
def time_changed(case):
    output = cell(case.nb, "took").outputs[0]
    output.text = output.text.replace("31.7", "3.17")


@caught_by("recorded", "cell 4 .*: the cell is not in the ledger")
def text_inserted(case):
    insert(case, "## 1.", new_markdown_cell("More.", id="cell-x"))


@caught_by("recorded", "cell 4 .*: expected the cell with id 'cell-4' here")
def texts_swapped(case):
    cells = case.nb.cells
    cells[4], cells[7] = cells[7], cells[4]


def test_a_ledger_is_read_as_it_was_written(case, tmp_path):
    path = tmp_path / "notebooks" / f"{NAME}.ipynb"
    assert ledger.read(path) == []
    ledger.write(path, case.nb)
    assert (tmp_path / "tests" / "ledger" / f"{NAME}.txt").exists()
    assert tuple(ledger.read(path)) == case.ledger


# title


@caught_by("title", "begins with `# Neural Network Forward Pass`")
def other_title(case):
    edit(case, "# Neural", "Forward Pass", "Pass")


@caught_by("title", "begins with")
def title_not_first(case):
    case.nb.cells.insert(0, case.nb.cells.pop(4))


@caught_by("title", "expected a `question`")
def no_question(case):
    edit(case, "# Neural", "question", "topic")


@caught_by("title", "expected no other title")
def second_title(case):
    edit(case, "## 2.", "## 2.", "# 2.")


@caught_by("title", "rename it")
def file_renamed(case):
    case.name = "04_networks"


@caught_by("title", "first cell")
def no_cells(case):
    case.nb.cells = []


# sections


@caught_by("sections", "expected section 2, but it is numbered 3")
def section_deleted(case):
    remove(case.nb, "## 2.")


@caught_by("sections", "expected section 1, but it is numbered 0")
def sections_from_zero(case):
    edit(case, "## 1.", "## 1.", "## 0.")


@caught_by("sections", "a last section .* that is the summary, but it is '3. Exercises'")
def summary_deleted(case):
    case.nb.cells.pop()


# imports


@caught_by("imports", "but there are imports here")
def import_elsewhere(case):
    edit(case, "layers", "layers()", "import math\nlayers()")


@caught_by("imports", "but there are imports here")
def import_inside_a_function(case):
    edit(case, "layers", "layers()", "def f():\n    from math import pi\n    return pi")


@caught_by("imports", "but there are none here")
def first_cell_does_not_import(case):
    remove(case.nb, "import")


@caught_by("imports", "it has `import scipy`")
def scipy_imported(case):
    edit(case, "import", "import numpy", "from scipy.special import expit\nimport numpy")


@caught_by("imports", "it has `import sklearn`")
def sklearn_imported(case):
    edit(case, "import", "import numpy", "import sklearn.datasets as d\nimport numpy")


@caught_by("imports", "it has `sys.path`")
def path_changed(case):
    edit(case, "import", "import numpy", "import sys\nsys.path.insert(0, '..')\nimport numpy")


@caught_by("imports", "it has `%matplotlib`")
def magic(case):
    edit(case, "import", "import numpy", "%matplotlib inline\nimport numpy")


@caught_by("imports", "it has `!pip`")
def shell(case):
    edit(case, "layers", "layers()", "!pip install x")


@caught_by("imports", r"it has `softmax\?\?`")
def source_by_question_marks(case):
    edit(case, "layers", "layers()", "softmax??")


@caught_by("imports", r"it has `plt.show\(`")
def pyplot_shows(case):
    edit(case, "show", "show(draw(), alt='…')", "plt.show()")


# forms


@caught_by("forms", "expected an id of its own, but it is 'cell-5'")
def id_twice(case):
    case.nb.cells[6].id = "cell-5"


@caught_by("forms", "expected an id of its own, but it is None")
def id_missing(case):
    del case.nb.cells[6]["id"]


@caught_by("forms", "26 lines, and 25 are the limit")
def cell_too_long(case):
    edit(case, "layers", "layers()", "\n".join(["layers()"] * 26))


@caught_by("forms", "`layers.*;` ends in a semicolon")
def trailing_semicolon(case):
    edit(case, "layers", "layers()", "layers();")


@caught_by("forms", "not a valid notebook")
def unknown_key(case):
    case.nb.cells[5]["colour"] = "red"


# values


@pytest.mark.parametrize("text", [
    "array([1., 2.])", "np.float64(0.5)", "0.5", "-1e-05", "(0.25, 0.75)", "[1.0, 2.0]", "nan",
    "{'a': np.int64(3)}", "np.True_", "<function f at 0x7f3a2c>", "1e-05", "(1, inf)",
])  # fmt: skip
def test_raw_values_are_caught(case, text):
    cell(case.nb, "layers").outputs = [result(text)]
    assert any("print it with a format" in problem for problem in CHECKS["values"](case))


@pytest.mark.parametrize("text", ["(8, 4)", "True", "'loss 0.5'", "4 layers", "3", "{'a': 3}"])
def test_values_that_are_the_same_everywhere_pass(case, text):
    cell(case.nb, "layers").outputs = [result(text)]
    assert CHECKS["values"](case) == []


@caught_by("values", "nothing that differs between runs, but it shows 'at 0x7f3a2c5d'")
def address_printed(case):
    cell(case.nb, "print(acc").outputs[0].text += "<object object at 0x7f3a2c5d>"


# definitions


@caught_by("definitions", "expected `softmax` from helpers")
def helper_defined_again(case):
    edit(case, "layers", "layers()", "def softmax(z):\n    return z")


@caught_by("definitions", "expected `softmax` from helpers")
def helper_defined_again_by_lambda(case):
    edit(case, "layers", "layers()", "softmax = lambda z: z")


# links


@caught_by("links", "nothing is at '05_batch.ipynb'")
def link_to_no_notebook(case):
    edit(case, "## 4.", "05_batch_processing", "05_batch")


@caught_by("links", "nothing is at '../LICENCE.md#top'")
def link_to_no_file(case):
    edit(case, "## 4.", "05_batch_processing.ipynb", "../LICENCE.md#top")


@caught_by("links", "nothing is at 'picture.png'")
def image_missing(case):
    edit(case, "## 4.", "Next", '<img src="picture.png" alt="…"> Next')


@pytest.mark.parametrize(
    "target",
    [
        "https://a.org/x",
        "#part",
        "there.md",
        "there.md#part",
        "mailto:a@b.c",
        "12_summary.ipynb#end",
        "with%20space.md",
    ],
)
def test_links_that_lead_somewhere_pass(case, target):
    for name in ("there.md", "with space.md"):
        (case.folder / name).touch()
    edit(case, "## 4.", "05_batch_processing.ipynb", target)
    assert CHECKS["links"](case) == []


# exercises


@caught_by("exercises", "4 exercises or more .*, but there are 3")
def last_exercise_deleted(case):
    del case.nb.cells[-5:-1]


@caught_by("exercises", "expected Exercise 4.2, but it is Exercise 4.3")
def middle_exercise_deleted(case):
    start = case.nb.cells.index(cell(case.nb, "### Exercise 4.2"))
    del case.nb.cells[start : start + 4]


@caught_by("exercises", "expected Exercise 4.1, but it is Exercise 5.1")
def exercise_of_another_notebook(case):
    edit(case, "### Exercise 4.1", "4.1", "5.1")


@caught_by("exercises", "there is no hint in <details>")
def hint_deleted(case):
    remove(case.nb, "<details")


@caught_by("exercises", "there is no solution cell")
def solution_deleted(case):
    remove(case.nb, "# Solution")


@caught_by(
    "exercises",
    "starter's output to say `Exercise 4.1: not attempted yet`, but it says 'Exercise 4.1: right",
)
def starter_is_the_solution(case):
    cell(case.nb, "answer_1").outputs = [printed("Exercise 4.1: right.")]


@caught_by(
    "exercises",
    "solution's output to say `Exercise 4.1: right`, but it says 'Exercise 4.1: not yet",
)
def solution_is_not_right(case):
    cell(case.nb, "# Solution").outputs = [
        printed("Exercise 4.1: not yet. It gives the right result, but")
    ]


@caught_by(
    "exercises", "solution's output to say `Exercise 4.1: right`, but it says 'Exercise 4.2: right"
)
def solutions_swapped(case):
    one, two = (c for c in case.nb.cells if re.match(r"# Solution\nanswer_[12]", c.source))
    for key in ("source", "outputs"):
        one[key], two[key] = two[key], one[key]


@caught_by("exercises", "the tag `solution`, but")
def solution_not_tagged(case):
    cell(case.nb, "# Solution").metadata.tags = ["hide-input"]


@caught_by("exercises", "the tag `hide-input`, but")
def solution_not_folded_on_the_site(case):
    cell(case.nb, "# Solution").metadata.tags = ["solution"]


@caught_by("exercises", "source_hidden: true")
def solution_not_folded_in_jupyterlab(case):
    del cell(case.nb, "# Solution").metadata["jupyter"]


@caught_by("exercises", "first line `# Solution`")
def solution_does_not_say_so(case):
    edit(case, "# Solution", "# Solution\n", "")


@caught_by("exercises", "to call the same check")
def solution_judges_itself(case):
    edit(case, "# Solution", "check_doubling(answer_1)", "print('Exercise 4.1: right')")


# All breaks


@pytest.mark.parametrize(("check", "message", "spoil"), BREAKS)
def test_broken_notebook_is_caught(case, check, message, spoil):
    spoil(case)
    problems = CHECKS[check](case)
    assert any(re.search(message, problem) for problem in problems), problems


def test_every_check_is_broken_at_least_twice():
    names = [parameter.values[0] for parameter in BREAKS]
    assert {name for name in CHECKS if names.count(name) < 2 and name != "values"} == set()


# What the checks are given


def test_a_notebook_is_read_as_its_file_holds_it(case, tmp_path):
    text = case.text.replace('"id": "cell-6"', '"id": "cell-5"')
    path, copy = tmp_path / f"{NAME}.ipynb", tmp_path / "build" / "run" / f"{NAME}.ipynb"
    copy.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    copy.write_text(to_text(case.fresh), encoding="utf-8")
    read = course.load(path, tmp_path / "build")
    assert [c.id for c in read.nb.cells[5:7]] == ["cell-5", "cell-5"]
    assert read.nb.cells[8] == case.nb.cells[8]
    assert read.fresh.cells[4].source == case.nb.cells[4].source
    assert read.pictures == tmp_path / "build" / "figures" / NAME


def test_a_notebook_that_was_not_executed_has_no_copy(case, tmp_path):
    (tmp_path / f"{NAME}.ipynb").write_text(to_text(case.nb), encoding="utf-8")
    assert course.load(tmp_path / f"{NAME}.ipynb", tmp_path / "build").fresh is None


def test_the_build_folder_is_the_one_that_make_uses(monkeypatch, tmp_path):
    monkeypatch.setenv("BUILD", str(tmp_path))
    assert course.build_folder() == tmp_path
    monkeypatch.delenv("BUILD")
    assert course.build_folder() == course.ROOT / "build"


def test_helper_names_are_needed():
    assert course.helper_names("_MODULES = {'a': ('f', 'g')}") == {"f", "g"}
    with pytest.raises(ValueError, match="_MODULES"):
        course.helper_names("names = {}")
