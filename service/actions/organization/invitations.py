"""Invitations sent again: to some people, or to all who could never sign in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from service.actions.context import Context
from service.actions.organization.accounts import post_invitation
from service.actions.transaction import Actor
from service.domain.errors import Message, message
from service.domain.organization.account import Account
from service.storage.organization.accounts import all_accounts


@dataclass(frozen=True)
class InvitationPlan:
    """Who would be invited, and who not although they were chosen, with the reason."""

    invited: tuple[Account, ...]
    left_out: tuple[tuple[Account, Message], ...]


def plan_invitations(context: Context, chosen: Collection[int] | None) -> InvitationPlan:
    """Who of the people of these numbers would be invited, None being all who could never sign in."""
    with context.database.reading() as session:
        return _plan(all_accounts(session), chosen)


def send_invitations(context: Context, actor: Actor, chosen: Collection[int] | None) -> int:
    """Invite them, each with a new link, and say how many; the links of earlier letters end."""
    with context.transaction(actor) as tx:
        plan = _plan(all_accounts(tx.session), chosen)
        for account in plan.invited:
            post_invitation(context, tx, account, is_bulk=True)
    return len(plan.invited)


def _plan(accounts: Iterable[Account], chosen: Collection[int] | None) -> InvitationPlan:
    meant = [a for a in accounts if (a.awaits_sign_in if chosen is None else a.id in chosen)]
    reasons = {account.id: _hindrance(account) for account in meant}
    invited = tuple(account for account in meant if reasons[account.id] is None)
    left_out = tuple((account, why) for account in meant if (why := reasons[account.id]) is not None)
    return InvitationPlan(invited, left_out)


def _hindrance(account: Account) -> Message | None:
    if account.is_disabled:
        return message("tài khoản đang bị khóa")
    if not account.awaits_sign_in:
        return message("đã đăng nhập được, không cần thư mời")
    if account.mail_fault:
        return message("địa chỉ thư hỏng: sửa địa chỉ trước")
    return None
