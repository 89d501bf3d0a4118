"""What many agencies wrote, grouped where they say the same; nothing is worded anew, and numbers are never mixed.

Texts are alike where they give the same numbers, deny and judge alike, and share most of their word pairs. The order
in which they come makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from service.domain.organization.agency import Agency

LIKE = 0.6  # of all word pairs of two texts, how many both have
# The texts of a section that are held against each other, the most frequent first, and the words of one.
MOST_COMPARED, MOST_WORDS = 120, 400
_WORD = re.compile(r"\w+")
_AMOUNT = re.compile(r"\d[\d.,/-]*\d|\d")
# Words that turn a sentence: texts which differ in them are never the same.
_TURNS = frozenset(
    [
        "không",
        "chưa",
        "chẳng",
        "tăng",
        "giảm",
        "trước",
        "sau",
        "đúng",
        "quá",
        "trễ",
        "chậm",
        "sớm",
        "đạt",
        "thiếu",
        "vượt",
        "hết",
        "còn",
        "trừ",
    ]
)
_DENIALS = frozenset({"không", "chưa"})
_PERIOD = re.compile(
    r"\b(?:trong |tại |ở )?(?:quý|kỳ|tháng|năm)(?: (?:báo cáo|này|nay|i{1,3}|iv|\d{1,4}))+(?: năm \d{4})?"
)
_FILLING = frozenset(
    [
        "có",
        "phát",
        "sinh",
        "kiến",
        "nghị",
        "đề",
        "xuất",
        "nội",
        "dung",
        "gì",
        "thêm",
        "nào",
        "khác",
        "ý",
        "đơn",
        "vị",
        "và",
        "hiện",
        "nay",
        "tại",
        "trong",
        "kỳ",
        "cơ",
        "quan",
        "mới",
    ]
)
_FOLLOWS = frozenset({"có", "phát", "kiến", "đề", "ý"})


@dataclass(frozen=True)
class SharedText:
    """A text as the first of these agencies wrote it; the others wrote the same, or what is alike to it."""

    text: str
    agencies: tuple[Agency, ...]


@dataclass(frozen=True)
class _Group:
    words: tuple[str, ...]
    amounts: tuple[str, ...]
    turns: tuple[str, ...]
    pairs: frozenset[tuple[str, str]]
    said: list[tuple[Agency, str]]


def group_texts(texts: Iterable[tuple[Agency, str]]) -> tuple[SharedText, ...]:
    """The texts, those of most agencies first."""
    same: dict[tuple[tuple[str, ...], tuple[str, ...]], _Group] = {}
    for agency, text in texts:
        words, amounts = _words(text, agency), tuple(sorted(_AMOUNT.findall(text)))
        group = same.get((words, amounts)) or _Group(
            words, amounts, tuple(sorted(word for word in words if word in _TURNS)),
            frozenset(pairwise(words[:MOST_WORDS])), [],
        )  # fmt: skip
        same[words, amounts] = group
        group.said.append((agency, text))
    ordered = sorted(same.values(), key=lambda group: (-len({unit for unit, _ in group.said}), group.words))
    leaders: list[_Group] = []
    for place, group in enumerate(ordered):
        leader = next((one for one in leaders if _are_alike(one, group)), None) if place < MOST_COMPARED else None
        if leader is None:
            leaders.append(group)
        else:
            leader.said.extend(group.said)
    shared = [_shared(group) for group in leaders]
    return tuple(sorted(shared, key=lambda item: (-len(item.agencies), item.agencies[0].sort_key, item.text)))


def says_nothing(text: str, agency: Agency) -> bool:
    """Whether a text says only that there is nothing to tell: «Không có kiến nghị, đề xuất.»."""
    bare = _PERIOD.sub(" ", " ".join(text.casefold().replace(agency.name.casefold(), " ").split()))
    words = _WORD.findall(bare)
    denials = [place for place, word in enumerate(words) if word in _DENIALS]
    if len(denials) != 1 or not all(word in _FILLING or word in _DENIALS for word in words):
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
    """The text of the leading group as its first agency has it, and all agencies in the order of tables."""
    first = [item for item in group.said if _words(item[1], item[0]) == group.words]
    writer, text = min(first, key=lambda item: (item[0].sort_key, item[1]))
    others = sorted({unit for unit, _ in group.said} - {writer}, key=lambda unit: unit.sort_key)
    return SharedText(text, (writer, *others))
