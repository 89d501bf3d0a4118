"""The switch to English: pages and errors follow it wholly, numbers and moments stay as they are written in Vietnam."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from unicodedata import normalize

import pytest
from flask import session
from lxml import html

from service.actions.context import Context
from service.actions.notifications.preferences import stop_address
from service.actions.organization.agencies import list_agencies
from service.actions.review.lookups import find_submission
from service.domain.bilingual import Bilingual
from service.domain.errors import message
from service.domain.organization.access import Caller
from service.domain.organization.account import Subscription
from service.domain.reporting.template import ReportTemplate
from service.storage.notifications.notices import add_notice
from service.storage.organization.accounts import all_accounts
from service.web.ui.i18n import translate
from tests.support.browser import HOME, Page, Person
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import ADMIN, HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.web import CALLERS, Web

KINDS = ("Q1", "H1", "Q3", "Y")
SPOKEN = ("title", "alt", "placeholder", "aria-label", "data-label")
# Names, what is quoted from the official form, and the name of the other language.
NAMES = ("Tiếng Việt", "Hưng Yên", "Quý III năm 2023", "“Không”", "74/QĐ-SGTVT")


class Guest:
    """Somebody who is not signed in, with a browser that keeps cookies."""

    def __init__(self, web: Web) -> None:
        self.client = web.app.test_client()

    def get(self, path: str) -> Page:
        """The page at an address."""
        return Page(self.client.get(path, base_url=HOME))

    def send(self, path: str, **fields: str) -> Page:
        """Send a form with its token."""
        token = str(self.get("/quen-mat-khau").find("//input[@name='csrf_token']").get("value"))
        fields["csrf_token"] = token
        sent = self.client.post(path, data=fields, base_url=HOME, headers={"Referer": HOME + "/"})
        return Page(sent)

    def choose(self, language: str, onward: str = "") -> Page:
        """Press the switch."""
        return self.send("/ngon-ngu", language=language, next=onward)


def spoken(page: Page) -> str:
    """What a page says to eyes and ears."""
    tree = page.tree
    for silent in tree.xpath("//script|//style"):
        silent.drop_tree()
    heard = [value for item in tree.iter(html.etree.Element) for name in SPOKEN if (value := item.get(name))]
    return " ".join([*tree.text_content().split(), *heard])


def vietnamese(text: str, names: Iterable[str] = ()) -> list[str]:
    """The words with diacritics that are no names and in no sentence of a unit's text."""
    text = re.sub("(?<=The sentence in the text: )«[^»]*»", "", text)
    for name in sorted((*names, *NAMES), key=len, reverse=True):
        text = text.replace(name, "")
    return [word for word in text.split() if any(sign in "đĐ" or len(normalize("NFD", sign)) > 1 for sign in word)]


def official(template: ReportTemplate) -> set[str]:
    """The words of the official report form, which are nowhere translated."""
    sections = {
        text for part in template.sections for text in (part.code, part.title, part.title.capitalize(), part.guidance)
    }
    figures = {text for item in template.indicators for text in (item.name, item.unit)}
    return {text for text in sections | figures | set(template.documents.kinds) if text}


@pytest.fixture
def guest(web: Web) -> Guest:
    """A guest who chose English."""
    guest = Guest(web)
    guest.choose("en")
    return guest


@pytest.mark.parametrize(
    "path", ["/dang-nhap", "/", "/quen-mat-khau", "/khong-co", "/dat-mat-khau/sai", "/xac-minh/00", "/ngung-thu/sai"]
)
def test_a_guests_pages_are_wholly_english(guest: Guest, path: str) -> None:
    page = guest.get(path)
    assert page.tree.get("lang") == "en"
    assert vietnamese(spoken(page)) == []


def test_vietnamese_is_what_is_spoken_first(web: Web) -> None:
    guest = Guest(web)
    assert guest.get("/dang-nhap").tree.get("lang") == "vi"
    assert "Đăng nhập" in guest.get("/dang-nhap").words
    guest.choose("en")
    assert "Sign in" in guest.get("/dang-nhap").words
    guest.choose("vi")
    assert "Đăng nhập" in guest.get("/dang-nhap").words


def test_the_switch_stays_on_the_page_and_on_this_site(web: Web) -> None:
    guest = Guest(web)
    assert guest.choose("en", "/dang-nhap?next=/bao-cao").answer.location == "/dang-nhap?next=/bao-cao"
    for elsewhere in ("//example.vn", "https://example.vn/", "/\\example.vn"):
        assert guest.choose("en", elsewhere).answer.location == "/"


@pytest.mark.parametrize("language", ["", "fr", "vi-VN", "../en"])
def test_a_language_that_there_is_not_changes_nothing(guest: Guest, language: str) -> None:
    guest.choose(language)
    assert guest.get("/dang-nhap").tree.get("lang") == "en"


def test_numbers_and_moments_are_the_same_in_both_languages(web: Web) -> None:
    guest = Guest(web)
    written = re.compile(r"\d[\d.,:/]*\d")
    before = written.findall(guest.get("/").words)
    guest.choose("en")
    assert written.findall(guest.get("/").words) == before
    assert {"17:00", "20/09/2023", "15/06/2023"} <= set(before)


def test_errors_are_said_in_english(guest: Guest) -> None:
    wrong = guest.send("/dang-nhap", email="a@b.vn", password="sai")
    assert wrong.status == 401
    assert "The e-mail address or the password is wrong." in wrong.words
    assert "This address does not exist on this system." in guest.get("/khong-co").words
    expired = Page(guest.client.post("/dang-nhap", data={"email": "a@b.vn"}, base_url=HOME, headers={"Referer": HOME}))
    assert expired.status == 400
    for page in (wrong, expired):
        assert vietnamese(spoken(page)) == []


def test_programs_are_answered_in_vietnamese_whatever_was_chosen(guest: Guest) -> None:
    answer = guest.client.get("/api/v1/periods/2023-Q3/completeness", base_url=HOME)
    assert answer.get_json(force=True)["title"] == "Chưa đăng nhập"


def english(web: Web, caller: Caller) -> Person:
    """Somebody signed in who chose English."""
    person = Person(web.app, web.context, caller, f"{caller.role.value}@hungyen.gov.vn")
    token = person.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")
    person.send("/ngon-ngu", {"csrf_token": token, "language": "en"})
    return person


def known_names(context: Context) -> set[str]:
    """Names of people, units and periods, and the words of the official form."""
    template, _period = context.catalogue.for_period(PERIOD)
    people = {caller.name for caller in CALLERS.values()}
    units = {name for item in list_agencies(context) for name in (item.agency.name, item.agency.abbreviation) if name}
    periods = {template.schedule.period(f"{year}-{kind}").title for year in range(2000, 2040) for kind in KINDS}
    return {*people, "quản trị", "Cán bộ", *units, *periods, *official(template)}


@pytest.mark.parametrize("path", ["", "/nhap", "/xem-lai", "/tep"])
def test_a_units_pages_are_english_around_the_official_form(web: Web, path: str) -> None:
    page = english(web, OFFICER).get(f"/bao-cao/{PERIOD}{path}" if path else "/bao-cao")
    assert page.status == 200
    assert vietnamese(spoken(page), known_names(web.context)) == []


@pytest.mark.parametrize(
    "path", ["ky", f"ky/{PERIOD}", "don-vi", "don-vi/moi", "nguoi-dung", "nguoi-dung/1", "ma-truy-cap", "ngay-nghi"]
)
def test_the_administration_is_english(web: Web, path: str) -> None:
    page = english(web, ADMIN).get(f"/quan-tri/{path}")
    assert page.status == 200
    assert vietnamese(spoken(page), known_names(web.context)) == []


@pytest.mark.parametrize("caller", [OFFICER, ADMIN])
def test_the_calendars_page_is_english(web: Web, caller: Caller) -> None:
    person = english(web, caller)
    empty = person.get("/lich")
    for page in (empty, person.press(empty, "/lich")):
        assert page.status == 200
        assert vietnamese(spoken(page), known_names(web.context)) == []


@pytest.mark.parametrize("caller", [LEADER, HOME_AFFAIRS])
def test_ones_own_account_and_the_end_of_a_digest_are_english(web: Web, caller: Caller) -> None:
    person = english(web, caller)
    ending = stop_address(web.context, 1, Subscription.DAILY).removeprefix(web.context.settings.address)
    for page in (person.get("/tai-khoan"), person.get(ending), person.send(ending, {})):
        assert page.status == 200
        assert vietnamese(spoken(page), known_names(web.context)) == []


def test_the_mailbox_is_english_around_the_letters(web: Web) -> None:
    page = english(web, ADMIN).get("/quan-tri/hop-thu")
    letters = page.texts("//td[@lang='vi']")
    assert page.status == 200 and letters
    assert vietnamese(spoken(page), [*known_names(web.context), *letters]) == []


def test_notices_are_english_around_their_subjects(web: Web) -> None:
    person = english(web, OFFICER)
    assert vietnamese(spoken(person.get("/thong-bao")), known_names(web.context)) == []
    with web.context.database.writing() as session:
        for account in all_accounts(session):
            add_notice(session, account.id, "Còn 3 ngày đến hạn nộp", "/bao-cao", web.context.clock.now())
            both = Bilingual("Còn 2 ngày đến hạn nộp", "Due in 2 days")
            add_notice(session, account.id, both, "/bao-cao", web.context.clock.now())
    page = person.get("/thong-bao")
    subjects = page.texts("//*[@lang='vi']")
    assert "Mark as read" in page.words and "unread: 2" in page.words and "Due in 2 days" in page.words
    assert subjects and vietnamese(spoken(page), [*known_names(web.context), *subjects]) == []


@pytest.mark.parametrize("path", ["", "/khong-den-duoc", "/xem-truoc?buoc=late_3", "/xem-truoc?buoc=returned"])
def test_the_pages_of_reminders_are_english_around_steps_and_letters(web: Web, path: str) -> None:
    page = english(web, HOME_AFFAIRS).get(f"/ky/{PERIOD}/nhac-nop{path}")
    steps = [step.title for step in web.context.catalogue.ladders["cchc", "2022"].steps]
    letters = [*page.texts("//*[@lang='vi']"), *(str(frame.get("title")) for frame in page.tree.xpath("//iframe"))]
    letters = [text.removeprefix("The message as its recipient sees it: ") for text in letters]
    assert page.status == 200
    assert vietnamese(spoken(page), [*known_names(web.context), *steps, *letters]) == []


def test_a_filing_and_its_findings_are_english(web: Web) -> None:
    report = changed(tthc__cap_xa="n/a", ho_so__xin_loi=None, giao_viec__tong="1.5", pakn__da_xu_ly=-1)
    report["documents"] = [
        {"kind": "Quyết định", "number": "", "date": None, "title": ""},
        {"kind": "", "number": "", "date": "1900-01-01", "title": ""},
    ]
    submission = hand_in_and_check(web.context, report)
    found = find_submission(web.context, OFFICER, submission).findings
    assert {"range", "date", "R02"} <= {item.rule for item in found}
    person = english(web, OFFICER)
    for path in (f"/lan-nop/{submission}", f"/bien-nhan/{submission}", "/bao-cao"):
        assert vietnamese(spoken(person.get(path)), [*known_names(web.context), *written(report)]) == []
    words = person.get(f"/lan-nop/{submission}").words
    assert "is 1,5: it must be a whole number." in words
    assert "commune level (not applicable)" in words
    assert "Document in row 2: the date 01/01/1900 must be from" in words


def written(report: dict[str, Any]) -> list[str]:
    """What the unit wrote."""
    return [line.strip() for text in report["narratives"].values() for line in text.splitlines() if line.strip()]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "What was sent is empty: a report as JSON is needed."),
        (b"[]", "A JSON object"),
        (b'{"template": 5}', "Key \u201ctemplate\u201d: a string is needed, this is a number."),
        (b'{"more": 5}', "Key \u201cagency\u201d: this key is missing."),
    ],
)
def test_an_unreadable_file_is_refused_in_english(web: Web, content: bytes, said: str) -> None:
    page = english(web, LEADER).upload(f"/bao-cao/{PERIOD}/tep", content, "bao-cao.json", what="hand_in")
    assert said in page.words
    assert vietnamese(spoken(page), known_names(web.context)) == []


def test_words_of_ours_are_translated_and_words_of_others_are_not(web: Web) -> None:
    said = message("Ô {place} chứa {what}, cần số.", place="Lỗi", what=message("ngày tháng"))
    with web.app.test_request_context():
        session["language"] = "en"
        assert translate(said) == "Cell Lỗi holds a date; a number is needed."
        assert (translate(""), translate("Lỗi")) == ("", "Error")
    with web.app.test_request_context():
        assert translate(said) == str(said) == "Ô Lỗi chứa ngày tháng, cần số."
