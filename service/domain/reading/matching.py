"""Which number of a sentence is which figure: phrases are tied to the nearest number that they can speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from service.domain.notation.tokens import TokenKind
from service.domain.reading.bases import Fit, bases_of, basis_of, fit_of, is_of_others_too
from service.domain.reading.distances import distance
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.times import Basis, Frame
from service.domain.reporting.reading_guide import FigurePhrases, Hit, Mark, ReadingGuide, Strength
from service.domain.reporting.template import Indicator, ValueType

_MOST = {ValueType.COUNT: 3.0, ValueType.MONEY: 4.0, ValueType.PERCENT: 4.5}
_MOST_NOTHING = 1.6
_NEAR = 2  # tokens after a number within which a phrase of its own begins
_NEAR_PERCENT = 3.0  # beyond this a percentage is taken only where its parts confirm it
_BREAKS = frozenset({",", ";", "(", ")", ":", "và", "trong_đó", "còn"})
_ALL_OF_THEM = frozenset({"đều", "là", "thuộc", "loại", "toàn", "bộ", "cả", "tất"})
_BEFORE_TAIL = frozenset(
    {"của", "với", "tại", "trong", "về", "do", "cho", "ở", "giữa", "từ", "theo", "liên", "thuộc", "đến", "để", "nên"}
)


@dataclass(frozen=True)
class Match:
    """A number taken for a figure, with how much speaks for it: the more, the better."""

    indicator: str
    value: Decimal
    quantity: Quantity
    strength: Strength
    cost: float
    topic_rank: int
    doubtful: bool = False
    length: int = 1


@dataclass(frozen=True)
class Reading:
    """What sentences are read with; `topics` are those that the lines above speak of, the nearest first."""

    guide: ReadingGuide
    frame: Frame
    indicators: Mapping[str, Indicator]

    @cached_property
    def lowers(self) -> frozenset[str]:
        """The indicators that are the lower number where another one is stated as a fraction of them."""
        return frozenset(figure.lower for figure in self.guide.figures if figure.lower)

    @cached_property
    def kinds(self) -> tuple[ValueType, ...]:
        """What kind of number each of the guide's figures is."""
        return tuple(self.indicators[figure.indicator].kind for figure in self.guide.figures)


@dataclass(frozen=True)
class _Tie:
    """A phrase that may speak of a number."""

    quantity: Quantity
    hit: Hit
    figure: FigurePhrases
    cost: float
    topic_rank: int
    strength: Strength
    doubtful: bool
    apposed: bool


def match_sentence(
    sentence: Sentence, reading: Reading, topics: Sequence[str], carried: Basis = Basis.OPEN,
    vague: Collection[str] = (),
) -> list[Match]:  # fmt: skip
    """The figures that a sentence states; `topics` are those that what stands above speaks of, nearest first.

    Those of them that are `vague` are only likely: a number is taken for them where it says what it counts.
    """
    bases = bases_of(sentence, reading.frame, carried)
    found: list[Match] = []
    for kind in (ValueType.COUNT, ValueType.MONEY, ValueType.PERCENT):
        quantities = [item for item in sentence.quantities if item.kind is kind]
        ties = [tie for item in quantities for tie in _ties(sentence, reading, item, quantities, topics, vague)]
        chosen = list(_chosen([tie for tie in ties if tie.strength is not Strength.PART]))
        for tie in [*chosen, *_parts_beside(ties, chosen)]:
            found += _matches(sentence, reading, tie, bases)
    return found


def _parts_beside(ties: Sequence[_Tie], chosen: Sequence[_Tie]) -> Iterator[_Tie]:
    """The numbers that are said to be a part of a figure, where no phrase that was tied says the whole of it."""
    nearest: dict[tuple[int, int, int], float] = {}
    for tie in ties:
        key = (tie.hit.first, tie.hit.last, tie.figure.index)
        nearest[key] = min(tie.cost, nearest.get(key, tie.cost))
    for tie in ties:
        if tie.cost > nearest[tie.hit.first, tie.hit.last, tie.figure.index]:
            continue
        whole = any(
            other.figure.indicator == tie.figure.indicator and other.hit.first <= tie.hit.first
            and tie.hit.last <= other.hit.last for other in chosen
        )  # fmt: skip
        if tie.strength is Strength.PART and not whole:
            yield tie


def topics_at(sentence: Sentence, position: int, topics: Sequence[str]) -> list[str]:
    """The topics in view at a token, the nearest first: those named up to there, then those of what stands above.

    Last come those that a phrase brings along which says by itself what it speaks of.
    """
    before = sorted(
        (hit for hit in sentence.hits if hit.use.topic and hit.first <= position), key=lambda hit: -hit.last
    )
    named = [hit.use.topic for hit in before if hit.use.figure < 0]
    brought = [hit.use.topic for hit in before if hit.use.figure >= 0 and hit.length > 1]
    return list(dict.fromkeys([*named, *topics, *brought]))


def _ties(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], topics: Sequence[str],
    vague: Collection[str],
) -> Iterator[_Tie]:  # fmt: skip
    if quantity.foreign or quantity.approximate or quantity.growth:
        return
    left, right = _window(sentence, quantity, others)
    in_view = _topics_of(sentence, reading, quantity, topics)
    unsaid = set(vague) - set(topics_at(sentence, right, ()))
    for hit in _whole_phrases(sentence, reading, quantity, left, right):
        use = hit.use
        if hit.first <= quantity.first <= hit.last:
            continue
        figure = reading.guide.figures[use.figure]
        cost = distance(sentence, quantity, hit)
        limit = _MOST[quantity.kind] if quantity.nothing is None else _MOST_NOTHING
        if cost > limit or not _may_be(sentence, quantity, hit, figure):
            continue
        rank = in_view.index(figure.topic) if figure.topic in in_view else len(in_view) + 1
        if use.strength is not Strength.PLAIN and figure.topic not in in_view:
            continue
        if use.with_unit and not (quantity.units & set(figure.units)):
            continue
        if (
            use.strength is not Strength.PLAIN
            and not use.only_nothing
            and figure.topic in unsaid
            and not (quantity.units & set(figure.units))
        ):
            continue
        yield _Tie(
            quantity,
            hit,
            figure,
            cost,
            rank,
            use.strength,
            quantity.odd or quantity.doubtful or _goes_on(sentence, reading, quantity, others, figure),
            _is_apposed(sentence, quantity, hit),
        )


def _whole_phrases(sentence: Sentence, reading: Reading, quantity: Quantity, first: int, last: int) -> list[Hit]:
    """The phrases for a number within a stretch, without pieces of a longer one that speaks for itself."""
    found = [
        hit for hit in sentence.hits
        if hit.use.figure >= 0 and not hit.use.unless and first <= hit.first and hit.last <= last
        and reading.kinds[hit.use.figure] is quantity.kind
        and _fits_unit(quantity, reading.guide.figures[hit.use.figure])
    ]  # fmt: skip
    plain = [hit for hit in found if hit.use.strength is Strength.PLAIN and hit.length > 1]
    return [
        hit for hit in found
        if hit.use.strength is Strength.PLAIN or hit.use.only_nothing
        or not any(big.first <= hit.first and hit.last <= big.last and big.length > hit.length for big in plain)
    ]  # fmt: skip


def _topics_of(sentence: Sentence, reading: Reading, quantity: Quantity, topics: Sequence[str]) -> list[str]:
    """The topics in view at a number, those within another only where they are named before it and that one is too."""
    within = reading.guide.within
    end = quantity.last + 1
    while end < len(sentence.tokens) and not _breaks(sentence, end):
        end += 1
    before = topics_at(sentence, quantity.first, topics)
    outer = [name for name in topics_at(sentence, end, topics) if name not in within]
    inner = [name for name in before if within.get(name) in outer]
    later = [name for name in topics_at(sentence, len(sentence.tokens), ()) if name not in within]
    return list(dict.fromkeys([*inner[:1], *outer, *later]))


def _window(sentence: Sentence, quantity: Quantity, others: Sequence[Quantity]) -> tuple[int, int]:
    """The tokens between the numbers of the same kind before and after."""
    rivals = [item for item in others if not _counts_others(item, quantity)]
    left = max((item.last + 1 for item in rivals if item.last < quantity.first), default=0)
    right = min((item.first - 1 for item in others if item.first > quantity.last), default=len(sentence.tokens) - 1)
    if quantity.nothing is Mark.NONE_OF:
        return quantity.last + 1, _clause_end(sentence, quantity.last + 1, right)
    if quantity.nothing is Mark.NOTHING:
        return left, quantity.first - 1
    return left, right


def _counts_others(item: Quantity, quantity: Quantity) -> bool:
    """Whether two numbers count different things, so that one phrase may speak of both («20 TTHC, 802 hồ sơ»)."""
    return bool(item.units and quantity.units and not item.units & quantity.units and not item.foreign)


def _clause_end(sentence: Sentence, start: int, right: int) -> int:
    """The last token before a semicolon, a full stop or the next number."""
    for index in range(start, right + 1):
        if sentence.tokens[index].text in {";", "."} or sentence.tokens[index].kind is TokenKind.NUMBER:
            return index - 1
    return right


def _goes_on(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], figure: FigurePhrases
) -> bool:
    """Whether the same things go on being counted after «và» under no phrase of their own: «09 xã và 04 phòng»."""
    after = next((item for item in others if item.first > quantity.last), None)
    if after is None or not after.units & quantity.units:
        return False
    if [token.text for token in sentence.tokens[quantity.last + 1 : after.first]] != ["và"]:
        return False
    section = reading.indicators[figure.indicator].section
    return not any(
        hit.use.figure >= 0
        and not hit.use.unless
        and after.first < hit.first <= after.last + 1 + _NEAR
        and reading.indicators[reading.guide.figures[hit.use.figure].indicator].section == section
        for hit in sentence.hits
    )


def _is_apposed(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase says of the whole number what else it is: «41 TTHC (đều là TTHC cấp tỉnh)»."""
    between = [token.text for token in sentence.tokens[quantity.last + 1 : hit.first]]
    after = sentence.tokens[hit.last + 1].text if hit.last + 1 < len(sentence.tokens) else "."
    if not between or between[0] not in {"(", ","} or not set(between[1:]) <= _ALL_OF_THEM:
        return False
    return after == ")" if between[0] == "(" else len(between) > 1


def _may_be(sentence: Sentence, quantity: Quantity, hit: Hit, figure: FigurePhrases) -> bool:
    """Whether the number's unit and the words around allow the figure."""
    if hit.use.only_nothing and quantity.nothing is None:
        return False
    if quantity.kind is ValueType.COUNT and (quantity.value != quantity.value.to_integral_value()):
        return False
    if quantity.nothing is Mark.NONE_OF and _counts_another(sentence, quantity, figure):
        return False
    first, last = _region(sentence, quantity, hit)
    others = [item for item in sentence.quantities if item is not quantity]
    for other in sentence.hits:
        if not (first <= other.first and other.last <= last and _forbids(other, hit, figure)):
            continue
        is_unit = any(item.first <= other.first and other.last <= item.last for item in others)
        is_lower = quantity.whole is not None and other.first > quantity.first
        if not is_unit and not is_lower:
            return False
    return quantity.nothing is not Mark.NONE_OF or _covers(sentence, quantity, hit)


def _counts_another(sentence: Sentence, quantity: Quantity, figure: FigurePhrases) -> bool:
    """Whether «không có» goes with things of another kind: «không có văn bản thuộc diện kiểm tra» counts no offices."""
    units = {hit.use.unit for hit in sentence.hits if hit.use.unit and hit.first == quantity.last + 1}
    return bool(figure.units and units - {"-"}) and not units & set(figure.units)


def _fits_unit(quantity: Quantity, figure: FigurePhrases) -> bool:
    """Whether a number counts what the figure does, as far as both say."""
    return not (figure.units and quantity.units) or bool(quantity.units & set(figure.units))


def _forbids(other: Hit, hit: Hit, figure: FigurePhrases) -> bool:
    """Whether a phrase near a number says that it is something else."""
    if other.use.mark is Mark.EXEMPT:
        return True
    if not other.use.unless or (hit.first <= other.first and other.last <= hit.last):
        return False
    return other.use.figure == figure.index


def _region(sentence: Sentence, quantity: Quantity, hit: Hit) -> tuple[int, int]:
    """The tokens around a number and its phrase up to the next sign or number."""
    first, last = min(quantity.first, hit.first), max(quantity.last, hit.last)
    while first > 0 and not _breaks(sentence, first - 1):
        first -= 1
    while last + 1 < len(sentence.tokens) and not _breaks(sentence, last + 1):
        last += 1
    return first, last


def _breaks(sentence: Sentence, index: int) -> bool:
    token = sentence.tokens[index]
    return token.text in _BREAKS or token.kind is TokenKind.NUMBER


def _covers(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase, with words that say nothing, is all that «không có» goes with."""
    end = next(
        (
            i
            for i in range(quantity.last + 1, len(sentence.tokens))
            if _breaks(sentence, i) and not hit.first <= i <= hit.last
        ),
        len(sentence.tokens),
    )
    known = set(range(hit.first, hit.last + 1))
    if hit.last + 1 < end and sentence.tokens[hit.last + 1].text in _BEFORE_TAIL | {"nào"}:
        known.update(range(hit.last + 1, end))
    for other in sentence.hits:
        if other.use.mark in {Mark.FILLER, Mark.PERIOD, Mark.CUMULATIVE} or other.use.unit:
            known.update(range(other.first, other.last + 1))
    return all(index in known or not sentence.tokens[index].is_word for index in range(quantity.last + 1, end))


def _chosen(ties: Sequence[_Tie]) -> Iterator[_Tie]:
    """Each number with the phrase that is nearest, each phrase with one number; of equal ones the longest phrase."""
    taken_numbers: dict[int, tuple[tuple[int, int], int]] = {}
    taken_tokens: dict[int, tuple[int, tuple[int, int]]] = {}
    numbers = {tie.quantity.first: tie for tie in ties}
    for tie in sorted(ties, key=_preference):
        span = (tie.hit.first, tie.hit.last)
        number = tie.quantity.first
        if taken_numbers.get(number, (span, tie.topic_rank)) != (span, tie.topic_rank) and not tie.apposed:
            continue
        owners = {taken_tokens[index] for index in range(span[0], span[1] + 1) if index in taken_tokens}
        if any(owner != (number, span) and not _shares(tie, numbers[owner[0]]) for owner in owners):
            continue
        taken_numbers.setdefault(number, (span, tie.topic_rank))
        for index in range(span[0], span[1] + 1):
            taken_tokens.setdefault(index, (number, span))
        yield tie


def _shares(tie: _Tie, owner: _Tie) -> bool:
    """Whether a phrase that was tied to one number speaks of this one too, which counts something else."""
    return tie.figure.indicator != owner.figure.indicator and _counts_others(owner.quantity, tie.quantity)


def _preference(tie: _Tie) -> tuple[float, int, int, int]:
    worth = 0.35 * tie.hit.length + 0.6 * int(tie.strength) + 0.5 * tie.hit.use.only_nothing
    return (
        tie.cost + 0.4 * min(tie.topic_rank, 4) - worth, -tie.hit.length, tie.quantity.first, tie.hit.first,
    )  # fmt: skip


def _is_bare_nothing(tie: _Tie) -> bool:
    """Whether «không tổ chức …» goes with one word only, which may speak of anything."""
    return (
        tie.quantity.nothing is Mark.NONE_OF
        and tie.hit.length == 1
        and tie.strength is Strength.TOPIC
        and not tie.hit.use.only_nothing
    )


def _matches(sentence: Sentence, reading: Reading, tie: _Tie, bases: list[Basis]) -> Iterator[Match]:
    indicator = reading.indicators[tie.figure.indicator]
    fit = fit_of(basis_of(sentence, tie.quantity, bases, reading.frame), indicator.time, reading.frame)
    if fit is Fit.NO:
        return
    doubtful = tie.doubtful or fit is Fit.MAYBE or is_of_others_too(sentence, tie.quantity) or _is_bare_nothing(tie)
    strength = tie.strength
    if tie.quantity.kind is ValueType.PERCENT and tie.cost > _NEAR_PERCENT:
        strength = Strength.CONFIRM
    match = Match(
        indicator.code, tie.quantity.value, tie.quantity, strength, tie.cost, tie.topic_rank, doubtful, tie.hit.length
    )  # fmt: skip
    if tie.quantity.whole is not None and indicator.code in reading.lowers:
        yield replace(match, value=tie.quantity.whole)
        return
    yield match
    if tie.quantity.whole is not None and tie.figure.lower:
        yield replace(match, indicator=tie.figure.lower, value=tie.quantity.whole)
