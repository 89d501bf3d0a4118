"""What Home Affairs decides is told to the unit's people once: a notice at once, a mail in working hours, by choice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.periods.late_filing import end_late_filing, let_in_late
from service.actions.periods.lifecycle import (
    close_period,
    exclude,
    extend,
    reopen_period,
    set_deadline,
    waive,
    withdraw_extension,
)
from service.actions.review.decide import approve_submission
from service.domain.organization.account import Subscription
from service.domain.organization.agency import AgencyKind
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, html_of, text_of
from tests.support.reminding import WATCHED, YEAR, at, choose, file_valid, person_at, there, tick, with_people

OFFICER, LEADER, OTHER = "canbo@syt.vn", "lanhdao@syt.vn", "canbo@sct.vn"
NOW, NIGHT, MORNING = there(2023, 12, 5, 9), there(2023, 12, 5, 21), there(2023, 12, 6, 7, 30)
WHO, MORE = HOME_AFFAIRS, there(2023, 12, 25, 17)
DECISIONS: dict[str, tuple[Callable[[Context], None], str, str]] = {
    "extended": (
        lambda context: extend(context, YEAR, "SYT", MORE, WHO, "bão số 3"),
        "Gia hạn nộp báo cáo Năm 2023 đến 17:00 ngày 25/12/2023 – Sở Y tế",
        "hạn mới là 17:00 ngày 25/12/2023",
    ),
    "withdrawn": (
        lambda context: withdraw_extension(context, YEAR, "SYT", WHO, "bão số 3"),
        "Thu hồi gia hạn, hạn nộp báo cáo Năm 2023 là 17:00 ngày 20/12/2023 – Sở Y tế",
        "hạn nộp trở lại là 17:00 ngày 20/12/2023",
    ),
    "waived": (
        lambda context: waive(context, YEAR, "SYT", WHO, "bão số 3"),
        "Miễn nộp báo cáo Năm 2023 – Sở Y tế",
        "không phải nộp và không được nhắc nộp nữa",
    ),
    "owes": (
        lambda context: waive(context, YEAR, "SYT", WHO, "bão số 3", waived=False),
        "Bỏ miễn nộp, đơn vị nộp báo cáo Năm 2023 – Sở Y tế",
        "nộp báo cáo trước 17:00 ngày 20/12/2023",
    ),
    "excluded": (
        lambda context: exclude(context, YEAR, "SYT", WHO, "bão số 3"),
        "Số liệu báo cáo Năm 2023 không được cộng vào tổng hợp – Sở Y tế",
        "nghĩa vụ báo cáo của đơn vị không đổi",
    ),
    "counted again": (
        lambda context: exclude(context, YEAR, "SYT", WHO, "bão số 3", excluded=False),
        "Số liệu báo cáo Năm 2023 được cộng lại vào tổng hợp – Sở Y tế",
        "của Sở Y tế vào tổng hợp của tỉnh",
    ),
    "late filing": (
        lambda context: let_in_late(context, YEAR, "SYT", MORE, WHO, "bão số 3"),
        "Cho nộp muộn báo cáo Năm 2023 đến 17:00 ngày 25/12/2023 – Sở Y tế",
        "số liệu đã khóa không đổi",
    ),
    "no late filing": (
        lambda context: end_late_filing(context, YEAR, "SYT", WHO, "bão số 3"),
        "Thôi cho nộp muộn báo cáo Năm 2023 – Sở Y tế",
        "báo cáo đã nộp vẫn được giữ",
    ),
    "deadline": (
        lambda context: set_deadline(context, YEAR, AgencyKind.SO, MORE, WHO, "bão số 3"),
        "Hạn nộp báo cáo Năm 2023 đổi thành 17:00 ngày 25/12/2023 – Sở Y tế",
        "hạn của Sở Y tế nay là 17:00 ngày 25/12/2023",
    ),
    "reopened": (
        lambda context: reopen_period(context, YEAR, WHO, "bão số 3"),
        "Đã mở lại kỳ báo cáo Năm 2023 – Sở Y tế",
        "có thể nộp, nộp lại báo cáo",
    ),
}


@pytest.fixture
def year(sqlite_context: Context, serving_box: Box) -> Context:
    """The year's period; one officer wants to know of decisions by mail, the leader does not."""
    ready = with_people(sqlite_context, serving_box)
    choose(ready, OFFICER, Subscription.DECISIONS)
    return ready


def told(context: Context, email: str) -> list[str]:
    """The person's notices about the year, the newest first."""
    return [item.subject for item in notices(context, person_at(context, email).id) if "Năm 2023" in item.subject]


def before(context: Context, name: str) -> None:
    """What there must be for the decision."""
    if name in {"excluded", "counted again"}:
        file_valid(context, "SYT", NOW)
    with at(NOW):
        if name == "withdrawn":
            extend(context, YEAR, "SYT", MORE, WHO, "trước đó")
        if name == "owes":
            waive(context, YEAR, "SYT", WHO, "trước đó")
        if name == "counted again":
            exclude(context, YEAR, "SYT", WHO, "trước đó")
        if name in {"reopened", "late filing", "no late filing"}:
            close_period(context, YEAR, WHO)
        if name == "no late filing":
            let_in_late(context, YEAR, "SYT", MORE, WHO, "trước đó")
    deliver_soon(context)


def deliver_soon(context: Context, moment: datetime = NOW) -> None:
    """What waits to be sent goes, some minutes later."""
    for minutes in (3, 6):
        tick(context, moment + timedelta(minutes=minutes))


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_is_told_with_its_reason_by_notice_to_all_and_by_mail_to_who_wants_it(
    year: Context, serving_box: Box, name: str
) -> None:
    decide, subject, words = DECISIONS[name]
    before(year, name)
    serving_box.letters.clear()
    with at(NOW):
        decide(year)
    deliver_soon(year)
    (letter,) = serving_box.letters
    assert (letter["To"], letter["Subject"]) == (OFFICER, subject)
    for said in (text_of(letter), html_of(letter)):
        assert words in " ".join(said.split()) and "Lý do: bão số 3" in said and WHO.name in said
    assert told(year, OFFICER)[0] == told(year, LEADER)[0] == subject


@pytest.mark.parametrize("name", ["deadline", "reopened"])
def test_what_concerns_all_units_is_told_to_all(year: Context, serving_box: Box, name: str) -> None:
    before(year, name)
    with at(NOW):
        DECISIONS[name][0](year)
    for unit in (unit for unit in WATCHED if unit.startswith("S")):
        assert len(told(year, f"canbo@{unit.lower()}.vn")) == (2 if name == "reopened" else 1)
    assert len(told(year, "canbo@hkc.vn")) == (2 if name == "reopened" else 0), (
        "a deadline of departments is no district's"
    )


def test_a_unit_with_a_deadline_of_its_own_or_none_at_all_is_not_told_of_the_common_one(year: Context) -> None:
    with at(NOW):
        extend(year, YEAR, "SYT", MORE, WHO, "bão")
        waive(year, YEAR, "SCT", WHO, "sáp nhập")
        set_deadline(year, YEAR, AgencyKind.SO, there(2023, 12, 22, 17), WHO, "mưa")
    assert [len(told(year, email)) for email in (OFFICER, OTHER, "canbo@stp.vn")] == [1, 1, 1]
    assert told(year, "canbo@stp.vn")[0].startswith("Hạn nộp")


def test_outside_working_hours_the_notice_stands_at_once_and_the_mail_waits_for_the_morning(
    year: Context, serving_box: Box
) -> None:
    with at(NIGHT):
        extend(year, YEAR, "SYT", MORE, WHO, "bão")
    assert len(told(year, OFFICER)) == 1
    deliver_soon(year, NIGHT)
    assert serving_box.letters == []
    deliver_soon(year, MORNING)
    assert [letter["To"] for letter in serving_box.letters] == [OFFICER]


def test_the_same_decision_again_is_told_once(year: Context) -> None:
    with at(NOW):
        for _ in range(2):
            extend(year, YEAR, "SYT", MORE, WHO, "bão")
            waive(year, YEAR, "SCT", WHO, "sáp nhập")
            set_deadline(year, YEAR, AgencyKind.HUYEN, MORE, WHO, "mưa")
    assert [len(told(year, email)) for email in (OFFICER, OTHER, "canbo@hkc.vn")] == [1, 1, 1]


def test_an_acceptance_and_the_closing_are_told(year: Context, serving_box: Box) -> None:
    filing = file_valid(year, "SYT", NOW)
    with at(NOW):
        approve_submission(year, WHO, filing)
        close_period(year, YEAR, WHO)
    deliver_soon(year)
    subjects = [letter["Subject"] for letter in serving_box.letters if letter["To"] == OFFICER]
    assert subjects == [
        "Sở Nội vụ đã tiếp nhận báo cáo Năm 2023 – Sở Y tế", "Đã khóa kỳ báo cáo Năm 2023 – Sở Y tế",
    ]  # fmt: skip
    assert f"/lan-nop/{filing}" in text_of(serving_box.letters[0])
    assert told(year, OTHER) == ["Đã khóa kỳ báo cáo Năm 2023 – Sở Công Thương"]
