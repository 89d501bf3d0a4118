"""The province's totals on the page, each of which opens into its units."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import extend, open_period, set_deadline, set_obligation
from service.actions.review.decide import return_for_correction
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from service.web.ui.charts import Point
from tests.support.browser import Page, Person
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.units import units_csv
from tests.support.web import Web

TOTALS, FIGURE = f"/ky/{PERIOD}/tong-hop", "ho_so.tiep_nhan"
NAME = "Tổng số hồ sơ TTHC tiếp nhận trong kỳ"
HOME = HOME_AFFAIRS.name
# What a total was in the periods that it is compared with.
EARLIER = "//dl[@class='facts']/*"


def row(page: Page, code: str = FIGURE) -> list[str]:
    """The total, who has it, the period before, the change, last year, the change."""
    return page.texts(f"//tr[.//@data-total='{code}']/td[position()>1]")


def parts(page: Page) -> dict[str, tuple[str, str]]:
    """Each unit's figure and what is said of it."""
    names, figures, notes = (page.texts(f"//tbody/tr/{cell}") for cell in ("th", "td[1]", "td[last()]"))
    return dict(zip(names, zip(figures, notes, strict=True), strict=True))


def deadline(page: Page) -> float | None:
    """Where the chart draws the deadline."""
    found = page.tree.xpath("//*[local-name()='line'][@class='due']/@x1")
    return float(found[0]) if found else None


@pytest.mark.parametrize("who", ["watcher", "auditor"])
def test_totals_are_shown_with_who_is_missing(web: Web, request: pytest.FixtureRequest, who: str) -> None:
    put_valid(web.context, ["STC", "SXD"])
    page = request.getfixturevalue(who).get(TOTALS)
    assert "2/28 đơn vị có báo cáo hợp lệ." in page.words and "Số liệu đến 08:00 18/09/2023." in page.words
    missing = page.find("//p[starts-with(., 'Còn thiếu:')]").text_content()
    assert "Sở Y tế" in missing and "Sở Tài chính" not in missing
    assert row(page)[0] == "14.532" and row(page)[1].startswith("2/")
    assert row(page)[2:] == ["–", "–", "–", "–"]


def test_change_is_shown_with_its_sign(web: Web, watcher: Person) -> None:
    for period, count in (("2023-H1", 7000), ("2022-Q3", 9000)):
        open_period(web.context, period)
        put_valid(web.context, ["STC"], period, ho_so__tiep_nhan=count, tthc__tong=141)
    put_valid(web.context, ["STC"])
    page = watcher.get(TOTALS)
    assert row(page) == ["7.266", row(page)[1], "7.000", "–", "9.000", "−1.734 (−19,3%)"]
    assert row(page, "tthc.tong")[3] == "−1 (−0,7%)"


def test_zero_is_shown_as_zero_and_nothing_as_a_dash(web: Web, watcher: Person) -> None:
    assert row(watcher.get(TOTALS))[0] == "–"
    put_valid(web.context, ["STC"], ho_so__tiep_nhan=0)
    assert row(watcher.get(TOTALS))[0] == "0"


def test_an_empty_period_has_no_charts(web: Web, watcher: Person) -> None:
    page = watcher.get(TOTALS)
    assert page.status == 200 and page.tree.xpath("//main//figure") == []
    put_valid(web.context, ["STC"])
    assert "Số đơn vị đã nộp theo ngày" in watcher.get(TOTALS).texts("//main//figcaption")


def test_the_chart_draws_the_common_deadline_and_not_one_units(web: Web, watcher: Person) -> None:
    """The units come in the order of the table, so this one is the first."""
    first = watcher.get(f"/ky/{PERIOD}").tree.xpath("//input[@name='unit']/@value")[0]
    put_valid(web.context, ["STC"], received_at=datetime(2023, 9, 15, 8, tzinfo=VIETNAM))
    put_valid(web.context, ["SXD"], received_at=datetime(2023, 9, 25, 8, tzinfo=VIETNAM))
    before = deadline(watcher.get(TOTALS))
    extend(web.context, PERIOD, first, datetime(2023, 9, 24, 17, tzinfo=VIETNAM), HOME, "Bão số 3")
    assert before is not None and deadline(watcher.get(TOTALS)) == before


def test_the_chart_draws_the_deadline_on_its_day_in_vietnam(web: Web, watcher: Person) -> None:
    for day in (15, 25):
        put_valid(web.context, ["STC" if day == 15 else "SXD"], received_at=datetime(2023, 9, day, 8, tzinfo=VIETNAM))
    for kind in AgencyKind:
        set_deadline(web.context, PERIOD, kind, datetime(2023, 9, 20, 23, 59, tzinfo=VIETNAM), HOME, "Theo công văn")
    evening = deadline(watcher.get(TOTALS))
    for kind in AgencyKind:
        set_deadline(web.context, PERIOD, kind, datetime(2023, 9, 20, 0, 30, tzinfo=VIETNAM), HOME, "Theo công văn")
    assert deadline(watcher.get(TOTALS)) == evening


def test_a_total_opens_into_its_units_and_what_they_lack(web: Web, watcher: Person) -> None:
    import_agencies(web.context, units_csv("CON,Chi cục Thuế,,so,STC,2000-01-01,,"))
    set_obligation(web.context, PERIOD, "STC", includes_children=True)
    put_valid(web.context, ["STC", "CON"])
    link = watcher.get(TOTALS).find(f"//a[text()='{NAME}']").get("href")
    page = watcher.get(link)
    assert link == f"{TOTALS}/{FIGURE}" and len(parts(page)) == 29
    assert parts(page)["Sở Tài chính"] == ("7.266", "Điều chỉnh… Sở Tài chính")
    assert parts(page)["Chi cục Thuế"] == (
        "7.266",
        "đã gồm trong đơn vị cấp trên, không cộng Điều chỉnh… Chi cục Thuế",
    )
    assert parts(page)["Sở Y tế"] == ("–", "chưa nộp")
    assert page.find("//th/a[text()='Sở Tài chính']").get("href") == f"/duyet/{PERIOD}-STC-1"
    assert page.texts("//p[@class='lead']")[0].startswith("Quý III năm 2023: 7.266")
    assert page.texts(EARLIER) == []


def test_a_total_tells_the_period_before(web: Web, watcher: Person) -> None:
    open_period(web.context, "2023-H1")
    put_valid(web.context, ["STC"], "2023-H1", ho_so__tiep_nhan=0)
    put_valid(web.context, ["STC"])
    page = watcher.get(f"{TOTALS}/{FIGURE}")
    assert page.texts(EARLIER) == ["Kỳ trước (6 tháng đầu năm 2023)", "0"]


@pytest.mark.parametrize("path", [f"{TOTALS}/khong.co", "/ky/2023-Y/tong-hop", f"/ky/2023-Y/tong-hop/{FIGURE}"])
def test_what_is_not_there_is_said_not_to_be(watcher: Person, path: str) -> None:
    assert watcher.get(path).status == 404


@pytest.mark.parametrize("path", [TOTALS, f"{TOTALS}/{FIGURE}"])
def test_units_do_not_see_the_province(web: Web, officer: Person, leader: Person, path: str) -> None:
    put_valid(web.context, ["STC"])
    for person in (officer, leader):
        page = person.get(path)
        assert page.status == 403 and "7.266" not in page.source


def test_a_total_of_fewer_units_than_before_says_of_how_many(web: Web, watcher: Person) -> None:
    for period, agencies in (("2023-H1", ["STC", "SXD", "SYT"]), ("2022-Q3", ["STC"])):
        open_period(web.context, period)
        put_valid(web.context, agencies, period)
    put_valid(web.context, ["STC"])
    page = watcher.get(TOTALS)
    assert (row(page)[2], row(page)[4]) == ("21.798 (3 đơn vị)", "7.266")
    assert "Trong ngoặc là số đơn vị có số liệu ở kỳ so sánh" in page.words
    assert "(3 đơn vị)" in watcher.get(f"{TOTALS}/{FIGURE}").words
    put_valid(web.context, ["SXD", "SYT"])
    put_valid(web.context, ["SXD", "SYT"], "2022-Q3")
    assert "Trong ngoặc là số đơn vị có số liệu ở kỳ so sánh" not in watcher.get(TOTALS).words


def test_the_units_of_both_periods_are_compared_beside_all(web: Web, watcher: Person) -> None:
    open_period(web.context, "2022-Q3")
    put_valid(web.context, ["SXD"], "2022-Q3", ho_so__tiep_nhan=1000)
    put_valid(web.context, ["STC", "SYT"], "2022-Q3", ho_so__tiep_nhan=7000)
    put_valid(web.context, ["STC", "SYT", "SCT"])
    said = row(watcher.get(TOTALS))[5]
    assert said == "+6.798 (+45,3%) trên 2 đơn vị có ở cả hai kỳ: +532 (+3,8%)"


@pytest.mark.parametrize(
    ("point", "end", "place"),
    [
        (Point(630, 24, date(2023, 9, 1), 28), True, (623, 40)),
        (Point(60, 178, date(2023, 9, 1), 2), False, (67, 172)),
        (Point(300, 100, date(2023, 9, 1), 9), False, (307, 116)),
    ],
)
def test_numbers_stand_within_the_chart(point: Point, end: bool, place: tuple[float, float]) -> None:
    assert (point.is_at_edge, (point.label_x, point.label_y)) == (end, place)


def test_a_period_before_of_another_length_is_named_with_its_days(web: Web, watcher: Person) -> None:
    open_period(web.context, "2023-H1")
    put_valid(web.context, ["STC"], "2023-H1")
    put_valid(web.context, ["STC"])
    said = "Kỳ trước (6 tháng đầu năm 2023) dài 182 ngày, kỳ này 92 ngày"
    assert said in watcher.get(TOTALS).words and said in watcher.get(f"{TOTALS}/{FIGURE}").words
    assert "Kỳ trước 6 tháng đầu năm 2023" in watcher.get(TOTALS).texts("//thead/tr/th[5]")[0]


def test_an_opened_total_shows_share_earlier_figures_and_what_was_returned_and_sorts_by_size(
    web: Web, watcher: Person
) -> None:
    open_period(web.context, "2022-Q3")
    put_valid(web.context, ["STC"], "2022-Q3", ho_so__tiep_nhan=40)
    put_valid(web.context, ["STC"], ho_so__tiep_nhan=25)
    put_valid(web.context, ["SXD"], ho_so__tiep_nhan=75)
    return_for_correction(web.context, HOME_AFFAIRS, f"{PERIOD}-SXD-1", "Chưa khớp.")

    def cells(page: Page, unit: str) -> list[str]:
        return page.texts(f"//tr[th[normalize-space(.)='{unit}']]/td")

    page = watcher.get(f"{TOTALS}/{FIGURE}")
    assert cells(page, "Sở Tài chính") == ["25", "25%", "–", "40", "Điều chỉnh… Sở Tài chính"]
    assert cells(page, "Sở Xây dựng") == ["75", "75%", "–", "–", "trả lại Điều chỉnh… Sở Xây dựng"]
    for order, names in (("giam", ["Sở Xây dựng", "Sở Tài chính"]), ("tang", ["Sở Tài chính", "Sở Xây dựng"])):
        assert watcher.get(f"{TOTALS}/{FIGURE}?xep={order}").texts("//tbody/tr/th")[:2] == names
