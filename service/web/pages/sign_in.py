"""Signing in and out, the second factor, and a new password by mail."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from service.actions.notifications.preferences import choose_language
from service.actions.organization import accounts
from service.actions.organization import second_factor as factor
from service.actions.organization import sign_in as signing
from service.actions.organization.sign_in import SignedIn
from service.domain.errors import ConflictError, UnauthenticatedError
from service.web.auth.access import EVERYONE, allow, public
from service.web.auth.security import LINKS, LINKS_OF_NETWORK, limiter, network, person_key
from service.web.auth.sessions import home, require_sign_in, signed_in, store_session
from service.web.request_context import context
from service.web.ui.i18n import _, choose, translate

pages = Blueprint("sign_in", __name__)
Page = str | Response | tuple[str, int]
SECRET = "new_second_factor"  # noqa: S105 - the name of a session entry


@pages.get("/dang-nhap")
@public
def form() -> Page:
    """The form."""
    signed = signed_in()
    return _onward(signed) if signed else show_form()


@pages.post("/dang-nhap")
@public
def sign_in() -> Page:
    """Sign in; what was wrong is not said more closely than that something was."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        signed = signing.sign_in(context(), email, password, network())
    except UnauthenticatedError as error:
        return show_form(translate(error.said)), 401
    store_session(signed)
    return _onward(signed)


@pages.post("/dang-xuat")
@allow(EVERYONE, half=True)
def sign_out() -> Response:
    """End this sign-in."""
    signing.sign_out(context(), require_sign_in())
    session.clear()
    flash(_("Đã đăng xuất."), "success")
    return redirect(url_for("sign_in.form"))


@pages.get("/xac-thuc")
@allow(EVERYONE, half=True)
def second_factor() -> Page:
    """Ask for the code, or for an authenticator app where there is none yet."""
    signed = require_sign_in()
    if signed.needs_enrolment:
        return redirect(url_for("sign_in.enrolment"))
    return _onward(signed) if signed.is_full else render_template("sign_in/code.html", error="")


@pages.post("/xac-thuc")
@allow(EVERYONE, half=True)
def give_code() -> Page:
    """Take the code."""
    try:
        signed = factor.verify_code(context(), require_sign_in(), request.form.get("code", ""), network())
    except UnauthenticatedError as error:
        return render_template("sign_in/code.html", error=translate(error.said)), 401
    store_session(signed)
    return _onward(signed)


@pages.get("/xac-thuc/thiet-lap")
@allow(EVERYONE, half=True)
def enrolment() -> Page:
    """Show the QR code for an authenticator app."""
    _keep_secret()
    return _enrolment()


@pages.post("/xac-thuc/thiet-lap")
@allow(EVERYONE, half=True)
def enrol() -> Page:
    """Keep the app once its first code is right."""
    _keep_secret()
    code = request.form.get("code", "")
    try:
        signed, codes = factor.enrol(context(), require_sign_in(), session[SECRET], code, sent_proof())
    except ConflictError as error:
        return _enrolment(translate(error.said)), 409
    store_session(signed)
    flash(_("Đã bật xác thực hai bước."), "success")
    return show_codes(codes, onward=url_for(home(signed)))


@pages.get("/quen-mat-khau")
@public
def forgotten() -> Page:
    """Ask for a link."""
    return render_template("sign_in/forgotten.html")


@pages.post("/quen-mat-khau")
@limiter.limit(LINKS, key_func=person_key)
@limiter.limit(LINKS_OF_NETWORK)
@public
def send_link() -> Page:
    """Send a link where the address is known, and say the same where it is not."""
    accounts.ask_for_reset(context(), request.form.get("email", ""))
    if context().settings.smtp_url:
        flash(_("Nếu địa chỉ này có tài khoản, thư đặt lại mật khẩu đã được gửi. Kiểm tra cả mục thư rác."), "success")
    else:
        flash(_("Chưa có máy chủ thư nên thư chưa được gửi: liên hệ quản trị viên để nhận liên kết."), "warning")
    return redirect(url_for("sign_in.form"))


@pages.get("/dat-mat-khau/<token>")
@public
def new_password(token: str) -> Page:
    """The form behind the link."""
    return render_template("sign_in/new_password.html", account=accounts.owner_of_link(context(), token), error="")


@pages.post("/dat-mat-khau/<token>")
@public
def set_password(token: str) -> Page:
    """Set it once."""
    account = accounts.owner_of_link(context(), token)
    try:
        _require_same()
        accounts.reset_password(context(), token, request.form.get("password", ""), network())
    except ConflictError as error:
        return render_template("sign_in/new_password.html", account=account, error=translate(error.said)), 409
    flash(_("Đã đặt mật khẩu mới. Mời đăng nhập."), "success")
    return redirect(url_for("sign_in.form"))


@pages.post("/ngon-ngu")
@public
def change_language() -> Response:
    """Switch the language and stay on the page; a person who is signed in is written to in it as well."""
    wanted, signed = choose(request.form.get("language", "")), signed_in()
    if signed is not None:
        choose_language(context(), signed.account.id, wanted)
    return redirect(_safe(request.form.get("next", "")) or url_for("front.front"))


def show_form(error: str = "") -> str:
    """The form, with what went wrong."""
    email = request.form.get("email", "")
    onward = _safe(request.values.get("next", ""))
    provider = context().settings.oidc
    return render_template("sign_in/form.html", error=error, email=email, onward=onward, provider=provider)


def sent_proof() -> factor.Proof:
    """What was typed to show that a change of the second factor is one's own."""
    return factor.Proof(request.form.get("current", ""), request.form.get("current_code", ""))


def show_codes(codes: Sequence[str], onward: str) -> str:
    """New recovery codes, which are on this answer and nowhere else."""
    return render_template("sign_in/recovery_codes.html", codes=codes, onward=onward)


def _keep_secret() -> None:
    session[SECRET] = session.get(SECRET) or factor.new_secret()


def _enrolment(error: str = "") -> str:
    secret, signed = session[SECRET], require_sign_in()
    address = factor.secret_address(signed.account, secret)
    return render_template(
        "sign_in/enrolment.html", secret=secret, address=address, error=error, account=signed.account,
        asks_proof=signed.is_full,
    )  # fmt: skip


def _onward(signed: SignedIn) -> Response:
    if not signed.is_full:
        return redirect(url_for("sign_in.second_factor"))
    return redirect(_safe(request.values.get("next", "")) or url_for(home(signed)))


def _require_same() -> None:
    accounts.require_same(request.form.get("password", ""), request.form.get("again", ""))


def _safe(address: str) -> str:
    """The address where it is a path of this very site; else nothing, since a link must not lead elsewhere."""
    # Browsers drop tabs and line ends from an address, and take \\ for /.
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
    return address if is_ours else ""
