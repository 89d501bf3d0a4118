"""What protects the pages: headers, cookies, cross-site request forgery, and the rate of sign-ins."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import cast

import structlog
from flask import Flask, Request, Response, current_app, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from service.actions.sign_in import LIFE
from service.domain.throttle import network_of, who_is
from service.secret import cookie_secret
from service.settings import UNTOLD_PROXY, Settings
from service.web.language import is_page

LINKS = "5 per hour"
LINKS_OF_NETWORK = "60 per 15 minutes"


def network() -> str:
    """The network from which the request comes."""
    return network_of(request.remote_addr)


limiter = Limiter(network, default_limits=[], in_memory_fallback_enabled=True)
csrf = CSRFProtect()
PROXY_NOTED = "tonghop.proxy_noted"
_log = structlog.get_logger()


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
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=30),
    )
    if not settings.proxies:
        app.before_request(_note_proxy)
    else:
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


def person_key() -> str:
    """Whose requests for links are counted together: an address as it was typed, from one network."""
    return f"{who_is(request.form.get('email', ''))}:{network()}"


def _note_proxy() -> None:
    """Say once that a proxy stands before us of which the settings know nothing: everybody has its address then."""
    app = current_app
    if PROXY_NOTED not in app.extensions and "X-Forwarded-For" in request.headers:
        app.extensions[PROXY_NOTED] = True
        _log.warning(str(UNTOLD_PROXY), remote=request.remote_addr)


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
