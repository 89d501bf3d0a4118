"""The long variants use what the short ones use."""

from tests.web.conftest import officer, web
from tests.web.form.conftest import address, opening

__all__ = ["address", "officer", "opening", "web"]
