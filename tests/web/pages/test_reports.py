"""What a unit owes, its receipts, its filings side by side, and files instead of typing."""

from __future__ import annotations

import base64
import hashlib
import io
from datetime import timedelta
from urllib.parse import quote, urlsplit

import openpyxl
import pytest

from service.actions.intake.drafts import submit_draft
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period, extend, open_period, waive
from service.actions.review.decide import approve_submission, return_for_correction
from service.app import create_app
from service.libreoffice import find_office
from tests.support.browser import HOME, Page, Person
from tests.support.drafts import COLLEAGUE, TONG, UNIT, file_previous, opened, real_values, write
from tests.support.filings import changed, give_up_on, hand_in_and_check, of_agency, raw, real_report
from tests.support.installation import AUDITOR, HOME_AFFAIRS, LEADER, MORNING, OFFICER, PERIOD, at
from tests.support.web import Web
from tests.support.workbooks import filled, filled_and_explained, form, form_saying, typed

MINE = "/bao-cao"
FILE = f"/bao-cao/{PERIOD}/tep"
TAKEN = f"/bao-cao/{PERIOD}/tep/dua-vao"
COMPARE = f"/bao-cao/{PERIOD}/so-sanh"
FIRST = f"{PERIOD}-{UNIT}-1"
ORIGINAL, ANNOTATED = f"/lan-nop/{FIRST}/tep-goc", f"/lan-nop/{FIRST}/tep-danh-dau.xlsx"


def heading(page: Page, number: int = 1) -> str:
    """What the header of a period's report says."""
    return page.texts("//main//article/header")[number - 1]


def file_form(web: Web) -> str:
    """Hand in the real report by the form; the SHA-256 of what was filed."""
    write(web.context, real_values())
    return submit_draft(web.context, LEADER, PERIOD, UNIT, opened(web.context).draft.version).sha256


def guest(web: Web, path: str) -> Page:
    """A page as somebody sees it who is not signed in."""
    return Page(web.app.test_client().get(path, base_url=HOME))


def later(web: Web, **passed: float) -> Person:
    """The officer, when so much time has gone by."""
    context = at(web.context, MORNING + timedelta(**passed))
    return Person(create_app(context.settings, context), context, OFFICER, "van.an.1@sgtvt.gov.vn")


def test_what_is_owed_is_shown_with_the_days_that_are_left(officer: Person) -> None:
    page = officer.get(MINE)
    assert heading(page) == "Quý III năm 2023 còn 2 ngày 9 giờ"
    assert "Hạn nộp 17:00 20/09/2023" in page.words
    assert page.texts("//p[@class='actions']/a") == ["Nhập báo cáo", "Nhập từ tệp Excel", "Đọc từ báo cáo Word, PDF"]


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        ({"hours": 33}, "còn 1 ngày 0 giờ"), ({"days": 2, "hours": 8, "minutes": 30}, "còn 30 phút"),
        ({"days": 2, "hours": 9, "minutes": 1}, "quá hạn 1 ngày"), ({"days": 7}, "quá hạn 5 ngày"),
    ],
)  # fmt: skip
def test_the_time_that_is_left_is_said_in_words(web: Web, passed: dict[str, float], said: str) -> None:
    assert heading(later(web, **passed).get(MINE)) == f"Quý III năm 2023 {said}"


def test_a_draft_is_taken_up_again_and_a_filing_corrected(web: Web, officer: Person) -> None:
    write(web.context, {TONG: "140"}, COLLEAGUE)
    page = officer.get(MINE)
    offered = ["Nhập tiếp", "Nhập từ tệp Excel", "Đọc từ báo cáo Word, PDF", "Xem lại và trình lãnh đạo"]
    offered += ["Tải dự thảo (Word)"] + ["Tải dự thảo (PDF)"] * bool(find_office())
    assert page.texts("//p[@class='actions']/a")[: len(offered)] == offered
    assert f"{COLLEAGUE.name} sửa lúc 08:00 18/09/2023" in page.words
    file_form(web)
    page = officer.get(MINE)
    assert page.texts("//p[@class='actions']/a")[0] == "Sửa và trình lại"
    assert page.texts("//table//tr/td")[:4] == ["08:00 18/09/2023", LEADER.name, "biểu mẫu web", "đang kiểm tra"]


def test_a_valid_filing_an_extension_a_waiver_and_a_closed_period_are_told(web: Web, officer: Person) -> None:
    file_previous(web.context)
    close_period(web.context, "2023-H1")
    extend(web.context, PERIOD, UNIT, MORNING + timedelta(days=10), "Sở Nội vụ", "Bão số 3")
    page = officer.get(MINE)
    assert heading(page) == "Quý III năm 2023 còn 10 ngày"
    assert "Hạn nộp 08:00 28/09/2023 (được gia hạn: Bão số 3)" in page.words
    assert heading(page, 2) == "6 tháng đầu năm 2023 kỳ đã khóa"
    hand_in_and_check(web.context, real_report())
    assert heading(officer.get(MINE)) == "Quý III năm 2023 đã nộp hợp lệ"
    waive(web.context, PERIOD, UNIT, "Sở Nội vụ", "Đang sáp nhập")
    page = officer.get(MINE)
    assert heading(page) == "Quý III năm 2023 được miễn nộp"
    assert "Lý do miễnĐang sáp nhập" in page.words


def test_open_periods_come_first(web: Web, officer: Person) -> None:
    close_period(web.context, PERIOD)
    open_period(web.context, "2022-Q3")
    page = officer.get(MINE)
    assert [heading(page, 1)[:16], heading(page, 2)[:16]] == ["Quý III năm 2022", "Quý III năm 2023"]


def test_the_receipt_proves_the_filing_with_its_checksum_and_a_code_to_verify_it(web: Web, officer: Person) -> None:
    sha256 = file_form(web)
    page = officer.get(f"/bien-nhan/{FIRST}")
    assert page.find("//code").text_content() == sha256
    for said in (
        FIRST,
        "Sở Giao thông vận tải",
        "Quý III năm 2023",
        "08:00 18/09/2023",
        f"{LEADER.name} (biểu mẫu web)",
    ):
        assert said in page.words
    assert page.find("//*[@id='ket-qua']").text_content().strip() == "đã nhận, đang kiểm tra"
    link = page.find("//figure//a").get("href")
    assert link == f"{web.context.settings.address}/xac-minh/{sha256}"
    kind, _, content = page.find("//img[@class='qr']").get("src").partition(",")
    assert kind.startswith("data:image/")
    picture = base64.b64decode(content) if kind.endswith("base64") else content.encode()
    assert b"svg" in picture or picture.startswith(b"\x89PNG")
    validate_submission(web.context, FIRST)
    assert "hợp lệ, chờ Sở Nội vụ tiếp nhận" in officer.get(f"/bien-nhan/{FIRST}").words


def test_what_was_filed_by_the_form_has_the_checksum_of_its_bytes(web: Web, officer: Person) -> None:
    sha256 = file_form(web)
    answer = officer.get(ORIGINAL).answer
    assert hashlib.sha256(answer.get_data()).hexdigest() == sha256


def test_everybody_can_verify_a_receipt_and_nobody_learns_a_figure(web: Web, officer: Person) -> None:
    sha256 = file_form(web)
    path = urlsplit(officer.get(f"/bien-nhan/{FIRST}").find("//figure//a").get("href")).path
    page = guest(web, path)
    proof = "Xác nhận: hệ thống đã nhận báo cáo này lúc 08:00 18/09/2023. Tình trạng hiện nay: đã nhận, đang kiểm tra."
    assert (page.status, page.texts("//main//strong")) == (200, [proof])
    for said in (FIRST, "Sở Giao thông vận tải", "08:00 18/09/2023", sha256):
        assert said in page.words
    for hidden in ("7.266", "4.135,9", LEADER.name, "Sở Giao thông vận tải đã chủ động", "tthc"):
        assert hidden not in page.source


def test_a_receipt_can_be_verified_by_typing_the_beginning_of_its_code(web: Web) -> None:
    sha256 = file_form(web)
    page = guest(web, "/xac-minh")
    assert page.status == 200 and page.find("//input[@name='ma']") is not None
    assert "Không có báo cáo nào" not in page.words
    for code in (sha256, sha256[:16].upper(), f"{sha256[:8]} {sha256[8:20]}"):
        assert FIRST in guest(web, f"/xac-minh?ma={quote(code)}").words
    for code in (sha256[:15], sha256[:15] + ("0" if sha256[15] != "0" else "1"), FIRST):
        page = guest(web, f"/xac-minh?ma={quote(code)}")
        assert "Không có báo cáo nào với mã này" in page.words and "Sở Giao thông vận tải" not in page.words


def test_a_receipt_and_its_verification_say_what_it_is_worth(web: Web, officer: Person) -> None:
    """In the order in which it happens: being checked, valid, returned, and a newer one that counts."""
    sha256 = file_form(web)

    def said() -> tuple[str, bool]:
        receipt, proof = officer.get(f"/bien-nhan/{FIRST}"), guest(web, f"/xac-minh/{sha256}")
        state = receipt.find("//*[@id='ket-qua']").text_content().strip()
        return state, f"Tình trạng hiện nay: {state}." in proof.words

    assert said() == ("đã nhận, đang kiểm tra", True)
    validate_submission(web.context, FIRST)
    assert said() == ("hợp lệ, chờ Sở Nội vụ tiếp nhận", True)
    return_for_correction(web.context, HOME_AFFAIRS, FIRST, "Chưa khớp.")
    assert said() == ("Sở Nội vụ trả lại để sửa và nộp lại", True)
    hand_in_and_check(web.context, changed(khao_sat__so_phieu=7))
    state, is_same = said()
    assert is_same and state.startswith("đã có lần nộp mới hơn: lần 2")


def test_the_receipt_of_a_failed_filing_says_so_and_what_to_do(web: Web, officer: Person) -> None:
    hand_in_and_check(web.context, changed(tthc__tong=141))
    page = officer.get(f"/bien-nhan/{FIRST}")
    assert page.find("//div[@id='bien-nhan']").get("class") == "receipt receipt-bad"
    assert "có lỗi, chưa được ghi nhận" in page.words and "lệch 1" in page.words
    assert "Cần làm: sửa các lỗi trên rồi nộp lại trước hạn 17:00 20/09/2023." in page.words
    assert page.find(f"//main//a[@href='/bao-cao/{PERIOD}/nhap']") is not None
    assert heading(officer.get(MINE)) == "Quý III năm 2023 có lỗi, chưa được ghi nhận: cần sửa và nộp lại"


@pytest.mark.parametrize("sha256", ["0" * 64, "x", "a" * 5000, "%00", "<script>", "' OR 1=1"])
def test_a_checksum_that_nobody_filed_is_said_to_be_none(web: Web, sha256: str) -> None:
    file_form(web)
    page = guest(web, f"/xac-minh/{sha256}")
    assert page.status in {200, 404}
    assert FIRST not in page.source and "<script>" not in page.find("//main").text_content().replace(sha256, "")
    if page.status == 200:
        assert "Không có báo cáo nào với mã này" in page.words


def test_a_filing_is_shown_as_it_was_handed_in_with_what_was_said_of_it(web: Web, officer: Person) -> None:
    hand_in_and_check(web.context, changed(tthc__tong=141))
    page = officer.get(f"/lan-nop/{FIRST}")
    assert "có lỗi" in page.words and "lệch 1" in page.words
    assert "7.266" in page.words and "28,4" in page.words
    assert "(API)" in page.words


@pytest.mark.parametrize("path", [f"/bien-nhan/{FIRST}", f"/lan-nop/{FIRST}", ORIGINAL, ANNOTATED])
def test_another_units_filings_look_like_those_that_are_not_there(web: Web, stranger: Person, path: str) -> None:
    file_form(web)
    page, missing = stranger.get(path), stranger.get(path.replace("SGTVT-1", "SGTVT-9"))
    assert page.status == missing.status == 404 and "7.266" not in page.source
    assert page.words == missing.words.replace("SGTVT-9", "SGTVT-1")


def test_the_newest_two_filings_are_compared_figure_by_figure_and_word_by_word(web: Web, officer: Person) -> None:
    first = real_report()
    second = changed(tthc__tong=141, sang_kien__so_luong=None, tai_chinh__dau_tu_cong_ke_hoach=4000)
    second["narratives"]["V"] = "Không. <b>Đề nghị</b>"
    second["documents"] = second["documents"][1:]
    for report in (first, second):
        hand_in_and_check(web.context, report)
    page = officer.get(COMPARE)
    rows = [" | ".join(row) for row in (page.texts(f"//tbody/tr[{n}]/*") for n in range(1, 4))]
    assert rows == [
        "I.5.1. Số mô hình, sáng kiến, giải pháp mới trong CCHC | 1 | (trống) | –",
        "II.2.3. Tổng số TTHC thuộc thẩm quyền giải quyết | 140 | 141 | +1",
        "II.5.1. Kế hoạch vốn đầu tư công được giao | 4.135,9 | 4.000 | −135,9",
    ]
    assert page.texts("//ins") == ["<b>Đề nghị</b>"]
    assert len(page.texts("//li/del")) == 1
    chosen = officer.get(f"{COMPARE}?tu=2&den=1")
    assert "141 | 140 | −1" in " | ".join(chosen.texts("//tbody/tr[2]/td"))
    assert "Hai lần nộp có nội dung như nhau" in officer.get(f"{COMPARE}?tu=1&den=1").words


def test_what_cannot_be_compared_is_said_in_words(web: Web, officer: Person) -> None:
    hand_in_and_check(web.context, real_report())
    page = officer.get(COMPARE)
    assert page.status == 404 and "Cần hai lần nộp" in page.words
    hand_in_and_check(web.context, changed(tthc__tong=141))
    assert "140 | 141" in " | ".join(officer.get(f"{COMPARE}?tu=x").texts("//tbody/tr[1]/td"))
    for query in ("?tu=1&den=9", "?tu=-1"):
        page = officer.get(COMPARE + query)
        assert page.status == 404 and "Không có lần nộp" in page.words


def test_what_home_affairs_said_stands_with_the_unit_s_reports_until_it_is_mended(web: Web, officer: Person) -> None:
    hand_in_and_check(web.context, real_report())
    return_for_correction(
        web.context, HOME_AFFAIRS, FIRST, "Chưa khớp.", {"indicators.ho_so.tiep_nhan": "Đối <chiếu> lại."}
    )
    said = f"II.2.7. Tổng số hồ sơ TTHC tiếp nhận trong kỳ: Đối <chiếu> lại. ({HOME_AFFAIRS.name}, 08:00 18/09/2023)"
    for path in (MINE, f"/lan-nop/{FIRST}", f"/bao-cao/{PERIOD}/nhap"):
        page = officer.get(path)
        assert page.texts("//*[@class='remarks']//li") == [f"Chưa khớp. ({HOME_AFFAIRS.name}, 08:00 18/09/2023)", said]
    assert heading(officer.get(MINE)) == "Quý III năm 2023 bị trả lại: cần sửa và nộp lại"
    hand_in_and_check(web.context, changed(khao_sat__so_phieu=7))
    page = officer.get(MINE)
    assert heading(page) == "Quý III năm 2023 đã nộp hợp lệ" and page.texts("//*[@class='remarks']") == []
    approve_submission(web.context, HOME_AFFAIRS, f"{PERIOD}-{UNIT}-2")
    assert heading(officer.get(MINE)) == "Quý III năm 2023 đã tiếp nhận"


def test_a_file_is_brought_into_the_form(web: Web, officer: Person) -> None:
    page = officer.get(FILE)
    assert page.find("//button[@value='hand_in']").get("disabled") is not None
    write(web.context, {TONG: "141", "indicators.ho_so.tiep_nhan": "7.000", "narratives.V": "Không"})
    page = officer.upload(FILE, typed(filled(), tthc__tong="một trăm"), "Quý III.xlsx", what="take")
    assert "Tệp «Quý III.xlsx» có 36 số liệu, 40 mục nội dung, 17 văn bản. Chưa có gì được ghi." in page.words
    assert "Cần xem lại trong tệp" in page.words and "một trăm" in page.words
    assert page.texts("//del") == ["7.000", "Không"] and "7.266" in page.texts("//ins")
    assert "Có trong biểu mẫu, không có trong tệp (1)" in page.words
    assert opened(web.context).draft.values[TONG] == "141"
    replaced = officer.send(TAKEN, {**dict(page.form(TAKEN).items()), "mode": "replace"})
    assert replaced.answer.request.path == f"/bao-cao/{PERIOD}/nhap"
    assert "Đã đưa nội dung của tệp vào biểu mẫu." in replaced.words
    values = opened(web.context).draft.values
    assert (values[TONG], values["indicators.ho_so.tiep_nhan"]) == ("", "7.266")


def test_a_file_may_fill_in_what_is_empty_and_leave_the_rest(web: Web, officer: Person) -> None:
    write(web.context, {TONG: "141"})
    page = officer.upload(FILE, filled(), "Quý III.xlsx", what="take")
    officer.send(TAKEN, {**dict(page.form(TAKEN).items()), "mode": "fill"})
    values = opened(web.context).draft.values
    assert (values[TONG], values["indicators.ho_so.tiep_nhan"]) == ("141", "7.266")


def test_a_file_that_says_what_the_form_says_changes_nothing(web: Web, officer: Person) -> None:
    write(web.context, real_values())
    page = officer.upload(FILE, filled_and_explained(), "Quý III.xlsx", what="take")
    assert "giống hệt biểu mẫu" in page.words and page.texts("//button[@name='mode']") == []


@pytest.mark.parametrize("values", ["", "{", "[]", '{"a": 1}', '{"indicators.khong.co": "1"}'])
def test_what_no_page_of_ours_sends_is_refused_in_words(web: Web, officer: Person, values: str) -> None:
    page = officer.upload(FILE, filled(), "a.xlsx", what="take")
    refused = officer.send(TAKEN, {**dict(page.form(TAKEN).items()), "mode": "replace", "values": values})
    assert refused.status in {404, 422}
    assert opened(web.context).draft.values == {}


def test_a_file_with_a_warning_that_nobody_explained_is_not_handed_in(web: Web, leader: Person) -> None:
    page = leader.upload(FILE, filled(), "a.xlsx", what="hand_in")
    assert page.status == 422
    assert "Còn 1 cảnh báo chưa giải trình" in page.words and "Tổng số TTHC trực tuyến (122)" in page.words
    assert opened(web.context).filings == ()


def test_what_somebody_wrote_since_the_page_was_opened_is_not_overwritten_by_a_file(web: Web, officer: Person) -> None:
    preview = officer.upload(FILE, raw(real_report()), "a.json", what="take")
    write(web.context, {TONG: "141"}, COLLEAGUE)
    page = officer.send(TAKEN, {**dict(preview.form(TAKEN).items()), "mode": "replace"})
    assert "Không ghi đè, vì người khác vừa sửa" in page.words and f"141 ({COLLEAGUE.name})" in page.words
    assert opened(web.context).draft.values[TONG] == "141"


def test_a_file_is_checked_before_it_is_handed_in(web: Web, officer: Person) -> None:
    page = officer.upload(FILE, typed(filled(), tthc__tong=141), "Quý III.xlsx", what="check")
    assert page.answer.headers["Content-Disposition"].startswith("attachment")
    book = openpyxl.load_workbook(io.BytesIO(page.answer.get_data()))
    assert book.sheetnames[0] == "Danh sách lỗi"
    listed = [" ".join(str(cell) for cell in row if cell) for row in book["Danh sách lỗi"].values]
    assert any("Tổng số TTHC (141)" in line and "lệch 1" in line for line in listed)
    assert opened(web.context).filings == () and TONG not in opened(web.context).draft.values
    good = typed(form_saying("122 TTHC; cấp độ 3", "120 TTHC; cấp độ 3"), dvctt__tong_tthc=120)
    page = officer.upload(FILE, good, "Tốt.xlsx", what="check")
    assert "Tệp «Tốt.xlsx»: không thấy chỗ nào cần sửa." in page.words
    assert officer.upload(FILE, raw(real_report()), "a.json", what="check").status == 415


def test_a_leader_hands_in_a_file_and_gets_its_receipt(web: Web, leader: Person, officer: Person) -> None:
    content = filled_and_explained()
    refused = officer.upload(FILE, content, "a.xlsx", what="hand_in")
    assert refused.status == 403 and "trình lãnh đạo" in refused.words
    page = leader.upload(FILE, content, "a.xlsx", what="hand_in")
    assert page.answer.request.path == f"/bien-nhan/{FIRST}"
    assert page.find("//code").text_content() == hashlib.sha256(content).hexdigest()
    download = officer.get(ORIGINAL).answer
    assert download.get_data() == content
    assert download.headers["Content-Disposition"].partition("a.xlsx")[0].startswith("attachment; filename")


def test_a_file_that_was_returned_is_said_to_be_no_news(web: Web, leader: Person) -> None:
    content = filled_and_explained()
    leader.upload(FILE, content, "a.xlsx", what="hand_in")
    validate_submission(web.context, FIRST)
    return_for_correction(web.context, HOME_AFFAIRS, FIRST, "Số liệu chưa khớp")
    page = leader.upload(FILE, content, "a.xlsx", what="hand_in")
    assert page.status == 409
    assert "Nội dung này đã nộp lúc" in page.words and "đã bị trả lại lúc" in page.words


def test_a_filing_that_could_not_be_checked_is_explained_wherever_the_unit_looks(web: Web, leader: Person) -> None:
    content = filled_and_explained()
    leader.upload(FILE, content, "a.xlsx", what="hand_in")
    give_up_on(web.context, FIRST)
    for path in (MINE, f"/lan-nop/{FIRST}", f"/bien-nhan/{FIRST}"):
        page = leader.get(path)
        assert "không kiểm tra được nên lần nộp này chưa được tính" in page.words
        assert "đang kiểm tra" not in page.words and "Chưa đọc được" not in page.words
    page = leader.upload(FILE, content, "a.xlsx", what="hand_in")
    assert page.answer.request.path == f"/bien-nhan/{FIRST}" and "đang được kiểm tra" in page.words
    validate_submission(web.context, FIRST)
    assert "không kiểm tra được" not in leader.get(MINE).words


@pytest.mark.parametrize(
    ("content", "name", "status", "said"),
    [
        (raw(of_agency("STC")), "a.json", 422, "Báo cáo ghi đơn vị «STC», cần «SGTVT»"),
        (b"{", "a.json", 422, "không phải JSON"),
        (b"x", "a.docx", 415, "không đúng loại"),
        (b"x", "", 422, "Thiếu trường «file»"),
        (b"khong phai", "a.xlsx", 415, "Excel"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_words(
    web: Web, officer: Person, content: bytes, name: str, status: int, said: str
) -> None:
    page = officer.upload(FILE, content, name, what="take")
    assert said in page.words
    assert page.status == status
    assert opened(web.context).draft.values == {}


def test_the_blank_form_is_the_units_own(web: Web, officer: Person) -> None:
    answer = officer.get(f"/bao-cao/{PERIOD}/bieu-mau.xlsx").answer
    assert answer.status_code == 200 and answer.get_data()[:2] == b"PK"
    assert f"bieu-mau-{PERIOD}-{UNIT}.xlsx" in answer.headers["Content-Disposition"]
    assert officer.upload(FILE, form(agency="STC"), "a.xlsx", what="take").status == 422


def test_who_belongs_to_no_unit_owes_no_report(web: Web) -> None:
    auditor = Person(web.app, web.context, AUDITOR, "kiem.tra.7@hungyen.gov.vn")
    assert auditor.get(MINE).status == 403
