"""People who sign in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from service.actions.notifications import bounces as mail_faults
from service.actions.organization import accounts, held_roles
from service.actions.organization.agencies import present_agencies
from service.actions.organization.held_roles import find_role, roles_beside, roles_of
from service.actions.organization.invitations import InvitationPlan, plan_invitations, send_invitations
from service.actions.organization.people import (
    agencies_without_people,
    ask_second_factor,
    find_account,
    list_accounts,
    roles_with_second_factor,
)
from service.actions.organization.personal_data import anonymise_account
from service.actions.organization.second_factor import reset_second_factor
from service.actions.organization.sign_in import FACTOR_OPTIONS
from service.domain.errors import ConflictError
from service.domain.notation.text import without_diacritics
from service.domain.organization.access import Role
from service.domain.organization.account import HeldRole
from service.web.auth.access import ADMINS, allow
from service.web.pages.personal_data import exported
from service.web.request_context import caller, context
from service.web.ui import fields
from service.web.ui.confirmation import Question, ask, asks, wants_question
from service.web.ui.i18n import _, translate
from service.web.ui.letter_words import invitation_words
from service.web.ui.typed_form import TypedForm

pages = Blueprint("people", __name__, url_prefix="/quan-tri/nguoi-dung")
Page = str | Response | tuple[str, int]


@pages.get("")
@allow(ADMINS)
def show() -> str:
    """Everybody, found by name, address or unit."""
    return _list()


def _list(error: ConflictError | None = None) -> str:
    wanted = without_diacritics(request.args.get("tim", "").strip())
    everybody = list_accounts(context())
    people = [p for p in everybody if wanted in without_diacritics(f"{p.email} {p.name} {p.agency or ''}")]
    return render_template(
        "administration/people.html", people=people, total=len(everybody), roles=list(Role),
        units=present_agencies(context()), typed=_typed(error), asked=roles_with_second_factor(context()),
        may_ask=list(FACTOR_OPTIONS),
        beside=roles_beside(context()),
        waiting=sum(person.awaits_sign_in for person in everybody), missing=len(agencies_without_people(context())),
    )  # fmt: skip


@pages.post("")
@allow(ADMINS)
def add() -> Page:
    """Add a person, who gets a link by mail; what will not do is said beside its field, with all that was typed."""
    try:
        return _added()
    except ConflictError as error:
        return _list(error), 409


def _added() -> Response:
    email, name, role = fields.parse_text("email"), fields.parse_text("name"), fields.parse_role("role")
    agency = fields.parse_optional("agency")
    account = accounts.create_account(context(), caller(), email=email, name=name, role=role, agency=agency)
    if context().settings.smtp_url:
        flash(_("Đã thêm %(name)s; thư mời đặt mật khẩu đã vào hàng chờ gửi.", name=account.name), "success")
    else:
        flash(_("Đã thêm %(name)s; thư mời đặt mật khẩu đang giữ ở Hộp thư, chưa gửi.", name=account.name), "success")
    return redirect(url_for("people.show"))


@pages.get("/<int:number>")
@allow(ADMINS)
def edit(number: int) -> str:
    """One person."""
    return _person(number)


def _person(number: int, error: ConflictError | None = None) -> str:
    person = find_account(context(), number)
    return render_template(
        "administration/person.html", account=person, roles=list(Role), units=present_agencies(context()),
        beside=roles_of(context(), number)[1:], typed=_typed(error),
    )  # fmt: skip


@pages.post("/<int:number>")
@allow(ADMINS)
def change(number: int) -> Page:
    """Change a person; what will not do is said as above."""
    try:
        accounts.change_account_details(
            context(), caller(), number, name=fields.parse_text("name"), role=fields.parse_role("role"),
            agency=fields.parse_optional("agency"), disabled=request.form.get("disabled") == "1",
            email=fields.parse_optional("email"),
        )  # fmt: skip
    except ConflictError as error:
        return _person(number, error), 409
    flash(_("Đã lưu."), "success")
    return redirect(url_for("people.show"))


@pages.post("/<int:number>/vai-tro")
@allow(ADMINS)
def give_role(number: int) -> Page:
    """Let the person work in another role as well."""
    try:
        held = HeldRole(fields.parse_role("role"), fields.parse_optional("agency"))
        held_roles.give_role(context(), caller(), number, held)
    except ConflictError as error:
        return _person(number, error), 409
    flash(_("Đã thêm vai trò; người dùng đăng nhập lại để dùng."), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/<int:number>/thu-hoi-vai-tro")
@allow(ADMINS)
@asks(lambda: _("Thu hồi vai trò kiêm nhiệm này? Các phiên đăng nhập của người dùng kết thúc."))
def take_role(number: int) -> Response:
    """Let the person work in it no more."""
    held = find_role(roles_of(context(), number)[1:], request.form.get("held", ""))
    held_roles.take_role(context(), caller(), number, held)
    flash(_("Đã thu hồi vai trò."), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/<int:number>/moi")
@allow(ADMINS)
def invite(number: int) -> Response:
    """Send a link for a password."""
    accounts.send_invitation(context(), caller(), number)
    flash(invitation_words(1), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/moi-lai")
@allow(ADMINS)
def invite_many() -> str | Response:
    """Invite those who were ticked, or all who could never sign in, after a look at who that is."""
    chosen = None if request.form.get("whom") == "all" else set(request.form.getlist("person", type=int))
    plan = plan_invitations(context(), chosen)
    if not plan.invited:
        flash(_("Không có ai để gửi thư mời: chọn người chưa đăng nhập lần nào, có địa chỉ thư dùng được."), "danger")
    elif wants_question():
        return ask(_invitation_question(plan), can_edit=False)
    else:
        flash(invitation_words(send_invitations(context(), caller(), chosen)), "success")
    return redirect(url_for("people.show"))


def _typed(error: ConflictError | None) -> TypedForm:
    """What was sent to whichever form of the page it was."""
    return TypedForm(str(request.endpoint), request.form, error)


def _invitation_question(plan: InvitationPlan) -> Question:
    kept = _("Chưa đặt máy chủ thư: thư mời được giữ ở Hộp thư để đọc và chuyển giúp, không tự gửi đi.")
    return Question(
        _("Gửi thư mời đặt mật khẩu đến %(count)s người? Liên kết trong thư cũ không dùng được nữa.",
          count=len(plan.invited)),
        (
            *(() if context().settings.smtp_url else (kept,)),
            *(f"{person.name} – {person.email}" for person in plan.invited),
            *(_("Không gửi cho %(name)s (%(email)s): %(why)s.", name=person.name, email=person.email,
                why=translate(why)) for person, why in plan.left_out),
        ),
    )  # fmt: skip


@pages.post("/<int:number>/thu-hong")
@allow(ADMINS)
def note_fault(number: int) -> Response:
    """Mark the account's address as bouncing."""
    mail_faults.mark_bouncing(context(), caller(), number, fields.parse_text("reason"))
    flash(_("Đã ghi nhận: không gửi thư nhắc đến địa chỉ này nữa."), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/<int:number>/thu-tot")
@allow(ADMINS)
def clear_fault(number: int) -> Response:
    """The address works again."""
    mail_faults.clear_bouncing(context(), caller(), number)
    flash(_("Địa chỉ được dùng lại."), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/<int:number>/xac-thuc")
@allow(ADMINS)
@asks(lambda: _("Gỡ ứng dụng xác thực và mã dự phòng của người này? Các phiên đăng nhập của họ kết thúc."))
def drop_factor(number: int) -> Response:
    """Remove a lost authenticator app."""
    reset_second_factor(context(), caller(), number)
    flash(_("Đã gỡ ứng dụng xác thực."), "success")
    return redirect(url_for("people.edit", number=number))


@pages.post("/xac-thuc")
@allow(ADMINS)
def ask_factor() -> Response:
    """Require a second factor of a role, or stop requiring it."""
    role = fields.parse_role("role") if "role" in request.form else Role.HOME_AFFAIRS
    ask_second_factor(context(), caller(), asks=request.form.get("asks") == "1", role=role)
    flash(_("Đã lưu."), "success")
    return redirect(url_for("people.show"))


@pages.get("/<int:number>/du-lieu-ca-nhan.json")
@allow(ADMINS)
def personal_data(number: int) -> Response:
    """All that is kept about a person."""
    return exported(number)


@pages.post("/<int:number>/an-danh")
@allow(ADMINS)
@asks(
    lambda: _(
        "Ẩn danh tài khoản này? Tên và địa chỉ được thay bằng một số ở báo cáo, ý kiến, nhật ký; thư và thông báo bị "
        "xóa. Không lấy lại được."
    )
)
def anonymise(number: int) -> Response:
    """Put a number in place of a person who has left."""
    if anonymise_account(context(), caller(), number):
        flash(_("Đã ẩn danh tài khoản."), "success")
    else:
        flash(_("Đã ẩn danh; có người khác trùng tên nên một số nơi chỉ ghi tên được giữ nguyên."), "warning")
    return redirect(url_for("people.edit", number=number))
