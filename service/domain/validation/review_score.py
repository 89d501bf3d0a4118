"""How much a submission deserves a look by Home Affairs before it is accepted, and why in words.

What is counted has a weight, and each kind of concern a most, so that one kind alone never hides the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from service.domain.errors import Finding, Level, Message
from service.domain.notation.labelled import Labelled
from service.domain.reporting.template import ReportTemplate
from service.domain.validation.explanations import unexplained
from service.domain.validation.statements import CONTRADICTION
from service.domain.validation.texts import COPIED, PLACEHOLDER

# From so many points on a submission is read by itself before it is accepted.
READ_FROM = 10


class ConcernKind(Labelled):
    """What is looked at, the gravest first."""

    UNEXPLAINED = "unexplained", "cảnh báo chưa giải trình"
    LIMIT = "limit", "số liệu ở mức giới hạn"
    HISTORY = "history", "khác chính đơn vị ở kỳ trước"
    PEERS = "peers", "khác các đơn vị cùng cấp"
    TEXT = "text", "nội dung bằng lời"
    WARNING = "warning", "cảnh báo khác"

    @property
    def most(self) -> int:
        """How many points all concerns of the kind have at most."""
        return _MOST[self]


_MOST = {
    ConcernKind.UNEXPLAINED: 40,
    ConcernKind.LIMIT: 20,
    ConcernKind.HISTORY: 20,
    ConcernKind.PEERS: 16,
    ConcernKind.TEXT: 15,
    ConcernKind.WARNING: 5,
}
UNEXPLAINED_POINTS, TEXT_POINTS, WARNING_POINTS = 10, 5, 1
# Warnings about what is written; nobody is asked to explain them.
_OF_TEXTS = frozenset({COPIED, PLACEHOLDER, CONTRADICTION})


@dataclass(frozen=True)
class Concern:
    """One reason to look: its weight, what is said of it, and the value of the report that it is about (`path`)."""

    kind: ConcernKind
    points: int
    said: Message
    path: str = ""


class Moved(NamedTuple):
    """The figure that moved farthest since the same period last year, by so many percent."""

    indicator: str
    percent: Decimal


class ScoreSummary(NamedTuple):
    """All of a score in one number, and what is counted of it."""

    points: int
    warnings: int
    unexplained: int
    moved: Moved | None = None

    @property
    def is_clean(self) -> bool:
        """Whether the submission may be accepted together with others."""
        return self.points < READ_FROM


@dataclass(frozen=True)
class ReviewScore:
    """A submission's score with the concerns that it comes from, the gravest first."""

    summary: ScoreSummary
    concerns: tuple[Concern, ...]


def review_score(
    template: ReportTemplate, findings: Iterable[Finding], of_figures: Iterable[Concern], moved: Moved | None = None
) -> ReviewScore:
    """The score of a submission by its findings and by what its figures look like."""
    warnings = [finding for finding in findings if finding.level is Level.WARNING]
    asked = unexplained(warnings, template)
    order = {kind: place for place, kind in enumerate(ConcernKind)}
    concerns = sorted(
        (*_of_findings(warnings, asked), *of_figures), key=lambda concern: (-concern.points, order[concern.kind])
    )
    return ReviewScore(ScoreSummary(_points(concerns), len(warnings), len(asked), moved), tuple(concerns))


def _points(concerns: Iterable[Concern]) -> int:
    by_kind: defaultdict[ConcernKind, int] = defaultdict(int)
    for concern in concerns:
        by_kind[concern.kind] += concern.points
    return sum(min(kind.most, points) for kind, points in by_kind.items())


def _of_findings(warnings: Iterable[Finding], asked: tuple[Finding, ...]) -> Iterator[Concern]:
    for finding in warnings:
        kind, points = ConcernKind.WARNING, WARNING_POINTS
        if finding in asked:
            kind, points = ConcernKind.UNEXPLAINED, UNEXPLAINED_POINTS
        elif finding.rule in _OF_TEXTS:
            kind, points = ConcernKind.TEXT, TEXT_POINTS
        path = next(iter(finding.subjects), "").removeprefix("$.")
        yield Concern(kind, points, finding.message, path)
