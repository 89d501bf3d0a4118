"""Who reads the answer: a person in a browser, or a program."""

from __future__ import annotations

from flask import request


def is_page() -> bool:
    """Whether a person looks at the answer, and not a program."""
    return not request.path.startswith(("/api/", "/metrics", "/healthz", "/readyz"))
