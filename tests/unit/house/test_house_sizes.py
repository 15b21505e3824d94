"""Files and functions keep the budget of the house: a breach is a question asked early."""

import ast
from pathlib import Path
from statistics import median, quantiles

from unit.house.houses import ROOT, python_files

LONGEST_FILE, LONGEST_FUNCTION = 500, 60
MEDIAN_FUNCTION, USUAL_FUNCTION = 10, 35
PRODUCT = ("platform", "graph", "matching")


def _functions(place: Path) -> list[tuple[str, int]]:
    """(name with its file, lines) of every function, decorators and docstring left out."""
    tree = ast.parse(place.read_text(encoding="utf-8"))
    return [
        (f"{place.relative_to(ROOT)}:{node.name}", _length(node))
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    last = node.end_lineno or node.lineno
    lines = last - node.lineno + 1
    first = node.body[0]
    if ast.get_docstring(node) is not None and len(node.body) > 1:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def _all() -> list[tuple[str, int]]:
    return [one for place in python_files(*PRODUCT) for one in _functions(place)]


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {
        str(place.relative_to(ROOT)): len(place.read_text(encoding="utf-8").splitlines())
        for place in python_files(*PRODUCT, "tests")
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def test_no_function_is_longer_than_60_lines() -> None:
    assert [(name, lines) for name, lines in _all() if lines > LONGEST_FUNCTION] == []


def test_functions_are_short_by_habit() -> None:
    lengths = [lines for _name, lines in _all()]
    assert median(lengths) <= MEDIAN_FUNCTION
    assert quantiles(lengths, n=10)[-1] <= USUAL_FUNCTION


def test_every_file_says_in_its_first_line_what_it_is() -> None:
    silent = []
    for place in python_files(*PRODUCT, "tests"):
        words = ast.get_docstring(ast.parse(place.read_text(encoding="utf-8")))
        if not words or not words.splitlines()[0].strip():
            silent.append(str(place.relative_to(ROOT)))
    assert silent == []


def test_the_ruler_measures_a_function_without_its_docstring(tmp_path: Path) -> None:
    node = ast.parse('def f():\n    """One.\n\n    Two."""\n    return 1\n').body[0]
    assert isinstance(node, ast.FunctionDef)
    assert _length(node) == 2
