"""The reports in words: the form of an official document, the figures in sentences, and text that stays text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from service.domain.consolidation.baseline import Baseline
from service.domain.consolidation.consolidation import Consolidation
from service.domain.reporting.payload import Payload
from service.domain.reporting.report import Figure, Report
from service.writers.letters import write_agency_report, write_province_report
from tests.support.consolidations import HARD_TEXTS, TEMPLATE, rich_consolidation
from tests.support.office import resaved
from tests.support.word import everything, figure_rows, looks, opened, rows, size_of, words

FIGURE, RATIO = "ho_so.tiep_nhan", "tai_chinh.ty_le_giai_ngan"
# One paragraph each: what units write that a document must not take for its own.
HOSTILE = '{{ 7 * 7 }} {% for %} <w:p> & "x" \u0007 {#'


@pytest.fixture(scope="module")
def item() -> Consolidation:
    """The rich consolidation beside a previous period in which everybody gave a tenth less."""
    now = rich_consolidation()
    filings = {code: replace(filing, figures=less(filing.figures)) for code, filing in now.report.filings.items()}
    before = Report(TEMPLATE, "2023-H1", filings)
    return replace(now, previous=Baseline(TEMPLATE.schedule.period("2023-H1"), before, {}, {}))


def less(figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """The same figures, a tenth less."""
    return {code: value * Decimal("0.9") if isinstance(value, Decimal) else value for code, value in figures.items()}


def province(item: Consolidation, *, with_annex: bool = False) -> bytes:
    target = io.BytesIO()
    write_province_report(item, with_annex, target)
    return target.getvalue()


def payload_in(report: Report, code: str) -> Payload:
    """What the unit handed in, as far as the report keeps it."""
    filing = report.filings[code]
    return Payload(
        TEMPLATE.code, TEMPLATE.version, report.period, code, filing.figures, filing.narratives, filing.documents,
        notes=filing.notes,
    )  # fmt: skip


def unit(item: Consolidation, code: str, draft_mark: str = "") -> bytes:
    target = io.BytesIO()
    status = next(status for status in item.units if status.agency.code == code)
    report = Report(TEMPLATE, item.report.period, {code: item.report.filings[code]})
    previous = item.previous and item.previous.of_units({code})
    write_agency_report(
        report, payload_in(report, code), status.agency, item.period, item.province, previous, draft_mark, target
    )
    return target.getvalue()


@pytest.fixture(scope="module")
def draft(item: Consolidation) -> WordDocument:
    return opened(province(item))


@pytest.fixture(scope="module")
def own(item: Consolidation) -> WordDocument:
    return opened(unit(item, "SGTVT"))


def test_pages_and_letters_have_the_measures_of_an_official_document(draft: WordDocument, own: WordDocument) -> None:
    for document in (draft, own):
        (section, *_) = document.sections
        lengths = (
            section.page_width, section.page_height, section.top_margin, section.bottom_margin, section.left_margin,
            section.right_margin,
        )  # fmt: skip
        # A document counts in twentieths of a point.
        assert [round(length / Mm(1)) for length in lengths] == [210, 297, 20, 20, 30, 15]
        assert section.different_first_page_header_footer
        assert "PAGE" in section.header.paragraphs[0]._p.xml
        assert document.styles["Normal"].font.name == "Times New Roman"
        sizes = {
            size_of(paragraph, run)
            for paragraph in document.paragraphs for run in paragraph.runs if run.text.strip()
        }  # fmt: skip
        assert sizes <= {Pt(13), Pt(14)}


def test_the_head_and_foot_leave_to_the_clerk_what_is_the_clerks(draft: WordDocument, own: WordDocument) -> None:
    said = list(everything(draft))
    for text in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "TỈNH HƯNG YÊN", "BÁO CÁO",
        "Số:         /BC-UBND", "Hưng Yên, ngày      tháng      năm 2023", "Kính gửi: Bộ Nội vụ.", "Nơi nhận:",
        "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Kết quả công tác cải cách hành chính định kỳ quý III năm 2023",
    ):  # fmt: skip
        assert text in said, text
    said = list(everything(own))
    for text in (
        "ỦY BAN NHÂN DÂN TỈNH\u00a0HƯNG\u00a0YÊN", "SỞ GIAO THÔNG VẬN TẢI", "Số:         /BC-SGTVT",
        "Kính gửi: Sở Nội vụ.", "GIÁM ĐỐC",
    ):  # fmt: skip
        assert text in said, text


def test_a_draft_is_marked_above_its_title_and_a_filing_is_not(item: Consolidation, own: WordDocument) -> None:
    marked = [paragraph.text for paragraph in opened(unit(item, "SGTVT", "DỰ THẢO")).paragraphs]
    assert marked.index("DỰ THẢO") == marked.index("BÁO CÁO") - 1
    assert "DỰ THẢO" not in list(everything(own)) and not any("draft_mark" in text for text in everything(own))


def test_the_whole_issuing_authority_is_bold_and_whom_it_is_under_is_not(
    item: Consolidation, draft: WordDocument, own: WordDocument
) -> None:
    for document, wanted in (
        (draft, {"ỦY BAN NHÂN DÂN": True, "TỈNH HƯNG YÊN": True}),
        (own, {"ỦY BAN NHÂN DÂN TỈNH\u00a0HƯNG\u00a0YÊN": False, "SỞ GIAO THÔNG VẬN TẢI": True}),
        (opened(unit(item, "HTL")), {"ỦY BAN NHÂN DÂN": True, "HUYỆN TIÊN LỮ": True}),
    ):
        runs = [run for line in document.tables[0].cell(0, 0).paragraphs for run in line.runs if run.text.strip()]
        assert {run.text: bool(run.bold) for run in runs} == wanted


def test_a_day_in_the_appendix_stands_on_one_line(own: WordDocument) -> None:
    """«29/12/2022» at the size of the table needs about 60 points beside the margins of its cell."""
    place, table = next(
        (heads.index("Ngày"), table)
        for table in own.tables
        if "Ngày" in (heads := [cell.text for cell in table.rows[0].cells])
    )
    width = table.cell(1, place).width
    assert width is not None and width - 2 * Twips(108) >= Pt(64)


def test_a_ranking_is_not_divided_between_two_pages(draft: WordDocument) -> None:
    tables = [table for table in draft.tables if table.cell(0, 1).text == "Cao nhất"]
    assert tables
    for table in tables:
        rows = [[line for cell in row.cells for line in cell.paragraphs] for row in table.rows]
        assert all(line.paragraph_format.keep_with_next for row in rows for line in row)


def test_a_districts_report_is_its_committees(item: Consolidation) -> None:
    said = list(everything(opened(unit(item, "HTL"))))
    for text in ("ỦY BAN NHÂN DÂN", "HUYỆN TIÊN LỮ", "Số:         /BC-UBND", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"):
        assert text in said, text
    assert any(text.startswith("Tiên Lữ, ngày") for text in said)
    assert any("Ủy ban nhân dân huyện Tiên Lữ báo cáo cải cách hành chính" in text for text in said)


def test_the_signer_stands_beside_the_label_of_who_gets_it(own: WordDocument) -> None:
    label, signer = own.tables[1].rows[0].cells
    assert (label.paragraphs[0].text, signer.paragraphs[0].text) == ("Nơi nhận:", "GIÁM ĐỐC")


def test_the_appendix_counts_its_own_pages_and_divides_no_line(own: WordDocument) -> None:
    body, appendix = own.sections
    assert body._sectPr.find(qn("w:pgNumType")) is None
    assert appendix._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert appendix.different_first_page_header_footer
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in own.tables[-1].rows)


def test_without_documents_there_is_no_appendix(item: Consolidation) -> None:
    filing = replace(item.report.filings["STP"], documents=())
    report = replace(item.report, filings={**item.report.filings, "STP": filing})
    bare = opened(unit(replace(item, report=report), "STP"))
    assert len(bare.sections) == 1 and "Phụ lục" not in words(bare)


def test_headings_are_not_stretched_and_lists_end(draft: WordDocument, own: WordDocument) -> None:
    for document in (draft, own):
        paragraphs = [paragraph for paragraph in document.paragraphs if paragraph.text.strip()]
        listed = {TEMPLATE.by_code[code].name for code in TEMPLATE.by_code}
        for one, following in pairwise(paragraphs):
            if one.text.removeprefix("- ").partition(":")[0] in listed:
                goes_on = following.text.removeprefix("- ").partition(":")[0] in listed
                # A unit's lines are a list; the province's are sentences.
                assert one.text.endswith(";" if goes_on and document is own else "."), one.text
        (heading,) = [
            paragraph
            for paragraph in paragraphs
            if paragraph.text.startswith("IV. PHƯƠNG HƯỚNG") and str(paragraph.style.name).startswith("Heading")
        ]
        assert looks(heading, "alignment") == WD_ALIGN_PARAGRAPH.LEFT


def test_parts_are_printed_where_one_of_them_says_something(item: Consolidation) -> None:
    filing = replace(item.report.filings["STP"], narratives={"I": "Đã làm.", "II.1": "Đã làm.", "II.1.b": "Cũng vậy."})
    report = replace(item.report, filings={**item.report.filings, "STP": filing})
    said = words(opened(unit(replace(item, report=report), "STP")))
    titles = {section.code: section.title for section in TEMPLATE.sections}
    assert not [text for text in said if text.endswith((titles["I.a"], titles["I.b"]))]
    assert [text for text in said if text.startswith(f"a) {titles['II.1.a']}")]
    # A section without a word of its own keeps its parts, for they are all that it has.
    assert [text for text in said if text.startswith(f"1. {titles['III.1']}")]


def test_figures_are_compared_with_last_year_where_it_is_known(item: Consolidation) -> None:
    assert item.previous is not None
    last_year = Baseline(TEMPLATE.schedule.period("2022-Q3"), replace(item.previous.report, period="2022-Q3"), {}, {})
    (line,) = [
        text
        for text in words(opened(province(replace(item, last_year=last_year))))
        if text.startswith(f"- {TEMPLATE.by_code[FIGURE].name}:")
    ]
    assert "(11,1%) so với cùng kỳ năm trước" in line


def test_every_section_stands_in_the_templates_order(draft: WordDocument) -> None:
    said = words(draft)
    at = [next(n for n, text in enumerate(said) if text.endswith(title)) for title in (
        "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH", "Cải cách thể chế", "Cải cách thủ tục hành chính",
    )]  # fmt: skip
    assert at == sorted(at)
    assert said[at[0]].startswith("I. ") and said[at[1]].startswith("1. ") and said[at[2]].startswith("2. ")


def test_figures_are_sentences_with_their_change_and_how_many_gave_them(
    draft: WordDocument, own: WordDocument, item: Consolidation
) -> None:
    indicator, total = TEMPLATE.by_code[FIGURE], item.report.totals[FIGURE]
    name = indicator.name
    (line,) = [text for text in words(draft) if text.startswith(f"- {name}:")]
    # The half year before is twice as long as the quarter.
    assert line.endswith("không so sánh với kỳ trước (kỳ 182 ngày).")
    row = figure_rows(draft)[indicator.number]
    assert row["count"] == f"{total.contributing}/{total.applicable}"
    assert row["moved"] == row["alike"] == row["last_year"] == "–"
    assert line.startswith(f"- {name}: {row['now']} hồ sơ; ")
    (line,) = [text for text in words(own) if text.startswith(f"- {name}:")]
    assert line.startswith(f"- {name}: 7.266 hồ sơ") and "so với" not in line and "đơn vị có số liệu" not in line
    (line,) = [text for text in words(own) if text.startswith(f"- {TEMPLATE.by_code[RATIO].name}:")]
    assert ": 28,4%" in line and "điểm phần trăm" in line


def test_a_total_of_fewer_units_than_before_says_so(item: Consolidation) -> None:
    there = {code: filing for code, filing in item.report.filings.items() if code not in {"STC", "SXD"}}
    fewer = replace(item, report=replace(item.report, filings=there))
    assert fewer.previous is not None
    year_ago = replace(fewer.previous, period=TEMPLATE.schedule.period("2022-Q3"))
    fewer = replace(fewer, last_year=year_ago)
    (line,) = [
        text for text in words(opened(province(fewer))) if text.startswith(f"- {TEMPLATE.by_code[FIGURE].name}:")
    ]
    total = fewer.report.totals[FIGURE]
    assert f" so với cùng kỳ năm trước; trên {total.contributing} đơn vị có ở cả hai kỳ: tăng " in line
    row = figure_rows(opened(province(fewer)))[TEMPLATE.by_code[FIGURE].number]
    assert row["count"] == f"{total.contributing}/{total.applicable}" and row["alike"].endswith(" (+11,1%)")


def test_a_draft_names_who_is_missing_and_who_says_what(draft: WordDocument, item: Consolidation) -> None:
    (said,) = [text for text in words(draft) if text.startswith("DỰ THẢO - TẠM TỔNG HỢP")]
    assert f"{item.contributing}/{len(item.units)} đơn vị" in said
    for status in item.missing:
        assert status.agency.name in said
    theirs = [text for text in words(draft) if text.endswith(" (Sở Giao thông vận tải).")]
    assert theirs and not any(text.startswith("- - ") for text in theirs)


def test_a_complete_period_is_no_draft(item: Consolidation) -> None:
    there = tuple(status for status in item.units if status.agency.code in item.report.filings)
    said = words(opened(province(replace(item, units=there))))
    assert f"Số liệu tổng hợp từ báo cáo của {len(there)}/{len(there)} đơn vị." in said
    assert not any("TẠM TỔNG HỢP" in text for text in said)


def test_text_stays_text(item: Consolidation) -> None:
    filing = item.report.filings["STP"]
    hostile = replace(filing, narratives={"I": HOSTILE, "V": HARD_TEXTS[4]})
    report = replace(item.report, filings={**item.report.filings, "STP": hostile})
    for raw in (province(replace(item, report=report), with_annex=True), unit(replace(item, report=report), "STP")):
        said = "\n".join(words(opened(raw)))
        assert HOSTILE.replace(" \u0007", " ") in said
        assert "49" not in said.split("<w:p>")[0][-60:]


def test_documents_are_the_units_appendix(own: WordDocument, item: Consolidation) -> None:
    listed = rows(own, -1)
    assert listed[0] == ["TT", "Loại", "Số, ký hiệu", "Ngày", "Trích yếu"]
    assert len(listed) == 1 + len(item.report.filings["SGTVT"].documents) == 18
    assert ["Quyết định", "74/QĐ-SGTVT", "03/02/2023"] in [row[1:4] for row in listed]
    assert ["Kế hoạch", "664/KH-SGTVT", "13/3/2023"] in [row[1:4] for row in listed]
    assert "Phụ lục" in words(own)


def test_the_same_filings_give_the_same_bytes(item: Consolidation) -> None:
    assert province(item) == province(item)
    assert unit(item, "SGTVT") == unit(item, "SGTVT")


def test_an_office_program_opens_both(item: Consolidation, tmp_path: Path) -> None:
    for raw in (province(item), unit(item, "SGTVT")):
        assert resaved(raw, tmp_path, "pdf", "docx").startswith(b"%PDF")
