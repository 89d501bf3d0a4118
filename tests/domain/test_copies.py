"""Whether a copy says what the original says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from service.domain.copies import SHOWN, CellChange, Row, Value, differing_cells, summed_up


def row(number: int, **cells: tuple[Value, bool] | Value) -> Row:
    return number, {name: cell if isinstance(cell, tuple) else (cell, False) for name, cell in cells.items()}


def found(stored: list[Row], copy: list[Row]) -> list[CellChange]:
    return list(differing_cells("I", stored, copy))


def test_the_same_cells_do_not_differ() -> None:
    rows = [row(1, A="Sở", B=Decimal("1.5")), row(5, B=(Decimal(3), True))]
    assert found(rows, rows) == []


@pytest.mark.parametrize("copy", [Decimal("33.3300000000001"), Decimal("33.33")])
def test_digits_that_a_spreadsheet_loses_do_not_count(copy: Decimal) -> None:
    assert found([row(1, A=Decimal("33.33"))], [row(1, A=copy)]) == []


def test_every_kind_of_difference_is_named_with_its_place() -> None:
    stored = [row(1, A="x", B=Decimal(1)), row(3, C=(Decimal(9), True)), row(4, A="nay mất")]
    copy = [row(1, A="y", B=Decimal(2)), row(2, AA="thêm"), row(3, C=Decimal(9))]
    assert found(stored, copy) == [
        CellChange("I", "A1", "x", "y"),
        CellChange("I", "B1", Decimal(1), Decimal(2)),
        CellChange("I", "AA2", "", "thêm"),
        CellChange("I", "C3", Decimal(9), Decimal(9), is_fixed=True),
        CellChange("I", "A4", "nay mất", ""),
    ]


def test_text_is_no_number() -> None:
    assert found([row(1, A=Decimal(1))], [row(1, A="1")]) == [CellChange("I", "A1", Decimal(1), "1")]


def test_a_program_that_does_not_compute_changed_nothing() -> None:
    assert found([row(1, A=(Decimal(1), True))], [row(1, A=("", True))]) == []
    assert len(found([row(1, A=(Decimal(1), True))], [row(1)])) == 1


def test_all_are_counted_and_the_first_shown() -> None:
    changes = iter([CellChange("I", f"A{number}", "", "x") for number in range(SHOWN + 7)])
    whole = summed_up(changes, (), ())
    assert (len(whole.cells), whole.count, whole.is_same) == (SHOWN, SHOWN + 7, False)
    assert summed_up(iter(()), (), ()).is_same
    assert not summed_up(iter(()), ("I",), ()).is_same and not summed_up(iter(()), (), ("Mới",)).is_same
