"""The administrator's pages: units, people, tokens, periods, free days, mails."""

from service.web.pages.administration import days_off, mailbox, people, periods, tokens, units

BLUEPRINTS = (units.pages, people.pages, tokens.pages, periods.pages, days_off.pages, mailbox.pages)

__all__ = ["BLUEPRINTS"]
