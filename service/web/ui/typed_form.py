"""A form that is shown again: what was typed into it, and what is wrong with which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.domain.errors import EntryError, TonghopError
from service.web.ui.i18n import translate


@dataclass(frozen=True)
class TypedForm:
    """What was sent to a deed of the page, which has several; `error` is why it was not done."""

    deed: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    error: TonghopError | None = None

    @property
    def problem(self) -> str:
        """What is said above the page, where no single field is to blame."""
        return "" if self.error is None or isinstance(self.error, EntryError) else translate(self.error.said)

    def is_of(self, deed: str, **fields: str) -> bool:
        """Whether the form of that deed was sent, with these values where several forms of the page do it."""
        return deed == self.deed and all(self.sent.get(name) == value for name, value in fields.items())

    def value(self, name: str, deed: str, usual: str = "", **fields: str) -> str:
        """What a field shows: what was typed into it, else what it usually does."""
        return self.sent.get(name, usual) if self.is_of(deed, **fields) else usual

    def fault(self, name: str, deed: str, **fields: str) -> str:
        """What is wrong with a field; empty where nothing is."""
        is_it = isinstance(self.error, EntryError) and self.error.field == name and self.is_of(deed, **fields)
        return translate(self.error.said) if is_it and self.error is not None else ""
