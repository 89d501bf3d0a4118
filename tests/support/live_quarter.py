"""A quarter on a running installation: its units, its people, each in a window of their own, and what they press."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from service.actions.context import Context
from service.actions.operations.demo import PASSWORD
from service.actions.organization.accounts import hash_password, invite_account
from service.actions.organization.import_agencies import import_agencies
from service.actions.organization.tokens import issue_token
from service.actions.periods.lifecycle import open_period
from service.demo import AGENCIES_CSV
from service.domain.organization.access import Caller, Role
from service.readers.agencies import read_agencies
from service.storage.models import DemonstrationRow
from tests.support.chromium import Clicks, Person
from tests.support.consolidations import real_payload
from tests.support.drafts import real_values
from tests.support.filings import of_agency
from tests.support.from_paper import ONLY_FOR_DISTRICTS, copy_from_paper, explain_the_rest, hand_in
from tests.support.installation import HOME_AFFAIRS, HOME_AFFAIRS_LEADER, PERIOD, new_context
from tests.support.processes import free_port
from tests.support.quarter import (
    BOARD,
    BY_EXCEL,
    BY_FORM,
    BY_WORD,
    CLOSING,
    CODE,
    COLLEAGUE,
    EXPLAINED,
    REPORT,
    WORDS,
)  # fmt: skip
from tests.support.stack import Stack, up
from tests.support.units import units_csv
from tests.support.workbooks import form
from tests.support.written_documents import paragraph, word_file

OFFICER, COLLEAGUE_AT, LEADER = "cuong@snv.gov.vn", "ha@snv.gov.vn", "dung@snv.gov.vn"
HOME_TOKEN = "ma-so-noi-vu"
WHY = "Hai thủ tục đang chuyển mức độ trực tuyến theo kế hoạch"


class LiveQuarter:
    """An installation below a folder; `units` owe a report, the last one is late."""

    stack: Stack

    def __init__(self, browser: Browser, folder: Path, units: Sequence[str]) -> None:
        self.browser, self.folder, self.units, self.late = browser, folder, units, units[-1]
        self.data, self.port = folder / "data", free_port()
        self.data.mkdir(parents=True)
        self.context = new_context(self.data)
        self.windows: list[Person] = []
        self._prepare()

    def _prepare(self) -> None:
        known = {agency.code: agency.name for agency in read_agencies(AGENCIES_CSV)}
        lines = (f"{code},{known.get(code, f'Đơn vị {code}')},,so,,2000-01-01,," for code in self.units)
        import_agencies(self.context, units_csv(*lines))
        open_period(self.context, PERIOD)
        issue_token(self.context, HOME_AFFAIRS, HOME_TOKEN)
        people = {OFFICER: HOME_AFFAIRS, COLLEAGUE_AT: COLLEAGUE, LEADER: HOME_AFFAIRS_LEADER}
        for unit in self.units:
            issue_token(self.context, Caller(f"Phần mềm {unit}", Role.OFFICER, unit), token(unit))
        for unit in (BY_WORD, BY_FORM, BY_EXCEL, self.units[3], self.units[4]):
            people[leader_of(unit)] = Caller(f"Lãnh đạo {unit}", Role.LEADER, unit)
        hashed = hash_password(PASSWORD)
        for email, one in people.items():
            invite_account(
                self.context, "quarter", email=email, name=one.name, role=one.role, agency=one.agency, hashed=hashed
            )

    @contextlib.contextmanager
    def running(self, business: datetime) -> Iterator[None]:
        """All its processes, with business time going on from that moment."""
        set_clock(self.context, business)
        with up(self.data, port=self.port) as self.stack:
            yield

    def sign_in(self, email: str, **window: Any) -> Person:
        """Somebody in a window of their own."""
        person = Person(self.browser, self.stack.address, **window).sign_in(email)
        self.windows.append(person)
        return person

    def leave(self) -> None:
        """Close all windows, in which no script complained."""
        faults = [fault for person in self.windows for fault in person.faults]
        for person in self.windows:
            person.leave()
        assert faults == []

    def file_by_program(self, unit: str, revision: int = 1, *, explains: bool = True) -> None:
        """A unit's program files, and the report is found valid."""
        report = of_agency(unit) | ({"explanations": EXPLAINED} if explains else {})
        status, receipt = self.stack.call("POST", f"/periods/{PERIOD}/agencies/{unit}/submissions", token(unit), report)
        assert (status, receipt["id"]) == (202, f"{PERIOD}-{unit}-{revision}")

    def wait_for(self, unit: str, revision: int = 1) -> None:
        """Until the report of a unit was checked and found valid."""
        assert self.stack.finished(f"{PERIOD}-{unit}-{revision}", token(unit))["state"] == "valid"

    def file_by_people(self) -> None:
        """Three leaders file in three ways: a Word file that is confirmed, the form, and a workbook."""
        by_word, by_form, by_excel = (self.sign_in(leader_of(unit)) for unit in (BY_WORD, BY_FORM, BY_EXCEL))
        self._file_words(by_word)
        by_form.page.goto(f"{REPORT}/nhap")
        copy_from_paper(by_form)
        self._hand_in(by_form)
        path = self.folder / "bieu-mau.xlsx"
        path.write_bytes(form(replace(real_payload(), explanations=EXPLAINED), BY_EXCEL))
        page = by_excel.page
        page.goto(f"{REPORT}/tep")
        page.get_by_label("Tệp báo cáo").set_input_files(path)
        page.get_by_role("button", name="Nộp luôn tệp này").click()
        page.wait_for_url("**/bien-nhan/*")
        for person in (by_word, by_form, by_excel):
            expect(person.page.locator("#ket-qua")).to_contain_text("hợp lệ")

    def _file_words(self, leader: Person) -> None:
        path = self.folder / "báo cáo.docx"
        path.write_bytes(word_file(*(paragraph(line) for line in WORDS.splitlines())))
        page = leader.page
        page.goto(f"{REPORT}/tep")
        page.get_by_label("Văn bản báo cáo", exact=True).set_input_files(path)
        page.get_by_role("button", name="Đọc báo cáo").click()
        page.locator("#nhan-het").click()
        expect(page.locator("#trang-thai")).to_have_text("Đã giữ các lựa chọn")
        page.get_by_role("button", name="Đưa vào biểu mẫu và xem lại").first.click()
        expect(page.get_by_text("Đã đưa vào biểu mẫu từ báo cáo")).to_be_visible()
        page.goto(f"{REPORT}/nhap")
        for key, value in real_values().items():
            field = page.locator(f"[data-path='{key}']")
            if key.startswith(("indicators.", "narratives.")) and key != ONLY_FOR_DISTRICTS and not field.input_value():
                field.fill(value)
        self._hand_in(leader)

    def _hand_in(self, leader: Person) -> None:
        leader.page.locator("#o-explanations-R06").fill(WHY)
        leader.wait_until_saved()
        explain_the_rest(leader)
        hand_in(leader)

    def total(self, officer: Person) -> str:
        """What the page of totals says of the figure that is followed."""
        officer.page.goto(f"{BOARD}/tong-hop")
        return officer.page.locator(f"[data-total='{CODE}']").inner_text()

    def adjust(self, officer: Person, unit: str, value: str, reference: str, until: str = "") -> str:
        """Adjust the unit's figure; what the question said before it was done."""
        page = officer.page
        page.goto(f"/duyet/{PERIOD}-{unit}-1/dieu-chinh")
        page.get_by_label("Chỉ tiêu").select_option(CODE)
        page.get_by_label("Số liệu đúng").fill(value)
        page.get_by_label("Căn cứ").fill(reference)
        page.get_by_label("Lý do", exact=True).fill("Đơn vị đếm thiếu")
        page.get_by_label("Hết hiệu lực").fill(until)
        page.get_by_role("button", name="Xem trước…").click()
        expect(page.get_by_role("heading", name="Xác nhận")).to_be_visible()
        asked = page.get_by_role("main").inner_text()
        confirm(page)
        expect(page.get_by_text("Đã điều chỉnh số liệu; đơn vị đã được báo.")).to_be_visible()
        return asked

    def accept_clean(self, officer: Person) -> int:
        """All reports that wait are accepted together from the board; how many clicks that took."""
        page, clicks = officer.page, Clicks()
        page.goto(BOARD)
        page.get_by_label("Trạng thái").select_option("pending")
        clicks.count += 2  # the list is opened, and an entry is chosen
        clicks.on(page.get_by_role("button", name="Lọc"))
        every = page.locator("#moi-trang")
        clicks.on(every if every.count() else page.get_by_label("Chọn cả trang"))
        clicks.on(page.get_by_role("button", name="Tiếp nhận…"))
        clicks.on(page.get_by_role("button", name="Xác nhận với"))
        return clicks.count

    def settle(self, officer: Person) -> None:
        """What still blocks is waived with a reason, and the tasks of Home Affairs are ticked, one after the other."""
        page = officer.page
        page.goto(CLOSING)
        while page.get_by_role("button", name="Đã xong", exact=True).count():
            page.get_by_role("button", name="Đã xong", exact=True).first.click()
            page.wait_for_load_state()
        waivers = page.locator("details", has=page.get_by_role("button", name="Ghi lý do", include_hidden=True))
        while waivers.count():
            waivers.first.locator("summary").click()
            waivers.first.locator("input[name=reason]").fill("Đã thống nhất với lãnh đạo Sở")
            waivers.first.get_by_role("button", name="Ghi lý do").click()
            page.wait_for_load_state()


def confirm(page: Page) -> None:
    """Answer the question before a deed."""
    page.get_by_role("button", name="Xác nhận, thực hiện").click()


def set_clock(context: Context, business: datetime) -> None:
    """Business time goes on from that moment, for every process that starts from now on."""
    with context.database.writing() as session:
        session.merge(DemonstrationRow(id=1, real=context.clock.real(), business=business))


def token(unit: str) -> str:
    """The token of a unit's program."""
    return f"ma-{unit.lower()}"


def leader_of(unit: str) -> str:
    """The address of a unit's leader."""
    return f"lanhdao@{unit.lower()}.vn"
