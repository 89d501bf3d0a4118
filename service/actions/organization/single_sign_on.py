"""Signing in by the word of the province's provider: who the person is to us, and whether they gave a second factor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from service.actions.context import Context
from service.actions.organization.sign_in import BY_PROVIDER, SignedIn, record_refusal, start_session
from service.actions.transaction import VISITOR
from service.domain.audit import AuditEvent
from service.domain.errors import UnauthenticatedError, message
from service.domain.notation.fingerprint import sha256_of
from service.domain.organization.account import email_form
from service.settings import Provider
from service.storage.organization.accounts import account_by_email, account_by_subject, change_account

# What the standard (RFC 8176) calls ways of signing in that are more than a password.
SECOND_FACTORS = frozenset({"mfa", "mca", "otp", "hwk", "swk", "sc", "sms"})


def start_session_by_claims(context: Context, provider: Provider, claims: Mapping[str, Any]) -> SignedIn:
    """A sign-in of the person of whom the provider speaks; raises UnauthenticatedError.

    The first time they are found by a verified address, and from then on by the provider's own number of them. Where
    the provider does not say that it asked for a second factor, ours is asked for.
    """
    subject, email = _subject(provider, claims), _verified_email(provider, claims)
    with context.transaction(VISITOR) as tx:
        account = account_by_subject(tx.session, subject)
        known = account or (account_by_email(tx.session, email_form(email)) if email else None)
        is_anothers = account is None and known is not None and known.is_linked
        if known is None or known.is_disabled or is_anothers:
            record_refusal(tx, known, BY_PROVIDER)
        elif account is None:
            change_account(tx.session, known.id, oidc_subject=subject)
            tx.record(AuditEvent.ACCOUNT_LINKED, agency=known.agency, subject=known.email, by=known)
    if known is None or known.is_disabled:
        raise UnauthenticatedError(
            message(
                "Người vừa đăng nhập ({email}) chưa có tài khoản ở hệ thống này: liên hệ quản trị viên để được cấp.",
                email=email or "?",
            )
        )
    if is_anothers:
        raise UnauthenticatedError(
            message(
                "Địa chỉ {email} đã gắn với một người khác ở hệ thống đăng nhập một lần: liên hệ quản trị viên, người "
                "này sửa địa chỉ của tài khoản để gắn lại.",
                email=email,
            )
        )
    return start_session(context, known, BY_PROVIDER, is_trusted=_gave_second_factor(provider, claims))


def _subject(provider: Provider, claims: Mapping[str, Any]) -> str:
    return sha256_of(f"{provider.issuer}\0{claims.get('sub')}")


def _verified_email(provider: Provider, claims: Mapping[str, Any]) -> str:
    """The address that the provider stands for; one of which it does not say so is not believed, unless set so."""
    email = claims.get("email")
    is_verified = claims.get("email_verified", provider.verifies_all) is True
    return email if isinstance(email, str) and is_verified else ""


def _gave_second_factor(provider: Provider, claims: Mapping[str, Any]) -> bool:
    ways = claims.get("amr")
    named = {way for way in ways if isinstance(way, str)} if isinstance(ways, list) else set()
    return bool(named & SECOND_FACTORS) or claims.get("acr") in provider.factor_levels
