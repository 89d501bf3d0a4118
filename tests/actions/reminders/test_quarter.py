"""A quarter of reminders to twenty units over a real mail server, held against a table written by hand."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.periods.lifecycle import close_period, extend, waive
from service.actions.periods.working_days import add_free_day
from service.actions.reminders.send import send_reminders
from service.actions.review.decide import return_for_correction
from service.domain.reporting.period import VIETNAM
from service.storage.organization.agencies import all_agencies
from service.storage.reminders.reminders import ReminderOutcome, reminders_of
from tests.support.hints import recording
from tests.support.installation import HOME_AFFAIRS
from tests.support.mail_server import Box, serving
from tests.support.processes import launched
from tests.support.reminding import HOME, YEAR, at, file_valid, there, tick, with_people
from tests.support.threads import at_once

OPENED, LAST = there(2023, 10, 2, 8), there(2024, 1, 19, 23)
HOURS = ((7, 0), (7, 30), (8, 0), (12, 0), (17, 30))
# Until then the deadline is far off, and one look a day is enough to see that nobody is told anything.
QUIET = date(2023, 12, 3)
MAIL_AWAY = date(2023, 12, 13)
NO_SCHEDULE = (there(2024, 1, 8), there(2024, 1, 11, 9))
WHO = "Lê Văn Cường"
# Nine that never file, eight more without anybody to remind.
SILENT = "TTT SKHCN VPUBND STTTT HPC HTL HYM TPHY HVG"
UNITS = f"SCT SGTVT SXD SYT STP STC SGDDT SVHTTDL HAT STNMT HKC {SILENT}".split()

# When, to whom of which units, in which words. Due on Wednesday 20 December at 17:00.
TABLE = f"""
14/12/2023 07:30 | canbo | Còn 6 ngày đến hạn | SGTVT SXD SYT STP STC SGDDT SVHTTDL HAT STNMT HKC {SILENT}
15/12/2023 12:00 | canbo | trả lại            | STC
18/12/2023 07:30 | canbo | trả lại            | STP
18/12/2023 08:00 | canbo | Còn 2 ngày đến hạn | SGTVT SXD SYT SGDDT SVHTTDL HAT STNMT {SILENT}
18/12/2023 08:00 | canbo lanhdao | trả lại    | STC
19/12/2023 08:00 | canbo | Còn 1 ngày đến hạn | SXD SYT SGDDT SVHTTDL HAT STNMT {SILENT}
20/12/2023 07:30 | canbo | Hôm nay đến hạn    | SYT SGDDT HAT STNMT {SILENT}
20/12/2023 08:00 | canbo lanhdao | trả lại    | STP
21/12/2023 08:00 | canbo lanhdao | Quá hạn 1 ngày | SGDDT {SILENT}
22/12/2023 08:00 | canbo | Còn 7 ngày đến hạn | SVHTTDL
23/12/2023 08:00 | lanhdao | Quá hạn 3 ngày   | {SILENT}
23/12/2023 08:00 | {HOME} | 17 đơn vị quá hạn 3 ngày
26/12/2023 08:00 | canbo | Còn 3 ngày đến hạn | SVHTTDL
28/12/2023 08:00 | canbo | Còn 1 ngày đến hạn | SVHTTDL
28/12/2023 08:00 | {HOME} | 17 đơn vị quá hạn 8 ngày
29/12/2023 07:30 | canbo | Hôm nay đến hạn    | SVHTTDL
02/01/2024 08:00 | lanhdao | Quá hạn 4 ngày   | SVHTTDL
02/01/2024 08:00 | {HOME} | 1 đơn vị quá hạn 4 ngày
04/01/2024 08:00 | canbo | Còn 7 ngày đến hạn | HAT STNMT
05/01/2024 08:00 | {HOME} | 1 đơn vị quá hạn 7 ngày
11/01/2024 12:00 | canbo | Hôm nay đến hạn    | HAT STNMT
12/01/2024 08:00 | canbo lanhdao | Quá hạn 1 ngày | HAT
15/01/2024 08:00 | lanhdao | Quá hạn 4 ngày   | HAT
15/01/2024 08:00 | {HOME} | 1 đơn vị quá hạn 4 ngày
"""

Message = tuple[datetime, str, str]


def table(names: dict[str, str]) -> list[Message]:
    """The table's messages: moment, recipient and subject."""
    found = []
    for line in TABLE.strip().splitlines():
        when, to, words, *units = (cell.strip() for cell in line.split("|"))
        moment = datetime.strptime(when, "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)
        if not units:
            found.append((moment, to, f"{words} – Năm 2023"))
            continue
        for unit in units[0].split():
            name = names[unit]
            subject = f"{words} nộp báo cáo Năm 2023 – {name}"
            if words == "trả lại":
                subject = f"Báo cáo Năm 2023 của {name} được trả lại để sửa"
            found += [(moment, f"{who}@{unit.lower()}.vn", subject) for who in to.split()]
    return sorted(found)


def files(context: Context, unit: str, **figures: object) -> None:
    """The unit hands in a valid report."""
    file_valid(context, unit, context.clock.now(), **figures)


def returned(context: Context, unit: str) -> None:
    """Home Affairs returns its first filing."""
    return_for_correction(context, HOME_AFFAIRS, f"{YEAR}-{unit}-1", "Xem lại số liệu")


def more_time(context: Context, due_at: datetime, *units: str) -> None:
    """These units get more time."""
    for unit in units:
        extend(context, YEAR, unit, due_at, WHO, "Chờ số liệu")


def other_days(context: Context) -> None:
    """A Saturday is worked, a Wednesday is free."""
    add_free_day(context, WHO, date(2023, 12, 23), "Làm bù", is_worked=True)
    add_free_day(context, WHO, date(2023, 12, 27), "Lễ kỷ niệm của tỉnh", is_worked=False)


REVISED = {"sang_kien__so_luong": 9}
DEEDS: list[tuple[datetime, Callable[[Context], object]]] = [
    (there(2023, 12, 13, 16), lambda context: files(context, "SCT")),
    (there(2023, 12, 14, 10), lambda context: waive(context, YEAR, "HKC", WHO, "Đang sáp nhập")),
    (there(2023, 12, 14, 14), lambda context: files(context, "STC")),
    (there(2023, 12, 15, 9), other_days),
    (there(2023, 12, 15, 10), lambda context: returned(context, "STC")),
    (there(2023, 12, 15, 11), lambda context: files(context, "STP")),
    (there(2023, 12, 16, 10), lambda context: returned(context, "STP")),
    (there(2023, 12, 18, 10), lambda context: files(context, "SGTVT")),
    (there(2023, 12, 18, 15), lambda context: files(context, "STC", **REVISED)),
    (there(2023, 12, 19, 10), lambda context: files(context, "SXD")),
    (there(2023, 12, 19, 11), lambda context: more_time(context, there(2023, 12, 29, 17), "SVHTTDL")),
    (there(2023, 12, 20, 10), lambda context: more_time(context, there(2024, 1, 11, 17), "HAT", "STNMT")),
    (there(2023, 12, 20, 11), lambda context: files(context, "STP", **REVISED)),
    (there(2023, 12, 20, 16), lambda context: files(context, "SYT")),
    (there(2023, 12, 22, 10), lambda context: files(context, "SGDDT")),
    (there(2024, 1, 11, 16), lambda context: files(context, "STNMT")),
    (there(2024, 1, 17, 10), lambda context: close_period(context, YEAR)),
]


def two_schedules(context: Context, box: Box, moment: datetime) -> None:
    """Two of each process look and deliver at once."""
    noting, _ = recording(context)
    with at(moment):
        at_once(2, lambda _: send_reminders(noting))
        at_once(2, lambda _: deliver(noting))


def killed_in_between(context: Context, box: Box, moment: datetime) -> None:
    """The process that delivers is killed when the server has a letter and has not answered; others go on."""
    noting, _ = recording(context)
    with at(moment):
        send_reminders(noting)
    box.silent_for.add("canbo@tphy.vn")
    folder = str(context.settings.data)
    with launched("-m", "tests.support.doomed_delivery", folder, box.url, moment.isoformat()) as child:
        assert box.is_silent.wait(30)
        child.send_signal(signal.SIGKILL)
        assert child.wait(60) == -signal.SIGKILL
    box.silent_for.clear()
    tick(context, moment + timedelta(minutes=5))


def looks(first: date, last: date) -> Iterator[datetime]:
    """The moments at which the schedule looks."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        for hour, minute in HOURS if day > QUIET else HOURS[2:3]:
            moment = datetime.combine(day, time(hour, minute), VIETNAM)
            if not NO_SCHEDULE[0] <= moment < NO_SCHEDULE[1]:
                yield moment


class Quarter:
    """The story as it goes on."""

    def __init__(self, context: Context, box: Box) -> None:
        self.context, self.box = context, box
        self.todo = list(DEEDS)
        self.special = {there(2023, 12, 18, 8): two_schedules, there(2023, 12, 19, 8): killed_in_between}
        self.came: list[Message] = []
        self.ids: list[str] = []

    def live(self, first: date, last: date) -> None:
        """Through these days."""
        for moment in looks(first, last):
            while self.todo and self.todo[0][0] < moment:
                when, deed = self.todo.pop(0)
                with at(when):
                    deed(self.context)
            if moment in self.special:
                self.special.pop(moment)(self.context, self.box, moment)
            else:
                tick(self.context, moment)
            self.came += [(moment, letter["To"], letter["Subject"]) for letter in self.box.letters]
            self.ids += [letter["Message-ID"] for letter in self.box.letters]
            self.box.letters.clear()


def test_every_message_of_a_quarter_comes_once_at_its_hour_to_its_people(sqlite_context: Context) -> None:
    box = Box()
    year = with_people(sqlite_context, box, UNITS, OPENED)
    quarter = Quarter(replace(year, settings=replace(year.settings, mails_per_minute=6000)), box)
    with year.database.reading() as session:
        names = {unit.code: unit.name for unit in all_agencies(session)}
    with serving(box):
        quarter.live(OPENED.date(), MAIL_AWAY - timedelta(days=1))
    quarter.live(MAIL_AWAY, MAIL_AWAY)
    with serving(box):
        quarter.live(MAIL_AWAY + timedelta(days=1), LAST.date())
    assert (quarter.todo, quarter.special) == ([], {})
    assert sorted(quarter.came) == table(names)
    (unanswered,) = box.unanswered
    assert quarter.ids.count(unanswered["Message-ID"]) == 1, "what may have arrived twice is told by its id"
    assert len(set(quarter.ids)) == len(quarter.ids)
    with year.database.reading() as session:
        overtaken = [
            (line.agency, line.step)
            for line in reminders_of(session, YEAR)
            if line.outcome is ReminderOutcome.OVERTAKEN
        ]
    # While nobody looked, and where a holiday put two steps on one morning.
    unattended = [(unit, step) for unit in ("HAT", "STNMT") for step in ("before_1", "before_3")]
    assert sorted(overtaken) == [*unattended, ("SVHTTDL", "late_1")]
