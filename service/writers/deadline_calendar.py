"""Deadlines in iCalendar form (RFC 5545), which phones and mail programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from functools import cache
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, Timezone

from service.domain.reminders.deadline_calendar import CalendarEntry, CalendarEntryKind, DeadlineCalendar
from service.domain.reporting.headings import subject_of
from service.domain.reporting.period import VIETNAM, official_moment
from service.writers.letters.wording import in_sentence

PRODUCER = "-//tonghop//Lich han nop bao cao//VI"
# Programs look again so often.
LOOK_AGAIN = timedelta(hours=6)
BEFOREHAND = timedelta(days=1)
# Since then Vietnam keeps one offset, which is all that its deadlines need.
ONE_OFFSET = date(1976, 1, 1)


def write_calendar(item: DeadlineCalendar) -> bytes:
    """The calendar as bytes that follow from it alone."""
    name = f"Hạn nộp báo cáo – {item.owner}"
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    # The name as older programs and as RFC 7986 have it; so too how often to look.
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", VIETNAM.key)
    calendar.add("name", name)
    calendar.add("refresh-interval", LOOK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    # A calendar holds something even where no period was opened yet.
    calendar.add_component(_timezone())
    for entry in item.entries:
        calendar.add_component(_event(item, entry))
    raw: bytes = calendar.to_ical()
    return raw


@cache
def _timezone() -> Timezone:
    return Timezone.from_tzid(VIETNAM.key, first_date=ONE_OFFSET)


def _event(item: DeadlineCalendar, entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(item.address).hostname or 'tonghop'}")
    event.add("dtstamp", entry.since.astimezone(UTC))
    event.add("last-modified", entry.since.astimezone(UTC))
    # It ends as it begins: the moment counts, and nobody is busy then.
    event.add("dtstart", entry.at.astimezone(VIETNAM))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(entry))
    event.add("description", "\n".join([*_lines(entry), item.page]))
    event.add("url", item.page)
    event.add("categories", ["Báo cáo"])
    if entry.reminds:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -BEFOREHAND)
        alarm.add("description", _summary(entry))
        event.add_component(alarm)
    return event


def _summary(entry: CalendarEntry) -> str:
    period = in_sentence(entry.period.title)
    if entry.kind is CalendarEntryKind.CLOSING:
        return f"Khóa kỳ báo cáo {period}"
    report = f"báo cáo {subject_of(entry.template)} {period}"
    if entry.filed_at is not None:
        return f"Đã nộp {report}"
    if entry.extension is not None:
        return f"Hạn nộp {report} (gia hạn)"
    return f"Hạn nộp {report}" + (f": {entry.whom}" if entry.whom else "")


def _lines(entry: CalendarEntry) -> Iterator[str]:
    if entry.kind is CalendarEntryKind.CLOSING:
        yield f"Kỳ báo cáo được khóa lúc {official_moment(entry.at)}; hệ thống không nhận báo cáo nữa."
        return
    yield f"Hạn nộp: {official_moment(entry.at)}. Số liệu {entry.period.window.said}."
    if entry.whom:
        yield f"Đơn vị: {entry.whom}."
    if entry.usual is not None:
        yield f"Được gia hạn từ {official_moment(entry.usual)}" + (f": {entry.extension}." if entry.extension else ".")
    if entry.filed_at is not None:
        yield f"Báo cáo hợp lệ nộp lúc {official_moment(entry.filed_at)}."
    if entry.is_closed:
        yield "Kỳ báo cáo đã khóa."
