"""People and tokens on the administrator's pages."""

from __future__ import annotations

import re

import pytest

from tests.support.browser import Page, Person
from tests.support.installation import ADMIN, HOME_AFFAIRS, PERIOD
from tests.support.web import API, Web

PEOPLE, TOKENS = "/quan-tri/nguoi-dung", "/quan-tri/ma-truy-cap"
TERMS = {"days": "365", "permits": "read"}
NEW = {"email": "Moi@SGTVT.gov.vn ", "name": "Người Mới", "role": "officer", "agency": "SGTVT"}


@pytest.fixture
def admin(web: Web) -> Person:
    """The administrator."""
    return Person(web.app, web.context, ADMIN, "quan.tri@snv.gov.vn")


def send(admin: Person, path: str, **fields: str) -> Page:
    token = admin.get(PEOPLE).find("//main//input[@name='csrf_token']").get("value")
    return admin.send(path, {"csrf_token": token, **fields})


def number_of(admin: Person, name: str) -> int:
    """The number in a person's address."""
    (place,) = admin.get(f"{PEOPLE}?tim={name}").tree.xpath(f"//main//tbody//a[contains(@href, '{PEOPLE}/')]/@href")
    return int(str(place).rpartition("/")[2])


def test_a_person_is_added_found_and_invited(admin: Person) -> None:
    assert "Đã thêm Người Mới; thư mời đặt mật khẩu đang giữ ở Hộp thư, chưa gửi." in send(admin, PEOPLE, **NEW).words
    shown = admin.get(f"{PEOPLE}?tim=nguoi+moi").texts("//main//tbody/tr")
    assert len(shown) == 1 and "moi@sgtvt.gov.vn" in shown[0] and "chưa đặt mật khẩu" in shown[0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "không phải thư"}, "chỉ gồm chữ không dấu"),
        ({"email": "khong phai thu"}, "không phải địa chỉ thư"), ({"name": " "}, "tên"),
        ({"role": "vua"}, "Chọn vai trò"),
        ({"agency": ""}, "đơn vị"), ({"agency": "KHONG"}, "KHONG"),
        ({"email": "quan.tri@snv.gov.vn"}, "Đã có người dùng"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_named(admin: Person, wrong: dict[str, str], said: str) -> None:
    page = send(admin, PEOPLE, **(NEW | wrong))
    assert page.status in {404, 409, 422}
    assert said.lower() in page.words.lower()


def test_a_disabled_person_is_out_at_once(web: Web, admin: Person) -> None:
    home = Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    assert home.get(f"/ky/{PERIOD}").status == 200
    number = number_of(admin, "cuong")
    changed = {"name": HOME_AFFAIRS.name, "role": "home_affairs", "agency": "", "disabled": "1"}
    assert "Đã lưu." in send(admin, f"{PEOPLE}/{number}", **changed).words
    assert home.get(f"/ky/{PERIOD}").status == 302


def test_home_affairs_can_be_asked_for_a_second_factor(web: Web, admin: Person) -> None:
    assert "Đã lưu." in send(admin, f"{PEOPLE}/xac-thuc", asks="1").words
    home = Person(web.app, web.context, HOME_AFFAIRS, "cuong@snv.gov.vn")
    assert home.get(f"/ky/{PERIOD}").status == 302
    assert "Đã lưu." in send(admin, f"{PEOPLE}/xac-thuc", asks="0").words


def test_a_token_is_shown_once_and_ends(web: Web, admin: Person) -> None:
    page = send(admin, TOKENS, role="officer", agency="STC", name="Phần mềm một cửa", **TERMS)
    found = re.search(r"\b[A-Za-z0-9_-]{32,}\b", page.words)
    assert found is not None, page.words
    shown = admin.get(TOKENS)
    assert found[0] not in shown.source and "Phần mềm một cửa" in shown.words
    (action,) = shown.tree.xpath("//tr[contains(., 'Phần mềm một cửa')]//*[@formaction]/@formaction | "
                          "//tr[contains(., 'Phần mềm một cửa')]//form/@action")  # fmt: skip
    send(admin, str(action))
    sent = {"Authorization": f"Bearer {found[0]}"}
    assert web.client.get(f"{API}/periods", headers=sent).status_code == 401


def test_a_new_token_works(web: Web, admin: Person) -> None:
    page = send(admin, TOKENS, role="officer", agency="STC", name="Phần mềm một cửa", **TERMS)
    found = re.search(r"\b[A-Za-z0-9_-]{32,}\b", page.words)
    assert found is not None
    answer = web.client.get(f"{API}/periods", headers={"Authorization": f"Bearer {found[0]}"})
    assert answer.status_code == 200


def test_a_token_of_a_unit_needs_the_unit(admin: Person) -> None:
    page = send(admin, TOKENS, role="officer", agency="", name="Phần mềm", **TERMS)
    assert page.status in {409, 422} and "đơn vị" in page.words


def test_an_address_is_marked_as_faulty_and_a_new_one_ends_it(web: Web, admin: Person) -> None:
    send(admin, PEOPLE, **NEW)
    number = number_of(admin, "nguoi+moi")
    assert "vì sao thư bị trả lại" in send(admin, f"{PEOPLE}/{number}/thu-hong", reason=" ").words
    assert "Đã ghi nhận" in send(admin, f"{PEOPLE}/{number}/thu-hong", reason="hộp thư đầy").words
    assert "địa chỉ thư hỏng" in admin.get(f"{PEOPLE}?tim=nguoi+moi").words
    assert "Địa chỉ được dùng lại." in send(admin, f"{PEOPLE}/{number}/thu-tot").words
    send(admin, f"{PEOPLE}/{number}/thu-hong", reason="hộp thư đầy")
    page = admin.get(f"{PEOPLE}/{number}")
    assert "Lý do: hộp thư đầy" in page.words
    admin.fill(page, f"{PEOPLE}/{number}", {"email": "khac@sgtvt.gov.vn"})
    page = admin.get(f"{PEOPLE}/{number}")
    assert page.form()["email"] == "khac@sgtvt.gov.vn" and "bị trả lại." not in page.words
    taken = admin.fill(page, f"{PEOPLE}/{number}", {"email": "quan.tri@snv.gov.vn"})
    assert taken.status == 409 and "Đã có người dùng" in taken.words
