"""A draft between officer and leader: each learns at once what the other did, and the leader files what was read."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.actions.intake.approvals import request_approval, review_draft, send_back, withdraw_request
from service.actions.intake.drafts import submit_draft
from service.actions.intake.submit import SubmissionRequest
from service.actions.intake.uploads import import_values, submit_file
from service.actions.notifications.preferences import change_subscriptions
from service.actions.organization.accounts import create_account
from service.domain.errors import ConflictError, ForbiddenError, NotFoundError, UnreadableError
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Account
from service.domain.reporting.approval import ApprovalState
from service.domain.reporting.draft import ImportMode
from service.readers.formats import EXCEL
from service.storage.events import events_of
from service.storage.models import MailRow
from service.storage.notifications.notices import newest_notices
from tests.support.drafts import COLLEAGUE, QUA_HAN, TEXT, TONG, UNIT, opened, real_values, write
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import LEADER, OFFICER, PERIOD
from tests.support.workbooks import filled_and_explained

EMAILS = {OFFICER.name: "an@sgtvt.vn", COLLEAGUE.name: "dung@sgtvt.vn", LEADER.name: "binh@sgtvt.vn"}
REVIEW, FORM_PAGE = f"/bao-cao/{PERIOD}/xem-lai", f"/bao-cao/{PERIOD}/nhap"


class Unit:
    """The people of the unit with their accounts, and what each was told."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.accounts = {caller.name: self._add(caller) for caller in (OFFICER, COLLEAGUE, LEADER)}

    def _add(self, caller: Caller) -> Account:
        email = EMAILS[caller.name]
        return create_account(
            self.context, "quản trị", email=email, name=caller.name, role=caller.role, agency=caller.agency
        )

    def as_(self, caller: Caller) -> Caller:
        """The person signed in with the account."""
        return self.accounts[caller.name].caller

    def notices(self, caller: Caller) -> list[tuple[str, str]]:
        """Subjects and links of what the person was told on the pages, the oldest first."""
        with self.context.database.reading() as session:
            rows = newest_notices(session, self.accounts[caller.name].id, 100)
        return [(row.subject, row.link) for row in reversed(rows)]

    def mails(self, caller: Caller) -> list[str]:
        """Subjects of the person's mails about the draft."""
        email = self.accounts[caller.name].email
        with self.context.database.reading() as session:
            rows = session.scalars(select(MailRow).where(MailRow.recipient == email).order_by(MailRow.created_at))
            return [row.subject for row in rows if "Quý III năm 2023" in row.subject]


@pytest.fixture
def unit(context: Context) -> Unit:
    """The unit with a report that is ready to be filed."""
    write(context, real_values())
    return Unit(context)


def ask(unit: Unit) -> int:
    """The officer puts the draft before the leader; the version that lies there."""
    request_approval(unit.context, unit.as_(OFFICER), PERIOD, UNIT)
    return opened(unit.context).draft.version


WAITS = "Chờ đồng chí duyệt và nộp: báo cáo Quý III năm 2023 – Sở Giao thông vận tải"
GONE = "Không còn chờ duyệt: báo cáo Quý III năm 2023 – Sở Giao thông vận tải"
BACK = "Lãnh đạo trả lại để sửa: báo cáo Quý III năm 2023 – Sở Giao thông vận tải"
FILED = "Đã nộp: báo cáo Quý III năm 2023 – Sở Giao thông vận tải"


def test_the_leader_is_told_by_mail_and_notice_that_a_draft_waits_and_only_once(unit: Unit) -> None:
    ask(unit)
    ask(unit)
    assert unit.notices(LEADER) == [(WAITS, REVIEW)] and unit.mails(LEADER) == [WAITS]
    assert unit.notices(OFFICER) == unit.notices(COLLEAGUE) == [] and unit.mails(OFFICER) == []


def test_where_the_unit_has_no_leader_nobody_is_said_to_be_told(context: Context) -> None:
    write(context, real_values())
    assert not request_approval(context, OFFICER, PERIOD, UNIT)
    create_account(context, "quản trị", email="moi@sgtvt.vn", name="Mới", role=Role.LEADER, agency=UNIT)
    withdraw_request(context, OFFICER, PERIOD, UNIT)
    assert request_approval(context, OFFICER, PERIOD, UNIT)


def test_an_edit_withdraws_what_lies_before_the_leader_and_says_so_to_both_once(unit: Unit) -> None:
    ask(unit)
    write(unit.context, {QUA_HAN: "3,0"}, unit.as_(COLLEAGUE))
    write(unit.context, {QUA_HAN: "5"}, unit.as_(COLLEAGUE))
    desk = opened(unit.context)
    assert not desk.draft.awaits_leader and desk.request is not None
    assert (desk.request.state, desk.request.ended_by) == (ApprovalState.WITHDRAWN, COLLEAGUE.name)
    assert unit.notices(LEADER) == [(WAITS, REVIEW), (GONE, REVIEW)] and unit.mails(LEADER) == [WAITS, GONE]
    assert unit.notices(OFFICER) == [(GONE, REVIEW)] and unit.mails(OFFICER) == [GONE]
    with unit.context.database.reading() as session:
        assert [event.action for event in events_of(session, PERIOD, UNIT)][:2] == ["draft.withdrawn", "draft.sent"]


def test_what_changes_nothing_withdraws_nothing(unit: Unit) -> None:
    ask(unit)
    write(unit.context, {TONG: real_values()[TONG]})
    assert opened(unit.context).draft.awaits_leader and unit.notices(OFFICER) == []


def test_the_officer_takes_it_back_and_the_leader_is_told(unit: Unit) -> None:
    ask(unit)
    withdraw_request(unit.context, unit.as_(OFFICER), PERIOD, UNIT)
    withdraw_request(unit.context, unit.as_(OFFICER), PERIOD, UNIT)
    assert not opened(unit.context).draft.awaits_leader
    assert unit.notices(LEADER) == [(WAITS, REVIEW), (GONE, REVIEW)]


def test_the_leader_files_what_was_read_and_the_others_are_told(unit: Unit) -> None:
    version = ask(unit)
    receipt = submit_draft(unit.context, unit.as_(LEADER), PERIOD, UNIT, version)
    request = opened(unit.context).request
    assert request is not None and (request.state, request.ended_by) == (ApprovalState.FILED, LEADER.name)
    told = (FILED, f"/bien-nhan/{receipt.submission}")
    assert unit.notices(OFFICER) == unit.notices(COLLEAGUE) == [told]
    assert unit.mails(OFFICER) == [FILED] and unit.notices(LEADER) == [(WAITS, REVIEW)]
    submit_draft(unit.context, unit.as_(LEADER), PERIOD, UNIT, version)
    assert unit.notices(OFFICER) == [told]


def test_what_was_edited_since_it_was_read_is_not_filed(unit: Unit) -> None:
    version = ask(unit)
    write(unit.context, {QUA_HAN: "3,0"})
    with pytest.raises(ConflictError, match="vừa sửa bản nháp"):
        submit_draft(unit.context, unit.as_(LEADER), PERIOD, UNIT, version)
    assert opened(unit.context).filings == ()


def test_a_file_that_the_leader_files_ends_what_waits_and_the_officer_is_told(unit: Unit) -> None:
    ask(unit)
    handed = SubmissionRequest(PERIOD, UNIT, EXCEL, filled_and_explained(), "a.xlsx")
    submit_file(unit.context, unit.as_(LEADER), handed, opened(unit.context).draft.version)
    assert not opened(unit.context).draft.awaits_leader
    assert [subject for subject, _ in unit.notices(OFFICER)] == [GONE, FILED]


def test_a_file_that_is_taken_into_the_form_withdraws_what_lies_before_the_leader(unit: Unit) -> None:
    version = ask(unit)
    import_values(unit.context, unit.as_(COLLEAGUE), PERIOD, UNIT, {QUA_HAN: "3,0"}, ImportMode.REPLACE, version)
    assert not opened(unit.context).draft.awaits_leader
    assert [subject for subject, _ in unit.notices(LEADER)][-1] == GONE


def test_the_leader_sends_it_back_with_remarks_that_the_officer_reads_in_the_form(unit: Unit) -> None:
    version = ask(unit)
    remarks = {TONG: "Đối chiếu lại.", TEXT: " ", "indicators.tai_chinh.ty_le_giai_ngan": "Tỷ lệ thấp?"}
    send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, version, " Xem lại mục II. ", remarks)
    desk = opened(unit.context)
    assert not desk.draft.awaits_leader and desk.returned is not None
    assert [(item.path, item.text, item.by) for item in desk.returned.remarks] == [
        ("", "Xem lại mục II.", LEADER.name),
        (TONG, "Đối chiếu lại.", LEADER.name),
        ("indicators.tai_chinh.ty_le_giai_ngan", "Tỷ lệ thấp?", LEADER.name),
    ]
    assert unit.notices(OFFICER) == [(BACK, FORM_PAGE)] and unit.mails(OFFICER) == [BACK]
    assert unit.notices(COLLEAGUE) == [(BACK, FORM_PAGE)]


def test_the_leaders_remarks_stay_until_something_is_filed(unit: Unit) -> None:
    send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, ask(unit), "Xem lại.", {})
    write(unit.context, {QUA_HAN: "3,0"})
    assert opened(unit.context).all_remarks
    ask(unit)
    desk = opened(unit.context)
    assert desk.draft.awaits_leader and [item.text for item in desk.all_remarks] == ["Xem lại."]


def test_only_the_leader_sends_back_with_a_reason_and_only_what_was_read(unit: Unit) -> None:
    version = ask(unit)
    with pytest.raises(ForbiddenError, match="Chỉ lãnh đạo"):
        send_back(unit.context, unit.as_(OFFICER), PERIOD, UNIT, version, "Sửa", {})
    with pytest.raises(ConflictError, match="cần có lý do"):
        send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, version, " ", {TONG: " "})
    with pytest.raises(NotFoundError, match="không có ô"):
        send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, version, "Sửa", {"indicators.khong": "x"})
    assert opened(unit.context).draft.awaits_leader
    write(unit.context, {QUA_HAN: "3,0"})
    with pytest.raises(ConflictError, match="vừa sửa"):
        send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, version, "Sửa", {})
    with pytest.raises(ConflictError, match="không còn chờ"):
        send_back(unit.context, unit.as_(LEADER), PERIOD, UNIT, opened(unit.context).draft.version, "Sửa", {})


def test_what_has_errors_or_was_edited_does_not_go_before_the_leader(unit: Unit) -> None:
    seen = opened(unit.context).draft.version
    write(unit.context, {TONG: "999"})
    with pytest.raises(ConflictError):
        request_approval(unit.context, unit.as_(OFFICER), PERIOD, UNIT, seen)
    with pytest.raises(UnreadableError):
        request_approval(unit.context, unit.as_(OFFICER), PERIOD, UNIT)
    assert unit.notices(LEADER) == []


def test_who_wants_no_such_mail_is_told_on_the_pages_all_the_same(unit: Unit) -> None:
    change_subscriptions(unit.context, unit.accounts[LEADER.name].id, set())
    ask(unit)
    assert unit.mails(LEADER) == [] and unit.notices(LEADER) == [(WAITS, REVIEW)]


def test_the_review_says_what_the_draft_changes_in_the_last_filing(context: Context) -> None:
    assert review_draft(context, LEADER, PERIOD, UNIT).changes is None
    hand_in_and_check(context, changed())
    write(context, {TONG: "141", TEXT: "Đã số hóa"})
    review = review_draft(context, LEADER, PERIOD, UNIT)
    assert review.since is not None and review.since.revision == 1 and review.changes is not None
    assert [(item.indicator.code, str(item.after)) for item in review.changes.figures] == [("tthc.tong", "141")]
    assert [item.section.code for item in review.changes.texts] == ["II.6"]


def test_no_other_unit_reaches_the_draft(unit: Unit) -> None:
    stranger = Caller("Lãnh đạo khác", Role.LEADER, "STC")
    with pytest.raises(ForbiddenError):
        send_back(unit.context, stranger, PERIOD, UNIT, ask(unit), "Sửa", {})
    with pytest.raises(ForbiddenError):
        withdraw_request(unit.context, stranger, PERIOD, UNIT)
