"""The province's report: bound numbers, grouped texts, and a renewal that leaves every other word alone."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest

from service.domain.consolidation.bound_texts import author_words
from service.domain.consolidation.consolidation import Consolidation
from service.domain.consolidation.edition import EditionOrigin, PeriodEdition
from service.domain.consolidation.renewal import Renewal
from service.domain.consolidation.similar_texts import group_texts, says_nothing
from service.domain.errors import UnreadableError
from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.period import VIETNAM
from service.writers.letters import write_province_report
from service.writers.letters.renewal import renew_report
from tests.support.consolidations import TEMPLATE, dated_consolidation, rich_consolidation
from tests.support.office import resaved
from tests.support.word import opened, words

FIGURE = "ho_so.tiep_nhan"
# A printed text with its authors, behind the last of a section how many others there are.
SHARED = re.compile(r"- (?!.*: .*; )(.*) \(([^()]*)\)\.(?: Còn \d+ nội dung khác của [^.]*\.)?")


def agency(name: str) -> Agency:
    return Agency(name.upper().replace(" ", ""), name, AgencyKind.SO, date(2000, 1, 1))


ONE, TWO, THREE = agency("Sở Một"), agency("Sở Hai"), agency("Sở Ba")


@pytest.fixture(scope="module")
def item() -> Consolidation:
    return dated_consolidation(rich_consolidation())


@pytest.fixture(scope="module")
def written(item: Consolidation) -> bytes:
    return report_of(item)


def report_of(item: Consolidation, *, with_annex: bool = False) -> bytes:
    target = io.BytesIO()
    write_province_report(item, with_annex, target)
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
    assert not any(item.alike for item in shared)
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


def test_the_report_of_a_closed_period_says_of_which_edition_it_is_and_is_renewed_to_the_next(
    item: Consolidation, written: bytes
) -> None:
    first, second = replace(item, edition=edition(1)), replace(item, edition=edition(2))
    raw = report_of(first)
    said = "Số liệu theo ấn bản số {} (khóa kỳ) lúc 17:30 ngày 02/10/2023."
    assert said.format(1) in words(opened(raw)) and "ấn bản" not in "\n".join(words(opened(written)))
    found = renew_report(raw, second, False)
    assert [(line.label, line.new) for line in found.moved] == [("Ấn bản của số liệu", said.format(2))]
    assert said.format(2) in words(opened(found.content)) and said.format(1) not in words(opened(found.content))
    # A draft of the open period has no place for it, and that of a closed one nothing to say once it is open again.
    assert renew_report(written, first, False).added == (f"Ấn bản của số liệu: {said.format(1)}",)
    assert [line.old for line in renew_report(raw, item, False).gone] == [said.format(1)]


def test_what_was_said_of_some_agencies_is_told_to_be_true_of_none(item: Consolidation, written: bytes) -> None:
    filings = {
        code: replace(filing, narratives={**filing.narratives, "V": "Đề nghị cấp thêm kinh phí cho Bộ phận Một cửa."})
        for code, filing in item.report.filings.items()
    }
    found = renewed(written, replace(item, report=replace(item.report, filings=filings)))
    assert "Không có đơn vị nào không có kiến nghị, đề xuất." in {line.new for line in found.moved}
    # What stays is told by its section and the words around it, and by no key.
    assert found.gone and all("nội dung không còn trong báo cáo" in line.label for line in found.gone)
    assert all(len(line.old) > 20 for line in found.gone)


def edition(number: int) -> PeriodEdition:
    return PeriodEdition(
        number, "2023-Q3", number, EditionOrigin.CLOSING, datetime(2023, 10, 2, 17, 30, tzinfo=VIETNAM), "Sở Nội vụ",
        "", "tỉnh Hưng Yên", "", 1, "",
    )  # fmt: skip


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


def test_nearly_the_same_is_said_to_be_so() -> None:
    texts = [
        (unit, f"Đã ban hành kế hoạch kiểm tra công tác cải cách hành chính năm 2023 tại các phòng{end}")
        for unit, end in ((ONE, ""), (TWO, "."), (THREE, " chuyên môn"))
    ]
    (shared,) = group_texts(texts)
    assert author_words(shared) == "2 đơn vị: Sở Hai, Sở Một; 1 đơn vị có nội dung tương tự: Sở Ba"
    assert shared.text in {texts[0][1], texts[1][1]}


def with_texts(item: Consolidation, texts: Mapping[str, Mapping[str, str]]) -> Consolidation:
    """The same where agencies wrote this, by their codes and sections."""
    filings = {code: replace(filing, narratives=texts.get(code, {})) for code, filing in item.report.filings.items()}
    return replace(item, report=replace(item.report, filings=filings))


@pytest.mark.parametrize("seed", range(5))
def test_every_printed_sentence_stands_in_a_filing_of_who_is_named(item: Consolidation, seed: int) -> None:
    draw = random.Random(seed)
    codes = [section.code for section in TEMPLATE.sections]
    sentences = [
        f"{draw.choice(['Đã', 'Chưa', 'Đang'])} {draw.choice(['rà soát', 'số hóa', 'đào tạo'])} "
        f"{draw.randint(1, 4)} {draw.choice(['hồ sơ', 'thủ tục', 'lớp'])} {'theo quy định ' * draw.randint(0, 9)}"
        for _ in range(30)
    ]
    texts = {
        agency: {
            code: "\n".join(". ".join(draw.choices(sentences, k=draw.randint(1, 3))) for _ in range(draw.randint(0, 3)))
            for code in codes
        }
        for agency in item.report.filings
    }
    random_item = with_texts(item, texts)
    names = {unit.agency.name: unit.agency.code for unit in random_item.units}
    written = {code: " ".join(" ".join(texts[code].values()).split()) for code in texts}
    document = opened(report_of(random_item))
    told = [match for text in words(document) if (match := SHARED.fullmatch(text))]
    assert len(told) > len(codes) // 2
    for match in told:
        said, who = " ".join(match[1].removesuffix("[…]").split()), match[2].partition(";")[0].partition(": ")
        named = re.sub(r" và \d+ đơn vị khác", "", who[2] or who[0]).split(", ")
        holders = {code for code, text in written.items() if said in text}
        assert holders, said
        assert {names[name] for name in named if name in names} & holders, (said, named)


def test_who_has_no_proposals_and_who_wrote_nothing_are_named(item: Consolidation) -> None:
    texts = {code: {"V": "Không có kiến nghị, đề xuất.", "I": "Đã làm."} for code in item.report.filings}
    texts["STP"], texts["SXD"] = {"V": "Đề nghị nâng cấp phần mềm một cửa."}, {"I": "Đã làm."}
    said = words(opened(report_of(with_texts(item, texts))))
    silent = next(unit.agency.name for unit in item.units if unit.agency.code == "SXD")
    count = len(item.report.filings) - 2
    assert any(text.startswith(f"{count} đơn vị không có kiến nghị, đề xuất: ") for text in said)
    assert f"1 đơn vị không nêu nội dung: {silent}." in said
    at = said.index("Phần mềm, dịch vụ công trực tuyến, số hóa (1 nội dung):")
    assert said[at + 1] == "- Đề nghị nâng cấp phần mềm một cửa (Sở Tư pháp)."


def test_one_more_agency_that_writes_the_same_renews_who_wrote_it(item: Consolidation) -> None:
    codes = sorted(item.report.filings)
    text = "Đã rà soát 5 thủ tục theo kế hoạch đã ban hành"
    before = with_texts(item, {code: {"I": text} for code in codes[:3]})
    found = renewed(report_of(before), with_texts(item, {code: {"I": f"{text}."} for code in codes[:5]}))
    (line,) = [line for line in found.moved if line.label.startswith("CÔNG TÁC CHỈ ĐẠO") and "«" in line.label]
    assert line.old.startswith("3 đơn vị: ") and line.new.startswith("5 đơn vị: ") and not found.added
    unlike = renewed(report_of(before), with_texts(item, {codes[0]: {"I": text}, codes[1]: {"II.1": "Việc khác."}}))
    assert any("Việc khác" in line for line in unlike.added)


def test_a_file_that_lost_all_bound_places_is_refused_in_words(item: Consolidation, written: bytes) -> None:
    bare = re.sub(r"<w:sdt>.*?<w:sdtContent>(.*?)</w:sdtContent></w:sdt>", r"\1", body(written), flags=re.DOTALL)
    with pytest.raises(UnreadableError, match="không còn ô số liệu nào"):
        renewed(edited(written, body(written), bare), item)


def test_a_copy_saved_by_an_office_program_is_renewed_like_the_file_itself(
    item: Consolidation, written: bytes, tmp_path: Path
) -> None:
    saved = resaved(written, tmp_path, "docx", "docx")
    found, wanted = renewed(saved, more(item)), renewed(written, more(item))
    assert not (found.edited or found.deleted or found.gone or found.added)
    assert {(line.label, line.new) for line in found.moved} == {(line.label, line.new) for line in wanted.moved}


def test_a_province_of_28_agencies_fits_twelve_pages(item: Consolidation, tmp_path: Path) -> None:
    """All of them file, and write long and differently in every section and of every subject."""
    draw = random.Random(7)
    stock = re.findall(
        r"\w+", "kế hoạch rà soát thủ tục hồ sơ đào tạo công chức số hóa dịch vụ quy định triển khai phần mềm kinh phí "
        "biên chế văn bản tuyên truyền hạ tầng thiết bị bộ ngành hướng dẫn sửa đổi trực tuyến liên thông dữ liệu",
    )  # fmt: skip
    filings = dict(item.report.filings)
    for unit in item.missing:
        like = filings["STC"]
        filings[unit.agency.code] = replace(like, source=replace(like.source, agency=unit.agency.code))
    item = replace(item, report=replace(item.report, filings=filings))
    assert len(filings) >= 28
    texts = {
        agency: {
            section.code: "\n".join(" ".join(draw.choices(stock, k=100)).capitalize() + "." for _ in range(8))
            for section in TEMPLATE.sections
        }
        for agency in filings
    }
    pdf = resaved(report_of(with_texts(item, texts)), tmp_path, "pdf", "docx")
    with pikepdf.open(io.BytesIO(pdf)) as printed:
        assert len(printed.pages) <= 12


def test_long_texts_are_shortened_and_it_is_said(item: Consolidation) -> None:
    long = with_texts(item, {"STP": {"I": "Đã làm nhiều việc theo kế hoạch " * 3_000}})
    for with_annex in (False, True):
        said = words(opened(report_of(long, with_annex=with_annex)))
        assert any(text.startswith("Nội dung dài của đơn vị được rút gọn") for text in said)
        assert all(len(text) < 25_000 for text in said)
