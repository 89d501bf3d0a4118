"""Which number of a sentence is which figure: phrases are tied to the nearest number that they can speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from service.domain.reading.bases import Fit, bases_of, basis_of, fit_of, is_of_others_too
from service.domain.reading.conditions import breaks, may_be
from service.domain.reading.distances import distance, is_barred, is_in_own_bracket
from service.domain.reading.doubts import (
    counted_by,
    counts_a_topic,
    denied_figures,
    follows_others,
    goes_with_names,
    is_of_others,
    is_of_some,
    is_pair,
    is_sum_of_others,
    speaks_of_unknown,
    whole_before_bracket,
)
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.times import Basis, Frame
from service.domain.reading.windows import counts_others, same_times, window_of
from service.domain.reporting.reading_guide import FigurePhrases, Hit, Mark, ReadingGuide, Strength, Use
from service.domain.reporting.template import Indicator, TimeFrame, ValueType

_MOST = {ValueType.COUNT: 3.0, ValueType.MONEY: 4.0, ValueType.PERCENT: 4.5, ValueType.DECIMAL: 3.0}
_MOST_NOTHING = 1.6
_NEAR = 2  # tokens after a number within which a phrase of its own begins
_BARRED = 0.7  # what a phrase loses against one that stands between it and the number
_UNTIMELY = 4.0  # what a number of another time than is asked for loses against one of the right time
_NEAR_TOPIC = 1.9  # beyond this words that say little by themselves are doubted
_NEAR_PERCENT = 3.0  # beyond this a percentage is taken only where its parts confirm it
_ALL_OF_THEM = frozenset({"đều", "là", "thuộc", "loại", "toàn", "bộ", "cả", "tất"})


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
    untimely: bool = False
    barred: bool = False


def match_sentence(
    sentence: Sentence, reading: Reading, topics: Sequence[str], carried: Basis = Basis.OPEN,
    vague: Collection[str] = (), recent: Collection[str] = (),
) -> list[Match]:  # fmt: skip
    """The figures that a sentence states; `topics` are those that what stands above speaks of, nearest first.

    Those of them that are `vague` are only likely: a number is taken for them where it says what it counts. `recent`
    are those that only sentences before it in the paragraph speak of: another topic may be meant as well.
    """
    bases = bases_of(sentence, reading.frame, carried)
    found: list[Match] = []
    for kind in (ValueType.COUNT, ValueType.MONEY, ValueType.PERCENT):
        quantities = [item for item in sentence.quantities if item.kind is kind]
        ties = [tie for item in quantities for tie in _ties(sentence, reading, item, quantities, topics, vague, bases)]
        ties = [
            replace(
                tie,
                doubtful=tie.doubtful or _is_contested(tie, ties, sentence, recent),
                barred=tie.barred or _is_from_above(tie, ties),
            )
            for tie in ties
        ]
        chosen = list(_chosen([tie for tie in ties if tie.strength is not Strength.PART]))
        for tie in [*chosen, *_parts_beside(ties, chosen)]:
            found += _matches(sentence, reading, tie, bases)
    return [replace(match, doubtful=match.doubtful or _is_beside(sentence, reading, match, found)) for match in found]


def _is_contested(tie: _Tie, ties: Sequence[_Tie], sentence: Sentence, recent: Collection[str]) -> bool:
    """Whether a topic that only an earlier sentence named competes with one of the section for a number's words."""
    if tie.figure.topic not in recent or tie.strength is Strength.PLAIN:
        return False
    if tie.figure.topic in topics_at(sentence, len(sentence.tokens), ()):
        return False
    if speaks_of_unknown(sentence, tie.hit.first):
        return True
    return any(
        other.quantity is tie.quantity and other.figure.topic != tie.figure.topic and other.figure.topic not in recent
        and other.hit.first <= tie.hit.first and tie.hit.last <= other.hit.last for other in ties
    )  # fmt: skip


def _is_from_above(tie: _Tie, ties: Sequence[_Tie]) -> bool:
    """Whether the sentence itself says what a number is of, or its words speak of a nearer topic as well."""
    return tie.topic_rank > 0 and any(
        other.quantity is tie.quantity and other.topic_rank < tie.topic_rank
        and (
            (other.strength is Strength.PLAIN and tie.strength is Strength.TOPIC)
            or (other.strength >= Strength.TOPIC and (other.hit.first, other.hit.last) == (tie.hit.first, tie.hit.last))
        )
        for other in ties
    )  # fmt: skip


def _is_beside(sentence: Sentence, reading: Reading, match: Match, found: Sequence[Match]) -> bool:
    """Whether the sentence denies the figure elsewhere, or the number is a part of one that is no figure itself."""
    if match.quantity.nothing is None:
        said = [other.quantity for other in found]
        denied = {reading.guide.figures[index].indicator for index in denied_figures(sentence, said)}
        if match.indicator in denied:
            return True
    whole = whole_before_bracket(sentence, match.quantity)
    return whole is not None and not any(
        other.quantity is whole and not other.doubtful and other.indicator != match.indicator for other in found
    )


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
    vague: Collection[str], bases: Sequence[Basis],
) -> Iterator[_Tie]:  # fmt: skip
    if quantity.foreign or quantity.approximate or quantity.growth:
        return
    left, right = window_of(sentence, quantity, same_times(others, quantity, bases))
    in_view = _topics_of(sentence, reading, quantity, topics)
    later = set(in_view) - set(topics) - set(topics_at(sentence, right, ()))
    unsaid = set(vague) - set(topics_at(sentence, right, ()))
    phrases = _whole_phrases(sentence, reading, quantity, left, right)
    for hit in phrases:
        use = hit.use
        if hit.first <= quantity.first <= hit.last or is_in_own_bracket(sentence, quantity, hit):
            continue
        figure = reading.guide.figures[use.figure]
        cost = distance(sentence, quantity, hit)
        limit = _MOST[quantity.kind] if quantity.nothing is None else _MOST_NOTHING
        if cost > limit or not may_be(sentence, quantity, hit, figure):
            continue
        rank = in_view.index(figure.topic) if figure.topic in in_view else len(in_view) + 1
        if not _is_meant(use, figure, quantity, in_view, unsaid - _counted_topics(use, figure, quantity, others)):
            continue
        yield _Tie(
            quantity,
            hit,
            figure,
            cost,
            rank,
            use.strength,
            _is_doubtful(sentence, reading, quantity, others, figure)
            or (use.strength is not Strength.PLAIN and hit.length == 1 and figure.topic in later),
            _is_apposed(sentence, quantity, hit),
            _is_untimely(bases[quantity.first], reading.indicators[figure.indicator].time, reading.frame),
            is_barred(
                sentence, quantity, hit, [item for item in phrases if _topic_of(item, reading) in in_view[: rank + 1]]
            ),
        )


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
        or is_sum_of_others(sentence, quantity)
        or (bool(figure.units) and counts_a_topic(sentence, quantity))
        or goes_with_names(sentence, quantity)
        or is_of_some(sentence, quantity)
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


def _goes_on(
    sentence: Sentence, reading: Reading, quantity: Quantity, others: Sequence[Quantity], figure: FigurePhrases
) -> bool:
    """Whether the same things go on being counted after «và» under no phrase of their own: «09 xã và 04 phòng»."""
    after = next((item for item in others if item.first > quantity.last), None)
    if after is None or not (after.units & quantity.units or (after.odd and quantity.units)):
        return False
    if [token.text for token in sentence.tokens[quantity.last + 1 : after.first]] not in (["và"], [","]):
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


def _fits_unit(counted: Collection[str], figure: FigurePhrases) -> bool:
    """Whether what is counted is what the figure counts, as far as both say."""
    return not (figure.units and counted) or not set(figure.units).isdisjoint(counted)


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
    return tie.figure.indicator != owner.figure.indicator and counts_others(owner.quantity, tie.quantity)


def _preference(tie: _Tie) -> tuple[float, int, int, int]:
    worth = 0.35 * tie.hit.length + 0.6 * int(tie.strength) + 0.5 * tie.hit.use.only_nothing
    cost = tie.cost + 0.4 * min(tie.topic_rank, 4) + _UNTIMELY * tie.untimely + _BARRED * tie.barred
    return (cost - worth, -tie.hit.length, tie.quantity.first, tie.hit.first)


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
    doubtful = (
        tie.doubtful
        or fit is Fit.MAYBE
        or is_of_others_too(sentence, tie.quantity)
        or follows_others(sentence, tie.quantity)
        or _is_bare_nothing(tie)
        or (tie.strength is Strength.TOPIC and tie.cost > _NEAR_TOPIC)
    )
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
