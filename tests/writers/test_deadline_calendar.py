"""The calendar's form: what RFC 5545 asks for, lines that programs can read, and bytes that follow from the content."""

from __future__ import annotations

from datetime import datetime

from icalendar import Calendar

from service.domain.reminders.deadline_calendar import CalendarEntry, CalendarEntryKind, DeadlineCalendar
from service.domain.reporting.period import VIETNAM
from service.writers.deadline_calendar import PRODUCER, write_calendar
from tests.support.consolidations import DATES, TEMPLATE

DUE = datetime(2023, 9, 20, 17, tzinfo=VIETNAM)
HOSTILE = "Lý do\nEND:VEVENT\r\nX-THAT:1;a,b\\"
ENTRY = CalendarEntry(
    "2023-Q3.deadline.STP", CalendarEntryKind.DEADLINE, TEMPLATE, DATES, DUE, DUE, extension=HOSTILE, usual=DUE,
)  # fmt: skip


def written(*entries: CalendarEntry, language: str = "vi") -> bytes:
    return write_calendar(
        DeadlineCalendar("Sở Tư pháp", "https://cchc.vn", "https://cchc.vn/bao-cao", entries), language
    )


def test_the_head_says_who_made_it_how_it_is_called_and_how_often_to_look() -> None:
    calendar = Calendar.from_ical(written(ENTRY))
    assert isinstance(calendar, Calendar)
    assert (calendar["prodid"], calendar["version"], calendar["method"]) == (PRODUCER, "2.0", "PUBLISH")
    assert calendar["name"] == calendar["x-wr-calname"] == "Hạn nộp báo cáo – Sở Tư pháp"
    assert calendar["x-wr-timezone"] == "Asia/Ho_Chi_Minh"
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n" in written(ENTRY)
    (zone,) = calendar.timezones
    assert zone.tz_name == "Asia/Ho_Chi_Minh"
    assert zone.to_tz().utcoffset(DUE.replace(tzinfo=None)) == DUE.utcoffset()


def test_lines_are_short_enough_for_every_program_and_divide_no_letter() -> None:
    lines = written(ENTRY).split(b"\r\n")
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)
    assert lines[-1] == b"" and b"\n" not in b"".join(lines)


def test_what_people_wrote_stays_text() -> None:
    calendar = Calendar.from_ical(written(ENTRY))
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert "x-that" not in event
    assert " ".join(HOSTILE.split()) in " ".join(str(event["description"]).split())


def test_the_same_entries_give_the_same_bytes_and_a_calendar_may_be_empty() -> None:
    assert written(ENTRY) == written(ENTRY)
    assert Calendar.from_ical(written()).to_ical() == written()
