"""Who reviews what is seen by all; whoever decides about a colleague's filing is asked first and told whose it is."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.organization.accounts import invite_account
from service.actions.periods.board import next_pending
from service.actions.periods.lifecycle import close_period
from service.actions.review.bulk import BulkAction, apply_plan, plan
from service.actions.review.claims import HeldByColleagueError, assign_review, claim_review, release_review, reviewers
from service.actions.review.decide import approve_submission, return_for_correction
from service.actions.review.detail import SubmissionInContext, submission_in_context
from service.domain.audit import AuditEvent
from service.domain.errors import ConflictError, EntryError, ForbiddenError
from service.domain.organization.access import Caller, Role
from service.storage.events import events_of
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import AUDITOR, HOME_AFFAIRS, PERIOD

STC, SXD = f"{PERIOD}-STC-1", f"{PERIOD}-SXD-1"


@pytest.fixture
def people(context: Context) -> tuple[Caller, Caller]:
    """Two people of Home Affairs, and two valid filings."""
    for unit in ("STC", "SXD"):
        hand_in_and_check(context, of_agency(unit))
    names = (("Lê Văn Cường", "cuong@snv.vn"), ("Phạm Thị Hà", "ha@snv.vn"))
    found = [
        invite_account(context, "quản trị", email=email, name=name, role=Role.HOME_AFFAIRS, agency=None, hashed=None)
        for name, email in names
    ]
    return found[0].caller, found[1].caller


def shown(context: Context, caller: Caller, submission: str = STC) -> SubmissionInContext:
    return submission_in_context(context, caller, submission)


def recorded(context: Context) -> list[tuple[AuditEvent, str, str]]:
    with context.database.reading() as session:
        return [(event.action, event.actor, event.reason) for event in events_of(session, PERIOD, "STC")]


def test_a_filing_is_taken_seen_by_the_colleague_and_let_go(context: Context, people: tuple[Caller, Caller]) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    seen = shown(context, second)
    assert seen.claim is not None and seen.claim.name == "Lê Văn Cường" and seen.is_held_by_colleague
    assert not shown(context, first).is_held_by_colleague
    claim_review(context, first, STC, seen.holder)
    release_review(context, first, STC, seen.holder)
    assert shown(context, second).claim is None
    assert recorded(context)[:2] == [
        (AuditEvent.REVIEW_RELEASED, "Lê Văn Cường", "Lê Văn Cường"), (AuditEvent.REVIEW_CLAIMED, "Lê Văn Cường", ""),
    ]  # fmt: skip


def test_of_two_who_take_it_at_once_the_second_is_told_who_was_faster(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    with pytest.raises(ConflictError, match="Lê Văn Cường vừa nhận xem xét"):
        claim_review(context, second, STC, "")
    claim_review(context, second, STC, shown(context, second).holder)
    assert recorded(context)[0] == (AuditEvent.REVIEW_TAKEN_OVER, "Phạm Thị Hà", "Lê Văn Cường")


def test_it_is_given_to_a_colleague_who_is_told(context: Context, people: tuple[Caller, Caller]) -> None:
    first, second = people
    assert [one.name for one in reviewers(context)] == ["Lê Văn Cường", "Phạm Thị Hà"]
    assert second.account is not None and first.account is not None
    assign_review(context, first, STC, second.account, "")
    claim = shown(context, first).claim
    assert claim is not None and (claim.name, claim.by) == ("Phạm Thị Hà", "Lê Văn Cường")
    (notice,) = notices(context, second.account)
    assert notice.subject.startswith("Lê Văn Cường giao đồng chí xem xét báo cáo của Sở Tài chính")
    assert notice.link == f"/duyet/{STC}"
    with pytest.raises(EntryError, match="Chọn một người"):
        assign_review(context, first, STC, 10_000, claim.token)


def test_a_decision_about_a_colleagues_filing_asks_first_and_ends_the_claim(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    with pytest.raises(HeldByColleagueError, match="Lê Văn Cường đang nhận xem xét") as asked:
        approve_submission(context, second, STC)
    with pytest.raises(HeldByColleagueError):
        return_for_correction(context, second, STC, "Chưa khớp", held="another one")
    assert shown(context, second).claim is not None
    approve_submission(context, second, STC, held=asked.value.token)
    assert shown(context, first).claim is None


def test_whoever_has_it_decides_without_a_question(context: Context, people: tuple[Caller, Caller]) -> None:
    claim_review(context, people[0], STC, "")
    return_for_correction(context, people[0], STC, "Chưa khớp")
    assert shown(context, people[0]).claim is None


def test_what_was_known_of_one_colleague_is_not_taken_for_another(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    holder = shown(context, HOME_AFFAIRS).holder
    claim_review(context, second, STC, holder)
    with pytest.raises(HeldByColleagueError, match="Phạm Thị Hà"):
        approve_submission(context, HOME_AFFAIRS, STC, held=holder)


def test_a_claim_taken_since_the_page_was_opened_is_asked_about_and_overturns_nothing(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    page = shown(context, second)
    claim_review(context, first, STC, "")
    with pytest.raises(HeldByColleagueError):
        approve_submission(context, second, STC, page.seen)


def test_many_at_once_leave_alone_what_a_colleague_has_and_say_whose_it_is(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    for decision in (BulkAction.ACCEPT, BulkAction.RETURN):
        planned = plan(context, PERIOD, decision, ["STC", "SXD"], reader=second.account)
        why = {unit.row.agency.code: str(unit.why_not or "") for unit in planned.units}
        assert why["STC"] == "Lê Văn Cường đang nhận xem xét: xem riêng"
        assert "STC" not in {unit.row.agency.code for unit in planned.reached}
        own = plan(context, PERIOD, decision, ["STC"], reader=first.account)
        assert "Lê Văn Cường" not in str(own.units[0].why_not or "")


def test_what_a_colleague_took_since_the_preview_stops_the_whole(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    first, second = people
    units = ["STC", "SXD"]
    before = plan(context, PERIOD, BulkAction.RETURN, units, reader=second.account)
    claim_review(context, first, STC, "")
    again = plan(context, PERIOD, BulkAction.RETURN, units, reader=second.account)
    seen = {unit.row.agency.code: unit.seen for unit in before.units}
    with pytest.raises(ConflictError, match="Sở Tài chính"):
        apply_plan(context, second, PERIOD, again, "Chưa khớp", seen=seen)
    assert shown(context, second, SXD).filing.row.review == "pending"


def test_the_next_to_read_is_none_that_a_colleague_has(context: Context, people: tuple[Caller, Caller]) -> None:
    first, second = people
    claim_review(context, first, STC, "")
    assert next_pending(context, PERIOD, "", second.account) == SXD
    assert next_pending(context, PERIOD, "SXD", first.account) == STC


def test_in_a_closed_period_and_without_an_account_nobody_takes_anything(
    context: Context, people: tuple[Caller, Caller]
) -> None:
    with pytest.raises(ForbiddenError):
        claim_review(context, AUDITOR, STC, "")
    close_period(context, PERIOD, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="khóa"):
        claim_review(context, people[0], STC, "")
