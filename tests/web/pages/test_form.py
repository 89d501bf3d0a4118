"""Writing a report in a browser without scripts, from the first figure to the leader's desk."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from service.actions.intake.form_state import open_draft
from service.actions.periods.lifecycle import close_period
from service.domain.reporting.draft import DOCUMENTS
from tests.support.browser import Page, Person
from tests.support.drafts import COLLEAGUE, QUA_HAN, TEXT, TONG, UNIT, file_previous, opened, real_values, write
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import LEADER, MORNING, OFFICER, PERIOD, at
from tests.support.web import Web

FORM = f"/bao-cao/{PERIOD}/nhap"
REVIEW = f"/bao-cao/{PERIOD}/xem-lai"
FILE = f"{REVIEW}/nop"
SEND = f"{REVIEW}/trinh"
COPIED = f"copied.{TEXT}"
SPARED = "không áp dụng"  # what a tick writes
ROW = ("Công văn", "5/SGTVT", "03/02/2023", "Trả lời & hỏi <b>đậm</b>")


def cell(page: Page, code: str, name: str) -> str:
    """What the row of an indicator says in the column of that name."""
    found = page.row(code).xpath(f".//td[starts-with(@data-label, '{name}')]")
    return " ".join(found[0].text_content().split())


def value(page: Page, path: str) -> str:
    """What stands in a field of the form."""
    return page.form()[path].replace("\r\n", "\n")


def beside(page: Page, path: str) -> str:
    """What is said beside a field."""
    return " ".join(page.texts(f"//*[@id='f-{path.replace('.', '-')}']"))


def type_documents(page: Page, *rows: tuple[str, str, str, str]) -> dict[str, str]:
    """The fields of the document table with these rows in them."""
    cells = ("kind", "number", "date", "title")
    fields = {f"documents.{n}.{name}": row[at] for n, row in enumerate(rows) for at, name in enumerate(cells)}
    assert fields.keys() <= page.form().keys()
    return fields


def test_an_empty_form_says_until_when_and_what_is_asked_for(officer: Person) -> None:
    page = officer.get(FORM)
    assert (page.status, page.answer.headers["Cache-Control"]) == (200, "private, no-store")
    assert "Số liệu từ 15/06/2023 đến 14/09/2023. Hạn nộp 17:00 20/09/2023 (còn 2 ngày 9 giờ)." in page.words
    assert "Chưa có nội dung nào được lưu" in page.words
    progress = dict(zip(page.texts("//aside//li/a"), page.texts("//aside//li/span"), strict=False))
    assert progress["II.2. Cải cách thủ tục hành chính"] == "0/23 số liệu, còn 1 mục chưa có nội dung"
    assert cell(page, "tthc.tong", "Kỳ trước") == "–"


def test_previous_figures_stand_beside_the_fields(web: Web, officer: Person) -> None:
    file_previous(web.context)
    page = officer.get(FORM)
    previous = opened(web.context).previous
    assert previous is not None
    before = f"Kỳ trước ({opened(web.context).previous_title})"
    assert cell(page, "tthc.tong", before) == str(previous.figure("tthc.tong"))
    assert "." in cell(page, "ho_so.tiep_nhan", before)
    assert value(page, TONG) == ""


def test_the_whole_page_is_saved_with_what_follows_from_it(officer: Person) -> None:
    values = {
        TONG: "140", "indicators.tthc.cap_tinh": "122", "indicators.tthc.cap_huyen": "9", "indicators.tthc.cap_xa": "8",
        "indicators.ho_so.dung_han": "6.322", "indicators.ho_so.da_giai_quyet_qua_han": "100",
        "notes.tthc.tong": "Gồm cả liên thông", TEXT: "Dòng một\n\n  Dòng hai", "indicators.pakn.tiep_nhan": "12O",
        "indicators.tai_chinh.dau_tu_cong_ke_hoach": "8.5",
    }  # fmt: skip
    page = officer.fill(officer.get(FORM), FORM, values)
    assert (page.status, page.answer.request.path) == (200, FORM)
    assert "Đã lưu bản nháp." in page.words and "Đã lưu lúc 08:00 18/09/2023" in page.words
    assert {path: value(page, path) for path in values} == values
    assert cell(page, "ho_so.ty_le_dung_han", "Kỳ này") == "98,44 hệ thống tự tính"
    assert "lệch 1" in beside(page, TONG) and "lệch 1" in beside(page, "indicators.tthc.cap_xa")
    assert "«12O» không phải là số" in beside(page, "indicators.pakn.tiep_nhan")
    assert "có phải là 8,5?" in beside(page, "indicators.tai_chinh.dau_tu_cong_ke_hoach")
    assert page.find(f"//input[@name='{TONG}']").get("aria-invalid") == "true"
    links = {item.text_content(): item.get("href") for item in page.tree.xpath("//*[@id='can-xem']//a")}
    assert len(links) == 3
    assert set(links.values()) == {
        "#o-indicators-tthc-tong", "#o-indicators-pakn-tiep_nhan", "#o-indicators-tai_chinh-dau_tu_cong_ke_hoach",
    }  # fmt: skip
    assert all(page.find(f"//*[@id='{link[1:]}']") is not None for link in links.values())
    assert "7/23 số liệu" in page.words


def test_saving_a_page_as_it_stands_changes_nothing(web: Web, officer: Person) -> None:
    file_previous(web.context)
    write(web.context, real_values())
    before = opened(web.context).draft
    page = officer.fill(officer.get(FORM), FORM, {})
    assert "Đã lưu bản nháp." in page.words
    assert opened(web.context).draft == before


def test_a_figure_is_marked_as_not_applicable_by_its_box(web: Web, officer: Person) -> None:
    page = officer.fill(officer.get(FORM), FORM, {}, na=TONG)
    assert value(page, TONG) == SPARED
    assert page.row("tthc.tong").xpath(".//input[@type='checkbox']")[0].get("checked") is not None
    assert opened(web.context).draft.values == {TONG: SPARED}
    # A number over it is what was meant; a box that is ticked over a number, or cleared, too.
    for typed, box, kept in (("140", [TONG], "140"), ("140", [TONG], SPARED), ("n/a", [], ""), ("KTPV", [], "KTPV")):
        fields = officer.get(FORM).form()
        fields.poplist("na")
        fields.setlist("na", box)
        fields[TONG] = typed
        officer.send(FORM, fields)
        assert opened(web.context).draft.values[TONG] == kept


def test_a_figure_that_was_typed_is_not_lost_to_a_box_that_was_ticked(web: Web, officer: Person) -> None:
    for before, typed, kept in (("", "22", "22"), ("140", "141", "141"), ("140", "140", SPARED), ("140", "", SPARED)):
        write(web.context, {TONG: before})
        officer.fill(officer.get(FORM), FORM, {TONG: typed}, na=TONG)
        assert opened(web.context).draft.values[TONG] == kept


def test_what_is_typed_is_text_and_no_markup(officer: Person) -> None:
    nasty = "</textarea><script>alert(1)</script>\n=1+1"
    page = officer.fill(officer.get(FORM), FORM, {TEXT: nasty, "notes.tthc.tong": '"><b>x', TONG: "</script>"})
    assert (value(page, TEXT), value(page, "notes.tthc.tong"), value(page, TONG)) == (nasty, '"><b>x', "</script>")
    assert "alert(1)</script>" not in page.source and page.tree.xpath("//main//b") == []


def test_documents_are_typed_row_by_row_and_there_is_always_room_for_more(web: Web, officer: Person) -> None:
    page = officer.get(FORM)
    page = officer.fill(page, FORM, type_documents(page, ROW, ("", "", "", ""), ("Kế hoạch", "", "31/02/2023", "a\nb")))
    assert json.loads(opened(web.context).draft.values[DOCUMENTS]) == [
        list(ROW),
        ["Kế hoạch", "", "31/02/2023", "a\nb"],
    ]
    assert value(page, "documents.0.title") == ROW[3]
    assert value(page, "documents.1.title") == "a\nb"
    assert "documents.4.title" in page.form()
    assert "Dòng 2 của danh mục văn bản: «31/02/2023» không phải ngày hợp lệ" in page.words
    page = officer.fill(page, FORM, type_documents(page, ("", "", "", ""), ("", "", "", "")))
    assert opened(web.context).draft.values[DOCUMENTS] == ""


def test_two_people_in_one_field_choose_and_the_other_fields_are_saved(
    web: Web, officer: Person, colleague: Person
) -> None:
    first, second = officer.get(FORM), colleague.get(FORM)
    officer.fill(first, FORM, {TONG: "141", TEXT: "Bản của An"})
    page = colleague.fill(second, FORM, {TONG: "142", TEXT: "Bản của Dung\nhai dòng", QUA_HAN: "3"})
    assert page.status == 409
    assert page.texts("//legend") == [
        "II.2.3. Tổng số TTHC thuộc thẩm quyền giải quyết",
        "Mục II.6. Xây dựng và phát triển Chính quyền điện tử, Chính quyền số",
    ]
    assert f"Của {OFFICER.name} lúc 08:00 18/09/2023: 141" in page.words and "Của tôi: 142" in page.words
    assert opened(web.context).draft.values == {TONG: "141", TEXT: "Bản của An", QUA_HAN: "3"}
    # As it stands the page keeps theirs; a choice writes mine over it.
    kept = colleague.press(page, FORM)
    assert (value(kept, TONG), value(kept, TEXT)) == ("141", "Bản của An")
    page = colleague.fill(second, FORM, {TONG: "142", TEXT: "Bản của Dung\nhai dòng"})
    chosen = colleague.fill(page, FORM, {TEXT: "Bản của Dung\nhai dòng"}, action=FORM)
    assert (value(chosen, TONG), value(chosen, TEXT)) == ("141", "Bản của Dung\nhai dòng")


def test_two_tables_of_documents_are_chosen_between_too(web: Web, officer: Person, colleague: Person) -> None:
    first, second = officer.get(FORM), colleague.get(FORM)
    officer.fill(first, FORM, type_documents(first, ROW))
    page = colleague.fill(second, FORM, type_documents(second, ("Kế hoạch", "1/KH", "", "Của Dung")))
    assert (page.status, page.texts("//legend")) == (409, ["Danh mục văn bản"])
    assert "Công văn; 5/SGTVT; 03/02/2023; Trả lời & hỏi <b>đậm</b>" in page.words
    mine = page.texts("//fieldset//label")[1]
    assert mine == "Của tôi: Kế hoạch; 1/KH; Của Dung"
    choices = [item.get("value") for item in page.tree.xpath("//input[@name='documents']")]
    page = colleague.fill(page, FORM, {DOCUMENTS: choices[1]}, action=FORM)
    assert value(page, "documents.0.title") == "Của Dung"
    assert [item.title for item in opened(web.context).payload.documents] == ["Của Dung"]


def test_a_text_copied_from_the_period_before_stays_marked_until_it_is_edited(web: Web, officer: Person) -> None:
    file_previous(web.context)
    page = officer.fill(officer.get(FORM), FORM, {TONG: "140"}, onward="copy:II.6")
    assert page.answer.request.path == FORM
    text = value(page, TEXT)
    assert text.startswith("Số liệu minh họa") and value(page, TONG) == "140"
    marked = "//div[contains(@class, 'is-copied')][textarea[@id='o-narratives-II-6']]"
    assert "chép từ kỳ trước, chưa sửa" in " ".join(page.texts(marked))
    page = officer.fill(page, FORM, {TONG: "141"})
    assert opened(web.context).draft.fields[TEXT].is_copied
    assert "chép từ kỳ trước, chưa sửa" in officer.get(REVIEW).words
    page = officer.fill(page, FORM, {TEXT: text + " Đã sửa."})
    assert "chép từ kỳ trước" not in officer.get(REVIEW).words
    assert page.texts(marked) == []
    assert COPIED not in page.form()


def test_the_old_text_can_be_read_before_it_is_copied_whatever_the_field_holds(web: Web, officer: Person) -> None:
    assert not officer.get(FORM).tree.xpath("//details[contains(@class, 'previous-text')]")
    file_previous(web.context)
    for typed in ("", "Đã viết.", ""):
        page = officer.fill(officer.get(FORM), FORM, {TEXT: typed})
        box = "//div[textarea[@id='o-narratives-II-6']]"
        (old,) = page.texts(f"{box}/details/div")
        assert old.startswith("Số liệu minh họa")
        assert bool(page.find(f"{box}/button[@value='copy:II.6']").get("hidden") is not None) is bool(typed)
    copies = page.tree.xpath("//button[starts-with(@value, 'copy:')]")
    assert len(page.texts("//details[contains(@class, 'previous-text')]")) == len(copies) > 1
    copied = officer.fill(page, FORM, {}, onward="copy:II.6")
    assert " ".join(value(copied, TEXT).split()) == old


def test_the_same_period_last_year_stands_beside_the_period_before(web: Web, officer: Person) -> None:
    file_previous(web.context)
    assert "Cùng kỳ năm trước" not in officer.get(FORM).words
    file_previous(web.context, "2022-Q3")
    page = officer.get(FORM)
    expected = open_draft(web.context, OFFICER, PERIOD, UNIT).earlier.last_year
    assert expected is not None and "Cùng kỳ năm trước (Quý III năm 2022)" in page.words
    shown = page.row("tthc.tong").xpath(".//*[@data-last-year]")[0].text_content()
    assert Decimal(shown.replace(".", "")) == expected.figure("tthc.tong") > 0
    assert cell(page, "tthc.tong", "Kỳ trước").endswith(f"Cùng kỳ năm trước: {shown}")


def test_a_copied_text_of_many_lines_stays_marked_too(web: Web, officer: Person) -> None:
    period = {**real_report(), "period": "2023-H1", "documents": []}
    period["narratives"]["II.6"] = "- Một.\n- Hai.\n- Ba."
    file_previous(web.context)
    hand_in_and_check(at(web.context, MORNING), period)
    page = officer.fill(officer.get(FORM), FORM, {}, onward="copy:II.6")
    assert value(page, TEXT) == "- Một.\n- Hai.\n- Ba."
    officer.fill(page, FORM, {TONG: "141"})
    assert opened(web.context).draft.fields[TEXT].is_copied


def test_what_a_unit_is_spared_is_not_asked_for(web: Web) -> None:
    office = Person(web.app, web.context, replace(OFFICER, agency="VPUBND"), "can.bo.9@vp.gov.vn")
    page = office.get(FORM)
    assert "không áp dụng cho đơn vị" in page.row("tthc.tong").text_content()
    assert TONG not in page.form()
    assert "II.2. Cải cách thủ tục hành chính 0/2 số liệu" in page.words


def test_a_closed_period_is_shown_and_takes_nothing(web: Web, officer: Person) -> None:
    write(web.context, {TONG: "140"})
    page = officer.get(FORM)
    close_period(web.context, PERIOD)
    closed = officer.get(FORM)
    assert "Kỳ báo cáo đã khóa: chỉ xem" in closed.words
    assert closed.form().keys() == {"csrf_token", "version"}
    refused = officer.fill(page, FORM, {TONG: "141"})
    assert refused.status == 409 and "đã khóa" in refused.words
    assert opened(web.context).draft.values == {TONG: "140"}


def test_the_review_page_lists_what_is_wrong_and_leads_there(web: Web, officer: Person) -> None:
    write(web.context, real_values() | {TONG: "141", "explanations.R06": ""})
    page = officer.fill(officer.get(FORM), FORM, {}, onward="review")
    assert page.answer.request.path == REVIEW
    assert "Còn 1 lỗi: bấm vào từng lỗi" in page.words
    links = [item.get("href") for item in page.tree.xpath("//main//ul[@class='findings']//a")]
    shown = ("indicators-tthc-tong", "explanations-R06", "narratives-II-2-b")
    assert links == [f"{FORM}#o-{place}" for place in shown], "errors first"
    assert page.find("//main//form/button").get("disabled") is not None
    form = officer.get(FORM)
    assert all(form.find(f"//*[@id='{link.split('#')[1]}']") is not None for link in links)
    refused = officer.press(page, SEND)
    assert refused.status == 422 and "lệch 1" in refused.words


def test_the_officer_puts_it_before_the_leader_who_hands_it_in(web: Web, officer: Person, leader: Person) -> None:
    write(web.context, real_values())
    page = officer.get(REVIEW)
    assert "Có thể trình lãnh đạo" in page.words and "4.135,9" in page.words and "28,39" in page.words
    assert page.texts("//main//form/button") == ["Trình lãnh đạo"]
    sent = officer.press(page, SEND)
    assert sent.answer.request.path == "/bao-cao"
    assert "Đã trình. Chờ lãnh đạo đơn vị" in sent.words and "chờ lãnh đạo nộp" in sent.words
    page = leader.get(REVIEW)
    assert page.texts("//main//form/button") == ["Nộp báo cáo"]
    asked = leader.press(page, FILE)
    assert "Chưa có gì thay đổi." in asked.words and opened(web.context).filings == ()
    receipt = leader.press(asked, FILE)
    assert receipt.answer.request.path == f"/bien-nhan/{PERIOD}-{UNIT}-1"
    assert leader.press(asked, FILE).answer.request.path == receipt.answer.request.path
    assert len(opened(web.context).filings) == 1


def test_an_officer_who_may_not_hand_in_is_told_who_does(web: Web, officer: Person) -> None:
    write(web.context, real_values())
    fields = {**officer.get(REVIEW).form(SEND), "version": "1"}
    refused = officer.send(FILE, fields)
    assert refused.status == 403 and "trình lãnh đạo" in refused.words
    assert opened(web.context).filings == ()


def test_what_somebody_changed_since_the_leader_looked_is_not_handed_in(web: Web, leader: Person) -> None:
    write(web.context, real_values())
    page = leader.get(REVIEW)
    asked = leader.press(page, FILE)
    write(web.context, {"indicators.sang_kien.so_luong": "2"}, COLLEAGUE)
    for old in (page, asked):
        refused = leader.press(old, FILE)
        assert refused.status == 409 and f"{COLLEAGUE.name} vừa sửa bản nháp" in refused.words
    assert opened(web.context, LEADER).filings == ()


@pytest.mark.parametrize("path", [FORM, SEND, FILE])
def test_a_form_without_its_token_is_refused(web: Web, leader: Person, path: str) -> None:
    write(web.context, real_values())
    before = opened(web.context).draft
    assert leader.send(path, {"version": "1", TONG: "999"}).status == 400
    assert opened(web.context).draft == before


def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(web: Web) -> None:
    answer = web.app.test_client().get(FORM)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/dang-nhap?next={FORM}")


def test_each_unit_writes_its_own_report(officer: Person, stranger: Person) -> None:
    officer.fill(officer.get(FORM), FORM, {TONG: "140"})
    page = stranger.get(FORM)
    assert "Sở Tài chính" in page.words and value(page, TONG) == ""
    assert stranger.get("/bao-cao/2023-Y/nhap").status == 404
