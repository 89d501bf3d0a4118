"""Opening and closing a period, and what single units owe in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from service.actions.context import Context
from service.domain.agency import AgencyKind
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.period import Period, with_deadlines
from service.queue import Job
from service.storage.agencies import get_agency
from service.storage.periods import (
    Obligation,
    add_period,
    all_periods,
    content_changed,
    get_period,
    obligations,
    put_obligation,
)
from service.storage.periods import (
    close_period as store_closing,
)


def open_period(context: Context, code: str, deadlines: Mapping[AgencyKind, datetime] | None = None) -> Period:
    """Open the period with the template version valid at its end; raises ConflictError where it is open already."""
    template, period = context.catalogue.for_period(code)
    period = with_deadlines(period, deadlines or {})
    with context.database.writing() as session:
        if any(known.code == code for known in all_periods(session)):
            raise ConflictError(message("Kỳ báo cáo {period} đã được mở.", period=code))
        add_period(session, period, template, context.clock.now())
    return period


def close_period(context: Context, code: str) -> None:
    """Take no more filings for the period; raises ConflictError where it is closed already."""
    with context.database.writing() as session:
        if get_period(session, code).closed_at is not None:
            raise ConflictError(message("Kỳ báo cáo {period} đã khóa.", period=code))
        store_closing(session, code, context.clock.now())


def set_obligation(
    context: Context, period: str, agency: str, *, includes_children: bool | None = None,
    exempt: tuple[str, ...] | None = None,
) -> Obligation:  # fmt: skip
    """Say what one unit owes: whether its figures include its children's, and which indicators it is spared."""
    with context.database.writing() as session:
        opened = get_period(session, period)
        get_agency(session, agency)
        template = context.catalogue.get(opened.template_code, opened.template_version)
        for pattern in exempt or ():
            if not template.matching(pattern):
                raise NotFoundError(message("Không chỉ tiêu nào khớp «{pattern}».", pattern=pattern))
        known = obligations(session, period).get(agency, Obligation())
        wanted = replace(
            known,
            includes_children=known.includes_children if includes_children is None else includes_children,
            exempt=known.exempt if exempt is None else exempt,
        )
        put_obligation(session, period, agency, wanted)
        merge_wanted = content_changed(session, period, context.clock.real())
    if merge_wanted:
        context.queue.enqueue(Job.MERGE_PERIOD, period)
    return wanted
