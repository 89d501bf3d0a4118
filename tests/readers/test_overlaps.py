"""The list of figures that two sides tell for the same thing."""

from __future__ import annotations

import pytest

from service.domain.consolidation.overlaps import Overlap, OverlapSide
from service.domain.errors import UnreadableError
from service.readers.overlaps import read_overlaps


def test_pairs_of_units_and_of_kinds_are_read_under_either_heading() -> None:
    heads = "Chỉ tiêu;Nơi được tính;Nơi không cộng;Lý do"
    raw = f"{heads}\nkt.so_cuoc;TTYT;SYT;Cùng một đợt, hai nơi\nkt.loi;cap:so;cap:xa;x\n"
    assert read_overlaps(raw.encode()) == (
        Overlap("kt.so_cuoc", OverlapSide("TTYT"), OverlapSide("SYT"), "Cùng một đợt, hai nơi"),
        Overlap("kt.loi", OverlapSide("so", is_kind=True), OverlapSide("xa", is_kind=True), "x"),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,B,,x", "dòng 2, cột «leaving»: không được để trống"), ("a,B,C,", "cột «reason»: không được để trống"),
        ("a,cap:tinh_khac,C,x", "«cap:tinh_khac» không hợp lệ, cần một trong: cap:"), ("a,B,C,x,y", "nháy kép"),
    ],
)  # fmt: skip
def test_what_will_not_do_is_said_at_its_place(row: str, said: str) -> None:
    with pytest.raises(UnreadableError, match="Danh sách số liệu tính trùng") as refused:
        read_overlaps(f"indicator,counting,leaving,reason\n{row}\n".encode())
    assert said in str(refused.value.said)


def test_other_columns_are_refused() -> None:
    with pytest.raises(UnreadableError, match="dòng 1 cần các cột indicator,counting,leaving,reason"):
        read_overlaps(b"indicator,counting\na,B\n")
