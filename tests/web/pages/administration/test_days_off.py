"""Free days on the page of Home Affairs and the administrator."""

from __future__ import annotations

from datetime import date

import pytest

from service.actions.periods.working_days import working_time
from tests.support.browser import Page, Person
from tests.support.installation import HOME_AFFAIRS, at
from tests.support.reminding import there
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


def test_l11_a_day_that_is_not_sure_counts_once_it_is_confirmed(web: Web) -> None:
    later = Web(at(web.context, there(2026, 3, 2, 8)))
    person = Person(later.app, later.context, HOME_AFFAIRS, "nam.2026@snv.gov.vn")
    page = person.get(PAGE)
    swapped = page.texts("//table[caption='Nghỉ hoán đổi, làm bù theo thông báo của Chính phủ']//tbody/tr")
    assert [line.partition(" Văn bản")[0].partition(" Ý kiến")[0] for line in swapped] == [
        "Thứ Sáu, 02/01/2026 nghỉ Nghỉ Tết Dương lịch (hoán đổi)",
        "Thứ Bảy, 10/01/2026 làm bù Làm bù cho ngày 02/01/2026",
        "Thứ Bảy, 22/08/2026 làm bù Làm bù cho ngày 31/08/2026",
        "Thứ Hai, 31/08/2026 nghỉ Nghỉ Quốc khánh (hoán đổi)",
    ]
    (unsure,) = page.texts("//form[@data-unsure]/p")
    assert unsure.startswith("cần xác nhận Thứ Ba, 24/11/2026: Ngày Văn hóa Việt Nam")
    assert not is_free(later)
    token = page.form()["csrf_token"]
    sent = {"csrf_token": token, "day": "24/11/2026", "name": "Ngày Văn hóa Việt Nam", "is_worked": "0"}
    done = person.send(PAGE, sent)
    assert "Đã đặt ngày nghỉ." in done.words and not done.tree.xpath("//form[@data-unsure]") and is_free(later)


def is_free(web: Web) -> bool:
    """Whether 24 November 2026 is a day off for deadlines and reminders."""
    with web.context.database.reading() as session:
        return not working_time(session).is_working_day(date(2026, 11, 24))
