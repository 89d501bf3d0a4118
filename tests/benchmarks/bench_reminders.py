"""Reminders to 4,000 units: a look when nothing is due, the morning when all are, and handing the letters over."""

from __future__ import annotations

import contextlib
import logging
import smtplib
import socket
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import delete, event, func, insert, select, update

from service.actions.context import Context
from service.actions.operations.delivery import deliver
from service.actions.periods.lifecycle import close_period, open_period
from service.actions.reminders.send import send_reminders
from service.channels.smtp import MailServer, OutgoingMessage, RenderedMessage
from service.clock import Clock
from service.domain.organization.access import Role
from service.storage.models import AccountRow, AgencyRow, EventRow, MailRow, NoticeRow, ReminderRow
from tests.support.installation import PERIOD, new_context, with_units
from tests.support.processes import free_port, launched, wait_until
from tests.support.province import put_units
from tests.support.reminding import OPENED, YEAR, at, there

UNITS = 4000
ROUNDS = 15
SENDER = "Báo cáo tỉnh <baocao@tinh.vn>"
# Seven days before the deadline, and an hour later.
EIGHT, NINE = there(2023, 12, 13, 8), there(2023, 12, 13, 9)
WRITTEN = (MailRow, NoticeRow, EventRow, ReminderRow)


def seconds(work: Callable[[], object]) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median_seconds(work: Callable[[], object]) -> float:
    """The median over some rounds after one to warm up."""
    work()
    return statistics.median(seconds(work) for _ in range(ROUNDS))


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextmanager
def sink() -> Iterator[str]:
    """The address of a mail server in a process of its own that throws everything away."""
    port = free_port()
    with launched("-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", f"127.0.0.1:{port}"):
        wait_until(lambda: answers(port), 20, "the mail server")
        yield f"smtp://127.0.0.1:{port}"


def installed(folder: Path, smtp_url: str) -> Context:
    """An installation in which 4,000 units with an officer each owe the year's report, and nobody else does."""
    made = with_units(new_context(folder))
    # As many as the machine can.
    settings = replace(made.settings, smtp_url=smtp_url, mail_sender=SENDER, mails_per_minute=10_000_000)
    context = replace(made, clock=Clock(), settings=settings)
    with at(OPENED):
        with context.database.writing() as session:
            session.execute(update(AgencyRow).values(valid_to=date(2023, 1, 1)))
        shared = {"name": "Nguyễn Thị Ánh", "role": Role.OFFICER.value, "created_at": OPENED}
        people = [{**shared, "email": f"canbo@{unit}.vn", "agency": unit} for unit in put_units(context, UNITS)]
        with context.database.writing() as session:
            session.execute(insert(AccountRow), people)
        close_period(context, PERIOD)
        open_period(context, YEAR)
    return context


def count_units(context: Context) -> None:
    """The least that could be asked: how many units there are."""
    with context.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AgencyRow)) >= UNITS


def insert_plainly(context: Context) -> float:
    """Seconds to insert the same rows again in one transaction, without any look at a unit."""
    with context.database.writing() as session:
        rows: list[tuple[Any, list[dict[str, Any]]]] = []
        for table in WRITTEN:
            found = session.execute(select(table.__table__)).mappings()
            rows.append((table, [dict(row) for row in found]))
        for table in reversed(WRITTEN):
            session.execute(delete(table))
    assert len(rows[0][1]) == UNITS

    def put_back() -> None:
        with context.database.writing() as session:
            for table, values in rows:
                session.execute(insert(table.__table__), values)

    return seconds(put_back)


def questions(context: Context, work: Callable[[], object]) -> int:
    """How many statements the database is asked."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(context.database.engine, "before_cursor_execute", note)
    work()
    event.remove(context.database.engine, "before_cursor_execute", note)
    return len(asked)


def bare_mails(url: str) -> float:
    """Letters a second by the standard library and one connection."""
    server = MailServer(url, SENDER)
    words = RenderedMessage("Còn 7 ngày đến hạn nộp báo cáo Năm 2023", "Kính gửi " * 40, "<p>Kính gửi</p>" * 40)
    now = datetime.now(UTC)
    letters = [server.letter(OutgoingMessage(str(number), "canbo@x.vn", words), now) for number in range(UNITS // 4)]

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", int(url.rpartition(":")[2])) as connection:
            for letter in letters:
                connection.send_message(letter)

    return len(letters) / seconds(send)


def main() -> None:
    """Print the times and their ratios."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory() as folder, sink() as url:
        context = installed(Path(folder), url)
        with at(EIGHT):
            all_due = seconds(lambda: send_reminders(context))
        plainly = insert_plainly(context)
        with at(NINE):
            idle = median_seconds(lambda: send_reminders(context))
            asked = questions(context, lambda: send_reminders(context))
        bare = median_seconds(lambda: count_units(context))
        # Business time goes on from that morning, real time is real, since turns are waited for in it.
        moving = replace(context, clock=Clock(EIGHT - datetime.now(UTC)))
        mails = UNITS / seconds(lambda: deliver(moving, 600.0))
        plain_mails = bare_mails(url)
    print(
        f"reminders of {UNITS} units: a look with nothing due {1000 * idle:.1f} ms and {asked} questions, "
        f"{idle / bare:.0f} x a bare count ({1000 * bare:.1f} ms); all due {all_due:.1f} s, "
        f"{1000 * all_due / UNITS:.1f} ms a letter, "
        f"{all_due / plainly:.1f} x inserting the rows ({plainly:.1f} s); "
        f"mails a second {mails:.0f}, bare {plain_mails:.0f}"
    )


if __name__ == "__main__":
    main()
