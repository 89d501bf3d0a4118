"""Reading a report in words for a unit, before anybody confirms it: nothing is filed and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from service.actions.context import Context
from service.actions.work.bounded import read_report_bounded
from service.domain.errors import Finding, Level, Message, message
from service.domain.organization.agency import Agency
from service.domain.reading.candidates import Candidate
from service.domain.reading.document import Place
from service.domain.reading.reading import FigureReading, ReportReading
from service.domain.reading.references import Reference
from service.domain.reporting.payload import Payload
from service.domain.reporting.period import Period
from service.domain.reporting.report import NA, Figure, NotApplicable
from service.storage.organization.agencies import all_agencies, get_agency

# The rule of a finding that nobody confirmed what was read.
UNCONFIRMED = "unconfirmed"


def read_for(context: Context, period_code: str, agency_code: str, name: str, raw: bytes) -> dict[str, Any]:
    """The reading of a file as a unit's report of a period, as JSON; a report of another one is said in its notices.

    Raises NotFoundError for an unknown unit or period, UnreadableError where the
    file is no report, WrongTypeError or TooLargeError.
    """
    with context.database.reading() as session:
        agency = get_agency(session, agency_code)
        agencies = all_agencies(session)
    _, period = context.catalogue.for_period(period_code)
    reading = read_report_bounded(context.catalogue, name, raw, tuple(agencies), period.code)
    return shown_reading(reading, misfits(reading, agency, period))


def misfits(reading: ReportReading, agency: Agency, period: Period) -> list[Message]:
    """What a report says of itself that is not this unit and period."""
    said = []
    if reading.identity.agency and reading.identity.agency != agency.code:
        said.append(
            message(
                "Văn bản này là của đơn vị «{found}», không phải của {agency}.",
                found=reading.identity.agency,
                agency=agency.name,
            )
        )
    if reading.identity.period and reading.identity.period != period.code:
        said.append(
            message(
                "Văn bản này là báo cáo kỳ {found}, không phải kỳ {period}.",
                found=reading.identity.period,
                period=period.code,
            )
        )
    return said


def payload_of(reading: ReportReading) -> Payload:
    """The payload with the figures that are sure, each section's text and the unit's own documents."""
    return Payload(
        template=reading.template.code,
        template_version=reading.template.version,
        period=reading.period,
        agency=reading.identity.agency or reading.identity.guessed_agency,
        indicators={**reading.sure_values, **dict.fromkeys(sorted(reading.carried.not_applicable), NA)},
        narratives=dict(reading.narratives),
        documents=tuple(item.document for item in reading.references if item.own),
        explanations=dict(reading.carried.explanations),
        notes=dict(reading.carried.notes),
        places={
            f"$.indicators.{code}": _said_place(figure.place) for code, figure in reading.figures.items() if figure.sure
        },
    )


def unconfirmed(reading: ReportReading) -> Finding:
    """That the figures of a filing were read out of words, and how many were left out because they are not sure."""
    sure = len(reading.sure_values)
    said = message(
        "Số liệu đọc từ văn bản, chưa có người xác nhận: dùng {sure} số liệu chắc chắn, "
        "để trống {unsure} số liệu chưa chắc.",
        sure=sure, unsure=len(reading.figures) - sure,
    )  # fmt: skip
    return Finding(UNCONFIRMED, Level.WARNING, said)


def _said_place(place: Place) -> str:
    """A place as people look for it: `đoạn 12`, `bảng 40, dòng 3`."""
    where = f"đoạn {place.number}" if place.row is None else f"bảng {place.number}, dòng {place.row}"
    return f"trang {place.page}, {where}" if place.page else where


def shown_reading(reading: ReportReading, more: Iterable[Message] = ()) -> dict[str, Any]:
    """A reading as JSON: payload, figures with their sentences and candidates, documents, notices."""
    payload = payload_of(reading)
    return {
        "payload": {
            "template": payload.template,
            "template_version": payload.template_version,
            "period": payload.period,
            "agency": payload.agency,
            "indicators": {code: _shown(figure) for code, figure in payload.indicators.items()},
            "narratives": dict(payload.narratives),
            "documents": [_document(item) for item in reading.references if item.own],
            **{key: dict(texts) for key, texts in _beside_words(payload) if texts},
        },
        "figures": {code: _figure(figure) for code, figure in reading.figures.items()},
        "documents": {
            "own": [_document(item) for item in reading.references if item.own],
            "cited": [_document(item) for item in reading.references if not item.own],
        },
        "report": {
            "number": reading.identity.number,
            "date": reading.identity.signed.isoformat() if reading.identity.signed else None,
            "window": _window(reading),
        },
        "notices": [str(notice) for notice in (*more, *reading.notices)],
    }


def _window(reading: ReportReading) -> dict[str, str] | None:
    window = reading.identity.window
    return {"from": window.first.isoformat(), "to": window.last.isoformat()} if window is not None else None


def _figure(figure: FigureReading) -> dict[str, Any]:
    return {
        "value": _number(figure.value),
        "sure": figure.sure,
        "sentence": figure.sentence,
        "place": _place(figure.place, figure.span),
        "rule": figure.rule or None,
        "candidates": [_candidate(item) for item in figure.candidates],
    }


def _candidate(item: Candidate) -> dict[str, Any]:
    return {"value": _number(item.value), "sentence": item.sentence, "place": _place(item.place, item.span)}


def _place(place: Place, span: tuple[int, int]) -> dict[str, int | str | None]:
    if place.part:
        return {"block": None, "page": None, "row": None, "column": None, "start": 0, "end": 0, "part": place.part}
    return {
        "block": place.number, "page": place.page, "row": place.row, "column": place.column,
        "start": span[0], "end": span[1],
    }  # fmt: skip


def _document(reference: Reference) -> dict[str, str | None]:
    document = reference.document
    day = document.date.isoformat() if document.date else None
    return {"kind": document.kind, "number": document.number, "date": day, "title": document.title}


def _beside_words(payload: Payload) -> Iterator[tuple[str, Mapping[str, str]]]:
    """What only a report has that carries its own values."""
    yield "notes", payload.notes
    yield "explanations", payload.explanations


def _shown(figure: Figure) -> int | str:
    return NA.value if isinstance(figure, NotApplicable) else _number(figure)


def _number(value: Decimal) -> int | str:
    """A whole number as it is, any other as text, so that no reader makes a float of it."""
    return int(value) if value == value.to_integral_value() else format(value.normalize(), "f")
