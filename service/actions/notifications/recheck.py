"""The decision about a claimed message: send, defer or cancel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.channels.smtp import MessageContent
from service.storage.models import MailRow


@dataclass(frozen=True)
class SendNow:
    """Send it now; with a `letter`, carry that freshly rendered content."""

    letter: MessageContent | None = None


@dataclass(frozen=True)
class Defer:
    """Defer it to working hours, until that moment of real time."""

    until: datetime


@dataclass(frozen=True)
class Cancel:
    """Cancel it: there is no reason for it any more."""


Recheck = Callable[[Context, Session, MailRow], SendNow | Defer | Cancel]
