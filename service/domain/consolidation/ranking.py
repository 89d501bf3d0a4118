"""Where a unit stands among those of its kind."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from service.domain.organization.agency import Agency, AgencyKind
from service.domain.reporting.report import Report, share_of


class Rank(NamedTuple):
    """A unit's share, its place from the highest, how many have one, and how many stand on the same place."""

    share: Decimal
    place: int
    of: int
    equals: int


class LeagueRow(NamedTuple):
    """A unit in a league table: its place, and what its share is made of."""

    agency: Agency
    rank: Rank
    numerator: Decimal
    denominator: Decimal


def league_table(report: Report, agencies: Iterable[Agency], kind: AgencyKind, code: str) -> tuple[LeagueRow, ...]:
    """The units of a kind by a ratio as it is shown, the highest first; equal ones share a place, and the next place is
    as many further. Whoever has no such ratio has no place."""
    pairs = report.pairs.get(code, {})
    found = [
        (unit, share, pairs[unit.code])
        for unit in agencies
        if unit.kind is kind and unit.code in pairs and (share := share_of(pairs[unit.code])) is not None
    ]
    values = sorted(share for _, share, _ in found)
    rows = (LeagueRow(unit, _rank(share, values), *parts) for unit, share, parts in found)
    return tuple(sorted(rows, key=lambda row: (row.rank.place, row.agency.sort_key)))


def _rank(share: Decimal, values: Sequence[Decimal]) -> Rank:
    """The place of a share among all, the lowest first."""
    below, up_to = bisect_left(values, share), bisect_right(values, share)
    return Rank(share, 1 + len(values) - up_to, len(values), up_to - below)


def rank_among_kind(report: Report, agencies: Iterable[Agency], agency: Agency, code: str) -> Rank | None:
    """The unit's place in the league table of its kind; None where it has none."""
    table = league_table(report, agencies, agency.kind, code)
    return next((row.rank for row in table if row.agency.code == agency.code), None)
