"""What the log says of deadlines, obligations and editions before and after a decision."""

from __future__ import annotations

from datetime import datetime

from service.domain.audit import Change, Property, differences, yes_or_no
from service.domain.consolidation.edition import PeriodEdition
from service.domain.reporting.period import official_moment
from service.storage.periods.periods import ObligationOverride


def deadline_moved(before: datetime | None, after: datetime | None) -> tuple[Change, ...]:
    """A deadline of its own, None where there is none."""
    moments = ({} if at is None else {Property.DEADLINE: official_moment(at)} for at in (before, after))
    return differences(*moments)


def terms_changed(before: ObligationOverride, after: ObligationOverride) -> tuple[Change, ...]:
    """What one unit owes otherwise than all others."""
    return differences(_terms(before), _terms(after))


def sealed(edition: PeriodEdition) -> tuple[Change, ...]:
    """The fingerprint of an edition, so that the log holds all of it."""
    return differences({}, {Property.FINGERPRINT: edition.fingerprint})


def _terms(owed: ObligationOverride) -> dict[Property, str]:
    return {
        Property.WAIVED: yes_or_no(owed.waived_at is not None),
        Property.CHILDREN: yes_or_no(bool(owed.includes_children)),
        Property.EXEMPT: ", ".join(owed.exempt),
    }
