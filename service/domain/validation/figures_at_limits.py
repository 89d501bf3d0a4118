"""A figure at its limit beside what speaks against it: everything in time, and letters of apology all the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.domain.consolidation.formatting import show_figure
from service.domain.errors import Message, message
from service.domain.notation.numbers import shorten
from service.domain.notation.text import without_diacritics
from service.domain.reporting.report import Report
from service.domain.validation.review_score import Concern, ConcernKind
from service.domain.validation.texts import looked_at

AT_LIMIT = 10
LONGEST = 120  # letters of a sentence that is told
_SENTENCE = re.compile(r"(?<![.;])[.;]++(?:\s|$)|\n")
# A sentence that denies tells nothing against it.
_DENIAL = re.compile(r"\b(?:khong|chua|0|00)\b")


@dataclass(frozen=True)
class LimitCheck:
    """At that limit the indicator deserves a look where a figure `beside` it is above nought, or a text has one of the
    `words` (without diacritics, in small letters)."""

    indicator: str
    limit: Decimal
    beside: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def figures_at_limits(report: Report, agency: str, checks: Iterable[LimitCheck]) -> Iterator[Concern]:
    """What speaks against a unit's figures at their limits."""
    template, filing = report.template, report.filings[agency]
    for check in checks:
        if report.figure_of(agency, check.indicator) != check.limit:
            continue
        indicator = template.by_code[check.indicator]
        against = [*_figures(report, agency, check), *_sentences(filing.narratives.items(), check)]
        if against:
            said = message(
                "{number}. {name}: {figure}, trong khi {against}", number=indicator.number, name=indicator.name,
                figure=show_figure(check.limit, indicator), against=against[0],
            )  # fmt: skip
            yield Concern(ConcernKind.LIMIT, AT_LIMIT, said, f"indicators.{check.indicator}")


def _figures(report: Report, agency: str, check: LimitCheck) -> Iterator[Message]:
    for code in check.beside:
        figure = report.figure_of(agency, code)
        if isinstance(figure, Decimal) and figure > 0:
            item = report.template.by_code[code]
            yield message(
                "{number}. {name} là {figure}", number=item.number, name=item.name, figure=show_figure(figure, item)
            )


def _sentences(texts: Iterable[tuple[str, str]], check: LimitCheck) -> Iterator[Message]:
    for section, text in looked_at(dict(texts)):
        for sentence in _SENTENCE.split(text):
            plain = without_diacritics(sentence)
            if any(word in plain for word in check.words) and not _DENIAL.search(plain):
                said = shorten(sentence.strip(), LONGEST)
                yield message("mục {section} ghi «{sentence}»", section=section, sentence=said)
