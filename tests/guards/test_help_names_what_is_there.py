"""The help calls buttons, links and tabs as the pages do, in each language."""

from __future__ import annotations

import re

import pytest
from lxml import html

from service.templates_folder import TEMPLATES
from service.web.translations.extract import load, texts

PAGES = sorted((TEMPLATES / "help").glob("*/*.html"))


def named(source: str) -> list[str]:
    """What a page of the help sets in bold and writes with a capital: the names of buttons, links and tabs."""
    tree = html.fromstring(f"<div>{source}</div>")
    found = (" ".join(item.text_content().split()).rstrip(".:") for item in tree.xpath("//strong"))
    return [name for name in found if name[:1].isupper()]


def known(language: str) -> set[str]:
    """What pages say in a language, an ellipsis for each gap, without marks at the end."""
    catalog = load("en")
    found = (text if language == "vi" else str(catalog.get(text, context or None).string) for context, text in texts())
    return {re.sub(r"\{\w+\}", "…", text).rstrip(".:") for text in found}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_help_names_only_what_pages_have(language: str) -> None:
    said = known(language)
    missing = {
        path.name: lost
        for path in PAGES
        if path.parent.name == language
        and (lost := [name for name in named(path.read_text(encoding="utf-8")) if name not in said])
    }
    assert missing == {}


def test_the_guard_sees_names() -> None:
    assert named("<p><strong>Nộp\n báo cáo</strong>, <strong>Lưu.</strong> <strong>lỗi</strong></p>") == [
        "Nộp báo cáo",
        "Lưu",
    ]
