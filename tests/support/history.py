"""Any history of a period: what people do and what breaks down, told to a real installation, with what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select

from service.actions.context import Context
from service.actions.periods.lifecycle import close_period, extend, reopen_period, waive
from service.actions.review.decide import return_for_correction
from service.clock import Clock
from service.domain.notifications.delivery import RETRY_AFTER, MessageState
from service.domain.reminders.schedule import OutstandingReport, Trigger
from service.domain.reporting.period import VIETNAM
from service.public_holidays import public_holidays
from service.storage.models import AccountRow, MailRow, NoticeRow
from service.storage.organization.agencies import all_agencies
from service.storage.reminders.reminders import Reminder, ReminderOutcome, reminders_of
from tests.support.databases import copied_file
from tests.support.installation import HOME_AFFAIRS, standing
from tests.support.mail_server import Box, text_of
from tests.support.reminding import HOME, OPENED, YEAR, at, file_valid, there, tick, with_people

DUE_AT = there(2023, 12, 20, 17)
UNITS = ("SYT", "SCT")
WHO = "Lê Văn Cường"
# Nobody listens there.
NOBODY = "smtp://127.0.0.1:1"
# By hand: days after the deadline, and the hour.
BY_DEADLINE = (
    ("before_7", -7, time(8)), ("before_3", -3, time(8)), ("before_1", -1, time(8)), ("due_day", 0, time(7, 30)),
    ("late_1", 1, time(8)), ("late_3", 3, time(8)), ("late_7", 7, time(8)),
)  # fmt: skip
DAY = timedelta(days=1)


class Deed(StrEnum):
    """What somebody does."""

    NOTHING = "nothing"
    FILE = "file"
    RETURN = "return"
    EXTEND = "extend"
    LET_OFF = "let off or ask again"
    CLOSE = "close or reopen"


@dataclass(frozen=True)
class Event:
    """A deed so long after the one before, and whether schedule and workers run and the mail server is there after it.

    `days` is by how many an extension goes beyond the common deadline.
    """

    after: timedelta
    deed: Deed
    unit: str
    days: int
    is_looked_after: bool
    is_mail_there: bool


@dataclass
class Unit:
    """What a unit owes, as somebody keeps account who does not know the code."""

    name: str
    due_at: datetime = DUE_AT
    since: datetime = OPENED
    filings: int = 0
    returned_at: datetime | None = None
    is_let_off: bool = False
    interrupted_at: datetime = OPENED

    def owed(self, code: str) -> OutstandingReport | None:
        """What it is to be reminded of while the period is open."""
        if self.is_let_off:
            return None
        if self.returned_at is not None:
            return OutstandingReport(YEAR, code, Trigger.RETURN, self.returned_at, self.returned_at)
        return None if self.filings else OutstandingReport(YEAR, code, Trigger.DEADLINE, self.due_at, self.since)


def prepare(prepared: Path, folder: Path) -> Path:
    """A database file in which only these units owe a report, with people in each."""
    context = standing(folder, copied_file(prepared, folder))
    year = with_people(context, Box(), UNITS)
    with at(OPENED):
        with year.database.reading() as session:
            others = [unit.code for unit in all_agencies(session) if unit.code not in UNITS]
        for other in others:
            waive(year, YEAR, other, WHO, "Không thuộc phép thử")
    year.database.dispose()
    return folder


def is_working_day(day: date) -> bool:
    """Whether people work on that day."""
    return day.weekday() < 5 and day not in public_holidays()


def is_open(moment: datetime) -> bool:
    """Whether people work at that moment."""
    return is_working_day(moment.date()) and time(7, 30) <= moment.time() <= time(17)


def next_opening(moment: datetime) -> datetime:
    """The moment, or when people work next."""
    if is_open(moment):
        return moment
    day = moment.date() if moment.time() < time(7, 30) else moment.date() + DAY
    return datetime.combine(forward(day), time(7, 30), VIETNAM)


def forward(day: date) -> date:
    """The day, or the next one on which people work."""
    return day if is_working_day(day) else forward(day + DAY)


def newest_step(owed: OutstandingReport, now: datetime) -> str | None:
    """The step that has to be said by now, worked out in the plainest way."""
    steps = []
    if owed.counts is Trigger.RETURN:
        told = next_opening(owed.anchor)
        again = datetime.combine(forward(told.date() + 2 * DAY), time(8), VIETNAM)
        steps = [(told, 0, "returned"), (again, 1, "returned_2")]
    else:
        for place, (name, days, hour) in enumerate(BY_DEADLINE):
            moment = datetime.combine(forward(owed.anchor.date() + days * DAY), hour, VIETNAM)
            if days <= 0 and moment > owed.anchor:
                moment = next(x for x in back_from(owed.anchor, hour) if is_working_day(x.date()))
            if days > 0 or now <= owed.anchor:
                steps.append((moment, place, name))
    return max((step for step in steps if owed.since <= step[0] <= now), default=(None, None, None))[-1]


def back_from(limit: datetime, hour: time) -> Iterator[datetime]:
    """That hour of the days up to the limit, the last one first."""
    for days in range(30):
        moment = datetime.combine(limit.date() - days * DAY, hour, VIETNAM)
        if moment <= limit:
            yield moment


class History:
    """A history as it goes on; whatever comes to anybody is held against the laws at once."""

    def __init__(self, context: Context, box: Box) -> None:
        self.box = box
        self.now = there(2023, 12, 12, 8)
        self.is_closed, self.is_mail_there = False, True
        with context.database.reading() as session:
            self.units = {unit.code: Unit(unit.name) for unit in all_agencies(session) if unit.code in UNITS}
        self.ids: list[str] = []
        settings = replace(context.settings, mail_sender="baocao@hungyen.gov.vn", mails_per_minute=6000)
        self._context = replace(context, clock=Clock(), settings=replace(settings, smtp_url=box.url))
        self._without_mail = replace(self._context, settings=replace(settings, smtp_url=NOBODY))

    def happen(self, event: Event) -> None:
        """Time goes by, and then somebody does something; what makes no sense then is not done."""
        self.now += event.after
        with at(self.now):
            if event.deed is Deed.CLOSE:
                self._close()
            elif not self.is_closed:
                self._do(event, self.units[event.unit])
        self.is_mail_there = event.is_mail_there
        if event.is_looked_after:
            self.tick()

    def _do(self, event: Event, unit: Unit) -> None:
        match event.deed:
            case Deed.FILE:
                self._file(event.unit, unit)
            case Deed.RETURN if unit.filings and unit.returned_at is None:
                return_for_correction(self._context, HOME_AFFAIRS, f"{YEAR}-{event.unit}-{unit.filings}", "Xem lại")
                unit.returned_at = self.now
            case Deed.EXTEND:
                unit.due_at, unit.since = DUE_AT + event.days * DAY, self.now
                extend(self._context, YEAR, event.unit, unit.due_at, WHO, "Chờ số liệu")
            case Deed.LET_OFF:
                unit.is_let_off, unit.interrupted_at = not unit.is_let_off, self.now
                waive(self._context, YEAR, event.unit, WHO, "Đang sáp nhập", waived=unit.is_let_off)

    def _close(self) -> None:
        self.is_closed = not self.is_closed
        if self.is_closed:
            close_period(self._context, YEAR)
        else:
            reopen_period(self._context, YEAR, WHO, "Đóng nhầm")
        for unit in self.units.values():
            unit.interrupted_at = self.now

    def _file(self, code: str, unit: Unit) -> None:
        unit.filings, unit.returned_at = unit.filings + 1, None
        filing = file_valid(self._context, code, self.now, sang_kien__so_luong=unit.filings)
        assert filing == f"{YEAR}-{code}-{unit.filings}"

    def tick(self) -> None:
        """Schedule and workers do their work, and once more at the same moment; the laws are kept."""
        told = len(self._notices())
        with at(self.now):
            tick(self._used(), self.now)
        came = list(self.box.letters)
        self.box.letters.clear()
        self.ids += [letter["Message-ID"] for letter in came]
        assert len(set(self.ids)) == len(self.ids), "a letter came twice"
        for letter in came:
            self._require_reason(letter["To"], letter["Subject"], text_of(letter))
        for recipient, subject in self._notices()[told:]:
            self._require_reason(recipient, subject)
        self._require_newest_steps()
        before = (self._book(), self._mails(), self._notices())
        with at(self.now):
            tick(self._used(), self.now)
        assert self.box.letters == [], "looking once more at the same moment sends something"
        assert (self._book(), self._mails(), self._notices()) == before

    def end(self) -> None:
        """The mail server is there, all waits are over, and what is still true has come to everybody."""
        self.is_mail_there = True
        self.now = next_opening(self.now + max(RETRY_AFTER) + timedelta(hours=1))
        self.tick()
        for line in self._book():
            owed = self._owed(line.agency)
            if (
                owed is None
                or line.anchor != owed.anchor
                or line.step != newest_step(owed, self.now)
                or line.mail is None
            ):
                continue
            state, _ = self._mails()[line.mail]
            # Who was let off meanwhile, or whose period was closed, is not told again before the next step.
            is_spared = state == MessageState.WITHDRAWN and self.units[line.agency].interrupted_at > line.at
            assert is_spared or f"<{line.mail}@hungyen.gov.vn>" in self.ids, line

    def _used(self) -> Context:
        return self._context if self.is_mail_there else self._without_mail

    def _owed(self, code: str) -> OutstandingReport | None:
        return None if self.is_closed else self.units[code].owed(code)

    def _require_reason(self, recipient: str, subject: str, text: str = "") -> None:
        """In working hours, to people of a unit of whom it is true now."""
        assert is_open(self.now), "outside working hours"
        owed = {code: self._owed(code) for code in UNITS}
        late = {code for code, item in owed.items() if item is not None and item.counts is Trigger.DEADLINE}
        if recipient == HOME:
            named = {code for code in UNITS if self.units[code].name in text}
            assert late and named <= late, (subject, text)
            return
        code = next(code for code in UNITS if recipient.endswith(f"@{code.lower()}.vn"))
        item = owed[code]
        assert item is not None, f"{subject}: nothing is owed"
        assert (item.counts is Trigger.RETURN) == ("trả lại" in subject), subject

    def _require_newest_steps(self) -> None:
        """Whatever is due by now is in the book, once for each person and means."""
        book = self._book()
        written = [
            (x.agency, x.anchor, x.step, x.recipient, x.means) for x in book if x.outcome is ReminderOutcome.WRITTEN
        ]
        assert len(set(written)) == len(written)
        for code in UNITS:
            owed = self._owed(code)
            step = None if owed is None or not is_open(self.now) else newest_step(owed, self.now)
            assert step is None or (code, owed.anchor, step) in {line[:3] for line in written}, (code, step)

    def _book(self) -> tuple[Reminder, ...]:
        with self._context.database.reading() as session:
            return reminders_of(session, YEAR)

    def _mails(self) -> dict[str, tuple[str, int]]:
        with self._context.database.reading() as session:
            return {row.id: (row.state, row.attempts) for row in session.scalars(select(MailRow))}

    def _notices(self) -> list[tuple[str, str]]:
        query = select(AccountRow.email, NoticeRow.subject).join(AccountRow, AccountRow.id == NoticeRow.account)
        with self._context.database.reading() as session:
            return [(email, subject) for email, subject in session.execute(query.order_by(NoticeRow.id))]
