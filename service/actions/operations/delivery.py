"""Delivering messages, with what other rooms have to say of them: links that were asked for, reminders grown old."""

from __future__ import annotations

from service.actions.context import Context
from service.actions.notifications.deliver import run_delivery
from service.actions.organization.accounts import send_asked_links
from service.actions.reminders.recheck import present_state

# Seconds: how long a run goes on, and how long it waits for more where a process, which costs more than a letter, was
# made for it.
RUN, LINGERS = 45.0, 1.0


def deliver(context: Context, seconds: float = RUN, lingers: float = 0.0) -> None:
    """Hand over what waits, and what comes while it `lingers`; after so many seconds ask for another run."""
    run_delivery(context, send_asked_links, present_state, seconds, lingers)
