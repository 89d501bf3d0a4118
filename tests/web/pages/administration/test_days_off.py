"""Free days on the page of Home Affairs and the administrator."""

from __future__ import annotations

import pytest

from tests.support.browser import Page, Person
from tests.support.installation import HOME_AFFAIRS
from tests.support.web import Web

PAGE = "/quan-tri/ngay-nghi"


@pytest.fixture
def watcher(web: Web) -> Person:
    """Somebody of Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")


def add(watcher: Person, day: str, name: str, is_worked: str = "0") -> Page:
    """Fill in the form and press one of its buttons."""
    return watcher.fill(watcher.get(PAGE), PAGE, {"day": day, "name": name}, is_worked=is_worked)


def test_days_are_shown_added_and_removed(watcher: Person) -> None:
    page = watcher.get(PAGE)
    assert page.texts("//h2[starts-with(@id, 'nam-')]") == ["Năm 2023", "Năm 2024"]
    assert [day for day in page.texts("//tbody//th") if day.endswith(("04/09/2023", "10/02/2024"))] == [
        "Thứ Hai, 04/09/2023",
        "Thứ Bảy, 10/02/2024",
    ]
    assert "Tỉnh chưa đặt thêm ngày nào." in page.words and "Tết Nguyên Đán" in page.words
    assert "Đã đặt ngày nghỉ." in add(watcher, "22/09/2023", "Nghỉ <b>bão</b>").words
    page = add(watcher, "23/09/2023", "Làm bù", "1")
    assert "Đã đặt ngày làm bù." in page.words and "<b>bão" not in page.source
    own = page.texts("//table[caption='Tỉnh đặt thêm']//tbody/tr")
    assert [text.split(" Xóa")[0] for text in own] == [
        "Thứ Sáu, 22/09/2023 nghỉ Nghỉ <b>bão</b>", "Thứ Bảy, 23/09/2023 làm bù Làm bù",
    ]  # fmt: skip
    removed = watcher.press(page, f"{PAGE}/xoa")
    assert "Đã xóa ngày này" in removed.words and len(removed.texts("//table[caption='Tỉnh đặt thêm']//tbody/tr")) == 1
    assert "Ngày nghỉ và ngày làm bù" in watcher.get("/quan-tri/ky").words


@pytest.mark.parametrize(
    ("day", "name", "said"),
    [
        ("", "Nghỉ", "Cần ghi ngày"), ("31/02/2023", "Nghỉ", "không phải ngày hợp lệ"),
        ("22/09/2023", "", "Cần ghi tên"),
        ("24/09/2023", "Nghỉ", "vốn là ngày nghỉ"), ("22/09/2020", "Nghỉ", "năm 2023 và 2024"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said(watcher: Person, day: str, name: str, said: str) -> None:
    page = add(watcher, day, name)
    assert page.status == 409 and said in page.words
    assert "Tỉnh chưa đặt thêm ngày nào." in watcher.get(PAGE).words


def test_what_is_wrong_is_said_beside_its_field_and_everything_typed_stays(web: Web) -> None:
    person = Person(web.app, web.context, HOME_AFFAIRS, "nghi.bao@snv.gov.vn")
    for day, field, said in (("31/2/2023", "day", "không phải ngày hợp lệ"), ("25/9/2030", "day", "Chỉ đặt được ngày")):
        page = person.fill(person.get(PAGE), PAGE, {"day": day, "name": "Nghỉ bão"})
        assert page.status == 409 and said in page.texts(f"//*[@id='{field}-sai']")[0]
        assert (page.form()["day"], page.form()["name"]) == (day, "Nghỉ bão")
    page = person.fill(person.get(PAGE), PAGE, {"day": "ngày 25 tháng 9 năm 2023", "name": " "})
    assert page.status == 409 and "Cần ghi tên ngày" in page.texts("//*[@id='name-sai']")[0]
    assert "Đã đặt ngày nghỉ." in person.fill(page, PAGE, {"name": "Nghỉ bão"}).words
