"""A person at a browser without scripts: signs in, reads pages, and sends their forms as a browser does."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import TestResponse

from service.actions.context import Context
from service.actions.organization.accounts import create_account
from service.actions.organization.sign_in import start_session
from service.domain.organization.access import Caller
from service.domain.organization.account import Account
from service.web.auth.sessions import KEY

PASSWORD = "thuyền giấy trôi sông 7"
HOME = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Page:
    """An answer as a person sees it."""

    answer: TestResponse

    @property
    def status(self) -> int:
        """Its HTTP status."""
        return self.answer.status_code

    @property
    def source(self) -> str:
        """Its text."""
        return self.answer.get_data(as_text=True)

    @property
    def tree(self) -> html.HtmlElement:
        """Its elements."""
        return html.fromstring(self.source)

    @property
    def words(self) -> str:
        """What it says, without markup and what only scripts read."""
        tree = self.tree
        for script in tree.xpath("//script"):
            script.drop_tree()
        return " ".join(tree.text_content().split())

    def find(self, selector: str) -> html.HtmlElement:
        """The first element that the XPath meets; it must be there."""
        found = self.tree.xpath(selector)
        assert found, f"{selector} is not in: {self.words[:500]}"
        return found[0]

    def texts(self, selector: str) -> list[str]:
        """What the elements say that the XPath meets."""
        return [" ".join(item.text_content().split()) for item in self.tree.xpath(selector)]

    def row(self, code: str) -> html.HtmlElement:
        """The form's row of an indicator."""
        return self.find(f"//tr[@data-code='{code}']")

    def form(self, action: str = "") -> MultiDict[str, str]:
        """What the form at that address would send as it stands; without an address the form of the page itself."""
        wanted = f"@action='{action}'" if action else "not(@action)"
        form = self.find(f"//main//form[{wanted}][@method='post']")
        return MultiDict((name, _sent(value)) for name, value in _controls(form))


def _controls(form: html.HtmlElement) -> Iterable[tuple[str, str]]:
    """Names and values of the controls that a browser sends."""
    for item in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if item.get("disabled") is not None or item.xpath("ancestor::fieldset[@disabled]"):
            continue
        if item.tag == "textarea":
            yield item.get("name"), (item.text or "").removeprefix("\n")
        elif item.tag == "select":
            chosen = item.xpath(".//option[@selected]") or item.xpath(".//option")
            yield item.get("name"), chosen[0].get("value")
        elif item.get("type") not in {"checkbox", "radio", "file"} or item.get("checked") is not None:
            yield item.get("name"), item.get("value", "")


def _sent(value: str) -> str:
    """The value on the wire: browsers end lines by carriage return and line feed."""
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def come_in(client: FlaskClient, context: Context, account: Account, home: str = HOME) -> None:
    """Be signed in without the work of making and checking a password."""
    signed = start_session(context, account)
    with client.session_transaction(base_url=home) as kept:
        kept[KEY] = signed.key


class Person:
    """Somebody with an account who is signed in; the app's address is the one of its settings."""

    def __init__(self, app: Flask, context: Context, caller: Caller, email: str) -> None:
        self.client = app.test_client()
        self.caller = caller
        come_in(
            self.client,
            context,
            create_account(context, "quản trị", email=email, name=caller.name, role=caller.role, agency=caller.agency),
        )

    def get(self, path: str) -> Page:
        """The page at an address."""
        return Page(self.client.get(path, base_url=HOME))

    def send(self, path: str, fields: Mapping[str, Any]) -> Page:
        """Send these fields as a form and follow where that leads."""
        return Page(self.client.post(path, data=fields, base_url=HOME, follow_redirects=True))

    def fill(self, page: Page, path: str, typed: Mapping[str, str], action: str = "", **more: str) -> Page:
        """Type into the form of a page, where every field must be, and press a button that `more` names."""
        fields = page.form(action)
        for name, value in typed.items():
            assert name in fields, f"the page has no field {name}"
            fields[name] = _sent(value)
        fields.update(more)
        return self.send(path, fields)

    def press(self, page: Page, action: str) -> Page:
        """Send a form of a page as it stands."""
        return self.send(action, page.form(action))

    def upload(self, path: str, raw: bytes, name: str, **more: str) -> Page:
        """Bring a file by the form of a page."""
        page = self.get(path)
        # Where a page has several forms, the one meant is the one that is sent to this address.
        action = path if page.tree.xpath(f"//main//form[@action='{path}']") else ""
        fields: dict[str, Any] = dict(page.form(action).items())
        return self.send(path, {**fields, **more, "file": FileStorage(io.BytesIO(raw), name)})

    def autosave(self, path: str, body: object, token: str | None = None, **more: str) -> TestResponse:
        """What a page's script sends, with more headers."""
        key = self.get("/tai-khoan").find("//input[@name='csrf_token']").get("value") if token is None else token
        headers = {"Accept": "application/json", "X-CSRFToken": key, **more}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(path, data=raw, content_type="application/json", headers=headers, base_url=HOME)
