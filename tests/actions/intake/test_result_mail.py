"""Whoever filed is told once what became of it: valid, or what is wrong; never what they wrote."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from service.actions.context import Context
from service.actions.intake.unfinished_checks import retry_check
from service.actions.intake.validate import validate_submission
from service.actions.organization.accounts import change_account_details
from service.domain.organization.access import Role
from service.domain.organization.account import Subscription
from service.storage.models import AccountRow
from service.storage.notifications.notices import newest_notices
from tests.support.filings import give_up_on, hand_in, of_agency
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, html_of, text_of
from tests.support.reminding import HOME, YEAR, at, choose, person_at, there, tick, with_people

OFFICER, LEADER = "canbo@syt.vn", "lanhdao@syt.vn"
# Saturday evening: nobody is reminded then, and whoever files waits for the answer.
NOW = there(2023, 12, 2, 21)
WRONG = {
    "tthc__tong": 141, "tthc__cap_tinh": -1, "giao_viec__tong": "1.5", "pakn__da_xu_ly": -1, "sang_kien__so_luong": -2,
    "dvctt__muc_do_3": -3, "dvctt__muc_do_4": -3,
}  # fmt: skip


def ready(context: Context, serving_box: Box) -> Context:
    """The year's period; the unit's people want to know what becomes of filings."""
    year = with_people(context, serving_box)
    for email in (OFFICER, LEADER):
        choose(year, email, Subscription.RESULTS)
    return year


@pytest.fixture
def year(context: Context, serving_box: Box) -> Context:
    """It, on each database."""
    return ready(context, serving_box)


@pytest.fixture
def plain_year(sqlite_context: Context, serving_box: Box) -> Context:
    """The same on SQLite only."""
    return ready(sqlite_context, serving_box)


def filed(context: Context, by: str = "", **figures: object) -> str:
    """A filing of Sở Y tế by that person, or by a program; its id."""
    report = of_agency("SYT", **figures) | {"period": YEAR}
    report["narratives"]["V"] = "điều không ai được gửi đi"
    with at(NOW):
        return hand_in(context, report, filer=person_at(context, by).caller if by else None)


def checked(context: Context, submission: str) -> None:
    """It is checked, as often as workers please, and mails are sent."""
    with at(NOW):
        for _ in range(2):
            validate_submission(context, submission)
    for minutes in (0, 3, 6):
        tick(context, NOW.replace(minute=minutes))


def test_who_filed_learns_once_that_it_is_valid(year: Context, serving_box: Box) -> None:
    checked(year, filed(year, LEADER))
    (letter,) = serving_box.letters
    assert letter["To"] == LEADER and letter["List-Unsubscribe"] is None
    assert letter["Subject"] == "Báo cáo Năm 2023 hợp lệ – Sở Y tế"
    for words in (text_of(letter), html_of(letter)):
        assert "21:00 ngày 02/12/2023" in words and "lần nộp thứ 1" in words
        assert "1 cảnh báo chưa giải trình" in words
        assert "http://127.0.0.1:8000/bien-nhan/2023-Y-SYT-1" in words
        assert "không ai được gửi đi" not in words
    checked(year, filed(year, LEADER, sang_kien__so_luong=9))
    assert len(serving_box.letters) == 2 and "lần nộp thứ 2" in text_of(serving_box.letters[1])


def test_who_filed_learns_the_first_five_errors_and_where_the_rest_stands(year: Context, serving_box: Box) -> None:
    checked(year, filed(year, OFFICER, **WRONG))
    (letter,) = serving_box.letters
    subject = str(letter["Subject"])
    count = int(subject.split(" lỗi", maxsplit=1)[0].rpartition(" ")[2])
    assert subject == f"Báo cáo Năm 2023 có {count} lỗi, chưa được ghi nhận – Sở Y tế" and count > 5
    lines = text_of(letter).splitlines()
    assert [line[:3] for line in lines if line[:1].isdigit()] == [f"{number}. " for number in range(1, 6)]
    assert f"… và {count - 5} lỗi khác." in lines and html_of(letter).count("<li") == 5
    for words in (text_of(letter), html_of(letter)):
        assert "http://127.0.0.1:8000/lan-nop/2023-Y-SYT-1" in words
        assert "$." not in words and "không ai được gửi đi" not in words


def test_errors_leave_what_was_valid_before_and_say_so(plain_year: Context, serving_box: Box) -> None:
    for figures in (WRONG, {}, WRONG | {"tthc__tong": 142}):
        checked(plain_year, filed(plain_year, OFFICER, **figures))
    tick(plain_year, NOW.replace(minute=10))
    assert [letter["Subject"].split(",")[0] for letter in serving_box.letters][1:2] == [
        "Báo cáo Năm 2023 hợp lệ – Sở Y tế"
    ]
    stands = "Báo cáo hợp lệ đã nộp trước đó vẫn được tính."
    assert [stands in text_of(letter) and stands in html_of(letter) for letter in serving_box.letters] == [
        False,
        False,
        True,
    ]


def test_a_programs_filing_goes_to_the_officers_or_else_the_leader(plain_year: Context, serving_box: Box) -> None:
    checked(plain_year, filed(plain_year))
    assert serving_box.recipients == [OFFICER]
    with plain_year.database.writing() as session:
        session.execute(update(AccountRow).where(AccountRow.email == OFFICER).values(role=Role.LEADER.value))
    checked(plain_year, filed(plain_year, sang_kien__so_luong=9))
    assert sorted(serving_box.recipients[1:]) == [OFFICER, LEADER]


def test_whoever_is_here_no_more_is_stood_in_for_and_whoever_wants_no_mail_gets_none(
    plain_year: Context, serving_box: Box
) -> None:
    leader = person_at(plain_year, LEADER)
    submission = filed(plain_year, LEADER)
    change_account_details(
        plain_year, "kiểm thử", leader.id, name=leader.name, role=leader.role, agency=leader.agency, disabled=True
    )
    checked(plain_year, submission)
    assert serving_box.recipients == [OFFICER]
    choose(plain_year, OFFICER)
    checked(plain_year, filed(plain_year, OFFICER, sang_kien__so_luong=9))
    assert len(serving_box.letters) == 1


def test_what_could_not_be_checked_is_told_to_the_unit_and_to_home_affairs_with_what_to_do(
    year: Context, serving_box: Box
) -> None:
    submission = filed(year, OFFICER)
    with at(NOW):
        give_up_on(year, submission)
    checked(year, submission)
    told = {letter["To"]: letter for letter in serving_box.letters}
    assert sorted(told) == sorted([OFFICER, LEADER, HOME])
    for email, path in ((OFFICER, "lan-nop"), (LEADER, "lan-nop"), (HOME, "duyet")):
        for words in (text_of(told[email]), html_of(told[email])):
            assert "không kiểm tra được" in words or "bị dừng giữa chừng" in words
            assert f"/{path}/{submission}" in words and "Sở Y tế" in words
            assert "điều không ai được gửi đi" not in words
        with year.database.reading() as session:
            (notice,) = newest_notices(session, person_at(year, email).id, 5)
        assert (notice.link, "không kiểm tra được" in notice.subject.lower()) == (f"/{path}/{submission}", True)
    assert "nộp lại" in text_of(told[OFFICER]).lower() and "Thử lại" in text_of(told[HOME])


def test_each_check_of_a_filing_tells_its_own_outcome(plain_year: Context, serving_box: Box) -> None:
    submission = filed(plain_year, OFFICER)
    for _ in range(2):
        with at(NOW):
            give_up_on(plain_year, submission)
            retry_check(plain_year, HOME_AFFAIRS, submission)
    checked(plain_year, submission)
    assert serving_box.recipients.count(OFFICER) == 3
    assert sum("hợp lệ" in letter["Subject"] for letter in serving_box.letters) == 1


def test_whoever_hands_in_many_times_has_one_letter_waiting_about_the_newest(
    plain_year: Context, serving_box: Box
) -> None:
    filings = [filed(plain_year, OFFICER, sang_kien__so_luong=n) for n in range(5)]
    filings.append(filed(plain_year, LEADER, sang_kien__so_luong=9))
    with at(NOW):
        for submission in filings[:2] + filings[4:] + filings[2:4]:
            validate_submission(plain_year, submission)
    tick(plain_year, NOW.replace(minute=3))
    told = sorted((letter["To"], *re.findall(r"lần nộp thứ \d", text_of(letter))) for letter in serving_box.letters)
    # What was found of earlier ones after the newest is one letter too.
    assert told == [(OFFICER, "lần nộp thứ 4"), (OFFICER, "lần nộp thứ 5"), (LEADER, "lần nộp thứ 6")]
