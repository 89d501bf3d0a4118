"""Where a unit stands among those of its kind."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from service.domain.organization.agency import Agency
from service.domain.reporting.report import Report, share_of


class Rank(NamedTuple):
    """A unit's share, its place from the highest, how many have one, and how many stand on the same place."""

    share: Decimal
    place: int
    of: int
    equals: int


def rank_among_kind(report: Report, agencies: Iterable[Agency], agency: Agency, code: str) -> Rank | None:
    """The unit's place by a ratio as it is shown; equal ones share a place. None where it has no such ratio."""
    kind = {unit.code for unit in agencies if unit.kind is agency.kind}
    shares = {
        unit: share
        for unit, pair in report.pairs.get(code, {}).items()
        if unit in kind and (share := share_of(pair)) is not None
    }
    own = shares.get(agency.code)
    if own is None:
        return None
    values = list(shares.values())
    return Rank(own, 1 + sum(share > own for share in values), len(values), values.count(own))
