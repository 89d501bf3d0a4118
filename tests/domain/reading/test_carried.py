"""What a report carries is held against what it shows: neither is believed where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from service.actions.intake.reading import payload_of, shown_reading
from service.domain.reading.reading import ReportReading
from service.domain.reporting.report import Document
from tests.support import carried_reports as made
from tests.support.consolidations import real_payload

CODE, NAME = "ho_so.tiep_nhan", "Tổng số hồ sơ TTHC tiếp nhận trong kỳ"
BOTH = {Decimal(7266), Decimal(7267)}


@pytest.fixture(scope="module")
def word() -> bytes:
    """The real report as tonghop writes it."""
    return made.write(real_payload(), next(item for item in made.AGENCIES if item.code == "SGTVT"))


@pytest.fixture(scope="module")
def bare() -> bytes:
    """The same without its texts, some of which state figures too."""
    agency = next(item for item in made.AGENCIES if item.code == "SGTVT")
    return made.write(replace(real_payload(), narratives={}), agency)


def said(reading: ReportReading) -> str:
    return " ".join(str(notice) for notice in reading.notices)


def is_only_figure_lost(reading: ReportReading) -> bool:
    """Whether everything else came back."""
    wanted = real_payload()
    left = {code: value for code, value in wanted.indicators.items() if code != CODE}
    return payload_of(reading) == replace(wanted, indicators=left)


def test_a_number_changed_in_the_text_is_offered_first_with_the_carried_one(word: bytes) -> None:
    reading = made.read("a.docx", made.with_visible_number(word, CODE, "7.267"))
    figure = reading.figures[CODE]
    assert not figure.sure and NAME in said(reading) and is_only_figure_lost(reading)
    assert [item.value for item in figure.candidates] == [7267, 7266]
    shown = shown_reading(reading)["figures"][CODE]["candidates"]
    assert shown[0]["sentence"].startswith(f"{NAME}: 7.267") and shown[0]["place"]["block"] > 1
    assert shown[1]["place"]["part"] == "customXml/item2.xml" and "7.266" in shown[1]["sentence"]


def test_a_forged_part_is_noticed_like_a_changed_text(word: bytes) -> None:
    part = made.part_of(word)
    assert part.count(b">7.266<") > 1
    mark = f'<indicator code="{CODE}"><value>7.26'.encode()
    forged = made.with_part(word, part.replace(mark + b"6", mark + b"7"))
    figure = made.read("a.docx", forged).figures[CODE]
    assert not figure.sure and [item.value for item in figure.candidates] == [7266, 7267]


def test_word_changes_the_text_and_the_part_together_and_both_are_believed(word: bytes) -> None:
    part = made.part_of(word)
    mark = f'<indicator code="{CODE}"><value>7.26'.encode()
    both = made.with_part(made.with_visible_number(word, CODE, "7.267"), part.replace(mark + b"6", mark + b"7"))
    assert made.read("a.docx", both).sure_values[CODE] == 7267


@pytest.mark.parametrize(
    "change",
    [
        lambda word: made.with_words(word, f"- {NAME}: ", "- Đã bỏ: "),
        lambda word: made.with_words(word, " hồ sơ;", " hồ sơ (đính chính: 7.300 hồ sơ);"),
        lambda word: made.with_visible_number(word, CODE, "7266,5"),
        lambda word: made.with_visible_number(word, CODE, "72.66"),
        lambda word: made.with_visible_number(word, CODE, "khoảng 7.266"),
        lambda word: made.with_visible_number(word, CODE, ""),
    ],
    ids=["another name", "a second number", "a decimal", "another notation", "words", "nothing"],
)
def test_a_line_that_is_not_as_printed_makes_its_figure_unsure(bare: bytes, change: Callable[[bytes], bytes]) -> None:
    figure = next(
        figure
        for figure in made.read("a.docx", change(bare)).figures.values()
        if not figure.sure and any(item.place.part for item in figure.candidates)
    )
    assert any(item.place.part for item in figure.candidates)


def test_a_figure_whose_line_was_deleted_is_not_believed(bare: bytes) -> None:
    body = made.part_of(bare, "word/document.xml").decode()
    begin = body.rindex("<w:p>", 0, body.index(f"- {NAME}: "))
    end = body.index("</w:p>", begin) + len("</w:p>")
    reading = made.read("a.docx", made.with_part(bare, (body[:begin] + body[end:]).encode(), "word/document.xml"))
    assert CODE not in reading.sure_values and any(item.place.part for item in reading.figures[CODE].candidates)


def test_a_number_given_as_not_applicable_that_the_text_prints_is_asked_about(word: bytes) -> None:
    part = made.part_of(word).decode()
    mark = f'<indicator code="{CODE}"><value>'
    forged = made.with_part(word, part.replace(f"{mark}7.266", f"{mark}n/a").encode())
    reading = made.read("a.docx", forged)
    assert not reading.figures[CODE].sure and reading.figures[CODE].value == 7266
    assert CODE not in payload_of(reading).indicators


def test_a_text_changed_or_added_is_taken_as_it_is_seen_and_said(word: bytes) -> None:
    text = real_payload().narratives["V"].split("\n")[0].strip()
    body = made.part_of(word, "word/document.xml").decode()
    at = body.rindex(f">{text}<") + 1
    after = body.index("</w:p>", at) + len("</w:p>")
    more = "<w:p><w:r><w:t>Thêm một đoạn.</w:t></w:r></w:p>"
    for changed in (
        body[:at] + "Đã sửa bằng tay." + body[at + len(text) :],
        body[:after] + more + body[after:],
    ):
        reading = made.read("a.docx", made.with_part(word, changed.encode(), "word/document.xml"))
        assert "Nội dung nhìn thấy khác" in said(reading)
        assert "Đã sửa bằng tay." in reading.narratives["V"] or "Thêm một đoạn." in reading.narratives["V"]
        assert dict(reading.sure_values) == {**real_payload().indicators}


def test_documents_are_those_that_the_list_shows(word: bytes) -> None:
    first = real_payload().documents[0]
    body = made.part_of(word, "word/document.xml").decode()
    at = body.rindex(f">{first.number}<") + 1
    changed = body[:at] + "999/QĐ-SGTVT" + body[at + len(first.number) :]
    reading = made.read("a.docx", made.with_part(word, changed.encode(), "word/document.xml"))
    own = [item.document for item in reading.references if item.own]
    assert "Danh mục văn bản nhìn thấy khác" in said(reading)
    assert Document(first.kind, "999/QĐ-SGTVT", first.date, first.title) in own and first not in own
    assert len(own) == len(real_payload().documents)


@pytest.mark.parametrize(
    ("what", "to"),
    [("agency", "STC"), ("agency", "KHONG-CO"), ("period", "2023-H1"), ("period", "2023-Y"), ("period", "9999-X")],
)
def test_values_of_another_agency_or_period_are_not_used_and_said(word: bytes, what: str, to: str) -> None:
    own = "SGTVT" if what == "agency" else "2023-Q3"
    forged = made.with_part(word, made.part_of(word).replace(f'{what}="{own}"'.encode(), f'{what}="{to}"'.encode()))
    reading = made.read("a.docx", forged)
    assert "mang theo trong tệp là của" in said(reading)
    assert (reading.identity.agency, reading.identity.period) == ("SGTVT", "2023-Q3")
    assert reading.carried.notes == {} and reading.document.carried is None


def test_a_report_without_a_list_of_agencies_is_read_by_the_name_that_it_shows(word: bytes) -> None:
    assert payload_of(made.read("a.docx", word, ())) == real_payload()
    other = made.part_of(word).replace("Sở Giao thông vận tải".encode(), "Sở Tài chính".encode(), 1)
    assert "mang theo trong tệp là của" in said(made.read("a.docx", made.with_part(word, other), ()))


def test_a_template_that_is_not_known_is_read_from_its_words(word: bytes) -> None:
    other = made.part_of(word).replace(b'template-version="2022"', b'template-version="1999"')
    reading = made.read("a.docx", made.with_part(word, other))
    assert "1999" in said(reading) and reading.identity.agency == "SGTVT"
