"""Somebody at a browser who may have an account or not, and sees every answer without being led on."""

from __future__ import annotations

from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.datastructures import FileStorage

from service.actions.context import Context
from service.actions.organization.accounts import invite_account
from service.domain.organization.access import Caller
from service.domain.organization.account import Account
from service.web.auth.sessions import KEY
from tests.support.browser import HOME, PASSWORD, Page, come_in

COOKIE = "tonghop"
# Making and checking a password is meant to be slow; by this it is not.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
# A page with a form that everybody may open at any time.
OPEN = "/quen-mat-khau"


def address_of(caller: Caller) -> str:
    """The mail address of a caller's account."""
    return f"{caller.role.value}@{(caller.agency or 'tinh').lower()}.hungyen.gov.vn"


def enlist(context: Context, caller: Caller, password: str | None = PASSWORD) -> Account:
    """An account for the caller."""
    hashed = None if password is None else CHEAP.hash(password)
    return invite_account(
        context, "quản trị", email=address_of(caller), name=caller.name, role=caller.role, agency=caller.agency,
        hashed=hashed,
    )  # fmt: skip


class Visitor:
    """A browser of its own: what it sends carries the cookies and the token of the page's form."""

    def __init__(self, app: Flask, home: str = HOME) -> None:
        self.client = app.test_client()
        self.home = home

    def get(self, path: str) -> Page:
        """The page at an address."""
        return Page(self.client.get(path, base_url=self.home))

    def token(self) -> str:
        """What a form's hidden field holds."""
        return str(self.get(OPEN).find("//input[@name='csrf_token']").get("value"))

    def send(self, path: str, **fields: str | FileStorage) -> Page:
        """Send a form with these fields."""
        return self.send_bare(path, csrf_token=self.token(), **fields)

    def send_bare(self, path: str, **fields: Any) -> Page:
        """Send a form without the token."""
        return Page(self.client.post(path, data=fields, base_url=self.home, headers={"Referer": f"{self.home}{OPEN}"}))

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> Page:
        """Sign in by the form."""
        return self.send("/dang-nhap", email=email, password=password, **more)

    def come_in(self, context: Context, account: Account) -> None:
        """Be signed in without the work of checking a password."""
        come_in(self.client, context, account, self.home)

    @property
    def key(self) -> str:
        """The key of the sign-in in the cookie, empty where there is none."""
        with self.client.session_transaction(base_url=self.home) as kept:
            return str(kept.get(KEY, ""))

    @property
    def cookie(self) -> str:
        """The cookie as the browser sends it."""
        found = self.client.get_cookie(COOKIE, domain=self._host)
        return found.value if found else ""

    def put_cookie(self, value: str) -> None:
        """Send this cookie from now on."""
        self.client.set_cookie(COOKIE, value, domain=self._host)

    @property
    def _host(self) -> str:
        return self.home.partition("://")[2].partition(":")[0]


def guest(context: Context, app: Flask, caller: Caller) -> Visitor:
    """A visitor who is signed in as the caller, whose account is new."""
    visitor = Visitor(app)
    visitor.come_in(context, enlist(context, caller))
    return visitor
