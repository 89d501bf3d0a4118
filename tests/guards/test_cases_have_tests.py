"""Each case of the reviews has a test of its right value: `tests/data/cases.csv` is the one place that says which.

C, H, M and L are what Home Affairs and the administrator met, by weight; S-F what breaks where somebody means it to.
"""

from __future__ import annotations

import ast
import csv
from collections import Counter
from functools import cache
from pathlib import Path

from tests.support.processes import ROOT

LAST = {"C": 5, "H": 15, "M": 16, "L": 11, "S-F": 28}
CASES = [f"{kind}{number}" for kind, last in LAST.items() for number in range(1, last + 1)]


def rows(text: str) -> list[dict[str, str]]:
    """The table's lines."""
    return list(csv.DictReader(text.splitlines()))


@cache
def names_in(file: Path) -> frozenset[str]:
    """The names of a file's tests; none where the file is gone."""
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(item.name for item in tree.body if isinstance(item, ast.FunctionDef))


def gone(text: str) -> list[str]:
    """The tests that the table names and that are not there."""
    places = [row["test"].partition("::") for row in rows(text)]
    return [f"{file}::{name}" for file, _, name in places if name not in names_in(ROOT / file)]


TABLE = (ROOT / "tests" / "data" / "cases.csv").read_text(encoding="utf-8")


def test_every_case_has_a_test() -> None:
    assert list(dict.fromkeys(row["case"] for row in rows(TABLE))) == CASES
    assert all(row["wrong"] for row in rows(TABLE))
    assert {line for line, count in Counter(TABLE.splitlines()).items() if count > 1} == set()


def test_every_named_test_is_there() -> None:
    assert gone(TABLE) == []


def test_the_guard_names_a_test_that_is_gone() -> None:
    known = rows(TABLE)[0]["test"]
    for missing in (f"{known}_no_more", known.replace(".py", "_gone.py")):
        assert gone(f"case,wrong,test\nC1,a figure moved,{known}\nC1,a figure moved,{missing}\n") == [missing]
