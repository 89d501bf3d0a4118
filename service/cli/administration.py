"""Commands of the administrator: database, units, periods, tokens, demonstration."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.context import has_tables
from service.actions.intake.report_files import examine_again
from service.actions.operations.audit import seal_earlier_events
from service.actions.operations.backup import make_backup
from service.actions.operations.demo import PASSWORD, load_demo, sign_in_lines
from service.actions.organization.agencies import list_agencies
from service.actions.organization.import_agencies import import_agencies, preview_import
from service.actions.organization.tokens import LIFE, issue_token
from service.actions.periods.editions import make_missing_editions
from service.actions.periods.lifecycle import close_period, open_period, set_obligation, set_signed_report
from service.catalogue import load_catalogue
from service.cli.options import data_option, opened, operator, settings_of
from service.demo import SCENES, USUAL_SCENE
from service.domain.organization.access import EVERYTHING, Caller, Permission, Role
from service.domain.reporting.decisions import doubts_about_opening
from service.sealing import seal_of
from service.storage.engine.database import Database
from service.storage.engine.migrate import is_current, upgrade
from service.writers.agencies_csv import agencies_csv


@click.group("db")
def database_commands() -> None:
    """Cơ sở dữ liệu."""


@database_commands.command("upgrade")
@data_option
def upgrade_command(data: Path | None) -> None:
    """Đưa cơ sở dữ liệu lên phiên bản mới nhất; chạy lại không sao."""
    settings = settings_of(data)
    # A faulty template stops it before anything is changed, one that a period uses and that has changed after it.
    load_catalogue(settings.own_templates)
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = Database(settings.database_url)
    if database.is_sqlite and has_tables(database) and not is_current(database):
        kept = make_backup(settings, database, settings.backups or settings.data / "backups")
        click.echo(f"Trước khi nâng cấp, dữ liệu đã được sao lưu vào {kept}.")
    click.echo(_upgraded(*upgrade(database, lambda: seal_of(settings))))
    database.dispose()
    context = opened(data)
    for edition in make_missing_editions(context, operator()):
        click.echo(f"Đã lập ấn bản số {edition.number} của kỳ {edition.period} đã khóa từ trước, theo số liệu hiện có.")
    sealed = seal_earlier_events(context, operator())
    if sealed:
        click.echo(f"Đã đưa {sealed} sự kiện ghi từ trước vào chuỗi nhật ký.")
    context.database.dispose()


def _upgraded(before: str, after: str) -> str:
    """What an upgrade from one version to another has done."""
    if not before:
        return f"Đã tạo cơ sở dữ liệu mới, phiên bản {after}."
    if before == after:
        return f"Cơ sở dữ liệu đã ở phiên bản mới nhất ({after}), không có gì phải nâng cấp."
    return f"Đã nâng cấp cơ sở dữ liệu từ phiên bản {before} lên {after}."


@click.group()
def agencies() -> None:
    """Danh sách đơn vị."""


@agencies.command("import")
@data_option
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ thêm, sửa những gì; không ghi.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(data: Path | None, file: Path, dry_run: bool) -> None:
    """Thêm và cập nhật đơn vị từ tệp CSV hoặc Excel (.xlsx)."""
    context, raw = opened(data), file.read_bytes()
    taken = preview_import(context, raw) if dry_run else import_agencies(context, raw, operator())
    for edit in (*taken.added, *taken.changed) if dry_run else ():
        click.echo(f"{'Thêm' if edit.is_new else 'Sửa'} {edit.agency.code} ({edit.agency.name})")
        for name, before, after in edit.changes:
            click.echo(f"  {name}: {after}" if edit.is_new else f"  {name}: {before or '–'} → {after or '–'}")
    click.echo(f"Chưa ghi gì; sẽ {taken.said}." if dry_run else f"Đã {taken.said}.")


@agencies.command("export")
@data_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_command(data: Path | None, file: Path) -> None:
    """Ghi danh sách đơn vị ra tệp CSV mở được bằng Excel, sửa rồi nhập lại được."""
    listed = [item.agency for item in list_agencies(opened(data))]
    file.write_bytes(agencies_csv(listed))
    click.echo(f"Đã ghi {len(listed)} đơn vị vào {file}.")


@click.group()
def period() -> None:
    """Kỳ báo cáo."""


@period.command("open")
@data_option
@click.argument("code")
@click.option("--signed-report", is_flag=True, help="Mỗi lần nộp phải kèm báo cáo đã ký số.")
def open_command(data: Path | None, code: str, signed_report: bool) -> None:
    """Mở một kỳ báo cáo, ví dụ 2023-Q3."""
    context = opened(data)
    opened_period = open_period(context, code, actor=operator(), asks_signed_report=signed_report)
    click.echo(f"Đã mở kỳ {opened_period.title}.")
    for doubt in doubts_about_opening(opened_period, context.clock.now()):
        click.echo(f"{doubt} Đặt hạn khác ở trang «Kỳ báo cáo».", err=True)


@period.command("close")
@data_option
@click.argument("code")
def close_command(data: Path | None, code: str) -> None:
    """Khóa một kỳ báo cáo: không nhận thêm."""
    close_period(opened(data), code, operator())
    click.echo(f"Đã khóa kỳ {code}.")


@period.command("signed-report")
@data_option
@click.argument("code")
@click.option("--required/--not-required", default=True, help="Có bắt buộc không; mặc định là bắt buộc.")
def signed_report_command(data: Path | None, code: str, required: bool) -> None:
    """Bắt buộc mỗi lần nộp của một kỳ phải kèm báo cáo đã ký số."""
    set_signed_report(opened(data), code, operator(), asked=required)
    click.echo(f"Kỳ {code}: {'phải' if required else 'không phải'} kèm báo cáo đã ký số.")


@click.group("evidence")
def evidence_commands() -> None:
    """Tệp gửi cùng báo cáo."""


@evidence_commands.command("check")
@data_option
def check_evidence_command(data: Path | None) -> None:
    """Kiểm tra lại chữ ký của mọi tệp đã gửi, theo tổ chức chứng thực đang đặt."""
    click.echo(f"Đã kiểm tra {examine_again(opened(data), operator())} tệp.")


@period.command("unit")
@data_option
@click.argument("code")
@click.argument("agency")
@click.option("--includes-children/--excludes-children", default=None, help="Số liệu đã gồm đơn vị trực thuộc chưa.")
@click.option(
    "--exempt", multiple=True, help="Chỉ tiêu không phải báo cáo, ví dụ 'ho_so.*'; lặp lại được; '' là bỏ hết."
)
@click.option("--reason", default="", help="Lý do, được lưu cùng tên người thực hiện.")
@click.option(
    "--seen", type=click.IntRange(0, 2**53), help="Số in ở lệnh decisions: sau đó có quyết định khác thì không làm gì."
)
def unit_command(
    data: Path | None, code: str, agency: str, includes_children: bool | None, exempt: tuple[str, ...], reason: str,
    seen: int | None,
) -> None:  # fmt: skip
    """Quy định riêng cho một đơn vị trong một kỳ."""
    # An empty pattern takes back what was said before; none at all leaves it.
    spared = tuple(pattern for pattern in exempt if pattern.strip()) if exempt else None
    set_obligation(
        opened(data), code, agency, includes_children=includes_children, exempt=spared, actor=operator(),
        reason=reason.strip(), seen=seen,
    )  # fmt: skip
    click.echo(f"Đã ghi quy định riêng của {agency} trong kỳ {code}.")


@click.group()
def token() -> None:
    """Mã truy cập API."""


@token.command("add")
@data_option
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Vai trò.")
@click.option("--agency", default=None, help="Mã đơn vị, với vai trò officer và leader.")
@click.option("--name", default="", help="Tên để nhận ra mã này.")
@click.option("--days", type=int, default=LIFE, show_default=True, help="Số ngày mã còn dùng được.")
@click.option(
    "--may", multiple=True, type=click.Choice([item.value for item in Permission]),
    help="Việc mà mã được làm; lặp lại được; mặc định là mọi việc của vai trò.",
)  # fmt: skip
def add_token_command(
    data: Path | None, role: str, agency: str | None, name: str, days: int, may: tuple[str, ...]
) -> None:
    """In ra một mã truy cập mới; chỉ hiện một lần này."""
    permits = frozenset(Permission(item) for item in may) or EVERYTHING
    caller = Caller(name or role, Role(role), agency, permits=permits)
    click.echo(issue_token(opened(data), caller, actor=operator(), days=days))


@click.group()
def demo() -> None:
    """Dữ liệu minh họa."""


@demo.command("load")
@click.argument("scene", type=click.Choice(list(SCENES)), default=USUAL_SCENE, metavar="[NĂM]")
@data_option
def load_command(scene: str, data: Path | None) -> None:
    """Nạp dữ liệu minh họa vào hệ thống trống; đã có thì giữ nguyên.

    NĂM là 2023 (mặc định) hoặc 2025: sở, xã, phường sau sắp xếp, biểu mẫu 2025.
    """
    load_demo(opened(data), operator(), scene)
    click.echo(f"Đăng nhập thử, mật khẩu chung «{PASSWORD}»; mã truy cập API ở cột sau:")
    for line in sign_in_lines(scene):
        click.echo(f"  {line}")
