"""Payloads to hand in: the real report, and small changes of it."""

from __future__ import annotations

import copy
import json
from typing import Any

from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.unfinished_checks import MOST_DEATHS, record_worker_death
from service.actions.intake.validate import validate_submission
from service.demo import SGTVT_REPORT
from service.domain.organization.access import Caller, Role
from service.readers.formats import JSON
from service.storage.intake.submissions import claim_validation
from service.watch import WatchedTask, Work
from tests.support.installation import PERIOD


def real_report() -> dict[str, Any]:
    """The real report of Sở Giao thông vận tải for the third quarter of 2023, as the API takes it."""
    report: dict[str, Any] = json.loads(SGTVT_REPORT)
    return report


def changed(**figures: object) -> dict[str, Any]:
    """The real report with other figures; double underscores stand for dots."""
    report = real_report()
    for name, value in figures.items():
        report["indicators"][name.replace("__", ".")] = value
    return report


def of_agency(agency: str, **figures: object) -> dict[str, Any]:
    """The real report's figures as if another department had filed them."""
    report = copy.deepcopy(changed(**figures))
    report["agency"] = agency
    return report


def raw(report: dict[str, Any]) -> bytes:
    """The report's bytes."""
    return json.dumps(report, ensure_ascii=False).encode()


def hand_in(context: Context, report: dict[str, Any], key: str | None = None, filer: Caller | None = None) -> str:
    """Hand a report in as its unit's officer by a program, or as the caller that is given; the filing's id."""
    agency = report["agency"]
    filer = filer or Caller("Cán bộ", Role.OFFICER, agency)
    handed = SubmissionRequest(report.get("period", PERIOD), agency, JSON, raw(report), "", key)
    return submit_report(context, filer, handed)[0].submission


def hand_in_and_check(context: Context, report: dict[str, Any]) -> str:
    """Hand a report in and check it; the filing's id."""
    submission = hand_in(context, report)
    validate_submission(context, submission)
    return submission


def give_up_on(context: Context, submission: str) -> None:
    """As many processes die of checking the filing as it takes for it to be given up."""
    for _ in range(MOST_DEATHS):
        with context.database.writing() as session:
            row = claim_validation(session, submission, context.clock.real())
        assert row is not None
        record_worker_death(context, Work(WatchedTask.FILING, submission, row.attempts), counts=True)
