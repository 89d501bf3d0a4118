"""Writing a report together: nothing is lost, and what is handed in is what its filer saw."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from service.actions.context import Context
from service.actions.intake.approvals import request_approval
from service.actions.intake.drafts import copy_previous, save_draft, submit_draft
from service.actions.intake.form_state import open_draft
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import close_period
from service.domain.errors import ConflictError, ForbiddenError, NotFoundError, TonghopError, UnreadableError
from service.domain.organization.access import Caller
from service.domain.reporting.draft import DOCUMENTS, DraftField, FieldEdit
from service.queue import Job, NoQueue
from service.readers.formats import FORM
from service.readers.json import read_json
from service.storage.events import events_of
from service.storage.intake.drafts import begun_drafts
from service.storage.intake.submissions import submissions_of_agency
from tests.support.drafts import (
    COLLEAGUE,
    EXPLAINED,
    QUA_HAN,
    STRANGER,
    TEXT,
    TONG,
    UNIT,
    opened,
    real_values,
    write,
)
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import AUDITOR, HOME_AFFAIRS, LEADER, MORNING, OFFICER, PERIOD, at
from tests.support.threads import at_once

FileDemo = Callable[..., str]
FIRST = f"{PERIOD}-{UNIT}-1"


def filings(context: Context) -> list[str]:
    """What the unit handed in."""
    with context.database.reading() as session:
        return [row.id for row in submissions_of_agency(session, PERIOD, UNIT)]


def file(context: Context, caller: Caller = LEADER) -> str:
    """Hand in the draft as it is now; the filing's id."""
    return submit_draft(context, caller, PERIOD, UNIT, opened(context).draft.version).submission


def test_a_unit_that_never_wrote_anything_has_an_empty_draft(context: Context) -> None:
    desk = opened(context)
    assert (desk.draft.values, desk.draft.version, desk.draft.has_news) == ({}, 0, False)
    assert (desk.previous, desk.filings, desk.is_closed) == (None, (), False)
    assert {finding.rule for finding in desk.errors} == {"required"}


def test_opening_does_not_begin_a_draft(context: Context) -> None:
    opened(context)
    with context.database.reading() as session:
        assert begun_drafts(session, PERIOD) == {}


def test_without_a_draft_the_newest_filing_is_shown(context: Context) -> None:
    hand_in_and_check(context, changed(sang_kien__so_luong=1))
    hand_in_and_check(context, changed(sang_kien__so_luong=2))
    desk = opened(context)
    assert desk.draft.values["indicators.sang_kien.so_luong"] == "2"
    assert desk.draft.values["indicators.tai_chinh.dau_tu_cong_ke_hoach"] == "4.135,9"
    assert "indicators.tai_chinh.ty_le_giai_ngan" not in desk.draft.values
    assert len(desk.payload.documents) == 17
    assert [row.revision for row in desk.filings] == [1, 2]
    assert not desk.draft.has_news


def test_saving_keeps_what_was_filed_and_what_was_typed(context: Context) -> None:
    hand_in_and_check(context, changed())
    saved = write(context, {TONG: "141"})
    assert (saved.draft.version, saved.clashes) == (1, ())
    draft = opened(context).draft
    assert draft.fields[TONG] == DraftField("141", 1, False, OFFICER.name, MORNING)
    assert draft.values["indicators.ho_so.tiep_nhan"] == "7.266"
    assert (draft.changed_by, draft.changed_at, draft.has_news) == (OFFICER.name, MORNING, True)
    with context.database.reading() as session:
        assert begun_drafts(session, PERIOD) == {UNIT: True}


def test_what_is_saved_is_clean_and_what_changes_nothing_is_no_new_version(context: Context) -> None:
    assert write(context, {TEXT: " Đã e\u0301p\u0007 xong \r\n"}).draft.values[TEXT] == "Đã ép xong"
    again = write(context, {TEXT: "Đã ép xong  ", TONG: ""})
    assert (again.draft.version, again.clashes) == (1, ())


def test_the_second_of_two_people_in_one_field_gets_the_clash_and_nothing_is_lost(context: Context) -> None:
    write(context, {TONG: "140"})
    write(context, {TONG: "141", QUA_HAN: "3"}, COLLEAGUE, base=1)
    saved = write(context, {TONG: "142", TEXT: "Đã số hóa"}, OFFICER, base=1)
    ((clash,),) = (saved.clashes,)
    assert (clash.change.value, clash.theirs.value, clash.theirs.changed_by) == ("142", "141", COLLEAGUE.name)
    assert opened(context).draft.values == {TONG: "141", QUA_HAN: "3", TEXT: "Đã số hóa"}
    assert write(context, {TONG: "142"}, OFFICER, base=saved.draft.version).clashes == ()
    assert opened(context).draft.values[TONG] == "142"


def test_two_people_who_begin_in_the_same_moment_both_keep_what_they_typed(context: Context) -> None:
    people = [(OFFICER, {TONG: "140"}), (COLLEAGUE, {QUA_HAN: "3"})]
    at_once(2, lambda number: write(context, people[number][1], people[number][0], 0))
    draft = opened(context).draft
    assert (draft.values, draft.version) == ({TONG: "140", QUA_HAN: "3"}, 2)


def test_of_two_people_in_one_field_in_the_same_moment_one_gets_a_clash(context: Context) -> None:
    people = [(OFFICER, {TONG: "140"}), (COLLEAGUE, {TONG: "141"})]
    first, second = at_once(2, lambda number: write(context, people[number][1], people[number][0], 0))
    (clash,) = first.clashes + second.clashes
    assert {clash.change.value, clash.theirs.value} == {"140", "141"}
    assert opened(context).draft.values == {TONG: clash.theirs.value}


@pytest.mark.parametrize("path", ["indicators.ho_so.ty_le_dung_han", "indicators.khong.co", "narratives.IX", "\ud800"])
def test_a_ratio_and_what_the_template_does_not_have_cannot_be_typed(sqlite_context: Context, path: str) -> None:
    with pytest.raises(NotFoundError, match="Biểu mẫu không có ô"):
        write(sqlite_context, {TONG: "1", path: "5"})
    assert opened(sqlite_context).draft.values == {}


def test_documents_are_kept_in_one_form_and_only_as_a_table(context: Context) -> None:
    rows = [["Công văn", "5/SGTVT", "", "Trả lời"], ["", " ", "", ""]]
    write(context, {DOCUMENTS: json.dumps(rows)})
    assert write(context, {DOCUMENTS: json.dumps(rows[:1], ensure_ascii=False, indent=1)}).draft.version == 1
    for wrong in ("x", "5", "[[", '[["a", null]]'):
        with pytest.raises(UnreadableError, match="danh mục văn bản"):
            write(context, {DOCUMENTS: wrong})
    assert [item.title for item in opened(context).payload.documents] == ["Trả lời"]
    write(context, {DOCUMENTS: "[]"})
    assert opened(context).draft.values[DOCUMENTS] == ""


def test_a_long_list_of_documents_is_kept_whole(context: Context) -> None:
    rows = [["Quyết định", f"{n}/QĐ-SGTVT", "03/02/2023", "Kế hoạch " * 100] for n in range(400)]
    write(context, {DOCUMENTS: json.dumps(rows)})
    assert len(opened(context).payload.documents) == 400


def test_a_text_copied_from_the_period_before_stays_marked_until_somebody_edits_it(
    context: Context, file_demo: FileDemo
) -> None:
    file_demo(context, "2023-H1", UNIT)
    copy_previous(context, OFFICER, PERIOD, UNIT, "II.6")
    copied = opened(context).draft.fields[TEXT]
    assert copied.is_copied and copied.value.startswith("Số liệu minh họa")
    write(context, {TONG: "140"})
    copy_previous(context, COLLEAGUE, PERIOD, UNIT, "II.6")
    assert opened(context).draft.fields[TEXT] == copied
    write(context, {TEXT: copied.value + " Đã sửa."})
    assert not opened(context).draft.fields[TEXT].is_copied


def test_a_text_is_not_copied_over_another_nor_from_nothing(context: Context, file_demo: FileDemo) -> None:
    with pytest.raises(NotFoundError, match=r"Kỳ trước không có nội dung mục II\.6"):
        copy_previous(context, OFFICER, PERIOD, UNIT, "II.6")
    file_demo(context, "2023-H1", UNIT)
    with pytest.raises(NotFoundError, match="IX"):
        copy_previous(context, OFFICER, PERIOD, UNIT, "IX")
    write(context, {TEXT: "Đã viết"})
    with pytest.raises(ConflictError, match="đã có nội dung"):
        copy_previous(context, OFFICER, PERIOD, UNIT, "II.6")
    assert opened(context).draft.values == {TEXT: "Đã viết"}


def test_the_previous_report_is_the_valid_one_and_warns_of_what_does_not_go_with_it(
    context: Context, file_demo: FileDemo
) -> None:
    file_demo(context, "2023-H1", UNIT)
    write(context, {TONG: "9.999", "indicators.tthc.cong_bo_moi": "0", "indicators.tthc.bai_bo_thay_the": "0"})
    desk = opened(context)
    assert desk.previous is not None
    assert [finding.rule for finding in desk.unexplained] == ["R17"]


def test_a_sound_draft_goes_before_the_leader_until_somebody_writes_again(context: Context) -> None:
    write(context, real_values())
    request_approval(context, OFFICER, PERIOD, UNIT)
    assert opened(context, LEADER).draft.awaits_leader
    with context.database.reading() as session:
        (event,) = events_of(session, PERIOD, UNIT)
        assert (event.action, event.actor) == ("draft.sent", OFFICER.name)
    write(context, {QUA_HAN: "3,0"})
    assert not opened(context).draft.awaits_leader


def test_a_faulty_draft_does_not_go_before_the_leader(context: Context) -> None:
    write(context, real_values() | {TONG: "999"})
    with pytest.raises(UnreadableError, match="còn 1 lỗi") as refused:
        request_approval(context, OFFICER, PERIOD, UNIT)
    assert [problem.rule for problem in refused.value.problems] == ["R02"]
    assert not opened(context).draft.awaits_leader


def test_the_leader_hands_in_what_was_written(context: Context) -> None:
    write(context, real_values())
    request_approval(context, OFFICER, PERIOD, UNIT)
    receipt = submit_draft(context, LEADER, PERIOD, UNIT, opened(context, LEADER).draft.version)
    assert (receipt.submission, receipt.channel, receipt.filed_by) == (FIRST, FORM.channel, LEADER.name)
    desk = opened(context)
    assert (desk.draft.has_news, desk.draft.awaits_leader) == (False, False)
    (row,) = desk.filings
    with context.database.reading() as session:
        raw = session.merge(row, load=False).raw
    assert read_json(raw, context.catalogue.get) == desk.payload


def test_an_officer_hands_in_only_where_the_unit_lets_officers(context: Context) -> None:
    write(context, real_values())
    with pytest.raises(ForbiddenError, match="trình lãnh đạo"):
        file(context, OFFICER)
    assert not opened(context).may_file(OFFICER.role) and opened(context).may_file(LEADER.role)
    permit_officers(context, "quản trị", UNIT, may=True)
    assert opened(context).may_file(OFFICER.role)
    assert file(context, OFFICER) == FIRST
    permit_officers(context, "quản trị", UNIT, may=False)
    with pytest.raises(ForbiddenError):
        file(context, OFFICER)


def test_handing_in_twice_gives_one_filing_and_one_receipt(context: Context) -> None:
    write(context, real_values())
    version = opened(context).draft.version
    first = submit_draft(context, LEADER, PERIOD, UNIT, version)
    later = at(context, MORNING + timedelta(hours=1))
    assert submit_draft(later, LEADER, PERIOD, UNIT, version) == first
    assert filings(context) == [FIRST]


def test_an_old_content_is_not_said_to_count_again_while_a_later_one_does(context: Context) -> None:
    for number in ("1", "2"):
        write(context, {**real_values(), "indicators.sang_kien.so_luong": number})
        submit_draft(context, LEADER, PERIOD, UNIT, opened(context).draft.version)
    write(context, {"indicators.sang_kien.so_luong": "1"})
    with pytest.raises(ConflictError, match=r"đã nộp lúc .* \(lần 1\), sau đó lần 2 được tính thay"):
        submit_draft(context, LEADER, PERIOD, UNIT, opened(context).draft.version)
    assert opened(context).draft.has_news
    write(context, {"notes.tthc.tong": "Như lần nộp đầu"})
    assert submit_draft(context, LEADER, PERIOD, UNIT, opened(context).draft.version).revision == 3


def test_handing_in_twice_in_the_same_moment_gives_one_filing(context: Context) -> None:
    write(context, real_values())
    version = opened(context).draft.version
    first, second = at_once(2, lambda _: submit_draft(context, LEADER, PERIOD, UNIT, version))
    assert first == second
    assert filings(context) == [FIRST]


def test_what_somebody_changed_meanwhile_is_not_handed_in_unseen(context: Context) -> None:
    write(context, real_values())
    seen = opened(context).draft.version
    write(context, {"indicators.sang_kien.so_luong": "2"}, COLLEAGUE)
    with pytest.raises(ConflictError, match=f"{COLLEAGUE.name} vừa sửa bản nháp"):
        submit_draft(context, LEADER, PERIOD, UNIT, seen)
    assert filings(context) == []


class Colleague(NoQueue):
    """Goes on writing in the very moment in which a filing was committed and its check is asked for."""

    def __init__(self, write: Callable[[], object]) -> None:
        self.write = write

    def enqueue(self, job: Job, *ids: str, first: bool = False) -> bool:
        """Write something."""
        self.write()
        return super().enqueue(job, *ids)


def test_what_somebody_writes_while_it_is_handed_in_stays_news(context: Context) -> None:
    write(context, real_values())
    seen = opened(context).draft.version
    busy = Colleague(lambda: write(context, {"indicators.sang_kien.so_luong": "2"}, COLLEAGUE))
    submit_draft(replace(context, queue=busy), LEADER, PERIOD, UNIT, seen)
    draft = opened(context).draft
    assert (draft.filed_version, draft.version, draft.has_news) == (seen, seen + 1, True)


def test_a_corrected_draft_is_the_next_revision(context: Context) -> None:
    write(context, real_values())
    file(context)
    write(context, {"indicators.sang_kien.so_luong": "2"})
    assert opened(context).draft.has_news
    assert file(context) == f"{PERIOD}-{UNIT}-2"


@pytest.mark.parametrize(
    ("typed", "said", "rules"),
    [
        ({TONG: "999", QUA_HAN: "ba"}, "còn 2 lỗi", ["number", "R02"]),
        ({TONG: "8.5"}, "còn 1 lỗi", ["number"]),
        ({"indicators.pakn.tiep_nhan": ""}, "còn 1 lỗi", ["required"]),
        ({"explanations.R06": ""}, "Còn 1 cảnh báo chưa giải trình", ["R06"]),
    ],
)
def test_errors_and_unexplained_warnings_are_listed_and_nothing_is_filed(
    sqlite_context: Context, typed: dict[str, str], said: str, rules: list[str]
) -> None:
    write(sqlite_context, real_values() | typed)
    with pytest.raises(UnreadableError, match=said) as refused:
        file(sqlite_context)
    assert [problem.rule for problem in refused.value.problems] == rules
    assert filings(sqlite_context) == []


def test_an_explained_warning_does_not_keep_a_report_back(sqlite_context: Context) -> None:
    write(sqlite_context, real_values())
    desk = opened(sqlite_context)
    assert [(item.rule, item.explanation) for item in desk.findings] == [("R06", EXPLAINED["explanations.R06"])]
    assert (desk.errors, desk.unexplained) == ((), ())


def test_in_a_closed_period_the_draft_is_read_only(context: Context) -> None:
    write(context, real_values())
    close_period(context, PERIOD)
    desk = opened(context)
    assert desk.is_closed and desk.draft.values[TONG] == "140"
    for action in (
        lambda: write(context, {TONG: "141"}),
        lambda: request_approval(context, OFFICER, PERIOD, UNIT),
        lambda: file(context),
    ):
        with pytest.raises(ConflictError, match="đã khóa"):
            action()
    assert filings(context) == []
    assert opened(context).draft.values[TONG] == "140"


def test_a_units_draft_is_nobody_elses(context: Context) -> None:
    write(context, real_values())
    changes = [FieldEdit(TONG, "1", 9)]
    for action in (
        lambda who: open_draft(context, who, PERIOD, UNIT),
        lambda who: save_draft(context, who, PERIOD, UNIT, changes),
        lambda who: copy_previous(context, who, PERIOD, UNIT, "II.6"),
        lambda who: request_approval(context, who, PERIOD, UNIT),
        lambda who: submit_draft(context, who, PERIOD, UNIT, 1),
    ):
        with pytest.raises(ForbiddenError, match="đơn vị mình"):
            action(STRANGER)
    assert opened(context).draft.values == real_values()
    assert open_draft(context, STRANGER, PERIOD, "STC").draft.values == {}


@pytest.mark.parametrize("caller", [HOME_AFFAIRS, AUDITOR])
def test_who_is_not_of_the_unit_writes_nothing_for_it(sqlite_context: Context, caller: Caller) -> None:
    write(sqlite_context, real_values())
    for action in (lambda: write(sqlite_context, {TONG: "1"}, caller), lambda: file(sqlite_context, caller)):
        with pytest.raises(ForbiddenError):
            action()
    assert opened(sqlite_context).draft.values == real_values()
    assert filings(sqlite_context) == []


@pytest.mark.parametrize(
    ("caller", "period", "agency", "said"),
    [
        (OFFICER, "2023-Y", UNIT, "chưa được mở"),
        (HOME_AFFAIRS, PERIOD, "KHONG-CO", "Không có đơn vị"),
        (HOME_AFFAIRS, PERIOD, "SNNMT", "không thuộc diện báo cáo"),
    ],
)
def test_what_does_not_exist_or_owes_no_report_has_no_draft(
    sqlite_context: Context, caller: Caller, period: str, agency: str, said: str
) -> None:
    with pytest.raises(TonghopError, match=said):
        open_draft(sqlite_context, caller, period, agency)
