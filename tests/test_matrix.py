"""The parts of `make test-matrix`: what differs in an environment reaches the table, by cell."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.harness import checks
from tests.matrix import __main__ as command
from tests.matrix import environments, table, trial
from tests.matrix.environments import Environment, Missing
from tests.matrix.trial import Result

REPORT = """\
<testsuites><testsuite>
<testcase classname="notebooks.a.ipynb" name="Cell 0" />
<testcase classname="notebooks.a.ipynb" name="Cell 1">
<failure message="">Input:\nx = 2\nprint(x)\n\nTraceback:
\x1b[31mstdout mismatch\x1b[0m\n\n  reference: 2\n  test: 3</failure>
</testcase>
</testsuite></testsuites>"""


def case(tmp_path, printed):
    """A notebook of a text and two code cells, the second of which prints something in its run."""

    def notebook(text):
        cells = [
            new_markdown_cell("# Title", id="a"),
            new_code_cell("x = 1", id="b"),
            new_code_cell("print(x + 1)", id="c", outputs=[new_output("stream", text=text)]),
        ]
        return new_notebook(cells=cells)

    nb = notebook("2\n")
    return checks.Case("a", nb, notebook(printed), "", folder=tmp_path, pictures=tmp_path)


def test_nbvals_report_is_read_cell_by_cell(tmp_path):
    (tmp_path / "report.xml").write_text(REPORT.replace("\x1b", "#x1B"), encoding="utf-8")
    assert trial.by_nbval(tmp_path / "report.xml") == {
        "a": ["", "nbval: stdout mismatch reference: 2 test: 3"]
    }
    assert trial.by_nbval(tmp_path / "no.xml") == {}


def test_a_notebook_that_holds_has_nothing_to_say(tmp_path):
    found = trial.of_notebook(case(tmp_path, "2\n"), ["", ""], tmp_path)
    assert found == {("a", 1): "", ("a", 2): ""}


def test_what_differs_is_said_of_its_cell(tmp_path):
    found = trial.of_notebook(case(tmp_path, "3\n"), ["", ""], tmp_path)
    assert found["a", 1] == ""
    assert "line 1 is stored as '2', the run gave '3'" in found["a", 2]
    assert (
        trial.of_notebook(case(tmp_path, "2\n"), ["", "nbval: b"], tmp_path)["a", 2] == "nbval: b"
    )


@pytest.mark.parametrize("seen", [None, [""]])
def test_cells_that_nbval_did_not_run_do_not_hold(tmp_path, seen):
    found = trial.of_notebook(case(tmp_path, "2\n"), seen, tmp_path)
    assert found["a", 1] == f"nbval ran {len(seen or [])} of 2 cells"


def test_the_tables_tell_what_holds_where_and_what_was_not_tried():
    name, other = checks.EXPECTED[:2]
    results = [
        Result(Environment("here"), 2.0, {(name, 2): "", (name, 4): "", (other, 2): ""}),
        Result(Environment("there"), 3.4, {(name, 2): "", (name, 4): "2 is 3", (other, 2): ""}),
        Result(Environment("nowhere"), missing="it is not there"),
        Result(Environment("broken"), failed="no such release"),
    ]
    assert [result.good for result in results] == [True, False, False, False]
    assert table.summary(results, [name, other]) == [
        "| environment | 01 | 02 | cells | seconds |",
        "| --- | --- | --- | --- | --- |",
        "| here | 2 | 1 | 3 | 2 |",
        "| there | 1/2 | 1 | 2/3 | 3 |",
        "nowhere: not tried: it is not there",
        "broken: could not be set up: no such release",
    ]
    first, *rest = table.differing(results)
    assert first.startswith(f"{name}, cell 4 (`")
    assert rest == ["  differs in: there", "  first: 2 is 3"]
    assert table.every_cell(results)[2] == f"{name}\t4\t=\tx"


def test_an_environment_that_is_not_what_its_name_says_is_not_tried(tmp_path):
    other = Environment("other", shows={"threads": 77})
    result = trial.try_in(other, tmp_path, checks.EXPECTED[:1])
    assert result.missing.startswith("threads is ")
    assert result.missing.endswith(" there, not 77")
    assert not result.good


@pytest.mark.parametrize(
    ("other", "missing", "failed"),
    [
        (Environment("a", before=("no-such-command",)), "there is no command no-such-command", ""),
        (Environment("b", before=("false",)), "a first process failed there: ended with 1", ""),
        (Environment("c", variables={"PYTHONHOME": "/nowhere"}), "", "a first process failed"),
    ],
)
def test_only_what_the_machine_lacks_may_stay_untried(
    tmp_path, monkeypatch, capsys, other, missing, failed
):
    result = trial.try_in(other, tmp_path, checks.EXPECTED[:1])
    assert result.missing == missing
    assert result.failed.startswith(failed)
    assert bool(result.failed) == bool(failed)
    held = Result(Environment("here"), 1.0, {(checks.EXPECTED[0], 2): ""})
    results = {"here": held, other.name: result}
    monkeypatch.setattr(command, "environments", lambda: [held.environment, other])
    monkeypatch.setattr(command, "try_in", lambda environment, *_: results[environment.name])
    monkeypatch.setattr(command, "isolate", lambda build: build.mkdir())
    assert command.main(["--build", str(tmp_path)]) == bool(failed)
    told = "1 of 2 environments hold, 0 not tried" if failed else "1 of 1 environments hold, 1 not"
    assert told in capsys.readouterr().out


def test_the_environments_are_those_that_the_course_promises():
    names = {environment.name for environment in environments.environments()}
    pythons = {f"Python {r}" for r in environments.PYTHONS if r != environments.running()}
    assert names == pythons | {
        *("as make test", "NumPy oldest", "NumPy newest", "2 threads", "no SIMD", "under load"),
        *("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX"),
        *("other home", "other path", "no network"),
    }
    with pytest.raises(Missing, match=r"Python 3\.1 is not installed"):
        environments.find_python("3.1")
