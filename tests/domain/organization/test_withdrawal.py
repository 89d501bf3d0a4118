"""What is withdrawn before its day leaves the map as it was before it was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.errors import EntryError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.organization.reorganisation import Reorganisation, ReorganisationAct, reorganised
from service.domain.organization.withdrawal import (
    AwaitedAct,
    EarlierEnd,
    UnitReference,
    awaited_acts,
    is_withdrawn,
    told_references,
    withdrawn,
)

DAY, FIRST = date(2025, 7, 1), date(2000, 1, 1)
MERGE, SPLIT, _, ABOLISH, WITHDRAW = ReorganisationAct
X1, X2, X3, X4 = (Agency(code, f"Xã {code}", AgencyKind.XA, FIRST) for code in ("X1", "X2", "X3", "X4"))
MAP = (X1, X2, X3, X4)
X9 = Agency("X9", "Xã Chín", AgencyKind.XA, DAY)


def after(agencies: Iterable[Agency], changed: Iterable[Agency]) -> tuple[Agency, ...]:
    """The units once these are stored: those that never begin are gone."""
    units = {agency.code: agency for agency in (*agencies, *changed)}
    return tuple(unit for unit in units.values() if not unit.is_void)


def done(plan: Reorganisation, agencies: Iterable[Agency] = MAP) -> tuple[Agency, ...]:
    known = tuple(agencies)
    return after(known, reorganised(known, plan))


def back(*units: str, into: str = "") -> Reorganisation:
    return Reorganisation(WITHDRAW, DAY, units, into)


@st.composite
def plans(draw: st.DrawFn) -> tuple[tuple[Agency, ...], Reorganisation, tuple[str, ...]]:
    """A map, an act that fits it, and the codes of the units that it ends."""
    codes = draw(st.lists(st.sampled_from("ABCDEFGH"), min_size=3, max_size=8, unique=True))
    kinds = st.sampled_from(AgencyKind)
    agencies = tuple(Agency(code, f"Đơn vị {code}", draw(kinds), FIRST) for code in codes)
    parents = [replace(agency, parent=draw(st.sampled_from([None, codes[0]]))) for agency in agencies[1:]]
    agencies = (agencies[0], *parents)
    act = draw(st.sampled_from([MERGE, SPLIT, ABOLISH]))
    ended = tuple(codes[: 1 if act is SPLIT else draw(st.integers(1, len(codes) - 2))])
    known = st.sampled_from(codes[len(ended) :])
    new = st.sampled_from("RSTUV").map(lambda code: f"{code}9; Đơn vị mới {code}")
    count = {MERGE: 1, SPLIT: draw(st.integers(2, 3)), ABOLISH: 0}[act]
    into = draw(st.lists(st.one_of(known, new), min_size=count, max_size=count, unique=True))
    return agencies, Reorganisation(act, DAY, ended, "\n".join(into)), ended


@given(plans())
def test_done_and_withdrawn_is_as_before(drawn: tuple[tuple[Agency, ...], Reorganisation, tuple[str, ...]]) -> None:
    agencies, plan, ended = drawn
    changed = reorganised(agencies, plan)
    made = {agency.code for agency in changed} - {agency.code for agency in agencies}
    then = after(agencies, changed)
    found = withdrawn(then, back(*ended), made)
    assert {unit.code for unit in found.removed} == made
    assert after(then, found.changed) == agencies and is_withdrawn(after(then, found.changed), back(*ended))


def test_an_end_from_before_is_there_again_with_those_who_are_still_there() -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín"))
    later = date(2025, 12, 31)
    ends = {"X1": EarlierEnd(later, ("X3", "GONE", "X9")), "X2": EarlierEnd(later, None)}
    found = withdrawn(then, back("X1", "X2"), {"X9"}, ends)
    assert found.restored == (replace(X1, valid_to=later, successors=("X3",)), replace(X2, valid_to=later))


def test_a_unit_that_was_there_takes_over_no_more_and_is_no_other() -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1", "X2"), "X3"))
    found = withdrawn(then, back("X1", "X2"), made=())
    assert (found.restored, found.removed, found.staying) == ((X1, X2), (), (X3,))


def test_a_unit_that_came_by_itself_or_takes_over_others_stays() -> None:
    """X9 is not among those made; or X2 goes on to it, by the same act or another."""
    then = done(Reorganisation(MERGE, DAY, ("X1",), "X9"), (*MAP, X9))
    assert withdrawn(then, back("X1"), made=()).staying == (X9,)
    then = done(Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín"))
    found = withdrawn(then, back("X1"), made={"X9"})
    assert (found.restored, found.removed, found.staying) == ((X1,), (), (X9,))
    assert withdrawn(after(then, found.changed), back("X2"), made={"X9"}).removed == (X9,)


def test_a_new_unit_may_begin_all_the_same_and_be_withdrawn_itself() -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1",), "X9; Xã Chín"))
    kept = withdrawn(then, back("X1", into=" X9 "), made={"X9"})
    assert (kept.removed, kept.staying) == ((), (X9,))
    assert withdrawn(after(then, kept.changed), back("X9"), made=()).removed == (X9,)
    assert withdrawn(then, back("X1", "X9"), made=()).removed == (X9,)


@pytest.mark.parametrize(
    ("plan", "field", "said"),
    [
        (back(), "units", "Cần ghi mã đơn vị"),
        (back("KHONG"), "units", "Không có đơn vị «KHONG»"),
        (back("X3"), "units", "Xã X3 (X3) không kết thúc vào hôm trước ngày đó, cũng không bắt đầu"),
        (replace(back("X1"), day=DAY + timedelta(days=1)), "units", "ghi đúng ngày"),
        (back("X9"), "units", "còn nhận Xã X2 (X2): ghi thêm mã X2"),
        (back("X1", into="X3"), "into", "«X3» không nhận đơn vị nào"),
        (back("X1", into="X9; Xã Chín"), "into", "mỗi dòng một mã"),
    ],
)
def test_what_cannot_be_withdrawn_is_told_beside_its_field(plan: Reorganisation, field: str, said: str) -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín"))
    with pytest.raises(EntryError) as refused:
        withdrawn(then, plan, made={"X9"})
    assert (refused.value.field, said in str(refused.value.said)) == (field, True), refused.value.said


def test_a_new_unit_that_is_to_end_again_is_withdrawn_from_its_end() -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1",), "X9; Xã Chín"))
    later = Reorganisation(MERGE, date(2025, 10, 1), ("X9",), "X8; Xã Tám")
    with pytest.raises(EntryError, match="hủy lần đó trước"):
        withdrawn(done(later, then), back("X1"), made={"X9"})
    last = withdrawn(done(later, then), replace(back("X9"), day=later.day), made={"X8"})
    assert after(done(later, then), last.changed) == then


def test_what_is_ahead_is_listed_by_day_and_what_is_over_is_not() -> None:
    then = done(Reorganisation(MERGE, DAY, ("X1", "X2"), "X9; Xã Chín"))
    then = done(Reorganisation(ABOLISH, date(2025, 6, 2), ("X3", "X4")), then)
    x8 = Agency("X8", "Xã Tám", AgencyKind.XA, date(2025, 8, 1))
    acts = awaited_acts((*then, x8), date(2025, 6, 1))
    known = {unit.code: unit for unit in (*then, x8)}
    assert acts == (
        AwaitedAct(date(2025, 6, 2), (known["X3"],), ()),
        AwaitedAct(date(2025, 6, 2), (known["X4"],), ()),
        AwaitedAct(DAY, (known["X1"], known["X2"]), (X9,)),
        AwaitedAct(date(2025, 8, 1), (x8,), (), is_beginning=True),
    )
    assert [act.day for act in awaited_acts((*then, x8), date(2025, 6, 2))] == [DAY, date(2025, 8, 1)]
    assert awaited_acts((*then, x8), date(2025, 8, 1)) == ()


def test_it_is_done_only_once_the_units_go_on() -> None:
    then = done(Reorganisation(ABOLISH, DAY, ("X1",)))
    assert is_withdrawn(MAP, back("X1", "X2")) and not is_withdrawn(then, back("X1", "X2"))
    assert not is_withdrawn((*MAP, X9), back("X9")) and not is_withdrawn(MAP, back("KHONG"))


def test_all_that_refers_to_a_unit_is_named_with_what_to_do() -> None:
    said = str(told_references(X9, {UnitReference.PEOPLE: 2, UnitReference.CHILDREN: 1}))
    assert said.startswith(
        "Không bỏ được Xã Chín (X9) vì đã có người dùng, lời mời (chuyển sang đơn vị khác ở trang Người"
    )
    assert "): 2; đơn vị trực thuộc (" in said and "ghi mã X9 ở ô «Đơn vị nhận»" in said
