"""The headers that every answer carries: what a browser may do with it, and that nobody else keeps it."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import cast

from flask import Flask, Response, g, request

from service.settings import Settings

# Files of ours that are the same for everybody; all else is for whoever asked, and only now.
SHARED = frozenset({"static", "bootstrap.static", "api_docs_assets.asset"})
SHARED_LIFE = timedelta(days=30)
RETRY_SECONDS = "10"
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# A year, and our own host only: what else the province has under its name is not ours to decide on.
TLS_ONLY = "max-age=31536000"
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# The library that shows the API's description writes its own script and styles into the page.
DOCS = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def put_headers(app: Flask, settings: Settings) -> None:
    """Let the application answer with them."""
    is_tls = settings.address.startswith("https://")

    def harden(response: Response) -> Response:
        headers = response.headers
        wanted = {**FIXED, "Content-Security-Policy": _policy(response)}
        if is_tls:
            wanted["Strict-Transport-Security"] = TLS_ONLY
        if response.status_code == 503:
            wanted["Retry-After"] = RETRY_SECONDS
        # They are gone through once, which a default for each of them would do each time.
        known = set(headers.keys(lower=True))
        headers.extend([(name, value) for name, value in wanted.items() if name.lower() not in known])
        if not _is_shared(response):
            headers["Cache-Control"] = "private, no-store"
        return response

    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = SHARED_LIFE
    app.after_request(harden)
    app.jinja_env.globals["nonce"] = _nonce


def _is_shared(response: Response) -> bool:
    return request.endpoint in SHARED and response.status_code in {200, 206, 304}


def _policy(response: Response) -> str:
    if response.mimetype != "text/html":
        return NOTHING
    return DOCS if request.path.startswith("/api/") else _page_policy()


def _nonce() -> str:
    """What the present answer's own scripts and styles are known by."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return cast(str, g.nonce)


def _page_policy() -> str:
    """Our own files only; Bootstrap's style sheet carries a few pictures as data."""
    own = f"'self' 'nonce-{_nonce()}'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-src 'self'; frame-ancestors 'none'; manifest-src 'self'"
    )
