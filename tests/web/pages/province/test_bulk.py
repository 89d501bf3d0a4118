"""Many units at once on the page: nothing happens before the preview is confirmed."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from service.actions.periods.lifecycle import obligation_in
from service.storage.models import MailRow
from tests.support.browser import Page, Person
from tests.support.filings import hand_in_and_check, of_agency, real_report
from tests.support.installation import PERIOD
from tests.support.province import put_units, put_valid
from tests.support.web import Web

BOARD, PREVIEW, DO = f"/ky/{PERIOD}", f"/ky/{PERIOD}/hang-loat", f"/ky/{PERIOD}/hang-loat/lam"


def choose(person: Person, deed: str, *units: str, text: str = "") -> Page:
    """Tick units on the board and press a button below it."""
    fields = person.get(BOARD).form(PREVIEW)
    fields.setlist("unit", list(units))
    fields["text"] = text
    fields["deed"] = deed
    return person.send(PREVIEW, fields)


def confirm(person: Person, page: Page, **typed: str) -> Page:
    """Press the button of the preview."""
    fields = page.form(DO)
    for name, value in typed.items():
        assert name in fields
        fields[name] = value
    return person.send(DO, fields)


def state(person: Person, unit: str) -> str:
    return person.get(BOARD).texts(f"//tr[td/input[@value='{unit}']]/td[2]//*[contains(@class, 'state')]")[0]


def planned(page: Page) -> dict[str, str]:
    """What the preview says of each unit."""
    return dict(zip(page.texts("//tbody/tr/th"), page.texts("//tbody/tr/td[last()]"), strict=True))


@pytest.fixture
def filed(web: Web) -> Web:
    """Two valid filings."""
    for unit in ("STC", "SXD"):
        hand_in_and_check(web.context, of_agency(unit))
    return web


def test_a_return_is_previewed_and_then_done(filed: Web, watcher: Person) -> None:
    page = choose(watcher, "return", "STC", "SXD", "SYT", text="Thiếu phụ lục.")
    assert "Áp dụng với 2/3 đơn vị đã chọn." in page.words and "Chưa có gì được gửi." in page.words
    assert planned(page) == {
        "Sở Tài chính": "có", "Sở Xây dựng": "có", "Sở Y tế": "không: trạng thái không phù hợp",
    }  # fmt: skip
    assert state(watcher, "STC") == "chờ tiếp nhận"
    done = confirm(watcher, page)
    assert "Đã trả lại báo cáo của 2 đơn vị." in done.words
    assert [state(watcher, unit) for unit in ("STC", "SXD", "SYT")] == ["trả lại", "trả lại", "chưa nộp"]


def test_more_time_is_given_with_a_reason(web: Web, watcher: Person) -> None:
    page = choose(watcher, "extend", "SYT", "HAT")
    done = confirm(watcher, page, text="Bão số 3", due_at="17:00 26/09/2023")
    assert "Đã gia hạn cho 2 đơn vị." in done.words
    assert done.words.count("17:00 26/09/2023") == 2


def test_a_reminder_shows_whom_it_goes_to_and_its_words(web: Web, watcher: Person, officer: Person) -> None:
    page = choose(watcher, "remind", "SGTVT", "SYT", text="Đề nghị <b>nộp</b> sớm.")
    assert planned(page) == {
        "Sở Giao thông vận tải": f"{officer.caller.name} (van.an.1@sgtvt.gov.vn)",
        "Sở Y tế": "không: chưa có người dùng nào của đơn vị",
    }
    assert "Còn 2 ngày đến hạn nộp báo cáo Quý III năm 2023 – Sở Giao thông vận tải" in page.words
    assert "Đề nghị <b>nộp</b> sớm." in page.words and "<b>nộp" not in page.source
    before = letters(web)
    assert "Đã lập thư nhắc cho 1 đơn vị;" in confirm(watcher, page).words
    assert letters(web) == before + 1


def letters(web: Web) -> int:
    with web.context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(MailRow)) or 0


@pytest.mark.parametrize("path", [PREVIEW, DO])
@pytest.mark.parametrize(
    ("units", "deed", "said"),
    [
        ([], "return", "Chọn ít nhất một đơn vị"),
        (["STC"], "", "Chọn việc cần làm"),
        (["STC"], "delete", "Chọn việc cần làm"),
    ],
)
def test_without_units_or_a_deed_nothing_is_done(
    filed: Web, watcher: Person, path: str, units: list[str], deed: str, said: str
) -> None:
    fields: MultiDict[str, str] = watcher.get(BOARD).form(PREVIEW)
    fields.setlist("unit", units)
    fields.update({"deed": deed, "text": "Lý do", "due_at": "17:00 26/09/2023"})
    page = watcher.send(path, fields)
    assert page.status == 409 and said in page.words
    assert state(watcher, "STC") == "chờ tiếp nhận"


@pytest.mark.parametrize(
    ("deed", "typed", "said"),
    [
        ("return", {"text": " "}, "Cần ghi lý do"),
        ("extend", {"text": "", "due_at": "17:00 26/09/2023"}, "Cần ghi lý do"),
        ("extend", {"text": "Bão", "due_at": ""}, "Hạn mới: cần ghi giờ và ngày"),
        ("extend", {"text": "Bão", "due_at": "thứ Hai tới"}, "không phải giờ và ngày (ghi ví dụ 17:00 20/09/2023"),
        ("extend", {"text": "Bão", "due_at": "25:00 31/02/2023"}, "không phải giờ và ngày"),
        ("extend", {"text": "Bão", "due_at": "17:00 20/09/2023"}, "phải sau hạn chung 17:00 20/09/2023"),
    ],
)
def test_what_is_missing_is_said_and_nothing_done(
    filed: Web, watcher: Person, deed: str, typed: dict[str, str], said: str
) -> None:
    units = ("STC", "SXD") if deed == "return" else ("SYT", "HAT")
    page = confirm(watcher, choose(watcher, deed, *units), **typed)
    assert page.status == 409 and said in page.words
    assert [state(watcher, unit) for unit in units] == ["chờ tiếp nhận" if deed == "return" else "chưa nộp"] * 2
    assert obligation_in(filed.context, PERIOD, "SYT").due_at is None


def test_where_it_fits_nobody_there_is_nothing_to_confirm(filed: Web, watcher: Person) -> None:
    page = choose(watcher, "extend", "STC", "SXD")
    assert "Áp dụng với 0/2 đơn vị đã chọn." in page.words
    assert page.tree.xpath(f"//form[@action='{DO}']") == []
    page = choose(watcher, "extend", "KHONG-CO")
    assert (page.status, planned(page)) == (200, {})


def test_all_units_that_the_filter_finds_are_chosen_on_whatever_page(web: Web, watcher: Person) -> None:
    units = put_units(web.context, 120)
    found = "//input[@name='every']"
    assert watcher.get(f"{BOARD}?cap=huyen").tree.xpath(found) == []  # one page shows them all
    board = watcher.get(f"{BOARD}?tim=don vi so&cap=xa&trang=2")
    assert "Chọn cả 96 đơn vị ở mọi trang" in board.words
    fields = board.form(PREVIEW)
    fields["every"], fields["deed"], fields["text"] = board.find(found).get("value"), "extend", "Bão số 3"
    page = watcher.send(PREVIEW, fields)
    assert "Áp dụng với 96/96 đơn vị đã chọn." in page.words
    assert "Đã gia hạn cho 96 đơn vị." in confirm(watcher, page, due_at="17:00 26/09/2023").words
    extended = [unit for unit in units if obligation_in(web.context, PERIOD, unit).due_at is not None]
    assert len(extended) == 96 and units[4] not in extended


@pytest.mark.parametrize("who", ["auditor", "officer", "leader"])
def test_nobody_else_does_it(filed: Web, request: pytest.FixtureRequest, who: str, watcher: Person) -> None:
    person = request.getfixturevalue(who)
    token = person.get("/tai-khoan").find("//input[@name='csrf_token']").get("value")
    fields = {"csrf_token": token, "unit": "STC", "deed": "return", "text": "Không được"}
    for path in (PREVIEW, DO):
        assert person.send(path, fields).status == 403
    assert state(watcher, "STC") == "chờ tiếp nhận"


def test_a_form_from_elsewhere_does_nothing(filed: Web, watcher: Person) -> None:
    page = watcher.send(DO, {"unit": "STC", "deed": "return", "text": "Từ trang khác"})
    assert page.status == 400
    assert state(watcher, "STC") == "chờ tiếp nhận"


def test_a_wrong_moment_is_said_beside_its_field_and_selection_filter_and_reason_stay(
    filed: Web, watcher: Person
) -> None:
    fields = watcher.get(f"{BOARD}?cap=so&tim=so").form(PREVIEW)
    fields.setlist("unit", ["SYT", "SCT"])
    fields["deed"], fields["text"] = "extend", "Bão số 3"
    page = confirm(watcher, watcher.send(PREVIEW, fields), due_at="17h00 25/9/2023x")
    assert page.status == 409 and "không phải giờ và ngày" in page.texts("//*[@id='due_at-sai']")[0]
    kept = page.form(DO)
    assert (kept.getlist("unit"), kept["text"], kept["due_at"]) == (["SCT", "SYT"], "Bão số 3", "17h00 25/9/2023x")
    assert (kept["cap"], kept["tim"]) == ("so", "so")
    board = watcher.send(PREVIEW, {**dict(kept.lists()), "deed": "back"})
    assert board.tree.xpath("//input[@name='unit'][@checked]/@value") == ["SCT", "SYT"]
    assert board.find("//input[@id='tim']").get("value") == "so"
    assert board.find("//input[@id='text']").get("value") == "Bão số 3"
    done = confirm(watcher, page, due_at="17h00 ngày 25/9/2023")
    assert "Đã gia hạn cho 2 đơn vị." in done.words and done.find("//input[@id='tim']").get("value") == "so"


def test_nothing_chosen_is_said_on_the_board_with_the_filter_and_the_words(filed: Web, watcher: Person) -> None:
    fields = watcher.get(f"{BOARD}?cap=so").form(PREVIEW)
    page = watcher.send(PREVIEW, {**fields, "deed": "extend", "text": "Bão số 3"})
    assert page.status == 409 and "Chọn ít nhất một đơn vị" in page.words
    assert page.find("//input[@id='text']").get("value") == "Bão số 3"
    assert page.find("//select[@id='cap']/option[@selected]").get("value") == "so"


def test_an_odd_moment_for_many_is_asked_about_each_time_it_is_another_one(web: Web, watcher: Person) -> None:
    asked = confirm(watcher, choose(watcher, "extend", "SYT", "SCT", text="Bão"), due_at="25/9/2033")
    assert "sau ngày chốt số liệu 3664 ngày" in asked.words
    assert obligation_in(web.context, PERIOD, "SYT").due_at is None
    again = confirm(watcher, asked, due_at="25/9/2034")
    assert "sau ngày chốt số liệu 4029 ngày" in again.words
    assert "Đã gia hạn cho 2 đơn vị." in confirm(watcher, again).words


def test_extensions_of_many_are_taken_back_with_a_reason(web: Web, watcher: Person) -> None:
    confirm(watcher, choose(watcher, "extend", "SYT", "SCT", text="Bão"), due_at="25/9/2023")
    page = choose(watcher, "withdraw", "SYT", "SCT", "STC", text="Nhầm")
    assert planned(page)["Sở Tài chính"] == "không: trạng thái không phù hợp"
    assert "Đã thu hồi gia hạn của 2 đơn vị." in confirm(watcher, page).words
    assert [obligation_in(web.context, PERIOD, unit).due_at for unit in ("SYT", "SCT")] == [None, None]


EXPLAINED = {"explanations": {"R06": "Hai thủ tục đang chờ công bố."}}


def file_clean(web: Web, *units: str, **figures: object) -> None:
    """Valid filings whose one warning is explained."""
    for unit in units:
        hand_in_and_check(web.context, of_agency(unit, **figures) | EXPLAINED)


def test_clean_filings_are_accepted_together_and_those_to_be_read_are_named(web: Web, watcher: Person) -> None:
    file_clean(web, "STC", "SXD")
    hand_in_and_check(web.context, real_report())  # with a warning that nobody explained
    fields = watcher.get("/duyet/2023-Q3-SXD-1").form("/duyet/2023-Q3-SXD-1/tra-lai")
    watcher.send("/duyet/2023-Q3-SXD-1/y-kien", {"csrf_token": fields["csrf_token"], "reason": "Đang xem"})
    page = choose(watcher, "accept", "STC", "SXD", "SGTVT", "SYT")
    assert planned(page) == {
        "Sở Tài chính": "có", "Sở Xây dựng": "không: đang có ý kiến ghi dở: xem riêng",
        "Sở Giao thông vận tải": "không: còn 1 cảnh báo chưa giải trình: xem riêng",
        "Sở Y tế": "không: trạng thái không phù hợp",
    }  # fmt: skip
    assert state(watcher, "STC") == "chờ tiếp nhận"
    assert "Đã tiếp nhận báo cáo của 1 đơn vị." in confirm(watcher, page, text="Tốt").words
    expected = ["đã tiếp nhận", "chờ tiếp nhận", "chờ tiếp nhận"]
    assert [state(watcher, unit) for unit in ("STC", "SXD", "SGTVT")] == expected
    assert "Tốt" in watcher.get("/duyet/2023-Q3-STC-1").words


def test_what_moved_since_it_was_seen_is_accepted_with_none_of_the_others(web: Web, watcher: Person) -> None:
    file_clean(web, "STC", "SXD")
    page = choose(watcher, "accept", "STC", "SXD")
    file_clean(web, "STC", sang_kien__so_luong=9)
    again = confirm(watcher, page)
    assert again.status == 409 and "Sở Tài chính" in again.find("//*[@role='alert']").text_content()
    assert [state(watcher, unit) for unit in ("STC", "SXD")] == ["chờ tiếp nhận", "chờ tiếp nhận"]
    assert "Đã tiếp nhận báo cáo của 2 đơn vị." in confirm(watcher, again).words


def test_a_hundred_clean_filings_are_accepted_with_five_clicks(web: Web, watcher: Person) -> None:
    put_valid(web.context, put_units(web.context, 100), in_figures=True)
    clicks = 1
    board = watcher.get(f"{BOARD}?trang_thai=pending")
    assert "Chọn cả 100 đơn vị ở mọi trang" in board.words
    fields = board.form(PREVIEW)
    fields["every"], fields["deed"] = "1", "accept"
    clicks += 2
    page = watcher.send(PREVIEW, fields)
    assert "Áp dụng với 100/100 đơn vị đã chọn." in page.words
    clicks += 1
    assert "Đã tiếp nhận báo cáo của 100 đơn vị." in confirm(watcher, page).words
    assert clicks < 10 and "100" in watcher.get(BOARD).texts("//td[@data-label='đã tiếp nhận']")
