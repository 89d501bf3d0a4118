"""Which phrases may speak of a number of a sentence: by what it is about, what is counted, and how near they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from service.domain.reading.bases import Fit, fit_of
from service.domain.reading.conditions import breaks, may_be
from service.domain.reading.distances import distance, is_barred, is_in_own_bracket
from service.domain.reading.doubts import (
    counted_by,
    counts_a_topic,
    goes_with_names,
    is_of_others,
    is_of_some,
    is_pair,
    is_said_again,
    is_share_of_others,
    is_sum_of_others,
    mixes_topics,
)
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.subjects import is_of_another_body
from service.domain.reading.times import Basis, Frame
from service.domain.reading.windows import same_times, window_of
from service.domain.reporting.indicator import Indicator, TimeFrame, ValueType
from service.domain.reporting.reading_guide import FigurePhrases, Hit, ReadingGuide, Strength, Use

_MOST = {ValueType.COUNT: 3.0, ValueType.MONEY: 4.0, ValueType.PERCENT: 4.5, ValueType.DECIMAL: 3.0}
_MOST_NOTHING = 1.6
_OF_ALL = (
    ("trên", "tổng", "số"),
    ("trên", "tổng"),
    ("trên", "số"),
    ("trong", "tổng", "số"),
    ("so", "với", "tổng", "số"),
)
_NEAR = 2  # tokens after a number within which a phrase of its own begins
_ACTS = frozenset({("bãi", "bỏ"), ("thay", "thế"), ("sửa", "đổi"), ("bổ", "sung"), ("hủy", "bỏ"), ("ban", "hành")})
_ALL_OF_THEM = frozenset({"đều", "là", "thuộc", "loại", "toàn", "bộ", "cả", "tất"})


@dataclass(frozen=True)
class Reading:
    """What sentences are read with; `own_names` are the ways in which the unit is named."""

    guide: ReadingGuide
    frame: Frame
    indicators: Mapping[str, Indicator]
    own_names: Sequence[str] = ()

    @cached_property
    def lowers(self) -> frozenset[str]:
        """The indicators that are the lower number where another one is stated as a fraction of them."""
        return frozenset(figure.lower for figure in self.guide.figures if figure.lower)

    @cached_property
    def _topics(self) -> Mapping[str, frozenset[str]]:
        return {
            code: frozenset(figure.topic for figure in self.guide.figures if figure.indicator == code)
            for code in self.indicators
        }

    def topics_of(self, indicator: str) -> frozenset[str]:
        """The topics that a text has to speak of where it states an indicator."""
        return self._topics[indicator]

    @cached_property
    def kinds(self) -> tuple[ValueType, ...]:
        """What kind of number each of the guide's figures is."""
        return tuple(self.indicators[figure.indicator].kind for figure in self.guide.figures)


@dataclass(frozen=True)
class Tie:
    """A phrase that may speak of a number: the lower the cost, the nearer."""

    quantity: Quantity
    hit: Hit
    figure: FigurePhrases
    cost: float
    topic_rank: int
    strength: Strength
    doubtful: bool
    apposed: bool
    untimely: bool = False
    barred: bool = False


def ties_of(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], topics: Sequence[str],
    vague: Collection[str], bases: Sequence[Basis],
) -> Iterator[Tie]:  # fmt: skip
    if quantity.foreign or quantity.approximate or quantity.growth:
        return
    left, right = window_of(sentence, quantity, same_times(others, quantity, bases))
    in_view = _topics_of(sentence, reading, quantity, topics)
    later = set(in_view) - set(topics) - set(topics_at(sentence, right, ()))
    unsaid = set(vague) - set(topics_at(sentence, right, ()))
    phrases = _whole_phrases(sentence, reading, quantity, left, right)
    for hit in phrases:
        use = hit.use
        if _is_of_another(sentence, quantity, hit):
            continue
        figure = reading.guide.figures[use.figure]
        cost = distance(sentence, quantity, hit)
        limit = _MOST[quantity.kind] if quantity.nothing is None else _MOST_NOTHING
        if cost > limit or not may_be(sentence, quantity, hit, figure):
            continue
        rank = in_view.index(figure.topic) if figure.topic in in_view else len(in_view) + 1
        if not _is_meant(use, figure, quantity, in_view, unsaid - _counted_topics(use, figure, quantity, others)):
            continue
        yield Tie(
            quantity,
            hit,
            figure,
            cost,
            rank,
            use.strength,
            _is_doubtful(sentence, reading, quantity, others, figure)
            or _is_of_more(sentence, reading, quantity, hit, in_view)
            or (use.strength is not Strength.PLAIN and hit.length == 1 and figure.topic in later)
            or _is_one_act_of_several(sentence, quantity, hit),
            _is_apposed(sentence, quantity, hit),
            _is_untimely(bases[quantity.first], reading.indicators[figure.indicator].time, reading.frame),
            is_barred(
                sentence, quantity, hit, [item for item in phrases if _topic_of(item, reading) in in_view[: rank + 1]]
            ),
        )


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


def _topics_of(sentence: Sentence, reading: Reading, quantity: Quantity, topics: Sequence[str]) -> list[str]:
    """The topics in view at a number, those within another only where they are named before it and that one is too."""
    within = reading.guide.within
    end = quantity.last + 1
    while end < len(sentence.tokens) and not breaks(sentence, end):
        end += 1
    before = topics_at(sentence, quantity.first, topics)
    outer = [name for name in topics_at(sentence, end, topics) if name not in within]
    inner = [name for name in before if within.get(name) in outer]
    later = [name for name in topics_at(sentence, len(sentence.tokens), ()) if name not in within]
    return list(dict.fromkeys([*inner[:1], *outer, *later]))


def _topic_of(hit: Hit, reading: Reading) -> str:
    return reading.guide.figures[hit.use.figure].topic


def _counted_topics(use: Use, figure: FigurePhrases, quantity: Quantity, others: Sequence[Quantity]) -> set[str]:
    """The topic of a number that does not say what it counts, where one before it in the sentence does."""
    before = [item for item in others if item.last < quantity.first and item.units]
    goes_on = bool(before) and not quantity.units and before[-1].units & set(figure.units)
    return {figure.topic} if goes_on and use.strength is Strength.TOPIC else set()


def _is_meant(
    use: Use, figure: FigurePhrases, quantity: Quantity, in_view: Sequence[str], unsaid: Collection[str]
) -> bool:
    """Whether words that say little alone may stand for the figure here: by what is spoken of, and by the unit."""
    has_unit = bool(quantity.units & set(figure.units))
    if use.with_unit and not has_unit:
        return False
    if use.strength is Strength.PLAIN:
        return True
    return figure.topic in in_view and (use.only_nothing or has_unit or figure.topic not in unsaid)


def _is_doubtful(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], figure: FigurePhrases
) -> bool:
    """Whether a number may be of something else whatever words stand by it."""
    return (
        quantity.odd
        or quantity.doubtful
        or is_pair(sentence, quantity)
        or _goes_on(sentence, reading, quantity, others, figure)
        or is_of_others(sentence, quantity)
        or is_of_another_body(sentence, quantity, reading.own_names)
        or is_sum_of_others(sentence, quantity)
        or (bool(figure.units) and counts_a_topic(sentence, quantity))
        or goes_with_names(sentence, quantity)
        or is_of_some(sentence, quantity)
        or is_share_of_others(sentence, quantity)
    )


def _is_of_something_like_it(reading: Reading, figure: FigurePhrases, in_view: Sequence[str]) -> bool:
    """Whether the nearest words that name what is spoken of name another plan, another giver of tasks."""
    other = reading.guide.other_of[figure.topic]
    return other in in_view and (figure.topic not in in_view or in_view.index(other) < in_view.index(figure.topic))


def _is_of_more(sentence: Sentence, reading: Reading, quantity: Quantity, hit: Hit, in_view: Sequence[str]) -> bool:
    """Whether a number is of more than the figure or of something like it, or the figure of more than the number."""
    return (
        _is_of_something_like_it(reading, reading.guide.figures[hit.use.figure], in_view)
        or mixes_topics(sentence, quantity, hit, reading.guide)
        or is_said_again(sentence, quantity, hit)
    )


def _is_untimely(basis: Basis, time: TimeFrame, frame: Frame) -> bool:
    """Whether a number is of the period where the year's is asked for, or the other way round."""
    return basis in {Basis.PERIOD, Basis.CUMULATIVE} and fit_of(basis, time, frame) is not Fit.YES


def _whole_phrases(sentence: Sentence, reading: Reading, quantity: Quantity, first: int, last: int) -> list[Hit]:
    """The phrases for a number within a stretch, without pieces of a longer one that speaks for itself."""
    counted = counted_by(sentence, quantity)
    found = [
        hit for hit in sentence.hits
        if hit.use.figure >= 0 and not hit.use.unless and first <= hit.first and hit.last <= last
        and reading.kinds[hit.use.figure] is quantity.kind
        and _fits_unit(counted, reading.guide.figures[hit.use.figure])
    ]  # fmt: skip
    plain = [hit for hit in found if hit.use.strength is Strength.PLAIN and hit.length > 1]
    return [
        hit for hit in found
        if hit.use.strength is Strength.PLAIN or hit.use.only_nothing
        or not any(big.first <= hit.first and hit.last <= big.last and big.length > hit.length for big in plain)
    ]  # fmt: skip


def _fits_unit(counted: Collection[str], figure: FigurePhrases) -> bool:
    """Whether what is counted is what the figure counts, as far as both say."""
    return not (figure.units and counted) or not set(figure.units).isdisjoint(counted)


def _goes_on(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], figure: FigurePhrases
) -> bool:
    """Whether the same things go on being counted after «và» under no phrase of their own: «09 xã và 04 phòng»."""
    after = next((item for item in others if item.first > quantity.last), None)
    if after is None or not (after.units & quantity.units or (after.odd and quantity.units)):
        return False
    if [token.text for token in sentence.tokens[quantity.last + 1 : after.first]] not in (["và"], [","]):
        return False
    if any(item.value == quantity.value + after.value and item.units & quantity.units for item in others):
        return False  # both together are what was counted before: «09 vấn đề; đã xử lý 07 vấn đề, 02 vấn đề còn lại»
    if _names_another(sentence, reading, after, figure):
        return False
    section = reading.indicators[figure.indicator].section
    return not any(
        hit.use.figure >= 0
        and not hit.use.unless
        and after.first < hit.first <= after.last + 1 + _NEAR
        and reading.indicators[reading.guide.figures[hit.use.figure].indicator].section == section
        for hit in sentence.hits
    )


def _names_another(sentence: Sentence, reading: Reading, number: Quantity, figure: FigurePhrases) -> bool:
    """Whether what a number counts is a topic of its own: «61 biên chế công chức và 40 người làm việc»."""
    return any(
        hit.use.topic and hit.use.figure < 0 and hit.use.topic != figure.topic and hit.first == number.first + 1
        and reading.guide.within.get(hit.use.topic) != figure.topic for hit in sentence.hits
    )  # fmt: skip


def _is_of_another(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase holds the number itself, or stands where it speaks of another one."""
    if hit.first <= quantity.first <= hit.last or is_in_own_bracket(sentence, quantity, hit):
        return True
    if hit.use.strength is Strength.PART and _is_in_bracket_before(sentence, quantity, hit):
        return True
    return hit.last < quantity.first and _is_denominator(sentence, hit, quantity)


def _is_in_bracket_before(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase stands in a bracket that closes before the number: «09 phòng (kể cả Chi cục) và 03 đơn vị»."""
    between = [token.text for token in sentence.tokens[hit.last + 1 : quantity.first]]
    return ")" in between and "(" not in between[: between.index(")")]


def _is_denominator(sentence: Sentence, hit: Hit, quantity: Quantity) -> bool:
    """Whether a number is what a share before it is of: «tỷ lệ đúng hạn trên tổng số 1.937 hồ sơ đạt 99,85%»."""
    words = [token.text for token in sentence.tokens[hit.last + 1 : quantity.first]]
    return any(words[-len(opening) :] == list(opening) for opening in _OF_ALL)


def _is_one_act_of_several(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether it is only what is to be done one way, another way following: «đề nghị thay thế 4, bãi bỏ 2»."""
    words = [token.text for token in sentence.tokens]
    after = quantity.last + 1
    is_act = any(pair in _ACTS for pair in pairwise(words[hit.first : hit.last + 1]))
    return is_act and words[after : after + 1] in ([","], ["và"], [";"]) and (*words[after + 1 : after + 3],) in _ACTS


def _is_apposed(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether a phrase says of the whole number what else it is: «41 TTHC (đều là TTHC cấp tỉnh)»."""
    between = [token.text for token in sentence.tokens[quantity.last + 1 : hit.first]]
    after = sentence.tokens[hit.last + 1].text if hit.last + 1 < len(sentence.tokens) else "."
    if not between or between[0] not in {"(", ","} or not set(between[1:]) <= _ALL_OF_THEM:
        return False
    return after == ")" if between[0] == "(" else len(between) > 1
