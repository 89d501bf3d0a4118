"""A paragraph as sentences of tokens: times as one token each, phrases found, each number with what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from service.domain.notation.tokens import Token, TokenKind
from service.domain.reading.number_words import with_number_words
from service.domain.reading.times import Frame, Span, find_spans
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.reading_guide import Hit, Mark, ReadingGuide

_BILLION = Decimal(1_000_000_000)
_MONEY = {
    ("tỷ", "đồng"): Decimal(1), ("triệu", "đồng"): Decimal("0.001"), ("nghìn", "đồng"): Decimal("0.000001"),
    ("ngàn", "đồng"): Decimal("0.000001"), ("đồng",): 1 / _BILLION, ("vnđ",): 1 / _BILLION, ("trđ",): Decimal("0.001"),
    ("tỷ",): Decimal(1), ("tr", ".", "đồng"): Decimal("0.001"), ("tr", "đồng"): Decimal("0.001"),
    ("triệu",): Decimal("0.001"), ("đ",): 1 / _BILLION,
}  # fmt: skip
_ROUND = frozenset({"nghìn", "ngàn", "vạn", "trăm", "chục"})
_FOREIGN_MONEY = frozenset({"usd", "đô", "euro"})
# What «đồng» and «đ» begin that is no money: «15 đồng chí», «02 đ/c».
_COMRADES = ({"đồng": "chí", "đ": "/"}, {"đồng": "nghiệp"})
# Numbers after these are names of things: «Điều 5», «số 1», «loại 2».
_NAMING = frozenset({
    "số", "điều", "khoản", "điểm", "chương", "mục", "biểu", "loại", "hạng", "nhóm", "thứ", "lần", "đợt", "khóa", "khu",
    "kcn", "lộ", "khối", "bậc", "đoạn", "độ", "mức", "bản", "iso", "5s", "quý", "mẫu",
})  # fmt: skip
# Before «hạng», «bậc»: what is done to those who are counted behind.
_RAISING = frozenset({"thăng", "nâng"})
_ABBREVIATIONS = frozenset({"TP", "Tp", "TS", "ThS", "GS", "PGS", "BS", "KS", "TT", "Tx", "TX", "St"})
# Nobody's sentence is longer: what is, is cut, so that the time to read it follows its length.
_LONGEST_SENTENCE, _MOST_TOKENS = 300, 500
_PAUSES = frozenset({";", ",", ":"})
_NAMED = 4  # tokens of what there is none of, up to «nào»
# Between a number and the one that it is a part of.
_OF = (("/",), ("trên",), ("trên", "tổng", "số"), ("trên", "tổng"))
_YEAR = re.compile(r"20[0-4]\d", re.ASCII)
_ENDS = frozenset({".", "!", "?", "…"})


@dataclass(frozen=True)
class Quantity:
    """A number in a sentence: tokens `first` to `last` with its unit; money is in tỷ đồng.

    `units` are what it counts, empty where nothing is said, `foreign` where it is nothing that a report is asked for.
    `nothing` is «không có»: before what there is none of, or after it.
    """

    first: int
    last: int
    value: Decimal
    kind: ValueType
    whole: Decimal | None = None
    units: frozenset[str] = frozenset()
    foreign: bool = False
    odd: bool = False
    approximate: bool = False
    growth: bool = False
    doubtful: bool = False
    nothing: Mark | None = None


@dataclass(frozen=True)
class Sentence:
    """A sentence's tokens, the times and phrases in it, and its numbers."""

    tokens: Sequence[Token]
    spans: Mapping[int, Span]
    hits: Sequence[Hit]
    text: str
    start: int
    quantities: tuple[Quantity, ...] = field(default=(), compare=False)


def sentences_of(text: str, guide: ReadingGuide, frame: Frame) -> list[Sentence]:
    """The sentences of a paragraph."""
    tokens = guide.canonical(text)
    counted = frozenset(hit.first for hit in guide.tree.hits(tokens) if hit.use.unit)
    tokens = with_number_words(tokens, counted)
    tokens, spans = _with_times(tokens, find_spans(tokens, frame.year))
    found = []
    for first, last in _bounds(tokens, text):
        part = tokens[first:last]
        within = {index - first: span for index, span in spans.items() if first <= index < last}
        found.append(read_sentence(part, within, guide, text))
    return found


def read_sentence(tokens: Sequence[Token], spans: Mapping[int, Span], guide: ReadingGuide, text: str) -> Sentence:
    """The sentence that these tokens of a text make."""
    hits = _outer(list(guide.tree.hits(tokens)))
    start, end = tokens[0].start, tokens[-1].end
    bare = Sentence(tokens, spans, hits, text[start:end], start)
    return Sentence(tokens, spans, hits, text[start:end], start, tuple(_quantities(bare)))


def _with_times(tokens: Sequence[Token], spans: Iterable[Span]) -> tuple[list[Token], dict[int, Span]]:
    """The tokens with each named time as one, and which time each of those is."""
    found: list[Token] = []
    times: dict[int, Span] = {}
    position = 0
    for span in spans:
        found += tokens[position : span.first]
        times[len(found)] = span
        found.append(Token(TokenKind.TIME, "<time>", tokens[span.first].start, tokens[span.last].end))
        position = span.last + 1
    return [*found, *tokens[position:]], times


def _bounds(tokens: Sequence[Token], text: str) -> Iterator[tuple[int, int]]:
    """First and one past the last token of each sentence."""
    first = 0
    for index, token in enumerate(tokens):
        is_endless = index - first >= _LONGEST_SENTENCE and (token.text in _PAUSES or index - first >= _MOST_TOKENS)
        if is_endless or (token.text in _ENDS and _ends_here(tokens, index, text)):
            yield first, index + 1
            first = index + 1
    if first < len(tokens):
        yield first, len(tokens)


def _ends_here(tokens: Sequence[Token], index: int, text: str) -> bool:
    """Whether a full stop ends a sentence: no small letter follows, and no abbreviation goes before."""
    if index + 1 == len(tokens):
        return True
    before, after = tokens[index - 1] if index else None, tokens[index + 1]
    if before is None or after.start == tokens[index].end:
        return False
    written = text[before.start : before.end]
    if written in _ABBREVIATIONS or (len(written) == 1 and written.isupper()):
        return False
    return text[after.start].isupper() or after.kind is not TokenKind.WORD


def _outer(hits: list[Hit]) -> list[Hit]:
    """The hits without marks that only stand inside the phrase of a figure; one that fills its gap stays.

    «PAKN của tỉnh tiếp nhận» is of the province, «tại cấp xã» in «TTHC ở cấp xã» is what is counted.
    """
    figures = [hit for hit in hits if hit.use.figure >= 0 and not hit.use.unless and hit.length > 1]
    return [
        hit
        for hit in hits
        if hit.use.mark in {None, Mark.FILLER, Mark.NOTHING, Mark.NONE_OF}
        or not any(
            big.first <= hit.first
            and hit.last <= big.last
            and big.length >= hit.length + (hit.use.mark is not Mark.PART)
            and not (hit.use.mark is Mark.WIDER and hit.last == big.last)
            for big in figures
        )
    ]


def _quantities(sentence: Sentence) -> Iterator[Quantity]:
    found = [*_numbers(sentence), *_nothings(sentence)]
    covered: set[int] = set()
    for quantity in sorted(found, key=lambda item: item.first):
        if quantity.first not in covered:
            covered.update(range(quantity.first, quantity.last + 1))
            yield quantity


def _numbers(sentence: Sentence) -> Iterator[Quantity]:
    tokens = sentence.tokens
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind is not TokenKind.NUMBER or _is_name(sentence, position) or _is_year(sentence, position):
            position += 1
            continue
        quantity = _number(sentence, position)
        position = quantity.last + 1
        yield quantity


def _number(sentence: Sentence, position: int) -> Quantity:
    tokens = sentence.tokens
    token = tokens[position]
    assert token.value is not None
    factor, last = _money(tokens, position + 1)
    before = _mark_before(sentence, position)
    bare = Quantity(
        position, position, token.value, ValueType.PERCENT, token.whole,
        approximate=Mark.APPROXIMATE in before or _is_round(tokens, position + 1) or _is_range(tokens, position),
        growth=Mark.GROWTH in before, doubtful=token.doubtful,
    )  # fmt: skip
    if token.percent or _at(tokens, position + 1) in {"phần_trăm", "%"}:
        return bare
    if factor is not None:
        more, last = _millions(tokens, last)
        whole, last = _whole_money(tokens, last, token.whole)
        foreign = _at(tokens, last + 1) in _FOREIGN_MONEY
        value = token.value * factor + more
        lower = whole * factor if whole is not None and token.whole is not None else whole
        return replace(bare, last=last, value=value, kind=ValueType.MONEY, whole=lower, foreign=foreign)
    units, last = _unit(sentence, position + 1)
    foreign = "-" in units
    whole, last = _whole_count(sentence, last, token.whole) if not foreign else (token.whole, last)
    odd = not units and _is_noun_like(sentence, position + 1)
    return replace(bare, last=last, kind=ValueType.COUNT, whole=whole, units=frozenset(units), foreign=foreign, odd=odd)


def _money(tokens: Sequence[Token], position: int) -> tuple[Decimal | None, int]:
    """What one unit of money after a number is in tỷ đồng, and its last token."""
    for length in (3, 2, 1):
        words = tuple(token.text for token in tokens[position : position + length])
        after = _at(tokens, position + length)
        if len(words) == length and words in _MONEY and not any(item.get(words[-1]) == after for item in _COMRADES):
            return _MONEY[words], position + length - 1
    return None, position - 1


def _millions(tokens: Sequence[Token], last: int) -> tuple[Decimal, int]:
    """«78 tỷ 500 triệu đồng»: what the second number adds, and its last token."""
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if tokens[last].text == "tỷ" and after is not None and after.value is not None and not after.percent:
        factor, end = _money(tokens, last + 2)
        if factor is not None:
            return after.value * factor, end
    return Decimal(0), last


def _whole_money(tokens: Sequence[Token], last: int, whole: Decimal | None) -> tuple[Decimal | None, int]:
    """«1.174 tỷ đồng/4.135,9 tỷ đồng»: the second sum, in tỷ đồng."""
    if whole is None and _at(tokens, last + 1) == "/" and last + 2 < len(tokens) and tokens[last + 2].value is not None:
        factor, end = _money(tokens, last + 3)
        if factor is not None:
            return (tokens[last + 2].value or Decimal(0)) * factor, end
    return whole, last


def _whole_count(sentence: Sentence, last: int, whole: Decimal | None) -> tuple[Decimal | None, int]:
    """«30 nhiệm vụ/34 nhiệm vụ», «30 trên tổng số 34 nhiệm vụ»: the second number."""
    tokens = sentence.tokens
    for joint in _OF if whole is None else ():
        place = last + 1 + len(joint)
        if place < len(tokens) and tuple(token.text for token in tokens[last + 1 : place]) == joint:
            lower = tokens[place]
            end = _unit(sentence, place + 1)[1]
            # «4.806 hồ sơ trên tổng 6.230 hồ sơ tiếp nhận»: what follows is said of the second number alone.
            is_named = joint != ("/",) and any(hit.first == end + 1 and _is_figure(hit) for hit in sentence.hits)
            if lower.kind is TokenKind.NUMBER and lower.whole is None and not lower.percent and not is_named:
                return lower.value, end
    return whole, last


def _unit(sentence: Sentence, position: int) -> tuple[set[str], int]:
    """What a number counts, by the longest unit right after it, and the unit's last token."""
    found = [hit for hit in sentence.hits if hit.use.unit and hit.first == position]
    if not found:
        return set(), position - 1
    last = max(hit.last for hit in found)
    return {hit.use.unit for hit in found if hit.last == last}, last


def _is_name(sentence: Sentence, position: int) -> bool:
    """Whether a number is part of a name («Phòng Công chứng số 2»), a number of a list, or stands in a word."""
    tokens = sentence.tokens
    before = _at(tokens, position - 1)
    token = tokens[position]
    if position and tokens[position - 1].end == token.start and tokens[position - 1].is_word:
        return True
    if before == "quý" and token.text.startswith("0"):
        return False  # «trong quý 01 trường hợp»
    if _at(tokens, position - 2) in _RAISING and _unit(sentence, position + 1)[0]:
        return False  # «thăng hạng 06 viên chức»
    if before in _NAMING:
        # «số 12» is a name, «tổng số 12» and «nhóm: 3» are not.
        return _at(tokens, position - 2) not in {"tổng", "tần", "con", "chỉ", "ký"} and len(token.text) <= 3
    return token.text == "24/7"


def _is_year(sentence: Sentence, position: int) -> bool:
    """Whether a number that counts nothing is the year of what is named before it: «Kế hoạch CCHC 2026»."""
    tokens = sentence.tokens
    if not _YEAR.fullmatch(tokens[position].text) or _unit(sentence, position + 1)[0]:
        return False
    return position > 0 and tokens[position - 1].is_word and _mark_before(sentence, position) == set()


def _is_round(tokens: Sequence[Token], position: int) -> bool:
    return _at(tokens, position) in _ROUND and _at(tokens, position + 1) != "đồng"


def _is_range(tokens: Sequence[Token], position: int) -> bool:
    """«30-40»: neither is a figure."""
    after = (
        position + 2 < len(tokens)
        and tokens[position + 1].text == "-"
        and tokens[position + 2].kind is TokenKind.NUMBER
    )
    before = position >= 2 and tokens[position - 1].text == "-" and tokens[position - 2].kind is TokenKind.NUMBER
    near = (after and tokens[position + 1].start <= tokens[position].end + 1) or (
        before and tokens[position].start <= tokens[position - 1].end + 1
    )
    return bool(near)


def _is_noun_like(sentence: Sentence, position: int) -> bool:
    """Whether a word follows that is neither part of a phrase nor one that says nothing."""
    if position >= len(sentence.tokens) or not sentence.tokens[position].is_word:
        return False
    return not any(hit.first <= position <= hit.last for hit in sentence.hits if not hit.use.unless)


def _mark_before(sentence: Sentence, position: int) -> set[Mark]:
    """The marks that end right before a number, words that say nothing between."""
    ends = {position - 1}
    if _at(sentence.tokens, position - 1) in {"là", "đạt", "được", "tới", "lên", "thêm", "về", "còn", "đến", "xuống"}:
        ends.add(position - 2)
    return {hit.use.mark for hit in sentence.hits if hit.use.mark is not None and hit.last in ends}


def _nothings(sentence: Sentence) -> Iterator[Quantity]:
    """Every «không có»: before a phrase, or at the end of a clause."""
    for hit in sentence.hits:
        if hit.use.mark is Mark.NOTHING and _ends_clause(sentence.tokens, _after_times(sentence, hit.last + 1)):
            yield Quantity(
                hit.first,
                hit.last,
                Decimal(0),
                ValueType.COUNT,
                nothing=Mark.NOTHING,
                doubtful=_is_not_yet(sentence, hit),
            )
    for hit in sentence.hits:
        if hit.use.mark is Mark.NONE_OF and not _ends_clause(sentence.tokens, hit.last + 1):
            longer = any(
                (other.use.mark in {Mark.NONE_OF, Mark.EXEMPT} or _is_figure(other))
                and other.first <= hit.first
                and other.last > hit.last
                for other in sentence.hits
            )
            if not longer and not any(
                token.kind is TokenKind.NUMBER for token in sentence.tokens[hit.last + 1 : hit.last + 2]
            ):
                yield Quantity(
                    hit.first,
                    hit.last,
                    Decimal(0),
                    ValueType.COUNT,
                    nothing=Mark.NONE_OF,
                    doubtful=_is_not_yet(sentence, hit),
                )


def _is_figure(hit: Hit) -> bool:
    """Whether a phrase says a figure, of which «chưa …» is a part: «chưa thực hiện xong và đã quá hạn»."""
    return hit.use.figure >= 0 and not hit.use.unless and not hit.use.only_nothing


def _is_not_yet(sentence: Sentence, hit: Hit) -> bool:
    """Whether it only says «not yet»: what was not done so far need not be nothing; «chưa có đơn vị nào» is none."""
    after = [token.text for token in sentence.tokens[hit.last + 1 : hit.last + 1 + _NAMED]]
    return sentence.tokens[hit.first].text.startswith("chưa") and not (hit.length > 1 and "nào" in after)


def _after_times(sentence: Sentence, position: int) -> int:
    """The token after words that only say when: «không phát sinh trong kỳ»."""
    for hit in sorted(sentence.hits, key=lambda item: (item.first, -item.last)):
        if hit.first == position and hit.use.mark in {Mark.PERIOD, Mark.CUMULATIVE}:
            return hit.last + 1
    return position + 1 if position < len(sentence.tokens) and position in sentence.spans else position


def _ends_clause(tokens: Sequence[Token], position: int) -> bool:
    return position >= len(tokens) or tokens[position].text in {".", ";", ",", ")", "…", "/"}


def _at(tokens: Sequence[Token], position: int) -> str:
    return tokens[position].text if 0 <= position < len(tokens) else ""
