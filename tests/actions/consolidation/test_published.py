"""A published edition as a unit sees it: totals, its own figures, place and corrections, and no other unit's."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.actions.consolidation.published import published_results
from service.actions.context import Context
from service.actions.periods.lifecycle import close_period, reopen_period
from service.actions.periods.publication import publish_edition
from service.domain.errors import ConflictError, NotFoundError
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.province import put_valid

SHARE, OVERDUE = "ho_so.ty_le_dung_han", "sang_kien.so_luong"
# Of 1000 applications each this many were settled on time.
ON_TIME = {"SXD": 900, "STC": 950, "STP": 900, "SCT": 500, "HYM": 999}


@pytest.fixture
def closed(sqlite_context: Context) -> Context:
    """A period closed with five reports, four of them of departments."""
    for agency, count in ON_TIME.items():
        figures = {
            "ho_so__tiep_nhan": 1000, "ho_so__dung_han": count, "ho_so__da_giai_quyet_qua_han": 1000 - count,
            "ho_so__chua_den_han": 0, "ho_so__qua_han": 0, "sang_kien__so_luong": count,
        }  # fmt: skip
        put_valid(sqlite_context, [agency], in_figures=True, **figures)
    close_period(sqlite_context, PERIOD, HOME_AFFAIRS)
    return sqlite_context


def place(context: Context, agency: str) -> tuple[int, int, int]:
    rank = {item.code: rank for item, rank in published_results(context, PERIOD, agency).ranks}[SHARE]
    return rank.place, rank.of, rank.equals


def test_before_the_publication_nobody_sees_anything(closed: Context) -> None:
    with pytest.raises(NotFoundError, match="chưa được công bố"):
        published_results(closed, PERIOD, "SXD")
    with pytest.raises(ConflictError, match="Ấn bản mới nhất nay là số 1"):
        publish_edition(closed, PERIOD, 2, HOME_AFFAIRS)
    publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    with pytest.raises(ConflictError, match="đã được công bố"):
        publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    assert published_results(closed, PERIOD, "SXD").edition.number == 1


def test_a_unit_stands_among_its_kind_and_equal_ones_share_a_place(closed: Context) -> None:
    publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    assert place(closed, "STC") == (1, 4, 1)
    assert place(closed, "SXD") == place(closed, "STP") == (2, 4, 2)
    assert place(closed, "SCT") == (4, 4, 1)
    assert place(closed, "HYM") == (1, 1, 1)
    # Without a report there is no place.
    without = published_results(closed, PERIOD, "SYT")
    assert (without.ranks, without.was_counted) == ((), False)


def test_totals_stand_beside_the_unit_s_own_figures_and_nobody_else_s(closed: Context) -> None:
    publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    found = published_results(closed, PERIOD, "SXD")
    rows = {row.indicator.code: row for _, rows in found.sections for row in rows}
    assert rows[OVERDUE][1:] == (Decimal(4249), 5, Decimal(900))
    nobodys = published_results(closed, PERIOD, None)
    assert {row.own for _, rows in nobodys.sections for row in rows} == {None}
    assert (nobodys.agency, nobodys.ranks) == (None, ())


def test_what_was_corrected_of_the_unit_s_is_told_once_the_next_edition_is_published(closed: Context) -> None:
    publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    reopen_period(closed, PERIOD, HOME_AFFAIRS, "Sửa số liệu")
    with pytest.raises(ConflictError, match="Kỳ đang mở"):
        publish_edition(closed, PERIOD, 1, HOME_AFFAIRS)
    assert published_results(closed, PERIOD, "SXD").is_reopened
    put_valid(closed, ["SXD"], revision=2, in_figures=True, sang_kien__so_luong=7)
    close_period(closed, PERIOD, HOME_AFFAIRS)
    # Edition 2 is there, and units see edition 1 until it is published.
    assert published_results(closed, PERIOD, "SXD").edition.number == 1
    publish_edition(closed, PERIOD, 2, HOME_AFFAIRS)
    found = published_results(closed, PERIOD, "SXD")
    moved = {item.indicator.code: (item.before, item.after) for item in found.corrected}
    assert (found.edition.number, found.edition.reason) == (2, "Sửa số liệu")
    assert moved[OVERDUE] == (Decimal(900), Decimal(7))
    assert published_results(closed, PERIOD, "STC").corrected == ()
