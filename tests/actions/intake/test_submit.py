"""Taking a filing in: once whatever is sent again, committed before anybody is asked to check it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from service.actions.context import Context
from service.actions.intake.submit import SubmissionRequest, submit_report
from service.actions.periods.lifecycle import close_period
from service.catalogue import Catalogue
from service.domain.consolidation.consolidation import Receipt
from service.domain.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    TooLargeError,
    UnreadableError,
    UsedKeyError,
    WrongTypeError,
)
from service.domain.reporting.template import ReportTemplate
from service.queue import Job, JobQueue, connect
from service.readers.formats import EXCEL, JSON
from service.setting_values import MEGABYTE
from service.storage.intake.submissions import get_submission
from service.storage.models import SubmissionRow
from tests.support.filings import changed, raw, real_report
from tests.support.hints import recording
from tests.support.installation import ADMIN, HOME_AFFAIRS, MORNING, OFFICER, PERIOD, at
from tests.support.threads import at_once


def handed(content: bytes | None = None, **more: object) -> SubmissionRequest:
    given = {"period": PERIOD, "agency": "SGTVT", "format": JSON, **more}
    return SubmissionRequest(raw=raw(real_report()) if content is None else content, **given)  # type: ignore[arg-type]


def accept(context: Context, content: bytes | None = None, **more: object) -> tuple[Receipt, bool]:
    return submit_report(context, OFFICER, handed(content, **more))


def count(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SubmissionRow)) or 0


def test_the_receipt_proves_bytes_revision_and_moment(context: Context) -> None:
    content = raw(real_report())
    receipt, is_new = accept(context, content, file_name="bao-cao.json")
    assert is_new
    assert receipt == Receipt(
        "2023-Q3-SGTVT-1", 1, hashlib.sha256(content).hexdigest(), MORNING, JSON.channel, OFFICER.name
    )
    with context.database.reading() as session:
        row = get_submission(session, receipt.submission)
        assert (row.raw, row.file_name, row.state) == (content, "bao-cao.json", "received")


def test_the_same_bytes_again_get_the_first_receipt(context: Context) -> None:
    first, _ = accept(context)
    again = submit_report(at(context, MORNING + timedelta(hours=1)), HOME_AFFAIRS, handed())
    assert again == (first, False)
    assert count(context) == 1


def test_the_same_key_with_the_same_bytes_gets_the_first_receipt(context: Context) -> None:
    first, _ = accept(context, idempotency_key="k1")
    assert accept(context, idempotency_key="k1") == (first, False)
    assert count(context) == 1


@pytest.mark.parametrize("other", [raw(changed(sang_kien__so_luong=2)), b"{", b""])
def test_a_used_key_with_other_bytes_is_refused_whatever_they_are(context: Context, other: bytes) -> None:
    accept(context, idempotency_key="k1")
    with pytest.raises(UsedKeyError, match="«k1» đã dùng cho lần nộp 2023-Q3-SGTVT-1 có nội dung khác"):
        accept(context, other, idempotency_key="k1")
    assert count(context) == 1


def test_other_bytes_with_a_key_of_their_own_are_the_next_revision(context: Context) -> None:
    accept(context, idempotency_key="k1")
    second, is_new = accept(context, raw(changed(sang_kien__so_luong=2)), idempotency_key="k2")
    assert (second.revision, is_new) == (2, True)


def test_a_key_with_which_bytes_came_once_more_belongs_to_them_too(context: Context) -> None:
    first, _ = accept(context)
    for _ in range(2):
        assert accept(context, idempotency_key="k2") == (first, False)
    with pytest.raises(UsedKeyError):
        accept(context, raw(changed(sang_kien__so_luong=2)), idempotency_key="k2")
    assert accept(context, idempotency_key="k3") == (first, False)


def test_a_key_is_each_units_own(context: Context) -> None:
    accept(context, idempotency_key="k1")
    report = {**real_report(), "agency": "STC"}
    receipt, is_new = submit_report(
        context, ADMIN, handed(raw(report), agency="STC", idempotency_key="k1", reason="Mất mạng")
    )  # fmt: skip
    assert (receipt.submission, is_new) == ("2023-Q3-STC-1", True)


def test_threads_with_the_same_bytes_make_one_filing(context: Context) -> None:
    context, recorder = recording(context)
    answers = at_once(8, lambda _: accept(context))
    assert len({receipt for receipt, _ in answers}) == 1
    assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]
    assert count(context) == 1
    assert recorder.take() == [(Job.VALIDATE_SUBMISSIONS, "2023-Q3-SGTVT-1")]


def test_threads_with_one_key_and_other_bytes_make_one_filing_and_the_others_are_told(context: Context) -> None:
    contents = [raw(changed(sang_kien__so_luong=number)) for number in range(8)]

    def file(number: int) -> bool:
        try:
            return accept(context, contents[number], idempotency_key="k1")[1]
        except UsedKeyError:
            return False

    assert sorted(at_once(8, file)) == [False] * 7 + [True]
    assert count(context) == 1


def test_threads_with_one_key_and_the_same_bytes_get_one_receipt(context: Context) -> None:
    answers = at_once(8, lambda _: accept(context, idempotency_key="k1"))
    assert len({receipt for receipt, _ in answers}) == 1
    assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]


def test_threads_with_different_bytes_make_revisions_without_a_gap(context: Context) -> None:
    contents = [raw(changed(sang_kien__so_luong=number)) for number in range(8)]
    answers = at_once(8, lambda number: accept(context, contents[number]))
    assert sorted(receipt.revision for receipt, _ in answers) == list(range(1, 9))
    assert all(is_new for _, is_new in answers)
    for content, (receipt, _) in zip(contents, answers, strict=True):
        assert receipt.sha256 == hashlib.sha256(content).hexdigest()


def test_nobody_is_asked_before_the_filing_is_committed(context: Context) -> None:
    seen: list[tuple[Job, str]] = []

    class Witness:
        def enqueue(self, job: Job, *ids: str) -> bool:
            with context.database.reading() as session:
                seen.append((job, get_submission(session, ids[0]).state))
            return True

    accept(replace(context, queue=Witness()))
    assert seen == [(Job.VALIDATE_SUBMISSIONS, "received")]


def test_a_filing_is_accepted_where_the_queue_is_away(context: Context, tmp_path: Path) -> None:
    away = replace(context, queue=JobQueue(connect(f"unix://{tmp_path / 'none.sock'}")))
    receipt, is_new = accept(away)
    assert (receipt.revision, is_new, count(context)) == (1, True, 1)


def test_nobody_is_asked_for_what_was_filed_before(context: Context) -> None:
    accept(context)
    context, recorder = recording(context)
    accept(context)
    assert recorder.take() == []


def test_a_closed_period_takes_nothing_but_still_knows_its_receipts(context: Context) -> None:
    first, _ = accept(context)
    close_period(context, PERIOD)
    with pytest.raises(ConflictError, match="Kỳ báo cáo 2023-Q3 đã khóa"):
        accept(context, raw(changed(sang_kien__so_luong=2)))
    assert accept(context) == (first, False)
    assert count(context) == 1


def test_a_period_that_closes_while_a_filing_is_read_takes_it_no_more(context: Context) -> None:
    class ClosesMeanwhile(Catalogue):
        def get(self, code: str, version: str) -> ReportTemplate:
            if not closed:
                closed.append(True)
                close_period(context, PERIOD)
            return super().get(code, version)

    closed: list[bool] = []
    reading = replace(context, catalogue=ClosesMeanwhile(context.catalogue.templates, context.catalogue.ladders))
    with pytest.raises(ConflictError, match="đã khóa"):
        accept(reading)
    assert closed == [True]
    assert count(context) == 0


def test_nothing_comes_in_once_a_period_is_closed(context: Context) -> None:
    contents = [[raw(changed(sang_kien__so_luong=100 * thread + n)) for n in range(12)] for thread in range(6)]

    def work(number: int) -> int:
        if number == 6:
            close_period(context, PERIOD)
            return count(context)
        taken = 0
        for content in contents[number]:
            try:
                taken += accept(context, content)[1]
            except ConflictError:
                break
        return taken

    *taken, at_closing = at_once(7, work)
    assert count(context) == at_closing == sum(taken)


def test_what_does_not_exist_is_named(context: Context) -> None:
    with pytest.raises(NotFoundError, match="«2023-Y» chưa được mở"):
        accept(context, period="2023-Y")
    with pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        submit_report(context, HOME_AFFAIRS, handed(agency="KHONG-CO"))


def test_a_department_hands_in_for_itself_only(context: Context) -> None:
    with pytest.raises(ForbiddenError, match="đơn vị mình"):
        accept(context, agency="STC")
    assert count(context) == 0


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("period", "2023-H1", "Báo cáo ghi kỳ báo cáo «2023-H1», cần «2023-Q3»"),
        ("agency", "STC", "Báo cáo ghi đơn vị «STC», cần «SGTVT»"),
    ],
)
def test_a_report_of_another_period_or_unit_is_refused(context: Context, key: str, value: str, said: str) -> None:
    with pytest.raises(UnreadableError, match=said) as refused:
        accept(context, raw({**real_report(), key: value}))
    assert [problem.subjects for problem in refused.value.problems] == [(f"$.{key}",)]
    assert count(context) == 0


def test_everything_that_does_not_fit_is_named_at_once(context: Context) -> None:
    with pytest.raises(UnreadableError) as refused:
        accept(context, raw({**real_report(), "period": "2023-H1", "agency": "STC"}))
    assert [problem.place for problem in refused.value.problems] == ["$.period", "$.agency"]


def test_a_unit_that_does_not_exist_at_the_periods_end_owes_nothing(context: Context) -> None:
    with pytest.raises(UnreadableError, match=r"không thuộc diện báo cáo .* tại ngày 14/09/2023"):
        submit_report(context, HOME_AFFAIRS, handed(raw({**real_report(), "agency": "SNNMT"}), agency="SNNMT"))


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", raw({**real_report(), "thua": 1})])
def test_what_cannot_be_understood_is_not_taken_in(context: Context, content: bytes) -> None:
    with pytest.raises(UnreadableError):
        accept(context, content)
    assert count(context) == 0


def test_a_broken_rule_is_taken_in(context: Context) -> None:
    assert accept(context, raw(changed(tthc__tong=1)))[1]


def test_what_is_too_large_is_refused_before_it_is_read(context: Context) -> None:
    small = replace(context, settings=replace(context.settings, max_json=MEGABYTE, max_upload=2 * MEGABYTE))
    with pytest.raises(TooLargeError, match="lớn hơn 1 MB"):
        accept(small, b" " * (MEGABYTE + 1))
    with pytest.raises(TooLargeError, match="lớn hơn 2 MB"):
        accept(small, b" " * (2 * MEGABYTE + 1), format=EXCEL)


def test_a_file_that_is_no_workbook_is_refused(context: Context) -> None:
    with pytest.raises((UnreadableError, WrongTypeError)):
        accept(context, json.dumps(real_report()).encode(), format=EXCEL)
    assert count(context) == 0


def test_a_file_name_is_kept_without_control_characters(context: Context) -> None:
    receipt, _ = accept(context, file_name="b\x00a\x1bo.json")
    with context.database.reading() as session:
        assert get_submission(session, receipt.submission).file_name == "b a o.json"


def test_a_long_file_name_is_cut(context: Context) -> None:
    receipt, _ = accept(context, file_name="ậ" * 300 + ".json")
    with context.database.reading() as session:
        assert get_submission(session, receipt.submission).file_name == "ậ" * 255
