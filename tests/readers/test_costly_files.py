"""A small file costs little, whatever is in it: what would cost much is refused in words before it is read."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from service.actions.work.bounded import annotate_bounded, marks_of
from service.domain.errors import Finding, Level, TonghopError, TooLargeError, UnreadableError, message
from service.readers.agencies import read_agencies
from service.readers.excel import read_excel
from service.readers.excel.parts import is_date_format
from service.readers.json import read_json
from tests.support.consolidations import CATALOGUE
from tests.support.costly_files import (
    with_cells,
    with_damaged_theme,
    with_formats,
    with_link,
    with_locked_theme,
    with_merge,
    with_styles,
    with_texts,
)
from tests.support.filings import real_report
from tests.support.installation import MORNING
from tests.support.processes import launched
from tests.support.units import HEADER
from tests.support.workbooks import filled

FOUND = (Finding("R10", Level.WARNING, message("Xem lại."), ("$.indicators.ho_so.tiep_nhan",), "II.2!E12"),)


def forms(work: Callable[[], object]) -> float:
    """The processor's time for it, counted in readings of a filled form, as slow as the machine is just now."""

    def seconds(of: Callable[[], object]) -> float:
        before = time.process_time()
        of()
        return time.process_time() - before

    raw = filled()
    return seconds(work) / min(seconds(lambda: read_excel(raw, CATALOGUE.get)) for _ in range(3))


def refused(raw: bytes, kind: type[TonghopError]) -> str:
    """What is said of an Excel file that is refused, which must be soon."""
    said: list[str] = []

    def read() -> None:
        with pytest.raises(kind) as error:
            read_excel(raw, CATALOGUE.get)
        said.append(str(error.value))

    assert forms(read) < 60
    return said[0]


def test_a_number_format_longer_than_excel_has_is_refused_in_words() -> None:
    said = refused(with_formats("[" * 400_000), UnreadableError)
    assert "dài 400.000 ký tự, Excel chỉ cho tối đa 255" in said and len(said) < 300
    assert "ký tự" in refused(with_formats(*["[" * 16_000] * 100), UnreadableError)


def test_many_number_formats_of_the_longest_length_cost_little() -> None:
    raw = with_formats(*(f"{'[' * 240}{number}" for number in range(8_000)))
    assert forms(lambda: read_excel(raw, CATALOGUE.get)) < 60


@pytest.mark.parametrize(
    ("code", "is_date"),
    [
        ("dd/mm/yyyy", True), ("0.0%", False), ('"ngày" 0', False), ("[$-42A]d mmmm yyyy", True), ("[h]:mm", True),
        ("[hh]", True), ("[Red]0", False), ("General", False), ("#,##0;[Red]dd", False), ("_d0", False),
        ("\\d0", False),
        ('[$-409]h:mm AM/PM;@', True), ("@", False), ("[s]", True), ("[" * 255, False), ('"dd', True),
    ],
)  # fmt: skip
def test_a_format_shows_a_date_as_the_library_says(code: str, is_date: bool) -> None:
    assert is_date_format(code) is is_date


def test_more_styles_than_excel_has_are_refused_in_words() -> None:
    assert "có hơn 65.490 kiểu ô" in refused(with_styles(500_000), TooLargeError)


def test_more_shared_texts_than_a_form_may_have_are_refused() -> None:
    assert "quá nhiều dữ liệu" in refused(with_texts(300_000), TooLargeError)
    with pytest.raises(TonghopError):
        marks_of(with_texts(3_000_000))


def test_more_cells_than_a_form_may_have_are_refused() -> None:
    assert "quá nhiều dữ liệu" in refused(with_cells(20_000), TooLargeError)
    assert "quá nhiều dữ liệu" in refused(with_cells(16_000, 40), TooLargeError)


@pytest.mark.parametrize("ref", ["A1:XFD1048576", "A1:ZZ5000", "$A$1:$XFD$1048576"])
@pytest.mark.parametrize("made", [with_merge, with_link])
def test_ranges_beyond_the_form_are_refused_before_a_copy_is_marked(made: Callable[[str], bytes], ref: str) -> None:
    before = time.monotonic()
    with pytest.raises(TooLargeError, match="vượt ra ngoài biểu mẫu"):
        annotate_bounded(made(ref), FOUND, MORNING)
    assert time.monotonic() - before < 60


@pytest.mark.parametrize("made", [with_damaged_theme, with_locked_theme, lambda: with_cells(20_000)])
def test_a_form_that_cannot_be_written_again_is_refused_in_words(made: Callable[[], bytes]) -> None:
    with pytest.raises(UnreadableError, match=r"bị hỏng|Không chép được tệp này để đánh dấu"):
        annotate_bounded(made(), FOUND, MORNING)
    assert annotate_bounded(filled(), FOUND, MORNING).startswith(b"PK")


MEASURED = """
import json, resource, sys, time
from service.readers.json import read_json
from service.domain.errors import TonghopError
from tests.support.consolidations import CATALOGUE
from tests.support.filings import raw
MADE
content = made(sys.argv[1])
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    read_json(content, CATALOGUE.get)
except TonghopError as error:
    problems = len(error.problems)
took, grown = time.process_time() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
begun = time.process_time()
json.loads(content)
print(took / (time.process_time() - begun), grown, problems)
"""


@pytest.mark.parametrize("what", ["zeros", "objects", "keys", "many indicators"])
def test_json_of_very_many_values_costs_no_more_than_a_few_parsings_of_it_and_little_memory(what: str) -> None:
    source = MEASURED.replace("MADE", MADE)
    with launched("-c", source, what) as process:
        said, _ = process.communicate(timeout=120)
    parsings, megabytes, problems = said.split()
    assert float(parsings) < 40
    assert int(megabytes) < 160
    assert int(problems) <= 500


MADE = """
import json
from tests.support.filings import real_report
from tests.support.installation import MORNING
def made(what):
    report = real_report()
    values = {"zeros": [0] * 1_900_000, "objects": [{}] * 1_200_000}
    if what in values:
        report["documents"] = values[what]
    elif what == "keys":
        report.update({f"k{number}": 0 for number in range(300_000)})
    else:
        report["indicators"].update({f"a.b{number}": 0 for number in range(200_000)})
    return json.dumps(report).encode()
"""


def test_of_very_many_faults_five_hundred_are_kept_and_all_are_counted() -> None:
    report = {**real_report(), "documents": [0] * 5_000}
    with pytest.raises(UnreadableError, match="5\\.000 chỗ cần sửa") as error:
        read_json(json.dumps(report).encode(), CATALOGUE.get)
    assert len(error.value.problems) == 500


def test_a_list_of_units_with_very_many_faults_is_refused_soon() -> None:
    raw = (HEADER + "\n" + "x\n" * 300_000).encode()

    def read() -> None:
        with pytest.raises(UnreadableError) as error:
            read_agencies(raw)
        assert len(error.value.problems) <= 500

    assert forms(read) < 30
