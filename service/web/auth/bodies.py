"""How much a request may carry: little on most addresses, more where a view says so, and that only from its callers."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.exceptions import HTTPException

from service.domain.errors import TonghopError
from service.readers.formats import FORMATS
from service.setting_values import MEGABYTE
from service.settings import Settings
from service.web.auth.access import check_access
from service.web.request_context import context

View = TypeVar("View", bound=Callable[..., Any])
# Bytes; a form with a few thousand ticks in it is smaller.
SMALL = 256 * 1024
# A form's frame comes on top of the file in it.
FRAME = 64 * 1024
_MARK = "_body"


class Body(Enum):
    """What a view takes, where it takes more than a small form."""

    REPORT = "report"
    FILE = "file"
    # A file that was looked at, in a field of the form, and files beside it.
    AGAIN = "again"

    def limit(self, settings: Settings) -> int:
        """The most bytes of it."""
        largest = max(settings.max_upload, *(intake.largest(settings) for intake in FORMATS))
        # A file in a field is written in letters, which are a third more.
        sizes = {Body.REPORT: settings.max_json, Body.FILE: largest, Body.AGAIN: largest * 4 // 3 + settings.max_upload}
        return sizes[self] + FRAME

    @property
    def is_typed(self) -> bool:
        """Whether it is in fields of the form."""
        return self is not Body.FILE


def takes(body: Body) -> Callable[[View], View]:
    """The view reads so much; any other reads a small form at most."""

    def decorate(view: View) -> View:
        setattr(view, _MARK, body)
        return view

    return decorate


def body_of(app: Flask, endpoint: str) -> Body | None:
    """What the view behind an endpoint takes; None where it takes a small form at most."""
    found: Body | None = getattr(app.view_functions[endpoint], _MARK, None)
    return found


def limit() -> int:
    """The most bytes that the present request may carry."""
    body = None if request.endpoint is None else body_of(current_app, request.endpoint)
    return SMALL if body is None else body.limit(context().settings)


def bound_body() -> None:
    """Before each request: whatever reads the body is refused where it is larger than the view takes."""
    request.max_content_length = limit()
    body = None if request.endpoint is None else body_of(current_app, request.endpoint)
    if body is not None and body.is_typed:
        request.max_form_memory_size = request.max_content_length


def allowance(app: Flask, environ: dict[str, Any]) -> int:
    """The most bytes of a body that are worth reading: a small form's from whoever may not call the view at all."""
    with app.request_context(environ):
        try:
            check_access()
        except (TonghopError, HTTPException):
            return SMALL
        return limit()


def size_in_words(count: int) -> str:
    """So many bytes as people say it."""
    return f"{count // MEGABYTE} MB" if count >= MEGABYTE else f"{count // 1024} KB"
