"""Which report template a document follows, in the version of its period, and what it says of its figures."""

from __future__ import annotations

from dataclasses import replace

from service.catalogue import Catalogue
from service.domain.errors import Message, NotFoundError, UnreadableError, message
from service.domain.organization.agency import Agency
from service.domain.reading.carried import read_carrying, why_unfit
from service.domain.reading.document import ReportDocument
from service.domain.reading.identity import identify
from service.domain.reading.reading import ReportReading, read_report
from service.domain.reporting.template import ReportTemplate


def understand_report(
    catalogue: Catalogue, document: ReportDocument, agencies: tuple[Agency, ...] = (), period: str = ""
) -> ReportReading:
    """The reading of a document by the first template with phrases whose report it is.

    `period` is taken where the text names none. Raises UnreadableError where it is no report of any.
    """
    if document.carried is not None:
        found = _carrying(catalogue, document, agencies)
        if isinstance(found, ReportReading):
            return found
        document = replace(document, carried=None, notices=(*document.notices, found))
    refusals: list[UnreadableError] = []
    for template in _readable(catalogue):
        version = _version_of(catalogue, template, document, period)
        if version.reading is None:
            continue
        try:
            return read_report(document, version, version.reading, agencies, period)
        except UnreadableError as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]
    raise UnreadableError(message("Không biểu mẫu nào có mẫu câu để đọc báo cáo bằng văn bản."))


def _version_of(
    catalogue: Catalogue, newest: ReportTemplate, document: ReportDocument, period: str
) -> ReportTemplate:  # fmt: skip
    """The version that is valid in the period that the document names by its schedule, else the newest."""
    step: ReportTemplate | None = newest
    while step is not None:
        named = identify(document, step.schedule).period or period
        if step.schedule.has(named) and catalogue.newest(step.code, step.schedule.period(named).window.last) is step:
            return step
        step = None if step.mapping is None else step.mapping.before
    return newest


def _carrying(catalogue: Catalogue, document: ReportDocument, agencies: tuple[Agency, ...]) -> ReportReading | Message:
    """The reading of a report that carries its own values, or why these are not used."""
    assert document.carried is not None
    try:
        template = catalogue.get(document.carried.template, document.carried.template_version)
    except NotFoundError as error:
        return error.said
    unfit = why_unfit(document, template, agencies)
    return read_carrying(document, template, agencies) if unfit is None else unfit


def _readable(catalogue: Catalogue) -> list[ReportTemplate]:
    """The newest version of each template that says how its reports are worded."""
    codes = dict.fromkeys(code for (code, _), item in sorted(catalogue.templates.items()) if item.reading is not None)
    return [catalogue.newest(code) for code in codes]
