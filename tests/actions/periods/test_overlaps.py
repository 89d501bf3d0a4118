"""Figures that two units tell for the same thing: declared from a period on, in every output, until it is ended."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.figures import Paging, figures_of_period, period_csv
from service.actions.consolidation.report_documents import province_report
from service.actions.consolidation.totals import province_totals, total_by_agency
from service.actions.consolidation.workbook_changes import changes_between
from service.actions.context import Context
from service.actions.notifications.notices import notices
from service.actions.organization.reorganise import preview_reorganisation, reorganise
from service.actions.periods.closing import closing_overview
from service.actions.periods.lifecycle import close_period, open_period, reopen_period, waive
from service.actions.periods.overlaps import (
    declare_overlap,
    end_overlap,
    period_overlaps,
    preview_end,
    preview_overlap,
)
from service.domain.audit import AuditEvent
from service.domain.consolidation.closing import ClosingCheck
from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.errors import ConflictError, EntryError, NotFoundError
from service.domain.organization.access import Caller, Role
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct
from service.storage.events import events_named
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid
from tests.support.visitor import enlist
from tests.support.word import opened, words

CODE, EARLIER, LATER = "sang_kien.so_luong", "2022-Q3", "2023-Y"
PAIR = Overlap(CODE, OverlapSide("STC"), OverlapSide("SXD"), "Trung tâm thuộc sở")
OTHER = replace(PAIR, leaving=OverlapSide("SGTVT"))
BESIDE = "không cộng: đã tính ở Sở Tài chính (Trung tâm thuộc sở)"
BOTH = "tính theo Sở Tài chính 100; Sở Xây dựng báo 90, không cộng; chênh lệch −10"


@pytest.fixture
def filed(sqlite_context: Context) -> Context:
    """Three units have filed 100, 90 and 5."""
    file(sqlite_context)
    return sqlite_context


def file(context: Context, period: str = PERIOD) -> None:
    for unit, value in (("STC", 100), ("SXD", 90), ("SGTVT", 5)):
        put_valid(context, [unit], period, sang_kien__so_luong=value)


def declare(context: Context, pair: Overlap = PAIR, period: str = PERIOD, **more: int) -> int:
    return declare_overlap(context, HOME_AFFAIRS, period, pair, **more)


def end(context: Context, number: int, period: str = PERIOD) -> None:
    end_overlap(context, HOME_AFFAIRS, period, number, "Hai việc khác nhau")


def total(context: Context, period: str = PERIOD, edition: int | None = None) -> object:
    found = province_totals(context, period, edition)
    return next(row.figure for _, rows in found.sections for row in rows if row.indicator.code == CODE)


def built(context: Context) -> tuple[str, bytes]:
    workbook = request_workbook(context, HOME_AFFAIRS, PERIOD)[0].id
    build_workbook(context, workbook)
    content = finished_workbook(context, workbook).content
    assert content is not None
    return workbook, bytes(content)


def test_one_side_counts_until_the_pair_is_ended(filed: Context) -> None:
    number = declare(filed)
    assert total(filed) == 105
    (item,) = period_overlaps(filed, PERIOD).listed
    assert item.story is not None and (item.story.counted, item.story.left_out, item.story.difference) == (100, 90, -10)
    end(filed, number)
    assert total(filed) == 195 and period_overlaps(filed, PERIOD).listed == ()
    with pytest.raises(NotFoundError):
        end(filed, number)


def test_it_holds_from_its_period_on_and_in_no_earlier_one(filed: Context) -> None:
    for period in (EARLIER, LATER):
        open_period(filed, period)
        file(filed, period)
    number = declare(filed)
    assert [total(filed, period) for period in (EARLIER, PERIOD, LATER)] == [195, 105, 105]
    end(filed, number, LATER)
    assert [total(filed, period) for period in (EARLIER, PERIOD, LATER)] == [195, 105, 195]
    with pytest.raises(ConflictError, match=f"từ kỳ {LATER}"):
        end(filed, number)


def test_a_changed_pair_holds_from_its_period_on_and_the_old_one_before(filed: Context) -> None:
    open_period(filed, EARLIER)
    file(filed, EARLIER)
    number = declare(filed, period=EARLIER)
    turned = replace(PAIR, counting=PAIR.leaving, leaving=PAIR.counting)
    with pytest.raises(EntryError, match="cặp số 1"):
        declare(filed, turned)
    newer = declare(filed, turned, replaces=number)
    assert newer != number and (total(filed, EARLIER), total(filed)) == (105, 95)
    with filed.database.reading() as session:
        (act,) = events_named(session, PERIOD, AuditEvent.OVERLAP_CHANGED)
    assert [change[1:] for change in act.changes] == [
        ("Sở Tài chính", "Sở Xây dựng"), ("Sở Xây dựng", "Sở Tài chính"),
    ]  # fmt: skip


def test_two_kinds_are_a_pair_as_well(filed: Context) -> None:
    put_valid(filed, ["HVL", "HYM"], sang_kien__so_luong=50)
    sides = (OverlapSide(kind, is_kind=True) for kind in ("so", "huyen"))
    declare(filed, Overlap(CODE, *sides, "Nơi giải quyết"))
    assert total(filed) == 195
    (story,) = total_by_agency(filed, PERIOD, CODE).overlaps
    assert (story.counted, story.left_out) == (195, 100)


def test_a_closed_period_is_changed_by_no_pair(filed: Context) -> None:
    open_period(filed, EARLIER)
    number = declare(filed)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    for change in (
        lambda: declare(filed, OTHER), lambda: declare(filed, OTHER, EARLIER), lambda: end(filed, number),
        lambda: declare(filed, replace(PAIR, reason="Lý do khác"), replaces=number),
        lambda: preview_overlap(filed, EARLIER, OTHER), lambda: preview_end(filed, PERIOD, number),
    ):  # fmt: skip
        with pytest.raises(ConflictError, match=f"{PERIOD} đã khóa"):
            change()
    reopen_period(filed, PERIOD, HOME_AFFAIRS, "Sai số liệu")
    end(filed, number)
    close_period(filed, PERIOD, HOME_AFFAIRS)
    assert (total(filed, edition=1), total(filed, edition=2)) == (105, 195)
    (story,) = province_totals(filed, PERIOD, 1).consolidation.overlaps
    assert (str(story.said).endswith(BOTH), story.told.reason) == (True, PAIR.reason)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"leaving": OverlapSide("STC")}, "leaving"), ({"counting": OverlapSide("khong-co")}, "counting"),
        ({"leaving": OverlapSide("huyen", is_kind=True)}, "leaving"), ({"indicator": "x"}, "indicator"),
        ({"indicator": "ho_so.ty_le_dung_han"}, "indicator"), ({"indicator": "so_hoa.ty_le_may_tinh"}, "indicator"),
        ({"reason": " "}, "reason"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_refused_beside_its_field(filed: Context, other: dict[str, object], field: str) -> None:
    for ask in (declare, lambda context, pair: preview_overlap(context, PERIOD, pair)):
        with pytest.raises(EntryError) as refused:
            ask(filed, replace(PAIR, **other))  # type: ignore[arg-type]
        assert refused.value.field == field
    assert total(filed) == 195


def test_a_pair_that_begins_later_is_a_clash_too(filed: Context) -> None:
    open_period(filed, LATER)
    number = declare(filed, period=LATER)
    with pytest.raises(EntryError, match=f"cặp số {number}"):
        declare(filed)
    end(filed, number, LATER)
    assert declare(filed) > number


def test_what_a_colleague_decided_since_is_not_overturned_unread(filed: Context) -> None:
    seen = period_overlaps(filed, PERIOD).seen
    number = declare(filed, seen=seen)
    with pytest.raises(ConflictError, match="đã khai báo số liệu tính trùng"):
        declare(filed, OTHER, seen=seen)
    with pytest.raises(ConflictError, match="đã khai báo số liệu tính trùng"):
        end_overlap(filed, HOME_AFFAIRS, PERIOD, number, "thôi", seen)
    declare(filed, OTHER, seen=period_overlaps(filed, PERIOD).seen)


def test_the_preview_shows_the_totals_of_all_open_periods_from_then_on_and_changes_nothing(filed: Context) -> None:
    for period in (EARLIER, LATER):
        open_period(filed, period)
        file(filed, period)
    found = preview_overlap(filed, PERIOD, PAIR)
    assert [effect.period.code for effect in found.effects] == [PERIOD, LATER]
    moved = [[(item.indicator.code, item.before, item.after) for item in effect.changes] for effect in found.effects]
    assert moved == [[(CODE, 195, 105)]] * 2 and total(filed) == 195
    number = declare(filed)
    turned = preview_overlap(filed, PERIOD, replace(PAIR, counting=PAIR.leaving, leaving=PAIR.counting), number)
    assert [(item.before, item.after) for item in turned.effects[0].changes] == [(105, 95)]
    ended = preview_end(filed, PERIOD, number)
    assert [(item.before, item.after) for item in ended.effects[0].changes] == [(105, 195)] and total(filed) == 105


def test_drill_down_data_workbook_and_letter_say_where_it_counts_and_by_how_much_the_two_differ(filed: Context) -> None:
    declare(filed)
    parts = {unit.agency.code: unit for unit in total_by_agency(filed, PERIOD, CODE).units}
    told = parts["SXD"].elsewhere
    assert told is not None and (told.counting, parts["SXD"].is_counted, parts["SXD"].share) == (
        "Sở Tài chính", False, None,
    )  # fmt: skip
    assert parts["STC"].is_counted and parts["STC"].elsewhere is None
    (line,) = (one for one in _lines(filed) if one["Ghi chú"] == BESIDE)
    assert (line["Mã đơn vị"], line["Giá trị"], line["Tính"], line["Trạng thái"]) == (
        "SXD", "90", "0", "đã tính ở nơi khác",
    )  # fmt: skip
    records = figures_of_period(filed, PERIOD, [CODE], Paging(1, 100)).lines
    assert sum(one.value or 0 for one in records if one.is_counted) == 105
    book = openpyxl.load_workbook(io.BytesIO(built(filed)[1]), data_only=True)
    texts = {
        sheet.title: [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell] for sheet in book
    }
    assert {"Sở Xây dựng", "90", "100", PAIR.reason} <= set(texts["Điều chỉnh"])
    assert "không cộng: đã tính ở Sở Tài chính; chênh lệch −10" in texts["Điều chỉnh"]
    assert any(f"I.5.1 {BESIDE}" in text for text in texts["Nguồn số liệu"])
    assert any("tính một nơi" in text for text in texts["Biểu tổng hợp"])
    assert any("1 số liệu đã tính ở nơi khác" in text for text in texts["I"])
    letter = words(opened(province_report(filed, PERIOD)))
    assert any("chỉ tính một nơi" in line and BOTH in line for line in letter)


def _lines(context: Context) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(period_csv(context, PERIOD).decode("utf-8-sig")), delimiter=";"))


def test_a_later_workbook_tells_whose_figure_counts_elsewhere_by_now(filed: Context) -> None:
    first, _ = built(filed)
    declare(filed)
    found = changes_between(filed, built(filed)[0], first)[0]
    assert ([unit.code for unit in found.elsewhere], found.figures, found.excluded) == (["SXD"], (), ())
    assert {item.indicator.code: (item.before, item.after) for item in found.totals} == {CODE: (195, 105)}


def test_two_stories_that_differ_are_a_thing_to_look_at_before_the_closing(filed: Context) -> None:
    before = closing_overview(filed, PERIOD).state
    declare(filed)
    now = closing_overview(filed, PERIOD).state
    (item,) = (one for one in now.items if one.check is ClosingCheck.OVERLAPS)
    (entry,) = item.entries
    assert (str(entry.said).endswith(BOTH), entry.indicator, item.is_blocking) == (True, CODE, False)
    moved = [str(line) for line in now.changes_since(before.token)]
    assert moved == ["Số liệu hai nơi cùng báo cáo nhưng khác nhau: 0 → 1", "Số liệu được tổng hợp đã thay đổi"]
    put_valid(filed, ["SXD"], revision=2, sang_kien__so_luong=100)
    assert not any(one.entries for one in closing_overview(filed, PERIOD).state.items if one.check is item.check)


def test_the_units_of_both_sides_are_told(filed: Context) -> None:
    people = [enlist(filed, Caller(f"Cán bộ {unit}", Role.OFFICER, unit)) for unit in ("STC", "SXD", "SGTVT")]
    number = declare(filed)
    declare(filed, OTHER, replaces=number)
    said = [[str(item.subject) for item in notices(filed, person.id)] for person in people]
    assert [len(each) for each in said] == [2, 2, 1]
    assert all("I.5.1" in subject and "hai nơi cùng báo cáo" in subject for each in said for subject in each)


def test_a_side_that_was_let_off_neither_counts_nor_is_left_out(filed: Context) -> None:
    declare(filed)
    waive(filed, PERIOD, "STC", HOME_AFFAIRS, "Giải thể")
    assert total(filed) == 95


def test_a_pair_follows_a_unit_that_is_merged_into_another(filed: Context) -> None:
    number = declare(filed, OTHER)
    plan = Reorganisation(ReorganisationAct.MERGE, date(2023, 10, 1), ("SGTVT", "SXD"), "SXD")
    reorganise(filed, HOME_AFFAIRS, plan, preview_reorganisation(filed, plan).seen, "Nghị quyết")
    open_period(filed, LATER)
    for unit, value in (("STC", 100), ("SXD", 95)):
        put_valid(filed, [unit], LATER, sang_kien__so_luong=value)
    assert (total(filed), total(filed, LATER)) == (190, 100)
    (before,), (item,) = (period_overlaps(filed, period).listed for period in (PERIOD, LATER))
    assert (before.followed, before.leaving, item.leaving) == ((), "Sở Giao thông vận tải", "Sở Xây dựng")
    (step,) = item.followed
    assert (step.before.code, step.after.code, step.since) == ("SGTVT", "SXD", date(2023, 10, 1))
    assert item.story is not None and item.story.left_out == 95 and not item.is_idle
    with pytest.raises(EntryError, match=f"cặp số {number}"):
        declare(filed, PAIR, LATER)
    end(filed, number, LATER)
    assert total(filed, LATER) == 195
