"""Who ends without a successor owes its last days and is told so; a successor is asked and reminded of its answer."""

from __future__ import annotations

from datetime import date

from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.organization.reorganise import preview_reorganisation, reorganise
from service.actions.periods.board import BoardFilter, load_board
from service.actions.periods.closing import closing_overview
from service.actions.periods.closing_decisions import waive_check
from service.actions.periods.containment import answer_containment, last_reports_before
from service.actions.periods.lifecycle import waive
from service.actions.periods.obligations import load_period
from service.actions.reminders.send import plan_due_batches
from service.domain.consolidation.board import BoardState
from service.domain.consolidation.closing import ClosingCheck, ClosingItem
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Subscription
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from tests.support.installation import ADMIN, HOME_AFFAIRS
from tests.support.mail_server import Box, text_of
from tests.support.reminding import HOME, YEAR, at, choose, file_valid, person_at, there, tick

DAY, DECIDED = date(2023, 12, 8), there(2023, 12, 5, 9)
ENDED = Reorganisation(ReorganisationAct.ABOLISH, DAY, ("SYT",))
MERGED = Reorganisation(ReorganisationAct.MERGE, DAY, ("SYT",), "STP")
ASKED = "Báo cáo phần cuối Năm 2023, hạn nộp 17:00 ngày 20/12/2023 – Sở Y tế"
SUCCESSOR = Caller("Cán bộ", Role.OFFICER, "STP")


def do(context: Context, plan: Reorganisation) -> None:
    with at(DECIDED):
        reorganise(context, ADMIN, plan, preview_reorganisation(context, plan).seen, "Nghị quyết")


def told(context: Context, email: str) -> list[str]:
    return [str(item.subject) for item in notices(context, person_at(context, email).id)]


def reminded(context: Context, *moment: int) -> list[tuple[str, str]]:
    """Whom the ladder writes to then, and by which step."""
    with at(there(*moment)):
        found = {(one.person.email, one.step.name) for batch in plan_due_batches(context) for one in batch.messages}
    return sorted(pair for pair in found if pair[0].endswith(("@syt.vn", "@stp.vn")))


def state(context: Context, *moment: int) -> BoardState | None:
    with at(there(*moment)):
        rows = load_board(context, YEAR, BoardFilter()).board.rows
    return next((row.state for row in rows if row.agency.code == "SYT"), None)


def asked(context: Context, check: ClosingCheck = ClosingCheck.CONTAINED) -> ClosingItem:
    with at(there(2023, 12, 15, 9)):
        items = closing_overview(context, YEAR).state.items
    return next(item for item in items if item.check is check)


def test_who_is_abolished_is_asked_at_once_and_reminded_until_the_deadline(
    plain_year: Context, serving_box: Box
) -> None:
    choose(plain_year, "canbo@syt.vn", Subscription.DECISIONS)
    do(plain_year, ENDED)
    assert ASKED in told(plain_year, "canbo@syt.vn") and ASKED in told(plain_year, "lanhdao@syt.vn")
    assert ASKED in told(plain_year, HOME)
    assert state(plain_year, 2023, 12, 12, 9) is BoardState.MISSING
    assert ("canbo@syt.vn", "before_7") in reminded(plain_year, 2023, 12, 13, 8)
    assert ("lanhdao@syt.vn", "late_1") in reminded(plain_year, 2023, 12, 21, 8)
    assert state(plain_year, 2023, 12, 21, 8) is BoardState.OVERDUE
    tick(plain_year, there(2023, 12, 13, 8))
    (letter,) = [one for one in serving_box.letters if one["To"] == "canbo@syt.vn" and "phần cuối" in text_of(one)]
    assert "số liệu đến hết ngày 07/12/2023, trước 17:00 ngày 20/12/2023" in text_of(letter)
    waive(plain_year, YEAR, "SYT", HOME_AFFAIRS, "không còn người")
    assert all(email != "lanhdao@syt.vn" for email, _ in reminded(plain_year, 2023, 12, 21, 8))


def test_who_has_filed_or_has_a_successor_is_asked_for_nothing(plain_year: Context) -> None:
    do(plain_year, MERGED)
    assert ASKED not in told(plain_year, "canbo@syt.vn")
    assert state(plain_year, 2023, 12, 12, 9) is None
    assert all(not email.endswith("@syt.vn") for email, _ in reminded(plain_year, 2023, 12, 13, 8))


def test_whose_last_days_nobody_told_of_is_named_before_the_closing_until_it_files_or_is_let_off(
    plain_year: Context,
) -> None:
    with at(DECIDED):
        (effect,) = preview_reorganisation(plain_year, MERGED).effects
    assert [(unit.code, unit.valid_to) for unit in effect.ended] == [("SYT", date(2023, 12, 7))]
    assert "SYT" in {unit.code for unit in effect.left}
    assert asked(plain_year, ClosingCheck.ENDED).count == 0
    do(plain_year, MERGED)
    item = asked(plain_year, ClosingCheck.ENDED)
    (entry,) = item.entries
    assert str(entry.said) == (
        "Sở Y tế: số liệu từ 15/12/2022 đến 07/12/2023 chỉ có trong tổng nếu đơn vị nộp báo cáo phần cuối, hoặc báo "
        "cáo của đơn vị kế thừa đã gồm"
    )
    assert not item.check.blocks
    waive(plain_year, YEAR, "SYT", HOME_AFFAIRS, "Sở Tư pháp đã gộp vào báo cáo của mình")
    assert asked(plain_year, ClosingCheck.ENDED).count == 0


def test_who_filed_its_last_days_is_no_longer_named(plain_year: Context) -> None:
    do(plain_year, MERGED)
    file_valid(plain_year, "SYT", there(2023, 12, 11, 9))
    assert asked(plain_year, ClosingCheck.ENDED).count == 0


def test_a_question_without_an_answer_blocks_stands_on_the_board_and_is_reminded_of(plain_year: Context) -> None:
    do(plain_year, MERGED)
    assert asked(plain_year).count == 0
    file_valid(plain_year, "SYT", there(2023, 12, 11, 9))
    item = asked(plain_year)
    (entry,) = item.entries
    assert str(entry.said) == "Sở Tư pháp: chưa trả lời đã gồm số liệu của Sở Y tế chưa"
    assert item.is_blocking and item.check.may_be_waived
    board = load_board(plain_year, YEAR, BoardFilter())
    assert (board.unanswered_of("STP"), board.unanswered_of("SCT")) == (("Sở Y tế",), ())
    assert ("canbo@stp.vn", "contained") in reminded(plain_year, 2023, 12, 11, 9)
    assert ("lanhdao@stp.vn", "contained_3") in reminded(plain_year, 2023, 12, 14, 8)
    with plain_year.database.reading() as session:
        _, period = load_period(session, plain_year.catalogue, YEAR)
        (last,) = last_reports_before(session, period, "STP")
    answer_containment(plain_year, SUCCESSOR, YEAR, "STP", "SYT", contained=True, seen=last.seen)
    assert asked(plain_year).count == 0
    assert all(not step.startswith("contained") for _, step in reminded(plain_year, 2023, 12, 14, 8))


def test_who_goes_on_after_all_is_told_that_it_owes_the_whole_period(plain_year: Context) -> None:
    """Decided and withdrawn on 5 December, before the day; who was let off, or had a successor, was asked nothing."""
    do(plain_year, ENDED)
    do(plain_year, Reorganisation(ReorganisationAct.WITHDRAW, DAY, ("SYT",)))
    whole = "Thôi nộp báo cáo phần cuối, nộp báo cáo Năm 2023 cả kỳ, hạn 17:00 ngày 20/12/2023 – Sở Y tế"
    assert all(whole in told(plain_year, email) for email in ("canbo@syt.vn", "lanhdao@syt.vn", HOME))
    do(plain_year, MERGED)
    do(plain_year, Reorganisation(ReorganisationAct.WITHDRAW, DAY, ("SYT",)))
    assert told(plain_year, "canbo@syt.vn").count(whole) == 1


def test_the_question_may_be_waived_with_a_reason(plain_year: Context) -> None:
    do(plain_year, MERGED)
    file_valid(plain_year, "SYT", there(2023, 12, 11, 9))
    with at(there(2023, 12, 15, 9)):
        token = closing_overview(plain_year, YEAR).state.token
        waive_check(plain_year, HOME_AFFAIRS, YEAR, ClosingCheck.CONTAINED, "đã hỏi qua điện thoại", token)
    assert not asked(plain_year).is_blocking
