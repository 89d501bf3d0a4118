"""Units that file on every channel, whatever happens: some send twice, some revise, some give up when refused."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlsplit

import requests
from werkzeug.wrappers import Response

from service.domain.organization.access import Caller, Role
from tests.faults.ledger import Ledger, Sent
from tests.faults.site import Site
from tests.support.bad_day import LATER
from tests.support.browser import PASSWORD, Page
from tests.support.consolidations import real_payload
from tests.support.drafts import real_values
from tests.support.filings import of_agency, raw
from tests.support.installation import PERIOD
from tests.support.processes import ROOT
from tests.support.visitor import address_of, enlist
from tests.support.web import submissions
from tests.support.workbooks import form, parts, zipped
from tests.support.written_documents import paragraph, word_file

REPORT = f"/bao-cao/{PERIOD}"
REVIEW, FILE = f"{REPORT}/xem-lai", f"{REPORT}/xem-lai/nop"
WHY = {"R06": "Hai thủ tục đang chuyển mức độ"}
PLACEHOLDER = "PLACE FOR WORDS"
# Long enough that checking takes a moment, during which a kill can hit.
LONG = "Công tác cải cách hành chính được triển khai đồng bộ. " * 4000
PATIENCE, PAUSE = 30.0, 0.2
# Seconds until the last report of each unit is taken, once nothing is killed any more.
LONGEST = 180.0
RECEIPT = "/bien-nhan/"


class LaterError(Exception):
    """The client was told to come again."""


class Client:
    """A unit with one way of filing; what it draws follows from the seed."""

    pause: ClassVar[float] = 0.3

    def __init__(self, site: Site, ledger: Ledger, unit: str, seed: int) -> None:
        self.site, self.ledger, self.unit = site, ledger, unit
        self.draw = random.Random(f"{seed} {unit}")
        self.line = requests.Session()
        self.line.trust_env = False
        self.count = 0

    def run(self, over: threading.Event, pace: float) -> None:
        """File one report after another until it is over, the last one to its end; the rests are so much longer."""
        try:
            while not over.is_set():
                self.count += 1
                self.file(self.ledger.begin(self.report(f"Không có kiến nghị ({self.unit} {self.count}).")), over)
                over.wait(pace * self.pause * self.draw.uniform(0.5, 1.5))
        finally:
            over.set()  # where one fails, nobody goes on

    def file(self, sent: Sent, over: threading.Event) -> None:
        """Send until there is a receipt; sometimes give up where refused, sometimes send once more what was taken."""
        gives_up, ends = self.draw.random() < 0.2, float("inf")
        while not self.tried(sent):
            ends = min(ends, time.monotonic() + LONGEST) if over.is_set() else ends
            assert time.monotonic() < ends, f"{sent.words} was not answered once all had come back"
            # Who was never left without an answer may give up; it must not be there then.
            if sent.refusals and not sent.is_unanswered and (gives_up or over.is_set()):
                return
            time.sleep(PAUSE)
        if self.draw.random() < 0.3:
            self.tried(sent)

    def tried(self, sent: Sent) -> bool:
        """Send once; whether there is a receipt, which has to be the same each time."""
        try:
            found = self.send(sent)
        except LaterError:
            sent.refusals += 1
            return False
        except requests.RequestException:
            sent.is_unanswered = not sent.receipt
            return False
        assert sent.receipt in {"", found}, (sent.receipt, found)
        sent.receipt = found
        return True

    def report(self, words: str) -> Sent:
        """The next report; every one says something else."""
        raise NotImplementedError

    def send(self, sent: Sent) -> str:
        """Send it once; the id on the receipt. Raises LaterError, or RequestException where nobody answers."""
        raise NotImplementedError

    def answer(self, method: str, path: str, **more: Any) -> requests.Response:
        """What is answered; raises LaterError where that is to come again."""
        answer = self.line.request(method, self.site.address + path, timeout=PATIENCE, **more)
        if answer.status_code in LATER:
            raise LaterError
        return answer


class Program(Client):
    """Sends JSON by the API, some of it long, some with a key that may be sent once only."""

    pause = 0.2

    def __init__(self, site: Site, ledger: Ledger, unit: str, seed: int) -> None:
        super().__init__(site, ledger, unit, seed)
        self.token = site.token_of(unit)

    def report(self, words: str) -> Sent:
        report = of_agency(self.unit, sang_kien__so_luong=self.draw.randint(0, 50))
        report["narratives"]["V"] = words
        if self.draw.random() < 0.3:
            report["narratives"]["I"] = LONG
        if self.draw.random() < 0.2:
            report["indicators"] = {}
        return Sent(self.unit, words, raw(report))

    def send(self, sent: Sent) -> str:
        headers = {"Content-Type": "application/json"}
        if sent.sha256[0] in "01234567":
            headers["Idempotency-Key"] = sent.sha256
        return self.taken(data=sent.content, headers=headers)

    def taken(self, headers: Mapping[str, str] | None = None, **more: Any) -> str:
        """Hand in by the API; the receipt's id."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        answer = self.answer("POST", submissions(agency=self.unit), headers=sent, **more)
        assert answer.status_code in {HTTPStatus.OK, HTTPStatus.ACCEPTED}, answer.text[:300]
        return str(answer.json()["id"])


class CarelessProgram(Program):
    """Sends what cannot be read, and is refused for good."""

    pause = 0.5

    def report(self, words: str) -> Sent:
        sent = super().report(words)
        return replace(sent, content=sent.content[:-1])

    def send(self, sent: Sent) -> str:
        sends = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        answer = self.answer("POST", submissions(agency=self.unit), headers=sends, data=sent.content)
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, answer.text[:300]
        raise LaterError

    def file(self, sent: Sent, over: threading.Event) -> None:
        """Once; nobody sends again what is refused for good."""
        self.tried(sent)


class InExcel(Client):
    """Files the unit's own Excel form, filled in."""

    def __init__(self, site: Site, ledger: Ledger, unit: str, seed: int) -> None:
        super().__init__(site, ledger, unit, seed)
        self.blank = parts(blank_of(unit))

    def report(self, words: str) -> Sent:
        return Sent(self.unit, words, saying(self.blank, words))


class FileProgram(InExcel, Program):
    """Sends Excel files by the API."""

    pause = 0.6

    def send(self, sent: Sent) -> str:
        return self.taken(files={"file": ("báo cáo.xlsx", sent.content)})


class Leader(Client):
    """Writes in the form of the pages, and files it."""

    pause = 0.6

    def __init__(self, site: Site, ledger: Ledger, unit: str, seed: int) -> None:
        super().__init__(site, ledger, unit, seed)
        caller = Caller(f"Lãnh đạo {unit}", Role.LEADER, unit)
        enlist(site.context, caller)
        self.email = address_of(caller)
        self.is_in = False
        self.values = real_values()
        self.pressed: tuple[Sent, dict[str, str]] | None = None

    def report(self, words: str) -> Sent:
        return Sent(self.unit, words)

    def send(self, sent: Sent) -> str:
        self.come_in()
        if self.pressed is None or self.pressed[0] is not sent:
            self.prepare(sent)
            question = self.page("POST", FILE, data=self.page("GET", REVIEW).form(FILE))
            self.pressed = sent, dict(question.form(FILE).items())
        # From here on the report may be there; who is not answered presses the same button again.
        return self.receipt("POST", FILE, data=self.pressed[1])

    def prepare(self, sent: Sent) -> None:
        """Write the report into the form."""
        fields = dict(self.page("GET", f"{REPORT}/nhap").form().items())
        fields |= {name: text for name, text in self.values.items() if name in fields}
        self.page("POST", f"{REPORT}/nhap", data={**fields, "narratives.V": sent.words, "onward": "review"})

    def come_in(self) -> None:
        """Sign in by the form, where that is not done yet; once more where a clock was set meanwhile."""
        if not self.is_in:
            token = self.page("GET", "/dang-nhap").find("//input[@name='csrf_token']").get("value")
            fields = {"csrf_token": token, "email": self.email, "password": PASSWORD}
            page = self.page("POST", "/dang-nhap", data=fields)
            self.is_in = is_framed(page)
            if not self.is_in:
                raise LaterError

    def page(self, method: str, path: str, **more: Any) -> Page:
        """The page that is answered, wherever that leads."""
        return self.framed(method, path, **more)[1]

    def framed(self, method: str, path: str, **more: Any) -> tuple[str, Page]:
        """Where it leads, and that page; raises LaterError where the sign-in has ended, since a clock was set."""
        answer = self.answer(method, path, headers={"Referer": f"{self.site.address}{path}"}, **more)
        page = Page(Response(answer.text, answer.status_code))  # type: ignore[arg-type]
        if self.is_in and not is_framed(page):
            self.is_in, self.pressed = False, None
            raise LaterError
        return urlsplit(answer.url).path, page

    def receipt(self, method: str, path: str, **more: Any) -> str:
        """The id on the receipt to which this leads."""
        where, page = self.framed(method, path, **more)
        assert where.startswith(RECEIPT), (where, page.words[:500])
        return where.removeprefix(RECEIPT)


class Typist(Leader):
    """Brings the report in Word, takes over what was read of it, writes the rest, and files it."""

    pause = 3.0
    WORDS: ClassVar[str] = (ROOT / "tests" / "data" / "sgtvt-2023-q3.txt").read_text("utf-8")

    def prepare(self, sent: Sent) -> None:
        content = word_file(*(paragraph(line) for line in f"{self.WORDS}\n{sent.words}".splitlines()))
        fields = dict(self.page("GET", f"{REPORT}/tep").form(f"{REPORT}/van-ban").items())
        decide = f"{REPORT}/van-ban/xac-nhan"
        page = self.page("POST", f"{REPORT}/van-ban", data=fields, files={"file": ("báo cáo.docx", content)})
        for what in ("accept", "take"):
            page = self.page("POST", decide, data={**dict(page.form(decide).items()), "what": what})
        super().prepare(sent)


class Bringer(InExcel, Leader):
    """Brings the filled Excel form by the page for files."""

    pause = 0.8

    def send(self, sent: Sent) -> str:
        self.come_in()
        path = f"{REPORT}/tep"
        fields = {**dict(self.page("GET", path).form(path).items()), "what": "hand_in"}
        return self.receipt("POST", path, data=fields, files={"file": ("báo cáo.xlsx", sent.content)})


def is_framed(page: Page) -> bool:
    """Whether it is shown to somebody who is signed in."""
    return bool(page.tree.xpath("//form[@action='/dang-xuat']"))


def blank_of(unit: str) -> bytes:
    """The unit's Excel form, filled, with a place for what only one report says."""
    texts = {**real_payload().narratives, "V": PLACEHOLDER}
    return form(replace(real_payload(), explanations=WHY, narratives=texts), unit)


def saying(content: dict[str, bytes], words: str) -> bytes:
    """The form with these words in that place."""
    escaped = words.encode("ascii", "xmlcharrefreplace")
    changed = {name: part.replace(PLACEHOLDER.encode(), escaped) for name, part in content.items()}
    assert changed != content
    return zipped(changed)


# Who files how; Word files tell of one unit only.
CLIENTS: tuple[tuple[type[Client], str], ...] = (
    (Program, "STC"), (Program, "SXD"), (Program, "SYT"), (CarelessProgram, "STC"), (FileProgram, "SCT"),
    (Leader, "STP"), (Bringer, "SKHDT"), (Typist, "SGTVT"),
)  # fmt: skip
