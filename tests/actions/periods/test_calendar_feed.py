"""The calendar behind its address, read as a program does: a unit's deadlines, and those of all for Home Affairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from service.actions.context import Context
from service.actions.organization.agencies import change_agency, list_agencies
from service.actions.periods.calendar_feed import MOST_NAMED, calendar_file, feed_token, renew_feed
from service.actions.periods.lifecycle import close_period, extend, open_period, set_deadline, waive
from service.domain.errors import NotFoundError
from service.domain.organization.access import Caller, Role
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from service.storage.organization.agencies import all_agencies
from service.storage.periods.periods import ObligationOverride, put_deadline, put_obligation
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, MORNING, OFFICER, PERIOD, at

DUE = datetime(2023, 9, 20, 17, tzinfo=VIETNAM)
MORE = datetime(2023, 9, 25, 17, tzinfo=VIETNAM)
WHO = "Lê Văn Cường"
OWN, SO = f"{PERIOD}.deadline.SGTVT@127.0.0.1", f"{PERIOD}.deadlines.so@127.0.0.1"


def calendar(context: Context, caller: Caller = OFFICER) -> Calendar:
    """What lies behind the caller's address, which is made where there is none."""
    token = feed_token(context, caller) or renew_feed(context, caller)
    parsed = Calendar.from_ical(calendar_file(context, token, "vi"))
    assert isinstance(parsed, Calendar)
    return parsed


def entries(context: Context, caller: Caller = OFFICER) -> dict[str, Event]:
    """Its entries by their ids, of which none comes twice."""
    found = calendar(context, caller).events
    by_id = {str(event["uid"]): event for event in found}
    assert len(by_id) == len(found)
    return by_id


def reminders(event: Event) -> list[timedelta]:
    """How long before each reminder of an entry comes."""
    return [alarm["trigger"].dt for alarm in event.walk("VALARM")]


def test_a_unit_and_home_affairs_have_one_address_each_until_it_is_renewed(context: Context) -> None:
    assert feed_token(context, OFFICER) is None
    first = renew_feed(context, OFFICER)
    assert feed_token(context, LEADER) == first and len(first) > 40
    assert renew_feed(context, HOME_AFFAIRS) == feed_token(context, ADMIN) == feed_token(context, AUDITOR) != first
    second = renew_feed(context, LEADER)
    assert calendar_file(context, second, "vi")
    for lost in (first, "", "*", "SGTVT", second[:-1]):
        with pytest.raises(NotFoundError, match="Địa chỉ lịch"):
            calendar_file(context, lost, "vi")
    assert feed_token(context, Caller("Người khác", Role.OFFICER, "STC")) is None


def test_a_unit_sees_its_deadline_with_a_reminder_a_day_before(context: Context) -> None:
    (event,) = entries(context).values()
    assert event["uid"] == OWN
    assert event.start == DUE and event["dtstart"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["summary"] == "Hạn nộp báo cáo cải cách hành chính định kỳ quý III năm 2023"
    assert "17:00 ngày 20/9/2023" in event["description"] and "http://127.0.0.1:8000/bao-cao" in event["description"]
    assert reminders(event) == [-timedelta(days=1)]


def test_more_time_moves_the_same_entry_and_says_why(context: Context) -> None:
    extend(context, PERIOD, "SGTVT", MORE, WHO, "Chờ số liệu; bão")
    extend(context, PERIOD, "STC", MORE, WHO, "Chờ số liệu của người khác")
    (event,) = entries(context).values()
    assert (event["uid"], event.start) == (OWN, MORE)
    assert event["summary"].endswith("(gia hạn)")
    assert "Được gia hạn từ 17:00 ngày 20/9/2023: Chờ số liệu; bão." in event["description"]
    assert "người khác" not in event["description"]
    assert event["last-modified"].dt == event["dtstamp"].dt == MORNING


def test_after_a_valid_report_nothing_reminds_and_whoever_owes_nothing_sees_nothing(context: Context) -> None:
    hand_in_and_check(context, real_report())
    (event,) = entries(context).values()
    assert event["summary"].startswith("Đã nộp báo cáo") and reminders(event) == []
    assert "Báo cáo hợp lệ nộp lúc 08:00 ngày 18/9/2023." in event["description"]
    waive(context, PERIOD, "SGTVT", WHO, "Giải thể")
    empty = calendar(context)
    assert empty.events == [] and len(empty.timezones) == 1


def test_a_closed_period_reminds_of_nothing_and_says_when_it_was_closed(context: Context) -> None:
    open_period(context, "2023-H1")
    close_period(context, PERIOD)
    for caller in (OFFICER, HOME_AFFAIRS):
        found = entries(context, caller)
        closing = found[f"{PERIOD}.closing@127.0.0.1"]
        assert closing.start == MORNING and closing["summary"] == "Khóa kỳ báo cáo quý III năm 2023"
        deadline = found[OWN if caller is OFFICER else SO]
        assert "đã khóa" in deadline["description"]
        assert reminders(deadline) == reminders(closing) == []
    assert reminders(entries(context)["2023-H1.deadline.SGTVT@127.0.0.1"]) != []


def test_the_calendar_of_a_closed_period_is_that_of_its_edition(context: Context) -> None:
    extend(context, PERIOD, "SGTVT", MORE, WHO, "Chờ số liệu")
    hand_in_and_check(context, real_report())
    close_period(context, PERIOD)
    owed = {caller: calendar(context, caller).to_ical() for caller in (OFFICER, HOME_AFFAIRS)}
    ended = {item.agency.code: item.agency for item in list_agencies(context)}["SGTVT"]
    change_agency(context, "quan tri", replace(ended, kind=AgencyKind.HUYEN))
    with context.database.writing() as session:
        put_obligation(session, PERIOD, "SGTVT", ObligationOverride(waived_at=MORNING, waiver_reason="Giải thể"))
        put_deadline(session, PERIOD, AgencyKind.SO, MORE + timedelta(days=9), MORNING)
    for caller, before in owed.items():
        assert calendar(context, caller).to_ical() == before, caller.role
    change_agency(context, "quan tri", replace(ended, kind=AgencyKind.HUYEN, valid_to=date(2022, 8, 31)))
    assert calendar(context, HOME_AFFAIRS).to_ical() == owed[HOME_AFFAIRS]
    # Of a unit that is no more the address serves nobody.
    with pytest.raises(NotFoundError, match="đã kết thúc ngày 31/8/2022"):
        calendar(context, OFFICER)
    assert b"2023-Q3.deadline.SGTVT" in owed[OFFICER] and b"20230925T1000" in owed[HOME_AFFAIRS]


def test_home_affairs_sees_each_kinds_deadline_and_who_was_given_more_time(context: Context) -> None:
    extend(context, PERIOD, "SGTVT", MORE, WHO, "Chờ số liệu")
    extend(context, PERIOD, "STC", MORE, WHO, "Chờ số liệu")
    extend(context, PERIOD, "STP", MORE, WHO, "Chờ số liệu")
    waive(context, PERIOD, "STP", WHO, "Giải thể")
    later = at(context, MORNING + timedelta(hours=1))
    set_deadline(later, PERIOD, AgencyKind.HUYEN, DUE + timedelta(days=1), WHO, "Theo công văn")
    found = entries(context, HOME_AFFAIRS)
    assert {key: event.start for key, event in found.items()} == {
        SO: DUE,
        f"{PERIOD}.deadlines.huyen@127.0.0.1": DUE + timedelta(days=1),
        f"{PERIOD}.extension.20230925T1000@127.0.0.1": MORE,
    }
    districts = found[f"{PERIOD}.deadlines.huyen@127.0.0.1"]
    assert districts["summary"].endswith(": Huyện, thị xã, thành phố")
    assert districts["last-modified"].dt == MORNING + timedelta(hours=1)
    extension = found[f"{PERIOD}.extension.20230925T1000@127.0.0.1"]
    assert "Đơn vị: Sở Giao thông vận tải; Sở Tài chính." in extension["description"]
    assert all(reminders(event) == [-timedelta(days=1)] for event in found.values())


def test_of_many_units_with_more_time_some_are_named(sqlite_context: Context) -> None:
    with sqlite_context.database.reading() as session:
        codes = [agency.code for agency in all_agencies(session) if agency.is_valid_on(MORNING.date())]
    for code in codes:
        extend(sqlite_context, PERIOD, code, MORE, WHO, "Bão")
    extension = entries(sqlite_context, HOME_AFFAIRS)[f"{PERIOD}.extension.20230925T1000@127.0.0.1"]
    assert f"và {len(codes) - MOST_NAMED} đơn vị khác" in extension["description"]
