"""API tokens: made, shown once, ended."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.organization.agencies import present_agencies
from service.actions.organization.tokens import LIFE, issue_token, list_tokens, revoke_token
from service.domain.errors import ConflictError
from service.domain.organization.access import PERMITTED, Caller, Permission, Role
from service.web.auth.access import ADMINS, allow
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import asks
from service.web.ui.i18n import _
from service.web.ui.typed_form import TypedForm

pages = Blueprint("tokens", __name__, url_prefix="/quan-tri/ma-truy-cap")


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """All tokens."""
    return _page()


@pages.post("")
@allow(ADMINS)
def add() -> str | tuple[str, int]:
    """Make one; it is on this answer and nowhere else. What will not do is said with all that was typed."""
    permits = frozenset(item for item in Permission if item.value in request.form.getlist("permits"))
    try:
        given = Caller(
            fields.parse_text("name"), fields.parse_role("role"), fields.parse_optional("agency"), permits=permits
        )
        days = fields.parse_count("days", _("Số ngày"))
        return _page(issue_token(context(), given, actor=caller(), days=days))
    except ConflictError as error:
        return _page(error=error), 409


@pages.post("/<int:number>/thu-hoi")
@allow(ADMINS)
@asks(lambda: _("Thu hồi mã truy cập này? Phần mềm đang dùng mã sẽ không vào được nữa, không lấy lại được mã cũ."))
def end(number: int) -> Response:
    """End one."""
    revoke_token(context(), caller(), number)
    flash(_("Đã thu hồi mã."), "success")
    return redirect(url_for("tokens.show"))


def _page(token: str = "", error: ConflictError | None = None) -> str:
    permitted = [item.value for item in Permission] if error is None else request.form.getlist("permits")
    return render_template(
        "administration/tokens.html", tokens=list_tokens(context()), token=token, roles=list(Role),
        units=present_agencies(context()), role_names={role.value: role.label for role in Role},
        permissions=list(Permission), limited=_limited(), days=LIFE, now=context().clock.real(), permitted=permitted,
        typed=TypedForm(str(request.endpoint), request.form, error),
    )  # fmt: skip


def _limited() -> dict[Permission, list[str]]:
    """The names of those whose programs may do it, of what not everybody's may."""
    able = {item: [role for role in Role if item in PERMITTED[role]] for item in Permission}
    return {item: [role.label for role in roles] for item, roles in able.items() if len(roles) < len(Role)}
