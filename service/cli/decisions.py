"""Commands of what Home Affairs decides: figures left out, adjusted or told twice, a unit let in late."""

from __future__ import annotations

from pathlib import Path

import click

from service.actions.periods.administration import AgencyDecisions, agency_decisions
from service.actions.periods.late_filing import end_late_filing, let_in_late
from service.actions.periods.lifecycle import exclude
from service.actions.periods.overlaps import ListedOverlap, declare_overlap, end_overlap, period_overlaps
from service.actions.review.adjustments import (
    adjust_figure,
    adjustments_on,
    counted_submission,
    withdraw_adjustment,
)
from service.actions.review.lookups import find_submission
from service.cli.options import data_option, moment_of, opened, operator
from service.domain.consolidation.overlaps import Overlap, OverlapSide
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
    if owed.includes_children:
        lines.append("số liệu đã gồm đơn vị trực thuộc")
    if owed.exempt:
        lines.append(f"không phải báo cáo: {', '.join(owed.exempt)}")
    if owed.contained_in is not None:
        heir = owed.contained_in
        told = f"đã gồm trong số liệu của {heir}" if heir else "chưa gồm ở đơn vị kế thừa"
        lines.append(f"báo cáo phần cuối: {told}")
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


@click.command("overlaps")
@data_option
@click.argument("code")
def overlaps_command(data: Path | None, code: str) -> None:
    """In ra số liệu hai nơi cùng báo cáo trong một kỳ, hai số và chênh lệch."""
    found = period_overlaps(opened(data), code)
    for item in found.listed:
        click.echo(_overlap_line(item))
    click.echo(f"seen: {found.seen}")


def _overlap_line(item: ListedOverlap) -> str:
    sides = f"tính theo {item.counting}, không cộng {item.leaving}"
    told = sides if item.story is None else str(item.story.said).partition(": ")[2]
    name = f"{item.indicator.number}. {item.indicator.name}"
    return f"{item.kept.number}: {name}: {told} ({item.kept.overlap.reason}; từ {item.kept.since})"


@click.command("overlap")
@data_option
@click.argument("code")
@click.argument("indicator")
@click.argument("counting")
@click.argument("leaving")
@reason_option
@seen_option
@click.option("--kinds", is_flag=True, help="Hai cấp đơn vị (so, huyen, xa), không phải hai đơn vị.")
@click.option("--replaces", type=click.IntRange(1, 2**53), help="Số của khai báo được thay từ kỳ này.")
def overlap_command(
    data: Path | None, code: str, indicator: str, counting: str, leaving: str, reason: str, seen: int | None,
    kinds: bool, replaces: int | None,
) -> None:  # fmt: skip
    """Khai báo hai nơi cùng báo cáo một số liệu, từ một kỳ: tính theo COUNTING, không cộng LEAVING."""
    wanted = Overlap(indicator, OverlapSide(counting, kinds), OverlapSide(leaving, kinds), reason)
    number = declare_overlap(opened(data), _administrator(), code, wanted, seen, replaces)
    click.echo(f"Từ kỳ {code}, {indicator} tính theo {counting}, không cộng {leaving} (khai báo số {number}).")


@click.command("end-overlap")
@data_option
@click.argument("code")
@click.argument("number", type=click.IntRange(1, 2**53))
@reason_option
@seen_option
def end_overlap_command(data: Path | None, code: str, number: int, reason: str, seen: int | None) -> None:
    """Bỏ khai báo hai nơi cùng báo cáo, từ một kỳ: số của cả hai được cộng."""
    end_overlap(opened(data), _administrator(), code, number, reason, seen)
    click.echo(f"Từ kỳ {code} không còn khai báo số {number}.")


DECISION_COMMANDS = (
    decisions_command,
    exclude_command,
    let_in_command,
    adjust_command,
    end_adjustment_command,
    overlaps_command,
    overlap_command,
    end_overlap_command,
)
