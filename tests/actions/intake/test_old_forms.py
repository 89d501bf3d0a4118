"""A form of the earlier version that was filled in for a period of today's is taken, with what it lacks said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import open_period
from service.domain.errors import UnreadableError
from service.domain.organization.access import Caller, Role
from service.readers.formats import JSON
from service.storage.intake.submissions import findings_of, payload_of

STC = Caller("Cán bộ Sở Tài chính", Role.OFFICER, "STC")
OLD: dict[str, Any] = {
    "template": "cchc", "template_version": "2022", "period": "2025-Q3", "agency": "STC",
    "indicators": {
        "ho_so.tiep_nhan": 105, "ho_so.dung_han": 90, "ho_so.da_giai_quyet_qua_han": 5, "ho_so.chua_den_han": 8,
        "ho_so.qua_han": 2, "mot_cua.cong_chuc": 4, "dvctt.muc_do_4": 12, "tthc.cap_huyen": 3,
        "dvctt.ho_so_truc_tuyen": 60,
    },
    "notes": {"mot_cua.cong_chuc": "kiêm nhiệm"},
    "explanations": {"R15": "Có hai người chờ nghỉ hưu.", "R04": "Một hồ sơ trả lại."},
}  # fmt: skip


@pytest.fixture
def opened(sqlite_context: Context) -> Context:
    """A period of today's version."""
    open_period(sqlite_context, "2025-Q3")
    return sqlite_context


def hand_in(context: Context, payload: dict[str, Any]) -> str:
    raw = json.dumps(payload).encode()
    receipt, _ = submit_report(context, STC, SubmissionRequest("2025-Q3", "STC", JSON, raw, "cu.json"))
    validate_submission(context, receipt.submission)
    return receipt.submission


def test_an_old_form_is_taken_with_a_list_of_what_is_missing(opened: Context) -> None:
    submission = hand_in(opened, OLD)
    with opened.database.reading() as session:
        payload, findings = payload_of(session, submission), findings_of(session, [submission])[submission]
    assert payload is not None
    figures = {code: int(str(figure)) for code, figure in payload.indicators.items()}
    assert figures == {
        "ho_so.tiep_nhan": 105, "ho_so.da_giai_quyet": 95, "ho_so.da_giai_quyet_qua_han": 5, "ho_so.chua_den_han": 8,
        "ho_so.qua_han": 2, "ho_so.dang_giai_quyet": 10, "ttpvhcc.cong_chuc": 4, "dvctt.toan_trinh": 12,
    }  # fmt: skip
    assert (payload.template_version, dict(payload.notes)) == ("2025", {"ttpvhcc.cong_chuc": "kiêm nhiệm"})
    # R04 asks for something else now, R15 for the same.
    assert set(payload.explanations) == {"R15"}
    said = next(str(item.message) for item in findings if item.rule == "old_version")
    assert said.startswith("Biểu mẫu phiên bản 2022 được chuyển sang phiên bản 2025.")
    missing, left = said.split(". Số liệu không chuyển được của biểu mẫu cũ: ")
    assert "II.2.14.2" in missing and "II.6.6.1" in missing  # settled on time, and online from end to end
    assert "II.2.12," not in missing  # received is there
    assert left == "II.2.3.2, II.2.8.1, II.6.6."  # by the old form's numbers: districts, on time, online


def test_a_form_of_today_is_taken_as_it_is(opened: Context) -> None:
    submission = hand_in(opened, {**OLD, "template_version": "2025", "indicators": {"ho_so.tiep_nhan": 5}, "notes": {}})
    with opened.database.reading() as session:
        assert "old_version" not in {item.rule for item in findings_of(session, [submission])[submission]}


def test_a_form_of_a_later_version_than_the_periods_is_refused(sqlite_context: Context) -> None:
    later = {**OLD, "template_version": "2025", "period": "2023-Q3", "indicators": {}, "notes": {}}
    raw = json.dumps(later).encode()
    with pytest.raises(UnreadableError, match="phiên bản biểu mẫu «2025», cần «2022»"):
        submit_report(sqlite_context, STC, SubmissionRequest("2023-Q3", "STC", JSON, raw, "moi.json"))
