"""A Word file is read as a person sees it who has accepted all changes."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from service.domain.errors import TonghopError, TooLargeError, WrongTypeError
from service.domain.reading.document import BlockKind
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.readers.document.docx import read_docx
from tests.support.written_documents import (
    STRICT,
    cell,
    grid,
    in_list,
    labelled,
    paragraph,
    run,
    table,
    texts,
    word_file,
)

DATA = Path(__file__).resolve().parents[2] / "data" / "reading"
LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
LISTS = (
    '<w:abstractNum w:abstractNumId="0">'
    + LEVEL.format(0, 1, "upperRoman", "%1.")
    + LEVEL.format(1, 1, "decimal", "%2.")
    + LEVEL.format(2, 1, "lowerLetter", "%3)")
    + LEVEL.format(3, 1, "bullet", "–")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + LEVEL.format(0, 3, "decimal", "%1.")
    + LEVEL.format(1, 1, "decimal", "%1.%2.")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)
LETTERS = "Trong kỳ báo cáo, Sở đã tiếp nhận và giải quyết hồ sơ thủ tục hành chính đúng quy định của pháp luật. "


def test_a_report_of_a_department_keeps_its_outline() -> None:
    document = read_docx((DATA / "02.docx").read_bytes())
    headings = [(block.level, block.label, block.text) for block in document.blocks if block.kind is BlockKind.HEADING]
    assert (1, "II.", "KẾT QUẢ THỰC HIỆN CÔNG TÁC CCHC") in headings
    assert (3, "đ)", "Giải quyết hồ sơ") in headings
    assert [block.place.number for block in document.blocks] == list(range(1, len(document.blocks) + 1))
    assert document.format == "docx" and document.notices == ()
    item = next(block for block in document.blocks if block.text.startswith("Biên chế công chức được giao 47"))
    assert (item.kind, item.label) == (BlockKind.ITEM, "b)")


def test_numbers_that_word_counts_are_shown() -> None:
    body = [
        paragraph("CHỈ ĐẠO", in_list(0)), paragraph("Kế hoạch", in_list(1)), paragraph("Kiểm tra", in_list(1)),
        paragraph("Số lượng", in_list(2)), paragraph("Kết quả", in_list(2)), paragraph("Đạt 10 phiếu.", in_list(3)),
        paragraph("KẾT QUẢ", in_list(0)), paragraph("Thể chế", in_list(1)), paragraph("Tự do", in_list(0, "0")),
        paragraph("Mục ba", in_list(0, "2")), paragraph("Mục ba một", in_list(1, "2")),
        paragraph("Mục bốn", in_list(0, "2")), paragraph("Đánh lại", in_list(0, "3")),
    ]  # fmt: skip
    found = labelled(read_docx(word_file(*body, parts={"numbering": LISTS})))
    assert [label for label, _ in found] == [
        "I.", "1.", "2.", "a)", "b)", "-", "II.", "1.", "", "3.", "3.1.", "4.", "1.",
    ]  # fmt: skip


def test_a_list_may_come_from_the_style_of_a_paragraph() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Muc"><w:name w:val="Mục"/><w:pPr><w:numPr><w:ilvl w:val="1"/>'
        '<w:numId w:val="2"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    body = paragraph("Cải cách thể chế", '<w:pStyle w:val="Muc"/>')
    document = read_docx(word_file(body, parts={"numbering": LISTS, "styles": styles}))
    assert [(block.kind, block.level, block.label) for block in document.blocks] == [(BlockKind.HEADING, 2, "3.1.")]


def test_deleted_text_is_out_and_inserted_text_is_in() -> None:
    changed = (
        run("Tiếp nhận ") + '<w:del w:id="1"><w:r><w:delText>7.266</w:delText></w:r></w:del>'
        '<w:ins w:id="2">' + run("7.267") + "</w:ins>" + run(" hồ sơ.")
    )
    moved = (
        f'<w:moveFrom w:id="3">{run("Chuyển đi 5.")}</w:moveFrom><w:moveTo w:id="4">{run("Chuyển đến 6.")}</w:moveTo>'
    )
    ended = "<w:rPr><w:del/></w:rPr>"
    rows = table([cell("a"), cell("1")], [cell("b"), cell("2")])
    gone = rows.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>", 1)
    document = read_docx(
        word_file(paragraph(changed), paragraph(moved), paragraph("Tỷ lệ đạt", ended), paragraph(" 99%."), gone)
    )
    assert texts(document) == ["Tiếp nhận 7.267 hồ sơ.", "Chuyển đến 6.", "Tỷ lệ đạt 99%.", "b\t2"]


def test_hidden_text_is_out_wherever_it_is_hidden() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="An"><w:name w:val="Ẩn"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="DoanAn"><w:name w:val="Đoạn ẩn"/><w:basedOn w:val="Goc"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Goc"><w:name w:val="Gốc"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = [
        paragraph(run("Thấy. ") + run("Ẩn 1.", "<w:vanish/>") + run("Ẩn 2.", '<w:rStyle w:val="An"/>')),
        paragraph("Ẩn 3.", '<w:pStyle w:val="DoanAn"/>'),
        paragraph(run("Hiện lại.", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="DoanAn"/>'),
    ]
    assert texts(read_docx(word_file(*body, parts={"styles": styles}))) == ["Thấy.", "Hiện lại."]


def test_merged_cells_reach_over_rows_and_columns() -> None:
    restart, rest = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    content = table(
        [cell("STT", restart), cell("Chỉ tiêu", restart), cell("Số liệu", '<w:gridSpan w:val="2"/>')],
        [cell("", rest), cell("", rest), cell("Năm 2022"), cell("Năm 2023")],
        [cell("(1)"), cell("(2)"), cell("(3)"), cell("(4)")],
        [cell("1"), cell("Hồ sơ tiếp nhận"), cell("14.066"), cell("15.238")],
    )
    block = read_docx(word_file(content)).blocks[0]
    assert grid(block)[:5] == [
        (1, 1, 2, 1, "STT"), (1, 2, 2, 1, "Chỉ tiêu"), (1, 3, 1, 2, "Số liệu"), (2, 3, 1, 1, "Năm 2022"),
        (2, 4, 1, 1, "Năm 2023"),
    ]  # fmt: skip
    assert block.text.splitlines()[-1] == "1\tHồ sơ tiếp nhận\t14.066\t15.238"


def test_a_frame_around_the_text_is_no_table() -> None:
    content = cell(paragraph("I. CHỈ ĐẠO, ĐIỀU HÀNH") + paragraph("- Đã tổ chức 05 cuộc."))
    document = read_docx(word_file(table([content])))
    assert labelled(document) == [("I.", "CHỈ ĐẠO, ĐIỀU HÀNH"), ("-", "Đã tổ chức 05 cuộc.")]


def test_numbers_counted_in_cells_are_kept() -> None:
    rows = [[cell(paragraph("", in_list(1))), cell("Hồ sơ"), cell("5")] for _ in range(2)]
    assert read_docx(word_file(table(*rows), parts={"numbering": LISTS})).blocks[0].text == "1\tHồ sơ\t5\n2\tHồ sơ\t5"


def test_notes_stand_apart_and_leave_no_digit_behind() -> None:
    notes = (
        '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:t>vạch</w:t></w:r></w:p></w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Không gồm hồ sơ rút lại: 12 hồ sơ.")}</w:footnote>'
    )
    raised = '<w:vertAlign w:val="superscript"/>'
    body = paragraph(
        run("Tiếp nhận 7.266") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" hồ sơ") + run("1", raised)
    )
    area = paragraph(run("Rộng 120 m") + run("2", raised) + run("."))
    document = read_docx(word_file(body, area, parts={"footnotes": notes}))
    assert texts(document) == ["Tiếp nhận 7.266 hồ sơ", "Không gồm hồ sơ rút lại: 12 hồ sơ.", "Rộng 120 m2."]
    assert document.blocks[1].kind is BlockKind.FOOTNOTE


def test_a_text_box_is_read_once_though_it_is_written_twice() -> None:
    inner = f"<w:txbxContent>{paragraph('Hộp: 15 đơn vị.')}</w:txbxContent>"
    box = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read_docx(word_file(paragraph(run("Đoạn văn.") + box)))
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.PARAGRAPH, "Đoạn văn."), (BlockKind.TEXT_BOX, "Hộp: 15 đơn vị."),
    ]  # fmt: skip


def test_heads_and_feet_of_pages_are_apart_and_counts_of_pages_are_out() -> None:
    sign = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    order = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    field = sign.format("begin") + order + sign.format("separate") + run("12") + sign.format("end")
    simple = f'<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>'
    parts = {"header": paragraph(field), "footer": paragraph(run("BC CCHC ") + simple)}
    document = read_docx(word_file(paragraph("Nội dung."), parts=parts))
    assert [(block.kind, block.text) for block in document.blocks] == [
        (BlockKind.PARAGRAPH, "Nội dung."), (BlockKind.PAGE_FOOTER, "BC CCHC"),
    ]  # fmt: skip


def test_contents_and_hints_of_empty_fields_are_no_text_of_the_report() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="M1"><w:name w:val="toc 1"/></w:style>'
    hint = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Bấm để nhập')}</w:sdtContent></w:sdt>"
    filled = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('48')}</w:sdtContent></w:sdt>"
    body = [
        paragraph("I. CHỈ ĐẠO 3", '<w:pStyle w:val="M1"/>'),
        paragraph(run("Biên chế ") + filled + hint + run(" người.")),
    ]
    assert texts(read_docx(word_file(*body, parts={"styles": styles}))) == ["Biên chế 48 người."]


def test_paragraphs_broken_by_hand_are_put_together() -> None:
    body = [
        paragraph("Trong kỳ, Sở đã tiếp nhận 1.234 hồ sơ thủ tục hành chính, trong đó có"),
        paragraph("1.100 hồ sơ nộp trực tuyến; theo Công văn số 512/SNV-"),
        paragraph("CCHC ngày 01/6/2023 của Sở Nội vụ."),
        paragraph(run("Kết quả đạt") + "<w:r><w:br/></w:r>" + run("99%.") + "<w:r><w:br/></w:r>" + run("- Mục sau.")),
    ]
    document = read_docx(word_file(*body))
    assert (
        texts(document)[1] == "1.100 hồ sơ nộp trực tuyến; theo Công văn số 512/SNV-CCHC ngày 01/6/2023 của Sở Nội vụ."
    )
    assert labelled(document)[2:] == [("", "Kết quả đạt 99%."), ("-", "Mục sau.")]


def test_signs_that_are_not_seen_fall_away_and_letters_are_composed() -> None:
    found = texts(
        read_docx(word_file(paragraph("Ca\u0309i\u00a0ca\u0301ch\u200b ha\u00adnh\u2011chi\u0301nh \ufeff5\u202f%")))
    )
    assert found == ["Cải cách hanh-chính 5 %"]


@pytest.mark.parametrize(
    ("font", "written", "meant"),
    [
        (".VnTime", "C«ng t¸c c¶i c¸ch hµnh chÝnh n¨m 2023 nh­ sau", "Công tác cải cách hành chính năm 2023 như sau"),
        (".VnTimeH", "céng hßa x· héi", "CỘNG HÒA XÃ HỘI"),
        (".VnArial", "®¬n vÞ sù nghiÖp", "đơn vị sự nghiệp"),
        ("VNI-Times", "Caûi caùch haønh chính, öu tieân", "Cải cách hành chính, ưu tiên"),
        (".VnTime", "Công tác đã là Unicode", "Công tác đã là Unicode"),
        ("Times New Roman", "Đơn vị «A» đạt 5%", "Đơn vị «A» đạt 5%"),
    ],
)
def test_letters_of_old_fonts_become_unicode(font: str, written: str, meant: str) -> None:
    half = len(written) // 2
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    document = read_docx(word_file(paragraph(run(written[:half], fonts) + run(written[half:], fonts + "<w:b/>"))))
    assert texts(document) == [meant]
    assert bool(document.notices) is (meant != written)


def test_old_letters_are_known_by_their_words_where_the_font_says_nothing() -> None:
    body = [paragraph("C«ng t¸c c¶i c¸ch hµnh chÝnh ®· ®¹t kÕt qu¶ tèt"), paragraph("TiÕp nhËn 7.266 hå s¬")]
    document = read_docx(word_file(*body))
    assert texts(document) == ["Công tác cải cách hành chính đã đạt kết quả tốt", "Tiếp nhận 7.266 hồ sơ"]
    assert ["TCVN3" in str(notice) for notice in document.notices] == [True]


def test_a_strict_file_is_read_like_any_other() -> None:
    assert texts(read_docx(word_file(paragraph("1. Cải cách thể chế"), namespace=STRICT))) == ["Cải cách thể chế"]


def test_pages_are_known_where_word_noted_their_ends() -> None:
    body = [paragraph("Trang một."), paragraph("<w:r><w:lastRenderedPageBreak/></w:r>" + run("Trang hai."))]
    document = read_docx(word_file(*body))
    assert document.pages == 2 and [block.place.page for block in document.blocks] == [1, 2]
    assert read_docx(word_file(paragraph("Không rõ trang."))).blocks[0].place.page is None


def test_pictures_of_pages_are_said_to_be_a_scan() -> None:
    raw = word_file(paragraph("Báo cáo"), extra={"word/media/image1.png": b"\x89PNG"})
    with pytest.raises(UnreadableDocumentError) as caught:
        read_docx(raw)
    assert caught.value.reason is Reason.SCAN


def test_an_empty_document_is_said_to_be_empty() -> None:
    with pytest.raises(UnreadableDocumentError) as caught:
        read_docx(word_file(paragraph("")))
    assert caught.value.reason is Reason.EMPTY


ENTITY = (
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:body>&e;</w:body></w:document>'
)


def laughs() -> bytes:
    """Entities of entities, that unpack to a thousand million letters."""
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10))
    return (
        f'<!DOCTYPE x [<!ENTITY a0 "h">{entities}]><w:document xmlns:w="w"><w:body>&a9;</w:body></w:document>'.encode()
    )


def understated() -> bytes:
    """A part that is said to be much smaller than it is."""
    raw = bytearray(word_file(paragraph("a" * 5_000_000)))
    entry = raw.rindex(b"PK\x01\x02", 0, raw.rindex(b"word/document.xml"))
    raw[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(raw)


TEXT = paragraph("Nội dung.")
DEEP = "<w:sdt><w:sdtContent>" * 400 + "</w:sdtContent></w:sdt>" * 400
ELSEWHERE = {"attachedTemplate": "http://vidu.vn/b"}
HOSTILE: dict[str, tuple[Callable[[], bytes], type[TonghopError], Reason | None]] = {
    "no package": (lambda: b"PK\x03\x04 cut short", UnreadableDocumentError, Reason.DAMAGED),
    "cut off": (lambda: word_file(TEXT)[:-200], UnreadableDocumentError, Reason.DAMAGED),
    "no XML": (lambda: word_file("<w:p>"), UnreadableDocumentError, Reason.DAMAGED),
    "entity": (lambda: word_file(extra={"word/document.xml": ENTITY}), UnreadableDocumentError, Reason.HOSTILE),
    "laughs": (lambda: word_file(extra={"word/document.xml": laughs()}), UnreadableDocumentError, Reason.HOSTILE),
    "understated": (understated, UnreadableDocumentError, Reason.DAMAGED),
    "part": (lambda: word_file(TEXT, outside={"subDocument": "b"}), UnreadableDocumentError, Reason.HOSTILE),
    "template": (lambda: word_file(TEXT, outside=ELSEWHERE), UnreadableDocumentError, Reason.HOSTILE),
    "macro": (lambda: word_file(TEXT, extra={"word/vbaProject.bin": b"x"}), WrongTypeError, None),
    "bomb": (lambda: word_file(paragraph("a" * 30_000_000)), TooLargeError, None),
    "deep": (lambda: word_file(DEEP), TooLargeError, None),
    "many": (lambda: word_file("<w:p/>" * 60_000), TooLargeError, None),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_get_a_clear_error(name: str) -> None:
    make, kind, reason = HOSTILE[name]
    with pytest.raises(kind) as caught:
        read_docx(make())
    assert getattr(caught.value, "reason", None) is reason
    assert len(str(caught.value)) > 30


def test_links_and_pictures_from_elsewhere_are_not_followed_and_do_no_harm() -> None:
    outside = {
        "hyperlink": "https://vidu.vn",
        "image": "https://vidu.vn/a.png",
        "attachedTemplate": "file:///C:/a.dotm",
    }
    assert texts(read_docx(word_file(paragraph("Nội dung."), outside=outside))) == ["Nội dung."]


def test_forty_pages_take_less_than_two_seconds_of_the_processor() -> None:
    document = docx.Document()
    for number in range(40):
        document.add_paragraph(f"{number + 1}. Cải cách thể chế")
        for _ in range(9):
            document.add_paragraph(f"- {LETTERS * 3}")
        rows = document.add_table(6, 5)
        for one in rows._cells:
            one.text = "1.234"
    target = io.BytesIO()
    document.save(target)
    begun = time.process_time()
    found = read_docx(target.getvalue())
    assert time.process_time() - begun < 2
    assert len(found.blocks) == 40 * 11
