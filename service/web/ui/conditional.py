"""Parts of pages that are asked for again and again: sent only when they have changed."""

from __future__ import annotations

from flask import make_response, request
from werkzeug.wrappers import Response

from service.domain.notation.fingerprint import sha256_of


def unless_the_same(source: str) -> Response:
    """The part, or 304 where the reader has just this."""
    response = make_response(source)
    response.set_etag(sha256_of(source))
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
