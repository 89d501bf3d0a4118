"""A report that carries its own values: each is held against the words that people see, and none is believed unseen.

A value that stands in the text as tonghop prints it is sure. Where the text says something else, or nothing, both are
offered, and whatever was written beside the printed words is read as in any other report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.errors import Message, message
from service.domain.notation.numbers import NumberNotationError, parse_vietnamese
from service.domain.organization.agency import Agency
from service.domain.reading.candidates import Candidate, Witness
from service.domain.reading.carried_texts import documents_seen, narratives_seen
from service.domain.reading.document import Place, ReportDocument
from service.domain.reading.figure_lines import SeenFigure, find_lines
from service.domain.reading.identity import Identity, identify
from service.domain.reading.reading import Carried, FigureReading, ReportReading, read_freely
from service.domain.reading.references import Reference
from service.domain.reading.visible_text import VisibleText, squeezed
from service.domain.reporting.carried_report import CarriedReport
from service.domain.reporting.indicator import Indicator
from service.domain.reporting.reading_guide import Strength
from service.domain.reporting.report import NA
from service.domain.reporting.template import ReportTemplate

_OPENING = 25  # blocks among which a report names its agency and period
_MOST_NAMED = 5


@dataclass(frozen=True)
class _Values:
    """The carried figures by what they are: numbers, indicators that do not apply, and what is no number."""

    numbers: Mapping[str, Decimal]
    not_applicable: frozenset[str]
    unknown: tuple[str, ...]


def why_unfit(document: ReportDocument, template: ReportTemplate, agencies: Sequence[Agency]) -> Message | None:
    """Why the carried values are not those of the report that people see; None where they are of its agency and period.

    Without a list of agencies the carried name has to stand in the text.
    """
    carried = document.carried
    assert carried is not None
    identity = identify(document, template.schedule, agencies)
    agency = next((item for item in agencies if item.code == carried.agency), None)
    name = carried.agency_name if agency is None else agency.name
    is_known = agency is not None or not agencies
    if is_known and template.schedule.has(carried.period):
        opening = squeezed("\n".join(block.text for block in document.blocks[:_OPENING])).lower()
        said = (squeezed(name).lower(), squeezed(template.schedule.period(carried.period).title).lower())
        is_other = identity.period not in {"", carried.period} or identity.agency not in {"", carried.agency}
        if all(said) and all(words in opening for words in said) and not is_other:
            return None
    return message(
        "Số liệu mang theo trong tệp là của «{agency}», kỳ {period}, khác với đơn vị, kỳ ghi trong văn bản nên không "
        "dùng: số liệu được đọc từ câu chữ.",
        agency=name or carried.agency, period=carried.period,
    )  # fmt: skip


def read_carrying(document: ReportDocument, template: ReportTemplate, agencies: Sequence[Agency]) -> ReportReading:
    """The reading of a report whose carried values are of its agency and period."""
    carried = document.carried
    assert carried is not None
    kind = next((item.kind for item in agencies if item.code == carried.agency), None)
    identity = replace(_identity(document, template, agencies, carried), kind=kind)
    base = read_freely(document, template, identity, agencies, carried.period)
    text = VisibleText(document.blocks)
    values = _values(carried, template)
    lines = find_lines(text, _printed(template, values.numbers), carried.narratives)
    others = find_lines(text, _printed(template, values.not_applicable), carried.narratives, lines)
    figures, notices = _figures(base, values, carried, lines, others)
    narratives, changed = narratives_seen(text, template, carried, lines)
    documents, said = documents_seen(text, carried)
    cited = [item for item in base.references if item.document.number not in {own.number for own in documents}]
    return replace(
        base,
        figures={code: figures[code] for code in template.by_code if code in figures},
        narratives=narratives,
        references=(
            *(Reference(item, own=True) for item in documents), *(replace(item, own=False) for item in cited),
        ),
        carried=Carried(
            frozenset(code for code in values.not_applicable if code not in figures),
            _known(carried.notes, template.by_code), _known(carried.explanations, template.explainable),
            is_whole=not (changed or said) and _are_as_carried(values, figures, others),
        ),
        notices=(*document.notices, *notices, *changed, *said),
    )  # fmt: skip


def _identity(
    document: ReportDocument, template: ReportTemplate, agencies: Sequence[Agency], carried: CarriedReport
) -> Identity:
    found = identify(document, template.schedule, agencies)
    return replace(found, period=carried.period, agency=carried.agency)


def _known(texts: Mapping[str, str], codes: Mapping[str, object]) -> dict[str, str]:
    return {code: text for code, text in texts.items() if code in codes and text}


def _printed(template: ReportTemplate, codes: Mapping[str, Decimal] | frozenset[str]) -> list[Indicator]:
    """The indicators of these codes in the order in which a report prints them."""
    return [
        item for section in template.sections for item in template.indicators_of(section.code)
        if item.code in codes
    ]  # fmt: skip


def _values(carried: CarriedReport, template: ReportTemplate) -> _Values:
    numbers: dict[str, Decimal] = {}
    unknown: list[str] = []
    for code, shown in carried.indicators.items():
        if code in template.by_code and shown.strip() and shown != NA.value:
            try:
                numbers[code] = parse_vietnamese(shown)
            except NumberNotationError:
                unknown.append(code)
    spared = frozenset(code for code, shown in carried.indicators.items() if shown == NA.value)
    return _Values(numbers, spared & template.by_code.keys(), tuple(unknown))


def _figures(
    base: ReportReading, values: _Values, carried: CarriedReport, lines: Mapping[str, SeenFigure],
    others: Mapping[str, SeenFigure],
) -> tuple[dict[str, FigureReading], list[Message]]:  # fmt: skip
    """The figures, and what is to be said of those that the text contradicts."""
    template, found = base.template, {}
    for code, value in values.numbers.items():
        own = _carried(template.by_code[code], value, carried)
        found[code] = _figure(own, lines.get(code), base.figures.get(code))
    for code, seen in others.items():
        if seen.value is not None:
            found[code] = _unsure([_seen(code, seen, seen.value)])
    claimed = {seen.block.place.number: code for code, seen in (*lines.items(), *others.items())}
    for code, figure in base.figures.items():
        if code not in found and code not in values.not_applicable:
            # The line of another indicator was read rightly; what it seems to say of this one is nothing.
            left = [item for item in figure.candidates if claimed.get(item.place.number, code) == code]
            if left:
                found[code] = _unsure(left)
    return found, list(_said(template, values, found))


def _are_as_carried(values: _Values, figures: Mapping[str, FigureReading], others: Mapping[str, SeenFigure]) -> bool:
    """Whether every carried figure is the one that is seen, and none is seen that does not apply."""
    return (
        not values.unknown
        and all(figures[code].sure for code in values.numbers)
        and all(seen.value is None for seen in others.values())
    )


def _figure(own: Candidate, seen: SeenFigure | None, read: FigureReading | None) -> FigureReading:
    """What is offered of a carried number: where the text prints it, it is sure."""
    code = own.indicator
    if seen is not None:
        visible = [] if seen.value is None else [_seen(code, seen, seen.value)]
        if seen.value == own.value and seen.is_as_printed:
            return _reading(visible, sure=True)
        return _unsure([*visible, own])
    if read is not None:
        if read.sure and read.value == own.value:
            return read
        return _unsure([*read.candidates, own])
    return _unsure([own])


def _said(template: ReportTemplate, values: _Values, found: Mapping[str, FigureReading]) -> list[Message]:
    """What people are told before they look at the single figures."""
    doubtful = [code for code in values.numbers if not found[code].sure]
    said = []
    if doubtful:
        said.append(
            message(
                "{count} số liệu nhìn thấy trong văn bản khác với số liệu mang theo trong tệp hoặc không thấy trong "
                "văn bản ({names}): xem cả hai số và chọn.",
                count=len(doubtful), names=_named(template, doubtful),
            )
        )  # fmt: skip
    if values.unknown:
        said.append(
            message(
                "Số liệu mang theo trong tệp không phải là số ({names}): chỉ dùng số đọc từ câu chữ.",
                names=_named(template, values.unknown),
            )
        )
    rest = sum(not figure.sure for code, figure in found.items() if code not in values.numbers)
    if rest:
        said.append(message("{count} số liệu chưa chắc chắn: đề nghị xem từng câu và chọn.", count=rest))
    return said


def _named(template: ReportTemplate, codes: Sequence[str]) -> str:
    names = "; ".join(template.by_code[code].name for code in codes[:_MOST_NAMED])
    return f"{names}…" if len(codes) > _MOST_NAMED else names


def _reading(candidates: Sequence[Candidate], *, sure: bool) -> FigureReading:
    best = candidates[0]
    return FigureReading(best.value, sure, best.sentence, best.place, best.span, tuple(candidates))


def _unsure(candidates: Sequence[Candidate]) -> FigureReading:
    return _reading(candidates, sure=False)


def _seen(code: str, seen: SeenFigure, value: Decimal) -> Candidate:
    return _candidate(code, value, seen.sentence, seen.block.place, seen.span)


def _carried(indicator: Indicator, value: Decimal, carried: CarriedReport) -> Candidate:
    """The number as the file carries it, which stands at no place of the text."""
    sentence = f"Số liệu mang theo trong tệp – {indicator.name}: {carried.indicators[indicator.code]}"
    return _candidate(indicator.code, value, sentence, Place(0, part=carried.part), (0, 0))


def _candidate(code: str, value: Decimal, sentence: str, place: Place, span: tuple[int, int]) -> Candidate:
    return Candidate(code, value, sentence, place, span, "", Witness.PROSE, Strength.PLAIN, 0, 0)
