"""Deadlines in iCalendar form (RFC 5545), which phones and mail programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlsplit

from icalendar import Alarm, Calendar, Event, Timezone

from service.domain.bilingual import english_of, in_both
from service.domain.errors import Message, message
from service.domain.reminders.deadline_calendar import CalendarEntry, CalendarEntryKind, DeadlineCalendar
from service.domain.reporting.headings import subject_of
from service.domain.reporting.period import VIETNAM, official_day
from service.languages import translate
from service.writers.letters.wording import in_sentence

PRODUCER = "-//tonghop//Lich han nop bao cao//VI"
# Programs look again so often.
LOOK_AGAIN = timedelta(hours=6)
BEFOREHAND = timedelta(days=1)
# Since then Vietnam keeps one offset, which is all that its deadlines need.
ONE_OFFSET = date(1976, 1, 1)


def write_calendar(item: DeadlineCalendar, language: str) -> bytes:
    """The calendar in a language as bytes that follow from it alone."""
    name = translate(message("Hạn nộp báo cáo – {owner}", owner=item.owner), language)
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
        calendar.add_component(_event(item, entry, language))
    raw: bytes = calendar.to_ical()
    return raw


@cache
def _timezone() -> Timezone:
    return Timezone.from_tzid(VIETNAM.key, first_date=ONE_OFFSET)


def _event(item: DeadlineCalendar, entry: CalendarEntry, language: str) -> Event:
    event, summary = Event(), translate(_summary(entry), language)
    event.add("uid", f"{entry.key}@{urlsplit(item.address).hostname or 'tonghop'}")
    event.add("dtstamp", entry.since.astimezone(UTC))
    event.add("last-modified", entry.since.astimezone(UTC))
    # It ends as it begins: the moment counts, and nobody is busy then.
    event.add("dtstart", entry.at.astimezone(VIETNAM))
    event.add("transp", "TRANSPARENT")
    event.add("summary", summary)
    event.add("description", "\n".join([*(translate(line, language) for line in _lines(entry)), item.page]))
    event.add("url", item.page)
    event.add("categories", [translate(message("Báo cáo"), language)])
    if entry.reminds:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -BEFOREHAND)
        alarm.add("description", summary)
        event.add_component(alarm)
    return event


def _summary(entry: CalendarEntry) -> Message:
    title = entry.period.title
    period = in_both(in_sentence(title), english_of(title))
    if entry.kind is CalendarEntryKind.CLOSING:
        return message("Khóa kỳ báo cáo {period}", period=period)
    report = in_both(f"báo cáo {subject_of(entry.template)}", english_of(entry.template.title))
    if entry.filed_at is not None:
        return message("Đã nộp {report} {period}", report=report, period=period)
    if entry.extension is not None:
        return message("Hạn nộp {report} {period} (gia hạn)", report=report, period=period)
    due = message("Hạn nộp {report} {period}", report=report, period=period)
    return Message("{due}: {whom}", {"due": due, "whom": entry.whom}) if entry.whom else due


def _lines(entry: CalendarEntry) -> Iterator[Message]:
    if entry.kind is CalendarEntryKind.CLOSING:
        yield message("Kỳ báo cáo được khóa lúc {at}; hệ thống không nhận báo cáo nữa.", at=_said(entry.at))
        return
    window = entry.period.window
    first, last = official_day(window.first), official_day(window.last)
    at = _said(entry.at)
    yield message("Hạn nộp: {at}. Số liệu từ {first} đến {last}.", at=at, first=first, last=last)
    if entry.whom:
        yield message("Đơn vị: {whom}.", whom=entry.whom)
    if entry.usual is not None and entry.extension:
        yield message("Được gia hạn từ {usual}: {why}.", usual=_said(entry.usual), why=entry.extension)
    elif entry.usual is not None:
        yield message("Được gia hạn từ {usual}.", usual=_said(entry.usual))
    if entry.filed_at is not None:
        yield message("Báo cáo hợp lệ nộp lúc {at}.", at=_said(entry.filed_at))
    if entry.is_closed:
        yield message("Kỳ báo cáo đã khóa.")


def _said(moment: datetime) -> Message:
    local = moment.astimezone(VIETNAM)
    return message("{time} ngày {day}", time=f"{local:%H:%M}", day=official_day(local.date()))
