"""What was typed into the web form: understood, asked about, or named as a fault at its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from service.domain.errors import Level, UnreadableError
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import NA, Document
from service.readers.form import document_rows, read_form
from tests.support.domain import PERIOD, TEMPLATE


def read(**typed: str) -> Payload:
    """The payload of these figures; double underscores stand for dots."""
    values = {f"indicators.{name.replace('__', '.')}": text for name, text in typed.items()}
    return read_form(values, TEMPLATE, PERIOD, "SGTVT")


def with_documents(*rows: object) -> Payload:
    """The payload of a table of documents."""
    return read_form({"documents": json.dumps(rows)}, TEMPLATE, PERIOD, "SGTVT")


def said(payload: Payload) -> list[tuple[str, str]]:
    """Places and messages of what could not be understood, all of them errors."""
    assert all(finding.level is Level.ERROR for finding in payload.findings)
    return [(finding.subjects[0], str(finding.message)) for finding in payload.findings]


def test_an_empty_form_is_an_empty_report() -> None:
    payload = read_form({}, TEMPLATE, PERIOD, "SGTVT")
    assert payload == Payload("cchc", "2022", PERIOD, "SGTVT", {})
    assert not payload.findings


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("7266", Decimal(7266)), ("7.266", Decimal(7266)), (" 1.174 ", Decimal(1174)), ("0", Decimal(0)),
        ("09", Decimal(9)), ("4.135,9", Decimal("4135.9")), ("8,5", Decimal("8.5")),
        ("1\u00a0174", Decimal(1174)), ("-3", Decimal(-3)), ("Không", Decimal(0)), ("không phát sinh.", Decimal(0)),
    ],
)  # fmt: skip
def test_figures_are_read_as_they_are_written_in_vietnam(typed: str, value: Decimal) -> None:
    payload = read(tthc__tong=typed)
    assert payload.indicators == {"tthc.tong": value}
    assert not payload.findings


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_field_is_a_missing_figure_and_not_zero(typed: str) -> None:
    assert read(tthc__tong=typed).indicators == {}


@pytest.mark.parametrize(
    "typed", ["n/a", "N/A", "NA", "Không áp dụng", "không thuộc phạm vi.", "Không thuộc phạm vi báo cáo"]
)
def test_words_that_say_that_a_figure_does_not_apply_are_understood(typed: str) -> None:
    assert read(tthc__tong=typed).indicators == {"tthc.tong": NA}


@pytest.mark.parametrize("typed", ["12O", "khoảng 5", "1.17.4", "1,2,3", "--5", "5 -", "1e5", "=1+1", "٣", "５"])
def test_letters_in_a_number_are_named_at_their_place_and_left_out(typed: str) -> None:
    payload = read(tthc__tong=typed, tthc__cap_xa="9")
    assert payload.indicators == {"tthc.cap_xa": Decimal(9)}
    ((place, message),) = said(payload)
    assert place == "$.indicators.tthc.tong"
    assert f"«{typed}» không phải là số" in message


def test_a_dot_that_may_be_a_comma_is_asked_about_and_not_guessed() -> None:
    payload = read(tai_chinh__dau_tu_cong_ke_hoach="8.5")
    assert payload.indicators == {}
    ((place, message),) = said(payload)
    assert place == "$.indicators.tai_chinh.dau_tu_cong_ke_hoach"
    assert "Chưa rõ số «8.5»: có phải là 8,5?" in message


def test_no_incident_is_zero_where_things_are_counted_and_no_answer_where_money_is() -> None:
    payload = read(tthc__tong="Không", tai_chinh__dau_tu_cong_ke_hoach="Không")
    assert payload.indicators == {"tthc.tong": Decimal(0)}
    assert [place for place, _ in said(payload)] == ["$.indicators.tai_chinh.dau_tu_cong_ke_hoach"]


def test_a_long_mistake_is_shortened_in_its_message() -> None:
    ((_, message),) = said(read(tthc__tong="x" * 500))
    assert len(message) < 200 and "…" in message


def test_texts_notes_and_explanations_are_taken_where_there_is_something_in_them() -> None:
    values = {
        "narratives.I.a": " Đã ban hành ", "narratives.V": " ", "notes.tthc.tong": "Gồm cả liên thông",
        "explanations.R06": "Đang rà soát", "narratives.IX": "không có mục này", "khac": "x",
    }  # fmt: skip
    payload = read_form(values, TEMPLATE, PERIOD, "SGTVT")
    assert payload.narratives == {"I.a": "Đã ban hành"}
    assert payload.notes == {"tthc.tong": "Gồm cả liên thông"}
    assert payload.explanations == {"R06": "Đang rà soát"}


def test_documents_are_read_row_by_row() -> None:
    payload = with_documents(
        ["Quyết định", " 74/QĐ-SGTVT ", "3/2/2023", "Kế hoạch"], ["Công văn", "5/SGTVT", "", "Trả lời"]
    )
    assert payload.documents == (
        Document("Quyết định", "74/QĐ-SGTVT", date(2023, 2, 3), "Kế hoạch"),
        Document("Công văn", "5/SGTVT", None, "Trả lời"),
    )
    assert not payload.findings


@pytest.mark.parametrize("day", ["03/02/2023", "3.2.2023", "03-02-2023"])
def test_a_day_may_be_written_in_the_usual_ways(day: str) -> None:
    assert with_documents(["Công văn", "", day, "x"]).documents[0].date == date(2023, 2, 3)


@pytest.mark.parametrize("day", ["31/02/2023", "2023-02-03", "3/2/23", "hôm qua", "00/00/0000", "3/2/2023 "[:-1] + "x"])
def test_a_wrong_date_is_named_by_its_row_and_the_document_stays(day: str) -> None:
    payload = with_documents(["", "", "", ""], ["Kế hoạch", "1/KH", "01/01/2023", "a"], ["Công văn", "2/CV", day, "b"])
    assert payload.documents[1] == Document("Công văn", "2/CV", None, "b")
    ((place, message),) = said(payload)
    assert place == "$.documents[1].date"
    assert message.startswith(f"Dòng 2 của danh mục văn bản: «{day}» không phải ngày")


def test_rows_that_are_partly_filled_are_kept_and_empty_ones_are_not() -> None:
    rows = document_rows(json.dumps([["", " ", "", ""], ["", "", "", "Chỉ có trích yếu"], ["Công văn"], [], ["a"] * 6]))
    assert rows == [["", "", "", "Chỉ có trích yếu"], ["Công văn", "", "", ""], ["a"] * 4]
    assert document_rows("") == []


def test_signs_that_cannot_be_printed_are_taken_out_of_documents() -> None:
    value = '[["Công\\u0007 văn", "\\ud800", "", "Tra\\u0309 lời\\r\\nhai dòng"]]'
    assert document_rows(value) == [["Công văn", "", "", "Trả lời\nhai dòng"]]


@pytest.mark.parametrize(
    "value", ["x", "{}", "5", "null", '"a"', "[5]", "[[", '[{"a": 1}]', '[["a", 5]]', "[" * 100_000]
)
def test_a_table_that_no_form_wrote_is_refused(value: str) -> None:
    with pytest.raises(UnreadableError, match="danh mục văn bản"):
        document_rows(value)
