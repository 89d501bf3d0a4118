"""What protects the pages: headers, cookies, cross-site request forgery, and the rate of sign-ins."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import cast

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from service.actions.sign_in import LIFE
from service.queue import BRIEF
from service.secret import cookie_secret
from service.settings import Settings
from service.web.language import is_page

SIGN_INS = "10 per 15 minutes"
SIGN_INS_OF_ADDRESS = "60 per 15 minutes"
LINKS = "5 per hour"

# Where the counts cannot be reached each process counts by itself; who asked in the very moment is let through.
limiter = Limiter(get_remote_address, default_limits=[], in_memory_fallback_enabled=True, swallow_errors=True)
csrf = CSRFProtect()


def protect(app: Flask, settings: Settings) -> None:
    """Put all of it around the application."""
    is_tls = settings.address.startswith("https://")
    app.config.update(
        SECRET_KEY=cookie_secret(settings),
        SESSION_COOKIE_NAME="tonghop",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_tls,
        PERMANENT_SESSION_LIFETIME=LIFE,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=is_tls,
        RATELIMIT_STORAGE_URI=_limits(settings.queue_url),
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": BRIEF, "socket_connect_timeout": BRIEF},
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=30),
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.session_interface = PageSessions()
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_harden)
    app.jinja_env.globals["nonce"] = _nonce


class PageSessions(SecureCookieSessionInterface):
    """Sessions for people; a program says with each call who it is, and has none to read and to sign."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page's request."""
        return super().open_session(app, request) if is_page() else None


@limiter.request_filter
def _is_call() -> bool:
    """What is limited is how often a person may try something on a page."""
    return not is_page()


def account_key() -> str:
    """Whose sign-ins are counted together: the address that was typed, whoever types it."""
    return f"account:{request.form.get('email', '').strip().lower()[:200]}"


def _limits(queue_url: str) -> str:
    return f"redis+{queue_url}" if queue_url.startswith("unix://") else queue_url


def _nonce() -> str:
    """What the present answer's own scripts and styles are known by."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return cast(str, g.nonce)


def _harden(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    if response.mimetype == "text/html" and not request.path.startswith("/api/"):
        headers.setdefault("Content-Security-Policy", _policy())
        headers.setdefault("Cache-Control", "no-store")
    return response


def _policy() -> str:
    """Our own files only; Bootstrap's style sheet carries a few pictures as data."""
    own = f"'self' 'nonce-{_nonce()}'"
    return (
        f"default-src 'none'; script-src {own}; style-src {own}; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-src 'self'; frame-ancestors 'none'; manifest-src 'self'"
    )
