"""Before a closing: what is open and why it may be, the leader's approval of what was seen, and what moves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from service.actions.consolidation.editions import list_editions
from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.periods.closing import ClosingOverview, closing_overview
from service.actions.periods.closing_decisions import (
    approve_closing,
    end_waiver,
    request_closing,
    send_closing_back,
    tick_task,
    waive_check,
    withdraw_closing,
)
from service.actions.periods.lifecycle import close_period, correct_period, reopen_period, waive
from service.actions.review.decide import approve_submission, return_for_correction
from service.domain.consolidation.closing import ClosingCheck
from service.domain.errors import ConflictError, EntryError, ForbiddenError, NotFoundError
from service.domain.organization.access import Role
from service.domain.organization.account import Account
from service.storage.events import events_of
from service.storage.organization.accounts import accounts_with_role
from tests.support.filings import hand_in, hand_in_and_check, of_agency, real_report
from tests.support.installation import HOME_AFFAIRS, MORNING, at
from tests.support.installation import HOME_AFFAIRS_LEADER as LEADER

OPEN, CLOSED = "2023-Q3", "2022-Q3"
WHY = "Theo công văn số 12"


def seen(context: Context, period: str = OPEN) -> ClosingOverview:
    return closing_overview(context, period)


def token(context: Context, period: str = OPEN) -> str:
    return seen(context, period).state.token


def counts(context: Context, period: str = OPEN) -> dict[str, int]:
    return {item.check.value: item.count for item in seen(context, period).state.items if item.count}


def moved(context: Context, period: str = OPEN) -> list[str]:
    return [str(line) for line in seen(context, period).moved]


def settle(context: Context, period: str = OPEN) -> None:
    """All that stands in the way is waived or done."""
    for name in ("reconcile", "draft"):
        tick_task(context, HOME_AFFAIRS, period, name, is_done=True)
    for item in seen(context, period).state.items:
        if item.is_blocking:
            waive_check(context, HOME_AFFAIRS, period, item.check, WHY, token(context, period))


def approved(context: Context, period: str = OPEN, reason: str = "") -> None:
    request_closing(context, HOME_AFFAIRS, period, reason, token(context, period))
    approve_closing(context, LEADER, period, token(context, period))


def person(context: Context, role: Role) -> Account:
    with context.database.reading() as session:
        return accounts_with_role(session, role)[0]


def test_each_unit_is_counted_where_something_is_to_be_done_about_it(led: Context) -> None:
    assert {name: count for name, count in counts(led).items() if name not in {"doubts", "unusual"}} == {
        "missing": 4, "early": 4, "invalid": 1, "unread": 23, "unexplained": 2,
    }  # fmt: skip
    approve_submission(led, HOME_AFFAIRS, f"{OPEN}-SXD-1")
    return_for_correction(led, HOME_AFFAIRS, f"{OPEN}-STP-1", WHY, {})
    hand_in_and_check(led, of_agency("SXD", ho_so__tiep_nhan=1))
    hand_in(led, of_agency("SYT"))
    found = counts(led)
    assert (found["missing"], found["checking"], found["unread"]) == (3, 1, 21)
    assert (found["returned"], found["correcting"], found["invalid"]) == (1, 1, 1)
    entries = {item.check: item.entries for item in seen(led).state.items}
    assert [(str(one.said), one.submission) for one in entries[ClosingCheck.CORRECTING]] == [
        ("Sở Xây dựng", f"{OPEN}-SXD-1")
    ]


def test_time_is_left_only_before_the_deadline(led: Context) -> None:
    assert "early" not in counts(at(led, MORNING.replace(month=10)))
    before = token(led)
    assert seen(at(led, MORNING.replace(month=10))).state.changes_since(before) == ()


def test_what_blocks_is_waived_for_what_was_open_then_and_for_nothing_since(led: Context) -> None:
    with pytest.raises(EntryError, match="lý do"):
        waive_check(led, HOME_AFFAIRS, OPEN, ClosingCheck.INVALID, " ", token(led))
    waive_check(led, HOME_AFFAIRS, OPEN, ClosingCheck.MISSING, WHY, token(led))
    missing = seen(led).state.items[0]
    assert missing.waiver is not None
    assert (missing.waiver.reason, missing.waiver.by, missing.is_blocking) == (WHY, HOME_AFFAIRS.name, False)
    waive(led, OPEN, "SYT", HOME_AFFAIRS, WHY)
    assert seen(led).state.items[0].is_blocking
    waive_check(led, HOME_AFFAIRS, OPEN, ClosingCheck.MISSING, WHY, token(led))
    end_waiver(led, HOME_AFFAIRS, OPEN, ClosingCheck.MISSING, token(led))
    assert seen(led).state.items[0].is_blocking
    for check in (ClosingCheck.CHECKING, ClosingCheck.UNUSUAL, ClosingCheck.RETURNED):
        with pytest.raises(ConflictError, match="không được bỏ qua"):
            waive_check(led, HOME_AFFAIRS, OPEN, check, WHY, token(led))


def test_tasks_are_ticked_by_their_owner_in_their_order_and_unticked_in_the_other(led: Context) -> None:
    dues = {one.task.name: one.due for one in seen(led).state.tasks}
    # The last deadline of the period is 20 September.
    assert dues == {"reconcile": date(2023, 9, 21), "draft": date(2023, 9, 22), "send": date(2023, 9, 25)}
    with pytest.raises(ConflictError, match="Cần xong trước: «Đối chiếu"):
        tick_task(led, HOME_AFFAIRS, OPEN, "draft", is_done=True)
    with pytest.raises(ForbiddenError, match="Sở Nội vụ"):
        tick_task(led, LEADER, OPEN, "reconcile", is_done=True)
    with pytest.raises(NotFoundError):
        tick_task(led, HOME_AFFAIRS, OPEN, "dance", is_done=True)
    tick_task(led, HOME_AFFAIRS, OPEN, "reconcile", is_done=True)
    tick_task(led, HOME_AFFAIRS, OPEN, "draft", is_done=True)
    done = seen(led).state.tasks[0].done
    assert done is not None
    assert (done.by, done.at) == (HOME_AFFAIRS.name, MORNING)
    with pytest.raises(ConflictError, match="làm sau trước: «Hoàn thành dự thảo"):
        tick_task(led, HOME_AFFAIRS, OPEN, "reconcile", is_done=False)
    tick_task(led, HOME_AFFAIRS, OPEN, "draft", is_done=False)
    tick_task(led, HOME_AFFAIRS, OPEN, "draft", is_done=False)
    assert [one.done is not None for one in seen(led).state.tasks] == [True, False, False]
    with led.database.reading() as session:
        acts = [event.action.value for event in events_of(session, OPEN)][:3]
    assert acts == ["closing.task_undone", "closing.task_done", "closing.task_done"]


def test_without_a_leader_the_officer_closes_and_what_was_open_is_kept(sqlite_context: Context) -> None:
    context = replace(sqlite_context, catalogue=replace(sqlite_context.catalogue, closing_tasks={}))
    hand_in_and_check(context, real_report())
    item = seen(context)
    assert (item.needs_approval, item.is_cleared, bool(item.state.blocking)) == (False, True, True)
    with pytest.raises(ConflictError, match="không cần trình"):
        request_closing(context, HOME_AFFAIRS, OPEN, "", token(context))
    close_period(context, OPEN, HOME_AFFAIRS, token=token(context))
    (entry,) = list_editions(context, OPEN).editions
    assert entry.closing is not None
    assert (dict(entry.closing.open)[ClosingCheck.MISSING], entry.closing.approval, entry.is_intact) == (27, None, True)


def test_with_a_leader_nothing_closes_before_what_blocks_is_settled_and_approved(led: Context) -> None:
    with pytest.raises(ConflictError, match="Chưa được lãnh đạo Sở Nội vụ duyệt"):
        close_period(led, OPEN)
    with pytest.raises(ConflictError, match=r"Đơn vị chưa nộp báo cáo: 4; .*Chưa xong: Đối chiếu"):
        request_closing(led, HOME_AFFAIRS, OPEN, "", token(led))
    settle(led)
    assert seen(led).state.settled == seen(led).state.needed
    request_closing(led, HOME_AFFAIRS, OPEN, "Đủ điều kiện", token(led))
    with pytest.raises(ConflictError, match="Chưa được"):
        close_period(led, OPEN, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="đã được trình"):
        request_closing(led, HOME_AFFAIRS, OPEN, "", token(led))
    approve_closing(led, LEADER, OPEN, token(led))
    with pytest.raises(ConflictError, match="Không có bản trình nào"):
        approve_closing(led, LEADER, OPEN, token(led))
    close_period(led, OPEN, HOME_AFFAIRS, token=token(led))
    (entry,) = list_editions(led, OPEN).editions
    assert entry.closing is not None and entry.closing.approval is not None
    assert entry.closing.approval.by == LEADER.name
    assert [(one.check, one.count, one.reason) for one in entry.closing.waivers] == [
        (ClosingCheck.MISSING, 4, WHY), (ClosingCheck.INVALID, 1, WHY), (ClosingCheck.UNREAD, 23, WHY),
    ]  # fmt: skip
    assert [done.by for _, done in entry.closing.tasks] == [HOME_AFFAIRS.name] * 2
    assert entry.is_intact


def test_nobody_decides_on_what_has_moved_since_the_page_was_opened(led: Context) -> None:
    settle(led)
    old = token(led)
    approve_submission(led, HOME_AFFAIRS, f"{OPEN}-SXD-1")
    changed = "Báo cáo hợp lệ chưa được tiếp nhận: 23 → 22. Xem lại"
    with pytest.raises(ConflictError, match=changed):
        request_closing(led, HOME_AFFAIRS, OPEN, "", old)
    waive_check(led, HOME_AFFAIRS, OPEN, ClosingCheck.UNREAD, WHY, token(led))
    request_closing(led, HOME_AFFAIRS, OPEN, "", token(led))
    for decide in (approve_closing, withdraw_closing):
        with pytest.raises(ConflictError, match="đã có thay đổi"):
            decide(led, LEADER, OPEN, old)
    with pytest.raises(ConflictError, match="đã có thay đổi"):
        send_closing_back(led, LEADER, OPEN, "Xem lại", old)


def test_figures_that_move_after_the_approval_make_it_void_though_the_lists_stay_as_long(led: Context) -> None:
    settle(led)
    approved(led)
    assert seen(led).is_cleared
    hand_in_and_check(led, {**of_agency("SXD"), "notes": {"ho_so.tiep_nhan": "Bổ sung hồ sơ"}})
    assert "Số liệu được tổng hợp đã thay đổi" in moved(led)
    assert "Báo cáo hợp lệ chưa được tiếp nhận: vẫn 23 nhưng nội dung đã khác" in moved(led)
    assert not seen(led).is_cleared
    with pytest.raises(ConflictError, match="Từ khi lãnh đạo Sở Nội vụ duyệt đã có thay đổi"):
        close_period(led, OPEN, HOME_AFFAIRS)
    waive_check(led, HOME_AFFAIRS, OPEN, ClosingCheck.UNREAD, WHY, token(led))
    approved(led)
    close_period(led, OPEN, HOME_AFFAIRS)


def test_the_leader_sends_back_with_remarks_and_each_side_is_told(led: Context) -> None:
    settle(led)
    leader, officer = person(led, Role.HOME_AFFAIRS_LEADER), person(led, Role.HOME_AFFAIRS)
    request_closing(led, officer.caller, OPEN, "Đã đối chiếu", token(led))
    assert [item.subject for item in notices(led, leader.id)] == ["Trình duyệt khóa kỳ Quý III năm 2023"]
    with pytest.raises(EntryError, match="ý kiến"):
        send_closing_back(led, leader.caller, OPEN, " ", token(led))
    send_closing_back(led, leader.caller, OPEN, "Đôn đốc Sở Y tế", token(led))
    request = seen(led).request
    assert request is not None
    assert (request.state.value, request.remarks, request.ended_by) == ("sent_back", "Đôn đốc Sở Y tế", leader.name)
    assert notices(led, officer.id)[0].subject == "Trả lại bản trình duyệt khóa kỳ Quý III năm 2023"
    request_closing(led, officer.caller, OPEN, "", token(led))
    withdraw_closing(led, officer.caller, OPEN, token(led))
    assert notices(led, leader.id)[0].subject == "Đã rút lại bản trình duyệt khóa kỳ Quý III năm 2023"
    approved(led)
    assert notices(led, officer.id)[0].subject == "Đã duyệt khóa kỳ Quý III năm 2023"


def test_a_correction_needs_an_approval_of_its_own_with_its_reason(led: Context) -> None:
    settle(led)
    approved(led)
    close_period(led, OPEN, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="Chưa được"):
        correct_period(led, OPEN, HOME_AFFAIRS, WHY)
    with pytest.raises(EntryError, match="lý do"):
        request_closing(led, HOME_AFFAIRS, OPEN, " ", token(led))
    approved(led, reason=WHY)
    with pytest.raises(EntryError, match="khác với lý do đã được duyệt"):
        correct_period(led, OPEN, HOME_AFFAIRS, "Lý do khác")
    correct_period(led, OPEN, HOME_AFFAIRS, WHY, token=token(led))
    newest = list_editions(led, OPEN).editions[0]
    assert (newest.edition.number, newest.edition.reason) == (2, WHY)
    assert newest.closing is not None and newest.closing.approval is not None
    # One approval, one edition.
    with pytest.raises(ConflictError, match="Chưa được"):
        correct_period(led, OPEN, HOME_AFFAIRS, WHY)


def test_a_reopened_period_has_its_tasks_before_it_again_and_needs_another_approval(led: Context) -> None:
    settle(led)
    approved(led)
    close_period(led, OPEN, HOME_AFFAIRS)
    reopen_period(led, OPEN, HOME_AFFAIRS, WHY)
    assert [one.done for one in seen(led).state.tasks] == [None, None, None]
    assert not seen(led).is_cleared
    # What was waived and has not moved needs no other reason.
    assert [str(line)[:9] for line in seen(led).state.blocking] == ["Chưa xong", "Chưa xong"]
    settle(led)
    approved(led)
    close_period(led, OPEN, HOME_AFFAIRS)
    assert [entry.edition.number for entry in list_editions(led, OPEN).editions] == [2, 1]


def test_an_approval_of_a_closing_is_none_of_a_correction(led: Context) -> None:
    settle(led)
    request_closing(led, HOME_AFFAIRS, OPEN, WHY, token(led))
    approve_closing(led, LEADER, OPEN, token(led))
    with pytest.raises(ConflictError, match="đang mở"):
        correct_period(led, OPEN, HOME_AFFAIRS, WHY)
