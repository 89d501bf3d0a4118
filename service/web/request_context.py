"""What a request works with: the process's context and who asks."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g

from service.actions.context import Context
from service.domain.errors import ForbiddenError, message
from service.domain.organization.access import Caller

_KEY = "tonghop"


def attach(app: Flask, context: Context) -> None:
    """Give the application its context."""
    app.extensions[_KEY] = context


def context() -> Context:
    """The context of the present application."""
    return cast(Context, current_app.extensions[_KEY])


def own_agency() -> str:
    """The unit that the person acts for; raises ForbiddenError where there is none."""
    agency = caller().agency
    if agency is None:
        raise ForbiddenError(message("Tài khoản này không thuộc đơn vị nào."))
    return agency


def caller() -> Caller:
    """Who asks; set before any view that needs it runs."""
    return cast(Caller, g.caller)
