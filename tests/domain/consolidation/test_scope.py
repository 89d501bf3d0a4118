"""What a workbook shows: chosen, stored under one key, read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.consolidation.scope import WHOLE, PrintPart, Scope, WorkbookFormat, chosen_scope, scope_of
from service.domain.errors import ConflictError
from service.domain.organization.agency import AgencyKind
from tests.support.domain import TEMPLATE, UNIT

CODES = st.lists(st.from_regex(r"[A-Z0-9_-]{1,6}", fullmatch=True), max_size=3).map(tuple)


@given(kinds=st.lists(st.sampled_from(AgencyKind), unique=True).map(tuple), units=CODES, sections=CODES,
       file_format=st.sampled_from(WorkbookFormat), since=st.sampled_from(["", "2023-Q3-1"]),
       parts=st.lists(st.sampled_from(PrintPart), unique=True).map(tuple))  # fmt: skip
def test_a_scope_can_be_read_back_from_its_key(
    kinds: tuple[AgencyKind, ...],
    units: tuple[str, ...],
    sections: tuple[str, ...],
    file_format: WorkbookFormat,
    since: str,
    parts: tuple[PrintPart, ...],
) -> None:
    scope = Scope(kinds, units, sections, file_format, since, parts)
    assert scope_of(scope.key) == scope
    assert (scope.digest == "") == scope.is_whole
    assert len(scope.digest) in {0, 64}


def choose(**more: object) -> Scope:
    given: dict[str, object] = {
        "kinds": (),
        "units": (),
        "sections": (),
        "file_format": "xlsx",
        "since": "",
        "parts": (),
    }
    return chosen_scope(TEMPLATE, {"SGTVT": AgencyKind.SO, "STC": AgencyKind.SO}, **(given | more))  # type: ignore[arg-type]


def test_the_same_choice_is_the_same_scope() -> None:
    assert choose(units=["STC", "SGTVT", "STC"], kinds=["xa", "so"], sections=["II.2", "I"]) == Scope(
        (AgencyKind.SO, AgencyKind.XA), ("SGTVT", "STC"), ("I", "II.2")
    )
    assert choose() == WHOLE


def test_parts_are_chosen_of_a_printout_in_one_order_and_a_full_workbook_has_them_all() -> None:
    parts = ["sources", "findings", "sources"]
    assert choose(file_format="pdf", parts=parts).parts == (PrintPart.FINDINGS, PrintPart.SOURCES)
    assert choose(parts=parts) == WHOLE


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ({"kinds": ["tinh"]}, "cấp đơn vị «tinh»"), ({"units": ["X"]}, "Đơn vị «X»"),
        ({"sections": ["V"]}, "mục số liệu «V»"), ({"file_format": "docx"}, "bản «docx»: chọn xlsx hoặc pdf"),
        ({"parts": ["data"]}, "phần «data»: chọn trong findings, gaps, narratives, comparison, sources, rules"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_named(what: dict[str, object], said: str) -> None:
    with pytest.raises(ConflictError, match=said):
        choose(**what)


@pytest.mark.parametrize("what", [{"kinds": ["xa"]}, {"kinds": ["huyen"], "units": ["STC"]}])
def test_a_choice_that_no_unit_meets_is_refused(what: dict[str, object]) -> None:
    with pytest.raises(ConflictError, match="Không có đơn vị nào của kỳ này"):
        choose(**what)
    assert choose(kinds=["so"], units=["STC"]).units == ("STC",)


def test_it_says_what_it_holds() -> None:
    assert WHOLE.has_unit(UNIT) and WHOLE.has_section("I")
    assert not Scope(kinds=(AgencyKind.XA,)).has_unit(UNIT)
    assert Scope(units=("SGTVT",)).has_unit(UNIT) and not Scope(units=("STC",)).has_unit(UNIT)
    assert not Scope(sections=("I",)).has_section("II.1")
