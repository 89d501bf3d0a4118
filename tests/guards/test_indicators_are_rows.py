"""Indicators are rows of a table: nothing outside the report templates knows one, so that another report is no code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from service.catalogue.catalogue import load_catalogue

ROOT = Path(__file__).resolve().parents[2]
CODES = {code for template in load_catalogue().templates.values() for code in template.by_code}
NAMED = re.compile(r"(?<![\w.])(?:" + "|".join(re.escape(code) for code in sorted(CODES)) + r")(?![\w.])")
# The demonstration's figures are of one report.
DEMONSTRATION = ROOT / "service" / "demo"


def strings(source: str) -> Iterator[str]:
    """The texts in code that are no docstrings."""
    tree = ast.parse(source)
    scopes = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    told = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, scopes) and _has_docstring(node)}  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def _has_docstring(node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return ast.get_docstring(node, clean=False) is not None


def named_in(path: Path) -> list[str]:
    """The indicators that a file names."""
    text = path.read_text(encoding="utf-8")
    return [found for part in (strings(text) if path.suffix == ".py" else [text]) for found in NAMED.findall(part)]


def files() -> list[Path]:
    """Code, pages, letters and scripts."""
    code = [path for folder in ("service", "workers") for path in (ROOT / folder).rglob("*.py")]
    shown = [path for folder in ("pages", "mail") for path in (ROOT / "templates" / folder).rglob("*.*")]
    scripts = list((ROOT / "service" / "web" / "static").rglob("*.js"))
    return [path for path in (*code, *shown, *scripts) if DEMONSTRATION not in path.parents]


def test_no_code_and_no_page_names_an_indicator() -> None:
    found = files()
    assert len(found) > 300 and len(CODES) > 70
    assert {str(path.relative_to(ROOT)): codes for path in found if (codes := named_in(path))} == {}


def test_the_guard_sees_an_indicator_in_code_and_in_a_page(tmp_path: Path) -> None:
    code, page = tmp_path / "a.py", tmp_path / "a.html"
    code.write_text('"""Such as ho_so.tiep_nhan."""\nX = f"$.indicators.{1}", "tthc.tong"\n', encoding="utf-8")
    page.write_text('{{ report.number("ho_so.tiep_nhan") }}', encoding="utf-8")
    assert named_in(code) == ["tthc.tong"]
    assert named_in(page) == ["ho_so.tiep_nhan"]
