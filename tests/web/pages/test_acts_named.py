"""Buttons and links name what whoever reads them can do: hand in, or put before the leader."""

from __future__ import annotations

import pytest

from service.actions.intake.report_files import attach_file
from service.actions.organization.agencies import permit_officers
from service.actions.periods.lifecycle import close_period
from tests.support.browser import Person
from tests.support.drafts import UNIT, real_values, write
from tests.support.filings import changed, hand_in_and_check
from tests.support.installation import ADMIN, AUDITOR, OFFICER, PERIOD
from tests.support.web import Web

MINE, FORM, REVIEW, FILE = "/bao-cao", *(f"/bao-cao/{PERIOD}/{name}" for name in ("nhap", "xem-lai", "tep"))
RECEIPT = f"/bien-nhan/{PERIOD}-{UNIT}-1"
PUTS_BEFORE = ("Nhập từ tệp Excel", "Nhập từ tệp", "Xem lại và trình lãnh đạo", "Sửa và trình lại")
HANDS_IN = ("Nộp bằng tệp Excel", "Nộp bằng tệp", "Xem lại và nộp", "Sửa và nộp lại")


def assert_named(person: Person, names: tuple[str, ...], others: tuple[str, ...]) -> None:
    """The pages offer a draft and a filing with errors under these names, and under none of the others."""
    excel, file, review, again = names
    actions = person.get(MINE).texts("//p[@class='actions']/a")
    assert excel in actions and review in actions and not set(others) & set(actions)
    assert person.get(FILE).texts("//h1")[0].startswith(f"{file}:")
    assert person.get(REVIEW).texts("//h1")[0].startswith(f"{review}:")
    assert person.get(FORM).texts("//button[@name='onward']")[-1].casefold().endswith(review.casefold())
    assert person.get(RECEIPT).texts("//section/p/a") == [again]


@pytest.mark.parametrize("may_file", [False, True])
def test_each_act_is_named_as_the_reader_can_do_it(web: Web, officer: Person, leader: Person, may_file: bool) -> None:
    permit_officers(web.context, ADMIN, UNIT, may=may_file)
    hand_in_and_check(web.context, changed(tthc__tong=141))
    write(web.context, real_values())
    assert_named(officer, HANDS_IN if may_file else PUTS_BEFORE, PUTS_BEFORE if may_file else HANDS_IN)
    assert_named(leader, HANDS_IN, PUTS_BEFORE)


def test_a_receipt_names_no_correction_that_is_closed(web: Web, officer: Person) -> None:
    hand_in_and_check(web.context, changed(tthc__tong=141))
    assert "Cần làm: sửa các lỗi" in officer.get(RECEIPT).words
    close_period(web.context, PERIOD)
    assert "Cần làm: sửa các lỗi" not in officer.get(RECEIPT).words


def test_who_reads_of_other_units_is_offered_no_correction(web: Web) -> None:
    auditor = Person(web.app, web.context, AUDITOR, "kiem-tra@tinh.vn")
    hand_in_and_check(web.context, changed(tthc__tong=141))
    assert "Sửa và" not in auditor.get(RECEIPT).words


def test_a_closed_period_offers_no_way_to_bring_a_file(web: Web, officer: Person) -> None:
    assert len(officer.get(FILE).tree.xpath("//main//input[@type='file']")) == 4
    attach_file(web.context, OFFICER, PERIOD, UNIT, "bản ký.pdf", b"%PDF-1.7 ky")
    close_period(web.context, PERIOD)
    assert "bản ký.pdf" in officer.get(REVIEW).words and "Bỏ tệp" not in officer.get(REVIEW).words
    page = officer.get(FILE)
    assert page.tree.xpath("//main//form | //main//button") == [] and "Kỳ báo cáo đã khóa: chỉ xem" in page.words
