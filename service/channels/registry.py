"""By what messages reach people: one entry a channel, asked by everything that sends, keeps or lists messages.

Adding a channel is a transport in a file of its own and an entry in CHANNELS.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from service.domain.errors import Message, NotFoundError, message
from service.domain.notifications.delivery import BY_MAIL
from service.registry import Registry
from service.settings import Settings

if TYPE_CHECKING:
    from service.channels.smtp import MailServer, OutgoingMessage
    from service.channels.webhook import Webhook


class Transport(Protocol):
    """Somebody who takes messages, by a connection that is kept."""

    def hand_over(self, parcel: OutgoingMessage, now: datetime) -> None:
        """Hand one over; raises DeliveryError where that fails."""
        ...

    def close(self) -> None:
        """Let the connection go."""
        ...


@dataclass(frozen=True)
class DeliveryChannel:
    """One way to a person; `name` stands in the database and in `reminders.csv`, at most 16 letters.

    `connect` gives the transport of the settings, None where they have none; a channel without `connect` is read on
    the pages. `label` is what one message is called; `aside` is what pages say beside one, nothing where it goes
    without saying. `is_kept`: where the settings have no transport, messages are kept to be read and passed on by
    hand, else none are written. `comes_back`: nothing goes to addresses from which mails came back. `has_files` and
    `has_facts`: it takes the file that goes with a letter, and what a program is told beside the words.
    """

    name: str
    label: str
    connect: Callable[[Settings], Transport | None] | None = None
    aside: Message | None = None
    is_kept: bool = False
    comes_back: bool = False
    has_files: bool = False
    has_facts: bool = False

    def is_there(self, settings: Settings) -> bool:
        """Whether messages are written for it in an installation with these settings."""
        if self.connect is None or self.is_kept:
            return True
        transport = self.connect(settings)
        if transport is None:
            return False
        transport.close()
        return True


# What a transport needs is loaded where one is made: every process asks here for names, few send anything.
def _mail_server(settings: Settings) -> MailServer | None:
    if settings.smtp_url is None:
        return None
    from service.channels.smtp import MailServer  # noqa: PLC0415

    return MailServer(settings.smtp_url, settings.mail_sender)


def _message_bus(settings: Settings) -> Webhook | None:
    if settings.webhook is None:
        return None
    from service.channels.webhook import Webhook  # noqa: PLC0415

    return Webhook(settings.webhook)


class DeliveryChannels(Registry[DeliveryChannel]):
    """The channels, in the order in which a step goes by them."""

    def transports(self, settings: Settings) -> dict[str, Transport | None]:
        """Whoever takes messages of each channel that is no page; None where the settings have nobody."""
        return {entry.name: entry.connect(settings) for entry in self if entry.connect is not None}

    def there(self, settings: Settings) -> dict[str, DeliveryChannel]:
        """The channels for which messages are written in an installation with these settings, by name."""
        return {entry.name: entry for entry in self if entry.is_there(settings)}

    def get(self, name: str) -> DeliveryChannel:
        """The channel of that name; raises NotFoundError where there is none, or none any more."""
        found = self.find(name)
        if found is None:
            raise NotFoundError(message("Không có kênh gửi tin «{name}».", name=name))
        return found

    def aside(self, name: str) -> Message | str:
        """What pages say beside a message of that channel, which may not be there any more; empty where nothing."""
        found = self.find(name)
        return name if found is None else found.aside or ""


CHANNELS = DeliveryChannels(
    (
        DeliveryChannel(BY_MAIL, "thư nhắc", _mail_server, is_kept=True, comes_back=True, has_files=True),
        DeliveryChannel("notice", "thông báo trên trang", aside=message("thông báo trên trang")),
        DeliveryChannel("webhook", "tin qua webhook", _message_bus, message("qua webhook"), has_facts=True),
    ),
    attrgetter("name"),
)
