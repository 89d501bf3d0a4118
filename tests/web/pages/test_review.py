"""The report before it is filed: what the leader reads first, sends back, and what goes on paper."""

from __future__ import annotations

from service.actions.intake.approvals import request_approval, send_back
from service.actions.review.decide import return_for_correction
from tests.support import word
from tests.support.browser import Person
from tests.support.drafts import QUA_HAN, TEXT, TONG, UNIT, opened, real_values, write
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.web import Web

REVIEW, FORM, MINE = f"/bao-cao/{PERIOD}/xem-lai", f"/bao-cao/{PERIOD}/nhap", "/bao-cao"
FILE, SEND, WITHDRAW, RETURN, STATE = (
    f"{REVIEW}/{name}" for name in ("nop", "trinh", "rut-lai", "tra-lai", "tinh-trang")
)  # fmt: skip
RATIO = "indicators.tai_chinh.ty_le_giai_ngan"


def asked(web: Web) -> int:
    """The report lies before the leader; the version of the draft."""
    write(web.context, real_values())
    request_approval(web.context, OFFICER, PERIOD, UNIT)
    return opened(web.context).draft.version


def test_the_leaders_first_page_opens_on_what_waits(web: Web, officer: Person, leader: Person) -> None:
    asked(web)
    page = leader.get(MINE)
    waiting = page.find("//section[@class='waiting']")
    assert f"{OFFICER.name} trình lúc 08:00 18/09/2023." in " ".join(waiting.text_content().split())
    assert page.find("//section[@class='waiting']/a").get("href") == REVIEW
    assert page.find("//article//p[@class='actions']/a").get("class") == "btn btn-outline-primary"
    assert officer.get(MINE).tree.xpath("//section[@class='waiting']") == []


def test_the_leader_reads_what_changed_what_home_affairs_said_and_the_findings(web: Web, leader: Person) -> None:
    hand_in_and_check(web.context, changed())
    return_for_correction(web.context, HOME_AFFAIRS, f"{PERIOD}-{UNIT}-1", "Chưa khớp.", {TONG: "Đối chiếu lại."})
    asked(web)
    write(web.context, {"indicators.sang_kien.so_luong": "2", TEXT: "Đã số hóa"})
    page = leader.get(REVIEW)
    assert "Thay đổi so với lần nộp 1" in page.words and "| 1 | 2 | +1" in " | ".join(page.texts("//main//tbody/tr/*"))
    assert page.texts("//ins") and "Chưa khớp." in page.words and "Đối chiếu lại." in page.words
    assert "Giải trình: Hai thủ tục đang chuyển mức độ" in page.words


def test_the_leader_sends_it_back_and_the_officer_finds_each_remark_at_its_cell(
    web: Web, officer: Person, leader: Person
) -> None:
    asked(web)
    assert leader.get(REVIEW).find(f"//main//a[@href='{RETURN}']") is not None
    form = leader.get(RETURN)
    typed = {"reason": "Xem lại.", f"nhan_xet.{TONG}": "Đối chiếu.", f"nhan_xet.{RATIO}": "Thấp?"}
    typed["nhan_xet.documents"] = "Thiếu."
    done = leader.send(RETURN, {**form.form(), **typed})
    assert done.answer.request.path == MINE and "Đã trả lại" in done.words
    page = officer.get(FORM)
    assert page.texts("//*[@class='remarks']/h2") == ["Lãnh đạo trả lại để sửa"]
    assert "Xem lại." in page.texts("//*[@class='remarks']//li")[0]
    for code, said in ((TONG, "Đối chiếu."), (RATIO, "Thấp?")):
        row = page.row(code.removeprefix("indicators."))
        assert [item.text_content() for item in row.xpath(".//p[@class='remark']")] == [f"Lãnh đạo: {said}"]
    assert page.texts("//section[@id='van-ban']/p[@class='remark']") == ["Lãnh đạo: Thiếu."]
    assert f"{LEADER.name} trả lại để sửa lúc 08:00 18/09/2023" in page.words


def test_the_units_first_page_says_that_the_leader_sent_it_back_until_it_waits_again(web: Web, officer: Person) -> None:
    badge = "lãnh đạo trả lại để sửa"
    version = asked(web)
    assert badge not in officer.get(MINE).words
    send_back(web.context, LEADER, PERIOD, UNIT, version, "Xem lại mục II.", {})
    assert badge in officer.get(MINE).words
    write(web.context, {QUA_HAN: "3,0"})
    assert badge in officer.get(MINE).words, "an edit is no answer yet"
    request_approval(web.context, OFFICER, PERIOD, UNIT)
    page = officer.get(MINE)
    assert badge not in page.words and "chờ lãnh đạo nộp" in page.words


def test_a_remark_without_words_and_an_old_page_send_nothing_back(web: Web, leader: Person) -> None:
    asked(web)
    form = leader.get(RETURN)
    refused = leader.send(RETURN, form.form())
    assert refused.status == 409 and "Trả lại cần có lý do" in refused.words
    write(web.context, {QUA_HAN: "3,0"})
    refused = leader.send(RETURN, {**form.form(), "reason": "Sửa <b>mục</b> II"})
    assert refused.status == 409 and refused.find("//textarea[@name='reason']").text.strip() == "Sửa <b>mục</b> II"
    assert opened(web.context).returned is None


def test_an_officer_sends_nothing_back(web: Web, officer: Person) -> None:
    version = asked(web)
    assert officer.get(RETURN).status == 403
    fields = {**officer.get(REVIEW).form(WITHDRAW), "version": str(version), "reason": "x"}
    assert officer.send(RETURN, fields).status == 403
    assert opened(web.context).draft.awaits_leader


def test_the_form_says_that_editing_withdraws_and_that_it_was_withdrawn(web: Web, officer: Person) -> None:
    asked(web)
    said = "Đang chờ lãnh đạo duyệt: sửa bất kỳ ô nào là rút lại bản trình; hai bên được báo. Trình lúc 08:00"
    assert said in officer.get(FORM).words and said in officer.get(STATE).words
    body = {"seen": 0, "changes": []}
    before = officer.autosave(f"/bao-cao/{PERIOD}/luu", body).get_json()["handOver"]
    write(web.context, {QUA_HAN: "3,0"})
    after = officer.autosave(f"/bao-cao/{PERIOD}/luu", body).get_json()["handOver"]
    assert before != after
    said = "Bản trình lãnh đạo đã được rút lại lúc 08:00 18/09/2023 (Nguyễn Văn An). Sửa xong, trình lại."
    assert said in officer.get(STATE).words


def test_the_officer_takes_it_back_by_a_button(web: Web, officer: Person) -> None:
    asked(web)
    page = officer.press(officer.get(REVIEW), WITHDRAW)
    assert "Đã rút lại bản trình" in page.words and not opened(web.context).draft.awaits_leader
    assert page.texts("//main//form/button") == ["Trình lãnh đạo"]


def test_the_form_says_what_was_filed_and_that_a_new_version_is_not(web: Web, officer: Person, leader: Person) -> None:
    asked(web)
    leader.press(leader.press(leader.get(REVIEW), FILE), FILE)
    said = f"Lần 1 đã nộp lúc 08:00 18/09/2023 ({LEADER.name})."
    assert f"{said} Nếu sửa, cần nộp lại." in officer.get(FORM).words
    write(web.context, {QUA_HAN: "3,0"})
    assert f"Đang sửa bản mới, chưa nộp. {said}" in officer.get(FORM).words


def test_the_paper_has_the_findings_the_explanations_and_a_place_to_sign(web: Web, leader: Person) -> None:
    asked(web)
    page = leader.get(REVIEW)
    assert page.find("//p[@class='on-paper draft-mark']").text_content() == "DỰ THẢO – CHƯA NỘP"
    for element in ("//ul[@class='findings']", "//div[@class='on-paper signatures']"):
        assert not any("no-print" in item.get("class", "") for item in page.find(element).iterancestors())
    signed = page.texts("//div[@class='on-paper signatures']/p")
    assert [words.split("(")[0] for words in signed] == ["NGƯỜI LẬP BÁO CÁO", "THỦ TRƯỞNG ĐƠN VỊ"]


def test_figures_stand_in_the_review_as_in_every_table(web: Web, leader: Person) -> None:
    write(web.context, {"indicators.ho_so.tiep_nhan": "7266", TONG: "n/a", QUA_HAN: "9O9"})
    page = leader.get(REVIEW)
    shown = page.texts("//section[@class='as-printed']//strong")
    assert "7.266" in shown and "không áp dụng" in shown and "9O9" in shown


def test_a_draft_is_had_in_word_at_any_time_and_says_that_it_is_one(web: Web, officer: Person) -> None:
    path = f"/bao-cao/{PERIOD}/du-thao.docx"

    def said() -> list[str]:
        answer = officer.get(path).answer
        assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
        return word.words(word.opened(answer.get_data()))

    assert any(text.startswith("DỰ THẢO") for text in said()), "also before anything was written"
    write(web.context, real_values())
    assert any("7.266" in text for text in said())
    assert officer.get(f"/bao-cao/{PERIOD}/van-ban.docx").status == 404, "nothing was filed"


def test_the_leader_told_of_remarks_before_sees_them_again(web: Web, leader: Person) -> None:
    send_back(web.context, LEADER, PERIOD, UNIT, asked(web), "Xem lại mục II.", {})
    request_approval(web.context, OFFICER, PERIOD, UNIT)
    page = leader.get(REVIEW)
    assert "Ý kiến của lãnh đạo khi trả lại cán bộ" in page.words and "Xem lại mục II." in page.words
