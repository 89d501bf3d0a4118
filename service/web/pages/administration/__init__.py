"""The administrator's pages: units, people, tokens, periods, free days, mails, the log."""

from service.web.pages.administration import (
    days_off,
    definitions,
    mailbox,
    people,
    people_list,
    periods,
    rehearsal,
    reorganisation,
    system_log,
    targets,
    tokens,
    unit_terms,
    units,
)

BLUEPRINTS = (
    units.pages,
    reorganisation.pages,
    people.pages,
    people_list.pages,
    tokens.pages,
    periods.pages,
    unit_terms.pages,
    rehearsal.pages,
    definitions.pages,
    targets.pages,
    days_off.pages,
    mailbox.pages,
    system_log.pages,
)

__all__ = ["BLUEPRINTS"]
