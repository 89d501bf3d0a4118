"""What will not do on the pages of people and tokens, and the agencies that are offered there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from service.actions.organization.agencies import change_agency, present_agencies
from service.actions.organization.import_accounts import import_accounts
from service.actions.periods.lifecycle import close_period
from service.domain.errors import UnreadableError
from service.storage.organization.agencies import get_agency
from tests.support.browser import Page, Person
from tests.support.installation import ADMIN, MORNING, PERIOD
from tests.support.web import Web

PEOPLE, TOKENS = "/quan-tri/nguoi-dung", "/quan-tri/ma-truy-cap"
NEW = {"email": "moi@sgtvt.gov.vn", "name": "Người Mới", "role": "officer", "agency": "SGTVT"}
TOKEN = {"name": "Phần mềm", "role": "officer", "agency": "SGTVT", "days": "365", "permits": "read"}
LIST = "Họ tên;Thư điện tử;Vai trò;Đơn vị\nNgười Mới;moi@sxd.vn;Cán bộ báo cáo;SXD\n"


@pytest.fixture
def admin(web: Web) -> Person:
    """The administrator, beside another one."""
    return Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")


def send(admin: Person, path: str, **fields: str) -> Page:
    token = admin.get(PEOPLE).find("//main//input[@name='csrf_token']").get("value")
    return admin.send(path, {"csrf_token": token, **fields})


def end(web: Web, code: str) -> None:
    """The unit has ended, the month before last, and no open period asks for its report."""
    with web.context.database.reading() as session:
        unit = get_agency(session, code)
    close_period(web.context, PERIOD)
    change_agency(web.context, ADMIN, replace(unit, valid_to=MORNING.date() - timedelta(days=50)))


@pytest.mark.parametrize(
    ("path", "sent", "field", "said"),
    [
        (PEOPLE, NEW | {"email": "khong phai thu"}, "email", "không phải địa chỉ thư"),
        (PEOPLE, NEW | {"name": " "}, "name", "Họ tên không được trống"),
        (PEOPLE, NEW | {"role": "vua"}, "role", "Chọn vai trò"),
        (PEOPLE, NEW | {"agency": ""}, "agency", "cần kèm đơn vị"),
        (PEOPLE, NEW | {"email": "quan.tri@snv.gov.vn"}, "email", "Đã có người dùng"),
        (TOKENS, TOKEN | {"days": "một năm"}, "days", "không phải số nguyên"),
        (TOKENS, TOKEN | {"days": "9000"}, "days", "từ 1 đến"),
        (TOKENS, TOKEN | {"agency": ""}, "agency", "lãnh đạo đơn vị cần kèm đơn vị"),
        (TOKENS, TOKEN | {"permits": "khac"}, "permits", "Chọn ít nhất một việc"),
    ],
)
def test_what_will_not_do_is_said_beside_its_field_and_all_that_was_typed_stays(
    admin: Person, path: str, sent: dict[str, str], field: str, said: str
) -> None:
    page = send(admin, path, **sent)
    assert page.status == 409
    (fault,) = page.texts(f"//main//*[@id='{field}-sai']")
    assert said in fault
    shown = page.tree.xpath("//main//form[@method='post']//input[@type!='hidden']")
    kept = {str(item.get("name")): item.get("value") for item in shown}
    for name in {"name", "email", "days"} & set(sent) - {"name" if not sent["name"].strip() else ""}:
        assert kept[name] == sent[name]


def test_a_person_is_added_to_no_unit_that_has_ended(web: Web, admin: Person) -> None:
    end(web, "SXD")
    offered = {agency.code for agency in present_agencies(web.context)}
    assert "SXD" not in offered and "SGTVT" in offered
    for path in (PEOPLE, TOKENS):
        assert not admin.get(path).tree.xpath("//option[@value='SXD']")
        refused = send(admin, path, **(NEW if path == PEOPLE else TOKEN) | {"agency": "SXD"})
        assert refused.status == 409 and "đã kết thúc ngày 30/7/2023" in refused.words
    with pytest.raises(UnreadableError) as wrong:
        import_accounts(web.context, ADMIN, LIST.encode(), invites=False)
    assert "dòng 2" in wrong.value.problems[0].place and "đã kết thúc" in str(wrong.value.problems[0].message)


def test_a_unit_that_has_ended_and_still_owes_a_report_gets_its_people(web: Web, admin: Person) -> None:
    with web.context.database.reading() as session:
        unit = get_agency(session, "SXD")
    change_agency(web.context, ADMIN, replace(unit, valid_to=MORNING.date() - timedelta(days=3)))
    assert admin.get(PEOPLE).tree.xpath("//option[@value='SXD']")
    assert "Đã thêm Người Mới" in send(admin, PEOPLE, **NEW | {"agency": "SXD"}).words


def test_who_is_of_a_unit_that_has_ended_can_be_changed_all_the_same(web: Web, admin: Person) -> None:
    send(admin, PEOPLE, **NEW | {"agency": "SXD"})
    end(web, "SXD")
    (path,) = admin.get(f"{PEOPLE}?tim=moi@").tree.xpath(f"//main//tbody//a[contains(@href, '{PEOPLE}/')]/@href")
    changed = admin.fill(admin.get(str(path)), str(path), {"name": "Tên Khác"})
    assert "Đã lưu." in changed.words and "Tên Khác" in changed.words
