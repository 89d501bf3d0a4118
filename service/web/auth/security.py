"""What protects the pages: cookies, cross-site request forgery, and the rate of sign-ins."""

from __future__ import annotations

import structlog
from flask import Flask, Request, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from itsdangerous import BadSignature
from werkzeug.middleware.proxy_fix import ProxyFix

from service.actions.organization.sign_in import LIFE
from service.actions.transaction import act_from
from service.domain.organization.throttle import network_of, who_is
from service.queue import BRIEF
from service.settings import UNTOLD_PROXY, Settings
from service.signing_key import load_signing_key
from service.web.auth.request_kind import is_page

# A browser takes the safe one from our own host over TLS only, so that no neighbour of the name can plant it.
COOKIE, SAFE_COOKIE = "tonghop", "__Host-tonghop"
LINKS = "5 per hour"
LINKS_OF_NETWORK = "60 per 15 minutes"


def network() -> str:
    """The network from which the request comes."""
    return network_of(request.remote_addr)


# Where the counts cannot be reached each process counts by itself; who asked in the very moment is let through.
limiter = Limiter(network, default_limits=[], in_memory_fallback_enabled=True, swallow_errors=True)
csrf = CSRFProtect()
PROXY_NOTED = "tonghop.proxy_noted"


def note_origin() -> None:
    """Let the log say from which network what is done for this request was done."""
    act_from(network())


def forget_origin(_error: BaseException | None) -> None:
    """What the thread does next is not done for that request any more."""
    act_from()


def protect(app: Flask, settings: Settings) -> None:
    """Put all of it around the application."""
    is_tls = settings.address.startswith("https://")
    app.config.update(
        SECRET_KEY=load_signing_key(settings),
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
    if not settings.proxies:
        app.before_request(_note_proxy)
    else:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.session_interface = PageSessions()
    csrf.init_app(app)
    limiter.init_app(app)


class PageSessions(SecureCookieSessionInterface):
    """Sessions for people; a program says with each call who it is, and has none to read and to sign."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of a page's request.

        How long a sign-in lives the database says, by a clock that may differ. So the cookie's own time is not looked
        at: what another machine, or this one before its clock was set back, has signed is not of the future.
        """
        if not is_page():
            return None
        serializer, cookie = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if serializer is None or not cookie:
            return self.session_class()
        try:
            return self.session_class(serializer.loads(cookie))
        except BadSignature:
            return self.session_class()


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
        structlog.get_logger().warning(str(UNTOLD_PROXY), remote=request.remote_addr)


def _limits(queue_url: str) -> str:
    return f"redis+{queue_url}" if queue_url.startswith("unix://") else queue_url
