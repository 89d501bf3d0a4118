"""Secrets in the database are sealed with the installation's own, so that the database alone, or a copy, opens none."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken

from service.domain.errors import TonghopError, message
from service.settings import Settings
from service.signing_key import load_signing_key

BROKEN = message(
    "Không mở được nội dung đã niêm phong: khoá của hệ thống (TONGHOP_SECRET hoặc tệp cookie.secret) đã đổi."
)


class SealError(TonghopError):
    """What was sealed with another key."""


class Seal:
    """Closes and opens texts with a key that is derived from the installation's secret."""

    def __init__(self, secret: str) -> None:
        key = hashlib.blake2b(secret.encode(), digest_size=32, person=b"tonghop sealing").digest()
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def close(self, text: str) -> str:
        """The text as nobody without the key reads it."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text again; raises SealError where it was sealed with another key."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SealError(BROKEN) from error


def seal_of(settings: Settings) -> Seal:
    """The installation's seal; raises TonghopError where its key cannot be used."""
    return _seal(load_signing_key(settings))


@lru_cache(maxsize=8)
def _seal(secret: str) -> Seal:
    return Seal(secret)
