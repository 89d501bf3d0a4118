"""What a unit becomes on a day that has not come yet: until then it is shown as it is, with the change beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from service.domain.organization.agency import Agency, AgencyKind


@dataclass(frozen=True)
class ComingChange:
    """What is other from the day `since` on; None where it stays as it is, an empty `parent` where there is none then.

    It holds nothing else, so that what is mended of the unit until then goes on.
    """

    agency: str
    since: date
    name: str | None = None
    abbreviation: str | None = None
    kind: AgencyKind | None = None
    parent: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is other."""
        return (self.name, self.abbreviation, self.kind, self.parent) == (None, None, None, None)

    def applied(self, agency: Agency) -> Agency:
        """The unit from that day on."""
        return replace(
            agency,
            name=agency.name if self.name is None else self.name,
            abbreviation=agency.abbreviation if self.abbreviation is None else self.abbreviation,
            kind=self.kind or agency.kind,
            parent=agency.parent if self.parent is None else self.parent or None,
        )


def coming_change(before: Agency, after: Agency, since: date) -> ComingChange:
    """What is other of a unit from a day on."""
    return ComingChange(
        after.code,
        since,
        None if after.name == before.name else after.name,
        None if after.abbreviation == before.abbreviation else after.abbreviation,
        None if after.kind is before.kind else after.kind,
        None if after.parent == before.parent else after.parent or "",
    )


def with_coming(
    agencies: Iterable[Agency], changes: Iterable[ComingChange], day: date = date.max
) -> tuple[Agency, ...]:
    """These units as they will be on the day, or once all that is coming has come."""
    units = {agency.code: agency for agency in agencies}
    for change in sorted(changes, key=lambda change: change.since):
        if change.since <= day and change.agency in units:
            units[change.agency] = change.applied(units[change.agency])
    return tuple(units.values())
