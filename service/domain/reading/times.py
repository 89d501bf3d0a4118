"""Times that stand in running text, and what they say of a figure: of the period, of another one, since January."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from service.domain.notation.tokens import Token, TokenKind, is_day_of_year
from service.domain.reporting.period import Window

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4}
_MONTHS = {"ba": 3, "sáu": 6, "chín": 9, "mười_hai": 12}
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d{1,4}", re.ASCII)
_DATE_WORDS = frozenset({"ngày", "từ", "đến", "tới", "trước", "sau", "hết", "kể", "và", "(", "-"})
_AFTER_TIMES = frozenset({"năm", "đến", "và", "là", "nay"})
_BEFORE_CUT_OFF = frozenset({"đến", "tới", "hết"})
_SLACK = 20  # days by which a stated window may begin or end otherwise than the schedule's
_HALF, _NINE, _YEAR_LONG = 6, 9, 12


class Basis(StrEnum):
    """What time a figure covers, as far as the words say; `OPEN` where they say nothing."""

    OPEN = "open"
    PERIOD = "period"
    CUMULATIVE = "cumulative"
    PART = "part"
    OTHER = "other"


@dataclass(frozen=True)
class Span:
    """A stretch of tokens that names a time; `until` where it only says up to when."""

    first: int
    last: int
    year: int | None = None
    quarter: int | None = None
    months: int | None = None
    month: int | None = None
    rest_of_year: bool = False
    since: date | None = None
    to: date | None = None
    until: bool = False
    cut_off: bool = False
    many_years: bool = False


@dataclass(frozen=True)
class Frame:
    """What period is reported: its year, window and length in months; `founded` where the unit began within it.

    `fields` are the names of the field that is the unit's own, of which it is not a part: «giáo dục và đào tạo».
    """

    year: int
    window: Window
    founded: bool = False
    fields: tuple[str, ...] = ()

    @property
    def since_january(self) -> bool:
        """Whether what was done since January was done in the period: it begins then, or the unit began within it."""
        return self.founded or self.months >= self.window.last.month

    @property
    def months(self) -> int:
        """How many months, rounded."""
        return round(self.window.days / 30.4)

    @property
    def quarter(self) -> int | None:
        """Which quarter a window of three months ends in."""
        return (self.window.last.month + 2) // 3 if self.months <= 4 else None

    def basis(self, span: Span) -> Basis:
        """What a named time says of a figure."""
        if span.many_years:
            return Basis.OTHER
        if span.since is not None:
            return self._since(span.since, span.to)
        if span.to is not None and not span.cut_off:
            return Basis.OPEN  # a day on which something happened
        if span.year is not None and span.year != self.year:
            return Basis.OTHER
        if span.until:
            return Basis.OPEN
        if span.quarter is not None:
            return self._of_quarter(span.quarter)
        if span.months is not None:
            return self._of_months(span)
        if span.month is not None:
            return Basis.PART
        return Basis.PERIOD if span.year is not None and self.months == _YEAR_LONG else Basis.OPEN

    def _of_quarter(self, quarter: int) -> Basis:
        if self.quarter is not None:
            return Basis.PERIOD if quarter == self.quarter else Basis.OTHER
        return Basis.PART

    def _of_months(self, span: Span) -> Basis:
        assert span.months is not None
        if span.rest_of_year:
            # The second half of the year is yet to come in its first one, and holds the third quarter.
            return Basis.PART if self.months > _NINE else Basis.OTHER if self.window.last.month <= _HALF else Basis.OPEN
        end = self.window.last.month
        if span.months == self.months or (self.quarter == 1 and span.months == 3):
            return Basis.PERIOD
        return Basis.CUMULATIVE if span.months == end and self.months < end else Basis.PART

    def _since(self, since: date, to: date | None) -> Basis:
        begins = abs((since - self.window.first).days) <= _SLACK
        ends = abs(((to or self.window.last) - self.window.last).days) <= _SLACK // 2
        if begins and ends:
            return Basis.PERIOD
        if ends and (since.month, since.day) == (1, 1) and since.year == self.year:
            return Basis.CUMULATIVE
        if since > self.window.first and since <= self.window.last:
            # A unit that was founded within the period reports from that day on.
            return Basis.PERIOD if ends and (since.day == 1) else Basis.PART
        return Basis.OTHER


def find_spans(tokens: Sequence[Token], year: int) -> list[Span]:
    """The times named in a paragraph, in order; days without a year are of the year given."""
    found: list[Span] = []
    position = 0
    while position < len(tokens):
        span = _span_at(tokens, position, year)
        if span is not None:
            found.append(span)
            position = span.last
        position += 1
    return _with_windows(tokens, found, year)


def _span_at(tokens: Sequence[Token], position: int, year: int) -> Span | None:
    token = tokens[position]
    if token.kind is TokenKind.TIME or token.text == "ngày" or _is_day(tokens, position):
        return _day_span(tokens, position, year)
    if token.text == "quý":
        return _quarter(tokens, position)
    if token.text == "tháng":
        return _month(tokens, position)
    if token.text in {"năm", "nhiệm_kỳ"}:
        stated = _year_at(tokens, position + 1)
        return None if stated is None else Span(position, position + 1, year=stated, until=_is_until(tokens, position))
    if _at(tokens, position + 1) == "tháng" and (_digits(tokens, position + 2) or _YEAR_LONG + 1) > _YEAR_LONG:
        return _months(tokens, position)
    return None


def _day_span(tokens: Sequence[Token], position: int, year: int) -> Span | None:
    """`ngày 14/9/2023`, `14/9`, `ngày 14 tháng 9 năm 2023`, `2021-2025`."""
    start = position + 1 if tokens[position].text == "ngày" else position
    if start >= len(tokens):
        return None
    if tokens[start].kind is TokenKind.TIME and _YEAR.match(tokens[start].text):
        return Span(position, start, many_years=True)
    day, last = day_at(tokens, start, year)
    if day is None:
        return None
    return Span(position, last, year=day.year, to=day, until=True, cut_off=_is_until(tokens, position))


def day_at(tokens: Sequence[Token], start: int, year: int) -> tuple[date | None, int]:
    """The day that begins at a token, and its last token."""
    token = tokens[start]
    parts: list[int] = []
    last = start
    if token.kind is TokenKind.TIME:
        parts = [int(part) for part in re.split(r"[/.\s-]+", token.text) if part]
    elif token.kind is TokenKind.NUMBER and is_day_of_year(token):
        assert token.value is not None and token.whole is not None
        parts = [int(token.value), int(token.whole), year]
    elif (
        _at(tokens, start + 1) == "tháng" and (month := _digits(tokens, start + 2)) and (day := _digits(tokens, start))
    ):
        stated = _year_at(tokens, start + 4) if _at(tokens, start + 3) == "năm" else None
        parts, last = [day, month, stated or year], start + (4 if stated else 2)
    try:
        return date(parts[2], parts[1], parts[0]), last
    except (ValueError, IndexError):
        return None, last


def _is_day(tokens: Sequence[Token], position: int) -> bool:
    """Whether a fraction is a day of the year: by the word before it, or by a day after a hyphen."""
    token = tokens[position]
    if token.kind is not TokenKind.NUMBER or not is_day_of_year(token):
        return False
    before = tokens[position - 1].text if position else ""
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    after = tokens[position + 2] if position + 2 < len(tokens) else None
    if following is not None and following.text in {"-", "đến"} and after is not None:
        return after.kind is TokenKind.TIME or is_day_of_year(after) or after.text in {"ngày", "nay"}
    return before in _DATE_WORDS and (
        following is None or not following.is_word or following.text in {"đến", "năm", "là"}
    )


def _quarter(tokens: Sequence[Token], position: int) -> Span | None:
    text = _at(tokens, position + 1)
    quarter = _ROMAN.get(text)
    last = position + 1
    year = None
    token = tokens[last] if last < len(tokens) and tokens[last].kind is TokenKind.NUMBER else None
    if quarter is None and token is not None and token.value in {1, 2, 3, 4} and not _is_count(tokens, last):
        quarter = int(token.value or 0)
        year = int(token.whole) if token.whole is not None else None
    if quarter is None:
        return None
    if year is None:
        year, last = _year_after(tokens, last)
    return Span(position, last, year=year, quarter=quarter, until=_is_until(tokens, position))


def _month(tokens: Sequence[Token], position: int) -> Span | None:
    token = tokens[position + 1] if position + 1 < len(tokens) else None
    if token is None or token.kind is not TokenKind.NUMBER or token.value is None or not 1 <= token.value <= _YEAR_LONG:
        return None
    if _is_count(tokens, position + 1):
        return None
    year, last = (int(token.whole), position + 1) if token.whole is not None else _year_after(tokens, position + 1)
    return Span(position, last, year=year, month=int(token.value), until=_is_until(tokens, position))


def _is_count(tokens: Sequence[Token], position: int) -> bool:
    """Whether a number after «quý», «tháng» says how many: «trong quý 01 trường hợp», but «quý 01 năm 2023»."""
    token = tokens[position]
    following = tokens[position + 1] if position + 1 < len(tokens) else None
    is_padded = token.text.startswith("0") and token.whole is None
    return is_padded and following is not None and following.is_word and following.text not in _AFTER_TIMES


def _months(tokens: Sequence[Token], position: int) -> Span | None:
    """`6 tháng đầu năm 2023`, `9 tháng`, `6 tháng cuối năm`."""
    count = _digits(tokens, position) or _MONTHS.get(tokens[position].text)
    if count is None or not 1 <= count <= _YEAR_LONG:
        return None
    last = position + 1
    rest = _at(tokens, last + 1) in {"cuối", "còn"}
    if _at(tokens, last + 1) in {"đầu", "cuối", "của"}:
        last += 2 if _at(tokens, last + 2) == "năm" else 1
        stated = _year_at(tokens, last + 1)
        if stated is not None:
            return Span(position, last + 1, year=stated, months=count, rest_of_year=rest)
        return Span(position, last, months=count, rest_of_year=rest)
    year, last = _year_after(tokens, last)
    return Span(position, last, year=year, months=count)


def _year_after(tokens: Sequence[Token], last: int) -> tuple[int | None, int]:
    """The year after `/`, `-`, `.` or «năm», and the last token of all."""
    if _at(tokens, last + 1) in {"/", "năm", "-", "."}:
        stated = _year_at(tokens, last + 2)
        if stated is not None:
            return stated, last + 2
    return None, last


def _with_windows(tokens: Sequence[Token], spans: list[Span], year: int) -> list[Span]:
    """The spans with «từ … đến …» as one window, and «từ ngày …» as its beginning."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        between = [token.text for token in tokens[before.last + 1 : span.first]] if before is not None else []
        if (
            before is not None
            and span.to
            and before.to
            and not before.since
            and between in (["đến"], ["-"], ["đến", "hết"])
        ):
            found[-1] = Span(before.first, span.last, since=_before(before.to, span.to), to=span.to)
        else:
            found.append(span)
    return [_begun(tokens, span) for span in found]


def _before(first: date, last: date) -> date:
    """The first day of a window whose year was left out there: the year before where it would end before it begins."""
    return first.replace(year=last.year - 1) if first > last else first


def _begun(tokens: Sequence[Token], span: Span) -> Span:
    """«từ ngày 01/01/2023 (đến nay)» begins a window, where no other end is named."""
    before = tokens[span.first - 1].text if span.first else ""
    if span.since is None and span.to is not None and before in {"từ", "kể_từ", "tính_từ", "từ_ngày"}:
        return Span(span.first - 1, span.last, since=span.to)
    return span


def _is_until(tokens: Sequence[Token], position: int) -> bool:
    before = [token.text for token in tokens[max(0, position - 2) : position]]
    return any(word in _BEFORE_CUT_OFF for word in before)


def _at(tokens: Sequence[Token], position: int) -> str:
    return tokens[position].text if 0 <= position < len(tokens) else ""


def _digits(tokens: Sequence[Token], position: int) -> int | None:
    token = tokens[position] if 0 <= position < len(tokens) else None
    if token is None or token.kind is not TokenKind.NUMBER or token.whole is not None or token.percent:
        return None
    return int(token.text) if _DIGITS.fullmatch(token.text) else None


def _year_at(tokens: Sequence[Token], position: int) -> int | None:
    found = _digits(tokens, position)
    return found if found is not None and 1900 <= found <= 2100 else None
