"""The documents that a report names: those that the unit issued itself, apart from those that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from service.domain.notation.tokens import tokenize
from service.domain.reading.identity import Identity
from service.domain.reading.outline import Located
from service.domain.reading.times import day_at
from service.domain.reporting.report import Document

_NUMBER = re.compile(
    r"(?P<number>\d{1,6}[a-zđ]?)(?:\s?/\s?(?P<year>\d{4}))?(?P<sep>\s?/\s?|-)"
    r"(?P<symbol>[A-ZĐ][A-ZĐa-zđ0-9&.]{1,20}(?:\s?[-–/]\s?[A-ZĐ][A-ZĐa-zđ0-9&.]{0,20}){0,3})"
)
_DAY_AFTER = re.compile(
    r",?\s?(?:ký\s|ban hành\s)?ngày\s{1,2}"
    r"(\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2}\s{1,2}tháng\s{1,2}\d{1,2}\s{1,2}năm\s{1,2}\d{4})"
)
_DAY_BEFORE = re.compile(r"[Nn]gày\s{1,2}(\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4})")
_ABOUT = re.compile(
    r"^\s?(?:của [^,;.:]{1,80}?\s)?,?\s?(?:v/v|về việc|về|quy định|ban hành|hướng dẫn|triển khai|thực hiện)?\s?",
    re.IGNORECASE,
)
_OTHER_KINDS = {"văn bản": "Công văn", "công văn": "Công văn", "cv": "Công văn", "qđ": "Quyết định", "kh": "Kế hoạch"}
_WHOSE = re.compile(r"^\s?của\s[^,;.]{1,60}?(?=\sngày)")
_FAR_BEFORE = 140  # letters before a number among which its day may stand
_BEFORE = 60  # letters before a number among which its kind stands
_PROVINCE = re.compile(
    r"(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|hđnd|hội đồng nhân dân|chủ tịch ubnd)\s(?:tỉnh|huyện|thành phố|thị xã)",
    re.IGNORECASE,
)
_OF_PROVINCE = re.compile(
    r"^.{0,25}của\s(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân|hđnd|chủ tịch ubnd|thường trực hđnd)\s"
    r"(?:tỉnh|huyện|thành phố|thị xã)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reference:
    """A document named in the text; `own` where the reporting unit issued it."""

    document: Document
    own: bool


def find_references(located: Iterable[Located], identity: Identity, kinds: Sequence[str]) -> tuple[Reference, ...]:
    """Each document named, once, in the order of the text; the report's own number is left out."""
    found: dict[str, Reference] = {}
    own_number = _key(identity.number) if identity.number else ""
    for item in located:
        for reference in _in_text(item.block.text, identity, kinds):
            key = _key(reference.document.number)
            if key == own_number or not key:
                continue
            found[key] = _merged(found.get(key), reference)
    return tuple(found.values())


def _merged(known: Reference | None, again: Reference) -> Reference:
    """What two mentions of one document say together."""
    if known is None:
        return again
    day = known.document.date or again.document.date
    title = known.document.title or again.document.title
    return Reference(replace(known.document, date=day, title=title), known.own or again.own)


def _in_text(text: str, identity: Identity, kinds: Sequence[str]) -> Iterator[Reference]:
    for found in _NUMBER.finditer(text):
        symbol = re.sub(r"\s", "", found["symbol"]).replace("–", "-").rstrip(".")
        if not _is_symbol(symbol):
            continue
        year = f"/{found['year']}" if found["year"] else ""
        number = f"{found['number']}{year}{found['sep'].strip()}{symbol}"
        kind = _kind(text[max(0, found.start() - _BEFORE) : found.start()], symbol, kinds)
        if not kind:
            continue
        after = text[found.end() : found.end() + 200]
        day = _day(text, found.start(), after)
        own = _is_own(symbol, bool(year), text[: found.start()][-160:], after, identity)
        yield Reference(Document(kind, number, day, _title(after)), own)


def _is_symbol(symbol: str) -> bool:
    """Whether letters after a stroke are a document's symbol and not a unit of measure."""
    return "-" in symbol or "/" in symbol or (sum(sign.isupper() for sign in symbol) >= 2 and len(symbol) >= 3)


def _kind(before: str, symbol: str, kinds: Sequence[str]) -> str:
    """The kind that stands before a number, else the one that the symbol begins with."""
    lower = before.lower()
    named = {kind.lower(): kind for kind in kinds} | _OTHER_KINDS
    placed = [(lower.rfind(name), len(name), kind) for name, kind in named.items() if name in lower]
    if placed:
        return max(placed)[2]
    initials = {"".join(word[0] for word in kind.split()).upper(): kind for kind in kinds}
    return initials.get(symbol.partition("-")[0], "") or initials.get(symbol.partition("/")[0], "")


def _day(text: str, start: int, after: str) -> date | None:
    """The day after a number, else the day before it: «Ngày 13/3/2023, Sở ban hành Kế hoạch số …»."""
    found = _DAY_AFTER.match(_WHOSE.sub(" ", after, count=1)) or _DAY_AFTER.match(after)
    if found is None:
        behind = list(_DAY_BEFORE.finditer(text, max(0, start - _FAR_BEFORE), start))
        between = text[behind[-1].end() : start] if behind else "/"
        found = behind[-1] if behind and not set("/;") & set(between) else None
    if found is None:
        return None
    return day_at(tokenize(found[1]), 0, 1)[0]


def _title(after: str) -> str:
    """What a document is about: the words after its number and day up to the end of the clause."""
    rest = _DAY_AFTER.sub("", after, count=1)
    rest = _ABOUT.sub("", rest, count=1)
    return re.split(r"[;.:]|, (?:Kế hoạch|Quyết định|Công văn) số", rest, maxsplit=1)[0].strip(' ,–-"“”')


def _is_own(symbol: str, by_year: bool, before: str, after: str, identity: Identity) -> bool:
    """Whether the unit itself issued a document: by the symbol, or by whose it is said to be where many share one."""
    issuer = identity.issuer
    if not issuer or by_year:
        return False
    parts = symbol.split("-")
    if issuer not in {parts[-1], parts[0]} and not symbol.endswith(f"-{issuer}"):
        return False
    if issuer.startswith(("UBND", "HĐND")):
        named = before.rpartition(";")[2]
        return not _OF_PROVINCE.match(after) and not (_PROVINCE.search(named) and "đã ban hành" not in named)
    return True


def _key(number: str) -> str:
    return re.sub(r"\s", "", number).upper()
