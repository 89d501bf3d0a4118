"""Help for each role, in both languages, from every page, with the contact of the installation."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from service.app import create_app
from service.templates_folder import TEMPLATES
from tests.support.browser import HOME, Page, Person
from tests.support.installation import PERIOD
from tests.support.web import Web

NAMES = ("nhap-bao-cao", "tep-excel", "trinh-va-nop", "tiep-nhan", "khoa-ky", "quan-tri")
STATIC = Path(__file__).resolve().parents[3] / "service" / "web" / "static"
CONTACT = "Bà Hòa <CCHC>, 0221 3 862 000"


def guest(web: Web, path: str, language: str = "vi") -> Page:
    """A page as somebody sees it who is not signed in."""
    client = web.app.test_client()
    with client.session_transaction(base_url=HOME) as kept:
        kept["language"] = language
    return Page(client.get(path, base_url=HOME))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_each_page_is_there_in_both_languages_with_its_pictures(web: Web, name: str, language: str) -> None:
    page = guest(web, f"/huong-dan/{name}", language)
    assert page.status == 200 and len(page.texts("//article//h2")) >= 3
    assert page.find("//button[@data-print]") is not None
    for picture in page.tree.xpath("//article//img"):
        assert picture.get("alt")
        path = STATIC / picture.get("src").partition("/static/")[2]
        assert path.is_file() and path.stat().st_size < 60_000


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_say_the_same_things(name: str) -> None:
    """As many headings, steps and pictures."""
    vietnamese, english = (
        (TEMPLATES / "help" / language / f"{name}.html").read_text(encoding="utf-8") for language in ("vi", "en")
    )
    for element in ("<h2", "<li", "<tr", "picture("):
        assert vietnamese.count(element) == english.count(element), element
    assert not re.search(r"[ạảãăắằẳẵặâấầẩẫậđẹẻẽêếềểễệịỉĩọỏõôốồổỗộơớờởỡợụủũưứừửữựỵỷỹ]", english)


def test_the_contents_list_all_and_an_unknown_page_is_not_there(web: Web) -> None:
    page = guest(web, "/huong-dan")
    assert [item.get("href") for item in page.tree.xpath("//main//ul//a")] == [f"/huong-dan/{name}" for name in NAMES]
    assert guest(web, "/huong-dan/khong-co").status == 404
    assert guest(web, "/huong-dan/..%2fvi").status == 404


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"/bao-cao/{PERIOD}/nhap", "nhap-bao-cao"),
        (f"/bao-cao/{PERIOD}/tep", "tep-excel"),
        ("/bao-cao", "trinh-va-nop"),
    ],
)
def test_the_help_that_is_offered_is_about_the_page(officer: Person, path: str, name: str) -> None:
    link = officer.get(path).find("//header//a[contains(@class, 'help-link')]")
    assert link.get("href") == f"/huong-dan/{name}"


def test_the_contact_of_the_installation_stands_on_every_page_as_text(web: Web) -> None:
    context = replace(web.context, settings=replace(web.context.settings, contact=CONTACT))
    client = create_app(context.settings, context).test_client()
    for path in ("/", "/dang-nhap", "/huong-dan", "/huong-dan/quan-tri", "/khong-co"):
        assert CONTACT in Page(client.get(path, base_url=HOME)).words
    assert "Liên hệ:" not in guest(web, "/").words


def test_every_page_leads_to_the_verification_and_the_help(web: Web, officer: Person) -> None:
    for page in (
        guest(web, "/"),
        guest(web, "/dang-nhap"),
        officer.get("/bao-cao"),
        officer.get(f"/bao-cao/{PERIOD}/nhap"),
    ):
        assert page.find("//footer//a[@href='/xac-minh']") is not None
        assert page.find("//header//a[@class='help-link no-print']").get("href").startswith("/huong-dan")
