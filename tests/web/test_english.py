"""In English the pages and the API say nothing in Vietnamese but what people wrote and what bears a Vietnamese name."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lxml import html

from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.domain.organization.access import Caller
from service.storage.organization.agencies import all_agencies
from tests.guards.test_translations import is_vietnamese
from tests.support.addresses import page_calls
from tests.support.drafts import file_previous, real_values, write
from tests.support.filings import changed, hand_in_and_check, real_report
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.visitor import Visitor, enlist
from tests.support.web import Web

PEOPLE = (OFFICER, LEADER, HOME_AFFAIRS, ADMIN, AUDITOR)
# What people wrote stands in these, or is marked as Vietnamese.
THEIRS = (
    "//*[@lang='vi'] | //textarea | //script | //style | //*[contains(@class, 'prose')] | //*[@class = 'explanation']"
)
SECTION = r"\b[IVX]+\.\d\.đ\b"
SENTENCE = "(?<=The sentence in the text: )«[^»]*»"  # of the unit's text
SHOWN = ("title", "alt", "aria-label", "placeholder", "data-label")
QUOTED = ("Tiếng Việt", "Hưng Yên", "74/QĐ-SGTVT", "“Không”", "“TẠM TỔNG HỢP”", "“CHÍNH THỨC”")
BROKEN = {"indicators.ho_so.tiep_nhan": "7", "indicators.bien_che.co_mat": "999", "narratives.III.1": ""}


@pytest.fixture
def english_web(sqlite_context: Context) -> Web:
    """An installation with filings that broke rules and one that stands, totals, and a faulty draft."""
    context = sqlite_context
    file_previous(context)
    hand_in_and_check(context, changed(ho_so__tiep_nhan=7))
    hand_in_and_check(context, real_report())
    hand_in_and_check(context, changed(pakn__da_xu_ly=1))
    merge_period(context, PERIOD)
    write(context, real_values() | BROKEN)
    return Web(context)


def reader(web: Web, caller: Caller) -> Visitor:
    """Somebody who reads the pages in English."""
    visitor = Visitor(web.app)
    visitor.come_in(web.context, enlist(web.context, caller, None))
    visitor.send("/ngon-ngu", language="en")
    return visitor


def names(web: Web) -> tuple[str, ...]:
    """What is called by a Vietnamese name, the longest first: agencies, people, documents."""
    with web.context.database.reading() as session:
        agencies = [item.name for item in all_agencies(session)]
    documents = [text for item in real_report()["documents"] for text in (item["title"], item["number"])]
    found = [*agencies, *documents, *(person.name for person in PEOPLE), "Cán bộ", "quản trị", *QUOTED]
    return tuple(sorted({name for name in found if name}, key=len, reverse=True))


def said(source: str) -> Iterator[str]:
    """Each text and attribute of a page that a reader is shown and nobody else wrote."""
    tree = html.fromstring(source)
    for element in tree.xpath(THEIRS):
        element.drop_tree()
    yield from tree.xpath("//text()")
    yield from (element.get(name) for name in SHOWN for element in tree.xpath(f"//*[@{name}]"))


def vietnamese(source: str, known: tuple[str, ...]) -> list[str]:
    """What a page says in Vietnamese that is no name."""
    pattern = re.compile("|".join([SENTENCE, *map(re.escape, known), SECTION]))
    return [" ".join(text.split()) for text in said(source) if is_vietnamese(pattern.sub("", " ".join(text.split())))]


@pytest.mark.parametrize("caller", PEOPLE, ids=lambda caller: caller.role.value)
def test_english_pages_say_nothing_in_vietnamese(english_web: Web, caller: Caller) -> None:
    """Every page, with its figures, rules, periods, findings and reminders."""
    visitor, known = reader(english_web, caller), names(english_web)
    found, seen = {}, 0
    for call in page_calls(english_web.app, code="tthc.tong", submission=f"{PERIOD}-SGTVT-3"):
        page = visitor.get(call.path) if call.method == "GET" else None
        if page is None or page.answer.mimetype != "text/html" or not page.source.strip():
            continue
        seen += 1
        if texts := vietnamese(page.source, known):
            found[call.path] = texts
    assert found == {}
    assert seen > 15


def test_the_guard_sees_vietnamese_and_spares_names() -> None:
    page = "<p title='Số liệu'>Sở Giao thông <b>Lỗi</b> II.2.đ <i lang='vi'>Đúng</i></p>"
    assert vietnamese(page, ("Sở Giao thông",)) == ["Lỗi", "Số liệu"]


def test_the_form_says_periods_indicators_sections_rules_and_kinds_in_english(english_web: Web) -> None:
    page = reader(english_web, OFFICER).get(f"/bao-cao/{PERIOD}/nhap")
    assert page.texts("//h1") == ["Quarter III 2023 – Sở Giao thông vận tải"]
    assert "Applications received in the period, in total" in page.words
    assert "II.2. Reform of administrative procedures" in page.words
    assert "must equal applications carried over from the previous period" in page.words
    assert "Previous period (First six months of 2023)" in page.words
    # What is written into the report stays Vietnamese: a kind of document has its English beside it.
    kind = page.find("//datalist/option[@value='Quyết định']")
    assert kind.text_content() == "Decision"


def test_a_stored_finding_is_read_in_each_language(english_web: Web) -> None:
    """By its page, and by a program that asks for a language."""
    path = f"/submissions/{PERIOD}-SGTVT-1"
    vietnamese_answer = english_web.get(path)
    english_answer = english_web.get(path, Accept_Language="en-GB,en;q=0.9,vi;q=0.8")
    messages = [
        next(item["message"] for item in answer.get_json()["findings"] if item["rule"] == "R03")
        for answer in (vietnamese_answer, english_answer)
    ]
    assert messages[0].startswith("Hồ sơ tiếp nhận (7) phải bằng hồ sơ kỳ trước chuyển sang (")
    assert messages[1].startswith("Applications received (7) must equal applications carried over from the previous")
    assert vietnamese_answer.headers["Content-Language"] == "vi"
    assert english_answer.headers["Content-Language"] == "en"
    assert "Accept-Language" in english_answer.headers["Vary"]
    assert messages[1] in reader(english_web, OFFICER).get(f"/lan-nop/{PERIOD}-SGTVT-1").words


@pytest.mark.parametrize(
    ("asked", "title"),
    [(None, "Không tìm thấy"), ("fr", "Không tìm thấy"), ("en", "Not found"), ("vi,en", "Không tìm thấy")],
)
def test_errors_of_the_api_are_in_the_language_that_was_asked_for(web: Web, asked: str | None, title: str) -> None:
    headers = {} if asked is None else {"Accept_Language": asked}
    problem = web.get("/submissions/khong-co", **headers).get_json(force=True)
    assert problem["title"] == title
    assert is_vietnamese(problem["detail"]) == (title != "Not found")
