"""What is open before a closing is known by what it is of, and not by its number alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from service.catalogue import load_catalogue
from service.domain.bilingual import Bilingual
from service.domain.consolidation.closing import (
    ClosingCheck,
    ClosingEntry,
    ClosingItem,
    ClosingState,
    ClosingTask,
    ClosingWaiver,
    DoneTask,
    mark_of,
    standing_tasks,
    with_waivers,
)
from service.domain.errors import Message
from service.domain.organization.access import Role
from service.domain.reporting.period import VIETNAM
from tests.support.installation import MORNING

PERIOD = load_catalogue().get("cchc", "2022").schedule.period("2023-Q3")
FIRST = ClosingTask("first", Bilingual("Việc một"), Role.HOME_AFFAIRS, -2, (), blocks=True)
SECOND = ClosingTask("second", Bilingual("Việc hai"), Role.HOME_AFFAIRS_LEADER, 3, ("first",), blocks=False)
DONE = DoneTask("An", MORNING)


def item(check: ClosingCheck, *keys: str) -> ClosingItem:
    return ClosingItem(check, tuple(ClosingEntry(key, Message(key)) for key in keys))


def state(*items: ClosingItem, figures: str = "a", phase: str = "open-0", **done: DoneTask) -> ClosingState:
    by_check = {one.check: one for one in items}
    every = tuple(by_check.get(check, item(check)) for check in ClosingCheck)
    return ClosingState(every, standing_tasks((FIRST, SECOND), done, PERIOD), figures, phase)


def said(before: ClosingState, after: ClosingState) -> list[str]:
    return [str(line) for line in after.changes_since(before.token)]


def test_only_what_moved_is_named_with_both_numbers() -> None:
    before = state(item(ClosingCheck.MISSING, "A", "B"))
    assert said(before, before) == []
    assert said(before, state(item(ClosingCheck.MISSING, "B", "A"))) == []
    assert said(before, state(item(ClosingCheck.MISSING, "A"))) == ["Đơn vị chưa nộp báo cáo: 2 → 1"]
    assert said(before, state(item(ClosingCheck.MISSING, "A", "C"))) == [
        "Đơn vị chưa nộp báo cáo: vẫn 2 nhưng nội dung đã khác"
    ]
    assert said(before, replace(before, figures="b")) == ["Số liệu được tổng hợp đã thay đổi"]
    assert said(before, replace(before, phase="closed-1")) == ["Kỳ báo cáo đã được khóa, mở lại hoặc lập ấn bản khác"]
    assert said(before, state(item(ClosingCheck.MISSING, "A", "B"), first=DONE)) == ["Việc của tỉnh đã xong: 0 → 1"]


def test_what_the_clock_alone_does_and_tasks_that_may_wait_move_nothing() -> None:
    before = state(item(ClosingCheck.EARLY, "A"))
    assert said(before, state(second=DONE)) == []


def test_a_token_that_is_none_is_another_state() -> None:
    for token in ("", "x", "missing=0", ";;=.;"):
        assert state().changes_since(token)


def test_a_waiver_holds_for_exactly_what_was_open() -> None:
    waiver = ClosingWaiver(ClosingCheck.MISSING, mark_of(["B", "A"]), 2, "Vì bão", "An", MORNING)
    for keys, holds in ((("A", "B"), True), (("A",), False), (("A", "C"), False), ((), False)):
        (found,) = with_waivers([item(ClosingCheck.MISSING, *keys)], [waiver])
        assert (found.waiver is not None) is holds
        assert found.is_blocking is (bool(keys) and not holds)
    (other,) = with_waivers([item(ClosingCheck.UNREAD, "A", "B")], [waiver])
    assert other.is_blocking
    assert said(
        state(item(ClosingCheck.MISSING, "A", "B")),
        state(*with_waivers([item(ClosingCheck.MISSING, "A", "B")], [waiver])),
    ) == ["Đơn vị chưa nộp báo cáo: vẫn 2 nhưng nội dung đã khác"]


def test_tasks_have_their_day_and_wait_for_those_before() -> None:
    first, second = standing_tasks((FIRST, SECOND), {}, PERIOD)
    assert (f"{first.due}", f"{second.due}") == ("2023-09-18", "2023-09-23")
    assert (first.is_blocking, second.is_blocking, second.waits_for) == (True, False, (FIRST,))
    first, second = standing_tasks((FIRST, SECOND), {"first": DONE}, PERIOD)
    assert (first.is_blocking, second.waits_for) == (False, ())


def test_no_task_is_due_after_the_day_on_which_the_province_owes_its_report() -> None:
    owed = replace(PERIOD, province_due=datetime(2023, 9, 21, 17, tzinfo=VIETNAM))
    first, second = standing_tasks((FIRST, SECOND), {}, owed)
    assert (f"{first.due}", f"{second.due}") == ("2023-09-18", "2023-09-21")


def test_progress_counts_what_has_to_be_settled() -> None:
    # Nine checks and one task.
    assert (state().settled, state().needed) == (9, 10)
    worse = state(item(ClosingCheck.MISSING, "A"), item(ClosingCheck.UNUSUAL, "x"), first=DONE)
    assert (worse.settled, [str(line) for line in worse.blocking]) == (9, ["Đơn vị chưa nộp báo cáo: 1"])
