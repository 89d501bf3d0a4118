"""The sign-in of the present request: its key lies in the signed session cookie, all else in the database."""

from __future__ import annotations

from typing import cast

from flask import g, request, session

from service.actions.organization.sign_in import SignedIn, find_sign_in
from service.domain.errors import UnauthenticatedError
from service.domain.organization.access import Role
from service.domain.organization.account import HeldRole
from service.web.request_context import context

KEY = "key"
# The role in which the person works, where it is not that of the account; the database says whether they hold it.
WORKS_AS = "works_as"
# A page that renews itself says so; nobody is there for all that.
UNATTENDED = "X-Live"
_HOMES = {
    Role.OFFICER: "reports.mine",
    Role.LEADER: "reports.mine",
    Role.HOME_AFFAIRS: "board.newest",
    Role.HOME_AFFAIRS_LEADER: "board.newest",
    Role.ADMIN: "board.newest",
    Role.AUDITOR: "board.newest",
}


def store_session(signed: SignedIn) -> None:
    """Let the browser carry this sign-in from now on; what the session held before is gone."""
    language = session.get("language")
    session.clear()
    session[KEY] = signed.key
    session["language"] = language or signed.account.language


def is_unattended() -> bool:
    """Whether a page asks by itself."""
    return UNATTENDED in request.headers


def require_sign_in() -> SignedIn:
    """The sign-in of the request; raises UnauthenticatedError."""
    if "signed" not in g:
        g.signed = find_sign_in(
            context(), session.get(KEY, ""), is_present=not is_unattended(), works_as=session.get(WORKS_AS, "")
        )
    return cast(SignedIn, g.signed)


def signed_in() -> SignedIn | None:
    """The sign-in of the request, None where there is none or its second factor is still to come."""
    if not session.get(KEY):
        return None
    try:
        signed = require_sign_in()
    except UnauthenticatedError:
        session.pop(KEY, None)
        return None
    return signed if signed.is_full else None


def work_as(held: HeldRole) -> str:
    """Let the person of this sign-in work in a role that they hold, and say the endpoint of its first page."""
    session[WORKS_AS] = held.key
    return _HOMES[held.role]


def home(signed: SignedIn) -> str:
    """The endpoint of the first page of a person's work."""
    return _HOMES[signed.account.role]
