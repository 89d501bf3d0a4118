"""Signing in by the province's own provider, over OpenID Connect."""

from __future__ import annotations

from typing import Any, cast

import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, redirect, url_for
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from service.actions.organization.single_sign_on import start_session_by_claims
from service.domain.errors import NotFoundError, UnauthenticatedError, message
from service.settings import Provider
from service.web.auth.access import public
from service.web.auth.sessions import home, store_session
from service.web.pages.sign_in import Page, show_form
from service.web.request_context import context
from service.web.ui.i18n import _, translate

pages = Blueprint("single_sign_on", __name__, url_prefix="/dang-nhap/mot-lan")
_NAME = "province"
_log = structlog.get_logger()


def configure(app: Flask, provider: Provider | None) -> None:
    """Know the provider, where the settings name one."""
    oauth = OAuth(app)
    if provider is not None:
        oauth.register(
            _NAME,
            client_id=provider.client_id,
            client_secret=provider.client_secret,
            server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid email profile", "code_challenge_method": "S256"},
        )


@pages.get("")
@public
def start() -> Page:
    """Send the person to the provider."""
    back = f"{context().settings.address}{url_for('single_sign_on.back')}"
    try:
        return cast(Response, _client().authorize_redirect(back))
    except RequestException as error:
        return _refuse(_("máy chủ đăng nhập không trả lời"), error)


@pages.get("/ve")
@public
def back() -> Page:
    """Take the provider's word for who the person is; the account itself is one of ours."""
    try:
        claims = _client().authorize_access_token().get("userinfo") or {}
        signed = start_session_by_claims(context(), _provider(), claims)
    except RequestException as error:
        return _refuse(_("máy chủ đăng nhập không trả lời"), error)
    except (AuthlibBaseError, JoseError) as error:
        return _refuse(error.error, error)
    except UnauthenticatedError as error:
        return show_form(translate(error.said)), 401
    store_session(signed)
    return redirect(url_for(home(signed) if signed.is_full else "sign_in.second_factor"))


def _refuse(why: str, error: Exception) -> tuple[str, int]:
    _log.warning("single sign-on failed", error=str(error))
    return show_form(_("Đăng nhập một lần không thành: %(why)s. Thử lại từ trang đăng nhập.", why=why)), 401


def _provider() -> Provider:
    provider = context().settings.oidc
    if provider is None:
        raise NotFoundError(message("Hệ thống này không dùng đăng nhập một lần."))
    return provider


def _client() -> Any:
    _provider()
    return current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)
