"""What an indicator means: behind its name on the form, and for Home Affairs how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

from service.domain.notation.labelled import Labelled


class Evidence(Labelled):
    """On what an indicator of a report template rests."""

    SOURCE = "S", "có nguồn công bố"
    PRACTICE = "K", "theo thực tế, chờ Sở Nội vụ xác nhận"


@dataclass(frozen=True)
class Definition:
    """What is counted, by which formula, after which document and column, with an example."""

    text: str
    formula: str
    source: str
    example: str
    evidence: Evidence

    @property
    def is_open(self) -> bool:
        """Whether it follows practice and waits for Home Affairs to settle it."""
        return self.evidence is Evidence.PRACTICE
