"""What happened in a period, newest first, with what each entry leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.actions.consolidation.build import request_workbook
from service.actions.context import Context
from service.actions.periods.lifecycle import close_period, extend, open_period, reopen_period, waive
from service.actions.review.activity import ActivityEntry, activity
from service.actions.review.decide import approve_submission, return_for_correction
from service.domain.errors import NotFoundError
from tests.support.filings import hand_in, hand_in_and_check, of_agency, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD, at

FIRST = f"{PERIOD}-SGTVT-1"
HOME = HOME_AFFAIRS.name


@pytest.fixture
def busy(context: Context) -> Context:
    """A period in which something happened every hour."""
    hour = [at(context, MORNING + timedelta(hours=number)) for number in range(1, 9)]
    hand_in_and_check(hour[0], real_report())
    return_for_correction(hour[1], HOME_AFFAIRS, FIRST, "Chưa khớp.", {"narratives.V": "Viết rõ."})
    approve_submission(hour[2], HOME_AFFAIRS, FIRST)
    hand_in(hour[3], of_agency("STC"))
    extend(hour[4], PERIOD, "SYT", MORNING + timedelta(days=9), HOME, "Bão số 3")
    waive(hour[5], PERIOD, "SYT", HOME, "Vừa sáp nhập")
    request_workbook(hour[6], HOME_AFFAIRS, PERIOD)
    close_period(hour[7], PERIOD, HOME)
    return context


def told(entries: tuple[ActivityEntry, ...]) -> list[tuple[str, str, str, str]]:
    return [(item.action, item.agency, item.subject, item.reason) for item in entries]


def test_everything_is_told_the_newest_first(busy: Context) -> None:
    entries = activity(busy, PERIOD)
    assert told(entries[:-1]) == [
        ("period.closed", "", "ấn bản số 1", ""),
        ("workbook.built", "", f"{PERIOD}-1", ""),
        ("unit.waived", "SYT", "", "Vừa sáp nhập"),
        ("unit.extended", "SYT", "08:00 27/09/2023", "Bão số 3"),
        ("filed", "STC", f"{PERIOD}-STC-1", ""),
        ("filing.accepted", "SGTVT", FIRST, ""),
        ("filing.returned", "SGTVT", FIRST, "Chưa khớp."),
        ("filed", "SGTVT", FIRST, ""),
    ]
    assert [item.at for item in entries[:-1]] == [MORNING + timedelta(hours=8 - n) for n in range(8)]
    assert entries[-1].action == "period.opened"


def test_each_entry_says_who_and_leads_to_what_it_is_about(busy: Context) -> None:
    by_action = {item.action: item for item in activity(busy, PERIOD) if item.agency != "STC"}
    assert by_action["filed"].actor == "Cán bộ"
    assert by_action["filing.returned"].actor == by_action["workbook.built"].actor == HOME
    assert by_action["filed"].agency_name == "Sở Giao thông vận tải"
    for action in ("filed", "filing.returned", "filing.accepted"):
        assert (by_action[action].submission, by_action[action].workbook) == (FIRST, "")
    assert (by_action["workbook.built"].submission, by_action["workbook.built"].workbook) == ("", f"{PERIOD}-1")
    assert (by_action["unit.waived"].submission, by_action["unit.waived"].workbook) == ("", "")


def test_one_units_entries_are_its_own(busy: Context) -> None:
    assert [item.action for item in activity(busy, PERIOD, "SGTVT")] == ["filing.accepted", "filing.returned", "filed"]
    assert [item.action for item in activity(busy, PERIOD, "SYT")] == ["unit.waived", "unit.extended"]
    assert activity(busy, PERIOD, "STP") == activity(busy, PERIOD, "KHONG-CO") == ()


def test_each_period_has_its_own_entries(busy: Context) -> None:
    open_period(busy, "2023-H1")
    assert [item.action for item in activity(busy, "2023-H1")] == ["period.opened"]
    with pytest.raises(NotFoundError, match="chưa được mở"):
        activity(busy, "2022-Q3")


def test_a_period_opened_again_says_why(sqlite_context: Context) -> None:
    close_period(sqlite_context, PERIOD, HOME)
    reopen_period(at(sqlite_context, MORNING + timedelta(hours=1)), PERIOD, HOME, "Còn hai đơn vị")
    newest = activity(sqlite_context, PERIOD)[0]
    assert newest == replace(newest, action="period.reopened", actor=HOME, reason="Còn hai đơn vị")
