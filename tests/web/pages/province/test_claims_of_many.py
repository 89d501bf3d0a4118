"""Many filings are taken, given to a colleague and let go at once; a colleague's are overturned only one by one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from service.actions.notifications.notices import notices
from service.actions.periods.lifecycle import close_period
from service.actions.review.bulk import BulkAction, Plan, apply_plan, plan
from service.actions.review.claims import claim_review, release_reviews
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, EntryError
from service.domain.organization.access import Caller, Role
from service.storage.intake.review_claims import claims_of
from service.storage.models import EventRow
from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import PERIOD
from tests.support.reminding import person_at
from tests.support.web import Web

BOARD = f"/ky/{PERIOD}"
MANY = f"{BOARD}/hang-loat"
UNITS = ("SCT", "STC", "SXD")
MINE, HERS = "van.cuong.5@snv.gov.vn", "ha.9@snv.gov.vn"


@pytest.fixture
def filed(web: Web) -> Web:
    """Three filings that wait."""
    for unit in UNITS:
        hand_in_and_check(web.context, of_agency(unit))
    return web


@pytest.fixture
def colleague(filed: Web) -> Person:
    """Another person of Home Affairs."""
    return Person(filed.app, filed.context, Caller("Phạm Thị Hà", Role.HOME_AFFAIRS), HERS)


def who(web: Web, email: str = MINE) -> Caller:
    """The person with their account."""
    return person_at(web.context, email).caller


def held(web: Web) -> dict[str, str]:
    with web.context.database.reading() as session:
        return {agency: claim.name for agency, claim in claims_of(session, PERIOD).items()}


def preview(person: Person, deed: str, query: str = "trang_thai=pending") -> Page:
    """What the button says for all that the filter finds."""
    return person.send(MANY, {**person.get(f"{BOARD}?{query}").form(MANY), "every": "1", "deed": deed})


def planned(web: Web, decision: BulkAction) -> Plan:
    return plan(web.context, PERIOD, decision, UNITS, reader=who(web).account)


def test_all_that_a_filter_finds_are_taken_and_let_go(filed: Web, watcher: Person) -> None:
    seen = preview(watcher, "claim")
    assert "Áp dụng với 3/3 đơn vị đã chọn." in seen.words and held(filed) == {}
    done = watcher.press(seen, f"{MANY}/lam")
    assert "Đồng chí đã nhận xem xét báo cáo của 3 đơn vị." in done.words
    assert held(filed) == dict.fromkeys(UNITS, who(filed).name)
    assert "đồng chí đã nhận" in preview(watcher, "claim").words
    done = watcher.press(preview(watcher, "release", "nguoi=toi"), f"{MANY}/lam")
    assert "Đã thôi nhận xem xét báo cáo của 3 đơn vị." in done.words and held(filed) == {}
    with filed.context.database.reading() as session:
        counted = dict(session.execute(select(EventRow.action, func.count()).group_by(EventRow.action)).all())
    assert (counted[AuditEvent.REVIEW_CLAIMED], counted[AuditEvent.REVIEW_RELEASED]) == (3, 3)


def test_many_are_given_to_a_colleague_who_gets_one_notice(filed: Web, watcher: Person, colleague: Person) -> None:
    hers = who(filed, HERS).account
    assert hers is not None
    seen = preview(watcher, "assign")
    unsaid = watcher.press(seen, f"{MANY}/lam")
    assert unsaid.status == 409 and unsaid.texts("//*[@id='account-sai']") == ["Chọn một người của Sở Nội vụ."]
    assert held(filed) == {}
    given = unsaid.form(f"{MANY}/lam")
    given["account"] = str(hers)
    assert "Đã giao xem xét báo cáo của 3 đơn vị" in watcher.send(f"{MANY}/lam", given).words
    assert held(filed) == dict.fromkeys(UNITS, "Phạm Thị Hà")
    (told,) = notices(filed.context, hers)
    assert "giao đồng chí xem xét 3 báo cáo" in str(told.subject) and told.link == f"{BOARD}?nguoi=toi"
    assert len(colleague.get(told.link).tree.xpath("//tr[@data-unit]")) == 3


@pytest.mark.parametrize("decision", [BulkAction.CLAIM, BulkAction.ASSIGN, BulkAction.RELEASE])
def test_what_a_colleague_has_is_left_alone_and_said_whose_it_is(
    filed: Web, watcher: Person, colleague: Person, decision: BulkAction
) -> None:
    claim_review(filed.context, who(filed, HERS), f"{PERIOD}-STC-1", "")
    claim_review(filed.context, who(filed), f"{PERIOD}-SXD-1", "")
    found = planned(filed, decision)
    assert {unit.row.agency.code: unit.applies for unit in found.units} == {
        "STC": False, "SXD": decision is not BulkAction.CLAIM, "SCT": decision is not BulkAction.RELEASE,
    }  # fmt: skip
    assert "Phạm Thị Hà đang nhận xem xét: xem riêng" in preview(watcher, decision.value).words
    apply_plan(filed.context, who(filed), PERIOD, found, "", account=who(filed).account)
    assert held(filed)["STC"] == "Phạm Thị Hà"


def test_what_a_colleague_took_since_the_preview_stops_the_whole(
    filed: Web, watcher: Person, colleague: Person
) -> None:
    seen, found = preview(watcher, "claim"), planned(filed, BulkAction.CLAIM)
    claim_review(filed.context, who(filed, HERS), f"{PERIOD}-STC-1", "")
    stopped = watcher.press(seen, f"{MANY}/lam")
    assert stopped.status == 409 and "đã thay đổi từ khi xem trước: Sở Tài chính" in stopped.words
    assert held(filed) == {"STC": "Phạm Thị Hà"}
    with pytest.raises(ConflictError, match="Phạm Thị Hà vừa nhận xem xét"):
        apply_plan(filed.context, who(filed), PERIOD, found, "")
    with pytest.raises(ConflictError, match="Phạm Thị Hà vừa nhận xem xét"):
        release_reviews(filed.context, who(filed), {f"{PERIOD}-SXD-1": "", f"{PERIOD}-STC-1": ""})
    assert held(filed) == {"STC": "Phạm Thị Hà"}


def test_only_people_of_home_affairs_get_them_and_none_in_a_closed_period(filed: Web, watcher: Person) -> None:
    with pytest.raises(EntryError, match="Chọn một người"):
        apply_plan(filed.context, who(filed), PERIOD, planned(filed, BulkAction.ASSIGN), "", account=9999)
    found = planned(filed, BulkAction.CLAIM)
    close_period(filed.context, PERIOD)
    with pytest.raises(ConflictError, match="khóa"):
        apply_plan(filed.context, who(filed), PERIOD, found, "")
    assert held(filed) == {}
