"""A question about one figure: asked, answered, done or asked again, over new submissions, until the closing."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.closing import closing_overview
from service.actions.periods.lifecycle import close_period
from service.actions.review.activity import activity
from service.actions.review.figure_threads import OpenedThread, figure_thread, say_about_figure, threads_of
from service.actions.review.my_reports import my_reports
from service.domain.consolidation.closing import ClosingCheck
from service.domain.errors import ConflictError, EntryError, ForbiddenError, NotFoundError
from service.domain.organization.access import Caller, Role
from service.domain.reporting.figure_thread import ThreadStep
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.visitor import enlist

UNIT, CODE = "SGTVT", "ho_so.tiep_nhan"
OTHER = Caller("Phạm Thị Hà", Role.OFFICER, "STC")


@pytest.fixture
def filed(sqlite_context: Context) -> Context:
    """A unit has filed 7.266."""
    put_valid(sqlite_context, [UNIT])
    return sqlite_context


def say(context: Context, step: ThreadStep, text: str = "Vì sao tăng?", seen: int | None = None) -> None:
    caller = OFFICER if step is ThreadStep.ANSWERED else HOME_AFFAIRS
    say_about_figure(context, caller, PERIOD, UNIT, CODE, step, text, seen)


def opened(context: Context) -> OpenedThread:
    return figure_thread(context, OFFICER, PERIOD, UNIT, CODE)


def waiting(context: Context) -> list[str]:
    """What the closing's checklist says of questions."""
    items = closing_overview(context, PERIOD).state.items
    (item,) = (one for one in items if one.check is ClosingCheck.QUESTIONS)
    assert not item.is_blocking
    return [str(entry.said) for entry in item.entries]


def test_a_question_is_answered_asked_again_and_done(filed: Context) -> None:
    for step, text in (
        (ThreadStep.ASKED, "Vì sao tăng?"), (ThreadStep.ANSWERED, "Có thêm hồ sơ đăng kiểm."),
        (ThreadStep.ASKED, "Bao nhiêu?"), (ThreadStep.ANSWERED, "1.200."), (ThreadStep.DONE, ""),
    ):  # fmt: skip
        say(filed, step, text)
        assert (opened(filed).thread.step, opened(filed).thread.is_open) == (step, step is not ThreadStep.DONE)
    entries = opened(filed).thread.entries
    assert [entry.text for entry in entries] == ["Vì sao tăng?", "Có thêm hồ sơ đăng kiểm.", "Bao nhiêu?", "1.200.", ""]
    assert {entry.figure for entry in entries} == {7266}
    acts = [entry.action.value for entry in activity(filed, PERIOD, UNIT) if entry.action.value.startswith("figure.")]
    assert sorted(acts) == ["figure.answered", "figure.answered", "figure.asked", "figure.asked", "figure.settled"]


def test_it_goes_on_over_a_new_submission_and_says_that_the_figure_changed_since(filed: Context) -> None:
    say(filed, ThreadStep.ASKED)
    assert not opened(filed).has_changed
    put_valid(filed, [UNIT], revision=2, ho_so__tiep_nhan=7200)
    found = opened(filed)
    assert (found.has_changed, found.figure, found.submission) == (True, 7200, f"{PERIOD}-{UNIT}-2")
    assert found.thread.is_open and found.thread.entries[0].figure == 7266
    say(filed, ThreadStep.ASKED, "Số mới đã đúng?")
    assert not opened(filed).has_changed


def test_a_ratio_that_follows_from_its_parts_can_be_asked_about(filed: Context) -> None:
    put_valid(
        filed, [UNIT], revision=2, ho_so__dung_han=80, ho_so__da_giai_quyet_qua_han=20, **{"ho_so.ty_le_dung_han": 80}
    )
    say_about_figure(filed, HOME_AFFAIRS, PERIOD, UNIT, "ho_so.ty_le_dung_han", ThreadStep.ASKED, "Đúng chưa?")
    assert [one.thread.entries[0].figure for one in threads_of(filed, OFFICER, PERIOD, UNIT)] == [80]


def test_board_closing_and_the_units_own_page_count_what_is_open(filed: Context) -> None:
    assert waiting(filed) == [] and load_board(filed, PERIOD, BoardFilter()).questions == ()
    token = closing_overview(filed, PERIOD).state.token
    say(filed, ThreadStep.ASKED)
    (line,) = waiting(filed)
    assert line.startswith("Sở Giao thông vận tải, II.2") and line.endswith(": chờ đơn vị trả lời")
    board = load_board(filed, PERIOD, BoardFilter())
    assert (board.asked(UNIT), board.asked("STC")) == (1, 0)
    assert [str(moved) for moved in closing_overview(filed, PERIOD).state.changes_since(token)] == [
        "Câu hỏi về số liệu chưa xong: 0 → 1"
    ]
    mine = next(entry for entry in my_reports(filed, OFFICER) if entry.period.code == PERIOD)
    assert [one.indicator for one in mine.questions] == [CODE]
    say(filed, ThreadStep.ANSWERED)
    assert waiting(filed)[0].endswith(": đơn vị đã trả lời")
    mine = next(entry for entry in my_reports(filed, OFFICER) if entry.period.code == PERIOD)
    assert mine.questions == ()
    say(filed, ThreadStep.DONE)
    assert waiting(filed) == []


@pytest.mark.parametrize("step", [ThreadStep.ANSWERED, ThreadStep.DONE])
def test_only_an_open_question_is_answered_or_done(filed: Context, step: ThreadStep) -> None:
    with pytest.raises(ConflictError, match="Không có câu hỏi nào"):
        say(filed, step)
    say(filed, ThreadStep.ASKED)
    say(filed, ThreadStep.DONE)
    with pytest.raises(ConflictError, match="Không có câu hỏi nào"):
        say(filed, step)


def test_each_side_has_its_own_steps_and_no_other_unit_reads_along(filed: Context) -> None:
    say(filed, ThreadStep.ASKED)
    for caller, step in ((OFFICER, ThreadStep.ASKED), (OFFICER, ThreadStep.DONE), (HOME_AFFAIRS, ThreadStep.ANSWERED)):
        with pytest.raises(ForbiddenError):
            say_about_figure(filed, caller, PERIOD, UNIT, CODE, step, "x")
    with pytest.raises(ForbiddenError):
        figure_thread(filed, OTHER, PERIOD, UNIT, CODE)
    with pytest.raises(ForbiddenError):
        say_about_figure(filed, OTHER, PERIOD, UNIT, CODE, ThreadStep.ANSWERED, "x")
    with pytest.raises(NotFoundError):
        figure_thread(filed, HOME_AFFAIRS, PERIOD, UNIT, "khong-co")


def test_words_are_needed_and_what_was_said_since_is_read_first(filed: Context) -> None:
    with pytest.raises(EntryError):
        say(filed, ThreadStep.ASKED, "  ")
    with pytest.raises(EntryError, match="dài 2001 ký tự: tối đa 2000"):
        say(filed, ThreadStep.ASKED, "a" * 2001)
    seen = opened(filed).thread.seen
    say(filed, ThreadStep.ASKED, seen=seen)
    with pytest.raises(ConflictError, match="đã có thêm nội dung"):
        say(filed, ThreadStep.ASKED, "Và nữa", seen)
    say(filed, ThreadStep.ANSWERED, "Đúng", opened(filed).thread.seen)


def test_nothing_is_asked_without_a_report_and_nothing_said_once_the_period_is_closed(filed: Context) -> None:
    with pytest.raises(ConflictError, match="chưa có báo cáo hợp lệ"):
        say_about_figure(filed, HOME_AFFAIRS, PERIOD, "STC", CODE, ThreadStep.ASKED, "Vì sao?")
    say(filed, ThreadStep.ASKED)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    for step in ThreadStep:
        with pytest.raises(ConflictError, match="đã khóa"):
            say(filed, step)
    assert opened(filed).is_closed and opened(filed).thread.is_open


def test_both_sides_are_told(filed: Context) -> None:
    officer, home = enlist(filed, OFFICER), enlist(filed, HOME_AFFAIRS)
    say(filed, ThreadStep.ASKED)
    say(filed, ThreadStep.ANSWERED, "Đúng")
    say(filed, ThreadStep.DONE)
    told = [[(str(item.subject), item.link) for item in notices(filed, person.id)] for person in (officer, home)]
    path = f"/hoi-dap/{PERIOD}/{UNIT}/{CODE}"
    assert [len(each) for each in told] == [2, 1] and {link for each in told for _, link in each} == {path}
    assert told[0][1][0].startswith("Sở Nội vụ hỏi về số liệu II.2") and "trả lời về số liệu" in told[1][0][0]
