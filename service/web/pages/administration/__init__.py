"""The administrator's pages: units, people, tokens, periods, mails."""

from service.web.pages.administration import mailbox, people, periods, tokens, units

BLUEPRINTS = (units.pages, people.pages, tokens.pages, periods.pages, mailbox.pages)

__all__ = ["BLUEPRINTS"]
