"""Opening and closing periods, and what single units owe."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from service.actions.context import Context
from service.actions.periods.lifecycle import close_period, open_period, set_obligation
from service.actions.review.lookups import business_time, front_page, list_periods
from service.domain.errors import ConflictError, NotFoundError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from service.queue import Job
from service.storage.periods.periods import ObligationOverride, get_period, obligations
from tests.support.hints import recording
from tests.support.installation import MORNING, PERIOD, at


def test_a_period_opens_with_the_schedules_deadlines(context: Context) -> None:
    period = open_period(context, "2023-Y")
    assert (period.title, period.previous) == ("Năm 2023", "2022-Y")
    assert period.deadline(AgencyKind.SO) == datetime(2023, 12, 20, 17, 0, tzinfo=VIETNAM)
    assert [opened.code for opened, _ in list_periods(context)] == [PERIOD, "2023-Y"]


def test_deadlines_can_be_set_for_a_kind_of_unit(context: Context) -> None:
    due = datetime(2023, 12, 18, 9, 30, tzinfo=VIETNAM)
    open_period(context, "2023-Y", {AgencyKind.HUYEN: due})
    period = {opened.code: period for opened, period in list_periods(context)}["2023-Y"]
    assert period.deadline(AgencyKind.HUYEN) == due
    assert period.deadline(AgencyKind.SO) == datetime(2023, 12, 20, 17, 0, tzinfo=VIETNAM)


def test_a_period_is_opened_once(context: Context) -> None:
    with pytest.raises(ConflictError, match="Kỳ báo cáo 2023-Q3 đã được mở"):
        open_period(context, PERIOD)


@pytest.mark.parametrize("code", ["2023-Q2", "quý ba", "", "2023-q3"])
def test_a_period_that_no_template_has_is_named(context: Context, code: str) -> None:
    with pytest.raises(NotFoundError, match=f"«{code}»"):
        open_period(context, code)


def test_a_period_closes_once(context: Context) -> None:
    moment = MORNING + timedelta(days=5)
    close_period(at(context, moment), PERIOD)
    with context.database.reading() as session:
        assert get_period(session, PERIOD).closed_at == moment
    with pytest.raises(ConflictError, match="đã khóa"):
        close_period(context, PERIOD)
    with pytest.raises(NotFoundError, match="chưa được mở"):
        close_period(context, "2023-Y")


def test_the_front_page_names_the_open_periods(context: Context) -> None:
    assert [shown.period.code for shown in front_page(context).periods] == [PERIOD]
    assert front_page(context).province == "tỉnh Hưng Yên"
    assert business_time(context) is None
    close_period(context, PERIOD)
    assert front_page(context).periods == ()


def test_what_a_unit_owes_is_set_piece_by_piece_and_merged_anew(context: Context) -> None:
    context, recorder = recording(context)
    assert set_obligation(context, PERIOD, "SGTVT", includes_children=True) == ObligationOverride(True)
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]
    both = set_obligation(context, PERIOD, "SGTVT", exempt=("ho_so.*", "tthc.tong"))
    assert both == ObligationOverride(True, ("ho_so.*", "tthc.tong"))
    assert recorder.take() == []  # a merge is asked for already
    assert set_obligation(context, PERIOD, "SGTVT", includes_children=False).exempt == both.exempt
    assert set_obligation(context, PERIOD, "SGTVT", exempt=()) == ObligationOverride()
    with context.database.reading() as session:
        assert obligations(session, PERIOD) == {"SGTVT": ObligationOverride()}


def test_what_does_not_exist_is_named_and_changes_nothing(context: Context) -> None:
    with pytest.raises(NotFoundError, match=r"Không chỉ tiêu nào khớp «khong\.co»"):
        set_obligation(context, PERIOD, "SGTVT", exempt=("ho_so.*", "khong.co"))
    with pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        set_obligation(context, PERIOD, "KHONG-CO", includes_children=True)
    with pytest.raises(NotFoundError, match="chưa được mở"):
        set_obligation(context, "2023-Y", "SGTVT", includes_children=True)
    with context.database.reading() as session:
        assert obligations(session, PERIOD) == {}
