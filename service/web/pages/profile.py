"""A person's own account: who they are here, password, second factor, language, and what mail they want."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.notifications.preferences import change_subscriptions, choose_language
from service.actions.organization import accounts
from service.actions.organization.held_roles import find_role, roles_of
from service.actions.organization.second_factor import make_recovery_codes, recovery_codes_left, remove_second_factor
from service.domain.errors import ConflictError, Message
from service.domain.organization.account import Subscription
from service.web.auth.access import EVERYONE, allow
from service.web.auth.sessions import require_sign_in, work_as
from service.web.pages.sign_in import Page, sent_proof, show_codes
from service.web.request_context import context
from service.web.ui.i18n import _, choose, translate

pages = Blueprint("profile", __name__, url_prefix="/tai-khoan")


@pages.get("")
@allow(EVERYONE)
def show() -> str:
    """The page."""
    return _page()


@pages.post("/mat-khau")
@allow(EVERYONE)
def change_password() -> Page:
    """Set a new password; the person's other sign-ins end."""
    signed = require_sign_in()
    try:
        accounts.require_same(request.form.get("password", ""), request.form.get("again", ""))
        accounts.change_password(
            context(), signed.account.id, request.form.get("current", ""), request.form["password"], signed.digest
        )
    except ConflictError as error:
        return _page(translate(error.said)), 409
    flash(_("Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc."), "success")
    return redirect(url_for("profile.show"))


@pages.post("/thu")
@allow(EVERYONE)
def choose_mail() -> Response:
    """Set what mail the person wants."""
    wanted = request.form.getlist("wish")
    change_subscriptions(
        context(), require_sign_in().account.id, {wish for wish in Subscription if wish.value in wanted}
    )
    flash(_("Đã lưu tùy chọn nhận thư."), "success")
    return redirect(url_for("profile.show"))


@pages.post("/ngon-ngu")
@allow(EVERYONE)
def change_language() -> Response:
    """Set the language of the pages and of what is written to the person."""
    choose_language(context(), require_sign_in().account.id, request.form.get("language", ""))
    choose(request.form["language"])
    flash(_("Đã lưu ngôn ngữ."), "success")
    return redirect(url_for("profile.show"))


@pages.post("/vai-tro")
@allow(EVERYONE)
def change_role() -> Response:
    """Work in another role that the person holds."""
    held = find_role(roles_of(context(), require_sign_in().account.id), request.form.get("role", ""))
    onward = work_as(held)
    flash(_("Đang làm việc với vai trò %(role)s.", role=translate(Message(held.role.label))), "success")
    return redirect(url_for(onward))


@pages.post("/xac-thuc/tat")
@allow(EVERYONE)
def drop_factor() -> Page:
    """Turn the second factor off."""
    try:
        remove_second_factor(context(), require_sign_in(), sent_proof())
    except ConflictError as error:
        return _page(factor_error=translate(error.said)), 409
    flash(_("Đã tắt xác thực hai bước."), "success")
    return redirect(url_for("profile.show"))


@pages.post("/xac-thuc/ma-du-phong")
@allow(EVERYONE)
def new_recovery_codes() -> Page:
    """Make new recovery codes and show them once."""
    try:
        codes = make_recovery_codes(context(), require_sign_in(), sent_proof())
    except ConflictError as error:
        return _page(factor_error=translate(error.said)), 409
    return show_codes(codes, onward=url_for("profile.show"))


def _page(error: str = "", factor_error: str = "") -> str:
    account = require_sign_in().account
    roles = roles_of(context(), account.id)
    offered = [wish for wish in Subscription if any(held.role in wish.roles for held in roles)]
    return render_template(
        "profile.html", account=account, error=error, factor_error=factor_error, offered=offered,
        codes_left=recovery_codes_left(context(), account.id), roles=roles,
    )  # fmt: skip
