"""Numbers in a report's texts against its figures: what is surely said otherwise is found, and nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from service.domain.errors import Finding, Level, UnreadableError
from service.domain.reporting.report import Figure, Report, Source, SubmittedReport, report_of
from service.domain.validation.statements import contradictions
from tests.support.consolidations import real_payload
from tests.support.corpus import CORPUS, read_file, reports_of
from tests.support.domain import TEMPLATE

ROOT = Path(__file__).resolve().parents[3]
PERIOD = "2023-Q3"


def stating(figures: dict[str, object], period: str = PERIOD, **texts: str) -> list[Finding]:
    """What is found of a report with these figures and texts, whose sections' dots are underscores here."""
    given: dict[str, Figure] = {code: Decimal(str(value)) for code, value in figures.items()}
    narratives = {section.replace("_", "."): text for section, text in texts.items()}
    filing = SubmittedReport(Source("SGTVT"), given, narratives)
    return list(contradictions(report_of(TEMPLATE, period, filing)))


def corpus() -> Iterator[tuple[str, Report]]:
    """Each report of the corpus with its texts and the figures that are right."""
    for path, said in reports_of(CORPUS):
        try:
            reading = read_file(path, said.get("period") or "")
        except UnreadableError:
            continue
        figures: dict[str, Figure] = {
            code: Decimal(str(value)) for code, value in said["indicators"].items() if value != "n/a"
        }
        filing = SubmittedReport(Source(said.get("agency") or "X"), figures, reading.narratives)
        yield path.name, report_of(TEMPLATE, reading.period, filing)


def test_no_correct_report_of_the_corpus_is_warned_about_and_changed_figures_are_found() -> None:
    alarms, found, changed = [], 0, 0
    for name, report in corpus():
        alarms += [(name, str(item.message)) for item in contradictions(report)]
        (filing,) = report.ordered
        other = {code: value + 7 if isinstance(value, Decimal) else value for code, value in filing.figures.items()}
        wrong = report_of(TEMPLATE, report.period, replace(filing, figures=other))
        found += len(list(contradictions(wrong)))
        changed += len(other)
    assert not alarms
    assert found > changed * 0.1, (found, changed)


@pytest.mark.parametrize("whose", ["Cấp xã", "Cấp xã (25 xã, thị trấn)", "Cấp xã (mười hai xã)"])
def test_what_another_level_took_in_contradicts_nothing(whose: str) -> None:
    assert stating({"ho_so.tiep_nhan": 500}, II_2_c=f"{whose} tiếp nhận 18.420 hồ sơ TTHC.") == []
    assert stating({"ho_so.tiep_nhan": 500}, II_2_c="Huyện tiếp nhận 18.420 hồ sơ TTHC.") != []


def test_the_real_report_says_what_its_figures_are() -> None:
    payload = real_payload()
    filing = SubmittedReport(Source("SGTVT"), payload.indicators, payload.narratives)
    assert not list(contradictions(report_of(TEMPLATE, PERIOD, filing)))
    told = json.loads((ROOT / "service/demo/sgtvt-2023-q3.json").read_text("utf-8"))
    assert told["narratives"] == payload.narratives


def test_a_figure_that_the_text_states_otherwise_is_a_warning_with_both_places() -> None:
    text = "Tổng số hồ sơ tiếp nhận trong kỳ là 1.285 hồ sơ."
    (warning,) = stating({"ho_so.tiep_nhan": 1258}, II_2=text)
    assert (warning.rule, warning.level) == ("contradiction", Level.WARNING)
    assert warning.subjects == ("$.narratives.II.2", "$.indicators.ho_so.tiep_nhan")
    assert "1.285" in str(warning.message) and "1.258" in str(warning.message) and text in str(warning.message)
    assert not stating({"ho_so.tiep_nhan": 1285}, II_2=text)


@pytest.mark.parametrize(
    "text",
    [
        "Tổng số hồ sơ tiếp nhận quý II năm 2023 là 1.200 hồ sơ.",
        "Tổng số hồ sơ tiếp nhận cùng kỳ năm 2022 là 1.200 hồ sơ.",
        "Phấn đấu quý IV tiếp nhận 1.200 hồ sơ.",
        "Toàn tỉnh đã tiếp nhận 1.200 hồ sơ.",
        "Tiếp nhận khoảng 1.200 hồ sơ.",
        "Tiếp nhận hơn 1.200 hồ sơ.",
        "Số hồ sơ tiếp nhận tăng 120 hồ sơ so với cùng kỳ.",
        "Riêng tháng 7 tiếp nhận 400 hồ sơ.",
        "Theo Quyết định số 1285/QĐ-UBND ngày 12/9/2023, đơn vị tiếp nhận và xử lý hồ sơ theo quy định.",
        "Đến nay đơn vị không còn hồ sơ tồn.",
        "",
    ],
)
def test_numbers_on_another_basis_are_no_contradiction(text: str) -> None:
    assert not stating({"ho_so.tiep_nhan": 1258, "ho_so.qua_han": 5}, II_2=text)


def test_the_right_number_elsewhere_in_the_text_settles_it() -> None:
    both = "Tổng số hồ sơ tiếp nhận trong kỳ là 1.258 hồ sơ.\nNhư vậy, tổng số hồ sơ tiếp nhận là 1.285 hồ sơ."
    assert not stating({"ho_so.tiep_nhan": 1258}, II_2=both)


def test_a_missing_figure_is_not_contradicted() -> None:
    assert not stating({}, II_2="Tổng số hồ sơ tiếp nhận trong kỳ là 1.285 hồ sơ.")


def test_a_figure_that_the_text_states_in_parts_is_not_contradicted() -> None:
    text = "Từ đầu năm tuyển dụng 11 viên chức cho Ban A; tuyển dụng 18 viên chức cho Ban B."
    assert not stating({"cong_vu.tuyen_dung_vien_chuc": 29}, II_4=text)


def test_lines_of_another_year_s_list_are_no_contradiction() -> None:
    text = "Cùng kỳ năm 2022:\n- Tổng số hồ sơ tiếp nhận trong kỳ là 1.285 hồ sơ."
    assert not stating({"ho_so.tiep_nhan": 1258}, II_2=text)


def test_a_check_with_the_texts_takes_little_more_than_one_without() -> None:
    """The longest texts that a report may have are looked at for a bounded time, the real one's for a moment."""
    payload = real_payload()
    filing = SubmittedReport(Source("SGTVT"), payload.indicators, payload.narratives)
    line = "Tổng số hồ sơ tiếp nhận trong kỳ là 1.285 hồ sơ, tăng 12 hồ sơ.\n"
    long = {section.code: (line * 4_000)[:200_000] for section in TEMPLATE.sections}
    for report in (filing, replace(filing, narratives=long)):
        begun = time.process_time()
        list(contradictions(report_of(TEMPLATE, PERIOD, report)))
        assert time.process_time() - begun < 0.5
