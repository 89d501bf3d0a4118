"""M6: where a province has two reports with periods of one title, mails and documents say which of them they are on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from service.actions.consolidation.report_documents import province_report
from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.intake.validate import validate_submission
from service.actions.operations.delivery import deliver
from service.actions.periods.lifecycle import extend, open_period
from service.actions.reminders.overdue_notice import overdue_notice
from service.catalogue import load_catalogue
from service.domain.organization.access import Caller, Role
from service.domain.organization.account import Subscription
from service.readers.formats import JSON
from tests.support.filings import of_agency, raw
from tests.support.installation import ADMIN
from tests.support.mail_server import Box, serving, text_of
from tests.support.reminding import OPENED, YEAR, at, choose, there, tick
from tests.support.templates import own_copy
from tests.support.templates import replace as rewrite
from tests.support.word import everything, opened

TRAFFIC = "GT2023-Y"
CCHC_TITLE, TRAFFIC_TITLE = "Báo cáo cải cách hành chính định kỳ", "Báo cáo an toàn giao thông"
OFFICER, LEADER = "canbo@syt.vn", "lanhdao@syt.vn"


@pytest.fixture
def both(plain_year: Context, tmp_path: Path) -> Context:
    """Beside the report on administrative reform one on road safety, whose year is called «Năm 2023» as well."""
    folder = own_copy(tmp_path / "own", "atgt", prefix="GT")
    rewrite(folder, "report.toml", f'title = "{CCHC_TITLE}"', f'title = "{TRAFFIC_TITLE}"')
    rewrite(
        folder, "report.toml", 'title_en = "Periodic administrative reform report"', 'title_en = "Road safety report"'
    )
    rewrite(folder, "province_report.toml", "Bộ Nội vụ", "Ủy ban An toàn giao thông Quốc gia")
    context = replace(plain_year, catalogue=load_catalogue(tmp_path / "own"))
    with at(OPENED):
        open_period(context, TRAFFIC)
    return context


def received(box: Box) -> list[tuple[str, str]]:
    """To whom each letter went and what its subject is, in order of both."""
    return sorted((str(letter["To"]), str(letter["Subject"])) for letter in box.letters)


def file_both(context: Context) -> None:
    """The officer of Sở Y tế files either report on 18 December."""
    with at(there(2023, 12, 18, 9)):
        for period, template in ((YEAR, ("cchc", "2022")), (TRAFFIC, ("atgt", "1"))):
            report = of_agency("SYT")
            report.update(period=period, template=template[0], template_version=template[1])
            handed = SubmissionRequest(period, "SYT", JSON, raw(report), "", None)
            receipt, _ = submit_report(context, Caller("Cán bộ", Role.OFFICER, "SYT"), handed)
            validate_submission(context, receipt.submission)


def test_a_reminder_says_in_its_subject_which_report_is_owed(both: Context, serving_box: Box) -> None:
    tick(both, there(2023, 12, 13, 8))
    to_one = [subject for to, subject in received(serving_box) if to == OFFICER]
    assert to_one == [
        f"Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế ({TRAFFIC_TITLE})",
        f"Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế ({CCHC_TITLE})",
    ]
    said = next(text_of(one) for one in serving_box.letters if one["To"] == OFFICER and TRAFFIC_TITLE in one["Subject"])
    assert "chưa có báo cáo an toàn giao thông Năm 2023 hợp lệ của Sở Y tế" in said


def test_results_and_decisions_say_it_to_whom_they_concern(both: Context, box: Box) -> None:
    choose(both, OFFICER, Subscription.RESULTS, Subscription.DECISIONS)
    file_both(both)
    with serving(box), at(there(2023, 12, 18, 10)):
        extend(both, TRAFFIC, "SYT", there(2023, 12, 22, 17), ADMIN.name, "Bão số 3")
        deliver(both)
    assert received(box) == [
        (OFFICER, f"Báo cáo Năm 2023 hợp lệ – Sở Y tế ({TRAFFIC_TITLE})"),
        (OFFICER, f"Báo cáo Năm 2023 hợp lệ – Sở Y tế ({CCHC_TITLE})"),
        (OFFICER, f"Gia hạn nộp báo cáo Năm 2023 đến 17:00 ngày 22/12/2023 – Sở Y tế ({TRAFFIC_TITLE})"),
    ]


def test_the_weekly_line_says_it_beside_each_period(both: Context, serving_box: Box) -> None:
    choose(both, LEADER, Subscription.WEEKLY)
    tick(both, there(2023, 12, 4, 8))
    assert received(serving_box) == [
        (
            LEADER,
            f"Báo cáo của Sở Y tế tuần này: Năm 2023 ({CCHC_TITLE}) chưa nộp, còn 16 ngày; "
            f"Năm 2023 ({TRAFFIC_TITLE}) chưa nộp, còn 16 ngày",
        )
    ]


def test_the_word_report_has_its_own_subject_and_addressee(both: Context) -> None:
    file_both(both)
    told = {}
    for period in (YEAR, TRAFFIC):
        told[period] = "\n".join(everything(opened(province_report(both, period))))
    assert "Kết quả công tác cải cách hành chính định kỳ năm 2023" in told[YEAR]
    assert "Kết quả công tác an toàn giao thông năm 2023" in told[TRAFFIC]
    assert "Kính gửi: Bộ Nội vụ" in told[YEAR] and "An toàn giao thông Quốc gia" not in told[YEAR]
    assert "Kính gửi: Ủy ban An toàn giao thông Quốc gia" in told[TRAFFIC] and "Bộ Nội vụ" not in told[TRAFFIC]


def test_the_overdue_letter_names_the_report_and_whom_the_province_owes_it(both: Context) -> None:
    with at(there(2023, 12, 22, 8)):
        told = "\n".join(everything(opened(overdue_notice(both, TRAFFIC) or b"")))
    assert "báo cáo an toàn giao thông năm 2023" in told and "Ủy ban An toàn giao thông Quốc gia" in told
    assert "cải cách hành chính" not in told and "Bộ Nội vụ" not in told


def test_with_one_report_no_subject_says_it(plain_year: Context, serving_box: Box) -> None:
    tick(plain_year, there(2023, 12, 13, 8))
    assert (OFFICER, "Còn 7 ngày đến hạn nộp báo cáo Năm 2023 – Sở Y tế") in received(serving_box)
