"""What protects the pages: cookies, cross-site request forgery, and the rate of sign-ins."""

from __future__ import annotations

from flask import Flask, Request, request
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

# A browser takes the safe one from our own host over TLS only, so that no neighbour of the name can plant it.
COOKIE, SAFE_COOKIE = "tonghop", "__Host-tonghop"
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
        SESSION_COOKIE_NAME=SAFE_COOKIE if is_tls else COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_tls,
        PERMANENT_SESSION_LIFETIME=LIFE,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=is_tls,
        RATELIMIT_STORAGE_URI=_limits(settings.queue_url),
        RATELIMIT_STORAGE_OPTIONS={"socket_timeout": BRIEF, "socket_connect_timeout": BRIEF},
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.session_interface = PageSessions()
    csrf.init_app(app)
    limiter.init_app(app)


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
