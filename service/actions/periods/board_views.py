"""A person's own views of the board, each with a name, and the columns that it usually shows them."""

from __future__ import annotations

from collections.abc import Mapping

from service.actions.context import Context
from service.domain.errors import EntryError, ForbiddenError, message
from service.domain.organization.access import Caller
from service.storage.organization.board_views import board_views_of, drop_board_view, put_board_view

LONGEST_NAME, LONGEST_ADDRESS, MOST = 80, 2000, 30
# The view that has no name.
USUAL = ""


def board_views(context: Context, caller: Caller) -> Mapping[str, str]:
    """The caller's views by name, each as the query of the board's address; a program has none."""
    if caller.account is None:
        return {}
    with context.database.reading() as session:
        return board_views_of(session, caller.account)


def save_board_view(context: Context, caller: Caller, name: str, address: str) -> None:
    """Keep a view, instead of one of that name; raises EntryError for a name that will not do, or one too many."""
    account, name = _account(caller), " ".join(name.split())
    if len(name) > LONGEST_NAME or len(address) > LONGEST_ADDRESS:
        raise EntryError("name", message("Tên chế độ xem dài tối đa {most} ký tự.", most=LONGEST_NAME))
    with context.transaction(caller) as tx:
        known = board_views_of(tx.session, account)
        if name not in known and len(known) >= MOST:
            raise EntryError("name", message("Mỗi người lưu được tối đa {most} chế độ xem: xóa bớt.", most=MOST))
        put_board_view(tx.session, account, name, address)


def forget_board_view(context: Context, caller: Caller, name: str) -> None:
    """Forget a view, where there is one."""
    account = _account(caller)
    with context.transaction(caller) as tx:
        drop_board_view(tx.session, account, name)


def _account(caller: Caller) -> int:
    if caller.account is None:
        raise ForbiddenError(message("Cần đăng nhập bằng tài khoản người dùng để lưu chế độ xem."))
    return caller.account
