"""Commands about people who sign in: added, listed, unlocked, promoted, and let in again."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.context import Context
from service.actions.organization.accounts import (
    change_account_details,
    create_account,
    make_link,
    require_addable,
    unlock,
)
from service.actions.organization.held_roles import give_role, roles_beside, take_role
from service.actions.organization.import_accounts import import_accounts, plan_accounts
from service.actions.organization.people import list_accounts
from service.actions.organization.personal_data import anonymise_account, export_person
from service.actions.organization.second_factor import reset_second_factor
from service.cli.options import data_option, opened, operator
from service.domain.errors import NotFoundError, message
from service.domain.organization.access import Role
from service.domain.organization.account import Account, HeldRole, email_form
from service.domain.organization.account_list import Outcome

role_option = click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Vai trò.")
agency_option = click.option("--agency", default=None, help="Mã đơn vị, với vai trò officer và leader.")


@click.group()
def user() -> None:
    """Người dùng đăng nhập."""


@user.command("add")
@data_option
@click.argument("email")
@click.option("--name", required=True, help="Họ tên.")
@role_option
@agency_option
@click.option("--password", default=None, help="Mật khẩu; không ghi thì được hỏi.")
@click.option("--invite", is_flag=True, help="Gửi thư mời để người đó tự đặt mật khẩu, thay cho --password.")
def add_command(
    data: Path | None, email: str, name: str, role: str, agency: str | None, password: str | None, invite: bool
) -> None:
    """Thêm một người dùng, ví dụ quản trị viên đầu tiên."""
    if invite and password is not None:
        raise click.UsageError("Chọn một trong hai: --password hoặc --invite.")
    context = opened(data)
    require_addable(context, email=email, name=name, role=Role(role), agency=agency)
    if password is None and not invite:
        password = click.prompt("Mật khẩu", hide_input=True, confirmation_prompt="Nhập lại")
    account = create_account(
        context, operator(), email=email, name=name, role=Role(role), agency=agency, password=password
    )
    click.echo(f"Đã thêm {account.name} ({account.email}).")
    if invite:
        click.echo(f"Thư mời: 1{_kept(context)}.")


@user.command("import")
@data_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--invite", is_flag=True, help="Gửi thư mời đến những người trong tệp chưa đăng nhập lần nào.")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thêm, thay đổi những ai; không ghi gì.")
def import_command(data: Path | None, file: Path, invite: bool, dry_run: bool) -> None:
    """Thêm và cập nhật người dùng từ tệp CSV hoặc Excel: họ tên, thư điện tử, vai trò, đơn vị."""
    context = opened(data)
    raw = file.read_bytes()
    plan = plan_accounts(context, raw) if dry_run else import_accounts(context, operator(), raw, invites=invite)
    for person in plan.people:
        entry = person.entry
        said = (str(person.outcome.label), entry.email, entry.role.value, entry.agency or "-", entry.name)
        click.echo("\t".join(said))
    for problem in plan.problems:
        click.echo(f"{problem.place}: {problem.message}", err=True)
    counts = ", ".join(f"{outcome.label} {len(plan.with_outcome(outcome))}" for outcome in Outcome)
    click.echo(f"{'Chưa ghi gì' if dry_run else 'Đã ghi'}: {counts}; dòng chưa điền {plan.unfilled}.")
    if invite and not dry_run:
        click.echo(f"Thư mời: {len(plan.invited)}{_kept(context)}.")


def _kept(context: Context) -> str:
    """What becomes of letters that no server sends."""
    return "" if context.settings.smtp_url else ", giữ ở Hộp thư vì chưa đặt máy chủ thư"


@user.command("list")
@data_option
def list_command(data: Path | None) -> None:
    """In ra mọi người dùng: địa chỉ, vai trò, đơn vị, trạng thái, họ tên, vai trò kiêm nhiệm nếu có."""
    context = opened(data)
    beside = roles_beside(context)
    for person in list_accounts(context):
        state = "đã khóa" if person.is_disabled else "đang dùng" if person.password_hash else "chưa đặt mật khẩu"
        factor = "hai bước" if person.totp_secret else "-"
        also = ["; ".join(held.key for held in beside[person.id])] if person.id in beside else []
        line = (person.email, person.role.value, person.agency or "-", state, factor, person.name, *also)
        click.echo("\t".join(line))


@user.command("unlock")
@data_option
@click.argument("email")
def unlock_command(data: Path | None, email: str) -> None:
    """Mở khóa một người dùng; bỏ thời gian chờ do nhập sai."""
    context = opened(data)
    person = _person(context, email)
    unlock(context, operator(), person.id)
    click.echo(f"Đã mở khóa {person.name} ({person.email}).")


@user.command("promote")
@data_option
@click.argument("email")
@role_option
@agency_option
def promote_command(data: Path | None, email: str, role: str, agency: str | None) -> None:
    """Đổi vai trò của một người dùng, ví dụ thành quản trị (admin)."""
    context = opened(data)
    person = _person(context, email)
    change_account_details(
        context, operator(), person.id, name=person.name, role=Role(role), agency=agency,
        disabled=person.is_disabled,
    )  # fmt: skip
    click.echo(f"{person.name} ({person.email}) nay là {Role(role).label}.")


@user.command("give-role")
@data_option
@click.argument("email")
@role_option
@agency_option
def give_role_command(data: Path | None, email: str, role: str, agency: str | None) -> None:
    """Thêm một vai trò kiêm nhiệm cho một người dùng."""
    context = opened(data)
    person = _person(context, email)
    give_role(context, operator(), person.id, HeldRole(Role(role), agency))
    click.echo(f"{person.name} ({person.email}) kiêm {Role(role).label}.")


@user.command("take-role")
@data_option
@click.argument("email")
@role_option
@agency_option
def take_role_command(data: Path | None, email: str, role: str, agency: str | None) -> None:
    """Thu hồi một vai trò kiêm nhiệm của một người dùng."""
    context = opened(data)
    person = _person(context, email)
    take_role(context, operator(), person.id, HeldRole(Role(role), agency))
    click.echo(f"{person.name} ({person.email}) không còn kiêm {Role(role).label}.")


@user.command("reset")
@data_option
@click.argument("email")
@click.option("--factor", is_flag=True, help="Gỡ cả ứng dụng xác thực và mã dự phòng.")
def reset_command(data: Path | None, email: str, factor: bool) -> None:
    """In ra một liên kết đặt mật khẩu mới, dùng một lần trong 2 giờ; không gửi thư."""
    context = opened(data)
    person = _person(context, email)
    if factor:
        reset_second_factor(context, operator(), person.id)
    click.echo(make_link(context, operator(), person.id))


@user.command("export")
@data_option
@click.argument("email")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_command(data: Path | None, email: str, file: Path) -> None:
    """Ghi mọi dữ liệu cá nhân về một người dùng ra tệp JSON."""
    context = opened(data)
    person = _person(context, email)
    file.write_bytes(export_person(context, operator(), person.id))
    click.echo(f"Đã ghi dữ liệu cá nhân của {person.name} vào {file}.")


@user.command("anonymise")
@data_option
@click.argument("email")
def anonymise_command(data: Path | None, email: str) -> None:
    """Thay tên, địa chỉ của một người đã thôi làm việc (tài khoản đã khóa) bằng một số; không lấy lại được."""
    context = opened(data)
    person = _person(context, email)
    is_whole = anonymise_account(context, operator(), person.id)
    click.echo(f"Đã ẩn danh người dùng số {person.id}.")
    if not is_whole:
        click.echo("Có người khác trùng tên nên một số nơi chỉ ghi tên được giữ nguyên.", err=True)


def _person(context: Context, email: str) -> Account:
    for person in list_accounts(context):
        if person.email == email_form(email):
            return person
    raise NotFoundError(message("Không có người dùng với địa chỉ «{email}».", email=email))
