"""The targets of a year with their sources: those of the template, and what the province sets from a period on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.own_targets import (
    TargetEffect,
    WantedTarget,
    decide_target,
    preview_target,
    year_targets,
)
from service.domain.errors import ConflictError, EntryError, message
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.target import Target, TargetDirection
from service.domain.reporting.target_entry import kind_of, name_of
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import Question, ask, wants_edit, wants_question
from service.web.ui.i18n import _, translate
from service.web.ui.typed_form import TypedForm

pages = Blueprint("targets", __name__, url_prefix="/quan-tri/ky/mau/<template>/<version>/muc-tieu")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show(template: str, version: str) -> str:
    """Those of a year, and the form for one of the province's own."""
    return _page(template, version)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def decide(template: str, version: str) -> Page:
    """Set one, once it was asked about with what follows."""

    def wanted() -> WantedTarget:
        value, source = fields.parse_text("value"), fields.parse_text("source")
        return WantedTarget(*_chosen(), value, _direction(), source)

    return _done(template, version, wanted, _("Đã đặt mục tiêu của tỉnh."))


@pages.post("/bo")
@allow(HOME_AFFAIRS_AND_ADMIN)
def reset(template: str, version: str) -> Page:
    """Let the template's own count again, once it was asked about with what follows."""

    def wanted() -> WantedTarget:
        return WantedTarget(*_chosen(), reason=fields.parse_text("reason"))

    return _done(template, version, wanted, _("Đã bỏ mục tiêu của tỉnh: dùng lại mục tiêu của mẫu."))


def _done(template: str, version: str, wanted: Callable[[], WantedTarget], said: str) -> Page:
    """Do it; what will not do is said on the page with all that was typed."""
    if wants_edit():
        return _page(template, version)
    try:
        year, given = fields.parse_count("nam", _("Năm")), wanted()
        if wants_question():
            return ask(_question(given, preview_target(context(), template, version, year, given)))
        decide_target(context(), caller(), template, version, year, given, request.form.get("seen", type=int))
    except ConflictError as error:
        return _page(template, version, error), 409
    flash(said, "success")
    return redirect(url_for(".show", template=template, version=version, nam=year))


def _chosen() -> tuple[str, tuple[AgencyKind | None, ...], str]:
    """Indicator, kinds and period."""
    try:
        kinds = tuple(kind_of(name) for name in dict.fromkeys(request.form.getlist("kinds")))
    except ValueError as error:
        raise EntryError("kinds", message("Chọn ít nhất một cấp, hoặc toàn tỉnh.")) from error
    return fields.parse_text("indicator"), kinds, fields.parse_text("since")


def _direction() -> TargetDirection:
    try:
        return TargetDirection(fields.parse_text("direction"))
    except ValueError as error:
        raise EntryError("direction", message("Chọn «ít nhất» hoặc «không quá».")) from error


def _question(wanted: WantedTarget, effects: Iterable[TargetEffect]) -> Question:
    if wanted.value is None:
        text = _("Từ kỳ %(since)s dùng lại mục tiêu của mẫu?", since=wanted.since)
    else:
        text = _("Đặt mục tiêu của tỉnh từ kỳ %(since)s?", since=wanted.since)
    lines = list(_lines(effects))
    return Question(text, (*(lines or [_("Chưa mở kỳ nào có mục tiêu này.")]), _("Kỳ đã khóa không đổi.")))


def _lines(effects: Iterable[TargetEffect]) -> Iterator[str]:
    for item in effects:
        goals = {"before": _goal(item.before), "after": _goal(item.after)}
        about = {"period": translate(item.period.title), "kind": _kind(item.kind), **goals}
        yield _("%(period)s, %(kind)s: mục tiêu %(before)s → %(after)s.", **about)
        if not item.known:
            yield _("%(period)s, %(kind)s: chưa có số liệu.", **about)
        elif item.kind is None:
            states = {"was": _state(item.before, item.met_before), "now": _state(item.after, item.met_after)}
            yield _("%(period)s, toàn tỉnh: %(was)s → %(now)s.", period=about["period"], **states)
        else:
            counts = {"was": item.met_before, "now": item.met_after, "all": item.known}
            yield _("%(period)s, %(kind)s: %(was)s/%(all)s đơn vị đạt → %(now)s/%(all)s.", **about, **counts)


def _goal(target: Target | None) -> str:
    return _("không có") if target is None else translate(target.goal)


def _state(target: Target | None, met: int) -> str:
    return _("không có mục tiêu") if target is None else translate(target.outcome(is_met=bool(met)))


def _kind(kind: AgencyKind | None) -> str:
    return _("toàn tỉnh") if kind is None else translate(kind.label)


def _page(template: str, version: str, error: ConflictError | None = None) -> str:
    found = year_targets(context(), template, version, request.values.get("nam", type=int))
    kinds = dict.fromkeys(kind for item in found.template.indicators for kind in AgencyKind if kind in item.applies_to)
    form = str(request.endpoint).partition(".")[2]
    return render_template(
        "administration/targets.html", item=found, template=found.template, kind_name=_kind, name_of=name_of,
        kinds=(*kinds, None), typed=TypedForm(form, request.form, error), chosen=request.form.getlist("kinds"),
        directions=((TargetDirection.AT_LEAST, _("ít nhất")), (TargetDirection.AT_MOST, _("không quá"))),
    )  # fmt: skip
