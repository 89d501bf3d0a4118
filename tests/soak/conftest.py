"""The long variants use what the short ones use."""

from tests.web.conftest import colleague, officer, web
from tests.web.form.conftest import address, opening

__all__ = ["address", "colleague", "officer", "opening", "web"]
