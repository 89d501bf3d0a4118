"""Reminders on the page of Home Affairs: what is to come, what was sent, and what letters say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.actions.context import Context
from service.actions.notifications.bounces import record_bounce
from service.actions.reminders.send import send_reminders
from tests.support.browser import Person
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, OFFICER, PERIOD
from tests.support.visitor import address_of, enlist
from tests.support.web import Web

PAGE = f"/ky/{PERIOD}/nhac-nop"


@pytest.fixture
def lived_in(sqlite_context: Context) -> Context:
    """A unit has an officer and a leader, and was reminded before the deadline."""
    for caller in (OFFICER, LEADER):
        enlist(sqlite_context, caller, None)
    send_reminders(sqlite_context)
    return sqlite_context


def somebody(context: Context, caller: object = HOME_AFFAIRS) -> Person:
    """Somebody signed in."""
    return Person(Web(context).app, context, caller, "ai.do@snv.gov.vn")  # type: ignore[arg-type]


def batches(person: Person) -> dict[str, list[str]]:
    """The cells of each batch to come, by its moment."""
    rows = person.get(PAGE).tree.xpath("//section[@aria-labelledby='sap-gui']//tbody/tr")
    cells = [[" ".join(cell.text_content().split()) for cell in row.xpath("th|td")] for row in rows]
    return {row[0]: row[1:4] for row in cells}


def test_what_is_to_come_and_to_whom_opens_into_its_units(lived_in: Context) -> None:
    watcher = somebody(lived_in)
    shown = batches(watcher)
    assert list(shown)[:2] == ["Thứ Ba, 08:00 19/09/2023", "Thứ Tư, 07:30 20/09/2023"]
    assert [row[2] for row in shown.values()][:3] == ["1", "1", "2"]
    page = watcher.get(PAGE)
    opened = watcher.get(str(page.find("//section[@aria-labelledby='sap-gui']//tbody/tr/td[2]/a").get("href")))
    assert opened.status == 200 and "không có ai" in opened.words and len(opened.texts("//tbody/tr")) >= 15
    (row,) = [row for row in opened.texts("//tbody/tr") if row.startswith("Sở Giao thông vận tải")]
    assert address_of(OFFICER) in row and address_of(LEADER) not in row
    fields = opened.form(f"/ky/{PERIOD}/hang-loat")
    fields["unit"], fields["text"], fields["deed"] = "SGTVT", "Gấp.", "remind"
    preview = watcher.send(f"/ky/{PERIOD}/hang-loat", fields)
    assert "Áp dụng với 1/1 đơn vị đã chọn." in preview.words and "Gấp." in preview.words
    gone = watcher.get(f"{PAGE}/dot?luc=2023-09-19T08:00&buoc=before_1")
    assert gone.status == 404 and "không còn" in gone.words
    assert watcher.get(f"{PAGE}/dot").status == 404


def test_what_was_sent_is_found_by_unit_and_state(lived_in: Context) -> None:
    watcher = somebody(lived_in)
    page = watcher.get(f"{PAGE}?tim=so+giao+thong")
    rows = page.texts("//section[@aria-labelledby='da-gui']//tbody/tr")
    assert len(rows) == 2 and all(address_of(OFFICER) in row and "3 ngày trước hạn" in row for row in rows)
    assert "chờ gửi" in rows[0] and "thông báo trên trang" in rows[1]
    assert "không có ai nhận" in watcher.get(f"{PAGE}?trang_thai=unreachable").words
    assert "Không có dòng nào khớp" in watcher.get(f"{PAGE}?tim=khong+co").words
    assert watcher.get(f"{PAGE}?trang=99&trang_thai=sai").status == 200


def test_whom_nobody_reaches_comes_first_with_faulty_addresses(lived_in: Context) -> None:
    for caller in (OFFICER, LEADER):
        record_bounce(lived_in, "máy chủ", address_of(caller), "550 <b>")
    page = somebody(lived_in).get(PAGE)
    first = page.texts("//section[@aria-labelledby='can-xu-ly']")[0]
    assert "đơn vị chưa nộp mà không có ai nhận được thư nhắc" in first and "2 địa chỉ thư hỏng" in first
    assert f"({address_of(OFFICER)}): 550 <b>" in first and "Đề nghị quản trị" in first
    assert "Sở Giao thông vận tải" in somebody_else(lived_in).get(f"{PAGE}/khong-den-duoc?trang=1").words


def somebody_else(context: Context) -> Person:
    """An auditor, who looks at all of it and is offered nothing to do."""
    person = Person(Web(context).app, context, AUDITOR, "kiem.tra@snv.gov.vn")
    page = person.get(PAGE)
    assert page.status == 200 and "/quan-tri/" not in page.source
    return person


def test_the_administrator_is_led_to_the_people(lived_in: Context) -> None:
    record_bounce(lived_in, "máy chủ", address_of(OFFICER), "550")
    admin = somebody(lived_in, ADMIN)
    person = admin.get(str(admin.get(PAGE).find("//section[@aria-labelledby='can-xu-ly']//li/a").get("href")))
    assert "Thư gửi đến địa chỉ này bị trả lại. Lý do: 550" in person.words


def test_a_letter_is_shown_in_a_frame_that_runs_nothing(lived_in: Context) -> None:
    watcher = somebody(lived_in)
    page = watcher.get(f"{PAGE}/xem-truoc?buoc=late_3&don_vi=so+giao+thong")
    assert page.texts("//dd/strong") == [
        "Quá hạn 5 ngày nộp báo cáo Quý III năm 2023 – Sở Giao thông vận tải",
        "1 đơn vị quá hạn 5 ngày – Quý III năm 2023",
    ]  # fmt: skip
    frames = page.tree.xpath("//iframe[@sandbox='']/@src")
    assert len(frames) == 2
    for src in frames:
        letter = watcher.get(str(src))
        assert letter.status == 200 and "Kính gửi" in letter.words and "Quý III năm 2023" in letter.words
        policy = letter.answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "sandbox" in policy and "script-src" not in policy
        assert letter.answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    for path in ("/xem-truoc?buoc=khong_co", "/xem-truoc?don_vi=khong+co", "/xem-truoc/9.html"):
        assert watcher.get(PAGE + path).status == 404, path


def test_with_a_mail_server_nothing_is_said_of_none(lived_in: Context) -> None:
    assert "Chưa đặt máy chủ thư" in somebody(lived_in).get(PAGE).words
    ready = replace(lived_in, settings=replace(lived_in.settings, smtp_url="smtp://127.0.0.1:9"))
    assert "Chưa đặt máy chủ thư" not in somebody_else(ready).get(PAGE).words
