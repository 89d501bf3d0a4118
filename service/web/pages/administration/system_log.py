"""What happened in the whole system, for those who look after it: filters, a table, CSV, and whether it is whole."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from service.actions.operations.audit import check_chain, fault_in_words
from service.actions.operations.system_log import log_page, whole_log
from service.actions.organization.agencies import list_agencies
from service.domain.audit import AuditEvent
from service.domain.notation.text import clean
from service.domain.organization.access import Role
from service.domain.reporting.period import VIETNAM
from service.storage.events import Event, EventFilter
from service.web.auth.access import allow
from service.web.media_types import CSV
from service.web.request_context import context
from service.web.ui.csv_file import csv_file
from service.web.ui.downloads import download, recorded
from service.web.ui.i18n import _, moment, translate
from service.web.ui.pagination import PAGE

pages = Blueprint("system_log", __name__, url_prefix="/nhat-ky-he-thong")
READERS = frozenset({Role.ADMIN, Role.AUDITOR})
FILTERS = ("tim", "viec", "don_vi", "ky", "tu", "den")
NAME = "nhat-ky-he-thong.csv"


@pages.get("")
@allow(READERS)
def show() -> str:
    """A page of the log, and what a look along the chain finds where that is asked for."""
    checked = check_chain(context()) if "kiem_tra" in request.args else None
    return render_template(
        "administration/system_log.html",
        log=log_page(context(), _wanted(), request.args.get("trang", 1, type=int), PAGE),
        checked=checked, fault=fault_in_words(checked.faults[0]) if checked and checked.faults else None,
        acts=sorted(AuditEvent, key=lambda act: translate(act.label)), units=list_agencies(context()),
        chosen={name: request.args[name] for name in FILTERS if request.args.get(name)},
    )  # fmt: skip


@pages.get(f"/{NAME}")
@allow(READERS)
def export() -> Response:
    """All that the filters leave, for a spreadsheet."""
    head = [_("Số"), _("Thời điểm"), _("Người thực hiện"), _("Tài khoản số"), _("Hoạt động"), _("Kỳ báo cáo"),
            _("Đơn vị"), _("Nội dung"), _("Lý do"), _("Trước và sau"), _("Từ địa chỉ")]  # fmt: skip
    rows = (_cells(number, event) for number, event in whole_log(context(), _wanted()))
    return recorded(download(csv_file(head, rows), CSV, NAME), AuditEvent.LOG_DOWNLOADED, request.full_path.rstrip("?"))


def _cells(number: int, event: Event) -> list[str]:
    account = "" if event.account is None else str(event.account)
    changes = "; ".join(f"{translate(name)}: {before} → {after}" for name, before, after in event.changes)
    who = [str(number), moment(event.at), event.actor, account, translate(event.action.label)]
    return [*who, event.period or "", event.agency or "", event.subject, event.reason, changes, event.origin]


def _wanted() -> EventFilter:
    said, action, agency, period = (clean(request.args.get(name, ""))[0][:200] for name in FILTERS[:4])
    until = _day("den")
    return EventFilter(
        said=said, action=action, agency=agency, period=period, since=_midnight(_day("tu")),
        until=_midnight(until and until + timedelta(days=1)),
    )  # fmt: skip


def _day(name: str) -> date | None:
    """The day as a browser sends it; None where there is none, or what is no day."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if date(1900, 1, 1) < found < date(9000, 1, 1) else None


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), VIETNAM)
