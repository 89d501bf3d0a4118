"""Who reports: units with validity dates, kinds, parents and successors."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.domain.errors import ConflictError, message
from service.domain.notation.labelled import Labelled
from service.domain.notation.text import sort_key, without_diacritics

# The last day of a unit that was announced and then never began: the log still names it, so its code stays taken up.
NEVER = date.min

# Codes stand in addresses and in the names of jobs.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


class AgencyKind(Labelled):
    """The level of a unit, in the order in which tables list them."""

    SO = "so", "Sở, ban, ngành"
    HUYEN = "huyen", "Huyện, thị xã, thành phố"
    XA = "xa", "Xã, phường"

    @property
    def rank(self) -> int:
        """Its place among the kinds."""
        return list(AgencyKind).index(self)


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

    def is_over_on(self, day: date) -> bool:
        """Whether the unit has ended before that day."""
        return self.valid_to is not None and self.valid_to < day

    @property
    def is_void(self) -> bool:
        """Whether it was announced only, and there never was such a unit."""
        return self.valid_to == NEVER

    def is_named(self, wanted: str) -> bool:
        """Whether its code or name has the text, which is without diacritics, in it."""
        return wanted in without_diacritics(f"{self.code} {self.name}")

    @property
    def sort_key(self) -> tuple[object, ...]:
        """By kind, then by name in Vietnamese order, then by code."""
        return (self.kind.rank, sort_key(self.name), self.code)


def voided(agency: Agency) -> Agency:
    """What was announced of a unit that is not to begin."""
    return replace(agency, valid_to=NEVER, parent=None, successors=())


def circle_through(links: Mapping[str, Collection[str]], starts: Iterable[str]) -> tuple[str, ...]:
    """A circle of links in which one of the starts stands, from that one on; empty where there is none."""
    for start in starts:
        came_from: dict[str, str] = {}
        ahead = [start]
        while ahead:
            code = ahead.pop()
            for after in sorted(links.get(code, ())):
                if after == start:
                    return _way(came_from, start, code)
                if after not in came_from:
                    came_from[after] = code
                    ahead.append(after)
    return ()


def _way(came_from: Mapping[str, str], start: str, last: str) -> tuple[str, ...]:
    """The codes from the start to the last one."""
    way = [last]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))


def require_no_circle(agencies: Iterable[Agency], changed: Iterable[str]) -> None:
    """Raises ConflictError, which names the units, where a changed one would be its own parent or successor.

    However many units lie between: the figures of such a circle would be counted nowhere.
    """
    known = {agency.code: agency for agency in agencies}
    starts = sorted(changed)
    parents = {code: [agency.parent] if agency.parent else [] for code, agency in known.items()}
    successors = {code: agency.successors for code, agency in known.items()}

    def named(circle: tuple[str, ...]) -> str:
        return " → ".join(f"{known[code].name} ({code})" for code in (*circle, circle[0]))

    if circle := circle_through(parents, starts):
        raise ConflictError(
            message("Đơn vị trực thuộc thành vòng, số liệu sẽ không được cộng vào đâu: {units}.", units=named(circle))
        )
    if circle := circle_through(successors, starts):
        raise ConflictError(
            message("Đơn vị kế thừa thành vòng, không biết đơn vị nào còn lại sau cùng: {units}.", units=named(circle))
        )


def is_agency_code(text: str) -> bool:
    """Whether a unit may have this code: up to 64 plain letters, digits, hyphens and underscores."""
    return _CODE.fullmatch(text) is not None


def in_table_order(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The units by kind, name and code."""
    return tuple(sorted(agencies, key=lambda agency: agency.sort_key))
