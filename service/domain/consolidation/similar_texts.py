"""What many agencies wrote, grouped where they say the same; nothing is worded anew, and numbers are never mixed.

Texts are alike where they give the same numbers in the same order, deny and judge alike, and share most of their word
pairs: nearly the same, which is said of them. The order in which they come makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from service.domain.organization.agency import Agency

LIKE = 0.7  # of all word pairs of two texts, how many both have
# The texts of a section that are held against each other, the most frequent first, and the words of one.
MOST_COMPARED, MOST_WORDS = 120, 400
LONGEST_NOTHING = 300  # characters in which there may be nothing to tell
_WORD = re.compile(r"\w+")
_AMOUNT = re.compile(r"\d[\d.,/-]*\d|\d")
# Words that turn a sentence: texts which differ in them are never the same.
_TURN = re.compile("không|chưa|chẳng|tăng|giảm|trước|sau|đúng|quá|trễ|chậm|sớm|đạt|thiếu|vượt|hết|còn|trừ")
_DENIALS = frozenset({"không", "chưa"})
_PERIOD = re.compile(
    r"\b(?:trong |tại |ở )?(?:quý|kỳ|tháng|năm)(?: (?:báo cáo|này|nay|i{1,3}|iv|\d{1,4}))+(?: năm \d{4})?"
)
# Words of a text that says nothing but that there is nothing.
_FILLING = re.compile(
    "có|phát|sinh|kiến|nghị|đề|xuất|nội|dung|gì|thêm|nào|khác|ý|đơn|vị|và|hiện|nay|tại|trong|kỳ|cơ|quan|mới|"
    "khó|khăn|vướng|mắc|tồn|hạn|chế"
)
_FOLLOWS = frozenset({"có", "phát", "kiến", "đề", "ý", "vướng"})


@dataclass(frozen=True)
class SharedText:
    """A text as the first of these agencies wrote it; the others wrote the same, and those of `alike` nearly that.

    `wordings` are the words of all that was joined, that of the text first: by them it is known whoever files next.
    """

    text: str
    agencies: tuple[Agency, ...]
    alike: tuple[Agency, ...]
    wordings: tuple[str, ...]

    @property
    def count(self) -> int:
        """Of how many agencies it is."""
        return len(self.agencies) + len(self.alike)


class _Group:
    """Texts of the same words and numbers, and the groups that are alike to it."""

    def __init__(self, words: tuple[str, ...], amounts: tuple[str, ...]) -> None:
        self.words, self.amounts = words, amounts
        self.said: list[tuple[Agency, str]] = []
        self.joined: list[_Group] = []

    @cached_property
    def turns(self) -> tuple[str, ...]:
        """The words that turn it."""
        return tuple(word for word in self.words if _TURN.fullmatch(word))

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """The pairs of its words."""
        return frozenset(pairwise(self.words[:MOST_WORDS]))

    @property
    def wording(self) -> str:
        """The words and numbers that are compared."""
        return " ".join((*self.words, *self.amounts))


def group_texts(texts: Iterable[tuple[Agency, str]]) -> tuple[SharedText, ...]:
    """The texts, those of most agencies first."""
    same: dict[tuple[tuple[str, ...], tuple[str, ...]], _Group] = {}
    for agency, text in texts:
        words, amounts = _words(text, agency), tuple(_AMOUNT.findall(text))
        group = same.setdefault((words, amounts), _Group(words, amounts))
        group.said.append((agency, text))
    ordered = sorted(
        same.values(), key=lambda group: (-len({unit for unit, _ in group.said}), group.words, group.amounts)
    )
    leaders: list[_Group] = []
    for place, group in enumerate(ordered):
        leader = next((one for one in leaders if _are_alike(one, group)), None) if place < MOST_COMPARED else None
        if leader is None:
            leaders.append(group)
        else:
            leader.joined.append(group)
    shared = [_shared(group) for group in leaders]
    return tuple(sorted(shared, key=lambda item: (-item.count, item.agencies[0].sort_key, item.text)))


def says_nothing(text: str, agency: Agency) -> bool:
    """Whether a text says only that there is nothing to tell: «Không có kiến nghị, đề xuất.»."""
    if len(text) > LONGEST_NOTHING:
        return False
    bare = _PERIOD.sub(" ", " ".join(text.casefold().replace(agency.name.casefold(), " ").split()))
    words = _WORD.findall(bare)
    denials = [place for place, word in enumerate(words) if word in _DENIALS]
    if len(denials) != 1 or not all(_FILLING.fullmatch(word) or word in _DENIALS for word in words):
        return False
    (place,) = denials
    following = words[place + 1] if place + 1 < len(words) else "có"
    return following in _FOLLOWS and "có" not in words[:place]


def _words(text: str, agency: Agency) -> tuple[str, ...]:
    """The words that are compared; an agency's own name is any agency's own name."""
    return tuple(_WORD.findall(text.casefold().replace(agency.name.casefold(), " đơn_vị ")))


def _are_alike(one: _Group, other: _Group) -> bool:
    if one.amounts != other.amounts or one.turns != other.turns:
        return False
    both = len(one.pairs & other.pairs)
    return both >= LIKE * (len(one.pairs) + len(other.pairs) - both) and both > 0


def _shared(group: _Group) -> SharedText:
    """The text as the first agency of the leading group has it, and all agencies in the order of tables."""
    _, text = min(group.said, key=lambda item: (item[0].sort_key, item[1]))
    same = {unit for unit, _ in group.said}
    alike = {unit for one in group.joined for unit, _ in one.said} - same
    wordings = tuple(one.wording for one in (group, *group.joined))
    return SharedText(text, _ordered(same), _ordered(alike), wordings)


def _ordered(agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    return tuple(sorted(agencies, key=lambda unit: unit.sort_key))
