"""Bringing the list of units up to date; a faulty list changes nothing and says where it is faulty."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from service.actions.context import Context
from service.actions.organization.agencies import change_agency
from service.actions.organization.import_agencies import import_agencies
from service.actions.periods.lifecycle import close_period, open_period
from service.demo import AGENCIES_CSV
from service.domain.errors import ConflictError, NotFoundError, UnreadableError, WrongTypeError
from service.domain.organization.agency import Agency, AgencyKind
from service.queue import Job
from service.storage.organization.agencies import all_agencies, get_agency
from tests.support.hints import recording
from tests.support.installation import PERIOD
from tests.support.threads import at_once
from tests.support.units import HEADER, units_csv


def codes(context: Context) -> list[str]:
    with context.database.reading() as session:
        return [agency.code for agency in all_agencies(session)]


def test_the_units_are_taken_in(context: Context) -> None:
    taken = import_agencies(context, AGENCIES_CSV)
    assert len(taken.agencies) == 29
    with context.database.reading() as session:
        planning = get_agency(session, "SKHDT")
    assert (planning.name, planning.kind) == ("Sở Kế hoạch và Đầu tư", AgencyKind.SO)
    assert (planning.valid_to, planning.successors) == (date(2025, 2, 28), ("STC",))


def test_the_same_list_again_changes_nothing(context: Context) -> None:
    before = codes(context)
    import_agencies(context, AGENCIES_CSV)
    assert codes(context) == before


def test_units_are_added_and_renamed_and_none_is_removed(context: Context) -> None:
    before = codes(context)
    import_agencies(
        context, units_csv("X1,Xã Một,,xa,TPHY,2020-01-01,,", "SGTVT,Sở GTVT,SGTVT,so,,1997-01-01,2025-02-28,SXD|STC")
    )
    assert codes(context) == sorted([*before, "X1"])
    with context.database.reading() as session:
        assert get_agency(session, "SGTVT").name == "Sở GTVT"
        assert get_agency(session, "SGTVT").successors == ("STC", "SXD")
        assert get_agency(session, "X1").parent == "TPHY"


def test_open_periods_are_merged_anew_and_closed_ones_not(context: Context) -> None:
    open_period(context, "2023-H1")
    close_period(context, "2023-H1")
    context, recorder = recording(context)
    import_agencies(context, AGENCIES_CSV)
    assert recorder.take() == [(Job.MERGE_PERIOD, PERIOD)]


@pytest.mark.parametrize(
    ("raw", "place", "said"),
    [
        (units_csv(",Sở Một,,so,,2020-01-01,,"), "dòng 2, cột «code»", "để trống"),
        (units_csv("A,,,so,,2020-01-01,,"), "dòng 2, cột «name»", "để trống"),
        (units_csv("A,Sở Một,,bo,,2020-01-01,,"), "dòng 2, cột «kind»", "«bo» không hợp lệ, cần một trong"),
        (units_csv("A,Sở Một,,so,,31/02/2020,,"), "dòng 2, cột «valid_from»", "«31/02/2020» không phải ngày"),
        (units_csv("A,Sở Một,,so,,2020-01-01,hết,"), "dòng 2, cột «valid_to»", "«hết» không phải ngày"),
        (units_csv("A,Sở Một,,so,,2020-01-01,,", "", "A,Sở Hai,,so,,2020-01-01,,"), "dòng 4, cột «code»", "đã có"),
        (units_csv("A/1,Sở Một,,so,,2020-01-01,,"), "dòng 2, cột «code»", "«A/1»"),
        (units_csv(f"{'A' * 65},Sở Một,,so,,2020-01-01,,"), "dòng 2, cột «code»", "64"),
        (units_csv(f"A,{'Sở' * 101},,so,,2020-01-01,,"), "dòng 2, cột «name»", "200"),
        (units_csv(f"A,Sở Một,{'S' * 51},so,,2020-01-01,,"), "dòng 2, cột «abbreviation»", "50"),
        (units_csv("A,Sở Một,,so,,2020-01-02,2020-01-01,"), "dòng 2, cột «valid_to»", "trước"),
        (units_csv("A,Sở Một,,so,A,2020-01-01,,"), "dòng 2, cột «parent»", "chính mình"),
        (units_csv("A,Sở Một,,so,,2020-01-01,,B|A"), "dòng 2, cột «successor»", "chính mình"),
        (units_csv("A,Sở Một,,so,,2020-01-01,,,thừa"), "dòng 2, cột «successor»", "«thừa» sau cột cuối"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_with_its_column(context: Context, raw: bytes, place: str, said: str) -> None:
    before = codes(context)
    with pytest.raises(UnreadableError) as refused:
        import_agencies(context, raw)
    assert place in str(refused.value)
    (problem,) = refused.value.problems
    assert problem.place == place
    assert said in str(problem.message)
    assert codes(context) == before


def test_every_fault_is_named_at_once(sqlite_context: Context) -> None:
    raw = units_csv("A,,,so,,2020-01-01,,", "B,Sở Hai,,so,,hôm qua,,", "C,Sở Ba,,so,,2020-01-01,,")
    with pytest.raises(UnreadableError) as refused:
        import_agencies(sqlite_context, raw)
    assert [problem.place for problem in refused.value.problems] == ["dòng 2, cột «name»", "dòng 3, cột «valid_from»"]


@pytest.mark.parametrize("raw", [b"", b"code,name\nA,B\n", b"code,name,kind,valid_from,ghi ch\xc3\xba\n"])
def test_a_file_without_the_columns_names_them(sqlite_context: Context, raw: bytes) -> None:
    with pytest.raises(UnreadableError, match=HEADER):
        import_agencies(sqlite_context, raw)


def test_a_file_in_another_encoding_is_refused(sqlite_context: Context) -> None:
    with pytest.raises(UnreadableError, match="UTF-8"):
        import_agencies(sqlite_context, units_csv("A,Đơn Hai,,so,,2020-01-01,,").decode().encode("cp1258"))


VIETNAMESE = "Mã\tTên đơn vị\tCấp\tHiệu lực từ\tHiệu lực đến\nA\tSở Một\tSở\t1/7/1997\t28/02/2025\n"


def workbook(*rows: tuple[object, ...]) -> bytes:
    """A workbook with these rows on its second sheet."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        units_csv("A,Sở Một,,so,,1/7/1997,28/02/2025,"),
        units_csv("A,Sở Một,,so,,01/07/97,28/02/25,"),
        b"sep=;\r\n" + units_csv("A,Sở Một,,so,,1/7/1997,28/02/2025,").replace(b",", b";"),
        VIETNAMESE.encode("utf-16"),
        VIETNAMESE.encode("utf-16-be").join([b"\xfe\xff", b""]),
        VIETNAMESE.replace("\t", ",").encode(),
        unicodedata.normalize("NFD", VIETNAMESE).replace("\t", ";").encode("utf-8-sig"),
        workbook(("Mã", "Tên", "Cấp", "Hiệu lực từ", "Hiệu lực đến"),
                 ("A", "Sở Một", "Sở, ban, ngành", date(1997, 7, 1), "28/02/2025")),
        workbook(("valid_from", "code", "kind", "name", "valid_to"),
                 (date(1997, 7, 1), "A", "so", "Sở Một", date(2025, 2, 28))),
        units_csv("A,Sở Một,,so,,1/7/1997 0:00,2025-02-28T00:00:00,"),
        ("DANH SÁCH ĐƠN VỊ; tỉnh Hưng Yên\n\nSTT\t" + VIETNAMESE.replace("\nA\t", "\n1\tA\t")).encode(),
        b";;;\r\n" + units_csv("A,Sở Một,,so,,1/7/1997,28/02/2025,").replace(b",", b";"),
        workbook(("DANH SÁCH ĐƠN VỊ",), (), ("STT", "Mã", "Tên", "Cấp", "Hiệu lực từ", "Hiệu lực đến"),
                 (1, "A", "Sở Một", "Sở", date(1997, 7, 1), "28/02/2025")),
    ],
    ids=["Vietnamese dates", "short years", "sep=", "UTF-16", "UTF-16 big-endian", "Vietnamese heads", "separate marks",
         "xlsx", "xlsx in another order", "moments", "title and row numbers", "blank line", "xlsx with a title"],
)  # fmt: skip
def test_a_list_is_taken_as_spreadsheets_write_it(sqlite_context: Context, raw: bytes) -> None:
    (taken,) = import_agencies(sqlite_context, raw).agencies
    assert taken == Agency("A", "Sở Một", AgencyKind.SO, date(1997, 7, 1), date(2025, 2, 28))


def test_a_fault_is_named_by_the_files_own_heading(sqlite_context: Context) -> None:
    with pytest.raises(UnreadableError, match="dòng 2, cột «Hiệu lực từ»: «12/31/1997» không phải ngày dạng 31/12"):
        import_agencies(sqlite_context, VIETNAMESE.replace("1/7/1997", "12/31/1997").encode("utf-16"))
    with pytest.raises(UnreadableError, match="dòng 4, cột «Hiệu lực từ»"):
        import_agencies(sqlite_context, f"Danh sách\n\n{VIETNAMESE}".replace("1/7/1997", "12/31/1997").encode())


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_that_cannot_be_read_is_refused_in_words(sqlite_context: Context, raw: bytes) -> None:
    with pytest.raises((UnreadableError, WrongTypeError), match="Excel"):
        import_agencies(sqlite_context, raw)


@pytest.mark.parametrize(
    "line", ["X1,Xã Một,,xa,KHONG-CO,2020-01-01,,", "X1,Xã Một,,xa,TPHY,2020-01-01,2025-06-30,X2|KHONG-CO"]
)
def test_a_parent_or_successor_that_does_not_exist_is_named(context: Context, line: str) -> None:
    before = codes(context)
    with pytest.raises(NotFoundError, match=r"Xã Một.*«(KHONG-CO|X2)»"):
        import_agencies(context, units_csv(line))
    assert codes(context) == before


def test_excels_utf8_and_line_ends_are_understood(sqlite_context: Context) -> None:
    raw = b"\xef\xbb\xbf" + units_csv('X1,"Xã Một, mới",,xa,TPHY,2020-01-01,,').replace(b"\n", b"\r\n")
    assert import_agencies(sqlite_context, raw).agencies[0].name == "Xã Một, mới"


def test_semicolons_are_understood_as_spreadsheets_write_them_beside_decimal_commas(sqlite_context: Context) -> None:
    raw = units_csv("X1,Xã Một,,xa,TPHY,2020-01-01,,").replace(b",", b";")
    assert [agency.code for agency in import_agencies(sqlite_context, raw).agencies] == ["X1"]


def test_a_quotation_mark_that_is_never_closed_is_named_by_its_line(sqlite_context: Context) -> None:
    with pytest.raises(UnreadableError, match=r"dòng .* không đọc được: có dấu nháy kép chưa đóng"):
        import_agencies(sqlite_context, units_csv('X1,"Xã Một,,xa,TPHY,2020-01-01,,', "x" * 200_000))


def lines(column: str, *codes: str) -> bytes:
    """Units of which each has the next one in that column, and the last one the first."""
    rows = []
    for code, after in zip(codes, (*codes[1:], codes[0]), strict=True):
        parent, successor = (after, "") if column == "parent" else ("", after)
        rows.append(f"{code},Đơn vị {code},,so,{parent},2020-01-01,,{successor}")
    return units_csv(*rows)


@pytest.mark.parametrize("column", ["parent", "successor"])
@pytest.mark.parametrize("length", [2, 3, 7])
def test_units_in_a_circle_are_refused_and_named(context: Context, column: str, length: int) -> None:
    before, members = codes(context), [f"A{number}" for number in range(length)]
    with pytest.raises(ConflictError, match="thành vòng") as refused:
        import_agencies(context, lines(column, *members))
    assert all(f"Đơn vị {code} ({code})" in str(refused.value) for code in members)
    assert codes(context) == before


@pytest.mark.parametrize("column", ["parent", "successor"])
def test_a_circle_with_units_that_are_there_already_is_refused(context: Context, column: str) -> None:
    _header, *rows = lines(column, "A1", "A2", "A3").decode().splitlines()
    opened = ",".join([*rows[-1].split(",")[:4], "", "2020-01-01", "", ""])
    import_agencies(context, units_csv(*rows[:-1], opened))
    with pytest.raises(ConflictError, match=r"A3.*A1.*A2"):
        import_agencies(context, units_csv(rows[-1]))
    third = Agency("A3", "Đơn vị A3", AgencyKind.SO, date(2020, 1, 1))
    closing = replace(third, parent="A1") if column == "parent" else replace(third, successors=("A1",))
    with pytest.raises(ConflictError, match=r"A3.*A1.*A2"):
        change_agency(context, "quản trị", closing)
    change_agency(context, "quản trị", third)


def test_a_unit_may_merge_into_one_that_others_merged_into(context: Context) -> None:
    first = date(2020, 1, 1)
    for code, after in (("D", ()), ("C", ("D",)), ("B", ("C", "D")), ("A", ("B", "C"))):
        change_agency(context, "quản trị", Agency(code, code, AgencyKind.SO, first, successors=after))


def test_two_changes_at_once_never_make_a_circle(context: Context) -> None:
    first = date(2020, 1, 1)
    for code in ("A", "B"):
        change_agency(context, "quản trị", Agency(code, code, AgencyKind.SO, first))

    def join(number: int) -> bool:
        own, other = ("A", "B") if number else ("B", "A")
        try:
            change_agency(context, "quản trị", Agency(own, own, AgencyKind.SO, first, parent=other))
        except ConflictError:
            return False
        return True

    assert sorted(at_once(2, join)) == [False, True]
