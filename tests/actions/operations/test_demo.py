"""The demonstration: loaded once and whole, with everything that it is to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.actions.context import Context, build_context
from service.actions.operations.demo import PASSWORD, load_demo, sign_in_lines, sign_ins
from service.actions.organization import sign_in as signing
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.tokens import authenticate
from service.actions.review.lookups import business_time, find_consolidation, find_standings, front_page, list_periods
from service.catalogue import Catalogue
from service.demo import PERIODS
from service.domain.consolidation.consolidation import AgencyState, AgencyStatus, completeness
from service.domain.errors import ConflictError
from service.domain.reporting.period import VIETNAM
from service.domain.reporting.template import ReportTemplate
from service.storage.models import SubmissionRow, TokenRow
from service.storage.notifications.messages import newest_mails
from tests.support.filings import hand_in
from tests.support.installation import as_given, new_context
from tests.support.units import units_csv

CLOCK_START = datetime(2023, 9, 18, 8, 0, tzinfo=VIETNAM)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Context]:
    made = new_context(tmp_path)
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Read by several tests, changed by none."""
    made = new_context(tmp_path_factory.mktemp("demo"))
    assert load_demo(made)
    yield made
    made.database.dispose()


def filings(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SubmissionRow)) or 0


def states(context: Context, period: str) -> dict[str, AgencyStatus]:
    return {unit.agency.code: unit for unit in find_standings(context, period)}


def test_nobody_is_told_of_its_filings(loaded: Context) -> None:
    with loaded.database.reading() as session:
        assert newest_mails(session) == []


def test_it_is_loaded_once(loaded: Context) -> None:
    before = filings(loaded)
    assert not load_demo(loaded)
    assert filings(loaded) == before


def test_it_loads_on_either_database(database_url: str, tmp_path: Path) -> None:
    context = new_context(tmp_path, database_url)
    assert load_demo(context)
    assert not load_demo(context)
    assert completeness(find_standings(context, "2022-Q3")).valid == 28
    context.database.dispose()


def test_three_periods_of_which_one_is_open(loaded: Context) -> None:
    assert [(opened.code, opened.closed_at is None) for opened, _ in list_periods(loaded)] == [
        ("2022-Q3", False),
        ("2023-H1", False),
        ("2023-Q3", True),
    ]


@pytest.mark.parametrize("period", ["2022-Q3", "2023-H1"])
def test_the_closed_periods_are_complete_but_for_one_late_unit(loaded: Context, period: str) -> None:
    counts = completeness(find_standings(loaded, period))
    assert (counts.expected, counts.valid, counts.missing, counts.returned) == (28, 28, 0, 0)
    assert (counts.on_time, counts.late) == (27, 1)
    merged = find_consolidation(loaded, period)
    assert (merged.revision, merged.expected, merged.contributing, merged.missing) == (1, 28, 28, [])
    assert merged.built_at == next(known.closed_at for known in PERIODS if known.code == period)


def test_the_open_period_shows_every_standing(loaded: Context) -> None:
    units = states(loaded, "2023-Q3")
    assert {code for code, unit in units.items() if unit.state is AgencyState.MISSING} == {
        "SYT",
        "SVHTTDL",
        "HKC",
        "HPC",
    }
    assert {code for code, unit in units.items() if unit.state is AgencyState.INVALID} == {"SCT"}
    assert sum(unit.state is AgencyState.VALID for unit in units.values()) == 23
    assert all(unit.receipt is None or unit.receipt.received_at < CLOCK_START for unit in units.values())
    merged = find_consolidation(loaded, "2023-Q3")
    assert (merged.contributing, sorted(merged.missing)) == (23, ["HKC", "HPC", "SCT", "SVHTTDL", "SYT"])
    assert merged.built_at == CLOCK_START


def test_business_time_runs_on_from_the_demonstrations_start(empty: Context) -> None:
    load_demo(empty)
    context = build_context(empty.settings)
    first = context.clock.now()
    assert timedelta() <= first - CLOCK_START < timedelta(minutes=10)
    assert context.clock.now() > first
    assert abs(context.clock.real() - datetime.now(UTC)) < timedelta(seconds=5)
    shown, moment = front_page(context), business_time(context)
    assert moment is not None and moment >= CLOCK_START
    assert [item.period.code for item in shown.periods] == ["2023-Q3"]
    context.database.dispose()


def test_everybody_can_sign_in(loaded: Context) -> None:
    for sign_in in sign_ins():
        assert authenticate(loaded, sign_in.token) == as_given(sign_in.caller)
        account = signing.sign_in(loaded, sign_in.email, PASSWORD).account
        assert account.caller == replace(sign_in.caller, account=account.id)
    lines = list(sign_in_lines())
    assert [line.split()[:2] for line in lines] == [[item.email, item.token] for item in sign_ins()]


def test_a_load_that_was_broken_off_goes_on(empty: Context) -> None:
    class Broken(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            asked.append(version)
            if len(asked) > 60:
                raise KeyboardInterrupt
            return super().get(code, version)

    asked: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        load_demo(replace(empty, catalogue=Broken(empty.catalogue.templates, empty.catalogue.ladders)))
    assert 0 < filings(empty) < 28
    assert load_demo(empty)
    assert completeness(find_standings(empty, "2022-Q3")).valid == 28
    assert filings(empty) == 28 + 28 + 24
    with empty.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(TokenRow)) == len(sign_ins())


def test_it_is_not_mixed_with_other_data(sqlite_context: Context) -> None:
    with pytest.raises(ConflictError, match="hệ thống trống"):
        load_demo(sqlite_context)
    assert business_time(sqlite_context) is None


def test_it_is_not_mixed_with_other_units(empty: Context) -> None:
    import_agencies(empty, units_csv("SO1,Sở của tỉnh khác,,so,,2020-01-01,,"))
    with pytest.raises(ConflictError, match="hệ thống trống"):
        load_demo(empty)


def test_filings_of_the_open_period_can_be_handed_in(empty: Context) -> None:
    load_demo(empty)
    context = build_context(empty.settings)
    report = {"template": "cchc", "template_version": "2022", "period": "2023-Q3", "agency": "SYT", "indicators": {}}
    assert hand_in(context, report) == "2023-Q3-SYT-1"
    context.database.dispose()
