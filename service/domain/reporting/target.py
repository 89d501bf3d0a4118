"""What a figure should reach in a year, and whether one does."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from service.domain.errors import Message, message
from service.domain.notation.numbers import format_vietnamese
from service.domain.organization.agency import AgencyKind


class TargetDirection(StrEnum):
    """On which side of the value a figure should be; the value itself is right."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class Target:
    """What an indicator should reach in a year, for agencies of a kind, or for the whole province (`kind` None).

    `unit` is what stands behind the number, and `source` the document that sets it.
    """

    indicator: str
    year: int
    kind: AgencyKind | None
    value: Decimal
    direction: TargetDirection
    source: str
    unit: str

    def is_met(self, figure: Decimal) -> bool:
        """Whether a figure, rounded as it is shown, reaches it."""
        return figure >= self.value if self.direction is TargetDirection.AT_LEAST else figure <= self.value

    @property
    def goal(self) -> str | Message:
        """The value in words: «80%», «không quá 2%»."""
        number = f"{format_vietnamese(self.value)}{self.unit}"
        if self.direction is TargetDirection.AT_LEAST:
            return number
        return message("không quá {number}", number=number)

    def said(self, figure: Decimal) -> Message:
        """Whether a figure reaches it, in words: «đạt 80%», «chưa đạt 80%»."""
        return self.outcome(is_met=self.is_met(figure))

    def outcome(self, *, is_met: bool) -> Message:
        """What is said of a figure that reaches it, or of one that does not."""
        if is_met:
            return message("đạt {goal}", goal=self.goal)
        return message("chưa đạt {goal}", goal=self.goal)


def target_result(target: Target | None, figure: object) -> Message | None:
    """Whether a figure reaches its target, in words; None without a target or without a number."""
    return target.said(figure) if target is not None and isinstance(figure, Decimal) else None


def target_words(target: Target | None, figure: object) -> str:
    """The same behind a figure that is printed: « (đạt 80%)»; empty where nothing is said."""
    said = target_result(target, figure)
    return "" if said is None else f" ({said})"


# By indicator, year and kind.
TargetKey = tuple[str, int, AgencyKind | None]
