"""The help calls buttons, links and tabs as the pages do, in each language, and each language names the same ones."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

import pytest
from lxml import html

from service.templates_folder import TEMPLATES
from service.web.translations.extract import load, texts

NAMES = sorted(path.name for path in (TEMPLATES / "help" / "vi").glob("*.html"))
QUOTED = re.compile("«([^»]*)»|“([^”]*)”")


def named(source: str) -> list[str]:
    """What a page of the help sets in bold or between quotation marks: the names of buttons, links, heads and tabs."""
    tree = html.fromstring(f"<div>{source}</div>")
    bold = (item.text_content() for item in tree.xpath("//strong"))
    quoted = (one or other for one, other in QUOTED.findall(tree.text_content()))
    return [plain(" ".join(name.split())) for name in (*bold, *quoted)]


def plain(text: str) -> str:
    """A text of the pages with an ellipsis for each gap, without marks at the end."""
    return re.sub(r"\{\w+\}|%\(\w+\)s", "…", text).rstrip(".:")


@cache
def translated() -> dict[str, set[str]]:
    """What pages say in Vietnamese, each text with all its English."""
    catalog, found = load("en"), defaultdict(set)
    for context, text in texts():
        found[plain(text)].add(plain(str(catalog.get(text, context or None).string)))
    return found


def read(language: str, name: str) -> list[str]:
    """What a page of the help names in a language."""
    return named((TEMPLATES / "help" / language / name).read_text(encoding="utf-8"))


def without_twin(vietnamese: list[str], english: list[str], known: dict[str, set[str]]) -> list[str]:
    """What is named in one language and not, by its name there, in the other."""
    left, lost = list(english), []
    for name in vietnamese:
        twin = next((item for item in left if item in known.get(name, ())), None)
        if twin is None:
            lost.append(name)
        else:
            left.remove(twin)
    return lost + left


@pytest.mark.parametrize("name", NAMES)
def test_the_help_names_only_what_pages_have_and_the_same_in_each_language(name: str) -> None:
    known = translated()
    vietnamese, english = read("vi", name), read("en", name)
    assert [item for item in vietnamese if item not in known] == []
    assert [item for item in english if item not in set().union(*known.values())] == []
    assert without_twin(vietnamese, english, known) == []


def test_the_guard_sees_names() -> None:
    source = "<p><strong>Nộp\n báo cáo</strong>, <strong>Lưu.</strong> «Trả <em>lại</em>…» “Keep it”</p>"
    assert named(source) == ["Nộp báo cáo", "Lưu", "Trả lại…", "Keep it"]
    assert plain("Đã lưu lúc %(time)s.") == plain("Đã lưu lúc {time}") == "Đã lưu lúc …"


def test_the_guard_sees_what_one_language_does_not_name() -> None:
    known = {"Lưu": {"Save"}, "In": {"Print"}}
    assert without_twin(["Lưu", "In", "In"], ["Print", "Save", "Print"], known) == []
    assert without_twin(["Lưu", "In"], ["Save", "Keep"], known) == ["In", "Keep"]
