"""`reminders.csv`: the rungs of the ladder of reminders, beside a report template or for all of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import time
from pathlib import Path

from service.catalogue.table import CsvRow, read_rows
from service.channels.registry import CHANNELS
from service.domain.reminders.schedule import (
    FOR_HOME_AFFAIRS,
    AttachmentKind,
    RecipientRole,
    ReminderRule,
    ReminderSchedule,
    Trigger,
)
from service.domain.reminders.working_time import CLOSES, OPENS

LADDER = "reminders.csv"
COLUMNS = ("step", "title", "anchor", "days", "at", "to", "by", "text", "attachment")
ENGLISH = ("title_en",)
LONGEST = 60
_HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


def load_schedule(folder: Path, texts: Collection[str]) -> ReminderSchedule | None:
    """The ladder of a folder, None where it has none; `texts` are the letters there are.

    Raises CatalogueError naming row, column and what is expected.
    """
    if not (folder / LADDER).exists():
        return None
    steps: dict[str, ReminderRule] = {}
    for row in read_rows(folder, LADDER, COLUMNS, ENGLISH):
        step = _step(row, texts)
        if steps.setdefault(step.name, step) is not step:
            raise row.fault("step", f"mốc nhắc «{step.name}» đã có ở trên")
    return ReminderSchedule(tuple(steps.values()))


def _step(row: CsvRow, texts: Collection[str]) -> ReminderRule:
    name = row.name("step", "before_7")
    row.require_short("title", LONGEST)
    anchor = row.choice("anchor", Trigger)
    days = _days(row, anchor)
    to = row.choices("to", RecipientRole)
    return ReminderRule(
        name=name,
        title=row.words("title", "title_en"),
        anchor=anchor,
        days=days,
        at=_hour(row, needed=anchor is Trigger.DEADLINE or days > 0),
        to=tuple(audience for audience in RecipientRole if audience in to),
        by=row.some_of("by", [channel.name for channel in CHANNELS]),
        text=_text(row, to, texts),
        attachment=_attachment(row, to, is_late=anchor is Trigger.DEADLINE and days > 0),
    )


def _text(row: CsvRow, to: Collection[RecipientRole], texts: Collection[str]) -> str:
    """The letter's name; Home Affairs gets one of its own, since it is told of many units at once."""
    text = row.text("text")
    needed = {text} if set(to) - {RecipientRole.HOME_AFFAIRS} else set[str]()
    needed |= {text + FOR_HOME_AFFAIRS} if RecipientRole.HOME_AFFAIRS in to else set()
    for name in sorted(needed):
        if name not in texts:
            raise row.fault("text", f"không có mẫu thư «{name}» trong templates/mail")
    return text


def _attachment(row: CsvRow, to: Collection[RecipientRole], *, is_late: bool) -> AttachmentKind | None:
    """What goes with the letter to Home Affairs, which urges only units that are late."""
    if not row.optional("attachment"):
        return None
    attachment = row.choice("attachment", AttachmentKind)
    if RecipientRole.HOME_AFFAIRS not in to or not is_late:
        raise row.fault("attachment", "chỉ kèm thư gửi Sở Nội vụ (home_affairs) ở mốc nhắc sau hạn nộp")
    return attachment


def _days(row: CsvRow, anchor: Trigger) -> int:
    days = row.days("days")
    if anchor is not Trigger.DEADLINE and days < 0:
        raise row.fault("days", "mốc nhắc tính từ lúc trả lại, lúc hỏi không thể ở trước lúc đó")
    return days


def _hour(row: CsvRow, *, needed: bool) -> time | None:
    text = row.optional("at")
    if not text and not needed:
        return None
    matched = _HOUR.fullmatch(text)
    at = time(int(matched[1]), int(matched[2])) if matched else None
    if at is None or not OPENS <= at <= CLOSES:
        raise row.fault("at", f"«{text}» không hợp lệ, cần giờ từ {OPENS:%H:%M} đến {CLOSES:%H:%M}, như 08:00")
    if not needed:
        raise row.fault("at", "mốc nhắc ngay khi trả lại, khi hỏi không có giờ: để trống")
    return at
