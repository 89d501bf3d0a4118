"""What a report's texts look like: gaps that nobody filled in, and sentences copied from the period before.

Every step takes time in proportion to the texts, of which only so much is looked at; nobody is asked to explain these
warnings, so that they need no place in any way of filing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from service.domain.errors import Finding, Level, message
from service.domain.notation.numbers import shorten
from service.domain.reporting.earlier import EarlierReports
from service.domain.reporting.expression import Past
from service.domain.reporting.report import SubmittedReport

PLACEHOLDER, COPIED = "placeholder", "copied"
MOST_OF_A_TEXT, MOST_OF_ALL = 20_000, 60_000  # letters that are looked at
_SHARE = 90  # percent of a text from which on it counts as copied
_FEWEST_SENTENCES, _FEWEST_LETTERS, _SHORTEST = 3, 150, 20  # what is shorter is formulaic
_MOST_KNOWN = 256

_HINTS = ("…", "...", "xx", "XX", "__", "??", "[", "<", "{", "(điền", "(Điền", "(nhập", "(Nhập", "TODO", "TBD")
_FILL = (
    r"(?:điền|nhập|ghi|nêu|bổ\ sung|cập\ nhật|chèn|số\ liệu|tên|ngày|tháng|đơn\ vị|nội\ dung|xx+|…|\.{2,}|_+|\?+|-+)"
)
# An enumeration that goes on («…, v.v…», «Zalo, Facebook, …») is no gap.
_GAP = re.compile(
    rf"""
    (?=[\[<{{(_x?t…. \t])(?:                                        # what a gap begins with, told at once
    [\[<{{]{{1,2}}\ ?(?:{_FILL}\b[^\]>}}\n]{{0,80}}|{_FILL})\ ?[\]>}}]   # [điền số liệu], <tên đơn vị>, [...]
  | [\[{{]\ {{0,3}}[\]}}]                                        # []
  | \(\ ?(?:điền|nhập|…|\.{{3,}})[^()\n]{{0,80}}\)                # (điền sau), (…)
  | (?<!\w)_{{2,}}(?!\w)|(?<=[^\W_])_{{3,}}|(?<!_)_{{3,}}(?=[^\W_])  # __, số____
  | (?<!\w)x{{3,}}(?!\w)|(?<!\w)xx(?!\w)                         # xxx
  | (?<!\?)\?{{3,}}|(?<!\w)(?:TODO|TBD)(?!\w)                     # ???
  | (?<!v\.v)(?<!vv)(?<![…])…{{2,}}|(?<![.v])\.{{5,}}              # ......
  | (?:^|(?<=[:(/]))[ \t]{{0,9}}(?:…|\.{{3,4}})                  # at the beginning, after a colon or a stroke
  | (?<=[^\W\d_])[ \t]{{1,9}}(?:…|\.{{3,4}})[ \t]{{0,9}}(?=[^\W\d_]{{2}}|%)  # có … hồ sơ
  | (?:…|\.{{3,4}})(?=/)                                          # …/BC
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?:thứ|khóa|khoá|kỳ|lần|đại hội)\s?$", re.IGNORECASE)
_AROUND, _LONGEST_ADDRESS = 24, 300
# Apart they are found many times sooner than as one pattern, which has to be tried at every letter.
_NUMBER, _QUARTER = re.compile(r"\d[\d.,/]*"), re.compile(r"quý [ivx]+")
_SENTENCE = re.compile(r"[.;\n]+\s?")


def looked_at(narratives: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The sections' texts as far as they are looked at, by code."""
    left = MOST_OF_ALL
    for section, text in narratives.items():
        part = text[: min(MOST_OF_A_TEXT, left)]
        left -= len(part)
        if part:
            yield section, part


def placeholders(filing: SubmittedReport) -> Iterator[Finding]:
    """A warning for each section in which something is still to be filled in."""
    for section, text in looked_at(filing.narratives):
        if found := _gap_in(text):
            said = message(
                "Mục {section} còn chỗ chưa điền, ở «{found}»: điền nội dung hoặc bỏ chỗ đó.",
                section=section,
                found=found,
            )
            yield Finding(PLACEHOLDER, Level.WARNING, said, (f"$.narratives.{section}",))


@lru_cache(maxsize=_MOST_KNOWN)
def _gap_in(text: str) -> str:
    """The first gap with what stands around it; empty where there is none."""
    hints = [hint for hint in _HINTS if hint in text]
    for line in text.split("\n") if hints else ():
        if not any(hint in line for hint in hints):
            continue
        for gap in _GAP.finditer(line):
            if not _is_ordinal(line, gap) and not _is_in_address(line, gap.start()):
                start, end = gap.span()
                return shorten(line[max(0, start - _AROUND) : end + _AROUND].strip(), 3 * _AROUND)
    return ""


def _is_ordinal(line: str, gap: re.Match[str]) -> bool:
    """Whether it is a number: «Đại hội lần thứ XIII»."""
    is_roman = gap[0].isupper() and not gap[0].strip("X")
    return is_roman and _ORDINAL.search(line[max(0, gap.start() - 10) : gap.start()]) is not None


def _is_in_address(text: str, position: int) -> bool:
    """Whether it stands in an address of the web or of mail, which may hold any sign."""
    before = text[max(0, position - _LONGEST_ADDRESS) : position].split()
    is_open = bool(before) and not text[position - 1].isspace()
    after = text[position : position + _LONGEST_ADDRESS].split(maxsplit=1)
    word = (before[-1] if is_open else "") + (after[0] if after else "")
    return "://" in word or "@" in word or word.startswith("www.")


def copied_texts(filing: SubmittedReport, earlier: EarlierReports) -> Iterator[Finding]:
    """A warning for each section most of whose sentences are those of the period before, numbers and dates aside."""
    if earlier.previous is None:
        return
    before = earlier.previous.ordered[0].narratives
    period = shorten(earlier.title(Past.PREVIOUS))
    for section, text in looked_at(filing.narratives):
        share = likeness(text, before.get(section, ""))
        if share >= _SHARE:
            said = message(
                "Nội dung mục {section} giống {share} % kỳ trước ({period}): cập nhật nội dung cho kỳ này.",
                section=section,
                share=share,
                period=period,
            )
            yield Finding(COPIED, Level.WARNING, said, (f"$.narratives.{section}",))


def likeness(text: str, earlier: str) -> int:
    """How many of a hundred letters stand in sentences of the earlier text; 0 where the text is too short to tell."""
    if min(len(text), len(earlier)) < _FEWEST_LETTERS:
        return 0
    now = _sentences(text)
    if len(now) < _FEWEST_SENTENCES:
        return 0
    then = _known_sentences(earlier[:MOST_OF_A_TEXT])
    return 100 * sum(len(item) for item in now if item in then) // sum(map(len, now))


@lru_cache(maxsize=_MOST_KNOWN)
def _known_sentences(text: str) -> frozenset[str]:
    return frozenset(_sentences(text))


@lru_cache(maxsize=_MOST_KNOWN)
def _sentences(text: str) -> tuple[str, ...]:
    """A text's sentences of some length without their numbers, dates and quarters, in letters of one case."""
    plain = _NUMBER.sub("0", text.casefold())
    plain = _QUARTER.sub("quý 0", plain) if "quý " in plain else plain
    return tuple(item for item in _SENTENCE.split(plain) if len(item) >= _SHORTEST)
