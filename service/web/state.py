"""What a request works with: the process's context and who asks."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app, g

from service.actions.context import Context
from service.domain.access import Caller

_KEY = "tonghop"


def attach(app: Flask, context: Context) -> None:
    """Give the application its context."""
    app.extensions[_KEY] = context


def context() -> Context:
    """The context of the present application."""
    return cast(Context, current_app.extensions[_KEY])


def caller() -> Caller:
    """Who asks; set before any view that needs it runs."""
    return cast(Caller, g.caller)
