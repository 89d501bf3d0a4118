"""The story of a quarter: filed in four ways, reviewed side by side, closed by the leader, published, corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from service.actions.consolidation.editions import list_editions
from service.actions.context import Context
from service.actions.periods.lifecycle import waive
from service.storage.organization.agencies import all_agencies
from tests.support.installation import HOME_AFFAIRS, MORNING, PERIOD
from tests.support.quarter import BOARD, BY_EXCEL, BY_FORM, BY_WORD, CLOSING, CODE, Quarter

FEW = (BY_WORD, BY_FORM, BY_EXCEL, "STC", "SXD", "SCT", "SLDTBXH", "SKHDT", "SGDDT", "STNMT", "STTTT", "SNV")
LATER = MORNING + timedelta(days=30)
LETTER = "CV số 12/STC-VP"


def test_a_quarter_of_twelve_departments(sqlite_context: Context) -> None:
    live_through(story_of(sqlite_context, FEW))


def story_of(context: Context, units: Sequence[str]) -> Quarter:
    """A quarter in which these units owe a report and all others are let off."""
    with context.database.reading() as session:
        known = {agency.code for agency in all_agencies(session) if agency.is_valid_on(MORNING.date())}
    for other in sorted(known - set(units)):
        waive(context, PERIOD, other, HOME_AFFAIRS, "Nộp theo đơn vị chủ quản")
    return Quarter(context, units)


def live_through(story: Quarter) -> None:
    """All of it, in order."""
    file_and_review(story)
    adjust(story)
    first = close(story)
    let_the_late_one_in(story)
    publish(story, 1)
    correct(story, first)


def file_and_review(story: Quarter) -> None:
    doubtful = story.units[3]
    for unit in story.units[:-1]:
        story.file(unit, explains=unit != doubtful)
    # Two officers have the same report open: the second overturns nothing.
    page = f"/duyet/{PERIOD}-{doubtful}-1"
    mine, hers = story.officer.get(page), story.colleague.get(page)
    returned = {**hers.form(f"{page}/tra-lai"), "reason": "Thiếu giải trình"}
    accepted = story.officer.send(f"{page}/tiep-nhan", mine.form(f"{page}/tra-lai"))
    assert "Đã tiếp nhận báo cáo." in accepted.words
    refused = story.colleague.send(f"{page}/tra-lai", returned)
    assert refused.status == 409 and HOME_AFFAIRS.name in refused.words and "Thiếu giải trình" in refused.source
    pages, done = story.accept_clean()
    assert f"Đã tiếp nhận báo cáo của {len(story.units) - 2} đơn vị." in done.words and pages < 10
    assert len(story.officer.get(f"{BOARD}?trang_thai=accepted").tree.xpath("//tr[@data-unit]")) >= min(
        len(story.units) - 1, 50
    )


def adjust(story: Quarter) -> None:
    before, adjusted = story.total(), story.units[4:7]
    for count, unit in enumerate(adjusted, 1):
        made = story.api(
            f"/submissions/{PERIOD}-{unit}-1/adjustments",
            {"indicator": CODE, "value": 100 * count, "reference": LETTER, "reason": "Theo công văn đính chính"},
        )
        assert made["adjustments"][0]["holds"]
        filed = made["adjustments"][0]["filed"]
    assert story.total() == before + 600 - len(adjusted) * filed  # type: ignore[operator]
    unit = adjusted[0]
    own, path = story.unit_leader(unit), f"/lan-nop/{PERIOD}-{unit}-1"
    number = story.web.call("GET", f"/api/v1/submissions/{PERIOD}-{unit}-1/adjustments", "home_affairs").get_json()
    action = f"{path}/dieu-chinh/{number['adjustments'][0]['number']}"
    own.send(action, {**own.get(path).form(action), "agrees": "0", "text": "Số đúng là 99"})
    shown = story.officer.get(f"/duyet/{PERIOD}-{unit}-1").words
    assert "Số đúng là 99" in shown and LETTER in shown


def close(story: Quarter) -> bytes:
    story.settle()
    assert "Đã trình lãnh đạo Sở Nội vụ." in story.press(story.officer, "trinh", reason="Đủ điều kiện").words
    back = story.press(story.leader, "tra-lai", remarks="Làm rõ số đã điều chỉnh")
    assert "Làm rõ số đã điều chỉnh" in back.words
    assert story.press(story.officer, "trinh", reason="Đã làm rõ với đơn vị").status == 200
    asked = story.press(story.leader, "duyet", ask="1")
    assert "Đã duyệt." in story.leader.press(asked, f"{CLOSING}/duyet").words
    assert "Đã khóa kỳ báo cáo." in story.press(story.officer, "khoa").words
    first = story.workbook()
    assert story.verdict(first)["intact"] is True
    return first


def let_the_late_one_in(story: Quarter) -> None:
    story.clock.turn(MORNING + timedelta(hours=1))
    unit, before = story.late, story.total()
    late = {"due_at": "2023-09-25T17:00:00+07:00", "reason": "Mất điện toàn huyện"}
    story.api(f"/periods/{PERIOD}/agencies/{unit}/late-filing", late)
    story.file(unit)
    page = f"/duyet/{PERIOD}-{unit}-1"
    shown = story.officer.get(page)
    assert "chờ ấn bản điều chỉnh" in shown.words
    assert "Đã tiếp nhận báo cáo." in story.officer.send(f"{page}/tiep-nhan", shown.form(f"{page}/tra-lai")).words
    assert story.total() == before


def publish(story: Quarter, number: int) -> None:
    unit = story.units[5]
    results = f"/periods/{PERIOD}/results"
    if number == 1:
        assert story.web.get(results, story.program(unit)).status_code == 404
    assert "Đã công bố cho các đơn vị." in story.press(story.officer, "cong-bo").words
    seen = story.web.get(results, story.program(unit)).get_json()
    assert (seen["edition"], seen["agency"], seen["counted"]) == (number, unit, True)
    assert all(1 <= rank["place"] <= rank["of"] <= len(story.units) for rank in seen["ranks"]) and seen["ranks"]


def correct(story: Quarter, first: bytes) -> None:
    story.clock.turn(LATER)
    before, why = story.total(), "Bổ sung báo cáo nộp muộn"
    story.settle()
    assert "Đã trình lãnh đạo Sở Nội vụ." in story.press(story.officer, "trinh", reason=why).words
    story.press(story.leader, "duyet")
    assert "Đã lập ấn bản điều chỉnh." in story.press(story.officer, "dieu-chinh", reason=why).words
    assert story.total() == before + 1  # type: ignore[operator]
    editions = story.officer.get(f"{BOARD}/an-ban").words
    assert why in editions
    changes = story.officer.get(f"{BOARD}/an-ban/2/thay-doi").words
    assert "Ấn bản số 2" in changes
    publish(story, 2)
    assert story.verdict(first)["intact"] is True
    assert [item.is_intact for item in list_editions(story.context, PERIOD).editions] == [True, True]
