"""The numbered, immutable edition of a period: all that was true of it when it was closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.domain.errors import Message, message
from service.domain.notation.labelled import Labelled
from service.domain.reporting.period import official_moment

# Instead of an edition's number: the period as it stands now.
LIVE = 0


class EditionOrigin(Labelled):
    """What an edition was made for."""

    CLOSING = "closing", "khóa kỳ"
    CORRECTION = "correction", "điều chỉnh"
    UPGRADE = "upgrade", "lập khi nâng cấp hệ thống, theo số liệu lúc đó"


@dataclass(frozen=True)
class PeriodEdition:
    """One edition of a period; `fingerprint` is over all that it holds, `audit_hash` over what was on record by then.

    `digest` is that of its report template, `consolidation` the number of its merged report.

    `made_by` is who closed or corrected the period and `reason` why, empty where nobody was asked.
    """

    id: int
    period: str
    number: int
    origin: EditionOrigin
    made_at: datetime
    made_by: str
    reason: str
    province: str
    digest: str
    consolidation: int
    fingerprint: str
    audit_hash: str = ""

    @property
    def said(self) -> Message:
        """Which one it is, in the words of every output."""
        return message(
            "Ấn bản số {number} ({origin}) lúc {at}",
            number=self.number, origin=Message(self.origin.label), at=official_moment(self.made_at),
        )  # fmt: skip
