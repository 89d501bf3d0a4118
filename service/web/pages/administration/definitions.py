"""What a report template's indicators mean, and on what that rests: read, settled with a source, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.periods.definitions import (
    ListedDefinition,
    Settling,
    definitions_file,
    preview_settling,
    settle,
    take_back,
    template_definitions,
)
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError
from service.domain.notation.text import without_diacritics
from service.domain.reporting.decisions import require_reason
from service.domain.reporting.definition import Definition
from service.domain.reporting.indicator import Indicator
from service.web.auth.access import HOME_AFFAIRS_AND_ADMIN, allow
from service.web.media_types import CSV
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import Question, ask, wants_edit, wants_question
from service.web.ui.downloads import download, recorded
from service.web.ui.i18n import _, translate
from service.web.ui.typed_form import TypedForm

pages = Blueprint("definitions", __name__, url_prefix="/quan-tri/ky/mau/<template>/<version>")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def show(template: str, version: str) -> str:
    """The indicators that the filters leave, and the forms to settle them."""
    return _page(template, version)


@pages.post("")
@allow(HOME_AFFAIRS_AND_ADMIN)
def confirm(template: str, version: str) -> Page:
    """Settle those that are chosen, once it was asked about."""
    wanted = Settling(_chosen(), *map(fields.parse_text, ("document", "article", "text")))

    def decide() -> str | None:
        if wants_question():
            return ask(_question(preview_settling(context(), template, version, wanted)))
        settle(context(), caller(), template, version, wanted, _seen())
        return None

    return _done(template, version, decide, _("Đã xác nhận căn cứ của các chỉ tiêu được chọn."))


@pages.post("/bo")
@allow(HOME_AFFAIRS_AND_ADMIN)
def withdraw(template: str, version: str) -> Page:
    """What the file says counts again, once it was asked about."""
    chosen = _chosen()

    def decide() -> str | None:
        reason = require_reason(fields.parse_text("reason"))
        if wants_question():
            return ask(
                Question(_("Bỏ xác nhận căn cứ của %(count)s chỉ tiêu, dùng lại tệp của mẫu?", count=len(chosen)))
            )
        take_back(context(), caller(), template, version, chosen, reason, _seen())
        return None

    return _done(template, version, decide, _("Đã bỏ xác nhận: dùng lại giải thích và căn cứ trong tệp của mẫu."))


@pages.get("/definitions.csv")
@allow(HOME_AFFAIRS_AND_ADMIN)
def file(template: str, version: str) -> Response:
    """All of them as the file of the template."""
    answer = download(definitions_file(context(), template, version), CSV, "definitions.csv")
    return recorded(answer, AuditEvent.DATA_DOWNLOADED, f"{template}/{version}/definitions.csv")


def _question(changes: tuple[tuple[Indicator, Definition, Definition], ...]) -> Question:
    lines = []
    for item, before, after in changes:
        line = _(
            "%(number)s. %(name)s: căn cứ %(before)s → %(after)s, theo %(source)s.",
            number=item.number, name=translate(item.name), before=before.evidence.value, after=after.evidence.value,
            source=after.source,
        )  # fmt: skip
        lines.append(line)
        if before.text != after.text:
            lines.append(_("Giải thích «%(before)s» → «%(after)s»", before=before.text, after=after.text))
    lines.append(_("Số liệu đã nộp không đổi. Biểu mẫu, bảng Excel và API hiện theo xác nhận này."))
    return Question(_("Xác nhận căn cứ của %(count)s chỉ tiêu?", count=len(changes)), tuple(lines))


def _done(template: str, version: str, decide: Callable[[], str | None], said: str) -> Page:
    """Do it; what will not do is said on the page with all that was typed."""
    if wants_edit():
        return _page(template, version)
    try:
        asked = decide()
    except ConflictError as error:
        return _page(template, version, error), 409
    if asked is not None:
        return asked
    flash(said, "success")
    return redirect(url_for(".show", template=template, version=version, **_filters()))


def _filters() -> dict[str, Any]:
    """What the address asks for: words looked for, a section, and whether only what is open is shown."""
    return {name: request.args[name] for name in ("tim", "muc", "cho") if request.args.get(name)}


def _is_shown(item: ListedDefinition, given: Mapping[str, str]) -> bool:
    """Whether the filters leave an indicator."""
    named = without_diacritics(f"{item.indicator.number} {item.indicator.code} {item.indicator.name}")
    return (
        (item.is_open or "cho" not in given)
        and given.get("muc") in {None, item.indicator.section}
        and without_diacritics(given.get("tim", "").strip()) in named
    )


def _page(template: str, version: str, error: ConflictError | None = None) -> str:
    found, given, chosen = template_definitions(context(), template, version), _filters(), _chosen()
    shown = [item for item in found.listed if item.indicator.code in chosen or _is_shown(item, given)]
    form = str(request.endpoint).partition(".")[2]
    return render_template(
        "administration/indicators.html", item=found, template=found.template, shown=shown, given=given,
        chosen=chosen, typed=TypedForm(form, request.form, error),
    )  # fmt: skip


def _chosen() -> tuple[str, ...]:
    return tuple(request.form.getlist("indicator"))


def _seen() -> int | None:
    return request.form.get("seen", type=int)
