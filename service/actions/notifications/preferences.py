"""What mail people want apart from the reminders of what they owe, in which language, and what ends a kind of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from service.actions.context import Context
from service.actions.transaction import SYSTEM, Transaction
from service.domain.audit import AuditEvent, Property, differences
from service.domain.errors import ConflictError, NotFoundError, message
from service.domain.organization.account import Account, Subscription
from service.languages import LANGUAGES
from service.settings import Settings
from service.signing_key import load_signing_key
from service.storage.organization.accounts import change_account, get_account, put_subscriptions
from service.storage.organization.held_roles import held_roles

GONE = message("Liên kết ngừng nhận thư không đúng: hãy đổi tùy chọn nhận thư ở trang Tài khoản của tôi.")


def change_subscriptions(context: Context, number: int, wanted: Collection[Subscription]) -> None:
    """Of the mail that is for the person's roles, send these kinds from now on and no others."""
    with context.transaction(SYSTEM) as tx:
        account = get_account(tx.session, number)
        roles = {account.role, *(held.role for held in held_roles(tx.session, number))}
        _put(tx, account, {wish: wish in wanted for wish in Subscription if not wish.roles.isdisjoint(roles)})


def choose_language(context: Context, number: int, wanted: str) -> None:
    """Write to the person in that language from now on; raises ConflictError where there is none such."""
    if wanted not in LANGUAGES:
        raise ConflictError(message("Chỉ chọn được tiếng Việt hoặc tiếng Anh."))
    with context.transaction(SYSTEM) as tx:
        account = get_account(tx.session, number)
        if account.language != wanted:
            change_account(tx.session, number, language=wanted)
            tx.record(
                AuditEvent.ACCOUNT_PREFERENCES_CHANGED, agency=account.agency, subject=account.email,
                reason=LANGUAGES[wanted], by=account,
                changes=differences(
                    {Property.LANGUAGE: LANGUAGES[account.language]}, {Property.LANGUAGE: LANGUAGES[wanted]}
                ),
            )  # fmt: skip


def stop_address(context: Context, number: int, wish: Subscription) -> str:
    """The address that ends such mail for the person, whoever opens it."""
    return f"{context.settings.address}/ngung-thu/{_signer(context.settings).dumps([number, wish.value])}"


def behind_address(context: Context, token: str) -> tuple[Account, Subscription]:
    """Whose mail the address ends, and which; raises NotFoundError where we did not make it."""
    with context.database.reading() as session:
        return _behind(context, session, token)


def stop(context: Context, token: str) -> tuple[Account, Subscription]:
    """End the mail of the address; may be done any number of times. Raises NotFoundError."""
    with context.transaction(SYSTEM) as tx:
        account, wish = _behind(context, tx.session, token)
        _put(tx, account, {wish: False})
        return account, wish


def _put(tx: Transaction, account: Account, wishes: Mapping[Subscription, bool]) -> None:
    """Set what the person wants; on record are the kinds of mail that they have from now on where that changes."""
    put_subscriptions(tx.session, account.id, wishes)
    after = get_account(tx.session, account.id)
    if after != account:
        kept = _kept(after)
        tx.record(
            AuditEvent.ACCOUNT_PREFERENCES_CHANGED, agency=account.agency, subject=account.email, reason=kept,
            by=account,
            changes=differences({Property.SUBSCRIPTIONS: _kept(account)}, {Property.SUBSCRIPTIONS: kept}),
        )  # fmt: skip


def _kept(account: Account) -> str:
    return "; ".join(wish.label for wish in Subscription if account.gets(wish)) or "không nhận thư nào"


def _behind(context: Context, session: Session, token: str) -> tuple[Account, Subscription]:
    try:
        number, wish = _signer(context.settings).loads(token)
    except BadData as error:
        raise NotFoundError(GONE) from error
    return get_account(session, number), Subscription(wish)


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(load_signing_key(settings), salt="ngung-thu")
