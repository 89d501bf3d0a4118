"""What was sent of a period's reminders, page by page, with what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.reminders.due import load_open_period
from service.batches import page_range
from service.domain.notifications.delivery import DeliveryStatus
from service.domain.reminders.schedule import BY_HAND
from service.storage.organization.agencies import all_agencies
from service.storage.periods.periods import get_period
from service.storage.reminders.reminder_log import LogFilter, ReminderLogLine, count_lines, lines_of

PAGE = 50
FIRST = 10


@dataclass(frozen=True)
class ReminderLogEntry:
    """A line of the book; `step` is empty for what was sent by hand."""

    line: ReminderLogLine
    agency_name: str
    step: str


@dataclass(frozen=True)
class ReminderLog:
    """A page of the book, the counts of what was looked for, and the first of the mails that were given up."""

    entries: tuple[ReminderLogEntry, ...]
    counts: Mapping[DeliveryStatus, int]
    found: int
    page: int
    pages: int
    failed: tuple[ReminderLogEntry, ...]
    failures: int


def reminder_log(
    context: Context, period: str, text: str = "", fate: DeliveryStatus | None = None, page: int = 1
) -> ReminderLog:
    """The lines about units that the text, without diacritics, names, of one fate or of all; raises NotFoundError."""
    with context.database.reading() as session:
        run = load_open_period(context, get_period(session, period))
        units = {agency.code: agency for agency in all_agencies(session)}
        titles = {step.name: step.title for step in run.ladder.steps}
        chosen = [code for code, unit in units.items() if unit.is_named(text)] if text else None
        sought = LogFilter(period, chosen, fate)
        counts = count_lines(session, sought)
        found = sum(counts.values()) if fate is None else counts.get(fate, 0)
        shown = page_range(found, page, PAGE)
        lines = lines_of(session, sought, shown.size, shown.offset)
        whole = LogFilter(period, None, DeliveryStatus.FAILED)
        failures = (count_lines(session, whole) if text else counts).get(DeliveryStatus.FAILED, 0)
        failed = lines_of(session, whole, FIRST) if failures else ()

    def entry(line: ReminderLogLine) -> ReminderLogEntry:
        # A step that the ladder has no more keeps its name.
        title = "" if line.step.startswith(BY_HAND) else titles.get(line.step, line.step)
        return ReminderLogEntry(line, units[line.agency].name, title)

    return ReminderLog(
        tuple(map(entry, lines)), counts, found, shown.page, shown.pages, tuple(map(entry, failed)), failures
    )
