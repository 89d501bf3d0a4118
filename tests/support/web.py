"""The application as its callers see it: one client for each role, over a real installation."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.datastructures import FileStorage
from werkzeug.routing import Rule
from werkzeug.test import TestResponse, encode_multipart

from service.actions.context import Context
from service.actions.organization.tokens import issue_token
from service.app import create_app
from service.domain.organization.access import Caller
from tests.support.filings import raw, real_report
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, LEADER, OFFICER, PERIOD

API = "/api/v1"
CALLERS = {caller.role.value: caller for caller in (OFFICER, LEADER, HOME_AFFAIRS, HOME_AFFAIRS_LEADER, ADMIN, AUDITOR)}
PROBLEM = "application/problem+json"


def submissions(period: str = PERIOD, agency: str = "SGTVT") -> str:
    """Where a unit hands in."""
    return f"{API}/periods/{period}/agencies/{agency}/submissions"


class Compiled(BytecodeCache):
    """The pages' templates, compiled once for all applications of this process."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill in what is known."""
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it."""
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class KnownRule(Rule):
    """A route whose function that builds addresses is compiled once for all applications of this process."""

    known: ClassVar[dict[object, Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """The function; it is told which route it is of when it is called."""
        key = self.rule, *self._trace, *(self.defaults or {}).items(), append_unknown
        if key not in self.known:
            self.known[key] = super()._compile_builder(append_unknown)
        return self.known[key]


Flask.url_rule_class = KnownRule


class Tokens(dict[str, str]):
    """The token of each role, issued when it is first asked for."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def __missing__(self, role: str) -> str:
        """Issue it."""
        return self.setdefault(role, issue_token(self.context, CALLERS[role]))


class Web:
    """An application and the token of each role; the officer asks unless told."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.app = create_app(context.settings, context)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.client: FlaskClient = self.app.test_client()
        self.tokens = Tokens(context)

    def token_of(self, caller: Caller) -> str:
        """A new token for somebody else; the name by which `call` knows it."""
        name = f"{caller.role.value} {caller.agency}"
        self.tokens[name] = issue_token(self.context, caller)
        return name

    def call(
        self,
        method: str,
        path: str,
        role: str | None = "officer",
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> TestResponse:
        """The answer to a call as that role; None sends no token."""
        sent = {} if role is None else {"Authorization": f"Bearer {self.tokens[role]}"}
        return self.client.open(path, method=method, headers={**sent, **(headers or {})}, **more)

    def get(self, path: str, role: str | None = "officer", **headers: str) -> TestResponse:
        """The answer to a GET below the API; underscores in names of headers stand for hyphens."""
        return self.call("GET", API + path, role, {name.replace("_", "-"): value for name, value in headers.items()})

    def file_json(
        self, content: bytes | dict[str, Any] | None = None, role: str | None = "officer", path: str = submissions(),
        **headers: str,
    ) -> TestResponse:  # fmt: skip
        """Hand in JSON: these bytes, this report, or the real one."""
        body = raw(real_report()) if content is None else content if isinstance(content, bytes) else raw(content)
        sent = {"Content-Type": "application/json"} | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.call("POST", path, role, sent, data=body)

    def file_upload(
        self, content: bytes, name: str = "bao-cao.xlsx", role: str | None = "officer", path: str = submissions()
    ) -> TestResponse:
        """Hand in a file by a form."""
        return self.file_form({"file": FileStorage(io.BytesIO(content), name)}, role, path)

    def file_form(
        self, fields: dict[str, Any], role: str | None = "officer", path: str = submissions()
    ) -> TestResponse:
        """Hand in a form with these fields."""
        boundary, body = encode_multipart(fields)
        return self.call("POST", path, role, {"Content-Type": f"multipart/form-data; boundary={boundary}"}, data=body)


def refused(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem in an answer, which must have that status and the form that was agreed on."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.mimetype == PROBLEM
    problem: dict[str, Any] = answer.get_json(force=True)
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"] and problem["detail"]
    assert problem.keys() <= {"type", "status", "title", "detail", "errors"}
    for error in problem.get("errors", []):
        assert error.keys() == {"pointer", "message", "rule"}
        assert error["message"] and error["rule"]
    return problem


def pointers(problem: dict[str, Any]) -> list[str]:
    """The places that a problem names."""
    return [error["pointer"] for error in problem.get("errors", [])]
