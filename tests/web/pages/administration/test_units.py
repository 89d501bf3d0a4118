"""Units on the administrator's pages: added, changed, merged, brought from a file."""

from __future__ import annotations

import io

import pytest

from service.actions.organization.agencies import list_agencies
from service.domain.organization.agency import Agency
from tests.support.browser import HOME, Page, Person
from tests.support.installation import ADMIN, HOME_AFFAIRS, OFFICER
from tests.support.units import HEADER, units_csv
from tests.support.web import Web

PAGE = "/quan-tri/don-vi"
TAKE = f"{PAGE}/nhap-csv/ghi"
NEW = {"code": "XMOI", "name": "Xã Mới", "kind": "xa", "valid_from": "01/01/2023", "valid_to": "", "successors": ""}


@pytest.fixture
def admin(web: Web) -> Person:
    """The administrator."""
    return Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")


def send(admin: Person, fields: dict[str, str], path: str = PAGE) -> Page:
    """Send a form of the page with these fields."""
    token = admin.get(PAGE).find("//main//input[@name='csrf_token']").get("value")
    return admin.send(path, {"csrf_token": token, **fields})


def unit(web: Web, code: str) -> Agency:
    return next(item.agency for item in list_agencies(web.context) if item.agency.code == code)


def test_units_are_found_without_diacritics(admin: Person) -> None:
    said = admin.get(f"{PAGE}?tim=so+giao+thong").words
    assert "Sở Giao thông vận tải" in said and "Sở Tài chính" not in said


def test_a_unit_is_added_and_changed(web: Web, admin: Person) -> None:
    assert "Đã lưu đơn vị Xã Mới." in send(admin, NEW).words
    assert unit(web, "XMOI").successors == ()
    changed = {**NEW, "name": "Xã Mới hơn", "valid_to": "30/06/2025", "successors": "HTL; HKC", "officer_files": "1"}
    assert "Đã lưu đơn vị Xã Mới hơn." in send(admin, changed).words
    found = unit(web, "XMOI")
    assert (found.name, str(found.valid_to), found.successors) == ("Xã Mới hơn", "2025-06-30", ("HKC", "HTL"))
    shown = admin.get(f"{PAGE}/XMOI")
    assert shown.find("//input[@name='name']").get("value") == "Xã Mới hơn"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"valid_from": ""}, "Cần ngày đơn vị bắt đầu có hiệu lực"), ({"valid_from": "31/02/2023"}, "Hiệu lực từ"),
        ({"valid_to": "01/01/2022"}, "Ngày hết hiệu lực"), ({"kind": "tinh"}, "Chọn cấp đơn vị"),
        ({"name": " "}, "tên"),
        ({"code": "a b"}, "a b"), ({"parent": "KHONG"}, "KHONG"), ({"successors": "KHONG"}, "KHONG"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_named_and_nothing_is_kept(
    web: Web, admin: Person, wrong: dict[str, str], said: str
) -> None:
    page = send(admin, NEW | wrong)
    assert page.status in {404, 409, 422}, page.words
    assert said.lower() in page.words.lower()
    assert not [item for item in list_agencies(web.context) if item.agency.code in {"XMOI", "a b"}]


def bring(admin: Person, raw: bytes) -> Page:
    token = admin.get(PAGE).find("//main//input[@name='csrf_token']").get("value")
    return admin.send(f"{PAGE}/nhap-csv", {"csrf_token": token, "file": (io.BytesIO(raw), "don-vi.csv")})


def test_a_list_is_looked_at_before_it_is_taken(web: Web, admin: Person) -> None:
    raw = units_csv(
        "XA1,Xã Một,,xa,,2023-01-01,,", "STP,Sở TP,STP,so,,1997-01-01,,", "SYT,Sở Y tế,SYT,so,,1997-01-01,,"
    )
    page = bring(admin, raw)
    assert "thêm 1, sửa 1, giữ nguyên 1 đơn vị" in page.words
    assert page.texts("//table[@id='them']/tbody/tr/td[1]") == ["XA1"]
    assert page.texts("//table[@id='sua']//li") == ["tên: Sở Tư pháp → Sở TP"]
    assert unit(web, "STP").name == "Sở Tư pháp"
    said = admin.send(TAKE, page.form(TAKE)).words
    assert "Đã thêm 1, sửa 1, giữ nguyên 1 đơn vị." in said
    assert (unit(web, "XA1").name, unit(web, "STP").name) == ("Xã Một", "Sở TP")


def test_who_agrees_to_what_is_no_longer_so_is_asked_anew(web: Web, admin: Person) -> None:
    page = bring(admin, units_csv("STP,Sở TP,STP,so,,1997-01-01,,"))
    assert "Đã lưu" in send(admin, NEW | {"code": "STP", "kind": "so", "name": "Sở Tư pháp tỉnh"}).words
    again = admin.send(TAKE, page.form(TAKE))
    assert again.status == 409 and "vừa được người khác sửa" in again.words
    assert "tên: Sở Tư pháp tỉnh → Sở TP" in again.texts("//table[@id='sua']//li")
    assert unit(web, "STP").name == "Sở Tư pháp tỉnh"
    assert "Đã thêm 0, sửa 1" in admin.send(TAKE, again.form(TAKE)).words


def test_the_list_is_downloaded_and_comes_back_unchanged(admin: Person) -> None:
    (link,) = admin.get(PAGE).tree.xpath("//main//a[contains(@href, '.csv')]/@href")
    page = bring(admin, admin.client.get(link, base_url=HOME).data)
    assert "thêm 0, sửa 0, giữ nguyên 29 đơn vị" in page.words
    assert not page.tree.xpath("//main//button")


def test_a_faulty_list_names_the_line_and_nothing_is_taken(web: Web, admin: Person) -> None:
    page = bring(admin, units_csv("XA1,Xã Một,,xa,,2023-01-01,,", "XA2,Xã Hai,,tinh,,2023-01-01,,"))
    assert page.status == 422
    assert "3" in page.words and "tinh" in page.words
    assert "XA1" not in {item.agency.code for item in list_agencies(web.context)}
    assert bring(admin, b"").status == 422
    assert HEADER.split(",")[0] in bring(admin, b"a;b\n").words


def test_only_the_administrator_keeps_units(web: Web) -> None:
    for number, caller in enumerate((OFFICER, HOME_AFFAIRS)):
        person = Person(web.app, web.context, caller, f"nguoi.{number}@hungyen.gov.vn")
        assert person.get(PAGE).status == person.get(f"{PAGE}/SGTVT").status == 403


def test_a_wrong_day_is_said_beside_its_field_and_everything_typed_stays(admin: Person) -> None:
    typed = {**NEW, "name": "Xã Mới", "valid_from": "31/2/2023", "officer_files": "1"}
    page = send(admin, typed)
    assert page.status == 409 and "không phải ngày" in page.texts("//*[@id='valid_from-sai']")[0]
    kept = page.form(PAGE)
    assert {name: kept[name] for name in typed} == typed
    assert "Đã lưu đơn vị Xã Mới." in admin.send(PAGE, {**kept, "valid_from": "1-2-2023"}).words
