"""Units that end or begin within a period: which days they report, and whose figures are added up."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.intake.form_state import FormState, open_draft
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.containment import answer_containment
from service.actions.periods.lifecycle import open_period
from service.actions.periods.obligations import earlier_reports
from service.actions.periods.status import baselines_of, merged_report, period_snapshot
from service.actions.reminders.due import outstanding_reports, running_periods
from service.domain.errors import ConflictError, ForbiddenError, UnreadableError
from service.domain.organization.access import Caller, Role
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.own_window import own_window_note
from service.domain.reporting.period import Window
from service.domain.reporting.report import Source, SubmittedReport, report_of
from service.domain.validation.rules import check_rule
from service.storage.organization.agencies import get_agency
from tests.support.consolidations import TEMPLATE
from tests.support.filings import hand_in_and_check, of_agency
from tests.support.installation import PERIOD
from tests.support.province import put_figures
from tests.support.units import units_csv

BEFORE, CODE, CARRIED = "2023-H1", "ho_so.tiep_nhan", "ho_so.ky_truoc_chuyen_sang"
OFFICER = Caller("Cán bộ huyện M", Role.OFFICER, "M")


@pytest.fixture
def province(sqlite_context: Context) -> Context:
    """A and B ended on 31 July and became M, which is new; O is as it was."""
    lines = (
        "A,Huyện A,,huyen,,2000-01-01,2023-07-31,M", "B,Huyện B,,huyen,,2000-01-01,2023-07-31,M",
        "M,Huyện M,,huyen,,2023-08-01,,", "O,Huyện O,,huyen,,2000-01-01,,",
    )  # fmt: skip
    import_agencies(sqlite_context, units_csv(*lines))
    open_period(sqlite_context, BEFORE)
    put_figures(sqlite_context, "A", BEFORE, ho_so__tiep_nhan=300, ho_so__chua_den_han=12, ho_so__qua_han=3)
    put_figures(sqlite_context, "B", BEFORE, ho_so__tiep_nhan=200, ho_so__chua_den_han=7, ho_so__qua_han=1)
    put_figures(sqlite_context, "O", BEFORE, ho_so__tiep_nhan=50)
    put_figures(sqlite_context, "M", PERIOD, ho_so__tiep_nhan=100)
    put_figures(sqlite_context, "O", PERIOD, ho_so__tiep_nhan=5)
    return sqlite_context


def compared(context: Context, agency: str, period: str = PERIOD) -> EarlierReports:
    with context.database.reading() as session:
        template, dates = context.catalogue.for_period(period)
        return earlier_reports(session, context.catalogue, template, dates, get_agency(session, agency))


def total(context: Context) -> tuple[Decimal | None, list[str]]:
    """The province's figure, and which of these units the period has."""
    with context.database.reading() as session:
        view = period_snapshot(session, context.catalogue, PERIOD)
        return merged_report(session, view).number(CODE), [
            unit.code for unit in view.agencies if unit.code in {*"ABMO"}
        ]


def past(context: Context, agency: str) -> object:
    """What the unit is compared with of the period before."""
    with context.database.reading() as session:
        found = baselines_of(session, context.catalogue, period_snapshot(session, context.catalogue, PERIOD)).previous
    assert found is not None
    assert found.total(CODE) == Decimal(550)
    return found.figure(agency, CODE)


def form_of(context: Context) -> FormState:
    return open_draft(context, OFFICER, PERIOD, "M")


def answer(context: Context, *, contained: bool, seen: str | None = None) -> None:
    (asked,) = form_of(context).last_reports
    answer_containment(
        context, OFFICER, PERIOD, "M", "A", contained=contained, seen=asked.seen if seen is None else seen
    )


@pytest.mark.parametrize(
    ("agency", "own", "said"),
    [
        ("A", Window(date(2023, 6, 15), date(2023, 7, 31)),
         "đơn vị kết thúc ngày 31/7/2023, báo cáo phần cuối: số liệu từ 15/6/2023 đến 31/7/2023"),
        ("M", Window(date(2023, 8, 1), date(2023, 9, 14)),
         "đơn vị mới từ ngày 01/8/2023: số liệu từ 01/8/2023 đến 14/9/2023"),
        ("O", Window(date(2023, 6, 15), date(2023, 9, 14)), None),
    ],
)  # fmt: skip
def test_a_unit_reports_the_days_on_which_it_was_there(
    province: Context, agency: str, own: Window, said: str | None
) -> None:
    with province.database.reading() as session:
        unit = get_agency(session, agency)
    period = province.catalogue.for_period(PERIOD)[1]
    note = own_window_note(period, unit)
    assert (period.window_of(unit), None if note is None else str(note)) == (own, said)


def test_the_workbook_to_fill_in_says_the_units_own_days(province: Context) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(make_blank_form(province, PERIOD, "M"))).worksheets[1]
    said = str(sheet["A3"].value)
    assert "số liệu từ 01/8/2023 đến 14/9/2023; kỳ đầu sau khi nhận đơn vị khác" in said


def test_the_first_period_after_a_merger_is_not_held_against_the_period_before(province: Context) -> None:
    """What is carried over is what was handed over, this once; whoever took nobody over is held as ever."""
    rule = next(rule for rule in TEMPLATE.rules if rule.id == "R05")
    filing = SubmittedReport(Source("M"), {CARRIED: Decimal(21)})
    now = report_of(TEMPLATE, PERIOD, filing)
    earlier = compared(province, "M")
    assert check_rule(rule, now, earlier) is None
    assert check_rule(rule, now, replace(earlier, takes_over=False)) is False
    (item,) = form_of(province).handed_over
    assert (item.indicator.code, item.reported) == (CARRIED, Decimal(12 + 3 + 7 + 1))
    assert not compared(province, "O").takes_over
    assert not compared(province, "M", "2024-Q1").takes_over


def test_figures_of_a_part_of_the_period_are_not_held_against_a_whole_one(province: Context) -> None:
    """45 days are not compared with 92; what stands at a moment is, whatever the days."""
    assert compared(province, "M").window == Window(date(2023, 8, 1), date(2023, 9, 14))
    assert compared(province, "O").window is None


def test_a_unit_that_ended_may_report_its_last_days_and_is_neither_owed_nor_reminded(province: Context) -> None:
    assert total(province) == (Decimal(105), ["M", "O"])
    hand_in_and_check(province, {**of_agency("A"), "indicators": {CODE: 30}})
    with province.database.reading() as session:
        runs = {run.opened.code: run for run in running_periods(province, session)}
        assert {item.agency for item in outstanding_reports(session, runs[PERIOD])}.isdisjoint({*"ABMO"})
    assert total(province)[1] == ["A", "M", "O"]
    open_period(province, "2024-Q1")
    with pytest.raises(UnreadableError, match="không thuộc diện báo cáo"):
        hand_in_and_check(province, {**of_agency("A"), "period": "2024-Q1"})


def test_the_unit_after_it_says_whether_its_figures_contain_those(province: Context) -> None:
    """Until then both are added up: 30 + 100 + 5; contained, the report is shown and not added."""
    assert form_of(province).last_reports == ()
    put_figures(province, "A", PERIOD, ho_so__tiep_nhan=30)
    assert (total(province), past(province, "M"), past(province, "A")) == (
        (Decimal(135), ["A", "M", "O"]), Decimal(200), Decimal(300),
    )  # fmt: skip
    answer(province, contained=True)
    assert (total(province), past(province, "M")) == ((Decimal(105), ["A", "M", "O"]), Decimal(500))
    assert form_of(province).last_reports[0].contained_in == "M"
    answer(province, contained=False)
    assert total(province)[0] == Decimal(135)


def test_an_answer_to_another_state_and_of_another_unit_is_refused(province: Context) -> None:
    put_figures(province, "A", PERIOD, ho_so__tiep_nhan=30)
    (asked,) = form_of(province).last_reports
    answer(province, contained=True)
    with pytest.raises(ConflictError, match="vừa thay đổi"):
        answer(province, contained=False, seen=asked.seen)
    stranger = Caller("Cán bộ huyện O", Role.OFFICER, "O")
    with pytest.raises(ForbiddenError):
        answer_containment(province, stranger, PERIOD, "M", "A", contained=False, seen=asked.seen)
    assert total(province)[0] == Decimal(105)
