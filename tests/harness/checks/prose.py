"""Whether the numbers in the prose are numbers that the notebook computes, sets or quotes."""

import ast
import contextlib
import math
import re
from bisect import bisect_left
from collections import namedtuple

from .cells import alt_text, code, figures, located, markdown, shorten, tags, texts, timed, tree
from .parameters import constant

SMALL = 12  # integers up to here are counts that a reader verifies by looking
SMALL_IN_MATH = 99  # and up to here, in a formula, constants and sizes
EXACT_DECIMALS = {"0.5", "0.25", "0.75", "1.5"}  # halves and quarters

Claim = namedtuple("Claim", "text ranges context")

# What is no claim about a result, whatever number it holds.
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NAMED = (
    r"(?i:\b(?:exercise|section|part|chapter|equation|page|notebook|lecture)s?|\b(?:appendix|"
    r"algorithm|theorem|volume|vol\.|ch\.|eqs?\.|pp?\.|no\.)|§) *#?"
)
PLACE = r"(?!0\.)\d{1,4}(?:\.\d{1,2})*"
SOFTWARE = "Python|NumPy|SciPy|Matplotlib|scikit-learn|PyTorch|JupyterLab|IPython|BY|version"
BEFORE_YEAR = (
    r"(?:(?<=[(\[,;&–-])|(?<=[(\[,;&] )|"
    r"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|early|late|al\.,?|[A-Z]\w+,?) )"
)
# Not 2000 images, nor a batch of 2000.
AFTER_YEAR = r"(?=$|[)\];:–]|[.,](?!\d)| (?:[A-Z(]|and|by|the|that|with|as|was|is|to|a)\b)"
NOT_CLAIMS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^ {0,3}#{1,6} +\d+(?:\.\d+)*\.?(?= )",  # a heading's number
        r"^[ >]*(?:[-*+] +)?\d{1,2}[.)](?= )",  # a list item's
        rf"{NAMED}{PLACE}(?:(?:, | and | to | or |[-–]){PLACE})*\b",
        rf"\b(?:{SOFTWARE}) +\d+(?:\.\d+)+",
        r"(?i:\barxiv|\bdoi|\bISBN)[: ]*\S+|\b10\.\d{4,}/\S+|\bIEEE[ -]754\b|\b\d+-bit\b",
        r"\b\d+(?:st|nd|rd|th)\b",
        rf"\b{MONTH} \d{{1,2}}\b(?:, \d{{4}})?|\b\d{{1,2}} {MONTH}\b(?: \d{{4}})?",
        r"\*[^*\n]+\*,? \**\d+\**(?:\(\d+(?:[–-]\d+)?\))?[:,] *\d+(?: ?[–-] ?\d+)?",  # 12(3), 45–67
        r"\b\d+(?:(?: to |–|-)\d+)? minutes\b",  # of study
        r"\b(?:15|30|45|60|75|90|120|135|150|180|270|360)(?: ?°| ?\^\\circ|[ -]degrees?\b)",
        r"(?<![\d.,])(?:0|50|100) ?\\?%",
        rf"{BEFORE_YEAR}(?:1[89]\d\d|20[0-2]\d|2030)[a-z]?{AFTER_YEAR}",
        r"(?<![\d.])10\^(?:\{[-−]?\d+\}|\d)|(?<![\w.])1e[-+]?\d+\b",  # a power of ten
        r"(?<=[\w)}])\^(?:[-−]?\d+|\{[-−]?\d+\})|_(?:\w|\{[^{}]*\})",  # exponents and indices
    )
]

NUMBER = re.compile(
    r"(?P<sign>(?<![\w.)\]}])[-−])?(?<![\w.])"
    r"(?P<whole>\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?P<fraction>\.\d+)?(?P<exponent>[eE][-+]?\d+)?"
    r"(?: (?P<times>thousand|million|billion)\b)?(?P<percent> ?\\?%| percent\b)?"
)
TIMES = {None: 1, "thousand": 1e3, "million": 1e6, "billion": 1e9}
ABOUT = re.compile(
    r"(?i)(\babout|\baround|\broughly|\bnear|\bapproximately|\bsome|~|≈|\\approx|\\sim) *$"
)
ABOVE = re.compile(r"(?i)\b(over|above|more than|at least|beyond|exceeds) *$")
BELOW = re.compile(r"(?i)\b(under|below|less than|fewer than|nearly|almost|at most|up to) *$")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def numbers(nb, article_numbers=()):
    """Hold that each number in the prose stands in an output, in the code or in the article.

    Rounded to the digits that the prose shows, percent and fraction alike; in a figure's alt text
    as well. nbval reads no prose.
    """
    known = evidence(nb, article_numbers)
    said = {"markdown": lambda cell: [cell.source], "code": lambda c: map(alt_text, figures(c))}
    return located(
        nb,
        sorted([*markdown(nb), *code(nb)], key=lambda found: found[0]),
        lambda cell: [p for text in said[cell.cell_type](cell) for p in unfounded(text, known)],
    )


def unfounded(source, known):
    """List the numbers of a text that are none of the known ones."""
    problems = []
    for claim in claims(source):
        if any(between(known, low, high) for low, high in claim.ranges):
            continue
        nearest = min(known, key=lambda value: abs(value - claim.ranges[0][0]), default=math.nan)
        problems.append(
            f"{claim.text} (in “{claim.context}”) stands in no output or code cell of this "
            f"notebook, nor in the article (the nearest there is {nearest:.6g}): correct the "
            "prose, or let a cell print it"
        )
    return problems


def between(values, low, high):
    """Tell whether any of the sorted values lies from low to high."""
    position = bisect_left(values, low)
    return position < len(values) and values[position] <= high


def evidence(nb, article_numbers=()):
    """Collect the numbers that prose may quote, sorted; a negative one by its size as well.

    The outputs of cells that measure times are left out: they differ from run to run. So are
    numbers inside strings and comments of code, which nobody computes, but for the parameters'.
    """
    found = [*map(float, article_numbers)]
    for _, cell in code(nb):
        found += literals(tree(cell))
        shown = [] if timed(cell) else texts(cell)
        comments = re.findall(r"#.*", cell.source) if "parameters" in tags(cell) else []
        for text in [*shown, *comments]:
            for match in NUMBER.finditer(spaced(text)):
                value = value_of(match)[0]
                found += [value, value / 100] if match["percent"] else [value]
    return sorted({*found, *map(abs, found)})


def literals(tree):
    """List the numbers of a syntax tree: constants, and expressions of nothing else, computed."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Constant, ast.BinOp, ast.UnaryOp)):
            with contextlib.suppress(ValueError, TypeError, ArithmeticError):
                value = constant(node)
                found += [float(value)] if type(value) in (int, float) else []
    return found


def claims(source):
    """List the numbers of a markdown cell that must be true of something."""
    found = []
    for text, formula in segments(source):
        for pattern in NOT_CLAIMS:
            text = pattern.sub(" … ", text)
        matches = [match for match in NUMBER.finditer(text) if not exact(match, formula)]
        found += [claim(text, match, formula) for match in matches]
    return found


def claim(text, match, formula):
    """Say which values would make a number of the prose true."""
    value, unit = value_of(match)
    before = text[: match.start()]
    about, above, below = (words.search(before) for words in (ABOUT, ABOVE, BELOW))
    if (about or above or below) and not match["fraction"]:  # about 1,300: its zeros are no digits
        digits = match["whole"].replace(",", "")
        unit *= 10 ** (len(digits) - len(digits.rstrip("0")))
    value = abs(value) if formula else value
    low = value - unit * (1 if below else 0.5 + 1e-6)
    high = value + unit * (1 if above else 0.5 + 1e-6)
    ranges = [(low / scale, high / scale) for scale in ((1, 100) if match["percent"] else (1,))]
    context = " ".join(text[max(0, match.start() - 30) : match.end() + 30].split())
    return Claim(match[0], ranges, shorten(context))


def value_of(match):
    """Return a number's value, and the unit of the last digit that it shows."""
    exponent = match["exponent"] or ""
    factor = TIMES[match["times"]] * (-1 if match["sign"] else 1)
    value = float(match["whole"].replace(",", "") + (match["fraction"] or "") + exponent)
    power = int(exponent[1:] or 0) - len(match["fraction"] or ".") + 1
    return value * factor, float(f"1e{power}") * abs(factor)


def exact(match, formula):
    """Tell whether a number is true by definition: a small count, a half, a formula's constant."""
    if match["exponent"] or match["percent"] or match["times"]:
        return False
    number = match["whole"] + (match["fraction"] or "")
    if number in EXACT_DECIMALS:
        return True
    whole = match["fraction"] in (None, ".0")
    return whole and int(match["whole"].replace(",", "")) <= (SMALL_IN_MATH if formula else SMALL)


def segments(source):
    """Split a markdown cell into (text, is a formula), without code, links' targets and tags."""
    source = re.sub(r"^ *(```|~~~)[^\n]*\n(.*?)^ *\1", code_block, source, flags=re.S | re.M)
    source = re.sub(r"(`+)(.+?)\1", code_block, source, flags=re.S)
    source = re.sub(r"<!--.*?-->|</?[a-zA-Z]\w*(?:\s[^<>]*)?/?>", " ", source, flags=re.S)
    source = re.sub(
        r"(?<=\])\([^)\s]*(?: \"[^\"]*\")?\)|^\[[^\]]+\]: \S+|https?://\S+", " ", source, flags=re.M
    )
    source = re.sub(r"\b\d\d_\w+(?:\.ipynb)?", " ", spaced(source))
    source = re.sub(r"(?<![\w\\{}$^])_([^_\n$]+)_(?!\w)", r"\1", source)  # emphasis
    pieces = re.split(r"(?<!\\)(\$\$.+?\$\$|\$[^$]+?(?<!\\)\$)", source, flags=re.S)
    formulas = [(piece.strip("$"), True) for piece in pieces[1::2]]
    return [(" … ".join(pieces[::2]), False), *formulas]


def code_block(match):
    """Keep code that is only numbers, and drop code that has names in it."""
    return " … " if re.search(r"[A-Za-z_]", NUMBER.sub("", match[2])) else f" {match[2]} "


def spaced(text):
    """Write numbers in one way: 8 × 8, 1,797 and 2e-5."""
    text = text.replace("{,}", ",").replace("\\%", "%")
    text = re.sub(r"(?<=\d)(?:\\,|\\thinspace|\u202f)(?=\d{3})", ",", text)
    text = re.sub(r"\b10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda m: f"10^{{{m[1].translate(SUPERSCRIPTS)}}}", text)
    text = re.sub(
        r"(?<=\d) *(?:\\times|\\cdot|×|·) *10\^\{?([-−]?\d+)\}?",
        lambda m: "e" + m[1].replace("−", "-"),
        text,
    )
    return re.sub(r"(?<=\d)[x×](?=\d)", " × ", text)
