"""Gaps left in texts, and texts copied from the period before."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from service.domain.errors import Level
from service.domain.reporting.earlier import NO_EARLIER, EarlierReports
from service.domain.reporting.report import Source, SubmittedReport, report_of
from service.domain.validation.texts import copied_texts, likeness, placeholders
from service.readers.document import read_document
from tests.support.consolidations import real_payload
from tests.support.corpus import CORPUS
from tests.support.domain import TEMPLATE

TEXT = (
    "Trong quý II, Sở đã ban hành 12 văn bản chỉ đạo, điều hành công tác cải cách hành chính; tổ chức 02 cuộc kiểm tra "
    "tại các đơn vị trực thuộc, đôn đốc thực hiện nhiệm vụ được giao. Kịp thời chấn chỉnh những hạn chế được phát hiện "
    "và báo cáo Ủy ban nhân dân tỉnh theo quy định trước ngày 14/6/2023."
)
ONE = "Việc rà soát, sắp xếp các đơn vị trực thuộc được thực hiện theo đúng kế hoạch của Ủy ban nhân dân tỉnh; "


def filing(**texts: str) -> SubmittedReport:
    return SubmittedReport(Source("SGTVT"), {}, {key.replace("_", "."): text for key, text in texts.items()})


@pytest.mark.parametrize(
    "text",
    [
        "…", "...", "xxx", "XXX", "[điền]", "__", "Đã tiếp nhận … hồ sơ.", "Đạt ... % kế hoạch.",
        "Ban hành [điền số] văn bản.", "Ngày __/__/2023 đã họp.", "Kết quả: ........", "Số ……/BC-SXD.", "số …/BC-SXD",
        "Kết quả: …", "Tiếp nhận xxx hồ sơ.", "(điền sau)", "(…)", "[...]", "Đơn vị: <tên đơn vị>", "Tỷ lệ ???", "[ ]",
        "Nội dung TODO bổ sung", "Dòng một.\n...\nDòng ba.", "ngày xx tháng xx năm 2023", "{{số liệu}}", "______",
        "[Nhập nội dung tại đây]",
    ],
)  # fmt: skip
def test_a_gap_that_nobody_filled_in_is_a_warning_with_its_place(text: str) -> None:
    (found,) = placeholders(filing(II_1=text))
    assert (found.rule, found.level, found.subjects) == ("placeholder", Level.WARNING, ("$.narratives.II.1",))


@pytest.mark.parametrize(
    "text",
    [
        "Không có.", "Không", "Tuyên truyền qua Zalo, Facebook, Youtube…", "Tuyên truyền qua Zalo, Facebook, …",
        "Các lĩnh vực: đất đai, xây dựng, v.v…", "đất đai, xây dựng, v.v...", "Zalo, Facebook, … để tuyên truyền",
        "tuyên truyền trên Facebook, Zalo... của đơn vị", "Đại hội lần thứ XXX", "xem https://a.vn/x__y?id=xxx",
        "[1] Báo cáo số 12/BC-SNV", "thư điện tử so__xd@hungyen.gov.vn", "Theo Kế hoạch (giai đoạn 2021-2025)",
        "Sở (gồm 5 phòng) đã nhập dữ liệu", "Đã hoàn thành... nhiệm vụ còn lại đang làm.", "Đạt 5.000.000 đồng.",
    ],
)  # fmt: skip
def test_ordinary_signs_are_no_gaps(text: str) -> None:
    assert not list(placeholders(filing(II_1=text)))


def test_neither_the_real_report_nor_the_corpus_has_gaps_where_reports_have_none() -> None:
    assert not list(placeholders(SubmittedReport(Source("SGTVT"), {}, real_payload().narratives)))
    for path in sorted(Path(CORPUS).glob("*.txt")):
        body = "\n".join(block.text for block in read_document(path.name, path.read_bytes()).blocks[8:])
        assert [str(item.message) for item in placeholders(filing(II_1=body))] == [], path.name


def warned(now: str, before: str, section: str = "II_1") -> list[str]:
    earlier = EarlierReports(report_of(TEMPLATE, "2023-H1", filing(**{section: before})))
    return [str(item.message) for item in copied_texts(filing(**{section: now}), earlier)]


def test_a_text_of_the_period_before_is_a_warning_with_its_share() -> None:
    (said,) = warned(TEXT, TEXT)
    assert "Nội dung mục II.1 giống 100 % kỳ trước (6 tháng đầu năm 2023)" in said


def test_other_numbers_dates_and_case_do_not_make_a_text_new() -> None:
    again = TEXT.replace("quý II", "quý III").replace("12 văn bản", "15 văn bản").replace("14/6/2023", "14/9/2023")
    assert warned(again.upper(), TEXT)
    assert likeness(again, TEXT) == 100


def test_a_text_that_was_rewritten_is_none() -> None:
    new = "Sở đã tổ chức hội nghị đối thoại với doanh nghiệp vận tải, ghi nhận nhiều ý kiến, giải quyết ngay."
    assert not warned(f"{new} {TEXT[:120]} {new}", TEXT)
    assert likeness(new, TEXT) == 0


def test_short_and_formulaic_texts_and_those_without_an_earlier_one_are_left_alone() -> None:
    assert not warned("Không có.", "Không có.")
    assert not warned("Không phát sinh trong kỳ báo cáo.", "Không phát sinh trong kỳ báo cáo.")
    assert not warned(f"{ONE}{ONE}", f"{ONE}{ONE}")
    assert not warned("Không có. " * 60, "Không có. " * 60)
    assert not warned(TEXT, "")
    assert not list(copied_texts(filing(II_1=TEXT), NO_EARLIER))


def test_a_text_of_which_a_part_is_new_is_none() -> None:
    new = " Bên cạnh đó, nhiều cách làm mới được áp dụng ở từng phòng, ban, đơn vị trong quý."
    assert 30 < likeness(TEXT + new, TEXT) < 90
    assert not warned(TEXT + new, TEXT)


@pytest.mark.parametrize("sign", ["[", "… ", "_", "x", " \t", "a . . ...", "?", "xx@", "http://", "XXX ", "\n…x", "{"])
def test_texts_of_any_signs_are_looked_through_in_a_moment(sign: str) -> None:
    long = SubmittedReport(Source("SGTVT"), {}, dict.fromkeys(("I", "II.1", "II.2"), (sign * 200_000)[:200_000]))
    begun = time.process_time()
    list(placeholders(long))
    likeness(long.narratives["I"], long.narratives["II.1"])
    assert time.process_time() - begun < 0.5
