"""What a unit says to its warnings, and whether it says anything."""

from __future__ import annotations

from collections.abc import Iterable

from service.domain.errors import Finding, Level
from service.domain.notation.text import without_diacritics
from service.domain.reporting.template import ReportTemplate

# The warning that a figure was said not to apply, whose explanation is the note on the figure.
NOT_APPLICABLE = "not_applicable"
LEAST_LETTERS, LEAST_DIFFERENT, LEAST_WORDS = 8, 5, 2
# What is written where a reason is owed and none is given.
_EMPTY = frozenset(
    {
        "chua giai trinh", "giai trinh sau", "se giai trinh sau", "bo sung sau", "se bo sung sau", "chua co giai trinh",
        "khong co giai trinh", "khong giai trinh", "khong co y kien", "khong co ly do", "khong ap dung", "khong co gi",
        "da kiem tra", "so lieu dung", "khong phat sinh", "nhu tren", "nhu ky truoc",
    }
)  # fmt: skip


def is_substantial(text: str) -> bool:
    """Whether an explanation says something: a few words of different letters, and no empty phrase."""
    words = ["".join(filter(str.isalnum, word)) for word in without_diacritics(text).split()]
    said = [word for word in words if word]
    letters = "".join(said)
    if len(said) < LEAST_WORDS or len(letters) < LEAST_LETTERS or len(set(letters)) < LEAST_DIFFERENT:
        return False
    return " ".join(said) not in _EMPTY


def asks_explanation(finding: Finding, template: ReportTemplate) -> bool:
    """Whether the unit is to say something to it: to a warning of a rule, and to what was said not to apply."""
    return finding.level is Level.WARNING and (finding.rule == NOT_APPLICABLE or finding.rule in template.rule_by_id)


def is_explained(finding: Finding) -> bool:
    """Whether it was explained with some substance."""
    return is_substantial(finding.explanation)


def unexplained(findings: Iterable[Finding], template: ReportTemplate) -> tuple[Finding, ...]:
    """The warnings that still ask for an explanation."""
    return tuple(item for item in findings if asks_explanation(item, template) and not is_explained(item))
