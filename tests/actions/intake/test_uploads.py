"""A file brought on the web: into the draft over what its bringer had seen, or handed in as it is."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from dataclasses import dataclass

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.drafts import Saved
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.uploads import (
    FilePreview,
    annotated_file,
    check_uploaded_file,
    import_values,
    original_file,
    preview_file,
    submit_file,
)
from service.actions.intake.validate import validate_submission
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import close_period
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TonghopError,
    TooLargeError,
    UnreadableError,
    WrongTypeError,
)
from service.domain.organization.access import Caller
from service.domain.reporting.draft import DOCUMENTS, ImportMode
from service.readers.formats import EXCEL, JSON, IntakeFormat
from tests.support.consolidations import real_payload
from tests.support.drafts import COLLEAGUE, EXPLAINED, QUA_HAN, STRANGER, TEXT, TONG, UNIT, opened, real_values, write
from tests.support.filings import changed, of_agency, raw, real_report
from tests.support.installation import HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.workbooks import edited, filled, filled_and_explained, form, many_rows, parts, typed, zipped

FIRST = f"{PERIOD}-{UNIT}-1"
MONEY = "indicators.tai_chinh.dau_tu_cong_ke_hoach"


@dataclass(frozen=True)
class Taken:
    """What was read of a file, and what became of the draft."""

    preview: FilePreview
    saved: Saved

    @property
    def counts(self) -> tuple[int, int, int]:
        """Figures, texts and documents of the file."""
        texts = self.preview.count("narratives", "notes", "explanations")
        return self.preview.count("indicators"), texts, len(self.preview.form_state.payload.documents)


def look(context: Context, content: bytes, intake: IntakeFormat = JSON, caller: Caller = OFFICER) -> FilePreview:
    """What a file would change in the draft."""
    return preview_file(context, caller, PERIOD, UNIT, intake, content)


def take(
    context: Context,
    content: bytes,
    intake: IntakeFormat = JSON,
    caller: Caller = OFFICER,
    seen: int | None = None,
    mode: ImportMode = ImportMode.REPLACE,
) -> Taken:
    """Read a file into the draft."""
    found = look(context, content, intake, caller)
    base = found.form_state.draft.version if seen is None else seen
    return Taken(found, import_values(context, caller, PERIOD, UNIT, found.values, mode, base))


def handed(content: bytes, intake: IntakeFormat = EXCEL, name: str = "Quý III.xlsx") -> SubmissionRequest:
    """A file to hand in as it is."""
    return SubmissionRequest(PERIOD, UNIT, intake, content, name)


def file_as_seen(context: Context, caller: Caller, file: SubmissionRequest, seen: int | None = None) -> Receipt:
    """Hand a file in as it is, by default while looking at the draft as it is now."""
    return submit_file(context, caller, file, opened(context).draft.version if seen is None else seen)


@pytest.mark.parametrize("intake", [JSON, EXCEL])
def test_all_that_a_file_says_is_in_the_draft_and_counted(context: Context, intake: IntakeFormat) -> None:
    content = filled() if intake is EXCEL else raw(real_report())
    taken = take(context, content, intake)
    # The file states 38 figures, one of them a ratio that is computed.
    assert taken.counts == (37, 40, 17)
    assert (taken.preview.unread, taken.saved.clashes) == ((), ())
    desk = opened(context)
    told = real_payload()
    assert dict(desk.payload.narratives) == dict(told.narratives)
    assert desk.payload.documents == told.documents
    assert {*desk.payload.indicators} == {*told.indicators} - {"tai_chinh.ty_le_giai_ngan"}
    assert desk.draft.values[MONEY] == "4.135,9"
    assert desk.draft.fields[MONEY].changed_by == OFFICER.name
    assert [finding.rule for finding in desk.findings] == ["R06"]


def test_notes_and_explanations_of_a_file_are_taken_too(context: Context) -> None:
    report = {**real_report(), "explanations": {"R06": "Đang chuyển"}, "notes": {"tthc.tong": "Gồm cả liên thông"}}
    assert take(context, raw(report)).counts[1] == 42
    values = opened(context).draft.values
    assert (values["explanations.R06"], values["notes.tthc.tong"]) == ("Đang chuyển", "Gồm cả liên thông")


def test_what_could_not_be_read_is_listed_by_its_cell_and_the_rest_is_taken(context: Context) -> None:
    content = typed(filled(), tthc__tong="một trăm", ho_so__qua_han="ba", tai_chinh__dau_tu_cong_ke_hoach="8.5")
    taken = take(context, content, EXCEL)
    assert taken.counts[0] == 34
    assert Counter(finding.rule for finding in taken.preview.unread) == {"number": 3}
    assert all("!" in finding.place for finding in taken.preview.unread)
    values = opened(context).draft.values
    assert not {TONG, QUA_HAN, MONEY} & values.keys()
    assert values["indicators.ho_so.tiep_nhan"] == "7.266"


def test_a_json_file_that_cannot_be_understood_changes_nothing(context: Context) -> None:
    write(context, {TONG: "140"})
    with pytest.raises(UnreadableError, match="2 chỗ cần sửa"):
        take(context, raw(changed(tthc__tong="một trăm", khong__co=1)))
    assert opened(context).draft.values == {TONG: "140"}


@pytest.mark.parametrize(
    ("report", "said"),
    [
        ({**real_report(), "period": "2023-H1"}, "Báo cáo ghi kỳ báo cáo «2023-H1», cần «2023-Q3»"),
        (of_agency("STC"), "Báo cáo ghi đơn vị «STC», cần «SGTVT»"),
    ],
)
def test_a_file_of_another_period_or_unit_is_refused_by_name(
    sqlite_context: Context, report: dict[str, object], said: str
) -> None:
    with pytest.raises(UnreadableError, match=said):
        take(sqlite_context, raw(report))
    assert opened(sqlite_context).draft.values == {}


def test_a_workbook_of_another_unit_is_refused_by_name(sqlite_context: Context) -> None:
    with pytest.raises(UnreadableError, match="Báo cáo ghi đơn vị «STC», cần «SGTVT»"):
        take(sqlite_context, form(agency="STC"), EXCEL)


def test_before_a_file_is_taken_it_is_said_what_it_adds_changes_and_does_not_have(context: Context) -> None:
    mine = {TONG: "999", "indicators.doi_thoai.so_cuoc": "4", "narratives.V": "Có", QUA_HAN: "3"} | EXPLAINED
    write(context, mine)
    report = real_report()
    del report["narratives"]["V"]
    found = look(context, raw(report))
    assert found.differences.changed == {TONG: ("999", "140")}
    assert found.differences.missing == {
        "indicators.doi_thoai.so_cuoc": "4", "narratives.V": "Có", **EXPLAINED,
    }  # fmt: skip
    assert found.differences.added["indicators.ho_so.tiep_nhan"] == "7.266"
    assert found.differences.same == 1
    assert opened(context).draft.values == mine


def test_a_file_takes_the_place_of_all_that_was_in_the_draft(context: Context) -> None:
    write(context, {TONG: "999", "indicators.doi_thoai.so_cuoc": "4", "narratives.V": "Có"} | EXPLAINED)
    report = real_report()
    del report["narratives"]["V"], report["documents"]
    taken = take(context, raw(report))
    values = {path: value for path, value in opened(context).draft.values.items() if value}
    assert values == dict(taken.preview.values)
    assert not {"indicators.doi_thoai.so_cuoc", "narratives.V", DOCUMENTS} & values.keys()


def test_a_file_that_fills_in_what_is_empty_changes_nothing_else(context: Context) -> None:
    mine = {TONG: "999", "indicators.doi_thoai.so_cuoc": "4", "narratives.V": "Có"} | EXPLAINED
    write(context, mine)
    take(context, raw(real_report()), mode=ImportMode.FILL)
    values = opened(context).draft.values
    assert {path: values[path] for path in mine} == mine
    assert values["indicators.ho_so.tiep_nhan"] == "7.266"


def test_what_the_file_has_and_cannot_be_read_does_not_leave_an_older_figure_in_its_place(context: Context) -> None:
    write(context, {TONG: "999"})
    take(context, typed(filled(), tthc__tong="một trăm"), EXCEL)
    assert opened(context).draft.values[TONG] == ""


def test_a_filled_in_empty_form_takes_nothing_away(context: Context) -> None:
    write(context, {TONG: "140", TEXT: "Đã số hóa"})
    taken = take(context, form(), EXCEL, mode=ImportMode.FILL)
    assert taken.counts == (0, 0, 0)
    assert opened(context).draft.values == {TONG: "140", TEXT: "Đã số hóa"}


def test_a_form_with_the_draft_in_it_comes_back_as_the_draft(context: Context) -> None:
    write(context, real_values())
    desk = opened(context)
    found = look(context, make_blank_form(context, PERIOD, UNIT, desk.payload), EXCEL)
    assert found.differences.is_empty and found.differences.same == len(desk.draft.values)


def test_a_file_that_is_handed_in_becomes_the_draft(context: Context) -> None:
    write(context, {TONG: "999", "indicators.doi_thoai.so_cuoc": "4"})
    content = raw({**real_report(), "explanations": {"R06": "Hai thủ tục đang chuyển mức độ"}})
    file_as_seen(context, LEADER, handed(content, JSON))
    desk = opened(context)
    assert {path: value for path, value in desk.draft.values.items() if value} == dict(look(context, content).values)
    assert not desk.draft.has_news


@pytest.mark.parametrize("explanation", [None, ".", "Chưa giải trình"])
def test_a_file_is_asked_for_the_explanations_that_the_form_asks_for(context: Context, explanation: str | None) -> None:
    report = {**real_report(), "explanations": {} if explanation is None else {"R06": explanation}}
    with pytest.raises(UnreadableError, match="Còn 1 cảnh báo chưa giải trình") as refused:
        file_as_seen(context, LEADER, handed(raw(report), JSON))
    assert [problem.rule for problem in refused.value.problems] == ["R06"]
    assert opened(context).filings == ()


def test_a_file_with_errors_is_not_handed_in_and_they_are_named(context: Context) -> None:
    with pytest.raises(UnreadableError, match="Báo cáo còn 1 lỗi") as refused:
        file_as_seen(context, LEADER, handed(typed(filled(), tthc__tong="một trăm")))
    assert "II.2!E" in refused.value.problems[0].place
    assert opened(context).filings == ()


def test_somebody_elses_newer_value_is_not_overwritten_and_both_are_told(context: Context) -> None:
    seen = write(context, {TONG: "139"}).draft.version
    rows = '[["Công văn", "5/SGTVT", "", "Trả lời"]]'
    write(context, {TONG: "141", DOCUMENTS: rows, QUA_HAN: "3"}, COLLEAGUE)
    taken = take(context, raw(real_report()), seen=seen)
    told = {clash.change.path: (clash.change.value, clash.theirs.value) for clash in taken.saved.clashes}
    assert told.keys() == {TONG, DOCUMENTS}
    assert told[TONG] == ("140", "141")
    assert {clash.theirs.changed_by for clash in taken.saved.clashes} == {COLLEAGUE.name}
    values = opened(context).draft.values
    assert (values[TONG], values[DOCUMENTS], values["indicators.ho_so.tiep_nhan"]) == ("141", rows, "7.266")


def test_the_same_file_twice_changes_nothing_more(context: Context) -> None:
    first = take(context, raw(real_report()))
    again = take(context, raw(real_report()))
    assert again.saved.draft.version == first.saved.draft.version == 1


def test_a_file_goes_into_the_own_units_draft_only_and_into_no_closed_period(context: Context) -> None:
    for caller in (STRANGER, HOME_AFFAIRS):
        with pytest.raises(ForbiddenError):
            take(context, raw(real_report()), caller=caller)
    close_period(context, PERIOD)
    with pytest.raises(ConflictError, match="đã khóa"):
        take(context, raw(real_report()))
    assert opened(context).draft.values == {}


@pytest.mark.parametrize("content", [b"", b"{", b"PK\x03\x04 khong phai Excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
@pytest.mark.parametrize("intake", [JSON, EXCEL])
def test_what_is_no_report_is_refused_in_words(sqlite_context: Context, content: bytes, intake: IntakeFormat) -> None:
    with pytest.raises(TonghopError) as refused:
        take(sqlite_context, content, intake)
    assert isinstance(refused.value, UnreadableError | WrongTypeError)


def test_a_leader_hands_in_the_file_as_it_is(context: Context) -> None:
    content = filled_and_explained()
    receipt = file_as_seen(context, LEADER, handed(content))
    assert (receipt.submission, receipt.channel, receipt.filed_by) == (FIRST, EXCEL.channel, LEADER.name)
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert file_as_seen(context, LEADER, handed(content)) == receipt
    assert original_file(context, OFFICER, FIRST) == ("Quý III.xlsx", content)


def test_an_old_file_brought_again_is_not_said_to_count_while_a_later_one_does(context: Context) -> None:
    first, second = handed(filled_and_explained()), handed(typed(filled_and_explained(), sang_kien__so_luong=2))
    receipt = file_as_seen(context, LEADER, first)
    later = file_as_seen(context, LEADER, second).submission
    with pytest.raises(ConflictError, match=r"đã nộp lúc .* \(lần 1\), sau đó lần 2 được tính thay"):
        file_as_seen(context, LEADER, first)
    assert file_as_seen(context, LEADER, second).submission == later
    spoilt = submit_report(context, LEADER, handed(typed(filled(), tthc__tong=999)))[0].submission
    validate_submission(context, spoilt)
    # An invalid filing takes nobody's place.
    assert file_as_seen(context, LEADER, second).submission == later
    assert receipt.revision == 1


def test_an_officer_hands_in_a_file_only_where_the_unit_lets_officers(context: Context) -> None:
    with pytest.raises(ForbiddenError, match="trình lãnh đạo"):
        file_as_seen(context, OFFICER, handed(filled_and_explained()))
    assert opened(context).filings == ()
    permit_officers(context, "quản trị", UNIT, may=True)
    assert file_as_seen(context, OFFICER, handed(filled_and_explained())).submission == FIRST


def test_a_file_that_is_too_large_is_not_taken_into_the_draft_either(sqlite_context: Context) -> None:
    with pytest.raises(TooLargeError, match="4 MB"):
        take(sqlite_context, b" " * (sqlite_context.settings.max_json + 1))


def test_a_file_without_a_name_gets_one_from_its_filing(context: Context) -> None:
    content = raw(real_report())
    submit_report(context, LEADER, handed(content, JSON, ""))
    assert original_file(context, LEADER, FIRST) == (f"{FIRST}.json", content)


def test_the_original_is_for_the_unit_and_the_province_only(context: Context) -> None:
    file_as_seen(context, LEADER, handed(filled_and_explained()))
    assert original_file(context, HOME_AFFAIRS, FIRST)[0] == "Quý III.xlsx"
    for caller, submission in ((STRANGER, FIRST), (LEADER, "2023-Q3-SGTVT-9")):
        # Another unit's filing looks like one that is not there.
        with pytest.raises(NotFoundError):
            original_file(context, caller, submission)


def listed(content: bytes) -> list[str]:
    """The lines of the list of findings in a file that was given back."""
    return [
        " ".join(str(cell) for cell in row if cell)
        for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values
    ]


def test_a_file_with_a_million_rows_below_the_form_comes_back_as_a_fresh_form(sqlite_context: Context) -> None:
    content = many_rows(typed(filled(), tthc__tong=999), 200_000)
    found = check_uploaded_file(sqlite_context, OFFICER, handed(content))
    assert found is not None and any("Tổng số TTHC (999)" in line for line in listed(found[1]))
    faulty = submit_report(sqlite_context, LEADER, handed(content))[0].submission
    validate_submission(sqlite_context, faulty)
    fresh = annotated_file(sqlite_context, LEADER, faulty)[1]
    assert any("Tổng số TTHC (999)" in line for line in listed(fresh))
    assert look(sqlite_context, fresh, EXCEL).values == look(sqlite_context, content, EXCEL).values
    assert original_file(sqlite_context, LEADER, faulty)[1] == content


@pytest.mark.parametrize("part", ["docProps/core.xml", "xl/worksheets/sheet1.xml"])
def test_what_was_found_is_shown_where_the_file_itself_cannot_be_written_again(
    sqlite_context: Context, part: str
) -> None:
    content = parts(typed(filled(), tthc__tong="một trăm"))
    damaged = zipped({**content, part: content[part].replace(b">", b' khac="1">', 2)[:-3] + b"></x>"})
    found = check_uploaded_file(sqlite_context, OFFICER, handed(damaged))
    assert found is not None
    assert any("một trăm" in line and "II.2!E" in line for line in listed(found[1]))
    assert look(sqlite_context, found[1], EXCEL).values == look(sqlite_context, damaged, EXCEL).values


def test_only_a_faulty_workbook_comes_back_with_comments(context: Context) -> None:
    def spoil(book: Workbook) -> None:
        sheet, place = next(book.defined_names["ct.tthc.tong"].destinations)
        book[sheet][place.replace("$", "")].value = 999

    submit_report(context, LEADER, handed(raw(real_report()), JSON, "a.json"))
    with pytest.raises(WrongTypeError, match="Chỉ tệp Excel"):
        annotated_file(context, LEADER, FIRST)
    faulty = submit_report(context, LEADER, handed(edited(filled(), spoil)))[0].submission
    with pytest.raises(ConflictError, match="không có chỗ nào cần sửa"):
        annotated_file(context, LEADER, faulty)
    validate_submission(context, faulty)
    name, content = annotated_file(context, LEADER, faulty)
    assert name == "can-sua-Quý III.xlsx"
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames
