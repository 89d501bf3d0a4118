"""Warnings about a report's texts: the same by form and API, and to be explained as those of rules are."""

from __future__ import annotations

import pytest

from service.actions.context import Context
from service.actions.intake.drafts import submit_draft
from service.actions.review.lookups import find_submission
from service.domain.errors import UnreadableError
from tests.support.drafts import TEXT, UNIT, file_previous, opened, real_values, write
from tests.support.filings import hand_in_and_check, real_report
from tests.support.installation import LEADER, OFFICER, PERIOD

RIGHT, WRONG = "7266", "7999"  # files received, as the texts say it
GAP = "Đã tiếp nhận … hồ sơ."
REASONS = {
    "contradiction": "Báo cáo giấy in trước khi chốt số liệu",
    "placeholder": "Dấu chấm là trích nguyên văn kế hoạch",
    "R06": "Hai thủ tục đang chuyển mức độ",
}


def misstated(texts: dict[str, str]) -> dict[str, str]:
    """The texts with another number of files received."""
    return {key: text.replace(RIGHT, WRONG) for key, text in texts.items()}


def found(context: Context, submission: str) -> dict[str, str]:
    """The warnings of a filing with what was explained."""
    return {item.rule: item.explanation for item in find_submission(context, OFFICER, submission).findings}


def test_they_stand_in_the_way_of_filing_by_form_until_they_are_explained(sqlite_context: Context) -> None:
    texts = {path: text for path, text in real_values().items() if path.startswith("narratives.")}
    write(sqlite_context, {**real_values(), **misstated(texts), TEXT: GAP})
    form = opened(sqlite_context)
    assert {item.rule for item in form.unexplained} == {"contradiction", "placeholder"}
    with pytest.raises(UnreadableError, match="Còn 2 cảnh báo chưa giải trình"):
        submit_draft(sqlite_context, LEADER, PERIOD, UNIT, form.draft.version)
    write(sqlite_context, {f"explanations.{rule}": text for rule, text in REASONS.items()})
    assert not opened(sqlite_context).unexplained
    assert submit_draft(sqlite_context, LEADER, PERIOD, UNIT, opened(sqlite_context).draft.version)


def test_they_are_warnings_of_a_filing_by_api_with_its_explanations(sqlite_context: Context) -> None:
    report = real_report()
    report["narratives"] = {**misstated(report["narratives"]), "II.6": GAP}
    first = hand_in_and_check(sqlite_context, report)
    assert {"contradiction", "placeholder"} <= found(sqlite_context, first).keys()
    report["explanations"] = REASONS
    second = hand_in_and_check(sqlite_context, report)
    assert found(sqlite_context, second)["contradiction"] == REASONS["contradiction"]
    report["explanations"] = {}
    report["narratives"]["V"] = "Không có kiến nghị."
    third = hand_in_and_check(sqlite_context, report)
    # What was explained stays explained while the figure and the text say the same.
    assert found(sqlite_context, third)["contradiction"] == REASONS["contradiction"]


def test_text_of_the_period_before_is_a_warning(sqlite_context: Context) -> None:
    file_previous(sqlite_context)
    with sqlite_context.database.reading():
        previous = opened(sqlite_context).previous
    assert previous is not None
    long = " ".join(f"câu thứ {number} nói về một việc đã làm trong kỳ" for number in ("một", "hai", "ba", "bốn"))
    report = real_report()
    report["period"] = "2023-H1"
    report["narratives"]["II.1"] = long
    hand_in_and_check(sqlite_context, report)
    now = real_report()
    now["narratives"]["II.1"] = long
    again = hand_in_and_check(sqlite_context, now)
    said = [str(item.message) for item in find_submission(sqlite_context, OFFICER, again).findings]
    assert any("giống 100 % kỳ trước (6 tháng đầu năm 2023)" in text for text in said)
