"""Checking one file before it is handed in, with and without a database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.intake.blank_form import make_blank_form
from service.actions.offline.check import check_file
from service.actions.periods.lifecycle import set_obligation
from service.domain.errors import NotFoundError, UnreadableError, WrongTypeError
from service.domain.validation.checks import is_valid
from tests.support.files import write
from tests.support.filings import changed, of_agency, real_report
from tests.support.installation import PERIOD


def rules(context: Context, path: Path, *, with_database: bool = True) -> list[str]:
    return [finding.rule for finding in check_file(context, path, with_database=with_database)[1]]


def test_the_real_report_has_one_warning(context: Context, tmp_path: Path) -> None:
    payload, findings = check_file(context, write(tmp_path / "a.json", real_report()), with_database=True)
    assert payload.agency == "SGTVT"
    assert [finding.rule for finding in findings] == ["R06"]
    assert is_valid(findings)


def test_the_previous_report_is_held_against_it_where_there_is_one(
    context: Context, tmp_path: Path, file_demo: Callable[..., str]
) -> None:
    path = write(tmp_path / "a.json", changed(tthc__tong=141, tthc__cap_tinh=123))
    # The text still says what the figures were.
    told = ["contradiction", "contradiction"]
    assert rules(context, path) == ["R06", *told]
    file_demo(context, "2023-H1", "SGTVT")
    assert rules(context, path) == ["R06", "R17", *told]
    assert rules(context, path, with_database=False) == ["R06", *told]


def test_what_a_unit_is_spared_is_known_from_the_database(context: Context, tmp_path: Path) -> None:
    report = real_report()
    report["indicators"] = {code: v for code, v in report["indicators"].items() if not code.startswith("ho_so.")}
    path = write(tmp_path / "a.json", report)
    assert "required" in rules(context, path)
    set_obligation(context, PERIOD, "SGTVT", exempt=("ho_so.*",))
    assert "required" not in rules(context, path)
    assert "required" in rules(context, path, with_database=False)


def test_an_explanation_is_shown_with_its_warning(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", {**real_report(), "explanations": {"R06": "Đang chuyển mức độ"}})
    assert [finding.explanation for finding in check_file(context, path, with_database=True)[1]] == [
        "Đang chuyển mức độ"
    ]


def test_a_period_that_is_not_open_yet_can_be_checked(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", {**real_report(), "period": "2023-Y"})
    assert "R06" in rules(context, path)


def test_an_unknown_unit_is_named_where_units_are_known(context: Context, tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", of_agency("DON-VI-LA"))
    with pytest.raises(NotFoundError, match="Không có đơn vị «DON-VI-LA»"):
        check_file(context, path, with_database=True)
    assert rules(context, path, with_database=False) == ["R06"]


def test_a_unit_that_owes_none_and_a_wrong_version_are_named(context: Context, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="không thuộc diện báo cáo"):
        check_file(context, write(tmp_path / "a.json", of_agency("SNNMT")), with_database=True)
    with pytest.raises((UnreadableError, NotFoundError), match="1999"):
        path = write(tmp_path / "b.json", {**real_report(), "template_version": "1999"})
        check_file(context, path, with_database=True)


def test_an_excel_form_that_is_still_empty_misses_its_figures(context: Context, tmp_path: Path) -> None:
    path = tmp_path / "mau.xlsx"
    path.write_bytes(make_blank_form(context, PERIOD, "SGTVT"))
    payload, findings = check_file(context, path, with_database=True)
    assert (payload.agency, payload.period, payload.indicators) == ("SGTVT", PERIOD, {})
    required = [finding for finding in findings if finding.rule == "required"]
    assert required and all("!" in finding.place for finding in required if "indicators" in finding.subjects[0])


@pytest.mark.parametrize(("name", "content"), [("a.json", b"{"), ("a.xlsx", b"khong phai")])
def test_a_file_that_cannot_be_understood_is_refused(
    context: Context, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((UnreadableError, WrongTypeError)):
        check_file(context, tmp_path / name, with_database=False)


def test_a_file_of_another_kind_is_refused(context: Context, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"a,b")
    with pytest.raises(WrongTypeError, match=r"a\.csv: chỉ đọc được tệp \.json, \.xlsx"):
        check_file(context, tmp_path / "a.csv", with_database=False)
