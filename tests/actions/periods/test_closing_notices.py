"""Who has to approve a closing is asked by mail and notice in their own language; units are told of the publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.notifications.preferences import choose_language
from service.actions.organization.accounts import invite_account
from service.actions.periods.closing import closing_overview
from service.actions.periods.closing_decisions import approve_closing, request_closing, waive_check
from service.actions.periods.lifecycle import close_period
from service.actions.periods.publication import publish_edition
from service.domain.consolidation.closing import ClosingCheck
from service.domain.organization.access import Role
from service.domain.organization.account import Subscription
from tests.support.mail_server import Box, html_of, text_of
from tests.support.reminding import HOME, YEAR, at, choose, person_at, there, tick, with_people

HEAD, OFFICER = "giamdoc@snv.vn", "canbo@syt.vn"
NOW, LATER = there(2023, 12, 22, 9), there(2023, 12, 22, 10)


@pytest.fixture
def year(sqlite_context: Context, serving_box: Box) -> Context:
    """The year's period without tasks; a leader of Home Affairs who reads English, and two who want to know."""
    ready = with_people(sqlite_context, serving_box)
    ready = replace(ready, catalogue=replace(ready.catalogue, closing_tasks={}))
    invite_account(
        ready, "kiểm thử", email=HEAD, name="Dung", role=Role.HOME_AFFAIRS_LEADER, agency=None, hashed=None
    )  # fmt: skip
    choose_language(ready, person_at(ready, HEAD).id, "en")
    choose(ready, HOME, Subscription.APPROVALS)
    choose(ready, OFFICER, Subscription.DECISIONS)
    deliver_soon(ready)
    serving_box.letters.clear()
    return ready


def deliver_soon(context: Context, moment: datetime = NOW) -> None:
    for minutes in (3, 6):
        tick(context, moment + timedelta(minutes=minutes))


def token(context: Context) -> str:
    return closing_overview(context, YEAR).state.token


def test_each_step_is_told_to_whom_it_concerns(year: Context, serving_box: Box) -> None:
    officer, head = person_at(year, HOME), person_at(year, HEAD)
    with at(NOW):
        waive_check(year, officer.caller, YEAR, ClosingCheck.MISSING, "Bão số 3", token(year))
        request_closing(year, officer.caller, YEAR, "Đề nghị duyệt", token(year))
    deliver_soon(year)
    asked = next(letter for letter in serving_box.letters if letter["To"] == HEAD)
    assert asked["Subject"] == "Closing of Year 2023: approval requested"
    for said in (text_of(asked), html_of(asked)):
        assert "The request says: Đề nghị duyệt" in said and f"/ky/{YEAR}/khoa-ky" in said
    with at(LATER):
        approve_closing(year, head.caller, YEAR, token(year))
        close_period(year, YEAR, officer)
        publish_edition(year, YEAR, 1, officer)
    deliver_soon(year, LATER)
    published = "Đã công bố kết quả toàn tỉnh Năm 2023 – Sở Y tế"
    letters = {(str(letter["To"]), str(letter["Subject"])): letter for letter in serving_box.letters}
    assert (HOME, "Đã duyệt khóa kỳ Năm 2023") in letters
    told = letters[OFFICER, published]
    for said in (text_of(told), html_of(told)):
        assert "thứ hạng của đơn vị" in " ".join(said.split()) and f"/bao-cao/{YEAR}/ket-qua" in said
    assert notices(year, person_at(year, OFFICER).id)[0].subject == published
