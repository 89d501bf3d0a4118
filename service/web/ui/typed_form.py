"""A form that is shown again: what was typed into it, and what is wrong with which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.errors import EntryError, TonghopError
from service.web.ui.i18n import translate


@dataclass(frozen=True)
class TypedForm:
    """What was sent by one of the page's forms; `error` is why it was not done."""

    form: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    error: TonghopError | None = None

    @property
    def problem(self) -> str:
        """What is said above the page, where no single field is to blame."""
        return "" if self.error is None or isinstance(self.error, EntryError) else translate(self.error.said)

    def is_of(self, form: str, **fields: str) -> bool:
        """Whether it is that form, with these values where the page has several of the kind."""
        return form == self.form and all(self.sent.get(name) == value for name, value in fields.items())

    def value(self, name: str, form: str, usual: str = "", **fields: str) -> str:
        """What a field shows: what was typed into it, else what it usually does."""
        return self.sent.get(name, usual) if self.is_of(form, **fields) else usual

    def fault(self, name: str, form: str, **fields: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        is_it = isinstance(self.error, EntryError) and self.error.field == name and self.is_of(form, **fields)
        return translate(self.error.said) if is_it and self.error is not None else ""
