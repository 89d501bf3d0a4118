"""Commands of what Home Affairs decides about single units: figures left out or adjusted, a unit let in late."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.periods.administration import AgencyDecisions, agency_decisions
from service.actions.periods.late_filing import end_late_filing, let_in_late
from service.actions.periods.lifecycle import exclude
from service.actions.review.adjustments import (
    adjust_figure,
    adjustments_on,
    counted_submission,
    withdraw_adjustment,
)
from service.actions.review.lookups import find_submission
from service.cli.options import data_option, moment_of, opened, operator
from service.domain.errors import NotFoundError, message
from service.domain.organization.access import Caller, Role
from service.domain.reminders.working_time import CLOSES
from service.domain.reporting.adjustment import WantedAdjustment, require_adjustable, written_value
from service.domain.reporting.period import VIETNAM

reason_option = click.option("--reason", required=True, help="Lý do, được lưu cùng tên người thực hiện.")
seen_option = click.option(
    "--seen", type=click.IntRange(0, 2**53), help="Số in ở lệnh decisions: sau đó có quyết định khác thì không làm gì."
)


def _administrator() -> Caller:
    return Caller(operator(), Role.ADMIN)


@click.command("decisions")
@data_option
@click.argument("code")
@click.argument("agency")
def decisions_command(data: Path | None, code: str, agency: str) -> None:
    """In ra các quyết định riêng về một đơn vị trong một kỳ."""
    found = agency_decisions(opened(data), code, agency)
    for line in _lines(found):
        click.echo(line)


def _lines(found: AgencyDecisions) -> list[str]:
    owed = found.unit.obligation
    lines = [f"{found.unit.agency.name}: hạn nộp {found.unit.due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"]
    if owed.due_at is not None:
        lines.append(f"gia hạn: {owed.extension_reason}")
    if owed.waived_at is not None:
        lines.append(f"miễn nộp: {owed.waiver_reason}")
    if owed.excluded_at is not None:
        lines.append(f"không cộng: {owed.exclusion_reason}")
    if found.late is not None:
        lines.append(f"nộp muộn đến {found.late.until.astimezone(VIETNAM):%H:%M %d/%m/%Y}: {found.late.reason}")
    return [*lines, f"seen: {found.seen}"]


@click.command("exclude")
@data_option
@click.argument("code")
@click.argument("agency")
@reason_option
@seen_option
@click.option("--end", is_flag=True, help="Cộng lại số liệu của đơn vị.")
def exclude_command(data: Path | None, code: str, agency: str, reason: str, seen: int | None, end: bool) -> None:
    """Không cộng số liệu của một đơn vị vào tổng hợp của một kỳ."""
    exclude(opened(data), code, agency, operator(), reason, excluded=not end, seen=seen)
    click.echo(f"Số liệu của {agency} trong kỳ {code} {'được cộng lại' if end else 'không được cộng'}.")


@click.command("let-in")
@data_option
@click.argument("code")
@click.argument("agency")
@reason_option
@seen_option
@click.option("--until", help="Nộp được đến lúc nào, ví dụ '17:00 25/09/2023'.")
@click.option("--end", is_flag=True, help="Thôi cho nộp muộn.")
def let_in_command(
    data: Path | None, code: str, agency: str, reason: str, seen: int | None, until: str | None, end: bool
) -> None:
    """Cho một đơn vị nộp muộn khi kỳ đã khóa, không mở lại kỳ."""
    if end is (until is not None):
        raise click.UsageError("Ghi --until (nộp được đến lúc nào) hoặc --end (thôi cho nộp muộn).")
    context = opened(data)
    if until is None:
        end_late_filing(context, code, agency, operator(), reason, seen)
        click.echo(f"{agency} không được nộp muộn cho kỳ {code} nữa.")
        return
    due_at = moment_of("--until", until, CLOSES)
    let_in_late(context, code, agency, due_at, operator(), reason, seen)
    click.echo(f"{agency} được nộp muộn cho kỳ {code} đến {due_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}.")


@click.command("adjust")
@data_option
@click.argument("code")
@click.argument("agency")
@click.argument("indicator")
@click.argument("value")
@click.option("--reference", required=True, help="Căn cứ: số công văn, hoặc điện thoại ngày nào, của ai.")
@reason_option
@seen_option
@click.option("--until", help="Hết hiệu lực lúc nào; không nêu là đến khi đơn vị nộp lại.")
def adjust_command(
    data: Path | None, code: str, agency: str, indicator: str, value: str, reference: str, reason: str,
    seen: int | None, until: str | None,
) -> None:  # fmt: skip
    """Đặt một số thay số đơn vị đã nộp, ví dụ: adjust 2023-Q3 STC ho_so.tiep_nhan 7.270."""
    context, caller = opened(data), _administrator()
    submission = counted_submission(context, code, agency)
    found = require_adjustable(find_submission(context, caller, submission).terms.template, indicator)
    ends = None if until is None else moment_of("--until", until, CLOSES)
    wanted = WantedAdjustment(found.code, written_value(found, value), reference, reason, ends)
    adjust_figure(context, caller, submission, wanted, seen)
    click.echo(f"Đã điều chỉnh {found.number}. {found.name} của {agency} trong kỳ {code}; đơn vị đã được báo.")


@click.command("end-adjustment")
@data_option
@click.argument("code")
@click.argument("agency")
@click.argument("indicator")
@reason_option
@seen_option
def end_adjustment_command(
    data: Path | None, code: str, agency: str, indicator: str, reason: str, seen: int | None
) -> None:
    """Bỏ điều chỉnh của một số liệu: trở lại như đơn vị đã nộp."""
    context, caller = opened(data), _administrator()
    submission = counted_submission(context, code, agency)
    held = [
        item.kept.id
        for item in adjustments_on(context, caller, submission)
        if item.holds and item.kept.indicator == indicator
    ]
    if not held:
        raise NotFoundError(message("Không có điều chỉnh này."))
    withdraw_adjustment(context, caller, submission, held[0], reason, seen)
    click.echo(f"Đã bỏ điều chỉnh {indicator} của {agency} trong kỳ {code}.")


DECISION_COMMANDS = (decisions_command, exclude_command, let_in_command, adjust_command, end_adjustment_command)
