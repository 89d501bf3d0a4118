"""Parts of pages that are asked for again and again: sent only when they have changed."""

from __future__ import annotations

import hashlib

from flask import make_response, request
from werkzeug.wrappers import Response


def unless_the_same(source: str) -> Response:
    """The part, or 304 where the reader has just this."""
    response = make_response(source)
    response.set_etag(hashlib.sha256(source.encode()).hexdigest())
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request)
