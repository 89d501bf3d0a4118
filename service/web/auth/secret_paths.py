"""Addresses that open something to whoever knows them, and how a log names them without telling."""

from __future__ import annotations

from flask import request

# What routes call the part of an address that is a secret.
SECRET_PARTS = frozenset({"token", "sha256"})


def logged_path() -> str:
    """The path of the request, by its route where a part of it is a secret, and not at all where it has no route."""
    rule = request.url_rule
    if rule is None:
        return "(no such address)"
    return rule.rule if SECRET_PARTS & rule.arguments else request.path
