"""Units: with dates and successors, one by one or from a list that is downloaded, changed and brought again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.organization.agencies import change_agency, list_agencies, permit_officers
from service.actions.organization.coming import withdraw_change
from service.actions.organization.import_agencies import import_agencies, preview_import
from service.actions.organization.reorganise import preview_effects
from service.domain.errors import ConflictError, EntryError, UnreadableError, message
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import Agency, AgencyKind
from service.web.auth.access import ADMINS, allow
from service.web.auth.bodies import Body, takes
from service.web.media_types import CSV
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.downloads import download
from service.web.ui.i18n import _, translate
from service.web.ui.period_effects import period_effects
from service.web.ui.typed_form import TypedForm
from service.writers.agencies_csv import agencies_csv

pages = Blueprint("units", __name__, url_prefix="/quan-tri/don-vi")
NAME = "danh-sach-don-vi.csv"
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """All units, found by name without diacritics."""
    wanted = without_diacritics(request.args.get("tim", "").strip())
    listed = list_agencies(context())
    shown = [item for item in listed if item.agency.is_named(wanted)]
    return render_template("administration/units.html", units=shown, total=len(listed), kinds=list(AgencyKind))


@pages.get("/<code>")
@allow(ADMINS)
def edit(code: str) -> str:
    """One unit."""
    return _page(code)


@pages.post("")
@allow(ADMINS)
def put() -> Page:
    """Add a unit or change it; what will not do is said beside its field, with all that was typed."""
    try:
        agency = _typed_agency()
        change_agency(context(), caller(), agency)
    except ConflictError as error:
        return _page(fields.parse_text("code"), error), 409
    permit_officers(context(), caller(), agency.code, may=request.form.get("officer_files") == "1")
    flash(_("Đã lưu đơn vị %(name)s.", name=agency.name), "success")
    return redirect(url_for("units.show"))


def _withdrawal() -> str:
    return _(
        "Hủy thay đổi từ ngày %(day)s của đơn vị? Đến ngày đó tên, cấp và đơn vị cấp trên giữ như hiện nay.",
        day=fields.parse_text("since"),
    )


@pages.post("/<code>/huy-thay-doi")
@allow(ADMINS)
@asks(_withdrawal)
def withdraw(code: str) -> Response:
    """What was decided for a day to come does not come."""
    since = fields.parse_date("since", _("Từ ngày"))
    if since is None:
        raise EntryError("since", message("Cần ngày của thay đổi sắp tới."))
    withdraw_change(context(), caller(), code, since)
    flash(_("Đã hủy thay đổi sắp tới."), "success")
    return redirect(url_for("units.edit", code=code))


def _page(code: str, error: ConflictError | None = None) -> str:
    listed = {item.agency.code: item for item in list_agencies(context())}
    return render_template(
        "administration/unit.html", code=code, item=listed.get(code), kinds=list(AgencyKind),
        typed=TypedForm(str(request.endpoint), request.form, error),
    )  # fmt: skip


def _typed_agency() -> Agency:
    first = fields.parse_date("valid_from", _("Hiệu lực từ"))
    if first is None:
        raise EntryError("valid_from", message("Cần ngày đơn vị bắt đầu có hiệu lực."))
    return Agency(
        fields.parse_text("code"),
        fields.parse_text("name"),
        fields.parse_kind("kind"),
        first,
        fields.parse_date("valid_to", _("Hiệu lực đến")),
        fields.parse_text("abbreviation"),
        fields.parse_optional("parent"),
        fields.parse_codes("successors"),
    )


@pages.get(f"/{NAME}")
@allow(ADMINS)
def export() -> Response:
    """The list as it is, which can be changed and brought again."""
    return download(agencies_csv(item.agency for item in list_agencies(context())), CSV, NAME)


@pages.post("/nhap-csv")
@allow(ADMINS)
@takes(Body.FILE)
def bring() -> str:
    """Show what a file would change, and ask whether to."""
    file = request.files.get("file")
    if file is None or not file.filename:
        raise UnreadableError(message("Chọn tệp rồi gửi lại."))
    return _preview(file.read())


@pages.post("/nhap-csv/ghi")
@allow(ADMINS)
@takes(Body.REPORT)
def take() -> Page:
    """Bring the list up to date as it was agreed to."""
    raw = request.form.get("list", "").encode()
    try:
        taken = import_agencies(context(), raw, caller(), request.form.get("seen", ""))
    except ConflictError as error:
        return _preview(raw, translate(error.said)), 409
    flash(_("Đã %(what)s.", what=translate(taken.said)), "success")
    return redirect(url_for("units.show"))


def _preview(raw: bytes, error: str = "") -> str:
    found = preview_import(context(), raw)
    return render_template(
        "administration/units_import.html", found=found, again=agencies_csv(found.agencies).decode(), error=error,
        effects=period_effects(preview_effects(context(), found.agencies)),
    )  # fmt: skip
