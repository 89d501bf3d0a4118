"""What the ladder of reminders sends at a moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from service.actions.reminders.send import ReminderMessage, plan_due_batches, send_reminders
from service.channels.registry import CHANNELS
from service.cli.options import data_option, moment_of, opened
from service.clock import FixedClock


@click.command("remind")
@data_option
@click.option("--at", "moment", required=True, help="Thời điểm, ví dụ 2023-09-19T08:00 (giờ Việt Nam).")
@click.option("--dry-run", is_flag=True, help="Chỉ cho biết sẽ gửi gì, không gửi.")
@click.option("--json", "as_json", is_flag=True, help="In ra JSON.")
def remind_command(data: Path | None, moment: str, dry_run: bool, as_json: bool) -> None:
    """Gửi các lời nhắc nộp đến hạn tại một thời điểm; mỗi lời nhắc chỉ gửi một lần qua mỗi kênh."""
    context = opened(data)
    context = replace(context, clock=FixedClock(context.clock.offset, moment=moment_of("--at", moment)))
    messages = (
        [item for batch in plan_due_batches(context) for item in batch.messages] if dry_run else send_reminders(context)
    )
    rows = [row for item in messages for row in _rows(item)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo("{period}  {agency:<12} {step:<10} {channel:<8} {recipient:<32} {subject}".format(**row))
    said = "Sẽ gửi" if dry_run else "Đã chuyển gửi"
    click.echo(f"{said} {counted(messages)} về {len({row['agency'] for row in rows})} đơn vị.", err=True)


def counted(messages: Sequence[ReminderMessage]) -> str:
    """How many messages by each channel, by the one that goes without saying also where there are none."""
    count = Counter(item.channel.name for item in messages)
    return ", ".join(f"{count[each.name]} {each.label}" for each in CHANNELS if count[each.name] or each.aside is None)


def _rows(item: ReminderMessage) -> Iterator[dict[str, str]]:
    """A line for each unit that the message speaks of."""
    subject = item.subject  # asked for once, since one to Home Affairs may speak of thousands of units
    for due in item.about:
        yield {
            "agency": due.owed.agency,
            "period": due.owed.period,
            "step": item.step.name,
            "audience": item.audience.seen_outside,
            "recipient": item.person.email,
            "channel": item.channel.name,
            "subject": subject,
        }
