"""Which units somebody looks for, as the board's address and its form say it."""

from __future__ import annotations

from typing import TypeVar

from flask import request
from werkzeug.datastructures import MultiDict

from service.actions.periods.board import BoardFilter
from service.domain.consolidation.board import BoardState
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import AgencyKind

FILTERS = ("tim", "cap", "trang_thai", "muon", "chua_nop", "trang")
Choice = TypeVar("Choice", AgencyKind, BoardState)


def wanted_agencies(given: MultiDict[str, str]) -> BoardFilter:
    """What is looked for; what no filter knows filters nothing."""
    return BoardFilter(
        text=without_diacritics(given.get("tim", "").strip()),
        kind=_choice(AgencyKind, given.get("cap", "")),
        state=_choice(BoardState, given.get("trang_thai", "")),
        late=given.get("muon") == "1",
        unfiled=given.get("chua_nop") == "1",
        page=given.get("trang", 1, type=int),
    )


def wanted_edition() -> int | None:
    """Which edition of a period the address asks for; None where it names none."""
    return request.args.get("an_ban", type=int) or None


def given_filters(given: MultiDict[str, str]) -> dict[str, str]:
    """The filters that links carry on: theirs alone, whatever else the address names."""
    return {name: given[name] for name in FILTERS if given.get(name)}


def _choice(kinds: type[Choice], value: str) -> Choice | None:
    return next((kind for kind in kinds if kind.value == value), None)
