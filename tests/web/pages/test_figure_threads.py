"""Questions about figures on the pages: beside the figure on both sides, answered on a page of their own."""

from __future__ import annotations

import pytest

from service.actions.periods.lifecycle import close_period
from service.actions.review.figure_threads import say_about_figure
from service.domain.reporting.figure_thread import ThreadStep
from tests.support.browser import Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.web import API, Web, refused

UNIT, CODE = "SGTVT", "ho_so.tiep_nhan"
PAGE, FILING = f"/hoi-dap/{PERIOD}/{UNIT}/{CODE}", f"{PERIOD}-{UNIT}-1"
QUESTIONS = f"{API}/periods/{PERIOD}/agencies/{UNIT}/questions"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs, where a unit has filed."""
    put_valid(web.context, [UNIT])
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


@pytest.fixture
def unit(web: Web) -> Person:
    """The unit's officer."""
    return Person(web.app, web.context, OFFICER, "an@sgtvt.gov.vn")


def beside(page_of: Person, path: str) -> str:
    """What the links to the page of the figure say on another page."""
    return "; ".join(page_of.get(path).texts(f"//main//a[@href='{PAGE}']"))


def test_a_question_stands_beside_the_figure_on_both_sides_until_it_is_done(home: Person, unit: Person) -> None:
    assert "Hỏi đơn vị…" in beside(home, f"/duyet/{FILING}") and beside(unit, f"/lan-nop/{FILING}") == ""
    asked = home.fill(home.get(PAGE), f"{PAGE}/hoi", {"text": "Vì sao tăng?"}, f"{PAGE}/hoi")
    assert "Vì sao tăng?" in asked.words and "chờ đơn vị trả lời" in asked.words
    assert "Hỏi đáp: chờ đơn vị trả lời" in beside(home, f"/duyet/{FILING}")
    assert "Hỏi đáp: chờ đơn vị trả lời" in beside(unit, f"/lan-nop/{FILING}")
    for path in ("/bao-cao", f"/bao-cao/{PERIOD}/nhap"):
        assert beside(unit, path) and "Vì sao tăng?" in unit.get(path).words, path
    assert "câu hỏi về số liệu chưa xong" in home.get(f"/ky/{PERIOD}").words
    answered = unit.fill(unit.get(PAGE), f"{PAGE}/tra-loi", {"text": "Có thêm hồ sơ."}, f"{PAGE}/tra-loi")
    assert "Có thêm hồ sơ." in answered.words
    done = home.fill(home.get(PAGE), f"{PAGE}/xong", {"text": ""}, f"{PAGE}/hoi")
    assert "Sở Nội vụ đánh dấu xong" in done.words and "câu hỏi về số liệu" not in home.get(f"/ky/{PERIOD}").words


def test_what_was_typed_stays_where_it_is_refused(web: Web, home: Person) -> None:
    blank = home.fill(home.get(PAGE), f"{PAGE}/hoi", {"text": " "}, f"{PAGE}/hoi")
    assert blank.status == 409 and "Cần ghi nội dung trao đổi." in blank.words
    old = home.get(PAGE)
    say_about_figure(web.context, HOME_AFFAIRS, PERIOD, UNIT, CODE, ThreadStep.ASKED, "Của đồng nghiệp")
    refused_page = home.fill(old, f"{PAGE}/hoi", {"text": "Của tôi"}, f"{PAGE}/hoi")
    assert refused_page.status == 409 and "đã có thêm nội dung" in refused_page.words
    assert refused_page.form(f"{PAGE}/hoi")["text"].strip() == "Của tôi" and "Của đồng nghiệp" in refused_page.words


def test_what_was_typed_is_shown_where_nothing_can_be_sent_any_more(web: Web, home: Person, unit: Person) -> None:
    for end in ("done", "closed"):
        say_about_figure(web.context, HOME_AFFAIRS, PERIOD, UNIT, CODE, ThreadStep.ASKED, "Vì sao tăng?")
        old = unit.get(PAGE)
        if end == "done":
            say_about_figure(web.context, HOME_AFFAIRS, PERIOD, UNIT, CODE, ThreadStep.DONE)
        else:
            close_period(web.context, PERIOD, HOME_AFFAIRS)
        late = unit.fill(old, f"{PAGE}/tra-loi", {"text": f"Có thêm hồ sơ ({end})."}, f"{PAGE}/tra-loi")
        (kept,) = late.texts("//main//textarea[@readonly]")
        assert (late.status, kept.strip()) == (409, f"Có thêm hồ sơ ({end}).") and late.tree.xpath("//main//form") == []


def test_a_changed_figure_a_closed_period_and_an_auditor(web: Web, home: Person, unit: Person) -> None:
    say_about_figure(web.context, HOME_AFFAIRS, PERIOD, UNIT, CODE, ThreadStep.ASKED, "Vì sao tăng?")
    put_valid(web.context, [UNIT], revision=2, ho_so__tiep_nhan=7200)
    assert "7.266 thành 7.200" in unit.get(PAGE).words
    auditor = Person(web.app, web.context, AUDITOR, "thanhtra@hungyen.gov.vn").get(PAGE)
    close_period(web.context, PERIOD, HOME_AFFAIRS)
    for page in (auditor, home.get(PAGE), unit.get(PAGE)):
        assert "Vì sao tăng?" in page.words and page.tree.xpath("//main//form") == []


def test_programs_read_ask_answer_and_settle(web: Web) -> None:
    put_valid(web.context, [UNIT])

    def send(path: str, role: str, **body: object) -> tuple[int, dict[str, object]]:
        answer = web.call("POST", f"{QUESTIONS}/{CODE}{path}", role, json=body)
        return answer.status_code, answer.get_json().get("threads", [{}])[0]

    status, asked = send("", "home_affairs", text="Vì sao tăng?")
    assert (status, asked["open"], asked["figure"], asked["changed"]) == (201, True, 7266, False)
    assert send("/answer", "officer", text="Có thêm hồ sơ.", seen=asked["seen"])[0] == 200
    assert send("", "home_affairs", text="Bao nhiêu?", seen=asked["seen"])[0] == 409
    refused(web.call("POST", f"{QUESTIONS}/{CODE}", "officer", json={"text": "x"}), 403)
    refused(web.call("POST", f"{QUESTIONS}/{CODE}", "home_affairs", json={"words": "x"}), 422)
    assert send("/done", "home_affairs", text="")[1]["open"] is False
    (thread,) = web.call("GET", QUESTIONS, "officer").get_json()["threads"]
    assert [entry["step"] for entry in thread["entries"]] == ["asked", "answered", "done"]
