"""A part of a period, and its print: what stands around the figures speaks of the units that were chosen."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.earlier_period import EarlierPeriod, Punctuality
from service.domain.consolidation.scope import PrintPart, Scope, WorkbookFormat
from service.domain.organization.agency import AgencyKind
from service.writers.consolidated_workbook import write_consolidated
from tests.support.consolidations import TEMPLATE

HEAT = "Đơn vị còn thiếu số liệu theo mục"
PRINTED = Scope(file_format=WorkbookFormat.PDF, parts=(PrintPart.GAPS,))


def written(item: Consolidation) -> Any:
    target = io.BytesIO()
    write_consolidated(item, target)
    return openpyxl.load_workbook(io.BytesIO(target.getvalue()), data_only=True)


def lines(book: Any, title: str) -> list[Sequence[Any]]:
    return list(book[title].iter_rows(values_only=True))


def heat(book: Any) -> list[tuple[Any, ...]]:
    """The map of what is missing, from its head to the empty line below."""
    cover = lines(book, "Tổng quan")
    start = next(at for at, line in enumerate(cover) if line[0] == HEAT)
    end = next(at for at in range(start, len(cover)) if cover[at][0] is None)
    return [tuple(line[:3]) for line in cover[start + 1 : end]]


@pytest.fixture(scope="module")
def past(dated: Consolidation) -> Consolidation:
    """Beside a period in which two kinds of unit filed in different ways."""
    how = {
        unit.agency.code: Punctuality.LATE if unit.agency.kind is AgencyKind.SO else Punctuality.ON_TIME
        for unit in dated.units
    }
    return replace(dated, history=(EarlierPeriod(TEMPLATE.schedule.period("2023-H1"), {}, how),))


def test_print_and_workbook_count_the_same_units_as_missing(past: Consolidation) -> None:
    whole, paper = written(past), written(past.within(PRINTED))
    assert heat(whole) == heat(paper)
    silent = dict.fromkeys((AgencyKind.SO, AgencyKind.HUYEN), 0)
    for unit in past.missing:
        silent[unit.agency.kind] += 1
    assert all(min(line[1:]) >= 0 and line[1] >= silent[AgencyKind.SO] > 0 for line in heat(paper)[1:])
    # The list that says who they are has them all on paper too.
    sheets = [lines(book, "Thiếu và muộn")[6:] for book in (whole, paper)]
    assert len(sheets[0]) == len(past.units) and sheets[0] == sheets[1]


def test_a_part_is_no_annex_and_says_of_what_it_is(past: Consolidation) -> None:
    two = ("SGTVT", "STP")
    names = [unit.agency.name for unit in past.units if unit.agency.code in two]
    for scope, said in (
        (Scope(units=two), f"Phạm vi: {'; '.join(names)}"),
        (Scope(kinds=(AgencyKind.HUYEN,)), "Phạm vi: đơn vị cấp huyện"),
        (Scope(sections=("II.2", "II.6")), "Phạm vi: mục II.2, II.6"),
    ):
        cover = [str(line[0]) for line in lines(written(past.within(scope)), "Tổng quan")]
        assert said in cover and sum(text.startswith("BẢNG TRÍCH (") for text in cover) == 1
        assert not any(text.startswith(("CHÍNH THỨC", "TẠM TỔNG HỢP")) for text in cover)


def test_how_units_filed_is_told_of_the_chosen_ones(past: Consolidation) -> None:
    book = written(past.within(Scope(kinds=(AgencyKind.HUYEN,))))
    there = sum(unit.agency.kind is AgencyKind.HUYEN for unit in past.units)
    (line,) = [line for line in lines(book, "Tổng quan") if line[0] == "6 tháng đầu năm 2023"]
    assert line[1:4] == (there, 0, 0)
    titles = {str(line[0]) for line in lines(book, "Số liệu biểu đồ")}
    assert any("thấp hơn các đơn vị được chọn bao nhiêu" in title for title in titles)
    assert not any("toàn tỉnh" in title for title in titles)


@pytest.mark.parametrize("is_provisional", [False, True])
def test_only_a_whole_that_somebody_stands_for_is_final(past: Consolidation, is_provisional: bool) -> None:
    filed = tuple(unit for unit in past.units if unit.agency.code in past.report.filings)
    item = replace(past, units=filed, is_provisional=is_provisional)
    stamp = "TẠM TỔNG HỢP" if is_provisional else "CHÍNH THỨC"
    cover = [str(line[0]) for line in lines(written(item), "Tổng quan")]
    assert f"{stamp} ({len(filed)}/{len(filed)} đơn vị)" in cover
