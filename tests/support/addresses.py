"""Every address of the pages, with something in its gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from service.web.access import access_of

# Served to programs, or files of ours.
NO_PAGES = ("api.", "operations.", "openapi.", "api_docs_assets.", "static", "bootstrap.static")


@dataclass(frozen=True)
class Call:
    """One way to call a page."""

    endpoint: str
    method: str
    path: str
    is_public: bool
    names: frozenset[str]


def page_calls(app: Flask, values: Mapping[str, object]) -> Iterator[Call]:
    """Every call of a page; fails where an address has a gap that nobody knows how to fill."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(NO_PAGES) or rule.rule.startswith("/api/"):
            continue
        assert rule.arguments <= values.keys(), f"{rule.rule}: say what stands in its gaps"
        access = access_of(app, rule.endpoint)
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda gap: str(values[gap[1]]), rule.rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield Call(rule.endpoint, method, path, access is not None and access.is_public, frozenset(rule.arguments))
