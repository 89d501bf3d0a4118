"""A filing before Home Affairs on the page: figures with earlier ones, and the answer to it."""

from __future__ import annotations

import pytest

from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import open_period
from service.actions.review.decide import return_for_correction
from service.domain.organization.access import Caller, Role
from tests.support.browser import Page, Person
from tests.support.filings import changed, give_up_on, hand_in, hand_in_and_check, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web

FIRST, SECOND = f"/duyet/{PERIOD}-SGTVT-1", f"/duyet/{PERIOD}-SGTVT-2"
ACCEPT, RETURN = f"{FIRST}/tiep-nhan", f"{FIRST}/tra-lai"
FIGURE, SECTION = "nhan_xet.indicators.ho_so.tiep_nhan", "nhan_xet.narratives.V"


@pytest.fixture
def filed(web: Web) -> Web:
    """The real report, valid."""
    hand_in_and_check(web.context, real_report())
    return web


def figures(page: Page, name: str) -> list[str]:
    """This period, the one before, and the same of last year."""
    return page.texts(f"//tr[th[starts-with(normalize-space(.), '{name}')]]/td[contains(@class,'num')]")


def forms(page: Page) -> list[str]:
    return [str(action) for action in page.tree.xpath("//main//form[@method='post']/@action")]


def buttons(page: Page) -> list[str]:
    """Where the buttons lead that do not send their form to its own address."""
    return [str(action) for action in page.tree.xpath("//main//button/@formaction")]


def test_figures_stand_beside_the_period_before_and_last_year(filed: Web, watcher: Person) -> None:
    name = "Tổng số hồ sơ TTHC tiếp nhận trong kỳ"
    assert figures(watcher.get(FIRST), name) == ["7.266", "–", "–"]
    for period, count in (("2023-H1", 7000), ("2022-Q3", 0)):
        open_period(filed.context, period)
        put_valid(filed.context, ["SGTVT"], period, ho_so__tiep_nhan=count)
    assert figures(watcher.get(FIRST), name) == ["7.266", "7.000", "0"]


def test_findings_lead_to_their_figures_and_tell_what_was_not_explained(web: Web, watcher: Person) -> None:
    hand_in_and_check(web.context, real_report())
    page = watcher.get(FIRST)
    link = page.find("//li[contains(@class,'finding-warning')]/a").get("href")
    assert page.find(f"//tr[@id='{link.removeprefix('#')}']").get("class") == "has-finding"
    assert "Chưa giải trình." in page.find("//li[contains(@class,'finding-warning')]").text_content()
    hand_in_and_check(
        web.context, changed(sang_kien__so_luong=2) | {"explanations": {"R06": "Hai thủ tục chờ công bố."}}
    )
    said = watcher.get(SECOND).find("//li[contains(@class,'finding-warning')]").text_content()
    assert "Giải trình: Hai thủ tục chờ công bố." in said and "Chưa giải trình" not in said


def test_a_warning_that_asks_for_no_explanation_is_not_said_to_lack_one(web: Web, watcher: Person) -> None:
    report = real_report()
    report["narratives"]["V"] = "Kiến nghị: ........"
    hand_in_and_check(web.context, report)
    said = watcher.get(FIRST).texts("//li[contains(@class,'finding-warning')]")
    (gap,) = [text for text in said if "còn chỗ chưa điền" in text]
    assert "Chưa giải trình" not in gap and sum("Chưa giải trình" in text for text in said) == 1


def test_every_link_to_a_place_on_the_page_has_that_place(filed: Web, watcher: Person) -> None:
    page = watcher.get(FIRST)
    places = page.tree.xpath("//main//a[starts-with(@href,'#')]/@href")
    assert len(places) > 10 and all(page.tree.xpath(f"//*[@id='{place[1:]}']") for place in places)


def test_the_jump_list_leads_to_every_part_also_to_one_of_texts_alone(filed: Web, watcher: Person) -> None:
    shown = watcher.get(FIRST).texts("//nav[contains(@class,'jump')]/a")
    assert [code for code in shown if code in {"I", "II", "III", "IV", "V"}] == ["I", "II", "III", "IV", "V"]
    assert shown.index("II.6") + 1 == shown.index("III")


def test_a_section_that_was_left_out_can_be_remarked_upon(web: Web, watcher: Person, officer: Person) -> None:
    report = real_report()
    left_out = "I.b"
    report["narratives"] = {code: text for code, text in report["narratives"].items() if code != left_out}
    hand_in_and_check(web.context, report)
    field = f"nhan_xet.narratives.{left_out}"
    watcher.fill(watcher.get(FIRST), RETURN, {field: "Nêu thêm tồn tại."}, action=RETURN)
    assert "Nêu thêm tồn tại." in officer.get(f"/bao-cao/{PERIOD}/nhap").words


def test_it_is_accepted(filed: Web, watcher: Person) -> None:
    page = watcher.send(ACCEPT, watcher.get(FIRST).form(RETURN))
    assert "Đã tiếp nhận báo cáo." in page.words and "đã tiếp nhận" in page.words
    assert page.find(f"//button[@formaction='{ACCEPT}']").get("disabled") is not None
    again = watcher.send(ACCEPT, page.form(RETURN))
    assert again.status == 409 and "đã được xử lý" in again.words


def test_it_is_returned_with_remarks_where_they_belong(filed: Web, watcher: Person, officer: Person) -> None:
    typed = {FIGURE: "Đối chiếu lại.", SECTION: "Viết rõ.\nTừng ý.", "reason": "Chưa khớp."}
    page = watcher.fill(watcher.get(FIRST), RETURN, typed, action=RETURN)
    assert "Đã trả lại báo cáo" in page.words
    remarks = page.find("//section[@class='remarks']").text_content()
    assert "Chưa khớp." in remarks and "II.2.7. Tổng số hồ sơ TTHC tiếp nhận trong kỳ: Đối chiếu lại." in remarks
    assert "Đối chiếu lại." in page.find("//tr[td//input[contains(@name,'ho_so.tiep_nhan')]]/th").text_content()
    assert "Chưa khớp." in page.texts("//h2[text()='Lịch sử']/following-sibling::ul/li")[0]
    form = officer.get(f"/bao-cao/{PERIOD}/nhap").words
    assert "Đối chiếu lại." in form


def test_without_a_word_it_is_not_returned(filed: Web, watcher: Person) -> None:
    page = watcher.press(watcher.get(FIRST), RETURN)
    assert page.status == 409 and "cần có lý do, hoặc nhận xét" in page.words
    assert "chờ tiếp nhận" in watcher.get(FIRST).words


def test_a_remark_on_what_the_form_does_not_have_is_refused(filed: Web, watcher: Person) -> None:
    fields = watcher.get(FIRST).form(RETURN)
    page = watcher.send(RETURN, {**fields, "nhan_xet.<b>x</b>": "Sai"})
    assert page.status == 404 and "không có ô" in page.words and "<b>x" not in page.source


def test_remarks_are_text_and_never_markup(filed: Web, watcher: Person) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    page = watcher.fill(watcher.get(FIRST), RETURN, {"reason": hostile, FIGURE: hostile}, action=RETURN)
    assert hostile in page.words and "<img src=x" not in page.source


def test_the_enter_key_in_a_remark_sends_nothing(filed: Web, watcher: Person) -> None:
    """A browser presses the first button of the form, and nothing where that is disabled."""
    first = watcher.get(FIRST).find(f"//form[@action='{RETURN}']//button")
    assert first.get("disabled") is not None
    assert first.get("formaction") is None


def test_only_the_revision_that_counts_can_be_answered(filed: Web, watcher: Person) -> None:
    hand_in_and_check(filed.context, changed(sang_kien__so_luong=2))
    hand_in_and_check(filed.context, changed(tthc__tong=1))
    shown = {number: watcher.get(f"/duyet/{PERIOD}-SGTVT-{number}") for number in (1, 2, 3)}
    answerable = [bool(page.tree.xpath("//main//button[text()='Tiếp nhận']")) for page in shown.values()]
    assert answerable == [False, True, False]
    assert shown[2].texts("//p[contains(@class,'actions')]/a")[-3:-1] == ["Lần nộp 3", "Lần nộp 1"]
    answer = watcher.send(RETURN, {**shown[2].form(SECOND + "/tra-lai"), "reason": "Cũ"})
    assert answer.status == 409 and "lần 2 mới hơn" in answer.words


def test_a_filing_that_is_still_checked_is_shown_without_an_answer(web: Web, watcher: Person) -> None:
    hand_in(web.context, real_report())
    page = watcher.get(FIRST)
    assert (page.status, ACCEPT in buttons(page)) == (200, False)
    assert watcher.get(SECOND).status == 404


def test_whoever_only_looks_sees_everything_and_answers_nothing(filed: Web, auditor: Person, watcher: Person) -> None:
    return_for_correction(filed.context, HOME_AFFAIRS, f"{PERIOD}-SGTVT-1", "Chưa khớp.")
    page = auditor.get(FIRST)
    assert "Chưa khớp." in page.words and "7.266" in page.words
    assert page.tree.xpath("//main//input[starts-with(@name,'nhan_xet')]") == []
    token = {"csrf_token": auditor.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")}
    for path in (ACCEPT, RETURN):
        assert auditor.send(path, {**token, "reason": "Không được"}).status == 403
    assert "trả lại" in watcher.get(FIRST).words


@pytest.mark.parametrize("who", ["officer", "leader", "stranger"])
def test_units_are_not_let_in(filed: Web, request: pytest.FixtureRequest, who: str) -> None:
    page = request.getfixturevalue(who).get(FIRST)
    assert page.status == 403 and "7.266" not in page.source


def test_what_could_not_be_checked_is_tried_again_after_a_second_thought(web: Web, watcher: Person) -> None:
    give_up_on(web.context, hand_in(web.context, real_report()))
    page = watcher.get(FIRST)
    assert "không kiểm tra được" in page.words and "vẫn được nhắc nộp" in page.words
    again = f"{FIRST}/kiem-tra-lai"
    assert again in forms(page)
    assert (
        page.find(f"//details[summary]//form[@action='{again}']//button").text_content() == "Kiểm tra lại lần nộp này"
    )
    page = watcher.press(page, again)
    assert "Đang kiểm tra lại" in page.words
    validate_submission(web.context, f"{PERIOD}-SGTVT-1")
    page = watcher.get(FIRST)
    assert again not in forms(page) and ACCEPT in buttons(page)
    assert "kiểm tra lại báo cáo" in page.words


def test_remarks_are_made_on_ratios_and_on_the_list_of_documents_too(filed: Web, watcher: Person) -> None:
    page = watcher.get(FIRST)
    typed = {"nhan_xet.indicators.tai_chinh.ty_le_giai_ngan": "Tỷ lệ thấp.", "nhan_xet.documents": "Thiếu văn bản."}
    assert typed.keys() <= page.form(RETURN).keys()
    answered = watcher.send(RETURN, {**page.form(RETURN), **typed})
    assert answered.status == 200
    listed = [(item.get("href"), item.text) for item in answered.tree.xpath("//section[@class='remarks']//a")]
    assert ("#van-ban", "Danh mục văn bản") in listed and "Tỷ lệ thấp." in answered.words


OFFICERS = (Caller("Lê Văn Cường", Role.HOME_AFFAIRS), Caller("Phạm Thị Hà", Role.HOME_AFFAIRS))
KEEP, ADD = f"{FIRST}/y-kien", f"{FIRST}/them-y-kien"


@pytest.fixture
def both(filed: Web) -> tuple[Person, Person]:
    """Two people of Home Affairs."""
    first, second = (
        Person(filed.app, filed.context, person, f"{number}@snv.gov.vn") for number, person in enumerate(OFFICERS)
    )
    return first, second


def typed(page: Page) -> dict[str, str]:
    """What stands in the fields for remarks that are not empty."""
    fields = page.form(page.find("//form[@id='y-kien']").get("action"))
    return {name: text for name, text in fields.items() if text and name not in {"seen", "csrf_token"}}


def keep(person: Person, **remarks: str) -> Page:
    """What the script of the page sends while somebody types."""
    token = person.get(FIRST).form(RETURN)["csrf_token"]
    sent = {name.replace("__", "."): text for name, text in remarks.items()}
    return person.send(KEEP, {"csrf_token": token, "what": "script", **sent})


def test_remarks_are_kept_as_they_are_typed_each_officers_own(both: tuple[Person, Person]) -> None:
    first, second = both
    assert keep(first, nhan_xet__indicators__ho_so__tiep_nhan="Đối chiếu lại.", reason="Chưa khớp").status == 204
    assert keep(second, nhan_xet__indicators__ho_so__tiep_nhan="Sai đơn vị tính.").status == 204
    assert keep(first, reason="Chưa khớp.").status == 204
    assert typed(first.get(FIRST)) == {FIGURE: "Đối chiếu lại.", "reason": "Chưa khớp."}
    assert typed(second.get(FIRST)) == {FIGURE: "Sai đơn vị tính."}
    said = second.get(FIRST).words
    assert "Lê Văn Cường đang ghi, chưa gửi: Đối chiếu lại." in said and "Lê Văn Cường đang ghi ý kiến" in said
    keep(first, reason="")
    assert typed(first.get(FIRST)) == {FIGURE: "Đối chiếu lại."}


def test_a_unit_sees_no_remark_before_it_is_sent(both: tuple[Person, Person], officer: Person) -> None:
    keep(both[0], reason="Chưa nên thấy")
    for path in (f"/lan-nop/{PERIOD}-SGTVT-1", f"/bao-cao/{PERIOD}/nhap", "/bao-cao"):
        assert "Chưa nên thấy" not in officer.get(path).source


def test_a_colleagues_return_loses_no_remark_and_it_can_be_sent_after_it(
    filed: Web, both: tuple[Person, Person], officer: Person
) -> None:
    first, second = both
    keep(first, nhan_xet__indicators__ho_so__tiep_nhan="Đối chiếu lại.")
    second.fill(second.get(FIRST), RETURN, {"reason": "Thiếu phụ lục."}, RETURN)
    page = first.get(FIRST)
    assert typed(page) == {FIGURE: "Đối chiếu lại."}
    sent = first.send(ADD, page.form(RETURN))
    assert "Đã gửi thêm ý kiến cho đơn vị." in sent.words and typed(first.get(FIRST)) == {}
    form = officer.get(f"/bao-cao/{PERIOD}/nhap").words
    assert "Thiếu phụ lục." in form and "Đối chiếu lại." in form
    assert any("ý kiến thêm" in text for text in officer.get("/thong-bao").texts("//main//li"))
    again = first.send(ADD, first.get(FIRST).form(RETURN))
    assert again.status == 409 and "Chưa có ý kiến nào để gửi." in again.texts("//*[@id='reason-sai']")[0]


def test_remarks_stay_with_the_unit_when_it_files_again(filed: Web, both: tuple[Person, Person]) -> None:
    keep(both[0], nhan_xet__indicators__ho_so__tiep_nhan="Đối chiếu lại.")
    hand_in_and_check(filed.context, changed(sang_kien__so_luong=2))
    assert typed(both[0].get(SECOND)) == {FIGURE: "Đối chiếu lại."}


def test_remarks_travel_with_an_acceptance(both: tuple[Person, Person], officer: Person) -> None:
    page = both[0].get(FIRST)
    done = both[0].send(ACCEPT, {**page.form(RETURN), FIGURE: "Kỳ sau ghi rõ nguồn.", "reason": "Tốt"})
    assert "Đã tiếp nhận báo cáo, kèm ý kiến." in done.words and "đã tiếp nhận" in done.words
    said = officer.get(f"/lan-nop/{PERIOD}-SGTVT-1").words
    assert "Kỳ sau ghi rõ nguồn." in said and "Tốt" in said and "Sở Nội vụ trả lại báo cáo" not in said


def test_an_acceptance_leads_on_to_the_next_filing_where_that_is_asked_for(filed: Web, watcher: Person) -> None:
    put_valid(filed.context, ["STC"], PERIOD)
    done = watcher.send(ACCEPT, {**watcher.get(FIRST).form(RETURN), "next": "1"})
    assert "Đã tiếp nhận báo cáo." in done.words and "Sở Tài chính" in done.texts("//h1")[0]


def test_home_affairs_compares_revisions_and_sees_that_an_accepted_report_was_filed_again(
    filed: Web, watcher: Person, auditor: Person, officer: Person
) -> None:
    watcher.send(ACCEPT, watcher.get(FIRST).form(RETURN))
    hand_in_and_check(filed.context, changed(ho_so__tiep_nhan=7270))
    page = watcher.get(SECOND)
    assert "Lần nộp 1 của đơn vị đã được tiếp nhận; đơn vị nộp lại" in page.words
    link = page.find("//a[text()='Xem chỗ thay đổi']").get("href")
    for person in (watcher, auditor):
        compared = person.get(link)
        assert compared.status == 200 and "7.266" in compared.words and "7.270" in compared.words
    assert officer.get(link).status == 403
