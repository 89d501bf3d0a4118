"""People as a list names them, and the agencies as it calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from service.domain.notation.labelled import Labelled
from service.domain.notation.text import without_diacritics
from service.domain.organization.access import Role
from service.domain.organization.agency import Agency


@dataclass(frozen=True)
class AccountLine:
    """One person of a list, at a line of it; `agency` is as it is written until it is found, empty where none is."""

    line: int
    email: str
    name: str
    role: Role
    agency: str = ""


class Outcome(Labelled):
    """What a line of a list would do."""

    NEW = "new", "thêm mới"
    CHANGED = "changed", "thay đổi"
    UNCHANGED = "unchanged", "giữ nguyên"


def find_agency(agencies: Iterable[Agency], written: str, day: date) -> Agency | None:
    """The agency that people call so: by code, name, abbreviation or «name (code)»; those of that day go first.

    None where there is none, or where several are called so.
    """
    plain = without_diacritics(written)
    known = list(agencies)
    coded = [agency for agency in known if plain in {agency.code.lower(), _shown(agency)}]
    named = [agency for agency in known if plain in _names(agency)]
    for found in (coded, [agency for agency in named if agency.is_valid_on(day)], named):
        if found:
            return found[0] if len(found) == 1 else None
    return None


def shown_agency(agency: Agency) -> str:
    """An agency as lists and pages show it to be chosen."""
    return f"{agency.name} ({agency.code})"


def _shown(agency: Agency) -> str:
    return without_diacritics(shown_agency(agency))


def _names(agency: Agency) -> set[str]:
    return {without_diacritics(name) for name in (agency.name, agency.abbreviation) if name}
