"""What becomes of a message that was claimed for sending: whoever wrote it may be asked once more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from service.actions.context import Context
from service.channels.smtp import Letter
from service.storage.models import MailRow


@dataclass(frozen=True)
class Current:
    """Send it now; with a `letter` in these words."""

    letter: Letter | None = None


@dataclass(frozen=True)
class PutOff:
    """It is to wait for working hours, until that moment of real time."""

    until: datetime


@dataclass(frozen=True)
class Withdrawn:
    """There is no reason for it any more."""


Recheck = Callable[[Context, Session, MailRow], Current | PutOff | Withdrawn]
