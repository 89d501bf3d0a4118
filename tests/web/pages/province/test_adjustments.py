"""Adjusting a figure on the pages: asked about with all that follows, told to the unit, answered by it."""

from __future__ import annotations

import io

import pytest
from werkzeug.datastructures import FileStorage

from service.actions.notifications.notices import notices
from service.actions.review.adjustments import adjustments_on
from service.domain.audit import AuditEvent
from service.domain.organization.access import Role
from service.storage.events import EventFilter, find_events
from service.storage.organization.accounts import accounts_of_agency, accounts_with_role
from tests.support.browser import Person
from tests.support.installation import AUDITOR, HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.province import put_valid
from tests.support.web import Web

FILING = f"{PERIOD}-SGTVT-1"
PAGE, UNITS = f"/duyet/{FILING}/dieu-chinh", f"/lan-nop/{FILING}"
TYPED = {"indicator": "ho_so.tiep_nhan", "value": "7.270", "reference": "CV số 12/SGTVT", "reason": "Đếm thiếu"}
SAID = "đã điều chỉnh 7.266 → 7.270 theo CV số 12/SGTVT"


@pytest.fixture
def home(web: Web) -> Person:
    """Somebody of Home Affairs, where a unit has filed."""
    put_valid(web.context, ["SGTVT"])
    return Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")


@pytest.fixture
def unit(web: Web) -> Person:
    """The unit's officer."""
    return Person(web.app, web.context, OFFICER, "an@sgtvt.gov.vn")


def subjects(web: Web, person: str) -> list[str]:
    """What somebody's notices say."""
    with web.context.database.reading() as session:
        everybody = [*accounts_of_agency(session, "SGTVT"), *accounts_with_role(session, Role.HOME_AFFAIRS)]
    number = next(account.id for account in everybody if account.email == person)
    return [str(item.subject) for item in notices(web.context, number)]


def test_a_figure_is_adjusted_after_all_that_follows_was_shown_and_the_unit_objects(
    web: Web, home: Person, unit: Person
) -> None:
    assert "Điều chỉnh số liệu…" in home.get(f"/duyet/{FILING}").words
    asked = home.fill(home.get(PAGE), PAGE, TYPED, PAGE)
    assert "7.266 thành 7.270 theo CV số 12/SGTVT?" in asked.words and "Chưa có gì thay đổi." in asked.words
    assert any(line.endswith(": 7.266 thành 7.270.") for line in asked.texts("//main//li"))
    for_a_time = home.fill(home.get(PAGE), PAGE, {**TYPED, "until": "17h00 ngày 25/9/2023"}, PAGE)
    assert "Điều chỉnh hết hiệu lực lúc 17:00 25/09/2023, hoặc trước đó" in for_a_time.words
    assert adjustments_on(web.context, HOME_AFFAIRS, FILING) == ()
    back = home.send(PAGE, {**asked.form(PAGE), "ask": "edit"})
    assert {name: back.form(PAGE)[name] for name in TYPED} == TYPED
    assert SAID in home.press(asked, PAGE).words
    assert SAID in home.get(f"/ky/{PERIOD}/tong-hop").words
    total = home.get(f"/ky/{PERIOD}/tong-hop/ho_so.tiep_nhan")
    assert SAID in total.words
    (link,) = total.tree.xpath("//main//a[starts-with(text(), 'Điều chỉnh…')]/@href")
    assert home.get(link).form(PAGE)["indicator"] == "ho_so.tiep_nhan"
    assert "Điều chỉnh…" not in home.get(f"/ky/{PERIOD}/tong-hop/ho_so.ty_le_dung_han").words
    assert "Sở Nội vụ đã điều chỉnh 1 số liệu: xem và trả lời" in unit.get("/bao-cao").words
    assert subjects(web, "an@sgtvt.gov.vn")[0].startswith("Sở Nội vụ điều chỉnh số liệu I")
    (item,) = adjustments_on(web.context, HOME_AFFAIRS, FILING)
    answer = f"{UNITS}/dieu-chinh/{item.kept.id}"
    page = unit.get(UNITS)
    assert SAID in page.words and "7.266" in page.words
    refused = unit.send(answer, {**page.form(answer), "agrees": "0", "text": ""})
    assert refused.status == 409 and "Ghi rõ vì sao" in refused.words
    assert "Sở Nội vụ đã được báo" in unit.send(answer, {**page.form(answer), "agrees": "0", "text": "Là 7.268"}).words
    assert "«Là 7.268»" in home.get(f"/duyet/{FILING}").words
    assert subjects(web, "cuong@snv.gov.vn")[0].startswith("Sở Giao thông vận tải không đồng ý số liệu điều chỉnh I")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "bảy nghìn"}, "không phải là số"), ({"value": "7.266"}, "đã là số này"),
        ({"reference": " "}, "số công văn"), ({"reason": " "}, "Cần ghi lý do"), ({"until": "mai"}, "không phải giờ"),
        ({"indicator": "ho_so.ty_le_dung_han"}, "được tính từ số liệu khác"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said_with_everything_typed_kept(home: Person, changed: dict[str, str], said: str) -> None:
    typed = {**TYPED, **changed}
    page = home.fill(home.get(PAGE), PAGE, typed, PAGE)
    assert page.status == 409 and said in page.words
    kept = page.form(PAGE)
    assert kept["reference"].strip() == typed["reference"].strip() and kept["value"] == typed["value"]


def test_it_is_proven_by_a_file_and_taken_back(web: Web, home: Person, unit: Person) -> None:
    home.press(home.fill(home.get(PAGE), PAGE, TYPED, PAGE), PAGE)
    (item,) = adjustments_on(web.context, HOME_AFFAIRS, FILING)
    to = f"{PAGE}/{item.kept.id}"
    page = home.get(PAGE)
    sent = FileStorage(io.BytesIO("Công văn số 12".encode()), "cv12.txt")
    assert "Đã kèm minh chứng." in home.send(f"{to}/tep", {**page.form(f"{to}/tep"), "file": sent}).words
    assert "cv12.txt" in unit.get(UNITS).words
    for person in (unit, home):
        assert person.get(f"{UNITS}/dieu-chinh/tep/1").answer.get_data() == "Công văn số 12".encode()
    with web.context.database.reading() as session:
        taken = find_events(session, EventFilter(action=AuditEvent.FILE_DOWNLOADED.value))
    assert [(event.actor, event.subject) for _, event in taken] == [(HOME_AFFAIRS.name, f"{FILING}: cv12.txt")]
    assert "Đã bỏ điều chỉnh" in home.send(f"{to}/bo", {**page.form(f"{to}/bo"), "reason": "Sở rút"}).words
    assert SAID not in home.get(f"/ky/{PERIOD}/tong-hop").words
    assert "Sở rút" in unit.get(UNITS).words


def test_only_home_affairs_adjusts(web: Web, home: Person, unit: Person) -> None:
    auditor = Person(web.app, web.context, AUDITOR, "kiem.tra@hungyen.gov.vn")
    assert unit.get(PAGE).status == auditor.get(PAGE).status == 403
