"""What each indicator means: behind its name on the form, and for Home Affairs with what it rests on."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.actions.periods.definitions import definitions_file, template_definitions
from service.actions.periods.lifecycle import open_period
from service.catalogue import load_catalogue
from service.domain.reporting.definition import Evidence
from tests.support.browser import Page, Person
from tests.support.drafts import STRANGER
from tests.support.installation import HOME_AFFAIRS
from tests.support.web import Web

ALL = "/quan-tri/ky"
TODAYS = f"{ALL}/mau/cchc/2025"
OPEN, SOURCED = "van_ban.di", "ho_so.truoc_han"
PAPER = {"document": "Công văn số 12/SNV-CCHC ngày 05/01/2026", "article": "khoản 2", "text": "", "ask": "1"}


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


def test_home_affairs_sees_on_what_each_indicator_rests(web: Web, home: Person) -> None:
    open_period(web.context, "2026-Q1")
    link = home.get(ALL).find("//a[contains(., 'Chỉ tiêu của mẫu 2025')]").get("href")
    page = home.get(link)
    assert "124 chỉ tiêu, có hiệu lực từ 15/06/2025." in page.words
    rows = {code: page.find(f"//tr[@data-code='{code}']") for code in ("ho_so.truoc_han", "van_ban.di")}
    said = {code: " ".join(row.text_content().split()) for code, row in rows.items()}
    assert "S có nguồn công bố" in said["ho_so.truoc_han"] and "biểu II.06a, cột 8" in said["ho_so.truoc_han"]
    assert "K theo thực tế, chờ Sở Nội vụ xác nhận" in said["van_ban.di"]
    # A hundred rows stand before the form: one gets there at once.
    target = page.find("//a[contains(., 'ghi căn cứ ở cuối trang')]").get("href").removeprefix("#")
    assert page.find(f"//form//*[@id='{target}']").text_content() == "Xác nhận căn cứ của các chỉ tiêu đã chọn"
    assert home.get(f"{ALL}/mau/cchc/1999").status == 404


def test_a_version_without_definitions_is_shown_all_the_same(home: Person) -> None:
    assert "79 chỉ tiêu" in home.get(f"{ALL}/mau/cchc/2022").words


def test_the_form_explains_each_figure_behind_its_name(web: Web) -> None:
    open_period(web.context, "2026-Q1")
    officer = Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
    page = officer.get("/bao-cao/2026-Q1/nhap")
    said = page.find("//tr[@data-code='ho_so.ty_le_dung_han']//details").text_content()
    assert "100 × (II.2.14 - II.2.14.3) / (II.2.14)" in said and "biểu II.06a" in said
    # What the unit is not asked for needs no explanation.
    assert page.texts("//tr[@data-code='tai_chinh.thu_ngan_sach']//details") == []


def sent(home: Person, fields: dict[str, str], path: str = TODAYS) -> Page:
    """The form of the page, sent with these fields, seen as it is now unless told."""
    page = home.get(TODAYS)
    known = {name: page.find(f"//main//input[@name='{name}']").get("value") for name in ("csrf_token", "seen")}
    return home.send(path, {**known, **fields})


def test_what_waits_for_home_affairs_is_found(home: Person, web: Web) -> None:
    page = home.get(TODAYS)
    waiting = sum(item.is_open for item in web.context.catalogue.get("cchc", "2025").definitions.values())
    assert page.texts("//*[@data-unsettled]") == [f"Còn {waiting} chỉ tiêu cần xác nhận."]
    left = home.get(f"{TODAYS}?cho=1")
    assert len(left.tree.xpath("//tr[@data-code]")) == waiting and not left.tree.xpath(f"//tr[@data-code='{SOURCED}']")
    found = home.get(f"{TODAYS}?muc=II.6&tim=ky+so").tree.xpath("//tr[@data-code]/@data-code")
    assert OPEN not in found and "van_ban.di_ky_so" in found


def test_an_indicator_is_settled_once_it_was_asked_about_and_taken_back(home: Person, web: Web) -> None:
    open_period(web.context, "2026-Q1")
    asked = sent(home, {"indicator": OPEN, **PAPER})
    assert "căn cứ K → S, theo Công văn số 12/SNV-CCHC ngày 05/01/2026, khoản 2." in asked.words
    assert template_definitions(web.context, "cchc", "2025").template.definitions[OPEN].evidence is Evidence.PRACTICE
    done = home.press(asked, TODAYS)
    assert done.status == 200 and "Đã xác nhận căn cứ" in done.words
    row = " ".join(home.get(TODAYS).find(f"//tr[@data-code='{OPEN}']").text_content().split())
    assert "S có nguồn công bố" in row and "Lê Văn Cường xác nhận lúc" in row and "Công văn số 12/SNV-CCHC" in row
    said = web.get("/templates/cchc/2025", "officer").get_json()["indicators"]
    (told,) = [item["definition"] for item in said if item["code"] == OPEN]
    assert (told["evidence"], told["source"]) == ("S", "Công văn số 12/SNV-CCHC ngày 05/01/2026, khoản 2")
    officer = Person(web.app, web.context, STRANGER, "van.em.4@stc.gov.vn")
    details = officer.get("/bao-cao/2026-Q1/nhap").find(f"//tr[@data-code='{OPEN}']//details").text_content()
    assert "Công văn số 12/SNV-CCHC" in details and "cần xác nhận" not in details
    asked = sent(home, {"indicator": OPEN, "reason": "Văn bản đã bị thay", "ask": "1"}, f"{TODAYS}/bo")
    home.press(asked, f"{TODAYS}/bo")
    assert template_definitions(web.context, "cchc", "2025").template.definitions[OPEN].evidence is Evidence.PRACTICE
    details = officer.get("/bao-cao/2026-Q1/nhap").find(f"//tr[@data-code='{OPEN}']//details").text_content()
    assert "cần xác nhận" in details


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"document": ""}, "Cần ghi văn bản làm căn cứ"),
        ({"document": "=1+1"}, "Không bắt đầu bằng dấu «=»."),
        ({"indicator": ""}, "Chọn ít nhất một chỉ tiêu."),
    ],
)
def test_what_will_not_do_is_said_and_all_that_was_typed_stays(home: Person, fields: dict[str, str], said: str) -> None:
    given = {"indicator": OPEN, **PAPER, **fields}
    page = sent(home, {name: value for name, value in given.items() if value or name != "indicator"})
    assert page.status == 409 and said in page.words
    assert page.find("//input[@name='article']").get("value") == "khoản 2"
    is_chosen = bool(page.tree.xpath(f"//tr[@data-code='{OPEN}']//input[@checked]"))
    assert is_chosen is ("indicator" not in fields)


def test_nobody_overturns_a_colleagues_decision_unseen(home: Person) -> None:
    assert sent(home, {"seen": "0", "indicator": OPEN, **PAPER, "ask": ""}).status == 200
    page = sent(home, {"seen": "0", "indicator": OPEN, **PAPER, "ask": ""})
    assert page.status == 409 and "đã xác nhận căn cứ của chỉ tiêu lúc" in page.words


def test_the_file_of_the_template_is_renewed_from_the_page(home: Person, web: Web, tmp_path: Path) -> None:
    words = "Văn bản đi của cơ quan, không kể văn bản mật."
    sent(home, {"indicator": OPEN, **PAPER, "text": words, "ask": ""})
    folder = tmp_path / "cchc" / "2025"
    folder.mkdir(parents=True)
    (folder / "definitions.csv").write_bytes(home.get(f"{TODAYS}/definitions.csv").answer.get_data())
    renewed = load_catalogue(tmp_path).get("cchc", "2025").definitions
    assert renewed == template_definitions(web.context, "cchc", "2025").template.definitions
    assert renewed[OPEN].text == words and renewed[OPEN].evidence is Evidence.SOURCE
    assert definitions_file(web.context, "cchc", "2025").count(b"\n") == len(renewed) + 1
