"""Execute one notebook by papermill's engine, and say in a line what went wrong.

`papermill.execute_notebook` itself is not used: it saves after every cell, changes the working
directory of the whole process, and fails on a cell tagged `raises-exception`.
"""

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.iorw import load_notebook_node


def execute(path, timeout):
    """Return the executed notebook and None, or how far it came and the error.

    The notebook is None where the file is not one.
    """
    try:
        nb = load_notebook_node(str(path))
    except Exception as error:  # invalid JSON, another format: nbformat raises many kinds
        return None, f"not a notebook: {_line(error)}"
    problem = None
    try:
        papermill_engines.execute_notebook_with_engine(
            None,
            nb,
            kernel_name="python3",
            progress_bar=False,
            start_timeout=60,
            execution_timeout=timeout,
            iopub_timeout=timeout,
            resources={"metadata": {"path": str(path.parent)}},  # the kernel's folder
            extra_arguments=["--log-level=CRITICAL"],
            shutdown_kernel="immediate",  # 0.1 s less each; their temporary files are ours
        )
    except CellTimeoutError:
        problem = f"took longer than {timeout} s"
    except DeadKernelError:
        problem = "its kernel died"
    except Exception as error:  # the kernel did not start, a broken connection
        problem = f"{type(error).__name__}: {_line(error)}"
    return nb, _error(nb, problem)


def _error(nb, problem):
    """Return what failed as `cell [3] ("y = f(x)"): ValueError: ...`, or None."""
    code = [c for c in nb.cells if c.cell_type == "code"]
    begun = [i for i, c in enumerate(code, 1) if c.metadata.papermill.get("start_time")]
    for number, cell in enumerate(code, 1):
        if cell.metadata.papermill.get("exception"):
            raised = [o for o in cell.outputs if o.output_type == "error"]
            said = f"{raised[-1].ename}: {_line(raised[-1].evalue)}" if raised else "failed"
            return _where(number, cell) + said
    if problem and begun:
        return _where(begun[-1], code[begun[-1] - 1]) + problem
    return f"no cell ran: {problem}" if problem else None


def _where(number, cell):
    """Name a cell by the number that JupyterLab shows as [n], and its first line."""
    return f'cell [{number}] ("{_line(cell.source, 60)}"): '


def _line(text, width=200):
    """Return the first line that says something, not too long."""
    line = next((s for s in str(text).splitlines() if s.strip()), "").strip()
    return line if len(line) <= width else line[: width - 1] + "…"
