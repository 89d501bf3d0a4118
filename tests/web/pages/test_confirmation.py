"""A report in words on the web: read, confirmed figure by figure, and handed in with its file."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from service.actions.intake.confirmation import PASTED
from service.actions.intake.validate import validate_submission
from service.actions.periods.lifecycle import close_period
from service.storage.models import ReportFileRow, ReportReadingRow
from tests.support.browser import Page, Person
from tests.support.drafts import opened, real_values, write
from tests.support.installation import HOME_AFFAIRS, PERIOD
from tests.support.web import Web

REPORT = Path(__file__).parents[2] / "data" / "sgtvt-2023-q3.txt"
BRING, SHOW = f"/bao-cao/{PERIOD}/tep", f"/bao-cao/{PERIOD}/van-ban"
DECIDE, REVIEW, EVIDENCE = f"{SHOW}/xac-nhan", f"/bao-cao/{PERIOD}/xem-lai", f"/bao-cao/{PERIOD}/tep-kem"
UNSURE, SURE = "cong_vu.tuyen_dung_vien_chuc", "ho_so.tiep_nhan"


def report_text() -> str:
    """The real report as plain text."""
    return REPORT.read_text("utf-8")


def bring(person: Person, text: str, name: str = "báo cáo quý III.txt") -> Page:
    """Bring a text as a file and come to where that leads."""
    fields = dict(person.get(BRING).form(SHOW).items())
    return person.send(SHOW, {**fields, "file": FileStorage(io.BytesIO(text.encode()), name)})


def decide(person: Person, page: Page, what: str, **chosen: str) -> Page:
    """Press a button of the page of confirmation with these fields changed."""
    return person.send(DECIDE, {**dict(page.form(DECIDE).items()), **chosen, "what": what})


def values(web: Web) -> dict[str, str]:
    """The draft's values."""
    return dict(opened(web.context).draft.values)


def kept(web: Web) -> tuple[int, int]:
    """How many readings and files are kept."""
    with web.context.database.reading() as session:
        return session.query(ReportReadingRow).count(), session.query(ReportFileRow).count()


def test_a_report_is_read_beside_the_form_and_nothing_is_written_before_it_is_confirmed(
    web: Web, officer: Person
) -> None:
    page = bring(officer, report_text())
    assert page.status == 200
    assert "Xác nhận số liệu đọc từ báo cáo" in page.words
    assert page.texts("//section[@id='van-ban']//a[@class='found']")
    assert values(web) == {}
    sentence = page.find(f"//*[@data-code='{SURE}']//a[@class='sentence']")
    place = page.find(f"//a[@id='{sentence.get('href')[1:]}']")
    assert place.text_content() == "7266 hồ sơ"
    assert place.get("href") == "#so-ho_so-tiep_nhan"


def test_sure_figures_are_accepted_together_and_unsure_ones_only_where_they_were_chosen(
    web: Web, officer: Person
) -> None:
    page = decide(officer, bring(officer, report_text()), "accept")
    assert page.find(f"//input[@name='ok.{SURE}']").get("checked") is not None
    assert not page.tree.xpath(f"//input[@name='c.{UNSURE}'][@checked]")
    assert values(web) == {}
    after = decide(officer, page, "take")
    assert "Xem lại và trình lãnh đạo" in after.words
    assert "chưa xác nhận nên không được lấy" in after.words
    written = values(web)
    assert written[f"indicators.{SURE}"] == "7.266"
    assert f"indicators.{UNSURE}" not in written
    expected = real_values()
    figures = {path: value for path, value in written.items() if path.startswith("indicators.")}
    assert figures.items() <= expected.items()
    assert written["narratives.III.2"] and written["documents"]


def test_a_choice_among_numbers_and_a_correction_go_into_the_draft_and_stay_between_visits(
    web: Web, officer: Person
) -> None:
    page = decide(officer, bring(officer, report_text()), "save", **{
        f"c.{UNSURE}": "other", f"v.{UNSURE}": "29", f"v.{SURE}": "7.267",
    })  # fmt: skip
    assert page.status == 204
    page = officer.get(SHOW)
    assert page.find(f"//input[@name='v.{UNSURE}']").get("value") == "29"
    assert page.find(f"//input[@name='v.{SURE}']").get("value") == "7.267"
    decide(officer, page, "take")
    written = values(web)
    assert (written[f"indicators.{UNSURE}"], written[f"indicators.{SURE}"]) == ("29", "7.267")


def test_without_any_decision_no_figure_is_taken(web: Web, officer: Person) -> None:
    decide(officer, bring(officer, report_text()), "take")
    assert not [path for path in values(web) if path.startswith("indicators.")]


def test_a_pasted_text_is_read_as_a_file_is(web: Web, officer: Person) -> None:
    page = officer.get(BRING)
    page = officer.send(SHOW, {**page.form(SHOW), "text": report_text()})
    assert PASTED in page.words
    assert page.texts(f"//*[@data-code='{SURE}']")


def test_what_the_draft_has_is_replaced_only_where_that_was_chosen(web: Web, officer: Person) -> None:
    write(web.context, {f"indicators.{SURE}": "7.000", "narratives.III.2": "Nội dung đã viết."})
    page = decide(officer, bring(officer, report_text()), "accept")
    assert "Bản nháp đang có: 7.000" in page.words
    assert page.find("//input[@name='t.narratives.III.2']").get("checked") is None
    decide(officer, page, "take")
    written = values(web)
    assert written[f"indicators.{SURE}"] == "7.000"
    assert written["narratives.III.2"] == "Nội dung đã viết."


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten_and_both_are_shown(
    web: Web, officer: Person, colleague: Person
) -> None:
    page = decide(officer, bring(officer, report_text()), "accept")
    write(web.context, {f"indicators.{SURE}": "1"}, colleague.caller)
    shown = decide(officer, page, "take", **{f"ok.{SURE}": "on", f"c.{SURE}": "0"})
    assert shown.status == 409
    assert "Đã có người khác sửa" in shown.words
    assert values(web)[f"indicators.{SURE}"] == "1"


def test_a_second_press_writes_nothing_twice(web: Web, officer: Person) -> None:
    page = decide(officer, bring(officer, report_text()), "accept")
    decide(officer, page, "take")
    version = opened(web.context).draft.version
    again = decide(officer, page, "take")
    assert again.status == 200
    assert "Không còn báo cáo nào chờ xác nhận" in again.words
    assert opened(web.context).draft.version == version


def test_an_older_page_decides_nothing_about_a_newer_report(web: Web, officer: Person) -> None:
    old = bring(officer, report_text())
    bring(officer, report_text().replace("7266", "7268"))
    refused = decide(officer, old, "take", **{f"ok.{SURE}": "on"})
    assert refused.status == 409
    assert values(web) == {}
    assert kept(web) == (1, 1)


def test_the_file_goes_with_the_filing_stands_on_the_receipt_and_is_downloaded_by_both_sides(
    web: Web, officer: Person, leader: Person, stranger: Person
) -> None:
    bring(officer, report_text())
    page = decide(officer, officer.get(SHOW), "accept")
    decide(officer, page, "take", **{f"c.{UNSURE}": "other", f"v.{UNSURE}": "29"})
    write(web.context, real_values())
    digest = hashlib.sha256(report_text().encode()).hexdigest()
    assert digest in leader.get(REVIEW).words
    asked = leader.press(leader.get(REVIEW), f"{REVIEW}/nop")
    receipt = leader.press(asked, f"{REVIEW}/nop")
    assert digest in receipt.words
    submission = re.search(rf"{PERIOD}-SGTVT-\d+", receipt.words)
    assert submission
    validate_submission(web.context, submission[0])
    link = receipt.find("//ul[@class='evidence']//a").get("href")
    assert leader.get(link).answer.get_data() == report_text().encode()
    assert leader.get(link).answer.headers["Content-Disposition"].startswith("attachment")
    assert stranger.get(link).status == 404
    home_affairs = Person(web.app, web.context, HOME_AFFAIRS, "van.cuong.5@snv.gov.vn")
    page = home_affairs.get(f"/duyet/{submission[0]}")
    assert digest in page.words
    assert home_affairs.get(link).answer.get_data() == report_text().encode()
    assert kept(web) == (0, 1)


def test_a_report_of_another_unit_is_said_at_once_and_taken_only_by_who_stands_by_it(web: Web, officer: Person) -> None:
    text = report_text().replace("Giao thông vận tải", "Tài chính").replace("GIAO THÔNG VẬN TẢI", "TÀI CHÍNH")
    page = bring(officer, text.replace("SGTVT", "STC"))
    assert "không phải của Sở Giao thông vận tải" in page.texts("//div[@role='alert']")[0]
    refused = decide(officer, page, "take", **{f"ok.{SURE}": "on"})
    assert refused.status == 422
    assert values(web) == {}
    decide(officer, refused, "take", own="on", **{f"ok.{SURE}": "on"})
    assert values(web)[f"indicators.{SURE}"] == "7.266"


def test_a_report_of_another_period_is_said_at_once(officer: Person) -> None:
    text = report_text().replace("quý 3", "quý 1").replace("quý III", "quý I")
    assert "là báo cáo kỳ 2023-Q1, không phải kỳ 2023-Q3" in bring(officer, text).words


def test_the_name_of_another_unit_in_the_text_is_a_warning(officer: Person) -> None:
    assert "Sở Khoa học và Công nghệ" not in report_text()
    text = report_text() + "\nSở Khoa học và Công nghệ đã thực hiện nghiêm kế hoạch.\n"
    page = bring(officer, text)
    assert any("Sở Khoa học và Công nghệ" in said for said in page.texts("//p[contains(@class,'alert-warning')]"))


@pytest.mark.parametrize(
    ("name", "raw"), [("ảnh.pdf", b"%PDF-1.4 hong"), ("thu.txt", "Kính gửi anh.".encode()), ("bang.xlsx", b"PK\3\4")]
)
def test_what_is_no_report_is_refused_in_words_where_it_was_brought(
    web: Web, officer: Person, name: str, raw: bytes
) -> None:
    fields = officer.get(BRING).form(SHOW)
    page = officer.send(SHOW, {**fields, "file": FileStorage(io.BytesIO(raw), name)})
    assert page.status in {415, 422}
    assert page.texts("//div[@role='alert']")
    assert kept(web) == (0, 0)


def test_an_unconfirmed_report_goes_when_it_is_given_up_and_when_the_period_closes(
    web: Web, officer: Person, colleague: Person
) -> None:
    page = bring(officer, report_text())
    bring(colleague, report_text())
    assert kept(web) == (2, 2)
    officer.press(page, f"{SHOW}/bo")
    assert kept(web) == (1, 1)
    open_page = dict(colleague.get(BRING).form(SHOW).items())
    close_period(web.context, PERIOD)
    assert kept(web) == (0, 0)
    late = {**open_page, "file": FileStorage(io.BytesIO(report_text().encode()), "báo cáo quý III.txt")}
    assert colleague.send(SHOW, late).status == 409


def test_evidence_is_kept_with_the_draft_and_may_be_taken_away_before_it_is_handed_in(
    web: Web, officer: Person, stranger: Person
) -> None:
    before = opened(web.context).draft.version
    fields = officer.get(BRING).form(EVIDENCE)
    page = officer.send(EVIDENCE, {**fields, "file": FileStorage(io.BytesIO(b"%PDF scan"), "bản ký.pdf")})
    assert "bản ký.pdf" in page.words
    assert opened(web.context).draft.version > before
    link = page.find("//ul[@class='evidence']//a").get("href")
    assert officer.get(link).answer.get_data() == b"%PDF scan"
    assert stranger.get(link).status == 404
    officer.press(page, f"{link}/bo")
    assert officer.get(link).status == 404
    refused = officer.send(EVIDENCE, {**fields, "file": FileStorage(io.BytesIO(b"MZ"), "a.exe")})
    assert refused.status == 415
