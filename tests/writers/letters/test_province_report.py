"""The province's report: bound numbers, grouped texts, and a renewal that leaves every other word alone."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.renewal import Renewal
from service.domain.consolidation.similar_texts import group_texts, says_nothing
from service.domain.errors import UnreadableError
from service.domain.organization.agency import Agency, AgencyKind
from service.writers.letters import write_province_report
from service.writers.letters.renewal import renew_report
from tests.support.consolidations import dated_consolidation, rich_consolidation

FIGURE = "ho_so.tiep_nhan"


def agency(name: str) -> Agency:
    return Agency(name.upper().replace(" ", ""), name, AgencyKind.SO, date(2000, 1, 1))


ONE, TWO, THREE = agency("Sở Một"), agency("Sở Hai"), agency("Sở Ba")


@pytest.fixture(scope="module")
def item() -> Consolidation:
    return dated_consolidation(rich_consolidation())


@pytest.fixture(scope="module")
def written(item: Consolidation) -> bytes:
    target = io.BytesIO()
    write_province_report(item, False, target)
    return target.getvalue()


def body(raw: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        return package.read("word/document.xml").decode()


def edited(raw: bytes, old: str, new: str) -> bytes:
    """The file with words of its text replaced, as a person would."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(target, "w") as whole:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                assert old in part.decode()
                part = part.decode().replace(old, new).encode()
            whole.writestr(name, part)
    return target.getvalue()


def more(item: Consolidation) -> Consolidation:
    """The same where one agency gave a hundred more."""
    filing = item.report.filings["STP"]
    value = filing.figures[FIGURE]
    assert isinstance(value, Decimal)
    filings = {**item.report.filings, "STP": replace(filing, figures={**filing.figures, FIGURE: value + 100})}
    return replace(item, report=replace(item.report, filings=filings))


def renewed(raw: bytes, item: Consolidation, *, replaces: bool = False) -> Renewal:
    return renew_report(raw, item, replaces)


def test_texts_that_differ_in_a_number_or_a_denial_are_not_joined() -> None:
    texts = [
        (ONE, "Sở Một đã rà soát 5 thủ tục theo kế hoạch đã ban hành."),
        (TWO, "Sở Hai đã rà soát 5 thủ tục theo kế hoạch đã ban hành"),
        (THREE, "Sở Ba đã rà soát 6 thủ tục theo kế hoạch đã ban hành."),
        (THREE, "Sở Ba không rà soát 5 thủ tục theo kế hoạch đã ban hành."),
    ]
    shared = group_texts(texts)
    assert [[unit.name for unit in item.agencies] for item in shared] == [["Sở Hai", "Sở Một"], ["Sở Ba"], ["Sở Ba"]]
    assert group_texts(reversed(texts)) == shared
    assert {item.text for item in shared} <= {text for _, text in texts}


@pytest.mark.parametrize("text", ["Không.", "Không có kiến nghị, đề xuất.", "Trong quý III năm 2023 không phát sinh"])
def test_nothing_to_tell_is_known(text: str) -> None:
    assert says_nothing(text, ONE)


@pytest.mark.parametrize(
    "text", ["Không chấp hành kỷ luật.", "Có kiến nghị.", "Không có kinh phí.", "Không phải không có kiến nghị."]
)
def test_what_tells_something_is_not_taken_for_nothing(text: str) -> None:
    assert not says_nothing(text, ONE)


def test_a_renewal_without_change_moves_nothing(item: Consolidation, written: bytes) -> None:
    found = renewed(written, item)
    assert not (found.moved or found.edited or found.deleted or found.gone or found.added)
    assert found.period == item.report.period


def test_only_bound_numbers_are_renewed_and_every_other_word_stays(item: Consolidation, written: bytes) -> None:
    raw = edited(written, "MỘT SỐ KẾT QUẢ NỔI BẬT", "KẾT QUẢ DO TÔI VIẾT")
    found = renewed(raw, more(item))
    assert any(line.new.startswith("138.968") and line.old.startswith("138.868") for line in found.moved)
    assert "KẾT QUẢ DO TÔI VIẾT" in body(found.content) and "138.868 hồ sơ" not in body(found.content)
    assert not renewed(found.content, more(item)).moved


def test_what_was_overwritten_by_hand_stays_unless_it_is_asked_for(item: Consolidation, written: bytes) -> None:
    raw = edited(written, "138.868 hồ sơ", "khoảng 139 nghìn hồ sơ")
    kept = renewed(raw, item)
    assert {line.old for line in kept.edited} == {"khoảng 139 nghìn hồ sơ"}
    assert "khoảng 139 nghìn hồ sơ" in body(kept.content)
    assert renewed(kept.content, item).edited
    assert "khoảng 139 nghìn hồ sơ" not in body(renewed(raw, item, replaces=True).content)


def test_what_was_deleted_is_named(item: Consolidation, written: bytes) -> None:
    raw = body(written)
    (control,) = re.findall(r'<w:sdt>(?:(?!</w:sdt>).)*w:val="coverage".*?</w:sdt>', raw, re.DOTALL)
    assert renewed(edited(written, control, ""), item).deleted == ("Số đơn vị có báo cáo",)


def test_a_file_without_bound_places_is_refused(item: Consolidation) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        package.writestr("word/document.xml", "<a/>")
    with pytest.raises(UnreadableError, match="không phải báo cáo của tỉnh"):
        renewed(target.getvalue(), item)


def test_the_file_tells_its_title_and_no_program(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as package:
        core = package.read("docProps/core.xml").decode()
        assert "Báo cáo kết quả công tác" in core and "tỉnh Hưng Yên" in core and "python-docx" not in core
        assert "Macintosh" not in package.read("docProps/app.xml").decode()
