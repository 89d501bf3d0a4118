"""API tokens: shown once, kept as hashes, with roles and units that go together."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from service.actions.context import Context
from service.actions.organization.tokens import LONGEST_LIFE, authenticate, issue_token, list_tokens
from service.domain.errors import ConflictError, NotFoundError, UnauthenticatedError
from service.domain.organization.access import Caller, Permission, Role
from service.storage.models import TokenRow
from service.ttl_cache import TtlCache
from tests.support.installation import ADMIN, AUDITOR, HOME_AFFAIRS, LEADER, OFFICER, after, as_given


@pytest.mark.parametrize("caller", [OFFICER, LEADER, HOME_AFFAIRS, ADMIN, AUDITOR])
def test_a_token_stands_for_its_caller(context: Context, caller: Caller) -> None:
    token = issue_token(context, caller)
    assert authenticate(context, token) == as_given(caller)


def test_tokens_are_long_random_and_kept_only_as_hashes(context: Context) -> None:
    tokens = {issue_token(context, ADMIN) for _ in range(5)}
    assert len(tokens) == 5
    assert all(token.startswith("tonghop_") and len(token) >= 50 for token in tokens)
    with context.database.reading() as session:
        rows = session.scalars(select(TokenRow)).all()
        kept = {str(value) for row in rows for value in vars(row).values()}
    assert not tokens & kept
    assert {hashlib.sha256(token.encode()).hexdigest() for token in tokens} <= kept


@pytest.mark.parametrize("token", ["", "tonghop_", "sai", "ă", "' OR 1=1 --"])
def test_an_unknown_token_stands_for_nobody(context: Context, token: str) -> None:
    issue_token(context, ADMIN)
    with pytest.raises(UnauthenticatedError, match="không đúng hoặc đã bị thu hồi"):
        authenticate(context, token)


def test_a_revoked_token_stands_for_nobody(context: Context) -> None:
    token, other = issue_token(context, ADMIN), issue_token(context, AUDITOR)
    digest = hashlib.sha256(token.encode()).hexdigest()
    with context.database.writing() as session:
        session.execute(update(TokenRow).where(TokenRow.sha256 == digest).values(revoked_at=context.clock.real()))
    with pytest.raises(UnauthenticatedError):
        authenticate(context, token)
    assert authenticate(context, other).role is Role.AUDITOR


@pytest.mark.parametrize(
    "caller",
    [Caller("A", Role.OFFICER), Caller("A", Role.LEADER), Caller("A", Role.ADMIN, "SGTVT"),
     Caller("A", Role.HOME_AFFAIRS, "SGTVT"), Caller("A", Role.AUDITOR, "SGTVT")],
)  # fmt: skip
def test_role_and_unit_must_go_together(context: Context, caller: Caller) -> None:
    with pytest.raises(ConflictError, match="cần kèm đơn vị"):
        issue_token(context, caller)


def test_a_unit_that_does_not_exist_gets_no_token(context: Context) -> None:
    with pytest.raises(NotFoundError, match="Không có đơn vị «KHONG-CO»"):
        issue_token(context, Caller("A", Role.OFFICER, "KHONG-CO"))


def test_a_name_that_is_too_long_is_refused(context: Context) -> None:
    assert issue_token(context, Caller("ậ" * 200, Role.ADMIN))
    with pytest.raises(ConflictError, match="200 ký tự"):
        issue_token(context, Caller("ậ" * 201, Role.ADMIN))


def later(context: Context, **elapsed: float) -> Context:
    """The same when so much time has gone by and what was remembered for some seconds is forgotten."""
    return replace(after(context, **elapsed), recent=TtlCache())


def test_a_token_ends_on_its_day(context: Context) -> None:
    short, usual = issue_token(context, ADMIN, days=1), issue_token(context, AUDITOR)
    for elapsed, works in ((timedelta(hours=23), {short, usual}), (timedelta(hours=25), {usual}),
                           (timedelta(days=364), {usual}), (timedelta(days=366), set())):  # fmt: skip
        then = later(context, seconds=elapsed.total_seconds())
        for token in (short, usual):
            if token in works:
                assert authenticate(then, token)
            else:
                with pytest.raises(UnauthenticatedError, match="đã hết hạn"):
                    authenticate(then, token)


@pytest.mark.parametrize("days", [0, -1, LONGEST_LIFE + 1, 10**9])
def test_a_token_that_would_never_end_or_never_work_is_refused(context: Context, days: int) -> None:
    with pytest.raises(ConflictError, match="từ 1 đến 1096 ngày"):
        issue_token(context, ADMIN, days=days)
    assert list_tokens(context) == []


def test_the_last_use_of_a_token_is_kept_to_the_hour(context: Context) -> None:
    token = issue_token(context, ADMIN)
    assert list_tokens(context)[0].last_used_at is None
    authenticate(context, token)
    first = list_tokens(context)[0].last_used_at
    assert first is not None and abs(context.clock.real() - first) < timedelta(minutes=5)
    authenticate(later(context, minutes=30), token)
    assert list_tokens(context)[0].last_used_at == first
    authenticate(later(context, minutes=90), token)
    last = list_tokens(context)[0].last_used_at
    assert last is not None and last - first >= timedelta(minutes=89)


def test_a_token_permits_what_it_was_given_for(context: Context) -> None:
    narrow = Caller("Tra cứu", Role.ADMIN, permits=frozenset({Permission.READ, Permission.BUILD}))
    assert authenticate(context, issue_token(context, narrow)).permits == {Permission.READ, Permission.BUILD}
    assert authenticate(context, issue_token(context, ADMIN)).permits == set(Permission) - {Permission.SUBMIT}
    with pytest.raises(ConflictError, match="ít nhất một việc"):
        issue_token(context, Caller("A", Role.ADMIN, permits=frozenset()))
    with pytest.raises(ConflictError, match=r"mã của kiểm tra \(chỉ xem\) làm được: xem và tải số liệu\.$"):
        issue_token(context, Caller("A", Role.AUDITOR, permits=frozenset({Permission.SUBMIT, Permission.DECIDE})))
