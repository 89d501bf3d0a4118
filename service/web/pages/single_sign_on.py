"""Signing in by the province's own provider, over OpenID Connect."""

from __future__ import annotations

from typing import Any, cast

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, redirect, url_for
from werkzeug.wrappers import Response

from service.actions.sign_in import begin_by_email
from service.domain.errors import NotFoundError, UnauthenticatedError, message
from service.settings import Provider
from service.web.access import public
from service.web.sessions import home, keep
from service.web.state import context

pages = Blueprint("single_sign_on", __name__, url_prefix="/dang-nhap/mot-lan")
_NAME = "province"


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
def start() -> Response:
    """Send the person to the provider."""
    back = f"{context().settings.address}{url_for('single_sign_on.back')}"
    return cast(Response, _client().authorize_redirect(back))


@pages.get("/ve")
@public
def back() -> Response:
    """Take the provider's word for who the person is; the account itself is one of ours."""
    try:
        claims = _client().authorize_access_token().get("userinfo") or {}
    except OAuthError as error:
        raise UnauthenticatedError(
            message("Đăng nhập một lần không thành: {why}. Thử lại từ trang đăng nhập.", why=error.error)
        ) from error
    signed = begin_by_email(context(), claims.get("email", ""), is_verified=claims.get("email_verified", True))
    keep(signed)
    return redirect(url_for(home(signed)))


def _client() -> Any:
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)
    if client is None:
        raise NotFoundError(message("Hệ thống này không dùng đăng nhập một lần."))
    return client
