"""What a unit says to its warnings, and whether it says anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.domain.errors import Finding, Level
from service.domain.notation.text import without_diacritics
from service.domain.reporting.template import ReportTemplate

# Warnings whose explanation is the note on the figure: that it was said not to apply, and that what was handed over to
# the unit is another number than was reported as pending.
NOT_APPLICABLE = "not_applicable"
HANDED_OVER = "handed_over"
EXPLAINED_BY_NOTE = frozenset({NOT_APPLICABLE, HANDED_OVER})
LEAST_LETTERS, LEAST_DIFFERENT, LEAST_WORDS = 8, 5, 2
# What is written where a reason is owed and none is given.
_EMPTY = frozenset(
    {
        "chua giai trinh", "giai trinh sau", "se giai trinh sau", "bo sung sau", "se bo sung sau", "chua co giai trinh",
        "khong co giai trinh", "khong giai trinh", "khong co y kien", "khong co ly do", "khong ap dung", "khong co gi",
        "da kiem tra", "so lieu dung", "khong phat sinh", "nhu tren", "nhu ky truoc",
    }
)  # fmt: skip
_LONGEST_EMPTY = max(len(phrase.split()) for phrase in _EMPTY)
# What such phrases are lengthened with: «Chỉ tiêu này không áp dụng với đơn vị», «Đã kiểm tra, số liệu đúng thực tế».
_FILLING = frozenset(
    {
        "chi", "tieu", "so", "lieu", "don", "vi", "nay", "tren", "voi", "cho", "cua", "la", "va", "thi", "da", "dung",
        "ve", "nhu", "vay", "theo", "thuc", "te", "roi",
    }
)  # fmt: skip


def is_substantial(text: str) -> bool:
    """Whether an explanation says something: a few words of different letters beside empty phrases."""
    words = ["".join(filter(str.isalnum, word)) for word in without_diacritics(text).split()]
    said = [word for word in words if word]
    letters = "".join(said)
    if len(said) < LEAST_WORDS or len(letters) < LEAST_LETTERS or len(set(letters)) < LEAST_DIFFERENT:
        return False
    return len(list(_beside_phrases(said))) >= LEAST_WORDS


def _beside_phrases(words: list[str]) -> Iterator[str]:
    """The words that belong to no empty phrase and lengthen none."""
    at = 0
    while at < len(words):
        lengths = range(min(_LONGEST_EMPTY, len(words) - at), 0, -1)
        phrase = next((length for length in lengths if " ".join(words[at : at + length]) in _EMPTY), 0)
        if not phrase and words[at] not in _FILLING:
            yield words[at]
        at += phrase or 1


def asks_explanation(finding: Finding, template: ReportTemplate) -> bool:
    """Whether the unit is to say something to it: to a warning of a rule, and to one that a note explains."""
    is_owed = finding.rule in EXPLAINED_BY_NOTE or finding.rule in template.explainable
    return finding.level is Level.WARNING and is_owed


def is_explained(finding: Finding) -> bool:
    """Whether it was explained with some substance."""
    return is_substantial(finding.explanation)


def is_unexplained(finding: Finding, template: ReportTemplate) -> bool:
    """Whether it still asks for an explanation."""
    return asks_explanation(finding, template) and not is_explained(finding)


def unexplained(findings: Iterable[Finding], template: ReportTemplate) -> tuple[Finding, ...]:
    """The warnings that still ask for an explanation."""
    return tuple(item for item in findings if is_unexplained(item, template))
