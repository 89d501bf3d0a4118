"""The register of documents: what many units claim, each document once, under numbers of one form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from service.domain.notation.text import sort_key
from service.domain.organization.agency import Agency
from service.domain.reporting.report import Document

# Abbreviations of kinds of document in capitals: those of Decree 30/2020, and of laws.
KINDS = frozenset(
    {
        "NQ", "QĐ", "CT", "QC", "QYĐ", "TC", "TB", "HD", "CTR", "KH", "PA", "ĐA", "DA", "BC", "BB", "TTR", "HĐ", "CĐ",
        "BGN", "BTT", "GUQ", "GM", "GGT", "GNP", "PG", "PC", "PB",
        "L", "NĐ", "TT", "TTLT",
    }
)  # fmt: skip
_LEADING = re.compile(r"^(?:số|so) ?[:.]? ?", re.IGNORECASE)
_AROUND = re.compile(r" ?([/\-–—]) ?")
_DIGITS = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True)
class RegisterLine:
    """One document; `claimed_by` are the units that list it, `dates` all the dates given for it, the first in use."""

    kind: str
    number: str
    issuer: str
    dates: tuple[date, ...]
    title: str
    claimed_by: tuple[Agency, ...]

    @property
    def date(self) -> date | None:
        """Its date, the earliest where the units disagree."""
        return self.dates[0] if self.dates else None

    @property
    def is_disputed(self) -> bool:
        """Whether its date is not the same everywhere."""
        return len(self.dates) > 1


def normal_number(text: str) -> str:
    """A document's number and symbol in one form: «Số: 074 / QĐ – SGTVT» is 74/QĐ-SGTVT."""
    text = _AROUND.sub(lambda found: "/" if found[1] == "/" else "-", _LEADING.sub("", " ".join(text.split())))
    number, slash, symbol = text.partition("/")
    return f"{_DIGITS.sub('', number)}{slash}{symbol.upper()}"


def issuer_of(number: str, names: Mapping[str, str]) -> str:
    """The issuing body in a normal number's symbol: a unit's name where it is known by that abbreviation.

    It stands behind the kind of document (QĐ-SGTVT); a letter has no kind, and the drafting office behind (SGTVT-VP).
    """
    parts = number.rpartition("/")[2].split("-")
    known = next((names[part] for part in parts if part in names), None)
    if known is not None or len(parts) < 2:
        return known or ""
    return parts[-1] if parts[0] in KINDS else parts[0]


def register(claims: Iterable[tuple[Agency, Document]], names: Mapping[str, str]) -> tuple[RegisterLine, ...]:
    """The documents by kind, issuer, date and number; `names` gives units by abbreviation in capitals.

    Two claims are of one document where kind and number with its symbol, which names the issuer, are the same;
    a number without a symbol is one only for the unit that gave it.
    """
    found: dict[tuple[str, ...], list[tuple[Agency, Document]]] = {}
    for agency, document in claims:
        number = normal_number(document.number)
        known = (document.kind, number) if "-" in number else (document.kind, number, agency.code, document.title)
        found.setdefault(known, []).append((agency, document))
    lines = [_line(known[1], items, names) for known, items in found.items()]
    return tuple(sorted(lines, key=_order))


def _order(line: RegisterLine) -> tuple[object, ...]:
    return (sort_key(line.kind), sort_key(line.issuer), line.date or date.max, line.number, line.title)


def _line(number: str, items: list[tuple[Agency, Document]], names: Mapping[str, str]) -> RegisterLine:
    if len(items) == 1:
        ((agency, document),) = items
        dates = (document.date,) if document.date else ()
        return RegisterLine(document.kind, number, issuer_of(number, names), dates, document.title, (agency,))
    return _joined(number, items, names)


def _joined(number: str, items: list[tuple[Agency, Document]], names: Mapping[str, str]) -> RegisterLine:
    """The line of a document that was listed several times."""
    units = {agency.code: agency for agency, _ in items}
    dates = {document.date for _, document in items if document.date}
    # Of several wordings the fullest says most.
    title = max((document.title for _, document in items), key=lambda text: (len(text), text))
    return RegisterLine(
        kind=items[0][1].kind,
        number=number,
        issuer=issuer_of(number, names),
        dates=tuple(sorted(dates)),
        title=title,
        claimed_by=tuple(sorted(units.values(), key=lambda unit: unit.sort_key)),
    )
