"""Every address of the pages, with something in its gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from service.web.auth.access import access_of
from tests.support.installation import PERIOD

# Something for every gap of an address; whoever adds a gap says here what stands in it.
GAPS: Mapping[str, object] = {
    "period": PERIOD, "submission": f"{PERIOD}-SGTVT-1", "agency": "SGTVT", "predecessor": "STC",
    "code": "SGTVT", "number": 1, "token": "khong-co", "sha256": "0" * 64, "workbook": f"{PERIOD}-1",
    "mail": "khong-co", "name": "nhap-bao-cao", "template": "cchc", "version": "2025",
    "table": "ho_so_linh_vuc",
}  # fmt: skip
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


def page_calls(app: Flask, **given: object) -> Iterator[Call]:
    """Every call of a page, with what is given in its gaps; fails where nobody knows how to fill one."""
    values = {**GAPS, **given}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(NO_PAGES) or rule.rule.startswith("/api/"):
            continue
        assert rule.arguments <= values.keys(), f"{rule.rule}: say what stands in its gaps"
        access = access_of(app, rule.endpoint)
        path = re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda gap: str(values[gap[1]]), rule.rule)
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            yield Call(rule.endpoint, method, path, access is not None and access.is_public, frozenset(rule.arguments))
