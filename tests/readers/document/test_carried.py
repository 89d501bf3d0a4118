"""Parts that a stranger made: damaged ones are left aside with a word, hostile ones refused within bounds."""

from __future__ import annotations

import io
import time
import zlib

import pikepdf
import pytest

from service.actions.intake.reading import payload_of
from service.domain.errors import TonghopError, TooLargeError
from service.domain.reading.refusal import Reason, UnreadableDocumentError
from service.domain.reporting.carried_report import ATTACHMENT
from service.readers.document import read_document
from tests.support import carried_reports as made
from tests.support.consolidations import real_payload
from tests.support.processes import ROOT

DATA = ROOT / "tests" / "data" / "reading"


@pytest.fixture(scope="module")
def word() -> bytes:
    return made.write(real_payload(), next(item for item in made.AGENCIES if item.code == "SGTVT"))


@pytest.mark.parametrize(
    "damage",
    [
        lambda part: part[:-200],
        lambda part: b"",
        lambda part: part.replace(b'agency="SGTVT" ', b""),
        lambda part: part.replace(b'indicator code="tthc.tong"', b'indicator code="ho_so.tiep_nhan"'),
        lambda part: part.replace(b"<report ", b"<other ").replace(b"</report>", b"</other>"),
        lambda part: part.replace(b'version="1"', b'version="2"', 1).replace(
            b'<?xml version="2"', b'<?xml version="1"'
        ),
    ],
    ids=["cut short", "empty", "without its agency", "a figure twice", "another root", "a newer version"],
)
def test_a_damaged_part_is_left_aside_and_said(word: bytes, damage: made.Change) -> None:
    broken = made.with_part(word, damage(made.part_of(word)))
    reading = made.read("a.docx", broken)
    assert reading.document.carried is None
    assert any("Phần số liệu mang theo trong tệp" in str(notice) for notice in reading.notices)
    assert reading.sure_values["ho_so.chua_den_han"] == 941, "read from its words"


def test_a_part_that_declares_entities_is_refused(word: bytes) -> None:
    part = made.part_of(word).decode()
    declared = part.replace("<report ", '<!DOCTYPE report [<!ENTITY x SYSTEM "file:///etc/passwd">]><report ', 1)
    for content in (declared, declared.replace("7.266", "&x;", 1)):
        with pytest.raises(UnreadableDocumentError) as refused:
            read_document("a.docx", made.with_part(word, content.encode()))
        assert refused.value.reason is Reason.HOSTILE


@pytest.mark.parametrize("size", [5, 30], ids=["too large for a part", "a bomb"])
def test_a_huge_part_is_refused(word: bytes, size: int) -> None:
    huge = made.part_of(word).replace(b"</report>", b" " * (size * 1024 * 1024) + b"</report>")
    with pytest.raises(TooLargeError):
        read_document("a.docx", made.with_part(word, huge))


def test_elements_that_lie_deep_in_one_another_are_refused(word: bytes) -> None:
    deep = made.part_of(word).replace(b"</report>", b"<a>" * 50_000 + b"</a>" * 50_000 + b"</report>")
    with pytest.raises(TooLargeError):
        read_document("a.docx", made.with_part(word, deep))


def test_parts_of_other_programs_are_not_looked_at(word: bytes) -> None:
    other = made.with_part(word, b"<!DOCTYPE b [<!ENTITY x 'y'>]><b>&x;</b>", "customXml/item1.xml")
    assert payload_of(made.read("a.docx", other)) == real_payload()


@pytest.fixture(scope="module")
def plain_pdf() -> bytes:
    return (DATA / "06.pdf").read_bytes()


def test_a_pdf_with_a_damaged_file_within_it_is_read_from_its_words(plain_pdf: bytes) -> None:
    for content in (b"", b"<report xmlns='urn:tonghop:report'", b"\0\1\2"):
        document = read_document("a.pdf", made.attached(plain_pdf, content))
        assert document.carried is None and document.blocks
        assert any("mang theo trong tệp bị hỏng" in str(notice) for notice in document.notices)


def test_a_pdf_with_a_bomb_within_it_is_refused(plain_pdf: bytes) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(made.attached(plain_pdf, b"<a/>"))) as file:
        packed = zlib.compress(b" " * (200 * 1024 * 1024), 9)
        file.attachments[ATTACHMENT].obj.EF.F.write(packed, filter=pikepdf.Name.FlateDecode)
        file.save(target)
    begun = time.process_time()
    with pytest.raises(TonghopError):
        read_document("a.pdf", target.getvalue())
    assert time.process_time() - begun < 10


def test_a_pdf_with_many_files_within_it_is_read(plain_pdf: bytes) -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain_pdf)) as file:
        for number in range(2_000):
            file.attachments[f"{number}.txt"] = pikepdf.AttachedFileSpec(file, b"x", filename=f"{number}.txt")
        file.save(target)
    assert read_document("a.pdf", target.getvalue()).blocks == read_document("a.pdf", plain_pdf).blocks
