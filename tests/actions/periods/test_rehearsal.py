"""Changed rules are tried on what was filed: which agencies they would name, and nothing is stored."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import close_period
from service.actions.periods.rehearsal import Rehearsal, rehearse
from service.domain.errors import CatalogueError, NotFoundError
from service.domain.validation.rehearsal import RehearsedRule, RuleChange
from service.templates_folder import TEMPLATES
from tests.support.installation import PERIOD
from tests.support.province import put_valid

RULES = (TEMPLATES / "reports" / "cchc" / "2022" / "rules.csv").read_text("utf-8")
HEAD = RULES.splitlines()[0]


@pytest.fixture
def filed(sqlite_context: Context) -> Context:
    """Three departments with a valid report; two of them have sent many letters of apology."""
    put_valid(sqlite_context, ["STC"], doi_thoai__so_cuoc=1)
    put_valid(sqlite_context, ["STP", "SYT"], doi_thoai__so_cuoc=9)
    return sqlite_context


def changed(tried: Rehearsal) -> dict[str, RehearsedRule]:
    return {item.rule.id: item for item in tried.changed}


def names(item: RehearsedRule) -> list[str]:
    return sorted(agency.code for agency in item.broken)


def test_a_new_rule_names_the_agencies_that_it_would_name(filed: Context) -> None:
    line = "R90,warning,report,doi_thoai.so_cuoc <= 5,Nhiều cuộc đối thoại ({doi_thoai.so_cuoc}),,,\n"
    tried = rehearse(filed, PERIOD, (RULES + line).encode())
    assert tried.filed == 3
    assert list(changed(tried)) == ["R90"]
    one = changed(tried)["R90"]
    assert (one.change, names(one), one.broken_before) == (RuleChange.ADDED, ["STP", "SYT"], ())


def test_a_changed_rule_is_held_against_what_it_said_before(filed: Context) -> None:
    """Its words alone are no change; another condition is, and so is another level."""
    old = next(line for line in RULES.splitlines() if line.startswith("R03,"))
    other = "R03,error,report,ho_so.tiep_nhan <= 1,Quá nhiều hồ sơ ({ho_so.tiep_nhan}),,,"
    one = changed(rehearse(filed, PERIOD, RULES.replace(old, other).encode()))["R03"]
    assert (one.change, names(one), one.broken_before) == (RuleChange.CHANGED, ["STC", "STP", "SYT"], ())
    milder = RULES.replace("R11,error", "R11,warning")
    assert changed(rehearse(filed, PERIOD, milder.encode()))["R11"].broken == ()
    assert changed(rehearse(filed, PERIOD, RULES.replace("không thể", "chẳng thể").encode())) == {}


def test_rules_that_are_left_out_are_named(filed: Context) -> None:
    kept = "\n".join(line for line in RULES.splitlines() if not line.startswith("R11,"))
    assert [(item.rule.id, item.change) for item in rehearse(filed, PERIOD, kept.encode()).changed] == [
        ("R11", RuleChange.REMOVED)
    ]


def test_a_closed_period_is_good_for_it_too(filed: Context) -> None:
    close_period(filed, PERIOD)
    assert rehearse(filed, PERIOD, RULES.encode()).filed == 3


def test_a_faulty_file_is_refused_with_all_its_faults(filed: Context) -> None:
    raw = f"{HEAD}\nR1,sai,report,tthc.tong <= 5,a,,,\nR2,error,report,tthc.la <= 5,a,,,\n".encode()
    with pytest.raises(CatalogueError, match="dòng 2, cột «level»") as refused:
        rehearse(filed, PERIOD, raw)
    assert ["không có chỉ tiêu «tthc.la»" in str(item.message) for item in refused.value.problems] == [True]
    with pytest.raises(CatalogueError, match="dòng 1: cần các cột"):
        rehearse(filed, PERIOD, b"\x50\x4b\x03")


def test_a_period_that_was_never_opened_is_not_found(filed: Context) -> None:
    with pytest.raises(NotFoundError):
        rehearse(filed, "2024-Q1", RULES.encode())
