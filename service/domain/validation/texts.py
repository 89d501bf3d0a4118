"""What a report's texts look like: gaps that nobody filled in, and what was copied from the period before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from service.domain.errors import Finding, Level, message
from service.domain.notation.numbers import shorten
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.report import SubmittedReport
from service.domain.reporting.template import COPIED, PLACEHOLDER, ReportTemplate

# A web address may hold any sign.
_ADDRESS = re.compile(r"\S+://\S+|\S+@\S+|www\.\S+", re.IGNORECASE)
_FILL = (
    r"(?:điền|nhập|ghi|nêu|bổ\ sung|cập\ nhật|chèn|số\ liệu|tên|ngày|tháng|đơn\ vị|nội\ dung|xx+"
    r"|…|\.{2,}|_+|\?+|-+)"
)
# An enumeration that goes on («…, v.v…», «Zalo, Facebook, …») is no gap.
_GAP = re.compile(
    rf"""
    [\[<{{]{{1,2}}\ *(?:{_FILL}\b[^\]>}}\n]{{0,80}}|{_FILL})\ *[\]>}}]   # [điền số liệu], <tên đơn vị>, [...]
  | [\[{{]\ *[\]}}]                                              # []
  | \(\ *(?:điền|nhập|…|\.{{3,}})[^()\n]{{0,80}}\)                # (điền sau), (…)
  | (?<!\w)_{{2,}}(?!\w)|(?<=[^\W_])_{{3,}}|_{{3,}}(?=[^\W_])     # __, số____
  | (?<![\w])[xX]{{3,}}(?![\w])|(?<!\w)xx(?!\w)                   # xxx
  | \?{{3,}}|\#{{3,}}|(?<!\w)(?:TODO|TBD)(?!\w)|lorem\ ipsum      # ???, TODO
  | (?<!v\.v)(?<!vv)(?:…{{2,}}|\.{{5,}})                          # ......
  | (?:^|(?<=[:(/]))\s*(?:…|\.{{3,4}})                          # at the beginning, after a colon or a stroke
  | (?<=[^\W\d_])\s+(?:…|\.{{3,4}})\s*(?=[^\W\d_]{{2,}}|%)         # có … hồ sơ
  | (?:…|\.{{3,4}})(?=/)                                          # …/BC
    """,
    re.VERBOSE | re.IGNORECASE | re.MULTILINE,
)
_HINT = re.compile(r"[…\[<{_?#]|\.\.\.|\( ?(?:điền|nhập)|xx|todo|tbd|lorem", re.IGNORECASE)
_ROMAN = re.compile(r"(?:thứ|khóa|khoá|kỳ|lần|đại hội)\s*$", re.IGNORECASE)
_AROUND = 24

_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d+|(?<=\bquý\s)[ivx]+\b")
_RUN = 4  # words that are compared together


def placeholders(filing: SubmittedReport) -> Iterator[Finding]:
    """A warning for each section in which something is still to be filled in."""
    for section, text in filing.narratives.items():
        found = _gap_in(text)
        if found:
            said = message(
                "Mục {section} còn chỗ chưa điền, ở «{found}»: điền nội dung hoặc bỏ chỗ đó.",
                section=section,
                found=found,
            )
            yield Finding(PLACEHOLDER, Level.WARNING, said, (f"$.narratives.{section}",))


@lru_cache(maxsize=2000)
def _gap_in(text: str) -> str:
    """The first gap with what stands around it; empty where there is none."""
    if not _HINT.search(text):
        return ""
    bare = _ADDRESS.sub(lambda address: " " * len(address[0]), text)
    for gap in _GAP.finditer(bare):
        if gap[0].isupper() and gap[0].strip("X") == "" and _ROMAN.search(bare[: gap.start()]):
            continue  # «Đại hội lần thứ XXX»
        return _around(text, *gap.span())
    return ""


def _around(text: str, start: int, end: int) -> str:
    line = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    rest = text.find("\n", end)
    return text[line : min(end + _AROUND, len(text) if rest < 0 else rest)].strip()


def copied_texts(template: ReportTemplate, filing: SubmittedReport, earlier: EarlierReports) -> Iterator[Finding]:
    """A warning for each section whose text is that of the period before, numbers and dates aside."""
    if earlier.previous is None:
        return
    limits, before = template.text_limits, earlier.previous.ordered[0].narratives
    for section, text in filing.narratives.items():
        share = likeness(text, before.get(section, ""), limits.fewest_words)
        if share >= limits.copied:
            said = message(
                "Nội dung mục {section} giống {share} % kỳ trước ({period}): cập nhật nội dung, hoặc giải trình.",
                section=section,
                share=share,
                period=shorten(earlier.title(Past.PREVIOUS)),
            )
            yield Finding(COPIED, Level.WARNING, said, (f"$.narratives.{section}",))


def likeness(text: str, earlier: str, fewest_words: int = 0) -> int:
    """How many of a hundred runs of words stand in the earlier text as well; 0 where either is too short to tell.

    Numbers, dates and quarters count as equal, letters in any case and signs between words do not matter.
    """
    # Every word takes a letter and a blank, so that most short texts are told by their length.
    if min(len(text), len(earlier)) < 2 * fewest_words - 1:
        return 0
    now, then = _runs(text), _runs(earlier)
    if min(now[0], then[0]) < max(fewest_words, _RUN):
        return 0
    return 100 * len(now[1] & then[1]) // len(now[1])


@lru_cache(maxsize=1000)
def _runs(text: str) -> tuple[int, frozenset[tuple[str, ...]]]:
    """How many words a text has, and its runs of words."""
    words: list[str] = []
    for word in _WORD.findall(_NUMBER.sub("0", text.casefold())):
        plain = "0" if word[0].isdecimal() else word
        if not (plain == "0" and words and words[-1] == "0"):
            words.append(plain)
    return len(words), frozenset(zip(*(words[start:] for start in range(_RUN)), strict=False))
