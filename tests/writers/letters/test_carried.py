"""A report's values travel with its Word file and its PDF, and come back out of both as they were."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from service.domain.reporting.carried_report import ATTACHMENT
from service.domain.reporting.payload import Payload
from service.writers.letters import write_report_pdf
from tests.support import carried_reports as made
from tests.support.consolidations import real_payload
from tests.support.office import resaved
from tests.support.processes import ROOT

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS, PAGES = 100, 6  # a tenth of what the soak tests


@pytest.fixture(scope="module")
def report() -> made.Generated:
    """The real report with odd texts, notes and an explanation."""
    real = real_payload()
    payload = replace(
        real,
        narratives={**real.narratives, "V": 'Một.\n\n  - Hai <b> & "ba";\n\tBốn'},
        notes={"ho_so.tiep_nhan": "Cả hồ sơ\ncủa quý trước"},
        explanations={"R06": "Do sáp nhập"},
    )
    agency = next(item for item in made.AGENCIES if item.code == payload.agency)
    return made.Generated(payload, agency, made.write(payload, agency))


@pytest.fixture(scope="module")
def pdf(report: made.Generated) -> bytes:
    target = io.BytesIO()
    write_report_pdf(report.word, target)
    return target.getvalue()


@pytest.mark.parametrize("first", range(0, WORDS, 20))
def test_generated_reports_survive_word_and_one_changed_figure_is_found_in_each(first: int) -> None:
    for seed in made.seeds(20, first):
        made.require_survival(made.generate(seed))


def test_generated_reports_survive_pdf_and_one_changed_figure_is_found_in_each(tmp_path: Path) -> None:
    made.require_survival_as_pdf([made.generate(seed) for seed in made.seeds(PAGES, 2000)], tmp_path)


def test_everything_that_the_report_shows_is_bound_to_what_it_carries(report: made.Generated) -> None:
    """Word shows in a control what its path finds in the part, so that must be what stands there already."""
    part = etree.fromstring(made.part_of(report.word))
    body = etree.fromstring(made.part_of(report.word, "word/document.xml"))
    store = etree.fromstring(made.part_of(report.word, "customXml/itemProps2.xml")).values()
    controls = list(body.iter(f"{W}sdt"))
    for control in controls:
        binding = control.find(f"{W}sdtPr/{W}dataBinding")
        assert binding is not None and binding.get(f"{W}storeItemID") in store
        found = part.xpath(binding.get(f"{W}xpath"), namespaces={"r": "urn:tonghop:report"})
        assert [item.text for item in found] == ["".join(text.text for text in control.iter(f"{W}t"))]
        assert not found[0].attrib, "LibreOffice drops the attributes of what it writes into"
        assert not {"<", "&"} & set(found[0].text), "LibreOffice loses the part over these"
    marks = [control.find(f"{W}sdtPr/{W}id").get(f"{W}val") for control in controls]
    tags = [control.find(f"{W}sdtPr/{W}tag").get(f"{W}val") for control in controls]
    assert len(set(marks)) == len(marks) and all(len(tag) <= 64 for tag in tags)
    assert sum(tag.startswith("indicators.") for tag in tags) == len(made.numbers(report.payload))
    assert sum(tag.startswith("documents.") for tag in tags) == 4 * len(report.payload.documents)


def test_the_part_is_declared_as_a_package_asks_for(report: made.Generated) -> None:
    types = made.part_of(report.word, "[Content_Types].xml").decode()
    assert types.count('PartName="/customXml/itemProps2.xml"') == 1
    assert "../customXml/item2.xml" in made.part_of(report.word, "word/_rels/document.xml.rels").decode()
    assert "itemProps2.xml" in made.part_of(report.word, "customXml/_rels/item2.xml.rels").decode()


def test_the_script_of_the_documentation_takes_the_values_out(report: made.Generated, tmp_path: Path) -> None:
    script = (ROOT / "docs" / "carried-report.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    (tmp_path / "take.py").write_text(script, encoding="utf-8")
    (tmp_path / "report.docx").write_bytes(report.word)
    # Nothing but the standard library is at hand.
    command = [sys.executable, "-I", "-S", str(tmp_path / "take.py"), str(tmp_path / "report.docx")]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=60).stdout)
    payload = report.payload
    assert (found["agency"], found["period"], found["template-version"]) == ("SGTVT", "2023-Q3", "2022")
    assert found["indicators"].keys() == payload.indicators.keys()
    assert (found["indicators"]["ho_so.tiep_nhan"], found["narratives"]) == ("7.266", payload.narratives)
    assert [item["title"] for item in found["documents"]] == [item.title for item in payload.documents]
    assert found["notes"] == payload.notes


def test_libreoffice_saves_the_values_with_the_file(report: made.Generated, tmp_path: Path) -> None:
    again = resaved(report.word, tmp_path / "profile", "docx", "docx")
    assert made.survives("again.docx", again, report.payload)


def test_the_pdf_holds_the_values_as_its_data(report: made.Generated, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        assert file.attachments[ATTACHMENT].get_file().read_bytes() == made.part_of(report.word)
        (associated,) = file.Root.AF
        assert associated.AFRelationship == "/Data" and associated.EF.F.Subtype == "/text/xml"
        assert file.open_metadata()["pdfaid:part"] == "3"
        assert "/AcroForm" not in file.Root, "the controls are words and no fields"
    assert made.survives("report.pdf", pdf, report.payload)


def test_a_pdf_that_was_signed_or_saved_again_keeps_the_values(report: made.Generated, pdf: bytes) -> None:
    """Signing appends to the file; other programs write it anew."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate, linearize=True)
    assert made.survives("again.pdf", target.getvalue(), report.payload)
    start = pdf.rindex(b"startxref") + len(b"startxref")
    before = int(pdf[start:].split()[0])
    with pikepdf.open(io.BytesIO(pdf)) as file:
        size, root = int(file.trailer.Size), file.Root.objgen[0]
    added = b"\n%d 0 obj\n<</Type /Sig>>\nendobj\n" % size
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %d /Root %d 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        size, len(pdf) + 1, size + 1, root, before, len(pdf) + len(added),
    )  # fmt: skip
    assert made.survives("signed.pdf", pdf + added + table, report.payload)


def test_what_does_not_apply_is_zero_or_missing_stays_what_it_is(report: made.Generated) -> None:
    payload = Payload(
        "cchc", "2022", "2023-Q3", "SGTVT",
        {"ho_so.tiep_nhan": made.Decimal(0), "tthc.tong": made.NA, "ho_so.dung_han": made.Decimal(-3)},
    )  # fmt: skip
    assert made.survives("few.docx", made.write(payload, report.agency), payload)
