"""The report templates that tonghop ships have every word of theirs in English too."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from service.catalogue.catalogue import load_catalogue
from service.domain.bilingual import Bilingual
from service.domain.reporting.template import ReportTemplate
from tests.guards.test_translations import gaps, is_vietnamese

CATALOGUE = load_catalogue()


def words(template: ReportTemplate) -> Iterator[tuple[str, Bilingual]]:
    """Each text of a template with where it stands."""
    yield "title", template.title
    for item in template.indicators:
        yield from ((f"{item.code} name", item.name), (f"{item.code} unit", item.unit))
    yield from ((f"section {section.code}", section.title) for section in template.sections)
    yield from ((f"guidance {section.code}", section.guidance) for section in template.sections if section.guidance)
    for rule in template.rules:
        yield from ((rule.id, rule.text), (f"{rule.id} requirement", rule.requirement))
    yield from ((f"period {kind.code}", kind.title) for kind in template.schedule.kinds)
    yield from ((f"kind {kind}", kind) for kind in template.documents.kinds)
    yield from ((f"chart {chart.title}", chart.title) for chart in (*template.overview.charts, *template.page_charts))


@pytest.mark.parametrize("template", CATALOGUE.templates.values(), ids=lambda template: template.code)
def test_every_word_of_a_template_is_there_in_english(template: ReportTemplate) -> None:
    found = list(words(template))
    assert len(found) > len(template.indicators) * 2
    assert [place for place, text in found if not text.english] == []
    assert [place for place, text in found if is_vietnamese(text.english)] == []
    assert [place for place, text in found if sorted(gaps(text)) != sorted(gaps(text.english))] == []
    assert [place for place, text in found if "requirement" in place and re.search("[{}]", text.english)] == []


def test_two_indicators_have_two_names_in_english() -> None:
    for template in CATALOGUE.templates.values():
        names = [item.name.english for item in template.indicators]
        assert len({*names}) == len(names)


def test_every_reminder_rule_is_there_in_english() -> None:
    for ladder in CATALOGUE.ladders.values():
        assert [step.name for step in ladder.steps if not step.title.english or is_vietnamese(step.title.english)] == []
