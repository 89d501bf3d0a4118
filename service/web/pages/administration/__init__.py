"""The administrator's pages: units, people, tokens, periods."""

from service.web.pages.administration import people, periods, tokens, units

BLUEPRINTS = (units.pages, people.pages, tokens.pages, periods.pages)

__all__ = ["BLUEPRINTS"]
