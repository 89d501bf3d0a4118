"""An installation in which another unit has what nobody else may see, and whoever tries to get at it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from service.actions.context import Context
from service.actions.intake.drafts import save_draft
from service.actions.organization.tokens import issue_token, list_tokens
from service.domain.organization.access import Caller, Role
from service.domain.reporting.draft import FieldEdit
from service.storage.intake.drafts import find_draft
from service.storage.intake.report_files import add_file, hand_in_files
from tests.support.addresses import Call, page_calls
from tests.support.browser import Page
from tests.support.filings import hand_in_and_check, of_agency, raw
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, LEADER, OFFICER, PERIOD
from tests.support.visitor import Visitor, enlist
from tests.support.web import Web

OTHER = "STC"
STRANGER = Caller("Người Sở Tài chính", Role.OFFICER, OTHER)
SECRET = "điều chỉ Sở Tài chính được biết"
PEOPLE = {caller.role: caller for caller in (OFFICER, LEADER, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, ADMIN, AUDITOR)}


class Province:
    """An installation in which another unit has a filing and a draft, and everybody has an account."""

    def __init__(self, context: Context) -> None:
        self.web = Web(context)
        self.context = context
        self.accounts = {role: enlist(context, caller, None) for role, caller in PEOPLE.items()}
        report = of_agency(OTHER, sang_kien__so_luong=7)
        report["narratives"]["V"] = SECRET
        self.submission = hand_in_and_check(context, report)
        with context.transaction(STRANGER) as tx:
            file = add_file(tx.session, PERIOD, OTHER, "mật.txt", SECRET.encode(), STRANGER.name, tx.now, is_read=False)
            hand_in_files(tx.session, PERIOD, OTHER, self.submission)
        issue_token(context, STRANGER)
        save_draft(context, STRANGER, PERIOD, OTHER, [FieldEdit("narratives.V", f"{SECRET}, nháp", 0)])
        self.values: dict[str, object] = {
            "submission": self.submission, "code": OTHER, "agency": OTHER, "predecessor": OTHER,
            "number": list_tokens(context)[0].id, "sha256": hashlib.sha256(raw(report)).hexdigest(),
        }  # fmt: skip
        assert file.id == self.values["number"]
        self.before = self.state()

    def calls(self, *methods: str) -> Iterator[Call]:
        """Every call of a page by these methods."""
        return (call for call in page_calls(self.web.app, **self.values) if call.method in methods)

    def ask(self, call: Call, role: Role | None) -> Page:
        """The answer to a call by somebody of that role, who tries to speak for the other unit."""
        visitor = Visitor(self.web.app)
        if role is not None:
            visitor.come_in(self.context, self.accounts[role])
        if call.method == "GET":
            return visitor.get(f"{call.path}?agency={OTHER}&unit={OTHER}&don_vi={OTHER}&tu=1&den=1")
        fields: dict[str, Any] = {"agency": OTHER, "unit": OTHER, "version": "1", "narratives.V": "đè lên"}
        return visitor.send(call.path, **fields)

    def state(self) -> object:
        """What the other unit has."""
        with self.context.database.reading() as session:
            draft = find_draft(session, PERIOD, OTHER)
        return draft, self.web.get(f"/submissions/{self.submission}", "auditor").get_json()


def told(page: Page) -> str:
    """All that an answer tells, what is packed in a workbook included."""
    data = page.answer.get_data()
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    return data.decode(errors="replace")
