"""The long variants use what the short ones use."""

from tests.web.conftest import web
from tests.web.form.conftest import address, browser, officer, opening

__all__ = ["address", "browser", "officer", "opening", "web"]
