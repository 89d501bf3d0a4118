"""Who reports: units with validity dates, kinds, parents and successors."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.text import sort_key, without_diacritics

# Codes stand in addresses and in the names of jobs.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class AgencyKind(StrEnum):
    """The level of a unit, in the order in which tables list them."""

    SO = "so"
    HUYEN = "huyen"
    XA = "xa"

    @property
    def label(self) -> str:
        """The Vietnamese heading of a group of such units."""
        return _TITLES[self]

    @property
    def rank(self) -> int:
        """Its place among the kinds."""
        return list(AgencyKind).index(self)


_TITLES = {
    AgencyKind.SO: "Sở, ban, ngành",
    AgencyKind.HUYEN: "Huyện, thị xã, thành phố",
    AgencyKind.XA: "Xã, phường",
}


@dataclass(frozen=True)
class Agency:
    """A unit, known by its code and dates and never by its name; `valid_to` is its last day."""

    code: str
    name: str
    kind: AgencyKind
    valid_from: date
    valid_to: date | None = None
    abbreviation: str = ""
    parent: str | None = None
    successors: tuple[str, ...] = ()

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit exists on that day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def is_named(self, wanted: str) -> bool:
        """Whether its code or name has the text, which is without diacritics, in it."""
        return wanted in without_diacritics(f"{self.code} {self.name}")

    @property
    def sort_key(self) -> tuple[object, ...]:
        """By kind, then by name in Vietnamese order, then by code."""
        return (self.kind.rank, sort_key(self.name), self.code)


def is_agency_code(text: str) -> bool:
    """Whether a unit may have this code: up to 64 plain letters, digits, hyphens and underscores."""
    return _CODE.fullmatch(text) is not None


def in_table_order(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The units by kind, name and code."""
    return tuple(sorted(agencies, key=lambda agency: agency.sort_key))
