"""The scene on the map of two levels: generated filings in the template of 2025, and how they are loaded."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from service.actions.context import Context
from service.actions.operations.demo import load_demo, sign_ins
from service.actions.organization.tokens import authenticate
from service.actions.review.lookups import find_standings, list_periods
from service.demo import SCENES
from service.domain.consolidation.consolidation import AgencyState, completeness
from service.domain.errors import ConflictError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.payload import submitted_report
from service.domain.reporting.report import Source, report_of
from service.domain.validation.checks import is_valid
from service.domain.validation.findings import check_payload
from service.readers.agencies import read_agencies
from service.readers.json import read_json
from tests.support.demonstration import Checked, Key
from tests.support.domain import CATALOGUE, TODAYS
from tests.support.installation import as_given, new_context

SCENE = SCENES["2025"]
CLOSED, OPEN = "2025-Y", "2026-Q1"
UNITS: Mapping[str, Agency] = {unit.code: unit for unit in read_agencies(SCENE.units_csv)}
MISSING = {"SYT", "SVHTTDL", "x-tan-hung", "x-me-so", "x-tien-hung", "p-tran-lam"}


@pytest.fixture(scope="module")
def checked() -> Mapping[Key, Checked]:
    """The filings by period and unit, with all that checking them gives."""
    found: dict[Key, Checked] = {}
    for filing in SCENE.payloads(CATALOGUE):
        template, period = CATALOGUE.for_period(filing.period)
        agency = UNITS[filing.agency]
        payload = read_json(json.dumps(filing.payload, ensure_ascii=False).encode(), CATALOGUE.get)
        report = report_of(template, period.code, submitted_report(payload, template, agency, Source(agency.code)))
        before = found.get((period.previous, agency.code))
        earlier = EarlierReports(before.report if before and is_valid(before.findings) else None, None)
        findings = check_payload(payload, report, earlier, agency=agency, today=filing.received_at.date())
        found[period.code, agency.code] = Checked(filing, agency, period, payload, report, earlier, findings)
    return found


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """Read by several tests, changed by none."""
    made = new_context(tmp_path_factory.mktemp("demo"))
    assert load_demo(made, name="2025")
    yield made
    made.database.dispose()


def test_its_units_are_those_of_today() -> None:
    assert Counter(unit.kind for unit in UNITS.values()) == {AgencyKind.SO: 13, AgencyKind.XA: 26}
    assert all(unit.valid_to is None and not unit.successors for unit in UNITS.values())


def test_the_closed_period_is_complete_and_without_a_finding(checked: Mapping[Key, Checked]) -> None:
    assert {code for period, code in checked if period == CLOSED} == set(UNITS)
    assert {key: one.findings for key, one in checked.items() if key[0] == CLOSED and one.findings} == {}


def test_the_open_period_shows_every_kind_of_finding(checked: Mapping[Key, Checked]) -> None:
    found = {
        code: [(finding.rule, finding.level.value, bool(finding.explanation)) for finding in one.findings]
        for (period, code), one in checked.items()
        if period == OPEN and one.findings
    }
    assert found == {
        "SCT": [("R14", "error", False)],
        "SNNMT": [("R06", "warning", True)],
        "x-an-thi": [("R15", "warning", False)],
        "BQLKCN": [("not_applicable", "warning", True)],
    }
    assert set(UNITS) - {code for period, code in checked if period == OPEN} == MISSING


def test_filings_say_that_they_are_generated_and_give_every_figure_of_today(checked: Mapping[Key, Checked]) -> None:
    typed = {item.code for item in TODAYS.indicators if item.numerator is None}
    for one in checked.values():
        assert all(text.startswith("Số liệu minh họa: ") for text in one.payload.narratives.values())
        assert one.filing.note.startswith("Số liệu minh họa: ")
        asked = {code for code in typed if not TODAYS.is_exempt(TODAYS.by_code[code], one.agency)}
        assert asked - set(one.payload.indicators) <= {"ho_so.xin_loi"}
        assert one.period.window.last <= one.filing.received_at.date()


def test_it_is_loaded_with_filings_in_different_states(loaded: Context) -> None:
    assert [(opened.code, opened.closed_at is None) for opened, _ in list_periods(loaded)] == [
        (CLOSED, False), (OPEN, True),
    ]  # fmt: skip
    closed = completeness(find_standings(loaded, CLOSED))
    assert (closed.expected, closed.valid, closed.on_time, closed.late) == (39, 39, 37, 2)
    units = {unit.agency.code: unit for unit in find_standings(loaded, OPEN)}
    assert {code for code, unit in units.items() if unit.state is AgencyState.MISSING} == MISSING
    assert {code for code, unit in units.items() if unit.state is AgencyState.INVALID} == {"SCT"}
    assert all(unit.receipt is None or unit.receipt.received_at < SCENE.clock_start for unit in units.values())


def test_its_people_can_sign_in_and_it_is_loaded_once(loaded: Context) -> None:
    assert [authenticate(loaded, item.token) for item in sign_ins("2025")] == [
        as_given(item.caller) for item in sign_ins("2025")
    ]
    assert sign_ins("2025")[0].email == "canbo@sxd.demo.vn"
    assert not load_demo(loaded, name="2025")


def test_one_scene_is_not_loaded_over_the_other(loaded: Context) -> None:
    with pytest.raises(ConflictError, match="của năm khác"):
        load_demo(loaded)
