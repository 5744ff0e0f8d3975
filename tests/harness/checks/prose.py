"""Whether the numbers in the prose are numbers that the notebook computes, sets or quotes."""

import ast
import contextlib
import re
from bisect import bisect_left
from collections import namedtuple

from .cells import code, markdown, shorten, tags, texts, timed, tree, where
from .parameters import constant

SMALL = 12  # integers up to here are counts that a reader verifies by looking
SMALL_IN_MATH = 99  # and up to here, in a formula, constants and sizes
EXACT_DECIMALS = {"0.5", "0.25", "0.75", "1.5"}  # halves and quarters

Claim = namedtuple("Claim", "text lows highs context")

# What is not a claim about a result, whatever number it holds.
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NAMED = (
    "exercises?|sections?|parts?|chapters?|ch\\.|equations?|eqs?\\.|pages?|pp?\\.|volume|vol\\.|no\\.|"
    "notebooks?|appendix|algorithm|theorem|lectures?|§"
)
SOFTWARE = "Python|NumPy|SciPy|Matplotlib|scikit-learn|PyTorch|JupyterLab|IPython|BY|version"
NOT_CLAIMS = [
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^ {0,3}#{1,6} +\d+(?:\.\d+)*\.?(?= )",  # a heading's number
        r"^[ >]*(?:[-*+] +)?\d{1,2}[.)](?= )",  # a list item's
        rf"(?i:\b(?:{NAMED})|§) *#?(?!0\.)\d{{1,4}}(?:\.\d{{1,2}})*(?:(?:, | and | to | or |[-–])\d{{1,4}}(?:\.\d{{1,2}})*)*\b",
        rf"\b(?:{SOFTWARE}) +\d+(?:\.\d+)+",
        r"(?i:\barxiv|\bdoi|\bISBN)[: ]*\S+|\b10\.\d{4,}/\S+|\bIEEE[ -]754\b|\b\d+-bit\b",
        r"\b\d+(?:st|nd|rd|th)\b",
        rf"\b{MONTH} \d{{1,2}}\b(?:, \d{{4}})?|\b\d{{1,2}} {MONTH}\b(?: \d{{4}})?",
        r"\*[^*\n]+\*,? \**\d+\**(?:\(\d+(?:[–-]\d+)?\))?[:,] *\d+(?: ?[–-] ?\d+)?",  # journal 12(3), 45–67
        r"\b\d+(?:(?: to |–|-)\d+)? minutes\b",  # of study
        r"\b(?:15|30|45|60|75|90|120|135|150|180|270|360)(?: ?°| ?\^\\circ|[ -]degrees?\b)",
        r"(?<![\d.,])(?:0|50|100) ?\\?%",
        r"(?:(?<=[(\[,;&–-])|(?<=[(\[,;&] )|\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|early|late|al\.,?|[A-Z]\w+,?) )"
        r"(?:1[89]\d\d|20[0-2]\d|2030)[a-z]?(?=$|[)\];:–]|[.,](?!\d)| (?:[A-Z(]|and|by|the|that|with|as|was|is|to|a)\b)",
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
ABOUT = re.compile(r"(?i)(\babout|\baround|\broughly|\bapproximately|\bsome|~|≈|\\approx|\\sim) *$")
ABOVE = re.compile(r"(?i)\b(over|above|more than|at least|beyond|exceeds) *$")
BELOW = re.compile(r"(?i)\b(under|below|less than|fewer than|nearly|almost|at most|up to) *$")
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def numbers(nb, article_numbers=()):
    """Hold that each number in the prose stands in an output, in the code or in the article.

    Rounded to the digits that the prose shows, percent and fraction alike. nbval reads no prose.
    """
    known = evidence(nb, article_numbers)
    problems = []
    for index, cell in markdown(nb):
        for claim in claims(cell.source):
            if not any(between(known, *ends) for ends in zip(claim.lows, claim.highs)):
                nearest = min(known, key=lambda v: abs(v - claim.lows[0]), default=None)
                problems.append(
                    f"{where(nb, index)}: {claim.text} (in “{claim.context}”) stands in no output or "
                    "code cell of this notebook, nor in the article"
                    + (f"; the nearest there is {nearest:.6g}" if known else "")
                    + ": correct the prose, or let a cell print it"
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
    for text, math in segments(source):
        for pattern in NOT_CLAIMS:
            text = pattern.sub(" … ", text)
        for match in NUMBER.finditer(text):
            if not exact(match, math):
                found.append(claim(text, match, math))
    return found


def claim(text, match, math):
    """Say which values would make a number of the prose true."""
    value, unit = value_of(match)
    before = text[: match.start()]
    if not match["fraction"] and (
        ABOUT.search(before) or ABOVE.search(before) or BELOW.search(before)
    ):
        unit *= 10 ** (
            len(match["whole"])
            - len(match["whole"].rstrip("0,").replace(",", ""))
            - match["whole"].count(",")
        )
    if math:
        value = abs(value)
    slack = unit * (0.5 + 1e-6)
    low = value - (unit if BELOW.search(before) else slack)
    high = value + (unit if ABOVE.search(before) else slack)
    scales = (1, 100) if match["percent"] else (1,)
    context = shorten(" ".join(text[max(0, match.start() - 30) : match.end() + 30].split()))
    return Claim(match[0], [low / s for s in scales], [high / s for s in scales], context)


def value_of(match):
    """Return a number's value, and the unit of the last digit that it shows."""
    exponent = match["exponent"] or ""
    factor = TIMES[match["times"]] * (-1 if match["sign"] else 1)
    value = float(match["whole"].replace(",", "") + (match["fraction"] or "") + exponent)
    decimals = len(match["fraction"] or ".") - 1
    return value * factor, abs(factor) * 10.0 ** (int(exponent[1:] or 0) - decimals)


def exact(match, math):
    """Tell whether a number is true by definition: a small count, a half, a formula's constant."""
    if match["exponent"] or match["percent"] or match["times"]:
        return False
    number = match["whole"] + (match["fraction"] or "")
    if number in EXACT_DECIMALS:
        return True
    whole = not match["fraction"] or re.fullmatch(r"\.0", match["fraction"])
    return bool(whole) and float(match["whole"].replace(",", "")) <= (
        SMALL_IN_MATH if math else SMALL
    )


def segments(source):
    """Split a markdown cell into (text, is math), without code, links' targets and tags."""
    source = re.sub(r"^ *(```|~~~)[^\n]*\n(.*?)^ *\1", code_block, source, flags=re.S | re.M)
    source = re.sub(r"(`+)(.+?)\1", code_block, source, flags=re.S)
    source = re.sub(r"<!--.*?-->|<[a-zA-Z/][^>]*>", " ", source, flags=re.S)
    source = re.sub(
        r"(?<=\])\([^)\s]*(?: \"[^\"]*\")?\)|^\[[^\]]+\]: \S+|https?://\S+", " ", source, flags=re.M
    )
    source = re.sub(r"\b\d\d_\w+(?:\.ipynb)?", " ", spaced(source))
    source = re.sub(r"(?<![\w\\{}$^])_([^_\n$]+)_(?!\w)", r"\1", source)  # emphasis
    pieces = re.split(r"(?<!\\)(\$\$.+?\$\$|\$[^$]+?(?<!\\)\$)", source, flags=re.S)
    math = [piece.strip("$") for piece in pieces[1::2]]
    return [(" … ".join(pieces[::2]), False), *((piece, True) for piece in math)]


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
