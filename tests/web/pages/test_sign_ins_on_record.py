"""Whoever comes in, is refused or leaves is on record, from where, and without what they typed by mistake."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from service.actions.context import Context
from service.storage.models import EventRow
from tests.support.browser import PASSWORD
from tests.support.installation import HOME_AFFAIRS, OFFICER, PERIOD
from tests.support.visitor import Visitor, address_of, enlist, guest
from tests.support.web import Web

SECRET = "mật khẩu gõ nhầm vào ô địa chỉ"


def rows(context: Context) -> list[EventRow]:
    """What is on record of signing in and of passwords, in order."""
    with context.database.reading() as session:
        found = session.scalars(select(EventRow).order_by(EventRow.id)).all()
    return [row for row in found if row.action.startswith(("sign_in.", "password."))]


@pytest.fixture
def visitor(sqlite_context: Context) -> Visitor:
    """Somebody at a browser whose account is the officer's, behind a proxy."""
    enlist(sqlite_context, OFFICER)
    settings = replace(sqlite_context.settings, proxies=1)
    return Visitor(Web(replace(sqlite_context, settings=settings)).app)


def test_signing_in_and_out_is_on_record_with_account_and_network(sqlite_context: Context, visitor: Visitor) -> None:
    visitor.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 2001:db8:1:2:3::4"
    assert visitor.sign_in(address_of(OFFICER)).status == 302
    assert visitor.send("/dang-xuat").status == 302
    came, left = rows(sqlite_context)
    assert [came.action, left.action] == ["sign_in.done", "sign_in.ended"]
    for row in (came, left):
        assert (row.actor, row.account, row.agency) == (OFFICER.name, 1, "SGTVT")
        assert (row.origin, row.subject) == ("2001:db8:1:2::/64", address_of(OFFICER))
    assert came.reason == "mật khẩu"


def test_who_is_refused_is_on_record_by_address_only_where_that_is_a_persons(
    sqlite_context: Context, visitor: Visitor
) -> None:
    for email, password in ((address_of(OFFICER), SECRET), (SECRET, PASSWORD), ("la@x.vn", PASSWORD)):
        assert visitor.sign_in(email, password).status == 401
    found = rows(sqlite_context)
    assert [row.subject for row in found] == [address_of(OFFICER), *["địa chỉ không có tài khoản"] * 2]
    assert {(row.action, row.actor, row.account) for row in found} == {
        ("sign_in.refused", "người chưa đăng nhập", None)
    }
    said = " ".join(f"{row.subject} {row.reason} {row.changes}" for row in found)
    assert SECRET not in said and PASSWORD not in said and "la@x.vn" not in said


def test_who_asks_for_a_new_password_is_on_record_in_the_same_way(sqlite_context: Context, visitor: Visitor) -> None:
    for email in (address_of(OFFICER), "la@x.vn"):
        visitor.send("/quen-mat-khau", email=email)
    found = rows(sqlite_context)
    assert [(row.action, row.subject, row.agency) for row in found] == [
        ("password.reset_asked", address_of(OFFICER), "SGTVT"),
        ("password.reset_asked", "địa chỉ không có tài khoản", None),
    ]


def test_a_wrong_present_password_is_on_record(sqlite_context: Context, visitor: Visitor) -> None:
    visitor.sign_in(address_of(OFFICER))
    answer = visitor.send("/tai-khoan/mat-khau", current=SECRET, password=PASSWORD, again=PASSWORD)
    assert answer.status == 409
    row = rows(sqlite_context)[-1]
    assert (row.action, row.account, row.reason) == ("password.refused", 1, "mật khẩu hiện tại không đúng")
    assert SECRET not in f"{row.subject}{row.changes}"


@pytest.mark.parametrize(
    ("path", "action", "subject"),
    [
        (f"/ky/{PERIOD}/van-ban.docx", "letter.downloaded", f"bao-cao-{PERIOD}.docx"),
        (f"/ky/{PERIOD}/tong-hop/so-lieu.csv", "data.downloaded", f"so-lieu-{PERIOD}.csv"),
        (f"/ky/{PERIOD}/nhat-ky/nhat-ky.csv", "log.downloaded", f"nhat-ky-{PERIOD}.csv"),
    ],
)
def test_what_is_taken_out_of_the_system_is_on_record(
    sqlite_context: Context, path: str, action: str, subject: str
) -> None:
    visitor = guest(sqlite_context, Web(sqlite_context).app, HOME_AFFAIRS)
    assert visitor.get(path).status == 200
    with sqlite_context.database.reading() as session:
        row = session.scalars(select(EventRow).order_by(EventRow.id.desc()).limit(1)).one()
    assert (row.action, row.subject, row.period) == (action, subject, PERIOD)
    assert (row.actor, row.account, row.origin) == (HOME_AFFAIRS.name, 1, "127.0.0.1")


def test_data_of_the_api_are_on_record_where_they_are_handed_out(sqlite_context: Context) -> None:
    web = Web(sqlite_context)
    for path in (f"/periods/{PERIOD}/figures", f"/periods/{PERIOD}/figures.csv"):
        answer = web.get(path, "auditor")
        assert answer.status_code == 200
        assert web.get(path, "auditor", If_None_Match=answer.headers["ETag"]).status_code == 304
    with sqlite_context.database.reading() as session:
        found = session.scalars(select(EventRow).where(EventRow.action == "data.downloaded")).all()
    assert [row.subject for row in found] == [f"/api/v1/periods/{PERIOD}/figures", f"so-lieu-{PERIOD}.csv"]
