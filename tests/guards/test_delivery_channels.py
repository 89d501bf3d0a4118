"""Whoever adds a channel adds a transport and an entry: ladder, sending, pages and command ask for them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from service.actions.context import Context
from service.actions.notifications.mailbox import mailbox
from service.actions.reminders.send import plan_due_batches
from service.catalogue.reminder_schedule import load_schedule
from service.channels.registry import CHANNELS, DeliveryChannel
from service.channels.smtp import OutgoingMessage
from service.cli.reminders import counted
from service.domain.errors import CatalogueError, message
from service.settings import Settings
from service.storage.notifications.messages import newest_mails
from service.templates_folder import TEMPLATES
from tests.support.browser import Person
from tests.support.installation import ADMIN
from tests.support.mail_server import Box, serving
from tests.support.reminding import WATCHED, YEAR, at, there, tick, with_people
from tests.support.web import Web

EIGHT = there(2023, 12, 13, 8)
LETTERS = {"reminder_before", "reminder_late", "reminder_late_home_affairs", "reminder_returned", "reminder_contained"}


@dataclass
class Phone:
    """A gateway that keeps what it is given."""

    taken: list[OutgoingMessage] = field(default_factory=list)
    closed: int = 0

    def hand_over(self, parcel: OutgoingMessage, now: datetime) -> None:
        """Keep it."""
        self.taken.append(parcel)

    def close(self) -> None:
        """Count it."""
        self.closed += 1


@dataclass(frozen=True)
class Texting:
    """A gateway and its channel."""

    phone: Phone
    entry: DeliveryChannel


@pytest.fixture
def texting() -> Texting:
    """A channel of short messages, not registered yet."""
    phone = Phone()

    def connect(settings: Settings) -> Phone | None:
        return phone if settings.address else None

    return Texting(phone, DeliveryChannel("sms", "tin nhắn", connect, message("qua tin nhắn")))


@pytest.fixture
def registered(texting: Texting) -> Iterator[Texting]:
    """The same, registered."""
    with CHANNELS.including(texting.entry):
        yield texting


@pytest.fixture
def year(sqlite_context: Context, registered: Texting, tmp_path: Path) -> Iterator[Context]:
    """A period whose ladder of reminders names the channel, with people and a mail server."""
    box = Box()
    with serving(box):
        ready = with_people(sqlite_context, box)
        ladder = load_schedule(ladder_with(tmp_path, "mail|sms"), LETTERS)
        assert ladder is not None
        yield replace(ready, catalogue=replace(ready.catalogue, ladders={("cchc", "2022"): ladder}))


def ladder_with(folder: Path, by: str) -> Path:
    """A folder with the shipped ladder, whose steps go by these channels."""
    file = shutil.copy(TEMPLATES / "reports" / "reminders.csv", folder)
    text = Path(file).read_text(encoding="utf-8")
    assert "mail|notice|webhook" in text
    Path(file).write_text(text.replace("mail|notice|webhook", by), encoding="utf-8")
    return folder


def test_the_ladder_knows_the_registered_channels_only(texting: Texting, tmp_path: Path) -> None:
    folder = ladder_with(tmp_path, "sms|mail")
    with pytest.raises(CatalogueError, match="«sms» không hợp lệ, cần một trong: mail, notice, webhook"):
        load_schedule(folder, LETTERS)
    with CHANNELS.including(texting.entry):
        ladder = load_schedule(folder, LETTERS)
    assert ladder is not None and {step.by for step in ladder.steps} == {("mail", "sms")}


def test_reminders_go_by_a_registered_channel(year: Context, registered: Texting) -> None:
    with at(EIGHT):
        due = [item for climb in plan_due_batches(year) for item in climb.messages]
    assert counted(due) == f"{len(WATCHED)} thư nhắc, {len(WATCHED)} tin nhắn"
    tick(year, EIGHT)
    assert sorted(parcel.recipient for parcel in registered.phone.taken) == sorted(
        f"canbo@{unit.lower()}.vn" for unit in WATCHED
    )
    assert {(parcel.facts, parcel.enclosure) for parcel in registered.phone.taken} == {(None, None)}
    assert registered.phone.closed
    with year.database.reading() as session:
        states = {(row.means, row.state) for row in newest_mails(session)}
    assert states == {("mail", "sent"), ("sms", "sent")}


def test_the_pages_say_by_which_channel_a_message_went(year: Context, texting: Texting) -> None:
    tick(year, EIGHT)
    web = Web(year)
    admin = Person(web.app, year, ADMIN, "quantri@tinh.vn")
    assert {mail.means for mail in mailbox(year).mails} == {"mail", "sms"}
    assert "(qua tin nhắn)" in admin.get("/quan-tri/hop-thu").words
    assert "qua tin nhắn" in admin.get(f"/ky/{YEAR}/nhac-nop").words


def test_a_channel_without_a_transport_in_the_settings_writes_no_messages_unless_they_are_kept(
    year: Context, registered: Texting
) -> None:
    without = replace(year, settings=replace(year.settings, address="", smtp_url=None))
    with at(EIGHT):
        assert {item.channel.name for climb in plan_due_batches(without) for item in climb.messages} == {"mail"}
    assert [entry.name for entry in CHANNELS if entry.is_kept] == ["mail"]
