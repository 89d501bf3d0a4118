"""Files and folders to one merged report: the same checks as a filing, and no file passed over in silence."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from service.actions.context import Context, bare_context
from service.actions.offline.consolidate import consolidate_files, files_below
from service.clock import FixedClock
from service.demo import AGENCIES_CSV
from service.domain.consolidation.consolidation import AgencyState, Consolidation
from service.domain.consolidation.overlaps import Overlap, OverlapSide, overlap_stories
from service.domain.errors import EntryError, NotFoundError
from service.domain.organization.agency import AgencyKind
from service.domain.reporting.period import VIETNAM
from service.readers.agencies import read_agencies
from service.setting_values import MEGABYTE
from service.settings import Settings
from service.storage.engine.database import Database
from service.writers.consolidated_workbook import write_consolidated
from service.writers.letters import write_province_report
from tests.support.files import BAD, good_folder, mixed_folder, write
from tests.support.filings import of_agency, raw, real_report
from tests.support.installation import MORNING, PERIOD


@pytest.fixture
def files(tmp_path: Path) -> Context:
    """No database and no server, at a fixed moment."""
    settings = Settings(data=tmp_path / "data", database_url="sqlite://")
    return bare_context(settings, Database("sqlite://"), FixedClock(moment=MORNING))


def refused(consolidation: Consolidation) -> dict[str, str]:
    return {file.name: str(file.reasons[0].message) for file in consolidation.refused}


def test_a_folder_is_merged(files: Context, tmp_path: Path) -> None:
    merged = consolidate_files(files, [good_folder(tmp_path / "nop")], PERIOD)
    assert merged.report.figure("ho_so.tiep_nhan") == Decimal(2 * 7266)
    assert merged.report.figure("tai_chinh.dau_tu_cong_ke_hoach") == Decimal("8271.8")
    assert [unit.agency.code for unit in merged.units] == ["SGTVT", "STC"]
    assert [unit.receipt.submission for unit in merged.units if unit.receipt] == ["SGTVT.json", "khac/STC.JSON"]
    assert [[finding.rule for finding in unit.findings] for unit in merged.units] == [["R06"], ["R06"]]
    # Nobody knows who else owes a report.
    assert (merged.refused, merged.missing, merged.is_final) == ((), (), False)


def test_a_merged_report_is_final_once_everybody_of_the_list_is_in_it(files: Context, tmp_path: Path) -> None:
    two = [agency for agency in read_agencies(AGENCIES_CSV) if agency.code in {"SGTVT", "STC"}]
    assert consolidate_files(files, [good_folder(tmp_path / "nop")], PERIOD, two).is_final


def test_what_was_made_of_reports_is_no_report_itself(files: Context, tmp_path: Path) -> None:
    folder = good_folder(tmp_path / "nop")
    merged = consolidate_files(files, [folder], PERIOD)
    with (folder / "du-thao.docx").open("wb") as draft:
        write_province_report(merged, False, draft)
    with (folder / "bang.xlsx").open("wb") as book:
        write_consolidated(merged, book)
    again = consolidate_files(files, [folder], PERIOD)
    assert again.report.figure("ho_so.tiep_nhan") == merged.report.figure("ho_so.tiep_nhan")
    said = refused(again)
    assert said["du-thao.docx"].startswith("Đây là báo cáo của tỉnh, lập từ báo cáo của các đơn vị")
    assert said["bang.xlsx"].startswith("Đây là bảng tổng hợp do hệ thống lập")


def test_with_a_list_of_units_the_missing_ones_are_known(files: Context, tmp_path: Path) -> None:
    merged = consolidate_files(files, [good_folder(tmp_path / "nop")], PERIOD, read_agencies(AGENCIES_CSV))
    assert (len(merged.units), merged.contributing, len(merged.missing)) == (28, 2, 26)
    by_code = {unit.agency.code: unit for unit in merged.units}
    assert by_code["SGTVT"].agency.name == "Sở Giao thông vận tải"
    assert (by_code["SGTVT"].state, by_code["STP"].state) == (AgencyState.VALID, AgencyState.MISSING)
    assert by_code["SGTVT"].due_at == datetime(2023, 9, 20, 17, 0, tzinfo=VIETNAM)
    assert merged.province == "tỉnh Hưng Yên"


def test_each_refused_file_is_listed_with_its_reasons(files: Context, tmp_path: Path) -> None:
    merged = consolidate_files(files, [mixed_folder(tmp_path / "nop")], PERIOD)
    assert merged.contributing == 2
    assert set(refused(merged)) == set(BAD)
    assert "Báo cáo ghi kỳ báo cáo «2023-H1», cần «2023-Q3»" in refused(merged)["ky-khac.json"]
    assert "Tổng số TTHC (141)" in refused(merged)["loi-quy-tac.json"]
    for file in merged.refused:
        assert all(reason.level == "error" for reason in file.reasons)


def test_a_unit_that_the_list_does_not_have_is_refused(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "la.json", of_agency("DON-VI-LA"))
    write(tmp_path / "chua-co.json", of_agency("SNNMT"))
    merged = consolidate_files(files, [tmp_path], PERIOD, read_agencies(AGENCIES_CSV))
    assert refused(merged)["la.json"] == "Danh sách đơn vị không có «DON-VI-LA»."
    assert "không thuộc diện báo cáo" in refused(merged)["chua-co.json"]


def test_of_two_files_of_one_unit_the_first_by_name_counts(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "b.json", of_agency("SGTVT", sang_kien__so_luong=2))
    write(tmp_path / "a.json", real_report())
    merged = consolidate_files(files, [tmp_path / "b.json", tmp_path / "a.json"], PERIOD)
    assert merged.report.figure("sang_kien.so_luong") == Decimal(1)
    assert refused(merged) == {"b.json": "SGTVT đã có báo cáo trong tệp a.json: chỉ giữ một tệp của mỗi đơn vị."}


def test_an_invalid_file_does_not_bar_a_valid_one(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "a.json", of_agency("SGTVT", tthc__tong=141))
    write(tmp_path / "b.json", real_report())
    merged = consolidate_files(files, [tmp_path], PERIOD)
    assert (merged.contributing, set(refused(merged))) == (1, {"a.json"})


def test_a_file_named_twice_is_read_once(files: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = good_folder(tmp_path / "nop")
    monkeypatch.chdir(tmp_path)
    paths = [folder, folder / "SGTVT.json", Path("nop"), Path("nop/../nop/SGTVT.json")]
    merged = consolidate_files(files, paths, PERIOD)
    assert (merged.contributing, merged.refused) == (2, ())


def test_files_come_in_one_order_whatever_order_they_were_named_in(tmp_path: Path) -> None:
    for name in ("Ỷ.json", "ă.json", "b.json", "Đ.json", "d.json"):
        (tmp_path / name).write_bytes(b"{}")
    names = [name for name, _ in files_below([tmp_path])]
    assert names == ["ă.json", "b.json", "d.json", "Đ.json", "Ỷ.json"]
    assert files_below(sorted(tmp_path.iterdir(), reverse=True)) == files_below([tmp_path])


def test_a_file_of_another_kind_that_was_named_is_refused_and_not_passed_over(files: Context, tmp_path: Path) -> None:
    note = tmp_path / "ghi-chu.rtf"
    note.write_text("báo cáo")
    merged = consolidate_files(files, [note], PERIOD)
    assert "chỉ đọc được tệp" in refused(merged)["ghi-chu.rtf"]


def test_a_file_that_cannot_be_read_is_refused_and_the_others_count(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "a.json", real_report())
    (tmp_path / "b.json").symlink_to("/proc/self/mem")  # opens, and fails to be read
    merged = consolidate_files(files, [tmp_path], PERIOD)
    assert merged.contributing == 1
    assert "Không đọc được tệp b.json" in refused(merged)["b.json"]


def test_what_may_be_a_report_is_refused_and_not_passed_over(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "a.json", real_report())
    for name in ("b.docx", "c.PDF", "d.xls", "~$d.xls"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "e.json").symlink_to("khong-co")
    os.mkfifo(tmp_path / "g.json")
    merged = consolidate_files(files, [tmp_path], PERIOD)
    said = refused(merged)
    assert (merged.contributing, set(said)) == (1, {"b.docx", "c.PDF", "d.xls", "e.json", "g.json"})
    assert "Đây không phải văn bản" in said["b.docx"] or "không phải là báo cáo" in said["b.docx"]
    assert said["e.json"] == "Không đọc được tệp e.json: không có tệp hay thư mục này."
    assert said["g.json"] == "g.json không phải là tệp."


def test_linked_folders_are_looked_into_once(files: Context, tmp_path: Path) -> None:
    write(tmp_path / "ngoai" / "b.json", of_agency("STC"))
    write(tmp_path / "nop" / "a.json", real_report())
    (tmp_path / "nop" / "huyen").symlink_to(tmp_path / "ngoai")
    (tmp_path / "nop" / "vong").symlink_to(tmp_path / "nop")
    merged = consolidate_files(files, [tmp_path / "nop"], PERIOD)
    assert (merged.contributing, merged.refused) == (2, ())


def test_a_code_that_no_unit_can_have_is_refused_where_units_are_taken_at_their_word(
    files: Context, tmp_path: Path
) -> None:
    for number, code in enumerate(("", "A\x00B", "=1+1", "Sở Y tế", "X" * 100_000)):
        write(tmp_path / f"{number}.json", of_agency(code))
    merged = consolidate_files(files, [tmp_path], PERIOD)
    assert (merged.contributing, len(merged.refused)) == (0, 5)
    assert all("không thể là mã đơn vị" in said and len(said) < 200 for said in refused(merged).values())


def test_a_file_that_is_too_large_is_refused(files: Context, tmp_path: Path) -> None:
    small = replace(files, settings=replace(files.settings, max_upload=MEGABYTE))
    (tmp_path / "to.json").write_bytes(raw(real_report()) + b" " * MEGABYTE)
    assert refused(consolidate_files(small, [tmp_path], PERIOD)) == {
        "to.json": "to.json lớn hơn 1 MB: chỉ gửi đúng tệp báo cáo, không kèm ảnh."
    }


def test_an_empty_folder_gives_an_empty_report(files: Context, tmp_path: Path) -> None:
    merged = consolidate_files(files, [tmp_path], PERIOD)
    assert (merged.units, merged.refused, merged.report.figure("ho_so.tiep_nhan")) == ((), (), None)


def test_what_does_not_exist_is_named(files: Context, tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="khong-co"):
        consolidate_files(files, [tmp_path / "khong-co"], PERIOD)
    with pytest.raises(NotFoundError, match="«2023-Q9»"):
        consolidate_files(files, [tmp_path], "2023-Q9")


def test_without_a_list_a_unit_is_of_the_kind_that_its_report_fits(files: Context, tmp_path: Path) -> None:
    """What only a department owes is not asked of a district or a commune, wherever nobody says what the unit is."""
    template, _ = files.catalogue.for_period(PERIOD)
    folder = tmp_path / "nop"
    folder.mkdir()
    kinds = dict(zip(("D1", "H1", "X1"), AgencyKind, strict=True))
    for code, kind in kinds.items():
        owed = {item.code for item in template.indicators if item.required and kind in item.applies_to}
        report = of_agency(code)
        given = {name: value for name, value in report["indicators"].items() if name in owed}
        levels = [name for name in given if name.startswith("tthc.cap_")]
        report["indicators"] = {**given, "tthc.tong": sum(given[name] for name in levels)}
        (folder / f"{code}.json").write_bytes(raw(report))
    merged = consolidate_files(files, [folder], PERIOD)
    assert refused(merged) == {}
    assert {unit.agency.code: unit.agency.kind for unit in merged.units} == kinds


def test_of_a_pair_one_side_is_added_up_as_on_the_server(files: Context, tmp_path: Path) -> None:
    two = [agency for agency in read_agencies(AGENCIES_CSV) if agency.code in {"SGTVT", "STC"}]
    pair = Overlap("ho_so.tiep_nhan", OverlapSide("SGTVT"), OverlapSide("STC"), "Cùng một việc")
    folder = good_folder(tmp_path / "nop")
    report = consolidate_files(files, [folder], PERIOD, two, overlaps=[pair]).report
    assert report.figure("ho_so.tiep_nhan") == Decimal(7266) and report.figure("sang_kien.so_luong") == Decimal(2)
    (story,) = overlap_stories(report)
    assert (story.counted, story.left_out) == (Decimal(7266), Decimal(7266))
    for wrong, said in (
        (replace(pair, leaving=OverlapSide("SYT")), "Chọn một đơn vị"),
        (replace(pair, indicator="khong.co"), "Chọn chỉ tiêu"),
        (replace(pair, leaving=pair.counting), "không trùng với chính mình"),
    ):
        with pytest.raises(EntryError, match=said):
            consolidate_files(files, [folder], PERIOD, two, overlaps=[wrong])
    with pytest.raises(EntryError, match="cặp số 1"):
        consolidate_files(files, [folder], PERIOD, two, overlaps=[pair, pair])
