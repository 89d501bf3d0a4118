"""A provider of single sign-on on this machine: it lets everybody in at once and says of them what a test wants."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from service.settings import Provider
from tests.support.processes import free_port

CLIENT, PASSWORD = "tonghop", "mot-bi-mat-chung"


class Silent(WSGIRequestHandler):
    """Says nothing of each request."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


class OidcProvider:
    """What the provider is and says; `claims` go over what it would say by itself, `None` leaves one out."""

    def __init__(self) -> None:
        self.issuer = f"http://127.0.0.1:{free_port()}"
        self.claims: dict[str, Any] = {"email": "a@b.vn", "email_verified": True}
        self.refusal = ""
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.signing_key = self.key
        self.asked: dict[str, Mapping[str, str]] = {}

    @property
    def settings(self) -> Provider:
        """The provider as tonghop's settings have it."""
        return Provider(self.issuer, CLIENT, PASSWORD, "Đăng nhập một lần của tỉnh")

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request."""
        request = Request(environ)
        views = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": self._keys,
            "/authorize": self._authorize,
            "/token": self._token,
        }
        return views[request.path](request)(environ, start_response)

    def _discovery(self, request: Request) -> Response:
        return _json(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _keys(self, request: Request) -> Response:
        return _json({"keys": [self.key.as_dict(private=False)]})

    def _authorize(self, request: Request) -> Any:
        given = request.args
        if self.refusal:
            return redirect(f"{given['redirect_uri']}?error={self.refusal}&state={given['state']}")
        code = secrets.token_urlsafe(16)
        self.asked[code] = dict(given)
        return redirect(f"{given['redirect_uri']}?code={code}&state={given['state']}")

    def _token(self, request: Request) -> Response:
        asked = self.asked.pop(request.form.get("code", ""), None)
        verifier = request.form.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        if asked is None or asked["code_challenge"] != challenge or asked["client_id"] != CLIENT:
            return _json({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 300, "nonce": asked["nonce"],
            **self.claims,
        }  # fmt: skip
        said = {name: value for name, value in claims.items() if value is not None}
        token = jwt.encode({"alg": "RS256", "kid": "first"}, said, self.signing_key)
        return _json({"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token})


def _json(said: object, status: int = 200) -> Response:
    return Response(json.dumps(said), status, content_type="application/json")


@contextlib.contextmanager
def providing(provider: OidcProvider) -> Iterator[None]:
    """The provider runs."""
    port = int(provider.issuer.rpartition(":")[2])
    server = make_server("127.0.0.1", port, provider, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
