"""A change of an agency never drops a report of an open period without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from service.catalogue import Catalogue
from service.domain.errors import ConflictError, Message, message
from service.domain.organization.agency import Agency
from service.domain.reporting.period import Period, official_day
from service.domain.reporting.submission import UNDECIDED, State
from service.storage.intake.submissions import submissions_of_agency
from service.storage.periods.periods import all_periods, obligation_of

MOST_NAMED = 10


def require_reports_kept(
    session: Session, catalogue: Catalogue, before: Iterable[Agency], changed: Iterable[Agency]
) -> None:
    """Raises ConflictError, which names agencies and periods, where a report that counts would count no more.

    One that ends in the midst of a period keeps its report of it, and its successor is asked whether its own figures
    contain that (`actions/periods/containment`).
    """
    known = {agency.code: agency for agency in before}
    pairs = [(known[agency.code], agency) for agency in changed if agency.code in known]
    lost = list(_lost(session, catalogue, [(old, new) for old, new in pairs if old != new]))
    if lost:
        raise ConflictError(
            message(
                "Chưa lưu: {reports}. Số liệu đã nộp sẽ không còn được cộng vào tổng của tỉnh. Nếu số liệu đã nằm "
                "trong báo cáo của đơn vị kế thừa, miễn nộp cho đơn vị ở kỳ đó (ghi lý do) rồi lưu lại; nếu chưa, "
                "cho đơn vị còn hiệu lực đến một ngày trong kỳ: báo cáo khi đó được giữ.",
                reports=_listed(lost),
            )
        )


def _lost(
    session: Session, catalogue: Catalogue, pairs: list[tuple[Agency, Agency]]
) -> Iterator[tuple[Agency, Period]]:
    for opened in all_periods(session) if pairs else ():
        if opened.closed_at is not None:
            continue
        period = opened.period(catalogue.get(opened.template_code, opened.template_version))
        for old, new in pairs:
            if period.is_open_to(old) and not period.is_open_to(new) and _counts(session, period.code, old.code):
                yield old, period


def _counts(session: Session, period: str, agency: str) -> bool:
    """Whether a report of the agency is merged, or may yet be."""
    if obligation_of(session, period, agency).waived_at is not None:
        return False
    return any(row.state in {State.VALID, *UNDECIDED} for row in submissions_of_agency(session, period, agency))


def _listed(lost: list[tuple[Agency, Period]]) -> Message:
    named = [
        f"{agency.name} – {period.code} ({official_day(period.window.last)})" for agency, period in lost[:MOST_NAMED]
    ]
    return message(
        "{names} đã nộp báo cáo của kỳ mà theo thay đổi này đơn vị không còn thuộc diện báo cáo của kỳ",
        names="; ".join(named) + ("; …" if len(lost) > MOST_NAMED else ""),
    )
