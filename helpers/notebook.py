"""What the course shows in a notebook beyond printed text; the one module that needs IPython."""

import ast
import inspect
import textwrap

from IPython.display import display


def show_source(*functions):
    """Show the source of functions, as installed, without their docstrings.

    The code that is read is the code that runs: it is taken from the function itself.

    Parameters
    ----------
    *functions : function
        Functions of ``helpers``, or any whose source Python can find.

    Raises
    ------
    TypeError
        If an argument is not a function, or is a lambda.
    ValueError
        If Python finds no source.

    Notes
    -----
    The output is a fenced block of Markdown, which JupyterLab highlights and nbval compares.
    """
    for function in functions:
        if not inspect.isfunction(function) or function.__name__ == "<lambda>":
            came = "a lambda" if inspect.isfunction(function) else type(function).__name__
            raise TypeError(f"functions must be written with def, but one is {came}")
    blocks = [source_without_docstring(function) for function in functions]
    markdown = "```python\n" + "\n\n".join(blocks) + "\n```"
    display({"text/markdown": markdown, "text/plain": markdown}, raw=True)


def source_without_docstring(function):
    """Return the source text of a function, dedented, without the lines of its docstring."""
    try:
        source = textwrap.dedent(inspect.getsource(function)).rstrip()
    except OSError:
        name = function.__name__
        raise ValueError(f"functions must have a source file, but {name} has none") from None
    lines, body = source.split("\n"), ast.parse(source).body[0].body
    if inspect.getdoc(function) is not None and len(body) > 1:
        del lines[body[0].lineno - 1 : body[0].end_lineno]
        if not lines[body[0].lineno - 1].strip():
            del lines[body[0].lineno - 1]
    return "\n".join(lines)


def show_png(png, alt, description):
    """Show an image with its alternative text, and a description for where images are not seen.

    Parameters
    ----------
    png : bytes
        The image.
    alt : str
        One or two sentences that say what the picture shows; kept in the output's metadata.
    description : str
        What is drawn, with numbers; kept as the output's plain text, which nbval compares.
    """
    display(
        {"image/png": png, "text/plain": description},
        metadata={"image/png": {"alt": alt}},
        raw=True,
    )
