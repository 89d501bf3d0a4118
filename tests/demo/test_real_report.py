"""The real report in the demonstration is the report that was handed in, whole and unchanged."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from service.catalogue import Catalogue
from service.demo import SGTVT_REPORT
from service.domain.validation.rules import check_rule
from service.readers.json import read_json
from tests.support.demonstration import Checked, Key

DATA = Path(__file__).parents[1] / "data"
HEADING = re.compile(r"(?:(?P<part>I|II|III|IV|V)|(?P<chapter>\d))\. (?P<rest>.+)")
REAL = ("2023-Q3", "SGTVT")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """The payload as it is shipped."""
    found: dict[str, Any] = json.loads(SGTVT_REPORT)
    return found


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What people found in the report, decimals exact."""
    text = (DATA / "sgtvt-2023-q3.expected.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


@pytest.fixture(scope="module")
def scan() -> str:
    """The report's text without Markdown's asterisks, which are the scan's."""
    return (DATA / "sgtvt-2023-q3.txt").read_text("utf-8").replace("*", "")


def joined(text: str) -> str:
    """The text with every run of spaces and line breaks as one space."""
    return " ".join(text.split())


def blocks(scan: str) -> dict[str, str]:
    """The text of sections I to V under each numbered heading, by section code; headings themselves left out."""
    body = scan[scan.index("I. CÔNG TÁC CHỈ ĐẠO") : scan.index("Trên đây là báo cáo")]
    found: dict[str, list[str]] = {}
    part = code = ""
    for line in body.splitlines():
        matched = HEADING.fullmatch(line.strip())
        if matched is None:
            found.setdefault(code, []).append(line)
            continue
        part = matched["part"] or part
        code = part if matched["part"] else f"{part}.{matched['chapter']}"
        _, _, after = matched["rest"].partition(": ")  # «V. KIẾN NGHỊ, ĐỀ XUẤT: Không.»
        found.setdefault(code, []).append(after)
    return {code: text for code, lines in found.items() if (text := joined("\n".join(lines)))}


def test_the_narratives_hold_every_word_of_sections_one_to_five_in_order(
    report: dict[str, Any], scan: str, catalogue: Catalogue
) -> None:
    template = catalogue.get("cchc", "2022")
    assert set(report["narratives"]) <= set(template.section_by_code)
    said = blocks(scan)
    assert set(said) == {"I", *(f"II.{n}" for n in range(1, 7)), "III.1", "III.2", "IV", "V"}
    typed: dict[str, list[str]] = {code: [] for code in said}
    for section in template.sections:
        if section.code in report["narratives"]:
            above = next(code for code in (section.code, *template.ancestors(section.code)) if code in said)
            typed[above].append(report["narratives"][section.code])
    assert {code: joined("\n".join(texts)) for code, texts in typed.items()} == said


def test_every_sentence_is_in_one_narrative_unbroken(report: dict[str, Any], scan: str) -> None:
    typed = [joined(text) for text in report["narratives"].values()]
    sentences = [
        sentence
        for text in blocks(scan).values()
        for sentence in re.split(r"(?<=[.;:]) (?=[-+A-ZĐ])", text)
        if sentence
    ]
    assert len(sentences) > 100
    assert [sentence for sentence in sentences if not any(sentence in text for text in typed)] == []


def test_lists_keep_their_lines_and_no_line_begins_inside_a_sentence(report: dict[str, Any]) -> None:
    lines = [line for text in report["narratives"].values() for line in text.split("\n")]
    assert [line for line in lines if line != line.strip() or not re.match(r"[-+] \S|[A-ZĐ]", line)] == []
    assert not any("*" in line for line in lines)
    assert report["narratives"]["I.a"].count("\n+ ") == 7
    assert report["narratives"]["IV"].count("\n- ") == 6
    assert "công tác Thi đua – Khen thưởng năm 2023;" in report["narratives"]["I.a"]


def test_the_figures_are_those_in_the_report(
    report: dict[str, Any], expected: dict[str, Any], catalogue: Catalogue
) -> None:
    payload = read_json(SGTVT_REPORT, catalogue.get)
    assert payload.findings == ()
    assert len(expected["indicators"]) == 38
    assert dict(payload.indicators) == {code: Decimal(str(value)) for code, value in expected["indicators"].items()}
    assert not any(isinstance(value, float) for value in report["indicators"].values())
    for key in ("template", "template_version", "period", "agency"):
        assert report[key] == expected[key]
    assert set(report) == {
        "template", "template_version", "period", "agency", "indicators", "narratives", "documents",
    }  # fmt: skip


def test_the_documents_are_those_that_the_department_issued(report: dict[str, Any], expected: dict[str, Any]) -> None:
    listed = [{key: row[key] for key in ("kind", "number", "date")} for row in report["documents"]]
    assert listed == expected["documents_issued_by_the_department"]
    assert len(listed) == 17


def test_the_titles_stand_behind_the_numbers_in_the_text(report: dict[str, Any], scan: str) -> None:
    text = joined(scan).casefold()
    for row in report["documents"]:
        number, title = row["number"].casefold(), row["title"].casefold()
        mentions = [text[found.end() :][: 60 + len(title)] for found in re.finditer(re.escape(number), text)]
        assert any(title in behind for behind in mentions), row


def test_the_text_is_in_one_unicode_form() -> None:
    assert unicodedata.is_normalized("NFC", SGTVT_REPORT.decode())


def test_checking_finds_exactly_the_one_unexplained_warning(checked: Mapping[Key, Checked]) -> None:
    (finding,) = checked[REAL].findings
    assert (finding.rule, finding.level.value, finding.explanation) == ("R06", "warning", "")
    assert finding.operands == {"dvctt.tong_tthc": "122", "dvctt.muc_do_3": "58", "dvctt.muc_do_4": "62"}


def test_earlier_reports_are_compared_with_and_agree(
    checked: Mapping[Key, Checked],
) -> None:
    real = checked[REAL]
    template = real.report.template
    compared = [rule for rule in template.rules if rule.is_retrospective]
    assert [rule.id for rule in compared] == ["R05", "R16", "R17"]
    assert [check_rule(rule, real.report, real.earlier) for rule in compared] == [True, True, True]


def test_what_counts_from_the_new_year_was_not_more_in_june(checked: Mapping[Key, Checked]) -> None:
    before, now = checked["2023-H1", "SGTVT"].report, checked[REAL].report
    assert before.number("ho_so.chua_den_han") == 986
    assert before.number("ho_so.qua_han") == 3
    assert before.number("tai_chinh.dau_tu_cong_ke_hoach") == now.number("tai_chinh.dau_tu_cong_ke_hoach")
    # «Trong kỳ báo cáo không thực hiện tuyển dụng»
    assert before.number("cong_vu.tuyen_dung_vien_chuc") == now.number("cong_vu.tuyen_dung_vien_chuc") == 29
