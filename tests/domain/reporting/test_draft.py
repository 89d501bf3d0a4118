"""Drafts: nothing that two people type is lost, and what was filed can be typed on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain.errors import NotFoundError, UnreadableError, message
from service.domain.notation.text import clean
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.draft import (
    DOCUMENTS,
    Clash,
    Draft,
    DraftField,
    FieldEdit,
    Progress,
    as_values,
    progress,
    require_path,
    require_rows,
    require_table_size,
    sort_changes,
    too_many_documents,
    typed_text,
)
from service.domain.reporting.indicator import Aggregate
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document
from service.readers.form import read_form
from tests.support.consolidations import real_payload
from tests.support.domain import PERIOD, TEMPLATE, UNIT

PATHS = ("indicators.tthc.tong", "indicators.ho_so.qua_han", "narratives.I.a", "notes.tthc.tong", DOCUMENTS)
TONG, QUA_HAN, I_A, *_ = PATHS
VALUES = st.sampled_from(["", "1", "2", "Không"])
DISTRICT = Agency("HTL", "Huyện Thử", AgencyKind.HUYEN, date(2000, 1, 1))
RATIOS = {item.code for item in TEMPLATE.indicators if item.aggregate is Aggregate.RATIO}
TYPED = [item.code for item in TEMPLATE.indicators if item.code not in RATIOS]


def draft(version: int, **fields: DraftField) -> Draft:
    """A draft with these values at I.a, of the total or of what is overdue."""
    names = {"tong": TONG, "qua_han": QUA_HAN, "text": I_A}
    return Draft(PERIOD, "SGTVT", {names[name]: typed for name, typed in fields.items()}, version)


def test_a_value_that_nobody_touched_since_is_written() -> None:
    change = FieldEdit(TONG, "141", base=3)
    assert sort_changes(draft(5, tong=DraftField("140", 3)), [change]) == ((change,), ())


def test_a_value_that_was_never_there_is_written() -> None:
    change = FieldEdit(TONG, "141", base=0)
    assert sort_changes(Draft(PERIOD, "SGTVT"), [change]) == ((change,), ())


def test_a_value_that_somebody_wrote_meanwhile_is_given_back_with_theirs() -> None:
    theirs = DraftField("142", 4, changed_by="Bình")
    change = FieldEdit(TONG, "141", base=3)
    assert sort_changes(draft(4, tong=theirs), [change]) == ((), (Clash(change, theirs),))


def test_emptying_what_somebody_wrote_meanwhile_is_a_clash_and_so_is_writing_where_they_emptied() -> None:
    _, emptied = sort_changes(draft(4, tong=DraftField("142", 4)), [FieldEdit(TONG, "", base=3)])
    _, refilled = sort_changes(draft(4, tong=DraftField("", 4)), [FieldEdit(TONG, "141", base=3)])
    assert len(emptied) == len(refilled) == 1


def test_the_same_value_from_two_people_is_no_clash() -> None:
    assert sort_changes(draft(4, tong=DraftField("141", 4)), [FieldEdit(TONG, "141", base=3)]) == ((), ())


def test_confirming_a_copied_text_takes_its_mark_off_and_writing_it_otherwise_too() -> None:
    copied = draft(4, text=DraftField("Như kỳ trước", 4, is_copied=True))
    confirmed, edited = FieldEdit(I_A, "Như kỳ trước", base=3), FieldEdit(I_A, "Khác", base=4)
    assert sort_changes(copied, [confirmed]) == ((confirmed,), ())
    assert sort_changes(copied, [edited]) == ((edited,), ())
    assert sort_changes(copied, [replace(confirmed, is_copied=True)]) == ((), ())


def test_two_people_in_different_fields_do_not_disturb_each_other() -> None:
    change = FieldEdit(QUA_HAN, "3", base=3)
    assert sort_changes(draft(4, tong=DraftField("142", 4), qua_han=DraftField("2", 2)), [change]) == ((change,), ())


def test_one_clash_does_not_hold_up_the_other_changes() -> None:
    lost, kept = FieldEdit(TONG, "1", base=3), FieldEdit(QUA_HAN, "3", base=3)
    wanted, clashes = sort_changes(draft(4, tong=DraftField("142", 4)), [lost, kept])
    assert (wanted, [clash.change for clash in clashes]) == ((kept,), [lost])


@given(
    st.dictionaries(st.sampled_from(PATHS), st.builds(DraftField, VALUES, st.integers(0, 4), st.booleans())),
    st.dictionaries(st.sampled_from(PATHS), st.tuples(VALUES, st.integers(0, 4), st.booleans())),
)
def test_no_typed_value_is_ever_lost(fields: dict[str, DraftField], typed: dict[str, tuple[str, int, bool]]) -> None:
    known = Draft(PERIOD, "SGTVT", fields, version=4)
    changes = [FieldEdit(path, *rest) for path, rest in typed.items()]
    wanted, clashes = sort_changes(known, changes)
    after = {**known.values, **{change.path: change.value for change in wanted}}
    refused = {clash.change for clash in clashes}
    assert refused.isdisjoint(wanted)
    for change in changes:
        theirs = fields.get(change.path, DraftField(""))
        if change in refused:
            # Theirs stands, is newer than what was seen, and both are told.
            assert after[change.path] == theirs.value != change.value
            assert theirs.version > change.base
            assert Clash(change, theirs) in clashes
        else:
            assert after.get(change.path, "") == change.value
            # Nothing that its writer had not seen was overwritten.
            assert theirs.version <= change.base or theirs.value == change.value
    assert {path: value for path, value in after.items() if path not in typed} == {
        path: value for path, value in known.values.items() if path not in typed
    }


def test_a_draft_has_news_once_something_was_written_since_it_was_handed_in() -> None:
    assert not Draft(PERIOD, "SGTVT").has_news
    assert Draft(PERIOD, "SGTVT", version=3, filed_version=2).has_news
    assert not Draft(PERIOD, "SGTVT", version=3, filed_version=3).has_news


@pytest.mark.parametrize(
    "path",
    [TONG, "notes.ho_so.ty_le_dung_han", "notes.tthc.tong", "narratives.II.2.đ", "explanations.R06", DOCUMENTS],
)
def test_what_the_template_has_can_be_typed(path: str) -> None:
    require_path(TEMPLATE, path)


@pytest.mark.parametrize(
    "path",
    [
        "", ".", "indicators", "indicators.", "indicators.khong.co", "indicators.ho_so.ty_le_dung_han",
        "narratives.IX", "explanations.R99", "documents.0.title", "documents.", "khac.tthc.tong", "tthc.tong",
    ],
)  # fmt: skip
def test_what_the_template_does_not_have_and_ratios_cannot_be_typed(path: str) -> None:
    with pytest.raises(NotFoundError, match="Biểu mẫu không có ô"):
        require_path(TEMPLATE, path)


def test_a_typed_text_is_clean() -> None:
    assert typed_text("narratives.V", "  Sở\u0007 Giao  thông \r\nvận tải  ") == "Sở Giao  thông\nvận tải"
    assert typed_text("notes.tthc.tong", "e\u0301") == "é"


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        ("narratives.V", 300_000),
        ("notes.tthc.tong", 20_000),
        ("explanations.R06", 20_000),
        ("indicators.tthc.tong", 10_000),
    ],
)
def test_a_text_longer_than_anybody_types_is_refused_naming_its_place(path: str, longest: int) -> None:
    assert len(typed_text(path, "a" * longest)) == longest
    with pytest.raises(UnreadableError, match=f"«{path}» dài .* ký tự: tối đa"):
        typed_text(path, "a" * (longest + 1))


def test_a_table_of_documents_has_the_rows_that_the_report_takes_and_cells_that_somebody_typed() -> None:
    row = ["Quyết định", "74/QĐ-SGTVT", "03/02/2023", "Kế hoạch"]
    name, most = message("Danh mục văn bản"), TEMPLATE.documents.max_rows
    require_rows(name, [row] * most, too_many_documents(TEMPLATE.documents, most))
    with pytest.raises(UnreadableError, match="Danh mục có 501 văn bản: tối đa 500"):
        require_rows(name, [row] * (most + 1), too_many_documents(TEMPLATE.documents, most + 1))
    with pytest.raises(UnreadableError, match=r"Danh mục văn bản, dòng 2: một ô dài 200\.002 ký tự: tối đa 5\.000"):
        require_rows(name, [row, ["Quyết định", "1/" + "a" * 200_000, "", ""]], None)
    with pytest.raises(UnreadableError, match=r"Danh mục văn bản dài 2\.000\.000 ký tự"):
        require_table_size(name, "[" * 2_000_000)


def test_the_real_report_as_a_draft_is_read_back_as_it_was() -> None:
    report = real_payload()
    values = as_values(report, TEMPLATE)
    again = read_form(values, TEMPLATE, report.period, report.agency)
    assert again == replace(report, indicators={c: f for c, f in report.indicators.items() if c not in RATIOS})
    assert not again.findings
    assert values["indicators.tai_chinh.dau_tu_cong_ke_hoach"] == "4.135,9"
    assert values["indicators.ho_so.tiep_nhan"] == "7.266"
    assert len(json.loads(values[DOCUMENTS])) == 17
    for path in values:
        require_path(TEMPLATE, path)


CLEAN = st.text(max_size=30).map(lambda text: clean(clean(text)[0])[0])
WRITTEN = CLEAN.filter(bool)
FIGURES = st.one_of(
    st.just(NA), st.integers(0, 10**16).map(Decimal), st.decimals(-(10**9), 10**9, places=9, allow_nan=False)
)
DOCUMENT = st.builds(Document, CLEAN, CLEAN, st.none() | st.dates(date(1000, 1, 1)), WRITTEN)
PAYLOADS = st.builds(
    Payload,
    st.just("cchc"),
    st.just("2022"),
    st.just(PERIOD),
    st.just("SGTVT"),
    st.dictionaries(st.sampled_from(TYPED), FIGURES, max_size=6),
    st.dictionaries(st.sampled_from([section.code for section in TEMPLATE.sections]), WRITTEN, max_size=3),
    st.lists(DOCUMENT, max_size=3).map(tuple),
    st.dictionaries(st.sampled_from([rule.id for rule in TEMPLATE.rules]), WRITTEN, max_size=2),
    st.dictionaries(st.sampled_from(TYPED), WRITTEN, max_size=2),
)


@given(PAYLOADS)
@settings(max_examples=150)
def test_any_report_as_a_draft_is_read_back_as_it_was(payload: Payload) -> None:
    again = read_form(as_values(payload, TEMPLATE), TEMPLATE, PERIOD, "SGTVT")
    assert again == payload
    assert not again.findings


def test_the_contents_are_the_headings_under_which_figures_and_texts_stand() -> None:
    assert [part.code for part in TEMPLATE.parts] == [
        "I", "II.1", "II.2", "II.3", "II.4", "II.5", "II.6", "III", "IV", "V",
    ]  # fmt: skip
    assert [TEMPLATE.part_of[code] for code in ("I", "I.a", "II.2.đ", "III.2", "V")] == ["I", "I", "II.2", "III", "V"]


def counts(agency: Agency, values: dict[str, str], owed: list[str], *exempt: str) -> dict[str, tuple[int, int, int]]:
    """The progress of each part: given, asked, texts owed."""
    found = progress(TEMPLATE, agency, exempt, values, owed)
    return {code: (item.given, item.asked, item.texts_owed) for code, item in found.items()}


def test_an_empty_draft_is_asked_for_all_figures_but_ratios() -> None:
    assert counts(UNIT, {}, []) == {
        "I": (0, 14, 0), "II.1": (0, 5, 0), "II.2": (0, 23, 0), "II.3": (0, 7, 0), "II.4": (0, 6, 0),
        "II.5": (0, 7, 0), "II.6": (0, 13, 0), "III": (0, 0, 0), "IV": (0, 0, 0), "V": (0, 0, 0),
    }  # fmt: skip


def test_a_district_is_asked_for_its_budget_and_not_for_what_departments_alone_report() -> None:
    found = counts(DISTRICT, {}, [])
    # It has tai_chinh.thu_ngan_sach, and not tthc.cong_bo_moi, tthc.bai_bo_thay_the, tthc.cap_tinh.
    assert (found["II.5"], found["II.2"]) == ((0, 8, 0), (0, 20, 0))


def test_what_a_unit_is_spared_is_not_asked_for() -> None:
    assert counts(UNIT, {}, [], "ho_so.*", "pakn.tiep_nhan")["II.2"] == (0, 11, 0)


def test_zero_and_not_applicable_are_given_and_an_empty_field_is_not() -> None:
    values = {"indicators.pakn.tiep_nhan": "0", "indicators.pakn.da_xu_ly": "n/a", TONG: "", "narratives.II.2": "Có"}
    assert counts(UNIT, values, [])["II.2"] == (2, 23, 0)


def test_texts_that_are_owed_count_at_the_heading_above_them() -> None:
    found = counts(UNIT, {}, ["I", "I.a", "I.c", "II.2", "III.1", "III.2", "IV"])
    owed = {code: texts for code, (_, _, texts) in found.items() if texts}
    assert owed == {"I": 3, "II.2": 1, "III": 2, "IV": 1}


def test_a_part_is_complete_once_all_figures_and_texts_are_there() -> None:
    assert Progress(5, 5, 0).is_complete
    assert not Progress(4, 5, 0).is_complete
    assert not Progress(5, 5, 1).is_complete
