"""Notices: counted on every page, read one by one or all at once, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import event

from service.actions.context import Context
from service.actions.notifications.notices import SHOWN, unread_notices
from service.storage.notifications.notices import add_notice
from service.storage.organization.accounts import account_by_email
from tests.support.installation import LEADER, OFFICER
from tests.support.visitor import Visitor, address_of, enlist, guest
from tests.support.web import Web

PAGE = "/thong-bao"
COUNT = "//header//*[@class='unread-count']"


def number_of(context: Context) -> int:
    """The officer's account."""
    with context.database.reading() as session:
        account = account_by_email(session, address_of(OFFICER))
    assert account is not None
    return account.id


def told(context: Context, *subjects: str) -> None:
    """The officer is told these things."""
    with context.database.writing() as session:
        for subject in subjects:
            account = account_by_email(session, address_of(OFFICER))
            assert account is not None
            add_notice(session, account.id, subject, "/bao-cao", context.clock.now())
            session.flush()


@pytest.fixture
def officer(any_web: Web) -> Visitor:
    """An officer at a browser, on each kind of database."""
    return guest(any_web.context, any_web.app, OFFICER)


def subjects(visitor: Visitor) -> list[tuple[str, bool]]:
    """What the page tells, and whether it is marked as unread."""
    items = visitor.get(PAGE).tree.xpath("//li[contains(@class, 'notice')]")
    return [(item.xpath(".//button")[0].text_content(), "notice-unread" in item.get("class")) for item in items]


def test_where_nobody_was_told_anything_the_page_says_what_will_come(officer: Visitor) -> None:
    page = officer.get(PAGE)
    assert page.status == 200 and "Chưa có thông báo nào" in page.words
    assert page.texts(COUNT) == []


def test_the_newest_come_first_and_their_count_is_on_every_page(officer: Visitor, any_web: Web) -> None:
    told(any_web.context, "Còn 7 ngày", "Còn 3 ngày", "Còn <b>1</b> ngày & ít giờ")
    assert subjects(officer) == [("Còn <b>1</b> ngày & ít giờ", True), ("Còn 3 ngày", True), ("Còn 7 ngày", True)]
    for path in (PAGE, "/bao-cao", "/tai-khoan"):
        assert officer.get(path).texts(COUNT) == [", chưa đọc: 3"], path
    assert "08:00 18/09/2023" in officer.get(PAGE).words


def test_opening_one_leads_on_and_marks_it_and_one_may_stay(officer: Visitor, any_web: Web) -> None:
    told(any_web.context, "Còn 7 ngày", "Còn 3 ngày", "Còn 1 ngày")
    first = officer.get(PAGE).find("//li//form").get("action")
    opened = officer.send(first)
    assert (opened.status, opened.answer.location) == (302, "/bao-cao")
    second = officer.get(PAGE).tree.xpath("//li//form")[1].get("action")
    stayed = officer.send(second, stay="1")
    assert (stayed.status, stayed.answer.location) == (302, PAGE)
    assert subjects(officer) == [("Còn 1 ngày", False), ("Còn 3 ngày", False), ("Còn 7 ngày", True)]
    assert officer.get(PAGE).texts(COUNT) == [", chưa đọc: 1"]
    assert officer.send(first).answer.location == "/bao-cao", "one that was read leads on as well"


def test_all_are_read_at_once_but_for_what_came_since_the_page_was_shown(officer: Visitor, any_web: Web) -> None:
    told(any_web.context, "Còn 7 ngày", "Còn 3 ngày")
    up_to = officer.get(PAGE).find("//input[@name='up_to']").get("value")
    told(any_web.context, "Còn 1 ngày")
    assert officer.send(f"{PAGE}/da-doc", up_to=str(up_to)).answer.location == PAGE
    assert subjects(officer) == [("Còn 1 ngày", True), ("Còn 3 ngày", False), ("Còn 7 ngày", False)]
    officer.send(f"{PAGE}/da-doc", up_to="tất cả")
    assert officer.get(PAGE).texts(COUNT) == [", chưa đọc: 1"]


def test_nobody_reads_or_marks_anothers(officer: Visitor, any_web: Web) -> None:
    told(any_web.context, "Còn 7 ngày")
    action = str(officer.get(PAGE).find("//li//form").get("action"))
    up_to = action.rpartition("/")[2]
    leader = Visitor(any_web.app)
    leader.come_in(any_web.context, enlist(any_web.context, LEADER))
    assert "Còn 7 ngày" not in leader.get(PAGE).words
    refused = leader.send(action)
    assert refused.status == 404 and "Không có thông báo này." in refused.words
    assert leader.send(f"{PAGE}/da-doc", up_to=up_to).status == 302
    assert subjects(officer) == [("Còn 7 ngày", True)]


def test_of_very_many_the_newest_are_shown_and_the_count_stays_short(sqlite_context: Context) -> None:
    web = Web(sqlite_context)
    officer = guest(sqlite_context, web.app, OFFICER)
    told(sqlite_context, *(f"Lời nhắc số {number}" for number in range(SHOWN + 5)))
    assert officer.get(PAGE).texts(COUNT) == [", chưa đọc: 99+"]
    shown = subjects(officer)
    assert len(shown) == SHOWN and shown[0][0] == f"Lời nhắc số {SHOWN + 4}"


def test_the_count_is_one_question_that_an_index_answers(context: Context) -> None:
    enlist(context, OFFICER)
    told(context, "Còn 7 ngày")
    asked: list[tuple[str, Any]] = []
    engine, number = context.database.engine, number_of(context)

    def note(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", note)
    assert unread_notices(context, number) == 1
    event.remove(engine, "before_cursor_execute", note)
    (question,) = [each for each in asked if not each[0].startswith("BEGIN")]
    with engine.connect() as connection:
        if not context.database.is_sqlite:
            connection.exec_driver_sql("SET enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if context.database.is_sqlite else "EXPLAIN "
        plan = " ".join(str(row) for row in connection.exec_driver_sql(explain + question[0], question[1]))
    assert "notice_unread" in plan
