"""How people look at the board: what each of them chose, as the query of an address."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.storage.models import BoardViewRow


def board_views_of(session: Session, account: int) -> Mapping[str, str]:
    """A person's views by name; without a name what the board usually shows them."""
    rows = session.scalars(select(BoardViewRow).where(BoardViewRow.account == account).order_by(BoardViewRow.name))
    return {row.name: row.address for row in rows}


def put_board_view(session: Session, account: int, name: str, address: str) -> None:
    """Keep a view; one of that name is replaced."""
    row = session.get(BoardViewRow, (account, name)) or BoardViewRow(account=account, name=name)
    row.address = address
    session.add(row)
    session.flush()


def drop_board_view(session: Session, account: int, name: str) -> None:
    """Forget a view, where there is one."""
    row = session.get(BoardViewRow, (account, name))
    if row is not None:
        session.delete(row)
        session.flush()
