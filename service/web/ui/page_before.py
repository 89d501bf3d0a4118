"""The page that a person had before them when something could not be done, to which they come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from flask import current_app, request


def page_before() -> str | None:
    """Its path on this site; None where no page can be told."""
    if request.blueprint == "sign_in":
        return request.args.get("next") or _form_that_was_read().get("next") or None
    return next((path for path in _candidates() if _opens(path)), None)


def _form_that_was_read() -> Mapping[str, str]:
    """What was sent, where somebody has looked at it; a form that is too large is not read for this."""
    read: Mapping[str, str] | None = vars(request._get_current_object()).get("form")  # type: ignore[attr-defined]
    return read or {}


def _candidates() -> Iterator[str]:
    """Where the request itself leads, where it came from, and the pages above it."""
    if request.method in {"GET", "HEAD"}:
        yield request.full_path.rstrip("?")
    origin = urlsplit(request.referrer or "")
    if origin.netloc == request.host:
        yield origin._replace(scheme="", netloc="", fragment="").geturl()
    above = request.path
    while "/" in above[1:]:
        above = above.rsplit("/", 1)[0]
        yield above


def _opens(path: str) -> bool:
    """Whether a browser can open the path, as it cannot what only takes forms."""
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and path != "/" and adapter.test(urlsplit(path).path, "GET")
