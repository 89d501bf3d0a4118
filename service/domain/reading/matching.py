"""Which number of a sentence is which figure: phrases are tied to the nearest number that they can speak of."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from service.domain.reading.bases import Fit, bases_of, basis_of, fit_of, is_of_others_too
from service.domain.reading.doubts import (
    denied_figures,
    exempted_topics,
    follows_others,
    is_split_whole,
    refers_back,
    speaks_of_unknown,
    split_whole,
    whole_before_bracket,
)
from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reading.ties import Reading, Tie, ties_of, topics_at
from service.domain.reading.times import Basis
from service.domain.reading.windows import counts_others
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.reading_guide import Mark, Strength

_BARRED = 0.7  # what a phrase loses against one that stands between it and the number
_UNTIMELY = 4.0  # what a number of another time than is asked for loses against one of the right time
_NEAR_TOPIC = 1.9  # beyond this words that say little by themselves are doubted
_NEAR_PERCENT = 3.0  # beyond this a percentage is taken only where its parts confirm it


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
    is_counted: bool = True  # whether the number says what it counts, or is no count


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
        ties = [
            tie for item in quantities for tie in ties_of(sentence, reading, item, quantities, topics, vague, bases)
        ]
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


def _is_contested(tie: Tie, ties: Sequence[Tie], sentence: Sentence, recent: Collection[str]) -> bool:
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


def _is_from_above(tie: Tie, ties: Sequence[Tie]) -> bool:
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
    if reading.topics_of(match.indicator) & exempted_topics(sentence) or refers_back(sentence, match.quantity):
        return True
    if match.quantity.nothing is None:
        said = [other.quantity for other in found]
        denied = {reading.guide.figures[index].indicator for index in denied_figures(sentence, said)}
        if match.indicator in denied:
            return True
    total = split_whole(sentence, match.quantity) if match.strength is Strength.CONFIRM else None
    if total is not None and not any(other.quantity is total and other.strength > Strength.CONFIRM for other in found):
        return True  # «giải quyết 12.601 hồ sơ, trong đó đúng hạn 12.587, quá hạn 14»: not of those pending
    whole = whole_before_bracket(sentence, match.quantity)
    if whole is None or is_split_whole(sentence, whole, match.quantity):
        return False
    return not any(
        other.quantity is whole and not other.doubtful and other.indicator != match.indicator for other in found
    )


def _parts_beside(ties: Sequence[Tie], chosen: Sequence[Tie]) -> Iterator[Tie]:
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


def _chosen(ties: Sequence[Tie]) -> Iterator[Tie]:
    """Each number with the phrase that is nearest, each phrase with one number; of equal ones the longest phrase."""
    taken_numbers: dict[int, Tie] = {}
    taken_tokens: dict[int, tuple[int, tuple[int, int]]] = {}
    numbers = {tie.quantity.first: tie for tie in ties}
    for tie in sorted(ties, key=_preference):
        span = (tie.hit.first, tie.hit.last)
        number = tie.quantity.first
        taken = taken_numbers.get(number, tie)
        is_alike = ((taken.hit.first, taken.hit.last), taken.topic_rank) == (span, tie.topic_rank)
        if not (is_alike or tie.apposed or _is_other_half(tie, taken)):
            continue
        owners = {taken_tokens[index] for index in range(span[0], span[1] + 1) if index in taken_tokens}
        if any(owner != (number, span) and not _shares(tie, numbers[owner[0]]) for owner in owners):
            continue
        taken_numbers.setdefault(number, tie)
        for index in range(span[0], span[1] + 1):
            taken_tokens.setdefault(index, (number, span))
        yield tie


def _is_other_half(tie: Tie, owner: Tie) -> bool:
    """Whether a phrase speaks of the upper number of a fraction whose lower one another phrase was tied to."""
    is_fraction = tie.quantity.whole is not None
    return is_fraction and bool(tie.figure.lower) and tie.figure.lower == owner.figure.indicator


def _shares(tie: Tie, owner: Tie) -> bool:
    """Whether a phrase that was tied to one number speaks of this one too, which counts something else."""
    return tie.figure.indicator != owner.figure.indicator and counts_others(owner.quantity, tie.quantity)


def _preference(tie: Tie) -> tuple[float, int, int, int]:
    worth = 0.35 * tie.hit.length + 0.6 * int(tie.strength) + 0.5 * tie.hit.use.only_nothing
    cost = tie.cost + 0.4 * min(tie.topic_rank, 4) + _UNTIMELY * tie.untimely + _BARRED * tie.barred
    return (cost - worth, -tie.hit.length, tie.quantity.first, tie.hit.first)


def _is_bare_nothing(tie: Tie) -> bool:
    """Whether «không tổ chức …» goes with one word only, which may speak of anything."""
    return (
        tie.quantity.nothing is Mark.NONE_OF
        and tie.hit.length == 1
        and tie.strength is Strength.TOPIC
        and not tie.hit.use.only_nothing
    )


def _matches(sentence: Sentence, reading: Reading, tie: Tie, bases: list[Basis]) -> Iterator[Match]:
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
        indicator.code, tie.quantity.value, tie.quantity, strength, tie.cost, tie.topic_rank, doubtful, tie.hit.length,
        is_counted=bool(tie.quantity.units or tie.quantity.nothing) or tie.quantity.kind is not ValueType.COUNT,
    )  # fmt: skip
    if tie.quantity.whole is not None and indicator.code in reading.lowers:
        yield replace(match, value=tie.quantity.whole)
        return
    yield match
    if tie.quantity.whole is not None and tie.figure.lower:
        yield replace(match, indicator=tie.figure.lower, value=tie.quantity.whole)
