"""Delivering messages, with what other rooms have to say of them: links that were asked for, reminders grown old."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.notifications.deliver import run_delivery
from service.actions.organization.accounts import send_asked_links
from service.actions.reminders.recheck import present_state

RUN = 45.0  # seconds


def deliver(context: Context, seconds: float = RUN) -> None:
    """Hand over what waits; after so many seconds ask for another run where more may wait."""
    run_delivery(context, send_asked_links, present_state, seconds)
