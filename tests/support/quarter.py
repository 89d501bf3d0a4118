"""A quarter from the first filing to the correction of its edition, by pages and API, for any number of departments.

Every act goes through the application as people and programs send it; what workers do is done at once.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from werkzeug.datastructures import FileStorage

from service.actions.consolidation.build import build_workbook
from service.actions.consolidation.totals import total_by_agency
from service.actions.context import Context
from service.actions.intake.drafts import save_draft
from service.actions.intake.form_state import open_draft
from service.actions.intake.validate import validate_submission
from service.actions.periods.closing import closing_overview
from service.clock import FixedClock
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from tests.support.browser import Page, Person
from tests.support.consolidations import real_payload
from tests.support.drafts import real_values
from tests.support.filings import of_agency
from tests.support.installation import HOME_AFFAIRS, HOME_AFFAIRS_LEADER, MORNING, PERIOD
from tests.support.processes import ROOT
from tests.support.web import API, Web, submissions
from tests.support.workbooks import form
from tests.support.written_documents import paragraph, word_file

CODE = "sang_kien.so_luong"
EXPLAINED = {"R06": "Hai thủ tục đang chuyển mức độ trực tuyến theo kế hoạch"}
BOARD, CLOSING, REPORT = f"/ky/{PERIOD}", f"/ky/{PERIOD}/khoa-ky", f"/bao-cao/{PERIOD}"
WORDS = (ROOT / "tests" / "data" / "sgtvt-2023-q3.txt").read_text("utf-8")
BY_WORD, BY_FORM, BY_EXCEL = "SGTVT", "STP", "SYT"
COLLEAGUE = Caller("Phạm Thị Hà", Role.HOME_AFFAIRS)


class TurnedClock(FixedClock):
    """Business time that stands still until it is turned."""

    def turn(self, to: datetime) -> None:
        """It is that moment from now on."""
        object.__setattr__(self, "moment", to)


class Quarter:
    """An installation with the people who live through the quarter; `units` owe a report, the last one is late."""

    def __init__(self, context: Context, units: Sequence[str]) -> None:
        self.clock = TurnedClock(moment=MORNING)
        self.context = replace(context, clock=self.clock)
        self.web = Web(self.context)
        self.units, self.late = units, units[-1]
        self.officer = self._person(HOME_AFFAIRS, "cuong@snv.gov.vn")
        self.colleague = self._person(COLLEAGUE, "ha@snv.gov.vn")
        self.leader = self._person(HOME_AFFAIRS_LEADER, "dung@snv.gov.vn")

    def _person(self, caller: Caller, email: str) -> Person:
        return Person(self.web.app, self.context, caller, email)

    def unit_leader(self, unit: str) -> Person:
        """The leader of a unit, whose account is new."""
        return self._person(Caller(f"Lãnh đạo {unit}", Role.LEADER, unit), f"lanhdao@{unit.lower()}.vn")

    def program(self, unit: str) -> str:
        """The name of a token of the unit's program."""
        return self.web.token_of(Caller(f"Phần mềm {unit}", Role.OFFICER, unit))

    def api(self, path: str, body: dict[str, Any], role: str = "home_affairs") -> Any:
        """What the API answers to a call that must succeed."""
        answer = self.web.call("POST", f"{API}{path}", role, json=body)
        assert answer.status_code < 300, answer.get_data(as_text=True)[:500]
        return answer.get_json()

    def file(self, unit: str, *, explains: bool = True) -> None:
        """The unit files in its way, and the report is checked."""
        if unit == BY_WORD:
            self._file_words()
        elif unit == BY_FORM:
            self._file_form(unit, self.unit_leader(unit))
        elif unit == BY_EXCEL:
            content = form(replace(real_payload(), explanations=EXPLAINED), unit)
            name, path = "bao-cao.xlsx", submissions(agency=unit)
            assert self.web.file_upload(content, name, self.program(unit), path).status_code == 202
        else:
            report = of_agency(unit) | ({"explanations": EXPLAINED} if explains else {})
            assert self.web.file_json(report, self.program(unit), submissions(agency=unit)).status_code == 202
        validate_submission(self.context, f"{PERIOD}-{unit}-1")

    def _file_words(self) -> None:
        """From a Word file: what is sure is taken, the rest is typed, the leader files."""
        leader = self.unit_leader(BY_WORD)
        raw = word_file(*(paragraph(line) for line in WORDS.splitlines()))
        fields = dict(leader.get(f"{REPORT}/tep").form(f"{REPORT}/van-ban").items())
        page = leader.send(f"{REPORT}/van-ban", {**fields, "file": FileStorage(io.BytesIO(raw), "báo cáo.docx")})
        for what in ("accept", "take"):
            page = leader.send(
                f"{REPORT}/van-ban/xac-nhan", {**dict(page.form(f"{REPORT}/van-ban/xac-nhan").items()), "what": what}
            )
        self._file_form(BY_WORD, leader)

    def _file_form(self, unit: str, leader: Person) -> None:
        seen = open_draft(self.context, leader.caller, PERIOD, unit).draft.version
        edits = [FieldEdit(path, value, seen) for path, value in real_values().items()]
        save_draft(self.context, leader.caller, PERIOD, unit, edits)
        review = f"{REPORT}/xem-lai"
        asked = leader.send(f"{review}/nop", leader.get(review).form(f"{review}/nop"))
        assert "đúng nội dung vừa xem?" in asked.words
        assert leader.press(asked, f"{review}/nop").status == 200

    def accept_clean(self) -> tuple[int, Page]:
        """All clean reports are accepted together; how many pages that took, and the last one."""
        board = self.officer.get(f"{BOARD}?trang_thai=pending")
        fields = board.form(f"{BOARD}/hang-loat")
        preview = self.officer.send(f"{BOARD}/hang-loat", {**fields, "every": "1", "deed": "accept"})
        return 3, self.officer.press(preview, f"{BOARD}/hang-loat/lam")

    def press(self, who: Person, action: str, **more: str) -> Page:
        """A button of the page of the closing."""
        path = f"{CLOSING}/{action}"
        return who.send(path, {**who.get(CLOSING).form(path), **more})

    def settle(self) -> None:
        """What still blocks is explained, and what the province does before is ticked."""
        for standing in closing_overview(self.context, PERIOD).state.tasks:
            if standing.done is None:
                who = self.leader if standing.task.owner is Role.HOME_AFFAIRS_LEADER else self.officer
                self.press(who, "viec", task=standing.task.name, done="1")
        for item in closing_overview(self.context, PERIOD).state.items:
            if item.is_blocking:
                self.press(self.officer, "bo-qua", check=item.check.value, reason="Đã thống nhất với lãnh đạo Sở")

    def total(self) -> object:
        """The province's figure."""
        return total_by_agency(self.context, PERIOD, CODE).row.figure

    def workbook(self) -> bytes:
        """The province's workbook as it is built now."""
        built = self.web.call("POST", f"{API}/periods/{PERIOD}/workbooks", "home_affairs").get_json()["id"]
        build_workbook(self.context, built)
        return self.web.get(f"/workbooks/{built}/file", "home_affairs").get_data()

    def verdict(self, workbook: bytes) -> Any:
        """What is said of a copy."""
        return self.web.file_upload(workbook, "bang.xlsx", "home_affairs", f"{API}/workbooks/verify").get_json()
