"""Every mail is there in each language and says the same: the same facts, conditions and addresses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from service.languages import LANGUAGES, VIETNAMESE
from service.templates_folder import TEMPLATES
from tests.guards.test_translations import is_vietnamese

MAIL = TEMPLATES / "mail"
LETTERS = sorted(path.name for path in (MAIL / VIETNAMESE).iterdir())
OTHERS = sorted({*LANGUAGES} - {VIETNAMESE})
ADDRESS = re.compile(r"\{\{ address \}\}/[\w/-]+|\{\{ (?:link|stop|period\.link) \}\}")


def told(source: str) -> set[str]:
    """What a letter says of what it is given, such as `unit.agency`."""
    tree = Environment(autoescape=True).parse(source)
    names = {node.name for node in tree.find_all(nodes.Name)}
    parts = {
        f"{node.node.name}.{node.attr}"
        for node in tree.find_all(nodes.Getattr)
        if isinstance(node.node, nodes.Name) and node.attr != "strftime"
    }
    return names | parts


def in_folder(language: str, name: str) -> str:
    return (MAIL / language / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("language", OTHERS)
def test_every_letter_is_there_and_no_other(language: str) -> None:
    assert len(LETTERS) > 30
    assert sorted(path.name for path in (MAIL / language).iterdir()) == LETTERS
    assert [path.name for path in MAIL.iterdir() if path.is_file()] == ["_button.html"]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_says_the_same_in_each_language(name: str, language: str) -> None:
    own, other = in_folder(VIETNAMESE, name), in_folder(language, name)
    assert told(own) == told(other)
    assert sorted(ADDRESS.findall(own)) == sorted(ADDRESS.findall(other))
    assert not is_vietnamese(other)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_both_forms_of_a_letter_tell_of_the_same(language: str) -> None:
    for name in LETTERS:
        if name.endswith(".txt") and not name.startswith("_"):
            text, page = told(in_folder(language, name)), told(in_folder(language, f"{Path(name).stem}.html"))
            # Only the text has the subject and counts its lines.
            assert {item for item in page - text if "." in item} == set(), name


def test_the_guard_sees_what_a_letter_tells() -> None:
    source = "{{ a.b }}{% if c %}{{ d | say }}{% endif %}{{ e.strftime('%d') }}"
    assert told(source) == {"a", "a.b", "c", "d", "e"}
    assert ADDRESS.findall('<a href="{{ address }}/lan-nop/{{ x }}">{{ link }}</a>') == [
        "{{ address }}/lan-nop/",
        "{{ link }}",
    ]
