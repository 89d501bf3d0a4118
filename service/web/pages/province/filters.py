"""Which units somebody looks for, as the board's address and its form say it."""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from service.actions.periods.board import BoardFilter
from service.domain.consolidation.board import USUAL_COLUMNS, BoardColumn, BoardState
from service.domain.notation.text import without_diacritics
from service.domain.organization.agency import AgencyKind

PAGE, COLUMNS = "trang", "cot"
FILTERS = ("tim", "cap", "trang_thai", "muon", "chua_nop", "xem", "nguoi", "thu_tu", COLUMNS, PAGE)
CLEAN = {"sach": True, "rieng": False}
MINE, NOBODYS, BY_SCORE = "toi", "chua", "diem"
Choice = TypeVar("Choice", AgencyKind, BoardState)


def wanted_agencies(given: MultiDict[str, str], account: int | None) -> BoardFilter:
    """What is looked for by that person; what no filter knows filters nothing."""
    return BoardFilter(
        text=without_diacritics(given.get("tim", "").strip()),
        kind=_choice(AgencyKind, given.get("cap", "")),
        state=_choice(BoardState, given.get("trang_thai", "")),
        late=given.get("muon") == "1",
        unfiled=given.get("chua_nop") == "1",
        page=given.get(PAGE, 1, type=int),
        clean=CLEAN.get(given.get("xem", "")),
        reader=account if given.get("nguoi") == MINE else None,
        unclaimed=given.get("nguoi") == NOBODYS,
        by_score=given.get("thu_tu") == BY_SCORE,
    )


def wanted_edition() -> int | None:
    """Which edition of a period the address asks for; None where it names none."""
    return request.args.get("an_ban", type=int) or None


def given_filters(given: MultiDict[str, str]) -> dict[str, str]:
    """The filters that links carry on: theirs alone, whatever else the address names."""
    return {
        name: ",".join(given.getlist(name)) if name == COLUMNS else given[name] for name in FILTERS if given.get(name)
    }


def wanted_columns(given: MultiDict[str, str], usual: str) -> tuple[BoardColumn, ...]:
    """The columns that the address names, else those of the person's `usual` view, else those of everybody."""
    for named in (given_filters(given), dict(parse_qsl(usual))):
        chosen = named.get(COLUMNS, "").split(",")
        if found := tuple(column for column in BoardColumn if column.value in chosen):
            return found
    return USUAL_COLUMNS


def view_address(given: MultiDict[str, str]) -> str:
    """The view as the query of an address, which holds for any period and begins at its first page."""
    return urlencode({name: value for name, value in given_filters(given).items() if name != PAGE})


def _choice(kinds: type[Choice], value: str) -> Choice | None:
    return next((kind for kind in kinds if kind.value == value), None)
