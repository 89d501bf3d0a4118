"""Whatever a reader is shown can be translated, and is."""

from __future__ import annotations

import ast
import gettext
import io
import re
from collections.abc import Iterator
from pathlib import Path
from unicodedata import normalize

import pytest
from babel.messages.catalog import Catalog
from jinja2 import Environment, nodes

from service.web.translations.extract import OTHER_LANGUAGES, compiled, gaps, load, po_file, renewed, texts

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "templates" / "pages").rglob("*.html"))
CODE = sorted((ROOT / "service").rglob("*.py"))
# The description of the API is Vietnamese, and a language's name is said in that language.
UNTRANSLATED = {
    "routes.py", "closing_routes.py", "closing_schemas.py", "figure_routes.py", "figure_schemas.py", "openapi.py",
    "schemas.py", "change_schemas.py", "decision_routes.py", "decision_schemas.py", "thread_routes.py",
    "unit_routes.py", "unit_schemas.py",
}  # fmt: skip
OWN_NAMES = {"Tiếng Việt"}
DOCUMENT_NUMBER = "74/QĐ-SGTVT"
CALLS = {"_", "gettext", "pgettext", "message"}
# These take a text from their callers.
PASSING_ON = {"i18n.py", "errors.py"}


def is_vietnamese(text: object) -> bool:
    """Whether the text has a letter with diacritics."""
    return isinstance(text, str) and any(sign in "đĐ" or len(normalize("NFD", sign)) > 1 for sign in text)


@pytest.fixture(params=OTHER_LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    """Every language but Vietnamese."""
    return str(request.param)


@pytest.fixture
def catalog(language: str) -> Catalog:
    """Its translations."""
    return load(language)


def test_every_text_is_translated(catalog: Catalog) -> None:
    missing = [
        text
        for context, text in texts()
        if (found := catalog.get(text, context or None)) is None or not found.string or found.fuzzy
    ]
    assert missing == [], "run `make translations` and translate these"


def test_nothing_is_translated_that_nobody_says(catalog: Catalog) -> None:
    assert {(item.context or "", item.id) for item in catalog if item.id} <= set(texts())


def test_gaps_are_the_same_in_every_language(catalog: Catalog) -> None:
    assert [item.id for item in catalog if item.id and gaps(item.id) != gaps(item.string)] == []


def test_translations_say_nothing_in_vietnamese_but_what_is_quoted(catalog: Catalog) -> None:
    quoted = re.compile(rf"“Không”|“TẠM TỔNG HỢP”|“CHÍNH THỨC”|{DOCUMENT_NUMBER}|Hưng Yên")
    assert [item.string for item in catalog if item.id and is_vietnamese(quoted.sub("", item.string))] == []


def test_what_is_served_is_what_was_translated(language: str) -> None:
    def said(raw: bytes) -> dict[object, str]:
        return vars(gettext.GNUTranslations(io.BytesIO(raw)))["_catalog"]  # type: ignore[no-any-return]

    served = po_file(language).with_suffix(".mo").read_bytes()
    assert said(served) == said(compiled(load(language))), "run `make translations`"


def test_gathering_again_changes_nothing(catalog: Catalog) -> None:
    again = renewed(catalog)
    assert [(item.id, item.string) for item in again if item.id] == [
        (item.id, item.string) for item in sorted(catalog, key=lambda item: (item.context or "", item.id)) if item.id
    ]


def plain_vietnamese(source: str) -> Iterator[str]:
    """The Vietnamese of a page that no call translates: its text and attributes, and strings in its expressions."""
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(source)
    translated = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in CALLS
        for argument in call.args
    }
    for part in tree.find_all((nodes.TemplateData, nodes.Const)):
        text = part.data if isinstance(part, nodes.TemplateData) else part.value
        if id(part) not in translated and is_vietnamese(str(text).replace(DOCUMENT_NUMBER, "")):
            yield str(text).strip()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_say_nothing_that_cannot_be_translated(path: Path) -> None:
    assert list(plain_vietnamese(path.read_text(encoding="utf-8"))) == []


def test_a_percent_sign_in_a_page_is_part_of_a_gap() -> None:
    # Pages fill gaps even where there are none, so that a lone sign would be an error.
    for path in PAGES:
        assert not re.search(r"_\(\s*[\"'][^\"']*%(?!\()", path.read_text(encoding="utf-8")), path.name


def literals(source: str) -> Iterator[str]:
    """The Vietnamese strings of a module that are no descriptions of code."""
    tree = ast.parse(source)
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in described and is_vietnamese(node.value):
            yield str(node.value)


def test_the_web_says_nothing_that_cannot_be_translated() -> None:
    known = {text for pair in texts() for text in pair} | OWN_NAMES
    for path in (ROOT / "service" / "web").rglob("*.py"):
        if path.name not in UNTRANSLATED:
            assert [text for text in literals(path.read_text(encoding="utf-8")) if text not in known] == [], path


def hidden_texts(source: str) -> list[int]:
    """Lines of calls whose text stands elsewhere, where it cannot be gathered."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in CALLS
        and not (node.args and isinstance(node.args[0], ast.Constant))
    ]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_texts_stand_in_their_calls(path: Path) -> None:
    if path.name not in PASSING_ON:
        assert hidden_texts(path.read_text(encoding="utf-8")) == []


def test_the_guards_see_what_they_look_for() -> None:
    page = "{# Ghi chú #}<p title=\"Số\">{{ _('Đúng') }}{{ 'Lỗi' if x else pgettext('nhiều', 'Kỳ') }}</p>"
    assert list(plain_vietnamese(page)) == ['<p title="Số">', "Lỗi"]
    assert list(literals('"""Mô tả."""\nx = f"Số {y}"\n')) == ["Số "]
    assert hidden_texts('message(text)\nmessage("Số")\n') == [1]
    assert gaps("{a.b} %(c)s {…} 5 %") == ["%(c)s", "{a.b}"]
