"""Pasting figures: what is pasted goes where it belongs, or is asked about, or is said to be left over."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from tests.support.chromium import complaints
from tests.support.domain import TEMPLATE
from tests.support.drafts import file_previous, opened, write
from tests.support.form_window import Window
from tests.support.web import Web

ONE, TWO, THREE, FOUR, FIVE = (item.code for item in TEMPLATE.indicators_of("II.1"))
HEAD = "Số\tChỉ tiêu\tĐơn vị tính\tKỳ trước\tKỳ này\tGhi chú"
BLOCK = "\r\n".join(
    [
        HEAD,
        "II.1.1\tSố VBQPPL ban hành\tvăn bản\t4\t14\t",
        "II.1.3\tSố VBQPPL xử lý\tvăn bản\t0\t10\ttheo Quyết định 5",
        "II.2.1\tCông bố mới\tthủ tục\t7\t1.174\t",
        "II.9.9\tKhông còn\tviệc\t1\t2\t",
        "",
    ]
)


def html(rows: list[list[str]], around: str = "{}", cell: str = "<td>{}</td>") -> str:
    """The rows as a table of another program."""
    lines = "".join(f"<tr>{''.join(cell.format(text) for text in row)}</tr>" for row in rows)
    return around.format(f"<table>{lines}</table>")


PROGRAMS = {
    "Excel": ("<html xmlns:x='urn:schemas-microsoft-com:office:excel'><!--StartFragment-->{}<!--EndFragment--></html>",
              "<td class=xl65 align=right style='height:15pt'>{}</td>"),
    "Word": ("<html xmlns:w='urn:schemas-microsoft-com:office:word'><body>{}</body>",
             "<td><p class=MsoNormal><span>{}<o:p></o:p></span></p></td>"),
    "Google Sheets": ("<google-sheets-html-origin><style>td{{}}</style>{}</google-sheets-html-origin>",
                      "<td data-sheets-value='1'>{}</td>"),
    "LibreOffice": ("<body>{}<br clear=left></body>", "<td align='right' sdval='1'><font color='#000'>{}</font></td>"),
}  # fmt: skip


def preview(window: Window) -> str:
    """What is shown before a paste."""
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog.inner_text()


def test_last_periods_column_is_not_taken_for_this_periods(web: Web, window: Window) -> None:
    window.paste_at(ONE, "Kỳ trước\tKỳ này\r\n4\t14\r\n5\t15\r\n0\t10\r\n")
    assert "3 ô sẽ được ghi" in preview(window)
    window.apply()
    assert window.values(ONE, TWO, THREE) == ["14", "15", "10"]
    window.save()
    assert opened(web.context).draft.values[f"indicators.{ONE}"] == "14"


def test_two_columns_without_heads_are_asked_about_and_nothing_is_written_before(window: Window) -> None:
    window.paste_at(ONE, "4\t14\r\n5\t15\r\n0\t10\r\n")
    preview(window)
    assert window.values(ONE, TWO, THREE) == ["", "", ""]
    assert complaints(window.page) == []
    window.press("Enter")
    assert window.values(ONE, TWO, THREE) == ["", "", ""]
    window.page.get_by_label("Cột số liệu kỳ này").select_option(label="4; 5; 0")
    window.page.get_by_label("Cột số liệu kỳ này").press("Tab")
    window.press("Tab", "Enter")
    assert window.values(ONE, TWO, THREE) == ["4", "5", "0"]
    window.press("Control+z")
    assert window.values(ONE, TWO, THREE) == ["", "", ""]


def test_a_column_with_last_periods_figures_is_not_proposed(web: Web, window: Window) -> None:
    file_previous(web.context)
    window.open()
    lines = TEMPLATE.indicators_of("II.1")
    before = [window.page.locator(f"tr[data-code='{item.code}'] td.num").inner_text() for item in lines]
    window.paste_at(ONE, "\r\n".join(f"{at + 20}\t{text}" for at, text in enumerate(before)))
    preview(window)
    window.apply()
    assert window.values(ONE, TWO) == ["20", "21"]


@pytest.mark.parametrize("program", [None, *PROGRAMS])
def test_a_block_of_the_form_itself_goes_where_its_numbers_say(window: Window, program: str | None) -> None:
    rows = [line.split("\t") for line in BLOCK.strip().split("\r\n")]
    window.paste_at("dvctt.tong_tthc", BLOCK, html(rows, *PROGRAMS[program]) if program else "")
    said = preview(window)
    assert "4 ô sẽ được ghi" in said
    assert "II.9.9 Không còn: 2 (không có chỉ tiêu này trên biểu mẫu)" in said
    window.apply()
    assert window.values(ONE, TWO, THREE, "tthc.cong_bo_moi", "dvctt.tong_tthc") == ["14", "", "10", "1.174", ""]
    expect(window.page.locator(f"tr[data-code='{THREE}'] .note")).to_have_value("theo Quyết định 5")


def test_what_stands_already_is_shown_as_old_and_new_and_may_be_kept(web: Web, window: Window) -> None:
    write(web.context, {f"indicators.{TWO}": "99"})
    window.open()
    window.paste_at(ONE, "1\r\n2\r\n3\r\n")
    row = window.page.locator("#xem-truoc tbody tr").nth(1)
    preview(window)
    assert row.inner_text().split("\t")[-2:] == ["99", "2"]
    window.press("Escape")
    assert window.values(ONE, TWO, THREE) == ["", "99", ""]
    expect(window.page.locator(window.figure(ONE))).to_be_focused()


def test_a_column_goes_on_across_the_ends_of_sections(web: Web, window: Window) -> None:
    lines = [item for section in ("II.1", "II.2", "II.3") for item in TEMPLATE.indicators_of(section)]
    window.paste_at(ONE, "".join(f"{number}\r\n" for number in range(1, len(lines) + 1)))
    ratio = next(item for item in lines if item.code == "ho_so.ty_le_dung_han")
    assert window.values(ONE, FIVE, "tthc.cong_bo_moi", lines[-1].code) == ["1", "5", "6", str(len(lines))]
    notice = window.page.locator("#loi-nhan")
    expect(notice).to_contain_text(f"{ratio.number}: {lines.index(ratio) + 1} (hệ thống tự tính)")
    window.save()
    expect(notice).to_contain_text("hệ thống tự tính")


def test_blank_cells_beside_the_titles_of_sections_shift_nothing_and_are_shown_first(window: Window) -> None:
    first, second, third = (TEMPLATE.indicators_of(section) for section in ("II.1", "II.2", "II.3"))
    column = [*range(1, len(first) + 1), "", *range(101, len(second) + 101), "", 201, 202]
    window.paste_at(ONE, "".join(f"{text}\r\n" for text in column))
    preview(window)
    window.apply()
    shown = window.values(ONE, FIVE, second[0].code, third[0].code, third[1].code)
    assert shown == ["1", str(len(first)), "101", "201", "202"]
    window.press("Control+z")
    assert window.values(ONE, second[0].code) == ["", ""]


def test_what_finds_no_place_below_is_said_and_stays_said(window: Window) -> None:
    window.paste_at("buu_chinh.tra_ket_qua", "5\r\n6\r\n7\r\n")
    notice = window.page.locator("#loi-nhan")
    expect(notice).to_contain_text("2 giá trị chưa có chỗ")
    window.save()
    expect(notice).to_contain_text("6 (không còn dòng ở dưới)")
    notice.get_by_role("button", name="Hoàn tác").click()
    assert window.value("buu_chinh.tra_ket_qua") == ""


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Kỳ này\r\n4\r\n5\r\n", ["4", "5"]),
        ("4\r\n\r\n5\r\n", ["4", "", "5"]),
        ("n/a\r\n12%\r\n", ["n/a", "12%"]),
        ("\t4\t\r\n\t5\t\r\n", ["4", "5"]),
    ],
)
def test_a_single_column_fills_downwards(window: Window, text: str, shown: list[str]) -> None:
    window.paste_at(ONE, text)
    assert window.values(*[item.code for item in TEMPLATE.indicators_of("II.1")][: len(shown)]) == shown


def test_a_column_that_says_it_is_last_periods_is_not_pasted(window: Window) -> None:
    window.paste_at(ONE, "Kỳ trước\r\n4\r\n5\r\n")
    expect(window.page.locator("#loi-nhan")).to_contain_text("số liệu kỳ trước")
    assert window.values(ONE, TWO) == ["", ""]


def test_texts_in_place_of_figures_are_shown_first(window: Window) -> None:
    window.paste_at(ONE, "Sở Tài chính\r\nSở Y tế\r\n")
    assert "không phải là số" in preview(window)


def test_rows_are_known_by_their_names_where_there_is_no_number(window: Window) -> None:
    names = [item.name for item in TEMPLATE.indicators_of("II.3")[:2]]
    window.paste_at(ONE, f"STT\tChỉ tiêu\tKết quả\r\n1\t{names[1]}\t8\r\n2\t{names[0]}\t9\r\n")
    preview(window)
    window.apply()
    codes = [item.code for item in TEMPLATE.indicators_of("II.3")[:2]]
    assert window.values(ONE, *codes) == ["", "9", "8"]


@pytest.mark.parametrize("before", ["", "Kỳ trước\t4\t5\t6\r\n"])
@pytest.mark.parametrize("names", ["Số\tII.1.1\tII.1.2\tII.1.3", "Chỉ tiêu\t{}\t{}\t{}", "\tII.1.1\tII.1.2\tII.1.3"])
def test_a_table_turned_on_its_side_is_understood(window: Window, names: str, before: str) -> None:
    heads = names.format(*(item.name for item in TEMPLATE.indicators_of("II.1")))
    window.paste_at(FIVE, f"{heads}\r\n{before}Kỳ này\t14\tn/a\t16\r\n")
    preview(window)
    window.apply()
    assert window.values(ONE, TWO, THREE, FOUR, FIVE) == ["14", "n/a", "16", "", ""]
    window.press("Control+z")
    assert window.values(ONE, TWO, THREE) == ["", "", ""]


def test_one_row_with_its_number_and_name_is_no_table_turned_on_its_side(window: Window) -> None:
    window.paste_at(ONE, "II.1.3\tSố VBQPPL xử lý\tvăn bản\t4\t14\r\n")
    preview(window)
    window.apply()
    assert window.values(ONE, THREE) == ["", "14"]


@pytest.mark.parametrize("around", ["{}", "<p class=MsoNormal>&nbsp;{}&nbsp;</p>"])
def test_blanks_that_do_not_break_between_thousands_are_no_doubt_about_the_number(
    web: Web, window: Window, around: str
) -> None:
    texts = ["1\u00a0174", "2\u202f345\u202f678"]
    window.paste_at(ONE, "\r\n".join(texts), html([[around.format(text)] for text in texts]))
    window.press("Enter")
    window.save()
    assert [window.beside(code) for code in (ONE, TWO)] == ["", ""]
    figures = opened(web.context).payload.indicators
    assert (figures[ONE], figures[TWO]) == (Decimal(1174), Decimal(2345678))


def test_a_number_named_twice_is_taken_once_and_the_other_is_said(window: Window) -> None:
    window.paste_at(ONE, "Số\tKỳ này\r\nII.1.1\t4\r\nII.1.1\t5\r\n")
    assert "chỉ tiêu này đã có ở dòng trên" in preview(window)
    window.apply()
    assert window.value(ONE) == "4"


def test_a_column_fills_the_notes_downwards_and_a_text_of_lines_is_one_note(window: Window) -> None:
    first, second = (f"tr[data-code='{code}'] .note" for code in (ONE, TWO))
    window.paste_into(first, "một\r\nhai", html([["một"], ["hai"]]))
    expect(window.page.locator(second)).to_have_value("hai")
    window.paste_into(second, "dòng đầu\r\ndòng sau")
    assert "dòng đầu dòng sau" in window.page.locator(second).input_value()
