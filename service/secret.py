"""The secret that signs cookies and the links in mails: from the settings, or made once and kept in the data folder."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from service.settings import Settings

NAME = "cookie.secret"


def cookie_secret(settings: Settings) -> str:
    """The secret; several machines must be given the same one by TONGHOP_SECRET."""
    if settings.secret:
        return settings.secret
    path = settings.data / NAME
    if not path.exists():
        _make(path)
    return path.read_text()


def _make(path: Path) -> None:
    """Write it whole or not at all: of several processes that start at once one is first, and all read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        Path(path).hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first
    finally:
        Path(draft).unlink()
