"""What in a sentence makes a number doubtful for the figure that it seems to be: a part, a sum, a denial beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from service.domain.reading.sentences import Quantity, Sentence
from service.domain.reporting.indicator import ValueType
from service.domain.reporting.reading_guide import Hit, Mark, ReadingGuide, Strength

_NEXT_WORDS = 3  # tokens between a number and the bracket that says what it consists of
_OPENS_SHARE = frozenset({"trong_đó", "với", "có", "và", "đạt", "chiếm"})
_ENDS = frozenset({";", ".", ":"})
_DENIED = _ENDS | {",", "nên"}  # up to where «không có» denies
_OPENS_PARTS = frozenset({"trong_đó", "gồm", "bao_gồm", "(", "gồm_có"})
_ACT = 2  # words by which an act is known


def is_of_others(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether it counts other things than those asked for: «05 nghị quyết khác»."""
    after = quantity.last + 1
    return after < len(sentence.tokens) and sentence.tokens[after].text == "khác"


def counts_a_topic(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether it counts what the text speaks of, and not what that has: «1 Trung tâm Phục vụ hành chính công»."""
    return (
        not quantity.units
        and quantity.nothing is None
        and any(
            hit.use.topic and hit.use.figure < 0 and hit.first == quantity.last + 1 and _is_long(sentence, hit)
            for hit in sentence.hits
        )
    )


def _is_long(sentence: Sentence, hit: Hit) -> bool:
    """Whether a phrase has several words, of which one that stands for others counts as several."""
    return hit.length > 1 or "_" in sentence.tokens[hit.first].text


def goes_with_names(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether one more of what it counts is named after «và» and not counted: «03 phòng và Thanh tra»."""
    after = quantity.last + 2
    if not quantity.units or after >= len(sentence.tokens) or sentence.tokens[after - 1].text != "và":
        return False
    token = sentence.tokens[after]
    return token.is_word and sentence.text[token.start - sentence.start].isupper()


def is_share_of_others(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage is of things before it that no report is asked for: «402 doanh nghiệp, 100%»."""
    before = [item for item in sentence.quantities if item.last < quantity.first]
    if quantity.kind is not ValueType.PERCENT or not before or not before[-1].foreign:
        return False
    return all(
        not token.is_word or token.text in _OPENS_SHARE
        for token in sentence.tokens[before[-1].last + 1 : quantity.first]
    )


def is_split_whole(sentence: Sentence, whole: Quantity, part: Quantity) -> bool:
    """Whether the bracket behind a number lists all that it consists of: «310 nhiệm vụ (296 …, 14 …)»."""
    close = next((i for i in range(part.last, len(sentence.tokens)) if sentence.tokens[i].text == ")"), None)
    parts = [
        item.value for item in sentence.quantities
        if close is not None and whole.last < item.first < close and item.kind is whole.kind
    ]  # fmt: skip
    return len(parts) > 1 and sum(parts) == whole.value


def split_whole(sentence: Sentence, part: Quantity) -> Quantity | None:
    """The number of which one after «trong đó» is a part, where the parts named with it come to all of it."""
    opens = max((i for i in range(part.first) if sentence.tokens[i].text == "trong_đó"), default=None)
    if opens is None or any(sentence.tokens[i].text in _ENDS for i in range(opens, part.first)):
        return None
    close = next((i for i in range(part.last, len(sentence.tokens)) if sentence.tokens[i].text in _ENDS), None)
    whole = next((item for item in reversed(sentence.quantities) if item.last < opens), None)
    parts = [item for item in sentence.quantities if item.first > opens and (close is None or item.last < close)]
    is_all = whole is not None and len(parts) > 1 and sum(item.value for item in parts) == whole.value
    return whole if is_all else None


def mixes_topics(sentence: Sentence, quantity: Quantity, hit: Hit, guide: ReadingGuide) -> bool:
    """Whether a number is of more than one topic: «biên chế được giao 101, gồm 61 công chức, 40 viên chức»."""
    parts = _parts_of(sentence, quantity)
    if not parts or not all(part.units for part in parts):
        return False
    rivals = {
        guide.figures[other.use.figure].topic for other in sentence.hits
        if other.use.figure >= 0 and not other.use.unless and hit.first <= other.first and other.last <= hit.last
    }  # fmt: skip
    named = [
        {
            item.use.topic
            for item in sentence.hits
            if item.use.topic in rivals and item.use.figure < 0 and item.first == part.first + 1
        }
        for part in parts
    ]
    # Of a topic are either all the parts or none.
    return any(0 < sum(name in part for part in named) < len(parts) for name in rivals)


def _parts_of(sentence: Sentence, whole: Quantity) -> list[Quantity]:
    """The numbers right after one that «gồm», «trong đó» or a bracket opens, where they come to all of it."""
    after = [item for item in sentence.quantities if item.first > whole.last and item.kind is whole.kind]
    words = {token.text for token in sentence.tokens[whole.last + 1 : after[0].first]} if after else set()
    if not words & _OPENS_PARTS:
        return []
    total = whole.value - whole.value
    for count, item in enumerate(after, 1):
        total += item.value
        if total == whole.value and count > 1:
            return after[:count]
    return []


def is_said_again(sentence: Sentence, quantity: Quantity, hit: Hit) -> bool:
    """Whether the same act goes on with things of another name: «ban hành 01 nghị quyết, … ban hành 02 quyết định»."""
    words = [token.text for token in sentence.tokens[max(hit.first, hit.last - 1) : hit.last + 1]]
    if hit.last >= quantity.first or len(words) < _ACT:
        return False
    for other in sentence.quantities:
        if other.first > quantity.last and other.foreign:
            between = [token.text for token in sentence.tokens[quantity.last + 1 : other.first]]
            return between[-len(words) :] == words and not _ENDS & set(between)
    return False


def is_of_some(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage is only of some, others having one of their own: «công chức 100%, viên chức 92%»."""
    after = next((item for item in sentence.quantities if item.first > quantity.last), None)
    if quantity.kind is not ValueType.PERCENT or after is None or after.kind is not quantity.kind:
        return False
    if sentence.tokens[quantity.last + 1].text not in {",", "và"} or after.first == quantity.last + 2:
        return False
    named = {token.text for token in sentence.tokens[: quantity.first]}
    counted = {hit.use.unit for hit in sentence.hits if hit.use.unit and hit.last < quantity.first}
    return any(
        hit.use.unit in counted and hit.first == quantity.last + 2 and sentence.tokens[hit.first].text not in named
        for hit in sentence.hits
    )


def is_pair(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the two numbers of a fraction have a name each: «Biên chế giao/có mặt: 62/58»."""
    texts = [token.text for token in sentence.tokens[_clause_start(sentence, quantity.first - 1) : quantity.first]]
    return quantity.whole is not None and "/" in texts


def is_sum_of_others(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether it is what numbers before it come to: «3.777 hồ sơ, cộng với 118 hồ sơ … là 3.895 hồ sơ»."""
    start = _clause_start(sentence, quantity.first)
    added = next((i for i in range(start, quantity.first) if sentence.tokens[i].text == "cộng"), None)
    if added is None or sentence.tokens[quantity.first - 1].text not in {"là", "=", "bằng", "được"}:
        return False
    return any(added < item.first < quantity.first for item in sentence.quantities)


def counted_by(sentence: Sentence, quantity: Quantity) -> frozenset[str]:
    """What a number counts: by its own unit, or in a bracket by that of the number before it."""
    if quantity.units or quantity.odd or quantity.kind is not ValueType.COUNT:
        return quantity.units
    whole = _before_bracket(sentence, quantity)
    return whole.units if whole is not None and whole.value >= quantity.value else quantity.units


def whole_before_bracket(sentence: Sentence, quantity: Quantity) -> Quantity | None:
    """The number whose parts the bracket around this one lists, where both count the same and it is the larger."""
    whole = _before_bracket(sentence, quantity)
    if whole is None or not whole.units & quantity.units or whole.kind is not quantity.kind:
        return None
    return whole if whole.value > quantity.value else None


def _before_bracket(sentence: Sentence, quantity: Quantity) -> Quantity | None:
    """The number right before the bracket around this one."""
    depth = 0
    for index in range(quantity.first - 1, -1, -1):
        text = sentence.tokens[index].text
        depth += (text == ")") - (text == "(")
        if depth < 0:
            before = [item for item in sentence.quantities if item.last < index]
            whole = max(before, key=lambda item: item.last, default=None)
            return whole if whole is not None and index - whole.last <= _NEXT_WORDS + 1 else None
    return None


def denied_figures(sentence: Sentence, understood: Collection[Quantity]) -> Iterator[int]:
    """The figures that a «không có …» speaks of which was not understood: what is counted beside may be another's."""
    for quantity in sentence.quantities:
        if quantity.nothing is not Mark.NONE_OF or quantity in understood:
            continue
        end = next(
            (i for i in range(quantity.last + 1, len(sentence.tokens)) if sentence.tokens[i].text in _DENIED),
            len(sentence.tokens),
        )
        yield from (
            hit.use.figure
            for hit in sentence.hits
            if hit.use.strength is Strength.PLAIN
            and hit.use.figure >= 0
            and not hit.use.unless
            and hit.length > 1
            and quantity.last < hit.first < end
        )


def exempted_topics(sentence: Sentence) -> set[str]:
    """What a clause says that the unit is not asked for: what the next one counts of it is another body's."""
    found: set[str] = set()
    for exempt in sentence.hits:
        if exempt.use.mark is Mark.EXEMPT:
            end = next(
                (i for i in range(exempt.last + 1, len(sentence.tokens)) if sentence.tokens[i].text in _ENDS | {","}),
                len(sentence.tokens),
            )
            found |= {hit.use.topic for hit in sentence.hits if hit.use.topic and exempt.last < hit.first < end}
    return found


def refers_back(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a sentence begins with all of what was counted before: «Cả 7 hồ sơ quá hạn đều …»."""
    before = [token.text for token in sentence.tokens[: quantity.first]]
    return before in (["cả"], ["tất", "cả"], ["toàn", "bộ"], ["cả", "thảy"])


def follows_others(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether the clause before is of others too, and nothing says that this one is not."""
    start = _clause_start(sentence, quantity.first)
    if not start or sentence.tokens[start - 1].text != ";":
        return False
    opens = any(hit.first == start and hit.use.figure >= 0 and not hit.use.unless for hit in sentence.hits)
    before = [item for item in sentence.quantities if item.last < start - 1 and item.units & quantity.units]
    return opens and any(
        hit.use.mark is Mark.WIDER and sentence.tokens[hit.first].text == "của" and hit.first == item.last + 1
        for item in before
        for hit in sentence.hits
    )


def speaks_of_unknown(sentence: Sentence, position: int) -> bool:
    """Whether words that are part of no phrase open the clause before a token: it may have a subject of its own."""
    known = {index for hit in sentence.hits for index in range(hit.first, hit.last + 1)}
    first = _clause_start(sentence, position)
    return any(sentence.tokens[index].is_word and index not in known for index in range(first, position))


def _clause_start(sentence: Sentence, position: int) -> int:
    """The first token after the sign that ends the clause before."""
    return max((i + 1 for i in range(position) if sentence.tokens[i].text in _ENDS), default=0)
