"""Files that prove a report: signed, beside a figure, asked for by the period, and known by their SHA-256."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage

from service.actions.consolidation.build import build_workbook, finished_workbook, request_workbook
from service.actions.consolidation.merge import merge_period
from service.actions.context import Context
from service.actions.intake.report_files import examine_again
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import set_signed_report
from service.authorities import Authorities
from service.storage.models import ReportFileRow
from tests.support.browser import Page, Person
from tests.support.drafts import real_values, write
from tests.support.filings import changed, raw, real_report
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.signing import authority, blank_pdf, identity, signed
from tests.support.signing import leader as signer
from tests.support.web import Web, refused
from tests.support.workbooks import filled_and_explained

BRING, REVIEW, EVIDENCE = f"/bao-cao/{PERIOD}/tep", f"/bao-cao/{PERIOD}/xem-lai", f"/bao-cao/{PERIOD}/tep-kem"
FIGURE = "ho_so.tiep_nhan"
SIGNED = signed(blank_pdf(), signer())
VALID = "chữ ký hợp lệ: Nguyễn Văn A – Sở thử nghiệm, ký lúc"
ASKED = "Kỳ này yêu cầu báo cáo đã ký số"


@pytest.fixture
def sqlite_context(sqlite_context: Context) -> Context:
    """An installation that trusts the little authority."""
    settings = replace(sqlite_context.settings, authorities=Authorities((authority().der,)))
    return replace(sqlite_context, settings=settings)


def attach(person: Person, content: bytes, name: str = "báo cáo.pdf", about: str = "report") -> Page:
    """Attach a file to the draft and come to where that leads."""
    fields = person.get(BRING).form(EVIDENCE)
    return person.send(EVIDENCE, {**fields, "file": FileStorage(io.BytesIO(content), name), "about": about})


def hand_in(leader: Person) -> Page:
    """Press the button, answer the question."""
    asked = leader.press(leader.get(REVIEW), f"{REVIEW}/nop")
    return leader.press(asked, f"{REVIEW}/nop")


def home_affairs(web: Web) -> Person:
    """The person at Home Affairs."""
    return Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")


def number_of(page: Page) -> str:
    """The receipt's number."""
    found = re.search(rf"{PERIOD}-SGTVT-\d+", page.words)
    assert found
    return found[0]


def file_of(content: bytes, name: str) -> FileStorage:
    """A file in a form."""
    return FileStorage(io.BytesIO(content), name)


def test_a_signature_is_told_to_both_sides_on_the_receipt_and_in_the_workbook_in_the_same_words(
    web: Web, officer: Person, leader: Person
) -> None:
    write(web.context, real_values())
    assert VALID in attach(officer, SIGNED).words
    assert VALID in leader.get(REVIEW).words
    receipt = hand_in(leader)
    assert VALID in receipt.words and "ký trên toàn bộ tệp" in receipt.words
    submission = number_of(receipt)
    validate_submission(web.context, submission)
    page = home_affairs(web).get(f"/duyet/{submission}")
    assert VALID in page.words
    (file,) = web.get(f"/submissions/{submission}").get_json()["files"]
    assert file["signatures"][0]["trust"] == "trusted"
    assert file["said"][0] in page.words
    merge_period(web.context, PERIOD)
    row, _ = request_workbook(web.context, HOME_AFFAIRS, PERIOD)
    build_workbook(web.context, row.id)
    content = finished_workbook(web.context, row.id).content
    assert content
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Nguồn số liệu"]
    texts = [cell.value for line in sheet.iter_rows() for cell in line if isinstance(cell.value, str)]
    assert any(file["said"][0] in text and "báo cáo.pdf (báo cáo đã ký số)" in text for text in texts)


def test_a_figures_evidence_stands_beside_it_everywhere_and_both_sides_may_download_it(
    web: Web, officer: Person, leader: Person, stranger: Person
) -> None:
    write(web.context, real_values())
    attach(officer, SIGNED, "danh sách hồ sơ.pdf", f"indicators.{FIGURE}")
    beside = "//tr[.//a[contains(.,'danh sách hồ sơ.pdf')]]"
    form = officer.get(f"/bao-cao/{PERIOD}/nhap")
    assert "Minh chứng" in " ".join(form.texts(beside))
    assert form.find(beside).get("data-code") == FIGURE
    assert "danh sách hồ sơ.pdf" in " ".join(leader.get(REVIEW).texts(beside))
    submission = number_of(hand_in(leader))
    validate_submission(web.context, submission)
    provincial = home_affairs(web)
    page = provincial.get(f"/duyet/{submission}")
    assert "danh sách hồ sơ.pdf" in " ".join(page.texts(beside))
    link = page.find(f"{beside}//a").get("href")
    assert provincial.get(link).answer.get_data() == SIGNED
    assert officer.get(link).answer.get_data() == SIGNED
    assert stranger.get(link).status == 404
    assert "danh sách hồ sơ.pdf" in " ".join(officer.get(f"/lan-nop/{submission}").texts(beside))


def test_an_unknown_figure_has_no_evidence(officer: Person) -> None:
    assert attach(officer, SIGNED, about="indicators.khong.co").status == 404
    assert attach(officer, SIGNED, about="narratives.I").status == 404


def test_a_period_asks_for_the_signed_report_by_form(web: Web, officer: Person, leader: Person) -> None:
    write(web.context, real_values())
    set_signed_report(web.context, PERIOD, asked=True)
    page = leader.get(REVIEW)
    assert f"{ASKED}: kèm tệp PDF" in page.words
    assert page.find(f"//form[contains(@action,'{REVIEW}/nop')]//button").get("disabled") is not None
    answer = hand_in(leader)
    assert answer.status == 422 and ASKED in answer.words
    attach(officer, blank_pdf())
    assert "không có chữ ký số: ký số tệp PDF rồi kèm lại" in hand_in(leader).words
    attach(officer, signed(blank_pdf(), identity("Người lạ")))
    assert "chữ ký trên tệp báo cáo kèm theo không dùng được" in hand_in(leader).words
    attach(officer, SIGNED, about="")
    assert hand_in(leader).status == 422  # any other file is not the report
    attach(officer, SIGNED)
    receipt = hand_in(leader)
    assert number_of(receipt) == f"{PERIOD}-SGTVT-1"
    set_signed_report(web.context, PERIOD, asked=False)
    assert ASKED not in leader.get(REVIEW).words


def test_a_period_asks_for_the_signed_report_by_file_and_takes_the_attached_one_along(
    web: Web, leader: Person, officer: Person
) -> None:
    set_signed_report(web.context, PERIOD, asked=True)
    content = filled_and_explained()
    refused_page = leader.upload(BRING, content, "bieu-mau.xlsx", what="hand_in")
    assert refused_page.status == 422 and ASKED in refused_page.words
    attach(officer, SIGNED)
    receipt = leader.upload(BRING, content, "bieu-mau.xlsx", what="hand_in")
    assert VALID in receipt.words


def test_a_period_asks_for_the_signed_report_by_the_api_which_takes_it_with_the_report(web: Web) -> None:
    set_signed_report(web.context, PERIOD, asked=True)
    problem = refused(web.file_json(), 422)
    assert ASKED in problem["detail"]
    report = raw(real_report())
    body = {
        "file": file_of(report, "bao-cao.json"),
        "signed": file_of(SIGNED, "ky.pdf"),
        f"evidence.{FIGURE}": file_of(b"\x89PNG scan", "anh.png"),
    }
    first = web.file_form(body)
    assert first.status_code == 202
    submission = first.get_json()["id"]
    files = web.get(f"/submissions/{submission}").get_json()["files"]
    assert [(item["about"], item["purpose"]) for item in files] == [
        ("report", "báo cáo đã ký số"), (f"indicators.{FIGURE}", files[1]["purpose"])
    ]  # fmt: skip
    assert files[1]["said"] == ["bản chụp, không đọc được chữ"]
    assert web.get(f"/submissions/{submission}/files/{files[0]['id']}").get_data() == SIGNED
    # The same once more, with its files or without, is the same receipt.
    for name in ("file", "signed", f"evidence.{FIGURE}"):
        body[name].stream.seek(0)
    body = {"file": file_of(report, "bao-cao.json"), "signed": file_of(SIGNED, "ky.pdf")}
    assert web.file_form(body).status_code == 200
    assert web.file_json(report).get_json()["id"] == submission
    other = {"file": file_of(report, "bao-cao.json"), "signed": file_of(signed(blank_pdf("khac"), signer()), "k.pdf")}
    assert "không thay đổi được nữa" in refused(web.file_form(other), 409)["detail"]
    assert refused(web.file_json(changed(**{"tthc.tong": 130})), 422)
    assert web.get("/periods").get_json()["periods"][0]["asks_signed_report"] is True


def test_a_wrong_kind_of_evidence_is_refused_before_anything_is_filed(web: Web) -> None:
    body = {"file": file_of(raw(real_report()), "bao-cao.json"), "evidence": file_of(b"MZ", "a.exe")}
    refused(web.file_form(body), 415)
    body = {"file": file_of(raw(real_report()), "bao-cao.json"), "evidence.khong.co": file_of(SIGNED, "a.pdf")}
    refused(web.file_form(body), 404)
    assert web.get(f"/submissions/{PERIOD}-SGTVT-1").status_code == 404


def test_a_file_is_known_by_its_fingerprint_and_strangers_learn_no_more_than_from_a_receipt(
    web: Web, officer: Person, leader: Person
) -> None:
    digest = hashlib.sha256(SIGNED).hexdigest()
    write(web.context, real_values())
    attach(officer, SIGNED, "bí mật.pdf")
    nobody = web.app.test_client()
    assert "Không có báo cáo nào với mã này" in nobody.get(f"/xac-minh?ma={digest}").get_data(as_text=True)
    submission = number_of(hand_in(leader))
    for path in (f"/xac-minh?ma={digest}", f"/xac-minh/{digest[:16]}"):
        page = nobody.get(path).get_data(as_text=True)
        assert submission in page and "báo cáo đã ký số, có chữ ký số hợp lệ" in page
        assert "bí mật" not in page and "Nguyễn Văn A" not in page


def test_files_are_examined_again_by_the_authorities_that_are_trusted_now(web: Web, officer: Person) -> None:
    attach(officer, SIGNED)
    without = replace(web.context, settings=replace(web.context.settings, authorities=Authorities()))
    assert examine_again(without) == 1
    with web.context.database.reading() as session:
        (row,) = session.query(ReportFileRow)
        assert row.examined and row.examined.weight != "good"
        assert "chưa đặt tổ chức chứng thực" in str(row.examined.sentences[0])


def test_home_affairs_sets_whether_a_period_asks_for_it_on_its_page(web: Web) -> None:
    person = home_affairs(web)
    page = person.get(f"/quan-tri/ky/{PERIOD}")
    path = f"/quan-tri/ky/{PERIOD}/ky-so"
    after = person.send(path, {**page.form(path), "asked": "1"})
    assert "Mỗi lần nộp phải kèm báo cáo đã ký số" in after.words
    assert "yêu cầu báo cáo đã ký số" in after.words
