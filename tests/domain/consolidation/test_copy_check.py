"""Whether a copy says what the original says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.consolidation.copy_check import (
    SHOWN,
    CellChange,
    CellChangeKind,
    CellContent,
    Places,
    Row,
    Value,
    differing_cells,
    summed_up,
)
from service.domain.consolidation.formulas import moved, normal, relative
from service.domain.consolidation.row_alignment import align


def row(number: int, **cells: CellContent | Value) -> Row:
    return number, {name: cell if isinstance(cell, CellContent) else CellContent(cell) for name, cell in cells.items()}


def found(stored: list[Row], copy: list[Row]) -> list[CellChange]:
    aligned = align(stored, copy)
    return list(differing_cells("I", aligned.pairs, lambda sheet, column, at: aligned.places.of(column, at)))


def test_the_same_cells_do_not_differ() -> None:
    rows = [row(1, A="Sở", B=Decimal("1.5")), row(5, B=CellContent(Decimal(3), "SUM(B1:B1)"))]
    assert found(rows, rows) == []


@pytest.mark.parametrize("copy", [Decimal("33.3300000000001"), Decimal("33.33")])
def test_digits_that_a_spreadsheet_loses_do_not_count(copy: Decimal) -> None:
    assert found([row(1, A="x", B=Decimal("33.33"))], [row(1, A="x", B=copy)]) == []


@pytest.mark.parametrize(
    ("stored", "copy", "kind"),
    [
        ("x", "y", CellChangeKind.VALUE),
        ("", "y", CellChangeKind.ADDED),
        ("x", "", CellChangeKind.REMOVED),
        (Decimal(1), "1", CellChangeKind.AS_TEXT),
        (CellContent(Decimal(9), "A1"), Decimal(9), CellChangeKind.FIXED),
        (Decimal(9), CellContent(Decimal(9), "A1"), CellChangeKind.COMPUTED),
        (CellContent(Decimal(9), "A1"), CellContent("", "A2"), CellChangeKind.FORMULA),
        (CellContent(Decimal(9), "A1"), CellContent(Decimal(8), "A1"), CellChangeKind.RESULT),
        (CellContent(Decimal(9)), CellContent(Decimal(9), shape="0,"), CellChangeKind.FORMAT),
        (CellContent(Decimal(9)), CellContent(Decimal(9), is_seen=False), CellChangeKind.UNSEEN),
    ],
)
def test_every_kind_of_difference_is_named(
    stored: CellContent | Value, copy: CellContent | Value, kind: CellChangeKind
) -> None:
    assert [change.kind for change in found([row(1, A="tên", B=stored)], [row(1, A="tên", B=copy)])] == [kind]


def test_a_program_that_does_not_compute_changed_nothing() -> None:
    assert found([row(1, A="x", B=CellContent(Decimal(1), "C1"))], [row(1, A="x", B=CellContent("", "C1"))]) == []


def test_results_that_follow_from_a_change_are_told_last_and_not_counted() -> None:
    result = CellChange("I", "A1", CellChangeKind.RESULT, Decimal(1), Decimal(2))
    cause = CellChange("I", "B9", CellChangeKind.VALUE, Decimal(1), Decimal(2))
    whole = summed_up([result, cause])
    assert (whole.cells, whole.count, whole.following) == ((cause, result), 1, 1)
    assert (summed_up([result]).count, summed_up([result]).following) == (1, 0)


def test_all_are_counted_and_the_first_shown() -> None:
    whole = summed_up([CellChange("I", f"A{number}", CellChangeKind.ADDED, "", "x") for number in range(SHOWN + 7)])
    assert (len(whole.cells), whole.count, whole.is_same) == (SHOWN, SHOWN + 7, False)
    assert summed_up([]).is_same and summed_up([], in_order=("I",)).is_same
    assert not summed_up([], ("I",)).is_same and not summed_up([], (), ("Mới",)).is_same
    assert not summed_up([], renamed=(("I", "J"),)).is_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SUM($A$1:$A$9)", "=sum( a1:A9 )"),
        ("of:=SUM(A1;B1)", "SUM(A1,B1)"),
        ("'II.2'!$F$8", "II.2!F8"),
        ("IF(TRUE,1,2)", "IF(TRUE(),1,2)"),
        ("_xlfn.IFS(A1,1)", "IFS(A1,1)"),
    ],
)
def test_the_same_formula_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("one", "other"), [("A1", "A2"), ('IF(A1="x y",1,2)', 'IF(A1="xy",1,2)'), ("'Tờ'!A1", "'Khác'!A1")]
)
def test_another_formula_is_another(one: str, other: str) -> None:
    assert normal(one) != normal(other)


def test_a_formula_follows_rows_and_columns_that_went() -> None:
    places = Places({9: 8}, {"C": "B"})
    assert moved("SUM(C1:C9)+'II'!C9", lambda s, c, r: (c, r) if s else places.of(c, r)) == "SUM(B1:B8)+'II'!C9"
    assert relative("A5/B5+C1", 5) == relative("A9/B9+C1", 9)


def test_rows_are_found_again_sorted_deleted_and_inserted() -> None:
    rows = [row(number, A=f"Đơn vị {number}", B=Decimal(number)) for number in range(1, 9)]
    turned = [(at, cells) for at, (_, cells) in enumerate(reversed(rows), 1)]
    assert align(rows, turned).places.is_sorted and not align(rows, turned).removed
    gone = align(rows, [(number - (number > 3), cells) for number, cells in rows if number != 3])
    assert [number for number, _ in gone.removed] == [3] and not gone.added and not gone.places.is_sorted
